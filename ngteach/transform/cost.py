"""What an equation costs: floating-point operations, bytes, and a guess at the time."""

from __future__ import annotations

from .. import ops

PRODUCTS = (ops.dot, ops.batch_dot)
# Operations for one element of the result, as NumPy takes them for f64 beside an addition.
_PER_ELEMENT = {
    **dict.fromkeys((ops.sqrt, ops.divide), 4),
    **dict.fromkeys((ops.exp, ops.expm1, ops.exp2, ops.log, ops.log1p, ops.log2, ops.log10), 10),
    **dict.fromkeys((ops.arcsin, ops.arccos, ops.arctan, ops.tan, ops.sinh, ops.cosh, ops.cbrt), 12),
    **dict.fromkeys((ops.arcsinh, ops.arccosh, ops.arctanh, ops.arctan2), 16),
    **dict.fromkeys((ops.sigmoid, ops.logaddexp, ops.logaddexp2), 14),
    **dict.fromkeys((ops.softmax, ops.fmod), 16),
    ops.tanh: 20,
    ops.power: 30,
    **dict.fromkeys((ops.sin, ops.cos, ops.hypot, ops.softplus, ops.remainder, ops.floor_divide), 60),
    ops.erf: 400,
    ops.erfinv: 800,
}
_REDUCTIONS = (ops.sum, ops.max, ops.min, ops.argmax)  # one operation for each element that they read


def flops(eqn):
    """Floating-point operations; a matrix product has two for each number it multiplies."""
    if eqn.op.kind == "view":
        return 0
    y = eqn.output.type
    if eqn.op in PRODUCTS:
        return 2 * y.size * eqn.inputs[0].shape[-1]
    if eqn.op in _REDUCTIONS:
        return eqn.inputs[0].size
    return y.size * _PER_ELEMENT.get(eqn.op, 1)


def bytes_moved(eqn):
    """Bytes read and written if nothing stays in a cache; a view moves none."""
    if eqn.op.kind == "view":
        return 0
    return sum(x.type.nbytes for x in (*eqn.inputs, eqn.output))


# Of a common core, rounded: the plan needs to know what is large and what is small, not more.
CALL = 0.7e-6  # seconds for one call of a NumPy function
_GEMM = 100e9  # operations a second in a matrix product
_CACHED = 40e9  # bytes a second, elementwise, in cache
_SIMPLE = 8e9  # operations a second, elementwise


def seconds(eqn):
    """A guess at the time of one equation on one core."""
    if eqn.op.kind == "view":
        return 0.0
    if eqn.op in PRODUCTS:
        return CALL + max(flops(eqn) / _GEMM, bytes_moved(eqn) / _CACHED)
    return CALL + max(flops(eqn) / _SIMPLE, bytes_moved(eqn) / _CACHED)


def one_pass(t):
    """A guess at the time to read two tensors of this type and write a third, on one core."""
    return CALL + 3 * t.nbytes / _CACHED
