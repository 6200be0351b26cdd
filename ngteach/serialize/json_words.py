"""Names, types and nesting in the words of JSON, and back."""

from __future__ import annotations

import re

import numpy as np

from ..core.calling.errors import require
from ..core.tree import LEAF, Tree
from ..core.types import TensorType, element_type
from ..files.reading import brief

_LIMIT = 2**32  # bytes of one tensor
DEPTH = 100  # containers inside containers
_TYPE = re.compile(r"([a-z0-9]{2,4})\[((?:[0-9]{1,15}(?:,[0-9]{1,15})*)?)\]")
_NUMBERED = re.compile(r"%(0|[1-9][0-9]{0,8})")  # what a value without a name is called


def checked_name(text):
    """The name of a tensor; what begins with % is a number."""
    numbered = not printable_word(text).startswith("%") or _NUMBERED.fullmatch(text)
    require(numbered, f"after % a name must have a number, found {brief(text)}")
    return text


def printable_word(text):
    ok = isinstance(text, str) and text.isprintable() and 0 < len(text) <= 200
    require(ok, f"a name is a printable word of at most 200 letters, found {brief(text)}")
    return text


def read_type(text):
    match = _TYPE.fullmatch(text) if isinstance(text, str) else None
    require(match, f"{brief(text)} is not a type such as f32[128,784]")
    element, sizes = element_type(match[1]), match[2].split(",") if match[2] else []
    t = TensorType(element.dtype, tuple(map(int, sizes)))
    require(str(t) == text, f"{text} is not a type as we write it, {t}")
    filled = t.with_shape(max(d, 1) for d in t.shape).nbytes
    require(filled <= _LIMIT, f"{text[:40]} is larger than {_LIMIT:,} bytes")
    return t


def write_tree(tree, depth=0):
    require(depth < DEPTH, "the graph's containers nest too deeply for JSON")
    if tree.kind is None:
        return "*"
    inside = [write_tree(c, depth + 1) for c in tree.children]
    if issubclass(tree.kind, (list, tuple)):
        return {"list" if issubclass(tree.kind, list) else "tuple": inside}
    return {"dict": [[_key(k), c] for k, c in zip(tree.keys, inside, strict=True)]}


def read_tree(found, depth=0):
    require(depth < DEPTH, "the graph's JSON nests too deeply")
    if found == "*":
        return LEAF
    kinds = {"dict": dict, "list": list, "tuple": tuple}
    ok = isinstance(found, dict) and len(found) == 1 and found.keys() <= kinds.keys()
    require(ok, f'a tree is "*" or {{"dict", "list" or "tuple": [...]}}, found {brief(found)}')
    ((kind, inside),) = found.items()
    require(isinstance(inside, list), f"{kind} in a tree must be a list, found {brief(inside)}")
    keys = ()
    if kind == "dict":
        pairs = all(isinstance(pair, list) and len(pair) == 2 for pair in inside)
        require(pairs, f"a dict in a tree is made of pairs, found {brief(inside)}")
        keys, inside = tuple(_key(k) for k, _ in inside), [c for _, c in inside]
        require(len(set(keys)) == len(keys), "a dict has a key twice")
    return Tree(kinds[kind], keys, tuple(read_tree(c, depth + 1) for c in inside))


def _key(key):
    """A key of a dict that JSON gives back as it is."""
    plain = key is None or type(key) in (str, bool, int) or type(key) is float and np.isfinite(key)
    require(plain, f"a dict has the key {brief(key)}; JSON allows text and numbers")
    return key
