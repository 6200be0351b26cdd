"""x[key] with NumPy's complete meaning: slices first, then gather for what is picked by number."""

from __future__ import annotations

import builtins
from dataclasses import dataclass

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.types import ElementType, TensorType, boolean, type_of
from .gather import gather
from .index import length, slice
from .positions import as_index, from_front, require_inside, to_front
from .shape import reshape


@says_where("x[...]")
def getitem(x, key):
    """x[key]: whole numbers, slices, None and ..., index arrays and lists, masks, and tensors of whole numbers.

    Index arrays and lists broadcast to one shape, which takes the place of their axes as in NumPy: in front, if a slice
    stands between them.  A tensor of whole numbers is such an array that is known when the graph runs.  A mask picks
    the positions where it is True; it must be known, for it determines the shape.
    An index outside is an error if it is known, otherwise it picks NaN, or what gather says for other types.
    Whole numbers, slices, None and ... alone record a slice and a reshape.   Source: NumPy's indexing.

    >>> ng.getitem(np.array([[1.0, 2.0], [3.0, 4.0]]), ([1, 0], [0, 0]))
    array([3., 1.])
    """
    key = parsed(key, type_of(x))
    part = basic_part(x, key)
    return picked_part(part, key) if key.indices else part


@dataclass(frozen=True)
class Key:
    """What stands in the brackets, taken apart.

    ranges, shape: the (start, stop, step) for each axis of x, and the shape that this slice is given.
    indices, axes: then the index arrays, and the axes of that which they index.
    place: the axis of the result at which the common shape of the index arrays begins.
    """

    ranges: tuple
    shape: tuple
    indices: tuple = ()
    axes: tuple = ()
    place: int = 0


def basic_part(x, key):
    """What the slices, the whole numbers and None select."""
    if any(r != (0, size, 1) for r, size in zip(key.ranges, type_of(x).shape, strict=True)):
        x = slice(x, key.ranges)
    return x if type_of(x).shape == key.shape else reshape(x, key.shape)


def picked_part(part, key):
    """What the index arrays pick from it."""
    y = gather(to_front(part, key.axes), *key.indices)
    new = type_of(y).rank - type_of(part).rank + len(key.axes)
    return from_front(y, range(key.place, key.place + new))


# ---- taking a key apart ---------------------------------------------------------


def parsed(key, t):
    """The Key for a tensor of this type."""
    entries = [_entry(k, t) for k in (key if isinstance(key, tuple) else (key,))]
    used = sum(map(_axes_used, entries))
    require(used <= t.rank, f"{t} has {t.rank} axes, but the index names {used}")
    dots = [i for i, k in enumerate(entries) if k is Ellipsis]
    require(len(dots) < 2, "an index can have only one ...")
    at = dots[0] if dots else len(entries)
    return _walked(entries[:at] + [Ellipsis] * len(dots), entries[at + 1 :], t, t.rank - used)


def _entry(k, t):
    """One part of the key: None, ..., a slice, a whole number, or an index as an array or a tensor."""
    if k is None or k is Ellipsis or isinstance(k, builtins.slice):
        return k
    if isinstance(k, (bool, np.bool_)):
        return np.asarray(k)
    if isinstance(k, (int, np.integer)):
        return int(k)
    if not isinstance(k, (list, tuple, range, Tensor, TensorType, ElementType, np.ndarray)):
        raise GraphError(
            f"{t} can be indexed by whole numbers, slices, None, ..., and lists, arrays or tensors of whole numbers, "
            + (f"found {k!r}; write int(...)" if isinstance(k, float) else f"found a {type(k).__name__}")
        )
    if type_of(k := as_index(k, masks=True)).element is boolean and not isinstance(k, np.ndarray):
        raise GraphError(
            f"{t} cannot be indexed by a mask: it is unknown how many elements are left; write where(mask, x, 0.0)"
        )
    if type_of(k).dtype.kind not in "biu":
        raise GraphError(f"{t} can be indexed by whole numbers, found {type_of(k)}; write convert(..., i32)")
    return int(k) if isinstance(k, np.ndarray) and k.ndim == 0 and k.dtype != bool else k


def _axes_used(k):
    """How many axes of x a part of the key is about; a mask, one for each of its own."""
    return 0 if k is None or k is Ellipsis else k.ndim if _is_mask(k) else 1


def _is_mask(k):
    return isinstance(k, np.ndarray) and k.dtype == np.bool_


def _walked(before, after, t, rest):
    """The Key, with `rest` whole axes between the two parts of what was written."""
    ranges: list = []
    shape: list = []
    indices: list = []
    axes: list = []
    places: list = []  # for each part that picks single positions, where it stands and its place in the result
    for at, k in enumerate([*before, *[builtins.slice(None)] * rest, *after]):
        if k is None:
            shape.append(1)
        elif isinstance(k, builtins.slice):
            part = _range(k, t, len(ranges))
            shape.append(length(*part, t.shape[len(ranges)]))
            ranges.append(part)
        elif k is not Ellipsis:
            places.append((at, len(shape) - len(axes)))
            if isinstance(k, int):
                ranges.append(_position(k, t, len(ranges)))
                continue
            for i in _arrays(k, t, len(ranges)):
                axes.append(len(shape))
                indices.append(i)
                if _is_mask(k) and not k.ndim:  # True and False index a new axis of size 1
                    shape.append(1)
                else:
                    shape.append(t.shape[len(ranges)])
                    ranges.append((0, shape[-1], 1))
    side_by_side = indices and places[-1][0] - places[0][0] == len(places) - 1
    place = places[0][1] if side_by_side else 0
    return Key(tuple(ranges), tuple(shape), tuple(indices), tuple(axes), place)


def _arrays(k, t, axis):
    """The index arrays that a part of the key stands for; a mask, one for each of its axes."""
    if not _is_mask(k):
        require_inside(k, t, axis)
        return [k]
    fits = k.shape == t.shape[axis : axis + k.ndim]
    require(fits, f"the mask {type_of(k)} does not have the shape of {t} from axis {axis} on")
    return np.nonzero(k) if k.ndim else [np.zeros(int(k), np.int64)]


def _range(k, t, axis):
    """The (start, stop, step) of a slice of this axis."""
    try:
        start, stop, step = k.indices(t.shape[axis])
    except GraphError:  # a tensor as an end
        raise
    except (TypeError, ValueError) as problem:  # 0.5:, ::0
        for end in (k.start, k.stop, k.step):
            if isinstance(end, float):
                raise GraphError(
                    f"{t} is sliced from one whole number to another, found {end!r}; write int(...)"
                ) from None
        raise GraphError(f"{t} cannot be sliced like this: {problem}") from None
    return (0, 0, 1) if not range(start, stop, step) else (start, stop if stop >= 0 else None, step)


def _position(k, t, axis):
    """The same for a single position."""
    size = t.shape[axis]
    require(-size <= k < size, f"{shown(k)} is outside axis {axis} of {t}")
    return k % size, k % size + 1, 1
