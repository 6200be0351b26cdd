"""A folded graph as a program: a line for each box of its picture."""

from __future__ import annotations

from ..core.calling.errors import counted
from ..core.calling.guards import takes_graph
from ..core.calling.numbers import value_text
from ..transform.phases import PHASES
from .boxes import given_by, shared_name
from .folds import ADJOINT, LINE
from .picture import picture

_ARGUMENTS = 8  # of one box; the others are counted


@takes_graph
def program(graph, fold=None):
    """The graph as text, folded as its picture is: x_2: f32[64,16,64] = block(x, weights.blocks.0)  # 82 equations

    fold: as picture() has it; where nothing is folded, the text is that of print(graph).
    """
    return "\n".join(text for text, _ in program_lines(picture(graph, fold=fold)))


def program_lines(pic):
    """[(text, the number of its box or None)] of a Picture."""
    graph, found = pic.graph, [(i, box) for i, box in enumerate(pic.boxes) if box.kind != "input"]
    if not any(box.kind == "group" for _, box in found):
        owner = {eqn: i for i, box in found for eqn in box.equations}
        first, *lines, last = str(graph).split("\n")
        return [(first, None), *((t, owner.get(e)) for t, e in zip(lines, graph.equations, strict=True)), (last, None)]
    numbers = pic.numbers
    heads = [_input(box, graph) for box in pic.boxes if box.kind == "input"]
    rows = [(f"{graph.name}({', '.join(heads)})", None)]
    for lane in PHASES:
        rows += [(f"  # {lane}", None)] if any(box.phase == lane for _, box in found) else []
        rows += [(f"  {_text(i, box, pic, numbers)}", i) for i, box in found if box.phase == lane]
    results = _shortened([y.name for y in graph.outputs])
    return [*rows, (f"  return {', '.join(results)}", None)]


def _input(box, graph):
    many = len(box.tensors) > 1
    return f"{_named(box, graph)}: {len(box.tensors)} tensors" if many else repr(box.tensors[0])


def _named(box, graph):
    """An input by its name, several by what they share: weights.blocks.0, or weights.blocks.0.(up, down) of it."""
    if len(box.tensors) == 1:
        return box.tensors[0].name
    start, parts = shared_name(box.tensors, graph.inputs)
    return f"{start}.({', '.join(parts)})" if parts else start


def _text(i, box, pic, numbers):
    if box.kind != "group":
        (eqn,) = box.equations
        arguments = [numbers.get(x, x.name) for x in eqn.inputs]
        arguments += [f"{name}={value_text(v)}" for name, v in eqn.params.items()]
        return f"{eqn.output!r} = {eqn.op.name}({', '.join(arguments)})"
    on, gradients = given_by(box.equations, pic.graph, pic.phase)
    given = [repr(y) if len(on) == 1 else y.name for y in on]
    if box.phase == "adjoint" and gradients:
        given = [*given, counted(len(gradients), "gradient")]
    given = given or [y.name for y in gradients]
    many = counted(len(box.equations), "equation")
    left = ", ".join(_shortened(given, 4)) or "nothing"
    if box.fold.kind == LINE and box.phase != "adjoint":
        return f"{left} = [{box.fold.title}]  # {many}"
    name = box.title if box.fold.kind == ADJOINT else box.title.replace(box.fold.title, box.fold.name.strip("_"))
    return f"{left} = {name}({', '.join(_arguments(i, pic))})  # {many}"


def _arguments(i, pic):
    """What a box reads: inputs by what their names share, and of its forward box what that has kept, as one."""
    own, kept, gradients = [], [], []
    for wire in pic.wires:
        if wire.target == i:
            source = pic.boxes[wire.source]
            if source.phase == "adjoint" and pic.boxes[i].phase == "update":
                gradients += [x.name for x in wire.tensors]
                continue
            if source.kind == "input":
                own.append(_named(source, pic.graph))
            elif wire.kept and len(wire.tensors) > 1:
                kept.append(f"kept by {source.title}")
            else:
                own += [x.name for x in wire.tensors]
    return _shortened([*own, *kept, *(gradients if len(gradients) < 3 else [counted(len(gradients), "gradient")])])


def _shortened(names, most=_ARGUMENTS):
    return names if len(names) <= most else [*names[: most - 1], f"and {len(names) - most + 1} more"]
