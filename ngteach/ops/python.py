"""Python's symbols and NumPy's functions on tensors: x + y, x @ W, x.T, x[1:], np.exp(x) record the same ops."""

from __future__ import annotations

from functools import partial
from numbers import Number

import numpy as np

from ..core.graph import Tensor
from ..core.op import BY_NUMPY, Op
from ..core.provenance import located, says_where
from ..core.trace import is_tracing
from ..core.types import ElementType, GraphError, TensorType
from . import arithmetic, compare, composite, index, linear, methods, reduce, shape
from . import broadcast as _broadcast

_SYMBOLS = {
    "add": arithmetic.add,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "truediv": arithmetic.divide,
    "pow": arithmetic.power,
    "matmul": linear.dot,
    "and": compare.logical_and,
    "or": compare.logical_or,
    "xor": compare.logical_xor,
}
_METHODS = {
    "__neg__": arithmetic.negative,
    "__abs__": arithmetic.abs,
    "__invert__": compare.logical_not,
    "__lt__": compare.less,
    "__le__": compare.less_equal,
    "__gt__": compare.greater,
    "__ge__": compare.greater_equal,
    "__getitem__": index.getitem,
    "sum": _broadcast.sum,
    "max": reduce.max,
    "min": reduce.min,
    "mean": composite.mean,
    "argmax": reduce.argmax,
    "squeeze": composite.squeeze,
    **{name: getattr(methods, name) for name in ("all", "any", "argmin", "astype", "clip", "dot", "flatten")},
    **{name: getattr(methods, name) for name in ("std", "swapaxes", "var")},
    **dict.fromkeys(["conj", "conjugate", "copy"], methods.itself),
    "ravel": methods.flatten,
}
_NO_NUMBERS = {
    "it cannot decide an if or a while; use where(), & for and, | for or; `is` asks for x itself": ["__bool__"],
    "it is no Python number; keep it a tensor": ["__float__", "__int__", "__index__", "__complex__", "__trunc__"],
    "it is no NumPy array; call the graph to get one; stack() joins tensors, broadcast() repeats one": [
        "__array__",
        "numpy",
    ],
    "there is nothing to take out of it; call the graph to get arrays": [
        *("item", "tolist", "tobytes", "tofile", "dump", "dumps"),
    ],
    "nothing can be looked for in it; write max(equal(x, y))": ["__contains__"],
    "nothing can be stored in it; write where() or concatenate() and use the result": [
        *("__setitem__", "__delitem__", "byteswap", "fill", "partition", "put", "resize", "setfield", "setflags"),
        "sort",
    ],
}
_NO_METHOD = {
    "write one_hot(rows, depth) @ x to pick rows by number": ["choose", "take"],
    "how many elements are left is unknown; write where(mask, x, 0.0)": ["compress", "nonzero"],
    "sort arrays, outside of the graph": ["argpartition", "argsort", "searchsorted"],
    "for a vector or a matrix write np.tril(np.ones((n, n), x.dtype)) @ x": ["cumsum"],
    "write a loop over the rows of x: y = y * row": ["cumprod", "prod"],
    "write sum(where(np.eye(n, dtype=bool), x, 0.0), axis=1)": ["diagonal"],
    "write sum(where(np.eye(n, dtype=bool), x, 0.0))": ["trace"],
    "write broadcast(x[:, None], (n, k)).reshape(-1)": ["repeat"],
    "write convert(x + 0.5, i32) for x above 0": ["round"],
    "write convert(x, f32)": ["getfield", "view"],
    "a graph is on no device": ["to_device"],
}
_ADVICE = {name: advice for advice, names in _NO_METHOD.items() for name in names}
_NO_OP = {
    "//, % and divmod; for floats x and y write convert(x / y, i32)": ["floordiv", "mod", "divmod"],
    "<< and >>; write x * 2": ["lshift", "rshift"],
}


def _method(function):
    def method(self, *args, **params):
        return function(self, *args, **params)

    method.__doc__ = function.__doc__
    return method


def _named_method(name, function):
    def method(self, *args, **params):
        try:
            return function(self, *args, **params)
        except TypeError as problem:  # a parameter of NumPy's that ours does not have
            raise located(GraphError(f"x.{name}: {problem}")) from None

    method.__doc__ = function.__doc__
    return method


def _swapped(op):
    return lambda self, other: op(other, self)


def _refuse_numbers(wish):
    def refuse(self, *_, **__):
        raise located(GraphError(f"{self!r} has no numbers yet, so {wish}"))

    return refuse


def _refuse_symbol(advice):
    def refuse(self, *_):
        raise located(GraphError(f"no op is written {advice}"))

    return refuse


def _refuse_method(name, advice):
    def refuse(self, *_, **__):
        raise located(GraphError(f"x.{name} has no op to record it; {advice}"))

    return refuse


class _NoMemory(GraphError, AttributeError):
    """So that hasattr(x, "strides") is False."""


def _refuse_attribute(name):
    def refuse(self):
        problem = located(
            GraphError(f"{self!r} has no memory yet, so it has no {name}; call the graph to get an array")
        )
        error = _NoMemory(str(problem))
        error.located = True
        raise error

    return property(refuse)


def _reshape(x, *sizes):
    """The same elements in another shape: x.reshape(2, 3) or x.reshape((2, 3))."""
    return shape.reshape(x, sizes[0] if len(sizes) == 1 else sizes)


def _transpose(x, *axes):
    """The axes reordered: x.transpose(1, 0), x.transpose((1, 0)); reversed if none are named."""
    return shape.transpose(x, axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes or None)


def _length(x):
    if not x.shape:
        raise located(GraphError(f"{x!r} has no axes, so it has no length"))
    return x.shape[0]


def _rows(x):
    return (x[i] for i in range(len(x)))


def _format(x, spec):
    return _refuse_numbers("it cannot be formatted")(x) if spec else repr(x)


# ---- == and != --------------------------------------------------------------


def _comparison(symbol, op):
    """The method for == or !=.  What cannot hold numbers, as None or a word, is never equal to a tensor."""

    @says_where(op.name)
    def compare(x, y):
        if isinstance(y, (TensorType, ElementType)):
            raise GraphError(f"{y} has no numbers; write x.type {symbol} {y}")
        if not isinstance(y, (Number, Tensor, list, tuple, range)) and not hasattr(type(y), "__array__"):
            return NotImplemented
        if not is_tracing():
            raise GraphError(f"no graph is being recorded, so {symbol} compares no numbers; write `is` or `is not`")
        return op(x, y)

    return compare


# ---- NumPy's own functions --------------------------------------------------

_COMPARISONS = (np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
_STORING = (np.copyto, np.put, np.place, np.putmask, np.put_along_axis, np.fill_diagonal)
_REDUCTIONS = {np.add: _broadcast.sum, np.maximum: reduce.max, np.minimum: reduce.min}
# What is known without numbers:
BY_NUMPY.update({np.shape: lambda x: x.shape, np.ndim: lambda x: x.ndim, np.size: lambda x: x.size})


def _ufunc(self, ufunc, method, *inputs, **params):
    name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
    if params.get("out") is not None:  # also a += x, where a is an array
        raise _no_room(name, "write a = a + x")
    if method == "reduce" and ufunc in _REDUCTIONS:
        return _REDUCTIONS[ufunc](*inputs, **{"axis": 0, **params})
    if ufunc in _COMPARISONS:  # NumPy has made an array of its own scalar: np.float64(2) < x
        inputs = [x[()] if isinstance(x, np.ndarray) and not x.ndim else x for x in inputs]
    function = BY_NUMPY.get(ufunc) if method == "__call__" else None
    if function is None:
        raise _unknown(name)
    return function(*inputs, **params)


def _function(self, function, types, args, params):
    known = BY_NUMPY.get(function)
    if function in _STORING:
        raise _no_room(function.__name__, "write where(), broadcast() or stack() and use the result")
    if known is None:
        raise _unknown(function.__name__)
    params = {k: v for k, v in params.items() if v is not np._NoValue}
    if isinstance(known, Op):
        return known(*args, **params)
    try:
        return known(*args, **params)
    except TypeError as problem:  # a parameter of NumPy's that ours does not have
        raise located(GraphError(f"np.{function.__name__}: {problem}")) from None


def _no_room(name, advice):
    return located(GraphError(f"np.{name}: an array cannot take in a tensor, which has no numbers yet; {advice}"))


def _unknown(name):
    import difflib  # only for the message

    said = {getattr(f, "__name__", "") for f in BY_NUMPY}  # the forward of a user's op may be any callable
    names = {n for n in said if n and getattr(np, n, None) in BY_NUMPY}
    near = difflib.get_close_matches(name, names, 1, 0.5)
    advice = f"the nearest name that has one is np.{near[0]}" if near else "ngteach.core.op.OPS lists the ops there are"
    return located(GraphError(f"np.{name} has no op to record it; {_ADVICE.get(name, advice)}"))


# ---- all of it becomes methods of Tensor ------------------------------------

_TABLE = {
    **{f"__{symbol}__": _method(op) for symbol, op in _SYMBOLS.items()},
    **{f"__r{symbol}__": _swapped(op) for symbol, op in _SYMBOLS.items()},
    **{name: _refuse_method(name, advice) for name, advice in _ADVICE.items()},
    **{name: _refuse_attribute(name) for name in ("base", "ctypes", "data", "device", "flags", "strides")},
    **{name: (_method if name[0] == "_" else partial(_named_method, name))(f) for name, f in _METHODS.items()},
    **{name: _refuse_numbers(wish) for wish, names in _NO_NUMBERS.items() for name in names},
    **{f"__{r}{name}__": _refuse_symbol(a) for a, names in _NO_OP.items() for name in names for r in ("", "r")},
    "__round__": _refuse_symbol("round(); write convert(x + 0.5, i32) for x above 0"),
    "__pos__": lambda x: x,
    "__len__": _length,
    "__iter__": _rows,
    "__eq__": _comparison("==", compare.equal),
    "__ne__": _comparison("!=", compare.not_equal),
    "__hash__": object.__hash__,
    "__format__": _format,
    "__array_ufunc__": _ufunc,
    "__array_function__": _function,
    "reshape": _named_method("reshape", _reshape),
    "transpose": _named_method("transpose", _transpose),
    "T": property(lambda x: shape.transpose(x), doc="x with its axes reversed: rows become columns."),
    "mT": property(lambda x: methods.swapaxes(x, -1, -2), doc="x with its last two axes swapped."),
    "flat": property(methods.flatten, doc="All elements in one row."),
    "real": property(methods.itself, doc="x: all numbers are real."),
    "imag": property(methods.imag, doc="Zeros: all numbers are real."),
    "itemsize": property(lambda x: x.dtype.itemsize, doc="The bytes of one element."),
    "nbytes": property(lambda x: x.type.nbytes, doc="The bytes of all elements."),
}
for _name, _value in _TABLE.items():
    setattr(Tensor, _name, _value)
