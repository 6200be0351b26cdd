"""The exercises of the page training on real digits."""

from __future__ import annotations

import numpy as np

from .answers import Calls, Values
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons

_PREDICTED, _TRUTH = np.array([8, 1, 1, 3, 8]), np.array([8, 8, 1, 3, 8])

_LOOP = """\
import numpy as np
X, Y = np.array([[1.0], [2.0], [-1.0], [0.5], [3.0]]), np.array([2.0, 4.0, -2.0, 1.0, 6.0])
w, rate, k, losses = np.array([0.5]), 0.1, 2, []

def step(x, y, rate, w):
    e = x @ w - y
    return (e * e).mean(), w - rate * 2 * x.T @ e / len(y)
"""
_MODEL = """\
import numpy as np
rng = np.random.default_rng(0)
x, y = rng.normal(size=(4, 3)), np.eye(2)[[0, 1, 1, 0]]
W0, b0, W1, b1 = rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=(5, 2)), rng.normal(size=2)

def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
"""


def _confusion(predicted, truth):
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (truth, predicted), 1)
    return counts


def _counted_once(predicted, truth):
    counts = np.zeros((10, 10), int)
    counts[truth, predicted] += 1
    return counts


EXERCISES = (
    Exercise(
        id="training.1",
        question="Return the confusion matrix: how often was a picture of digit t read as digit r, at [t, r]?",
        reference=_confusion,
        answers=Calls((_PREDICTED, _TRUTH)),
        slips=(
            Slip(
                lambda predicted, truth: _confusion(truth, predicted),
                "Rows and columns are swapped: the truth chooses the row, the answer the column.",
            ),
            Slip(
                _counted_once,
                "counts[truth, predicted] += 1 counts a pair once, however often it comes. np.add.at counts each time.",
            ),
            Slip(
                lambda predicted, truth: _confusion(predicted, truth) / len(predicted),
                "These are shares of all pictures. Return counts, whole numbers.",
            ),
            Slip(
                lambda predicted, truth: (
                    (counts := _confusion(predicted, truth)) / np.maximum(counts.sum(axis=1, keepdims=True), 1)
                ),
                "These are shares of each row. Return counts, whole numbers.",
            ),
            Slip(
                lambda predicted, truth: _confusion(predicted, truth)[:9, :9],
                "There are ten digits, so 10 rows and 10 columns, even if no 9 occurs.",
            ),
            Slip(
                lambda predicted, truth: np.diag(np.bincount(truth[predicted == truth], minlength=10)),
                "Only the right answers are counted. The interesting ones lie beside the diagonal.",
            ),
            Slip(
                lambda predicted, truth: _confusion(predicted[predicted != truth], truth[predicted != truth]),
                "Only the mistakes are counted. The right answers stand on the diagonal.",
            ),
            Slip(
                lambda predicted, truth: np.bincount(truth[predicted != truth], minlength=10),
                "That is how many of each digit are wrong. The matrix also says what they were taken for.",
            ),
        ),
        solution="""\
def confusion_of(predicted, truth):
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (truth, predicted), 1)
    return counts""",
        then="The diagonal's sum, divided by the sum of all, is the accuracy; the rows say which digits are hard.",
    ),
    Exercise(
        id="training.2",
        question="Return the rate of step k: it rises evenly from 0 at step 0 to `top` at step 100, and stays there.",
        reference=lambda k, top: top * min(k / 100, 1.0),
        answers=Calls((0, 0.4), (25, 0.4), (100, 0.4), (500, 0.2), (800, 0.3)),
        slips=(
            Slip(
                lambda k, top: top * k / 100,
                "It goes on growing: at step 500 it is five times `top`. Cut it off at 100.",
            ),
            Slip(
                lambda k, top: top * min(k // 100, 1),
                "k // 100 is a whole number: the rate is 0 for a hundred steps, then jumps. Divide with /.",
            ),
            Slip(
                lambda k, top: top * max(1 - k / 100, 0.0),
                "This falls from `top` to 0: a cool-down. A warm-up is the other way round.",
            ),
            Slip(lambda k, top: min(k / 100, 1.0), "This ends at 1 for every `top`. Multiply by `top`."),
            Slip(
                lambda k, top: min(top * k / 100, 1.0),
                "This stops growing at 1 instead of at `top`. Limit k / 100, and multiply then.",
            ),
            Slip(
                lambda k, top: top * (k // 100),
                "k // 100 is 0, then 1, then 2, and so on. Divide with /, and cut off at 100.",
            ),
            Slip(
                lambda k, top: min(k, top) / 100,
                "k is limited by `top`, and it is the rate that should be: limit k / 100 to 1, then multiply by `top`.",
            ),
            Slip(
                lambda k, top: top * max(k / 100, 1.0),
                "max takes the larger of the two: never less than `top`. What limits is min.",
            ),
            Slip(
                lambda k, top: min(k / 100, top),
                "It rises by 1 / 100 at each step and meets `top` too soon. It should need all 100 steps.",
            ),
            Slip(
                lambda k, top: top * k / 100 if k < 100 else 0.0,
                "From step 100 on the rate stays at `top`.",
            ),
            Slip(
                lambda k, top: top * min((k + 1) / 100, 1.0),
                "One step too early: at step 0 the rate is 0.",
            ),
        ),
        solution="def warm_up(k, top):\n    return top * min(k / 100, 1.0)",
        then="The first steps are short, while the weights are still random; then the rate is what you asked for.",
    ),
    Exercise(
        id="training.3",
        question="How many numbers does Adam's state hold for 4810 weights?",
        reference=9621,
        answers=Values(rtol=1e-6),
        slips=(
            Slip(4810, "One number for each weight is momentum's state. Adam keeps a mean m and a spread v for each."),
            Slip(9620, "m and v are counted. One more number says how many steps there have been."),
            Slip(3, "m, v and t are three names. m and v have a number for each weight."),
            Slip(14431, "The weights themselves are not part of the state."),
            Slip(9, "That is how many arrays there are. How many numbers do they hold?"),
            Slip(4811, "m and t are counted. v has a number for each weight too."),
            Slip(14430, "Three numbers for each weight would be too many: m and v have one each, t is one for all."),
        ),
        solution="answer = 2 * 4810 + 1",
        then="So a checkpoint of Adam is three times as large as the weights alone.",
    ),
    Parsons(
        id="training.4",
        question="Put the lines of one turn of the loop in order. This is turn number k = 2.",
        lines=(
            "rows = np.arange(2 * k, 2 * k + 2) % len(X)",
            "x, y = X[rows], Y[rows]",
            "loss, following = step(x, y, rate, w)",
            "losses.append(loss)",
            "w = following",
            "k = k + 1",
        ),
        setup=_LOOP,
        results=("losses", "w", "k"),
        distractors=("rows = np.arange(k, k + 2) % len(X)", "k = k + 2"),
        hints={
            "rows = np.arange(k, k + 2) % len(X)": "These batches of 2 begin one row apart, so that they share a row.",
            "k = k + 2": "k counts the batches. The rows of a batch are found from it by 2 * k.",
        },
        then="The loop is the memory: step keeps nothing, and w, k and losses go from turn to turn.",
    ),
    Hunt(
        id="training.5",
        question="One line of this walk back is wrong. Which?",
        lines=(
            "h = np.maximum(x @ W0 + b0, 0)",
            "p = softmax(h @ W1 + b1)",
            "dz = (p - y) / len(y)",
            "dW1 = h.T @ dz",
            "db1 = dz.sum(axis=0)",
            "dh = dz @ W1.T",
            "ds = dh * (h > 0)",
            "dW0 = x.T @ ds",
            "db0 = ds.sum(axis=0)",
        ),
        wrong=(7, "dW0 = x.T @ dh"),
        setup=_MODEL,
        results=("dW0",),
        hints={
            0: "That line is right: relu is the larger one of a number and 0.",
            1: "That line is right: softmax of the second layer.",
            2: "That line is right: softmax and cross-entropy together, and the mean over the rows.",
            3: "That line is right: it has the shape of W1, and h is what W1 was multiplied with.",
            4: "That line is right: every row reads b1, so all rows contribute.",
            5: "That line is right: back through the product with W1.",
            6: "That line is right: where relu gave 0, nothing flows back. But who reads ds?",
            8: "That line is right: the bias is added before relu, so its adjoint comes from ds.",
        },
        then="The shapes fit, so nothing complains: units that relu had switched off would be changed too.",
    ),
)
