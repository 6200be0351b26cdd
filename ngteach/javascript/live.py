"""What a page needs to answer a widget without Python: graphs as JSON, arrays as bytes, and the engine's text."""

from __future__ import annotations

import json
import re
from functools import cache

import numpy as np

from ..core.calling.errors import GraphError, require
from ..core.types import type_of
from ..serialize.graph_json import to_json
from .engine import engine_text, require_ops

ROOM = 600_000  # characters of JSON, with bytes as base64: what one widget may send, its film included
_EXPORT = re.compile(r"export \{([^}]*)\};\s*\Z")
_COMMENT_LINE = re.compile(r"^ *//.*\n", re.M)


def live_data(graphs, arrays=None, beside=(), **facts):
    """The value of the trait `live`: {"graphs": ..., "arrays": ..., "facts": ...}, for static/live.js.

    graphs: {name: graph}.   arrays: {name: array}.   facts: what JSON has words for; order lives in lists.
    beside: what else the widget sends, its film.
    Only Python answers if all that is more than ROOM: returns {}; and if the engine lacks one of the ops: returns
    {"refused": the sentence that names it}, which the page shows.
    """
    try:
        parts = {
            "graphs": {name: live_graph(graph) for name, graph in graphs.items()},
            "arrays": {name: live_array(array) for name, array in (arrays or {}).items()},
            "facts": facts,
        }
    except GraphError as problem:
        return {"refused": str(problem)}
    size = len(json.dumps([parts, beside], default=_base64_size))
    return parts if size <= ROOM else {}


def live_graph(graph):
    """The graph as JSON's lists and words, for engine.readGraph.

    Raises GraphError if the engine lacks an op, and for a number that loses digits where a page parses JSON.
    """
    require_ops(graph)
    for eqn in graph.equations:
        for value in eqn.params.values():
            wide = isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.size
            largest = max(int(value.max()), -int(value.min())) if wide else 0
            require(largest < 2**53, f"{eqn.output.name}: {largest} has more digits than the numbers in a page keep")
    return json.loads(to_json(graph))


def live_array(array):
    """{"type": "f32[64,10]", "data": its bytes}, row by row, the lowest byte first; f16 in f32, as in the engine."""
    a = np.ascontiguousarray(array)
    stored = a.astype(np.float32) if a.dtype == np.float16 else a
    little = stored.astype(stored.dtype.newbyteorder("<"), copy=False)
    return {"type": str(type_of(array)), "data": little.tobytes()}


@cache
def engine_function():
    """JavaScript that defines `engine`, a function whose value has all the names that engine.js exports.

    So the text can be sent to a worker.  The lines that are only comments stay here.
    """
    whole = engine_text()
    names = _EXPORT.search(whole)[1]
    body = _COMMENT_LINE.sub("", _EXPORT.sub("", whole))
    return f"const engine = () => {{\n{body}return {{{names}}};\n}};"


def _base64_size(data):
    return "x" * (len(data) * 4 // 3)
