"""In words: how an executable runs, and why so."""

from __future__ import annotations

from ..core.calling.errors import counted
from ..transform.cost import seconds
from .blas import blas, flush
from .images import plan_blocks
from .steps import HeadStart, ParallelRegion, PartsRegion


def explain(exe):
    """The text of executable.explain()."""
    work = sum(map(seconds, exe.reads)) * 1e6
    lines = [
        f"{exe.graph.name}: {counted(len(exe.reads), 'equation')}, about {work:,.0f} us of work for one core.",
        *_threads(exe),
        *_blocks(exe),
    ]
    if exe.holds_blas and blas.libraries:
        lines.append("During a call BLAS is held to one thread, and put back after it.")
    elif exe.holds_blas:
        lines.append("BLAS is left as it is: threadpoolctl knows of none here whose threads can be set.")
    lines += _flushed(exe)
    m = exe.memory
    lines.append(f"Memory: {m.planned:,} bytes, kept between calls; at least {m.lower_bound:,} are needed.")
    return "\n".join(lines)


def _flushed(exe):
    if not (exe.flushed and blas.libraries and flush.known):
        return []
    return [
        f"In {counted(len(exe.flushed), 'large product')} among the adjoints numbers below the normal range",
        "(1e-38 in f32) are flushed to zero: they cost time, and contribute nothing.  flush=False keeps them.",
    ]


def _blocks(exe):
    plan = plan_blocks(exe.optimized)
    if plan is None:
        return []
    convolutions, many = counted(plan.convolutions, "convolution"), counted(plan.images // plan.size, "block")
    return [
        f"{convolutions} of {counted(plan.images, 'image')} in {many} of {plan.size}.  In memory the images of a block "
        "lie side by side, as",
        "[blocks, rows, channels, columns, images]: the filters meet all of them in one product for each row, and",
        f"pooling and relu go along them.  The columns of a block, {plan.nbytes:,} bytes at most, stay in cache.",
    ]


def _threads(exe):
    regions = [step for step in exe.steps if isinstance(step, ParallelRegion) and not isinstance(step, HeadStart)]
    threads = counted(exe.threads, "thread")
    parts = next((region for region in regions if isinstance(region, PartsRegion)), None)
    if parts:
        return _parts(exe, parts, regions)
    if regions:
        blocks = sum(len(g.blocks) for region in regions for g in region.groups)
        tiled = "by their sizes alone" if exe.deterministic else f"for {threads}"
        handed = f"handed to {threads}; the rest runs on the caller's."
        if exe.threads == 1:
            handed = "run on the caller's thread as all the rest: one thread was asked for, or there is one processor."
        return [
            f"{counted(len(regions), 'parallel region')} of it, tiled into {blocks} blocks, "
            f"{'is' if len(regions) == 1 else 'are'} {handed}",
            f"They are tiled {tiled}: the results are the same bits at every call.",
        ]
    if exe.large and not exe.holds_blas:
        return [
            "It runs as a straight line with BLAS's own threads, which cannot be set without threadpoolctl;",
            'pip install "ngteach[cpu]" lets it share out the work itself.',
        ]
    if exe.threads == 1:
        return ["It runs on the caller's thread: one thread was asked for, or there is one processor."]
    return ["It runs as a straight line on the caller's thread: waking another would take longer than it could help."]


def _parts(exe, region, regions):
    """Why the batch is cut into parts."""
    count, inside = region.split.count, len(region.reads)
    sums = sum(summed for _, summed in region.split.left)
    one = "one after the other" if exe.threads == 1 else f"by {counted(exe.threads, 'thread')}"
    lines = [
        f"{inside} equations treat each example by itself, and most are short: so the batch is cut into {count} parts,",
        f"which are computed {one}, from end to end, each in memory of its own; this spares a meeting after",
        f"each equation.  Of {counted(sums, 'sum')} over the batch each part leaves a summand, to be added up.",
    ]
    if len(regions) > 1:
        lines.append(f"Of what is left, {counted(len(regions) - 1, 'parallel region')} more are tiled into blocks.")
    how = "by its size alone" if exe.deterministic else "for the number of threads"
    return [*lines, f"It is cut {how}: the results are the same bits at every call."]
