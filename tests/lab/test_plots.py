"""Plots: what they say, and to whom."""

import re
import sys

import numpy as np
import pytest

import ngteach as ng
from ngteach.lab.notebook import learning, plots
from ngteach.lab.notebook.number_line import number_line
from ngteach.lab.notebook.surface import surface

LINE = np.linspace(0.5, 2.0, 20)
PLOTS = {
    "loss": lambda: plots.loss_curve(LINE[::-1], [0.5, 0.75]),
    "digits": lambda: plots.digits(np.zeros((3, 8, 8)), [1, 2, 3], [1, 2, 4]),
    "curves": lambda: plots.curves(LINE, {"up": LINE, "same": LINE, "gone": np.full(20, np.nan)}, "h", "error"),
    "heat maps": lambda: plots.heat_maps([np.eye(3), np.zeros(4)], titles=["W0", "b0"]),
    "surface": lambda: surface(lambda w: w @ w, (-1, 1), (0, 2), {"down": [[1, 2], [0, 1]]}, "a", "b"),
    "descent": lambda: learning.descent(lambda w: w * w, {"small": [1.0, 0.5], "large": [1.0, -9.0, 81.0]}, -2, 2),
    "confusion": lambda: learning.confusion([0] * 6 + [1] * 7 + [2] * 5, [2] + [0] * 5 + [1] * 9 + [2] * 3, "abc"),
    "number line": lambda: number_line(3),
}
WORDS = {
    "loss": "2 at the first of 20 steps, 0.5 at the last; test accuracy 75.0 % after 2 epochs",
    "digits": "3 pictures of digits, read as 1, 2, 3; 1 of them wrong",
    "curves": "error over h: up, same, gone",
    "heat maps": "2 matrices as pictures, violet negative, orange positive: W0, b0",
    "surface": "lines of equal height over a and b, 0.00 at the lowest; down, from 5.00 to 1.00",
    "descent": "small: from 1 to 0.5 in 1 steps; large: from 1 to 81 in 2 steps",
    "confusion": "15 of 18 on the diagonal; a as c 1 times, c as b 2 times",
    "number line": "from 0 to 8 with 3 binary digits: 4 between two powers of 2",
}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_says_in_words_what_it_shows(name):
    shown = PLOTS[name]()._repr_mimebundle_()
    assert WORDS[name] in shown["text/plain"]
    assert re.match(r'<img alt="[^"]+" src="data:image/png;base64,iVBOR', shown["text/html"])
    assert WORDS[name] in shown["text/html"]


def test_a_wrong_digit_is_told_by_its_text_too():
    titles = [axes.get_title() for axes in PLOTS["digits"]().figure.axes[:3]]
    assert titles == ["1", "2", "3 not 4"]


def test_a_step_out_of_the_panel_leaves_the_curve_in_view():
    for axes in PLOTS["descent"]().figure.axes:
        assert axes.get_ylim() == pytest.approx((-0.32, 4.32), abs=0.01)


def test_a_confusion_matrix_shows_every_number_that_is_not_zero():
    found = {t.get_position(): t.get_text() for t in PLOTS["confusion"]().figure.axes[0].texts}
    assert found == {(0, 0): "5", (2, 0): "1", (1, 1): "7", (1, 2): "2", (2, 2): "3"}


def test_the_steps_of_a_descent_stand_on_its_curve_and_begin_at_a_square():
    panels = PLOTS["descent"]().figure.axes
    for axes, label, path in zip(panels, ["small", "large"], [[1.0, 0.5], [1.0, -9.0, 81.0]], strict=True):
        curve, steps, start = axes.lines
        assert axes.get_title() == label and axes.get_xlim() == (-2, 2)
        np.testing.assert_allclose(curve.get_ydata(), curve.get_xdata() ** 2)
        assert steps.get_xydata().tolist() == [[w, w * w] for w in path]
        assert start.get_xydata().tolist() == [[1, 1]] and start.get_marker() == "s"


def test_a_confusion_matrix_colours_the_mistakes_alone_and_says_which_way_it_is_read():
    axes = PLOTS["confusion"]().figure.axes[0]
    assert axes.images[0].get_array().tolist() == [[0, 0, 1], [0, 0, 0], [0, 2, 0]]
    assert {t.get_text(): t.get_fontweight() for t in axes.texts if t.get_text() in "125"} == {
        "1": "bold",
        "2": "bold",
        "5": "normal",
    }
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted", "truth")
    for axis in (axes.xaxis, axes.yaxis):
        assert [t.get_text() for t in axis.get_ticklabels()] == ["a", "b", "c"]
    unnamed = learning.confusion([0, 1], [2, 1]).figure.axes[0]
    assert [t.get_text() for t in unnamed.yaxis.get_ticklabels()] == ["0", "1", "2"]


def test_labels_stand_beside_their_curves_without_overlap():
    labels = {t.get_text(): t.get_position()[1] for t in PLOTS["curves"]().figure.axes[0].texts}
    assert set(labels) == {"up", "same"}  # a curve without a number has no end
    assert abs(labels["up"] - labels["same"]) >= 0.0999
    assert all(0.8 < y < 1.1 for y in labels.values())


def test_the_steps_on_a_surface_stand_where_they_were_taken():
    steps = PLOTS["surface"]().figure.axes[0].lines[0]
    assert steps.get_xydata().tolist() == [[1, 2], [0, 1]]


def test_the_number_line_has_every_number_of_its_float_and_no_other():
    normal, below = PLOTS["number line"]().figure.axes[0].collections
    found = sorted(x for lines in (normal, below) for ((x, _), _) in lines.get_segments())
    sixteenths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128]
    assert found == [k / 16 for k in sixteenths] and len(below.get_segments()) == 3


def test_plots_leave_pyplot_alone():
    for make in PLOTS.values():
        make()
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or not pyplot.get_fignums()


def test_without_matplotlib_the_pip_line_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ng.GraphError, match=r'plots need matplotlib; write: pip install "ngteach\[lab\]"'):
        PLOTS["loss"]()
