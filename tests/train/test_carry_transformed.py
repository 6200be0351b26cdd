"""A training function that carries is a function like others: jit, vmap, specialize, checkpoint and grad work on it."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import derive_training, f32, trace, u32
from ngteach.core.calling.containers import structure
from ngteach.core.tree import build, leaves

RNG = np.random.default_rng(9)
N = 6
TYPES = {"W": f32[4, 3], "b": f32[3]}
X, LABELS = RNG.standard_normal((N, 4)).astype(np.float32), RNG.integers(0, 3, N).astype(np.int32)
WEIGHTS = {name: RNG.standard_normal(t.shape).astype(np.float32) for name, t in TYPES.items()}
MEAN, KEY = np.zeros(4, np.float32), ng.random.key(5)


def model(x, weights, mean, key):
    """Centred by a running mean, with dropout."""
    key, here = ng.random.split(key)
    h = ng.where(ng.random.bernoulli(here, 0.8, x.shape), (x - mean) / 0.8, 0.0)
    return ng.softmax(h @ weights["W"] + weights["b"], axis=1), 0.9 * mean + 0.1 * ng.mean(x, axis=0), key


MODEL = trace(model, f32[N, 4], TYPES, f32[4], u32[2])
RULE = ng.scheduled(ng.clip_by_norm(ng.adamw, 1.0), ng.cosine(20, warmup=4))
TRAINING = derive_training(MODEL, optimizer=RULE, carry=("mean", "key"))
START = WEIGHTS, MEAN, KEY, RULE.init(WEIGHTS)


def agree(found, wanted, rtol=1e-5):
    for a, b in zip(leaves(found), leaves(wanted), strict=True):
        np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-6)


def stacked(containers):
    """Containers of arrays as one, with a first axis."""
    return build(structure(containers[0]), [np.stack(a) for a in zip(*map(leaves, containers), strict=True)])


def after(steps, rate, start, training=TRAINING):
    """(loss, all that goes on) after some steps."""
    loss, now = None, start
    for _ in range(steps):
        loss, _, *now = training(X, LABELS, rate, *now)
    return loss, now


def test_several_steps_under_jit_are_the_steps_one_by_one():
    agree(ng.jit(lambda *start: after(3, np.float32(0.1), start))(*START), after(3, 0.1, START))


@pytest.mark.parametrize("way", [lambda f: f, ng.jit], ids=["vmap", "jit"])
def test_an_ensemble_under_vmap_is_its_members_each_with_its_key(way):
    keys, n = ng.random.split(KEY, 3), 3
    members = [({k: w + i for k, w in WEIGHTS.items()}, MEAN + i, keys[i], START[3]) for i in range(n)]
    found = way(ng.vmap(lambda *start: TRAINING(X, LABELS, np.float32(0.1), *start)))(*stacked(members))
    agree(found, stacked([TRAINING(X, LABELS, 0.1, *start) for start in members]))


def test_a_model_under_vmap_can_carry():
    def many(x, weights, mean, key):
        return ng.vmap(lambda *own: model(x, *own))(weights, mean, key)

    types = {name: f32[(2, *t.shape)] for name, t in TYPES.items()}
    graph = derive_training(
        trace(many, f32[N, 4], types, f32[2, 4], u32[2, 2]),
        lambda p, labels: ng.cross_entropy(p[0], labels) + ng.cross_entropy(p[1], labels),
        labels=ng.i32[N],
        carry=("mean", "key"),
    )
    plain = derive_training(MODEL, carry=("mean", "key"))
    keys = ng.random.split(KEY)
    _, _, *found = graph(X, LABELS, 0.1, *stacked([(WEIGHTS, MEAN, key) for key in keys]), ())
    wanted = [plain(X, LABELS, 0.1, WEIGHTS, MEAN, key, ())[2:5] for key in keys]
    agree(found[:3], stacked(wanted))


def test_another_batch_is_a_specialized_model():
    graph = derive_training(ng.specialize(MODEL, f32[2 * N, 4]), carry=("mean", "key"))
    twice = np.concatenate([X, X])
    _, _, _, mean, _, _ = graph(twice, np.concatenate([LABELS, LABELS]), 0.1, *START[:3], ())
    agree(mean, TRAINING(X, LABELS, 0.1, *START)[3])


def test_a_rate_or_a_key_can_be_frozen():
    wanted = TRAINING(X, LABELS, 0.1, *START)
    frozen = ng.specialize(TRAINING, learning_rate=0.1, key=KEY)
    agree(frozen(X, LABELS, WEIGHTS, MEAN, START[3]), wanted)


@pytest.mark.parametrize("threads", [1, 2])
def test_checkpointed_blocks_train_as_the_others(threads):
    def block(h, w, key):
        h = ng.tanh(h @ w)
        return ng.where(ng.random.bernoulli(key, 0.8, h.shape), h / 0.8, 0.0), ng.mean(h, axis=0)

    def deep(wrap):
        def inference(x, weights, means, key):
            following = []
            for w, mean in zip(weights, means, strict=True):
                key, here = ng.random.split(key)
                x, found = wrap(block)(x, w, here)
                following.append(0.9 * mean + 0.1 * found)
            return ng.softmax(x, axis=1), following, key

        graph = trace(inference, f32[N, 4], [f32[4, 4]] * 3, [f32[4]] * 3, u32[2])
        return derive_training(graph, optimizer=RULE, carry=("means", "key"))

    weights = [RNG.standard_normal((4, 4)).astype(np.float32) for _ in range(3)]
    start = weights, [MEAN] * 3, KEY, RULE.init(weights)
    plain, again = deep(lambda f: f), deep(ng.checkpoint)
    assert len(again.equations) > len(plain.equations)
    wanted = after(5, 0.1, start, plain)
    agree(after(5, 0.1, start, again), wanted)
    agree(after(5, 0.1, start, ng.compile(again, threads=threads)), wanted)


def test_the_loss_after_some_steps_has_a_derivative_with_respect_to_the_rate():
    slope = ng.grad(lambda rate: after(3, rate, START)[0])(np.float32(0.1))
    ends = [after(3, np.float32(0.1 + e), START)[0] for e in (-1e-3, 1e-3)]
    np.testing.assert_allclose(slope, (ends[1] - ends[0]) / 2e-3, rtol=0.01)


def test_a_carried_value_can_be_watched(capsys):
    def watched(x, weights, mean, key):
        p, mean, key = model(x, weights, mean, key)
        return p, ng.watch(mean, "mean"), key

    graph = derive_training(trace(watched, f32[N, 4], TYPES, f32[4], u32[2]), optimizer=RULE, carry=("mean", "key"))
    agree(ng.compile(graph)(X, LABELS, 0.1, *START), TRAINING(X, LABELS, 0.1, *START))
    assert capsys.readouterr().out.count("mean: f32[4]") == 1


def test_what_is_carried_may_change_places_or_be_the_data():
    def swaps(x, W, a, b, last):
        return ng.softmax((x + ng.mean(last)) @ W, axis=1), b, a, x

    graph = derive_training(trace(swaps, f32[N, 4], f32[4, 3], f32[2], f32[2], f32[N, 4]), carry=("a", "b", "last"))
    a, b = np.float32([1, 2]), np.float32([3, 4])
    for run in (graph, ng.compile(graph)):
        following = run(X, LABELS, 0.1, {"W": WEIGHTS["W"]}, a, b, 0 * X, ())[3:6]
        for found, wanted in zip(following, (b, a, X), strict=True):
            np.testing.assert_array_equal(found, wanted)
            assert not np.shares_memory(found, wanted)


@pytest.mark.parametrize("element", [ng.f16, ng.f64, ng.i8, ng.i64, ng.u64, ng.boolean], ids=str)
def test_any_element_type_is_carried(element):
    def counting(x, W, c):
        following = ~c if element is ng.boolean else ng.convert(ng.convert(c, ng.f64) + 1.0, element)
        return ng.softmax(x @ W, axis=1), following

    graph = derive_training(trace(counting, f32[N, 4], f32[4, 3], element[3]), carry="c")
    c = np.array([0, 1, 1], element.dtype)
    for run in (graph, ng.compile(graph)):
        found = run(X, LABELS, 0.1, {"W": WEIGHTS["W"]}, c, ())[3]
        assert found.dtype == c.dtype
        np.testing.assert_array_equal(found, ~c if element is ng.boolean else c + 1)
