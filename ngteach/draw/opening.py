"""Which folds of a picture are open, and which equations then share a box."""

from __future__ import annotations

from heapq import heappop, heappush

from ..core.calling.errors import GraphError, require, shown
from .folds import CALL

_PART, _LARGE = 5, 30  # what holds less than a fifth of the equations stays closed, and what holds less than thirty
MOST, _SEEN = 26, 200  # boxes of equations; and those in which a model of many layers is still seen


def opened(top, wanted):
    """The keys of the open folds.   wanted: False for all, or the names of functions: all folds around their calls"""
    folds = [fold for fold in top.walk() if fold is not top]
    if wanted is False:
        return {fold.key for fold in folds}
    names = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    known = sorted({fold.name for fold in folds if fold.kind == CALL})
    plain = {name.strip("_"): name for name in known}
    for name in names:
        require(isinstance(name, str), f"fold: a function is called by its name, found {shown(name)}")
        if name not in known and name not in plain:
            require(known, f"fold: the graph knows no calls of functions, so there is no {shown(name)} to fold")
            raise GraphError(f"fold: the graph has no call of {shown(name)}; it has {', '.join(plain)}")
    found = [fold for fold in folds if fold.kind == CALL and (fold.name in names or fold.name.strip("_") in names)]
    return {around.key for fold in found for around in fold.path()[:-1]}


def few(top, fits):
    """The keys of the open folds, where boxes are to be few: what is large is opened, the outermost first.

    All calls of one function are opened together, if it fits.   fits({keys}) -> is there room for them?
    """
    open_folds, refused = {top}, set()
    count = sum(n for phase, n in top.lanes.items() if phase != "update")
    while True:
        groups: dict = {}
        for fold in _edge(top, open_folds):
            if _is_large(fold, count):
                groups.setdefault((len(fold.path()), fold.kind, fold.name), []).append(fold)
        left = groups.keys() - refused
        if not left:
            return _keys(open_folds)
        name = min(left, key=lambda g: (g[0], -sum(sum(f.lanes.values()) for f in groups[g]), g[1:]))
        more = open_folds | {*groups[name]}
        boxes, sizes = _boxes(top, more), [sum(f.lanes.values()) for f in groups[name]]
        whole = 2 * sum(sizes) > count and name[0] == 1  # a model that is one box would tell nothing
        if (whole and boxes <= _SEEN) or (boxes <= MOST and fits(_keys(more))):
            open_folds = more
        else:
            refused.add(name)


def _is_large(fold, count):
    """Should it be opened?   count: of all equations but the updates"""
    size, updates = sum(fold.lanes.values()), fold.lanes.get("update", 0)
    if 2 * updates > size:  # an update is known by the name of its rule, which may stand inside that of another
        return any(2 * sum(inner.lanes.values()) > size for inner in fold.inside.values() if inner.kind == CALL)
    return size >= max(count / _PART, _LARGE)


def _keys(folds):
    return frozenset(fold.key for fold in folds if fold.key)


def _edge(top, open_folds):
    """The folds that are boxes."""
    waiting = [top]
    while waiting:
        fold = waiting.pop()
        if fold in open_folds:
            waiting += reversed(fold.inside.values())
        else:
            yield fold


def _boxes(fold, open_folds):
    if fold not in open_folds:
        return len(fold.lanes)
    return len(fold.equations) + sum(_boxes(f, open_folds) for f in fold.inside.values())


def together(equations, home, open_keys, phase):
    """[(fold or None, its equations)]: what stands in one box, such that no two boxes wait for each other.

    A fold is one box in each lane, except where something between its equations stands in another box: then it is
    several, as many as it must be.  In an order in which every box stands behind those that it reads.
    """
    boxes: list[tuple] = []  # (fold, equations)
    behind: list[int] = []  # for each box a number whose bits are the boxes that it waits for
    latest: dict = {}
    place: dict = {}  # tensor -> the number of its box
    reads: list[set[int]] = []
    for eqn in equations:
        fold = next((f for f in home[eqn] if f.key not in open_keys), None)
        before = {place[x] for x in eqn.inputs if x in place}
        at = latest.get((fold, phase[eqn])) if fold is not None else None
        if at is None or any(behind[q] >> at & 1 for q in before if q != at):
            at = len(boxes)
            boxes.append((fold, []))
            behind.append(0)
            reads.append(set())
            latest[fold, phase[eqn]] = at
        boxes[at][1].append(eqn)
        place[eqn.output] = at
        before.discard(at)
        reads[at] |= before
        if fold is not None:
            _wait(behind, at, before)
        else:
            for q in before:
                behind[at] |= behind[q] | 1 << q
    return [boxes[i] for i in _sorted(reads)]


def _wait(behind, at, before):
    """Box `at` waits for those before it, and so does whatever waits for it."""
    more = 0
    for q in before:
        more |= behind[q] | 1 << q
    if more & ~behind[at]:
        behind[at] |= more
        for q, waits in enumerate(behind):
            if waits >> at & 1:
                behind[q] |= more


def _sorted(reads):
    """The numbers of the boxes, each behind those it reads, otherwise in their own order."""
    left = [len(before) for before in reads]
    users: list[list[int]] = [[] for _ in reads]
    for i, before in enumerate(reads):
        for q in before:
            users[q].append(i)
    ready = [i for i, n in enumerate(left) if not n]
    order = []
    while ready:
        i = heappop(ready)
        order.append(i)
        for user in users[i]:
            left[user] -= 1
            if not left[user]:
                heappush(ready, user)
    return order
