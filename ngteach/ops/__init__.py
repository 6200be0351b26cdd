"""Every op, by what it does: its type rule, forward, adjoint and docstring stand side by side.

    in:     types, arrays or tensors
    out:    a type, an array, or an equation in the open trace
    knows:  core

Read arithmetic first; `align` inserts the broadcasts, `python` ties the ops to Python's symbols and to NumPy.
"""

from ..core.op import seal as _seal
from . import python
from .arithmetic import (
    abs,
    add,
    divide,
    exp,
    log,
    maximum,
    minimum,
    multiply,
    negative,
    power,
    relu,
    sigmoid,
    sign,
    sqrt,
    subtract,
    tanh,
)
from .broadcast import broadcast, full, sum
from .compare import (
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    mask,
    not_equal,
    where,
)
from .composite import clip, expand_dims, mean, ones_like, square, squeeze, stack, zeros_like
from .convert import convert
from .index import concatenate, embed, getitem, join, slice
from .linear import dot, one_hot, softmax
from .reduce import argmax, max, min
from .shape import constant, identity, reshape, stop_gradient, transpose

_seal()
