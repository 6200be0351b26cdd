"""Random bits from a key: a counter is encrypted with it, so that the same key gives the same bits, everywhere.

There is no hidden state.  Whoever wants other numbers makes another key, with split or fold_in, as in JAX.
Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011): Threefry-2x32, 20 rounds.
"""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import GraphError, require
from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.shapes import as_shape
from ..core.op import op
from ..core.types import TensorType, element_type, u32, u64


def _threefry(key, counter):
    """The two halves of each counter, encrypted: u32[2] and u64[n] -> u32[n], u32[n].

    Of several keys, u32[2,keys,1] and u64[keys,n] -> u32[keys,n], u32[keys,n].
    """
    k0, k1 = key
    keys = (k0, k1, k0 ^ k1 ^ np.uint32(0x1BD11BDA))  # the third is the parity of the others, as the cipher has it
    x0 = (counter >> np.uint64(32)).astype(np.uint32)
    x1 = counter.astype(np.uint32)
    x0 += k0
    x1 += k1
    turned = np.empty_like(x1)
    for n in range(20):
        by = (13, 15, 26, 6, 17, 29, 16, 24)[n % 8]
        x0 += x1
        np.right_shift(x1, np.uint32(32 - by), out=turned)
        np.left_shift(x1, np.uint32(by), out=x1)
        x1 |= turned
        x1 ^= x0
        if n % 4 == 3:  # after four rounds the key is added again, and the number of the time
            time = n // 4 + 1
            x0 += keys[time % 3]
            x1 += keys[(time + 1) % 3]
            x1 += np.uint32(time)
    return x0, x1


_PART = 16384  # numbers at a time, so that the 20 rounds stay in the cache


def _random_bits(key, first, shape, dtype, out=None):
    out = np.empty((*first.shape, *shape), dtype.dtype) if out is None else out
    keys, begin = key.reshape(-1, 2).T[:, :, None], first.reshape(-1, 1)
    bits = np.empty((begin.size, math.prod(shape)), out.dtype)
    columns = np.arange(min(bits.shape[1], _PART), dtype=np.uint64)
    rows = _PART // max(len(columns), 1) or 1
    with np.errstate(over="ignore"):
        for start in range(0, bits.shape[1], _PART):
            for k in range(0, len(bits), rows):
                part = bits[k : k + rows, start : start + _PART]
                counter = columns[: part.shape[1]] + (begin[k : k + rows] + np.uint64(start))
                high, low = _threefry(keys[:, k : k + rows], counter)
                if bits.itemsize == 8:
                    part[...] = (high.astype(np.uint64) << np.uint64(32)) | low
                else:
                    part[...] = high ^ low
    np.copyto(out, bits.reshape(out.shape))
    return out


def _shape_and_type(inputs, params):
    key, first = inputs
    element = element_type(params["dtype"])
    require(element in (u32, u64), f"random bits are u32 or u64, found {element}; convert them afterwards")
    first = as_element(first, u64) if is_python_number(first) else first
    return (key, first), {"shape": as_shape(params["shape"]), "dtype": element}


@op(forward=_random_bits, prepare=_shape_and_type, adjoint=None)
def random_bits(key, first, *, shape=(), dtype=u32):
    """Random whole numbers of a key, all of u32 or u64 alike likely: the same for the same key.

    key: u32[2], from random.key.   first: u64[], where the counter begins, mostly 0.
    Of several keys, u32[n,2] with u64[n], each has numbers of its own: that is what vmap makes of it.
    random.bits, random.uniform and the others there are made of it.

    >>> ng.random_bits(np.array([0, 42], np.uint32), 0, (3,))
    array([2098992034, 2919706841, 2646866425], dtype=uint32)
    """
    one, several = u32[2], u32[(*first.shape, 2)]
    if key not in (one, several):
        raise GraphError(f"a key is u32[2], found {key}; write random.key(0), and random.split for more")
    if first.element is not u64 or key != several:
        raise GraphError(f"the first number of the counter is u64[], found {first}; write convert(..., u64)")
    return TensorType(dtype.dtype, (*first.shape, *shape))
