"""A graph in DOT, the language of Graphviz."""

from __future__ import annotations

from ..core.calling.guards import takes_graph
from .picture import picture
from .shapes import COLOURS, GREY, INK

_BOXES = {"forward": "shape=box, style=rounded", "adjoint": "shape=octagon, style=dashed", "update": "peripheries=2"}


@takes_graph
def to_dot(graph, fold=None):
    """The graph in DOT, with the three lanes, colours and shapes of graph.show(): write it to a file for Graphviz.

    fold: as graph.show() has it.
    """
    pic = picture(graph, fold=fold)
    lines = [f"digraph {_quoted(graph.name)} {{", '  node [shape=box, fontname="Helvetica"];']
    for lane in COLOURS:
        boxes = [(i, box) for i, box in enumerate(pic.boxes) if box.phase == lane]
        if boxes:
            lines += [f"  subgraph cluster_{lane} {{", f'    label="{lane}"; color="#D9DDE0"; fontcolor="{INK[lane]}";']
            lines += [f"    n{i} [{_box(box, COLOURS[lane], INK[lane])}];" for i, box in boxes]
            lines.append("  }")
    for wire in pic.wires:
        source = pic.boxes[wire.source]
        plain = source.kind in ("input", "constant") and not wire.kept
        kept = ", style=dotted, penwidth=2.2" if wire.kept else ""
        colour = GREY if plain else COLOURS[source.phase]
        lines.append(f'  n{wire.source} -> n{wire.target} [color="{colour}"{kept}];')
    return "\n".join([*lines, "}\n"])


def _box(box, colour, ink):
    text = _quoted("\n".join([f"{box.title}{box.details}", *box.lines]))
    if box.kind == "input":
        return f'label={text}, penwidth=2.6, color="#333333"'
    return f'label={text}, {_BOXES[box.phase]}, color="{colour}", fontcolor="{ink}"'


def _quoted(text):
    text = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
