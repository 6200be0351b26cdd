"""Samples of random bits; the keys and counters have element types of their own."""

import numpy as np

from ngteach.core.types import f32, u32, u64
from samples.making import several

KEY, FIRST = np.array([3, 42], np.uint32), np.array(0, np.uint64)

ROWS = several(
    "random_bits",
    (f32,),
    ([KEY, FIRST], {"shape": (2, 3)}),
    ([KEY, FIRST], {"shape": (), "dtype": u64}),
    ([KEY, FIRST], {"shape": (0, 3)}),
    ([KEY, FIRST], {"shape": (1,), "dtype": u32}),
)
JAX = {"random_bits": lambda j: lambda key, first, shape=(), dtype=u32: j.random.bits(key, shape, dtype.dtype)}
NOT_IN_NGRAPH = ("random_bits",)
