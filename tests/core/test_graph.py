"""A graph: it checks itself, prints as a program, and is called like the function it was traced from."""

import re

import numpy as np
import pytest
from refusals import PARAMS, STEP, TWO, WRONG_ARGUMENTS, WRONG_OUT, A, B, M, W, two

import ngteach as ng
from ngteach.core.calling.errors import GraphError
from ngteach.core.graph import Equation, Graph, Tensor, needed, replay
from ngteach.core.tree import nesting
from ngteach.core.types import f32, i32


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- a graph checks itself --------------------------------------------------


def equation(output, *inputs):
    return Equation(output, ng.ops.add, inputs, {})


def test_every_tensor_is_defined_once_before_it_is_used():
    a, b, c = (Tensor(f32[2], name) for name in "abc")
    Graph("g", (a,), (equation(b, a, a),), (b,))
    with refuses("g: 'b: f32[2] = add(a, c)' uses c, which is not defined before; is an input missing?"):
        Graph("g", (a,), (equation(b, a, c),), (b,))
    with refuses("g: b is defined twice"):
        Graph("g", (a,), (equation(b, a, a), equation(b, a, a)), (b,))
    with refuses("g: an input is listed twice"):
        Graph("g", (a, a), (), (a,))
    with refuses("g returns c, which it does not define; is an input missing?"):
        Graph("g", (a,), (), (c,))
    with refuses("g: input_tree does not fit 1 tensors"):
        Graph("g", (a,), (), (a,), input_tree=nesting((1, 2)))


def test_a_graph_prints_as_a_program():
    assert str(ng.trace(two, f32[3], f32[3])).splitlines() == [
        "two(x: f32[3], y: f32[3])",
        "  %0: f32[3] = add(x, y)",
        "  %1: f32[3] = multiply(x, y)",
        "  return %0, %1",
    ]


def test_params_and_small_constants_print_and_large_ones_do_not():
    graph = ng.trace(
        lambda x: ng.sum(x, axis=0) + np.ones(3, "f") + ng.sum(np.ones((9, 3), "f") + x[None, 0]), f32[2, 3]
    )
    assert "sum(x, axis=(0,), keepdims=False)" in str(graph)
    assert "constant(value=[1.0, 1.0, 1.0])" in str(graph)
    assert "constant(value=<f32[9,3]>)" in str(graph)


def test_a_tensor_is_found_by_its_name():
    assert STEP["params.W"] is STEP.inputs[0]
    with refuses("step has no tensor named 'nope'; print the graph to see its names"):
        STEP["nope"]


def test_needed_leaves_out_what_no_output_depends_on():
    (_, second) = TWO.equations
    assert needed(TWO.equations, [second.output]) == (second,)
    assert needed(TWO.equations, [second.output], given=[second.output]) == ()


def test_replay_wants_one_value_for_each_input():
    with refuses("two takes 2 inputs, got 1"):
        replay(TWO, [A])


# ---- calling ----------------------------------------------------------------


def test_a_graph_is_called_as_its_function_was():
    result = STEP(PARAMS, M)
    np.testing.assert_array_equal(result["y"], M @ W)
    np.testing.assert_array_equal(result["z"][0], M + 1)


def test_or_with_one_value_for_each_input():
    np.testing.assert_array_equal(STEP(W, 0.5, M)["y"], M @ W)


def test_python_numbers_take_the_declared_type():
    assert STEP({"W": W, "rate": 3}, M)["y"].dtype == np.float32


@pytest.mark.parametrize("args,text", WRONG_ARGUMENTS)
def test_wrong_arguments_are_refused_all_at_once(args, text):
    before = str(STEP)
    with refuses(text):
        STEP(*args)
    assert str(STEP) == before


def test_arguments_have_no_names():
    with refuses("two takes its arguments in order, (x: f32[3], y: f32[3]), not by name: x, y"):
        TWO(x=A, y=B)


# ---- out= -------------------------------------------------------------------


def test_results_go_into_out():
    out = [np.empty(3, np.float32), np.empty(3, np.float32)]
    result = TWO(A, B, out=out)
    assert result[0] is out[0] and result[1] is out[1]
    np.testing.assert_array_equal(out, TWO(A, B))


def test_out_nests_like_the_results_and_its_keys_come_in_any_order():
    y, z = np.empty((2, 2), np.float32), np.empty((2, 3), np.float32)
    result = STEP(PARAMS, M, out={"z": [z], "y": y})
    assert result["y"] is y and result["z"][0] is z
    np.testing.assert_array_equal(z, M + 1)
    with refuses("out: found the keys y, x, wanted y, z"):
        STEP(PARAMS, M, out={"y": y, "x": [z]})


def test_one_result_takes_one_array():
    double, out = ng.trace(lambda x: x + x, f32[3]), np.empty(3, np.float32)
    assert double(A, out=out) is out
    assert double(A, out=[out]) is out


@pytest.mark.parametrize("out,text", WRONG_OUT)
def test_a_wrong_out_is_refused(out, text):
    before = A.copy()
    with refuses(text):
        TWO(A, B, out=out)
    np.testing.assert_array_equal(A, before)


def test_out_next_to_an_input_is_fine():
    both = np.zeros(6, np.float32)
    TWO(both[:3], both[:3], out=[both[3:], np.empty(3, np.float32)])


# ---- results are the caller's own -------------------------------------------


def test_results_never_alias_inputs_constants_or_each_other():
    def views(x):
        y = x.T
        c = ng.constant([1.0, 2.0], f32)
        return x, y, y, x[0], ng.identity(x), ng.broadcast(x[0], (4, 3)), c, c

    graph = ng.trace(views, f32[2, 3])
    first = graph(M)
    for i, a in enumerate(first):
        assert a.flags.writeable and not np.shares_memory(a, M)
        assert not any(np.shares_memory(a, b) for b in first[:i])
        a[...] = -1
    np.testing.assert_array_equal(graph(M)[-1], [1, 2])


def test_a_result_without_axes_is_an_array():
    assert isinstance(ng.trace(ng.sum, f32[3])(A), np.ndarray)


def test_infinities_travel_without_warnings():
    assert ng.trace(lambda x: 1.0 / x, f32)(np.float32(0)) == np.inf


# ---- a graph called on tensors becomes part of another ----------------------


def test_a_graph_called_on_tensors_is_inlined():
    def outer(x):
        s, p = TWO(x, x)
        return s - p

    graph = ng.trace(outer, f32[3])
    assert [e.op.name for e in graph.equations] == ["add", "multiply", "subtract"]
    np.testing.assert_array_equal(graph(A), A + A - A * A)


def test_arrays_and_numbers_beside_tensors_become_constants():
    graph = ng.trace(lambda x, M: STEP({"W": W, "rate": 0.5}, M)["y"] + x, f32, f32[2, 3])
    np.testing.assert_array_equal(graph(1.0, M), M @ W + 1)


def test_inlining_checks_types_and_takes_no_out():
    with refuses("two: x must be f32[3], found i32[3]"):
        ng.trace(lambda x: TWO(x, B), i32[3])
    with refuses("two: out= is for arrays; called on tensors the graph is recorded"):
        ng.trace(lambda x: TWO(x, B, out=[A, A]), f32[3])


def test_called_on_arrays_a_graph_computes_even_while_another_is_traced():
    scaled = ng.trace(lambda x: 2.0 * x, f32[3])  # the 2 is an equation without inputs
    seen = []

    def outer(x):
        seen.append(scaled(A))
        seen.append(ng.grad(lambda v: ng.sum(v * 3.0))(A))
        return x + seen[0]

    graph = ng.trace(outer, f32[3])
    assert [e.op.name for e in graph.equations] == ["constant", "add"]
    np.testing.assert_array_equal(seen, [2 * A, np.full(3, 3)])


@pytest.mark.parametrize("backend", [None, "CPU", "INTERPRETER"])
def test_wrong_inputs_and_wrong_out_are_said_at_once(backend):
    graph = ng.trace(lambda x, y: (x + y, x), f32[3], f32[3], name="both")
    run = graph if backend is None else ng.compile(graph, backend)
    with pytest.raises(GraphError) as caught:
        run(np.zeros(3), 2.5, out=[np.zeros(2, np.float32), 7.0])
    assert str(caught.value).split("    (")[0] == (
        "both: x must be f32[3], found f64[3]; y must be f32[3], found f32[]; "
        "out for result 0 is f32[2], but the result is f32[3]; out for result 1 is a float; "
        "write np.empty((3,), np.float32)"
    )


def test_tensors_equations_and_lines_have_no_dictionary_of_their_own():
    """There may be a hundred thousand of each: a dictionary would take as much memory as all the rest."""
    (eqn,) = ng.trace(lambda x: ng.exp(x), f32[2]).equations
    assert not any(hasattr(what, "__dict__") for what in (eqn, eqn.output, eqn.line))
