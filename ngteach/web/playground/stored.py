"""A model as the page stores it: one text for all widths, compressed.

Models that differ in their width alone have the same text but for one number.  So the text is kept once, with a mark
in the place of that number, and whoever makes the page checks that every width gives the text that Python derives.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace

from ...core.calling.errors import require
from ...javascript import require_ops
from ...lab.widgets.made_of import made_of
from ...serialize.graph_json import to_json
from ...transform.phases import PHASES, phases
from .drawing import drawn
from .graphs import graphs_of
from .lines import program
from .words import formulas_of

MARK = "§"
_WIDTHS = 89, 97  # as long as each other, and different in each digit


def stored(choice, rows):
    """The text of a choice for all widths, with MARK where the width is; see record_of."""
    one, other = (_text(replace(choice, width=width), rows) for width in _WIDTHS)
    differ = [i for i in range(0, len(one)) if one[i : i + 2] == "89" and other[i : i + 2] == "97"]
    parts = [one[i:k] for i, k in zip([0, *(i + 2 for i in differ)], [*differ, len(one)], strict=True)]
    same = "97".join(parts) == other
    require(same, f"{choice.key}: models of different widths differ in more than that")
    return MARK.join(parts)


def _text(choice, rows):
    return json.dumps(record_of(choice, graphs_of(choice, rows)), separators=(",", ":"), ensure_ascii=False)


def record_of(choice, graphs):
    """All that the page knows of a model, as JSON has it.

    training, asked: graphs, as to_json writes them.   svg, boxes, homes: see drawn.   phases: of the equations
    lines: of Python, {number of a forward equation: the line that wrote it}
    rules: what an element of each equation is made of, as numbers of those in kinds.   formulas, program: see lines
    """
    graph = graphs.training
    for each in (graph, graphs.asked):
        require_ops(each)
    svg, boxes, homes = drawn(graph)
    phase, made = phases(graph), [json.dumps(made_of(eqn)) for eqn in graph.equations]
    kinds = sorted(set(made))
    return {
        **{name: json.loads(to_json(getattr(graphs, name))) for name in ("training", "asked")},
        "phases": "".join(str(PHASES.index(phase[eqn])) for eqn in graph.equations),
        "lines": {i: _line(eqn) for i, eqn in enumerate(graph.equations) if phase[eqn] == PHASES[0] and _line(eqn)},
        "kinds": [json.loads(kind) for kind in kinds],
        "rules": [kinds.index(rule) for rule in made],
        "formulas": formulas_of(graph, graphs.written),
        "program": program(choice),
        "svg": svg,
        "boxes": boxes,
        "homes": homes,
    }


def _line(eqn):
    return eqn.line.text.partition("  #")[0] if eqn.line else ""


def compressed(data):
    """The bytes as a page can hold them: deflate-raw, in base64."""
    packer = zlib.compressobj(9, wbits=-15)
    return base64.b64encode(packer.compress(data) + packer.flush()).decode()
