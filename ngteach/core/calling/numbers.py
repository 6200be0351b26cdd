"""Python's numbers: they have no element type of their own, and take the one that is declared for them."""

from __future__ import annotations

import numpy as np

from ..types import boolean, element_type, f16, f32, f64, i64, type_of
from .errors import GraphError

_LARGEST = {f16: 65504.0, f32: 3.4028235e38, f64: float(np.finfo(np.float64).max)}  # of f32, as NumPy writes it
_INFINITY = float("inf")
_TAKES_ANOTHER = (f64.dtype, i64.dtype, boolean.dtype)


def is_python_number(x):
    """True for what takes the element type that is declared for it.

    NumPy's f64, i64 and bool scalars do too: np.sqrt(2.0) and np.prod(x.shape) are Python arithmetic.
    An f32, i32 or u8 has been chosen, so it keeps its type, and so has an array without axes.
    """
    if isinstance(x, np.generic):
        return x.dtype in _TAKES_ANOTHER
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
        limit = _LARGEST[element]
        fits = -limit <= number <= limit or number != number or number in (_INFINITY, -_INFINITY)
    if not fits:
        long = isinstance(number, int) and number.bit_length() > 99
        found = f"of {number.bit_length()} bits" if long else repr(number)
        raise GraphError(f"the number {found} does not fit {element.name}")
    return np.asarray(number, element.dtype)


def as_array(x):
    """A number or an array as an array."""
    return as_element(x, type_of(x).element) if is_python_number(x) else np.asarray(x)


def value_text(value):
    """A parameter in the text of an equation; a large array is shown by its type, a graph by its name."""
    if hasattr(value, "equations"):
        return value.name
    if isinstance(value, np.ndarray):
        few = str(value) if value.ndim == 0 else str(value.tolist())
        return few if value.size <= 4 else f"<{type_of(value)}>"
    return f"({', '.join(map(repr, value))}{',' * (len(value) == 1)})" if isinstance(value, tuple) else str(value)
