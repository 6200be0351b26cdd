"""Specializing: the graph for arguments of other types, or with some of its arguments frozen to values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ..core.calling.arguments import argument_names
from ..core.calling.containers import leaves_like, structure, without
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.examples import argument_labels
from ..core.calling.guards import require_graph
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Graph, Tensor
from ..core.provenance import says_where
from ..core.trace import trace
from ..core.tree import LEAF, Tree, build, leaves, opened, paths
from ..core.types import ElementType, TensorType, type_of
from .clone import clone
from .closure import types_of
from .dead_code import prune
from .fold import folded


@says_where("specialize")
def specialize(graph: Graph | Callable[..., Any], /, *arguments: Any, **by_name: Any) -> Graph:
    """The graph for other arguments; each entry, in order or by the argument's name, says what becomes of one.

    A type, f32[64,784]: what the argument is from now on.  Shapes are baked into a graph, as the 128 of a mean is, so
    the function that trace() called is traced again.   A number or an array: the argument is frozen.  It becomes a
    constant, what depends on constants alone is computed, and the argument is no longer taken.   None: as it was.
    An argument that is a container takes entries that nest alike; by_name takes single inputs, too: **{"params.W": W}.
    graph: a graph, or a function, if there is an entry for each of its arguments.
    Raises GraphError for another type of a graph that was not made by trace(), but by a pass or derive_training.

    >>> scale = ng.trace(lambda x, w: ng.mean(x) * ng.exp(w), ng.f32[4], ng.f32)
    >>> ng.specialize(scale, ng.f32[2], w=0.0)
    graph(x: f32[2])
      %1: f32[] = sum(x, axis=(0,), keepdims=False)
      %2: f32[] = constant(value=2.0)
      %3: f32[] = divide(%1, %2)
      %4: f32[] = constant(value=1.0)
      %5: f32[] = multiply(%3, %4)
      return %5
    """
    if isinstance(graph, Graph):
        found, entries = graph, _entries(graph, arguments, by_name)
    else:
        found, entries = _traced(graph, arguments, by_name)
    types = [_type(entry, x) for entry, x in zip(entries, found.inputs, strict=True)]
    if types != [x.type for x in found.inputs]:
        found = _for_types(found, types)
    frozen = {x: entry for x, entry in zip(found.inputs, entries, strict=True) if not _is_open(entry)}
    return _freeze(found, frozen) if frozen else found


def _is_open(entry):
    """Does the argument stay an argument?"""
    return entry is None or isinstance(entry, (TensorType, ElementType))


def _type(entry, x):
    """The type that an entry asks for, for the input x; a frozen array may have another shape, too."""
    if _is_open(entry):
        return x.type if entry is None else type_of(entry)
    if isinstance(entry, Tensor):
        raise GraphError(f"{x.name} cannot be frozen to {entry!r}, which has no numbers; write its type, or an array")
    if is_python_number(entry):
        wanted = f"write np.full({x.shape}, {shown(entry)}, np.{x.dtype.name})"
        require(x.shape == (), f"{x!r} cannot be frozen to one number; {wanted}")
        as_element(entry, x.dtype)  # refuses what does not fit
        return x.type
    found = type_of(entry)
    require(found.dtype is x.dtype, f"{x!r} cannot be frozen to {found}; write .astype(np.{x.dtype.name})")
    return found


# ---- which entry is for which input -----------------------------------------


def _entries(graph, arguments, by_name):
    """The entry for each input of the graph; None where there is none."""
    names, parts = argument_names(graph), graph.input_tree.children
    has = f"{graph.name} takes ({', '.join(map(repr, graph.inputs))})"
    require(len(arguments) <= len(parts), f"found {len(arguments)} entries; {has}")
    given = dict(zip(names, arguments, strict=False))
    single = {x.name: None for x in graph.inputs}
    for name, entry in by_name.items():
        require(name not in given, f"found two entries for {name}")
        require(name in names or name in single, f"there is no argument {name}; {has}")
        (given if name in names else single)[name] = entry
    flat = []
    for name, part in zip(names, parts, strict=True):
        entry = given.get(name)
        flat += leaves_like(part, _spread(part, entry), name)
    for k, x in enumerate(graph.inputs):
        if single[x.name] is not None:
            require(flat[k] is None, f"found two entries for {x.name}")
            flat[k] = single[x.name]
    return flat


def _spread(tree, entry):
    """The entry, in which a None for a whole container has become a None for each of its values."""
    if entry is None:
        return build(tree, [None] * tree.size)
    kind, keys, children = opened(entry)
    parts = dict(zip(tree.keys or range(len(tree.children)), tree.children, strict=True))
    if kind is None or tree.kind is None:
        return entry
    children = [_spread(parts.get(k, LEAF), c) for k, c in zip(keys or range(len(children)), children, strict=True)]
    return build(Tree(kind, keys, (LEAF,) * len(children)), children)


def _traced(function, arguments, by_name):
    """(graph, entries) of a function."""
    if not callable(function) or isinstance(getattr(function, "graph", None), Graph):
        require_graph(function, "specialize")
    args, by_name = [*arguments], dict(by_name)
    if by_name:
        import inspect  # only here: it is slow to load

        for name in list(inspect.signature(function).parameters)[len(args) :]:
            if name in by_name:
                args.append(by_name.pop(name))
    require(not by_name, f"there is no argument {', '.join(by_name)}, or it is given already")
    tree, labels = structure(tuple(args)), argument_labels(function, len(args))
    names = [p for label, child in zip(labels, tree.children, strict=True) for p in paths(child, label)]
    for name, entry in zip(names, leaves(args), strict=True):
        require(entry is not None, f"the entry for {name} is None, but a function has no types yet; write f32[64, 784]")
    return trace(function, *build(tree, types_of(leaves(args), names))), leaves(args)


# ---- the graph --------------------------------------------------------------


def _for_types(graph, types):
    """The function of the graph, traced again."""
    function = graph.function
    while isinstance(function, Graph):
        function = function.function
    if function is None:
        x, t = next((x, t) for x, t in zip(graph.inputs, types, strict=True) if x.type != t)
        made = "it was made from another graph: specialize that, and make it again"
        raise GraphError(f"{x!r} cannot become {t}, for no function is known that {graph.name} was traced from; {made}")
    return trace(function, *build(graph.input_tree, types), name=graph.name)


def _freeze(graph, frozen):
    """The graph where these inputs are constants."""
    copy, node_map = clone(graph, frozen)
    for x in frozen:
        node_map[x].name = x.name
    gone = [x in frozen for x in graph.inputs]
    tree = without(graph.input_tree, gone, "freeze all of them, or none") or Tree(tuple)
    return prune(folded(replace(copy, input_tree=tree), through_broadcasts=True))
