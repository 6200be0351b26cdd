"""Ops in which each element of the result needs only the same element of the inputs."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..graph import Tensor
from ..op import op
from ..types import GraphError, as_element, boolean, element_type, f32, i32, is_python_number, require, type_of
from .broadcast import broadcast
from .rules import compared, floats, logical, numbers, same_type
from .shape import constant


def align(inputs, params):
    """Numbers take the element type of the tensors; shapes broadcast by NumPy's rule.

    This is the only place where broadcasting happens by itself.
    """
    recording = any(isinstance(x, Tensor) for x in inputs)
    typed = [type_of(x) for x in inputs if not is_python_number(x)]
    inputs = [_with_type(x, typed[-1].element if typed else None, recording) for x in inputs]
    types = [type_of(x) for x in inputs]
    if len({t.shape for t in types}) == 1:
        return inputs, params
    try:
        shape = np.broadcast_shapes(*[t.shape for t in types])
    except ValueError:
        raise GraphError(f"{' and '.join(map(str, types))} do not broadcast to one shape") from None
    return [x if t.shape == shape else broadcast(x, shape) for x, t in zip(inputs, types, strict=True)], params


def _with_type(x, element, recording):
    if is_python_number(x):
        x = as_element(x, element) if element else np.asarray(x)
    return constant(x) if recording and not isinstance(x, Tensor) else x


elementwise = partial(op, kind="elementwise", prepare=align)


# ---- arithmetic -------------------------------------------------------------


@elementwise(forward=np.add)
def add(x, y):
    """x + y."""
    return numbers(x, y)


@add.adjoint
def add_adjoint(dz, z, x, y):
    return dz, dz


@elementwise(forward=np.subtract)
def subtract(x, y):
    """x - y."""
    return numbers(x, y)


@subtract.adjoint
def subtract_adjoint(dz, z, x, y):
    return dz, -dz


@elementwise(forward=np.multiply)
def multiply(x, y):
    """x * y."""
    return numbers(x, y)


@multiply.adjoint
def multiply_adjoint(dz, z, x, y):
    return dz * y, dz * x


@elementwise(forward=np.divide)
def divide(x, y):
    """x / y, for floats."""
    return floats(x, y)


@divide.adjoint
def divide_adjoint(dz, z, x, y):
    dx = dz / y
    return dx, -dx * z


@elementwise(forward=np.negative)
def negative(x):
    """-x."""
    return numbers(x)


@negative.adjoint
def negative_adjoint(dy, y, x):
    return (-dy,)


@elementwise(forward=np.power)
def power(x, y):
    """x ** y, for floats; NaN where x < 0 and y is not whole."""
    return floats(x, y)


@power.adjoint
def power_adjoint(dz, z, x, y):
    # The two guards keep 0 * inf out: x**0 has slope 0 also at x = 0, and 0**y has slope 0 in y.
    dx = dz * y * x ** where(equal(y, 0.0), 1.0, y - 1.0)
    dy = dz * z * log(where(x > 0.0, x, 1.0))
    return dx, dy


@elementwise(forward=np.maximum)
def maximum(x, y):
    """The larger of x and y; NaN if either is."""
    return numbers(x, y)


@maximum.adjoint
def maximum_adjoint(dz, z, x, y):
    """The larger one gets the adjoint; on a tie y does, so that maximum(x, 0) has slope 0 at 0, as relu."""
    x_wins = x > y
    return where(x_wins, dz, 0.0), where(x_wins, 0.0, dz)


@elementwise(forward=np.minimum)
def minimum(x, y):
    """The smaller of x and y; NaN if either is."""
    return numbers(x, y)


@minimum.adjoint
def minimum_adjoint(dz, z, x, y):
    x_wins = x < y
    return where(x_wins, dz, 0.0), where(x_wins, 0.0, dz)


@elementwise(forward=np.absolute)
def abs(x):
    """The size of x without its sign."""
    return numbers(x)


@abs.adjoint
def abs_adjoint(dy, y, x):
    return (dy * sign(x),)


@elementwise(forward=np.sign, adjoint=None)
def sign(x):
    """-1, 0 or 1.  Piecewise constant."""
    return numbers(x)


# ---- functions of one number ------------------------------------------------


@elementwise(forward=np.exp)
def exp(x):
    """e ** x."""
    return floats(x)


@exp.adjoint
def exp_adjoint(dy, y, x):
    return (dy * y,)


@elementwise(forward=np.log)
def log(x):
    """The natural logarithm; -inf at 0, NaN below."""
    return floats(x)


@log.adjoint
def log_adjoint(dy, y, x):
    return (dy / x,)


@elementwise(forward=np.sqrt)
def sqrt(x):
    """The square root; its slope at 0 is infinite."""
    return floats(x)


@sqrt.adjoint
def sqrt_adjoint(dy, y, x):
    return (dy / (2.0 * y),)


@elementwise(forward=np.tanh)
def tanh(x):
    """The hyperbolic tangent: an s-shaped step from -1 to 1."""
    return floats(x)


@tanh.adjoint
def tanh_adjoint(dy, y, x):
    return (dy * (1.0 - y * y),)


def _sigmoid(x, out=None):
    out = np.empty_like(x) if out is None else out
    np.negative(x, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    return np.divide(1, out, out=out)


@elementwise(forward=_sigmoid)
def sigmoid(x):
    """1 / (1 + e**-x): an s-shaped step from 0 to 1."""
    return floats(x)


@sigmoid.adjoint
def sigmoid_adjoint(dy, y, x):
    return (dy * (y * (1.0 - y)),)


def _relu(x, out=None):
    return np.maximum(x, 0, out=out)


@elementwise(forward=_relu, text="maximum({0}, {zeros}, out={out})")
def relu(x):
    """The positive part of x, maximum(x, 0); NaN stays NaN."""
    return numbers(x)


@relu.adjoint
def relu_adjoint(dy, y, x):
    return (where(y > 0.0, dy, 0.0),)  # at 0 the slope is 0, as in nGraph


def _convert(x, dtype, out=None):
    return np.asarray(x).astype(dtype.dtype) if out is None else _copy_converted(x, out)


def _copy_converted(x, out):
    np.copyto(out, x, casting="unsafe")
    return out


def _element(inputs, params):
    return inputs, {"dtype": element_type(params["dtype"])}


@op(forward=_convert, kind="elementwise", prepare=_element, text="copyto({out}, {0}, casting='unsafe')", in_place=())
def convert(x, *, dtype):
    """x with another element type; fractions are cut off when it becomes a whole number."""
    return x.with_element(dtype)


@convert.adjoint
def convert_adjoint(dy, y, x, *, dtype):
    # To a whole number and back is piecewise constant: no derivative passes through.
    return (convert(dy, x.dtype) if dtype.dtype.kind == "f" and x.type.is_float else None,)


# ---- comparisons and logic: piecewise constant, so they have no derivative ---


@elementwise(forward=np.equal, adjoint=None)
def equal(x, y):
    """x == y, element by element."""
    return compared(x, y)


@elementwise(forward=np.not_equal, adjoint=None)
def not_equal(x, y):
    """x != y, element by element."""
    return compared(x, y)


@elementwise(forward=np.less, adjoint=None)
def less(x, y):
    """x < y."""
    return compared(x, y)


@elementwise(forward=np.less_equal, adjoint=None)
def less_equal(x, y):
    """x <= y."""
    return compared(x, y)


@elementwise(forward=np.greater, adjoint=None)
def greater(x, y):
    """x > y."""
    return compared(x, y)


@elementwise(forward=np.greater_equal, adjoint=None)
def greater_equal(x, y):
    """x >= y."""
    return compared(x, y)


@elementwise(forward=np.logical_and, adjoint=None, numpy=[np.bitwise_and])
def logical_and(x, y):
    """True where both are; also written x & y."""
    return logical(x, y)


@elementwise(forward=np.logical_or, adjoint=None, numpy=[np.bitwise_or])
def logical_or(x, y):
    """True where one is; also written x | y."""
    return logical(x, y)


@elementwise(forward=np.logical_xor, adjoint=None, numpy=[np.bitwise_xor])
def logical_xor(x, y):
    """True where just one is; also written x ^ y."""
    return logical(x, y)


@elementwise(forward=np.logical_not, adjoint=None, numpy=[np.invert])
def logical_not(x):
    """True where x is not; also written ~x."""
    return logical(x)


# ---- choosing ---------------------------------------------------------------


def _where(condition, x, y, out=None):
    if out is None:
        return np.where(condition, x, y)
    keep = x.copy() if np.may_share_memory(out, x) else x  # out may be the memory of x
    np.copyto(out, y)
    np.copyto(out, keep, where=condition)
    return out


def _choice(inputs, params):
    condition, x, y = inputs
    if isinstance(condition, bool):
        wanted = "== compares the names of tensors, write equal(x, y) for their numbers"
        raise GraphError(f"the condition is Python's {condition}; {wanted}")
    if is_python_number(x) and is_python_number(y):  # no tensor says the element type
        kinds = {type(x), type(y)}
        x = as_element(x, boolean if kinds == {bool} else i32 if kinds == {int} else f32)
    return align((condition, x, y), params)


# Choosing by branches is slow where the processor cannot guess them: y ^ (x ^ y) * condition, on the bits, has none.
_BLEND = """\
bitwise_xor({1:bits}, {2:bits}, out={out:bits})
multiply({out:bits}, {0:bytes}, out={out:bits})
bitwise_xor({out:bits}, {2:bits}, out={out:bits})"""


@op(forward=_where, kind="elementwise", prepare=_choice, numpy=[np.where], text=_BLEND, in_place=(1,))
def where(condition, x, y):
    """x where condition holds, y elsewhere."""
    if condition.element is not boolean:
        raise GraphError(f"the condition must be bool, found {condition}; write for example x > 0")
    return same_type(x, y)


@where.adjoint
def where_adjoint(dz, z, condition, x, y):
    return None, where(condition, dz, 0.0), where(condition, 0.0, dz)


def _mask(x, condition, out=None):
    x, condition = np.asarray(x), np.asarray(condition)
    out = np.empty(x.shape, x.dtype) if out is None else out
    bits = f"i{x.itemsize}"
    np.multiply(x.view(bits), condition.view("i1"), out=out.view(bits))
    return out


@elementwise(forward=_mask, text="multiply({0:bits}, {1:bytes}, out={out:bits})", in_place=(0,))
def mask(x, condition):
    """x where condition holds, 0 elsewhere: the bits of x times 1 or 0, so that even NaN becomes 0."""
    ok = condition.element is boolean and condition.shape == x.shape
    require(ok, f"the condition must be bool, found {condition} for {x}")
    return floats(x)


@mask.adjoint
def mask_adjoint(dy, y, x, condition):
    return mask(dy, condition), None
