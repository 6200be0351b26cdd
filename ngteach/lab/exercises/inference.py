"""The exercises of the page the model as a graph."""

from __future__ import annotations

import numpy as np

from ...core.types import f32
from ...ops import broadcast, dot, relu, softmax
from .answers import Calls, Graphs, Values
from .exercise import Exercise, Slip


def _second(l0, W1, b1):
    return softmax(dot(l0, W1) + broadcast(b1, (4, 10), axis={0}), axis=1)


def _stable(z, axis=1):
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def _simple(z):
    e = np.exp(z)
    return e / np.sum(e, axis=1, keepdims=True)


def _forgot_to_divide(z):
    return np.exp(z - np.max(z, axis=1, keepdims=True))


def _without_keepdims(answer):
    """Does it subtract row maxima that have become a row themselves?"""
    z = np.array([[1.0, 2.0], [5.0, 3.0]])
    e = np.exp(z - np.max(z, axis=1))
    return any(np.allclose(answer(z), e / np.sum(d, axis=1, keepdims=True)) for d in (e, np.exp(z)))


def _one_of_two(W0, b0, W1, b1):
    return W0 @ W1, b0 @ W1 + b1


_Z = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, -5.0], [1.0, 0.5, 0.0]])
_LARGE = np.array([[1000.0, 1001.0, 999.0], [-1000.0, 0.0, 1.0], [-1000.0, -1001.0, -999.0]])
_W0, _W1 = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[0.5, 1.0], [-2.0, 4.0]])
_B0, _B1 = np.array([1.0, -2.0]), np.array([3.0, 0.25])

EXERCISES = (
    Exercise(
        id="inference.1",
        question="Write the second layer and its softmax in the tutorial's words.",
        reference=_second,
        answers=Graphs(f32[4, 16], f32[16, 10], f32[10], structure=True),
        slips=(
            Slip(
                lambda l0, W1, b1: softmax(relu(dot(l0, W1) + broadcast(b1, (4, 10), axis={0})), axis=1),
                "relu is for hidden layers. Before softmax it would throw away all that speaks against a class.",
            ),
            Slip(
                lambda l0, W1, b1: dot(l0, W1) + broadcast(b1, (4, 10), axis={0}),
                "These are the logits. softmax along the classes, axis=1, makes them probabilities.",
            ),
            Slip(
                lambda l0, W1, b1: softmax(dot(l0, W1) + broadcast(b1, (4, 10), axis={0}), axis=0),
                "The probabilities of one picture sum to 1, and a picture is a row: axis=1.",
            ),
            Slip(lambda l0, W1, b1: softmax(dot(l0, W1), axis=1), "The bias b1 is an input, but nothing reads it."),
        ),
        solution=(
            "def second(l0, W1, b1):\n"
            "    l1_dot = ng.dot(l0, W1)\n"
            "    b1_broadcast = ng.broadcast(b1, (4, 10), axis={0})\n"
            "    return ng.softmax(l1_dot + b1_broadcast, axis=1)"
        ),
        then="l0 @ W1 + b1 records the same equations. The long form shows what the short one does.",
    ),
    Exercise(
        id="inference.2",
        question="What is the type of W1 in the tutorial's model?",
        reference=f32[600, 10],
        answers=Values(),
        slips=(
            Slip(f32[10, 600], "h @ W1: h has 600 columns, so W1 must have 600 rows."),
            Slip(f32[784, 600], "That is W0, which reads the pixels. W1 reads the hidden units."),
            Slip(f32[128, 10], "That is the result. Weights do not know how many pictures there are."),
            Slip(f32[784, 10], "That would be a model without a hidden layer."),
        ),
        solution="answer = ng.f32[600, 10]",
        then="Rows for what goes in, columns for what comes out. The 128 pictures appear in no weight.",
    ),
    Exercise(
        id="inference.3",
        question="Repair the softmax so that large logits do no harm.",
        reference=_stable,
        answers=Calls((_Z,), (_LARGE,)),
        blank=_simple,
        slips=(
            Slip(
                lambda z: np.exp(z - 900) / np.sum(np.exp(z - 900), axis=1, keepdims=True),
                "A fixed number helps large logits and harms small ones. Subtract each row's own largest.",
            ),
            Slip(
                lambda z: np.exp(z - np.max(z)) / np.sum(np.exp(z - np.max(z)), axis=1, keepdims=True),
                "np.max(z) is the largest of all rows, so a row of small logits becomes 0/0. Each row needs its own.",
            ),
            Slip(
                lambda z: _stable(z, axis=0),
                "np.max(z, axis=0) goes down the columns. The logits of one picture are a row: axis=1.",
            ),
            Slip(
                lambda z: np.exp(z - np.max(z, axis=1)) / np.sum(np.exp(z), axis=1, keepdims=True),
                "Without keepdims=True the maxima are a row, and each column gets another picture's maximum.",
                when=_without_keepdims,
            ),
            Slip(_forgot_to_divide, "The rows do not sum to 1 any more: divide by their sums."),
        ),
        solution=(
            "def stable_softmax(z):\n"
            "    e = np.exp(z - np.max(z, axis=1, keepdims=True))\n"
            "    return e / np.sum(e, axis=1, keepdims=True)"
        ),
        then="A logit that is far below the largest still gets exp(-1000) = 0. The next notebook is about that zero.",
    ),
    Exercise(
        id="inference.4",
        question="Which W and b make x @ W + b the same as (x @ W0 + b0) @ W1 + b1?",
        reference=_one_of_two,
        answers=Calls((_W0, _B0, _W1, _B1)),
        slips=(
            Slip(
                lambda W0, b0, W1, b1: (W1 @ W0, b0 @ W1 + b1),
                "The order of a matrix product matters: x meets W0 first, so W0 stands on the left.",
            ),
            Slip(
                lambda W0, b0, W1, b1: (W0 @ W1, b0 + b1),
                "b0 goes through the second layer too, so it is multiplied by W1.",
            ),
            Slip(lambda W0, b0, W1, b1: (W0 @ W1, b0 @ W1), "b1 is added at the end, and must not be lost."),
            Slip(lambda W0, b0, W1, b1: (W0 @ W1, b1), "What the second layer makes of b0 is missing in b."),
        ),
        solution="def one_of_two(W0, b0, W1, b1):\n    return W0 @ W1, b0 @ W1 + b1",
        then="A hundred layers with nothing nonlinear between them are still one.",
    ),
)
