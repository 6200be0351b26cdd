"""The page answers for the microscope, the convolution and the attention widget what Python answers."""

import numpy as np
import pytest

import ngteach as ng

pytest.importorskip("anywidget")
from answering import answers_of_page, answers_of_python, ask, difference, same_answers

from ngteach.lab.widgets.matrix_text import matrix_of

RNG = np.random.default_rng(0)
MATRICES = {"y", "dx", "p", "felt", "looks"}  # of a record, as text


def both(widget, asks):
    """(the page's traits, Python's) after each question; the page first, for Python's answers change the widget."""
    there = answers_of_page(widget, asks)
    return zip(there, answers_of_python(widget, asks), strict=True)


def same_films(widget, asks, close):
    """Both films are of the same names or settings, and close(text, text) holds for each of their matrices."""
    for there, here in both(widget, asks):
        for mine, other in zip(here["film"], there["film"], strict=True):
            assert {k: v for k, v in mine.items() if k not in MATRICES} == {
                k: v for k, v in other.items() if k not in MATRICES
            }
            for k in MATRICES & mine.keys():
                for a, b in zip(np.ravel(mine[k]), np.ravel(other[k]), strict=True):
                    close(a, b)


# ---- attention --------------------------------------------------------------


def a_name():
    return "".join(RNG.choice([*"abcdefghijklmnopqrstuvwxyz"], RNG.integers(0, 8)))


def test_the_page_reads_and_spells_names_as_python_does():
    widget = ng.lab.attention()
    asks = [ask(name="Elizabeth "), ask(name="o'hara"), ask(spelled=2**40 + 7), ask(name="a" * 16)]
    for _ in range(2):
        at, layer, head, letter = RNG.integers((0, 0, 0, -1), (8, 2, 4, 27)).tolist()
        asks.append(ask(name=a_name(), layer=layer, head=head, letter=letter))
        asks.append(ask(at=at, letter=-1))
    asks.append(ask(name="bea", at=1, layer=99))
    same_answers(widget, asks)


def test_the_page_s_film_of_names_is_python_s():
    def close(mine, other):
        rows = zip(mine.split(";"), other.split(";"), strict=True)
        for a, b in rows:
            np.testing.assert_allclose(matrix_of(a), matrix_of(b), rtol=1.1e-2, atol=1.1e-3)

    same_films(ng.lab.attention(), [ask(name="bea")], close)


# ---- convolution ------------------------------------------------------------

WRITTEN = ["1 0 -1; .5, 2e1 -3", "", "3", "1 2; 3", "1 x", " ; ", "1e7", "0 " * 8, "1\t2\n;3 4"]


def random_moves(n):
    for _ in range(n):
        stride, padding, dilation, filter = RNG.integers((1, 0, 1, 0), (4, 3, 4, 18)).tolist()
        pixel, source = RNG.integers(-2, 9, (2, 2)).tolist()
        moves = dict(stride=stride, padding=padding, dilation=dilation, filter=filter, pixel=pixel, source=source)
        moves |= {"backward": bool(RNG.integers(2)), "loss": int(RNG.integers(2))}
        yield ask(**{k: v for k, v in moves.items() if RNG.random() < 0.6})


@pytest.mark.parametrize(
    ("x", "texts"), [(None, WRITTEN[:5]), (RNG.normal(size=(6, 9)), WRITTEN[5:])], ids=["digits", "own"]
)
def test_the_page_convolves_what_python_convolves(x, texts):
    asks = [ask(digit=7), ask(digit=400, stride=2, filter=0, pixel=[9, 1]), ask(digit=-1)]
    for text in texts:
        asks += [ask(written=text), *random_moves(2)]
    same_answers(ng.lab.convolution(x), asks, atol=1e-4)


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"x": RNG.normal(size=(5, 12)), "filters": {"row": [[1, 2]], "one": [[0.1]], "wide": RNG.normal(size=(3, 4))}},
    ],
    ids=["digit", "own"],
)
def test_the_page_s_film_of_settings_is_python_s(arguments):
    def close(mine, other):
        np.testing.assert_allclose(matrix_of(mine), matrix_of(other), rtol=2e-5, atol=1e-4)

    same_films(ng.lab.convolution(**arguments), [ask(written="1 2; -.5 4")], close)


# ---- microscope -------------------------------------------------------------


def exact(x, y):
    """No sum of more than two numbers, and no function that two libraries may round differently."""
    return ng.sum(x * x * x) + ng.max(y, axis=(0, 1)) * ng.sum(ng.relu(x)) - ng.sum(ng.abs(y[0]))


Y = np.array([[0.5, -1.25], [1.5, 0.75], [-0.5, 1.0]], np.float32)
MOVES = [
    ask(place=0),
    ask(chosen="y"),
    ask(chosen="x", place=0, step=3),
    ask(place=99),
    ask(chosen="z"),
    ask(step=60),
    ask(chosen="y", place=2),
]


def test_the_page_measures_what_python_measures():
    same_answers(ng.lab.microscope(exact, np.array([0.3, -1.2]), Y), MOVES)
    for there, here in both(ng.lab.microscope(exact, np.array([0.3, -1.2]), Y), MOVES[:3]):
        assert there["film"] == here["film"]


def test_a_large_adjoint_and_numbers_that_are_not_finite_are_shown_alike():
    def function(x, y):
        return ng.sum(x * x) * 1e-3 + ng.log(y)

    x = RNG.integers(-5, 6, (150, 170)).astype(np.float32)
    x[0, 0], x[100, 20] = np.nan, np.inf
    asks = [ask(chosen="x"), ask(place=3)]
    same_answers(ng.lab.microscope(function, x, np.float32(0.5)), asks, leave=["measured", "status"])
    same_answers(ng.lab.microscope(lambda y: y * y, -0.0), [ask(step=4)])


def test_where_two_libraries_round_differently_a_difference_is_off_by_a_few_spacings_over_the_step():
    def loss(x, weights):
        return ng.cross_entropy(ng.mlp(x, weights), np.int32([0, 1, 1]))

    weights = {k: RNG.normal(size=t.shape) for k, t in ng.mlp_types((4, 5, 2)).items()}
    widget = ng.lab.microscope(loss, RNG.normal(size=(3, 4)), weights)
    asks = [ask(chosen="weights.W0", place=7), ask(chosen="weights.b1"), ask(chosen="x", place=5)]
    steps = np.array(widget.steps)
    for there, here in both(widget, asks):
        assert difference(here["heat"], there["heat"], 0, 1) is None
        for mine, other in zip(here["measured"], there["measured"], strict=True):
            assert mine["kinks"] == other["kinks"] and mine["smallest"] == other["smallest"]
            near = 1e-5 if mine["precision"] == "f32" else 1e-12
            np.testing.assert_allclose(mine["adjoint"], other["adjoint"], rtol=near)
            off = np.abs(np.array(mine["differences"]) - np.array(other["differences"]))
            assert (off <= 16 * mine["smallest"] / steps + 1e-12).all()
