"""In JAX: jit, with the memory of the weights given away so that it can be used again."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from .examples import RATE, SMALLEST, batch, first_weights, many_calls, numbers, small_call, told

jax.config.update("jax_platforms", "cpu")  # where the others are


def jit(facts):
    """The whole step compiled at once."""
    x, labels = map(jnp.asarray, batch(facts))
    state = [{name: jnp.array(a) for name, a in first_weights(facts).items()}]
    training_step = training_function()

    def step():
        loss, state[0] = training_step(state[0], x, labels, RATE)
        jax.block_until_ready(state[0])
        return loss

    return step, lambda: told(step(), (state[0][name] for name in ("W0", "b0", "W1", "b1")))


def training_function():
    """step(weights, x, labels, rate) -> (loss, next weights), to be compiled at the first call."""

    def loss_of(w, x, labels):
        h = jnp.maximum(x @ w["W0"] + w["b0"], 0)
        p = jax.nn.softmax(h @ w["W1"] + w["b1"])
        expected = jax.nn.one_hot(labels, p.shape[1])
        return jnp.sum(jnp.log(jnp.maximum(p, SMALLEST)) * expected) / len(labels)

    @partial(jax.jit, donate_argnums=0)
    def step(w, x, labels, rate):
        loss, gradients = jax.value_and_grad(loss_of)(w, x, labels)
        return loss, {name: w[name] - rate * loss * gradients[name] for name in w}

    return step


def gelu(facts):
    """The chain compiled at once."""
    x, c = jnp.asarray(numbers(facts["n"])), np.float32(np.sqrt(2 / np.pi))
    chain = jax.jit(lambda x: 0.5 * x * (1 + jnp.tanh(c * (x + 0.044715 * x**3))))

    def step():
        return jax.block_until_ready(chain(x))

    return step, lambda: [float(v) for v in step()[:: facts["n"] // 5]]


def jitted(facts):
    """Small calls of a function under jit, on JAX's own arrays."""
    function, args = small_call(facts)
    here = jax.tree.map(lambda x: jnp.asarray(x) if isinstance(x, np.ndarray) else x, args)
    return many_calls(jax.jit(function), here)


def jitted_numpy(facts):
    """The same on NumPy's arrays."""
    function, args = small_call(facts)
    return many_calls(jax.jit(function), args)


def each(facts):
    """The gradient of each example by vmap, compiled."""
    w, (x, labels) = jax.tree.map(jnp.asarray, first_weights(facts)), map(jnp.asarray, batch(facts))

    def loss_of(w, x, label):
        p = jax.nn.softmax(jnp.maximum(x @ w["W0"] + w["b0"], 0) @ w["W1"] + w["b1"])
        return -jnp.log(jnp.maximum(p[label], SMALLEST))

    gradients = jax.jit(jax.vmap(jax.grad(loss_of), in_axes=(None, 0, 0)))

    def step():
        return jax.block_until_ready(gradients(w, x, labels))

    return step, lambda: told(0.0, (step()[name] for name in ("W0", "b0", "W1", "b1")))
