"""Folded pictures: every equation is somewhere, wires are those of the whole graph, and names are the user's."""

import math
import re
from collections import Counter
from pathlib import Path

import pytest
from random_graphs import random_graph

import ngteach as ng
from ngteach import f32
from ngteach.core.calling.errors import GraphError
from ngteach.draw.boxes import size_of
from ngteach.draw.dot import to_dot
from ngteach.draw.drawing import draw_graph
from ngteach.draw.folds import folds_of
from ngteach.draw.opening import together
from ngteach.draw.picture import ROOM, laid_out, picture
from ngteach.draw.program import program
from ngteach.models import NAMES, load
from ngteach.serialize import from_json, to_json
from ngteach.train.run import Run
from ngteach.transform.phases import phases

KINDS = [True, False, "block", ["attention", "mlp"]]


@pytest.fixture(scope="module", params=NAMES)
def training(request):
    """The training graph of a model, with its optimizer."""
    return Run(load(request.param, None)).graph


def small():
    def attention(x, w):
        return ng.softmax(x @ w, axis=1)

    def mlp(x, w):
        h = ng.relu(x @ w)
        return h * 0.5

    def block(x, w):
        x = x + attention(x, w)
        return x + mlp(x, w)

    def model(x, weights):
        for w in weights["blocks"]:
            x = block(x, w)
        return ng.mean(x, axis=1)

    types = {"blocks": [f32[4, 4] for _ in range(5)]}
    graph = ng.trace(model, f32[3, 4], types, name="model")
    return ng.derive_training(graph, lambda y: ng.mean(y * y), "adam", trainable="weights")


SMALL = small()


# ---- laws ---------------------------------------------------------------------


@pytest.mark.parametrize("fold", KINDS)
def test_every_equation_is_in_exactly_one_box(fold):
    found = picture(SMALL, fold=fold)
    times = Counter(eqn for box in found.boxes for eqn in box.equations)
    assert set(times.values()) == {1} and {*times, *found.folded} == set(SMALL.equations)


def test_every_equation_of_a_model_is_in_exactly_one_box(training):
    found = picture(training)
    times = Counter(eqn for box in found.boxes for eqn in box.equations)
    assert set(times.values()) == {1} and {*times, *found.folded} == set(training.equations)


def test_without_folds_each_equation_of_a_model_has_a_box_and_a_line(training):
    assert all(len(box.equations) == 1 for box in picture(training, fold=False).boxes if box.kind != "input")
    assert program(training, False) == str(training)


@pytest.mark.parametrize("fold", KINDS)
def test_folded_wires_are_those_of_the_whole_graph_between_other_boxes(fold):
    found, whole = picture(SMALL, fold=fold), picture(SMALL, fold=False)
    home = {x: i for i, box in enumerate(found.boxes) for x in box.tensors}
    between = set()
    for wire in whole.wires:
        ends = home[whole.boxes[wire.source].tensors[0]], home[whole.boxes[wire.target].tensors[0]]
        between |= {ends} if ends[0] != ends[1] else set()
    drawn = {(w.source, w.target) for w in found.wires}
    assert drawn <= between and len(between - drawn) == found.left_out


@pytest.mark.parametrize("fold", KINDS)
def test_a_wire_leads_from_an_earlier_box_to_a_later_one(fold):
    found = picture(SMALL, fold=fold)
    assert all(w.source < w.target for w in found.wires)


def test_with_everything_open_the_picture_is_that_of_the_whole_graph():
    keys = frozenset(fold.key for fold in picture(SMALL).folds.walk())
    assert draw_graph(SMALL, fold=keys) == draw_graph(SMALL, fold=False)


def test_the_same_graph_gives_the_same_folded_picture():
    assert draw_graph(SMALL, fold=True) == draw_graph(SMALL, fold=True)
    assert program(small(), True) == program(SMALL, True)


def test_opening_one_fold_changes_no_other_box():
    before = picture(SMALL, fold="block")
    (block,) = [f for f in before.folds.walk() if f.title == "block 3"]
    after = picture(SMALL, fold=before.opened | {block.key})
    other = {b.equations for b in before.boxes if b.kind != "input" and (b.fold is None or b.fold.key != block.key)}
    assert other <= {box.equations for box in after.boxes}
    assert len(after.boxes) > len(before.boxes)


def test_boxes_never_wait_for_each_other():
    """A function of two steps with something of others in between is two boxes."""
    with ng.Trace("graph") as t:
        x = ng.parameter(f32[3], "x")

        def steps():
            y = ng.exp(x)
            z = yield ng.tanh(y)
            yield ng.log(z) * z

        running = steps()
        first = next(running)
        graph = t.graph(running.send(ng.negative(first) * 2.0))
    phase = phases(graph)
    top, home = folds_of(graph, graph.equations, phase)
    groups = together(graph.equations, home, {f.key for f in top.walk() if f.name != "steps"}, phase)
    assert [len(e) for f, e in groups if f is not None and f.name == "steps"] == [2, 2]
    place = {eqn.output: i for i, (_, equations) in enumerate(groups) for eqn in equations}
    assert all(place[x] <= place[e.output] for e in graph.equations for x in e.inputs if x in place)


# ---- what is written ------------------------------------------------------------


def test_boxes_have_the_names_of_the_functions_forward_and_adjoint_alike():
    titles = {phase: [b.title for b in picture(SMALL, fold="block").boxes if b.phase == phase] for phase in phases_of()}
    for number in range(1, 6):
        assert f"block {number}" in titles["forward"] and f"adjoint of block {number}" in titles["adjoint"]
    inside = {b.title for b in picture(SMALL, fold=["attention", "mlp"]).boxes}
    assert "attention" in inside and "mlp" in inside and "block 1" not in inside


def phases_of():
    return ("forward", "adjoint", "update")


def test_an_adjoint_box_stands_beside_its_forward_box():
    found = picture(SMALL, fold="block")
    for box in found.boxes:
        if box.phase == "adjoint" and box.kind == "group" and box.fold.name == "block":
            assert box.beside.fold is box.fold


def test_a_line_of_python_is_titled_by_itself():
    calls = frozenset(f.key for f in picture(SMALL).folds.walk() if f.kind == "call")
    found = picture(SMALL, fold=calls)
    assert "h = relu(x @ w)" in {b.title for b in found.boxes}
    assert any(b.is_code for b in found.boxes) and not any("line" in line for b in found.boxes for line in b.lines)


def test_updates_are_one_box_named_by_their_rule():
    updates = [b for b in picture(SMALL).boxes if b.phase == "update" and b.kind == "group"]
    assert [b.title for b in updates] == ["adam_step"]


def test_inputs_that_the_same_boxes_read_share_a_box():
    titles = [b.title for b in picture(SMALL, fold="block").boxes if b.kind == "input"]
    assert "state.m" in titles or "state" in titles
    assert "weights.blocks.0" in titles


def test_inputs_are_called_by_what_they_are_all_of_or_by_their_parts():
    types = {"near": {"W": f32[4, 4], "b": f32[4]}, "far": {"W": f32[4, 4], "b": f32[4]}, "end": {"W": f32[4, 4]}}

    def layer(x, w, v):
        return ng.tanh(ng.exp(x @ w["W"] + w["b"]) @ v["W"] + v["b"])

    graph = ng.trace(
        lambda x, weights: layer(x, weights["near"], weights["far"]) @ weights["end"]["W"], f32[3, 4], types
    )
    text = program(graph, "layer")
    assert "layer(x, weights.(near, far))  # " in text and "weights.(near, far): 4 tensors" in text
    only = ng.trace(lambda x, weights: -layer(x, *weights), f32[3, 4], [types["near"], types["far"]])
    assert "layer(x, weights)  # " in program(only, "layer")


def test_a_program_folds_as_its_picture_does():
    text = program(SMALL, "block")
    assert "x_2: f32[3,4] = block(x, weights.blocks.0)  # " in text
    assert "= adjoint of block(" in text and text.count("\n") < 60
    assert program(SMALL, False) == str(SMALL) == repr(SMALL.show(fold=False))
    assert repr(SMALL.show(fold="block")) == text


def test_dot_folds_too():
    text = to_dot(SMALL, fold="block")
    assert "block 5" in text and text.count("->") < 60


@pytest.mark.parametrize(
    "fold,words",
    [
        ("blok", "fold: the graph has no call of 'blok'; it has adam_step, attention, block, "),
        (3, "fold is True, False, or names of functions, found 3"),
    ],
)
def test_what_cannot_be_folded_is_said(fold, words):
    with pytest.raises(GraphError) as caught:
        picture(SMALL, fold=fold)
    assert words in str(caught.value)


def test_a_graph_that_knows_no_calls_says_so():
    graph = from_json(to_json(SMALL))
    assert len(picture(graph).boxes) > 80
    with pytest.raises(GraphError, match="knows no calls of functions"):
        picture(graph, fold="block")


# ---- the models -------------------------------------------------------------------


def test_a_model_is_readable_in_840_pixels(training):
    """Text of 10.5 px keeps 10 of them."""
    svg = draw_graph(training)
    width = float(svg.split(' width="')[1].split('"')[0])
    assert width <= 882
    found = picture(training)
    assert laid_out(found, [size_of(b) for b in found.boxes]).width <= ROOM
    assert 8 <= len(found.boxes) <= 45


def test_a_model_is_drawn_with_the_names_of_its_functions(training):
    titles = {b.title for b in picture(training).boxes}
    wanted = {"transformer": {"block 4", "adjoint of block 4", "nats"}, "resnet": {"block 3", "adjoint of block 3"}}
    wanted |= {"vae": {"encode", "decode", "adjoint of decode"}, "lenet": {"dense 1", "adjoint of dense 2"}}
    assert wanted[training.name.removesuffix("_training")] <= titles
    assert not any(", " in title and "=" not in title for title in titles)  # never "greater, where, sum"


def test_the_picture_in_the_docs_is_the_one_that_the_command_draws(tmp_path):
    from ngteach.cli.command import main

    main(["show", "--model", "transformer", "--as", "svg", "--output", str(tmp_path / "drawn.svg")])
    stored = Path(__file__).parents[2] / "docs" / "transformer.svg"
    drawn, kept = ((path.read_text("utf-8")) for path in (tmp_path / "drawn.svg", stored))
    assert _without_lines(drawn) == _without_lines(kept)


def _without_lines(svg):
    """Without what depends on which line of Python made the graph."""
    return re.sub(r'data-line="\d*"|ng[0-9a-f]{10}', "", svg)


# ---- lines and their heads ----------------------------------------------------------


def ends_of(route):
    """(the last corner, the end) of a route, and whether it is straight between them."""
    at, last = None, None
    for letter, *numbers in route:
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        last = (letter, at, pairs[-1])
        at = pairs[-1]
    return last


def all_heads_point_into_their_boxes(graph, fold):
    found = picture(graph, fold=fold)
    layout = laid_out(found, [size_of(b) for b in found.boxes])
    for (_, target), route in layout.routes.items():
        letter, (x0, y0), (x1, y1) = ends_of(route)
        x, y = layout.x[target], layout.y[target]
        w, h = size_of(found.boxes[target])
        assert letter == "L" and math.hypot(x1 - x0, y1 - y0) >= 6
        assert abs(abs(x1 - x) - w / 2) < 1 or abs(abs(y1 - y) - h / 2) < 1  # it ends at the edge of its box
        assert (x1 - x0) * (x - x1) + (y1 - y0) * (y - y1) > 0  # and would go on into it


@pytest.mark.parametrize("seed", range(40))
def test_every_head_points_along_its_line_into_its_box(seed):
    graph = random_graph(seed, adjoints=seed % 2 == 0)[0]
    all_heads_point_into_their_boxes(graph, False)


@pytest.mark.parametrize("fold", [*KINDS, None])
def test_every_head_of_a_training_graph_does(fold):
    all_heads_point_into_their_boxes(SMALL, fold)


def test_the_tint_of_a_lane_holds_the_lines_inside_it():
    found = picture(SMALL, fold=False)
    layout = laid_out(found, [size_of(b) for b in found.boxes])
    lane_of = [{"forward": 0, "adjoint": 1, "update": 2}[b.phase] for b in found.boxes]
    for (s, t), route in layout.routes.items():
        if lane_of[s] == lane_of[t] and any(letter == "C" for letter, *_ in route):
            left, _, right, _ = layout.lanes[lane_of[s]]
            assert all(left - 10 <= x <= right + 10 for _, *numbers in route for x in numbers[::2])
