"""Which rows each step takes: the batches of epoch after epoch, and what becomes of a last one that is not full."""

from __future__ import annotations

from dataclasses import dataclass

LAST = ("wrap", "partial", "drop")


@dataclass(frozen=True)
class Plan:
    """count rows in batches of `batch` rows.   last: what becomes of the last rows of an epoch, if they are too few:

    wrap: the batch is filled with the first rows of the next epoch, as in nGraph's mnist_mlp.cpp.   partial: it is
    smaller.   drop: they are left out.
    """

    count: int
    batch: int
    last: str = "wrap"

    @property
    def rest(self) -> int:
        """The rows of a last batch that is smaller; 0 if there is none."""
        return self.count % self.batch if self.last == "partial" else 0

    @property
    def each(self) -> int:
        """The steps of an epoch; those that are whole, if a batch is filled with the next one's rows."""
        return -(-self.count // self.batch) if self.last == "partial" else self.count // self.batch

    def parts(self, step: int) -> list[tuple[int, int, int]]:
        """The rows of a step, as (epoch, first row, how many): several if its batch reaches into another epoch."""
        if self.last != "wrap":
            epoch, k = divmod(step, self.each)
            start = k * self.batch
            return [(epoch, start, min(self.batch, self.count - start))]
        found, at, end = [], step * self.batch, (step + 1) * self.batch
        while at < end:
            epoch, start = divmod(at, self.count)
            many = min(end - at, self.count - start)
            found.append((epoch, start, many))
            at += many
        return found

    def epochs(self, steps: int) -> int:
        """How often all the data has been seen after that many steps."""
        return steps * self.batch // self.count if self.last == "wrap" else steps // self.each

    def steps(self, epochs: int) -> int:
        """The steps until it has been seen that often."""
        return -(-epochs * self.count // self.batch) if self.last == "wrap" else epochs * self.each
