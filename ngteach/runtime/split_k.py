"""Cutting a matrix product inside: x @ W = x[:, :k] @ W[:k] + x[:, k:] @ W[k:].

A few rows of data meet a large matrix of weights.  Cut by rows of x, or by columns of W, both threads would read
what the other one wrote when it changed its rows of W.  Cut inside, each thread reads its own rows of W alone, finds
them in its processor's cache, and need not ask for them when it writes the next ones.
"""

from __future__ import annotations

from ..ops import add, dot
from ..transform.cost import one_pass, seconds
from ..transform.dead_code import prune
from ..transform.rewrite import revise
from . import tiling


def split_inner(graph, threads):
    """The graph with such products as sums of one product for each thread; a bias is added to the last of them."""
    parts_of: dict = {}  # the sum of the parts -> the parts

    def rule(eqn, *inputs):
        if eqn.op is dot and _worth_it(eqn):
            x, w = inputs
            late = tiling.WAKE + one_pass(eqn.output.type)  # a helper also adds the bias
            blocks = tiling.shares(w.shape[0], threads, seconds(eqn), late)
            parts = [x[:, lo:hi] @ w[lo:hi] for lo, hi in blocks]
            y = _sum(parts)
            parts_of[y] = parts
            return y
        if eqn.op is add and inputs[0] in parts_of and inputs[1] not in parts_of:
            *parts, last = parts_of[inputs[0]]
            return _sum([*parts, add(last, inputs[1])])
        return None

    return prune(revise(graph, rule)) if threads > 1 else graph


def _worth_it(eqn):
    x, w = (x.type for x in eqn.inputs)
    return x.rank == w.rank == 2 and x.shape[0] * 2 <= w.shape[0] and tiling.is_large(eqn, {eqn: seconds(eqn) / 4})


def _sum(parts):
    y, *rest = parts
    for x in rest:
        y = add(y, x)
    return y
