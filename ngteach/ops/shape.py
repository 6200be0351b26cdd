"""Making tensors, and changing their shape: these ops move numbers and never change them."""

from __future__ import annotations

import numpy as np

from ..core.graph import Tensor
from ..core.memory import in_room
from ..core.op import op
from ..core.types import (
    MOST_AXES,
    ElementType,
    GraphError,
    TensorType,
    as_element,
    as_shape,
    is_python_number,
    require,
    type_of,
)
from .rules import axes_of

# ---- making -----------------------------------------------------------------


def _constant(inputs, params):
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
    value = in_room(
        found, found.nbytes, np.array, value
    )  # a copy: later changes of the caller's array do not reach into the graph
    value.flags.writeable = False
    return inputs, {"value": value}


def list_as_array(numbers, element):
    """A list as an array; Python's numbers in it take the element type, if one is given."""
    try:
        array = np.array(numbers)
    except ValueError as problem:
        deep = "maximum number of dimension" in str(problem)
        found = f"the list nests deeper than {MOST_AXES} axes" if deep else "the rows of the list differ in length"
        raise GraphError(found) from None
    flat = array.ravel().tolist()
    if element is None or not all(map(is_python_number, flat)):
        return array
    return np.array([as_element(n, element) for n in flat], element.dtype).reshape(array.shape)


@op(
    forward=lambda value, out=None: value if out is None else copy_into(value, out),
    kind="view",
    prepare=_constant,
    adjoint=None,
)
def constant(*, value, type=None):
    """The same numbers at every call.  type, if given, is f32 or f32[2,3]; one number fills it, a list takes it."""
    return type_of(value)


# ---- the same numbers under another name ------------------------------------


def copy_into(x, out):
    np.copyto(out, x)
    return out


def _same_memory(x, out=None):
    return x if out is None else copy_into(x, out)


@op(forward=_same_memory, kind="view")
def identity(x):
    """A new name for the same value."""
    return x


@identity.adjoint
def identity_adjoint(dy, y, x):
    return (dy,)


@op(forward=_same_memory, kind="view", adjoint=None)
def stop_gradient(x):
    """x, taken for a constant by autodiff."""
    return x


# ---- reshape, transpose -----------------------------------------------------


def _reshape(x, shape, out=None):
    return np.reshape(x, shape) if out is None else copy_into(np.reshape(x, shape), out)


def _whole(inputs, params):
    """One -1 in the shape stands for what is left."""
    t, shape = type_of(inputs[0]), params["shape"]
    sizes = list(shape) if isinstance(shape, (list, tuple)) else [shape]
    rest = [i for i, d in enumerate(sizes) if isinstance(d, (int, np.integer)) and d == -1]
    if rest:
        require(len(rest) == 1, f"the shape {params['shape']} has more than one -1; only one can be worked out")
        sizes[rest[0]] = 1
        known = TensorType(t.dtype, as_shape(sizes)).size
        require(
            known > 0 and t.size % known == 0,
            f"{t} cannot take the shape {params['shape']}: {t.size} elements do not divide so",
        )
        sizes[rest[0]] = t.size // known
        shape = sizes
    return inputs, {"shape": as_shape(shape)}


@op(forward=_reshape, kind="view", prepare=_whole, numpy=[np.reshape])
def reshape(x, *, shape):
    """The same elements in the same order, in another shape; one -1 stands for what is left."""
    y = x.with_shape(shape)
    if y.size != x.size:
        raise GraphError(f"{x} has {x.size} elements, but the shape {shape} has {y.size}")
    return y


@reshape.adjoint
def reshape_adjoint(dy, y, x, *, shape):
    return (reshape(dy, x.shape),)


def _transpose(x, axes, out=None):
    return np.transpose(x, axes) if out is None else copy_into(np.transpose(x, axes), out)


def _all_axes(inputs, params):
    t, axes = type_of(inputs[0]), params["axes"]
    axes = tuple(range(t.rank))[::-1] if axes is None else axes_of(t, axes)
    if len(axes) != t.rank:
        raise GraphError(f"{axes} does not name each axis of {t} once")
    return inputs, {"axes": axes}


@op(forward=_transpose, kind="view", prepare=_all_axes, numpy=[np.transpose])
def transpose(x, *, axes=None):
    """Reorder the axes; without axes, reverse them: for a matrix, swap rows and columns."""
    return x.with_shape(x.shape[a] for a in axes)


@transpose.adjoint
def transpose_adjoint(dy, y, x, *, axes):
    return (transpose(dy, tuple(axes.index(i) for i in range(len(axes)))),)
