"""All ops by name: built-in ones stay, and a user's op that is defined again replaces its own earlier version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..provenance import F, says_where

OPS: dict = {}  # every op by its full name: "relu" is built in, "__main__.softplus" a user's
BY_NUMPY: dict = {}  # NumPy's function -> the op (or plain function) that records it

_sealed: frozenset | None = None  # NumPy's functions that built-in ops record; None until seal()


def is_sealed():
    """Are all built-in ops defined, so that every further op is a user's?"""
    return _sealed is not None


def seal():
    """The ops so far are the built-in ones; those that follow are a user's."""
    global _sealed
    _sealed = frozenset(BY_NUMPY)


def register(op, numpy=()):
    """Enter an op in both tables: under its full name, and under the NumPy functions that record it.

    A user's op never replaces a built-in one, whatever it is called.  Defined again, as in a notebook cell that is run
    again, it replaces its own earlier version, except in graphs that are traced already.
    """
    before = OPS.get(op.full_name)
    if before is not None and before.infer.__code__ is not op.infer.__code__:  # else one def made both, in a loop
        for function in [f for f, known in list(BY_NUMPY.items()) if known is before]:
            del BY_NUMPY[function]
    OPS[op.full_name] = op
    asks = isinstance(op.forward, (np.ufunc, type(np.sum)))  # called on tensors, these ask the tensor what to do
    record_by(op, (op.forward, *numpy) if asks else numpy)


def record_by(op, functions):
    """From now on these NumPy functions, called on tensors, record this op; those of built-in ops stay."""
    BY_NUMPY.update((function, op) for function in functions if _sealed is None or function not in _sealed)


def numpy_name(*functions: Any, called: str = "") -> Callable[[F], F]:
    """Decorator for a function composed of ops: called on tensors, these NumPy functions call it.

    called: what its errors begin with; without, its name.
    """

    def remember(function):
        function = says_where(called or function.__name__)(function)
        record_by(function, functions)
        return function

    return remember
