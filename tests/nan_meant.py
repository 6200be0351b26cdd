"""Programs that end in NaN, each with numbers at which it does not: there the remedy must compute what was meant."""

import numpy as np
from nan_programs import arrays, program

import ngteach as ng

F = np.float32
PROGRAMS = []
SOUND = {}  # {name of a program: arguments at which nothing goes wrong}


def meant(*args, words, mended, sound):
    def remember(wrong):
        SOUND[wrong.__name__] = sound
        return program(*args, words=words, mended=mended, into=PROGRAMS)(wrong)

    return remember


def rounder_huber(x):
    def loss(x):
        size = ng.abs(x)
        return ng.sum(ng.where(size < 1.0, 0.5 * x**2, ng.sqrt(ng.where(size < 1.0, 1.0, size)) - 0.5))

    return ng.grad(loss)(x)


@meant(
    *arrays([0.0, 2.0]), words="ng.sqrt(ng.where(small, 1.0, ng.abs(x))) - 0.5", mended=rounder_huber,
    sound=arrays([0.5, 2.0]),
)  # fmt: skip
def huber_by_where(x):
    def loss(x):
        small = ng.abs(x) < 1.0
        return ng.sum(ng.where(small, 0.5 * x**2, ng.sqrt(ng.abs(x)) - 0.5))  # <- the adjoint of sqrt

    return ng.grad(loss)(x)


@meant(
    *arrays([100.0, -1.0]), words="ng.exp(ng.where(x > 0.0, 0.0, x)) - 1.0",
    mended=ng.grad(lambda x: ng.sum(ng.elu(x))), sound=arrays([2.0, -1.0]),
)  # fmt: skip
def elu_by_where(x):
    def loss(x):
        return ng.sum(ng.where(x > 0.0, x, ng.exp(x) - 1.0))  # <- exp

    return ng.grad(loss)(x)


def entropy_of_chances(p):
    return ng.grad(lambda p: ng.sum(ng.where(p > 0.0, p * ng.log(ng.where(p > 0.0, p, 1.0)), 0.0)))(p)


@meant(
    *arrays([1.0, 0.0]), words="ng.where(p > 0.0, p * ng.log(ng.where(p > 0.0, p, 1.0)), 0.0)",
    mended=entropy_of_chances, sound=arrays([0.5, 0.5]),
)  # fmt: skip
def slope_of_entropy(p):
    def loss(p):
        return ng.sum(ng.where(p > 0.0, p * ng.log(p), 0.0))  # <- log

    return ng.grad(loss)(p)


@meant(
    *arrays([0.0, 1.0], [-200.0, 0.0], [1.0, 2.0]), words="ng.softmax(log_p - log_q)",
    mended=lambda p, q, x: ng.sum(ng.softmax(p - q) * x), sound=arrays([0.0, 1.0], [-2.0, 0.0], [1.0, 2.0]),
)  # fmt: skip
def importance_weights(log_p, log_q, values):
    weights = ng.exp(log_p - log_q)  # <- exp
    return ng.sum(weights * values) / ng.sum(weights)


@meant(
    *arrays([0.0, 100.0], [0.0, 1.0], [-1.0, -0.5]), words="- np.log(2.5) + log_weights, axis=1)",
    mended=lambda x, m, w: ng.sum(ng.logsumexp(w - 0.5 * (x[:, None] - m) ** 2, axis=1)),
    sound=arrays([0.0, 1.0], [0.0, 1.0], [-1.0, -0.5]),
)  # fmt: skip
def mixture_of_bells(x, means, log_weights):
    bells = ng.exp(-0.5 * (x[:, None] - means) ** 2) / 2.5
    return ng.sum(ng.log(ng.sum(ng.exp(log_weights) * bells, axis=1)))  # <- log


@meant(
    *arrays([100.0, 0.0]), words="ng.sigmoid(x)", mended=lambda x: ng.sigmoid(x), sound=arrays([1.0, 0.0]),
)  # fmt: skip
def gate_by_hand(x):
    return ng.exp(x) / (1.0 + ng.exp(x))  # <- exp


@meant(
    *arrays([0.0, 0.0, 3.0], [0.0, 1.0, 2.0]), words="counts * ng.log(ng.maximum(rate, 1e-12))",
    mended=lambda r, c: ng.sum(r - c * ng.log(ng.maximum(r, 1e-12))), sound=arrays([1.0, 2.0, 3.0], [0.0, 1.0, 2.0]),
)  # fmt: skip
def counts_at_rates_of_zero(rate, counts):
    return ng.sum(rate - counts * ng.log(rate))  # <- log


@meant(
    np.full((2, 2), 5, F), *arrays([0.5, 0.5]), words="a / (kernel @ a + 1e-8)", mended=lambda c, a: ng.sum(a),
    sound=(np.full((2, 2), 1e-3, F), *arrays([0.5, 0.5])),
)  # fmt: skip
def sinkhorn_of_large_costs(cost, a):
    kernel = ng.exp(-cost / 1e-3)
    u = a / (kernel @ a)  # <- divide
    return ng.sum(kernel.T @ u)


@meant(
    np.arange(6, dtype=F).reshape(3, 2), words="ng.norm(difference, axis=-1)", mended=lambda x: x,
    sound=(),  # the diagonal is 0 always
)  # fmt: skip
def distances_with_the_diagonal(points):
    def spread(points):
        difference = points[:, None, :] - points[None, :, :]
        distance = ng.sqrt(ng.sum(difference**2, axis=-1))  # <- the adjoint of sqrt
        return ng.sum(distance * (1.0 - np.eye(3, dtype=F)))

    return ng.grad(spread)(points)


@meant(
    *arrays([-1.0, -1.0], [1.0, 2.0]),
    words="ng.norm(slope)",
    mended=lambda w, x: w,
    sound=arrays([1.0, 1.0], [1.0, 2.0]),
)
def penalty_of_a_dead_critic(w, x):
    def penalty(w):
        slope = ng.grad(lambda x: ng.sum(ng.relu(x * w)))(x)
        return (ng.sqrt(ng.sum(slope**2)) - 1.0) ** 2  # <- the adjoint of sqrt

    return ng.grad(penalty)(w)


@meant(
    *arrays([1.0, 0.0], [200.0, 0.0]), words="ng.minimum(log_sigma, 40.0)", mended=lambda x, s: x,
    sound=arrays([1.0, 0.0], [2.0, 0.0]),
)  # fmt: skip
def reparameterised(x, log_sigma):
    sigma = ng.exp(log_sigma)  # <- exp
    return ng.sum((x - sigma * 2.0) ** 2)


@meant(
    *arrays([1.0, 0.0], [1.0, 0.0]), words="ng.arccos(ng.clip(cosine, -1 + 1e-6, 1 - 1e-6))", mended=lambda a, b: a,
    sound=arrays([1.0, 0.0], [0.0, 1.0]),
)  # fmt: skip
def angle_clipped_to_the_edge(a, b):
    def angle(a):
        cosine = ng.sum(a * b) / (ng.norm(a) * ng.norm(b))
        return ng.arccos(ng.clip(cosine, -1.0, 1.0))  # <- the adjoint of arccos

    return ng.grad(angle)(a)


@meant(
    *arrays([-2.0, 2.0], [2.0, 2.0]), words="ng.maximum(base, 1e-12)", mended=lambda x, y: y,
    sound=arrays([3.0, 2.0], [2.0, 2.0]),
)  # fmt: skip
def slope_along_the_exponent(base, exponent):
    return ng.grad(lambda exponent: ng.sum(base**exponent))(exponent)  # <- the adjoint of power


@meant(*arrays([0.0, 0.0]), words="ng.norm(h)", mended=lambda h: h, sound=arrays([1.0, 2.0]))
def root_in_a_checkpoint(h):
    @ng.checkpoint
    def block(h):
        return h / (1.0 + ng.sqrt(ng.sum(h**2)))  # <- the adjoint of sqrt

    return ng.grad(lambda h: ng.sum(block(block(h))))(h)


@meant(*arrays([0.0, 1.0]), words="dy / (2.0 * y + 1e-6)", mended=lambda x: x, sound=arrays([4.0, 1.0]))
def rule_of_ones_own(x):
    @ng.custom_vjp
    def root(x):
        return ng.sqrt(x)

    def backward(y, dy):
        return (dy / (2.0 * y),)  # <- the adjoint of custom_vjp

    root.defvjp(lambda x: (ng.sqrt(x), ng.sqrt(x)), backward)
    return ng.grad(lambda x: ng.sum(root(x)))(x)


def calmer(w, x, y):
    velocity = ng.zeros_like(w)
    for _ in range(40):
        velocity = 0.5 * velocity + ng.grad(lambda w: ng.mean((x * w - y) ** 2))(w)
        w = w - 0.1 * velocity
    return w


@meant(*arrays([1.0, 1.0], [1.0, 1.0], [0.0, 0.5]), words="w - 1 * velocity", mended=calmer, sound=())
def momentum_at_a_large_rate(w, x, y):
    velocity = ng.zeros_like(w)
    for _ in range(40):
        velocity = 0.5 * velocity + ng.grad(lambda w: ng.mean((x * w - y) ** 2))(w)
        w = w - 20.0 * velocity  # <- the update: multiply
    return w


@meant(
    *arrays(1.0), words="(ng.grad(f)(x) + 1e-8)", mended=lambda x: ng.where(x > 0, 1.0, x), sound=arrays(2.0),
)  # fmt: skip
def newton_where_it_is_flat(x):
    def f(x):
        return x**3 - 3.0 * x

    return x - f(x) / ng.grad(f)(x)  # <- the update: divide


@meant(
    *arrays([-120.0, 3.0], [1.0, 0.0]), words="ng.log_sigmoid(logits)",
    mended=lambda x, y: ng.sum(y * ng.log_sigmoid(x)), sound=arrays([-1.0, 3.0], [1.0, 0.0]),
)  # fmt: skip
def sigmoid_spelled_out(logits, labels):
    probs = 1.0 / (1.0 + ng.exp(-logits))
    return -ng.mean(labels * ng.log(probs))  # <- log


@meant(
    *arrays([0.0, 1.0], [0.0, 1.0]), words="var = ng.maximum(var, 1e-6)", mended=lambda var, y: y,
    sound=arrays([0.5, 1.0], [0.0, 1.0]),
)  # fmt: skip
def likelihood_at_a_variance_of_zero(var, error):
    return ng.mean(0.5 * (ng.log(var) + error**2 / var))  # <- log


@meant(
    *arrays(0.0), words="ng.where(step > 0, step, 1.0) ** (-0.5)",
    mended=lambda step: step * 1e-6, sound=arrays(3.0),
)  # fmt: skip
def warm_up(step):
    def rate(step):
        return 512.0**-0.5 * ng.minimum(step**-0.5, step * 4000.0**-1.5)  # <- the adjoint of power

    return ng.grad(rate)(step)


@meant(
    *arrays([1.0, 2.0], [500.0, 2.0]), words="ng.exp(ng.minimum(years * ng.log(1.0 + rate), 80.0))",
    mended=lambda rate, years: ng.exp(ng.minimum(years * ng.log(1.0 + rate), 80.0)),
    sound=arrays([1.0, 2.0], [5.0, 2.0]),
)  # fmt: skip
def compound_interest(rate, years):
    return ng.sum((1.0 + rate) ** years)  # <- power
