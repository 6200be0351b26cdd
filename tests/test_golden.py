"""Agreement with nGraph: its own printed figures on the real MNIST, and its program written again in plain NumPy.

tests/ngraph_figures.json holds what nGraph's mnist_mlp printed, and says which program printed it.
"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ngteach.core.calling.errors import GraphError
from ngteach.data.digits import load_data
from ngteach.train.config import TUTORIAL as PRESET
from ngteach.train.config import Config
from ngteach.train.run import Run

FIGURES = json.loads((Path(__file__).parent / "ngraph_figures.json").read_text())
STABLE, TUTORIAL = FIGURES["stable"], FIGURES["tutorial"]
BACKENDS = [("cpu", 1), ("cpu", 2), ("cpu", 3), ("interpreter", None)]
every_backend = pytest.mark.parametrize("backend,threads", BACKENDS, ids=["cpu-1", "cpu-2", "cpu-3", "interpreter"])


@pytest.fixture(scope="module")
def mnist():
    try:
        return load_data("mnist")
    except GraphError as problem:
        pytest.skip(f"needs the real MNIST: {problem} (or set NGTEACH_DATA to its folder)")


def run_of(figures, data, backend="cpu", threads=None):
    config = replace(PRESET, learning_rate=figures["learning_rate"], epochs=figures["epochs"])
    return Run(replace(config, backend=backend, threads=threads), data)


# ---- the printed figures ----------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_losses_of_a_whole_epoch_and_its_accuracy_are_ngraphs(mnist, threads):
    run = run_of(STABLE, mnist, "cpu", threads)
    run.train()
    assert len(run.losses) == len(STABLE["loss"]) == 469
    np.testing.assert_allclose(run.losses, STABLE["loss"], rtol=1e-6)
    assert [round(a, 6) for a in run.accuracies] == STABLE["test_accuracy"]


def test_the_interpreter_has_ngraphs_losses(mnist):
    run = run_of(STABLE, mnist, "interpreter")
    np.testing.assert_allclose([run.step() for _ in range(100)], STABLE["loss"][:100], rtol=1e-6)


@every_backend
def test_the_tutorials_own_rate_agrees_for_ten_steps(mnist, backend, threads):
    run = run_of(TUTORIAL, mnist, backend, threads)
    losses = [run.step() for _ in range(10)]
    np.testing.assert_allclose(losses, TUTORIAL["first_losses"], rtol=1e-5)


def test_the_tutorials_five_epochs_reach_its_accuracies(mnist):
    run = run_of(TUTORIAL, mnist)
    run.train()
    assert len(run.losses) == 2344 and len(run.accuracies) == 5
    # At this rate the training is chaotic: two correct programs part after ten steps, and meet again in the accuracy.
    np.testing.assert_allclose(run.accuracies[1:], TUTORIAL["test_accuracy"][1:], atol=0.02)


# ---- the program again, in plain NumPy --------------------------------------


def minstd(count):
    """The first numbers of C++'s minstd_rand0 as uniform numbers in (-1, 1), one at a time."""
    x, numbers = 1, []
    for _ in range(count):
        x = 16807 * x % 2147483647
        numbers.append(np.float32(x - 1) / np.float32(2147483646) * np.float32(2) - np.float32(1))
    return np.array(numbers, np.float32)


class Tutorial:
    """mnist_mlp.cpp from its description, by hand and in float64: forward, backward and update in a few lines."""

    def __init__(self, data, batch, hidden, rate):
        self.data, self.batch, self.rate, self.position = data, batch, np.float32(rate).astype(float), 0
        sizes = (data.pixels, hidden, data.classes)
        stream = minstd(max(sizes[0] * hidden, hidden * sizes[2]))  # each tensor starts at the same number
        self.W0, self.W1 = (stream[: k * m].reshape(k, m).astype(float) for k, m in zip(sizes, sizes[1:]))
        self.b0, self.b1 = stream[:hidden].astype(float), stream[: sizes[2]].astype(float)

    def rows(self, images, labels, start):
        at = np.arange(start, start + self.batch) % len(labels)
        return images[at].reshape(self.batch, -1) * self.data.scale, np.eye(self.data.classes)[labels[at]]

    def infer(self, x):
        z = x @ self.W0 + self.b0
        y = np.maximum(z, 0) @ self.W1 + self.b1
        e = np.exp(y - y.max(axis=1, keepdims=True))
        return z, e / e.sum(axis=1, keepdims=True)

    def step(self):
        x, Y = self.rows(self.data.train_images, self.data.train_labels, self.position)
        self.position += self.batch
        z, p = self.infer(x)
        smallest = float(np.float32(np.exp(-50.0)))
        loss = np.sum(np.log(np.maximum(p, smallest)) * Y) / self.batch
        delta = -self.rate * loss
        dp = delta / self.batch * Y / np.maximum(p, smallest) * (p > smallest)
        dy = p * (dp - np.sum(dp * p, axis=1, keepdims=True))
        dz = dy @ self.W1.T * (z > 0)
        self.W1, self.b1 = self.W1 + np.maximum(z, 0).T @ dy, self.b1 + dy.sum(axis=0)
        self.W0, self.b0 = self.W0 + x.T @ dz, self.b0 + dz.sum(axis=0)
        return loss

    def accuracy(self):
        right, batches = 0, -(-len(self.data.test_labels) // self.batch)
        for k in range(batches):
            x, Y = self.rows(self.data.test_images, self.data.test_labels, k * self.batch)
            right += np.sum(self.infer(x)[1].argmax(axis=1) == Y.argmax(axis=1))
        return right / (batches * self.batch)


def both(data, batch, hidden, rate, steps, **config):
    config = Config(batch=batch, hidden=(hidden,), learning_rate=rate, update="tutorial", init="tutorial", **config)
    run, tutorial = Run(config, data), Tutorial(data, batch, hidden, rate)
    return run, tutorial, [run.step() for _ in range(steps)], [tutorial.step() for _ in range(steps)]


def test_plain_numpy_is_ngraph_too(mnist):
    tutorial = Tutorial(mnist, 128, 600, STABLE["learning_rate"])
    np.testing.assert_allclose([tutorial.step() for _ in range(20)], STABLE["loss"][:20], rtol=1e-6)


@pytest.mark.parametrize("batch,hidden,rate", [(64, 100, 1e-4), (250, 33, 3e-4), (37, 600, 2e-5), (1, 16, 1e-5)])
def test_other_batches_widths_and_rates_agree_on_mnist(mnist, batch, hidden, rate):
    run, tutorial, losses, wanted = both(mnist, batch, hidden, rate, 40)
    np.testing.assert_allclose(losses, wanted, rtol=2e-6, atol=1e-5)  # of losses between -40 and 0
    for name in ("W0", "b0", "W1", "b1"):
        np.testing.assert_allclose(run.weights[name], getattr(tutorial, name), rtol=1e-4, atol=1e-6)


@every_backend
@pytest.mark.parametrize("batch,hidden", [(32, 64), (100, 20), (7, 5)])
def test_batches_run_over_the_end_of_the_data_as_in_the_tutorial(batch, hidden, backend, threads):
    data = load_data("digits")
    steps = 2 * -(-len(data.train_labels) // batch)
    settings = {"backend": backend, "threads": threads}
    run, tutorial, losses, wanted = both(data, batch, hidden, 1e-4, steps, **settings)
    np.testing.assert_allclose(losses, wanted, rtol=1e-5)
    assert run.accuracy() == tutorial.accuracy()
