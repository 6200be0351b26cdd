"""Where two answers differ, in one sentence."""

from __future__ import annotations

import numpy as np

from ...core.graph import Graph, Tensor
from ...core.op import Op
from ...core.types import ElementType, TensorType
from ...draw.values import short_number


class Misfit(Exception):
    """An answer of the wrong kind, which cannot be compared."""


class Blank(Exception):
    """No answer yet: the cell, or the function in it, gives None or `...`."""


def plain(value):
    """The value as arrays, words, lists and dicts of these; types, ops and tensors become their names.

    Raises Blank for None and `...`, Misfit for what is none of these.
    """
    if value is None or value is ...:
        raise Blank("the cell is still as it came")
    if isinstance(value, (TensorType, ElementType)):
        return str(value)
    if isinstance(value, Op):
        return value.full_name
    if isinstance(value, Tensor):
        return value.name
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(v) for v in value), key=str)
    if isinstance(value, (list, tuple)):
        parts = [plain(v) for v in value]
        return np.asarray(parts) if parts and _are_rows(parts) else parts
    if isinstance(value, (bool, int, float, np.ndarray, np.generic)) and np.asarray(value).dtype.kind in "biuf":
        return np.asarray(value)
    raise Misfit(f"your answer is {kind(value)}")


def kind(value):
    """What the value is, with its article."""
    if isinstance(value, str):
        return f'the text "{value[:40]}"'
    if isinstance(value, np.ndarray):
        word = "number" if value.ndim == 0 else f"array of shape {value.shape}"
    elif isinstance(value, Graph):
        word = "graph"
    elif callable(value) and not isinstance(value, type):
        word = "function"
    else:
        word = type(value).__name__
    return f"{'an' if word[0] in 'aeiouAEIOU' else 'a'} {word}"


def difference(expected, found, rtol, shown=True):
    """A sentence about the first difference between plain values, or None.

    shown: it may tell what was expected; otherwise it says only what yours is, and whether that is too small.
    """
    if isinstance(expected, dict) and isinstance(found, dict):
        if set(expected) != set(found):
            return _told(f"the keys {', '.join(sorted(expected))}", f"the keys {', '.join(sorted(found))}", shown)
        return _first([(f"{k}: ", expected[k], found[k]) for k in expected], rtol, shown)
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return _told(f"{len(expected)} in number", f"{len(found)}", shown)
        return _first([(f"number {i + 1}: ", a, b) for i, (a, b) in enumerate(zip(expected, found))], rtol, shown)
    if isinstance(expected, str) and isinstance(found, str):
        same = expected.casefold() == found.casefold()
        return None if same else _told(f'"{expected}"', f'"{found}"', shown)
    if isinstance(expected, np.ndarray) and isinstance(found, np.ndarray):
        return _of_arrays(expected, found, rtol, shown)
    return f"expected {_kind_of_plain(expected)}, yours is {_kind_of_plain(found)}"


def _first(pairs, rtol, shown):
    for where, a, b in pairs:
        said = difference(a, b, rtol, shown)
        if said:
            return where + said
    return None


def _of_arrays(expected, found, rtol, shown):
    if (expected.dtype.kind == "b") != (found.dtype.kind == "b"):
        words = ["True or False" if a.dtype.kind == "b" else "a number" for a in (expected, found)]
        return f"expected {words[0]}, yours is {words[1]}"
    if expected.shape != found.shape:
        a, b = (f"shape {x.shape}" if x.ndim else "one number" for x in (expected, found))
        return f"expected {a}, yours is {b}"
    wrong = _differ(expected, found.astype(float), rtol)
    if not wrong.any():
        return None
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    a, b = expected[place], found[place]
    where = f" at {list(place)}" if place else ""
    many = f"; {int(wrong.sum())} of {wrong.size} numbers differ" if wrong.size > 1 else ""
    a_text, b_text = _numbers(a, b)
    if shown:
        return f"expected {a_text}{where}, yours {b_text}{many}"
    side = "" if expected.dtype.kind == "b" else ", which is too large" if b > a else ", which is too small"
    return f"yours is {b_text}{where}{side}{many}"


def _differ(a, b, rtol):
    """Where do they?  Whole numbers are counted, so they must be right.

    A number near 0 in an array is compared with the size of the others: it may be a sum of such.
    """
    if a.dtype.kind != "f":
        return a != b
    size = np.abs(a[np.isfinite(a)]).max(initial=0.0) if a.ndim else 0.0
    return ~np.isclose(b, a, rtol=rtol, atol=max(1e-12, 0.1 * rtol * float(size)), equal_nan=True)


def _told(expected, found, shown):
    return f"expected {expected}, yours is {found}" if shown else f"yours is {found}"


def _numbers(a, b):
    """Both as text, with as many digits as it takes to tell them apart."""
    texts = [short_number(x) if x.dtype.kind == "f" else str(x) for x in (a, b)]
    return texts if texts[0] != texts[1] else [f"{x:.12g}" for x in (a, b)]


def _kind_of_plain(value):
    if isinstance(value, np.ndarray):
        return "one number" if value.ndim == 0 else f"numbers of shape {value.shape}"
    return {str: "a word", list: "a list", dict: "a dict"}[type(value)]


def _are_rows(parts):
    """May they be the rows of one array?"""
    return all(isinstance(p, np.ndarray) for p in parts) and len({(p.shape, p.dtype.kind == "b") for p in parts}) == 1
