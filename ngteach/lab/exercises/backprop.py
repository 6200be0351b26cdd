"""The exercises of the page adjoints by hand."""

from __future__ import annotations

import numpy as np

from .answers import Calls, Values
from .exercise import Exercise, Slip

_rng = np.random.default_rng(4)
_X, _W, _B, _DY = (_rng.integers(-3, 4, shape).astype(float) for shape in [(3, 3), (3, 3), (3,), (3, 3)])
_P = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.25, 0.5, 0.25], [0.05, 0.9, 0.05]])
_EXPECTED = np.eye(3)[[0, 1, 2, 1]]

EXERCISES = (
    Exercise(
        id="backprop.1",
        question="Write the rule for y = tanh(x): return dx.",
        reference=lambda dy, y: dy * (1 - y * y),
        answers=Calls((2.0, 0.5), (np.array([1.0, -3.0]), np.array([-0.5, 0.25]))),
        slips=(
            Slip(lambda dy, y: 1 - y * y, "That is the slope of tanh. By the chain rule, dx is dy times that."),
            Slip(
                lambda dy, y: dy * (1 - np.tanh(y) ** 2),
                "y is tanh(x) already, the result. Taking tanh of it again goes one step too far.",
            ),
            Slip(lambda dy, y: dy * (1 - y), "The slope is 1 minus the square of tanh: y * y."),
            Slip(lambda dy, y: dy * y * (1 - y), "That is the rule of sigmoid, the other s-shaped function."),
            Slip(lambda dy, y: -dy * (1 - y * y), "The sign: tanh climbs everywhere, so its slope is positive."),
        ),
        solution="def tanh_rule(dy, y):\n    return dy * (1 - y * y)",
        then="The rule reads y and not x: x need not be kept for the backward pass.",
    ),
    Exercise(
        id="backprop.2",
        question="Write the rule of a dense layer: return dx, dW and db.",
        reference=lambda dy, x, W, b: (dy @ W.T, x.T @ dy, dy.sum(axis=0)),
        answers=Calls((_DY, _X, _W, _B)),
        slips=(
            Slip(
                lambda dy, x, W, b: (dy @ W, x.T @ dy, dy.sum(axis=0)),
                "dx: your W is not transposed. dy is [rows, out] and W is [in, out]; dx must be [rows, in].",
            ),
            Slip(
                lambda dy, x, W, b: (dy @ W.T, dy.T @ x, dy.sum(axis=0)),
                "dW: this is the transpose of it. W is [in, out]; x.T is [in, rows], so it stands on the left.",
            ),
            Slip(
                lambda dy, x, W, b: (dy @ W.T, x @ dy, dy.sum(axis=0)),
                "dW: x must be transposed. The sum of the product runs over the rows, the pictures.",
            ),
            Slip(
                lambda dy, x, W, b: (dy @ W.T, x.T @ dy, dy),
                "db: b is one row and dy has one for each picture. Used n times, so summed over n: axis=0.",
            ),
            Slip(
                lambda dy, x, W, b: (dy @ W.T, x.T @ dy, dy.mean(axis=0)),
                "db: each use of b counts in full. It is the sum over the rows, not their mean.",
            ),
            Slip(
                lambda dy, x, W, b: (dy @ W.T, x.T @ dy, dy.sum(axis=1)),
                "db: you add up over the columns. b has one number for each column: sum over the rows, axis=0.",
            ),
        ),
        solution="def dense_rule(dy, x, W, b):\n    return dy @ W.T, x.T @ dy, dy.sum(axis=0)",
        then="Two products backwards for one forwards: training costs up to three times as much as inference, and less "
        "where the first layer is large, because nobody asks for the adjoint of the pictures.",
    ),
    Exercise(
        id="backprop.3",
        question="By hand: what is the adjoint of x at x = 2, b = 3?",
        reference=16,
        answers=Values(),
        slips=(
            Slip(12, "a is read twice. You have followed it through c only; loss = c + a reads it too."),
            Slip(4, "a is read twice. You have followed it through the last equation only; c reads it too."),
            Slip(8, "x * x reads x twice, and both count: the slope of x * x is 2 * x."),
            Slip(24, "da is b + 1: it contributes b through c, and 1 directly."),
        ),
        solution="answer = (3 + 1) * 2 * 2",
        then="da = b + 1 = 4, and the slope of x * x is 2x = 4.",
    ),
    Exercise(
        id="backprop.4",
        question="What is dz, the adjoint of the logits, from p, expected and the number of rows?",
        reference=lambda p, expected: (p - expected) / len(p),
        answers=Calls((_P, _EXPECTED), (_P[1:3], _EXPECTED[1:3])),
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
                lambda p, expected: (p - expected) / p.size,
                "p.size counts the classes too; the loss divides by the number of rows, len(p).",
            ),
            Slip(
                lambda p, expected: -expected / p / len(p),
                "That is dp, the adjoint of p. Going back through softmax makes it simpler.",
            ),
            Slip(
                lambda p, expected: p / len(p),
                "The labels are missing: at the right class the adjoint must be negative.",
            ),
        ),
        solution="def logits_rule(p, expected):\n    return (p - expected) / len(p)",
        then="What the model says minus what is true. Two equations instead of ten: a compiler would like to know.",
    ),
)
