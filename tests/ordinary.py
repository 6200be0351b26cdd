"""Ordinary models and losses, as people write them: none of them holds a mistake, and none may be warned of."""

import numpy as np

import ngteach as ng
from ngteach import boolean, f32, f64, i32

MODELS = {}  # name: (function, the types of its arguments)


def model(*types):
    def remember(function):
        MODELS[function.__name__] = function, types
        return function

    return remember


@model(f32[6, 3])
def pairwise(x):
    d = x[:, None] - x[None]
    return ng.sqrt((d * d).sum(axis=-1) + 1e-9).mean()


@model(f32[6])
def pairwise_squares(x):
    return ((x[:, None] - x) ** 2).mean()


@model(f32[6])
def pairwise_sizes(x):
    return ng.mean(ng.abs(x[:, np.newaxis] - x[np.newaxis, :]))


@model(f32[6, 3])
def kernel_matrix(x):
    sq = (x * x).sum(axis=1, keepdims=True)
    d2 = sq + sq.T - 2.0 * x @ x.T
    return ng.exp(-ng.maximum(d2, 0.0)).mean()


@model(f32[6, 3])
def kernel_from_sums(x):
    sq = ng.sum(x * x, axis=1)
    return ng.exp(-(sq[:, None] + sq - 2.0 * x @ x.T)).mean()


@model(f32[6, 3])
def gram(x):
    n = ng.norm(x, axis=1, keepdims=True)
    x = x / n
    return ng.mean(x @ x.T)


@model(f32[6, 3], f32[6, 3], i32[6])
def two_towers(a, b, y):
    a = a / ng.norm(a, axis=1, keepdims=True)
    b = b / ng.norm(b, axis=1, keepdims=True)
    z = a @ b.T / 0.07
    return ng.cross_entropy(ng.softmax(z, axis=1), y) + ng.cross_entropy(ng.softmax(z.T, axis=1), y)


@model(f32[6, 3])
def contrastive(z):
    s = z @ z.T
    s = ng.where(np.eye(6, dtype=bool), -1e9, s)
    return -ng.mean(ng.log_softmax(s, axis=1))


@model(f32[4, 8], f32[8, 8], f32[8, 8], f32[8, 8], f32[8, 5], i32[4])
def attention_then_classifier(x, q, k, v, o, y):
    s = (x @ q) @ (x @ k).T / np.float32(np.sqrt(8.0))
    s = ng.where(np.tril(np.ones((4, 4), bool)), s, -1e9)
    h = x + ng.softmax(s, axis=-1) @ (x @ v)
    h = h + ng.softmax(h @ q, axis=-1) @ v
    return ng.cross_entropy(ng.softmax(h @ o, axis=1), y)


@model(f32[8, 3], f32[3, 4], f32[4], f32[3, 5])
def gaussian_mixture(x, mu, logpi, e):
    d = ((x[:, :, None] - mu[None]) ** 2).sum(axis=1)
    lp = -0.5 * d + ng.log_softmax(logpi, axis=0)
    return -ng.mean(ng.logsumexp(lp, axis=1))


@model(f32[8, 4], f32[4, 3], f32[4, 2], f32[2, 4, 3], i32[8])
def mixture_of_experts(x, w, g, e, y):
    gates = ng.softmax(x @ g, axis=1)
    outs = ng.softmax(ng.einsum("nd,edk->enk", x, e), axis=2)
    p = ng.sum(gates.T[:, :, None] * outs, axis=0)
    return ng.cross_entropy(p, y)


@model(f32[8, 4], f32[4, 3], i32[8], f32[3, 3])
def noisy_labels(x, w, y, T):
    return ng.cross_entropy(ng.softmax(x @ w, axis=1) @ T, y)


@model(f32[8, 4], f32[4, 3], i32[8])
def smoothed_labels(x, w, y):
    p = ng.softmax(x @ w, axis=1)
    t = ng.one_hot(y, 3) * 0.9 + 0.1 / 3
    return -ng.mean((t * ng.log(p + 1e-9)).sum(axis=1))


@model(f32[8, 4], f32[4, 3], i32[8], f32)
def temperature(x, w, y, T):
    return ng.cross_entropy(ng.softmax(x @ w / T, axis=1), y)


@model(f32[8, 4], f32[8, 3], f32[4, 3])
def distillation(x, tl, w):
    p = ng.softmax(tl / 2.0, axis=1)
    return -ng.mean((p * ng.log_softmax(x @ w / 2.0, axis=1)).sum(axis=1))


@model(f32[8, 4], f32[4, 3], i32[8])
def focal_loss(x, w, y):
    p = ng.softmax(x @ w, axis=1)
    q = (p * ng.one_hot(y, 3)).sum(axis=1)
    return -ng.mean((1.0 - q) ** 2 * ng.log(ng.maximum(q, 1e-9)))


@model(f32[8, 1], f32[1, 8], f32[8], f32[8, 1], f32[1], f32[8, 1])
def regression_with_columns(x, w, b, v, c, t):
    return ng.mean((ng.tanh(x @ w + b) @ v + c - t) ** 2)


@model(f32[8, 4], f32[4], f32[8])
def regression(x, w, t):
    return ng.mean((x @ w - t) ** 2)


@model(f32[8, 4], f32[4, 1], f32[8])
def reshaped(x, w, t):
    return ng.mean(((x @ w).reshape(-1) - t) ** 2)


@model(f32[8, 4], f32[4, 1], f32[8])
def first_column(x, w, t):
    return ng.mean(((x @ w)[:, 0] - t) ** 2)


@model(f32[8, 4], f32[4, 1], f32[8])
def target_as_column(x, w, t):
    return ng.mean((x @ w - t.reshape(-1, 1)) ** 2)


@model(f32[8, 4], f32[4, 1], f32[8])
def squeezed(x, w, t):
    return ng.mean((np.squeeze(x @ w) - t) ** 2)


@model(f32[8, 8], f32[8])
def centered(x, m):
    return ng.mean((x - m) ** 2)


@model(f32[8, 8])
def layer_norm(x):
    return ng.mean(((x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)) ** 2)


@model(f32[8, 8], f32[8], f32[8])
def batch_norm(x, g, b):
    return ng.mean((x - x.mean(0)) / ng.sqrt(x.var(0) + 1e-5) * g + b)


@model(f32[8, 4], f32[8], f32[4, 1])
def ranking(x, y, w):
    s = x @ w
    d = s - s.T
    t = ng.convert(y[:, None] > y, f32)
    return -ng.mean(t * ng.log_sigmoid(d))


@model(f32[8], f32[8, 1])
def density(x, c):
    return ng.mean(ng.log(ng.mean(ng.exp(-((c - x) ** 2)), axis=1)))


@model(f32[8, 3], f32[5, 3])
def kmeans(x, c):
    d = ((x[:, None] - c) ** 2).sum(axis=2)
    a = ng.argmin(d, axis=1)
    return ng.mean((x - c[a]) ** 2)


@model(f32[8, 4], f32[4, 6], f32[6, 3])
def codebook(x, w, cb):
    h = ng.softmax(x @ w, axis=1)
    i = ng.argmax(h, axis=1)
    z = cb[i]
    return ng.mean((z - x[:, :3]) ** 2)


@model(f32[8, 4], f32[4, 4])
def straight_through(x, w):
    h = x @ w
    q = h + ng.stop_gradient(ng.rint(h) - h)
    return ng.mean(q * q)


@model(f32[8, 4], f32[4, 4])
def hard_swish(x, w):
    return ng.mean(ng.hard_swish(x @ w))


@model(f32[8, 4], f32[4, 4])
def activations(x, w):
    h = x @ w
    return ng.mean(
        ng.elu(h)
        + ng.selu(h)
        + ng.gelu(h)
        + ng.silu(h)
        + ng.mish(h)
        + ng.softplus(h)
        + ng.leaky_relu(h)
        + ng.softsign(h)
        + ng.normalize(h)
        + ng.norm(h, axis=1, keepdims=True)
    )


@model(f32[8, 4], f32[4, 4])
def elu_written_safely(x, w):
    h = x @ w
    return ng.mean(ng.where(h > 0, h, ng.exp(ng.minimum(h, 0.0)) - 1.0))


@model(f32[8, 4], f32[4, 4])
def elu_written_out(x, w):
    h = x @ w
    return ng.mean(ng.where(h > 0, h, ng.exp(h) - 1.0))


@model(f32[8, 4], f32[8, 4])
def huber(a, b):
    d = a - b
    return ng.mean(ng.where(ng.abs(d) < 1.0, 0.5 * d * d, ng.abs(d) - 0.5))


@model(f32[8, 4], f32[8, 4])
def log_cosh(a, b):
    return ng.mean(ng.log(ng.cosh(a - b)))


@model(f32[8, 4], f32[8])
def weighted_mean(x, m):
    return ng.sum(x * m[:, None]) / ng.maximum(ng.sum(m), 1.0)


@model(f32[8, 4], boolean[8, 4])
def masked_mean(x, m):
    n = ng.convert(ng.sum(m, axis=1), f32)
    return ng.mean(ng.sum(ng.where(m, x, 0.0), axis=1) / ng.maximum(n, 1.0))


@model(f32[8, 4], f32[8, 4])
def binary_from_scores(z, t):
    return ng.mean(ng.softplus(z) - t * z)


@model(f32[8, 4], f32[8, 4])
def binary_clipped(z, t):
    p = ng.clip(ng.sigmoid(z), 1e-6, 1 - 1e-6)
    return -ng.mean(t * ng.log(p) + (1.0 - t) * ng.log(1.0 - p))


@model(f32[8, 4], f32[4, 2], f32[4, 2], f32[2, 4], f32[8, 2])
def vae(x, wm, ws, d, eps):
    m = x @ wm
    lv = x @ ws
    z = m + ng.exp(0.5 * lv) * eps
    r = ng.sigmoid(z @ d)
    return ng.mean((r - x) ** 2) - 0.5 * ng.mean(1.0 + lv - m * m - ng.exp(lv))


@model(f32[8, 4], f32[4, 2], i32[8], f32[8])
def policy_gradient(s, w, a, R):
    p = ng.softmax(s @ w, axis=1)
    return -ng.mean(ng.log(p[np.arange(8), a]) * R)


@model(f32[8, 4], f32[4, 1], f32[8], f32[8, 4])
def temporal_difference(s, w, r, s2):
    v = (s @ w)[:, 0]
    t = r + 0.9 * ng.stop_gradient((s2 @ w)[:, 0])
    return ng.mean((v - t) ** 2)


@model(f32[5, 5], f32[5, 3], f32[3, 2], i32[5])
def graph_convolution(A, x, w, y):
    deg = ng.sum(A, axis=1)
    di = ng.where(deg > 0, 1.0 / ng.sqrt(ng.maximum(deg, 1e-6)), 0.0)
    return ng.cross_entropy(ng.softmax((A * di[:, None] * di) @ x @ w, axis=1), y)


@model(f32[4, 4], f32[4, 2], f32[4])
def markov_chain(T, E, pi):
    a = ng.softmax(pi, axis=0)
    T = ng.softmax(T, axis=1)
    E = ng.softmax(E, axis=1)
    for k in (0, 1, 0):
        a = (a * E[:, k]) @ T
    return -ng.log(ng.sum(a))


@model(f32[8, 2], f32[2, 3], f32[3, 1], f32[8, 1])
def differential_equation(x, w, v, t):
    dx = ng.grad(lambda x: ng.sum(ng.tanh(x @ w) @ v))(x)
    return ng.mean(dx[:, 0] ** 2) + ng.mean((ng.tanh(x @ w) @ v - t) ** 2)


@model(f32[8, 1], f32[8])
def polynomial(t, c):
    return ng.mean(ng.sum(c * t ** np.arange(8.0, dtype="f"), axis=1))


@model(f32[8, 1], f32[8])
def fourier(t, f):
    return ng.mean(ng.sin(t * f) @ np.ones(8, "f"))


@model(f32[8, 4], f32[4, 3], i32[8])
def hinge(x, w, y):
    s = x @ w
    c = (s * ng.one_hot(y, 3)).sum(axis=1, keepdims=True)
    return ng.mean(ng.maximum(0.0, s - c + 1.0))


@model(f32[8, 4], f32[4, 3], i32[8])
def entropy_of_scores(x, w, y):
    z = x @ w
    return ng.mean(ng.logsumexp(z, axis=1) - z[np.arange(8), y])


@model(f32[8, 4], f32[4, 3], i32[8])
def log_softmax_written_out(x, w, y):
    z = x @ w
    z = z - ng.max(z, axis=1, keepdims=True)
    return -ng.mean((z - ng.log(ng.exp(z).sum(axis=1, keepdims=True)))[np.arange(8), y])


@model(f32[8, 4], f32[4, 3], i32[8])
def shares_of_softplus(x, w, y):
    e = ng.softplus(x @ w)
    return ng.cross_entropy(e / ng.sum(e, axis=1, keepdims=True), y)


@model(f32[8, 4], f32[4, 3], i32[8])
def shares_of_squares(x, w, y):
    e = (x @ w) ** 2
    return ng.cross_entropy(e / (e.sum(axis=1, keepdims=True) + 1e-6), y)


@model(f32[8, 4], f32[4, 2], i32[8])
def two_classes(x, w, y):
    p = ng.sigmoid(x @ w[:, :1])
    return ng.cross_entropy(ng.concatenate([1.0 - p, p], axis=1), y)


@model(f32[8, 4], f32[4, 3], i32[8])
def gumbel(x, w, y):
    g = -ng.log(-ng.log(ng.random.uniform(ng.random.key(1), (8, 3))))
    return ng.cross_entropy(ng.softmax((ng.log_softmax(x @ w, axis=1) + g) / 0.5, axis=1), y)


@model(f32[8, 4], f32[4, 3], i32[8])
def ensemble(x, w, y):
    p = sum(ng.softmax(x @ (w * k), axis=1) for k in (1.0, 2.0, 3.0)) / 3.0
    return ng.cross_entropy(p, y)


@model(f32[8, 4], f32[4, 3], f32[3, 3], i32[8])
def hidden_softmax(x, w, v, y):
    h = ng.softmax(x @ w, axis=1)
    return ng.cross_entropy(ng.softmax(h @ v, axis=1), y)


@model(f32[8, 4], f32[4, 3], f32[3], i32[8])
def dense_softmax(x, w, b, y):
    return ng.cross_entropy(ng.softmax(ng.dense(x, w, b), axis=-1), y)


@model(f64[8])
def entropy(p):
    return -ng.sum(ng.where(p > 0, p * ng.log(ng.where(p > 0, p, 1.0)), 0.0))


@model(f64[8])
def sinc(x):
    return ng.sum(ng.sinc(x))


@model(f32[4, 6], f32[6, 6], f32[6, 4], i32[4])
def sinkhorn(x, w, v, y):
    p = ng.softmax(x @ w, axis=1)
    p = p / p.sum(axis=0, keepdims=True)
    p = p / p.sum(axis=1, keepdims=True)
    return ng.cross_entropy(p, y)


@model(f32[4, 6], f32[6, 6], i32[4])
def dual_softmax(x, w, y):
    return ng.cross_entropy(ng.softmax(x @ w, axis=0) * ng.softmax(x @ w, axis=1), y)


@model(f32[4, 6], f32[6, 6], f32[6, 6])
def over_slots(x, w, v):
    a = ng.softmax(ng.softmax(x @ w, axis=1), axis=0)
    return ng.mean(a)
