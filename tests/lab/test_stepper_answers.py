"""What if a number of an input were another one: Python and a page without it make the same film, and say the same."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError
from ngteach.core.types import boolean

pytest.importorskip("anywidget")
from answering import ask, same_answers

from ngteach.lab.widgets.stepper_edits import edited
from ngteach.lab.widgets.stepper_values import WHOLE

RNG = np.random.default_rng(0)


def training(rows, sizes):
    return ng.derive_training(ng.trace(ng.mlp, ng.f32[rows, sizes[0]], ng.mlp_types(sizes)), optimizer="sgd")


def small():
    """A graph with inputs of several types, and values that are not finite."""

    def f(x, i, mask, n, scale):
        y = ng.where(mask, ng.log(x), x * scale)
        return ng.sum(y / ng.convert(n, ng.f32)), ng.take(x, i, axis=0)

    graph = ng.trace(f, ng.f32[4, 3], ng.i32[2], boolean[4, 3], ng.i64[()], ng.f32[()])
    x = RNG.uniform(0.1, 1, (4, 3)).astype(np.float32)
    return ng.lab.stepper(graph, x, np.int32([0, 2]), x > 0.5, np.int64(3), np.float32(0.5))


def test_the_page_makes_the_film_of_other_numbers_that_python_makes():
    widget = ng.lab.stepper(training(8, (64, 16, 10)))
    changes = [
        ["5_7_x"],
        ["5_7_x", "2_3_labels"],
        ["3_-inf_weights.W0"],
        ["0_nan_learning_rate", "0_.5e-3_x"],
        [],
    ]
    refused = [["1_abc_x"], ["1_1.5_labels"], ["512_1_x"], ["0_1_y"]]
    asks = [ask(edits=edits) for edits in [*changes, *refused]]
    same_answers(widget, [*asks, ask(whole="h"), ask(wanted="p"), ask(edits=["5_7_x"]), ask(whole="h")])
    assert widget.edited == ["5_7_x"] and widget.status.startswith("x[0,5] is 7 now, and was ")


def test_numbers_of_every_type_can_be_changed():
    changes = [
        ["0_0_x"],
        ["0_0_x", "1_1_mask", "0_1_mask"],
        ["0_0_n"],
        ["0_9223372036854775807_n", "1_3_i", "0_1e30_scale"],
        ["0_9223372036854775808_n"],
        ["0_2_mask"],
    ]
    same_answers(small(), [ask(edits=edits) for edits in changes])


def test_of_large_arrays_the_same_places_are_taken_and_all_numbers_if_asked_for():
    widget = ng.lab.stepper(training(100, (64, 40, 10)))
    same_answers(widget, [ask(edits=["99_3_x"]), ask(whole="x"), ask(whole="h"), ask(wanted="h")])
    widget.whole = ""
    widget.whole = "h"
    name, look, steps, numbers = widget.more[0]
    assert (name, steps) == ("h", "") and len(numbers.split()) == 100 * 40 <= WHOLE


def test_a_page_goes_on_from_what_was_changed_in_python():
    widget = small()
    widget.edits = ["1_0.25_x"]
    same_answers(widget, [ask(edits=["1_0.25_x", "2_4_x"]), ask(edits=[])])


def test_values_facts_and_sentences_are_those_of_the_changed_inputs():
    x = np.float32([1, 2, 4])
    widget = ng.lab.stepper(ng.trace(lambda x: ng.sum(ng.log(x)), ng.f32[3]), x)
    widget.edits = ["1_0_x"]
    assert widget.status == "x[1] is 0 now, and was 2: %1 goes from 2.079 to infinite."
    assert "1 of 3 numbers is infinite, and nothing that it read was: it starts here" in widget.film[1]["sentence"]
    assert widget.values[widget.graph.outputs[0]] == -np.inf and x[1] == 2
    widget.edits = []
    assert widget.status.startswith("x[1] is 2 now, and was 0") and np.isfinite(widget.values[widget.graph.outputs[0]])


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ("0_1,5_x", r"x\[0\] is a number of f32\[3\], found '1,5'; write one such as 0.5"),
        (5, r"an edit is a place, a number and an input, such as 5_0.25_x, found 5"),
        ("3_1_x", r"x: f32\[3\] has the places 0 to 2, found 3"),
        ("0_1_y", r"has no input named 'y'; it has x, k"),
        ("0_256_k", r"k is a number of u8\[\], found '256'; write a whole number from 0 to 255"),
        ("x", r"an edit is a place, a number and an input, such as 5_0.25_x, found 'x'"),
    ],
)
def test_what_cannot_be_is_said(edit, words):
    graph = ng.trace(lambda x, k: x * ng.convert(k, ng.f32), ng.f32[3], ng.u8[()])
    with pytest.raises(GraphError, match=words):
        edited(graph, [np.ones(3, np.float32), np.uint8(1)], [edit])
    widget = ng.lab.stepper(graph)
    widget.set_state({"edits": [edit]})
    assert widget.failed and widget.edits == []
