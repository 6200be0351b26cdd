"""A run in a file, and back: all that is needed to go on as if it had never stopped, checked when it is read."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import require
from ..core.tree import build, leaves, paths
from ..files.reading import printable
from ..files.writing import write_whole
from . import checkpoint
from .best import Best
from .config import read_config
from .settings import is_whole

# What a run must have in common with the one in the file.  Its rate, its epochs and where it is computed may change.
_SAME = ("model", "data", "batch", "hidden", "update", "last", "shuffle", "validation", "schedule", "warmup")
_PLAIN = re.compile(r"[\w.-]{1,200}")


def save(run, path):
    """Write a Run to path.  Raises GraphError, which names path."""
    arrays = _named({"weights": run.weights, "carried": run.carried, "state": run.state})
    about = {**run.history(), "steps": run.steps, "epochs": run.epochs}
    if run.best:
        arrays |= _named(_parts_of_best(run.best))
        about["best"] = {"epoch": run.best.epoch, "value": run.best.value}
    checkpoint.save(path, arrays, about)


def restored(run, path):
    """(arrays, steps, losses, measured, best) of a file that save() wrote.  GraphError if it does not fit the Run."""
    arrays, about = checkpoint.load(path)
    config, name = _config(run, arrays, about, path), printable(path)
    own = asdict(run.config) if run.config else run.model.words()
    for field in _SAME + (("seed",) if own["shuffle"] or own["validation"] else ()):
        a, b = config.get(field), own.get(field)
        require(a == b, f"{name} is of a run with {field} {_plain(a)}, this one has {_plain(b)}")
    wanted = _named({"weights": run.weights, "carried": run.carried, "state": run.state})
    kept = _named(_parts_of_best(run)) if any("_best/" in n for n in arrays) else {}
    everything = {**wanted, **kept}
    lacking, more = set(everything) - set(arrays), set(arrays) - set(everything)
    require(not lacking, f"{name} lacks {_list(lacking)}, which a run of {run.model.name} has")
    require(not more, f"{name} holds {_list(more)}, which no run of {run.model.name} has")
    for n, a in everything.items():
        b = arrays[n]
        fits = a.shape == b.shape and a.dtype == b.dtype
        require(fits, f"{name}: {n} is {b.dtype}{list(b.shape)}, wanted {a.dtype}{list(a.shape)}")
    steps, losses, measured = _happened(run, about, name)
    best = _best(run, about.get("best"), [arrays[n] for n in kept], name, steps) if kept else None
    return [arrays[n] for n in wanted], steps, losses, measured, best


def write_history(path, history):
    """Write a history as JSON, whole or not at all; NaN and infinity become null, which JSON knows."""
    finite = {name: _finite(value) if isinstance(value, list) else value for name, value in history.items()}
    write_whole(path, json.dumps(finite, indent=1).encode())


def _config(run, arrays, about, path):
    if run.config:
        return asdict(read_config(arrays, about, path))
    config = about.get("config")
    complete = isinstance(config, dict) and set(config) == set(run.model.words())
    require(complete, f"{printable(path)} does not say that it is of a run of {run.model.name}")
    return config


def _happened(run, about, name):
    """(steps, losses, what was measured after each epoch), if they fit each other."""
    steps, losses = about.get("steps"), about.get("loss")
    lists = {part: about.get(f"{part}_{run.measure.key}") for part in run.kept}
    whole = is_whole(steps, 0, 2**53) and all(map(_are_floats, (losses, *lists.values())))
    epochs = run.epochs_after(steps) if whole else 0
    lengths = {len(values) for values in lists.values()} if whole else set()
    done = max(lengths, default=epochs)
    # A run that was only stepped has measured nothing; but a file that lies must not have us write millions.
    fits = whole and len(losses) == steps and about.get("epochs", epochs) == epochs and len(lengths) < 2
    fits = fits and 0 <= epochs - done <= 10_000 and all(map(run.measure.is_possible, sum(lists.values(), [])))
    require(fits, f"{name}: its history does not fit its steps; it is damaged")
    return steps, losses, [{part: values[i] for part, values in lists.items()} for i in range(done)]


def _best(run, about, arrays, name, steps):
    fits = isinstance(about, dict) and set(about) == {"epoch", "value"} and isinstance(about["value"], float)
    fits = fits and is_whole(about["epoch"], 1, run.epochs_after(steps))
    require(fits, f"{name}: it does not say which epoch was the best; it is damaged")
    weights, carried = build(structure((run.weights, run.carried)), arrays)
    return Best(about["epoch"], about["value"], weights, carried)


def _parts_of_best(best):
    return {"weights_best": best.weights, "carried_best": best.carried}


def _named(parts):
    """{"weights/W0": array, ...}; where keys are not plain words, or alike, the values of a container are numbered."""
    found = {}
    for part, container in parts.items():
        names = paths(structure(container))
        plain = all(map(_PLAIN.fullmatch, names)) and len(set(names)) == len(names)
        named = zip(names if plain else map(str, range(len(names))), leaves(container), strict=True)
        found |= {f"{part}/{name}": a for name, a in named}
    return found


def _are_floats(values):
    return isinstance(values, list) and all(isinstance(x, float) for x in values)


def _finite(values):
    return [x if np.isfinite(x) else None for x in values]


def _plain(value):
    return printable(",".join(map(str, value)) if isinstance(value, tuple) else value, 100)


def _list(names):
    return printable(", ".join(sorted(names)))
