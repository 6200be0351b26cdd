"""The models that the command line trains: each is there by its name, and what is no model is refused."""

import re
from importlib import import_module

import numpy as np
import pytest

from ngteach import GraphError, Run, compile, models
from ngteach.core.tree import leaves
from ngteach.data.batches import taken
from ngteach.data.digits import Dataset


@pytest.mark.parametrize("name", ["lstm", "", None, "__init__"])
def test_what_is_no_model_is_refused(name):
    with pytest.raises(GraphError, match=re.escape("there is no model") + ".*; there are"):
        models.load(name)


def small(name):
    """Six steps of a model on few of its examples, two of them of a smaller batch."""
    model = models.load(name)
    few = taken(model.data, np.arange(50)), taken(model.test, np.arange(10))
    settings = {"batch": 16, "epochs": 2, "warmup": 2, "shuffle": True, "last": "partial", "validation": 0.2}
    return Run(model, data=few[0], test=few[1], **settings)


def bits(run):
    best = run.best and (run.best.epoch, [a.tobytes() for a in leaves((run.best.weights, run.best.carried))])
    return [a.tobytes() for a in leaves((run.weights, run.carried, run.state))], run.losses, run.measured, best


@pytest.mark.parametrize("name", models.NAMES)
def test_every_model_is_saved_and_resumed_to_the_same_bits(name, tmp_path):
    whole, half, rest = (small(name) for _ in range(3))
    whole.train()
    for _ in range(4):
        half.step()
    half.save(tmp_path / "run.npz")
    rest.restore(tmp_path / "run.npz")
    rest.train()
    half.train()
    assert whole.steps == 6 and whole.losses == half.losses == rest.losses
    assert bits(half) == bits(rest) and bits(half)[0] == bits(whole)[0]


@pytest.mark.parametrize("side", [8, 28])
@pytest.mark.parametrize("name", ["lenet", "resnet", "vae"])
def test_models_of_images_take_small_and_large_ones(name, side):
    """As MNIST has them, which is not on every machine: each size has settings of its own."""
    numbers = np.arange(48 * side * side, dtype=np.uint8).reshape(48, side, side)
    labels = np.arange(48, dtype=np.uint8) % 10
    data = Dataset("made", numbers, labels, numbers[:20], labels[:20], 1 / 256, 10)
    run = Run(import_module(f"ngteach.models.{name}").model(data), epochs=1)
    run.train()
    assert len(run.losses) == run.steps > 0 and np.isfinite(run.losses).all()


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("name", models.NAMES)
def test_the_memory_of_a_step_is_close_to_the_least_that_there_can_be(name, threads):
    run = Run(models.load(name), batch=64, threads=threads)
    for graph in (run.graph, run.inference):
        plan = compile(graph, threads=threads).memory
        assert plan.planned <= 1.15 * plan.lower_bound


def test_a_model_that_is_asked_to_be_deterministic_has_the_same_bits_on_any_number_of_threads():
    few = taken(models.load("transformer").data, np.arange(128))
    settings = {"data": few, "test": few, "epochs": 1, "warmup": 1, "deterministic": True}
    runs = [Run(models.load("transformer"), threads=threads, **settings) for threads in (1, 2, 3)]
    for run in runs:
        run.train()
    assert bits(runs[0]) == bits(runs[1]) == bits(runs[2])
