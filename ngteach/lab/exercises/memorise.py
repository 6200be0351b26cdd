"""The exercises of the page does it learn or memorise."""

from __future__ import annotations

import numpy as np

from .answers import Calls, Values
from .exercise import Exercise, Slip, holds, lacks
from .lines import Hunt, Parsons

_LOSSES = ([3.0, 2.0, 1.0, 1.5, 1.2, 0.5], 2), ([3.0, 2.0, 2.5, 1.0, 4.0, 5.0, 6.0], 2), ([1.0, 2.0, 3.0], 5)


def _kept(losses, patience):
    best = 0
    for k, loss in enumerate(losses):
        if loss < losses[best]:
            best = k
        elif k - best >= patience:
            break
    return best


def _stopped(losses, patience):
    """Where training stops, instead of what is kept."""
    return next((k for k in range(len(losses)) if k - int(np.argmin(losses[: k + 1])) >= patience), len(losses) - 1)


def _risen(losses, patience):
    """Patience counted from the last epoch instead of from the best."""
    best, bad = 0, 0
    for k in range(1, len(losses)):
        bad = bad + 1 if losses[k] > losses[k - 1] else 0
        if bad >= patience:
            break
        best = k if losses[k] < losses[best] else best
    return best


def _in_all(losses, patience):
    """Patience counted in all, and not anew after each new best."""
    best, bad = 0, 0
    for k in range(1, len(losses)):
        if losses[k] < losses[best]:
            best = k
        else:
            bad += 1
        if bad >= patience:
            break
    return best


def _latest(losses, patience):
    """An equal loss counts as a new best."""
    best = 0
    for k, loss in enumerate(losses):
        if loss <= losses[best]:
            best = k
        elif k - best >= patience:
            break
    return best


EXERCISES = (
    Exercise(
        id="memorise.1",
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
            Slip(
                lambda k, batch, n: np.arange((k - 1) * batch, k * batch) % n,
                "That is the batch before. The first batch is number 0.",
            ),
            Slip(
                lambda k, batch, n: np.arange(k * batch + 1, k * batch + batch + 1) % n,
                "One row too late: the rows begin at 0.",
            ),
            Slip(
                lambda k, batch, n: np.arange(k * batch, k * batch + batch + 1) % n,
                "One row too many: np.arange leaves its end out, so the end is k * batch + batch.",
            ),
            Slip(
                lambda k, batch, n: np.arange(k * batch % n, k * batch % n + batch),
                "Only the first row is brought back below n. Do it with each of them.",
            ),
            Slip(
                lambda k, batch, n: np.minimum(np.arange(k * batch, k * batch + batch), n - 1),
                "Past the end you repeat the last row. Go on at row 0.",
            ),
        ),
        solution="def rows_of(k, batch, n):\n    return np.arange(k * batch, k * batch + batch) % n",
        then="This is how the tutorial's program batches. A batch that wraps around belongs to two epochs at once.",
    ),
    Exercise(
        id="memorise.2",
        question="Return the number of the epoch whose weights early stopping keeps.",
        reference=_kept,
        answers=Calls(
            *_LOSSES,
            ([5.0, 4.0, 3.0], 1),
            ([2.0, 3.0, 1.0, 1.0, 1.0, 0.5], 1),
            ([2.0, 2.5, 2.2, 2.1, 1.9], 3),
            ([1.0, 1.0, 2.0], 5),
            ([3.0, 3.5, 2.0, 2.5, 1.0, 4.0], 2),
        ),
        slips=(
            Slip(
                lambda losses, patience: int(np.argmin(losses)),
                "That looks at all losses. Training has stopped before it could see those behind the stop.",
            ),
            Slip(_stopped, "That is where training stops. What is kept is the best epoch so far."),
            Slip(
                lambda losses, patience: losses[_kept(losses, patience)],
                "That is the loss of that epoch. Its number is wanted.",
            ),
            Slip(
                lambda losses, patience: _kept(losses, patience + 1),
                "One too many: with a patience of 1, a single epoch without a new best ends the training.",
            ),
            Slip(
                lambda losses, patience: _kept(losses, patience - 1),
                "One too few: with a patience of 2, a single epoch without a new best does not end the training.",
            ),
            Slip(
                _risen,
                "You compare each epoch with the one before it. Compare it with the best of all so far.",
            ),
            Slip(
                _in_all,
                "You count all epochs without a new best. Wanted are those in a row: after a new best begin at 0.",
            ),
            Slip(
                lambda losses, patience: _kept(losses, patience) + 1,
                "The first epoch has the number 0.",
            ),
            Slip(
                _latest,
                "A loss that is only as small as the best is no better. Keep the earlier one.",
            ),
            Slip(
                lambda losses, patience: int(np.argmin(losses[: patience + 1])),
                "The patience does not count from the first epoch, but from the best one so far.",
            ),
        ),
        solution="""\
def kept_epoch(losses, patience):
    best = 0
    for k, loss in enumerate(losses):
        if loss < losses[best]:
            best = k
        elif k - best >= patience:
            break
    return best""",
        then="Patience is a bet: too little stops at the first bump, too much costs epochs that are thrown away.",
    ),
    Exercise(
        id="memorise.3",
        question="Write the letters of those in which the test pictures leak into the training.",
        reference="ACE",
        answers=Values(),
        slips=(
            Slip(
                "ABCE",
                "B: 16 is the largest value that a pixel can have. No test picture was asked for it.",
                holds("B"),
            ),
            Slip("ACDE", "D: the order of the training pictures tells nothing about the others.", holds("D")),
            Slip("ACEF", "F: the test part is asked once, when all is decided. That is what it is for.", holds("F")),
            Slip("CE", "A: the test part has chosen the rate.", lacks("A")),
            Slip(
                "AE",
                "C: copies of one picture end up in both parts, and the model knows the picture already.",
                lacks("C"),
            ),
            Slip("AC", "E: the test part has chosen the step.", lacks("E")),
        ),
        solution='answer = "ACE"',
        then="Whatever decides something about the model takes part in the training.",
    ),
    Parsons(
        id="memorise.4",
        question="Mix, cut, and scale both parts by what the training part says. Leave out what leaks.",
        lines=(
            "rows = rng.permutation(len(X))",
            "learn, test = rows[:6], rows[6:]",
            "mean = X[learn].mean(axis=0)",
            "spread = X[learn].std(axis=0)",
            "x_learn = (X[learn] - mean) / spread",
            "x_test = (X[test] - mean) / spread",
        ),
        setup="""\
import numpy as np
rng = np.random.default_rng(0)
X = rng.normal(2.0, 3.0, (9, 3))
""",
        results=("x_learn", "x_test"),
        distractors=("mean = X.mean(axis=0)", "spread = X[test].std(axis=0)"),
        hints={
            "mean = X.mean(axis=0)": "That mean has seen the test part. In use, the next picture is not known either.",
            "spread = X[test].std(axis=0)": "The test part is scaled as the model learned it, not by itself.",
        },
        then="The mean and the spread belong to the model, like its weights: they are learned, and then kept.",
    ),
    Hunt(
        id="memorise.5",
        question="One line of this step with weight decay is wrong. Which?",
        lines=(
            "e = x @ w - y",
            "loss = (e * e).mean() + decay / 2 * (w * w).sum()",
            "de = 2 * e / len(e)",
            "dw = x.T @ de",
            "dw = dw + decay * w",
            "w = w - rate * dw",
        ),
        wrong=(4, "dw = dw - decay * w"),
        setup="""\
import numpy as np
x = np.array([[1.0, 0.0, 2.0], [0.5, -1.0, 1.0], [3.0, 1.0, 0.0], [0.0, 2.0, -1.0]])
y, w, rate, decay = np.array([1.0, 2.0, -1.0, 0.5]), np.array([0.5, -0.5, 1.0]), 0.1, 0.01
""",
        results=("dw", "w"),
        hints={
            0: "That line is right: the error of each row.",
            1: "That line is right: it is the loss as the text has it.",
            2: "That line is right: the slope of the mean of the squares.",
            3: "That line is right: it has the shape of w. It is the first of two contributions.",
            5: "That line is right: downhill.",
        },
        then="The slope of decay / 2 * w² is decay * w. It is added, and the step subtracts it: w shrinks.",
    ),
)
