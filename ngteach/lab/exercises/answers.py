"""The kinds of answers that an exercise may want: Values, Calls (a function) and Graphs.

Each turns an answer into results, pairs of (where, plain value), that can be compared and told apart.
"""

from __future__ import annotations

import hashlib
import inspect
import traceback
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any

import numpy as np

from ...core.calling.arguments import output_names
from ...core.calling.errors import GraphError
from ...core.graph import Graph, Tensor
from ...core.provenance import PACKAGE, SourceLine
from ...core.trace import trace
from ...core.tree import leaves
from ...core.types import TensorType
from ...draw.values import short_number
from .compare import Blank, Misfit, difference, kind, plain


class Raised(Exception):
    """The student's own function stopped with an error."""


@dataclass(frozen=True)
class Values:
    """A number, an array, a word, a type, or containers of these.

    shown: a wrong answer is told what was expected.  Otherwise, as for any question whose answer is one
    number to find, it is told only what it is, and on which side of the truth.
    """

    rtol: float = 1e-3
    shown: bool = False

    def results(self, answer):
        return [("", plain(answer))]


@dataclass(frozen=True, init=False)
class Calls:
    """A function, called with hidden examples: Calls((2.0, 3.0), (x, y)), one tuple of arguments for each call."""

    examples: tuple[tuple, ...]
    rtol: float
    shown = True

    def __init__(self, *examples, rtol=1e-4):
        object.__setattr__(self, "examples", examples)
        object.__setattr__(self, "rtol", rtol)

    def results(self, answer):
        if not callable(answer):
            raise Misfit(f"wanted is a function, and your answer is {kind(answer)}; hand it over without calling it")
        names = _argument_names(answer)
        return [(_call(names, args), _called(answer, args)) for args in self.examples]


@dataclass(frozen=True, init=False)
class Graphs:
    """A graph; or, if there are types, a function that is traced with them.

    Two graphs are the same if they take and return the same types and give the same numbers.
    arrays: what they are run on, by default random numbers.   at_most: it may not have more equations than that.
    structure: they must also have the same equations; their names and order do not matter.
    """

    types: tuple
    arrays: tuple | None
    structure: bool
    at_most: int | None
    rtol: float
    shown = True

    def __init__(self, *types, arrays=None, structure=False, at_most=None, rtol=1e-4):
        for name, value in dict(types=types, arrays=arrays, structure=structure, at_most=at_most, rtol=rtol).items():
            object.__setattr__(self, name, value)

    def results(self, answer):
        graph = self._graph(answer)
        found = [
            ("what it takes: ", [str(x.type) for x in graph.inputs]),
            ("what it returns: ", [str(y.type) for y in graph.outputs]),
        ]
        arrays = self.arrays or [_random(x.type, seed) for seed, x in enumerate(graph.inputs)]
        try:
            values = leaves(graph(*deepcopy(arrays)))
        except GraphError:  # it takes other types than the arrays have, which the first pair says already
            return found
        where = "run on its example" if self.arrays else "run on random numbers"
        found += [(f"{where}, {name}: ", plain(v)) for name, v in zip(output_names(graph), values, strict=True)]
        if self.at_most is not None:
            fits = len(graph.equations) <= self.at_most
            size = f"at most {self.at_most} equations" if fits else f"{len(graph.equations)}"
            found.append(("the numbers agree, the size does not: ", size))
        if self.structure:
            counts = Counter(eqn.op.name for eqn in graph.equations)
            found.append(("the numbers agree, the equations do not: ", ", ".join(_counted(counts))))
            found.append((_READ_OTHERWISE, _digest(graph)))
        return found

    def _graph(self, answer):
        if isinstance(answer, Graph) and not self.types:
            return answer
        if not self.types:
            raise Misfit(f"wanted is a graph, and your answer is {kind(answer)}; trace() makes one")
        if isinstance(answer, Graph) or not callable(answer):
            raise Misfit(f"wanted is a function to be traced, and your answer is {kind(answer)}")
        traced = wraps(answer)(lambda *args: _given(answer(*args)))
        return _guarded(lambda: trace(traced, *self.types))


_READ_OTHERWISE = "the equations are the same ops, but read one another differently"  # said without the digests


def same(answers, expected, found):
    """None if the results agree; otherwise a sentence about the first difference."""
    for (where, a), (mine, b) in zip(expected, found):
        said = difference(a, b, answers.rtol, answers.shown)
        if said:
            return _READ_OTHERWISE if mine == _READ_OTHERWISE else (mine or where) + said
    return None


def fingerprint(results):
    """A short text that is the same for the same answer."""
    return short_hash("\n".join(_told(v) for _, v in results))


def short_hash(text):
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _told(value):
    if isinstance(value, np.ndarray):
        return f"{value.shape} " + " ".join(f"{x:.12g}" for x in value.astype(float).ravel())
    if isinstance(value, dict):
        return " ".join(f"{k}: {_told(v)}" for k, v in sorted(value.items()))
    return " ".join(map(_told, value)) if isinstance(value, list) else str(value)


# ---- running what a student wrote -------------------------------------------


def _called(function, args):
    value = _guarded(lambda: _given(function(*deepcopy(args))))
    try:
        return plain(value)
    except Misfit:
        raise Misfit(f"your function returns {kind(value)}") from None


def _guarded(call):
    """The value of call(), or Raised with what went wrong and on which line."""
    try:
        with np.errstate(all="ignore"):
            return call()
    except Blank:
        raise
    except Exception as problem:  # whatever a student's function may raise is told to the student
        name = "" if isinstance(problem, GraphError) else f"{type(problem).__name__}: "
        message = f"your function stops with an error: {name}{problem}"
        raise Raised(message + ("" if getattr(problem, "located", False) else _where(problem))) from None


def _given(value):
    if value is None or value is ...:
        raise Blank("your function returns nothing yet")
    return value


def _where(problem):
    """The line of the student's that stopped, for the end of a sentence."""
    for frame in reversed(traceback.extract_tb(problem.__traceback__)):
        if not frame.filename.startswith(PACKAGE) and "site-packages" not in frame.filename:
            line = SourceLine(frame.filename, frame.lineno)
            return f"    ({line})"
    return ""


def _argument_names(function):
    try:
        return [p.name for p in inspect.signature(function).parameters.values() if p.kind < p.VAR_POSITIONAL]
    except (TypeError, ValueError):
        return []


def _call(names, args):
    """ "for x = 2, y = [1, 3]: " """
    if not args:
        return ""
    names = names if len(names) >= len(args) else [f"argument {i}" for i in range(len(args))]
    return "for " + ", ".join(f"{n} = {_shown(a)}" for n, a in zip(names, args)) + ": "


def _shown(value: Any):
    if isinstance(value, (np.ndarray, float, int, np.generic)) and not isinstance(value, bool):
        a = np.asarray(value)
        if a.ndim == 0:
            return short_number(a)
        return f"[{', '.join(map(_shown, a))}]" if a.size <= 6 else kind(a)
    return repr(value) if len(repr(value)) < 40 else kind(value)


# ---- graphs ------------------------------------------------------------------


def _random(t: TensorType, seed):
    rng = np.random.default_rng(seed)
    if t.is_float:
        return np.asarray(rng.uniform(-1, 1, t.shape), t.dtype)
    return np.asarray(rng.integers(0, 2, t.shape), t.dtype)


def _counted(counts):
    return [f"{n} {name}" for name, n in sorted(counts.items())]


def _digest(graph):
    """A text that two graphs share if they have the same equations, whatever their names and order."""
    known: dict[Tensor, str] = {x: f"input {i}" for i, x in enumerate(graph.inputs)}
    for eqn in graph.equations:
        params = " ".join(f"{k}={_told(plain(v))}" for k, v in sorted(eqn.params.items()) if v is not None)
        text = f"{eqn.op.full_name} {params} {' '.join(known[x] for x in eqn.inputs)}"
        known[eqn.output] = short_hash(text)
    return " ".join(known[y] for y in graph.outputs)
