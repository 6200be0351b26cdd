"""Batches: the same rows of several arrays at once, copied into the same memory at every step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import GraphError, require, shown
from ..core.tree import build, leaves, paths
from ..core.types import TensorType, type_of


@dataclass(frozen=True)
class Scaled:
    """Bytes that a batch has as floats, f32, each times scale: a quarter of the memory.   values: u8[n,...]

    >>> ng.Scaled(np.zeros((60000, 784), np.uint8), 1 / 255).scale
    0.00392156862745098
    """

    values: np.ndarray
    scale: float


class Batches:
    """The batches of some data: arrays with a common first axis, in any container.

    order(epoch, count) -> the rows of that epoch in their order; without it they are taken as they come.
    count: how many rows there are.
    Raises GraphError for what is no array or has NaN, and for arrays that have not all the same number of rows.
    """

    def __init__(
        self, data: Any, batch: int, order: Callable[[int, int], np.ndarray] | None = None, name: str = "data"
    ):
        self.tree = structure(data)
        names = paths(self.tree, name)
        self._columns = [_column(a, n) for a, n in zip(leaves(data), names, strict=True)]
        require(self._columns, f"{name} has no arrays; write (inputs, labels)")
        counts = [len(values) for values, _ in self._columns]
        found = ", ".join(f"{n} has {many:,}" for n, many in zip(names, counts, strict=True))
        require(len({*counts}) == 1, f"all arrays must have the same number of rows, but {found}")
        self.count = counts[0]
        require(self.count, f"{name} has no rows")
        self._order, self._epoch = order, (-1, np.arange(0))
        self._rows = [np.empty((batch, *v.shape[1:]), v.dtype if s is None else "f4") for v, s in self._columns]
        self._bytes = [v[:0] if s is None else np.empty((batch, *v.shape[1:]), v.dtype) for v, s in self._columns]

    def types(self, rows: int) -> Any:
        """The types of a batch of that many rows, in the container of the data."""
        return build(self.tree, [TensorType(x.dtype, (rows, *x.shape[1:])) for x in self._rows])

    def fill(self, parts: Iterable[tuple[int, int, int]]) -> list[np.ndarray]:
        """The rows of each (epoch, first, how many), one after the other: arrays that the next call changes."""
        filled = 0
        for epoch, first, many in parts:
            where: Any = slice(first, first + many)
            where = where if self._order is None else self._ordered(epoch)[where]
            here = slice(filled, filled + many)
            for (values, scale), rows, picked in zip(self._columns, self._rows, self._bytes, strict=True):
                _copy(values, where, scale, rows[here], picked[here])
            filled += many
        return [rows[:filled] for rows in self._rows]

    def column(self, number: int) -> np.ndarray:
        """All the rows of one of the arrays."""
        return self._columns[number][0]

    def _ordered(self, epoch):
        if self._epoch[0] != epoch:
            self._epoch = epoch, self._order(epoch, self.count)
        return self._epoch[1]


def taken(data: Any, rows: np.ndarray) -> Any:
    """Some rows of all arrays, in new arrays."""
    some = [Scaled(a.values[rows], a.scale) if isinstance(a, Scaled) else a[rows] for a in leaves(data)]
    return build(structure(data), some)


def _copy(values, where, scale, out, picked):
    """Put rows of values into out: a slice of them, or those at some positions.  Allocates nothing."""
    if scale is None and isinstance(where, slice):
        np.copyto(out, values[where])
    elif scale is None:
        np.take(values, where, 0, out, "clip")  # "raise" would fill another array first
    else:
        picked = values[where] if isinstance(where, slice) else np.take(values, where, 0, picked, "clip")
        np.multiply(picked, scale, out=out)


def _column(a, name):
    """(values, scale): an array of the data, checked, its rows one after the other in memory; without a scale, None."""
    values, scale = (a.values, a.scale) if isinstance(a, Scaled) else (a, None)
    number = scale is None or isinstance(scale, (int, float, np.generic))
    require(number, f"{name}: Scaled takes a number to multiply by, found {shown(scale)}; write Scaled(bytes, 1 / 255)")
    scale = None if scale is None else np.float32(scale)
    advice = "write np.asarray(...)"
    require(isinstance(values, np.ndarray), f"{name}: found {shown(values)}, wanted an array; {advice}")
    require(values.ndim, f"{name} is one number, wanted an array with a row for each example; {advice}")
    try:
        type_of(values)
    except GraphError as problem:
        raise GraphError(f"{name}: {problem}") from None
    bad = _first_nan(values) if values.dtype.kind == "f" else None
    require(bad is None, f"{name}: row {bad} has NaN; leave such rows out, or write np.nan_to_num")
    return np.ascontiguousarray(values), scale


def _first_nan(values):
    """The first row with NaN, or None.   A finite sum tells at once that there is none."""
    with np.errstate(all="ignore"):
        if np.isfinite(values.sum()):
            return None
    return next((i for i in range(len(values)) if np.isnan(values[i]).any()), None)
