"""The transformer: no position sees what comes after it, and padding does not count."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f64, i32
from ngteach.core.calling.containers import structure
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import build, leaves
from ngteach.data.names import encode
from ngteach.models.transformer import (
    each_nats,
    first_weights,
    make_up_names,
    model,
    nats,
    transformer,
    transformer_types,
)

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


# ---- names that it makes up -------------------------------------------------------

NAMER = first_weights(2, transformer_types(context=9, width=8, layers=1))


def test_the_same_key_makes_up_the_same_names_and_another_key_others():
    key = ng.random.key(3)
    names = make_up_names(NAMER, key, 4)
    assert names == make_up_names(NAMER, key, 4) != make_up_names(NAMER, ng.random.key(4), 4)
    assert all(len(name) < 9 and (not name or name.isalpha()) for name in names)


def test_towards_temperature_0_each_letter_is_the_likeliest():
    (name, other) = make_up_names(NAMER, ng.random.key(3), 2, temperature=1e-6)
    assert name == other
    letters, labels = encode([name[:8]], context=9)
    best = np.argmax(transformer(letters, NAMER), axis=-1)[0]
    known = labels[0, : len(name)]
    np.testing.assert_array_equal(best[: len(known)], known)


def test_names_come_as_often_as_the_model_says():
    """A model that gives each letter its own probability at every place."""
    weights = build(structure(NAMER), [np.zeros_like(w) for w in leaves(NAMER)])
    p = np.full(27, 1e-6)
    p[[0, 1, 2]] = 0.2, 0.5, 0.3  # the end, a and b
    weights["head"]["b"] = np.log(p).astype(np.float32)
    names = make_up_names(weights, ng.random.key(1), 2000)
    starts = [name[:1] for name in names]
    assert [starts.count(c) / 2000 for c in ("", "a", "b")] == pytest.approx([0.2, 0.5, 0.3], abs=0.04)
    cold = [name[:1] for name in make_up_names(weights, ng.random.key(1), 2000, temperature=0.5)]
    assert [cold.count(c) / 2000 for c in ("", "a", "b")] == pytest.approx(np.array([4, 25, 9]) / 38, abs=0.04)


# ---- how it is trained --------------------------------------------------------------


def test_it_is_measured_by_the_letter_not_by_the_name():
    scores = np.random.default_rng(1).standard_normal((2, 4, 5))
    labels = np.array([[1, 2, 3, 0], [0, -1, -1, -1]], np.int32)
    sums, counts = each_nats(scores, labels)
    assert counts.tolist() == [4, 1]
    assert nats(scores, labels) == pytest.approx(np.sum(sums) / 5, rel=1e-12)


def test_it_learns_to_spell(tmp_path):
    (tmp_path / "mine.txt").write_text("\n".join(f"{a}bc{b}" for a in "defg" for b in "hijk"), encoding="ascii")
    run = ng.Run(ng.models.load("transformer", str(tmp_path / "mine.txt")), epochs=40)
    run.train()
    assert run.losses[0] > 3 and run.losses[-1] < 1 and len(run.losses) == 40
    (line,) = run.model.samples(run, 3)
    assert line.count(", ") == 2
    assert run.model.samples(run, 3) == [line]


def test_it_refuses_images():
    with pytest.raises(GraphError, match="the transformer takes names, found .*; write --data names"):
        model(ng.load_data("digits"))
