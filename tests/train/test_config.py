"""What a Config takes: each number to its limit, and nothing beyond."""

import pytest

from ngteach.core.calling.errors import GraphError
from ngteach.train.config import TUTORIAL, Config

LIMITS = {"epochs": (0, 2**31), "batch": (1, 2**20), "seed": (0, 2**64), "threads": (1, 1024)}


@pytest.mark.parametrize("name", LIMITS)
def test_a_whole_number_is_taken_to_its_limits_and_no_further(name):
    least, most = LIMITS[name]
    for n in (least, most):
        assert getattr(Config(**{name: n}), name) == n
    for n in (least - 1, most + 1, float(most), True):
        with pytest.raises(GraphError, match=f"{name} must be a whole number from {least} to {most:,}, found "):
            Config(**{name: n})


def test_hidden_layers_and_rates_are_taken_to_their_limits():
    assert Config(hidden=(1, 2**31), learning_rate=1e38).hidden == (1, 2**31)
    assert Config(hidden=(), learning_rate=-1e38, threads=None).learning_rate == -1e38
    for wrong in ({"hidden": (0,)}, {"hidden": (2**31 + 1,)}, {"hidden": 5}, {"learning_rate": 1.01e38}):
        with pytest.raises(GraphError, match="hidden must be|learning_rate must be"):
            Config(**wrong)
    for rate in (True, "0.1", float("nan")):
        with pytest.raises(GraphError, match="learning_rate must be a number that f32 can hold"):
            Config(learning_rate=rate)


def test_a_run_of_which_nothing_is_said_and_the_tutorials():
    assert Config() == Config("digits", 20, 32, (64,), 0.1, "sgd", "he", 0, "cpu", None)
    assert Config("mnist", 5, 128, (600,), 0.03, "tutorial", "tutorial", 0, "cpu", None) == TUTORIAL
    assert vars(Config())["learning_rate"] == 0.1 and vars(Config())["batch"] == 32 and vars(Config())["epochs"] == 20


def test_only_update_and_first_weights_of_the_tutorial_make_it_the_tutorial():
    assert TUTORIAL.is_tutorial and not Config().is_tutorial
    assert not Config(update="tutorial", init="he").is_tutorial and not Config(init="tutorial").is_tutorial
