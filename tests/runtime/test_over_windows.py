"""Convolutions and pooling in the executor: in blocks of images and on threads they give what the interpreter gives."""

import numpy as np
import pytest
from blocks import agrees, tile_everything

import ngteach as ng
from ngteach import f32, grad, trace

RNG = np.random.default_rng(0)


def network(x, filters, more, W):
    h = ng.max_pool(ng.relu(ng.convolution(x, filters, padding=1)), 2)
    h = ng.average_pool(ng.convolution(h, more, strides=2, padding="same"), 3, strides=2, padding=1)
    h = ng.convolution_transpose(h, more, strides=2)
    return ng.sum(ng.tanh(ng.reshape(h, (x.shape[0], -1)) @ W))


SHAPES = ((5, 2, 8, 7), (3, 2, 3, 3), (3, 3, 2, 2), (12, 4))
LEARN = trace(grad(network, wrt=(0, 1, 2, 3)), *[f32[s] for s in SHAPES], name="learn")
ATTEND = trace(
    grad(lambda q, k, v: ng.sum(ng.softmax(q @ k.mT, axis=-1) @ v), wrt=(0, 1, 2)),
    *[f32[5, 2, 4, 3]] * 3,
    name="attend",
)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("graph", [LEARN, ATTEND], ids=lambda g: g.name)
def test_in_blocks_and_on_threads_it_is_what_the_interpreter_computes(graph, seed, monkeypatch):
    tile_everything(monkeypatch, seed)
    arrays = [RNG.normal(size=x.shape).astype(np.float32) for x in graph.inputs]
    for threads in (1, 2, 3):
        assert not agrees(graph, arrays, threads, deterministic=bool(seed % 2))
