"""The exercises of the page clone and node map."""

from __future__ import annotations

from dataclasses import replace

from ...core.trace import trace
from ...core.types import f32
from ...ops import mean, sum
from ...train.init import he_weights
from ...train.nn import mlp
from ...transform.autodiff import Adjoints
from ...transform.clone import clone
from ...transform.dead_code import prune
from .answers import Graphs, Values
from .exercise import Exercise, Slip

_TYPES = {"W0": f32[3, 5], "b0": f32[5], "W1": f32[5, 2], "b1": f32[2]}
_INFERENCE = trace(mlp, f32[4, 3], _TYPES, name="predict")
_WEIGHTS = {f"weights.{name}": a for name, a in he_weights(_TYPES).items()}
_SETUP = """\
from dataclasses import replace
types = {"W0": ng.f32[3, 5], "b0": ng.f32[5], "W1": ng.f32[5, 2], "b1": ng.f32[2]}
inference = ng.trace(ng.mlp, ng.f32[4, 3], types, name="predict")
substitute = {f"weights.{name}": a for name, a in ng.he_weights(types).items()}
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
        ),
        solution="""\
frozen, node_map = ng.clone(inference, substitute)
hidden = ng.prune(replace(frozen, outputs=(node_map[inference["h"]],), output_tree=None))""",
        then="inference['h'] belongs to the first graph; only the node map knows its place in the clone.",
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
)
