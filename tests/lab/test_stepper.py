"""The stepper: it shows what the graph computes, in the order in which it is computed, and holds it all in the page."""

import base64
import json
import struct
import zlib

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32
from ngteach.core.tree import leaves

pytest.importorskip("anywidget")
from ngteach.draw.sampled import look_of, room_of, sampled, steps_of, text_of
from ngteach.draw.values import heat_map, short_number
from ngteach.lab.widgets.lifetimes import alive_after, bytes_curves, curves, kept_after, lifetimes
from ngteach.lab.widgets.stepper_values import facts_of


def f(x, w):
    h = ng.relu(x @ w)
    y = ng.log(h)
    return ng.sum(y)


GRAPH = ng.trace(ng.value_and_grad(f), f32[3, 4], f32[4, 2])
X = np.arange(12, dtype=np.float32).reshape(3, 4)
W = np.array([[1, -1], [2, -0.5], [0.25, 0], [0, 0.3]], np.float32)
TRAINING = ng.derive_training(ng.trace(ng.mlp, f32[8, 64], ng.mlp_types((64, 16, 10))))
TUTORIAL = ng.derive_training(ng.trace(ng.mlp, f32[128, 784], ng.mlp_types((784, 600, 10))), optimizer="tutorial")


def records(stepper):
    """{name: {field: text}} of all values in the film."""
    rows = [record.split("|") for state in stepper.film for record in state["new"]]
    return {row[-1]: dict(zip(stepper.fields, row, strict=True)) for row in rows}


def numbers(record):
    return np.array([float(x) for x in record["numbers"].split()])


def test_the_last_step_has_computed_what_the_graph_computes():
    stepper = ng.lab.stepper(GRAPH, X, W)
    stepper.step = len(GRAPH.equations)
    for y, want in zip(GRAPH.outputs, leaves(GRAPH(X, W)), strict=True):
        np.testing.assert_array_equal(stepper.values[y], want)


def test_each_step_shows_the_value_it_made():
    stepper = ng.lab.stepper(GRAPH, X, W)
    for i, eqn in enumerate(GRAPH.equations, 1):
        stepper.step = i
        assert stepper.shown == eqn.output.name
        assert stepper.film[i]["sentence"] == stepper.status and not stepper.failed
        assert (
            stepper.status.startswith(f"Equation {i} of {len(GRAPH.equations)}, ") and str(eqn.output) in stepper.status
        )


def test_the_first_infinity_is_named_and_later_ones_are_not():
    told = ["it starts here" in state["sentence"] for state in ng.lab.stepper(GRAPH, X, W).film]
    assert told.index(True) == [e.op.name for e in GRAPH.equations].index("log") + 1
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
    assert stepper.status == "Looking at w: f32[4,2], an input; 2 of 8 numbers are 0."
    stepper.shown = "%1"
    assert stepper.status.startswith("Looking at %1: f32[3,2], made by equation 2") or stepper.step == 2
    stepper.shown = "y"
    assert stepper.status == "y: f32[3,2] is not computed yet: equation 4 makes it. Enter goes there."
    stepper.shown = "z"
    assert stepper.failed and "has no tensor named 'z'" in stepper.status
    assert isinstance(stepper.error, GraphError)


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(GraphError, match=r"x must be f32\[3,4\], found f32\[4,3\]"):
        ng.lab.stepper(GRAPH, X.T.copy(), W)


def test_the_place_is_the_line_that_a_student_reads():
    stepper = ng.lab.stepper(TRAINING)
    places = {name: stepper.tables["lines"][int(r["line"])] for name, r in records(stepper).items() if r["line"]}
    assert places["h"][0].startswith("nn.py, line ") and "relu" in places["h"][1]
    stepper = ng.lab.stepper(GRAPH, X, W)
    line = f.__code__.co_firstlineno + 1
    for name in ("%1", "dw"):  # not the line of matmul, which is an op
        place = stepper.tables["lines"][int(records(stepper)[name]["line"])]
        assert place == [f"test_stepper.py, line {line}", "h = ng.relu(x @ w)"]


# ---- the film -----------------------------------------------------------------


def test_the_film_holds_every_value_of_a_small_graph():
    stepper = ng.lab.stepper(GRAPH, X, W)
    found = records(stepper)
    assert list(found) == [x.name for x in GRAPH.tensors()]
    env = ng.replay(GRAPH, [X, W])
    for x, value in env.items():
        assert not found[x.name]["steps"]
        np.testing.assert_allclose(numbers(found[x.name]), np.ravel(value), rtol=5e-4)


def test_of_a_large_array_the_film_holds_the_numbers_that_its_steps_say():
    rng = np.random.default_rng(0)
    arrays = [
        rng.integers(0, 10, x.shape).astype(x.dtype)
        if x.dtype.kind == "i"
        else rng.normal(size=x.shape).astype(x.dtype)
        for x in TUTORIAL.inputs
    ]
    stepper = ng.lab.stepper(TUTORIAL, *arrays)
    found = records(stepper)
    env = ng.replay(TUTORIAL, arrays)
    for x in TUTORIAL.tensors():
        steps = [int(k) for k in found[x.name]["steps"].split()] or [1] * x.ndim
        part = np.asarray(env[x])[tuple(slice(None, None, k) for k in steps)]
        np.testing.assert_allclose(numbers(found[x.name]), part.ravel(), rtol=6e-3)
    assert found["x"]["look"] == "rows" and found["x"]["steps"].endswith(" 1")  # pictures, each whole
    assert found["weights.W0"]["steps"] == "32 32"


SIZES = {
    "small": lambda: ng.lab.stepper(GRAPH, X, W),
    "training": lambda: ng.lab.stepper(TRAINING),
    "tutorial": lambda: ng.lab.stepper(TUTORIAL),
    "no equations": lambda: ng.lab.stepper(ng.trace(lambda x: x, f32[2])),
    "no inputs": lambda: ng.lab.stepper(ng.trace(lambda: ng.constant(1.0) + 1.0)),
    "no numbers": lambda: ng.lab.stepper(ng.trace(lambda x: ng.exp(x), f32[0, 3])),
    "long": lambda: ng.lab.stepper(ng.trace(long, f32[40, 40])),
}


def long(x):
    for _ in range(700):
        x = ng.tanh(x * 1.5)
    return x


@pytest.mark.parametrize("name", SIZES)
def test_a_film_of_any_graph_has_room(name):
    stepper = SIZES[name]()
    sent = {k: v for k, v in stepper.get_state().items() if not k.startswith("_") and k not in ("layout", "live")}
    assert len(json.dumps(sent)) <= 300_000
    assert len(json.dumps([sent, stepper.live], default=lambda data: "x" * (len(data) * 4 // 3))) <= 610_000
    assert len(stepper.film) == len(stepper.graph.equations) + 1
    if name == "long":
        assert "sentence" not in stepper.film[0] and records(stepper)["x"]["numbers"]
        assert stepper.left_out == 2800 - len(stepper.graph.equations) and "first 2,299 of 2,800" in stepper.status
    else:
        assert all(r["numbers"] or name == "no numbers" for r in records(stepper).values())


def test_a_name_may_hold_what_parts_the_fields():
    with ng.Trace("bars") as t:
        x = ng.parameter(f32[2], "a|b")
        graph = t.graph(ng.exp(x))
    assert ng.lab.stepper(graph).film[0]["new"][0].endswith("|a|b")


def test_only_inputs_and_results_are_kept_when_the_film_is_made():
    stepper = ng.lab.stepper(GRAPH, X, W)
    assert set(stepper.values) == {*GRAPH.inputs, *GRAPH.outputs}


def test_digits_are_drawn_in_ink_and_their_gradients_are_not():
    x = np.abs(np.random.default_rng(0).normal(size=(8, 64))).astype(np.float32)
    arrays = [x if a.name == "x" else np.zeros(a.shape, a.dtype) for a in TRAINING.inputs]
    looks = {name: r["look"] for name, r in records(ng.lab.stepper(TRAINING, *arrays)).items()}
    assert looks["x"] == "ink rows" and looks["weights.W0"] == "columns" and looks["h"] == ""
    assert "ink columns" in looks.values()  # x.T


# ---- lives ----------------------------------------------------------------------


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
    for step, (alive, kept, few, fewer) in enumerate(zip(*bytes_curves(lives, n), *curves(lives, n), strict=True)):
        assert alive == sum(lives[y].nbytes for y in alive_after(lives, step))
        assert kept == sum(lives[y].nbytes for y in kept_after(lives, step))
        assert (few, fewer) == (len(alive_after(lives, step)), len(kept_after(lives, step)))


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
    homes = {**{i: i for i in range(len(TRAINING.equations))}, **dict(stepper.homes)}
    assert {str(home) for home in homes.values()} == shown
    assert stepper.svg.count("data-room=") == stepper.svg.count('class="node"') and "<title></title>" not in stepper.svg


# ---- arrays as text and pictures ------------------------------------------------


@pytest.mark.parametrize(
    "shape", [(), (5,), (0, 3), (2000,), (128, 600), (3, 5000), (64, 16, 64), (32, 32, 8, 8), (9, 9, 9, 9, 9)]
)
def test_a_sample_has_every_kth_place_of_each_axis_and_thins_out_alike(shape):
    a = np.arange(np.prod(shape, dtype=int), dtype=np.float32).reshape(shape)
    fine = sampled(a, 32)
    for side in (32, 16, 8, 4):
        steps = steps_of(shape, side)
        assert all(
            k & (k - 1) == 0 for k in steps
        )  # powers of two, so that what is taken for one side is for a finer one
        coarse = fine.thinner(side)
        np.testing.assert_array_equal(coarse.numbers, a[tuple(slice(None, None, k) for k in coarse.steps)])
        assert coarse.numbers.size <= max(side * side, 1) and fine.count(side) <= max(side * side, 1)


def test_pictures_of_digits_are_taken_whole():
    assert look_of((128, 784), 32, [784]) == "rows" and steps_of((128, 784), 32, "rows") == (8, 1)
    assert look_of((64, 16), 32, [64]) == "columns" and steps_of((64, 600), 32, "columns") == (1, 32)
    assert look_of((784, 600), 32, [784]) == "" and look_of((8, 64), 32, []) == ""
    assert room_of(sampled(np.zeros((4, 64)), 32, [64])) == (134, 32)  # four pictures in a strip


@pytest.mark.parametrize(
    "array, text",
    [
        (np.float32([0.25, -0.5, 3, 1e-5, 12345.678]), ".25 -.5 3 1e-5 1.235e4"),
        (np.float32([np.nan, np.inf, -np.inf, -0.0]), "nan inf -inf -0"),
        (np.int32([[3, -1], [1797, 0]]), "3 -1 1797 0"),
        (np.array([True, False]), "1 0"),
        (np.full(100, 1 / 3, np.float32)[:2], ".3333 .3333"),
    ],
)
def test_numbers_are_written_shortly(array, text):
    assert text_of(array) == text


@pytest.mark.parametrize(
    "array, facts",
    [
        (np.float32([1, -2, 0, 0]), ["-2", "1", "-0.25", 2, 0, 0]),
        (np.float32([1, np.nan, np.inf, -np.inf]), ["1", "1", "1", 0, 1, 2]),
        (np.float32([np.inf, -np.inf]), ["", "", "", 0, 0, 2]),
        (np.zeros((0, 3), np.float32), ["", "", "", 0, 0, 0]),
        (np.array([True, False]), ["0", "1", "0.5", 1, 0, 0]),
        (np.full(4, 3e38, np.float32), ["3e+38", "3e+38", "3e+38", 0, 0, 0]),
    ],
)
def test_the_facts_are_those_of_the_whole_array(array, facts):
    assert facts_of(array) == facts


@pytest.mark.parametrize(
    "array, words",
    [
        (np.zeros((2, 3), np.float32), "all 6 numbers are 0"),
        (np.array([1, np.nan], np.float32), "1 of 2 numbers is NaN"),
        (np.array([1, np.inf, np.inf], np.float32), "2 of 3 numbers are infinite"),
        (np.array(np.nan, np.float32), "it is NaN"),
        (np.array(0, np.float32), "it is 0"),
        (np.zeros((0, 3), np.float32), "it has no numbers"),
        (np.array([True, False]), "1 of 2 numbers is 0"),
        (np.array([1.5, 2.5], np.float32), "its numbers go from 1.5 to 2.5"),
    ],
)
def test_the_remark_names_what_is_remarkable(array, words):
    stepper = ng.lab.stepper(ng.trace(lambda x: x, array), array)
    assert stepper._remark(stepper.graph.inputs[0]) == words


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
    assert short_number(0.1 + 0.2) == "0.3" and short_number(-np.inf) == "-∞"


def test_a_large_array_is_shown_by_its_means():
    data = base64.b64decode(heat_map(np.ones((1000, 2)))[0].partition(",")[2])
    assert struct.unpack(">II", data[16:24]) == (2, 96)
    assert heat_map(np.ones((1000, 2)))[1] == "each pixel is the mean of about 11 x 1 numbers"


def test_the_stand_in_is_the_picture_and_the_same_every_time():
    first, again = (ng.lab.stepper(GRAPH, X, W)._repr_mimebundle_()[0] for _ in range(2))
    assert first["text/html"] == again["text/html"] and first["text/html"].startswith('<img alt="A stepper through')
    assert first["text/plain"] == again["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in first


def test_without_arrays_the_state_of_an_optimizer_begins_with_zeros():
    inference = ng.trace(ng.mlp, f32[8, 64], ng.mlp_types((64, 16, 10)))
    stepper = ng.lab.stepper(ng.derive_training(inference, optimizer="adam"))
    assert not stepper.starts and all(np.isfinite(v).all() for v in stepper.values.values())
