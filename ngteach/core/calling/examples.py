"""What trace() is given: a function, an example for each argument; and what functions and type rules may return."""

from __future__ import annotations

import numpy as np

from ..tree import paths
from ..types import TensorType, type_of
from .arguments import argument_names, is_tensor
from .errors import GraphError, counted, require, shown
from .numbers import is_python_number


def example_type(x, name):
    """The type of an example for the argument of that name."""
    try:
        return type_of(x)
    except GraphError as problem:
        wanted = problem if hasattr(x, "dtype") else "write a type such as f32[128, 784], or an array, or leave it out"
        raise GraphError(f"the example for {name} is {shown(x)}; {wanted}") from None


def argument_labels(function, count, named=None):
    """The names of the function's first arguments; *args are numbered; nameless ones are x0, x1.

    named: what the function is given by name besides, if it is called; without, it is traced with examples.
    Raises GraphError if there are too many arguments or examples, or too few.
    """
    import inspect  # only here: it is slow to load

    graph, called = inspect.unwrap(function), plain_name(function)
    if hasattr(graph, "input_tree") and len(argument_names(graph)) == count:
        return argument_names(graph)
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return [f"x{i}" for i in range(count)]
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    optional = {p.name for p in parameters if p.default is not p.empty}
    optional |= {*(named or ())}
    missing = [n for n in names[count:] if n not in optional]
    for p in parameters:
        if p.kind is p.VAR_POSITIONAL:
            names += [f"{p.name}.{i}" for i in range(count - len(names))]
        elif p.kind is p.KEYWORD_ONLY and p.name not in optional:
            missing.append(p.name)
    takes = counted(len(names), "argument")
    there = f"there are {count} examples" if named is None else f"got {count}"
    require(count <= len(names), f"{called} takes {takes}, but {there}")
    if missing:
        require(named is None, f"{called} takes {takes}, but got none for {', '.join(missing)}")
        wanted = "write a type such as f32[128, 784] for each argument"
        raise GraphError(f"{called} has no example for {', '.join(missing)}; {wanted}")
    return names[:count]


def plain_name(function, otherwise="graph"):
    """The name of a function or a graph, if it is a plain word."""
    named = function.name if hasattr(function, "input_tree") else getattr(function, "__name__", type(function).__name__)
    return named if named.isidentifier() else otherwise  # a lambda is called <lambda>


def require_tensors(name, values, tree):
    """Raise GraphError unless all that the function returned are tensors.   tree: how they nest"""
    require(values, f"{name} must return tensors, but returned {tree}")
    for y, path in zip(values, paths(tree), strict=True):
        if not is_tensor(y):
            at = f" (result {path})" if path else ""
            raise GraphError(f"{name} must return tensors, but returned {shown(y)}; {_instead(y)}{at}")


def _instead(x):
    """What to write instead of returning x."""
    if x is None:
        return "is there a return?"
    if isinstance(x, (np.ndarray, np.generic)) or is_python_number(x):
        return "for numbers that never change write constant(...)"
    return "tensors may stand in lists, tuples, dicts and dataclasses"


def require_type(found):
    """What a type rule returned, if it is a type: a rule may lack its return, or return f32 without a shape."""
    if not isinstance(found, TensorType):
        raise GraphError(f"the type rule must return a type such as f32[128, 784], found {shown(found)}")
    return found
