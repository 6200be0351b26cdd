"""A graph as rows for a widget: each equation's text, its stage, its line of Python, and where the picture has it."""

from __future__ import annotations

from ...core.wanted import takes_graph
from ...draw.picture import picture
from ...draw.show import LARGEST
from ...transform.phases import stages


@takes_graph
def rows(graph):
    """[{"text", "name", "type", "op", "stage", "place", "line"}] of the equations, in order."""
    stage = stages(graph)
    return [
        {
            "text": str(eqn),
            "name": eqn.output.name,
            "type": str(eqn.output.type),
            "op": eqn.op.name,
            "stage": stage[eqn],
            "place": eqn.line.place if eqn.line else "",
            "line": eqn.line.text if eqn.line else "",
        }
        for eqn in graph.equations
    ]


def drawn(graph, draw):
    """(SVG text, homes): for each equation the number of one whose box shows it; "" if there are too many boxes.

    A constant that is written into the box of its reader is at home there.
    """
    pic = picture(graph)
    if len(pic.boxes) > LARGEST:
        return "", list(range(len(graph.equations)))
    number = {eqn: i for i, eqn in enumerate(graph.equations)}
    reader: dict = {}
    for eqn in reversed(graph.equations):
        reader.update((x, eqn) for x in eqn.inputs)  # the first reader is written last
    homes = list(range(len(graph.equations)))
    for eqn in reversed(pic.folded):
        homes[number[eqn]] = homes[number[reader[eqn.output]]]
    return draw(graph), homes
