"""windows and add_windows: one looks through a moving window, the other puts what was seen back and adds it up.

Each is the other's adjoint.  Convolutions and pooling are made of them.
"""

from __future__ import annotations

import operator

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.registry import numpy_name
from ..core.calling.shapes import as_shape
from ..core.op import op
from ..core.types import type_of
from .arguments import axes_of
from .products import arranged
from .rules import numeric
from .shape import copy_into

MOST = 2**40  # elements: nothing in memory is that long

# ---- what is written, in one form -------------------------------------------


def per_axis(value, count, name, least=1):
    """One whole number for each of so many axes; a single one is for all of them."""
    several = tuple(value) if isinstance(value, (list, tuple)) else (value,) * count
    try:
        numbers = tuple(operator.index(n) for n in several if not isinstance(n, bool))
    except TypeError:
        numbers = ()
    if len(numbers) != count or not all(least <= n < MOST for n in numbers):
        wanted = f"a whole number of at least {least}, or one for each of {count} axes"
        raise GraphError(f"{name} is {wanted}; found {shown(value)}")
    return numbers


def span(size, dilation):
    """From the first to the last element of a window, both included."""
    return (size - 1) * dilation + 1


def _whole_windows(inputs, params):
    """For windows: a size, a stride and a dilation for each axis."""
    sizes = params["sizes"]
    count = len(sizes) if isinstance(sizes, (list, tuple)) else 1
    require(count, "sizes has a number for each axis at the end that is looked at through windows, found none")
    return inputs, {
        "sizes": per_axis(sizes, count, "sizes"),
        "strides": per_axis(params["strides"], count, "strides"),
        "dilations": per_axis(params["dilations"], count, "dilations"),
    }


def _whole_shape(inputs, params):
    """For add_windows: the shape of the axes at the end, and a stride and a dilation for each."""
    space = as_shape(params["space"])
    count = len(space)
    require(count, "space has the size of each axis at the end that was looked at through windows, found none")
    return inputs, {
        "space": space,
        "strides": per_axis(params["strides"], count, "strides"),
        "dilations": per_axis(params["dilations"], count, "dilations"),
    }


# ---- windows ----------------------------------------------------------------


def _windows(x, sizes, strides, dilations, out=None):
    n = len(sizes)
    spans = [(k - 1) * d + 1 for k, d in zip(sizes, dilations)]
    steps = [slice(None, None, s) for s in (*strides, *dilations)]
    found = np.lib.stride_tricks.sliding_window_view(x, spans, range(x.ndim - n, x.ndim))[(..., *steps)]
    found = np.moveaxis(found, range(x.ndim, x.ndim + n), range(x.ndim - n, x.ndim))
    return found if out is None else copy_into(found, out)


@op(forward=_windows, kind="view", prepare=_whole_windows)
def windows(x, *, sizes, strides=1, dilations=1):
    """Look at the last axes of x through a window that moves by strides: [..., space] gives [..., window, places].

    sizes: of the window, along each of the last axes.   strides: how far it moves.   dilations: the distance between
    the elements that it sees.  The window's axes come first, because then each element of it is contiguous over the
    places, and a convolution is a product with nothing to reorder: nGraph's ConvolutionBias calls that im2col.
    NumPy's sliding_window_view has the same numbers with the places first.

    >>> ng.windows(np.arange(5.0), (2,))
    array([[0., 1., 2., 3.],
           [1., 2., 3., 4.]])
    """
    n = len(sizes)
    if x.rank < n:
        raise GraphError(f"{x} does not have the {n} axes that the windows {sizes} are for")
    kept, space = x.shape[: x.rank - n], x.shape[x.rank - n :]
    places = tuple(
        _places(x, d, k, s, dilation) for d, k, s, dilation in zip(space, sizes, strides, dilations, strict=True)
    )
    return x.with_shape((*kept, *sizes, *places))


def _places(x, length, size, stride, dilation):
    """How many places a window has along an axis."""
    long = span(size, dilation)
    if length < long:
        raise GraphError(f"a window spans {long} elements, but {x} has an axis of {length}; make it smaller, or pad")
    return (length - long) // stride + 1


@windows.adjoint
def windows_adjoint(dy, y, x, *, sizes, strides, dilations):
    return (add_windows(dy, x.shape[x.ndim - len(sizes) :], strides, dilations),)


# ---- their adjoint ----------------------------------------------------------


def _add_windows(x, space, strides, dilations, out=None):
    n = len(space)
    kept, sizes, places = x.shape[: x.ndim - 2 * n], x.shape[x.ndim - 2 * n : x.ndim - n], x.shape[x.ndim - n :]
    out = np.empty((*kept, *space), x.dtype) if out is None else out
    out[...] = 0
    apart = all((k - 1) * d < s for k, d, s in zip(sizes, dilations, strides))  # then no two windows share an element
    for i in np.ndindex(*sizes):  # long rows at a time: far fewer calls than windows
        ranges = [slice(j * d, j * d + (p - 1) * s + 1, s) for j, d, p, s in zip(i, dilations, places, strides)]
        part, seen = out[(..., *ranges)], x[(slice(None),) * len(kept) + i]
        if apart:
            np.copyto(part, seen)
        else:
            np.add(part, seen, out=part)
    return out


@op(forward=_add_windows, prepare=_whole_shape)
def add_windows(x, *, space, strides=1, dilations=1):
    """Put windows back where they were seen and add up what overlaps: [..., window, places] gives [..., space].

    space: how long its axes are.  What no window saw is 0.   Known as overlap-add, or col2im.

    >>> ng.add_windows(np.ones((2, 4)), 5)
    array([1., 2., 2., 2., 1.])
    """
    n = len(space)
    if x.rank < 2 * n:
        raise GraphError(f"{x} does not have {n} axes of windows, then {n} axes of places")
    kept, sizes, places = x.shape[: x.rank - 2 * n], x.shape[x.rank - 2 * n : x.rank - n], x.shape[x.rank - n :]
    whole = x.with_shape((*kept, *space))
    fits = tuple(_places(whole, *rest) for rest in zip(space, sizes, strides, dilations, strict=True))
    if places != fits:
        raise GraphError(f"{x} has windows at {places} places, but in the space {space} there are {fits}")
    return numeric(whole)


@add_windows.adjoint
def add_windows_adjoint(dy, y, x, *, space, strides, dilations):
    n = len(space)
    return (windows(dy, x.shape[x.ndim - 2 * n : x.ndim - n], strides, dilations),)


# ---- as NumPy has it --------------------------------------------------------


@numpy_name(np.lib.stride_tricks.sliding_window_view)
def sliding_window_view(x, window_shape, axis=None):
    """windows as NumPy has them: each axis keeps its place and has the places; the window's axes come last.

    axis: the axes that the window moves along, one for each of its own; None for all.

    >>> ng.sliding_window_view(np.arange(4.0), 2)
    array([[0., 1.],
           [1., 2.],
           [2., 3.]])
    """
    t = type_of(x)
    sizes = tuple(window_shape) if isinstance(window_shape, (list, tuple)) else (window_shape,)
    along = axes_of(t, axis)
    require(len(sizes) == len(along), f"the window {shown(sizes)} does not have a size for each of the axes {along}")
    if not along:
        return x
    kept = [i for i in range(t.rank) if i not in along]
    seen = windows(arranged(x, (*kept, *along)), sizes)
    n, m = len(kept), len(along)
    place_of = {**{a: i for i, a in enumerate(kept)}, **{a: n + m + i for i, a in enumerate(along)}}
    return arranged(seen, (*[place_of[i] for i in range(t.rank)], *range(n, n + m)))
