"""constant: numbers that are the same at every call.  Most of it makes an array of whatever it is given."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require
from ..core.calling.memory import in_room
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Tensor
from ..core.op import op
from ..core.types import ElementType, TensorType, type_of
from .arguments import list_as_array
from .shape import copy_into


def _constant(value, out=None):
    return value if out is None else copy_into(value, out)


def _as_array(inputs, params):
    """The value as an array of its own, of the type that is asked for."""
    value, type = params["value"], params["type"]
    if isinstance(value, (Tensor, TensorType, ElementType)):
        raise GraphError(f"{value!r} has no numbers{' yet' * isinstance(value, Tensor)}, so it cannot be a constant")
    wanted = None if type is None else type_of(type)
    if isinstance(value, (list, tuple)):
        value = list_as_array(value, wanted and wanted.element)
        wanted = wanted.with_shape(value.shape) if isinstance(type, ElementType) else wanted
    elif wanted and is_python_number(value):
        value = in_room(wanted, wanted.nbytes, np.full, wanted.shape, as_element(value, wanted.element))
    elif is_python_number(value):
        value = as_element(value, type_of(value).element)
    found = type_of(value)  # refuses what has no element type
    require(wanted in (None, found), f"found {found}, wanted {wanted}")
    # A copy: if the caller changes the array later, the graph keeps its numbers.
    value = in_room(found, found.nbytes, np.array, value)
    value.flags.writeable = False
    return inputs, {"value": value}


@op(forward=_constant, kind="view", prepare=_as_array, adjoint=None)
def constant(*, value, type=None):
    """The same numbers at every call.  type, if given, is f32 or f32[2,3]; one number fills it, a list takes it.

    >>> ng.constant(value=[1, 2], type=ng.f32)
    array([1., 2.], dtype=float32)
    """
    return type_of(value)
