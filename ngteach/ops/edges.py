"""pad: more elements around a tensor, the same number everywhere or what the tensor itself has at its edges."""

from __future__ import annotations

import builtins

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.registry import numpy_name
from ..core.types import boolean, type_of
from .arguments import axis_of
from .arithmetic import multiply, subtract
from .broadcast import broadcast
from .index import embed, join, slice
from .lists import from_list
from .parts import part, picked, whole_numbers
from .shape import reshape

_REDUCING = ("linear_ramp", "maximum", "mean", "median", "minimum", "empty")


@numpy_name(np.pad)
def pad(x, pad_width, mode="constant", *, constant_values=0, reflect_type="even"):
    """x with elements before and after it along each axis.

    pad_width: a number, a pair (before, after), a pair for each axis, or a dict from axes to numbers or pairs.  A
    negative width cuts elements off, as in nGraph's Pad; NumPy has none.
    mode: "constant", with constant_values in the same forms, or what x has: "edge" repeats the outermost element,
    "reflect" mirrors at it, "symmetric" mirrors behind it, "wrap" goes on from the other end.
    reflect_type: "odd" mirrors 2 * edge - x, for "reflect" and "symmetric".

    >>> ng.pad(np.array([1, 2, 3]), (1, 2))
    array([0, 1, 2, 3, 0, 0])
    >>> ng.pad(np.array([1, 2, 3]), 2, mode="reflect")
    array([3, 2, 1, 2, 3, 2, 1])
    """
    t = type_of(x)
    widths = _widths(pad_width, t)
    if mode == "constant":
        require(reflect_type == "even", 'reflect_type goes with mode="reflect" or "symmetric"')
        return _with_constants(x, widths, constant_values)
    _known_mode(mode, constant_values, reflect_type)
    for axis, (before, after) in enumerate(widths):
        length = t.shape[axis]
        if before or after:
            require(length or builtins.max(before, after) <= 0, f"axis {axis} of {t} is empty; write mode='constant'")
            odd = reflect_type == "odd" and length > (mode == "reflect")
            fill = _mirrored_oddly if odd else _from_itself
            x = fill(x, axis, before, after, mode)
    return x


# ---- what is written ----------------------------------------------------------


def _widths(pad_width, t):
    """((before, after) for each axis)."""
    if isinstance(pad_width, dict):
        pairs = [[0, 0] for _ in t.shape]
        for axis, width in pad_width.items():
            pairs[axis_of(t, axis)] = np.broadcast_to(_numbers(width, 2, t), 2).tolist()
    else:
        pairs = np.broadcast_to(_numbers(pad_width, (t.rank, 2), t), (t.rank, 2)).tolist()
    for d, (before, after) in zip(t.shape, pairs, strict=True):
        require(d + before + after >= 0, f"{t} does not have as many elements as the widths {shown(pad_width)} cut off")
    return [tuple(pair) for pair in pairs]


def _numbers(width, shape, t):
    numbers = whole_numbers(width, "a width")
    try:
        np.broadcast_to(numbers, shape)
    except ValueError:
        advice = "write a number, a pair (before, after), or a pair for each axis"
        raise GraphError(f"the widths {shown(width)} do not fit {t}; {advice}") from None
    return numbers


def _known_mode(mode, constant_values, reflect_type):
    modes = "constant, edge, reflect, symmetric or wrap"
    if isinstance(mode, str) and mode in _REDUCING:
        line = "concatenate([broadcast(max(x, axis=0, keepdims=True), (n, *x.shape[1:])), x])"
        raise GraphError(f'mode="{mode}" has no op; the modes are {modes}; write for example {line}')
    known = isinstance(mode, str) and mode in ("edge", "reflect", "symmetric", "wrap")
    require(known, f"the mode is one of {modes}, found {shown(mode)}")
    require(type(constant_values) is int and not constant_values, f'mode="{mode}" has no constant_values')
    ok = isinstance(reflect_type, str) and reflect_type in ("even", "odd")
    require(ok, f'reflect_type is "even" or "odd", found {shown(reflect_type)}')
    mirrors = reflect_type == "even" or mode in ("reflect", "symmetric")
    require(mirrors, 'reflect_type goes with mode="reflect" or "symmetric"')


# ---- constants ----------------------------------------------------------------


def _with_constants(x, widths, values):
    """What negative widths cut off first, then the new elements."""
    t = type_of(x)
    kept, around = zip(*map(_kept_and_around, t.shape, widths), strict=True) if widths else ((), ())
    x = x if all(k == (0, d) for k, d in zip(kept, t.shape, strict=True)) else slice(x, tuple((*k, 1) for k in kept))
    if not any(before or after for before, after in around):
        return x
    if t.element is boolean and type(values) is int and values in (0, 1):  # 0 is what stands there by default
        values = bool(values)
    values = from_list(values, t.element)
    values = as_element(values, t.element) if is_python_number(values) else values
    found = type_of(values)
    fits = found.element is t.element
    require(fits, f"{found} does not have the element type of {t}; write convert(constant_values, {t.element})")
    if isinstance(values, np.ndarray) and not any(values.tobytes()):  # of zeros alone, and not of -0.0
        shape = tuple(b + stop - start + a for (start, stop), (b, a) in zip(kept, around, strict=True))
        places = [(b, b + stop - start, 1) for (start, stop), (b, _) in zip(kept, around, strict=True)]
        return embed(x, shape, tuple(places))
    if found.rank:
        values = broadcast(values, (t.rank, 2))
    for axis, sides in enumerate(around):
        pieces = [_constants(values, axis, side, type_of(x), count) for side, count in enumerate(sides)]
        pieces = [p for p in (pieces[0], x, pieces[1]) if p is not None]
        x = join(*pieces, axis=axis) if len(pieces) > 1 else x
    return x


def _kept_and_around(size, width):
    """((start, stop) of what stays of an axis, how many come before and after it)."""
    before, after = width
    start = builtins.min(size, builtins.max(0, -before))
    stop = builtins.max(start, builtins.min(size, size + after))
    left = builtins.min(builtins.max(0, before), size + before + after)
    return (start, stop), (left, size + before + after - left - (stop - start))


def _constants(values, axis, side, t, count):
    """So many of the value for this side of this axis; None if there are none."""
    if not count:
        return None
    if type_of(values).rank:
        values = reshape(slice(values, ((axis, axis + 1, 1), (side, side + 1, 1))), ())
    return broadcast(values, (*t.shape[:axis], count, *t.shape[axis + 1 :]))


# ---- from the tensor itself -----------------------------------------------------


def _from_itself(x, axis, before, after, mode):
    length = type_of(x).shape[axis]
    i = np.arange(-before, length + after)
    if mode == "edge" or length == 1:
        positions = np.clip(i, 0, length - 1)
    elif mode == "wrap":
        positions = i % length
    elif mode == "symmetric":
        i %= 2 * length
        positions = np.minimum(i, 2 * length - 1 - i)
    else:
        i %= 2 * (length - 1)
        positions = np.minimum(i, 2 * (length - 1) - i)
    return picked(x, axis, positions)


def _mirrored_oddly(x, axis, before, after, mode):
    """2 * edge - x, mirrored: each time at most as many elements as x has, until there are enough."""
    require(builtins.min(before, after) >= 0, 'reflect_type="odd" cuts nothing off; write slice(...) first')
    skipped = int(mode == "reflect")  # the edge itself is not mirrored
    most = type_of(x).shape[axis] - skipped
    while before or after:
        left, right = builtins.min(before, most), builtins.min(after, most)
        last = type_of(x).shape[axis] - 1
        pieces = [
            _mirror(x, axis, 0, range(skipped + left - 1, skipped - 1, -1)),
            x,
            _mirror(x, axis, last, range(last - skipped, last - skipped - right, -1)),
        ]
        x = join(*pieces, axis=axis)
        before, after = before - left, after - right
    return x


def _mirror(x, axis, edge, positions):
    edge, mirrored = part(x, axis, range(edge, edge + 1)), part(x, axis, positions)
    return subtract(multiply(edge, 2), mirrored)
