"""NumPy's ufuncs called on tensors: np.exp(x), and their methods np.add.reduce(x), np.subtract.outer(x, y)."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.registry import BY_NUMPY
from ..core.provenance import located
from ..core.types import type_of
from .advice import no_room, unknown
from .convert import convert
from .shape import reshape

_COMPARISONS = (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
# These methods are NumPy's functions under another name, along axis 0 if no other is named.
_FUNCTIONS = {
    np.add.reduce: np.sum,
    np.multiply.reduce: np.prod,
    np.maximum.reduce: np.max,
    np.minimum.reduce: np.min,
    np.logical_and.reduce: np.all,
    np.logical_or.reduce: np.any,
    np.add.accumulate: np.cumsum,
    np.multiply.accumulate: np.cumprod,
}


def called_ufunc(ufunc, method, inputs, params):
    """What NumPy's ufunc, or a method of it, means on tensors: the op that has its name."""
    name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
    if method in ("__call__", "outer") and params.get("where", True) is not True:
        raise _some_left_out(name, len(inputs))
    if (out := params.get("out")) is not None:  # also a += x, where a is an array
        raise no_room(name, "write a = a + x" if inputs[0] is out[0] else "leave out= away and use the result")
    if method == "at":
        raise no_room(name, "write where(), concatenate() or stack() and use the result")
    if method in ("reduce", "accumulate"):
        same = getattr(ufunc, method)
        ufunc, params = _FUNCTIONS.get(same, same), {"axis": 0, **params}
    elif method == "outer":
        inputs = _all_pairs(*inputs)
    elif method != "__call__":
        raise unknown(name)
    function = BY_NUMPY.get(ufunc)
    if function is None:
        raise unknown(name)
    if params and method in ("__call__", "outer"):
        inputs, params = _as_asked(name, inputs, params)
    if ufunc in _COMPARISONS:  # NumPy has made an array of its own scalar: np.float64(2) < x
        inputs = [x[()] if isinstance(x, np.ndarray) and not x.ndim else x for x in inputs]
    return function(*inputs, **params)


def _some_left_out(name, count):
    """The error for where=.  The where inside keeps inf and NaN, such as those of 1 / 0, out of the derivative."""
    call = f"np.{name}({'x, ' * (count - 1)}where(condition, {'xy'[count > 1]}, 1.0))"
    text = f"np.{name}: where= leaves elements without a value; write where(condition, {call}, 0.0)"
    return located(GraphError(text))


def _all_pairs(x, y):
    """x with as many new axes behind its own as y has, so that each element of x meets each of y."""
    x, y = (np.array(v) if isinstance(v, (list, tuple)) else v for v in (x, y))
    return reshape(x, (*type_of(x).shape, *(1,) * type_of(y).rank)), y


def _as_asked(name, inputs, params):
    """dtype= is the element type to compute in."""
    params = {key: value for key, value in params.items() if key != "where"}
    dtype = params.pop("dtype", None)
    return (inputs if dtype is None else [convert(x, dtype) for x in inputs]), params
