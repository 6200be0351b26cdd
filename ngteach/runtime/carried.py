"""What a program carries along: the text of an op's forward function, and of what that calls."""

from __future__ import annotations

import ast
import builtins
import dis
import inspect
import math
import textwrap
from weakref import WeakKeyDictionary

import numpy as np

_known: WeakKeyDictionary = WeakKeyDictionary()  # function -> its sources; of an op made anew the old ones go


def sources(function):
    """{name: text} of a function and of all that it reads by name; empty if that cannot be written down.

    A lambda, a function without its source, one that uses variables of an outer function or values other
    than numbers and text can only be called where it is.
    """
    if not inspect.isfunction(function):
        return {}
    if function not in _known:
        found: dict = {}
        _known[function] = found if _write(function.__name__, function, found) else {}
    return _known[function]


def is_plain(value):
    """Is repr(value) Python for it?"""
    if type(value) is tuple:  # a named one is written with its name
        return all(map(is_plain, value))
    return value is None or type(value) in (bool, int, str) or type(value) is float and math.isfinite(value)


def takes_out(function):
    """Can it be told where to put its result?"""
    if isinstance(function, np.ufunc):
        return True
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(p.name == "out" for p in parameters)  # **kwargs say nothing: np.vectorize would hand out= on


def _write(name, value, found):
    """Add the text that makes this name; False if there is none."""
    if name == "np":
        return value is np
    if inspect.ismodule(value):
        text = f"import {value.__name__}" + (f" as {name}" if name != value.__name__ else "")
    elif is_plain(value):
        text = f"{name} = {value!r}"
    elif inspect.isfunction(value) and not value.__code__.co_freevars:
        text = _definition(name, value)
    else:
        return False
    if not text or found.get(name, text) != text:
        return False
    if name in found:
        return True
    found[name] = text
    return not inspect.isfunction(value) or all(_write(n, v, found) for n, v in _read_by(value))


def _definition(name, function):
    """The text of a def that needs nothing but its body; None if it is written in another way."""
    try:
        text = textwrap.dedent(inspect.getsource(function))
        (tree,) = ast.parse(text).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    plain = isinstance(tree, ast.FunctionDef) and tree.name == name and not tree.decorator_list
    arguments = plain and tree.args
    defaults = plain and [d for d in (*arguments.defaults, *arguments.kw_defaults) if d is not None]
    noted = plain and any(isinstance(node, ast.arg) and node.annotation for node in ast.walk(arguments))
    return text if plain and not noted and all(isinstance(d, ast.Constant) for d in defaults) else None


def _read_by(function):
    """(name, value) of the globals that a function reads, except Python's own."""
    names = dict.fromkeys(_globals_in(function.__code__))
    space = function.__globals__
    return [(n, space.get(n)) for n in names if n in space or not hasattr(builtins, n)]


def _globals_in(code):
    """The global names that a code object reads, generator expressions inside it included."""
    yield from (i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_GLOBAL")
    for inner in code.co_consts:
        if inspect.iscode(inner):
            yield from _globals_in(inner)
