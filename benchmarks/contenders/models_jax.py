"""The models in JAX: loss, gradients and optimizer in one program, weights and state given away to it.

Images are [n, rows, columns, channels], filters [rows, columns, channels, outputs]: so XLA is quicker on a processor.
"""

from __future__ import annotations

from functools import partial

from .models import HEADS, RESNET, compared, example, in_turn
from .with_jax import jax, jnp  # held to the processor


def model(facts):
    """The whole step compiled at once."""
    start, train = example(facts), training_step(facts)
    batches = in_turn(_arrays(start.batches))
    kept = [first(start)]

    def step():
        loss, *kept[0] = train(*kept[0], *next(batches))
        jax.block_until_ready(kept[0])
        return loss

    return compared(step)


def first(start):
    """The first weights, statistics and state of the optimizer, as arrays of JAX's own."""
    weights, statistics = _arrays(start.weights, order=(2, 3, 1, 0)), _arrays(start.statistics)
    zeros = () if start.decay is None else [jax.tree.map(jnp.zeros_like, weights) for _ in range(2)]
    return weights, statistics, (*zeros, jnp.zeros(()))


def first_batch(start):
    """The first batch, likewise."""
    return _arrays(start.batches[0])


def _arrays(tree, order=(0, 2, 3, 1)):
    """JAX's arrays for NumPy's; those of rank 4 with their axes in this order."""
    return jax.tree.map(lambda a: jnp.array(a.transpose(order) if a.ndim == 4 else a), tree)


def training_step(facts):
    """step(weights, statistics, state, x, labels) -> (loss, weights, statistics, state), compiled when it is called."""
    start, loss_of = example(facts), MODELS[facts["model"]]
    update = _sgd if start.decay is None else partial(_adamw, decay=start.decay)

    @partial(jax.jit, donate_argnums=(0, 1, 2))
    def step(weights, statistics, state, x, labels):
        of = jax.value_and_grad(loss_of, has_aux=True)
        (loss, statistics), gradients = of(weights, statistics, x, labels)
        weights, state = update(weights, gradients, state, start.rate)
        return loss, weights, statistics, state

    return step


def _sgd(weights, gradients, state, rate):
    return jax.tree.map(lambda w, g: w - rate * g, weights, gradients), state


def _adamw(weights, gradients, state, rate, decay, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m, v, t = state
    t = t + 1
    m = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, m, gradients)
    v = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, gradients)
    grown1, grown2 = 1 - beta1**t, 1 - beta2**t

    def moved(w, m, v):
        return w * (1 - rate * decay) - rate * (m / grown1) / (jnp.sqrt(v / grown2) + epsilon)

    return jax.tree.map(moved, weights, m, v), (m, v, t)


def _cross_entropy(scores, labels):
    """The mean over the labels that are not -1."""
    counted = labels >= 0
    picked = jnp.take_along_axis(jax.nn.log_softmax(scores), jnp.maximum(labels, 0)[..., None], axis=-1)[..., 0]
    return -jnp.sum(picked * counted) / jnp.sum(counted)


def _conv(x, filters, stride=1, padding="SAME"):
    axes = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(x, filters, (stride, stride), padding, dimension_numbers=axes)


def _dense(x, layer):
    return x @ layer["W"] + layer["b"]


def _lenet(w, statistics, x, labels):
    def part(x, layer, padding):
        x = jax.nn.relu(_conv(x, layer["W"], padding=padding) + layer["b"])
        return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    x = part(part(x, w["conv1"], "SAME"), w["conv2"], "VALID")
    x = x.transpose(0, 3, 1, 2).reshape(len(x), -1)  # as the others have it
    x = jax.nn.relu(_dense(jax.nn.relu(_dense(x, w["dense1"])), w["dense2"]))
    return _cross_entropy(_dense(x, w["dense3"]), labels), statistics


def _batch_norm(x, w, moments):
    """As PyTorch keeps the running moments: a tenth of the new, the variance of n - 1."""
    mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
    n = x.size / x.shape[3]
    moments = {
        "mean": 0.9 * moments["mean"] + 0.1 * mean,
        "variance": 0.9 * moments["variance"] + 0.1 * variance * (n / (n - 1)),
    }
    y = (x - mean) * jax.lax.rsqrt(variance + 1e-5) * w["scale"] + w["shift"]
    return y, jax.lax.stop_gradient(moments)


def _resnet(w, statistics, x, labels):
    following = {}
    x, following["norm"] = _batch_norm(_conv(x, w["stem"]), w["norm"], statistics["norm"])
    x = jax.nn.relu(x)
    for i, (_, _, stride) in enumerate(RESNET):
        p, s, new = w[f"block{i}"], statistics[f"block{i}"], {}
        y, new["norm1"] = _batch_norm(_conv(x, p["conv1"], stride, [(1, 1), (1, 1)]), p["norm1"], s["norm1"])
        y, new["norm2"] = _batch_norm(_conv(jax.nn.relu(y), p["conv2"]), p["norm2"], s["norm2"])
        if stride > 1:
            x, new["norm3"] = _batch_norm(_conv(x, p["short"], stride, "VALID"), p["norm3"], s["norm3"])
        x, following[f"block{i}"] = jax.nn.relu(x + y), new
    return _cross_entropy(_dense(x.mean((1, 2)), w["head"]), labels), following


def _transformer(w, statistics, letters, labels):
    def norm(x, w):
        x = x - x.mean(-1, keepdims=True)
        return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5) * w["scale"] + w["shift"]

    x = w["letters"][letters] + w["positions"]
    n, context, width = x.shape
    unseen = jnp.triu(jnp.full((context, context), -jnp.inf), 1)
    for p in w["blocks"]:
        parts = _dense(norm(x, p["norm1"]), p["qkv"]).reshape(n, context, 3, HEADS, width // HEADS)
        q, k, v = parts.transpose(2, 0, 3, 1, 4)
        seen = jax.nn.softmax(q @ k.swapaxes(2, 3) * (HEADS / width) ** 0.5 + unseen) @ v
        x = x + _dense(seen.transpose(0, 2, 1, 3).reshape(n, context, width), p["joined"])
        x = x + _dense(jax.nn.gelu(_dense(norm(x, p["norm2"]), p["up"]), approximate=True), p["down"])
    return _cross_entropy(_dense(norm(x, w["norm"]), w["head"]), labels), statistics


MODELS = {"lenet": _lenet, "resnet": _resnet, "transformer": _transformer}
