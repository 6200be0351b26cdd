"""Batches: the same rows of several arrays at once, copied into the same memory at every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import GraphError, require
from ..core.tree import build, leaves, paths
from ..core.types import ElementType, TensorType, element_type, f32


@dataclass(frozen=True)
class Scaled:
    """Bytes that a batch has as floats, each multiplied by scale: a quarter of the memory.   values: u8[n,...]"""

    values: np.ndarray
    scale: float


class Batches:
    """The batches of some data: arrays with a common first axis, in any container.

    fill(...) puts rows into arrays that are made once, and returns them.   count: the rows of the data.
    Raises GraphError for data that cannot be: axes that differ, no rows, what is no array, NaN.
    """

    def __init__(self, data: Any, batch: int, order: Any = None, name: str = "data") -> None:
        self.tree = structure(data)
        names = [f"{name}.{p}" if p else name for p in paths(self.tree)]
        self.columns = [_column(a, n) for a, n in zip(leaves(data), names, strict=True)]
        require(self.columns, f"{name}: found no array; write (inputs, labels)")
        counts = [len(c.values) for c in self.columns]
        lengths = ", ".join(f"{n} {c:,}" for n, c in zip(names, counts, strict=True))
        require(len(set(counts)) == 1, f"the arrays have different lengths: {lengths}")
        self.count = counts[0]
        require(self.count, f"{name} has no rows")
        self.order, self.batch = order, batch
        self._rows = [np.empty((batch, *c.values.shape[1:]), c.element.dtype) for c in self.columns]
        self._bytes = [np.empty(r.shape, c.values.dtype) for r, c in zip(self._rows, self.columns, strict=True)]

    def types(self, rows: int) -> Any:
        """The types of a batch of that many rows, in the container of the data."""
        return build(self.tree, [TensorType(r.dtype, (rows, *r.shape[1:])) for r in self._rows])

    def fill(self, parts):
        """The rows of each (epoch, start, count), one after the other: arrays that the next call changes."""
        filled = 0
        for epoch, start, count in parts:
            where = slice(start, start + count)
            chosen = self.order(epoch)[where] if self.order else where
            for column, rows, raw in zip(self.columns, self._rows, self._bytes, strict=True):
                column.copy(chosen, rows[filled : filled + count], raw[filled : filled + count])
            filled += count
        return self._rows if filled == self.batch else [r[:filled] for r in self._rows]


@dataclass(frozen=True)
class _Column:
    values: np.ndarray
    element: ElementType
    scale: np.float32 | None

    def copy(self, chosen, out, raw):
        """Put the chosen rows into out; through raw, of the type of the values, where they are picked and changed."""
        values = self.values
        if isinstance(chosen, slice):
            raw = values[chosen]
        elif self.scale is None and values.dtype == out.dtype:
            np.take(values, chosen, 0, out, "clip")  # "raise" would fill another array first
            return
        else:
            np.take(values, chosen, 0, raw, "clip")
        if self.scale is None:
            np.copyto(out, raw, casting="unsafe")
        else:
            np.multiply(raw, self.scale, out=out)


def _column(values, name):
    """A column of the data, checked."""
    scale = None
    if isinstance(values, Scaled):
        values, scale = values.values, np.float32(values.scale)
    require(isinstance(values, np.ndarray), f"{name}: found a {type(values).__name__}, wanted an array")
    require(values.ndim, f"{name} is one number, wanted an array with a row for each example")
    try:
        element = f32 if scale is not None else element_type(values.dtype)
    except GraphError as problem:
        raise GraphError(f"{name}: {problem}") from None
    if values.dtype.kind == "f":
        bad = ~np.isfinite(values.reshape(len(values), -1).sum(axis=1))  # a row with NaN
        bad = [i for i in np.flatnonzero(bad) if np.isnan(values[i]).any()]
        require(not bad, f"{name}: row {bad[0] if bad else 0} has NaN")
    return _Column(np.ascontiguousarray(values, element.dtype if scale is None else None), element, scale)
