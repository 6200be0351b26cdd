"""Nested containers: dicts, lists, tuples, records of values <-> a flat list, and a Tree that says how they nest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import SimpleNamespace
from typing import Any

from .types import GraphError, require

_PLAIN = (None, dict, list, tuple)
_OURS = __name__.partition(".")[0] + "."


@dataclass(frozen=True)
class Tree:
    """How values nest.  kind is the type of a container; a kind of None is one value.

    Containers are lists and tuples, dicts and other mappings, and what has names: named tuples, dataclasses and
    SimpleNamespace.  A type derived from one of these is a kind of its own: it comes back as what it was.
    """

    kind: Any = None
    keys: tuple = ()  # of a dict, in its own order, or the names of the parts
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
        if issubclass(self.kind, list):
            return f"[{', '.join(inside)}]"
        if issubclass(self.kind, tuple):
            return f"({', '.join(inside)}{',' if len(inside) == 1 else ''})"
        return "{" + ", ".join(f"{k}: {c}" for k, c in zip(self.keys, inside, strict=True)) + "}"


LEAF = Tree()


def structure(value, checked=True):
    """The Tree of a value.   checked: GraphError for a container that cannot be made again from what is in it."""
    try:
        return _structure(value, checked)
    except RecursionError:
        raise GraphError("containers nest too deep; does one contain itself?") from None


def _structure(value, checked):
    kind, keys, children = _open(value)
    if kind is None:
        return LEAF
    tree = Tree(kind, keys, tuple(_structure(c, checked) for c in children))
    if checked and kind not in _PLAIN and not _comes_back(value, tree):
        wanted = "a list or a tuple" if issubclass(kind, (list, tuple)) else "a dict"
        raise GraphError(f"a {kind.__name__} cannot be made again from what is in it; write {wanted}")
    return tree


def _comes_back(value, tree):
    """Does build make the same container: the same values, nested alike, and whatever else there is in it?"""
    try:
        again = build(tree, leaves(value))
        same = all(a is b for a, b in zip(leaves(value), leaves(again), strict=True))
        more = is_dataclass(value) or _attributes(again) == _attributes(value)
        return same and more and _structure(again, checked=False) == tree
    except Exception:  # the constructor of a user's container may do anything
        return False


def _attributes(value):
    return set(getattr(value, "__dict__", ()))


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
    if kind is not tree.kind and _family(kind) is not _family(tree.kind):
        raise GraphError(f"{where}: found {_named(kind, value)}, wanted {_named(tree.kind, None)} like {tree}")
    if tree.keys or keys:
        require(
            set(keys) == set(tree.keys),
            f"{where}: found the keys {_list(keys)}, wanted {_list(tree.keys)}",
        )
        by_key = dict(zip(keys, children, strict=True))
        children = [by_key[k] for k in tree.keys]
    found, wanted = len(children), len(tree.children)
    require(found == wanted, f"{where}: found {found} values, wanted {wanted}")
    labels = tree.keys or range(wanted)
    start = f"{path}." if path else ""
    rows = zip(labels, tree.children, children, strict=True)
    return [leaf for label, t, c in rows for leaf in leaves_like(t, c, f"{start}{label}")]


def _open(value):
    """(kind, keys, children) of a container; kind is None for anything else."""
    kind = type(value)
    if issubclass(kind, (list, tuple)):
        return kind, getattr(kind, "_fields", ()), tuple(value)
    if issubclass(kind, Mapping):
        return kind, tuple(value), tuple(value.values())
    if issubclass(kind, SimpleNamespace):
        return kind, tuple(vars(value)), tuple(vars(value).values())
    if is_dataclass(kind) and not kind.__module__.startswith(_OURS):  # a tensor is one value
        names = tuple(f.name for f in fields(kind) if hasattr(value, f.name))
        return kind, names, tuple(getattr(value, name) for name in names)
    return None, (), ()


def _family(kind):
    """Which kinds may stand for each other: any list for any tuple, any mapping for any other."""
    if kind is None or hasattr(kind, "_fields"):
        return kind
    rows = issubclass(kind, (list, tuple))
    return list if rows else Mapping if issubclass(kind, Mapping) else kind


def _fill(tree, values):
    if tree.kind is None:
        return next(values)
    return _make(tree.kind, tree.keys, [_fill(c, values) for c in tree.children])


def _make(kind, keys, children):
    if hasattr(kind, "_make"):  # a named tuple
        return kind._make(children)
    if issubclass(kind, (list, tuple)):
        return kind(children)
    named = dict(zip(keys, children, strict=True))
    return kind(named) if issubclass(kind, Mapping) else kind(**named)


def _named(kind, value):
    return f"a {kind.__name__}" if kind is not None else f"a {type(value).__name__}"


def _list(keys):
    return ", ".join(map(str, keys)) or "none"
