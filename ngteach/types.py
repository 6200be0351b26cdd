"""What is known about a value before it has numbers: its element type and its shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


class GraphError(Exception):
    """A program that ngteach cannot record, differentiate or run, or a file that it cannot use.

    The message says what was found, what was wanted and what to write instead.
    """

    located = False  # becomes True once the message carries the user's own line


def require(condition, message):
    """Raise GraphError(message) unless condition holds."""
    if not condition:
        raise GraphError(message)


@dataclass(frozen=True)
class ElementType:
    """The type of one number.  Followed by a shape it makes a TensorType: f32[128, 784], f32[()]."""

    name: str
    dtype: np.dtype

    def __getitem__(self, shape):
        return TensorType(self.dtype, shape if isinstance(shape, tuple) else (shape,))

    def __repr__(self):
        return self.name


f32, f64, i32, i64, u8, boolean = ELEMENT_TYPES = (
    ElementType("f32", np.dtype(np.float32)),
    ElementType("f64", np.dtype(np.float64)),
    ElementType("i32", np.dtype(np.int32)),
    ElementType("i64", np.dtype(np.int64)),
    ElementType("u8", np.dtype(np.uint8)),
    ElementType("bool", np.dtype(np.bool_)),
)
_BY_DTYPE = {e.dtype: e for e in ELEMENT_TYPES}
_BY_NAME = {e.name: e for e in ELEMENT_TYPES}


def element_type(x):
    """The ElementType that x names: f32, "f32", "float32", np.float32 and np.dtype("float32") are one."""
    if isinstance(x, ElementType):
        return x
    if isinstance(x, str) and x in _BY_NAME:
        return _BY_NAME[x]
    try:
        found = _BY_DTYPE.get(np.dtype(x))
    except TypeError:
        found = None
    require(found is not None, f"{x} is not an element type; use one of {', '.join(_BY_NAME)}")
    return found


@dataclass(frozen=True)
class TensorType:
    """An element type and a shape, written f32[128,784].  A shape of () is a single number."""

    dtype: np.dtype
    shape: tuple[int, ...]

    def __post_init__(self):
        if self.dtype not in _BY_DTYPE:
            element_type(self.dtype)  # says what is wrong
        for d in self.shape:
            ok = isinstance(d, (int, np.integer)) and not isinstance(d, bool) and d >= 0
            require(ok, f"{self.shape} is not a shape; write whole numbers, 0 or more: f32[128, 784]")

    @property
    def element(self):
        return _BY_DTYPE[self.dtype]

    @property
    def rank(self):
        return len(self.shape)

    @property
    def size(self):
        """The number of elements."""
        n = 1
        for d in self.shape:
            n *= d
        return n

    @property
    def nbytes(self):
        """The memory of the elements, in bytes."""
        return self.size * self.dtype.itemsize

    @property
    def is_float(self):
        """Only floating-point values have derivatives."""
        return self.dtype.kind == "f"

    def with_shape(self, shape):
        return TensorType(self.dtype, tuple(shape))

    def with_element(self, element):
        return TensorType(element_type(element).dtype, self.shape)

    def __str__(self):
        return f"{self.element.name}[{','.join(map(str, self.shape))}]"

    __repr__ = __str__


def type_of(x):
    """The type of a tensor, an array, a number, or a type itself.  f32 alone means f32[]."""
    if isinstance(x, TensorType):
        return x
    if isinstance(x, ElementType):
        return x[()]
    if hasattr(x, "type"):  # a Tensor
        return x.type
    a = np.asarray(x)
    require(a.dtype in _BY_DTYPE, f"{a.dtype} is not an element type; use one of {', '.join(_BY_NAME)}")
    return TensorType(a.dtype, a.shape)


def is_python_number(x):
    """True for what takes the element type that is declared for it.  NumPy's own scalars have one already."""
    return isinstance(x, (bool, int, float)) and not isinstance(x, np.generic)


def as_element(number, element):
    """A Python number as an array of no axes, in the element type asked for.

    Raises GraphError if the number would change: 0.5 as i32, -1 as u8, 1e300 as f32, True as f32.
    """
    element = element_type(element)
    if isinstance(number, bool) or element is boolean:
        fits = isinstance(number, bool) and element is boolean
    elif element.dtype.kind in "iu":
        limits = np.iinfo(element.dtype)
        fits = isinstance(number, int) and limits.min <= number <= limits.max
    else:
        size = -number if number < 0 else number
        fits = size != size or size == float("inf") or size <= float(np.finfo(element.dtype).max)
    if not fits:
        raise GraphError(f"the number {number!r} does not fit {element.name}")
    return np.asarray(number, element.dtype)
