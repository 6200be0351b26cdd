"""What a wrong array has in common with the right one: a sign, a factor, an order, a transpose, an axis.

Each test gets the pairs (expected, found) that differ, and close(a, b); it gives a sentence that explains all, or "".
"""

from __future__ import annotations

import numpy as np


def told(words):
    """Decorator: `words` if the function is true of every pair."""

    def decorate(test):
        return lambda pairs, close: words if all(test(a, b, close) for a, b in pairs) else ""

    return decorate


@told("The sign: yours is minus what is wanted.")
def _negated(a, b, close):
    return np.any(a != 0) and close(a, -b)


@told("Yours is the transpose of what is wanted.")
def transposed(a, b, close):
    return a.ndim == 2 and close(a, b.T)


@told("The numbers are right, but they stand in the opposite order.")
def _reversed(a, b, close):
    return a.ndim == 1 and a.size > 1 and close(a, b[::-1])


@told("The numbers are right, but they stand in another order.")
def _shuffled(a, b, close):
    return a.ndim > 0 and a.size > 2 and close(np.sort(a, axis=None), np.sort(b, axis=None))


@told("All your numbers together sum to 1. Each row is wanted to: softmax needs axis=1, the classes.")
def _softmax_of_all(a, b, close):
    one = np.ones(())
    rows = a.ndim == 2 and len(a) > 1 and close(np.ones(len(a)), a.sum(axis=1))
    return rows and close(one, b.sum())


@told("Your columns sum to 1. Each row is wanted to: axis=1.")
def _softmax_of_columns(a, b, close):
    rows = a.ndim == 2 and close(np.ones(len(a)), a.sum(axis=1))
    return rows and close(np.ones(a.shape[1]), b.sum(axis=0))


@told("Some of yours are infinite or NaN. What is divided by 0, or whose logarithm is taken?")
def _not_finite(a, b, close):
    return bool(np.isfinite(a).all() and not np.isfinite(b).all())


@told("All your numbers are 0.")
def _zero(a, b, close):
    return not np.any(b) and bool(np.any(a))


@told("You are off by one: was one counted too many, or one forgotten?")
def _off_by_one(a, b, close):
    return a.dtype.kind in "iu" and a.size and np.all(np.abs(b - a) == 1) and np.ptp(b - a) == 0


@told("Yours is the reciprocal: what is divided by what?")
def _reciprocal(a, b, close):
    return np.all(a != 0) and close(1 / a, b)


@told("Yours is the square of what is wanted.")
def _squared(a, b, close):
    return close(a * a, b)


@told("Yours is a hundred times too large or too small: in percent?")
def _percent(a, b, close):
    return close(a * 100.0, b) or close(a / 100.0, b)


@told("Yours differs by a power of ten: is the unit right, or was a zero lost?")
def _power_of_ten(a, b, close):
    return any(close(a * 10.0**k, b) for k in (-9, -6, -3, -1, 1, 3, 6, 9))


def _scaled(pairs, close):
    """A factor that is the same in each pair, or the number of rows or of all elements of each."""
    factors = [_factor(a, b, close) for a, b in pairs]
    if None in factors:
        return ""
    for count, words in ((_rows, "the number of rows"), (_size, "the number of elements")):
        sizes = [count(a) for a, _ in pairs]
        tells = min(sizes) > 1 and max(sizes) > 2  # a factor of 2 has many reasons
        if tells and np.allclose(factors, sizes, rtol=1e-4):
            return f"Yours is too large by {words}: was a mean lost, a sum in its place?"
        if tells and np.allclose(factors, [1 / n for n in sizes], rtol=1e-4):
            return f"Yours is too small by {words}: is something divided by it that should not be?"
    if np.ptp(factors) <= 1e-4 * abs(factors[0]):
        told = len(pairs) > 1 or pairs[0][0].size > 1 or factors[0] in (0.5, 2.0)
        return f"Yours is {_times(factors[0])} what is wanted." if told else ""
    whole = [max(f, 1 / f) for f in factors]
    if not np.allclose(whole, np.round(whole), rtol=1e-4):
        return ""
    more = "a mean lost, a sum in its place" if factors[0] > 1 else "a sum wanted where a mean was taken"
    return f"Yours differs by a factor that is another one in each example: was {more}?"


def _factor(a, b, close):
    """c > 0 if found is c times expected, or None."""
    if not (a.size and np.isfinite(a).all() and np.isfinite(b).all() and np.any(a)):
        return None
    k = int(np.argmax(np.abs(a)))
    c = float(b.reshape(-1)[k] / a.reshape(-1)[k])
    return c if c > 0 and close(a * c, b) else None


def _rows(a):
    return len(a) if a.ndim else 1


def _size(a):
    return a.size


def _times(c):
    return "twice" if np.isclose(c, 2) else "half of" if np.isclose(c, 0.5) else f"{c:.3g} times"


def _shifted(pairs, close):
    """The same is added to all."""
    moves = [(b - a).reshape(-1) for a, b in pairs if a.size > 1]
    if not moves or len(moves) < len(pairs):
        return ""
    first = moves[0][0]
    same = all(np.allclose(m, first, rtol=1e-5, atol=1e-9) for m in moves)
    side = "larger" if first > 0 else "smaller"
    return f"Each of your numbers is {side} by the same, {abs(first):.3g}." if same and first else ""


SAME_SHAPE = (
    *(_negated, _not_finite, _zero, transposed, _reversed, _softmax_of_all, _softmax_of_columns, _off_by_one),
    *(_scaled, _percent, _power_of_ten, _reciprocal, _shuffled, _squared, _shifted),
)
# Of a number that is to be found nothing is said by which it could be computed from the wrong one at once.
SAYS_LITTLE = {_negated, _not_finite, _zero, _reversed, _shuffled, _off_by_one, _reciprocal, _percent, _power_of_ten}
