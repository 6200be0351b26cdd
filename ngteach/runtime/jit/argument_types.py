"""What a program is made for: the types of its arguments, how they nest, and the static values; here as a key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import FunctionType

import numpy as np

from ...core.calling.errors import GraphError, shown
from ...core.graph import Tensor
from ...core.tree import leaves, nesting, opened, paths
from ...core.types import boolean, i64, type_of
from ...transform.closure import float_among

_INT, _BOOL = (i64.dtype, ()), (boolean.dtype, ())


def key_of(values):
    """(key, are tensors among the values?): the key is equal for values of the same types that nest alike.

    The order of the keys in a dict is free.
    """
    seen: set = set()  # element types; float itself for a number of Python's; Tensor
    key = _key(values, seen, None)
    if float in seen:  # its type depends on what is around, now that this is known
        key = _key(values, set(), (float_among(seen).dtype, ()))
    return key, Tensor in seen


def _key(value, seen, number):
    """number: what stands for a Python float."""
    kind = type(value)
    if kind is np.ndarray:
        seen.add(value.dtype)
        return value.dtype, value.shape
    if kind is tuple or kind is list:
        return kind, tuple([_key(v, seen, number) for v in value])
    if kind is dict:
        return kind, frozenset([(k, _key(v, seen, number)) for k, v in value.items()])
    if kind is float or kind is np.float64:
        seen.add(float)
        return number
    if kind is int or kind is bool:
        return _INT if kind is int else _BOOL
    if kind is Tensor:
        seen.update((value.dtype, Tensor))
        return value.dtype, value.shape
    kind, keys, children = opened(value)
    if kind is not None:
        parts = tuple([_key(v, seen, number) for v in children])
        if issubclass(kind, Mapping):
            return kind, frozenset(zip(keys, parts, strict=True))
        return kind, keys, parts
    t = type_of(value)
    seen.add(t.dtype)
    return t.dtype, t.shape


def unfit(values, labels):
    """The error for the first value that has no type.   labels: the name of each argument"""
    for value, label in zip(values, labels, strict=True):
        for leaf, path in zip(leaves(value), paths(nesting(value), label), strict=True):
            try:
                type_of(leaf)
            except GraphError as problem:
                advice = f"; with static={label!r} there is a program for each value" if path == label else ""
                numbers = isinstance(leaf, np.ndarray) or hasattr(leaf, "dtype")
                text = str(problem) if numbers else f"found {shown(leaf)}, wanted an array or a number{advice}"
                return GraphError(f"{path}: {text}")
    return None


def with_hint(problem, arguments):
    """The error of a trace; with what to write if it names an argument that was a whole number or a bool.

    arguments: {name: what the call gave}
    """
    text, line = str(problem), ""
    if problem.located:
        text, between, line = text.rpartition("    (")
        line = between + line
    for name, value in arguments.items():
        if type(value) not in (int, bool):
            continue
        if "no numbers" in text or re.search(rf"\b{re.escape(name)}: (i64|bool)\[\]", text):
            hint = f"jit traces {name}={value!r}; with static={name!r} it stays a number"
        elif type(value) is int and abs(value) < 2**53 and re.search(r"i64\[.* element type|does not fit i64", text):
            hint = f"jit traces {name}={value!r} as an i64[]; write {float(value)!r}"
        else:
            continue
        hinted = type(problem)(f"{text}; {hint}{line}")
        hinted.located = problem.located
        return hinted
    return problem


# ---- static values ----------------------------------------------------------


def static_key(value, name):
    """A key for a static value: of equal type and equal value, inside tuples too.

    Python takes 1, 1.0 and True for equal, and 0.0 and -0.0; a program that is written for one is not for the other.
    """
    if isinstance(value, tuple):
        return type(value), tuple([static_key(v, name) for v in value])
    if isinstance(value, (float, complex, np.inexact)):
        return type(value), repr(value)
    if isinstance(value, (Tensor, np.ndarray)):
        has = "a tensor" if isinstance(value, Tensor) else "an array"
        raise GraphError(
            f"static {name}: found {has}, {type_of(value)}; a static value is one that the program is written for, "
            f"such as a number of layers: leave {name} out of static, and it is traced"
        )
    try:
        hash(value)
    except TypeError:
        wanted = "a tuple" if isinstance(value, list) else "a tuple, a frozen dataclass"
        raise GraphError(
            f"static {name}: found {shown(value)}, which can change and so has no hash; write {wanted}"
        ) from None
    return type(value), value


def static_text(value):
    """A static value for people."""
    if isinstance(value, (FunctionType, type)):
        return value.__name__
    return shown(value)
