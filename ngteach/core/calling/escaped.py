"""The error for a tensor that is used outside of its trace: whose value it is, and what to do instead."""

from __future__ import annotations

import re
from contextvars import Token

from .errors import GraphError

_DERIVED = re.compile("^(?:(?:value_and_grad|grad|vmap|jacobian|hessian|checkpoint)_of_)+")  # what made it of f


def elsewhere(x, trace):
    """The error for x, which the open trace does not know: it is of a trace around, or of one that has ended."""
    if x.origin is None or _is_open(x, trace):
        return GraphError(f"{x!r} belongs to another graph, not to {trace.name}; pass it as an argument")
    return GraphError(escaped(x))


def nowhere(inputs):
    """The error for an op of these inputs where no trace is open."""
    found = [x for x in inputs if getattr(x, "origin", None)]
    advice = "call this inside a function given to trace()"
    return GraphError(escaped(found[0]) if found else f"no graph is being recorded; {advice}")


def escaped(x):
    """What to say of a tensor whose trace has ended."""
    name, line = x.origin
    recorded = f", recorded at {line.place}" if line else ""
    f = "the function" if name == "graph" else _DERIVED.sub("", name)  # a lambda's graph is called graph
    return f"{x!r} is a traced value of {name}{recorded}, whose trace has ended; return it from {f}, and use the result"


def _is_open(x, trace):
    """Is x a tensor of a trace that the open one was opened in?"""
    while trace not in (None, Token.MISSING) and x not in trace.producer:
        trace = trace._tokens[-1].old_value if trace._tokens else None
    return trace not in (None, Token.MISSING)
