"""A model that is stopped anywhere, saved and resumed ends as the one that never stopped: random keys included."""

from itertools import product

import numpy as np
import pytest

import ngteach as ng
from ngteach.core.tree import leaves


@pytest.fixture(scope="module")
def small_names(tmp_path_factory):
    path = tmp_path_factory.mktemp("names") / "mine.txt"
    path.write_text("\n".join(map("".join, product("abcd", "ef", "ghij"))), encoding="ascii")
    return str(path)


def run_of(name, data):
    model = ng.models.load(name, data)
    return ng.Run(model, epochs=3 if name == "transformer" else 1, batch=12 if name == "transformer" else 128)


class Stop(Exception):
    """What a callback may raise."""


@pytest.mark.parametrize(("name", "steps"), [("transformer", 4), ("vae", 1), ("vae", 7)])
def test_stopped_saved_and_resumed_it_ends_as_if_never_stopped(tmp_path, small_names, name, steps):
    data = small_names if name == "transformer" else None

    def stop(_):
        if run.steps == steps:
            raise Stop

    whole, run, later = (run_of(name, data) for _ in range(3))
    whole.train()
    with pytest.raises(Stop):
        run.train(on_step=stop)
    run.save(tmp_path / "run.npz")
    later.restore(tmp_path / "run.npz")
    later.train()
    assert later.losses == whole.losses and later.measured == whole.measured
    for one, other in zip(
        leaves((later.weights, later.carried, later.state)), leaves((whole.weights, whole.carried, whole.state))
    ):
        np.testing.assert_array_equal(one, other)
