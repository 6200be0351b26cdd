"""The exercises of the page cross-entropy and its clip."""

from __future__ import annotations

import numpy as np

from ...core.types import f32, i32
from ...ops import exp, log, max, one_hot, softmax, sum
from ...train.nn import cross_entropy
from .answers import Calls, Graphs, Values
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons

_P = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.25, 0.5, 0.25], [0.05, 0.9, 0.05]])
_LABELS = np.array([0, 1, 2, 1])
_FAR = np.zeros((4, 10), np.float32) + np.array([[0], [400], [0], [0]], np.float32)  # one row far above the others
_TINY = np.array([[0.5, 1e-10, 1e-30], [1e-30, 0.3, 0.7], [0.0, 1.0, 1e-23], [1e-30, 1e-20, 1.0]])


def _picked(p, labels):
    return p[np.arange(len(labels)), labels]


def _both_sides(p, labels):
    y = np.eye(p.shape[1])[labels]
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(labels)


def _from_logits(z, labels, top=lambda z: max(z, axis=1, keepdims=True), taken=log, axis=1):
    z = z - top(z)
    log_p = z - taken(sum(exp(z), axis=axis, keepdims=True))
    return -sum(log_p * one_hot(labels, 10, f32)) / 4.0


def _without_shift(z, labels):
    return _from_logits(z, labels, top=lambda z: 0.0)


def _sum_over_pictures(z, labels):
    return _from_logits(z, labels) * 4.0


def _mean_over_all(z, labels):
    return _from_logits(z, labels) / 10.0


def _through_p(z, labels):
    return -sum(log(softmax(z, axis=1)) * one_hot(labels, 10, f32)) / 4.0


def _one_sum_for_all(z, labels):
    return _from_logits(z, labels, axis=None)


def _largest_of_all(z, labels):
    return _from_logits(z, labels, top=max)


def _without_log(z, labels):
    return _from_logits(z, labels, taken=lambda total: total)


def _along_columns(z, labels):
    return _from_logits(z, labels, top=lambda z: max(z, axis=0, keepdims=True), axis=0)


def _half_shifted(z, labels):
    shifted = z - max(z, axis=1, keepdims=True)
    return -sum((z - log(sum(exp(shifted), axis=1, keepdims=True))) * one_hot(labels, 10, f32)) / 4.0


def _logits():
    z = np.random.default_rng(3).standard_normal((4, 10)).astype(np.float32)
    z[1] *= 300  # p has zeros here, and exp of the largest logit overflows
    return z


EXERCISES = (
    Exercise(
        id="loss.1",
        question="Return the mean of minus the logarithm of the right class's probability.",
        reference=lambda p, labels: -np.mean(np.log(_picked(p, labels))),
        answers=Calls((_P, _LABELS), (_P[2:], _LABELS[1:3])),
        slips=(
            Slip(
                lambda p, labels: np.mean(np.log(_picked(p, labels))),
                "The sign: a logarithm of a probability is negative, and a loss should be positive.",
            ),
            Slip(
                lambda p, labels: -np.sum(np.log(_picked(p, labels))),
                "You add up over the pictures. The mean does not depend on how many there are: divide by their number.",
            ),
            Slip(
                lambda p, labels: -np.mean(_picked(p, labels)),
                "The logarithm is missing: the price of being sure and wrong would be only 1.",
            ),
            Slip(
                lambda p, labels: -np.mean(np.log2(_picked(p, labels))),
                "That is the logarithm to the base 2; the loss takes the natural one, np.log.",
            ),
            Slip(
                lambda p, labels: -np.mean(np.log10(_picked(p, labels))),
                "That is the logarithm to the base 10; the loss takes the natural one, np.log.",
            ),
            Slip(
                lambda p, labels: np.mean(np.argmax(p, axis=1) != labels),
                "That counts the mistakes, and is flat almost everywhere. Take the logarithm of the right class's p.",
            ),
            Slip(
                _both_sides,
                "You also add log(1 - p) of the wrong classes. Here the right class's probability alone counts.",
            ),
            Slip(
                lambda p, labels: -np.mean(np.log(p)),
                "You average over all classes. Only the probability of the right class counts: p[row, labels[row]].",
            ),
            Slip(
                lambda p, labels: -np.sum(np.log(_picked(p, labels))) / p.size,
                "p.size counts classes too. Divide by the number of pictures, len(labels).",
            ),
            Slip(
                lambda p, labels: -np.log(np.mean(_picked(p, labels))),
                "First the logarithm, then the mean: one bad mistake must not hide among good answers.",
            ),
            Slip(
                lambda p, labels: -np.mean(np.log(p[:, labels])),
                "p[:, labels] takes all these columns of every row. p[np.arange(len(labels)), labels] pairs them up.",
            ),
        ),
        solution=("def cross_entropy(p, labels):\n    return -np.mean(np.log(p[np.arange(len(labels)), labels]))"),
        then="In the graph, one-hot and a sum do the picking: ops through which a gradient flows back to p.",
    ),
    Exercise(
        id="loss.2",
        question="What is the largest loss of a picture if p is clipped at 0.001?",
        reference=float(-np.log(0.001)),
        answers=Values(rtol=5e-3),
        slips=(
            Slip(50.0, "That is with exp(-50). Now the smallest p is 0.001."),
            Slip(float(np.log(0.001)), "The sign: the loss is minus the logarithm."),
            Slip(3.0, "That is the logarithm to the base 10; the loss takes the natural one."),
            Slip(1000.0, "That is 1/p. The loss is minus the logarithm of p."),
            Slip(0.001, "That is the smallest p. The loss is minus its logarithm."),
            Slip(float("inf"), "Without a clip there is no limit. With one, p is never less than 0.001."),
            Slip(float(-np.log2(0.001)), "That is the logarithm to the base 2; the loss takes the natural one."),
        ),
        solution="answer = -np.log(0.001)",
        then="6.91. Every picture with less than 0.001 for its class is dead: with the tutorial's first weights 83 %.",
    ),
    Exercise(
        id="loss.3",
        question="Write the loss from the logits, without computing p.",
        reference=_from_logits,
        answers=Graphs(f32[4, 10], i32[4], arrays=(_logits(), np.array([3, 1, 4, 1], np.int32))),
        slips=(
            Slip(
                _without_shift,
                "exp of a large logit is infinite. Take each row's largest logit off first; it changes nothing else.",
                when=lambda answer: not np.isfinite(answer(np.full((4, 10), 200, np.float32), _LABELS)),
            ),
            Slip(_without_log, "Taken off is the logarithm of the sum, log(sum(exp(z))). The log is missing."),
            Slip(_along_columns, "axis=0 goes down the columns. The logits of one picture are a row: axis=1."),
            Slip(
                _largest_of_all,
                "ng.max(z) is the largest of all rows, and a row of small logits is lost. Each needs its own: axis=1.",
                when=lambda answer: not np.isfinite(answer(_FAR, _LABELS)),
            ),
            Slip(
                _half_shifted,
                "You take the largest off inside exp, but not from the z before it. Both must be the same z.",
            ),
            Slip(
                _mean_over_all,
                "That is the mean over pictures and classes. Of each picture only one number counts: divide by 4.",
            ),
            Slip(
                lambda z, labels: cross_entropy(softmax(z, axis=1), labels),
                "The clip acts here: p is computed after all. Write z - log(sum(exp(z))) instead.",
            ),
            Slip(_sum_over_pictures, "That is the sum over the pictures. The mean divides it by 4."),
            Slip(lambda z, labels: -_from_logits(z, labels), "The sign: log p is negative, a loss is positive."),
            Slip(
                _through_p,
                "log(softmax(z)) computes p after all, and p has zeros. Write z - log(sum(exp(z))) instead.",
            ),
            Slip(_one_sum_for_all, "Each picture has its own sum: axis=1, and keepdims=True so that it fits again."),
        ),
        solution=(
            "def loss_of_logits(z, labels):\n"
            "    expected = ng.one_hot(labels, 10, ng.f32)\n"
            "    z = z - ng.max(z, axis=1, keepdims=True)\n"
            "    log_p = z - ng.log(ng.sum(ng.exp(z), axis=1, keepdims=True))\n"
            "    return -ng.sum(log_p * expected) / 4.0"
        ),
        then="No zero, no infinity, no clip, and no dead samples.",
    ),
    Exercise(
        id="loss.4",
        question="Which pictures are dead? Return an array of True and False.",
        reference=lambda p, labels, smallest: _picked(p, labels) < smallest,
        answers=Calls((_P, _LABELS, 0.55), (_TINY, _LABELS[::-1], 1e-22), (_P, _LABELS, 0.04)),
        slips=(
            Slip(
                lambda p, labels, smallest: _picked(p, labels) > smallest,
                "These are the ones that live: maximum(q, smallest) is q, and feels every change of it.",
            ),
            Slip(
                lambda p, labels, smallest: _picked(p, labels) == 0,
                "Also a q that is not quite 0 is replaced by smallest, and the loss no longer depends on it.",
            ),
            Slip(
                lambda p, labels, smallest: np.maximum(_picked(p, labels), smallest),
                "That is what the clip makes of q. Return whether it changed q: True or False.",
            ),
            Slip(
                lambda p, labels, smallest: np.sum(_picked(p, labels) < smallest),
                "That is how many there are. Return True or False for each picture.",
            ),
            Slip(
                lambda p, labels, smallest: np.log(_picked(p, labels)) < smallest,
                "The limit is one of p, not of its logarithm: compare p itself with smallest.",
            ),
            Slip(
                lambda p, labels, smallest: p[:, labels] < smallest,
                "p[:, labels] takes all these columns of every row. p[np.arange(len(labels)), labels] pairs them up.",
            ),
            Slip(
                lambda p, labels, smallest: (p < smallest).any(axis=1),
                "A wrong class may be unlikely. Look at the right one alone: p[np.arange(len(labels)), labels].",
            ),
            Slip(
                lambda p, labels, smallest: np.flatnonzero(_picked(p, labels) < smallest),
                "These are the numbers of the dead ones. Return True or False for each picture.",
            ),
            Slip(
                lambda p, labels, smallest: np.mean(_picked(p, labels) < smallest),
                "That is the share of the dead ones. Return True or False for each picture.",
            ),
            Slip(
                lambda p, labels, smallest: p < smallest,
                "That is one answer for each class. A picture is dead if its right class is below the limit.",
            ),
            Slip(
                lambda p, labels, smallest: np.max(p, axis=1) < smallest,
                "That looks at the class that the model finds most likely. The loss reads the right one.",
            ),
        ),
        solution="def dead(p, labels, smallest):\n    return p[np.arange(len(labels)), labels] < smallest",
        then="A training program can count them at every step, and you would want to know.",
    ),
    Parsons(
        id="loss.5",
        question="Put the lines of the loss from the logits in order.",
        setup=(
            "z = 100 * np.random.default_rng(0).normal(size=(4, 10))\n"
            "labels, rows = np.array([3, 1, 4, 1]), np.arange(4)"
        ),
        lines=(
            "top = np.max(z, axis=1, keepdims=True)",
            "z = z - top",
            "total = np.sum(np.exp(z), axis=1, keepdims=True)",
            "log_p = z - np.log(total)",
            "right = log_p[rows, labels]",
            "loss = -np.mean(right)",
        ),
        results=("loss",),
        distractors=("right = log_p[:, labels]", "log_p = np.log(z / total)"),
        hints={
            "right = log_p[:, labels]": "That takes these four columns of every row, not one number of each row.",
            "log_p = np.log(z / total)": "p would be exp(z) / total. Its logarithm is z less the logarithm of total.",
        },
        then="p is never computed, so that there is no zero whose logarithm could be taken.",
    ),
    Hunt(
        id="loss.6",
        question="One line of the clipped cross-entropy is wrong, so that the clip has no effect. Which?",
        setup=(
            "p = np.array([[0.7, 0.2, 0.1], [1e-30, 0.4, 0.6], [0.25, 0.5, 0.25], [0.1, 0.8, 0.1]])\n"
            "labels, smallest = np.array([0, 0, 2, 1]), np.exp(-50)"
        ),
        lines=(
            "expected = np.eye(3)[labels]",
            "q = np.maximum(p, smallest)",
            "log_q = np.log(q)",
            "picked = log_q * expected",
            "total = np.sum(picked)",
            "loss = -total / len(labels)",
        ),
        wrong=(2, "log_q = np.log(p)"),
        results=("loss",),
        then="q is computed, and nobody reads it: a line that no result needs is worth a second look.",
        hints={
            0: "That line is right: the rows of np.eye(3) that labels names are a one-hot matrix.",
            1: "That line is right: what is below smallest becomes smallest.",
            3: "That line is right: all but the right class of each row becomes 0.",
            4: "That line is right: in each row one number is left to be added.",
            5: "That line is right: the mean is over the pictures, and there are len(labels) of them.",
        },
    ),
)
