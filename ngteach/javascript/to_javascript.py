"""A graph as an ES module: one JavaScript file that computes what the graph does, in Node and in any page."""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import dataclass
from pathlib import Path

from ..core.calling.errors import require
from ..core.calling.guards import takes_graph
from ..core.graph import Graph
from ..core.provenance import says_where
from ..core.tree import Tree
from ..core.version import VERSION
from ..files.writing import check_writable, write_whole
from ..serialize import to_json
from .declarations import declarations
from .identifiers import RESERVED, identifier
from .needed import engine_for

_HERE = Path(__file__).parent
_OURS = RESERVED | {"call", "program"}  # the names of a module's parts
_TYPES = {".js": ".d.ts", ".mjs": ".d.mts"}  # what TypeScript looks for beside a module


@dataclass(frozen=True, repr=False)
class JavaScript:
    """An ES module and its types, as to_javascript makes them; printed, the module."""

    name: str  # of the function that it exports
    module: str
    types: str  # the text of its d.ts file

    def write(self, path: str | os.PathLike) -> tuple[str, str]:
        """Write the module as path, such as "training.js", and its types beside it as training.d.ts.

        path may be a folder: then the file has the function's name.   Returns the paths of the two.
        Raises GraphError if one of the two cannot be written.
        """
        place = os.fsdecode(path) if isinstance(path, (str, os.PathLike)) else ""
        if os.path.isdir(place):
            place = os.path.join(place, f"{self.name}.js")
        stem, ending = os.path.splitext(place)
        require(ending in _TYPES and stem, f"found {path!r}, wanted a folder or a file name that ends in .js or .mjs")
        types = stem + _TYPES[ending]
        check_writable(place)  # or the types alone would be new
        write_whole(types, self.types.encode())
        write_whole(place, self.module.encode())
        return place, types

    def __str__(self):
        return self.module

    def __repr__(self):
        return f"JavaScript({self.name}, {len(self.module.encode()):,} bytes)"


@says_where("to_javascript")
@takes_graph
def to_javascript(graph: Graph) -> JavaScript:
    """The graph as a JavaScript module that needs nothing else; it exports one function, named after the graph.

    Arrays in, arrays out: typed arrays, nested as the traced function took and returned them, and what an earlier
    call returned may be given as the last argument, to be written over.   .module and .types are its texts, and
    .write("training.js") writes both.
    Raises GraphError for an op that the JavaScript engine lacks, such as an op of yours.

    >>> square = ng.trace(lambda x: x * x, ng.f32[3], name="square")
    >>> print(ng.to_javascript(square).types.splitlines()[-5])
    export function square(
    """
    calling = (_HERE / "calling.js").read_text("utf-8").strip()
    engine = engine_for(graph, calling)  # refuses an op that it lacks
    trees = _with_text_keys(graph.input_tree), _with_text_keys(graph.output_tree)
    graph = Graph(graph.name, graph.inputs, graph.equations, graph.outputs, *trees)
    name = identifier(graph.name, _OURS)
    arguments, given = _arguments(graph, {*_OURS, name})
    out = identifier("out", {*_OURS, name, *(argument for argument, _, _ in arguments)})
    listing = "\n".join(f"//   {line}" for line in str(graph).splitlines())
    module = f"""\
// {name}: this graph as a function, written by ngteach {VERSION}. It needs nothing else.
//
{_harmless(listing)}

export function {name}({", ".join([*(argument for argument, _, _ in arguments), out])}) {{
  return call({json.dumps([argument for argument, _ in given])}, [{", ".join(value for _, value in given)}], {out});
}}

// The graph as data, in the words of ngteach's to_json: one equation a line.
const program = {_literal(to_json(graph).strip())};

// What runs it: the parts of ngteach's engine.js that are needed here, and how they are called.
const call = (() => {{
{engine}

{calling}

return call;
}})();
"""
    return JavaScript(name, module, declarations(name, arguments, (graph.output_tree, graph.outputs), out))


def _arguments(graph, taken):
    """What the function takes, [(name, Tree, tensors)], and what it hands on, [(name, value)].

    An argument without arrays in it, such as the empty states of an optimizer, is not asked for.
    """
    taken, arguments, handed, position = set(taken), [], [], 0
    for i, tree in enumerate(graph.input_tree.children):
        tensors = graph.inputs[position : position + tree.size]
        position += tree.size
        if not tensors:
            handed.append(("", "null"))
            continue
        starts = {x.name.partition(".")[0] for x in tensors}  # weights.W0, weights.b0: one argument
        name = tensors[0].name if tree.kind is None else starts.pop() if len(starts) == 1 else f"argument{i}"
        name = identifier(name, taken)
        taken.add(name)
        arguments.append((name, tree, tensors))
        handed.append((name, name))
    return arguments, handed


def _with_text_keys(tree):
    """The tree with the keys of dicts as JavaScript calls them: there each is text, and 1 and "1" are the same."""
    keys = tuple(map(_text_key, tree.keys))
    for i, key in enumerate(keys):
        first = keys.index(key)
        advice = "in JavaScript they are the same; call one of them something else"
        require(first == i, f"a dict has the keys {tree.keys[first]!r} and {tree.keys[i]!r}, but {advice}")
    return Tree(tree.kind, keys, tuple(map(_with_text_keys, tree.children)))


def _text_key(key):
    """True -> "true", 2.0 -> "2"; a key that no graph can be written with stays, and to_json refuses it."""
    if isinstance(key, float) and math.isfinite(key):
        return str(int(key)) if key.is_integer() else repr(key)
    return json.dumps(key) if key is None or isinstance(key, int) else key


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?')


def _literal(text):
    """JSON as JavaScript writes it, where a whole number beyond 53 bits is a BigInt, 9007199254740993n."""

    def written(found):
        token = found[0]
        whole = token.lstrip("-").isdecimal() and abs(int(token)) >= 2**53
        return _harmless(token, r"\\u003c") if token[0] == '"' else f"{token}n" if whole else token

    return _TOKEN.sub(written, text)


def _harmless(text, less=r"<\\"):
    """Text that ends no <script> which somebody may put the module into."""
    return re.sub(r"<(?=[/!])", less, text)
