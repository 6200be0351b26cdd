"""The kinds of answers that an exercise may want: Values, Calls (a function) and Graphs.

Each turns an answer into results, pairs of (where, plain value), that can be compared and told apart.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps

import numpy as np

from ...core.calling.arguments import output_names
from ...core.calling.errors import GraphError
from ...core.graph import Graph, Tensor
from ...core.trace import trace
from ...core.tree import leaves
from ...core.types import TensorType
from .compare import Misfit, difference, kind, plain
from .running import argument_names, call_text, called, given, guarded


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
        names = argument_names(answer)
        return [(call_text(names, args), called(answer, args)) for args in self.examples]


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
        traced = wraps(answer)(lambda *args: given(answer(*args)))
        return guarded(lambda: trace(traced, *self.types))


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
