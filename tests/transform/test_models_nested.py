"""Models under nested transformations: gradients for each example, curvature, sensitivity, as JAX computes them."""

import numpy as np
import pytest
from nesting_referee import Referee, in_ours

import ngteach as ng
from ngteach.core.tree import leaves

pytestmark = pytest.mark.peers

LINEAR = """
def model(p, x):
    return log_softmax(relu(x @ p["W0"] + p["b0"]) @ p["W1"] + p["b1"], axis=-1)
"""
CONVOLUTION = """
def model(p, x):
    h = max_pool_2(relu(convolution(x[:, None], p["k"])))
    return log_softmax(reshape(h, (h.shape[0], -1)) @ p["W"], axis=-1)
"""
LABELS = """
def total(p, x, y):
    return -mean(take_along_axis(model(p, x), y[:, None], axis=1))
def loss(p, x, y):
    return total(p, x[None], y[None])
"""
ATTENTION = """
def block(p, x):
    q, k, v = [transpose(reshape(x @ p[name], (x.shape[0], 2, -1)), (1, 0, 2)) for name in "qkv"]
    a = softmax(where(np.tri(x.shape[0]) > 0, q @ swapaxes(k, -1, -2), -1e9), axis=-1) @ v
    x = x + reshape(transpose(a, (1, 0, 2)), x.shape) @ p["o"]
    h = (x - mean(x, axis=-1, keepdims=True)) / sqrt(var(x, axis=-1, keepdims=True) + 1e-5)
    return x + silu(h @ p["u"]) @ p["d"]
def loss(p, x, y):
    for _ in range(2):
        x = checkpoint(block)(p, x)
    return sum(x ** 2 * y)
def total(p, x, y):
    return mean(vmap(loss, (None, 0, 0))(p, x, y))
"""
QUESTIONS = {
    "a gradient for each example": "jit(vmap(jit(grad(loss)), (None, 0, 0)))(p, x, y)",
    "the gradient": "value_and_grad(total)(p, x, y)",
    "curvature along the weights": "hvp(lambda p: total(p, x, y), (p,), (p,))",
    "forwards along the weights": "jvp(lambda p: total(p, x, y), (p,), (p,))",
    "a penalty on gradients": (
        "grad(lambda p: sum(vmap(lambda a, b: sum(square(leaves(grad(loss)(p, a, b))[0])))(x[:3], y[:3])))(p)"
    ),
    "sensitivity to the inputs": "jacobian(lambda x: total(p, x, y))(x)",
    "curvature of the inputs": "vmap(hessian(loss, 1), (None, 0, 0))(p, x[:2], y[:2])",
}
DRAW = np.random.default_rng(0)


def numbers(*shape):
    return DRAW.normal(size=shape) * 0.3


MODELS = {  # the keys in JAX's order
    "linear": (
        LINEAR + LABELS,
        {"W0": numbers(9, 12), "W1": numbers(12, 4), "b0": numbers(12), "b1": numbers(4)},
        numbers(6, 9),
        DRAW.integers(0, 4, 6),
    ),
    "convolution": (
        CONVOLUTION + LABELS,
        {"W": numbers(3 * 2 * 2, 4), "k": numbers(3, 1, 3, 3)},
        numbers(4, 6, 6),
        DRAW.integers(0, 4, 4),
    ),
    "attention": (
        ATTENTION,
        {"d": numbers(8, 6), "k": numbers(6, 6), "o": numbers(6, 6), "q": numbers(6, 6), "u": numbers(6, 8)}
        | {"v": numbers(6, 6)},
        numbers(3, 4, 6),
        numbers(3, 4, 6),
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_answers_every_question_as_in_jax(name):
    referee = Referee(pytest.importorskip("jax", reason="JAX is not installed"))
    model, *args = MODELS[name]
    texts = [f"{model}program = lambda p, x, y: ({question})\n" for question in QUESTIONS.values()]
    for question, text, wanted in zip(QUESTIONS, texts, referee.together(texts, args), strict=True):
        for way, found in in_ours(text, args).items():
            for a, b in zip(leaves(found), leaves(wanted), strict=True):
                assert ng.type_of(a) == ng.type_of(b)
                off = np.abs(a - b).max() / max(1, np.abs(b).max())
                assert off < 1e-10, (question, way, off)
