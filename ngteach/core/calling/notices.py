"""Warnings while tracing: what a finished graph shows to be probably not meant, said at the user's own line."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from contextvars import ContextVar, Token


class TraceWarning(UserWarning):
    """A program that can be recorded, but that is probably not what was meant.

    It is given at the line that recorded the equation, and says what was found, why, and what to write:

    - cross_entropy of what never went through a softmax, or a softmax of what a softmax gave;
    - [n,1] beside [n] in a loss, which makes a table [n,n] of all pairs;
    - weights that the gradient of the loss does not reach, and where its way ends;
    - labels that are declared as floats, and read as whole numbers alone;
    - adjoints of a tensor with axes without a seed: they are the derivative of its sum;
    - where() around sqrt, log, a quotient or a power, whose infinite slope makes the gradient NaN;
    - a jit that is traced and compiled at nearly every call, or that is made anew in a loop.

    Python's own filters turn it off, or into an error: warnings.simplefilter("error", ng.TraceWarning).

    >>> import warnings
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     graph = ng.trace(lambda x: ng.softmax(ng.softmax(x, axis=1), axis=1), ng.f32[2, 3])
    >>> print(told[0].message)
    softmax: its input comes from a softmax already; leave one of them out: a second makes probabilities nearly equal
    """


lookers: list = []  # functions of (Graph, is_inner); transform fills it, as the core knows no room above it


def looked_at(trace, graph):
    """The graph that a trace has written, after all have looked at it that look for mistakes.

    In a trace inside another one, an input may stand for anything.
    """
    is_inner = any(token.old_value not in (None, trace, Token.MISSING) for token in trace._tokens)
    for look in lookers:
        look(graph, is_inner)
    return graph


_told: dict = {}  # id(line) -> (line, {kinds}): what was said at it
_quiet: ContextVar[bool] = ContextVar("ngteach_quiet", default=False)
_registries: dict = {}  # file -> the memory that Python keeps of its warnings


def warn(kind, text, line):
    """Give a TraceWarning at a line; once for each kind and each recorded equation, however often that is replayed.

    Python's own filters see to it that the same text is shown once for a line, also if it is traced again.
    """
    if line is None or _quiet.get() or kind in _told.get(id(line), (line, ()))[1]:
        return
    _remember(line, {kind, *_told.get(id(line), (line, ()))[1]})
    warnings.warn_explicit(text, TraceWarning, line.file, line.number, registry=_registry(line.file))


def repeated(line, again):
    """What was said at a line is said at that of its equation where this is replayed inside other calls."""
    if id(line) in _told:
        _remember(again, _told[id(line)][1])


def _remember(line, kinds):
    if len(_told) > 1000:
        _told.clear()
    _told[id(line)] = line, kinds


@contextmanager
def quietly():
    """In a with-block: warn of nothing that is traced here, for it is not the user's program but one made of it."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def _registry(file):
    """Where Python remembers what was warned of in a file: in the variables of the module, if it is running."""
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename != file:
        frame = frame.f_back
    found = _registries if frame is None else frame.f_globals
    return found.setdefault(file if frame is None else "__warningregistry__", {})
