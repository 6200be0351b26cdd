"""A graph as the C++ that nGraph's tutorial would write for it, one or two statements for each equation."""

from __future__ import annotations

import re
from itertools import chain, count

import numpy as np

from ... import ops
from ...core.calling.guards import takes_graph
from ...transform.phases import phases

# Names that C++, or the program around these lines, has taken.
_TAKEN = """alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break
case catch char char8_t char16_t char32_t class co_await co_return co_yield compl concept const
const_cast consteval constexpr constinit continue decltype default delete do double dynamic_cast else
enum explicit export extern false float for friend goto if inline int int64_t long mutable namespace new
noexcept not not_eq nullptr operator or or_eq private protected public reflexpr register reinterpret_cast
requires return short signed sizeof static static_assert static_cast struct switch synchronized template
this thread_local throw true try typedef typeid typename union unsigned using virtual void volatile
wchar_t while xor xor_eq std ngraph autodiff adjoints op element main values Function NodeVector
ParameterVector Shape AxisSet AxisVector Coordinate Strides NAN INFINITY NULL EOF errno assert"""

_SYMBOLS = {ops.add: "+", ops.subtract: "-", ops.multiply: "*", ops.divide: "/"}
_CLASSES = {  # those that take their inputs and nothing else
    ops.abs: "Abs",
    ops.equal: "Equal",
    ops.exp: "Exp",
    ops.greater: "Greater",
    ops.greater_equal: "GreaterEq",
    ops.less: "Less",
    ops.less_equal: "LessEq",
    ops.log: "Log",
    ops.logical_and: "And",
    ops.logical_not: "Not",
    ops.logical_or: "Or",
    ops.logical_xor: "Xor",
    ops.maximum: "Maximum",
    ops.minimum: "Minimum",
    ops.not_equal: "NotEqual",
    ops.power: "Power",
    ops.relu: "Relu",
    ops.sigmoid: "Sigmoid",
    ops.sign: "Sign",
    ops.sqrt: "Sqrt",
    ops.stop_gradient: "StopGradient",
    ops.tanh: "Tanh",
    ops.where: "Select",
}


@takes_graph
def cpp(graph):
    """[(line of C++, the numbers of the equations it stands for)].

    The adjoints are written out, which the tutorial leaves to nGraph: Adjoints records these very nodes.
    """
    writer = _Writer(graph)
    lines = [(f"auto {writer.names[x]} = {_parameter(x)};", ()) for x in graph.inputs]
    phase, last = phases(graph), "forward"
    for i, eqn in enumerate(graph.equations):
        if phase[eqn] != last:
            last = phase[eqn]
            lines += [("", ()), *((f"// {words}", ()) for words in _HEADINGS[last])]
        lines += [(line, (i,)) for line in writer.statements(eqn)]
    results, parameters = (", ".join(writer.names[x] for x in side) for side in (graph.outputs, graph.inputs))
    wholes = ["", f"auto {writer.function} = std::make_shared<Function>("]
    wholes += [f"    NodeVector{{{results}}},", f"    ParameterVector{{{parameters}}});"]
    return lines + [(line, ()) for line in wholes]


@takes_graph
def cpp_text(graph):
    """The lines of cpp(graph) as one text."""
    return "\n".join(line for line, _ in cpp(graph)) + "\n"


_HEADINGS = {
    "forward": ["forward again"],
    "adjoint": [
        "The tutorial does not write the next lines; it writes",
        "    autodiff::Adjoints adjoints(NodeVector{loss}, NodeVector{delta});",
        "and adjoints.backprop_node(W0) records them:",
    ],
    "update": ["update"],
}


class _Writer:
    def __init__(self, graph):
        taken = set(_TAKEN.split())
        known = {*_SYMBOLS, *_CLASSES}
        unknown = {eqn.op: None for eqn in graph.equations if eqn.op not in known and not self.rule(eqn.op)}
        self.classes = {op: _identifier(op.name, taken) for op in unknown}
        self.names = {x: _identifier(x.name, taken) for x in graph.tensors()}
        self.function = _identifier(graph.name, taken)
        self.taken = taken

    def statements(self, eqn):
        """The lines that define the equation's output; a comment where nGraph has no such op."""
        op, y = eqn.op, self.names[eqn.output]
        inputs = [self.names[x] for x in eqn.inputs]
        if op in _SYMBOLS:
            return [f"auto {y} = {inputs[0]} {_SYMBOLS[op]} {inputs[1]};"]
        if op in _CLASSES:
            return [f"auto {y} = {_made(_CLASSES[op], *inputs)};"]
        if op in self.classes:
            name = self.classes[op]
            words = f"// nGraph has no {name}: it would be a class of its own, with a kernel for each back end"
            return [words, f"auto {y} = std::make_shared<{name}>({', '.join(inputs)});"]
        *before, last = self.rule(op)(eqn, *inputs)
        return [*before, f"auto {y} = {last};"]

    def rule(self, op):
        """The method that writes this op; None if nGraph has no such op."""
        return getattr(self, f"_{op.name}", None) if op.built_in else None

    def new(self, eqn, word):
        """A name for a node on the way to the equation's output."""
        return _identifier(f"{self.names[eqn.output]}_{word}", self.taken)

    # Each rule gives statements, and last the expression for the output.

    def _constant(self, eqn):
        value = eqn.params["value"]
        return [_constant(eqn.output.type, value)]

    def _identity(self, eqn, x):
        return [x]

    def _negative(self, eqn, x):
        return [f"-{x}"]

    def _reshape(self, eqn, x):
        return [_reshaped(x, range(eqn.inputs[0].ndim), eqn.output.shape)]

    def _transpose(self, eqn, x):
        return [_reshaped(x, eqn.params["axes"], eqn.output.shape)]

    def _broadcast(self, eqn, x):
        """nGraph's axes are those that x lacks; an axis of size 1 must be taken out first."""
        inner, shape = eqn.inputs[0].shape, eqn.output.shape
        padded = (None,) * (len(shape) - len(inner)) + inner
        axes = [i for i, (a, b) in enumerate(zip(padded, shape)) if a is None or a != b]
        before = []
        if any(padded[i] == 1 for i in axes):
            flat = self.new(eqn, "flat")
            rest = tuple(d for i, d in enumerate(shape) if i not in axes)
            before, x = [f"auto {flat} = {_reshaped(x, range(len(inner)), rest)};"], flat
        return [*before, _made("Broadcast", x, _set("Shape", shape), _set("AxisSet", axes))]

    def _reduced(self, kind, eqn, x):
        """nGraph drops the axes it reduces; to keep them takes a Reshape."""
        axes = eqn.params["axis"]
        node = _made(kind, x, _set("AxisSet", axes))
        if not eqn.params["keepdims"]:
            return [node]
        small = self.new(eqn, "reduced")
        return [f"auto {small} = {node};", _reshaped(small, range(eqn.output.ndim - len(axes)), eqn.output.shape)]

    def _sum(self, eqn, x):
        """nGraph's Sum keeps the element type."""
        if eqn.inputs[0].dtype != eqn.output.dtype:
            x = _made("Convert", x, _element(eqn.output.type))
        return self._reduced("Sum", eqn, x)

    def _max(self, eqn, x):
        return self._reduced("Max", eqn, x)

    def _min(self, eqn, x):
        return self._reduced("Min", eqn, x)

    def _argmax(self, eqn, x):
        axis, before = eqn.params["axis"], []
        if axis is None:
            flat, t = self.new(eqn, "flat"), eqn.inputs[0]
            before, x, axis = [f"auto {flat} = {_reshaped(x, range(t.ndim), (t.size,))};"], flat, 0
        node = _made("ArgMax", x, axis, _element(eqn.output.type))
        if not eqn.params["keepdims"]:
            return [*before, node]
        small = self.new(eqn, "reduced")
        rank = 0 if before else eqn.output.ndim - 1
        return [*before, f"auto {small} = {node};", _reshaped(small, range(rank), eqn.output.shape)]

    def _softmax(self, eqn, x):
        return [_made("Softmax", x, _set("AxisSet", eqn.params["axis"]))]

    def _dot(self, eqn, x, y):
        return [_made("Dot", x, y, 1)]

    def _one_hot(self, eqn, labels):
        """nGraph's OneHot keeps the labels' element type."""
        node = _made("OneHot", labels, _set("Shape", eqn.output.shape), eqn.output.ndim - 1)
        if eqn.inputs[0].dtype == eqn.output.dtype:
            return [node]
        whole = self.new(eqn, "whole")
        return [f"auto {whole} = {node};", _made("Convert", whole, _element(eqn.output.type))]

    def _convert(self, eqn, x):
        return [_made("Convert", x, _element(eqn.output.type))]

    def _mask(self, eqn, x, condition):
        zero = self.new(eqn, "zero")
        t = eqn.output.type
        before = [
            "// nGraph has no mask: it selects between x and zeros",
            f"auto {zero} = {_constant(t, np.zeros((), t.dtype))};",
        ]
        return [*before, _made("Select", condition, x, zero)]

    def _slice(self, eqn, x):
        """nGraph's steps are positive; what runs backwards is cut out first, then reversed."""
        node = _made("Slice", x, *_bounds(eqn.params["index"], eqn.inputs[0].shape))
        axes = _backwards(eqn.params["index"])
        if not axes:
            return [node]
        part = self.new(eqn, "part")
        return [f"auto {part} = {node};", _made("Reverse", part, _set("AxisSet", axes))]

    def _embed(self, eqn, x):
        zeros, t = self.new(eqn, "zeros"), eqn.output.type
        before = [f"auto {zeros} = {_constant(t, np.zeros((), t.dtype))};"]
        axes = _backwards(eqn.params["index"])
        if axes:
            part = self.new(eqn, "part")
            before.append(f"auto {part} = {_made('Reverse', x, _set('AxisSet', axes))};")
            x = part
        return [*before, _made("ReplaceSlice", zeros, x, *_bounds(eqn.params["index"], t.shape))]

    def _join(self, eqn, *xs):
        return [_made("Concat", f"NodeVector{{{', '.join(xs)}}}", eqn.params["axis"])]


def _made(kind, *arguments):
    return f"std::make_shared<op::{kind}>({', '.join(map(str, arguments))})"


def _parameter(x):
    return _made("Parameter", _element(x.type), _set("Shape", x.shape))


def _reshaped(x, order, shape):
    return _made("Reshape", x, _set("AxisVector", order), _set("Shape", shape))


def _constant(t, value):
    """A Constant; a single number stands for all elements."""
    plain = {"f": "float", "b": "char"}.get(t.dtype.kind, "int64_t") if t.dtype != np.float64 else "double"
    if value.size > 8:
        return _made("Constant", _element(t), _set("Shape", t.shape), f"values /* {value.size:,} numbers */")
    digits = 17 if t.dtype == np.float64 else 9  # as many as tell every number of that type from its neighbours
    numbers = ", ".join(_number(v, digits) for v in np.ravel(value).tolist())
    return _made("Constant", _element(t), _set("Shape", t.shape), f"std::vector<{plain}>{{{numbers}}}")


def _number(v, digits):
    if v != v:
        return "NAN"
    if v in (float("inf"), float("-inf")):
        return "INFINITY" if v > 0 else "-INFINITY"
    return str(v).lower() if isinstance(v, bool) else f"{v:.{digits}g}" if isinstance(v, float) else str(v)


def _element(t):
    return f"element::{'boolean' if t.element.name == 'bool' else t.element.name}"


def _set(kind, numbers):
    return f"{kind}{{{', '.join(map(str, numbers))}}}"


def _bounds(index, shape):
    """The same positions as nGraph's Slice takes them: lower and upper coordinates, and strides."""
    parts = [_upwards(part, size) for part, size in zip(index, shape, strict=True)]
    kinds = ("Coordinate", "Coordinate", "Strides")
    return [_set(kind, [part[k] for part in parts]) for k, kind in enumerate(kinds)]


def _upwards(part, size):
    positions = range(size)[slice(*part)]
    if not positions:
        return 0, 0, 1
    return min(positions), max(positions) + 1, abs(positions.step)


def _backwards(index):
    return [i for i, (_, _, step) in enumerate(index) if step < 0]


def _identifier(name, taken):
    """A name for C++ that is not taken: letters and digits, and single underscores between them."""
    plain = "_".join(re.findall("[A-Za-z0-9]+", name.replace("%", "v"))) or "v"
    plain = plain if not plain[0].isdigit() else f"v{plain}"
    others = (f"{plain}_{i}" for i in count(2))
    found = next(n for n in chain((plain, f"{plain}_"), others) if n not in taken)
    taken.add(found)
    return found
