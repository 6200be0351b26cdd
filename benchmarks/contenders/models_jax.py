"""The models in JAX: loss, gradients and optimizer in one program, weights and state given away to it.

Images are [n, rows, columns, channels], filters [rows, columns, channels, outputs]: so XLA is quicker on a processor.
"""

from __future__ import annotations

from functools import partial

from .models import compared, example, in_turn
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

    return (step, None) if facts["model"] == "vae" else compared(step)  # that has random numbers of JAX's own


def first(start):
    """The first weights, what is carried, and the state of the optimizer, as arrays of JAX's own."""
    weights, carried = _arrays(start.weights), _arrays(start.carried)
    zeros = () if start.decay is None else [jax.tree.map(jnp.zeros_like, weights) for _ in range(2)]
    return weights, carried, (*zeros, jnp.zeros(()))


def first_batch(start):
    """The first batch, likewise."""
    return _arrays(start.batches[0])


def _arrays(tree):
    """JAX's arrays for NumPy's; filters, which have four axes, with these in the order that is quickest."""
    return jax.tree.map(lambda a: jnp.array(a.transpose(2, 3, 1, 0) if a.ndim == 4 else a), tree)


def training_step(facts):
    """step(weights, carried, state, *batch) -> (loss, weights, carried, state), compiled when it is called."""
    start, loss_of = example(facts), MODELS[facts["model"]]
    update = _sgd if start.decay is None else partial(_adamw, decay=start.decay)

    @partial(jax.jit, donate_argnums=(0, 1, 2))
    def step(weights, carried, state, *batch):
        (loss, carried), gradients = jax.value_and_grad(loss_of, has_aux=True)(weights, carried, *batch)
        weights, state = update(weights, gradients, state, start.rate)
        return loss, weights, carried, state

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


def _conv(x, filters, stride=1, padding=0):
    axes, pads = ("NHWC", "HWIO", "NHWC"), [(padding, padding)] * 2
    return jax.lax.conv_general_dilated(x, filters, (stride, stride), pads, dimension_numbers=axes)


def _dense(x, layer):
    return x @ layer["W"] + layer["b"]


def _lenet(w, carried, x, labels):
    x = x[..., None]
    for layer, padding in zip(w["convolutions"], (2, 0), strict=True):
        x = jax.nn.relu(_conv(x, layer["filters"], padding=padding) + layer["b"])
        x = jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
    x = x.transpose(0, 3, 1, 2).reshape(len(x), -1)  # as the others have it
    for layer in w["dense"][:-1]:
        x = jax.nn.relu(_dense(x, layer))
    return _cross_entropy(_dense(x, w["dense"][-1]), labels), carried


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


def _resnet(w, carried, x, labels):
    following = {}

    def layer(x, name, stride=1):
        p = w[name]
        x = _conv(x, p["filters"], stride, p["filters"].shape[0] // 2)
        y, following[name] = _batch_norm(x, p, carried["statistics"][name])
        return y

    x, i = jax.nn.relu(layer(x[..., None], "stem")), 0
    while f"first{i}" in w:
        stride = 2 if f"shortcut{i}" in w else 1
        shortcut = layer(x, f"shortcut{i}", 2) if stride == 2 else x
        x = jax.nn.relu(layer(jax.nn.relu(layer(x, f"first{i}", stride)), f"second{i}") + shortcut)
        i += 1
    return _cross_entropy(_dense(x.mean((1, 2)), w["head"]), labels), {"statistics": following}


def _transformer(w, carried, letters, labels, heads=4):
    def norm(x, w):
        x = x - x.mean(-1, keepdims=True)
        return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5) * w["scale"] + w["shift"]

    x = w["letters"][letters] + w["positions"]
    n, context, width = x.shape
    unseen = jnp.triu(jnp.full((context, context), -jnp.inf), 1)
    for p in w["blocks"]:
        parts = _dense(norm(x, p["norm1"]), p["qkv"]).reshape(n, context, 3, heads, width // heads)
        q, k, v = parts.transpose(2, 0, 3, 1, 4)
        seen = jax.nn.softmax(q @ k.swapaxes(2, 3) * (heads / width) ** 0.5 + unseen) @ v
        x = x + _dense(seen.transpose(0, 2, 1, 3).reshape(n, context, width), p["joined"])
        x = x + _dense(jax.nn.gelu(_dense(norm(x, p["norm2"]), p["up"]), approximate=True), p["down"])
    return _cross_entropy(_dense(norm(x, w["norm"]), w["head"]), labels), carried


def _vae(w, carried, x):
    now, later = jax.random.split(carried["key"])
    x, encoder, decoder = x.reshape(len(x), -1), w["encoder"], w["decoder"]
    h = jax.nn.relu(_dense(x, encoder["hidden"]))
    mean, log_variance = _dense(h, encoder["mean"]), _dense(h, encoder["log_variance"])
    z = mean + jnp.exp(0.5 * log_variance) * jax.random.normal(now, mean.shape)
    scores = _dense(jax.nn.relu(_dense(z, decoder["hidden"])), decoder["pixels"])
    missed = jnp.sum(jax.nn.softplus(scores) - x * scores)
    far = 0.5 * jnp.sum(mean**2 + jnp.exp(log_variance) - 1 - log_variance)
    return (missed + far) / len(x), {"key": later}


MODELS = {"lenet": _lenet, "resnet": _resnet, "transformer": _transformer, "vae": _vae}
