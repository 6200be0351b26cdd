"""What there is to know about engine.js without running it: its text, and which ops it has."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from ..core.calling.errors import require
from ..core.graph import Graph

ALL_BYTES = 2**30  # as in engine.js
ENGINE = Path(__file__).parent / "engine.js"
_EXPORT = re.compile(r"\nexport \{[^}]*\};\n\Z")
_TABLE = re.compile(r"^const OPS = opsOf\(([^)]*)\);", re.M)
_NAME = re.compile(r"^  (\w+): ", re.M)


@cache
def engine_text(export=True):
    """The text of engine.js, a module; without its export, it can stand inside a function."""
    text = ENGINE.read_text("utf-8")
    return text if export else _EXPORT.sub("\n", text)


@cache
def engine_ops():
    """The names of the ops that engine.js has: those of the sections that its table is made of."""
    text = engine_text()
    names: set[str] = set()
    for section in re.findall(r"\w+", _TABLE.search(text)[1]):
        names.update(_NAME.findall(text.split(f"\nconst {section} = {{\n")[1].split("\n};\n")[0]))
    return frozenset(names)


def require_ops(graph):
    """Refuse a graph that engine.js would not read: with an op that it lacks, also inside a rule, or too large a one.

    Raises GraphError, which names the op.
    """
    known, nbytes = engine_ops(), sum(x.type.nbytes for x in graph.tensors())
    size = f"{graph.name} has tensors of {nbytes:,} bytes together, more than the {ALL_BYTES:,} that a page holds"
    require(nbytes <= ALL_BYTES, f"{size}; take smaller ones, such as a smaller batch")
    for eqn in graph.equations:
        op = eqn.op.full_name
        advice = "run the graph in Python" if eqn.op.built_in else "write it with the ops of ngteach"
        require(op in known, f"{eqn.output.name}: JavaScript does not have the op {op}; {advice}")
        for rule in eqn.params.values():
            if isinstance(rule, Graph):
                require_ops(rule)
