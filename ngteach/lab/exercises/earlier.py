"""Exercises that no page has any more; notebooks of the first edition still check them, by their old names."""

from __future__ import annotations

import numpy as np

from ...core.types import f32
from ...ops import broadcast, dot, relu, softmax
from .answers import Calls, Graphs
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


_Z = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, -5.0], [1.0, 0.5, 0.0]])
_LARGE = np.array([[1000.0, 1001.0, 999.0], [-1000.0, 0.0, 1.0], [-1000.0, -1001.0, -999.0]])

EXERCISES = (
    Exercise(
        id="earlier.1",
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
        id="earlier.2",
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
        then="A logit that is far below the largest still gets exp(-1000) = 0: the loss has to live with that zero.",
    ),
    Exercise(
        id="earlier.3",
        question="Which pictures are dead? Return an array of True and False.",
        reference=lambda q, smallest: q < smallest,
        answers=Calls((np.array([0.5, 1e-30, 1e-10, 0.0]), 1e-22), (np.array([0.2, 0.0005, 0.9]), 0.001)),
        slips=(
            Slip(
                lambda q, smallest: q > smallest,
                "These are the ones that live: maximum(q, smallest) is q, and feels every change of it.",
            ),
            Slip(
                lambda q, smallest: q == 0,
                "Also a q that is not quite 0 is replaced by smallest, and the loss no longer depends on it.",
            ),
            Slip(
                lambda q, smallest: np.maximum(q, smallest),
                "That is what the clip makes of q. Return whether it changed q: True or False.",
            ),
            Slip(
                lambda q, smallest: np.sum(q < smallest),
                "That is how many there are. Return True or False for each picture.",
            ),
        ),
        solution="def dead(q, smallest):\n    return q < smallest",
        then="A training program can count them at every step, and you would want to know.",
    ),
)
