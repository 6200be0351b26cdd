"""Inference graphs of every kind, for whoever tells how their training functions come about."""

import numpy as np

import ngteach as ng
from ngteach import f32


@ng.op(forward=lambda x, out=None: np.multiply(x, np.abs(x), out=out), kind="elementwise")
def signed_square(x):
    return ng.floats(x)


@signed_square.adjoint
def signed_square_adjoint(dy, y, x):
    return (2.0 * dy * ng.abs(x),)


def residual(x, W, v):
    h = x + ng.tanh(x @ W)
    return ng.sum(h * h * v, axis=1)


def normalised(x, W, mean):
    h = (x - mean) @ W
    return ng.softmax(h, axis=1), 0.9 * mean + 0.1 * ng.mean(x, axis=0)


def network(x, filters, W):
    h = ng.max_pool(ng.relu(ng.convolution(x, filters)), 2)
    return ng.softmax(ng.reshape(h, (x.shape[0], -1)) @ W, axis=1)


def penalised(x, W):
    slope = ng.grad(lambda x: ng.sum(ng.tanh(x @ W)))(x)
    return ng.sum(slope * slope)


def deep(layers):
    def model(x, weights):
        for W in weights:
            x = ng.tanh(x @ W)
        return ng.softmax(x, axis=1)

    return ng.trace(model, f32[4, 3], [f32[3, 3]] * layers)


def in_one_line(x, w):
    return ng.sum(ng.exp(x * w) + sum((ng.sin(x * w * float(k)) for k in range(1, 40)), x))


def mlp(sizes=(6, 5, 3)):
    return ng.trace(ng.mlp, f32[4, sizes[0]], ng.mlp_types(sizes))


def of_images(images, W, b):
    return ng.softmax(images.reshape(-1, 6) @ W + b, axis=1)


def itself(y):
    return y


def mean_square(y):
    return ng.mean(y * y)


def first_entropy(outputs, labels):
    return ng.cross_entropy(outputs[0] if isinstance(outputs, (tuple, list)) else outputs, labels)


# name -> (the graph, what derive_training takes besides)
CASES = {
    "mlp": lambda: (mlp(), {}),
    "mlp, tutorial": lambda: (mlp(), {"optimizer": "tutorial"}),
    "mlp, adam": lambda: (mlp(), {"optimizer": "adam"}),
    "images": lambda: (ng.trace(of_images, f32[4, 2, 3], f32[6, 3], f32[3]), {}),
    "residual": lambda: (ng.trace(residual, f32[4, 3], f32[3, 3], f32[3]), {"loss": mean_square}),
    "carried": lambda: (ng.trace(normalised, f32[4, 3], f32[3, 2], f32[3]), {"carry": "mean"}),
    "convolution": lambda: (ng.trace(network, f32[2, 1, 6, 6], f32[2, 1, 3, 3], f32[8, 3]), {}),
    "penalty": lambda: (ng.trace(penalised, f32[4, 3], f32[3, 3]), {"loss": itself}),
    "own op": lambda: (ng.trace(lambda x, w: ng.sum(signed_square(x * w)), f32[3], f32[3]), {"loss": itself}),
    "deviation": lambda: (ng.trace(lambda x, w: ng.std(x * w), f32[4, 3], f32[3]), {"loss": itself}),
    "deep": lambda: (deep(60), {}),
    "one line": lambda: (ng.trace(in_one_line, f32[3], f32[3]), {"loss": itself}),
    "a sum": lambda: (ng.trace(lambda x, w: x + w, f32[()], f32[()]), {"loss": itself}),
}
