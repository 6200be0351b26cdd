"""Lists in place of tensors: [x, [1.0, y]] becomes one tensor, and Python's numbers in it take the tensors' type."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.tree import leaves
from ..core.types import ElementType, TensorType, element_type, type_of
from .arguments import list_as_array
from .constant import constant
from .convert import convert
from .index import join, listed
from .shape import reshape


def from_list(x, element=None):
    """A list or a tuple as an array or, with tensors in it, as a stack of them; anything else stays what it is.

    element: the element type that Python's numbers in it take, if one is known.
    """
    if not isinstance(x, (list, tuple)):
        return x
    if not any(isinstance(leaf, (Tensor, TensorType, ElementType)) for leaf in leaves(x)):
        return list_as_array(x, element)
    rows = [_as_row(from_list(part, element), element) for part in x]
    shapes = {type_of(row).shape[1:]: row for row in rows}
    require(len(shapes) == 1, f"the parts of the list differ in shape: {' and '.join(map(str, shapes))}")
    return join(*rows)


def _as_row(x, element):
    x = as_element(x, element) if is_python_number(x) and element else x
    return reshape(x, (1, *type_of(x).shape))


def element_of(xs):
    """The element type of the first tensor, array or type in these lists; None if there are only Python's numbers."""
    for leaf in leaves(xs):
        if isinstance(leaf, (Tensor, np.ndarray, TensorType, ElementType)) or _is_typed(leaf):
            return type_of(leaf).element
    return None


def _is_typed(number):
    return isinstance(number, np.generic) and not is_python_number(number)


def without_lists(xs):
    """The values, where a list or a tuple is taken as an array, or with tensors in it as a stack of them.

    Python's numbers in it take the element type of the tensors around.
    """
    if not any(isinstance(x, (list, tuple)) for x in xs):
        return xs
    element = element_of(list(xs))
    return [from_list(x, element) for x in xs]


def parts_of(xs):
    """The tensors of a list, each of which may be written as a number or a list."""
    xs = listed(xs)
    require(xs, "takes a list of tensors, found none")
    if all(isinstance(x, Tensor) for x in xs):
        return xs
    element = element_of(xs)
    return [as_element(x, element) if is_python_number(x) and element else from_list(x, element) for x in xs]


@says_where("array")
def array(x, dtype=None):
    """A tensor made of numbers and tensors in nested lists; np.array cannot hold a tensor, this can.

    Python's numbers take the element type of the tensors.  dtype: the element type, if it is to be another.
    A list without tensors is a constant; a tensor stays what it is.

    >>> ng.array([[1.0, 2.0], np.array([3.0, 4.0])])
    array([[1., 2.],
           [3., 4.]])
    """
    element = None if dtype is None else element_type(dtype)
    if isinstance(x, (list, tuple)):
        x = from_list(x, element_of(x) or element)
    if not isinstance(x, (Tensor, TensorType, ElementType)):
        if not isinstance(x, (np.ndarray, np.generic, bool, int, float)):
            raise GraphError(f"found a {type(x).__name__}, wanted numbers, tensors or lists of them")
        x = constant(as_element(x, element) if is_python_number(x) and element else x)
    return x if element in (None, type_of(x).element) else convert(x, element)
