"""checkpoint: the same numbers, with memory for less of them; nothing that is recomputed is taken from before."""

from collections import Counter

import numpy as np
import pytest
from random_graphs import random_graph

import ngteach as ng
from ngteach import GraphError, f32, f64
from ngteach.core.trace import Trace
from ngteach.core.tree import leaves
from ngteach.transform.autodiff import Adjoints
from ngteach.transform.phases import phases

LAYERS = 64


def block(x, ws):
    for w in ws:
        x = ng.tanh(x @ w)
    return x


def in_blocks(size, of=lambda f: f):
    """The loss of a chain of layers, in blocks of `size`."""
    part = of(block)

    def loss(x, ws):
        for i in range(0, len(ws), size):
            x = part(x, ws[i : i + size])
        return ng.sum(ng.exp(x))

    return loss


def gradient(loss, rows=16, width=16, layers=LAYERS, element=f32):
    return ng.trace(ng.value_and_grad(loss, wrt=(0, 1)), element[rows, width], [element[width, width]] * layers)


def arrays_for(graph, seed=0):
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=x.shape) / np.sqrt(x.shape[-1])).astype(x.dtype) for x in graph.inputs]


def count(graph):
    return Counter(eqn.op.name for eqn in graph.equations)


def same_bits(xs, ys):
    for x, y in zip(leaves(xs), leaves(ys), strict=True):
        np.testing.assert_array_equal(x, y)


# ---- memory -----------------------------------------------------------------


@pytest.mark.parametrize("threads,rows,width", [(1, 16, 16), (2, 16, 16), (2, 256, 200)])
def test_a_deep_chain_in_blocks_keeps_less_than_a_third_and_gives_the_same_numbers(threads, rows, width):
    plain, less = (gradient(in_blocks(8, of), rows, width) for of in (lambda f: f, ng.checkpoint))
    options = {"threads": threads, "deterministic": True}
    before, after = ng.compile(plain, **options), ng.compile(less, **options)
    assert after.memory.planned < before.memory.planned / 3
    assert after.memory.planned <= 1.1 * after.memory.lower_bound
    arrays = arrays_for(plain)
    if width < 50:
        same_bits(after(*arrays), before(*arrays))
    for x, y in zip(leaves(after(*arrays)), leaves(before(*arrays)), strict=True):  # tiled into other blocks
        np.testing.assert_allclose(x, y, rtol=1e-4, atol=1e-3)


def test_each_value_is_computed_at_most_twice():
    graph = ng.compile(gradient(in_blocks(8, ng.checkpoint))).lowered
    dots = count(ng.compile(gradient(in_blocks(8))).lowered)["dot"]
    again = count(graph)["dot"] - dots
    assert 0.9 * LAYERS < again <= LAYERS
    assert count(graph)["tanh"] == 2 * LAYERS  # the last of a block is needed again, for its own slope


def test_what_is_not_needed_again_is_not_computed_again():
    graph = ng.trace(ng.grad(lambda x: ng.sum(ng.checkpoint(lambda x: ng.exp(ng.sin(x) + 1.0) * 2.0)(x))), f64[3])
    assert count(ng.compile(graph).optimized)["exp"] == 1  # forwards, for the value, it is not wanted at all


def test_checkpoints_in_checkpoints_keep_less_still():
    def halves(f):
        def two(x, ws):
            n = len(ws) // 2
            return f(f(x, ws[:n]), ws[n:])

        return two

    def nested(x, ws):
        return ng.sum(ng.checkpoint(halves(ng.checkpoint(halves(ng.checkpoint(block)))))(x, ws))

    def flat(x, ws):
        return ng.sum(block(x, ws))

    plain, less = (gradient(f) for f in (flat, nested))
    before, after = ng.compile(plain), ng.compile(less)
    assert after.memory.planned < before.memory.planned / 2
    same_bits(after(*arrays_for(plain)), before(*arrays_for(plain)))


# ---- passes -----------------------------------------------------------------


def random_checkpoints(seeds):
    """(seed, a random graph with its adjoints, the same where the graph is a checkpoint, arrays)."""
    for seed in range(seeds):
        graph, arrays = random_graph(seed)
        if not count(graph)["optimization_barrier"]:
            yield seed, with_adjoints(graph, graph, "plain"), with_adjoints(ng.checkpoint(graph), graph, "less"), arrays


def with_adjoints(function, graph, name):
    with Trace(name) as t:
        xs = [t.input(x.type, x.name) for x in graph.inputs]
        ys = leaves(function(*xs))
        real = [y for y in ys if y.type.is_float]
        adjoints = Adjoints(real, [1.0] * len(real))
        return t.graph([*ys, *(adjoints[x] for x in xs if x.type.is_float)])


def test_no_pass_merges_what_is_recomputed_with_what_was_computed():
    """Past the barriers, the adjoints read nothing that was computed from the inputs before, nor these."""
    checked = 0
    for seed, _, less, _ in random_checkpoints(50):
        graph = ng.optimize(less)[0]
        for eqn in graph.equations:
            if eqn.adjoint_of is not None and eqn.op is not ng.optimization_barrier:
                assert not any(is_forward(graph, x) for x in eqn.inputs), f"seed {seed}: {eqn}"
        checked += count(graph)["optimization_barrier"] > 0
    assert checked > 8


def is_forward(graph, x):
    """Was it computed on the way forwards, from the inputs, or is it one?"""
    eqn = graph.producer.get(x)
    return eqn is None or eqn.adjoint_of is None and not ancestors(graph, x).isdisjoint(graph.inputs)


def ancestors(graph, x):
    found, todo = {x}, [x]
    for y in todo:
        more = [z for z in graph.producer[y].inputs if z not in found] if y in graph.producer else []
        found.update(more)
        todo += more
    return found


def test_random_functions_keep_every_number_and_every_derivative():
    for _, plain, less, arrays in random_checkpoints(20):
        for x, y in zip(leaves(less(*arrays)), leaves(plain(*arrays)), strict=True):
            np.testing.assert_array_equal(x, y)
        for x, y in zip(leaves(ng.compile(less)(*arrays)), leaves(ng.compile(plain)(*arrays)), strict=True):
            tolerance = {"float32": 1e-4, "float64": 1e-10}.get(x.dtype.name, 0)
            np.testing.assert_allclose(x, y, tolerance, tolerance)


# ---- with other transformations ---------------------------------------------


def curve(x, w):
    return ng.sum(ng.sin(ng.tanh(x * w) * w) ** 2)


X, W = np.array([0.3, -1.2, 2.0]), np.array([0.7, 1.1, -0.4])


@pytest.mark.parametrize(
    "transformed",
    [
        lambda f: f,
        lambda f: ng.grad(f, wrt=(0, 1)),
        lambda f: ng.grad(lambda x, w: ng.sum(ng.grad(f)(x, w) * w)),
        lambda f: ng.grad(lambda x, w: ng.sum(ng.grad(lambda x: ng.sum(ng.grad(f)(x, w)))(x) ** 2)),
        lambda f: ng.hessian(f),
        lambda f: lambda x, w: ng.jvp(f, (x, w), (w, x)),
        lambda f: lambda x, w: ng.hvp(lambda x: f(x, w), (x,), (w,)),
        lambda f: lambda x, w: ng.vjp(f, x, w)[1](2.0),
        lambda f: lambda x, w: ng.linearize(f, x, w)[1](w, x),
        lambda f: lambda x, w: ng.vmap(ng.grad(lambda x, w: f(x[None], w), wrt=1), in_axes=(0, None))(x, w),
        lambda f: ng.grad(lambda x, w: ng.sum(ng.vmap(lambda x: f(x[None], w))(x)), wrt=1),
        lambda f: ng.jit(ng.grad(f)),
        lambda f: ng.grad(ng.jit(f)),
        lambda f: ng.grad(ng.checkpoint(lambda x, w: f(x, w) * 2.0)),
    ],
)
def test_it_nests_with_everything(transformed):
    plain, less = transformed(curve), transformed(ng.checkpoint(curve))
    for run in (lambda f: f(X, W), lambda f: ng.compile(ng.trace(f, X, W))(X, W)):
        for x, y in zip(leaves(run(less)), leaves(run(plain)), strict=True):
            np.testing.assert_allclose(x, y, 1e-12, 1e-12)


def test_what_is_read_from_outside_gets_its_gradient():
    def loss(x, w, of):
        return of(lambda x: ng.sum(ng.exp(x * w)))(x)

    graphs = [
        ng.trace(ng.grad(lambda x, w, of=of: loss(x, w, of), wrt=(0, 1)), X, W) for of in (ng.checkpoint, lambda f: f)
    ]
    same_bits(*[graph(X, W) for graph in graphs])
    assert count(graphs[0])["optimization_barrier"] == 2


def test_several_results_are_recomputed_together():
    def two(x):
        y = ng.exp(ng.sin(x))
        return {"y": y, "z": ng.exp(y), "n": ng.argmax(y)}

    def loss(x, of):
        r = of(two)(x)
        return ng.sum(r["y"] * r["z"]) + 0.0 * ng.convert(r["n"], f64)

    plain, less = (ng.trace(ng.grad(lambda x, of=of: loss(x, of)), X) for of in (lambda f: f, ng.checkpoint))
    np.testing.assert_allclose(less(X), plain(X), 1e-14)
    optimized = ng.optimize(less)[0]
    assert count(optimized)["sin"] == 2 and count(optimized)["exp"] == 4


def test_at_numbers_it_computes():
    assert ng.checkpoint(lambda x, y: x * y)(2.0, 3.0) == 6.0
    assert ng.checkpoint(lambda p: p["a"])({"a": X}) is not X


def test_as_a_decorator_it_keeps_the_name_and_the_variables_name():
    @ng.checkpoint
    def layer(x):
        return ng.exp(x)

    def f(x):
        h = layer(x)
        return h + 1.0

    graph = ng.trace(f, f64)
    assert str(graph.equations[1]) == "h: f64[] = custom_vjp(%0, x, rule=layer_again)"


def test_what_is_no_function_is_refused():
    with pytest.raises(GraphError, match="checkpoint: found 3, wanted a function; write checkpoint"):
        ng.checkpoint(3)


def test_forwards_nothing_is_kept_so_nothing_is_computed_again():
    graphs = [
        ng.trace(lambda x, w, f=f: ng.jvp(lambda x: f(x, w), (x,), (w,)), X, W) for f in (curve, ng.checkpoint(curve))
    ]
    plain, less = (count(ng.compile(graph).lowered) for graph in graphs)
    assert plain == less


def test_what_vjp_hands_over_is_what_a_checkpoint_keeps():
    def blocks(x, of):
        for _ in range(3):
            x = of(lambda x: ng.exp(ng.sin(ng.exp(ng.sin(x)))))(x)
        return ng.sum(x)

    plain, less = (ng.vjp(lambda x, of=of: blocks(x, of), X)[1].graph for of in (lambda f: f, ng.checkpoint))
    assert len(plain.inputs) - 1 == 12 and len(less.inputs) - 1 == 3  # and the seed


def test_what_is_recomputed_keeps_its_line_and_is_marked_as_adjoint():
    def layer(x):
        return ng.sin(ng.exp(x))  # here

    graph = ng.trace(ng.grad(ng.checkpoint(layer)), f64)
    first, again = [eqn for eqn in graph.equations if eqn.op is ng.exp]
    assert first.line == again.line and first.line.text.endswith("# here")
    assert first.adjoint_of is None and graph.producer[again.adjoint_of].op.name == "custom_vjp"
    (slope,) = [eqn for eqn in graph.equations if eqn.op is ng.cos]
    assert graph.producer[slope.adjoint_of].op is ng.sin and slope.line == first.line
    assert set(phases(graph).values()) == {"forward", "adjoint"}


def test_a_gradient_by_way_of_a_rule_is_called_after_what_it_is_the_gradient_of():
    graph = ng.trace(lambda W: Adjoints(ng.checkpoint(lambda W: ng.exp(W) * 2.0)(W) * 1.0)[W], f64)
    assert graph.outputs[0].name == "dW"
