"""Elements picked by number, and written by number: gather and scatter_add, each the other's adjoint, and scatter."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Tensor
from ..core.op import op
from ..core.types import type_of
from .broadcast import broadcast, full
from .compare import equal, where
from .constant import constant
from .positions import missing, picked, places, positions
from .rules import numeric
from .shape import copy_into, reshape

# ---- gather -------------------------------------------------------------------


def _picking(inputs, params):
    """For gather; outside="nan", which most have, is not recorded."""
    require(inputs, "takes a tensor and its indices, found none")
    x, *indices = inputs
    outside = params["outside"]
    good = isinstance(outside, str) and outside in ("nan", "zeros")
    require(good, f'outside, what an index outside picks, is "nan" or "zeros", found {shown(outside)}')
    zeros = outside == "zeros"
    return [x, *positions(x, indices, anywhere=zeros)], {"outside": outside} if zeros else {}


def _gather(x, *indices, outside="nan", out=None):
    at = places(indices, x.shape)
    rest = x.shape[len(indices) :]
    out = np.empty(at.shape + rest, x.dtype) if out is None else out
    rows = x.reshape((math.prod(x.shape[: len(indices)]), *rest))
    if len(rows):
        np.take(rows, np.maximum(at, 0), 0, out, "clip")
    lost = at < 0
    if lost.any():
        np.copyto(out, missing(x.dtype, outside), where=lost.reshape(at.shape + (1,) * len(rest)))
    return out


@op(forward=_gather, prepare=_picking)
def gather(x, *indices, outside="nan"):
    """The elements x[i, j, ...] for whole-number indices, one for each of the first axes of x.

    The indices broadcast to one shape; the result has that shape, then the axes of x that have no index.  A negative
    index counts from the end.  With outside="zeros" an index outside picks 0.  Without, it is an error if it is known,
    and otherwise picks NaN, never a neighbour: of whole numbers the lowest of a signed type and the highest of an
    unsigned one, of bools True, as JAX's mode="fill" does.
    The adjoint adds dy up at the positions it was picked from; what was picked from outside adds to none.
    Source: NumPy's advanced indexing; nGraph's Gather and GatherND.

    >>> ng.gather(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 0, 2]))
    array([[ 3.,  4.],
           [ 1.,  2.],
           [nan, nan]])
    """
    return picked(x, indices)


@gather.adjoint
def gather_adjoint(dy, y, x, *indices, outside="nan"):
    return (scatter_add(full(x.shape, 0.0, x.dtype), dy, *indices), *[None] * len(indices))


# ---- scatter_add, scatter -------------------------------------------------------


def _writing(inputs, params):
    """For scatter_add and scatter: a number takes the type of x, and updates broadcast to what gather would pick."""
    require(len(inputs) > 2, f"takes a tensor, its updates and their indices, found {len(inputs)} of them")
    x, updates, *indices = inputs
    indices = positions(x, indices)
    part = picked(type_of(x), [type_of(i) for i in indices])
    if is_python_number(updates):
        updates = as_element(updates, part.element)
    if type_of(updates).shape != part.shape:
        recording = any(isinstance(v, Tensor) for v in (x, *indices))
        array = not isinstance(updates, Tensor) and isinstance(updates, np.ndarray)
        updates = broadcast(constant(updates) if recording and array else updates, part.shape)
    return [x, updates, *indices], params


def _written(x, updates, indices):
    part = picked(x, indices)
    if updates.dtype is not x.dtype:
        raise GraphError(f"{x} and {updates} differ in element type; write convert(..., {x.element})")
    require(updates.shape == part.shape, f"the indices pick {part} from {x}, but the updates are {updates}")
    return x


def _copied(x, count, out):
    """x copied, in C order, and as rows: its first axes taken as one, the others as a second one."""
    y = out if out is not None and out.flags.c_contiguous else np.empty(x.shape, x.dtype)
    np.copyto(y, x)
    return y, y.reshape(math.prod(x.shape[:count]), math.prod(x.shape[count:]))


def _scatter_add(x, updates, *indices, out=None):
    at = places(indices, x.shape).ravel()
    y, rows = _copied(x, len(indices), out)
    updates = updates.reshape(len(at), rows.shape[1])
    if (at < 0).any():
        at, updates = at[at >= 0], updates[at >= 0]
    elements = at[:, None] * rows.shape[1] + np.arange(rows.shape[1])  # NumPy adds single numbers fastest
    np.add.at(rows.reshape(-1), elements.ravel(), updates.reshape(-1))
    return y if out is None or out is y else copy_into(y, out)


@op(forward=_scatter_add, prepare=_writing)
def scatter_add(x, updates, *indices):
    """x with updates added at the positions that the indices name.

    updates: of the shape of gather(x, *indices), or broadcast to it.  Where a position is named n times, n updates are
    added, in their order.  An index outside is an error if it is known; otherwise its update is left out.
    Source: nGraph's ScatterAdd and ScatterNDAdd; np.add.at, which changes x itself.

    >>> ng.scatter_add(np.zeros(3), np.array([1.0, 2.0, 5.0]), np.array([0, 0, 2]))
    array([3., 0., 5.])
    """
    return numeric(_written(x, updates, indices))


@scatter_add.adjoint
def scatter_add_adjoint(dy, y, x, updates, *indices):
    return dy, gather(dy, *indices, outside="zeros"), *[None] * len(indices)


def _scatter(x, updates, *indices, out=None):
    at = places(indices, x.shape).ravel()
    y, rows = _copied(x, len(indices), out)
    updates = updates.reshape(len(at), rows.shape[1])
    rows[at[at >= 0]] = updates[at >= 0]  # NumPy writes them in order
    return y if out is None or out is y else copy_into(y, out)


@op(forward=_scatter, prepare=_writing)
def scatter(x, updates, *indices):
    """x with updates in place of the elements that the indices name.

    updates: of the shape of gather(x, *indices), or broadcast to it.  Where a position is named more than once the last
    update stays, and only that one has a derivative.  An index outside is an error if it is known; otherwise its update
    is left out.   Source: nGraph's ScatterUpdate and ScatterNDUpdate; x[i, j] = updates, which changes x itself.

    >>> ng.scatter(np.zeros(3), np.array([1.0, 2.0, 5.0]), np.array([0, 0, 2]))
    array([2., 0., 5.])
    """
    return _written(x, updates, indices)


@scatter.adjoint
def scatter_adjoint(dy, y, x, updates, *indices):
    """dx is dy, with zeros where x was overwritten; each update that stayed gets dy at its position."""
    rest = x.ndim - len(indices)
    shape = updates.shape[: updates.ndim - rest]
    dx, du = scatter(dy, 0.0, *indices), gather(dy, *indices, outside="zeros")
    if math.prod(shape) > 1:  # number the updates, write the numbers, and see which of them stayed
        numbers = np.arange(1, math.prod(shape) + 1).reshape(shape)
        stayed = scatter(full(x.shape[: len(indices)], 0, numbers.dtype), numbers, *indices)
        last = equal(gather(stayed, *indices), numbers)
        du = where(broadcast(reshape(last, shape + (1,) * rest), du.shape), du, 0.0)
    return dx, du, *[None] * len(indices)
