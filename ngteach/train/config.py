"""The settings that decide what a run computes, checked when they are made."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.calling.errors import GraphError, require
from ..files.reading import printable
from .optimizers import current_word
from .settings import check_settings, check_share, found, is_whole, plain, rule_of


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
    shuffle: bool = False
    validation: float = 0.0
    last: str = "wrap"
    schedule: str = "constant"
    warmup: int = 0
    weight_decay: float | None = None
    clip: float | None = None
    deterministic: bool = False

    def __post_init__(self):
        for name, value in vars(self).items():
            object.__setattr__(self, name, plain(value))
        for name in ("update", "init"):
            object.__setattr__(self, name, current_word(getattr(self, name)))
        if isinstance(self.hidden, (tuple, list)):
            object.__setattr__(self, "hidden", tuple(map(plain, self.hidden)))
        check_settings(self)
        check_share(self.validation)
        sizes = isinstance(self.hidden, tuple) and all(is_whole(n, 1, 2**31) for n in self.hidden)
        require(sizes, f"hidden must be the sizes of the hidden layers, such as (128, 64), found {found(self.hidden)}")
        rule_of(self.update, self, 2**53)
        known = self.init in ("tutorial", "he")
        require(known, f"there is no initialisation {found(self.init)}; there are tutorial, he")
        require(isinstance(self.data, str), f"data must be a name or a folder's, found {found(self.data)}")

    @property
    def is_tutorial(self) -> bool:
        """Is it nGraph's own update rule, from its own first weights?"""
        return self.update == self.init == "tutorial"


_SINCE = {  # not in older files
    *("shuffle", "validation", "last", "schedule", "warmup", "weight_decay", "clip", "deterministic")
}


def read_config(arrays, about, path):
    """The Config in a checkpoint, whose weights must have the sizes that it names: a file may be wrong about itself."""
    path, config = printable(path), about.get("config")
    fields = set(Config.__dataclass_fields__)
    complete = isinstance(config, dict) and fields - _SINCE <= set(config) <= fields
    require(complete, f"{path} does not say what run it is of; it is damaged")
    current = {name: "tutorial" for name in ("update", "init") if config[name] == "seed"}  # an older file's word
    try:
        config = Config(**{**config, **current})
    except GraphError as problem:
        raise GraphError(f"{path}: {printable(problem.plain)}; it is damaged") from None
    shapes = [arrays[name].shape if (name := f"weights/W{i}") in arrays else () for i in range(len(config.hidden) + 1)]
    sizes = [(shape[-1:], (n,), after[:1]) for n, shape, after in zip(config.hidden, shapes, shapes[1:])]
    fits = all(a == n == b for a, n, b in sizes)
    require(fits, f"{path}: its weights do not fit hidden {found(config.hidden)}; it is damaged")
    return config


# The tutorial's own program, mnist_mlp.cpp.
TUTORIAL = Config("mnist", 5, 128, (600,), 0.03, "tutorial", "tutorial")
