"""Python's symbols and NumPy's functions on tensors: x + y, x @ W, x.T, x[1:], np.exp(x) record the same ops."""

from __future__ import annotations

import numpy as np

from ..graph import Tensor
from ..op import BY_NUMPY, located
from ..types import GraphError, is_python_number
from . import composite, elementwise, index, linear, reduce, shape
from . import broadcast as _broadcast


def _method(function, **facts):
    def method(self, *args, **params):
        return function(self, *args, **params)

    method.__doc__ = function.__doc__
    return method


def _binary(op):
    return lambda x, y: op(x, y), lambda x, y: op(y, x)


for _symbol, _op in {
    "add": elementwise.add,
    "sub": elementwise.subtract,
    "mul": elementwise.multiply,
    "truediv": elementwise.divide,
    "pow": elementwise.power,
    "matmul": linear.dot,
    "and": elementwise.logical_and,
    "or": elementwise.logical_or,
    "xor": elementwise.logical_xor,
}.items():
    _left, _right = _binary(_op)
    setattr(Tensor, f"__{_symbol}__", _left)
    setattr(Tensor, f"__r{_symbol}__", _right)

for _name, _function in {
    "__neg__": elementwise.negative,
    "__abs__": elementwise.abs,
    "__invert__": elementwise.logical_not,
    "__lt__": elementwise.less,
    "__le__": elementwise.less_equal,
    "__gt__": elementwise.greater,
    "__ge__": elementwise.greater_equal,
    "__getitem__": index.getitem,
    "astype": elementwise.convert,
    "sum": _broadcast.sum,
    "max": reduce.max,
    "min": reduce.min,
    "mean": composite.mean,
    "argmax": reduce.argmax,
    "squeeze": composite.squeeze,
}.items():
    setattr(Tensor, _name, _method(_function))

Tensor.__pos__ = lambda x: x
Tensor.T = property(lambda x: shape.transpose(x), doc="x with its axes reversed: rows become columns.")
Tensor.reshape = lambda x, *s: shape.reshape(x, s[0] if len(s) == 1 else s)
Tensor.transpose = lambda x, *a: shape.transpose(x, (a[0] if len(a) == 1 and not isinstance(a[0], int) else a) or None)


def _no_numbers(wish):
    def refuse(x, *_, **__):
        raise located(GraphError(f"{x!r} has no numbers yet, so {wish}"))

    return refuse


Tensor.__bool__ = _no_numbers("it cannot decide an if or a while; use where()")
Tensor.__float__ = Tensor.__int__ = Tensor.__index__ = _no_numbers("it is no Python number; keep it a tensor")
Tensor.__array__ = _no_numbers("it is no NumPy array; call the graph to get one")
Tensor.__contains__ = _no_numbers("nothing can be looked for in it; write max(equal(x, y))")
Tensor.__setitem__ = _no_numbers("nothing can be stored in it; write where() or concatenate() and use the result")
Tensor.__format__ = lambda x, spec: format(repr(x), spec) if not spec else _no_numbers("it cannot be formatted")(x)


def _equals(x, y):
    """Only itself.  With a number or an array the question is a mistake: the numbers are meant."""
    if is_python_number(y) or isinstance(y, (np.ndarray, np.generic)):
        raise located(GraphError(f"{x!r} == {y!r} compares names, not numbers; write equal({x.name}, {y!r})"))
    return x is y


Tensor.__eq__ = _equals
Tensor.__hash__ = object.__hash__


def _length(x):
    if not x.shape:
        raise located(GraphError(f"{x!r} has no axes, so it has no length"))
    return x.shape[0]


Tensor.__len__ = _length
Tensor.__iter__ = lambda x: (x[i] for i in range(len(x)))


# ---- NumPy's own functions --------------------------------------------------


def _ufunc(self, ufunc, method, *inputs, **params):
    if method == "reduce" and ufunc in _REDUCTIONS:
        return _REDUCTIONS[ufunc](*inputs, **{"axis": 0, **params})
    function = BY_NUMPY.get(ufunc) if method == "__call__" else None
    if function is None:
        raise _unknown(ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}")
    if ufunc in (np.bitwise_and, np.bitwise_or, np.bitwise_xor):
        inputs = tuple(bool(x) if isinstance(x, np.bool_) else x for x in inputs)
    return function(*inputs, **params)


def _function(self, function, types, args, params):
    known = BY_NUMPY.get(function)
    if known is None:
        raise _unknown(function.__name__)
    return known(*args, **{k: v for k, v in params.items() if v is not np._NoValue})


_REDUCTIONS = {np.add: _broadcast.sum, np.maximum: reduce.max, np.minimum: reduce.min}

Tensor.__array_ufunc__ = _ufunc
Tensor.__array_function__ = _function


def _unknown(name):
    import difflib  # only for the message

    names = {f.__name__ for f in BY_NUMPY if f.__module__.startswith("numpy") or isinstance(f, np.ufunc)}
    near = difflib.get_close_matches(name, names, 1, 0.0)[0]
    return located(GraphError(f"np.{name} has no op to record it; the nearest that has is np.{near}"))
