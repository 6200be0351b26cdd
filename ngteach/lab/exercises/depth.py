"""The exercises of the page depth."""

from __future__ import annotations

import numpy as np

from .answers import Calls
from .exercise import Exercise, Slip


def _centred(x, axis=1):
    return x - x.mean(axis=axis, keepdims=True)


def _norm(divide, axis=1):
    """x less its mean, divided by divide(variance, epsilon)."""

    def normalised(x, epsilon):
        centred = _centred(x, axis)
        return centred / divide((centred**2).mean(axis=axis, keepdims=True), epsilon)

    return normalised


_X = np.array([[1.0, 3.0, -2.0, 4.0], [0.5, 0.25, 0.0, 1.0], [2.0, -6.0, 1.0, 5.0]])
_IN = np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]])
_W = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [-2.0, 1.0, 0.75]])
_DY = np.array([[2.0, -1.0, 3.0], [0.5, 4.0, -2.0]])


EXERCISES = (
    Exercise(
        id="depth.1",
        question="Return the factor of the size behind so many layers of dense and relu.",
        reference=lambda deviation, n, layers: (deviation * np.sqrt(n / 2)) ** layers,
        answers=Calls((0.1, 64, 30), (0.1, 64, 1), (0.25, 32, 7), (0.05, 200, 3)),
        slips=(
            Slip(
                lambda deviation, n, layers: (deviation * np.sqrt(n)) ** layers,
                "Relu is missing: it keeps about half of the squares, another factor of sqrt(1/2) in each layer.",
            ),
            Slip(
                lambda deviation, n, layers: (deviation * np.sqrt(n) * 0.7) ** layers,
                "0.7 is rounded, and in a power the small mistake grows. Write np.sqrt(1 / 2).",
            ),
            Slip(
                lambda deviation, n, layers: deviation * np.sqrt(n / 2) * layers,
                "The layers stand behind one another: each multiplies what the one before has left. Take a power.",
            ),
            Slip(
                lambda deviation, n, layers: deviation * np.sqrt(n / 2),
                "That is one layer. How often is it applied?",
            ),
            Slip(
                lambda deviation, n, layers: (deviation * n / 2) ** layers,
                "The products have both signs and cancel in part: a sum of n of them is sqrt(n) times as large, not "
                "n times.",
            ),
            Slip(
                lambda deviation, n, layers: (deviation * np.sqrt(2 / n)) ** layers,
                "That is upside down: more numbers in a sum make it larger. sqrt(2 / n) is the deviation that undoes "
                "the factor.",
            ),
            Slip(
                lambda deviation, n, layers: (deviation * np.sqrt(n) / 2) ** layers,
                "Relu keeps half of the squares. The size is a root of squares, so it keeps sqrt(1/2).",
            ),
        ),
        solution="def factor(deviation, n, layers):\n    return (deviation * np.sqrt(n / 2)) ** layers",
        then="With deviation sqrt(2 / n) it is 1 for any number of layers: He's weights.",
    ),
    Exercise(
        id="depth.2",
        question="Return x with each row brought to mean 0 and variance 1; epsilon is added to the variance.",
        reference=_norm(lambda variance, epsilon: np.sqrt(variance + epsilon)),
        answers=Calls((_X, 0.5), (_X[:2, :3], 0.01)),
        slips=(
            Slip(
                _norm(lambda variance, epsilon: np.sqrt(variance + epsilon), axis=0),
                "That is done over the pictures of the batch. Layer normalisation looks at one row alone: axis=1.",
            ),
            Slip(
                _norm(lambda variance, epsilon: variance + epsilon),
                "Divided by the variance, the variance becomes not 1 but 1 / variance. Take the root.",
            ),
            Slip(
                _norm(lambda variance, epsilon: np.sqrt(variance) + epsilon),
                "epsilon is added to the variance, before the root is taken.",
            ),
            Slip(
                _norm(lambda variance, epsilon: np.sqrt(variance)),
                "Where is epsilon? Without it a row of equal numbers is 0 / 0.",
            ),
            Slip(
                lambda x, epsilon: (x - x.mean()) / np.sqrt(x.var() + epsilon),
                "That is one mean and one variance of all rows together. Each row has its own: axis=1, keepdims=True.",
            ),
            Slip(
                lambda x, epsilon: _centred(x) / np.sqrt((_centred(x) ** 2).sum(axis=1, keepdims=True) + epsilon),
                "The variance is the mean of the squares, not their sum.",
            ),
            Slip(
                lambda x, epsilon: _centred(x) / np.sqrt((x**2).mean(axis=1, keepdims=True) + epsilon),
                "The variance is the mean of the squares of x - mean, not of x.",
            ),
            Slip(
                lambda x, epsilon: _centred(x) / np.sqrt(x.var(axis=1, keepdims=True, ddof=1) + epsilon),
                "The variance here is the plain mean of the squares: without ddof=1.",
            ),
            Slip(
                lambda x, epsilon: x - x.mean(axis=1, keepdims=True) / np.sqrt(x.var(axis=1, keepdims=True) + epsilon),
                "Only the mean is divided: / comes before -. Put x - mean into parentheses.",
            ),
            Slip(
                lambda x, epsilon: _centred(x),
                "The mean is 0 now. Next comes the variance: divide by its root.",
            ),
            Slip(
                lambda x, epsilon: x / np.sqrt(x.var(axis=1, keepdims=True) + epsilon),
                "The mean is still there: subtract it first.",
            ),
        ),
        solution=(
            "def layer_norm(x, epsilon):\n"
            "    centred = x - x.mean(axis=1, keepdims=True)\n"
            "    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + epsilon)"
        ),
        then="`keepdims=True` keeps the mean a column, so that it is subtracted from each row.",
    ),
    Exercise(
        id="depth.3",
        question="Return dx for y = x + relu(z), z = x @ W.",
        reference=lambda dy, x, W, z: dy + (dy * (z > 0)) @ W.T,
        answers=Calls((_DY, _IN / 4, _W, _IN @ _W / 4), (_DY[:1], _IN[1:], _W, _IN[1:] @ _W)),
        slips=(
            Slip(
                lambda dy, x, W, z: (dy * (z > 0)) @ W.T,
                "That is the way through f alone. x is read twice: + hands on dy as well.",
            ),
            Slip(
                lambda dy, x, W, z: dy + dy @ W.T,
                "And relu? Where z is not positive, it lets nothing back.",
            ),
            Slip(
                lambda dy, x, W, z: (dy + dy @ W.T) * (z > 0),
                "The + hands on dy as it is. Relu stands on the way through f alone, and there it comes before W.",
            ),
            Slip(
                lambda dy, x, W, z: dy * (z > 0) + (dy * (z > 0)) @ W.T,
                "The + hands on dy as it is: relu stands on the way through f alone.",
            ),
            Slip(
                lambda dy, x, W, z: dy - (dy * (z > 0)) @ W.T,
                "What the two ways contribute is added.",
            ),
            Slip(
                lambda dy, x, W, z: 1 + (dy * (z > 0)) @ W.T,
                "The slope of + is 1, so it hands on 1 times dy.",
            ),
            Slip(
                lambda dy, x, W, z: dy + (dy * (z > 0)) @ W,
                "The rule of x @ W has W.T for dx. Here W is square, so the shape does not tell.",
            ),
            Slip(
                lambda dy, x, W, z: dy + (dy * (x + np.maximum(z, 0) > 0)) @ W.T,
                "Relu looks at z, its own input, and not at the sum y.",
            ),
            Slip(
                lambda dy, x, W, z: dy + (dy * np.maximum(z, 0)) @ W.T,
                "The slope of relu is 1 or 0: dy passes or it does not. It is not multiplied with relu's result.",
            ),
            Slip(
                lambda dy, x, W, z: dy + (dy @ W.T) * (z > 0),
                "Walk back in order: first through relu, which is what came last, and then through W.",
            ),
        ),
        solution="def residual_rule(dy, x, W, z):\n    return dy + (dy * (z > 0)) @ W.T",
        then="However small the second part is, dy arrives. Behind thirty such layers it still does.",
    ),
)
