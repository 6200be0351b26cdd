"""The exercises of the page on NaN."""

from __future__ import annotations

import warnings
from functools import wraps

import numpy as np

from ...ops import log, sum, where
from ...transform.grad import grad
from .answers import Calls, Values
from .exercise import Exercise, Slip, holds, lacks
from .lines import Hunt, Parsons


class _WithGradient(Calls):
    """A function that returns one number; its gradient is compared, too."""

    def results(self, answer):
        if not callable(answer):
            return super().results(answer)

        @wraps(answer)
        def both(p):
            value = answer(p)
            if value is None or value is ...:
                return value
            return {"value": value, "gradient": _quiet_gradient(answer, p)}

        return super().results(both)


def _quiet_gradient(answer, p):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return grad(answer)(p)


def _entropy(p):
    inside = where(p > 0, p, 1.0)
    return -sum(where(p > 0, inside * log(inside), 0.0))


def _began(equations, values, bad=lambda a: not np.all(np.isfinite(a)), of=any):
    for name, reads in equations:
        if bad(values[name]) and not of(bad(values[r]) for r in reads):
            return name
    return None


_GOOD, _INF, _NAN = np.array([1.0, 2.0]), np.array([1.0, np.inf]), np.array([np.nan, 0.0])
_CALLS = (
    # x came in with a NaN, which a hands on; b makes an infinity of good numbers, and c makes NaN of that
    (
        [("a", ["x"]), ("b", ["w"]), ("c", ["b", "w"]), ("d", ["c"])],
        {"x": _NAN, "w": _GOOD, "a": _NAN, "b": _INF, "c": _NAN, "d": _NAN},
    ),
    # the bad one is read beside a good one, from either side
    (
        [("p", ["x", "w"]), ("q", ["w", "x"]), ("r", ["w", "w"]), ("s", ["w"])],
        {"x": _INF, "w": _GOOD, "p": _NAN, "q": _INF, "r": _NAN, "s": _INF},
    ),
)


EXERCISES = (
    Exercise(
        id="nan.1",
        question="Return -sum(p log p), with 0 log 0 = 0, and with a finite gradient, which is 0 where p is 0.",
        reference=_entropy,
        answers=_WithGradient((np.array([0.5, 0.0, 0.2, 0.3]),), (np.array([0.0, 0.0, 1.0]),)),
        slips=(
            Slip(lambda p: -sum(p * log(p)), "0 * log(0) is 0 * -inf, so the value is NaN already."),
            Slip(
                lambda p: -sum(where(p > 0, p * log(p), 0.0)),
                "The value is right, the gradient is NaN: the branch that is not taken still sees log(0). "
                "Write a where inside as well.",
            ),
            Slip(
                lambda p: -sum(p * log(where(p > 0, p, 1e-30))),
                "Where p is 0 the gradient is minus the logarithm of your small number, 69 for 1e-30. "
                "Whose logarithm is 0?",
                when=lambda answer: 5 < _quiet_gradient(answer, np.array([0.5, 0.0, 0.5]))[1] < 800,
            ),
            Slip(lambda p: -_entropy(p), "The sign: an entropy is not negative."),
            Slip(
                lambda p: -sum(where(p > 0, p * log(p + 1e-3), 0.0)),
                "Something small added makes it finite, and a little wrong for every p.",
            ),
        ),
        solution="""\
def entropy(p):
    return -ng.sum(p * ng.log(ng.where(p > 0, p, 1.0)))""",
        then="Here log(1) is 0, so one where, inside, is enough. In general write one outside as well.",
    ),
    Exercise(
        id="nan.2",
        question="Return the name of the first result that is not finite though all that it reads is finite.",
        reference=_began,
        answers=Calls(*_CALLS),
        slips=(
            Slip(
                lambda equations, values: next(n for n, _ in equations if not np.all(np.isfinite(values[n]))),
                "That one is bad since what it reads is bad. Look at its inputs, too.",
            ),
            Slip(
                lambda equations, values: _began(equations, values, bad=lambda a: np.any(np.isnan(a))),
                "NaN is not the only bad number: an infinity comes first. np.isfinite sees both.",
            ),
            Slip(
                lambda equations, values: _began(equations, values, of=all),
                "One bad input among several is enough to excuse an equation.",
            ),
            Slip(
                lambda equations, values: _began(equations[::-1], values),
                "That is the last such equation. Wanted is the first one, in the order in which they run.",
            ),
            Slip(
                lambda equations, values: next((n for n, _ in equations if np.any(np.isinf(values[n]))), None),
                "An infinity may have come in, too: one that reads an infinity did not begin it. Look at the inputs.",
            ),
            Slip(
                lambda equations, values: equations[-1][0],
                "That is the end of the story. Where did it begin?",
            ),
        ),
        solution="""\
def began(equations, values):
    for name, reads in equations:
        good = all(np.all(np.isfinite(values[r])) for r in reads)
        if good and not np.all(np.isfinite(values[name])):
            return name""",
        then="ng.why_nan does this for each element by itself, so that another bad row does not lead it astray.",
    ),
    Exercise(
        id="nan.3",
        question="Which of A to F have the gradient NaN at x = 0?",
        reference="ACE",
        answers=Values(),
        slips=(
            Slip("ABCE", "B: relu's rule picks 0 or dy with a where, and multiplies by no slope.", holds("B")),
            Slip("ACDE", "D: abs has a corner at 0; its slope there is taken as 0, not infinite.", holds("D")),
            Slip("ACEF", "F: inside, log reads 1 and not 0. Its slope there is 1.", holds("F")),
            Slip("CE", "A: at 0 log is differentiated although it is not taken: 0 times infinity.", lacks("A")),
            Slip("AE", "C: it is abs(x). But the chain rule says 2x times the slope of sqrt at 0.", lacks("C")),
            Slip("AC", "E: the slope of 1/x at 0 is infinite, and where sends back a 0 to it.", lacks("E")),
        ),
        solution='answer = "ACE"',
        then="C shows that a formula may be right while its program is not.",
    ),
    Parsons(
        id="nan.4",
        question="Put the lines in order: a sqrt with a where inside and outside, and its backward pass.",
        setup="import numpy as np\nx, dy = np.array([0.0, 4.0, -1.0]), np.ones(3)",
        lines=(
            "safe = np.where(x > 0, x, 1.0)",
            "root = np.sqrt(safe)",
            "y = np.where(x > 0, root, 0.0)",
            "droot = np.where(x > 0, dy, 0.0)",
            "dsafe = droot / (2 * root)",
            "dx = np.where(x > 0, dsafe, 0.0)",
        ),
        results=("y", "dx"),
        distractors=("dsafe = droot * 2 * root", "dx = np.where(x > 0, 0.0, dsafe)"),
        hints={
            "dsafe = droot * 2 * root": "The slope of sqrt is 1 / (2 * root): it is large where the root is small.",
            "dx = np.where(x > 0, 0.0, dsafe)": "Where x > 0 it was x that was taken, so there its adjoint comes back.",
        },
        then="Each where has an adjoint of its own: it hands on what was taken, and 0 elsewhere.",
    ),
    Hunt(
        id="nan.5",
        question="The loss of one picture from its logits, and its gradient. The logits are 1000 apart. What is wrong?",
        setup="import numpy as np\nlogits = np.array([0.0, 1000.0, 10.0])\nexpected = np.array([1.0, 0.0, 0.0])",
        lines=(
            "z = logits - logits.max()",
            "e = np.exp(z)",
            "p = e / e.sum()",
            "log_p = z - np.log(e.sum())",
            "loss = -np.sum(expected * log_p)",
            "dlogits = p - expected",
        ),
        wrong=(3, "log_p = np.log(p)"),
        results=("loss",),
        hints={
            0: "That line is right: with it no exp can overflow.",
            1: "That line is right: exp(-1000) is 0, and 0 is near enough to it.",
            2: "That line is right: a probability of 0 beside one of 1. The trouble is what is asked of it next.",
            4: "That line is right, as long as log_p is finite.",
            5: "That line is right, and finite: it never asks for a logarithm.",
        },
        then="The exp that made the 0 is undone before it can do harm: z - log(sum(exp(z))).",
    ),
)
