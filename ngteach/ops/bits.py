"""Whole numbers as rows of bits, and what two of them have in common.  None of it has a derivative."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.registry import record_by
from ..core.types import boolean, u8
from .align import elementwise
from .compare import logical_and, logical_not, logical_or, logical_xor
from .rules import same_type, whole


def _bits(*types):
    t = same_type(*types)
    if t.element is boolean:
        raise GraphError(f"{t} is not a type of whole numbers; write logical_and, logical_or, logical_xor, logical_not")
    return whole(t)


@elementwise(forward=np.bitwise_and, adjoint=None)
def bitwise_and(x, y):
    """The bits that both have; also written x & y.

    >>> ng.bitwise_and(np.array([12, 7]), 10)
    array([8, 2])
    """
    return _bits(x, y)


@elementwise(forward=np.bitwise_or, adjoint=None)
def bitwise_or(x, y):
    """The bits that one of them has; also written x | y.

    >>> ng.bitwise_or(np.array([12, 7]), 10)
    array([14, 15])
    """
    return _bits(x, y)


@elementwise(forward=np.bitwise_xor, adjoint=None)
def bitwise_xor(x, y):
    """The bits that exactly one of them has; also written x ^ y.

    >>> ng.bitwise_xor(np.array([12, 7]), 10)
    array([ 6, 13])
    """
    return _bits(x, y)


@elementwise(forward=np.invert, adjoint=None)
def invert(x):
    """Every bit the other way; also written ~x.  Of a signed number that is -x - 1.

    >>> ng.invert(np.array([0, 7], np.uint8))
    array([255, 248], dtype=uint8)
    """
    return _bits(x)


@elementwise(forward=np.left_shift, adjoint=None)
def left_shift(x, y):
    """The bits of x moved up by y places, x << y: x * 2**y, without the bits that leave the type.

    A count below 0, or of all bits and more, leaves 0, as in NumPy.

    >>> ng.left_shift(np.array([1, 3]), 2)
    array([ 4, 12])
    """
    return _bits(x, y)


@elementwise(forward=np.right_shift, adjoint=None)
def right_shift(x, y):
    """The bits of x moved down by y places, x >> y: x // 2**y.

    A count below 0, or of all bits and more, leaves 0, or -1 where x is negative, as in NumPy.

    >>> ng.right_shift(np.array([12, -12]), 2)
    array([ 3, -3])
    """
    return _bits(x, y)


@elementwise(forward=np.bitwise_count, adjoint=None)
def bitwise_count(x):
    """How many bits of abs(x) are 1; u8.

    >>> ng.bitwise_count(np.array([7, 8]))
    array([3, 1], dtype=uint8)
    """
    return _bits(x).with_element(u8)


@elementwise(forward=np.gcd, adjoint=None)
def gcd(x, y):
    """The greatest common divisor; gcd(0, 0) is 0.

    >>> ng.gcd(np.array([12, 35]), 8)
    array([4, 1])
    """
    return _bits(x, y)


@elementwise(forward=np.lcm, adjoint=None)
def lcm(x, y):
    """The least common multiple; with 0 it is 0.

    >>> ng.lcm(np.array([4, 6]), 10)
    array([20, 30])
    """
    return _bits(x, y)


# ---- & | ^ ~ : of bools they are logic ----------------------------------------


def _symbol(of_bools, of_bits):
    """What the symbol means: bits if one of the inputs is a whole number, otherwise logic.  NumPy's function too."""

    def means(*inputs):
        whole_numbers = any(getattr(getattr(x, "dtype", None), "kind", "") in ("i", "u") for x in inputs)
        return (of_bits if whole_numbers else of_bools)(*inputs)

    means.__wrapped__ = of_bits  # whose parameters editors show
    first, second = (op.__doc__.partition("\n")[0] for op in (of_bits, of_bools))
    means.__doc__ = f"{first}  Of bools: {second}"
    record_by(means, [of_bits.forward])
    return means


SYMBOLS = {
    "and": _symbol(logical_and, bitwise_and),
    "or": _symbol(logical_or, bitwise_or),
    "xor": _symbol(logical_xor, bitwise_xor),
    "invert": _symbol(logical_not, invert),
}
