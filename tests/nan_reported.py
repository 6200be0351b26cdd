"""More programs that end in NaN, after what people reported in the trackers of JAX, Autograd, PyTorch and others."""

import numpy as np
from nan_programs import arrays, program

import ngteach as ng

F = np.float32
PROGRAMS = []


def reported(*args, words, mended):
    return program(*args, words=words, mended=mended, into=PROGRAMS)


@reported(  # jax#8247
    *arrays(2.0, [-1.0, 0.0, 1.0]),
    words="ng.where(",
    mended=lambda x, d: ng.grad(lambda x: ng.sum(ng.where(d != 0, x / ng.where(d != 0, d, 1.0), 0.0)))(x),
)
def nan_to_num_after_the_division(x, d):
    def loss(x):
        return ng.sum(ng.nan_to_num(x / d, posinf=0.0))  # <- the adjoint of divide

    return ng.grad(loss)(x)


@reported(  # autograd#570
    *arrays([0.0, 0.0]), words=("ng.norm(x)", "+ 1e-12"), mended=lambda x: ng.grad(lambda x: ng.norm(x) ** 2.0)(x)
)
def length_squared(x):
    def loss(x):
        return ng.sqrt(ng.sum(x**2.0)) ** 2.0  # <- the adjoint of sqrt

    return ng.grad(loss)(x)


@reported(  # autograd#570
    *arrays([0.0, 2.0]),
    words=("+ 1e-8", "ng.where("),
    mended=lambda x: ng.grad(lambda x: ng.sum(1 / (1 / (x + 1e-8))))(x),
)
def inverse_of_the_inverse(x):
    def loss(x):
        inverse = 1.0 / x  # <- divide
        return ng.sum(1.0 / inverse)

    return ng.grad(loss)(x)


@reported(  # pytorch#6394
    *arrays([0.0, 0.5]),
    words="ng.where(x > 0",
    mended=lambda x: ng.sum(ng.where(x > 0, x * ng.log(ng.where(x > 0, x, 1.0)), 0.0)),
)
def entropy(x):
    return -ng.sum(x * ng.log(x))  # <- log


@reported(  # TFDeepSurv#15
    *arrays([0.3, 0.2], [0.0, 0.0]),
    words="ng.maximum(ng.sum(events), 1.0)",
    mended=lambda risk, events: -ng.sum(risk * events) / ng.maximum(ng.sum(events), 1.0),
)
def loss_per_event(risk, events):
    return -ng.sum(risk * events) / ng.sum(events)  # <- divide


@reported(  # yolov9 PR #662
    *arrays([0.3, 0.2]),
    np.array([False, False]),
    words="ng.maximum(",
    mended=lambda x, hit: ng.sum(ng.where(hit, x, 0.0)) / ng.maximum(ng.sum(hit).astype(ng.f32), 1.0),
)
def mean_of_the_hits(x, hit):
    return ng.mean(x, where=hit)  # <- divide


@reported(  # pytorch_geometric#500
    *arrays([0.1, 0.2], [200.0, 1.0], [0.5, -0.5]),
    words="ng.minimum(",
    mended=lambda mu, v, noise: mu + ng.exp(ng.minimum(v, 20.0)) * noise,
)
def reparametrisation(mu, log_variance, noise):
    return mu + ng.exp(log_variance) * noise  # <- exp


@reported(  # tensorflow/models#23
    *arrays([1.0, 0.0], [0.5, 1.2]),
    words="ng.log(ng.maximum(1.0 - p, 1e-12))",
    mended=lambda x, p: ng.sum(x * ng.log(p) + (1.0 - x) * ng.log(ng.maximum(1.0 - p, 1e-12))),
)
def no_probability(x, p):
    return -ng.sum(x * ng.log(p) + (1.0 - x) * ng.log(1.0 - p))  # <- log


@reported(  # blitz-bayesian-deep-learning#43
    *arrays([30.0, 0.1]),
    words=("logsumexp", "logaddexp"),
    mended=lambda w: ng.sum(ng.logaddexp(-0.5 * w**2.0, -2.0 * w**2.0)),
)
def mixture_of_two_bells(w):
    wide = ng.exp(-0.5 * w**2.0)
    narrow = ng.exp(-2.0 * w**2.0)
    return ng.sum(ng.log(wide + narrow))  # <- log


@reported(
    *arrays([1.0000002, 0.3]),
    words="ng.arcsin(ng.clip(",
    mended=lambda a: 2.0 * ng.arcsin(ng.clip(ng.sqrt(a), -1 + 1e-6, 1 - 1e-6)),
)
def great_circle(a):
    return 2.0 * ng.arcsin(ng.sqrt(a))  # <- arcsin


@reported(*arrays([[3.0]]), words="ddof=0", mended=lambda x: ng.std(x, axis=0, ddof=0))
def spread_of_one_sample(x):
    return ng.std(x, axis=0, ddof=1)  # <- divide


@reported(
    *arrays([1.0, 2.0], [[1.0, 0.0], [2.0, 0.0]], [3.0, 1.0], [0.0, 0.0]),
    words="+ 1e-8",
    mended=lambda w, x, y, v: w / (ng.sqrt(v) + 1e-8),
)
def rmsprop_without_epsilon(w, x, y, v):
    dw = ng.grad(lambda w: ng.mean((x @ w - y) ** 2.0))(w)
    v = 0.9 * v + 0.1 * dw * dw
    return w - 0.01 * dw / ng.sqrt(v), v  # <- the update: divide


@reported(
    *arrays([1.0, 0.4]),
    words="1e-12",
    mended=lambda p: ng.grad(lambda p: -ng.sum((1.0 - p + 1e-12) ** 0.5 * ng.log(p)))(ng.minimum(p, 0.999)),
)
def focal_loss(p):
    def loss(p):
        return -ng.sum((1.0 - p) ** 0.5 * ng.log(p))  # <- the adjoint of power

    return ng.grad(loss)(p)


@reported(  # leftthomas/CGD#12
    *arrays([[0.0, 0.0], [1.0, 2.0]]),
    words=("1e-12",),
    mended=lambda x: ng.grad(lambda x: ng.sum(ng.mean(ng.maximum(x, 1e-6) ** 3.0, axis=1) ** (1.0 / 3.0)))(x),
)
def generalised_mean_pooling(x):
    def loss(x):
        pooled = ng.mean(x**3.0, axis=1)
        return ng.sum(pooled ** (1.0 / 3.0))  # <- the adjoint of power

    return ng.grad(loss)(x)


@reported(
    *arrays([0.0, 0.0], [0.0, 0.0]),
    words=("+ 1e-8", "ng.maximum(union, 1.0)"),
    mended=lambda p, t: ng.sum(p * t) / (ng.sum(p + t - p * t) + 1e-8),
)
def overlap_of_nothing(p, t):
    union = ng.sum(p + t - p * t)
    return ng.sum(p * t) / union  # <- divide


@reported(
    *arrays([[1.0, 0.2], [0.3, 0.9]]),
    words="ng.log_softmax(similarity / 0.01, axis=1)",
    mended=lambda s: -ng.mean(ng.log_softmax(s / 0.01, axis=1)[:, 0]),
)
def contrastive_loss(similarity):
    e = ng.exp(similarity / 0.01)  # <- exp
    p = e / ng.sum(e, axis=1, keepdims=True)
    return -ng.mean(ng.log(p[:, 0]))


@reported(
    *arrays([[0.0, 0.0], [1.0, 4.0]]), words="+ 1e-", mended=lambda x: x / (ng.max(x, axis=1, keepdims=True) + 1e-8)
)
def scaled_by_the_largest(x):
    return x / ng.max(x, axis=1, keepdims=True)  # <- divide


@reported(*arrays([0.2, 1.0]), words="1e-6", mended=lambda h: -ng.sum(ng.log1p(-ng.minimum(h, 1 - 1e-6))))
def certain_hazard(h):
    return -ng.sum(ng.log1p(-h))  # <- log1p


@reported(
    *arrays([0.25, 1.0]), words="ng.clip(", mended=lambda u: ng.erfinv(ng.clip(2.0 * u - 1.0, -1 + 1e-6, 1 - 1e-6))
)
def normal_scores(rank):
    return 1.41421 * ng.erfinv(2.0 * rank - 1.0)  # <- erfinv


@reported(
    *arrays([0.25, 1.0]),
    words="ng.clip(p, 1e-6, 1 - 1e-6)",
    mended=lambda p: ng.log(ng.clip(p, 1e-6, 1 - 1e-6) / (1 - ng.clip(p, 1e-6, 1 - 1e-6))),
)
def logit(p):
    return ng.log(p / (1.0 - p))  # <- divide


@reported(  # jax#6811
    *arrays([[0.5, 0.1], [0.2, 0.4]], [[0.0, 0.0], [1.0, 0.0]]),
    words="-1e9",
    mended=lambda s, hidden: ng.softmax(ng.where(hidden == 0, -1e9, s), axis=1),
)
def attention_by_hand(scores, visible):
    scores = ng.where(visible == 0, -np.inf, scores)
    shifted = scores - ng.max(scores, axis=1, keepdims=True)  # <- subtract
    e = ng.exp(shifted)
    return e / ng.sum(e, axis=1, keepdims=True)


@reported(
    *arrays([0.0, 0.0], [[1.0, 2.0], [3.0, -1.0]]),
    words=("ng.norm(", "1e-12"),
    mended=lambda w, x: ng.grad(lambda w: ng.mean((ng.norm(ng.tanh(x * w), axis=1) - 1.0) ** 2.0))(w),
)
def gradient_penalty(w, x):
    def penalty(w):
        slopes = ng.grad(lambda x: ng.sum(ng.tanh(x @ w)))(x)
        lengths = ng.sqrt(ng.sum(slopes**2.0, axis=1))  # <- the adjoint of sqrt
        return ng.mean((lengths - 1.0) ** 2.0)

    return ng.grad(penalty)(w)


@reported(
    *arrays([1.0, 1.0], [[9.0, 3.0], [2.0, 8.0]]),
    words=("ng.tanh", "ng.norm", "smaller"),
    mended=lambda h, w: ng.grad(lambda h: ng.sum(ng.tanh(w @ h)))(h),
)
def recurrence_that_explodes(h, w):
    for _ in range(60):
        h = w @ h  # <- dot
    return ng.mean(h)


@reported(
    *arrays([0.0, 0.0], [[30.0, -20.0], [-40.0, 10.0]], [1.0, 0.0]),
    words="ng.log_sigmoid(",
    mended=lambda w, x, y: -ng.mean(y * ng.log_sigmoid(x @ w) + (1.0 - y) * ng.log_sigmoid(-(x @ w))),
)
def logistic_regression_with_large_steps(w, x, y):
    def loss(w):
        p = ng.sigmoid(x @ w)
        good = y * ng.log(p)
        bad = (1.0 - y) * ng.log(1.0 - p)  # <- the adjoint of log
        return -ng.mean(good + bad)

    for _ in range(5):
        w = w - 1.0 * ng.grad(loss)(w)
    return loss(w)


@reported(np.array([1e300, 1.0]), words=("f64",), mended=lambda x: (x / 1e300).astype(ng.f32))
def large_numbers_made_small(x):
    small = x.astype(ng.f32)  # <- convert
    return small - ng.mean(small)


@reported(*arrays([np.inf, 1.0, 2.0]), words="np.nan_to_num(x)", mended=lambda x: ng.nan_to_num(x, posinf=0.0))
def infinite_data(x):
    return x - ng.mean(x)  # <- subtract


@reported(
    *arrays([[1.0, 2.0], [3.0, 4.0]]),
    np.array([0, 2], np.int32),
    words="ng.clip(words, 0, 1)",
    mended=lambda table, words: ng.mean(ng.embedding(ng.clip(words, 0, 1), table)),
)
def word_outside_the_table(table, words):
    return ng.mean(ng.embedding(words, table))  # <- gather


@reported(
    *arrays([0.5, 1.5]), words=("ng.maximum(1.0 - x, 1e-12)",), mended=lambda x: ng.maximum(1.0 - x, 1e-12) ** 1.5
)
def density_outside_its_range(x):
    return ng.sum(x**0.5 * (1.0 - x) ** 1.5)  # <- power


@reported(
    *arrays([0.3, 0.1], [0.3, 0.1]),
    words="ng.arccosh(ng.maximum(",
    mended=lambda u, v: ng.grad(lambda u: ng.arccosh(ng.maximum(1.0 + ng.sum((u - v) ** 2.0), 1 + 1e-6)))(u),
)
def hyperbolic_distance_to_itself(u, v):
    def distance(u):
        return ng.arccosh(1.0 + ng.sum((u - v) ** 2.0))  # <- the adjoint of arccosh

    return ng.grad(distance)(u)


@reported(*arrays([1.0, 200.0]), words=("log1p", "expm1"), mended=lambda x: x + ng.log(-ng.expm1(-x)))
def softplus_backwards(x):
    return ng.log(ng.exp(x) - 1.0)  # <- exp


@reported(
    *arrays([1.0, 200.0]), words="ng.logaddexp(x, -x)", mended=lambda x: ng.sum(ng.logaddexp(x, -x) - np.log(2.0))
)
def log_cosh_loss(x):
    return ng.sum(ng.log(ng.cosh(x)))  # <- cosh


@reported(
    *arrays([[60.0], [1.0]], [0.0, 3.0]),
    words="ng.softmax(",
    mended=lambda x, centres: ng.softmax(-((x - centres) ** 2.0) / 2.0, axis=1),
)
def responsibilities(x, centres):
    p = ng.exp(-((x - centres) ** 2.0) / 2.0)
    return p / ng.sum(p, axis=1, keepdims=True)  # <- divide


@reported(
    *arrays([0.1, 1.0, 0.5]),
    words="ng.log(ng.maximum(",
    mended=lambda a: ng.sum(ng.cumsum(ng.log1p(-ng.minimum(a, 0.999999)))),
)
def log_of_a_transmittance(alpha):
    left = ng.cumprod(1.0 - alpha)
    return ng.sum(ng.log(left))  # <- log


@reported(
    *arrays([[0.0, 300.0]]),
    words=("ng.where(p > 0", "log_softmax"),
    mended=lambda s: -ng.sum(ng.softmax(s, axis=1) * ng.log_softmax(s, axis=1)),
)
def entropy_of_a_sure_choice(scores):
    p = ng.softmax(scores, axis=1)
    return -ng.sum(p * ng.log(p))  # <- log


@reported(
    *arrays([0.1], [[3.0], [4.0], [2.0]], [20.0, 50.0, 8.0]),
    words=("rate", "ng.minimum(", "0.01"),
    mended=lambda w, x, y: ng.mean(ng.exp(ng.minimum(x @ w, 80.0)) - y * (x @ w)),
)
def poisson_regression(w, x, y):
    def loss(w):
        rate = ng.exp(x @ w)  # <- exp
        return ng.mean(rate - y * (x @ w))

    for _ in range(5):
        w = w - 1.0 * ng.grad(loss)(w)
    return loss(w)
