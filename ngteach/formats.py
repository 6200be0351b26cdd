"""A graph as text for other programs: JSON, which can be read back, and DOT, which Graphviz draws."""

from __future__ import annotations

import json
import re
from types import MappingProxyType

import numpy as np

from .files import printable
from .graph import Equation, Graph, Tensor
from .op import OPS
from .tree import LEAF, Tree
from .types import ElementType, GraphError, TensorType, as_element, element_type, require

FORMAT = "ngteach graph 1"
_LIMIT = 2**32  # bytes of one tensor
_AXES = 32
_DEPTH = 100  # containers inside containers
_TYPE = re.compile(r"([a-z0-9]{2,4})\[((?:\d{1,15}(?:,\d{1,15})*)?)\]")

# ---- JSON -------------------------------------------------------------------


def to_json(graph):
    """The graph as JSON text, one equation a line; from_json reads it back.

    The lines of Python that made the equations are left out; a named tuple becomes a tuple, other records a dict.
    Raises GraphError if two tensors have one name: names are how equations find their inputs.
    """
    names = [x.name for x in graph.tensors()]
    if len(set(names)) < len(names):
        twice = next(n for i, n in enumerate(names) if n in names[:i])
        raise GraphError(f"{graph.name}: two tensors are called {twice}; clone(graph) gives each a name of its own")
    parts = {
        "format": json.dumps(FORMAT),
        "name": json.dumps(graph.name),
        "inputs": _rows([_named(x) for x in graph.inputs]),
        "equations": _rows([_equation(eqn) for eqn in graph.equations]),
        "outputs": json.dumps([y.name for y in graph.outputs]),
        "input_tree": json.dumps(_nesting(graph.input_tree)),
        "output_tree": json.dumps(_nesting(graph.output_tree)),
    }
    return "{\n" + ",\n".join(f' "{key}": {text}' for key, text in parts.items()) + "\n}\n"


def _rows(values):
    return "[" + ",".join(f"\n  {json.dumps(v, allow_nan=False)}" for v in values) + "\n ]"


def _named(x):
    return [x.name, str(x.type)]


def _equation(eqn):
    row = {"output": _named(eqn.output), "op": eqn.op.name, "inputs": [x.name for x in eqn.inputs]}
    if eqn.params:
        row["params"] = {name: _plain(value) for name, value in eqn.params.items()}
    if eqn.adjoint_of is not None:
        row["adjoint_of"] = eqn.adjoint_of
    return row


def _plain(value):
    """A parameter as JSON has it: tuples as lists, an element type by name, an array as the list of its elements."""
    if isinstance(value, np.ndarray):
        return [x if np.isfinite(x) else str(x) for x in value.ravel().tolist()]
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value.name if isinstance(value, ElementType) else value


def _nesting(tree):
    if tree.kind is None:
        return "*"
    inside = [_nesting(c) for c in tree.children]
    if issubclass(tree.kind, (list, tuple)):
        return {"list" if issubclass(tree.kind, list) else "tuple": inside}
    return {"dict": [list(pair) for pair in zip(tree.keys, inside, strict=True)]}


# ---- and back ---------------------------------------------------------------


def from_json(text):
    """The graph that to_json wrote.  The text is not trusted: whatever does not fit is refused.

    Every type is inferred again, and must be the one announced; no array is made before its size is known to fit.
    Raises GraphError for all that to_json would not have written.
    """
    try:
        return _graph(json.loads(text, parse_constant=_no_number))
    except RecursionError:
        raise GraphError("the graph's JSON nests too deeply") from None
    except GraphError as problem:
        raise GraphError(printable(problem)) from None  # it may quote the text
    except Exception as problem:  # an op's type rule may stumble over anything
        raise GraphError(f"this is no graph in JSON, as to_json writes it: {_first_line(problem)}") from None


def _graph(found):
    require(isinstance(found, dict) and found.get("format") == FORMAT, f'the format must be "{FORMAT}"')
    tensors: dict[str, Tensor] = {}
    inputs = tuple(_tensor(x, tensors) for x in found["inputs"])
    equations = tuple(_read_equation(row, tensors) for row in found["equations"])
    outputs = tuple(_known(name, tensors) for name in found["outputs"])
    trees = [_tree(found[part]) for part in ("input_tree", "output_tree")]
    return Graph(_name(found["name"]), inputs, equations, outputs, *trees)


def _read_equation(row, tensors):
    op, inputs = OPS.get(row["op"]), tuple(_known(name, tensors) for name in row["inputs"])
    require(op is not None, f"there is no op {row['op']!r}")
    output, given = _tensor(row["output"], tensors), row.get("params", {})
    types = tuple(x.type for x in inputs)
    read = {"value": _array(given["value"], output.type)} if op.name == "constant" else dict(given)
    aligned, params = op.arguments(types, read)
    normal = tuple(aligned) == types and {name: _plain(v) for name, v in params.items()} == given
    require(normal, f"{output.name}: {op.name} cannot have the parameters {str(given)[:80]} for {types}")
    inferred = op.infer(*types, **params)
    require(inferred == output.type, f"{output.name} is announced as {output.type}, but {op.name} gives {inferred}")
    of = row.get("adjoint_of")
    return Equation(output, op, inputs, MappingProxyType(params), None, of if of is None else _name(of))


def _array(values, t):
    """The elements of a constant; there must be as many as its type has."""
    require(isinstance(values, list) and len(values) == t.size, f"a constant of type {t} needs {t.size} numbers")
    special = {"nan": np.nan, "inf": np.inf, "-inf": -np.inf}
    numbers = [as_element(special[x] if isinstance(x, str) else x, t.element) for x in values]
    return np.array(numbers, t.dtype).reshape(t.shape)


def _tensor(pair, tensors):
    name, t = pair
    require(_name(name) not in tensors, f"{name} is defined twice")
    tensors[name] = Tensor(_type(t), name)
    return tensors[name]


def _known(name, tensors):
    require(name in tensors, f"{name!r} is used but not defined before")
    return tensors[name]


def _name(text):
    ok = isinstance(text, str) and text.isprintable() and 0 < len(text) <= 200
    require(ok, f"a name is a printable word, found {str(text)[:40]!r}")
    return text


def _type(text):
    match = _TYPE.fullmatch(text)
    require(match, f"{text[:40]!r} is not a type such as f32[128,784]")
    element, sizes = element_type(match[1]), match[2].split(",") if match[2] else []
    t = TensorType(element.dtype, tuple(map(int, sizes)))
    filled = t.with_shape(max(d, 1) for d in t.shape).nbytes
    require(t.rank <= _AXES and filled <= _LIMIT, f"{text[:40]} is larger than {_LIMIT:,} bytes or {_AXES} axes")
    return t


def _tree(found, depth=0):
    require(depth < _DEPTH, "the graph's JSON nests too deeply")
    if found == "*":
        return LEAF
    ((kind, inside),) = found.items()
    if kind == "dict":
        keys, inside = tuple(k for k, _ in inside), [c for _, c in inside]
        require(len(set(keys)) == len(keys), "a dict has a key twice")
    else:
        keys = ()
    children = tuple(_tree(c, depth + 1) for c in inside)
    return Tree({"dict": dict, "list": list, "tuple": tuple}[kind], keys, children)


def _no_number(text):
    raise GraphError(f"{text} is no JSON number")


def _first_line(problem):
    said = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
    return printable(said, 120) if said else type(problem).__name__


# ---- DOT --------------------------------------------------------------------

_BOXES = {"forward": "shape=box, style=rounded", "adjoint": "shape=octagon, style=dashed", "update": "peripheries=2"}


def to_dot(graph, collapse=None):
    """The graph in DOT, with the three lanes, colours and shapes of graph.show(): write it to a file for Graphviz.

    collapse: True gives the equations of one line of Python one box, False never does, None does above 80 boxes.
    """
    from .lab.picture import picture  # only here: the core knows nothing of pictures
    from .lab.shapes import COLOURS, GREY, INK

    pic = picture(graph, collapse)
    lines = [f"digraph {_quoted(graph.name)} {{", '  node [shape=box, fontname="Helvetica"];']
    for lane in COLOURS:
        boxes = [(i, box) for i, box in enumerate(pic.boxes) if box.stage == lane]
        if boxes:
            lines += [f"  subgraph cluster_{lane} {{", f'    label="{lane}"; color="#D9DDE0"; fontcolor="{INK[lane]}";']
            lines += [f"    n{i} [{_box(box, COLOURS[lane], INK[lane])}];" for i, box in boxes]
            lines.append("  }")
    for wire in pic.wires:
        source = pic.boxes[wire.source]
        plain = source.kind in ("input", "constant") and not wire.kept
        kept = ", style=dotted, penwidth=2.2" if wire.kept else ""
        colour = GREY if plain else COLOURS[source.stage]
        lines.append(f'  n{wire.source} -> n{wire.target} [color="{colour}"{kept}];')
    return "\n".join([*lines, "}\n"])


def _box(box, colour, ink):
    text = _quoted("\n".join([f"{box.title}{box.details}", *box.lines]))
    if box.kind == "input":
        return f'label={text}, penwidth=2.6, color="#333333"'
    return f'label={text}, {_BOXES[box.stage]}, color="{colour}", fontcolor="{ink}"'


def _quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
