"""What is in the picture of a graph: boxes, the wires between them, and what is written into their text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..core.calling.errors import require, shown
from ..core.calling.guards import takes_graph
from ..core.graph import Equation, Graph, Tensor
from ..core.provenance import says_where
from ..transform.phases import PHASES, phases
from .boxes import Box, equation_box, group_box, input_boxes, numbers_of, size_of
from .boxes import short as short
from .folds import Fold, folds_of
from .layout import Node, plan
from .opening import few, opened, together
from .routing import route

ROOM = 846.0  # across: where 840 px are shown, as on code-hosting sites, text keeps 10 px
CROWDED = 80  # boxes; above that, a graph is folded unless the caller says otherwise


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
    folded: tuple[Equation, ...]  # constants that are written into the boxes of their users
    phase: dict[Equation, str]
    numbers: dict[Tensor, str]  # the text of those constants
    left_out: int = 0  # wires from inputs to updates, which are not drawn
    folds: Fold | None = None  # all that could be folded
    opened: frozenset[str] = frozenset()  # the keys of the folds that are open
    home: dict = field(default_factory=dict)  # equation -> the folds around it, the outermost first


@says_where()
@takes_graph
def picture(graph, fold=None):
    """The Picture of a graph.

    Constants of one number, and their broadcasts, are written into the text of their users: maximum(·, 1e-20).
    fold: True gives few boxes, one for each call of a function or line of Python; False one for each equation; a name,
    or several, opens what is around the calls of these functions, and nothing else; a frozenset holds the keys of the
    folds that are open.
    None is True if there would be more than 80 boxes, and False otherwise.
    """
    several = isinstance(fold, (frozenset, list, tuple, set)) and all(isinstance(name, str) for name in fold)
    good = fold is None or isinstance(fold, (bool, str)) or several
    require(good, f"fold is True, False, or names of functions, found {shown(fold)}")
    phase = phases(graph)
    numbers = numbers_of(graph)
    drawn = [eqn for eqn in graph.equations if eqn.output not in numbers]
    if fold is None:
        fold = len(graph.inputs) + len(drawn) > CROWDED
    top, home = folds_of(graph, drawn, phase)
    start = Picture(graph, (), (), (), phase, numbers, folds=top, home=home)
    if fold is True:
        return _one_that_fits(start)
    return reopened(start, fold if isinstance(fold, frozenset) else opened(top, fold))


def reopened(pic, keys):
    """The Picture of the same graph with other folds open.   keys: of these"""
    phase, drawn = pic.phase, [eqn for eqn in pic.graph.equations if eqn.output not in pic.numbers]
    groups = together(drawn, pic.home, keys, phase)
    results, parts = set(pic.graph.outputs), _parts(groups, phase)
    boxes, owner = [], {}
    for (fold, equations), part in zip(groups, parts, strict=True):
        if len(equations) == 1:
            boxes.append(equation_box(equations[0], results, phase, pic.numbers))
        else:
            boxes.append(group_box(fold, equations, pic.graph, phase, part))
        owner.update((eqn.output, boxes[-1]) for eqn in equations)
    for box in boxes:
        box.beside = _beside(box.equations[0], pic.graph, phase, owner)
    number = {box: i for i, box in enumerate(boxes)}
    users = pic.graph.users
    readers = {
        x: [(number[owner[u.output]], phase[u]) for u in users[x] if u.output in owner] for x in pic.graph.inputs
    }
    is_folded = any(box.kind == "group" for box in boxes)
    boxes = [*input_boxes(pic.graph, readers, phase, is_folded), *boxes]
    owner.update((x, box) for box in boxes if box.kind == "input" for x in box.tensors)
    wires = _wires(boxes, owner)
    kept = tuple(w for w in wires if not (is_folded and _is_straight(boxes[w.source], boxes[w.target])))
    folded = tuple(eqn for eqn in pic.graph.equations if eqn.output in pic.numbers)
    return replace(
        pic, boxes=(*boxes,), wires=kept, folded=folded, left_out=len(wires) - len(kept), opened=frozenset(keys)
    )


def _one_that_fits(start):
    """The Picture with as many boxes as have room side by side."""
    made = {}

    def fits(keys):
        made[keys] = pic = reopened(start, keys)
        return laid_out(pic, [size_of(box) for box in pic.boxes]).width <= ROOM

    keys = few(start.folds, fits)
    return made.get(keys) or reopened(start, keys)


def laid_out(pic, sizes):
    """The Layout of a Picture.   sizes: (width, height) of each box"""
    number = {box: i for i, box in enumerate(pic.boxes)}
    nodes = [
        Node(PHASES.index(box.phase), *size, number.get(box.beside), box.kind in ("input", "constant"))
        for box, size in zip(pic.boxes, sizes, strict=True)
    ]
    return route(plan(nodes, [(w.source, w.target) for w in pic.wires]))


def _is_straight(source, target):
    """From a weight past everything to its update, which everybody expects."""
    return source.kind == "input" and source.phase == "forward" and target.phase == "update"


def _parts(groups, phase):
    """For each group 0, or its number among the boxes that one fold had to become."""
    keys = [(fold, phase[equations[0]]) for fold, equations in groups]
    seen: dict = {}
    parts = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        parts.append(seen[key] if key[0] is not None and keys.count(key) > 1 else 0)
    return parts


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
                    wires.setdefault(ends, (kept, {}))[1][x] = True
    return tuple(Wire(*ends, kept, tuple(xs)) for ends, (kept, xs) in wires.items())
