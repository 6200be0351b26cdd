"""One axis at a time: a part of it, or the elements at positions that are known when the program is written."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import GraphError, shown
from ..core.types import type_of
from .arguments import whole_number
from .broadcast import broadcast
from .index import join, slice
from .shape import reshape
from .take import take

MANY = 16  # slices


def part(x, axis, positions):
    """The elements of x at these positions, a range, along axis; all the others stay away."""
    t = type_of(x)
    if positions == range(t.shape[axis]):
        return x
    index = [(0, d, 1) for d in t.shape]
    stop = positions.stop if positions.stop >= 0 else None  # -1 would be the last one
    index[axis] = (positions.start, stop, positions.step) if positions else (0, 0, 1)
    return slice(x, tuple(index))


def picked(x, axis, positions):
    """The elements of x at these positions, in this order, along axis.

    positions: an array of whole numbers, each from 0 to the last.  If they run up, run down or stay for a few long
    stretches, these are slices, which are joined; many short ones are gathered.
    """
    runs = _runs(positions)
    if not runs:
        return part(x, axis, range(0))
    if len(runs) > MANY:
        return take(x, np.asarray(positions), axis)
    pieces = [_piece(x, axis, *run) for run in runs]
    return pieces[0] if len(pieces) == 1 else join(*pieces, axis=axis)


def _piece(x, axis, first, step, count):
    if step:
        return part(x, axis, range(first, first + step * count, step))
    return repeated(part(x, axis, range(first, first + 1)), axis, count)


def _runs(positions):
    """(first, step, count) of the stretches with one step: 1, -1 or 0.  Those after MANY are not looked for."""
    positions = np.asarray(positions, np.int64)
    steps = np.diff(positions)
    changes = np.flatnonzero(np.diff(steps)) + 1  # where the step is another than before
    start, found = 0, []
    while start < len(positions) and len(found) <= MANY:
        step = int(steps[start]) if start < len(steps) else 1
        later = changes[np.searchsorted(changes, start, "right") :]
        end = (int(later[0]) if len(later) else len(steps)) + 1 if abs(step) <= 1 else start + 1
        end = min(end, len(positions))
        found.append((int(positions[start]), step if abs(step) <= 1 else 1, end - start))
        start = end
    return found


def repeated(x, axis, count):
    """Each element of x count times, one after the other, along axis."""
    shape = type_of(x).shape
    before, after = math.prod(shape[:axis]), math.prod(shape[axis + 1 :])
    wide = broadcast(reshape(x, (before, shape[axis], 1, after)), (before, shape[axis], count, after))
    return reshape(wide, (*shape[:axis], shape[axis] * count, *shape[axis + 1 :]))


def whole_numbers(numbers, what):
    """The numbers, one or a list of them, as an array of whole numbers."""
    try:
        array = np.asarray(numbers)
    except (TypeError, ValueError):
        array = np.asarray(0.5)
    if array.dtype.kind not in "iu" and array.size:
        raise GraphError(f"{what} must be a whole number or a list of them, found {shown(numbers)}")
    return array.astype(np.int64)


def nearby(k, rows, columns):
    """The number of a diagonal; of those further away than the corners of a matrix, all are the same."""
    return min(max(whole_number(k, "k"), -rows - 1), columns + 1)
