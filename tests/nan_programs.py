"""Small programs that end in NaN, of the kinds that people report, each with the line to blame and the program mended.

The line to blame is marked:  # <- op, # <- the adjoint of op, or # <- the update: op.
"""

import inspect
from dataclasses import dataclass

import numpy as np

import ngteach as ng

F = np.float32
PROGRAMS = []


@dataclass(frozen=True)
class Program:
    """wrong(*args) is not finite, mended(*args) is, and one of the words is in the remedy."""

    wrong: object
    mended: object
    args: tuple
    words: tuple[str, ...]

    @property
    def name(self):
        return self.wrong.__name__

    @property
    def blamed(self):
        """(number of the marked line, "forward", "adjoint" or "update", op or name of the input)."""
        lines, first = inspect.getsourcelines(self.wrong)
        ((i, line),) = [(i, line) for i, line in enumerate(lines) if "# <- " in line]
        mark = line.partition("# <- ")[2].strip()
        place, _, op = mark.rpartition(" ")
        return first + i, {"": "forward", "the adjoint of": "adjoint", "the update:": "update"}[place], op


def program(*args, words, mended, into=PROGRAMS):
    """Decorator: a program that goes wrong at these arguments."""
    words = (words,) if isinstance(words, str) else words

    def remember(wrong):
        into.append(Program(wrong, mended, args, words))
        return wrong

    return remember


def arrays(*numbers):
    return tuple(np.array(n, F) if isinstance(n, (list, float)) else n for n in numbers)


# ---- a branch that was not taken ----------------------------------------------


def sqrt_or_zero(x):
    return ng.grad(lambda x: ng.sum(ng.where(x > 0, ng.sqrt(ng.where(x > 0, x, 1.0)), 0.0)))(x)


@program(*arrays([-1.0, 0.0, 4.0]), words="ng.where(x > 0, ng.sqrt(ng.where(x > 0, x, 1.0)), 0.0)", mended=sqrt_or_zero)
def where_around_sqrt(x):
    def loss(x):
        return ng.sum(ng.where(x > 0, ng.sqrt(x), 0.0))  # <- sqrt

    return ng.grad(loss)(x)


def log_or_zero(x):
    return ng.grad(lambda x: ng.sum(ng.where(x > 0, ng.log(ng.where(x > 0, x, 1.0)), 0.0)))(x)


@program(*arrays([0.0, 1.0]), words="ng.log(ng.where(positive, x, 1.0))", mended=log_or_zero)
def where_on_another_line(x):
    def loss(x):
        y = ng.log(x)  # <- the adjoint of log
        positive = x > 0
        return ng.sum(ng.where(positive, y, 0.0))

    return ng.grad(loss)(x)


def ratio_inside(x):
    def loss(x):
        safe = ng.where(x != 0, x, 1.0)
        return ng.sum(ng.where(x != 0, ng.sin(safe) / safe, 1.0))

    return ng.grad(loss)(x)


@program(*arrays([0.0, 2.0]), words="ng.sin(x) / ng.where(x != 0, x, 1.0)", mended=ratio_inside)
def where_around_a_ratio(x):
    def loss(x):
        return ng.sum(ng.where(x != 0, ng.sin(x) / x, 1.0))  # <- divide

    return ng.grad(loss)(x)


@program(
    *arrays([1.0, 200.0]),
    words="ng.exp(ng.where(x > 20.0, 0.0, x))",
    mended=lambda x: ng.grad(lambda x: ng.sum(ng.where(x > 20.0, x, ng.exp(ng.where(x > 20.0, 0.0, x)))))(x),
)
def where_around_exp(x):
    def loss(x):
        return ng.sum(ng.where(x > 20.0, x, ng.exp(x)))  # <- exp

    return ng.grad(loss)(x)


@program(
    *arrays([[0.0, 1.0], [1.0, 0.0]]),
    words="ng.sqrt(ng.where(",
    mended=lambda d: ng.grad(lambda d: ng.sum((1.0 - np.eye(2, dtype=F)) * ng.sqrt(d + np.eye(2, dtype=F))))(d),
)
def distances_times_a_mask(squares):
    def loss(squares):
        off = ng.constant(1.0 - np.eye(2, dtype=F))
        return ng.sum(ng.sqrt(squares) * off)  # <- the adjoint of sqrt

    return ng.grad(loss)(squares)


# ---- logarithms of 0 ----------------------------------------------------------


@program(
    *arrays([[0.0, 200.0, 1.0]]),
    words="ng.log_softmax(scores, axis=1)",
    mended=lambda scores: -ng.mean(ng.log_softmax(scores, axis=1)[:, 0]),
)
def log_of_softmax(scores):
    p = ng.softmax(scores, axis=1)
    return -ng.mean(ng.log(p[:, 0]))  # <- log


@program(
    *arrays([[1.0]], [[200.0]], [0.0]),
    words=("log_sigmoid",),
    mended=lambda x, w, y: -ng.mean(y * ng.log_sigmoid((x @ w)[:, 0]) + (1.0 - y) * ng.log_sigmoid(-(x @ w)[:, 0])),
)
def cross_entropy_of_a_sigmoid(x, w, y):
    p = ng.sigmoid((x @ w)[:, 0])
    return -ng.mean(y * ng.log(p) + (1.0 - y) * ng.log(1.0 - p))  # <- log


@program(
    *arrays([0.5, 0.5, 0.0], [0.25, 0.5, 0.25]),
    words="ng.where(p > 0",
    mended=lambda p, q: ng.sum(ng.where(p > 0, p * ng.log(ng.where(p > 0, p, 1.0) / q), 0.0)),
)
def divergence_of_a_zero(p, q):
    return ng.sum(p * ng.log(p / q))  # <- log


# ---- edges --------------------------------------------------------------------


@program(
    *arrays([[0.0, 0.0], [0.0, 0.0]]),
    words=("ng.norm(w)", "1e-12"),
    mended=lambda w: ng.grad(lambda w: ng.norm(w))(w),
)
def penalty_at_zero(w):
    def penalty(w):
        return ng.sqrt(ng.sum(w * w))  # <- the adjoint of sqrt

    return ng.grad(penalty)(w)


@program(
    *arrays([0.1] * 7),
    words=("ng.std(x)", "ng.maximum"),
    mended=lambda x: ng.std(x),
)
def spread_as_a_difference(x):
    variance = ng.mean(x * x) - ng.mean(x) ** 2.0
    return ng.sqrt(variance)  # <- sqrt


@program(
    *arrays([0.6, 0.8], [0.6, 0.8000001]),
    words="ng.clip(",
    mended=lambda a, b: ng.arccos(ng.clip(ng.sum(a * b) + 1e-7, -1 + 1e-6, 1 - 1e-6)),
)
def angle_of_rounded_vectors(a, b):
    return ng.arccos(ng.sum(a * b) + 1e-7)  # <- arccos


@program(
    *arrays([1.0, 0.0]),
    words="ng.clip(cosine",
    mended=lambda x: ng.grad(lambda x: ng.sum(ng.arccos(ng.clip(x, -1 + 1e-6, 1 - 1e-6))))(x),
)
def slope_of_an_angle(cosine):
    def loss(cosine):
        return ng.sum(ng.arccos(cosine))  # <- the adjoint of arccos

    return ng.grad(loss)(cosine)


@program(
    *arrays([0.0, 2.0, 4.0]),
    words="ng.exp(ng.mean(ng.log(",
    mended=lambda x: ng.grad(lambda x: ng.exp(ng.mean(ng.log(ng.maximum(x, 1e-12)))))(x),
)
def geometric_mean(x):
    def loss(x):
        return ng.prod(x) ** (1.0 / 3.0)  # <- the adjoint of power

    return ng.grad(loss)(x)


@program(*arrays([-8.0, 27.0]), words="ng.cbrt(x)", mended=lambda x: ng.cbrt(x))
def root_of_a_negative(x):
    return x ** (1.0 / 3.0)  # <- power


# ---- divisions ----------------------------------------------------------------


@program(
    *arrays([[1.0, 5.0], [3.0, 5.0]]),
    words="+ 1e-6",
    mended=lambda x: (x - ng.mean(x, axis=0)) / (ng.std(x, axis=0) + 1e-6),
)
def constant_column(x):
    centred = x - ng.mean(x, axis=0)
    return centred / ng.std(x, axis=0)  # <- divide


@program(
    *arrays([[0.0, 0.0], [1.0, 2.0]], [[1.0, 1.0], [2.0, 1.0]]),
    words="(lengths + 1e-6)",
    mended=lambda a, b: ng.sum(a * b, axis=1) / (ng.norm(a, axis=1) * ng.norm(b, axis=1) + 1e-6),
)
def cosine_similarity(a, b):
    lengths = ng.norm(a, axis=1) * ng.norm(b, axis=1)
    return ng.sum(a * b, axis=1) / lengths  # <- divide


@program(
    *arrays([[1.0, 2.0], [3.0, 4.0]]),
    np.array([[True, False], [False, False]]),
    words="ng.maximum(count, 1.0)",
    mended=lambda x, m: ng.sum(ng.where(m, x, 0.0), axis=1) / ng.maximum(ng.sum(m, axis=1).astype(ng.f32), 1.0),
)
def mean_of_what_is_masked(x, mask):
    total = ng.sum(ng.where(mask, x, 0.0), axis=1)
    count = ng.convert(ng.sum(mask, axis=1), ng.f32)
    return total / count  # <- divide


@program(
    *arrays([1.0, 2.0], [0.0], [1.0]),
    words="sigma = ng.maximum(sigma, 1e-6)",
    mended=lambda x, sigma, mu: ng.sum((x - mu) ** 2.0 / (sigma**2.0 + 1e-6) / 2.0 + ng.log(sigma + 1e-6)),
)
def likelihood_of_a_sharp_bell(x, sigma, mu):
    return ng.sum((x - mu) ** 2.0 / (2.0 * sigma**2.0) + ng.log(sigma))  # <- divide


# ---- overflows ----------------------------------------------------------------


@program(
    *arrays([[1.0, 100.0]]),
    words="ng.softmax(x, axis=1)",
    mended=lambda x: ng.softmax(x, axis=1),
)
def softmax_by_hand(x):
    e = ng.exp(x)  # <- exp
    return e / ng.sum(e, axis=1, keepdims=True)


@program(
    *arrays([100.0, 101.0]),
    words="ng.logsumexp(x",
    mended=lambda x: ng.logsumexp(x),
)
def logsumexp_by_hand(x):
    return ng.log(ng.sum(ng.exp(x)))  # <- exp


@program(
    *arrays([-3.0, 120.0]),
    words="ng.softplus(x)",
    mended=lambda x: ng.grad(lambda x: ng.sum(ng.softplus(x)))(x),
)
def softplus_by_hand(x):
    def loss(x):
        return ng.sum(ng.log(1.0 + ng.exp(x)))  # <- exp

    return ng.grad(loss)(x)


@program(
    *arrays([-120.0, 1.0]),
    words="ng.sigmoid(x)",
    mended=lambda x: ng.grad(lambda x: ng.sum(ng.sigmoid(x)))(x),
)
def sigmoid_by_hand(x):
    def loss(x):
        return ng.sum(1.0 / (1.0 + ng.exp(-x)))  # <- exp

    return ng.grad(loss)(x)


@program(
    *arrays([100.0, -1.0]),
    words="ng.tanh(x)",
    mended=lambda x: ng.tanh(x),
)
def tanh_by_hand(x):
    up, down = ng.exp(x), ng.exp(-x)  # <- exp
    return (up - down) / (up + down)


@program(
    *arrays([1e20, 1.0]),
    words="ng.norm(u / s)",
    mended=lambda u: ng.max(ng.abs(u)) * ng.norm(u / ng.max(ng.abs(u))),
)
def length_of_a_long_vector(u):
    return ng.sqrt(ng.sum(u * u))  # <- multiply


def linear_regression(rate):
    def train(w, x, y):
        for _ in range(12):
            dw = ng.grad(lambda w: ng.mean((x @ w - y) ** 2.0))(w)
            w = w - rate * dw
        return ng.mean((x @ w - y) ** 2.0)

    return train


LINE = arrays([0.1, 0.2], [[100.0, 200.0], [300.0, 100.0], [-200.0, 50.0]], [1.0, 2.0, 3.0])


@program(*LINE, words="w - 1e-05 * ng.grad(loss)(w)", mended=linear_regression(1e-6))
def rate_too_large(w, x, y):
    def loss(w):
        return ng.mean((x @ w - y) ** 2.0)  # <- dot

    for _ in range(12):
        w = w - 0.5 * ng.grad(loss)(w)
    return loss(w)


# ---- infinities that were meant, and what was given ---------------------------


@program(
    *arrays([[1.0, 2.0], [3.0, 4.0]]),
    np.array([[True, False], [False, False]]),
    words="-1e9",
    mended=lambda s, m: ng.softmax(ng.where(m, s, -1e9), axis=1),
)
def row_that_is_masked(scores, mask):
    scores = ng.where(mask, scores, -np.inf)
    return ng.softmax(scores, axis=1)  # <- softmax


@program(
    *arrays([[1.0, 2.0]], [[1.0, 0.0]]),
    words="choose",
    mended=lambda s, m: ng.softmax(ng.where(m != 0, s, -1e9), axis=1),
)
def mask_times_infinity(scores, mask):
    hidden = (1.0 - mask) * -np.inf  # <- multiply
    return ng.softmax(scores + hidden, axis=1)


@program(
    *arrays([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]]),
    np.array([1, 3], np.int32),
    words="they count from 1",
    mended=lambda p, labels: ng.cross_entropy(p, labels - 1),
)
def labels_from_one(p, labels):
    return ng.cross_entropy(p, labels)  # <- one_hot


@program(
    *arrays([[1.0, np.nan], [2.0, 3.0]], [[1.0], [1.0]]),
    words="np.isfinite(x)",
    mended=lambda x, w: ng.mean((ng.nan_to_num(x) @ w) ** 2.0),
)
def hole_in_the_data(x, w):  # <- x
    return ng.mean((x @ w) ** 2.0)
