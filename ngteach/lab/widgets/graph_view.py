"""A graph as rows for a widget: each equation's text, its phase, its line of Python, and where the picture has it."""

from __future__ import annotations

from ...core.calling.guards import takes_graph
from ...draw.drawing import draw_graph
from ...draw.picture import picture
from ...draw.show import LARGEST, image
from ...draw.words import describe
from ...transform.phases import phases


@takes_graph
def rows(graph):
    """[{"text", "name", "type", "op", "phase", "place", "line"}] of the equations, in order."""
    phase = phases(graph)
    return [
        {
            "text": str(eqn),
            "name": eqn.output.name,
            "type": str(eqn.output.type),
            "op": eqn.op.name,
            "phase": phase[eqn],
            "place": eqn.line.place if eqn.line else "",
            "line": eqn.line.text if eqn.line else "",
        }
        for eqn in graph.equations
    ]


def drawn(graph, room=None):
    """(SVG text, homes): for each equation the number of one whose box shows it; "" if there are too many boxes.

    room: {tensor: (width, height)} in its box for a picture of its value.
    A constant that is written into the box of its user is at home there.
    """
    pic = picture(graph)
    if len(pic.boxes) > LARGEST:
        return "", list(range(len(graph.equations)))
    number = {eqn: i for i, eqn in enumerate(graph.equations)}
    homes = list(range(len(graph.equations)))
    for eqn in reversed(pic.folded):
        homes[number[eqn]] = homes[number[graph.users[eqn.output][0]]]
    return draw_graph(graph, room=room), homes


def still_picture(graph, svg, words):
    """The picture as HTML for a viewer without a kernel; "" if it was not drawn.   words: of the widget."""
    return image(svg, f"{words} {describe(picture(graph))}") if svg else ""
