"""The gradient microscope: its numbers are those of the graph, and its errors behave as the textbook says."""

import base64
import re

import numpy as np
import pytest

import ngteach as ng
from ngteach.lab.widgets.finite_differences import STEPS, both_precisions, curves
from ngteach.lab.widgets.microscope_picture import axes, draw_errors, points


def bumpy(x):
    return ng.sum(ng.exp(ng.tanh(x)) * x)


X = np.array([0.3, -1.2, 2.5])


def curve(function, *arrays, element=(0,), name="x", precision="f64"):
    return curves(both_precisions(function, arrays), name, element)[precision]


def errors(c):
    return np.array([c.error(i) for i in range(len(STEPS))])


def test_the_adjoint_is_the_one_that_grad_computes():
    m = ng.lab.microscope(bumpy, X)
    for i in range(3):
        m.place = i
        assert m.curves["f64"].adjoint == ng.grad(bumpy)(X)[i]
        assert m.curves["f32"].adjoint == ng.grad(bumpy)(X.astype(np.float32))[i]


@pytest.mark.parametrize("precision, low, high", [("f32", 1e-4, 1e-1), ("f64", 1e-7, 1e-4)])
def test_the_best_step_lies_between_rounding_and_truncation(precision, low, high):
    c = curve(bumpy, X, precision=precision)
    assert low < STEPS[c.best] < high
    e = errors(c)
    assert e[0] > 100 * e[c.best]
    assert e[-1] > 100 * e[c.best]


def test_truncation_grows_with_the_square_of_the_step():
    e = errors(curve(bumpy, X))
    at = [STEPS.index(h) for h in (1e-3, 1e-2, 1e-1)]
    np.testing.assert_allclose(e[at[1:]] / e[at[:-1]], 100, rtol=0.1)


def test_rounding_is_about_the_spacing_of_floats_over_the_step():
    c = curve(bumpy, X)
    e = errors(c)[:20] * np.array(STEPS[:20])
    assert c.smallest / 100 < np.median(e) < 10 * c.smallest


def test_a_difference_is_the_slope_of_the_chord():
    c = curve(lambda x: ng.sum(x * x * x), X, element=(2,))
    i = STEPS.index(1e-1)
    assert c.differences[i] == pytest.approx((2.6**3 - 2.4**3) / 0.2)
    assert c.error(i) == pytest.approx(0.01)


@pytest.mark.parametrize(
    "function, op",
    [
        (lambda x: ng.sum(ng.relu(x)), "relu"),
        (lambda x: ng.sum(ng.abs(x)), "abs"),
        (lambda x: ng.sum(ng.maximum(x, 0.0)), "maximum"),
        (lambda x: ng.sum(ng.minimum(0.0, x)), "minimum"),
        (lambda x: ng.sum(ng.where(x > 0.0, x * x, x)), "greater"),
        (lambda x: ng.max(ng.concatenate([x, -x], 0), axis=0), "max"),
        (lambda x: ng.sum(-ng.min(ng.concatenate([x, -x], 0), axis=0, keepdims=True)), "min"),
    ],
)
def test_a_step_that_reaches_across_a_kink_is_seen(function, op):
    c = curve(function, np.array([0.02]))
    across = [h for h, kink in zip(STEPS, c.kinks, strict=True) if kink]
    assert set(c.kinks) == {None, op}
    assert min(across) > 0.019
    assert across[-1] == 1.0


def test_at_the_kink_itself_the_adjoint_and_the_difference_disagree():
    m = ng.lab.microscope(lambda x: ng.sum(ng.relu(x)), np.array([0.0]))
    assert m.curves["f64"].differences[m.step] == 0.5
    assert m.curves["f64"].adjoint == 0.0
    assert m.status.endswith("relu is at its kink: the adjoint takes one slope, a difference the mean of both.")


def test_labels_and_nested_weights_go_in_as_they_are():
    types = ng.mlp_types((4, 3, 2))
    weights = {k: np.full(t.shape, 0.1, np.float32) for k, t in types.items()}
    x, labels = np.ones((2, 4), np.float32), np.array([0, 1], np.int32)

    def loss(x, labels, weights):
        return ng.cross_entropy(ng.mlp(x, weights), labels)

    m = ng.lab.microscope(loss, x, labels, weights)
    assert [i["name"] for i in m.inputs] == ["x", "weights.W0", "weights.b0", "weights.W1", "weights.b1"]
    m.chosen = "weights.W1"
    m.place = 3
    assert m.element == "weights.W1[1, 1]"
    grad = ng.grad(loss, wrt=2)(x, labels, weights)
    assert m.curves["f32"].adjoint == grad["W1"][1, 1]


def test_a_function_written_for_one_precision_is_shown_in_that_one():
    table = np.array([1.0, 2.0, 3.0], np.float32)
    m = ng.lab.microscope(lambda x: ng.sum(x * ng.constant(table)), X)
    assert list(m.curves) == ["f32"]
    assert "f64" not in m.status
    graph = ng.trace(bumpy, X)
    assert list(ng.lab.microscope(graph, X).curves) == ["f64"]


def test_errors_say_what_to_write():
    with pytest.raises(ng.GraphError, match=r"needs a function that returns one number, got .*f32\[3\]; sum\(\) it"):
        ng.lab.microscope(lambda x: x * x, X)
    with pytest.raises(ng.GraphError, match="one number, got .*; it must be a float, so convert"):
        ng.lab.microscope(lambda x: ng.sum(x), np.arange(3))
    with pytest.raises(ng.GraphError, match="has nothing in its input x, so there is nothing to differentiate"):
        ng.lab.microscope(lambda x: ng.sum(x), np.ones((0, 3), np.float32))
    with pytest.raises(ng.GraphError, match="has no input of floats, so there is nothing to differentiate"):
        ng.lab.microscope(lambda i: ng.sum(ng.convert(i, "f32")), np.array([1, 2]))
    with pytest.raises(ng.GraphError, match="is a graph of other types; give the Python function instead"):
        ng.lab.microscope(ng.trace(bumpy, ng.f32[4]), X)


def test_what_the_browser_sets_is_kept_in_range():
    m = ng.lab.microscope(bumpy, X)
    m.place = 99
    assert (m.place, m.element) == (2, "x[2]")
    m.step, m.chosen = -5, "nothing"
    assert (m.step, m.chosen) == (0, "x")


def test_moving_the_step_changes_the_reading_but_not_the_curve():
    m = ng.lab.microscope(bumpy, X)
    measured, before = m.measured, m.readings
    m.step += 4
    assert m.measured == measured
    assert [r["difference"] for r in m.readings] != [r["difference"] for r in before]
    assert [r["adjoint"] for r in m.readings] == [r["adjoint"] for r in before]


def test_it_opens_with_a_matrix_that_is_read_at_a_glance():
    def loss(pictures, weights):
        return ng.sum(ng.mlp(pictures, weights))

    types = ng.mlp_types((64, 16, 10))
    weights = {k: np.full(t.shape, 0.1, np.float32) for k, t in types.items()}
    assert ng.lab.microscope(loss, np.ones((40, 64), np.float32), weights).chosen == "weights.W1"
    assert ng.lab.microscope(bumpy, X).chosen == "x"


def test_every_step_is_in_the_film_so_that_the_slider_needs_no_python():
    m = ng.lab.microscope(bumpy, X)
    for step in (0, 20, len(STEPS) - 1):
        m.step = step
        assert m.film[step]["sentence"] == m.status and f"h = {STEPS[step]:.2g} " in m.status
        assert [r["difference"] for r in m.film[step]["readings"]][1] == f"{m.curves['f64'].differences[step]:.15g}"


def test_input_and_element_may_be_set_in_one_message():
    """As Undo does; set alone, an input is looked at where its adjoint is largest."""
    m = ng.lab.microscope(lambda x, y: ng.sum(x * x) + ng.sum(y), X, np.ones((3, 4)))
    m.set_state({"chosen": "x", "place": 0, "asked": 1})
    assert (m.element, m.answered) == ("x[0]", 1)
    m.chosen = "y"
    m.chosen = "x"
    assert m.element == "x[2]"


@pytest.mark.parametrize("at", range(3))
def test_no_line_strikes_out_a_word_of_the_plot(at):
    """The box of each label, a little smaller than its letters, holds no point of a curve."""
    m = ng.lab.microscope(bumpy, X)
    m.place = at
    labels = re.findall(
        r'<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)"[^>]*text-anchor="(\w+)"[^>]*>(f32|f64|error[^<]*)<',
        draw_errors(m.curves, "words", m.step),
    )
    assert {words for *_, words in labels} >= {"f32", "f64"}
    for x, y, size, anchor, words in labels:
        wide = 0.5 * float(size) * len(words)
        left = float(x) - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        for line in points(m.curves, axes(m.curves)).values():
            for px, py in filter(None, line):
                assert not (left < px < left + wide and float(y) - 0.6 * float(size) < py < float(y)), words


def test_a_single_number_has_an_adjoint_too():
    m = ng.lab.microscope(lambda a: a * a, 3.0)
    assert (m.element, m.readings[1]["adjoint"]) == ("a", "6")


def test_numbers_that_are_not_finite_leave_a_gap_in_the_curve():
    found = curves(both_precisions(lambda x: ng.sum(ng.log(x)), (np.array([0.5]),)), "x", (0,))
    there = points(found, axes(found))["f64"]
    assert there[-1] is None  # log(0.5 - 1)
    assert there[20] is not None
    assert "nan" not in draw_errors(found, "words", 20)


def test_without_a_kernel_there_is_a_picture():
    data, _ = ng.lab.microscope(bumpy, X)._repr_mimebundle_()
    again, _ = ng.lab.microscope(bumpy, X)._repr_mimebundle_()
    assert data["text/html"] == again["text/html"]
    start = '<img alt="The error of central differences for x[2] over the step size is a valley'
    assert data["text/html"].startswith(start)
    svg = base64.b64decode(data["text/html"].split("base64,")[1].split('"')[0]).decode()
    assert 'class="needle"' in svg
