"""The boxes of a picture, and what is written in them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from os.path import commonprefix

import numpy as np

from ..core.calling.errors import counted
from ..core.graph import Equation, Tensor
from ..ops import broadcast, constant
from ..transform.phases import PHASES
from .folds import ADJOINT, LINE, Fold
from .shapes import BOLD_EM, MONO_EM, PLAIN_EM, text_width

_LONGEST, _TITLE, _LINE = 30, 24, 20  # characters of one piece of text, of a title, and of a line of Python

_PAD, LINE_HEIGHT, ROOM_GAP = 9.0, 14.0, 6.0


@dataclass(eq=False)
class Box:
    """One box.  beside is the forward box whose adjoint it helps to compute: it stands at the same height."""

    kind: str  # "input", "constant", "equation" or "group"
    phase: str
    title: str  # in bold
    details: str  # behind the title
    lines: tuple[str, ...]  # below it
    tensors: tuple[Tensor, ...]
    equations: tuple[Equation, ...]
    is_result: bool = False
    beside: Box | None = None
    fold: Fold | None = None  # what a group is a box of

    @property
    def is_code(self):
        """Is its title a line of Python?"""
        return self.fold is not None and self.fold.kind == LINE and self.phase != "adjoint"


def numbers_of(graph):
    """{tensor: text} of what is written into the boxes that read it: it has readers, and is not a result."""
    numbers, results = {}, set(graph.outputs)
    for eqn in graph.equations:
        if graph.users[eqn.output] and eqn.output not in results:
            if eqn.op is constant and eqn.params["value"].size == 1:
                numbers[eqn.output] = _number(eqn.params["value"].reshape(())[()])
            elif eqn.op is broadcast and eqn.inputs[0] in numbers:
                numbers[eqn.output] = numbers[eqn.inputs[0]]
    return numbers


def _number(x):
    return f"{x:.4g}" if isinstance(x, np.floating) else str(x)


# ---- inputs -------------------------------------------------------------------


def input_boxes(graph, readers, phase, folded):
    """A box for each input.  Where folds are boxes, inputs of one argument that the same boxes read are one.

    readers: {tensor: [(number, phase)] of the boxes that read it}
    """
    groups: dict = {}
    for x in graph.inputs:
        read_in = {phase[user] for user in graph.users[x]}
        lane = next((lane for lane in PHASES if lane in read_in), "forward")
        alone = not folded or "." not in x.name
        near = frozenset(box for box, box_lane in readers[x] if box_lane == lane)
        key = x if alone else (lane, x.name.partition(".")[0], near)
        groups.setdefault(key, (lane, []))[1].append(x)
    results = set(graph.outputs)
    return [_input_box(lane, xs, results, graph.inputs) for lane, xs in groups.values()]


def _input_box(lane, xs, results, inputs):
    result = not results.isdisjoint(xs)
    if len(xs) == 1:
        return Box("input", lane, short(xs[0].name, _TITLE), "", (short(xs[0].type),), (*xs,), (), result)
    start, parts = shared_name(xs, inputs)
    rest = [x.name.removeprefix(start).lstrip(".") for x in xs]
    lines = [f"{short(name, 12)}: {short(x.type, 18)}" for name, x in zip(rest, xs, strict=True)]
    if len(xs) > 2:
        some = ", ".join(parts) if len(parts) < 3 else f"{parts[0]} and {len(parts) - 1} more"
        lines = [*([short(some, 24)] if parts else []), f"{len(xs)} tensors"]
    return Box("input", lane, short(start, _TITLE), "", (*lines,), (*xs,), (), result)


def shared_name(xs, inputs):
    """(what the dotted names of these tensors begin with, the parts of it that they are; none if they are all of it).

    weights.blocks.0 for all tensors of it; of these, (norm1, qkv) for the weights of its norm and its dense layer.
    """
    start = ".".join(commonprefix([x.name.split(".")[:-1] for x in xs])) or xs[0].name.partition(".")[0]
    if sum(x.name.startswith(f"{start}.") for x in inputs) == len(xs):
        return start, ()
    return start, tuple(dict.fromkeys(x.name.removeprefix(start).lstrip(".").partition(".")[0] for x in xs))


# ---- equations ----------------------------------------------------------------


def equation_box(eqn, results, phase, numbers):
    """The Box of one equation.   results: of the graph.   numbers: {tensor: what is written for a constant}"""
    y = eqn.output
    kind = "constant" if eqn.op is constant else "equation"
    lines = (f"{short(y.name, 24)}: {short(y.type, 24)}",)
    return Box(kind, phase[eqn], eqn.op.name, _details(eqn, numbers), lines, (y,), (eqn,), y in results)


def group_box(fold, equations, graph, phase, part):
    """The box of a fold in one lane.   part: 0, or which it is where the fold is several boxes"""
    lane = phase[equations[0]]
    on, gradients = given_by(equations, graph, phase)
    first = on[:2] or gradients[:1]
    lines = [f"{short(y.name, 18)}: {short(y.type, 18)}" for y in first]
    if len(on) > 2:
        lines = [*lines[:1], f"and {len(on) - 1} more"]
    if lane == "adjoint" and on and gradients:
        lines.append(counted(len(gradients), "gradient"))
    lines.append(counted(len(equations), "equation"))
    tensors = tuple(eqn.output for eqn in equations)
    result = not set(graph.outputs).isdisjoint(on)
    return Box("group", lane, title_of(fold, lane, part), "", (*lines,), tensors, (*equations,), result, None, fold)


def given_by(equations, graph, phase):
    """(what others read in the same lane or the graph returns, what only other lanes read), of these equations."""
    inside, results, lane = set(equations), set(graph.outputs), phase[equations[0]]
    on, returned, aside = [], [], []
    for eqn in equations:
        y = eqn.output
        others = {phase[user] for user in graph.users[y] if user not in inside}
        if lane in others:
            on.append(y)
        elif y in results:
            returned.append(y)
        elif others:
            aside.append(y)
    return on + returned, aside


def title_of(fold, lane, part=0):
    """What is written on the box of a fold in a lane.   part: its number, where the lane needs several boxes for it"""
    adjoint = lane == "adjoint" and (fold.lanes.keys() != {"adjoint"} or fold.kind == ADJOINT)
    if adjoint:
        title = f"adjoint of {short(_made_by(fold) or fold.title, 18)}"
    else:
        title = written(fold.title) if fold.kind == LINE else short(fold.title, _TITLE)
    return f"{title} ({part})" if part else title


def _made_by(fold):
    """The name of what a line of Python makes, if it gives it one."""
    name = fold.last.output.name if fold.kind == LINE and fold.last is not None else "%"
    return "" if name.startswith("%") else name


def written(line):
    """The beginning of a line of Python: what is made comes first."""
    text = short(re.sub(r"\b(?:ng|np|ngteach|numpy)\.", "", line), 200)
    return text if len(text) <= _LINE else f"{text[: _LINE - 1].rstrip()}…"


def size_of(box, room_width=0.0, room_height=0.0) -> tuple[float, float]:
    """(width, height) of a box.   room: that is left free at its foot"""
    head = text_width(box.title, *((10.5, MONO_EM) if box.is_code else (12, BOLD_EM)))
    head += text_width(box.details, 11, PLAIN_EM)
    lines = max((text_width(line, 10.5, MONO_EM) for line in box.lines), default=0)
    height = 8 + LINE_HEIGHT * (1 + len(box.lines)) + 5 + (room_height + ROOM_GAP if room_height else 0)
    return round(max(head, lines, room_width, 36) + 2 * _PAD), height


def _details(eqn, numbers):
    """What follows the op: its inputs if some are folded, then the parameters that its type does not show."""
    args = [numbers.get(x, "·") for x in eqn.inputs] if any(x in numbers for x in eqn.inputs) else []
    for name in ("axis", "depth", "index"):
        value = eqn.params.get(name)
        if value not in (None, ()) and (name != "axis" or eqn.inputs[0].ndim > 1):
            value = value[0] if isinstance(value, tuple) and len(value) == 1 and name == "axis" else value
            args.append(f"{name}={value}".replace(" ", ""))
    return short(f"({', '.join(args)})") if args else ""


def short(text, longest=_LONGEST):
    """The text on one line, with its middle left out if it is long, and � for what cannot be printed."""
    text = str(text)[:1000]
    if not text.isprintable():
        text = "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in text)
    if len(text) <= longest:
        return text
    return f"{text[: longest * 2 // 3]}…{text[len(text) - longest // 3 + 1 :]}"
