"""Nested containers <-> a flat list of their values, and a Tree that says how they nest (elsewhere called a pytree)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import SimpleNamespace
from typing import Any


@dataclass(frozen=True)
class Tree:
    """How values nest.  kind is the type of a container; a kind of None is one value.

    Containers are lists and tuples, dicts and other mappings, and records: named tuples, dataclasses and
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


def nesting(value):
    """The Tree of a value.  For a user's value use calling.containers.structure, which checks it too."""
    kind, keys, children = opened(value)
    return LEAF if kind is None else Tree(kind, keys, tuple(map(nesting, children)))


def leaves(value):
    """The values in a container, from left to right."""
    kind, _, children = opened(value)
    return [value] if kind is None else [leaf for c in children for leaf in leaves(c)]


def build(tree, values):
    """The container that tree describes, filled with values: build(nesting(v), leaves(v)) equals v."""
    return _filled(tree, iter(values))


def paths(tree, prefix=""):
    """The name of each value: its keys and positions, joined by dots ("params.W0")."""
    if tree.kind is None:
        return [prefix]
    labels = tree.keys or range(len(tree.children))
    start = f"{prefix}." if prefix else ""
    return [p for label, c in zip(labels, tree.children, strict=True) for p in paths(c, f"{start}{label}")]


def opened(value):
    """(kind, keys, children) of a container; kind is None for anything else."""
    kind = type(value)
    if issubclass(kind, (list, tuple)):
        return kind, getattr(kind, "_fields", ()), tuple(value)
    if issubclass(kind, Mapping):
        return kind, tuple(value), tuple(value.values())
    if issubclass(kind, SimpleNamespace):
        return kind, tuple(vars(value)), tuple(vars(value).values())
    if is_dataclass(kind) and not kind.__module__.startswith("ngteach."):  # a tensor is one value
        names = tuple(f.name for f in fields(kind) if hasattr(value, f.name))
        return kind, names, tuple(getattr(value, name) for name in names)
    return None, (), ()


def _filled(tree, values):
    if tree.kind is None:
        return next(values)
    kind, children = tree.kind, [_filled(c, values) for c in tree.children]
    if hasattr(kind, "_make"):  # a named tuple
        return kind._make(children)
    if issubclass(kind, (list, tuple)):
        return kind(children)
    named = dict(zip(tree.keys, children, strict=True))
    return kind(named) if issubclass(kind, Mapping) else kind(**named)
