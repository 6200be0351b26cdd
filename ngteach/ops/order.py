"""Elements in another order: turned round, shifted round the end, and channels or time steps in turn."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.registry import numpy_name
from ..core.provenance import says_where
from ..core.types import i64, type_of
from .arguments import axes_of, axis_of, whole_number
from .arithmetic import subtract
from .axes import flatten, swapaxes
from .compare import less, where
from .convert import convert
from .index import join
from .parts import part, whole_numbers
from .rules import whole
from .shape import reshape
from .take import take_along_axis


@numpy_name(np.flip)
def flip(x, axis=None):
    """The elements in reverse order along axis: one, several, or all.  nGraph calls it Reverse.

    >>> ng.flip(np.array([[1, 2], [3, 4]]), axis=0)
    array([[3, 4],
           [1, 2]])
    """
    t = type_of(x)
    for a in axes_of(t, axis):
        x = part(x, a, range(t.shape[a])[::-1])
    return x


@numpy_name(np.flipud)
def flipud(x):
    """The rows in reverse order: upside down.

    >>> ng.flipud(np.array([[1, 2], [3, 4]]))
    array([[3, 4],
           [1, 2]])
    """
    t = type_of(x)
    require(t.rank, f"{t} has no rows")
    return flip(x, 0)


@numpy_name(np.fliplr)
def fliplr(x):
    """The columns in reverse order: left and right change places.

    >>> ng.fliplr(np.array([[1, 2], [3, 4]]))
    array([[2, 1],
           [4, 3]])
    """
    t = type_of(x)
    require(t.rank >= 2, f"{t} has no columns; write flip(x) for a vector")
    return flip(x, 1)


@numpy_name(np.rot90)
def rot90(x, k=1, axes=(0, 1)):
    """x turned by 90 degrees k times, from the first of the two axes towards the second.

    >>> ng.rot90(np.array([[1, 2], [3, 4]]))
    array([[2, 4],
           [1, 3]])
    """
    t = type_of(x)
    turns = whole_number(k, "k") % 4
    axes = axes_of(t, axes)
    require(len(axes) == 2, f"a turn has two axes, found {shown(axes)}")
    if turns == 2:
        return flip(x, axes)
    if turns == 1:
        return swapaxes(flip(x, axes[1]), *axes)
    return flip(swapaxes(x, *axes), axes[1]) if turns else x


@numpy_name(np.roll)
def roll(x, shift, axis=None):
    """x with its elements shifted along axis; those that leave at one end come in at the other.

    shift, axis: numbers, or several of them that belong together.  Without an axis, all elements are one row.

    >>> ng.roll(np.array([1, 2, 3, 4]), 1)
    array([4, 1, 2, 3])
    """
    t, shifts = type_of(x), whole_numbers(shift, "shift")
    if axis is None:
        return reshape(roll(flatten(x), shift, 0), t.shape)
    require(shifts.ndim < 2, f"shift is a number or several of them, found {shown(shift)}")
    several = list(axis) if isinstance(axis, (tuple, list)) else [axis]
    fit = shifts.ndim == 0 or len(several) == 1 or len(shifts) == len(several)
    require(fit, f"{shifts.size} shifts do not belong to {len(several)} axes")
    for by, a in np.broadcast(shifts, [axis_of(t, a) for a in several]) if several else ():
        x = _rolled(x, int(by), int(a))
    return x


def _rolled(x, shift, axis):
    length = type_of(x).shape[axis]
    first = -shift % length if length else 0
    if not first:
        return x
    return join(part(x, axis, range(first, length)), part(x, axis, range(first)), axis=axis)


@says_where("shuffle_channels")
def shuffle_channels(x, group, axis=1):
    """Channels dealt out like cards: of each group the first, then of each the second, and so on.

    The number of channels, along axis, must be a multiple of group.   Source: nGraph's ShuffleChannels; ShuffleNet.

    >>> ng.shuffle_channels(np.array([[1, 2, 3, 4, 5, 6]]), group=2)
    array([[1, 4, 2, 5, 3, 6]])
    """
    t = type_of(x)
    axis, group = axis_of(t, axis), whole_number(group, "group", 1)
    require(not t.shape[axis] % group, f"{t} has {t.shape[axis]} channels, not a multiple of {shown(group)}")
    before, after = t.shape[:axis], t.shape[axis + 1 :]
    dealt = reshape(x, (*before, group, t.shape[axis] // group, *after))
    return reshape(swapaxes(dealt, axis, axis + 1), t.shape)


@says_where("reverse_sequence")
def reverse_sequence(x, lengths, batch_axis=0, seq_axis=1):
    """The first steps of each sequence in reverse order, as many as lengths says; the padding behind stays.

    lengths: whole numbers, one for each member of the batch, from 0 to the number of steps.  A length outside is an
    error where it is known, and otherwise gives NaN.   Source: nGraph's ReverseSequence.

    >>> ng.reverse_sequence(np.array([[1, 2, 3], [4, 5, 6]]), np.array([2, 3]))
    array([[2, 1, 3],
           [6, 5, 4]])
    """
    t, counts = type_of(x), whole(type_of(lengths))
    batch, steps = axes_of(t, (batch_axis, seq_axis))
    members = t.shape[batch]
    require(
        counts.shape == (members,), f"lengths must have the shape ({members},), one for each member, found {counts}"
    )
    places = np.arange(t.shape[steps], dtype=np.int64).reshape([-1 if a == steps else 1 for a in range(t.rank)])
    lengths = reshape(convert(lengths, i64), tuple(members if a == batch else 1 for a in range(t.rank)))
    turned = subtract(subtract(lengths, 1), places)
    return take_along_axis(x, where(less(places, lengths), turned, places), steps)
