"""A program that is tiled, holds BLAS and flushes to zero; and what BLAS and the processor are set to."""

import numpy as np
import pytest
from programs import filled

import ngteach as ng
from ngteach import f32
from ngteach.runtime.blas import blas, flush
from ngteach.runtime.steps import ParallelRegion

needs_flush = pytest.mark.skipif(not (flush.known and blas.libraries), reason="here nothing can be flushed to zero")


def step(x, W, V):
    h = ng.relu(x @ W)
    loss = ng.sum(h * h)
    return h @ V, loss, ng.tanh(W), ng.Adjoints(loss)[W]


# Large enough for blocks, BLAS's threads and flush-to-zero, small enough for a test.
GRAPH = ng.trace(step, f32[64, 300], f32[300, 512], f32[512, 300])
ARRAYS = filled(GRAPH)


def program(threads=2, **options):
    """GRAPH as an executable with parallel regions and flushed products."""
    run = ng.compile(GRAPH, threads=threads, **options)
    assert any(isinstance(step, ParallelRegion) for step in run.steps) and run.flushed
    return run


def same(a, b):
    """Are these arrays the same, bit for bit?"""
    return all(x.tobytes() == y.tobytes() for x, y in zip(a, b, strict=True))


def blas_threads():
    """[(library, number of threads)] of each BLAS that is loaded."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return []  # nobody can ask
    return [(each["filepath"], each["num_threads"]) for each in threadpool_info() if each["user_api"] == "blas"]


def subnormals():
    """Do numbers below the normal range survive here?  Computed at run time, by NumPy."""
    return bool(np.multiply(np.float32(1e-38), np.float32(0.1)) > 0)
