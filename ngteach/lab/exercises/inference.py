"""The exercises of the page the model as a graph."""

from __future__ import annotations

import numpy as np

from ...core.types import f32, f64
from ...ops import log, relu, sigmoid, softmax
from .answers import Calls, Graphs, Values
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons

_DEEP = {"W0": f32[64, 16], "b0": f32[16], "W1": f32[16, 12], "b1": f32[12], "W2": f32[12, 10], "b2": f32[10]}


def _deeper(x, weights, bend=relu, after=lambda z: z, axis=1):
    h = bend(x @ weights["W0"] + weights["b0"])
    h = bend(h @ weights["W1"] + weights["b1"])
    return softmax(after(h @ weights["W2"] + weights["b2"]), axis=axis)


def _one_bend(x, weights):
    h = relu(x @ weights["W0"] + weights["b0"]) @ weights["W1"] + weights["b1"]
    return softmax(h @ weights["W2"] + weights["b2"], axis=1)


def _without_bias(x, weights):
    return softmax(relu(relu(x @ weights["W0"]) @ weights["W1"]) @ weights["W2"], axis=1)


def _late_bend(x, weights):
    h = relu((x @ weights["W0"] + weights["b0"]) @ weights["W1"] + weights["b1"])
    return softmax(h @ weights["W2"] + weights["b2"], axis=1)


def _two_layers(x, weights):
    return softmax(relu(x @ weights["W0"] + weights["b0"]) @ weights["W1"] + weights["b1"], axis=1)


def _no_last_bias(x, weights):
    return softmax(_logits(x, weights) - weights["b2"], axis=1)


def _bias_outside(x, weights):
    h = relu(x @ weights["W0"]) + weights["b0"]
    return softmax((relu(h @ weights["W1"]) + weights["b1"]) @ weights["W2"] + weights["b2"], axis=1)


def _logits(x, weights):
    h = relu(relu(x @ weights["W0"] + weights["b0"]) @ weights["W1"] + weights["b1"])
    return h @ weights["W2"] + weights["b2"]


def _simple(z, allowed=None):
    e = np.exp(z)
    return e / np.sum(e, axis=1, keepdims=True)


def _over(z, allowed, top=lambda z: np.max(z, axis=1, keepdims=True)):
    z = np.where(allowed, z, -np.inf)
    return _simple(z - top(z))


def _stable(z):
    return _simple(z - np.max(z, axis=1, keepdims=True))


def _share_of_all(z, allowed):
    p = _stable(z) * allowed
    return p / np.sum(p, axis=1, keepdims=True)


def _forgot_to_divide(z, allowed):
    z = np.where(allowed, z, -np.inf)
    return np.exp(z - np.max(z, axis=1, keepdims=True))


def _one_of_two(W0, b0, W1, b1):
    return W0 @ W1, b0 @ W1 + b1


def _swapped(answer):
    """Is it W1 @ W0?   Asked with square matrices, as its shapes do not fit otherwise."""
    W0, W1, b = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[0.5, 1.0], [-2.0, 4.0]]), np.array([1.0, -2.0])
    return np.allclose(answer(W0, b, W1, b)[0], W1 @ W0)


_Z = np.array([[1.0, 2.0, 3.0, 0.5], [0.0, 0.0, -5.0, 1.0], [1.0, 0.5, 0.0, 2.0]])
_SOME = np.array([[True, True, False, True], [True, False, True, True], [False, True, True, False]])
_LARGE = np.array([[1000.0, 1001.0, 999.0], [-1000.0, 0.0, 1.0], [-1000.0, -1001.0, -999.0], [0.0, 900.0, 1.0]])
_FEW = np.array([[True, True, False], [True, False, True], [True, True, True], [True, False, True]])
_W0, _W1 = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 2.5]]), np.array([[0.5, 1.0, -1.0, 2.0], [-2.0, 4.0, 0.25, 1.5]])
_SQUARE = np.array([[1.0, 2.0], [3.0, -1.0]])
_B0, _B1 = np.array([1.0, -2.0]), np.array([3.0, 0.25, -1.0, 0.5])

EXERCISES = (
    Exercise(
        id="inference.1",
        question="Write a network with two hidden layers; return the probabilities.",
        reference=_deeper,
        answers=Graphs(f32[4, 64], _DEEP),
        slips=(
            Slip(
                lambda x, weights: _deeper(x, weights, after=relu),
                "relu is for hidden layers. Before softmax it would throw away all that speaks against a class.",
            ),
            Slip(_logits, "These are the logits. softmax along the classes, axis=1, makes them probabilities."),
            Slip(
                lambda x, weights: _deeper(x, weights, axis=0),
                "The probabilities of one picture sum to 1, and a picture is a row: axis=1.",
            ),
            Slip(
                lambda x, weights: _deeper(x, weights, bend=lambda z: z),
                "Without relu the three layers are one. Each hidden layer has its own relu.",
            ),
            Slip(_one_bend, "The second hidden layer has no relu, so it and the third layer are one."),
            Slip(_late_bend, "The first hidden layer has no relu, so it and the second are one."),
            Slip(_two_layers, "One layer is missing: W2 and b2 are not used. What returns has ten columns."),
            Slip(
                lambda x, weights: _deeper(x, weights, bend=sigmoid),
                "sigmoid bends too, and such a network can learn. But the hidden layers of this page have relu.",
            ),
            Slip(
                lambda x, weights: _deeper(x, weights, bend=lambda z: softmax(z, axis=1)),
                "softmax is for the last layer alone. The hidden layers have relu.",
            ),
            Slip(
                lambda x, weights: log(_deeper(x, weights)),
                "These are the logarithms of the probabilities: the softmax alone is wanted.",
            ),
            Slip(_no_last_bias, "b2 is not used: the last layer is h @ W2 + b2."),
            Slip(_bias_outside, "The bias belongs inside relu: relu(x @ W + b)."),
            Slip(_without_bias, "The biases are inputs, but nothing reads them: each layer is x @ W + b."),
        ),
        solution=(
            "def deeper(x, weights):\n"
            '    h = ng.relu(x @ weights["W0"] + weights["b0"])\n'
            '    h = ng.relu(h @ weights["W1"] + weights["b1"])\n'
            '    return ng.softmax(h @ weights["W2"] + weights["b2"], axis=1)'
        ),
        then="Twelve equations, four for each layer. ng.mlp(x, weights) is this model for any number of layers.",
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
            Slip(f64[600, 10], "The shape is right. The kit's models are of 32-bit floats, f32."),
            Slip(f32[10], "That is b1: one number for each class. W1 is a matrix."),
            Slip(f32[600], "That is b0: one number for each hidden unit. W1 is a matrix."),
            Slip(
                f32[128, 600],
                "That is h, which the hidden layer makes. Weights do not know how many pictures there are.",
            ),
            Slip(f32[128, 784], "That is x. Weights do not know how many pictures there are."),
            Slip(f32[600, 784], "That is W0 with rows and columns exchanged. W1 reads the hidden units."),
            Slip(f32[6000], "So many numbers there are. W1 is a matrix: how many rows, how many columns?"),
            Slip(f32[784, 10], "That would be a model without a hidden layer."),
        ),
        solution="answer = ng.f32[600, 10]",
        then="Rows for what goes in, columns for what comes out. The 128 pictures appear in no weight.",
    ),
    Exercise(
        id="inference.3",
        question="Write a softmax over the allowed classes alone, which large logits do not harm.",
        reference=_over,
        answers=Calls((_Z, _SOME), (_LARGE, _FEW)),
        blank=_simple,
        slips=(
            Slip(
                lambda z, allowed: _stable(z * allowed),
                "A logit of 0 does not rule a class out: exp(0) is 1. What must z be for exp(z) to be 0?",
            ),
            Slip(
                lambda z, allowed: _stable(z) * allowed,
                "The rows do not sum to 1: the classes that are ruled out have taken their share. Rule them out first.",
            ),
            Slip(
                _share_of_all,
                "Where a class that is ruled out has by far the largest logit, all others are 0, and that is 0/0.",
            ),
            Slip(
                lambda z, allowed: _over(z, allowed, top=lambda z: 0.0),
                "exp of a large logit is infinite. Subtract each row's own largest first.",
            ),
            Slip(
                lambda z, allowed: _over(z, allowed, top=np.max),
                "np.max(z) is the largest of all rows, so a row of small logits becomes 0/0. Each row needs its own.",
            ),
            Slip(
                lambda z, allowed: _over(z, allowed, top=lambda z: np.max(z, axis=0, keepdims=True)),
                "np.max(z, axis=0) goes down the columns. The logits of one picture are a row: axis=1.",
            ),
            Slip(
                lambda z, allowed: _over(z, ~allowed),
                "You have kept those that cannot occur: allowed is True for the classes that can.",
            ),
            Slip(_forgot_to_divide, "The rows do not sum to 1: divide by their sums."),
        ),
        solution=(
            "def softmax_over(z, allowed):\n"
            "    z = np.where(allowed, z, -np.inf)\n"
            "    e = np.exp(z - np.max(z, axis=1, keepdims=True))\n"
            "    return e / np.sum(e, axis=1, keepdims=True)"
        ),
        then="exp(-inf) is 0. Attention rules out in the same way the words that come later.",
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
                when=_swapped,
            ),
            Slip(
                lambda W0, b0, W1, b1: (W0 @ W1, b0 + b1),
                "b0 goes through the second layer too, so it is multiplied by W1.",
                when=lambda answer: np.allclose(answer(np.eye(2), _B0, 3 * np.eye(2), 5 * _B0)[1], 6 * _B0),
            ),
            Slip(
                lambda W0, b0, W1, b1: (W0 * W1, b0 @ W1 + b1),
                "* multiplies element by element. A matrix product is @.",
                when=lambda answer: np.allclose(answer(_SQUARE, _B0, 2 * _SQUARE, _B0)[0], 2 * _SQUARE**2),
            ),
            Slip(
                lambda W0, b0, W1, b1: (W0 @ W1, b0 @ W1 - b1),
                "b1 is added: (x @ W0 + b0) @ W1 + b1.",
            ),
            Slip(lambda W0, b0, W1, b1: (W0 @ W1, b0 @ W1), "b1 is added at the end, and must not be lost."),
            Slip(lambda W0, b0, W1, b1: (W0 @ W1, b1), "What the second layer makes of b0 is missing in b."),
        ),
        solution="def one_of_two(W0, b0, W1, b1):\n    return W0 @ W1, b0 @ W1 + b1",
        then="A hundred layers with nothing nonlinear between them are still one.",
    ),
    Parsons(
        id="inference.5",
        question="Put the lines of the model in order: pixels first, probabilities last.",
        setup=(
            "rng = np.random.default_rng(0)\n"
            "x, W0, b0 = rng.normal(size=(4, 6)), rng.normal(size=(6, 5)), rng.normal(size=5)\n"
            "W1, b1 = rng.normal(size=(5, 3)), 1000 + rng.normal(size=3)"
        ),
        lines=(
            "a = x @ W0 + b0",
            "h = np.maximum(a, 0)",
            "z = h @ W1 + b1",
            "z = z - np.max(z, axis=1, keepdims=True)",
            "e = np.exp(z)",
            "p = e / np.sum(e, axis=1, keepdims=True)",
        ),
        results=("p",),
        distractors=("z = np.maximum(z, 0)", "p = e / np.sum(e)"),
        hints={
            "z = np.maximum(z, 0)": "That is a relu before the softmax: what is negative speaks against a class.",
            "p = e / np.sum(e)": "That is the sum over all pictures. Each row is divided by its own.",
        },
        then="Behind the shift the largest logit of each row is 0, and exp cannot overflow.",
    ),
    Hunt(
        id="inference.6",
        question="One line of this model is wrong, and no error says so. Which?",
        setup=(
            "rng = np.random.default_rng(0)\n"
            "x, W0, b0 = rng.normal(size=(4, 6)), rng.normal(size=(6, 5)), rng.normal(size=5)\n"
            "W1, b1 = rng.normal(size=(5, 3)), rng.normal(size=3)"
        ),
        lines=(
            "a = x @ W0 + b0",
            "h = np.maximum(a, 0)",
            "z = h @ W1 + b1",
            "top = np.max(z, axis=1, keepdims=True)",
            "e = np.exp(z - top)",
            "p = e / np.sum(e, axis=1, keepdims=True)",
        ),
        wrong=(5, "p = e / np.sum(e, axis=0, keepdims=True)"),
        results=("p",),
        then="The columns sum to 1 there. NumPy finds a shape for either axis, so look at the sums of the rows.",
        hints={
            0: "That line is right: each row of x meets the columns of W0, and b0 is added to each row.",
            1: "That line is right: it is relu, which sets to 0 what is negative.",
            2: "That line is right: the second layer reads what the first has made.",
            3: "That line is right: the logits of a picture are a row, and this is the largest of each.",
            4: "That line is right: top has one number for each row, so each row loses its own largest.",
        },
    ),
)
