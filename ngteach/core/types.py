"""What is known about a value before it has numbers: its element type and its shape."""

from __future__ import annotations

import math
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

    __iter__ = None  # otherwise Python would try f32[0], f32[1], ... without end

    def __getitem__(self, shape):
        return TensorType(self.dtype, shape if isinstance(shape, tuple) else (shape,))

    def __reduce__(self):  # copied, or from a pickle, it is still the one object of its name
        return element_type, (self.name,)

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
MOST_AXES, MOST_BYTES = 64, 2**63 - 1  # of one array of NumPy's
_LARGEST, _INFINITY = float(np.finfo(np.float64).max), float("inf")


def element_type(x):
    """The ElementType that x names: f32, "f32", "float32", np.float32 and np.dtype("float32") are one."""
    if isinstance(x, ElementType):
        return x
    if isinstance(x, str) and x in _BY_NAME:
        return _BY_NAME[x]
    try:
        dtype = np.dtype(x) if x is not None else None  # for NumPy, None is float64
    except (TypeError, ValueError, SyntaxError):
        dtype = None
    return _BY_DTYPE.get(dtype) or _no_element(x, dtype)


def _no_element(x, dtype):
    if dtype is not None and dtype.newbyteorder("=") in _BY_DTYPE:
        native = dtype.newbyteorder("=").name
        raise GraphError(f"{x} has its bytes in the order of another machine; write .astype(np.{native})")
    word = isinstance(x, str) and x.isalnum() and len(x) < 60
    found = x if word else shown(x) if dtype is None else dtype
    raise GraphError(f"{found} is not an element type; use one of {', '.join(_BY_NAME)}")


@dataclass(frozen=True)
class TensorType:
    """An element type and a shape, written f32[128,784].  A shape of () is a single number."""

    dtype: np.dtype
    shape: tuple[int, ...]

    def __post_init__(self):
        known = isinstance(self.dtype, np.dtype) and _BY_DTYPE.get(self.dtype)
        element = known or element_type(self.dtype)
        object.__setattr__(self, "dtype", element.dtype)  # each element type has one dtype: compare by `is`
        object.__setattr__(self, "shape", as_shape(self.shape))
        if not 0 < math.prod(self.shape) < 2**59:
            _require_room(self)

    @property
    def element(self):
        return _BY_DTYPE[self.dtype]

    @property
    def rank(self):
        return len(self.shape)

    @property
    def size(self):
        """The number of elements."""
        return math.prod(self.shape)

    @property
    def nbytes(self):
        """The memory of the elements, in bytes."""
        return self.size * self.dtype.itemsize

    @property
    def is_float(self):
        """Only floating-point values have derivatives."""
        return self.dtype.kind == "f"

    def __reduce__(self):
        return TensorType, (self.element, self.shape)

    def with_shape(self, shape):
        return TensorType(self.dtype, tuple(shape))

    def with_element(self, element):
        return TensorType(element_type(element).dtype, self.shape)

    def __str__(self):
        return f"{self.element.name}[{','.join(map(str, self.shape))}]"

    __repr__ = __str__


def _require_room(t):
    """Refuse what NumPy can never hold, whatever the memory; where an axis is 0, the others count."""
    nbytes = math.prod(d or 1 for d in t.shape) * t.dtype.itemsize
    require(nbytes <= MOST_BYTES, f"{t} is larger than any array: {nbytes:,} bytes are more than {MOST_BYTES:,}")


def as_shape(shape):
    """A shape as a tuple of Python's whole numbers; one number alone is a shape too."""
    sizes = shape if type(shape) is tuple else tuple(shape) if isinstance(shape, (list, tuple)) else (shape,)
    if len(sizes) > MOST_AXES:
        raise GraphError(f"found {len(sizes):,} axes; an array of NumPy's has at most {MOST_AXES}")
    for d in sizes:
        if type(d) is not int:
            if not isinstance(d, np.integer):
                break
            return as_shape([int(d) if isinstance(d, np.integer) else d for d in sizes])
        if d < 0:
            break
        if d > MOST_BYTES:
            raise GraphError(f"an axis of {_long(d)} elements is longer than that of any array, {MOST_BYTES:,}")
    else:
        return sizes
    found = shown(tuple(shape) if isinstance(shape, list) else shape)
    raise GraphError(f"{found} is not a shape; write whole numbers, 0 or more: f32[128, 784]")


def _long(number):
    """A number for people; one of very many digits, which Python refuses to write, by its bits."""
    return f"2**{number.bit_length() - 1} or more" if number.bit_length() > 99 else f"{number:,}"


_PLAIN = (bool, int, float, complex, str, bytes, range, type, type(None), type(...), np.dtype, np.generic)


def shown(x):
    """x for an error message: never the numbers of an array, never an address, never much of anything."""
    parts, kinds = x if type(x) is tuple else (x,), (*_PLAIN, ElementType, TensorType)
    try:
        plain = len(parts) < 20 and all(isinstance(p, kinds) for p in parts) or isinstance(x.type, TensorType)
        text = repr(x) if plain else ""
    except Exception:  # Python writes no numbers of very many digits, and a user's object may do anything
        text = ""
    return text if 0 < len(text) < 60 else f"a {type(x).__name__}"


def type_of(x):
    """The type of a tensor, an array, a number, or a type itself.  f32 alone means f32[]."""
    known = getattr(x, "type", x)  # a Tensor has one
    if isinstance(known, TensorType):
        return known
    if isinstance(x, (np.ndarray, np.generic)):
        if hasattr(x, "mask"):
            raise GraphError("found a masked array, whose mask would be lost; write .filled(0)")
        return TensorType(x.dtype, x.shape)
    if isinstance(x, ElementType):
        return x[()]
    if not is_python_number(x):
        raise GraphError(
            f"found a {type(x).__name__}, wanted a tensor, an array or a number; write np.array(..., np.float32)"
        )
    return (boolean if isinstance(x, bool) else i64 if isinstance(x, int) else f64)[()]


def is_python_number(x):
    """True for what takes the element type that is declared for it.

    NumPy's f64, i64 and bool scalars do too: np.sqrt(2.0) and np.prod(x.shape) are Python arithmetic.
    An f32, i32 or u8 has been chosen, so it keeps its type, and so has an array without axes.
    """
    if isinstance(x, np.generic):
        return _BY_DTYPE.get(x.dtype) in (f64, i64, boolean)
    return isinstance(x, (bool, int, float))


def as_element(number, element):
    """A Python number (or NumPy scalar) as an array of no axes, in the element type asked for; f32 rounds it.

    Raises GraphError if it would become another number: 0.5 as i32, -1 as u8, 1e300 as f32, True as f32.
    """
    element, number = element_type(element), number.item() if isinstance(number, np.generic) else number
    if isinstance(number, bool) or element is boolean:
        fits = isinstance(number, bool) and element is boolean
    elif element.dtype.kind in "iu":
        limits = np.iinfo(element.dtype)
        fits = isinstance(number, int) and limits.min <= number <= limits.max
    else:
        limit = 3.4028235e38 if element is f32 else _LARGEST
        fits = -limit <= number <= limit or number != number or number in (_INFINITY, -_INFINITY)
    if not fits:
        long = isinstance(number, int) and number.bit_length() > 99
        found = f"of {number.bit_length()} bits" if long else repr(number)
        raise GraphError(f"the number {found} does not fit {element.name}")
    return np.asarray(number, element.dtype)
