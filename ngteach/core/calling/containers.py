"""A user's containers: can they be rebuilt from their values, and do they nest as those a function was traced with?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass, replace

from ..tree import Tree, build, leaves, nesting, opened
from .errors import GraphError, require

_PLAIN = (None, dict, list, tuple)


def structure(value):
    """The Tree of a value; GraphError for a container that cannot be rebuilt from its values."""
    try:
        tree = nesting(value)
        _require_again(value, tree)
    except RecursionError:
        raise GraphError("containers nest too deep; does one contain itself?") from None
    return tree


def fitting(tree, values, what):
    """The tree, which must have as many leaves as there are values; without one, that of the values in a row."""
    tree = structure(values) if tree is None else tree
    require(isinstance(tree, Tree) and tree.size == len(values), f"{what} does not fit {len(values)} tensors")
    return tree


def is_flat(value):
    """One value, or values in a row: no container inside a container."""
    return all(opened(child)[0] is None for child in opened(value)[2])


def leaves_like(tree, value, path=""):
    """The values of a container that must nest as tree says; the order of the keys in a dict is free."""
    where = path or "the arguments"
    if tree.kind is None:
        require(opened(value)[0] is None, f"{where}: found a {type(value).__name__}, wanted one array")
        return [value]
    kind, keys, children = opened(value)
    if kind is not tree.kind and _family(kind) is not _family(tree.kind):
        raise GraphError(f"{where}: found a {type(value).__name__}, wanted a {tree.kind.__name__} like {tree}")
    if tree.keys or keys:
        require(set(keys) == set(tree.keys), f"{where}: found the keys {_list(keys)}, wanted {_list(tree.keys)}")
        by_key = dict(zip(keys, children, strict=True))
        children = [by_key[k] for k in tree.keys]
    found, wanted = len(children), len(tree.children)
    require(found == wanted, f"{where}: found {found} values, wanted {wanted}")
    labels = tree.keys or range(wanted)
    start = f"{path}." if path else ""
    rows = zip(labels, tree.children, children, strict=True)
    return [leaf for label, t, c in rows for leaf in leaves_like(t, c, f"{start}{label}")]


def without(tree, gone, advice):
    """The tree without some of its values; None if nothing is left.   gone: for each value, is it left out?

    advice: what to write where a part of a record is gone, which cannot be without it
    """
    return _without(tree, iter(gone), advice)


def _without(tree, gone, advice):
    if tree.kind is None:
        return None if next(gone) else tree
    children = [_without(c, gone, advice) for c in tree.children]
    if None not in children:
        return replace(tree, children=tuple(children))
    left = [i for i, c in enumerate(children) if c is not None]
    if not left:
        return None
    record = not issubclass(tree.kind, (list, tuple, Mapping)) or hasattr(tree.kind, "_fields")
    require(not record, f"a {tree.kind.__name__} keeps all its parts: {advice}")
    keys = tuple(tree.keys[i] for i in left) if tree.keys else ()
    return replace(tree, keys=keys, children=tuple(children[i] for i in left))


def _require_again(value, tree):
    """Raise GraphError for a container in value that build would not rebuild, the innermost first."""
    for child, part in zip(opened(value)[2], tree.children, strict=True):
        _require_again(child, part)
    if tree.kind not in _PLAIN and not _comes_back(value, tree):
        wanted = "a list or a tuple" if issubclass(tree.kind, (list, tuple)) else "a dict"
        raise GraphError(f"a {tree.kind.__name__} cannot be made again from what is in it; write {wanted}")


def _comes_back(value, tree):
    """Does build give the same container back: the same values, nested alike, and no attribute lost?"""
    try:
        again = build(tree, leaves(value))
        same = all(a is b for a, b in zip(leaves(value), leaves(again), strict=True))
        more = is_dataclass(value) or _attributes(again) == _attributes(value)
        return same and more and nesting(again) == tree
    except Exception:  # the constructor of a user's container may do anything
        return False


def _attributes(value):
    return set(getattr(value, "__dict__", ()))


def _family(kind):
    """Which kinds may stand for each other: any list for any tuple, any mapping for any other."""
    if kind is None or hasattr(kind, "_fields"):
        return kind
    rows = issubclass(kind, (list, tuple))
    return list if rows else Mapping if issubclass(kind, Mapping) else kind


def _list(keys):
    return ", ".join(map(str, keys)) or "none"
