"""The rule of a convolution: which numbers of the input a window holds, and in which windows a number of it lies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True)
class Rule:
    """The settings of a convolution of one image with one filter.

    shape, size: rows and columns of the input and of the filter.   The window of place (i, j) of the output begins at
    row i * stride - padding, column j * stride - padding; its elements lie `dilation` apart.
    """

    shape: tuple[int, int]
    size: tuple[int, int]
    stride: int
    padding: int
    dilation: int

    @property
    def span(self):
        """(rows, columns) from the first to the last element of a window."""
        return tuple((k - 1) * self.dilation + 1 for k in self.size)

    @property
    def places(self):
        """(rows, columns) of the output; negative where the window is larger than the input with its padding."""
        return tuple(
            (n + 2 * self.padding - span) // self.stride + 1 for n, span in zip(self.shape, self.span, strict=True)
        )

    def impossible(self):
        """Why there is no such convolution, in one sentence; "" if there is."""
        for axis, word in enumerate(("rows", "columns")):
            n, k, span = self.shape[axis], self.size[axis], self.span[axis]
            if self.places[axis] < 1:
                wide = f"({k} - 1) * {self.dilation} + 1 = {span}" if self.dilation > 1 else span
                there = f"{n} + 2*{self.padding} = {n + 2 * self.padding}" if self.padding else n
                found = f"The window spans {wide} {word}, but the input with its padding has only {there}"
                return f"{found}: it fits nowhere."
        return ""

    def window(self, i, j):
        """What place (i, j) sees: (row, column, a, b) for each element [a, b] of the filter, padding included."""
        top, left = i * self.stride - self.padding, j * self.stride - self.padding
        return [(top + a * self.dilation, left + b * self.dilation, a, b) for a, b in product(*map(range, self.size))]

    def inside(self, row, column):
        """Is this a number of the input, and not of its padding?"""
        return 0 <= row < self.shape[0] and 0 <= column < self.shape[1]

    def senders(self, row, column):
        """Whose windows hold x[row, column]: (i, j, a, b) for each, with the element [a, b] that it meets there."""
        found = []
        for a, b in product(*map(range, self.size)):
            down, right = row + self.padding - a * self.dilation, column + self.padding - b * self.dilation
            (i, rest), (j, other) = divmod(down, self.stride), divmod(right, self.stride)
            if not rest and not other and 0 <= i < self.places[0] and 0 <= j < self.places[1]:
                found.append((i, j, a, b))
        return sorted(found)
