"""Python's symbols and NumPy's functions on tensors: x + y, x @ W, x.T, x[1:], np.exp(x) record the same ops."""

from __future__ import annotations

from functools import partial
from numbers import Number

import numpy as np

from ..core.calling.attached import Symbols
from ..core.calling.errors import GraphError
from ..core.calling.registry import BY_NUMPY
from ..core.graph import Tensor
from ..core.provenance import located, says_where
from ..core.trace import is_tracing
from ..core.types import ElementType, TensorType
from . import (
    arithmetic,
    at,
    axes,
    bits,
    brackets,
    compare,
    cumulative,
    limits,
    linear,
    matrices,
    modulo,
    powers,
    products,
    real,
    reduce,
    repeating,
    rounding,
    searching,
    selected,
    shape,
    sorting,
    statistics,
    truth,
)
from .advice import REFUSED, without_numbers, wrong_call
from .as_numpy import arguments, called
from .convert import astype
from .select import choose
from .take import take
from .ufuncs import called_ufunc

_SYMBOLS = {
    "add": arithmetic.add,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "truediv": arithmetic.divide,
    "pow": powers.power,
    "floordiv": modulo.floor_divide,
    "mod": modulo.remainder,
    "divmod": modulo.divmod,
    "matmul": products.matmul,
    "and": bits.SYMBOLS["and"],
    "or": bits.SYMBOLS["or"],
    "xor": bits.SYMBOLS["xor"],
    "lshift": bits.left_shift,
    "rshift": bits.right_shift,
}
_METHODS = {
    "__neg__": arithmetic.negative,
    "__abs__": arithmetic.abs,
    "__invert__": bits.SYMBOLS["invert"],
    "__lt__": compare.less,
    "__le__": compare.less_equal,
    "__gt__": compare.greater,
    "__ge__": compare.greater_equal,
    "__getitem__": brackets.getitem,
    "__floor__": rounding.floor,
    "__ceil__": rounding.ceil,
    **{name: getattr(selected, name) for name in ("sum", "prod", "max", "min")},
    **{name: getattr(statistics, name) for name in ("mean", "var", "std")},
    **{name: getattr(cumulative, name) for name in ("cumsum", "cumprod")},
    "argsort": sorting.argsort,
    "argpartition": sorting.argpartition,
    "searchsorted": searching.searchsorted,
    "all": truth.all,
    "any": truth.any,
    "argmax": reduce.argmax,
    "argmin": reduce.argmin,
    "dot": linear.dot,
    "round": rounding.round,
    "squeeze": axes.squeeze,
    "astype": astype,
    "clip": limits.clip,
    **dict.fromkeys(["conj", "conjugate", "copy"], real.itself),
    "flatten": axes.flatten,
    "ravel": axes.flatten,
    "swapaxes": axes.swapaxes,
    "diagonal": matrices.diagonal,
    "trace": matrices.diagonal_sum,
    "repeat": repeating.repeat,
    "take": take,
    "choose": choose,
}


def _method(function):
    def method(self, *args, **params):
        return function(self, *args, **params)

    return _described(method, function)


def _named_method(name, function):
    def method(self, *args, **params):
        numpy = getattr(np, name, None)
        try:
            if (len(args) > 1 or params) and name != "clip" and BY_NUMPY.get(numpy) is function:
                inputs, params = arguments(numpy, (self, *args), params)  # x.sum(0, None, None, True)
                return function(*inputs, **params)
            return function(self, *args, **params)
        except GraphError:
            raise
        except TypeError as problem:  # a parameter of NumPy's that ours does not have
            raise wrong_call(f"x.{name}", function, problem) from None

    return _described(method, function)


def _described(method, function):
    """The method, with the words and the parameters of the function behind it."""
    method.__doc__, method.__wrapped__ = function.__doc__, function
    return method


def _swapped(op):
    return lambda self, other: op(other, self)


def _round(x, digits=None):
    """Python's round(x) and round(x, 2); unlike there, the result is a float."""
    return rounding.round(x, 0 if digits is None else digits)


def _reshape(x, *sizes, shape=None, order="C", copy=None):
    """The same elements in another shape: x.reshape(2, 3) or x.reshape((2, 3)); order="F" goes by columns."""
    sizes = sizes if shape is None else (*sizes, shape)
    return axes.reshape_in_order(x, sizes[0] if len(sizes) == 1 else sizes, order)


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
    return without_numbers("it cannot be formatted")(x) if spec else repr(x)


# ---- == and != --------------------------------------------------------------


def _comparison(symbol, op):
    """The method for == or !=.  What holds no numbers, such as None or a string, is never equal to a tensor."""

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

# These need no numbers, only the type:
BY_NUMPY.update({np.shape: lambda x: x.shape, np.ndim: lambda x: x.ndim})
BY_NUMPY[np.size] = lambda x, axis=None: x.size if axis is None else x.shape[axis]
BY_NUMPY.update({np.iscomplexobj: lambda x: False, np.isrealobj: lambda x: True})
BY_NUMPY[np.result_type] = lambda *xs: np.result_type(*[x.dtype if isinstance(x, Tensor) else x for x in xs])


def _ufunc(self, ufunc, method, *inputs, **params):
    return called_ufunc(ufunc, method, inputs, params)


def _function(self, function, types, args, params):
    return called(function, args, params)


# ---- all of it becomes methods of tensors ------------------------------------

_TABLE = {
    **REFUSED,
    **{f"__{symbol}__": _method(op) for symbol, op in _SYMBOLS.items()},
    **{f"__r{symbol}__": _swapped(op) for symbol, op in _SYMBOLS.items()},
    **{name: (_method if name[0] == "_" else partial(_named_method, name))(f) for name, f in _METHODS.items()},
    "__pos__": lambda x: x,
    "__len__": _length,
    "__iter__": _rows,
    "__eq__": _comparison("==", compare.equal),
    "__ne__": _comparison("!=", compare.not_equal),
    "__hash__": object.__hash__,
    "__format__": _format,
    "__round__": _round,
    "__array_ufunc__": _ufunc,
    "__array_function__": _function,
    "reshape": _named_method("reshape", _reshape),
    "transpose": _named_method("transpose", _transpose),
    "T": property(lambda x: shape.transpose(x), doc="x with its axes reversed: rows become columns."),
    "at": property(at.At, doc="x.at[key].set(y): x with the elements x[key] changed; x itself stays."),
    "mT": property(lambda x: axes.swapaxes(x, -1, -2), doc="x with its last two axes swapped."),
    "flat": property(axes.flatten, doc="All elements as a vector."),
    "real": property(real.itself, doc="x: all numbers are real."),
    "imag": property(real.imag, doc="Zeros: all numbers are real."),
    "itemsize": property(lambda x: x.dtype.itemsize, doc="The bytes of one element."),
    "nbytes": property(lambda x: x.type.nbytes, doc="The bytes of all elements."),
}
for _name, _value in _TABLE.items():
    setattr(Symbols, _name, _value)
