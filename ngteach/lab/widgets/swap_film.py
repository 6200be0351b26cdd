"""A film of a tiny training run, equation by equation: what is read from and written to which buffer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...core.graph import Equation, Graph, evaluate, replay
from ...core.trace import current_trace, trace
from ...core.types import f32
from ...train.derive import derive_training
from ...transform.phases import phases
from ...transform.pipeline import optimize

FIRST = {"W0": 1.5, "W1": 0.5}
DATA = {"x": 1.0, "labels": 2.0, "learning_rate": 0.2}
STEPS = 6


@dataclass(frozen=True)
class Moment:
    """What there is after one equation of one step has run, or after the swap at its end (equation is None).

    sets: {"A": {"W0": number}}, NaN where nothing was written yet.   values: of this step so far, {name: number}.
    reads, writes: buffers such as ("A", "W1").   overwritten: weights that were read after their successor was written.
    """

    step: int
    place: int  # how many equations of this step have run
    equation: Equation | None
    now: str  # the set that is read
    sets: Mapping[str, Mapping[str, float]]
    values: Mapping[str, float]
    reads: tuple[tuple[str, str], ...] = ()
    writes: tuple[tuple[str, str], ...] = ()
    overwritten: tuple[str, ...] = ()


def training_graph():
    """The training function of y = W1 * (W0 * x), derived, with each next weight as early as it can be computed.

    Without state any order is right that defines a value before it is used; this is the one that saves most memory.
    """

    def two_weights(x, W0, W1):
        h = _named("h", W0 * x)
        return _named("y", W1 * h)

    def squared_error(y, labels):
        e = _named("e", y - labels)
        return e * e

    one = f32[()]
    inference = trace(two_weights, one, one, one)
    derived = derive_training(inference, squared_error, "sgd", list(FIRST), labels=one)
    return early(optimize(derived)[0])


def early(graph):
    """The same graph, where what computes a next weight runs as soon as its inputs are there."""
    updates = [eqn for eqn, phase in phases(graph).items() if phase == "update"]
    ordered, defined = [], set(graph.inputs)
    for eqn in graph.equations:
        for e in [eqn, *updates]:
            if e.output not in defined and all(x in defined for x in e.inputs):
                ordered.append(e)
                defined.add(e.output)
    return Graph(graph.name, graph.inputs, tuple(ordered), graph.outputs, graph.input_tree, graph.output_tree)


def film(graph, in_place=(), steps=STEPS):
    """Every Moment of some steps, computed by replay on real arrays.

    in_place: the weights that have one buffer, which both sets share: their next value is written over the present one.
    """
    sets = {s: {w: np.array(np.nan, np.float32) for w in FIRST} for s in "AB"}
    for w, first in FIRST.items():
        sets["A"][w][...] = first
        if w in in_place:
            sets["B"][w] = sets["A"][w]
    moments = [Moment(0, 0, None, "A", _numbers(sets), {})]
    now, following = "A", "B"
    for step in range(steps):
        moments += _one_step(graph, step, now, following, sets, in_place)
        now, following = following, now
        moments.append(Moment(step, len(graph.equations) + 1, None, now, _numbers(sets), moments[-1].values))
    return tuple(moments)


def _one_step(graph, step, now, following, sets, in_place):
    """The moments of one step: it reads one set of buffers and writes the other."""
    moments, values, written = [], {}, set()

    def emit(eqn, *arrays):
        read = [x.name for x in eqn.inputs if x.name in FIRST]
        result = np.asarray(evaluate(eqn, *arrays))
        weight = eqn.output.name.removesuffix("_next")
        writes = ()
        if weight in FIRST:
            np.copyto(sets[following][weight], result)  # the other set's buffer; the same one, if it is in place
            result, writes = sets[following][weight], ((following, weight),)
        values[eqn.output.name] = float(result)
        late = tuple(w for w in read if w in written & set(in_place))
        reads = tuple((now, w) for w in read)
        moments.append(Moment(step, len(moments) + 1, eqn, now, _numbers(sets), dict(values), reads, writes, late))
        written.update([weight] if writes else [])
        return result

    inputs = [sets[now][x.name] if x.name in FIRST else np.asarray(DATA[x.name], np.float32) for x in graph.inputs]
    replay(graph, inputs, emit)
    return moments


def differing(moment, right):
    """The names of values and buffers that are not what two sets of buffers make of them."""
    wrong = [n for n, v in moment.values.items() if v != right.values[n]]
    if moment.equation is None:  # between two steps, the weights are those of the set that is read next
        here, there = moment.sets[moment.now], right.sets[right.now]
        wrong += [w for w in FIRST if here[w] != there[w]]
    return wrong


def last_user(graph, weight):
    """The last equation that reads this weight."""
    return graph.users[graph[weight]][-1]


def other_set(name):
    """The set of buffers that is written while this one is read."""
    return "B" if name == "A" else "A"


def _named(name, x):
    current_trace().rename(x, name)  # only a user's own lines give names, not those of the kit
    return x


def _numbers(sets):
    return {s: {w: float(a) for w, a in weights.items()} for s, weights in sets.items()}
