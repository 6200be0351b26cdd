"""The memory plan: which value lives where, and when.

A storage is a piece of memory that several values use one after the other, or in place: an
elementwise equation may overwrite an input that is no longer needed.  Storages that live at
different times share bytes of one arena.  Results have memory of their own, given by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .kernels import overwritable
from .offsets import place, rounded
from .steps import HeadStart, Line, PartsRegion

_WORTH_VIEWS = 2**16  # bytes of a value that is looked at through views, if these are made anew in each block


@dataclass(eq=False)
class Storage:
    """Memory for one value after another, all of the same size in bytes."""

    nbytes: int
    kind: str  # "arena", "result", or "scratch": one block of it, for each thread
    first: tuple[int, int]  # the step that writes it first, and the place in its group
    last: tuple[int, int]  # the last that reads it
    values: list = field(default_factory=list)
    group: Any = None  # the group that computes it
    offset: int = 0  # where in the arena, or in the scratch memory of a thread
    least: int | None = None  # bytes alive in it at one time, if it is the memory of parts of a batch


@dataclass(frozen=True, eq=False)
class MemoryPlan:
    """Where every computed value lives.  Sizes in bytes.

    arena: for values that outlive their group;   scratch: for the blocks of one thread, times the threads;
    lower_bound: the largest sum of what is alive at one time, below which no plan can go.
    """

    storages: tuple[Storage, ...]
    storage_of: dict
    arena: int
    scratch: int
    threads: int
    lower_bound: int
    parts: Storage | None = None  # memory of the parts of a batch, in the arena: one after the other

    @property
    def planned(self):
        """All bytes that a program keeps between calls, besides its constants."""
        return self.arena + self.scratch * self.threads

    def __str__(self):
        scratch = f"scratch {self.threads} x {self.scratch:,}" if self.scratch else "no scratch"
        head = f"{self.planned:,} bytes planned (arena {self.arena:,}, {scratch}); lower bound {self.lower_bound:,}"
        rows = [f"{'value':<28}{'where':<20}{'bytes':>12}  steps"]
        for s in self.storages:
            where = s.kind if s.kind == "result" else f"{s.kind} + {s.offset:,}"
            for i, x in enumerate(s.values):
                rows.append(f"{x!r:<28}{where if not i else '  in place':<20}{s.nbytes:>12,}  {s.first[0]}-{s.last[0]}")
        if s := self.parts:
            rows.append(
                f"{'parts of the batch':<28}{f'arena + {s.offset:,}':<20}{s.nbytes:>12,}  {s.first[0]}-{s.last[0]}"
            )
        return "\n".join([head, *rows])


def plan_memory(graph, steps, reads, aliases, threads):
    """The MemoryPlan of a schedule; linear in the number of equations, apart from sorting."""
    uses = _Uses(graph, steps, reads, aliases)
    storage_of: dict = {}
    for eqn in uses.position:
        y = eqn.output
        storage = _taken_over(eqn, reads, storage_of, uses)
        last = uses.last.get(y, uses.until[eqn])
        if storage is None:
            storage = Storage(y.type.nbytes, "arena", uses.position[eqn], last, group=uses.group_of.get(y))
        storage.values.append(y)
        storage.last = last  # later than that of what it was taken over from, which eqn was the last to read
        storage.kind = "result" if y in uses.results else storage.kind
        storage_of[y] = storage
    storages = list(dict.fromkeys(storage_of.values()))
    local: dict = {}
    for s in storages:
        if s.kind == "arena" and s.nbytes and s.group is not None and uses.only_inside(s):
            s.kind = "scratch"
            s.nbytes = s.nbytes // s.group.size * max(hi - lo for lo, hi in s.group.blocks)
            local.setdefault(id(s.group), []).append(s)
    parts = next((_of_parts(step, i) for i, step in enumerate(steps) if isinstance(step, PartsRegion)), None)
    # A parallel region is one moment for the arena: its blocks run in any order.  In a group each equation is one.
    placed = [s for s in storages if s.kind == "arena"] + ([parts] if parts else [])
    arena, bound = place([(s.first[0], s.last[0], s) for s in placed])
    scratch = [place([(s.first[1], s.last[1], s) for s in group]) for group in local.values()]
    largest, tightest = max((t for t, _ in scratch), default=0), max((b for _, b in scratch), default=0)
    threads = threads if largest else 1
    return MemoryPlan(tuple(storages), storage_of, arena, largest, threads, bound + tightest * threads, parts)


def _of_parts(step, i):
    """The Storage for the arenas of all parts of a batch, which is used in step i alone."""
    count, memory = step.split.count, step.memory
    return Storage(count * rounded(memory.arena), "arena", (i, 0), (i, 0), least=count * memory.lower_bound)


class _Uses:
    """When each value is written and read, by whom."""

    def __init__(self, graph, steps, reads, aliases):
        self.position: dict = {}  # equation -> (step, place inside its group)
        self.until: dict = {}  # equation -> when it has certainly run: of a head start, the end of the next region
        self.group_of: dict = {}  # output -> its group
        for i, step in enumerate(steps):
            if isinstance(step, Line):
                self.position[step.equation] = self.until[step.equation] = i, 0
                continue
            end = i
            while isinstance(steps[end], (HeadStart, Line)):
                end += 1
            for group in step.groups:
                for k, eqn in enumerate(group.equations):
                    self.position[eqn], self.until[eqn] = (i, k), (end, k)
                    self.group_of[eqn.output] = group
        self.users: dict = {}
        self.last: dict = {}
        for eqn, until in self.until.items():
            for x, by_row in reads[eqn]:
                self.users.setdefault(x, []).append((eqn, by_row))
                if self.last.get(x, until) <= until:
                    self.last[x] = until
        self.results = {y for y in graph.outputs if not aliases.is_view(y)}
        for y in graph.outputs:
            self.last[aliases.base[y]] = len(steps), 0
        self.viewed = {base for x, base in aliases.base.items() if base is not x}
        self.returned = {aliases.base[y] for y in graph.outputs}

    def is_last_user(self, eqn, x, by_row):
        """Have all others read x by the time that eqn, or its block, does?"""
        if self.last[x] != self.until[eqn]:  # which is so for most
            return False
        group = self.group_of.get(eqn.output)
        if group is not None and not by_row:
            return False
        step = self.position[eqn][0]
        for e, rows in self.users[x]:
            if e is not eqn and not (self.until[e][0] < step or self._in_the_same_block(e, rows, group)):
                return False
        return True

    def _in_the_same_block(self, e, by_row, group):
        """Does e, in this group, read no more of a value than its block?  Other blocks may have changed the rest."""
        if self.group_of.get(e.output) is not group:
            return False
        return group is None or len(group.blocks) == 1 or by_row and (group.axis == 0 or e.op.kind == "elementwise")

    def only_inside(self, s):
        """Is the storage used in its group alone, row by row, so that one block of it will do?

        Views are then made for each block, which takes a while: not of what is small.
        """
        views_too = s.group.axis == 0 and s.nbytes >= _WORTH_VIEWS
        return all(
            self.group_of.get(x) is s.group
            and x not in self.returned
            and (views_too or x not in self.viewed)
            and all(by_row and self.group_of.get(e.output) is s.group for e, by_row in self.users.get(x, []))
            for x in s.values
        )


def _taken_over(eqn, reads, storage_of, uses):
    """The storage of an input that eqn may overwrite; None if there is none."""
    if eqn.op.kind != "elementwise":
        return None
    for i, (x, by_row) in enumerate(reads[eqn]):
        s = storage_of.get(x)
        if s is None or s.kind != "arena" or not uses.is_last_user(eqn, x, by_row):
            continue
        direct = i in overwritable(eqn) and x is eqn.inputs[i] and x not in uses.viewed
        once = sum(y is x and rows == by_row for y, rows in reads[eqn]) == 1
        if direct and once and _fits(x.type, eqn.output.type):
            return s
    return None


def _fits(x, y):
    """Is memory for the one right for the other?  NumPy is slow to see that one number may be written over itself."""
    return x.shape == y.shape and x.dtype.itemsize == y.dtype.itemsize and y.size != 1
