"""Nested containers: a dict, list or tuple of values <-> a flat list of values and a Tree that says how they nest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .types import GraphError, require


@dataclass(frozen=True)
class Tree:
    """How values nest.  kind is dict, list, tuple or a named tuple; a kind of None is one value."""

    kind: Callable | None = None
    keys: tuple = ()  # of a dict, in its own order, or of a named tuple
    children: tuple[Tree, ...] = ()

    @property
    def size(self):
        """The number of values."""
        return 1 if self.kind is None else sum(child.size for child in self.children)

    @property
    def is_flat(self):
        """One value, or values in a row: no container inside a container."""
        return all(child.kind is None for child in self.children)

    def __str__(self):
        inside = [str(c) for c in self.children]
        if self.kind is None:
            return "*"
        if self.kind is dict:
            return "{" + ", ".join(f"{k}: {c}" for k, c in zip(self.keys, inside, strict=True)) + "}"
        if self.kind is list:
            return f"[{', '.join(inside)}]"
        return f"({', '.join(inside)}{',' if len(inside) == 1 else ''})"


LEAF = Tree()


def structure(value):
    """The Tree of a value."""
    try:
        return _structure(value)
    except RecursionError:
        raise GraphError("containers nest too deep; does one contain itself?") from None


def _structure(value):
    kind, keys, children = _open(value)
    return LEAF if kind is None else Tree(kind, keys, tuple(_structure(c) for c in children))


def leaves(value):
    """The values in a container, from left to right."""
    kind, _, children = _open(value)
    return [value] if kind is None else [leaf for c in children for leaf in leaves(c)]


def build(tree, values):
    """The container that tree describes, filled with values.  The inverse of leaves."""
    return _fill(tree, iter(values))


def paths(tree, prefix=""):
    """The name of each value: its keys and positions, joined by dots ("params.W0")."""
    if tree.kind is None:
        return [prefix]
    labels = tree.keys or range(len(tree.children))
    start = f"{prefix}." if prefix else ""
    return [p for label, c in zip(labels, tree.children, strict=True) for p in paths(c, f"{start}{label}")]


def leaves_like(tree, value, path=""):
    """The values of a container that must nest as tree says; the order of the keys in a dict is free."""
    where = path or "the arguments"
    if tree.kind is None:
        require(_open(value)[0] is None, f"{where}: found a {type(value).__name__}, wanted one array")
        return [value]
    kind, keys, children = _open(value)
    both_rows = kind in (list, tuple) and tree.kind in (list, tuple)  # a list may stand for a tuple
    if kind is not tree.kind and not both_rows:
        raise GraphError(f"{where}: found {_named(kind, value)}, wanted {_named(tree.kind, None)} like {tree}")
    if kind is dict:
        require(
            set(keys) == set(tree.keys),
            f"{where}: found the keys {_list(keys)}, wanted {_list(tree.keys)}",
        )
        children = [value[k] for k in tree.keys]
    found, wanted = len(children), len(tree.children)
    require(found == wanted, f"{where}: found {found} values, wanted {wanted}")
    labels = tree.keys or range(wanted)
    start = f"{path}." if path else ""
    rows = zip(labels, tree.children, children, strict=True)
    return [leaf for label, t, c in rows for leaf in leaves_like(t, c, f"{start}{label}")]


def _open(value):
    """(kind, keys, children) of a container; kind is None for anything else."""
    if isinstance(value, dict):
        return dict, tuple(value), tuple(value.values())
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value), value._fields, tuple(value)
    if isinstance(value, (list, tuple)):
        return (list if isinstance(value, list) else tuple), (), tuple(value)
    return None, (), ()


def _fill(tree, values):
    if tree.kind is None:
        return next(values)
    children = [_fill(c, values) for c in tree.children]
    if tree.kind is dict:
        return dict(zip(tree.keys, children, strict=True))
    return tree.kind(*children) if tree.keys else tree.kind(children)


def _named(kind, value):
    return f"a {kind.__name__}" if kind is not None else f"a {type(value).__name__}"


def _list(keys):
    return ", ".join(map(str, keys)) or "none"
