"""The theatre: its numbers are the training function's own, and an update in place goes wrong as it does in life."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, derive_training, f32
from ngteach.core.graph import evaluate, replay

pytest.importorskip("anywidget")
from ngteach.lab.widgets.swap_film import DATA, FIRST, STEPS, early, film, last_user, training_graph

GRAPH = training_graph()
RIGHT = film(GRAPH)


def ends(moments):
    """The last moment of each step."""
    return [m for m in moments if m.equation is None and m.place]


def by_hand(in_place):
    """[(loss, W0, W1)] after each step, in plain arithmetic."""
    x, t, rate, w0, w1 = (np.float32(v) for v in (*DATA.values(), *FIRST.values()))
    found = []
    for _ in range(STEPS):
        h = w0 * x
        e = w1 * h - t
        de = np.float32(2) * e
        following = w1 - rate * de * h
        dh = de * (following if "W1" in in_place else w1)
        w0, w1 = w0 - rate * dh * x, following
        found.append((float(e * e), float(w0), float(w1)))
    return found


def call(weights):
    arrays = [np.float32(v) for v in (*DATA.values(), *weights)]
    return [float(y) for y in ng.core.tree.leaves(GRAPH(*arrays))]


@pytest.fixture
def theatre():
    return ng.lab.swap_theatre()


@pytest.mark.parametrize("in_place", [(), ("W0",), ("W1",), ("W0", "W1")])
def test_the_film_is_what_arithmetic_gives(in_place):
    seen = [(m.values["loss"], *m.sets[m.now].values()) for m in ends(film(GRAPH, in_place))]
    np.testing.assert_allclose(seen, by_hand(in_place), rtol=1e-5)


def test_with_two_sets_every_step_is_the_graph_called():
    weights = list(FIRST.values())
    for moment in ends(RIGHT):
        loss, _, *weights = call(weights)
        assert moment.values["loss"] == loss
        assert list(moment.sets[moment.now].values()) == weights


def test_a_step_never_changes_the_set_that_it_reads():
    for before, after in zip(RIGHT, RIGHT[1:], strict=False):
        if after.equation is not None:
            assert after.sets[after.now] == before.sets[after.now]


def test_the_sets_change_places_and_nothing_is_copied():
    turns = [m.now for m in ends(RIGHT)]
    assert turns == ["B", "A"] * (STEPS // 2)
    for i, moment in enumerate(RIGHT):
        if moment.equation is None and moment.place:
            assert moment.sets == RIGHT[i - 1].sets


def test_in_place_the_equation_that_reads_too_late_is_named():
    wrong = [m for m in film(GRAPH, ["W1"]) if m.overwritten]
    assert [(m.step, m.equation.output.name, m.overwritten) for m in wrong] == [
        (k, "dh", ("W1",)) for k in range(STEPS)
    ]


def test_w0_in_place_is_safe_since_nothing_reads_it_after_its_update():
    assert last_user(GRAPH, "W0").output.name == "W0_next"
    assert last_user(GRAPH, "W1").output.name == "dh"
    safe = film(GRAPH, ["W0"])
    assert [m.values for m in safe] == [m.values for m in RIGHT] and not any(m.overwritten for m in safe)


def test_in_place_the_loss_grows_where_two_sets_make_it_fall():
    right = [m.values["loss"] for m in ends(RIGHT)]
    wrong = [m.values["loss"] for m in ends(film(GRAPH, ["W1"]))]
    assert right == sorted(right, reverse=True) and right[-1] < 0.01
    assert wrong[-1] > 1 and wrong[-1] > wrong[-2] > wrong[-3]


def test_the_early_order_computes_the_same():
    def model(x, W0, W1):
        return W1 * (W0 * x)

    one = f32[()]
    derived = derive_training(ng.trace(model, one, one, one), lambda y, t: (y - t) * (y - t), "sgd", ["W0", "W1"], one)
    names = [eqn.output.name for eqn in early(derived).equations]
    assert sorted(names) == sorted(eqn.output.name for eqn in derived.equations)
    assert names.index("W1_next") == names.index("dW1") + 2 < len(names) - 1
    values = [np.float32(v) for v in (*DATA.values(), *FIRST.values())]
    for graph in (derived, early(derived)):
        env = replay(graph, values, evaluate)
        assert [float(env[y]) for y in graph.outputs] == call(FIRST.values())


# ---- the widget -------------------------------------------------------------


def test_every_moment_says_what_it_reads_and_writes(theatre):
    theatre.at = 1
    assert theatre.status == "h = W0 * x is 1.5; it reads W0 from set A."
    theatre.at = 7
    assert theatre.status == "change_1 = learning_rate * dW1 is -0.75."
    theatre.at = 8
    assert theatre.status == "W1_next = 1.25 goes to set B. Set A keeps W1 as it was; dh is still going to read it."
    assert theatre.sets == {"A": {"W0": 1.5, "W1": 0.5}, "B": {"W0": None, "W1": 1.25}}
    theatre.at = 13
    assert theatre.status.startswith("Swap: set B is read from now on: W0 = 1.75, W1 = 1.25.")
    assert theatre.wrong == [] and not theatre.failed


def test_the_switch_shows_the_next_step_going_wrong(theatre):
    theatre.in_place = ["W1"]
    theatre.at = 8
    assert theatre.status.endswith("is written over W1. But dh is still to come, and wants the old W1.")
    theatre.at = 9
    assert theatre.wrong == ["dh"]
    assert theatre.status == (
        "dh reads W1 and finds 1.25: that is W1_next, and it wanted 0.5. So dh is -3.125, where -1.25 is right."
    )
    assert "≠ -1.25" in theatre.svg and 'class="wire late"' in theatre.svg
    theatre.at = 13
    assert "its weights are wrong: W0 = 2.125, W1 = 1.25; W0 should be 1.75" in theatre.status
    theatre.at = 14
    assert theatre.wrong[0] == "h" and theatre.status.endswith("the step before left a wrong W0.")
    theatre.in_place = []
    assert theatre.wrong == [] and theatre.at == 14


@pytest.mark.parametrize("in_place", [[], ["W0"], ["W1"], ["W0", "W1"]])
def test_what_is_wrong_is_marked_in_every_moment_and_nothing_else(theatre, in_place):
    theatre.in_place = in_place
    for at in range(theatre.total + 1):
        theatre.at = at
        assert not theatre.failed
        numbers = theatre.svg.partition("loss of each step")[0]
        assert ("bad-ink" in numbers) == bool(theatre.wrong) or (theatre.wrong == [] and at > theatre.per_step)
        assert not theatre.wrong or "W1" in in_place


@pytest.mark.parametrize("in_place", [[], ["W0"], ["W1"], ["W0", "W1"]])
def test_the_film_in_the_page_says_and_shows_what_python_does(theatre, in_place):
    theatre.in_place = in_place
    for at in range(theatre.total + 1):
        theatre.at = at
        record, moment = theatre.film[theatre.scene], theatre.now.moment
        assert record["sentence"] == theatre.status == theatre.now.sentence
        assert [name for name, right in zip(moment.values, record["right"], strict=True) if right] == [
            name for name in moment.values if name in theatre.wrong
        ]
        numbers = {
            f"{s}.{w}": n for (s, w), n in zip([(s, w) for s in "AB" for w in FIRST], record["slots"], strict=True)
        }
        for place in record["reads"] + record["writes"]:
            assert place[0] == "A" or place[2:] not in in_place  # one buffer has one place
            assert numbers[place][0]


def test_a_scene_is_a_moment_and_a_choice(theatre):
    theatre.scene = 2 * (theatre.total + 1) + 9
    assert (theatre.at, theatre.in_place) == (9, ["W1"]) and theatre.wrong == ["dh"]
    theatre.at, theatre.in_place = 4, ["W0", "W1"]
    assert theatre.scene == 3 * (theatre.total + 1) + 4


def test_moments_and_names_from_outside_are_checked(theatre):
    theatre.at = 10**6
    assert theatre.at == theatre.total == STEPS * theatre.per_step
    with pytest.raises(GraphError, match="swap_theatre has no weight 'W2'; it has W0, W1"):
        theatre.in_place = ["W2"]


def test_without_a_kernel_there_is_the_picture(theatre):
    data, _ = theatre._repr_mimebundle_()
    again, _ = ng.lab.swap_theatre()._repr_mimebundle_()
    assert data["text/html"] == again["text/html"] and "data:image/svg+xml;base64," in data["text/html"]
    assert data["text/plain"].startswith("The weight-swap theatre, with two sets of buffers. Set A holds the weights")
