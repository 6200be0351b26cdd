"""The schedule: which equations run one after the other, and which are cut into blocks for several threads.

A program is a list of steps.  A Line is one equation.  A Section is a list of groups that do not
need each other, handed to the threads once; a Group is a chain of equations that are computed
together, block by block, so that what one equation writes is still in the cache for the next.
Waking a thread takes a while, so a Start wakes it before the Section is ready, with little things to do first.
Blocks are rows, or columns of flat matrix products.
"""

from __future__ import annotations

from collections import deque

from ..ops import dot
from ..transform.cost import seconds
from . import tiling
from .kernels import is_elementwise
from .steps import Line, Start
from .tiling import is_large


def schedule(graph, reads, threads, deterministic=False):
    """The steps that compute a graph.   reads: what each of its computing equations reads, as find_reads() says.

    One thread, or too little to do: straight lines, in the order of the graph.
    """
    cost = {eqn: seconds(eqn) for eqn in reads}
    large = {eqn for eqn in reads if is_large(eqn, cost)}
    if threads == 1 and not deterministic or not large:
        return tuple(Line(eqn) for eqn in reads)
    steps: list = []
    ready = _Ready(reads)
    lead = _leads_to(reads, large)
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
            beside = list(dict.fromkeys([*beside, *ready.now()]))
        small = _chains([eqn for eqn in beside if eqn in ready], ready, None, inside)
        early, late = _begun(steps, small, reads, cost)
        small = [chain for chain in small if chain not in early]
        steps.append(tiling.section(chains + small, cost, threads, deterministic, late))
    return tuple(steps)


def _begun(steps, chains, reads, cost):
    """Let helpers begin with some of these small chains, before the last lines of steps: puts a Start in between.

    Returns the chains that are begun, and by how many seconds the helpers will be late for the section.
    """
    lines = 0  # how many lines there are since the last section
    while lines < len(steps) and isinstance(steps[-1 - lines], Line):
        lines += 1
    made = {step.equation.output: i for i, step in enumerate(steps[len(steps) - lines :], len(steps) - lines + 1)}
    from_ = [max((made.get(x, 0) for eqn in chain for x, _ in reads[eqn]), default=0) for _, chain in chains]
    for at in sorted({i for i in from_ if i >= len(steps) - lines}):
        early = [chain for chain, i in zip(chains, from_, strict=True) if i <= at]
        work = sum(cost[eqn] for _, chain in early for eqn in chain)
        rest = sum(cost[step.equation] for step in steps[at:])
        if 0 < rest <= tiling.WAKE + work:  # earlier, and the helper would be asleep again when the section begins
            start = tiling.section(early, cost, 1, False)
            steps.insert(at, Start(start.groups, start.order))
            return early, tiling.WAKE + work - rest
    return [], tiling.WAKE


def _leads_to(reads, large):
    """The equations that some large equation depends on."""
    maker = {eqn.output: eqn for eqn in reads}
    found: set = set()
    for eqn in reversed(list(reads)):
        if eqn in large or eqn in found:
            found.update(maker[x] for x, _ in reads[eqn] if x in maker)
    return found


class _Ready:
    """Which equations could run now; each is looked at once for each of its inputs."""

    def __init__(self, reads):
        self.reads = reads
        maker = {eqn.output: eqn for eqn in reads}
        self._waits = {eqn: len({x for x, _ in read if x in maker}) for eqn, read in reads.items()}
        self._readers: dict = {}
        for eqn, read in reads.items():
            for x in {x for x, _ in read}:
                self._readers.setdefault(x, []).append(eqn)
        self._order = {eqn: i for i, eqn in enumerate(reads)}
        self._now = {eqn: None for eqn in reads if not self._waits[eqn]}  # a set that keeps its order

    def __bool__(self):
        return bool(self._now)

    def now(self):
        """The equations that wait for nothing, in the order of the graph."""
        return sorted(self._now, key=self._order.__getitem__)

    def __contains__(self, eqn):
        return eqn in self._now

    def readers(self, eqn):
        """Who reads the output of eqn."""
        return self._readers.get(eqn.output, [])

    def take(self, eqn):
        """eqn runs; its readers wait for one less."""
        del self._now[eqn]
        for reader in self.readers(eqn):
            self._waits[reader] -= 1
            if not self._waits[reader]:
                self._now[reader] = None
        return eqn


def _chains(seeds, ready, cost, inside):
    """For the seeds the equations that can follow them block by block, taken from ready: [(axis, equations)].

    Seeds that are no matrix products and have as many rows make one chain: what follows may need them all.
    inside: what this section computes already; only its own chain may read it.
    cost: what small equations cost, which are left out of what is cut; None where nothing will be cut.
    """
    chains, started = [], {}
    for seed in seeds:
        alone = cost is None or seed.op is dot
        started.setdefault(seed if alone else seed.output.shape[:1], []).append(seed)
    for first, *others in started.values():
        chain, own, axis = [], set(), _axis(first)
        queue = deque([first, *others])
        while queue:
            eqn = queue.popleft()
            if eqn not in ready:
                continue
            reads = ready.reads[eqn]
            if any(x in inside for x, _ in reads):
                continue
            if chain and not _follows(eqn, chain[0], reads, own, axis, cost):
                continue
            ready.take(eqn)
            chain.append(eqn)
            own.add(eqn.output)
            queue.extend(ready.readers(eqn))
        if chain:
            chains.append((axis, _late(chain, ready.reads)))
            inside |= own
    return chains


def _late(chain, reads):
    """The chain with each seed right before the first that reads it: until then it would only fill the cache."""
    maker = {eqn.output: eqn for eqn in chain}
    read = {x for eqn in chain for x, _ in reads[eqn]}
    order: dict = {}  # a set that keeps its order
    for eqn in chain:
        inputs = [maker[x] for x, _ in reads[eqn] if x in maker]
        if inputs or eqn.output not in read:
            order.update(dict.fromkeys([*inputs, eqn]))
    return list(order)


def _axis(seed):
    """Rows lie in one piece.  But a flat matrix product is cut by columns: by rows, all would read the right matrix."""
    shape = seed.output.shape
    flat = seed.op is dot and len(shape) == 2 and shape[1] >= max(4 * shape[0], 2 * tiling.GRAIN)
    return 1 if flat else 0


def _follows(eqn, first, reads, own, axis, cost):
    """Can the blocks of eqn be computed from the same blocks of what the chain computes?

    cost: small equations are left out of what is cut; None where nothing will be.
    """
    if cost is not None and cost[eqn] < tiling.LARGE / 10:
        return False
    if axis == 0:
        return eqn.output.shape[:1] == first.output.shape[:1] != () and all(by_row for x, by_row in reads if x in own)
    same = is_elementwise(eqn) and eqn.output.shape == first.output.shape
    return same and all(any(x is y for y in eqn.inputs) and x.shape == first.output.shape for x, _ in reads if x in own)
