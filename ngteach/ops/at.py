"""x.at[key].set(y): a new tensor that is x with some elements changed, for no tensor ever changes itself."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.types import ElementType, TensorType, boolean, type_of
from .arithmetic import add as _add
from .arithmetic import divide, maximum, minimum, multiply, negative, subtract
from .brackets import Key, basic_part, parsed, picked_part
from .broadcast import broadcast, full
from .compare import where
from .constant import constant
from .gather import scatter, scatter_add
from .index import embed, length
from .lists import from_list
from .positions import from_front, known_index, places, to_front
from .powers import power
from .shape import reshape

_CHANGES = {
    **{"add": _add, "subtract": subtract, "multiply": multiply, "divide": divide, "power": power},
    **{"min": minimum, "max": maximum},
}
_MODES = (None, "fill", "drop", "promise_in_bounds")


@says_where("x.at[...]")
def update_at(x, values, key, how="set", unique=False):
    """x with x[key] replaced by values or, if `how` says so, changed by them: x.at[key].set(values) and its like.

    how: "set", "add", "subtract", "multiply", "divide", "power", "min" or "max".
    key: what may stand in brackets; also a mask that is known when the graph runs, with a number for values.
    values: of the shape of x[key], or broadcast to it.
    Positions that are named more than once: "set" keeps the last value, "add" and "subtract" take all of them; the
    others need positions that are known to differ, or unique=True, which promises it.
    An index outside is an error if it is known; otherwise it changes nothing.   Source: JAX's x.at.

    >>> ng.update_at(np.array([1.0, 2.0, 3.0]), 10.0, [0, 2, 2], "add")
    array([11.,  2., 23.])
    """
    t = type_of(x)
    require(
        isinstance(how, str) and how in ("set", *_CHANGES), f"how is set, {', '.join(_CHANGES)}, found {shown(how)}"
    )
    values = as_element(values, t.element) if is_python_number(values) else from_list(values, t.element)
    if is_unknown_mask(key):
        return _masked(x, values, key, how)
    key = parsed(key, t)
    return _picked(x, values, key, how, unique) if key.indices else _sliced(x, values, key, how)


def _sliced(x, values, key, how):
    """Where slices suffice: the values in their place, and x where there are none."""
    values = _fitting(values, type_of(x).with_shape(key.shape), x)
    if how != "set":
        values = _CHANGES[how](basic_part(x, key), values)
    t = type_of(x)
    sizes = tuple(length(*r, size) for r, size in zip(key.ranges, t.shape, strict=True))
    values = values if type_of(values).shape == sizes else reshape(values, sizes)
    if sizes == t.shape and all(r[2] == 1 for r in key.ranges):
        return values
    everywhere = boolean[sizes] if isinstance(x, TensorType) else full(sizes, True, boolean)
    return where(embed(everywhere, t.shape, key.ranges), embed(values, t.shape, key.ranges), x)


def _picked(x, values, key, how, unique):
    """Where there are index arrays: scatter in what the slices select, then put that back."""
    part = basic_part(x, key)
    whole = picked_part(type_of(part), replace(key, indices=tuple(map(type_of, key.indices))))
    values = _fitting(values, whole, x)
    count = whole.rank - type_of(part).rank + len(key.axes)
    values = to_front(values, range(key.place, key.place + count))
    moved = to_front(part, key.axes)
    if how == "set":
        moved = scatter(moved, values, *key.indices)
    elif how in ("add", "subtract"):
        moved = scatter_add(moved, values if how == "add" else negative(values), *key.indices)
    else:
        _require_unique(how, unique, type_of(moved), values, key.indices, count)
        old = to_front(picked_part(part, key), range(key.place, key.place + count))
        moved = scatter(moved, _CHANGES[how](old, values), *key.indices)
    return _sliced(x, from_front(moved, key.axes), Key(key.ranges, key.shape), "set")


def _require_unique(how, unique, t, values, indices, count):
    """Refuse what depends on how often a position is named, unless that is once."""
    if unique or math.prod(type_of(values).shape[:count]) < 2:
        return
    known = [known_index(i) for i in indices]
    if all(i is not None for i in known):
        at = places(known, t.shape)
        require(len(np.unique(at)) == at.size, f"{how} names a position more than once; only set and add may")
        return
    raise GraphError(
        f"{how} needs positions that are known to differ; if they always do, write x.at[key].{how}(y, "
        "unique_indices=True)"
    )


def _masked(x, values, mask, how):
    """Where the mask is known when the graph runs: where()."""
    t, m, v = type_of(x), type_of(mask), type_of(values)
    require(m.shape == t.shape[: m.rank], f"the mask {m} does not have the shape of {t}")
    fits = v.rank <= t.rank - m.rank
    require(fits, f"it is unknown how many elements the mask {m} picks, so the values must be one number, found {v}")
    values = _fitting(values, t, x)
    if m.rank < t.rank:
        mask = broadcast(reshape(mask, m.shape + (1,) * (t.rank - m.rank)), t.shape)
    return where(mask, values if how == "set" else _CHANGES[how](x, values), x)


def is_unknown_mask(key):
    """Is it a mask whose numbers are not known yet?"""
    return isinstance(key, (Tensor, TensorType, ElementType)) and type_of(key).element is boolean


def _fitting(values, t, x):
    """The values broadcast to this type; beside a tensor, a constant."""
    v = type_of(values)
    if v.dtype is not t.dtype:
        raise GraphError(f"{type_of(x)} and the values {v} differ in element type; write convert(..., {t.element})")
    if isinstance(x, (TensorType, ElementType)):
        values = v
    elif isinstance(x, Tensor) and not isinstance(values, Tensor):
        values = constant(values)
    return values if v.shape == t.shape else broadcast(values, t.shape)


class At:
    """x.at; in brackets behind it stands what is to be changed."""

    def __init__(self, x):
        self._x = x

    def __getitem__(self, key):
        return Place(self._x, key)


class Place:
    """x.at[key]: its methods give x with the elements x[key] changed; x itself stays.

    mode: "drop", "fill" or "promise_in_bounds"; an index outside changes nothing in any case.
    """

    def __init__(self, x, key):
        self._x, self._key = x, key

    @says_where("x.at[...]")
    def _changed(self, how, values, mode=None, unique_indices=False, indices_are_sorted=False):
        if mode not in _MODES:
            raise GraphError(f'mode is "drop" or "fill", found {shown(mode)}; write clip(i, 0, n - 1) for i')
        return update_at(self._x, values, self._key, how, unique_indices)

    def set(self, values, **params):
        """x with x[key] replaced by the values; of several at one position, the last stays."""
        return self._changed("set", values, **params)

    def add(self, values, **params):
        """x with the values added to x[key]; several at one position add up."""
        return self._changed("add", values, **params)

    def subtract(self, values, **params):
        """x with the values subtracted from x[key]."""
        return self._changed("subtract", values, **params)

    def multiply(self, values, **params):
        """x with x[key] multiplied by the values."""
        return self._changed("multiply", values, **params)

    mul = multiply

    def divide(self, values, **params):
        """x with x[key] divided by the values."""
        return self._changed("divide", values, **params)

    def power(self, values, **params):
        """x with x[key] raised to the values."""
        return self._changed("power", values, **params)

    def min(self, values, **params):
        """x with x[key] where it is smaller than the values, otherwise these."""
        return self._changed("min", values, **params)

    def max(self, values, **params):
        """x with x[key] where it is larger than the values, otherwise these."""
        return self._changed("max", values, **params)

    def get(self, mode=None):
        """x[key]."""
        return self._x[self._key]
