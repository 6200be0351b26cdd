"""The convolution widget: what it shows as a sum is what the kit's convolution and its adjoint graph compute."""

import json

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError
from ngteach.lab.widgets.convolution_film import LOSSES, make_film, usual_filters
from ngteach.lab.widgets.convolution_rule import Rule
from ngteach.lab.widgets.matrix_text import matrix_of

RNG = np.random.default_rng(0)


@pytest.fixture
def widget():
    return ng.lab.convolution()


def random_rules(count):
    """Possible settings of all kinds, with shapes that are not square."""
    rules = []
    while len(rules) < count:
        shape, size = (tuple(RNG.integers(1, most, 2).tolist()) for most in (10, 5))
        rule = Rule(shape, size, *RNG.integers((1, 0, 1), (4, 3, 4)).tolist())
        rules += [rule] if not rule.impossible() else []
    return rules


def computed(rule, x, f, dy=None):
    """(y, dx) of ng.convolution and of the graph of its adjoint; dy is y where it is not given."""

    def y_of(x):
        return ng.convolution(
            x[None, None], f[None, None], strides=rule.stride, padding=rule.padding, dilation=rule.dilation
        )[0, 0]

    y, back = ng.vjp(y_of, x)
    return y, back(y if dy is None else dy)[0]


@pytest.mark.parametrize("rule", random_rules(40), ids=str)
def test_the_products_of_a_window_are_the_convolution(rule):
    x, f = RNG.normal(size=rule.shape), RNG.normal(size=rule.size)
    y, _ = computed(rule, x, f)
    assert y.shape == rule.places
    for i, j in np.ndindex(y.shape):
        products = (x[r, c] * f[a, b] for r, c, a, b in rule.window(i, j) if rule.inside(r, c))
        np.testing.assert_allclose(sum(products), y[i, j], atol=1e-12)


@pytest.mark.parametrize("rule", random_rules(40), ids=str)
def test_what_the_senders_send_is_the_adjoint(rule):
    x, f, dy = RNG.normal(size=rule.shape), RNG.normal(size=rule.size), RNG.normal(size=rule.places)
    _, dx = computed(rule, x, f, dy)
    for r, c in np.ndindex(x.shape):
        np.testing.assert_allclose(sum(dy[i, j] * f[a, b] for i, j, a, b in rule.senders(r, c)), dx[r, c], atol=1e-12)


def test_each_record_of_the_film_is_what_the_kit_computes(widget):
    assert len(widget.film) > 300
    for shown in widget.film[:: len(widget.film) // 40]:
        f = matrix_of(widget.filters[shown["filter"]]["values"])
        rule = Rule((8, 8), f.shape, shown["stride"], shown["padding"], shown["dilation"])
        y, dx = computed(rule, widget.values.astype(float), f)
        _, ones = computed(rule, widget.values.astype(float), f, np.ones(y.shape))
        for text, wanted in zip([shown["y"], *shown["dx"]], [y, dx, ones], strict=True):
            np.testing.assert_allclose(matrix_of(text), wanted, rtol=2e-5, atol=2e-4)


def test_every_possible_setting_is_there_and_no_other(widget):
    there = {(r["filter"], r["stride"], r["padding"], r["dilation"]) for r in widget.film}
    for k, f in enumerate(widget.filters):
        size = matrix_of(f["values"]).shape
        for stride, padding, dilation in np.ndindex(3, 3, 3):
            rule = Rule((8, 8), size, stride + 1, padding, dilation + 1)
            assert ((k, stride + 1, padding, dilation + 1) in there) == (not rule.impossible())


@pytest.mark.parametrize(
    "x", [None, RNG.normal(size=(12, 12)), RNG.normal(size=(40, 30)), 1e-7 * RNG.normal(size=(3, 50))], ids=np.shape
)
def test_a_film_is_at_most_300_kB_and_what_is_left_out_is_said(x):
    widget = ng.lab.convolution(x)
    state = {k: v for k, v in widget.get_state().items() if k not in ("_esm", "_css", "live")}
    assert len(json.dumps(state)) < 300_000
    if x is not None and max(x.shape) > 12:
        assert f"which is {x.shape[0]} x {x.shape[1]}" in widget.title
        assert widget.values.shape == tuple(min(n, 12) for n in x.shape)


def test_the_sentence_names_the_window_and_the_padding(widget):
    widget.look_at(2, 3)
    y, _ = computed(widget.rule, widget.values, widget._kept[0].values)
    begins = "its window begins at row 2*1 - 1 = 1, column 3*1 - 1 = 2"
    assert widget.status == f"y[2, 3] = {y[2, 3]:.4g} is the sum of 9 products: {begins}."
    widget.look_at(0, 0)
    assert widget.status.endswith("row 0*1 - 1 = -1, column 0*1 - 1 = -1; 5 of them meet the padding, 0.")


def test_a_pixel_that_no_window_holds_has_no_adjoint(widget):
    widget.choose("edge", 2)
    widget.stride, widget.padding = 3, 0
    widget.look_at(2, 2, backward=True)
    assert widget.status == "dx[2, 2] = 0: no window holds x[2, 2], so nobody sends it an adjoint."
    widget.look_at(0, 0, backward=True)
    assert "lies in the windows of one pixel of y, and it sends dy times" in widget.status


def test_an_impossible_setting_is_told_and_nothing_moves(widget):
    widget.choose("edge", 5)
    widget.dilation = 3
    assert widget.failed and (widget.dilation, widget.rule.dilation) == (1, 1)
    assert widget.status == (
        "The window spans (5 - 1) * 3 + 1 = 13 rows, but the input with its padding has only 8 + 2*1 = 10: "
        "it fits nowhere."
    )
    widget.stride = 2
    assert not widget.failed


def test_a_place_stays_inside_when_y_becomes_smaller(widget):
    widget.look_at(7, 7)
    widget.stride = 3
    assert widget.pixel == [2, 2] and widget.status.startswith("y[2, 2] = ")
    widget.look_at(-3, 50, backward=True)
    assert widget.source == [0, 7]


def test_another_digit_brings_another_film(widget):
    before = widget.film
    widget.digit = 10
    assert widget.film != before and widget.title == "test digit 10, a 0"
    y, _ = computed(widget.rule, np.float32(ng.load_data("digits").test_images[10]), widget._kept[0].values)
    np.testing.assert_allclose(matrix_of(widget.film[widget.state]["y"]), y)
    widget.digit = 360
    assert widget.digit == 0


def test_filters_of_ones_own_may_have_names_and_no_square():
    widget = ng.lab.convolution(np.ones((5, 9)), {"up": [[1.0], [-1.0]], "right": [[1.0, -1.0]]}, padding=0)
    assert [f["kind"] for f in widget.filters] == ["up", "right"]
    assert widget.rule.places == (4, 9)
    widget.choose("right")
    assert widget.rule.places == (5, 8) and matrix_of(widget.film[widget.state]["y"]).any() == 0
    learned = ng.lab.convolution(filters=RNG.normal(size=(3, 1, 3, 3)))
    assert [f["kind"] for f in learned.filters] == ["filter 0", "filter 1", "filter 2"]


def test_filters_that_a_page_has_no_room_for_are_counted():
    widget = ng.lab.convolution(filters=RNG.normal(size=(32, 3, 3)))
    assert 5 < len(widget.filters) < 32
    assert (
        widget.title == f"test digit 0, a 5; {len(widget.filters)} of the 32 filters, which is what a page has room for"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"x": np.ones(5)}, "x must be a matrix of numbers, of 2 x 2 or more, found float64\\[5\\]"),
        ({"x": [["a", "b"]] * 2}, "x must be a matrix of numbers"),
        ({"x": [[1.0, np.nan]] * 2}, "x has numbers that are not finite"),
        ({"filters": np.ones((8, 8))}, "filter 'yours' must be a matrix of numbers, from 1 x 1 to 7 x 7"),
        ({"filters": 3.0}, r"wanted a filter \[rows,columns\] or several"),
        ({"filters": {}}, "there is no filter in an empty dict"),
        ({"stride": 4}, "stride must be from 1 to 3, found 4"),
        ({"padding": -1}, "padding must be from 0 to 2, found -1"),
        ({"x": np.ones((2, 2)), "padding": 0}, "The window spans 3 rows, but the input with its padding has only 2"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(arguments, said):
    with pytest.raises(GraphError, match=said):
        ng.lab.convolution(**arguments)


def test_an_unknown_filter_is_answered_with_those_there_are(widget):
    with pytest.raises(GraphError, match="there is no filter 'sharp'; there are edge 3 x 3, "):
        widget.choose("sharp")


def test_the_usual_filters_do_what_their_names_say():
    flat = np.full((6, 6), 5.0, np.float32)
    film, kept = make_film(flat, list(usual_filters()))
    for shown in film:
        if (shown["stride"], shown["padding"], shown["dilation"]) == (1, 0, 1):
            y = matrix_of(shown["y"])
            wanted = {"edge": 0, "blur": 5, "identity": 5}.get(kept[shown["filter"]].kind)
            assert wanted is None or np.allclose(y, wanted, atol=1e-4)
    assert len(LOSSES) == 2


def test_without_a_kernel_there_is_a_picture(widget):
    data, _ = widget._repr_mimebundle_()
    assert data["text/html"].startswith('<img alt="A convolution, stride 1, padding 1, dilation 1. y[3, 3] = ')
    assert data["text/html"] == widget._repr_mimebundle_()[0]["text/html"]


def test_a_filter_that_is_written_is_the_first_until_it_is_taken_back(widget):
    widget.choose("blur", 3)
    there = [f["kind"] for f in widget.filters]
    widget.written = "1 2 3; .5, -1e1 0"
    assert [f["kind"] for f in widget.filters][:4] == ["yours", *there[:3]] and widget.filter == 0
    y, _ = computed(widget.rule, widget.values, np.float32([[1, 2, 3], [0.5, -10, 0]]))
    np.testing.assert_allclose(matrix_of(widget.film[widget.state]["y"]), y, rtol=1e-5)
    widget.digit = 4
    assert widget.filters[0]["kind"] == "yours"
    widget.written = ""
    assert [f["kind"] for f in widget.filters] == there and not widget.failed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 x", "f: 'x' is no number from -1e6 to 1e6; write rows of numbers, such as 1 0 -1; 1 0 -1"),
        ("1 2;", "f: '' is no number from -1e6 to 1e6; write rows of numbers, such as 1 0 -1; 1 0 -1"),
        ("nan", "f: 'nan' is no number from -1e6 to 1e6; write rows of numbers, such as 1 0 -1; 1 0 -1"),
        ("1 2; 3", "f: a row of 1 beside one of 2; all rows must have the same length"),
        ("0 " * 8, "f is 1 x 8; a filter has at most 7 rows and columns"),
    ],
)
def test_what_is_no_filter_is_told_and_the_old_one_stays(widget, text, said):
    widget.written = "1 2"
    film = widget.film
    widget.written = text
    assert widget.failed and widget.status == said
    assert (widget.written, widget.film) == ("1 2", film)
