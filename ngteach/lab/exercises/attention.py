"""The exercises of the page attention."""

from __future__ import annotations

import numpy as np

from .answers import Calls
from .exercise import Exercise, Slip
from .lines import Parsons


def _softmax(scores, axis=-1):
    exps = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return exps / exps.sum(axis=axis, keepdims=True)


def _masked(hidden):
    """Softmax of the scores, with -inf where hidden(ones) is not 0."""
    return lambda scores: _softmax(np.where(hidden(np.ones(scores.shape)) != 0, -np.inf, scores))


def _cut(x, heads):
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)


_SCORES = np.array([[0.5, 2.0, -1.0, 1.0], [1.0, -0.5, 3.0, 0.0], [2.0, 0.25, 1.0, -2.0], [0.0, 1.5, -1.0, 0.5]])
_X = np.arange(18.0).reshape(3, 6)
_WEIGHTS = np.array([[1.0, 0.0, 0.0], [0.25, 0.75, 0.0], [0.5, 0.125, 0.375]])
_V = np.array([[1.0, -2.0], [0.5, 4.0], [3.0, 1.0]])
_DOUT = np.array([[2.0, 1.0], [-1.0, 0.5], [0.25, -3.0]])


EXERCISES = (
    Exercise(
        id="attention.1",
        question="Return the weights: softmax along each row of what is not later.",
        reference=_masked(lambda ones: np.triu(ones, 1)),
        answers=Calls((_SCORES,), (_SCORES[:3, :3],)),
        slips=(
            Slip(_softmax, "Nothing is masked: the first row must be 1, 0, 0, since that letter sees itself alone."),
            Slip(
                _masked(lambda ones: np.tril(ones, -1)),
                "Masked is the wrong half: j is later than i above the diagonal. np.triu has the upper half.",
            ),
            Slip(
                _masked(lambda ones: np.triu(ones, 0)),
                "The diagonal is masked too, so that the first letter sees nobody, and its row is 0 / 0.",
            ),
            Slip(
                _masked(lambda ones: np.triu(ones, 2)),
                "The next letter is still to be seen: later begins one place above the diagonal, np.triu(..., 1).",
            ),
            Slip(
                lambda scores: _masked(lambda ones: np.triu(ones, 1))(scores / np.sqrt(len(scores))),
                "These scores are scaled already: do not divide again.",
            ),
            Slip(
                lambda scores: scores + np.triu(np.full(scores.shape, -np.inf), 1),
                "The mask is right. Now make weights of these scores: softmax, along each row.",
            ),
            Slip(
                lambda scores: np.exp(scores) * np.tril(np.ones(scores.shape)),
                "The rows do not add up to 1 yet: divide each by its sum.",
            ),
            Slip(
                lambda scores: (lambda e: e / e.sum(axis=1))(np.exp(scores) * np.tril(np.ones(scores.shape))),
                "Each column is divided by the sum of a row. Keep the sums a column: keepdims=True.",
            ),
            Slip(
                lambda scores: np.tril(_softmax(scores)),
                "The zeros are at the right places, but the rows no longer add up to 1. Mask first, then softmax.",
            ),
            Slip(
                lambda scores: _softmax(np.tril(scores)),
                "A score of 0 is not a weight of 0: e**0 is 1. Add minus infinity.",
            ),
            Slip(
                lambda scores: _softmax(scores + np.triu(np.full(scores.shape, -np.inf), 1), axis=0),
                "The columns add up to 1. Each letter shares its own weights, which are a row: axis=-1.",
            ),
            Slip(
                lambda scores: _softmax(scores + np.triu(np.full(scores.shape, -np.inf), 1), axis=None),
                "All weights together add up to 1. Each row should, by itself: axis=-1.",
            ),
            Slip(
                lambda scores: _softmax(scores + np.triu(np.full(scores.shape, -1.0), 1)),
                "Lower by one is still there. Only minus infinity makes e**x a 0.",
            ),
        ),
        solution=(
            "def weights_of(scores):\n"
            "    later = np.triu(np.full(scores.shape, -np.inf), 1)\n"
            "    return ng.softmax(scores + later, axis=-1)"
        ),
        then="The diagonal stays: a letter may look at itself, so that no row is all minus infinity.",
    ),
    Exercise(
        id="attention.2",
        question="Return x, [letters, width], as [heads, letters, width / heads].",
        reference=_cut,
        answers=Calls((_X, 2), (_X, 3), (_X[:2], 3)),
        slips=(
            Slip(
                lambda x, heads: x.reshape(heads, len(x), -1),
                "The shape is right, the numbers are not: a head has got whole letters. Cut the columns first, then "
                "move axes.",
            ),
            Slip(
                lambda x, heads: x.reshape(len(x), heads, -1),
                "The columns are cut. Now bring the axis of the heads to the front: transpose(1, 0, 2).",
            ),
            Slip(
                lambda x, heads: x.reshape(len(x), -1, heads).transpose(2, 0, 1),
                "That deals the columns out in turn. The first head has the first columns, one beside the other.",
            ),
            Slip(
                lambda x, heads: _cut(x, heads).transpose(0, 2, 1),
                "Letters and columns are swapped within each head: the letters come second.",
            ),
        ),
        solution=(
            "def cut(x, heads):\n"
            "    letters, width = x.shape\n"
            "    return x.reshape(letters, heads, width // heads).transpose(1, 0, 2)"
        ),
        then="Nothing is computed and, in NumPy, nothing is copied: the same numbers, seen in another order.",
    ),
    Exercise(
        id="attention.3",
        question="Return (dweights, dv) for out = weights @ v.",
        reference=lambda dout, weights, v: (dout @ v.T, weights.T @ dout),
        answers=Calls((_DOUT, _WEIGHTS, _V)),
        slips=(
            Slip(
                lambda dout, weights, v: (dout @ v.T, weights @ dout),
                "dv[j] adds up what all letters i send back, each by its weight on j: a column of the weights. "
                "Transpose.",
            ),
            Slip(
                lambda dout, weights, v: (weights.T @ dout, dout @ v.T),
                "Both are right, in the wrong order: dweights comes first.",
            ),
            Slip(
                lambda dout, weights, v: (v @ dout.T, weights.T @ dout),
                "dweights is transposed: row i belongs to the letter that looks, as in dout.",
            ),
            Slip(
                lambda dout, weights, v: (weights * (dout @ v.T), weights.T @ dout),
                "The weights are in the rule of softmax, which comes next. Here dweights is dout @ v.T alone.",
            ),
            Slip(
                lambda dout, weights, v: (np.tril(dout @ v.T), weights.T @ dout),
                "The mask is not undone here. Softmax comes next, and multiplies by the weights, which are 0 there.",
            ),
            Slip(
                lambda dout, weights, v: (dout @ v.T, dout),
                "That would be so if each letter looked at itself alone. Each value is read by several letters.",
            ),
        ),
        solution="def look_back(dout, weights, v):\n    return dout @ v.T, weights.T @ dout",
        then="It is the rule of dot, as for a dense layer. Looking forward mixes by rows, sending back by columns.",
    ),
    Parsons(
        id="attention.4",
        question="Put the lines of attention in order: from x to y, with a mask and a residual path.",
        setup=(
            "import numpy as np\n"
            "rng = np.random.default_rng(0)\n"
            "x = rng.normal(size=(3, 4))\n"
            "Wq, Wk, Wv = rng.normal(size=(3, 4, 4))"
        ),
        lines=(
            "q, k, v = x @ Wq, x @ Wk, x @ Wv",
            "scores = q @ k.T / np.sqrt(4)",
            "scores = scores + np.triu(np.full((3, 3), -np.inf), 1)",
            "exps = np.exp(scores)",
            "weights = exps / exps.sum(axis=1, keepdims=True)",
            "y = x + weights @ v",
        ),
        results=("y",),
        distractors=("weights = exps / exps.sum(axis=0, keepdims=True)", "y = x + v @ weights"),
        then="The mask stands before exp: minus infinity becomes a weight of 0, and the others add up to 1.",
        hints={
            "weights = exps / exps.sum(axis=0, keepdims=True)": "The weights of one letter are a row; here the "
            "columns would add up to 1.",
            "y = x + v @ weights": "The rows of the weights belong to the letters that look: weights @ v mixes values.",
        },
    ),
)
