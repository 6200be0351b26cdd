"""A run in a file, and back: all that is needed to go on as if it had never stopped, checked when it is read."""

from __future__ import annotations

import json

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import require
from ..core.tree import leaves, paths
from ..files.reading import printable
from ..files.writing import write_whole
from . import checkpoint
from .config import is_whole, read_config


def save(run, path):
    """Write a Run to path.  Raises GraphError, which names path."""
    checkpoint.save(path, _arrays(run), {**run.history(), "steps": run.steps, "epochs": run.epochs})


def restored(run, path):
    """(arrays, steps, losses, accuracies) of a file that save() wrote.  GraphError if it does not fit the Run."""
    arrays, about = checkpoint.load(path)
    found, path = read_config(arrays, about, path), printable(path)
    for name in ("data", "batch", "hidden", "update"):
        a, b = getattr(found, name), getattr(run.config, name)
        require(a == b, f"{path} is of a run with {name} {_plain(a)}, this one has {_plain(b)}")
    wanted = _arrays(run)
    require(set(arrays) == set(wanted), f"{path} holds {_list(arrays)}, wanted {_list(wanted)}")
    for name, a in wanted.items():
        b = arrays[name]
        fits = a.shape == b.shape and a.dtype == b.dtype
        require(fits, f"{path}: {name} is {b.dtype}{list(b.shape)}, wanted {a.dtype}{list(a.shape)}")
    steps, losses, accuracies = about.get("steps"), about.get("loss"), about.get("test_accuracy")
    whole = is_whole(steps, 0, 2**53) and _are_floats(losses) and _are_floats(accuracies)
    epochs = steps * found.batch // run.examples if whole else 0
    # A run that was only stepped has no accuracies; but a file that lies must not have us write millions.
    fits = whole and len(losses) == steps and about.get("epochs", epochs) == epochs
    fits = fits and 0 <= epochs - len(accuracies) <= 10_000 and all(0 <= a <= 1 for a in accuracies)
    require(fits, f"{path}: its history does not fit its steps; it is damaged")
    return [arrays[name] for name in wanted], steps, losses, accuracies


def _arrays(run):
    """{"weights/W0": array, ...}: all that a step changes."""
    parts = {"weights": run.weights, "carried": run.carried, "state": run.state}
    return {f"{part}/{name}": a for part, container in parts.items() for name, a in _named(container)}


def write_history(path, history):
    """Write a history as JSON, whole or not at all; NaN and infinity become null, which JSON knows."""
    finite = {**history, "loss": [x if np.isfinite(x) else None for x in history["loss"]]}
    text = json.dumps(finite, indent=1)
    write_whole(path, text.encode())


def _are_floats(values):
    return isinstance(values, list) and all(isinstance(x, float) for x in values)


def _named(container):
    return list(zip(paths(structure(container)), leaves(container), strict=True))


def _plain(value):
    return printable(",".join(map(str, value)) if isinstance(value, tuple) else value, 100)


def _list(names):
    return printable(", ".join(sorted(names)))
