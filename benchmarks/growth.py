"""A chain of n equations: tanh and products of a few numbers, its gradient, and one run of both."""

from __future__ import annotations

import time

import numpy as np


def chain_ngteach(n):
    """Seconds to trace, derive, compile and run once."""
    import ngteach as ng

    began = time.perf_counter()
    graph = ng.trace(ng.value_and_grad(chain(ng.tanh, ng.sum, n)), ng.f32[8])
    ng.compile(graph)(np.ones(8, np.float32))
    return time.perf_counter() - began


def chain_jax(n):
    """The same in JAX."""
    import jax
    import jax.numpy as jnp

    began = time.perf_counter()
    jax.block_until_ready(jax.jit(jax.value_and_grad(chain(jnp.tanh, jnp.sum, n)))(np.ones(8, np.float32)))
    return time.perf_counter() - began


def chain(tanh, sum, n):
    def steps(x):
        for _ in range(n // 2):
            x = tanh(x) * x
        return sum(x)

    return steps
