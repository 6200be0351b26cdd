"""Transformations nest with each other in any order: laws over programs drawn at random, and JAX as the referee."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from nesting_programs import Transformed, signature, source
from nesting_referee import Referee, arrays, in_ours, recorded
from nesting_words import WORDS, axes_of
from random_nestings import draw, draw_for

import ngteach as ng
from ngteach.core.tree import build, leaves, nesting
from ngteach.serialize.graph_json import from_json, to_json
from ngteach.transform.autodiff import depending_on

pytestmark = pytest.mark.filterwarnings("ignore::ngteach.core.calling.notices.TraceWarning")

HONEST = [name for name in WORDS if name != "custom"]  # of which a derivative is the derivative


def over(*words, count=4):
    """Decorator: a law of words, each around `count` programs."""
    return pytest.mark.parametrize("word,seed", [(word, seed) for word in words for seed in range(count)])


def drawn(word, seed):
    """(a program, the same under the word, arguments for that)."""
    fn, transformed = draw_for(word, seed, words=HONEST)
    return fn, transformed, arrays(transformed, seed)


def every_way(fn, args):
    """The results of a program: interpreted, compiled and, where that is another way, called at numbers."""
    return in_ours(source(fn), args).values()


def answer(fn, args):
    return recorded(source(fn), args)(*args)


def close(found, wanted, rtol=1e-10):
    for a, b in zip(leaves(found), leaves(wanted), strict=True):
        assert ng.type_of(a) == ng.type_of(b)
        np.testing.assert_allclose(a, b, rtol, rtol * max(1, np.abs(b).max(initial=0)))


def dot(xs, ys):
    return sum(float(np.sum(x * y)) for x, y in zip(leaves(xs), leaves(ys), strict=True))


@over("jit", "checkpoint")
def test_how_it_is_computed_changes_no_value_and_no_derivative(word, seed):
    fn, same, args = drawn(word, seed)
    for found in every_way(same, args):
        close(found, answer(fn, args))
    if options := WORDS["jvp"].draw(np.random.default_rng(seed), signature(fn)):
        plain, around = (Transformed("jvp", f, options) for f in (fn, same))
        args = arrays(plain, seed)
        for found in every_way(around, args):
            close(found, answer(plain, args))


@over("vmap", count=8)
def test_vmap_is_a_stack_of_calls(word, seed):
    fn, mapped, args = drawn(word, seed)
    sig, options = signature(fn), mapped.options
    ins, outs = axes_of(sig.args, options["in_axes"]), axes_of(sig.out, options["out_axes"])

    def row(k):
        return build(
            nesting(args), [x if a is None else np.take(x, k, a) for x, a in zip(leaves(args), ins, strict=True)]
        )

    rows = [leaves(answer(fn, row(k))) for k in range(options["size"])]
    wanted = [np.stack(ys, axis) for *ys, axis in zip(*rows, outs, strict=True)]
    for found in every_way(mapped, args):
        close(found, wanted)


@over("jvp", count=8)
def test_forwards_and_backwards_are_transposes_and_say_where_the_function_goes(word, seed):
    fn, forwards, args = drawn(word, seed)
    wrt = forwards.options["wrt"]
    primals, tangents = args[: -len(wrt)], args[-len(wrt) :]
    backwards = Transformed("vjp", fn, {"wrt": wrt})
    weights = arrays(backwards, seed)[-1]
    value, gradients, _ = answer(backwards, (*primals, weights))
    for y, moved in every_way(forwards, args):
        close(y, value)
        assert dot(weights, moved) == pytest.approx(dot(gradients, tangents), rel=1e-9, abs=1e-9)

    def at(step):
        there = list(primals)
        for i, t in zip(wrt, tangents, strict=True):
            there[i] = build(nesting(t), [x + step * d for x, d in zip(leaves(primals[i]), leaves(t), strict=True)])
        return leaves(answer(fn, there))

    close(moved, [(a - b) / 2e-5 for a, b in zip(at(1e-5), at(-1e-5), strict=True)], 1e-5)


@over("linearize")
def test_a_linearized_function_is_linear_and_moves_as_jvp_says(word, seed):
    fn, linear, args = drawn(word, seed)
    forwards = Transformed("jvp", fn, linear.options)
    count = len(linear.options["wrt"])
    twice = (*args[:-count], *(build(nesting(t), [2 * x for x in leaves(t)]) for t in args[-count:]))
    y, moved = answer(forwards, args)
    for found in every_way(linear, args):
        close(found, (y, moved, moved))
    close(answer(linear, twice)[1], build(nesting(moved), [2 * x for x in leaves(moved)]))


@over("jacobian")
def test_a_jacobian_is_the_same_forwards_and_backwards(word, seed):
    fn, jacobian, args = drawn(word, seed)
    modes = [replace(jacobian, options={**jacobian.options, "mode": mode}) for mode in ("reverse", "forward", None)]
    wanted = answer(modes[0], args)
    for mode in modes:
        for found in every_way(mode, args):
            close(found, wanted)


def test_the_jacobian_of_a_linear_function_is_recorded_too():
    graph = ng.trace(ng.jacobian(lambda x: (x[::-1], 3.0 * x)), ng.f64[2])
    close(graph(np.ones(2)), (np.eye(2)[::-1].copy(), 3 * np.eye(2)))


@over("hvp")
def test_a_hessian_is_symmetric_and_its_product_is_hvp(word, seed):
    fn, product, args = drawn(word, seed)
    hessian = Transformed("hessian", fn, {"wrt": product.options["wrt"][0]})
    *primals, v = args
    for H in every_way(hessian, primals):
        n = v.size
        close(H.reshape(n, n).T, H.reshape(n, n))
        for found in every_way(product, args):
            close(found, (H.reshape(n, n) @ v.reshape(n)).reshape(v.shape))


@pytest.mark.parametrize("seed", range(10))
def test_all_that_takes_a_graph_takes_that_of_a_nesting(seed):
    fn = draw(seed)
    args = arrays(fn, seed)
    graph = recorded(source(fn), args)
    wanted = graph(*args)
    types = [build(nesting(x), [ng.type_of(a) for a in leaves(x)]) for x in args]
    for same in (pickle.loads(pickle.dumps(graph)), from_json(to_json(graph)), ng.clone(graph)[0]):
        close(same(*args), wanted, 0)
    for equal in (ng.optimize(graph)[0], ng.specialize(graph, *types), ng.compile(graph, check="nan", threads=2)):
        close(equal(*args), wanted)
    close(ng.specialize(graph, *args)(), wanted)
    close(ng.jit(graph)(*args), wanted)
    twice = [build(nesting(x), [np.stack([a, a]) for a in leaves(x)]) for x in args]
    close([y[1] for y in leaves(ng.vmap(graph)(*twice))], wanted)
    first, second = ng.split_graph(graph, graph.inputs[-1])
    *early, late = leaves(args)
    done, kept = first(*early)
    close([*leaves(done), *leaves(second(kept, late))], _early_first(graph, wanted))


def _early_first(graph, results):
    late = depending_on(graph.equations, graph.inputs[-1:])
    both = list(zip(graph.outputs, leaves(results), strict=True))
    return [r for y, r in both if y not in late] + [r for y, r in both if y in late]


@pytest.mark.peers
def test_random_programs_agree_with_jax_to_ten_digits():
    referee = Referee(pytest.importorskip("jax", reason="JAX is not installed"))
    for seed in range(30):
        fn = draw(seed)
        complaint = referee.complaint(fn, seed)
        assert complaint is None, f"seed {seed}: {complaint}\n{source(referee.smallest(fn, seed))}"
    assert referee.skipped < 4
