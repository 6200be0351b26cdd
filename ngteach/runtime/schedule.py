"""The schedule: which equations run one after the other, and which are cut into blocks for several threads.

A program is a list of steps.  A Line is one equation.  A Section is a list of groups that do not
need each other, handed to the threads once; a Group is a chain of equations that are computed
together, block by block, so that what one equation writes is still in the cache for the next.
Blocks are rows, or columns where that is better: of a matrix product each thread then
needs only its columns of the right matrix, which is usually the larger one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from ..cost import seconds
from ..graph import Equation

WAKE = 50e-6  # seconds until another thread has begun; a section that saves less is not worth it
LARGE = 30e-6  # seconds; an equation below this stays on one thread, for threads that make many
#                small calls only pass Python's lock to and fro
GRAIN = 16  # rows or columns: BLAS computes that many at once
CACHE = 2**19  # bytes of one block of one value, where nothing but memory limits the speed


@dataclass(frozen=True)
class Line:
    """One equation, run by the calling thread."""

    equation: Equation


@dataclass(frozen=True)
class Group:
    """Equations that are computed block by block: each block of one needs only the same block of the others.

    axis: 0 if blocks are rows, 1 if they are columns.   size: how many there are.   blocks: from, to.
    """

    equations: tuple[Equation, ...]
    axis: int
    size: int
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Section:
    """Groups that do not depend on each other: their blocks are handed out to the threads together."""

    groups: tuple[Group, ...]


def row_flags(eqn):
    """For each input: are its rows lo:hi enough for the rows lo:hi of the output?"""
    return eqn.op.rows(*[x.type for x in eqn.inputs], **eqn.params)


def computing(graph):
    """The equations that compute something: all but views."""
    return [eqn for eqn in graph.equations if eqn.op.kind != "view"]


def schedule(graph, calls, threads, deterministic=False):
    """The steps for calls, the graph's computing equations with their reads: {equation: ((tensor, by_row), ...)}.

    One thread, or too little to do: straight lines, in the order of the graph.
    """
    cost = {eqn: seconds(eqn) for eqn in calls}
    if threads == 1 and not deterministic or not any(_large(eqn, cost) for eqn in calls):
        return tuple(Line(eqn) for eqn in calls)
    steps: list = []
    ready = _Ready(calls)
    large = {eqn for eqn in calls if _large(eqn, cost)}
    lead = _leads_to(calls, large)
    while ready:
        seeds = [eqn for eqn in ready.now() if eqn in large]
        if not seeds:  # what stands in the way of the next large one comes first
            first = [eqn for eqn in ready.now() if eqn in lead] or ready.now()
            steps += [Line(ready.take(eqn)) for eqn in first]
            continue
        inside: set = set()
        beside = [eqn for eqn in ready.now() if eqn in lead and eqn not in large]  # done while a helper wakes up
        chains = _chains(seeds, ready, cost, inside)
        large.difference_update(*[chain for _, chain in chains])
        if not large:  # the last section takes what little is left to do along
            beside += [eqn for eqn in ready.now() if eqn not in beside]
        chains += _chains([eqn for eqn in beside if eqn in ready.now()], ready, None, inside)
        steps.append(_section(chains, cost, threads, deterministic))
    return tuple(steps)


def _large(eqn, cost):
    return cost[eqn] > LARGE and bool(eqn.output.shape) and eqn.output.shape[0] > 1 and any(row_flags(eqn))


def _leads_to(calls, large):
    """The equations that some large equation depends on."""
    maker = {eqn.output: eqn for eqn in calls}
    found: set = set()
    for eqn in reversed(list(calls)):
        if eqn in large or eqn in found:
            found.update(maker[x] for x, _ in calls[eqn] if x in maker)
    return found


class _Ready:
    """Which equations could run now; each is looked at once for each of its inputs."""

    def __init__(self, calls):
        self.calls = calls
        maker = {eqn.output: eqn for eqn in calls}
        self._waits = {eqn: len({x for x, _ in reads if x in maker}) for eqn, reads in calls.items()}
        self._readers: dict = {}
        for eqn, reads in calls.items():
            for x in {x for x, _ in reads}:
                self._readers.setdefault(x, []).append(eqn)
        self._order = {eqn: i for i, eqn in enumerate(calls)}
        self._now = [eqn for eqn in calls if not self._waits[eqn]]

    def __bool__(self):
        return bool(self._now)

    def now(self):
        """The equations that wait for nothing, in the order of the graph."""
        self._now.sort(key=self._order.__getitem__)
        return tuple(self._now)

    def readers(self, eqn):
        """Who reads the output of eqn."""
        return self._readers.get(eqn.output, [])

    def take(self, eqn):
        """eqn runs; its readers wait for one less."""
        self._now.remove(eqn)
        for reader in self.readers(eqn):
            self._waits[reader] -= 1
            if not self._waits[reader]:
                self._now.append(reader)
        return eqn


def _chains(seeds, ready, cost, inside):
    """For each seed the equations that can follow it block by block, taken from ready: [(axis, equations)].

    inside: what this section computes already; only its own chain may read it.
    """
    chains = []
    for seed in seeds:
        chain, own, axis = [], set(), _axis(seed)
        queue = deque([seed])
        while queue:
            eqn = queue.popleft()
            if eqn not in ready.now():
                continue
            reads = ready.calls[eqn]
            if any(x in inside for x, _ in reads):
                continue
            if chain and not _follows(eqn, chain[0], reads, own, axis, cost):
                continue
            ready.take(eqn)
            chain.append(eqn)
            own.add(eqn.output)
            queue.extend(ready.readers(eqn))
        if chain:
            chains.append((axis, chain))
            inside |= own
    return chains


def _axis(seed):
    """Matrix products are cut along their longer axis, so that the smaller matrix is packed twice; all else by rows."""
    shape = seed.output.shape
    return 1 if seed.op.name == "dot" and len(shape) == 2 and shape[1] > shape[0] and shape[1] >= 2 * GRAIN else 0


def _follows(eqn, first, reads, own, axis, cost):
    """Can the blocks of eqn be computed from the same blocks of what the chain computes?

    cost: small equations are left out of what is cut; None where nothing will be.
    """
    if cost is not None and cost[eqn] < LARGE / 10:
        return False
    if axis == 0:
        return eqn.output.shape[:1] == first.output.shape[:1] != () and all(by_row for x, by_row in reads if x in own)
    same = eqn.op.kind == "elementwise" and eqn.output.shape == first.output.shape
    return same and all(x in eqn.inputs and x.shape == first.output.shape for x, _ in reads if x in own)


def _section(chains, cost, threads, deterministic):
    total = sum(cost[eqn] for _, chain in chains for eqn in chain)
    groups = []
    for axis, chain in sorted(chains, key=lambda c: -sum(cost[eqn] for eqn in c[1])):
        shape = chain[0].output.shape
        size = shape[axis] if shape else 1
        cut = size > 1 and cost[chain[0]] > LARGE and (axis == 1 or any(row_flags(chain[0])))
        count = _count(chain, sum(cost[eqn] for eqn in chain), total, threads, deterministic) if cut else 1
        groups.append(Group(tuple(chain), axis, size, _blocks(size, count)))
    return Section(tuple(groups))


def _count(chain, own, total, threads, deterministic):
    """How many blocks: for matrix products few, as each packs its operands anew; otherwise what fits the cache."""
    if any(eqn.op.name == "dot" for eqn in chain):
        return max(1, round(own / (300e-6 if deterministic else total / threads)))
    widest = max(eqn.output.type.nbytes for eqn in chain)
    return max(-(-widest // CACHE), 1 if deterministic or own < 2 * WAKE else threads)


def _blocks(size, count):
    """The block limits, on multiples of GRAIN where there is enough."""
    step = -(-size // count)
    step = -(-step // GRAIN) * GRAIN if step >= 2 * GRAIN else max(step, 1)
    return tuple((lo, min(lo + step, size)) for lo in range(0, size, step)) or ((0, size),)
