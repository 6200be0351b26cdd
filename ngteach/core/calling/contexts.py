"""How a trace is closed, whatever happens inside it."""

from __future__ import annotations

from contextvars import copy_context
from functools import wraps

from ..provenance import F
from .errors import GraphError


def in_own_context(function: F) -> F:
    """Decorator: run the function in a copy of the context, so that a trace it opened ends with it, whatever happens.

    Ctrl-C may come between any two instructions of a with-block's end, and then nobody would close the trace.
    """

    @wraps(function)
    def function_in_own_context(*args, **params):
        return copy_context().run(function, *args, **params)  # in C, where no signal comes in between

    return function_in_own_context  # type: ignore[return-value]


def uncover(error):
    """Raise our own error, if NumPy has hidden it behind one of its own: in array[0] = x[0] it asks for a number."""
    if type(error) is ValueError and isinstance(error.__cause__, GraphError) and "array element" in str(error):
        raise error.__cause__ from None
