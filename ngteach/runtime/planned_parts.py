"""The plan of a program that computes a batch in parts: before them, the parts, and after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..core.graph import Graph
from ..ops import optimization_barrier
from .aliases import find_aliases, find_reads
from .effects import needed_reads, with_effects
from .memory import plan_memory
from .parts import InParts, split_batch
from .schedule import schedule
from .steps import FusedGroup, PartsRegion


@dataclass(frozen=True, eq=False)
class Plan:
    """How a program runs.

    graph: all that is computed.   main: what the program's own function computes; less, if there are parts.
    reads, main_reads, part_reads: the equations that compute, and what they read, as find_reads() gives it.
    """

    graph: Graph
    reads: dict
    main: Graph
    main_reads: dict
    aliases: Any
    steps: tuple
    part_reads: Any = ()


def in_parts(graph, threads, deterministic):
    """The Plan of a graph whose batch is worth being cut into parts; None if it is not."""
    if threads == 1 and not deterministic or any(eqn.op is optimization_barrier for eqn in graph.equations):
        return None
    aliases = find_aliases(graph)
    reads = find_reads(graph, aliases)
    split = split_batch(graph, aliases, reads, threads, deterministic)
    if split is None:
        return None
    part_aliases = find_aliases(split.part)
    part_reads = find_reads(split.part, part_aliases)
    part_steps = schedule(part_reads, 1)
    part_memory = plan_memory(split.part, part_steps, part_reads, part_aliases, 1)
    main = split.main
    main_aliases = find_aliases(main)
    main_reads = find_reads(main, main_aliases)
    stand_ins = tuple(eqn for eqn in main_reads if eqn.op is InParts)
    blocks = tuple((k, k + 1) for k in range(split.count))
    order = tuple((0, lo, hi) for lo, hi in blocks)
    group = FusedGroup(stand_ins, 0, split.count, blocks)
    region = PartsRegion((group,), order, split, part_steps, part_reads, part_aliases, part_memory)
    needed = needed_reads(main, main_reads)
    before = {eqn: read for eqn, read in needed.items() if eqn in split.before}
    after = {eqn: read for eqn, read in needed.items() if eqn not in before and eqn.op is not InParts}
    steps = (*schedule(before, threads, deterministic), region, *schedule(after, threads, deterministic))
    return Plan(graph, reads, main, main_reads, main_aliases, with_effects(steps, main_reads), part_reads)
