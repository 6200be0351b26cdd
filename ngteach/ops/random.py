"""Random numbers from a key: ng.random.uniform(key, (2, 3)).  The same key gives the same numbers, so use each once.

    key = ng.random.key(0)                 u32[2], from a seed
    first, second = ng.random.split(key)   other keys, as many as are needed
    later = ng.random.fold_in(key, step)   another key for each step

A key is an argument of a traced function, like weights: a key that is made inside is the same at every call.
The names are those of jax.random, and so are the numbers of key, split, fold_in, bits and uniform.
Random numbers do not depend on anything that has a derivative; what is computed from them may.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.hints import DType, Shape, TensorLike
from ..core.calling.numbers import is_python_number
from ..core.provenance import says_where
from ..core.types import element_type, f32, f64, i32, type_of, u32, u64
from .arguments import axis_of, whole_number
from .arithmetic import add, divide, log, maximum, multiply, negative, subtract
from .bits import right_shift
from .compare import less, where
from .convert import convert
from .joining import stack
from .modulo import remainder
from .random_bits import random_bits
from .reduce import argmax
from .rules import floats
from .sorting import argsort
from .special import erfinv
from .take import take

__all__ = [
    "bernoulli", "bits", "categorical", "exponential", "fold_in", "gumbel", "key", "normal", "permutation", "randint",
    "split", "uniform",
]  # fmt: skip


# ---- keys -----------------------------------------------------------------------


@says_where("random.key")
def key(seed: int) -> np.ndarray:
    """A key made from a seed, a whole number from 0 up to 2**64: u32[2].

    >>> ng.random.key(42)
    array([ 0, 42], dtype=uint32)
    """
    n = whole_number(seed, "a seed", 0)
    require(n < 2**64, f"a seed is less than 2**64, found {shown(n)}")
    return np.array([n >> 32, n & 0xFFFFFFFF], np.uint32)


@says_where("random.split")
def split(key: TensorLike, num: int = 2) -> Any:
    """Several new keys from one, which should not be used again: u32[num,2].

    >>> ng.random.split(ng.random.key(42))
    array([[1832780943,  270669613],
           [  64467757, 2916123636]], dtype=uint32)
    """
    return _halves(random_bits(key, 0, (whole_number(num, "num", 0),), u64))


@says_where("random.fold_in")
def fold_in(key: TensorLike, data: TensorLike) -> Any:
    """Another key from a key and a whole number, such as that of the step: u32[2].

    data: a number or a tensor, taken as u32.   split(key, n)[i] is fold_in(key, i), as in JAX: use one of the two.

    >>> ng.random.fold_in(ng.random.key(42), 7)
    array([2547012911, 1371500959], dtype=uint32)
    """
    if is_python_number(data):
        data = np.asarray(whole_number(data, "data") % 2**32, np.uint64)
    t = type_of(data)
    require(t.dtype.kind in "iu" and not t.shape, f"data is one whole number, found {t}")
    return _halves(random_bits(key, convert(convert(data, u32), u64), (), u64))


def _halves(x):
    """The two u32 of each u64, along a new last axis."""
    return stack([convert(right_shift(x, np.uint64(32)), u32), convert(x, u32)], -1)


# ---- numbers --------------------------------------------------------------------


@says_where("random.bits")
def bits(key: TensorLike, shape: Shape = (), dtype: DType = u32) -> Any:
    """Random whole numbers, all of the type alike likely; dtype is u32 or u64.

    >>> ng.random.bits(ng.random.key(42), (3,))
    array([2098992034, 2919706841, 2646866425], dtype=uint32)
    """
    return random_bits(key, 0, shape, dtype)


@says_where("random.uniform")
def uniform(
    key: TensorLike, shape: Shape = (), dtype: DType = f32, minval: TensorLike = 0.0, maxval: TensorLike = 1.0
) -> Any:
    """Random floats from minval up to, but without, maxval, all alike likely.

    >>> ng.random.uniform(ng.random.key(42), (2,))
    array([0.48870957, 0.6797972 ], dtype=float32)
    """
    element = _float(dtype)
    many, wide, spare = (23, u32, 9) if element is f32 else (52, u64, 12)  # bits of the fraction of a float
    whole = right_shift(random_bits(key, 0, shape, wide), np.asarray(spare, wide.dtype))
    y = multiply(convert(whole, element), 2.0**-many)
    if _is(minval, 0) and _is(maxval, 1):
        return y
    low, high = _limit(minval, element), _limit(maxval, element)
    return maximum(add(multiply(y, subtract(high, low)), low), low)


@says_where("random.normal")
def normal(key: TensorLike, shape: Shape = (), dtype: DType = f32) -> Any:
    """Random floats around 0 with variance 1, normally distributed.

    >>> ng.random.normal(ng.random.key(42), (2,), ng.f64).round(6)
    array([-0.184712, -2.169825])
    """
    element = _float(dtype)
    low = np.nextafter(np.array(-1, element.dtype), np.array(0, element.dtype))
    return multiply(erfinv(uniform(key, shape, element, low, 1.0)), float(np.sqrt(2)))


@says_where("random.exponential")
def exponential(key: TensorLike, shape: Shape = (), dtype: DType = f32) -> Any:
    """Random floats above 0 with density e**-x.

    >>> ng.random.exponential(ng.random.key(42), (2,)).round(4)
    array([0.6708, 1.1388], dtype=float32)
    """
    return negative(log(subtract(1.0, uniform(key, shape, dtype))))


@says_where("random.gumbel")
def gumbel(key: TensorLike, shape: Shape = (), dtype: DType = f32) -> Any:
    """Random floats of Gumbel's distribution: logits plus these are largest at i as likely as softmax(logits) says.

    >>> ng.random.gumbel(ng.random.key(42), (2,)).round(4)
    array([0.3341, 0.952 ], dtype=float32)
    """
    tiny = float(np.finfo(_float(dtype).dtype).tiny)
    return negative(log(negative(log(uniform(key, shape, dtype, tiny, 1.0)))))


@says_where("random.bernoulli")
def bernoulli(key: TensorLike, p: TensorLike = 0.5, shape: Shape | None = None) -> Any:
    """True with the probability p, otherwise False.

    p: a number or floats that broadcast to shape; without a shape, that of p.

    >>> ng.random.bernoulli(ng.random.key(42), 0.6, (4,))
    array([ True, False, False,  True])
    """
    t = type_of(p)
    element = t.element if t.is_float and not is_python_number(p) else f32
    return less(uniform(key, t.shape if shape is None else shape, element), p)


@says_where("random.randint")
def randint(key: TensorLike, shape: Shape, minval: int, maxval: int, dtype: DType = i32) -> Any:
    """Random whole numbers from minval up to, but without, maxval, all alike likely.

    minval, maxval: whole numbers of Python.   dtype: a type of whole numbers that holds both.
    Among n numbers some are more likely than others by at most n / 2**64.

    >>> ng.random.randint(ng.random.key(42), (5,), 0, 10)
    array([1, 8, 5, 5, 6], dtype=int32)
    """
    low, high, element = whole_number(minval, "minval"), whole_number(maxval, "maxval"), element_type(dtype)
    require(low < high, f"minval must be less than maxval, found {low} and {high}")
    require(element.dtype.kind in "iu", f"dtype is a type of whole numbers, found {element}")
    limits = np.iinfo(element.dtype)
    require(limits.min <= low and high - 1 <= limits.max, f"{element} does not hold all from {low} to {high - 1}")
    rest = remainder(random_bits(key, 0, shape, u64), np.asarray(high - low, np.uint64))
    return add(convert(rest, element), np.asarray(low, element.dtype))


@says_where("random.permutation")
def permutation(key: TensorLike, x: TensorLike, axis: int = 0) -> Any:
    """x in a random order along an axis; for a whole number n, the numbers from 0 up to n.

    >>> ng.random.permutation(ng.random.key(42), 5)
    array([1, 0, 2, 4, 3])
    """
    if isinstance(x, (int, np.integer)):
        return argsort(random_bits(key, 0, (whole_number(x, "n", 0),), u64))
    t = type_of(x)
    axis = axis_of(t, axis)
    return take(x, argsort(random_bits(key, 0, (t.shape[axis],), u64)), axis)


@says_where("random.categorical")
def categorical(key: TensorLike, logits: TensorLike, axis: int = -1) -> Any:
    """Random positions along an axis, each with the probability that softmax(logits) gives it; i64.

    >>> ng.random.categorical(ng.random.key(42), np.zeros((4, 3), np.float32))
    array([1, 2, 1, 2])
    """
    t = floats(type_of(logits))
    axis = axis_of(t, axis)
    return argmax(add(logits, gumbel(key, t.shape, t.element)), axis)


@says_where("dropout")
def dropout(x: TensorLike, key: TensorLike, rate: float = 0.5) -> Any:
    """x, of which each element is 0 with the probability `rate`; what is left is divided by 1 - rate.

    So the mean stays.  Leave it out for inference.   Source: Srivastava, Hinton and others, 2014; nGraph, GenerateMask.

    >>> ng.dropout(np.ones(4, np.float32), ng.random.key(42), 0.5)
    array([2., 0., 0., 0.], dtype=float32)
    """
    t = floats(type_of(x))
    good = is_python_number(rate) and not isinstance(rate, bool) and 0 <= rate < 1
    require(good, f"rate, the probability of being dropped, is a number from 0 up to 1, found {shown(rate)}")
    return where(bernoulli(key, 1.0 - rate, t.shape), divide(x, 1.0 - rate), 0.0)


def _float(dtype):
    element = element_type(dtype)
    require(element in (f32, f64), f"random floats are f32 or f64, found {element}")
    return element


def _is(x, number):
    return is_python_number(x) and x == number


def _limit(x, element):
    return np.asarray(x, element.dtype) if is_python_number(x) else x
