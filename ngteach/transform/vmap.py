"""vmap: a function of one example becomes a function of many, without a loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.examples import argument_labels
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.tree import build, leaves, nesting, opened, paths
from ..core.types import type_of
from ..ops import broadcast, moveaxis
from .batching import batch
from .closure import close_as, is_plain, of_some
from .grad import called_like


@says_where("vmap")
def vmap(function: Callable[..., Any], in_axes: Any = 0, out_axes: Any = 0) -> Callable[..., Any]:
    """A function that does function to each of many examples at once.

    in_axes: the axis of each argument along which the examples lie; None for an argument that all share: a whole number
    or a text stays what it is.  One for all arguments, or a tuple with one for each; for a container one, or a
    container with one for each of its values.
    out_axes: where the axis of the examples is in each result; None for a result that is the same for all.
    Its graph is that of function, with an axis more: one product of matrices in the place of many.
    Raises GraphError if the axes differ in length, and for an op that has no batching rule.   Source: jax.vmap.

    >>> ng.vmap(lambda x, y: ng.sum(x * y))(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 1.0], [0.0, 1.0]]))
    array([3., 4.])
    """

    for name, axes in (("in_axes", in_axes), ("out_axes", out_axes)):
        for axis in leaves(axes):
            whole = axis is None or isinstance(axis, int) and not isinstance(axis, bool)
            write = "; write vmap(function)(x)" if hasattr(axis, "dtype") else ""
            require(whole, f"{name} holds whole numbers and None, found {shown(axis)}{write}")

    @says_where("vmap")
    def mapped(*args, **named):
        values, names = leaves(args), _names(function, args, named)
        axes = _axes(in_axes, args, names)
        size = _size(values, axes, names)
        traced = [i for i, x in enumerate(args) if not is_plain(x)]
        nested = build(nesting(args), axes)
        one_example, labels, args = of_some(function, args, traced, named)
        values, axes = leaves(args), leaves([nested[i] for i in traced])
        one = [_without(type_of(x), axis) for x, axis in zip(values, axes, strict=True)]
        loose = [t if axis is not None else x for x, t, axis in zip(values, one, axes, strict=True)]
        closed = close_as(one_example, labels, build(nesting(args), loose))
        is_batched = [axis is not None for axis in axes] + [False] * len(closed.outside)
        graph, batched = batch(closed.graph, is_batched, size)
        moved = [x if not axis else moveaxis(x, axis, 0) for x, axis in zip(values, axes, strict=True)]
        results = leaves(graph(*moved, *closed.outside))
        tree = closed.graph.output_tree
        places = _fill(out_axes, tree, "out_axes")
        return build(tree, [_put(y, b, axis, size) for y, b, axis in zip(results, batched, places, strict=True)])

    return called_like(mapped, function, "vmap_of")


def _names(function, args, named):
    """The name of each value in args."""
    labels = argument_labels(function, len(args), named)
    return [p for label, arg in zip(labels, args, strict=True) for p in paths(nesting(arg), label)]


def _axes(in_axes, args, names):
    """The axis of each value in args, counted from 0, or None."""
    tree = nesting(args)
    if isinstance(in_axes, list):
        in_axes = tuple(in_axes)
    if isinstance(in_axes, tuple):
        found, wanted = len(in_axes), len(args)
        require(found == wanted, f"in_axes has {found} entries for {wanted} arguments; write one for each, or one int")
    axes = _fill(in_axes, tree, "in_axes")
    return [_axis(x, a, name) for x, a, name in zip(leaves(args), axes, names, strict=True)]


def _axis(x, axis, name):
    if axis is None:
        return None
    none = x is None or isinstance(x, str)
    require(not none, f"{name} is {shown(x)}, which has no axis; write None for it in in_axes")
    t = type_of(x)
    there = -t.rank <= axis < t.rank
    require(there, f"{name}: {t} has no axis {axis} to map over; where all examples share it, write None in in_axes")
    return axis % t.rank


def _fill(axes, tree, name):
    """One axis for each value of a tree: an axis that stands for a container stands for all that is in it."""
    kind, keys, children = opened(axes)
    if kind is None:
        return [axes] * tree.size
    fits = len(children) == len(tree.children) and (not tree.keys or not keys or set(keys) == set(tree.keys))
    require(tree.kind is not None and fits, f"{name} does not nest as the values do, which are {tree}")
    if keys and tree.keys:
        by_key = dict(zip(keys, children, strict=True))
        children = [by_key[k] for k in tree.keys]
    return [a for part, child in zip(children, tree.children, strict=True) for a in _fill(part, child, name)]


def _size(values, axes, names):
    """How many examples there are."""
    rows = [(type_of(x), a, name) for x, a, name in zip(values, axes, names, strict=True) if a is not None]
    sizes = {t.shape[a]: (t, a, name) for t, a, name in reversed(rows)}
    require(sizes, "every entry of in_axes is None, so there is nothing to map over; call the function itself")
    if len(sizes) > 1:
        found = ", ".join(f"axis {a} of {name}: {t} has {t.shape[a]}" for t, a, name in reversed(sizes.values()))
        raise GraphError(f"the axes to map over differ in length: {found}; None in in_axes is for what all share")
    return next(iter(sizes))


def _without(t, axis):
    """The type of one example."""
    return t if axis is None else t.with_shape(d for i, d in enumerate(t.shape) if i != axis)


def _put(y, batched, axis, size):
    """The result, with the axis of the examples where it is wanted."""
    if axis is None:
        require(not batched, "out_axes is None for a result that differs from example to example; write where it goes")
        return y
    if not batched:
        y = broadcast(y, (size, *y.shape))
        y = y if isinstance(y, Tensor) else y.copy()  # of an array it is a view, which cannot be written to
    require(-y.ndim <= axis < y.ndim, f"out_axes is {axis}, but for all examples the result has {y.ndim} axes")
    return y if axis == 0 else moveaxis(y, 0, axis)
