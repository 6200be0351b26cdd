"""Progress bars: on a terminal alone, where each epoch has its line besides."""

from __future__ import annotations

import sys


class Bars:
    """A bar for the steps of a run, and one for what is measured after an epoch, if it takes more than two seconds."""

    def __init__(self, run, quiet):
        self._off = quiet or not sys.stderr.isatty()
        batch = run.model.batch
        self._batches = sum(-(-many // batch) for many in run.kept.values())
        self._steps, self._measuring = self._bar(run.steps_to_do, "step"), None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.clear()
        self._steps.close()

    def step(self):
        """A step is done."""
        self._steps.update()

    def measure(self):
        """A batch is measured."""
        if self._measuring is None:
            self._measuring = self._bar(self._batches, "batch", desc="measuring", delay=2)
        self._measuring.update()

    def clear(self):
        """Make room for a line."""
        if self._measuring is not None:
            self._measuring.close()
            self._measuring = None
        self._steps.clear()

    def _bar(self, total, unit, **more):
        from shutil import get_terminal_size

        from tqdm import tqdm

        width, height = get_terminal_size()  # 80 by 24 if a terminal does not say, where tqdm would draw no bar
        off = self._off or "delay" in more and total < 2
        return tqdm(total=total, unit=unit, leave=False, ncols=width - 1, nrows=height, disable=off, **more)
