"""The exercises of the page training on real digits."""

from __future__ import annotations

import numpy as np

from .answers import Calls, Values
from .exercise import Exercise, Slip

_PREDICTED, _TRUTH = np.array([8, 1, 1, 3, 8]), np.array([8, 8, 1, 3, 8])


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
                lambda predicted, truth: np.diag(np.bincount(truth[predicted == truth], minlength=10)),
                "Only the right answers are counted. The interesting ones lie beside the diagonal.",
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
        question="Return the row numbers of batch k: `batch` of them, starting again at row 0 after row n - 1.",
        reference=lambda k, batch, n: np.arange(k * batch, k * batch + batch) % n,
        answers=Calls((0, 4, 10), (1, 4, 10), (2, 4, 10), (3, 4, 10)),
        slips=(
            Slip(
                lambda k, batch, n: np.arange(k * batch, k * batch + batch),
                "Batch 2, with 4 of 10 rows, reaches past the end. Row 10 does not exist: start again at row 0.",
            ),
            Slip(
                lambda k, batch, n: np.arange(k, k + batch) % n,
                "This batch begins only one row after the last one. Each should begin where the last one ended.",
            ),
            Slip(
                lambda k, batch, n: np.arange(k * batch, min(k * batch + batch, n)),
                "The batch is cut off at the end. The graph wants exactly `batch` rows: its shapes are fixed.",
            ),
            Slip(
                lambda k, batch, n: np.arange(
                    k * batch % (n // batch * batch), k * batch % (n // batch * batch) + batch
                ),
                "The last rows are left out, as in many data loaders. Here every row should be used.",
            ),
        ),
        solution="def rows_of(k, batch, n):\n    return np.arange(k * batch, k * batch + batch) % n",
        then="This is how the tutorial's program batches. A batch that wraps around belongs to two epochs at once.",
    ),
    Exercise(
        id="training.3",
        question="Return the rate of step k: it rises evenly from 0 at step 0 to `top` at step 100, and stays there.",
        reference=lambda k, top: top * min(k / 100, 1.0),
        answers=Calls((0, 0.4), (25, 0.4), (100, 0.4), (500, 0.2)),
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
        ),
        solution="def warm_up(k, top):\n    return top * min(k / 100, 1.0)",
        then="The first gradients, from random weights, are the largest: a warm-up takes them in small steps.",
    ),
    Exercise(
        id="training.4",
        question="How many numbers does Adam's state hold for 4810 weights?",
        reference=9621,
        answers=Values(rtol=1e-6),
        slips=(
            Slip(4810, "One number for each weight is momentum's state. Adam keeps a mean m and a spread v for each."),
            Slip(9620, "m and v are counted. One more number says how many steps there have been."),
            Slip(3, "m, v and t are three names. m and v have a number for each weight."),
            Slip(14431, "The weights themselves are not part of the state."),
        ),
        solution="answer = 2 * 4810 + 1",
        then="So a checkpoint of Adam is three times as large as the weights alone.",
    ),
)
