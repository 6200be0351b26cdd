"""The stepper: it shows what the graph computes, in the order in which it is computed."""

import base64
import struct
import zlib

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32
from ngteach.core.tree import leaves

pytest.importorskip("anywidget")
from ngteach.draw.values import heat_map, said, short_number, summary
from ngteach.lab.widgets.lifetimes import alive_after, bytes_curves, kept_after, lifetimes


def f(x, w):
    h = ng.relu(x @ w)
    y = ng.log(h)
    return ng.sum(y)


GRAPH = ng.trace(ng.value_and_grad(f), f32[3, 4], f32[4, 2])
X = np.arange(12, dtype=np.float32).reshape(3, 4)
W = np.array([[1, -1], [2, -0.5], [0.25, 0], [0, 0.3]], np.float32)
TRAINING = ng.derive_training(ng.trace(ng.mlp, f32[8, 64], ng.mlp_types((64, 16, 10))))


def test_the_last_step_has_computed_what_the_graph_computes():
    stepper = ng.lab.stepper(GRAPH, X, W)
    stepper.step = len(GRAPH.equations)
    for y, want in zip(GRAPH.outputs, leaves(GRAPH(X, W)), strict=True):
        np.testing.assert_array_equal(stepper.values[y], want)


def test_each_step_shows_the_value_it_made():
    stepper = ng.lab.stepper(GRAPH, X, W)
    for i, eqn in enumerate(GRAPH.equations, 1):
        stepper.step = i
        assert stepper.shown == stepper.value["name"] == eqn.output.name
        assert stepper.value["type"] == str(eqn.output.type)
        assert f"Equation {i} of {len(GRAPH.equations)}" in stepper.status and not stepper.failed


def test_going_back_shows_the_earlier_value_again():
    stepper = ng.lab.stepper(GRAPH, X, W)
    stepper.step = 3
    then = stepper.value
    stepper.step = 7
    stepper.step = 3
    assert stepper.value == then


def test_the_first_infinity_is_named_and_later_ones_are_not():
    stepper = ng.lab.stepper(GRAPH, X, W)
    told = []
    for stepper.step in range(1, len(GRAPH.equations) + 1):
        told.append("it starts here" in stepper.status)
    assert told.index(True) == [e.op.name for e in GRAPH.equations].index("log")
    assert sum(told) == 2  # log gives -inf, and its adjoint divides by the same 0


def test_a_step_outside_the_graph_stops_at_its_ends():
    stepper = ng.lab.stepper(GRAPH, X, W)
    stepper.step = 999
    assert stepper.step == len(GRAPH.equations)
    stepper.step = -3
    assert stepper.step == 0


def test_an_input_can_be_looked_at_and_a_later_value_cannot():
    stepper = ng.lab.stepper(GRAPH, X, W)
    stepper.step = 2
    stepper.shown = "w"
    assert stepper.value["name"] == "w"
    stepper.shown = "y"
    assert stepper.failed and "y: f32[3,2] is not computed yet; equation 4 makes it" in stepper.status
    assert isinstance(stepper.error, GraphError)


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(GraphError, match=r"x must be f32\[3,4\], found f32\[4,3\]"):
        ng.lab.stepper(GRAPH, X.T.copy(), W)


def test_forward_values_wait_for_the_backward_pass_and_then_no_more():
    stepper = ng.lab.stepper(GRAPH, X, W)
    stepper.step = 3
    assert stepper.kept == ["%0", "h"] or stepper.kept == ["h"]
    stepper.step = len(GRAPH.equations)
    assert stepper.kept == []
    assert {y.name for y in GRAPH.outputs} <= set(stepper.alive)


@pytest.mark.parametrize("graph", [GRAPH, TRAINING], ids=lambda g: g.name)
def test_a_value_is_alive_while_somebody_will_read_it(graph):
    lives = lifetimes(graph)
    for step in range(len(graph.equations) + 1):
        alive = alive_after(lives, step)
        later = {x for eqn in graph.equations[step:] for x in eqn.inputs} | set(graph.outputs)
        made = {eqn.output for eqn in graph.equations[:step]}
        assert (later & made) <= set(alive) <= made
        assert set(kept_after(lives, step)) <= set(alive)


@pytest.mark.parametrize("graph", [GRAPH, TRAINING], ids=lambda g: g.name)
def test_the_curves_add_up_what_is_alive(graph):
    lives, n = lifetimes(graph), len(graph.equations)
    alive, kept = bytes_curves(lives, n)
    for step in range(n + 1):
        assert alive[step] == sum(lives[y].nbytes for y in alive_after(lives, step))
        assert kept[step] == sum(lives[y].nbytes for y in kept_after(lives, step))


def test_a_view_has_no_bytes_and_keeps_alive_what_it_shows():
    graph = ng.trace(lambda x: (ng.exp(x).T + 1.0).sum(), f32[2, 3])
    lives = lifetimes(graph)
    exp, transpose = (next(e for e in graph.equations if e.op.name == name) for name in ("exp", "transpose"))
    assert lives[transpose.output].nbytes == 0
    assert lives[exp.output].last == lives[transpose.output].last


def test_a_value_has_the_bytes_that_the_executor_gives_it():
    """A reshape of what is not contiguous is no view: it is copied."""

    def f(x):
        h = ng.exp(x)
        return ng.tanh(ng.reshape(h.T, (6,))), ng.tanh(ng.reshape(h, (6,)))

    graph = ng.trace(f, f32[2, 3])
    lives, run = lifetimes(graph), ng.compile(graph, threads=1, passes=())
    for shown, computed in zip(graph.equations, run.lowered.equations, strict=True):
        storage = run.memory.storage_of.get(computed.output)
        assert lives[shown.output].nbytes == (storage.nbytes if storage else 0)
    assert [lives[e.output].nbytes for e in graph.equations if e.op is ng.reshape] == [24, 0]


def test_every_equation_is_at_home_in_a_box_of_the_picture():
    stepper = ng.lab.stepper(TRAINING)
    shown = {n for part in stepper.svg.split('data-equations="')[1:] for n in part.split('"')[0].split()}
    assert {str(home) for home in stepper.homes} == shown
    assert len(stepper.homes) == len(TRAINING.equations)


def test_a_heat_map_is_a_picture_with_the_colours_of_the_signs():
    url, words = heat_map(np.array([[-1.0, 0.0, 1.0, np.nan, np.inf]]))
    data = base64.b64decode(url.partition(",")[2])
    assert data[:4] == b"\x89PNG" and struct.unpack(">II", data[16:24]) == (5, 1)
    length = struct.unpack(">I", data[33:37])[0]
    pixels = zlib.decompress(data[41 : 41 + length])[1:]
    assert [tuple(pixels[i : i + 3]) for i in range(0, 15, 3)] == [
        (0, 114, 178),
        (255, 255, 255),
        (213, 94, 0),
        (204, 121, 167),
        (34, 34, 34),
    ]
    assert words == "each pixel is one number"


def test_a_large_array_is_shown_by_its_means():
    data = base64.b64decode(heat_map(np.ones((1000, 2)))[0].partition(",")[2])
    assert struct.unpack(">II", data[16:24]) == (2, 96)
    assert heat_map(np.ones((1000, 2)))[1] == "each pixel is the mean of about 11 x 1 numbers"


@pytest.mark.parametrize(
    "array, words",
    [
        (np.zeros((2, 3), np.float32), "all 6 numbers are 0"),
        (np.array([1, np.nan], np.float32), "1 of 2 numbers is NaN"),
        (np.array([1, np.inf, np.inf], np.float32), "2 of 3 numbers are infinite"),
        (np.array(np.nan, np.float32), "it is NaN"),
        (np.array(0, np.float32), ""),
        (np.zeros((0, 3), np.float32), ""),
        (np.array([True, False]), "1 of 2 numbers is 0"),
    ],
)
def test_the_remark_names_what_is_remarkable(array, words):
    assert said(summary("x", array)) == words


def test_the_histogram_counts_every_finite_number():
    a = np.random.default_rng(0).normal(size=(50, 7)).astype(np.float32)
    a[0, 0] = np.nan
    assert sum(summary("a", a)["bars"]) == 349
    assert summary("a", np.full(5, 3.0, np.float32))["bars"] == [5]
    assert short_number(0.1 + 0.2) == "0.3" and short_number(-np.inf) == "-∞"


def test_the_stand_in_is_the_picture_and_the_same_every_time():
    first, again = (ng.lab.stepper(GRAPH, X, W)._repr_mimebundle_()[0] for _ in range(2))
    assert first["text/html"] == again["text/html"] and first["text/html"].startswith('<img alt="A stepper through')
    assert first["text/plain"] == again["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in first


def test_without_arrays_the_state_of_an_optimizer_begins_with_zeros():
    inference = ng.trace(ng.mlp, f32[8, 64], ng.mlp_types((64, 16, 10)))
    stepper = ng.lab.stepper(ng.derive_training(inference, optimizer="adam"))
    stepper.step = len(stepper.graph.equations)
    assert all(np.isfinite(v).all() for v in stepper.values.values())
