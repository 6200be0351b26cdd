"""The schedule: which equations run one after the other, and which are tiled into blocks for several threads.

A program is a list of steps.  A Line is one equation.  A ParallelRegion is a list of groups that do not need each
other, handed to the threads at once; the equations of a FusedGroup are computed together, block by block, so that what
one equation writes is still in the cache for the next.
Waking a thread takes a while, so a HeadStart wakes it before the region begins, with little things to do first.
Blocks are rows, or columns of flat matrix products.
"""

from __future__ import annotations

from collections import deque

from ..ops import dot
from ..transform.cost import one_pass, seconds
from . import tiling
from .kernels import is_elementwise
from .steps import HeadStart, Line
from .tiling import is_large


def schedule(reads, threads, deterministic=False):
    """The steps that compute a graph.   reads: its computing equations, and what each of them reads (aliases.py).

    One thread, or too little to do: straight lines, in the order of the graph.
    """
    # A reshape that cannot be a view costs no operation, but a copy.
    cost = {eqn: seconds(eqn) or one_pass(eqn.output.type) for eqn in reads}
    large = {eqn for eqn in reads if is_large(eqn, cost)}
    if threads == 1 and not deterministic or not large:
        return tuple(Line(eqn) for eqn in reads)
    steps: list = []
    soon = _leads_to(reads, large) | _make_room(reads)
    ready = _Ready(reads, large, soon)
    while ready:
        anchors = ready.now("large")
        if not anchors:  # what stands in the way of the next large one comes first
            steps += [Line(ready.take(eqn)) for eqn in ready.now("soon") or ready.now("later")]
            continue
        if early := _unlocking(ready, soon, large):
            steps += [Line(ready.take(eqn)) for eqn in early]
            continue
        in_region: set = set()
        meanwhile = ready.now("soon")  # as a helper wakes up
        tiled = _fuse(anchors, ready, cost, in_region)
        large.difference_update(*[equations for _, equations in tiled])
        if not large:  # the last region takes along what little is left to do
            meanwhile = list(dict.fromkeys([*meanwhile, *ready.now("soon", "later")]))
        whole = _fuse([eqn for eqn in meanwhile if eqn in ready], ready, None, in_region)
        begun, delay = _give_head_start(steps, whole, reads, cost)
        whole = [group for group in whole if group not in begun]
        steps.append(tiling.parallel_region(tiled + whole, cost, threads, deterministic, delay))
    return tuple(steps)


def _give_head_start(steps, groups, reads, cost):
    """Let helpers begin with some of these small groups before the last lines of steps: puts a HeadStart in between.

    groups: [(axis, equations)].
    Returns those that are begun, and the seconds from the beginning of the region until the helpers join it.
    """
    lines = 0  # how many lines there are since the last region
    while lines < len(steps) and isinstance(steps[-1 - lines], Line):
        lines += 1
    made = {step.equation.output: i for i, step in enumerate(steps[len(steps) - lines :], len(steps) - lines + 1)}
    ready_at = [max((made.get(x, 0) for eqn in group for x, _ in reads[eqn]), default=0) for _, group in groups]
    for at in sorted({i for i in ready_at if i >= len(steps) - lines}):
        begun = [group for group, i in zip(groups, ready_at, strict=True) if i <= at]
        work = sum(cost[eqn] for _, group in begun for eqn in group)
        rest = sum(cost[step.equation] for step in steps[at:])
        if 0 < rest <= tiling.WAKE + work:  # earlier, and the helper would be asleep again when the region begins
            start = tiling.parallel_region(begun, cost, 1, False)
            steps.insert(at, HeadStart(start.groups, start.order))
            return begun, tiling.WAKE + work - rest
    return [], tiling.WAKE


def _leads_to(reads, large):
    """The equations that some large equation depends on."""
    producer = {eqn.output: eqn for eqn in reads}
    found: set = set()
    for eqn in reversed(list(reads)):
        if eqn in large or eqn in found:
            found.update(producer[x] for x, _ in reads[eqn] if x in producer)
    return found


def _unlocking(ready, soon, large):
    """The small equations for which a large one waits that waits for more: it may follow the rest block by block.

    Such as filters that are copied into the order in which they are multiplied.
    """
    small = [eqn for eqn in ready.now() if eqn in soon and eqn not in large and eqn.op.kind == "view"]
    return [eqn for eqn in small if any(user in large and ready.waits(user) > 1 for user in ready.users(eqn))]


def _make_room(reads):
    """The equations that make little of much, such as sums: when they have run, there is memory for what comes next.

    Of values that fit the cache nothing is said: to hurry would not be worth the while.
    """
    computed = {eqn.output for eqn in reads}
    found = set()
    for eqn, read in reads.items():
        largest = max((x.type.nbytes for x, _ in read if x in computed), default=0)
        if largest > 2 * tiling.CACHE and largest > 4 * eqn.output.type.nbytes:
            found.add(eqn)
    return found


class _Ready:
    """Which equations could run now, by their kind: large, soon (something large waits for them) or later.

    Each is looked at once for each of its inputs.
    """

    def __init__(self, reads, large, soon):
        self.reads = reads
        self._kind = {eqn: "large" if eqn in large else "soon" if eqn in soon else "later" for eqn in reads}
        producer = {eqn.output: eqn for eqn in reads}
        self._waits = {eqn: len({x for x, _ in read if x in producer}) for eqn, read in reads.items()}
        self._users: dict = {}
        for eqn, read in reads.items():
            for x in {x for x, _ in read}:
                self._users.setdefault(x, []).append(eqn)
        self._order = {eqn: i for i, eqn in enumerate(reads)}
        self._now: dict = {"large": set(), "soon": set(), "later": set()}
        for eqn, waits in self._waits.items():
            if not waits:
                self._now[self._kind[eqn]].add(eqn)

    def __bool__(self):
        return any(self._now.values())

    def now(self, *kinds):
        """The equations of these kinds that wait for nothing, in the order of the graph."""
        return sorted(set().union(*map(self._now.get, kinds)), key=self._order.__getitem__)

    def __contains__(self, eqn):
        return eqn in self._now[self._kind[eqn]]

    def waits(self, eqn):
        """For how many it waits."""
        return self._waits[eqn]

    def users(self, eqn):
        """Who reads the output of eqn."""
        return self._users.get(eqn.output, [])

    def take(self, eqn):
        """eqn runs; its users wait for one less."""
        self._now[self._kind[eqn]].remove(eqn)
        for user in self.users(eqn):
            self._waits[user] -= 1
            if not self._waits[user]:
                self._now[self._kind[user]].add(user)
        return eqn


def _fuse(anchors, ready, cost, in_region):
    """For each anchor, the equations that can follow it block by block, taken from ready: [(axis, equations)].

    Anchors that are no matrix products and have as many rows make one group: what follows may need them all.
    in_region: what this region computes already; only equations of the same group may read it.
    cost: of each equation, as small ones are left out of what is tiled; None where nothing will be.
    """
    groups, by_rows = [], {}
    for anchor in anchors:
        alone = cost is None or anchor.op is dot
        by_rows.setdefault(anchor if alone else anchor.output.shape[:1], []).append(anchor)
    for first, *others in by_rows.values():
        group, own, axis = [], set(), _axis(first)
        queue = deque([first, *others])
        while queue:
            eqn = queue.popleft()
            if eqn not in ready:
                continue
            read = ready.reads[eqn]
            if any(x in in_region for x, _ in read):
                continue
            if group and not _follows(eqn, group[0], read, own, axis, cost):
                continue
            ready.take(eqn)
            group.append(eqn)
            own.add(eqn.output)
            queue.extend(ready.users(eqn))
        if group:
            groups.append((axis, _just_in_time(group, ready.reads)))
            in_region |= own
    return groups


def _just_in_time(group, reads):
    """The group with each anchor right before its first user: until then it would only fill the cache."""
    producer = {eqn.output: eqn for eqn in group}
    read = {x for eqn in group for x, _ in reads[eqn]}
    order: dict = {}  # a set that keeps its order
    for eqn in group:
        inputs = [producer[x] for x, _ in reads[eqn] if x in producer]
        if inputs or eqn.output not in read:
            order.update(dict.fromkeys([*inputs, eqn]))
    return list(order)


def _axis(anchor):
    """Rows are contiguous.  But a flat matrix product is tiled by columns: by rows, all would read the right matrix."""
    shape = anchor.output.shape
    flat = anchor.op is dot and len(shape) == 2 and shape[1] >= max(4 * shape[0], 2 * tiling.GRAIN)
    return 1 if flat else 0


def _follows(eqn, first, read, own, axis, cost):
    """Can the blocks of eqn be computed from the same blocks of what its group computes?

    first: the first equation of the group.   own: what the group computes.   read: what eqn reads.
    """
    if cost is not None and cost[eqn] < tiling.LARGE / 10:
        return False
    if axis == 0:
        return eqn.output.shape[:1] == first.output.shape[:1] != () and all(by_row for x, by_row in read if x in own)
    same = is_elementwise(eqn) and eqn.output.shape == first.output.shape
    return same and all(any(x is y for y in eqn.inputs) and x.shape == first.output.shape for x, _ in read if x in own)
