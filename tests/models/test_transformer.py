"""The transformer: no position sees what comes after it, and padding does not count."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f64, i32
from ngteach.core.calling.containers import structure
from ngteach.core.tree import build, leaves
from ngteach.models.transformer import nats, transformer, transformer_types

SMALL = {"letters": 5, "context": 6, "width": 8, "layers": 2}


@pytest.fixture
def weights():
    types = transformer_types(f64, **SMALL)
    keys = ng.random.split(ng.random.key(1), len(leaves(types)))
    return build(structure(types), [ng.random.normal(k, t.shape, f64) for k, t in zip(keys, leaves(types))])


def test_a_position_sees_nothing_of_what_comes_after_it(weights):
    letters = np.array([[0, 1, 2, 3, 4, 0]], np.int32)
    scores = transformer(letters, weights, heads=2)
    for i in range(6):
        other = letters.copy()
        other[0, i] = (other[0, i] + 1) % 5
        changed = (transformer(other, weights, heads=2) != scores).any(axis=-1)[0]
        assert not changed[:i].any() and changed[i:].all()


def test_the_loss_is_the_mean_over_the_letters_that_came():
    scores = np.random.default_rng(0).standard_normal((2, 3, 5))
    labels = np.array([[1, 0, -1], [4, -1, -1]], np.int32)
    p = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    wanted = -np.mean(np.log([p[0, 0, 1], p[0, 1, 0], p[1, 0, 4]]))
    assert nats(scores, labels) == pytest.approx(wanted, rel=1e-12)


def test_its_derivatives_are_those_of_differences(weights):
    letters = np.array([[0, 1, 2, 0, 0, 0], [0, 4, 4, 3, 1, 0]], np.int32)
    labels = np.array([[1, 2, 0, -1, -1, -1], [4, 4, 3, 1, 0, -1]], np.int32)
    ng.check_grads(lambda w: nats(transformer(letters, w, heads=2), labels), (weights,), order=1)


def test_it_is_traced_for_any_number_of_names():
    for n in (1, 3):
        graph = ng.trace(transformer, i32[n, 6], transformer_types(**SMALL), name="transformer")
        assert graph.outputs[0].shape == (n, 6, 5)
