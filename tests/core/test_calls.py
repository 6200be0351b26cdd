"""Every equation knows which calls of the user's functions were running when it was recorded."""

import functools
import gc
import pickle
import weakref

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32
from ngteach.core.provenance import SourceLine


def paths_of(graph):
    """The calls of each equation, as text: f 1/g 2."""
    return [path(eqn) for eqn in graph.equations]


def path(eqn):
    return "/".join(f"{c.name} {c.number}" for c in eqn.line.calls)


def block(x):
    h = ng.exp(x)
    return h * h


def model(x):
    for _ in range(3):
        x = block(x)
    return ng.negative(x)


def test_a_call_in_a_loop_is_told_from_the_one_before():
    found = paths_of(ng.trace(model, f32[3]))
    assert found == [f"model 1/block {i}" for i in (1, 1, 2, 2, 3, 3)] + ["model 1"]


def test_a_call_knows_the_line_that_runs_inside_it():
    outer, inner = ng.trace(model, f32[3]).equations[1].line.calls
    assert outer.at.text == "x = block(x)" and inner.at.text == "return h * h"


def test_equations_of_one_line_share_it():
    first, second, *_ = ng.trace(lambda x: (ng.exp(x) + ng.tanh(x)) * 2.0, f32[3]).equations
    assert first.line is second.line


def test_what_runs_around_the_trace_is_no_call():
    def outside():
        return ng.trace(block, f32[3])

    assert set(paths_of(outside())) == {"block 1"}
    with ng.Trace("open") as t:
        y = block(ng.exp(ng.parameter(f32[3], "x")))
    assert paths_of(t.graph(y)) == ["", "block 1", "block 1"]


def test_adjoints_have_the_calls_of_what_they_are_the_adjoint_of():
    graph = ng.trace(ng.grad(lambda x: ng.sum(model(x))), f32[3])
    adjoints = [eqn for eqn in graph.equations if eqn.adjoint_of in graph.producer]
    assert len(adjoints) > 5
    for eqn in adjoints:
        assert eqn.line.calls == graph.producer[eqn.adjoint_of].line.calls


def test_clones_passes_and_inlined_graphs_keep_the_calls():
    graph = ng.trace(model, f32[3])
    assert paths_of(ng.clone(graph)[0]) == paths_of(graph)
    assert set(paths_of(ng.optimize(graph)[0])) <= set(paths_of(graph))

    def twice(x):
        return graph(graph(x))

    found = paths_of(ng.trace(twice, f32[3]))
    assert found == [f"twice 1/model {i}{p[7:]}" for i in (1, 2) for p in paths_of(graph)]


def test_a_training_graph_knows_the_model_the_loss_and_the_update():
    def loss(y):
        return ng.mean(y * y)

    graph = ng.derive_training(ng.trace(lambda x, w: block(x * w), f32[3], f32[3]), loss, "adam")
    found = {path(eqn).split("/")[0] for eqn in graph.equations}
    assert found >= {"lambda 1", "loss 1", "_adam_step 1"}


@pytest.mark.parametrize("wrapped", [ng.jit, ng.checkpoint, ng.grad, ng.vmap])
def test_transformed_functions_are_calls_inside_the_one_that_calls_them(wrapped):
    def inner(x):
        return block(x)[()] if x.ndim else block(x)

    changed = wrapped(inner)

    def outer(x):
        return changed(x) + changed(x)

    types = f32[3] if wrapped is ng.vmap else f32[()]
    found = [p for p in paths_of(ng.trace(outer, types)) if "block" in p]
    assert {p.rpartition("/")[0] for p in found} == {"outer 1/inner 1", "outer 1/inner 2"}


def test_what_a_checkpoint_computes_again_and_the_rule_of_ones_own_stand_in_their_call():
    again = ng.checkpoint(block)

    def doubled(x):
        return ng.exp(x)

    half = ng.custom_vjp(doubled)
    half.defvjp(lambda x: (doubled(x), x), lambda x, dy: (dy * ng.cos(x),))

    def f(x):
        for _ in range(2):
            x = half(again(x))
        return x

    graph = ng.trace(ng.grad(f), f32[()])
    adjoints = {path(eqn) for eqn in graph.equations if eqn.adjoint_of is not None}
    assert adjoints >= {"f 1/block 1", "f 1/block 2"}
    cosines = [path(eqn) for eqn in graph.equations if eqn.op is ng.cos]
    assert len(set(cosines)) == 2 and all(p.startswith("f 1/") and p.count("/") > 1 for p in cosines), cosines


def test_comprehensions_decorators_and_lambdas_are_seen_through_or_named():
    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **named):
            return function(*args, **named)

        return wrapper

    @logged
    def f(x):
        double = lambda z: z + z  # noqa: E731
        return sum([block(x) for _ in range(2)], double(x))

    found = paths_of(ng.trace(f, f32[3]))
    assert set(found) == {"f 1/double 1", "f 1/block 1", "f 1/block 2", "f 1"}


def test_a_method_is_named_and_an_object_that_is_called_is_its_class():
    class Layer:
        def __call__(self, x):
            return self.scaled(ng.exp(x))

        def scaled(self, x):
            return x * x

    assert paths_of(ng.trace(lambda x: Layer()(x), f32[3])) == ["lambda 1/Layer 1", "lambda 1/Layer 1/scaled 1"]


def test_a_generator_goes_on_as_the_same_call():
    def layers(x):
        for _ in range(3):
            x = ng.exp(x)
            yield x

    def f(x):
        total = x
        for y in layers(x):
            total = total + y
        return total

    found = paths_of(ng.trace(f, f32[3]))
    assert found == ["f 1/layers 1", "f 1"] * 3


def test_a_generator_stays_the_call_that_it_was_whoever_goes_on_with_it():
    def layers(x):
        y = ng.exp(x)
        yield y
        yield ng.tanh(y)

    def later(running):
        return -next(running)

    def f(x):
        running = layers(x)
        return later(running) * next(running)

    found = paths_of(ng.trace(f, f32[3]))
    inside = "f 1/later 1/layers 1"  # where its body began to run
    assert found == [inside, "f 1/later 1", inside, "f 1"]


def test_an_op_that_is_made_of_others_is_one_call():
    found = paths_of(ng.trace(lambda x: ng.layer_norm(x), f32[2, 3]))
    assert len(found) > 5 and set(found) == {"lambda 1/layer_norm 1"}


def test_recursion_nests():
    def f(x, n):
        return f(ng.exp(x), n - 1) if n else x

    assert paths_of(ng.trace(lambda x: f(x, 2), f32[3])) == ["lambda 1/f 1", "lambda 1/f 1/f 1"]


def test_a_class_body_and_a_cell_are_no_calls():
    names = {"ng": ng}
    exec(compile("t = ng.Trace('t')\nwith t:\n    y = ng.exp(ng.parameter(ng.f32[3], 'x'))", "<cell>", "exec"), names)
    assert paths_of(names["t"].graph(names["y"])) == [""]


def test_our_own_models_are_read_as_the_user_s():
    weights = {"W0": f32[3, 4], "b0": f32[4], "W1": f32[4, 2], "b1": f32[2]}
    found = paths_of(ng.trace(ng.mlp, f32[5, 3], weights))
    assert found[-1] == "mlp 1/softmax 1" or found[-1] == "mlp 1"
    assert {p.split("/")[1] for p in found if p.count("/")} >= {"dense 1", "dense 2"}


def test_no_frame_is_kept_alive():
    class Large:
        pass

    kept = []

    def f(x):
        large = Large()
        kept.append(weakref.ref(large))
        return block(x)

    gc.disable()
    try:
        ng.trace(f, f32[3])
        assert kept[0]() is None
    finally:
        gc.enable()


def test_a_line_is_the_same_line_whatever_was_running():
    line = ng.trace(model, f32[3]).equations[0].line
    assert line == SourceLine(line.file, line.number) and "calls=" not in repr(line)


def test_pickles_keep_the_calls_and_old_ones_have_none():
    graph = ng.trace(model, f32[3])
    assert paths_of(pickle.loads(pickle.dumps(graph))) == paths_of(graph)
    old = SourceLine.__new__(SourceLine)
    old.__setstate__(["model.py", 3])
    assert old == SourceLine("model.py", 3) and old.calls == ()


def test_calls_cost_little_in_a_pickle():
    graph = ng.derive_training(ng.trace(lambda x, w: model(x * w), f32[3], f32[3]), lambda y: ng.sum(y))
    with_calls = len(pickle.dumps(graph))
    for eqn in graph.equations:
        object.__setattr__(eqn.line, "calls", ())
    assert with_calls < 1.5 * len(pickle.dumps(graph))


def test_numbers_are_computed_as_before():
    np.testing.assert_allclose(ng.trace(model, f32[3])(np.zeros(3, "f")), model(np.zeros(3, "f")))
