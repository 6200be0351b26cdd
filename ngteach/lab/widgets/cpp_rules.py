"""How the C++ of nGraph says each op: one expression, and the statements that it needs before."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ... import ops

SYMBOLS = {ops.add: "+", ops.subtract: "-", ops.multiply: "*", ops.divide: "/"}
CLASSES = {  # those that take their inputs and nothing else
    ops.abs: "Abs",
    ops.arccos: "Acos",
    ops.arccosh: "Acosh",
    ops.arcsin: "Asin",
    ops.arcsinh: "Asinh",
    ops.arctan: "Atan",
    ops.arctan2: "Atan2",
    ops.arctanh: "Atanh",
    ops.ceil: "Ceiling",
    ops.cos: "Cos",
    ops.cosh: "Cosh",
    ops.equal: "Equal",
    ops.erf: "Erf",
    ops.exp: "Exp",
    ops.floor: "Floor",
    ops.fmod: "Mod",
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
    ops.remainder: "FloorMod",
    ops.rint: "Round",
    ops.sigmoid: "Sigmoid",
    ops.sign: "Sign",
    ops.sin: "Sin",
    ops.sinh: "Sinh",
    ops.sqrt: "Sqrt",
    ops.stop_gradient: "StopGradient",
    ops.tan: "Tan",
    ops.tanh: "Tanh",
    ops.where: "Select",
}

# A rule takes the equation, new(word), which gives a name for a node on the way to its output, and the names of its
# inputs.  It returns statements, and last the expression for the output.


def _constant(eqn, new):
    value = eqn.params["value"]
    return [_literal(eqn.output.type, value)]


def _identity(eqn, new, x):
    return [x]


def _negative(eqn, new, x):
    return [f"-{x}"]


def _reshape(eqn, new, x):
    return [reshaped(x, range(eqn.inputs[0].ndim), eqn.output.shape)]


def _transpose(eqn, new, x):
    return [reshaped(x, eqn.params["axes"], eqn.output.shape)]


def _broadcast(eqn, new, x):
    return stretched(new, x, eqn.inputs[0].shape, eqn.output.shape)


def stretched(new, x, inner, shape):
    """x of the shape `inner`, broadcast: nGraph's axes are those that x lacks; one of size 1 is taken out first."""
    padded = (None,) * (len(shape) - len(inner)) + inner
    axes = [i for i, (a, b) in enumerate(zip(padded, shape)) if a is None or a != b]
    before = []
    if any(padded[i] == 1 for i in axes):
        flat = new("flat")
        rest = tuple(d for i, d in enumerate(shape) if i not in axes)
        before, x = [f"auto {flat} = {reshaped(x, range(len(inner)), rest)};"], flat
    return [*before, made("Broadcast", x, set_of("Shape", shape), set_of("AxisSet", axes))]


def _reduced(kind, eqn, new, x):
    """nGraph drops the axes it reduces; to keep them takes a Reshape."""
    axes = eqn.params["axis"]
    node = made(kind, x, set_of("AxisSet", axes))
    if not eqn.params["keepdims"]:
        return [node]
    small = new("reduced")
    return [f"auto {small} = {node};", reshaped(small, range(eqn.output.ndim - len(axes)), eqn.output.shape)]


def _total(kind, eqn, new, x):
    return _reduced(kind, eqn, new, _widened(eqn, x))


def _widened(eqn, x):
    """nGraph's sums and products keep the element type."""
    return made("Convert", x, _element(eqn.output.type)) if eqn.inputs[0].dtype != eqn.output.dtype else x


def axis_node(axis):
    """An axis where nGraph takes it as a node."""
    return made("Constant", "element::i64", "Shape{}", f"std::vector<int64_t>{{{axis}}}")


def _cumsum(eqn, new, x):
    return [made("CumSum", _widened(eqn, x), axis_node(eqn.params["axis"]))]


def _argmax(eqn, new, x):
    axis, before = eqn.params["axis"], []
    if axis is None:
        flat, t = new("flat"), eqn.inputs[0]
        before, x, axis = [f"auto {flat} = {reshaped(x, range(t.ndim), (t.size,))};"], flat, 0
    node = made("ArgMax", x, axis, _element(eqn.output.type))
    if not eqn.params["keepdims"]:
        return [*before, node]
    small = new("reduced")
    rank = 0 if before else eqn.output.ndim - 1
    return [*before, f"auto {small} = {node};", reshaped(small, range(rank), eqn.output.shape)]


def _softmax(eqn, new, x):
    return [made("Softmax", x, set_of("AxisSet", eqn.params["axis"]))]


def _dot(eqn, new, x, y):
    return [made("Dot", x, y, 1)]


def _batch_dot(eqn, new, *xs):
    """nGraph's BatchMatMul has one axis before the last two."""
    before, flat = [], []
    for x, tensor in zip(xs, eqn.inputs, strict=True):
        flat.append(x if tensor.ndim == 3 else new("flat"))
        if tensor.ndim > 3:
            shape = (math.prod(tensor.shape[:-2]), *tensor.shape[-2:])
            before.append(f"auto {flat[-1]} = {reshaped(x, range(tensor.ndim), shape)};")
    if not before:
        return [made("BatchMatMul", *flat)]
    product = new("product")
    before.append(f"auto {product} = {made('BatchMatMul', *flat)};")
    return [*before, reshaped(product, range(3), eqn.output.shape)]


def _one_hot(eqn, new, labels):
    """nGraph's OneHot keeps the labels' element type."""
    node = made("OneHot", labels, set_of("Shape", eqn.output.shape), eqn.params.get("axis", eqn.output.ndim - 1))
    if eqn.inputs[0].dtype == eqn.output.dtype:
        return [node]
    whole = new("whole")
    return [f"auto {whole} = {node};", made("Convert", whole, _element(eqn.output.type))]


def _convert(eqn, new, x):
    return [made("Convert", x, _element(eqn.output.type))]


def _mask(eqn, new, x, condition):
    zero = new("zero")
    t = eqn.output.type
    before = [
        "// nGraph has no mask: it selects between x and zeros",
        f"auto {zero} = {_literal(t, np.zeros((), t.dtype))};",
    ]
    return [*before, made("Select", condition, x, zero)]


def _slice(eqn, new, x):
    """nGraph's steps are positive; what runs backwards is cut out first, then reversed."""
    node = made("Slice", x, *_bounds(eqn.params["index"], eqn.inputs[0].shape))
    axes = _backwards(eqn.params["index"])
    if not axes:
        return [node]
    part = new("part")
    return [f"auto {part} = {node};", made("Reverse", part, set_of("AxisSet", axes))]


def _embed(eqn, new, x):
    zeros, t = new("zeros"), eqn.output.type
    before = [f"auto {zeros} = {_literal(t, np.zeros((), t.dtype))};"]
    axes = _backwards(eqn.params["index"])
    if axes:
        part = new("part")
        before.append(f"auto {part} = {made('Reverse', x, set_of('AxisSet', axes))};")
        x = part
    return [*before, made("ReplaceSlice", zeros, x, *_bounds(eqn.params["index"], t.shape))]


def _join(eqn, new, *xs):
    return [made("Concat", f"NodeVector{{{', '.join(xs)}}}", eqn.params["axis"])]


RULES = {
    ops.constant: _constant,
    ops.identity: _identity,
    ops.negative: _negative,
    ops.reshape: _reshape,
    ops.transpose: _transpose,
    ops.broadcast: _broadcast,
    ops.sum: partial(_total, "Sum"),
    ops.prod: partial(_total, "Product"),
    ops.cumsum: _cumsum,
    ops.max: partial(_reduced, "Max"),
    ops.min: partial(_reduced, "Min"),
    ops.argmax: _argmax,
    ops.softmax: _softmax,
    ops.batch_dot: _batch_dot,
    ops.dot: _dot,
    ops.one_hot: _one_hot,
    ops.convert: _convert,
    ops.mask: _mask,
    ops.slice: _slice,
    ops.embed: _embed,
    ops.join: _join,
}


# ---- pieces -----------------------------------------------------------------


def made(kind, *arguments):
    """A new node of this class."""
    return f"std::make_shared<op::{kind}>({', '.join(map(str, arguments))})"


def parameter(x):
    """What an input of the graph becomes."""
    return made("Parameter", _element(x.type), set_of("Shape", x.shape))


def reshaped(x, order, shape):
    return made("Reshape", x, set_of("AxisVector", order), set_of("Shape", shape))


def _literal(t, value):
    """A Constant node; a single number stands for all elements."""
    plain = {"f": "float", "b": "char"}.get(t.dtype.kind, "int64_t") if t.dtype != np.float64 else "double"
    if value.size > 8:
        return made("Constant", _element(t), set_of("Shape", t.shape), f"values /* {value.size:,} numbers */")
    digits = 17 if t.dtype == np.float64 else 9  # as many as tell every number of that type from its neighbours
    numbers = ", ".join(_number(v, digits) for v in np.ravel(value).tolist())
    return made("Constant", _element(t), set_of("Shape", t.shape), f"std::vector<{plain}>{{{numbers}}}")


def _number(v, digits):
    if v != v:
        return "NAN"
    if v in (float("inf"), float("-inf")):
        return "INFINITY" if v > 0 else "-INFINITY"
    return str(v).lower() if isinstance(v, bool) else f"{v:.{digits}g}" if isinstance(v, float) else str(v)


def set_of(kind, numbers):
    return f"{kind}{{{', '.join(map(str, numbers))}}}"


def _bounds(index, shape):
    """The same positions as nGraph's Slice takes them: lower and upper coordinates, and strides."""
    parts = [_upwards(part, size) for part, size in zip(index, shape, strict=True)]
    kinds = ("Coordinate", "Coordinate", "Strides")
    return [set_of(kind, [part[k] for part in parts]) for k, kind in enumerate(kinds)]


def _upwards(part, size):
    positions = range(size)[slice(*part)]
    if not positions:
        return 0, 0, 1
    return min(positions), max(positions) + 1, abs(positions.step)


def _backwards(index):
    return [i for i, (_, _, step) in enumerate(index) if step < 0]


def _element(t):
    return f"element::{'boolean' if t.element.name == 'bool' else t.element.name}"
