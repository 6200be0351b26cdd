"""Batching: a graph that does for many examples at once what another graph does for one.

A tensor that depends on the example gets one more axis, the first, with a place for each example.  What is the same for
all examples stays as it is, and is computed once.  A rule says what an equation becomes:

    rule(eqn, *xs)  ->  the output of eqn for all examples

xs are what the inputs of eqn have become by now: with one more axis, or without.  There is one rule for each family of
ops.   Source: JAX's vmap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from .. import ops
from ..core.calling.contexts import in_own_context
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.guards import takes_graph
from ..core.graph import Graph, Tensor, replay
from ..core.op import Op
from ..core.provenance import F, located, says_where
from ..core.trace import Trace, current_trace
from ..ops import argsort, batch_dot, broadcast, constant, dot, join, matmul, multiply, reshape, slice, transpose
from ..ops.linear import is_long
from ..ops.products import shaped
from ..ops.watch import watch
from .dead_code import told_apart

RULES: dict[Op, Callable[..., Tensor]] = {}


@in_own_context
@takes_graph
def batch(graph: Graph, is_batched: Sequence[bool], size: int) -> tuple[Graph, tuple[bool, ...]]:
    """(the graph for `size` examples, for each of its outputs: does it depend on the example?).

    is_batched: for each input, does it depend on the example?  It then has one more axis, of that size, the first.
    What neither an output needs nor an adjoint names is left out.
    """
    graph = told_apart(graph)
    with Trace(graph.name) as t:
        both = zip(graph.inputs, is_batched, strict=True)
        inputs = [t.input(x.type.with_shape((size, *x.shape)) if more else x.type, x.name) for x, more in both]
        stands_for: dict[Tensor, Tensor] = {}

        def emit(eqn, *xs):
            t.origin = eqn.line, stands_for.get(eqn.adjoint_of, eqn.adjoint_of)
            batched = any(map(has_axis, xs, eqn.inputs))
            y = _batched(eqn, xs, size) if batched else eqn.op.rebind(eqn, xs)
            stands_for[eqn.output] = y
            return y

        env = replay(graph, inputs, emit)
    outputs = tuple(env[y] for y in graph.outputs)
    together = Graph(t.name, tuple(t.inputs), tuple(t.equations), outputs, graph.input_tree, graph.output_tree)
    return together, tuple(map(has_axis, outputs, graph.outputs))


def has_axis(x, old):
    """Is x the tensor `old` for all examples, with one more axis?"""
    return x.ndim > old.ndim


def _batched(eqn, xs, size):
    """What the rule makes of an equation, with its name."""
    trace = current_trace()
    try:
        count = len(trace.equations)
        y = _rule_of(eqn.op)(eqn, *xs)
        wanted = eqn.output.type.with_shape((size, *eqn.output.shape))
        if not isinstance(y, Tensor) or y.type not in (wanted, eqn.output.type):
            raise GraphError(f"the batching rule gave {shown(y)}, wanted {wanted}")
    except GraphError as problem:
        raise located(problem, eqn.op.name, eqn.line) from None
    if len(trace.equations) > count and trace.equations[-1].output is y and not eqn.output.name.startswith("%"):
        trace.rename(y, eqn.output.name)
    return y


def _rule_of(op):
    if op in RULES:
        return RULES[op]
    if op.kind == "elementwise":
        return elementwise
    advice = f"write @ng.batching({op.name}) def rule(*xs, **params), for xs that have one more axis, the first"
    raise GraphError(f"{op.name} has no batching rule; {advice}")


# ---- who has which rule -----------------------------------------------------


@says_where("batching")
def batching(op: Op) -> Callable[[F], F]:
    """Decorator: what an op of yours does for many examples at once, as vmap asks for it.

    rule(*xs, **params) is given xs that have one more axis than those of the op, the first, with a place for each
    example, and returns the result with such an axis.  An elementwise op needs no rule.
    Raises GraphError if the op is built in.   Source: JAX's batching rules.

    >>> @ng.op(forward=lambda x: x[::-1])
    ... def backwards(x):
    ...     return x
    >>> @ng.batching(backwards)
    ... def rule(x):
    ...     return x[:, ::-1]
    >>> ng.vmap(backwards)(np.array([[1, 2], [3, 4]]))
    array([[2, 1],
           [4, 3]])
    """
    require(isinstance(op, Op), f"takes an op, found {shown(op)}; write @ng.batching(my_op)")
    require(not op.built_in, f"{op.name} is built in, and keeps its batching rule; write an op of your own")

    @says_where("batching")
    def remember(rule):
        require(callable(rule), f"a rule is a function of (*xs, **params), found {shown(rule)}")
        RULES[op] = lambda eqn, *xs: rule(*with_axis(eqn, xs), **eqn.params)
        return rule

    return remember


def family(*of):
    """Decorator: the rule of these ops."""

    def remember(rule):
        RULES.update(dict.fromkeys(of, rule))
        return rule

    return remember


# ---- what the rules are made of ---------------------------------------------


def again(eqn, *xs, **changed):
    """The same op on the tensors for all examples, some of its parameters changed."""
    return current_trace().record(eqn.op, xs, {**eqn.params, **changed}, like=eqn)


def with_axis(eqn, xs):
    """xs, where those that are the same for all examples are repeated; nothing is copied, a broadcast is a view."""
    both = list(zip(xs, eqn.inputs, strict=True))
    size = next(x.shape[0] for x, old in both if has_axis(x, old))
    return [x if has_axis(x, old) else broadcast(x, (size, *x.shape)) for x, old in both]


def of_rank(x, rank):
    """A batched x with so many axes behind that of the examples: new ones come first and have size 1."""
    new = rank + 1 - x.ndim
    return reshape(x, (x.shape[0], *[1] * new, *x.shape[1:])) if new else x


# ---- each element, or the axes at the end: nothing changes ------------------


@family(ops.optimization_barrier, watch)
def as_it_is(eqn, *xs):
    """What a barrier waits for may depend on the example; that alone makes its value no other one."""
    return again(eqn, *xs)


@family(ops.identity, ops.stop_gradient, ops.windows, ops.add_windows, ops.random_bits)
def elementwise(eqn, *xs):
    return again(eqn, *with_axis(eqn, xs))


# ---- axes and shapes: there is one axis more, and others are counted from 1 -

CHANGED: dict[str, Callable[..., object]] = {  # a parameter, the number of examples -> the parameter for all
    "axis": lambda axis, n: _moved(axis) if isinstance(axis, tuple) else axis + 1,
    "axes": lambda axes, n: (0, *_moved(axes)),
    "shape": lambda shape, n: (n, *shape),
    "index": lambda index, n: ((0, n, 1), *index),
}


def _moved(axes):
    return tuple(a + 1 for a in axes)


@family(ops.sum, ops.max, ops.min, ops.prod, ops.logsumexp, ops.cumsum, ops.cumprod, ops.argsort, ops.join, ops.one_hot)
@family(ops.reshape, ops.transpose, ops.slice, ops.embed)
def shaped_anew(eqn, *xs):
    xs = with_axis(eqn, xs)
    return again(eqn, *xs, **{k: CHANGED[k](v, xs[0].shape[0]) for k, v in eqn.params.items() if k in CHANGED})


@family(ops.broadcast)
def repeated(eqn, x):
    return shaped_anew(eqn, of_rank(x, len(eqn.params["shape"])))


@family(ops.softmax, ops.argmax)
def of_all(eqn, x):
    """Without axes, softmax takes all elements, and so does argmax: here, all of an example."""
    if eqn.params["axis"] not in ((), None):
        return shaped_anew(eqn, x)
    rows = reshape(x, (x.shape[0], math.prod(x.shape[1:])))
    return reshape(eqn.op(rows, axis=1), (x.shape[0], *eqn.output.shape))


# ---- products: one for all examples where one factor is the same for all ----


@family(ops.dot)
def product(eqn, x, y):
    left, right = eqn.inputs
    if not has_axis(y, right):
        return matmul(x, y)  # the rows of all examples under each other
    if not has_axis(x, left) and (right.ndim == 1 or right.shape[1] == 1):  # their columns as rows
        y = reshape(y, (y.shape[0], right.shape[0]))
        return reshape(dot(y, transpose(x)), (y.shape[0], *eqn.output.shape))
    x, y = with_axis(eqn, (x, y))
    if left.ndim == right.ndim == 1:
        return ops.sum(multiply(x, y), axis=1, dtype=x.dtype)
    rows, columns = of_rank(x, 2), y if right.ndim == 2 else reshape(y, (*y.shape, 1))
    if not is_long(left, right):
        z = batch_dot(rows, columns)
    elif columns.shape[2] == 1:
        z = ops.sum(multiply(rows, columns.mT), axis=2)
    else:
        z = ops.sum(multiply(rows.mT, columns), axis=1)
    return shaped(z, (x.shape[0], *eqn.output.shape))


@family(ops.batch_dot)
def products(eqn, x, y):
    return matmul(x, y)


# ---- positions: the number of the example is one more index -----------------


@family(ops.gather)
def picking(eqn, x, *indices):
    numbered = _numbered(eqn, x, indices) if has_axis(x, eqn.inputs[0]) else _aligned(eqn, indices)
    return again(eqn, x, *numbered)


@family(ops.scatter, ops.scatter_add)
def writing(eqn, *xs):
    x, updates, *_ = with_axis(eqn, xs)
    return again(eqn, x, updates, *_numbered(eqn, x, xs[2:]))


def _numbered(eqn, x, indices):
    indices = _aligned(eqn, indices)
    rank = max(i.ndim for i in eqn.inputs[-len(indices) :])
    return [of_rank(constant(np.arange(x.shape[0])), rank), *indices]


def _aligned(eqn, indices):
    """The indices, of which those that are batched have equally many axes."""
    olds = eqn.inputs[-len(indices) :]
    rank = max(i.ndim for i in olds)
    return [of_rank(i, rank) if has_axis(i, old) else i for i, old in zip(indices, olds, strict=True)]


@family(ops.searchsorted)
def searched(eqn, x, v):
    """Where v comes to lie if both are sorted as one row, without those of v that lie before it."""
    if not has_axis(x, eqn.inputs[0]):
        return again(eqn, x, v)
    x, v = with_axis(eqn, (x, v))
    size, many = x.shape
    rows = reshape(v, (size, math.prod(v.shape[1:])))
    first = eqn.params["side"] == "left"  # of equals, v comes first
    ranks = _ranks(join(rows, x, axis=1) if first else join(x, rows, axis=1))
    start = 0 if first else many
    found = slice(ranks, ((0, size, 1), (start, start + rows.shape[1], 1))) - _ranks(rows)
    return reshape(found, v.shape)


def _ranks(x):
    return argsort(argsort(x, axis=1), axis=1)
