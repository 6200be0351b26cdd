"""How the inputs of an elementwise op are brought to one type: the only place where broadcasts are inserted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Tensor
from ..core.op import Op, op
from ..core.types import f32, f64, i32, i64, type_of
from .broadcast import broadcast
from .constant import constant
from .lists import without_lists


def align(inputs, params):
    """Python's numbers and lists take the element type of the tensors; shapes broadcast by NumPy's rule."""
    tensors = [isinstance(x, Tensor) for x in inputs]
    if all(tensors) and len({x.shape for x in inputs}) == 1:  # as it is for most equations
        return inputs, params
    inputs = without_lists(inputs)
    recording = any(isinstance(x, Tensor) for x in inputs)
    typed = [type_of(x) for x in inputs if not is_python_number(x)]
    inputs = [_with_type(x, typed[-1].element if typed else None, recording) for x in inputs]
    types = [type_of(x) for x in inputs]
    if len({t.shape for t in types}) == 1:
        return inputs, params
    shape = common_shape(types)
    return [x if t.shape == shape else broadcast(x, shape) for x, t in zip(inputs, types, strict=True)], params


def common_shape(types):
    """The shape that all broadcast to; np.broadcast_shapes stops at 32 axes, our types have up to 64."""
    rank = max(t.rank for t in types)
    axes = zip(*[(1,) * (rank - t.rank) + t.shape for t in types], strict=True)
    sizes = [{d for d in axis if d != 1} or {1} for axis in axes]
    if not all(len(s) == 1 for s in sizes):
        raise GraphError(f"{' and '.join(map(str, types))} do not broadcast to one shape; {_instead(types)}")
    return tuple(d for (d,) in sizes)


def _instead(types):
    """What was probably meant."""
    if len(types) == 2:
        short, long = sorted((t.shape for t in types), key=len)
        for axis in range(len(long) - len(short)):
            if short and short == long[axis : axis + len(short)]:
                index = ", ".join(["...", *["None"] * (len(long) - len(short) - axis)])
                made = ", or keepdims=True where it is made" if index == "..., None" else ""
                return f"to go along axis {axis} write y[{index}]{made}"
        if len(short) == len(long) == 2 and types[0].shape[1] == types[1].shape[0]:
            return "the product of matrices is x @ y"
    return "counted from the right, two sizes must be equal, or one of them 1 or missing"


def _with_type(x, element, recording):
    if is_python_number(x):
        x = _as(x, element) if element else np.asarray(x)
    return constant(x) if recording and not isinstance(x, Tensor) else x


def _as(number, element):
    """as_element, whose error says here what to write: the tensor beside the number may get another type."""
    try:
        return as_element(number, element)
    except GraphError as problem:
        other = _fitting(number, element)
        raise GraphError(f"{problem}; write {other}" if other else str(problem)) from None


def _fitting(number, element):
    """The number in another form, or the tensor in an element type that holds it; None if there is neither."""
    if isinstance(number, (bool, np.bool_)):
        return f"{float(number)}" if element.dtype.kind == "f" else f"{int(number)}"
    kinds = (f32, f64) if isinstance(number, float) or element.dtype.kind == "f" else (i32, i64)
    for wider in kinds:
        try:
            as_element(number, wider)
        except GraphError:
            continue
        return f"convert(..., {wider})"
    return None


def elementwise(**facts: Any) -> Callable[[Callable[..., Any]], Op]:
    """Decorator, as op: each element of the output needs only the same element of the inputs, which are aligned.

    >>> @ng.elementwise(forward=np.spacing, adjoint=None)
    ... def spacing(x):
    ...     return ng.floats(x)
    >>> spacing(np.ones(2))
    array([2.22044605e-16, 2.22044605e-16])
    """
    return op(**{"kind": "elementwise", "prepare": align, **facts})
