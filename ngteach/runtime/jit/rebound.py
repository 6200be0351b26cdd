"""What a function reads from outside, it reads when it is traced; which of these names stand for something else now?"""

from __future__ import annotations

import weakref
from types import CodeType, FunctionType


def outside(function):
    """{name: what it stands for}: the global variables and those of the functions around that a function names."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    if type(function) is not FunctionType:
        return {}
    names, codes = set(), [function.__code__]
    while codes:
        code = codes.pop()
        names.update(code.co_names)
        codes += [c for c in code.co_consts if isinstance(c, CodeType)]  # of functions inside
    found = {name: function.__globals__[name] for name in sorted(names) if name in function.__globals__}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # it has no value yet
            continue
    return found


def remembered(found):
    """The same, held weakly where that can be: a program must not keep alive what it does not need."""
    return {name: _weakly(value) for name, value in found.items()}


def _weakly(value):
    try:
        return weakref.ref(value)
    except TypeError:
        return lambda: value  # numbers, text, tuples


def rebound(before, now):
    """The names that stand for something else now."""
    return [name for name, value in before.items() if name in now and value() is not now[name]]
