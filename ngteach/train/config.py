"""The settings that decide what a run computes, checked when they are made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.calling.errors import GraphError, require
from ..files.reading import printable
from ..runtime.backend import Backend
from .optimizers import current_word, optimizer


@dataclass(frozen=True)
class Config:
    """What to train on, what to train, and how.  Raises GraphError for settings that cannot be.

    >>> ng.Config(hidden=(32, 16)).update
    'sgd'
    """

    data: str = "digits"
    epochs: int = 20
    batch: int = 32
    hidden: tuple[int, ...] = (64,)
    learning_rate: float = 0.1
    update: str = "sgd"
    init: str = "he"
    seed: int = 0
    backend: str = "cpu"
    threads: int | None = None

    def __post_init__(self):
        for name, value in vars(self).items():
            object.__setattr__(self, name, _plain(value))
        for name in ("update", "init"):
            object.__setattr__(self, name, current_word(getattr(self, name)))
        if isinstance(self.hidden, (tuple, list)):
            object.__setattr__(self, "hidden", tuple(map(_plain, self.hidden)))
        for name, least, most in (("epochs", 0, 2**31), ("batch", 1, 2**20), ("seed", 0, 2**64), ("threads", 1, 1024)):
            n = getattr(self, name)
            ok = is_whole(n, least, most) or (name == "threads" and n is None)
            require(ok, f"{name} must be a whole number from {least} to {most:,}, found {_found(n)}")
        sizes = isinstance(self.hidden, tuple) and all(is_whole(n, 1, 2**31) for n in self.hidden)
        require(sizes, f"hidden must be the sizes of the hidden layers, such as (128, 64), found {_found(self.hidden)}")
        rate = self.learning_rate
        finite = isinstance(rate, (int, float)) and not isinstance(rate, bool) and abs(rate) <= 1e38
        require(finite, f"learning_rate must be a number that f32 can hold, found {_found(rate)}")
        optimizer(self.update)
        Backend.create(self.backend)
        require(
            self.init in ("tutorial", "he"), f"there is no initialisation {_found(self.init)}; there are tutorial, he"
        )
        require(isinstance(self.data, str), f"data must be a name or a folder's, found {_found(self.data)}")

    @property
    def is_tutorial(self) -> bool:
        """Is it nGraph's own update rule, from its own first weights?"""
        return self.update == self.init == "tutorial"


def read_config(arrays, about, path):
    """The Config in a checkpoint, whose weights must have the sizes that it names: a file may be wrong about itself."""
    path, config = printable(path), about.get("config")
    complete = isinstance(config, dict) and set(config) == set(Config.__dataclass_fields__)
    require(complete, f"{path} does not say what run it is of; it is damaged")
    current = {name: "tutorial" for name in ("update", "init") if config[name] == "seed"}  # an older file's word
    try:
        config = Config(**{**config, **current})
    except GraphError as problem:
        raise GraphError(f"{path}: {printable(problem)}; it is damaged") from None
    shapes = [arrays[name].shape if (name := f"weights/W{i}") in arrays else () for i in range(len(config.hidden) + 1)]
    sizes = [(shape[-1:], (n,), after[:1]) for n, shape, after in zip(config.hidden, shapes, shapes[1:])]
    fits = all(a == n == b for a, n, b in sizes)
    require(fits, f"{path}: its weights do not fit hidden {_found(config.hidden)}; it is damaged")
    return config


def _plain(value):
    """A Python number for a NumPy one: a checkpoint holds no others."""
    return value.item() if isinstance(value, np.generic) else value


def is_whole(n, least, most):
    """Is n a whole number between these two?  True is not one."""
    return isinstance(n, int) and not isinstance(n, bool) and least <= n <= most


def _found(value):
    """A value for a message."""
    try:
        return printable(repr(value), 100)
    except ValueError:
        return "a number of thousands of digits"  # which Python does not write


# The tutorial's own program, mnist_mlp.cpp.
TUTORIAL = Config("mnist", 5, 128, (600,), 0.03, "tutorial", "tutorial")
