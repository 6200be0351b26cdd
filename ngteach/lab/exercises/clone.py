"""The exercises of the page clone and node map."""

from __future__ import annotations

from dataclasses import replace

from ...core.trace import trace
from ...core.types import f32
from ...ops import abs, mean, sum
from ...train.init import he_weights
from ...train.nn import mlp
from ...transform.autodiff import Adjoints
from ...transform.clone import clone
from ...transform.dead_code import prune
from .answers import Graphs, Values
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons

_TYPES = {"W0": f32[3, 5], "b0": f32[5], "W1": f32[5, 2], "b1": f32[2]}
_INFERENCE = trace(mlp, f32[4, 3], _TYPES, name="predict")
_WEIGHTS = {f"weights.{name}": a for name, a in he_weights(_TYPES).items()}
_SETUP = """\
from dataclasses import replace
types = {"W0": ng.f32[3, 5], "b0": ng.f32[5], "W1": ng.f32[5, 2], "b1": ng.f32[2]}
inference = ng.trace(ng.mlp, ng.f32[4, 3], types, name="predict")
substitute = {f"weights.{name}": a for name, a in ng.he_weights(types).items()}
"""

_NUMPY = """\
import numpy as np
rng = np.random.default_rng(0)
x, y, rate = rng.normal(size=(4, 3)), np.eye(2)[[0, 1, 1, 0]], 0.5
W0, b0, W1, b1 = rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=(5, 2)), rng.normal(size=2)

def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
"""


def _line_step(loss_of=lambda e: mean(e * e), next_of=lambda w, dw, rate: w - rate * dw):
    def step(x, y, rate, w):
        loss = loss_of(x @ w - y)
        return loss, next_of(w, Adjoints(loss)[w], rate)

    return step


def _hidden(substitute, name="h"):
    frozen, node_map = clone(_INFERENCE, substitute)
    return prune(replace(frozen, outputs=(node_map[_INFERENCE[name]],), output_tree=None))


EXERCISES = (
    Exercise(
        id="clone.1",
        question="Return the mean of the squared errors of `predicted`, and the next w: one step of descent.",
        reference=_line_step(),
        answers=Graphs(f32[8, 3], f32[8], f32[()], f32[3]),
        slips=(
            Slip(
                _line_step(next_of=lambda w, dw, rate: w + rate * dw),
                "w moves uphill: its adjoint says which way the loss grows. Subtract.",
            ),
            Slip(
                _line_step(next_of=lambda w, dw, rate: w - dw),
                "The learning rate is not used: the step is the whole gradient. Multiply it by the rate.",
            ),
            Slip(
                _line_step(loss_of=lambda e: sum(e * e)),
                "The mean over the batch is lost: the loss grows with the number of rows. Take mean, not sum.",
            ),
            Slip(
                _line_step(loss_of=lambda e: mean(e)),
                "The errors are not squared: those above and those below the line would cancel.",
            ),
            Slip(
                _line_step(loss_of=lambda e: mean(e * e) / 2.0),
                "A half is in it. Here the loss is the mean of the squares, without a factor.",
            ),
            Slip(
                _line_step(loss_of=lambda e: mean(abs(e))),
                "That is the mean of the sizes. The errors are to be squared.",
            ),
            Slip(
                _line_step(loss_of=lambda e: mean(e) * mean(e)),
                "The mean is squared. Square each error first, and take the mean then.",
            ),
            Slip(
                _line_step(loss_of=lambda e: sum(e * e) / 3.0),
                "The mean is over the 8 rows. 3 is how many numbers w has.",
            ),
            Slip(
                _line_step(next_of=lambda w, dw, rate: dw),
                "That is the adjoint alone. The next w is w minus the rate times it.",
            ),
            Slip(
                _line_step(next_of=lambda w, dw, rate: w),
                "w has not moved: subtract the rate times its adjoint.",
            ),
            Slip(
                _line_step(next_of=lambda w, dw, rate: w - rate * dw / 2.0),
                "Half of it: the slope of a square has a factor 2. ng.Adjoints(loss)[w] does not forget it.",
            ),
            Slip(
                _line_step(next_of=lambda w, dw, rate: rate * dw),
                "That is how far to go. The next w is w minus this.",
            ),
            Slip(
                _line_step(next_of=lambda w, dw, rate: -rate * dw),
                "That is the change of w. The next w is w plus its change.",
            ),
        ),
        solution="""\
line = ng.trace(lambda x, w: x @ w, ng.f32[8, 3], ng.f32[3], name="line")

def line_step(x, y, rate, w):
    predicted = line(x, w)
    loss = ng.mean((predicted - y) * (predicted - y))
    return loss, w - rate * ng.Adjoints(loss)[w]""",
        then="A graph that is called inside a traced function becomes part of the new graph: the call replays it.",
    ),
    Exercise(
        id="clone.2",
        question="Make the graph that takes x alone and returns the hidden layer h, with all weights frozen.",
        reference=_hidden(_WEIGHTS),
        answers=Graphs(),
        blank=_INFERENCE,
        setup=_SETUP,
        slips=(
            Slip(
                clone(_INFERENCE, _WEIGHTS)[0],
                "The weights are frozen, but this still returns the probabilities. Set outputs= to h.",
            ),
            Slip(
                _hidden({}),
                "It returns h, but it still takes the weights. Give clone the arrays: clone(inference, substitute).",
            ),
            Slip(
                _hidden(_WEIGHTS, "%2"),
                "That is what relu reads, not what it returns: some of these numbers are negative.",
            ),
            Slip(
                _hidden(_WEIGHTS, "%6"),
                "That is what softmax reads, two numbers for each row. The hidden layer has five.",
            ),
        ),
        solution="""\
frozen, node_map = ng.clone(inference, substitute)
hidden = ng.prune(replace(frozen, outputs=(node_map[inference["h"]],), output_tree=None))""",
        then="inference['h'] belongs to the first graph. Its copy is node_map[inference['h']], here also frozen['h'].",
    ),
    Exercise(
        id="clone.3",
        question="How many dot equations has the training function of the two biases alone?",
        reference=3,
        answers=Values(),
        setup=_SETUP,
        slips=(
            Slip(5, "Five is the count for all weights. Are dW0 and dW1 still needed?"),
            Slip(2, "The model itself has two. But how does the adjoint of b0 get past W1?"),
            Slip(4, "dW0 and dW1 are both gone. Two of the model, and what leads from the loss back to b0?"),
            Slip(1, "The model runs forwards too, and needs its own two."),
        ),
        solution="""\
biases = ng.derive_training(inference, trainable=["weights.b0", "weights.b1"])
answer = sum(eqn.op is ng.dot for eqn in biases.equations)""",
        then="Two go forwards, one carries the adjoint back through W1. The adjoint of a bias is only a sum.",
    ),
    Parsons(
        id="clone.4",
        question="Put the lines that lead to db0 and db1 in order, and leave out the others.",
        lines=(
            "h = np.maximum(x @ W0 + b0, 0)",
            "z = h @ W1 + b1",
            "p = softmax(z)",
            "dz = (p - y) / 4",
            "db1 = dz.sum(axis=0)",
            "dh = dz @ W1.T",
            "ds = dh * (h > 0)",
            "db0 = ds.sum(axis=0)",
        ),
        setup=_NUMPY,
        results=("db0", "db1"),
        distractors=("dW1 = h.T @ dz", "db1 = dz.mean(axis=0)"),
        hints={
            "dW1 = h.T @ dz": "That is the adjoint of W1, and W1 is not trained here.",
            "db1 = dz.mean(axis=0)": "dz is divided by the rows already. Each row reads b1, so its adjoint is the sum.",
        },
        then="Three products are left: two of the model, and the one that carries the adjoint back past W1.",
    ),
    Hunt(
        id="clone.5",
        question="One line is wrong. Which?",
        lines=(
            "h = np.maximum(x @ W0 + b0, 0)",
            "p = softmax(h @ W1 + b1)",
            "dz = (p - y) / 4",
            "dW1 = h.T @ dz",
            "db1 = dz.sum(axis=0)",
            "W1 = W1 - rate * dW1",
            "b1 = b1 - rate * db1",
        ),
        wrong=(1, "p = softmax(h @ W1)"),
        setup=_NUMPY,
        results=("W1", "b1"),
        hints={
            0: "That line is right: the first layer is used as it is.",
            2: "That line is right: the adjoint of softmax with its cross-entropy, a mean over 4 rows.",
            3: "That line is right: [5,4] by [4,2] gives the [5,2] of W1.",
            4: "That line is right: four rows read b1, so four contributions are added.",
            5: "That line is right: downhill, by the rate times the adjoint.",
            6: "That line is right: a bias takes the same kind of step. But did anything read b1 before?",
        },
        then="What is trained must be a part of the model: here b1 was moved, and nobody read it.",
    ),
)
