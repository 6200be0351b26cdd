"""Every op, by what it does.  Read shape.py first; operators.py ties them to Python's symbols and to NumPy."""

from ..op import seal as _seal
from . import operators
from .broadcast import broadcast, full, sum
from .choose import (
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
from .elementwise import (
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
from .index import concatenate, embed, getitem, join, slice
from .linear import dot, one_hot, softmax
from .reduce import argmax, max, min
from .shape import constant, identity, reshape, stop_gradient, transpose

_seal()
