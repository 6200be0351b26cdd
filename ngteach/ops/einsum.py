"""einsum: products and sums that name their axes, said with transposes, reshapes, dot and batch_dot."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import GraphError, counted, require, shown
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arithmetic import multiply
from .broadcast import sum
from .index import slice
from .linear import batch_dot, dot
from .products import arranged, shaped


@numpy_name(np.einsum)
def einsum(subscripts, *xs, optimize=False):
    """Multiply tensors whose axes have letters, and add up over the letters that the result does not have.

    "ij,jk->ik" is the product of two matrices.  A letter twice in one tensor takes the diagonal, "ii->i"; without ->
    the result has the letters that come once, in the order of the alphabet; ... stands for further axes, which
    broadcast, as axes of size 1 do.  The products are taken from left to right; optimize, how NumPy chooses another
    order, is ignored.  NumPy's other form is understood as well: einsum(x, [0, 1], y, [1, 2], [0, 2]).

    >>> ng.einsum("ij,j->i", np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 10.0]))
    array([21., 43.])
    """
    if isinstance(subscripts, str):
        terms, output = _read(subscripts)
    else:
        terms, output, xs = _interleaved([subscripts, *xs])
    require(terms, "takes subscripts and tensors, found none")
    if len(terms) != len(xs):
        raise GraphError(f"the subscripts {shown(subscripts)} are for {counted(len(terms), 'tensor')}, got {len(xs)}")
    axes = [_without_dots(term, type_of(x)) for term, x in zip(terms, xs, strict=True)]
    output = _wanted(terms, axes, output)
    sizes = _sizes(axes, xs)
    found = [_diagonals(*_stretched(x, labels, sizes)) for x, labels in zip(xs, axes, strict=True)]
    (x, labels), *rest = found
    for i, (y, others) in enumerate(rest):
        needed = {*output, *[a for _, later in rest[i + 1 :] for a in later]}
        x, labels = _summed(x, labels, needed | {*others})
        y, others = _summed(y, others, needed | {*labels})
        x, labels = _multiplied(x, labels, y, others, needed, sizes)
    x, labels = _summed(x, labels, output)
    return arranged(x, tuple(labels.index(a) for a in output))


# ---- what is written --------------------------------------------------------


def _read(subscripts):
    """([the labels of each tensor], those of the result or None); ... among them."""
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    return [_letters(term) for term in inputs.split(",")], _letters(output) if arrow else None


def _letters(term):
    parts = term.split("...")
    good = len(parts) <= 2 and all(p == "" or p.isascii() and p.isalpha() for p in parts)
    require(good, f"the subscripts of a tensor are letters, and ... at most once; found {shown(term)}")
    return [*parts[0], *([..., *parts[1]] if len(parts) == 2 else [])]


def _interleaved(arguments):
    """The same, and the tensors, from tensor, labels, tensor, labels, ... and perhaps the labels of the result."""
    output = arguments.pop() if len(arguments) % 2 else None
    lists = [*arguments[1::2], *([] if output is None else [output])]
    for labels in lists:
        whole = isinstance(labels, (list, tuple)) and all(
            a is ... or isinstance(a, (int, np.integer)) and not isinstance(a, bool) and 0 <= a < 52 for a in labels
        )
        require(whole and [*labels].count(...) <= 1, f"the axes are whole numbers below 52, found {shown(labels)}")
    return [list(labels) for labels in arguments[1::2]], None if output is None else list(output), arguments[::2]


def _without_dots(term, t):
    """A label for each axis of t: those that ... stands for are -1 for the last one, -2 before it, and so on."""
    more = t.rank - len(term) + (... in term)
    if more < 0 or more and ... not in term:
        raise GraphError(f"{t} has {t.rank} axes, but {_text(term)} is for {len(term) - (... in term)}")
    at = term.index(...) if ... in term else len(term)
    return [*term[:at], *range(-more, 0), *term[at + 1 :]]


def _text(term):
    return "".join("..." if a is ... else str(a) for a in term) or "nothing"


def _wanted(terms, axes, output):
    """The labels of the result, in its order."""
    dots = sorted({a for labels in axes for a in labels if isinstance(a, int) and a < 0})
    named = [a for term in terms for a in term if a is not ...]
    if output is None:
        return [*dots, *sorted(a for a in named if named.count(a) == 1)]
    kept = [a for a in output if a is not ...]
    require(len(set(kept)) == len(kept), f"the result names an axis twice: {_text(output)}")
    require(set(kept) <= set(named), f"the result names an axis that no tensor has: {_text(output)}")
    at = output.index(...) if ... in output else len(output)
    return [*output[:at], *(dots if ... in output else []), *output[at + 1 :]]


def _sizes(axes, xs):
    """How long the axes of each label are; those of size 1 stretch."""
    sizes: dict = {}
    for labels, x in zip(axes, xs, strict=True):
        t = type_of(x)
        for i, (a, d) in enumerate(zip(labels, t.shape, strict=True)):
            if t.shape[labels.index(a)] != t.shape[i]:
                raise GraphError(f"{t} has no diagonal along the axes {_text([a, a])}, which differ in size")
            if sizes.setdefault(a, d) not in (1, d) and d != 1:
                raise GraphError(f"the axis {_text([a])} has {sizes[a]} elements, but in {t} it has {d}")
            sizes[a] = d if sizes[a] == 1 else sizes[a]
    return sizes


# ---- one tensor -------------------------------------------------------------


def _stretched(x, labels, sizes):
    """Without the axes of size 1 that others have longer: in a product they would only be repeated."""
    shape = type_of(x).shape
    kept = [i for i, (a, d) in enumerate(zip(labels, shape, strict=True)) if d == sizes[a]]
    return shaped(x, tuple(shape[i] for i in kept)), [labels[i] for i in kept]


def _diagonals(x, labels):
    """A label that comes twice: the elements where both axes are at the same place."""
    for a in dict.fromkeys(labels):
        while labels.count(a) > 1:
            i = labels.index(a)
            j = labels.index(a, i + 1)
            others = [k for k in range(len(labels)) if k not in (i, j)]
            x, n = arranged(x, (*others, i, j)), type_of(x).shape[i]
            shape = type_of(x).shape[:-2]
            every = (0, n * n, n + 1) if n else (0, 0, 1)  # in a row, they are n + 1 apart
            x = slice(shaped(x, (*shape, n * n)), (*[(0, d, 1) for d in shape], every))
            labels = [*[labels[k] for k in others], a]
    return x, labels


def _summed(x, labels, needed):
    """Added up over the labels that nothing needs."""
    gone = tuple(i for i, a in enumerate(labels) if a not in needed)
    if gone:
        t = type_of(x)
        x = sum(x, axis=gone, dtype=None if t.is_float else t.element)
    return x, [a for a in labels if a in needed]


# ---- two tensors ------------------------------------------------------------


def _multiplied(x, left, y, right, needed, sizes):
    """(the product, its labels), added up over what both have and nothing else needs."""
    both = [a for a in left if a in right]
    inner, batch = [a for a in both if a not in needed], [a for a in both if a in needed]
    rows, columns = [a for a in left if a not in both], [a for a in right if a not in both]
    b, m, n = (tuple(sizes[a] for a in labels) for labels in (batch, rows, columns))
    if not inner:
        x = _axes(x, left, [*batch, *rows], (*b, *m, *(1 for _ in n)))
        y = _axes(y, right, [*batch, *columns], (*b, *(1 for _ in m), *n))
        return multiply(x, y), [*batch, *rows, *columns]
    k = math.prod(sizes[a] for a in inner)
    x = _axes(x, left, [*batch, *rows, *inner], (*b, math.prod(m), k))
    y = _axes(y, right, [*batch, *inner, *columns], (*b, k, math.prod(n)))
    return shaped((batch_dot if batch else dot)(x, y), (*b, *m, *n)), [*batch, *rows, *columns]


def _axes(x, labels, order, shape):
    """x with its labels in this order, in this shape; a single number stays one."""
    return shaped(arranged(x, tuple(labels.index(a) for a in order)), shape) if labels else x
