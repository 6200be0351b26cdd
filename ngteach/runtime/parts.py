"""Parts: a batch cut into equal parts, each computed from end to end by one thread, in memory of its own.

A graph of many middling equations gains little from threads that meet after every one of them.  But most of a training
step treats each example by itself: one thread can compute the forward and the adjoint equations of the first half of
the examples, and another those of the second.  Only sums over the batch, such as the adjoints of weights, need both:
each part leaves its summand, and what follows adds them up.  This is data parallelism, inside one machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType

from ..core.graph import Equation, Graph, Tensor, needed
from ..ops import broadcast, constant, scatter_add, sum
from ..transform.cost import CALL, seconds
from .batch_axis import SUMMED, batch_axis
from .part_graph import PartGraph, lengths_cut

WORTH = 1e-3  # seconds of work inside the parts; below, the threads would be woken for too little
INSIDE = 0.6  # of all work, at least, must be inside the parts
ADDED = 0.05  # of the work inside, at most, may it take to add the summands up
CHEAP = 0.02  # of all work; a sum over the batch that takes no more, and that the parts need, is computed before them
MANY = 60  # equations, at least
MIDDLING = 200e-6  # seconds; equations that take longer on the average are better tiled one by one
MEMORY = 10e9  # bytes a second, when summands are written and added up
MOST = 4  # parts, where their number must not depend on that of the threads


class InParts:
    """Stands for an op in the equations whose outputs the parts leave."""

    name, kind, forward, built_in = "in_parts", "compute", None, True


@dataclass(frozen=True, eq=False)
class Split:
    """A graph cut in two: what one part computes, and everything else.

    whole: the graph that was cut.   main: its other equations; those of InParts stand for what the parts leave.
    part: the graph of one part.   count: how many there are.
    given: for each input of a part, (tensor of main, is it cut along its first axis?).
    left: for each output of a part, (tensor of main, is it a summand, or else rows?).
    before: the equations of main that the parts need.   origin: {equation of main or part: that of the whole graph}.
    """

    whole: Graph
    main: Graph
    part: Graph
    count: int
    given: tuple[tuple[Tensor, bool], ...]
    left: tuple[tuple[Tensor, bool], ...]
    before: frozenset
    origin: dict


def split_batch(graph, aliases, reads, threads, deterministic):
    """The Split of a graph that is worth it, or None."""
    cost = {eqn.output: seconds(eqn) for eqn in reads}
    if math.fsum(cost.values()) < WORTH:
        return None
    tried: set = set()
    for x in graph.inputs:
        size = x.shape[0] if x.shape else 1
        if size < 2 or size in tried or len(tried) == 4:
            continue
        tried.add(size)
        alike = {y for y in graph.inputs if y is x or x.dtype.kind in "iu" and y.type == x.type}
        flow = _Flow(graph, aliases, cost, alike)
        count = _count(flow, threads, deterministic)
        if count > 1 and (found := _cut(graph, aliases, flow, count)) is not None:
            return found
    return None


class _Flow:
    """How the examples pass through a graph, if they lie along the first axis of some inputs.

    axis: {tensor: the axis of its examples}, where each part computes its part.
    summed: tensors of which each part computes a summand.   later: what depends on all of a batch.
    lengths: of all axes that are cut.
    """

    def __init__(self, graph, aliases, cost, inputs):
        self.axis = dict.fromkeys(inputs, 0)
        self.wanted: dict = {}  # equation -> the axis of each of its inputs that a part needs its part of
        self.summed: dict = {}
        self.lengths = {x.shape[0] for x in inputs}
        self._later: set = set()
        self._graph, self._aliases, self._cost = graph, aliases, cost
        self._producer = graph.producer
        self.total = total = math.fsum(cost.values())
        behind: dict = {}  # tensor -> seconds that it takes, from the inputs on; what is used twice counts twice
        for eqn in graph.equations:
            y = eqn.output
            behind[y] = min(total, cost.get(y, 0.0) + math.fsum(behind.get(x, 0.0) for x in eqn.inputs))
            if not self._later.isdisjoint(eqn.inputs):
                self._later.add(y)
                continue
            axes = [self.axis.get(x) for x in eqn.inputs]
            if all(a is None for a in axes):
                continue
            found = self._passes(eqn, axes)
            if found is not None and found[0] != SUMMED:
                self.axis[y], self.wanted[eqn] = found
                self.lengths.add(y.shape[found[0]])
            elif not (behind[y] < CHEAP * total and self._compute_before(y)):
                self._later.add(y)
                if found is not None:
                    self.summed[y], self.wanted[eqn] = found
        self.inside = [eqn for eqn in graph.equations if eqn in self.wanted]
        self.work = math.fsum(cost.get(eqn.output, 0.0) for eqn in self.inside)
        self.calls = len([eqn for eqn in self.inside if eqn.output in cost])
        self.added = math.fsum(eqn.output.type.nbytes for eqn in self.inside if eqn.output in self.summed)

    def _passes(self, eqn, axes):
        """What batch_axis() says, if what the examples share can be cut as well where that is needed."""
        found = batch_axis(eqn, axes)
        if found is None:
            return None
        if eqn.op is scatter_add and not self._is_zero(eqn.inputs[0]):
            return None
        for x, there, axis in zip(eqn.inputs, axes, found[1], strict=True):
            if axis is not None and there is None:
                cut = lengths_cut(self._producer, self._aliases, x, axis)
                if cut is None:
                    return None
                self.lengths |= cut
        return found

    def _is_zero(self, x):
        eqn = self._producer.get(x)
        while eqn is not None and eqn.op is broadcast:
            eqn = self._producer.get(eqn.inputs[0])
        return eqn is not None and eqn.op is constant and not eqn.params["value"].any()

    def _compute_before(self, y):
        """Take what y is made of out of the parts; False if they could not read it then."""
        found, todo = {}, [x for x in self._producer[y].inputs if x in self.axis]
        while todo:
            x = todo.pop()
            found[x] = eqn = self._producer.get(x)
            todo += [z for z in (eqn.inputs if eqn else ()) if z in self.axis and z not in found]
        if any(self.axis[x] != 0 for x in found if not self._aliases.is_view(x)):
            return False
        for x, eqn in found.items():
            del self.axis[x]
            self.wanted.pop(eqn, None)
        return True


def _count(flow, threads, deterministic):
    """How many parts: of equal size, and not more than there are threads; 1 if it is not worth it."""
    if not flow.calls:
        return 1
    most = min(MOST if deterministic else threads, _most(flow))
    return max((n for n in range(1, most + 1) if all(d % n == 0 for d in flow.lengths)), default=1)


def _most(flow):
    """How many parts are worth their while: more parts are more calls, and each call takes Python's lock."""
    calls = flow.calls
    much = flow.work > max(WORTH, INSIDE * flow.total) and calls >= MANY and flow.work < calls * MIDDLING
    if not much or flow.added / MEMORY > ADDED * flow.work:
        return 1
    return math.isqrt(int(flow.work / (calls * CALL)))


def _cut(graph, aliases, flow, count):
    """The Split, or None if something that is needed outside does not have its examples along the first axis."""
    inside = {eqn.output for eqn in flow.inside}
    wanted, views = set(), set()
    outside = [eqn for eqn in graph.equations if eqn.output not in inside]
    todo = [*graph.outputs, *(x for eqn in outside for x in eqn.inputs)]
    while todo:
        x = todo.pop()
        if x in inside and x not in wanted:
            wanted.add(x)
            if aliases.is_view(x):  # it looks at something: that is left, and the view made outside as well
                views.add(x)
                todo += graph.producer[x].inputs
    left = [eqn for eqn in flow.inside if eqn.output in wanted and not aliases.is_view(eqn.output)]
    if not left or any(flow.axis.get(eqn.output, 0) != 0 for eqn in left):
        return None
    part = PartGraph(graph, aliases, flow, count)
    part_graph = part.graph([eqn.output for eqn in left])
    before = frozenset(needed(outside, [x for x, _ in part.given]))
    after = [eqn for eqn in graph.equations if eqn not in before and (eqn.output not in inside or eqn.output in views)]
    stand_ins, sums, origin, first = [], [], dict(part.origin), tuple(x for x, _ in part.given)
    for number, eqn in enumerate(left):
        y, summed = eqn.output, eqn.output in flow.summed
        stack = Tensor(y.type.with_shape((count, *y.shape)), f"{y.name}_parts") if summed else y
        stand_in = Equation(stack, InParts, () if number else first, MappingProxyType({"number": number}), eqn.line)
        stand_ins.append(stand_in)
        origin[stand_in] = eqn
        if summed:
            added = {"axis": (0,), "keepdims": False}
            sums.append(Equation(y, sum, (stack,), MappingProxyType(added), eqn.line, eqn.adjoint_of))
            origin[sums[-1]] = eqn
    equations = (*(eqn for eqn in graph.equations if eqn in before), *stand_ins, *sums, *after)
    main = Graph(graph.name, graph.inputs, equations, graph.outputs, graph.input_tree, graph.output_tree)
    given = tuple(part.given)
    is_sum = tuple((s.output, eqn.output in flow.summed) for s, eqn in zip(stand_ins, left, strict=True))
    return Split(graph, main, part_graph, count, given, is_sum, before, origin)
