"""Split-K: a matrix product as a sum of products over parts of the inner axis, x[:, :k] @ W[:k] + x[:, k:] @ W[k:].

A few rows of data meet a large matrix of weights.  Tiled by rows of x, or by columns of W, each thread would read what
the other one wrote when it updated its rows of W.  Split along K, the axis that is summed over, each thread reads only
its own rows of W: it finds them in its processor's cache, and has them there when it updates them.
"""

from __future__ import annotations

from ..ops import add, dot
from ..transform.cost import one_pass, seconds
from ..transform.dead_code import prune
from ..transform.rewrite import revise
from . import tiling


def split_k(graph, threads):
    """The graph with such products split into a sum of one for each thread; a bias is added to the last of them."""
    parts_of: dict = {}  # the sum of the parts -> the parts

    def rule(eqn, *inputs):
        if eqn.op is dot and _worth_it(eqn):
            x, w = inputs
            delay = tiling.WAKE + one_pass(eqn.output.type)  # a helper also adds the bias
            blocks = tiling.shares(w.shape[0], threads, seconds(eqn), delay)
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
