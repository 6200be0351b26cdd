"""What the dashboard's curves show, in numbers: Python and a page without Python send the same, and both draw them."""

from __future__ import annotations

import math

import numpy as np

from .dashboard_words import first_bad, rate_words, seen

_POINTS = 150  # of a curve; each is the mean over a power of two of steps


def curves(run, end):
    """All that the curves show.   run: a Rewind.   end: the last step that is planned.

    steps: the last one of the horizontal axis.   now: the points of this line.   tests: [step, accuracy].
    earlier: [points, tests, rate] of each line that was left.   rates: [step, rate], wherever it changed.
    bad: the first step whose loss is not a number, or 0.   words: what there is to see.
    """
    size = _block(max(end, run.last))
    return {
        "steps": max(end, run.last, 1),
        "now": blocks(run.costs, 0, size),
        "tests": _tests(run.tests),
        "earlier": [
            [blocks(line.costs, line.start, size), _tests(line.tests), rate_words(line.rate)] for line in run.earlier
        ],
        "rates": [[step, rate_words(run.rates[step])] for step in changes(run.rates)],
        "bad": first_bad(run.costs) or 0,
        "words": seen(run),
    }


def blocks(costs, start, size):
    """[step, mean, least, most] of each `size` steps; None where a cost is not a finite number."""
    found = []
    first = start // size * size
    for a in range(first, start + len(costs), size):
        part = np.asarray(costs[max(a - start, 0) : a - start + size])
        step = max(a, start) + len(part) / 2
        finite = len(part) and np.isfinite(part).all()
        found.append([step, *map(_short, (part.mean(), part.min(), part.max()))] if finite else None)
    return found


def changes(rates):
    """The steps from which on the rate is another one; the first is 0."""
    return [i for i, rate in enumerate(rates) if not i or rate != rates[i - 1]]


def _tests(tests):
    return [[step, _short(share)] for step, share in tests]


def _block(steps):
    return 1 << max(0, math.ceil(math.log2(max(steps, 1) / _POINTS)))


def _short(x):
    """As much of a number as a picture can show."""
    return float(f"{x:.5g}")
