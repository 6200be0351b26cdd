"""A context of its own for what opens a trace."""

from __future__ import annotations

from contextvars import copy_context
from functools import wraps


def in_own_context(function):
    """Decorator: run the function in a copy of the context, so that a trace it opened ends with it, whatever happens.

    Ctrl-C may come between any two instructions of a with-block's end, and then nobody would close the trace.
    """

    @wraps(function)
    def function_in_own_context(*args, **params):
        return copy_context().run(function, *args, **params)  # in C, where no signal comes in between

    return function_in_own_context
