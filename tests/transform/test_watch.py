"""watch shows values and changes nothing: not the dataflow, not the passes, not the derivatives."""

import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from programs import ops_of

import ngteach as ng
from ngteach import GraphError, f32, f64
from ngteach.core.op import op
from ngteach.serialize.graph_json import from_json, to_json

X = np.array([1.0, 2.0, 3.0])


def shown(capsys):
    """What was printed, without the places."""
    return [re.sub(r"    \(.*line \d+\)$", "", line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture(params=["interpreted", "compiled"])
def run(request):
    return (lambda graph: graph) if request.param == "interpreted" else ng.compile


# ---- what is shown ----------------------------------------------------------


def test_a_watched_value_is_itself_and_is_shown_at_each_call(run, capsys):
    def f(x):
        h = x * 2.0
        assert ng.watch(h) is h
        return ng.sum(h)

    g = run(ng.trace(f, f64[3]))
    assert shown(capsys) == []
    for _ in range(2):
        assert g(X) == 12.0
    assert shown(capsys) == ["h: f64[3] [2., 4., 6.]"] * 2


def test_the_line_is_the_users(capsys):
    ng.trace(lambda x: ng.watch(x), f64[3])(X)
    assert re.search(r"    \(test_watch.py, line \d+\)\n$", capsys.readouterr().out)


def test_around_a_value_it_takes_the_variables_name_as_the_value_would(capsys):
    def f(x):
        h = ng.watch(x * 2.0)
        return ng.watch(ng.exp(h), "e")

    graph = ng.trace(f, f64[3])
    assert [y.name for y in graph.tensors()][3:6] == ["h", "%3", "%4"]
    graph(np.zeros(3))
    assert shown(capsys) == ["h: f64[3] [0., 0., 0.]", "e: f64[3] [1., 1., 1.]"]


def test_each_value_of_a_container_is_shown(capsys):
    def f(p):
        ng.watch(p)
        return ng.watch({"a": [p["W"], p["b"] * 2.0]}, "mine")["a"]

    ng.trace(f, {"W": f64, "b": f64})({"W": 1.0, "b": 2.0})
    assert shown(capsys) == ["p.W: f64[] 1.", "p.b: f64[] 2.", "mine.a.0: f64[] 1.", "mine.a.1: f64[] 4."]


def test_outside_a_trace_arrays_are_shown_at_once(capsys):
    assert ng.watch(X, "x") is X
    h = ng.watch([np.float32(3), 2])
    assert h == [3, 2]
    assert shown(capsys) == ["x: f64[3] [1., 2., 3.]", "0: f32[] 3.", "1: i64[] 2"]


NUMBERS = {
    "few": (np.array([[1, 2], [30, 4]], np.int32), "i32[2,2] [[1, 2], [30, 4]]"),
    "none": (np.ones((0, 3)), "f64[0,3] []"),
    "many": (np.arange(100.0), "f64[100] min 0, mean 49.5, max 99"),
    "whole": (np.arange(100, dtype=np.uint8), "u8[100] min 0, mean 49.5, max 99"),
    "bools": (np.arange(100) % 4 == 0, "bool[100] 25 of 100 are True"),
    "NaN": (np.where(np.arange(100) < 3, np.nan, 1.0), "f64[100] min 1, mean 1, max 1, 3 NaN"),
    "inf": (np.array([np.inf, -np.inf, 1.0, np.nan] * 5), "f64[20] min 1, mean 1, max 1, 5 NaN, 10 inf"),
    "only NaN": (np.full((5, 5), np.nan, "f"), "f32[5,5] 25 NaN"),
    "half": (np.full(20, 60000, np.float16), "f16[20] min 60000, mean 60000, max 60000"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_few_numbers_are_shown_and_many_are_summed_up(name, run, capsys):
    array, text = NUMBERS[name]
    run(ng.trace(lambda x: [ng.watch(x), x][1], array))(array)
    assert shown(capsys) == [f"x: {text}"]


def test_threads_show_each_watch_once_for_each_call(capsys):
    g = ng.compile(ng.trace(lambda x: ng.sum(ng.watch(x)), f64[3]))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(g, [X] * 20))
    assert shown(capsys) == ["x: f64[3] [1., 2., 3.]"] * 20


@pytest.mark.parametrize("bad", [3, ["h"], b"h"])
def test_a_name_is_a_word(bad):
    with pytest.raises(GraphError, match="watch: name is a word, found"):
        ng.watch(X, bad)


def test_what_has_no_numbers_cannot_be_watched():
    with pytest.raises(GraphError, match="watch: .*str"):
        ng.watch("h")


# ---- what it leaves alone ---------------------------------------------------


def twice(x):
    for _ in range(2):
        ng.watch(x)
    return ng.sum(x * 2.0)


def test_no_pass_drops_merges_or_computes_it_ahead(capsys):
    graph, _ = ng.optimize(ng.trace(twice, f64[3]))
    assert ops_of(graph).count("watch") == 2
    constant = ng.optimize(ng.trace(lambda: ng.watch(ng.constant(1.0)), name="one"))[0]
    assert shown(capsys) == []
    constant()
    assert shown(capsys) == ["%0: f64[] 1."]


def test_the_passes_see_no_use_in_it():
    def gelu(x, look):
        inner = 0.8 * (x + 0.05 * (x * x * x))
        look(inner)
        return inner

    plain, watched = (ng.optimize(ng.trace(lambda x, k=k: gelu(x, k), f64[3]))[0] for k in (lambda x: x, ng.watch))
    assert [op for op in ops_of(watched) if op != "watch"] == ops_of(plain) != ops_of(watched)
    np.testing.assert_array_equal(plain(X), watched(X))


def test_what_only_a_watch_reads_is_computed(run, capsys):
    def f(x):
        ng.watch(ng.max(x), "largest")
        return x + 1.0

    run(ng.trace(f, f64[3]))(X)
    assert shown(capsys) == ["largest: f64[] 3."]


def test_it_has_no_part_in_derivatives(run, capsys):
    def f(x):
        h = ng.watch(x * x)
        return ng.sum(ng.watch(h) * x)

    np.testing.assert_array_equal(run(ng.trace(ng.grad(f), f64[3]))(X), 3 * X**2)
    assert shown(capsys) == ["h: f64[3] [1., 4., 9.]"] * 2
    assert ng.hessian(f)(X).shape == (3, 3)


def test_a_gradient_can_be_watched(capsys):
    np.testing.assert_array_equal(
        ng.grad(lambda x: ng.sum(ng.watch(ng.grad(lambda y: ng.sum(y * y))(x), "g")))(X), [2, 2, 2]
    )
    assert shown(capsys) == ["g: f64[3] [2., 4., 6.]"]


def test_clones_derived_functions_and_json_keep_it(capsys):
    model = ng.trace(lambda x, W: ng.softmax(ng.watch(x @ W, "logits"), axis=1), f32[2, 3], f32[3, 2])
    training = ng.derive_training(model)
    for graph in (ng.clone(model)[0], training, from_json(to_json(training))):
        assert ops_of(graph).count("watch") == 1
    text = to_json(model)
    assert '"name": "logits"' in text
    with pytest.raises(GraphError, match="short texts of one line"):
        from_json(text.replace('"name": "logits"', '"name": "\\u001b[31m"'))


def test_of_several_graphs_in_a_trace_each_shows_what_it_can_compute(capsys):
    with ng.Trace("both") as t:
        x, y = (ng.parameter(f64, name) for name in "xy")
        a = x * 2.0
        b = x * y
        ng.watch(a)
        ng.watch(b)
        one, both = t.graph(a + 1.0, x), t.graph(b, [x, y])
        late = t.graph(b + 1.0, b)
    for graph, values in ((one, [1.0]), (both, [1.0, 5.0]), (late, [7.0])):
        graph(*values)
        print("-")
    assert shown(capsys) == ["a: f64[] 2.", "-", "a: f64[] 2.", "b: f64[] 5.", "-", "b: f64[] 7.", "-"]


# ---- with other transformations ---------------------------------------------


def test_forwards_and_backwards_apart_each_shows_its_own(capsys):
    def f(x):
        return ng.sum(ng.watch(x * x, "square"))

    _, back = ng.vjp(f, X)
    assert shown(capsys) == ["square: f64[3] [1., 4., 9.]"]
    back(1.0)
    assert shown(capsys) == []
    first, second = ng.split_graph(ng.trace(lambda x, dy: ng.watch(dy * ng.watch(x)), f64, f64), "dy")
    assert ops_of(first) == ["watch"] and ops_of(second) == ["multiply", "watch"]


def test_vmap_shows_all_examples_together(capsys):
    ng.vmap(lambda x: ng.watch(x * 2.0, "h"))(np.ones((2, 3)))
    assert shown(capsys) == ["h: f64[2,3] [[2., 2., 2.], [2., 2., 2.]]"]


def test_what_a_checkpoint_computes_again_is_not_shown_again(run, capsys):
    graph = ng.trace(ng.grad(lambda x: ng.sum(ng.checkpoint(lambda x: ng.exp(ng.watch(ng.exp(x), "e")))(x))), f64)
    run(graph)(0.0)
    assert shown(capsys) == ["e: f64[] 1."]


def test_a_custom_rule_shows_what_it_watches_when_it_runs(run, capsys):
    @ng.custom_vjp
    def f(x):
        return ng.watch(x * 2.0, "y")

    f.defvjp(lambda x: (f(x), x), lambda x, dy: (ng.watch(dy, "dy") * x,))
    assert run(ng.trace(ng.grad(lambda x: f(x) * 3.0), f64))(5.0) == 15.0
    assert shown(capsys) == ["y: f64[] 10.", "dy: f64[] 3."]


def test_an_op_of_ones_own_may_have_an_effect():
    seen = []

    @op(forward=lambda x, out=None: [seen.append(x.copy()), x][1], kind="effect", adjoint=None)
    def remember(x):
        """x, which is remembered."""
        return x

    def f(x):
        remember(x * 2.0)
        return x + 1.0

    graph = ng.trace(f, f64)
    for run in (graph, ng.compile(graph)):
        run(3.0)
    assert [float(x) for x in seen] == [6.0, 6.0]
