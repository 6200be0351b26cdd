"""What is known about a value before it has numbers: its element type and its shape."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .calling.shapes import as_shape, raise_no_element_type, raise_no_numbers, require_possible, require_unmasked
from .provenance import says_where


@dataclass(frozen=True)
class ElementType:
    """The type of one number.  Followed by a shape it makes a TensorType: f32[128, 784], f32[()].

    >>> ng.f32[2, 3]
    f32[2,3]
    """

    name: str
    dtype: np.dtype

    is_short = True  # in an error message
    __iter__ = None  # or Python would iterate over f32[0], f32[1], ... without end

    @says_where()
    def __getitem__(self, shape: int | tuple[int, ...]) -> TensorType:
        return TensorType(self.dtype, shape if isinstance(shape, tuple) else (shape,))

    def __repr__(self):
        return self.name


f16, f32, f64 = (ElementType(f"f{8 * n}", np.dtype(f"f{n}")) for n in (2, 4, 8))  # f16 is stored, not computed with
i8, i16, i32, i64 = (ElementType(f"i{8 * n}", np.dtype(f"i{n}")) for n in (1, 2, 4, 8))
u8, u16, u32, u64 = (ElementType(f"u{8 * n}", np.dtype(f"u{n}")) for n in (1, 2, 4, 8))
boolean = ElementType("bool", np.dtype(np.bool_))
ELEMENT_TYPES = (f32, f64, f16, i8, i16, i32, i64, u8, u16, u32, u64, boolean)
_DIFFERENTIABLE = (f32.dtype, f64.dtype)
_BY_NAME = {e.name: e for e in ELEMENT_TYPES}
_BY_DTYPE: dict[object, ElementType] = {e.dtype: e for e in ELEMENT_TYPES}


def element_type(x) -> ElementType:
    """The ElementType that x names: f32, "f32", "float32", np.float32 and np.dtype("float32") are one."""
    if isinstance(x, ElementType):
        return x
    if isinstance(x, str) and x in _BY_NAME:
        return _BY_NAME[x]
    try:
        dtype = np.dtype(x) if x is not None else None  # for NumPy, None is float64
    except (TypeError, ValueError, SyntaxError):
        dtype = None
    return _BY_DTYPE.get(dtype) or raise_no_element_type(x, dtype, ELEMENT_TYPES)


@dataclass(frozen=True)
class TensorType:
    """An element type and a shape, written f32[128,784].  A shape of () is a single number.

    >>> ng.TensorType(np.float32, (2, 3)).nbytes
    24
    """

    dtype: np.dtype
    shape: tuple[int, ...]

    is_short = True

    def __post_init__(self):
        known = _BY_DTYPE.get(self.dtype) if isinstance(self.dtype, np.dtype) else None
        element = known or element_type(self.dtype)
        object.__setattr__(self, "dtype", element.dtype)  # each element type has one dtype: compare by `is`
        object.__setattr__(self, "shape", as_shape(self.shape))
        require_possible(self)

    @property
    def element(self) -> ElementType:
        return _BY_DTYPE[self.dtype]

    @property
    def rank(self) -> int:
        return len(self.shape)

    @cached_property
    def size(self) -> int:
        """The number of elements."""
        return math.prod(self.shape)

    @cached_property
    def nbytes(self) -> int:
        """The memory of the elements, in bytes."""
        return self.size * self.dtype.itemsize

    @property
    def is_float(self) -> bool:
        """Is it one of f32 and f64?  Only these have derivatives."""
        return self.dtype in _DIFFERENTIABLE

    def with_shape(self, shape) -> TensorType:
        return TensorType(self.dtype, tuple(shape))

    def with_element(self, element: object) -> TensorType:
        return TensorType(element_type(element).dtype, self.shape)

    def __str__(self):
        return f"{self.element.name}[{','.join(map(str, self.shape))}]"

    __repr__ = __str__


def type_of(x: object) -> TensorType:
    """The type of a tensor, an array, a number, or a type itself.  f32 alone means f32[()].

    >>> ng.type_of(np.ones((2, 3)))
    f64[2,3]
    """
    known = getattr(x, "type", x)  # a Tensor has one
    if isinstance(known, TensorType):
        return known
    if isinstance(x, (np.ndarray, np.generic)):
        require_unmasked(x)
        return TensorType(x.dtype, x.shape)
    if isinstance(x, ElementType):
        return x[()]
    if isinstance(x, (bool, int, float)):
        return (boolean if isinstance(x, bool) else i64 if isinstance(x, int) else f64)[()]
    raise_no_numbers(x)
