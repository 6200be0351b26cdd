"""A graph as JSON text, which can be read back: everything is checked before it is used."""

from __future__ import annotations

import json
from types import MappingProxyType

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.guards import takes_graph
from ..core.calling.names import Names
from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.registry import OPS
from ..core.graph import Equation, Graph, Tensor
from ..core.op import Op
from ..core.provenance import says_where
from ..core.types import ElementType
from ..files.reading import brief, check_fields, parse_json, printable
from ..ops import constant
from .json_words import DEPTH, checked_name, printable_word, read_tree, read_type, write_tree

FORMAT = "ngteach graph 1"
_NESTED = 20  # graphs inside the parameters of graphs
_LISTS = ("inputs", "equations", "outputs")
_GRAPH = {"name": str, **dict.fromkeys(_LISTS, list), "input_tree": object, "output_tree": object}
_EQUATION = {"output": list, "op": str, "inputs": list, "params": dict, "adjoint_of": str}
_SPECIAL = {"nan": np.nan, "inf": np.inf, "-inf": -np.inf}


@says_where("to_json")
@takes_graph
def to_json(graph):
    """The graph as JSON text, one equation a line; from_json reads it back.

    The lines of Python that made the equations are left out; a named tuple becomes a tuple, other records a dict.
    A user's op is written by its full name: "__main__.softplus".
    Raises GraphError if two tensors have one name: names are how equations find their inputs; and for a key or a
    parameter that JSON has no words for.
    """
    parts = {key: _rows(v) if key in _LISTS[:2] else json.dumps(v) for key, v in _parts(graph).items()}
    parts = {"format": json.dumps(FORMAT), **parts}
    return "{\n" + ",\n".join(f' "{key}": {text}' for key, text in parts.items()) + "\n}\n"


def _rows(values):
    return "[" + ",".join(f"\n  {json.dumps(v, allow_nan=False)}" for v in values) + "\n ]"


def _parts(graph, depth=0):
    """The graph in JSON's lists and words."""
    require(depth < _NESTED, f"{graph.name}: graphs nest too deeply in parameters for JSON")
    names = [checked_name(x.name) for x in graph.tensors()]
    if len(set(names)) < len(names):
        twice = next(n for i, n in enumerate(names) if n in names[:i])
        raise GraphError(f"{graph.name}: two tensors are called {twice}; clone(graph) gives each a name of its own")
    names_of = _names_in_file(graph)
    return {
        "name": printable_word(graph.name),
        "inputs": [_named(x) for x in graph.inputs],
        "equations": [_equation(eqn, names_of, depth) for eqn in graph.equations],
        "outputs": [y.name for y in graph.outputs],
        "input_tree": write_tree(graph.input_tree),
        "output_tree": write_tree(graph.output_tree),
    }


def _named(x):
    return [x.name, str(x.type)]


def _names_in_file(graph):
    """{tensor: its name}.  An adjoint may be that of a tensor which a pass left out, and whose name another has now."""
    names_of, names = {x: x.name for x in graph.tensors()}, Names()
    names.take_those_of(graph.tensors())
    taken = set(names_of.values())
    for x in [eqn.adjoint_of for eqn in graph.equations]:
        if x is not None and x not in names_of:
            name = x.name
            while name in taken:
                name = names.free(name, len(graph.equations))
            names_of[x] = name
    return names_of


def _equation(eqn, names_of, depth):
    op, params = eqn.op, {name: _plain(value, depth) for name, value in eqn.params.items()}
    if not op.built_in:
        latest = OPS.get(op.full_name) is op
        require(latest, f"{op.name} is no longer the op {op.full_name}, which was defined again; trace the graph again")
        _require_words(op, tuple(x.type for x in eqn.inputs), params, eqn.params)
    row = {"output": _named(eqn.output), "op": op.full_name, "inputs": [x.name for x in eqn.inputs]}
    if params:
        row["params"] = params
    if eqn.adjoint_of is not None:
        row["adjoint_of"] = names_of[eqn.adjoint_of]
    return row


def _plain(value, depth=0):
    """A parameter as JSON has it: tuples and arrays as lists, an element type by name, a graph as its parts."""
    if isinstance(value, Graph):
        return _parts(value, depth + 1)
    if isinstance(value, np.ndarray):
        return [x if np.isfinite(x) else str(x) for x in value.ravel().tolist()]
    if isinstance(value, (tuple, list)):
        return [_plain(v, depth) for v in value]
    return value.name if isinstance(value, ElementType) else value


def _require_words(op, types, plain, params):
    """Only its author knows what a user's op may be given: would the parameters be read back the same?"""
    try:
        text = json.dumps(plain, allow_nan=False)
        _, again = op.arguments(types, {name: _parameter(v, {}) for name, v in json.loads(text).items()})
    except (ValueError, TypeError, GraphError, RecursionError):
        again = None
    if repr(again) != repr(dict(params)):
        found = printable(", ".join(f"{name}={value!r}" for name, value in params.items()), 80)
        advice = "parameters are numbers, words, and tuples of them, or what its prepare makes of these"
        raise GraphError(f"{op.name}({found}) cannot be written as JSON; {advice}")


# ---- and back ---------------------------------------------------------------


@says_where("from_json")
def from_json(text, ops=None):
    """The graph that to_json wrote.  The text is not trusted: it runs nothing, and what does not fit is refused.

    ops: a user's ops, {"softplus": softplus}; without it, those that are defined here and now.
    Every type is inferred again, and must be the one announced; no array is made before its size is known to fit.
    Raises GraphError for all that to_json would not have written.
    """
    ops = {} if ops is None else ops
    good = isinstance(ops, dict) and all(isinstance(op, Op) for op in ops.values())
    require(good, 'ops are a dict of ops by name: ops={"softplus": softplus}')
    require(isinstance(text, (str, bytes)), f"takes the text that to_json wrote, found {shown(text)}")
    try:
        return _graph(parse_json(text if isinstance(text, bytes) else text.encode(errors="surrogatepass")), ops)
    except RecursionError:
        said = "it nests too deeply"
    except Exception as problem:  # an op's type rule may raise anything
        said = printable(problem, 250) or type(problem).__name__
    raise GraphError(f"this is not a graph as to_json writes it: {said}")


def _graph(found, ops):
    ok = isinstance(found, dict) and found.get("format") == FORMAT
    require(ok, f'the format must be "{FORMAT}"')
    check_fields(found, {"format": str, **_GRAPH}, "the graph")
    return _read({name: found[name] for name in _GRAPH}, ops)


def _read(found, ops, depth=0):
    """The graph that _parts() has taken apart."""
    require(depth < _NESTED, "graphs nest too deeply in parameters")
    check_fields(found, _GRAPH, "a graph in a parameter")
    tensors: dict[str, Tensor] = {}
    inputs = tuple(_tensor(x, tensors) for x in found["inputs"])
    equations = tuple(_read_equation(row, tensors, ops, depth) for row in found["equations"])
    outputs = tuple(_known(name, tensors) for name in found["outputs"])
    given, returned = (read_tree(found[part]) for part in ("input_tree", "output_tree"))
    require(given.kind in (list, tuple), "input_tree must be a list or a tuple: of the arguments")
    return Graph(printable_word(found["name"]), inputs, equations, outputs, given, returned)


def _read_equation(row, tensors, ops, depth):
    check_fields(row, _EQUATION, "an equation", optional=("params", "adjoint_of"))
    op, inputs = _op(row["op"], ops), tuple(_known(name, tensors) for name in row["inputs"])
    output, given, of = _tensor(row["output"], tensors), row.get("params", {}), row.get("adjoint_of")
    types = tuple(x.type for x in inputs)
    read = {name: _parameter(value, ops, depth) for name, value in given.items()}
    if op is constant:
        read["value"] = _array(given.get("value"), output.type)
    try:
        aligned, params = op.arguments(types, read)
        normal = tuple(aligned) == types and {name: _plain(v, depth) for name, v in params.items()} == given
        require(normal, f"cannot have the parameters {str(given)[:80]} for {types}")
        inferred = op.infer(*types, **params)
    except GraphError as problem:
        raise GraphError(f"{output.name}: {op.name} {problem}") from None
    require(inferred == output.type, f"{output.name} is announced as {output.type}, but {op.name} gives {inferred}")
    return Equation(output, op, inputs, MappingProxyType(params), None, _differentiated(of, output, tensors))


def _differentiated(name, output, tensors):
    """The tensor of that name, whose adjoint is read; of one that a pass has left out only the name is known."""
    if name is None or name in tensors:
        return tensors.get(name)
    return Tensor(output.type, checked_name(name))


def _op(name, ops):
    """A built-in op, a user's that is given, or one that is defined already: no module is imported for a file."""
    known = OPS.get(name)
    if known is None or not known.built_in:
        last = name.rpartition(".")[2]
        known = ops.get(name) or ops.get(last) or known
        advice = f"define it first, or give it: from_json(text, ops={{{last!r}: ...}})"
        require(known is not None, f"there is no op {brief(name)}; {advice}")
    return known


def _parameter(value, ops, graphs=0, lists=0):
    """JSON's lists as tuples, for a parameter never changes; an object is a graph."""
    require(lists < DEPTH, "a parameter nests too deeply")
    if isinstance(value, list):
        return tuple(_parameter(v, ops, graphs, lists + 1) for v in value)
    return _read(value, ops, graphs + 1) if isinstance(value, dict) else value


def _array(values, t):
    """The elements of a constant; there must be as many as its type has."""
    require(isinstance(values, list) and len(values) == t.size, f"a constant of type {t} needs {t.size} numbers")
    if not _are_plain(values, t):  # then each is checked alone, which is a hundred times slower
        values = [_element(x, t) for x in values]
    return np.array(values, t.dtype).reshape(t.shape)


def _are_plain(values, t):
    """Are they all of the type's own kind of number, and does it hold the smallest and the largest?"""
    kind = {"f": float, "b": bool}.get(t.dtype.kind, int)
    about = np.finfo(t.dtype) if kind is float else np.iinfo(t.dtype) if kind is int else None
    if not values or set(map(type, values)) != {kind}:
        return False
    return about is None or kind(about.min) <= min(values) and max(values) <= kind(about.max)


def _element(x, t):
    number = _SPECIAL.get(x) if isinstance(x, str) else x
    fits = is_python_number(number) and (number is x or t.dtype.kind == "f")
    require(fits, f"a constant of type {t} is made of numbers, found {brief(x)}")
    return as_element(number, t.element)


def _tensor(pair, tensors):
    ok = isinstance(pair, list) and len(pair) == 2
    require(ok, f'a tensor is a name and a type, ["x", "f32[2,3]"], found {brief(pair)}')
    name, t = pair
    require(checked_name(name) not in tensors, f"{name} is defined twice")
    tensors[name] = Tensor(read_type(t), name)
    return tensors[name]


def _known(name, tensors):
    require(isinstance(name, str) and name in tensors, f"{brief(name)} is used but not defined before")
    return tensors[name]
