"""The exercises of the page cross-entropy and its clip."""

from __future__ import annotations

import numpy as np

from ...core.types import f32, i32
from ...ops import exp, log, max, one_hot, softmax, sum
from .answers import Calls, Graphs, Values
from .exercise import Exercise, Slip

_P = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6], [0.25, 0.5, 0.25], [0.05, 0.9, 0.05]])
_LABELS = np.array([0, 1, 2, 1])


def _picked(p, labels):
    return p[np.arange(len(labels)), labels]


def _from_logits(z, labels):
    z = z - max(z, axis=1, keepdims=True)
    log_p = z - log(sum(exp(z), axis=1, keepdims=True))
    return -sum(log_p * one_hot(labels, 10, f32)) / 4.0


def _without_shift(z, labels):
    log_p = z - log(sum(exp(z), axis=1, keepdims=True))
    return -sum(log_p * one_hot(labels, 10, f32)) / 4.0


def _sum_over_pictures(z, labels):
    return _from_logits(z, labels) * 4.0


def _without_minus(z, labels):
    return -_from_logits(z, labels)


def _through_p(z, labels):
    return -sum(log(softmax(z, axis=1)) * one_hot(labels, 10, f32)) / 4.0


def _one_sum_for_all(z, labels):
    z = z - max(z, axis=1, keepdims=True)
    return -sum((z - log(sum(exp(z)))) * one_hot(labels, 10, f32)) / 4.0


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
        answers=Values(),
        slips=(
            Slip(50.0, "That is with exp(-50). Now the smallest p is 0.001."),
            Slip(float(np.log(0.001)), "The sign: the loss is minus the logarithm."),
            Slip(3.0, "That is the logarithm to the base 10; the loss takes the natural one."),
            Slip(1000.0, "That is 1/p. The loss is minus the logarithm of p."),
        ),
        solution="answer = -np.log(0.001)",
        then="6.91. Every picture with less than 0.001 for its class is dead: from U(-1, 1) that is most of them.",
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
            Slip(_sum_over_pictures, "That is the sum over the pictures. The mean divides it by 4."),
            Slip(_without_minus, "The sign: log p is negative, the loss should be positive."),
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
