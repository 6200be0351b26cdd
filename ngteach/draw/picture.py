"""What is in the picture of a graph: boxes, the wires between them, and what is folded into their text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.guards import takes_graph
from ..core.graph import Equation, Graph, Tensor
from ..core.provenance import says_where
from ..ops import broadcast, constant
from ..transform.phases import PHASES, phases

CROWDED = 80  # boxes; above that, the equations of one line share a box unless the caller says otherwise
MANY_UPDATES = 12  # boxes in the update lane; above that, one box stands for them all
_LONGEST = 30  # characters of one piece of text


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


@dataclass(frozen=True)
class Wire:
    """Some value of source is read by target; kept means that the backward pass reads a forward value."""

    source: int
    target: int
    kept: bool
    tensors: tuple[Tensor, ...]  # the values that it carries


@dataclass(frozen=True)
class Picture:
    """Boxes in the order of the program; a wire always leads from an earlier box to a later one."""

    graph: Graph
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    folded: tuple[Equation, ...]
    phase: dict[Equation, str]
    left_out: int = 0  # wires from an input to the one box of all updates, which are not drawn


@says_where()
@takes_graph
def picture(graph, collapse=None):
    """The Picture of a graph.

    Constants of one number, and their broadcasts, are folded into the text of their users: maximum(·, 1e-20).
    collapse: True gives the equations that one line of Python made one box, up to the first that has a name;
    False never does; None does if there would be more than 80 boxes.  If there are still more than twelve
    updates, they are one box.
    """
    known = collapse is None or isinstance(collapse, bool)
    require(known, f"collapse is True, False or None, found {shown(collapse)}")
    phase = phases(graph)
    numbers = _numbers(graph)
    drawn = [eqn for eqn in graph.equations if eqn.output not in numbers]
    if collapse is None:
        collapse = len(graph.inputs) + len(drawn) > CROWDED
    owner: dict[Tensor, Box] = {}
    runs = _runs(graph, drawn, phase) if collapse else [[eqn] for eqn in drawn]
    merged = _with_one_update(runs, phase) if collapse else runs
    results = set(graph.outputs)
    boxes = _input_boxes(graph, results, phase, merged is not runs)
    owner.update((x, box) for box in boxes for x in box.tensors)
    for run in merged:
        one = len(run) == 1
        box = _equation_box(run[0], results, phase, numbers) if one else _group_box(run, graph, phase)
        box.beside = _beside(run[0], graph, phase, owner)
        owner.update((eqn.output, box) for eqn in run)
        boxes.append(box)
    folded = tuple(eqn for eqn in graph.equations if eqn.output in numbers)
    wires = _wires(boxes, owner)
    if merged is runs:
        return Picture(graph, tuple(boxes), wires, folded, phase)
    last = len(boxes) - 1
    kept = tuple(w for w in wires if w.target != last or boxes[w.source].phase != "forward")
    return Picture(graph, tuple(boxes), kept, folded, phase, len(wires) - len(kept))


def _numbers(graph):
    """{tensor: text} of what is folded: it must be read by someone, and must not be a result."""
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


def _runs(graph, equations, phase):
    """Neighbours in the program that one line made; in the adjoint lane, the adjoints of what is one box."""
    runs: list[list] = []
    home, last = {}, None  # home: the number of the run of each tensor
    for eqn in equations:
        of = eqn.adjoint_of
        key = ("adjoint", home.get(of)) if of in graph.producer else (phase[eqn], eqn.line)
        if key != last:
            runs.append([])
        runs[-1].append(eqn)
        home[eqn.output] = len(runs)
        named = phase[eqn] != "adjoint" and not eqn.output.name.startswith("%")
        last = None if named or eqn.line is None else key
    return runs


def _with_one_update(runs, phase):
    """The runs with all updates as the last one, if they are many and nothing else reads them."""
    updates = [run for run in runs if phase[run[0]] == "update"]
    others = [run for run in runs if phase[run[0]] != "update"]
    made = {eqn.output for run in updates for eqn in run}
    read = any(x in made for run in others for eqn in run for x in eqn.inputs)
    return runs if len(updates) <= MANY_UPDATES or read else [*others, [eqn for run in updates for eqn in run]]


def _input_boxes(graph, results, phase, one_update):
    """A box for each input; with one_update, one for all that only updates read."""
    lanes = {}
    for x in graph.inputs:
        read_in = {phase[user] for user in graph.users[x]}
        lanes[x] = next((lane for lane in PHASES if lane in read_in), "forward")
    together = tuple(x for x in graph.inputs if one_update and lanes[x] == "update")
    boxes = [
        Box("input", lanes[x], short(x.name), "", (short(x.type),), (x,), (), x in results)
        for x in graph.inputs
        if not (one_update and lanes[x] == "update")
    ]
    if together:
        lines = tuple(f"{short(x.name, 24)}: {short(x.type, 24)}" for x in together[:3])
        more = (f"and {len(together) - 3} more",) if len(together) > 3 else ()
        boxes.append(Box("input", "update", f"{len(together)} inputs", "", lines + more, together, ()))
    return boxes


def _equation_box(eqn, results, phase, numbers):
    y = eqn.output
    kind = "constant" if eqn.op is constant else "equation"
    lines = (f"{short(y.name, 24)}: {short(y.type, 24)}",)
    return Box(kind, phase[eqn], eqn.op.name, _details(eqn, numbers), lines, (y,), (eqn,), y in results)


def _group_box(run, graph, phase):
    inside, results, tensors = set(run), set(graph.outputs), tuple(e.output for e in run)
    given = [y for y in tensors if not graph.users[y] or not inside.issuperset(graph.users[y])]
    given = list(dict.fromkeys([*given, *(y for y in tensors if y in results)]))
    title = short(", ".join(dict.fromkeys(e.op.name for e in run)), 34)
    where = f", line {run[0].line.number}" if run[0].line else ""
    lines = [f"{len(run)} equations{where}", *(f"{short(y.name, 24)}: {short(y.type, 24)}" for y in given[:3])]
    if len(given) > 3:
        lines.append(f"and {len(given) - 3} more")
    result = not results.isdisjoint(given)
    return Box("group", phase[run[0]], title, "", tuple(lines), tensors, tuple(run), result)


def _details(eqn, numbers):
    """What follows the op: its inputs if some are folded, then the parameters that its type does not show."""
    args = [numbers.get(x, "·") for x in eqn.inputs] if any(x in numbers for x in eqn.inputs) else []
    for name in ("axis", "depth", "index"):
        value = eqn.params.get(name)
        if value not in (None, ()) and (name != "axis" or eqn.inputs[0].ndim > 1):
            value = value[0] if isinstance(value, tuple) and len(value) == 1 and name == "axis" else value
            args.append(f"{name}={value}".replace(" ", ""))
    return short(f"({', '.join(args)})") if args else ""


def _beside(eqn, graph, phase, owner):
    """The forward box of the tensor whose adjoint this is; for the adjoint of an adjoint, the one behind both."""
    seen = set()
    while eqn is not None and phase[eqn] == "adjoint" and eqn not in seen:
        seen.add(eqn)
        eqn = graph.producer.get(eqn.adjoint_of)
    box = owner.get(eqn.output) if eqn is not None and phase[eqn] == "forward" and seen else None
    return box if box is not None and box.phase == "forward" else None


def _wires(boxes, owner):
    index = {box: i for i, box in enumerate(boxes)}
    wires = {}
    for box in boxes:
        for eqn in box.equations:
            for x in eqn.inputs:
                source = owner.get(x)
                if source is not None and source is not box:
                    kept = source.phase == "forward" and box.phase == "adjoint"
                    ends = index[source], index[box]
                    before = wires[ends].tensors if ends in wires else ()
                    wires[ends] = Wire(*ends, kept, tuple(dict.fromkeys((*before, x))))
    return tuple(wires.values())


def short(text, longest=_LONGEST):
    """The text on one line, with its middle left out if it is long, and � for what cannot be printed."""
    text = "".join(c if unicodedata.category(c)[0] != "C" else "�" for c in str(text)[:1000])
    if len(text) <= longest:
        return text
    return f"{text[: longest * 2 // 3]}…{text[len(text) - longest // 3 + 1 :]}"
