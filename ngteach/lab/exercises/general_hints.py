"""What a wrong answer has in common with the right one: its sign, a factor, a transpose, an order, an axis.

A hint is given if it explains all examples on which the two differ, and at least one of them tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from .differences import SAME_SHAPE, SAYS_LITTLE
from .other_shapes import OTHER_SHAPE

MOST_PARTS = 5  # of which all orders are tried


def general_hint(expected, found, answers) -> str:
    """One sentence, or "".   expected, found: results, pairs of (where, plain value).   answers: their kind."""
    pairs = [(a, b) for (_, a), (_, b) in zip(expected, found)]
    close = _closeness(answers.rtol)
    whole = len(expected) > 1 and _outputs(expected, found)
    with np.errstate(all="ignore"):
        return (
            (_of_several([whole], close) if whole else "")
            or _of_several([_several(a, b) for a, b in pairs], close)
            or _of_arrays([_arrays(a, b) for a, b in pairs], close, answers)
            or (_of_words(pairs) if answers.shown else "")
        )


def _closeness(rtol):
    rtol = max(rtol, 1e-6)

    def close(a, b):
        """Are they the same array?"""
        if a.shape != b.shape or a.dtype.kind == "b" or b.dtype.kind == "b":
            return a.shape == b.shape and np.array_equal(a, b)
        a, b = a.astype(float), b.astype(float)
        size = np.abs(a[np.isfinite(a)]).max(initial=0.0)
        return bool(np.allclose(b, a, rtol=rtol, atol=max(1e-12, 0.1 * rtol * size), equal_nan=True))

    return close


def _outputs(expected, found):
    """The arrays among the results of a graph, as one answer of several parts: (expected, found), or None."""
    a = [v for where, v in expected if where.startswith("run on") and isinstance(v, np.ndarray)]
    b = [v for where, v in found if where.startswith("run on") and isinstance(v, np.ndarray)]
    return (a, b) if len(a) > 1 and b else None


def _several(a, b):
    """(parts that are wanted, parts that are there) of an answer that consists of several arrays, or None."""
    stacked = isinstance(a, np.ndarray) and a.ndim > 0 and 1 < len(a) <= MOST_PARTS  # of one shape they are one array
    if not stacked and not (isinstance(a, list) and all(isinstance(x, np.ndarray) for x in a)):
        return None
    wanted = list(a)
    if isinstance(b, list) and all(isinstance(x, np.ndarray) for x in b):
        return wanted, list(b)
    if not isinstance(b, np.ndarray):
        return None
    if b.ndim == 1 and b.shape == (a.shape if stacked else (len(a),)):
        return None  # an array of numbers rather than several results
    return wanted, list(b) if stacked and b.ndim == a.ndim else [b]


def _of_several(cases: Sequence, close) -> str:
    """What an answer of several parts has: another order, or not all."""
    cases = [case for case in cases if case and not _same_parts(case[0], case[1], close)]
    if not cases or len(cases[0][0]) > MOST_PARTS:
        return ""
    count, there = len(cases[0][0]), len(cases[0][1])
    if any((len(a), len(b)) != (count, there) for a, b in cases) or not 0 < there <= count:
        return ""
    for order in permutations(range(count), there):
        if all(all(close(a[k], part) for k, part in zip(order, b)) for a, b in cases):
            return _said_of_order(order, count)
    return ""


def _same_parts(wanted, there, close):
    return len(wanted) == len(there) and all(map(close, wanted, there))


def _said_of_order(order, count):
    places = [str(k + 1) for k in order]
    if len(order) < count:
        are = f"That is number {places[0]} alone" if len(order) == 1 else f"Those are numbers {' and '.join(places)}"
        return f"{are}. {'Both' if count == 2 else f'All {count}'} are wanted, in their order."
    return f"The results are right, but in another order: yours are numbers {', '.join(places)} of those wanted."


# ---- arrays ------------------------------------------------------------------


def _arrays(a, b):
    """[(expected, found)] of the arrays in two plain values of the same build."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return [(a, b)]
    if isinstance(a, dict) and isinstance(b, dict) and set(a) == set(b):
        return [pair for key in a for pair in _arrays(a[key], b[key])]
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return [pair for x, y in zip(a, b) for pair in _arrays(x, y)]
    return []


def _of_arrays(cases: Sequence[list], close, answers) -> str:
    pairs = [(a, b) for case in cases for a, b in case if not close(a, b)]
    pairs = [(a, b) for a, b in pairs if {a.dtype.kind, b.dtype.kind} <= set("iuf")]
    if not pairs:
        return ""
    tests = SAME_SHAPE if all(a.shape == b.shape for a, b in pairs) else OTHER_SHAPE
    if not answers.shown:
        tests = tuple(test for test in tests if test in SAYS_LITTLE)
    return next(filter(None, (test(pairs, close) for test in tests)), "")


def _of_words(pairs) -> str:
    """Of lists of words: which one is missing, or too many."""
    for a, b in pairs:
        if isinstance(a, list) and isinstance(b, list) and all(isinstance(w, str) for w in (*a, *b)):
            missing, more = sorted(set(a) - set(b)), sorted(set(b) - set(a))
            if missing and not more:
                return f"{missing[0]} is missing."
            if more and not missing:
                return f"{more[0]} is one too many."
    return ""
