"""What if a number of an input were another one?  Those that were changed, checked and put in, and what they did."""

from __future__ import annotations

import re

import numpy as np

from ...core.calling.errors import GraphError, require, shown
from ...draw.values import short_number

_EDIT = re.compile(r"(\d{1,15})_([^_]*)_(.+)", re.S)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[-+]?inf|nan", re.I)


def edited(graph, arrays, edits):
    """The arrays of the inputs, with other numbers in them: copies of those that change.

    edits: texts, each of a place counted row by row, a number and the name of an input: 5_0.25_x
    """
    require(isinstance(edits, (list, tuple)), f"edits are a list such as ['5_0.25_x'], found {shown(edits)}")
    numbers = list(arrays)
    for edit in edits:
        i, place, number = _read(graph, edit)
        if numbers[i] is arrays[i]:
            numbers[i] = np.array(arrays[i])
        numbers[i].reshape(-1)[place] = number
    return numbers


def what_if(graph, edits, before, arrays, facts, facts_before):
    """The sentence about what has just changed.   edits, before: now, and until now.   arrays: the first ones."""
    now, then = _numbers(graph, arrays, edits), _numbers(graph, arrays, before)
    changed = [key for key in sorted({*now, *then}) if not _same(now.get(key), then.get(key))]
    what = f"{len(changed)} numbers of the inputs are others now" if changed else "No number was changed"
    if len(changed) == 1:
        (i, place), x = changed[0], graph.inputs[changed[0][0]]
        first = arrays[i].reshape(-1)[place]
        new, old = (short_number(values.get(changed[0], first)) for values in (now, then))
        what = f"{element(x, place)} is {new} now, and was {old}"
    result = next((y for y in graph.outputs if y.size == 1), None)
    if result is None:
        return f"{what}: all was computed again."
    a, b = _one(facts_before[result]), _one(facts[result])
    return f"{what}: {result.name} " + (f"stays {b}." if a == b else f"goes from {a} to {b}.")


def element(x, place):
    """The name of one number of an input, such as W[2,0].   place: counted row by row"""
    index = ",".join(str(i) for i in np.unravel_index(place, x.shape)) if x.shape else ""
    return f"{x.name}[{index}]" if index else x.name


def _read(graph, edit):
    """(number of the input, place, number) of an edit."""
    parts = _EDIT.fullmatch(edit) if isinstance(edit, str) else None
    require(parts, f"an edit is a place, a number and an input, such as 5_0.25_x, found {shown(edit)}")
    place, text, name = int(parts[1]), parts[2], parts[3]
    names = [x.name for x in graph.inputs]
    require(name in names, f"{graph.name} has no input named {shown(name)}; it has {', '.join(names)}")
    x = graph.inputs[names.index(name)]
    require(place < x.size, f"{x!r} has the places 0 to {x.size - 1:,}, found {place}")
    return names.index(name), place, _number(x, place, text)


def _number(x, place, text):
    wanted = f"{element(x, place)} is a number of {x.type}, found {shown(text)}"
    good = len(text) <= 40 and _NUMBER.fullmatch(text)
    require(good, f"{wanted}; write one such as {'0.5' if x.type.is_float else '1'}")
    if x.type.is_float:
        with np.errstate(over="ignore"):
            return x.dtype.type(float(text))
    ends = (0, 1) if x.dtype.kind == "b" else (np.iinfo(x.dtype).min, np.iinfo(x.dtype).max)
    n = int(text) if re.fullmatch(r"[-+]?\d+", text) else None
    if n is None or not ends[0] <= n <= ends[1]:
        raise GraphError(f"{wanted}; write a whole number from {ends[0]} to {ends[1]}")
    return x.dtype.type(n)


def _numbers(graph, arrays, edits):
    """{(number of the input, place): number} of those that are not as they were at first."""
    found = {(i, place): number for i, place, number in (_read(graph, edit) for edit in edits)}
    return {key: n for key, n in found.items() if not _same(n, arrays[key[0]].reshape(-1)[key[1]])}


def _same(a, b):
    return a is b or (a is not None and b is not None and bool(a == b or (a != a and b != b)))


def _one(facts):
    low, _, _, _, nan, _ = facts
    return low or ("NaN" if nan else "infinite")
