"""Samples of choosing among several tensors."""

from dataclasses import dataclass

import numpy as np

from ngteach.core.types import f16
from samples.making import ALL, NUMBERS, Row, labels, numbers, truths


@dataclass(frozen=True)
class Selection(Row):
    """select(conditions, choices, **params): the first half of the inputs, and the second."""

    def of(self, function):
        def call(*xs):
            return function(list(xs[: len(xs) // 2]), list(xs[len(xs) // 2 :]), **self.params)

        return call


@dataclass(frozen=True)
class Choice(Row):
    """choose(numbers, choices, **params): the first input, and the others."""

    def of(self, function):
        return lambda x, *choices: function(x, list(choices), **self.params)


def _selection(label, *shapes, **params):
    """shapes: of a condition and of its choice, for each."""
    conditions = [truths(*c, seed=i) for i, (c, _) in enumerate(shapes)]
    choices = [numbers(*x, seed=i) for i, (_, x) in enumerate(shapes)]
    return Selection("select", (*conditions, *choices), (f16, *NUMBERS), params, label, listed=True)


def _choice(label, x, *shapes, **params):
    return Choice("choose", (x, *(numbers(*s, seed=i) for i, s in enumerate(shapes))), ALL, params, label, listed=True)


ROWS = [
    _selection("two", ((2, 3), (2, 3)), ((2, 3), (2, 3))),
    _selection("default", ((2, 3), (2, 3)), ((2, 3), (2, 3)), default=7),
    _selection("broadcast", ((2, 3), (3,)), ((3,), ()), ((), (2, 1))),
    _selection("one", ((1,), (1,))),
    _selection("nothing", ((0, 3), (3,))),
    _choice("two", labels(1, 0, 1), (3,), (3,)),
    _choice("broadcast", labels(1, 0, 2), (2, 3), (), (2, 1)),
    _choice("clip", labels(1, -4, 9).reshape(3, 1), (2,), (2,), mode="clip"),
    _choice("wrap", labels(1, -4, 9).reshape(3, 1), (2,), (2,), mode="wrap"),
    _choice("one", labels(0), ()),
    _choice("nothing", labels(), ()),
]
NUMPY = {"select": np.select, "choose": np.choose}
JAX = {"choose": lambda jax: lambda x, choices, mode="clip": jax.numpy.choose(x, choices, mode=mode)}  # not "raise"
EXACT = {"select", "choose"}
