"""The exercises of the page rules."""

from __future__ import annotations

import numpy as np

from .answers import Calls
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons

_rng = np.random.default_rng(4)


def _numbers(*shapes):
    return tuple(_rng.integers(-3, 4, shape).astype(float) for shape in shapes)


_SQUARE = _numbers((3, 3), (3, 3), (3, 3), (3,))  # dy, x, W, b: here a product of the wrong sides fits as well
_DENSE = _numbers((3, 2), (3, 4), (4, 2), (2,))
_P = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.25, 0.5, 0.25], [0.05, 0.9, 0.05]])
_EXPECTED = np.eye(3)[[0, 1, 2, 1]]
_WIDE = np.array([[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.2, 0.5]]), np.eye(4)[[2, 3]]
_ROWS = _numbers((2, 3), (4, 2))


def _right(dy, x, W, b):
    return dy @ W.T, x.T @ dy, dy.sum(axis=0)


def _dense(place, part):
    """The right rule, but for one of its three results."""

    def rule(*args):
        found = list(_right(*args))
        found[place] = part(*args)
        return tuple(found)

    return rule


def _dense_slip(place, parts, hint):
    """Found on square matrices, for on others the product may not fit.   parts: a wrong part, or several."""
    parts = parts if isinstance(parts, tuple) else (parts,)
    wrong = [part(*_SQUARE) for part in parts]
    return Slip(
        _dense(place, parts[0]), hint, lambda answer: any(np.array_equal(answer(*_SQUARE)[place], w) for w in wrong)
    )


def _centred_without_keepdims(answer):
    dy = np.array([[1.0, 2.0, 4.0], [0.0, 5.0, 7.0], [3.0, 3.0, 9.0]])
    return np.allclose(answer(dy), dy - dy.mean(axis=1))


def _centred_mean_alone(answer):
    dy = np.array([[1.0, 2.0, 4.0], [0.0, 5.0, 7.0]])
    return np.allclose(np.abs(answer(dy)), np.abs(dy.mean(axis=1, keepdims=True)))


EXERCISES = (
    Exercise(
        id="rules.1",
        question="Write the rule of a dense layer: return dx, dW and db.",
        reference=_right,
        answers=Calls(_DENSE, _SQUARE),
        slips=(
            Slip(
                lambda dy, x, W, b: (x.T @ dy, dy @ W.T, dy.sum(axis=0)),
                "All three are there, in another order: first dx, then dW, then db.",
            ),
            _dense_slip(
                0,
                lambda dy, x, W, b: dy @ W,
                "dx: your W is not transposed. dy is [rows, out] and W is [in, out]; dx must be [rows, in].",
            ),
            _dense_slip(
                0,
                lambda dy, x, W, b: W @ dy.T,
                "dx: this is the transpose of it. dx is [rows, in]; dy is [rows, out], so it stands on the left.",
            ),
            _dense_slip(
                0,
                (lambda dy, x, W, b: W.T @ dy, lambda dy, x, W, b: W @ dy),
                "dx: dy stands on the left. [rows, out] by [out, in], the transpose of W, is [rows, in].",
            ),
            _dense_slip(
                1,
                (lambda dy, x, W, b: dy @ x.T, lambda dy, x, W, b: dy @ x),
                "dW: x stands on the left, transposed. [in, rows] by [rows, out] is [in, out].",
            ),
            _dense_slip(
                1,
                lambda dy, x, W, b: dy.T @ x,
                "dW: this is the transpose of it. W is [in, out]; x.T is [in, rows], so it stands on the left.",
            ),
            _dense_slip(
                1,
                lambda dy, x, W, b: x @ dy,
                "dW: x must be transposed. The sum of the product runs over the rows, the pictures.",
            ),
            _dense_slip(
                2,
                lambda dy, x, W, b: dy,
                "db: b is one row and dy has one for each picture. Used n times, so summed over n: axis=0.",
            ),
            _dense_slip(
                2,
                lambda dy, x, W, b: dy.mean(axis=0),
                "db: each use of b counts in full. It is the sum over the rows, not their mean.",
            ),
            _dense_slip(
                2,
                lambda dy, x, W, b: dy.sum(axis=1),
                "db: you add up over the columns. b has one number for each column: sum over the rows, axis=0.",
            ),
            _dense_slip(
                2,
                lambda dy, x, W, b: dy.sum(),
                "db: without an axis, sum adds up everything. b has one number for each column: axis=0.",
            ),
        ),
        solution="def dense_rule(dy, x, W, b):\n    return dy @ W.T, x.T @ dy, dy.sum(axis=0)",
        then="Two products backwards for one forwards, and a sum for what was repeated.",
    ),
    Exercise(
        id="rules.2",
        question="What is dz, the adjoint of the logits, from p, expected and the number of rows?",
        reference=lambda p, expected: (p - expected) / len(p),
        answers=Calls((_P, _EXPECTED), (_P[1:3], _EXPECTED[1:3]), _WIDE),
        slips=(
            Slip(
                lambda p, expected: p - expected,
                "The mean over the batch is lost: the loss divides by the number of rows, so every adjoint does.",
            ),
            Slip(
                lambda p, expected: (expected - p) / len(p),
                "The sign: where p is too large, more of the logit makes the loss larger, so dz is positive there.",
            ),
            Slip(
                lambda p, expected: expected - p,
                "The sign, and the mean: where p is too large dz is positive, and the loss divides by the number "
                "of rows.",
            ),
            Slip(
                lambda p, expected: (p - expected) / p.size,
                "p.size counts the classes too; the loss divides by the number of rows, len(p).",
            ),
            Slip(
                lambda p, expected: (p - expected) / p.shape[1],
                "p.shape[1] is the number of classes; the loss divides by the number of rows, len(p).",
            ),
            Slip(
                lambda p, expected: -expected / p / len(p),
                "That is dp, the adjoint of p. Going back through softmax makes it simpler.",
            ),
            Slip(
                lambda p, expected: -expected / p,
                "That is dp, the adjoint of p, and without the mean. Go back through softmax: it gets simpler.",
            ),
            Slip(
                lambda p, expected: (p - 1) / len(p),
                "p - 1 is right at the right class alone. At the others it is p: expected tells them apart.",
            ),
            Slip(
                lambda p, expected: expected * (p - 1) / len(p),
                "Right at the right class. The other logits change the loss, too: there dz is p / n.",
            ),
            Slip(
                lambda p, expected: p - expected / len(p),
                "Brackets: the whole difference is divided by the number of rows.",
            ),
            Slip(
                lambda p, expected: (p - expected).sum(axis=0) / len(p),
                "Nothing is to be summed: each picture has logits of its own, and dz has the shape of p.",
            ),
            Slip(
                lambda p, expected: p * (expected - p) / len(p),
                "One p too many: in softmax's rule p * (dp + 1), the p takes away the 1/p of dp.",
                when=lambda answer: any(
                    np.allclose(answer(_P, _EXPECTED), sign * _P * (_P - _EXPECTED) / n)
                    for sign in (1, -1)
                    for n in (1, 4)
                ),
            ),
            Slip(
                lambda p, expected: p / len(p),
                "The labels are missing: at the right class the adjoint must be negative.",
            ),
        ),
        solution="def logits_rule(p, expected):\n    return (p - expected) / len(p)",
        then="What the model says minus what is true. Two operations instead of twelve: a compiler should know.",
    ),
    Exercise(
        id="rules.3",
        question="Return dx for y = x - x.mean(axis=1, keepdims=True), given dy.",
        reference=lambda dy: dy - dy.mean(axis=1, keepdims=True),
        answers=Calls((_ROWS[0],), (_ROWS[1],)),
        slips=(
            Slip(lambda dy: dy, "That is the direct use alone. x is read by the mean of its row as well."),
            Slip(
                lambda dy: dy - dy.mean(axis=0, keepdims=True),
                "axis=0 takes the mean over the rows. The forward pass took one for each row: axis=1.",
            ),
            Slip(
                lambda dy: dy - dy.mean(),
                "Without an axis it is one mean for all. The forward pass took one for each row: axis=1.",
            ),
            Slip(
                lambda dy: dy - dy.sum(axis=1, keepdims=True),
                "A mean divides by the number of columns, and so does its adjoint: each x counts 1/n in it.",
            ),
            Slip(
                lambda dy: dy + dy.mean(axis=1, keepdims=True),
                "The mean was subtracted, so what comes back through it is subtracted too.",
            ),
            Slip(
                lambda dy: dy - dy.sum(axis=1, keepdims=True) / len(dy),
                "The mean of a row divides by the number of columns, dy.shape[1], not by that of rows.",
            ),
            Slip(
                lambda dy: dy - dy / dy.shape[1],
                "Each x is in the mean of its row together with the others. So what comes back is a mean, too: of the "
                "row of dy.",
            ),
            Slip(
                lambda dy: -dy.mean(axis=1, keepdims=True) + 0 * dy,
                "That is what comes back through the mean. The direct use of x contributes dy.",
                when=_centred_mean_alone,
            ),
            Slip(
                lambda dy: dy - dy.mean(axis=1),
                "Without keepdims=True the means are a row, and are subtracted from the wrong numbers, if at all.",
                when=_centred_without_keepdims,
            ),
        ),
        solution="def centred_rule(dy):\n    return dy - dy.mean(axis=1, keepdims=True)",
        then="The rule does to dy what the op does to x. It is no accident: the Jacobian is symmetric.",
    ),
    Parsons(
        id="rules.4",
        question="h = relu(x @ W0 + b0), p = softmax(h @ W1 + b1), then the mean cross-entropy. Order the lines "
        "backwards.",
        lines=(
            "dz = (p - expected) / len(x)",
            "dW1 = h.T @ dz",
            "db1 = dz.sum(axis=0)",
            "dh = dz @ W1.T",
            "da = np.where(h > 0, dh, 0.0)",
            "dW0 = x.T @ da",
            "db0 = da.sum(axis=0)",
        ),
        setup=(
            "import numpy as np\n"
            "rng = np.random.default_rng(0)\n"
            "x, W0, b0 = rng.normal(size=(3, 4)), rng.normal(size=(4, 5)), rng.normal(size=5)\n"
            "W1, b1 = rng.normal(size=(5, 2)), rng.normal(size=2)\n"
            "h = np.maximum(x @ W0 + b0, 0.0)\n"
            "p = np.exp(h @ W1 + b1)\n"
            "p = p / p.sum(axis=1, keepdims=True)\n"
            "expected = np.eye(2)[[0, 1, 1]]"
        ),
        results=("dW0", "db0", "dW1", "db1"),
        distractors=("dW1 = dz.T @ h", "da = np.where(h > 0, h, 0.0)"),
        hints={
            "dW1 = dz.T @ h": "dW1 must have the shape of W1. That line gives its transpose.",
            "da = np.where(h > 0, h, 0.0)": "relu's rule lets the adjoint through, not the value.",
        },
        then="Seven lines are the backward pass of a network that reads digits. Those of one layer may change places.",
    ),
    Hunt(
        id="rules.5",
        question="z = x @ W + b, p = softmax(z), then the mean cross-entropy. One line of the backward pass is "
        "wrong. Which?",
        lines=(
            "dp = -expected / p / len(x)",
            "dz = p * (dp - np.sum(dp * p, 1, keepdims=True))",
            "dx = dz @ W.T",
            "dW = x.T @ dz",
            "db = np.sum(dz, axis=0)",
        ),
        wrong=(1, "dz = p * (dp - np.sum(dp, 1, keepdims=True))"),
        setup=(
            "import numpy as np\n"
            "rng = np.random.default_rng(0)\n"
            "x, W, b = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=2)\n"
            "p = np.exp(x @ W + b)\n"
            "p = p / p.sum(axis=1, keepdims=True)\n"
            "expected = np.eye(2)[[0, 1, 1]]"
        ),
        results=("dx", "dW", "db"),
        then="softmax's rule subtracts the sum of dp * p. With dp the same for all classes the adjoint must be 0.",
        hints={
            0: "That line is right: the slope of -log is -1/p, and the mean divides by the number of rows.",
            2: "That line is right: [3,2] by [2,4] gives the shape of x.",
            3: "That line is right: [4,3] by [3,2] gives the shape of W.",
            4: "That line is right: b is used for each row, so its adjoint is a sum over the rows.",
        },
    ),
)
