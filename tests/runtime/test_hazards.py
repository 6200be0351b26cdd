"""Hazards: values that are read after, beside or across the place where another value wants their memory."""

import numpy as np
import pytest
from blocks import in_any_order, tile_everything
from programs import filled, values

import ngteach as ng
from ngteach import f32
from ngteach.runtime import threads as pool


def square_of_itself(x):
    h = ng.tanh(x)
    return ng.tanh(h @ h)


def beside_its_transpose(x):
    h = ng.tanh(x)
    return ng.tanh(h + h.T)


def view_outlives_an_update(x):
    h = ng.exp(x)
    part = h[1:]
    return ng.tanh(h + 1.0), part * 2.0


def view_of_a_view(x):
    h = ng.exp(x)
    late = ng.reshape(h.T, (-1,))[::-1]
    return -h * 2.0, ng.tanh(late)


def reshaped_backwards(x):
    h = ng.exp(x)
    return ng.reshape(h[::-1], (-1,)) + 1.0


def reshaped_across(x):
    h = ng.exp(x)
    return ng.reshape(h.T, (-1,)) + 1.0


def rows_and_whole(x):
    h = ng.tanh(x)
    return ng.tanh(h) + h @ h + ng.sum(h, axis=0)


def choice_over_an_operand(x):
    h, k = ng.exp(x), ng.tanh(x)
    return ng.where(h > 1.0, h, k), ng.where(k > 0.5, k, h) + k


def read_last_by_a_result(x):
    h = ng.exp(x)
    return h * 2.0, h, h


def result_used_again(x):
    h = ng.exp(x)
    return h, ng.tanh(h), -ng.tanh(h)


def mask_of_itself(x):
    h = ng.exp(x)
    return ng.ops.mask(h, h > 1.0), ng.ops.mask(x, x > 0.5) * h


def added_to_its_product(x):
    h = ng.tanh(x)
    return h + x @ h, -h


def added_to_its_product_alone(x):
    h = ng.tanh(x)
    return h + x @ h


def added_to_its_product_from_the_left(x):
    h = ng.tanh(x)
    return h + h @ x


def added_to_its_square(x):
    h = ng.tanh(x)
    return h + h @ h


def scaled_twice(x):
    h = x @ x
    s = ng.sum(h)
    return s * (h @ x), h + s


def broadcast_of_a_row(x):
    h = ng.exp(x)
    row = ng.sum(h, axis=0)
    return h - row, row * 2.0, ng.exp(row) + h


def chain_with_a_late_user(x):
    a = ng.exp(x)
    b = ng.tanh(a)
    c = -b
    return c * a, b


HAZARDS = [
    f
    for f in list(globals().values())
    if getattr(f, "__module__", "") == __name__ and f.__code__.co_varnames[:1] == ("x",)
]


@pytest.mark.parametrize("function", HAZARDS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("shape", [(6, 6), (1, 1), (200, 200)], ids=str)
def test_no_value_loses_its_memory_while_it_is_read(function, shape, monkeypatch):
    graph = ng.trace(function, f32[shape])
    (x,), (other,) = filled(graph), filled(graph, 1)
    programs = [ng.compile(graph, threads=n) for n in (1, 2)]
    if shape != (200, 200):
        for seed in range(4):
            tile_everything(monkeypatch, seed)
            monkeypatch.setattr(pool, "Team", in_any_order(seed))
            programs += [ng.compile(graph, threads=n, deterministic=n == 2) for n in (2, 3)]
    for run in programs:
        run(other)
        for a, b in zip(values(run, x), values(graph, x), strict=True):
            np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-4)


@pytest.mark.parametrize("way", [{"threads": 2}, {"threads": 3}, {"threads": 1, "deterministic": True}], ids=str)
def test_rows_that_all_blocks_read_are_not_written_over_by_one(way, monkeypatch):
    """A whole operand of a product, to which the product is added: x + W @ x, tiled by rows as it is in earnest."""

    def mixed(W, x):
        h = ng.tanh(x)
        return h + W @ h

    def flat(W, x):
        h = ng.tanh(x)
        return h + h @ W

    monkeypatch.setattr(pool, "Team", in_any_order(0))
    for function, shapes in ((mixed, [(512, 512), (512, 256)]), (flat, [(400, 400), (20, 400)])):
        graph = ng.trace(function, *[f32[s] for s in shapes])
        arrays = filled(graph)
        np.testing.assert_allclose(ng.compile(graph, **way)(*arrays), graph(*arrays), rtol=2e-5, atol=1e-4)
