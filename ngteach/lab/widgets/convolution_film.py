"""All that the convolution widget can show: each filter with each stride, padding and dilation, computed by the kit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from ... import ops
from ...core.calling.contexts import in_own_context
from ...core.calling.errors import require, shown
from ...core.trace import trace
from ...core.types import f32
from ...transform.autodiff import Adjoints
from .convolution_rule import Rule
from .film_room import ROOM, json_size
from .given import array
from .matrix_text import matrix_text

STRIDES, PADDINGS, DILATIONS, SIZES = (1, 2, 3), (0, 1, 2), (1, 2, 3), (3, 2, 4, 5)
LOSSES = ("sum(y * y) / 2", "sum(y)")  # their adjoints of y are y itself, and 1 everywhere
LARGEST = 12  # rows and columns of the input that are shown
_MOST = 7  # rows and columns of a filter
_ROOM = ROOM - 10_000  # beside it x and the filters are sent
# The fifth of LeNet's 32 first filters after `ngteach train --model lenet`, to two digits: the upper edge of a stroke.
_LEARNED = ((-0.78, -0.42, -0.97), (0.71, 0.59, 0.23), (0.08, 0.46, 0.02))


@dataclass(frozen=True)
class Filter:
    """A filter of one channel.   kind: its name, which filters of several sizes share.   values: f32[rows,columns]"""

    kind: str
    values: np.ndarray


def usual_filters():
    """What a first course looks at, the most telling first: it stays if not all fit into a page."""
    for k in SIZES:
        line = np.sign(np.arange(k) - (k - 1) / 2)
        middle = np.zeros((k, k))
        middle[(k - 1) // 2, (k - 1) // 2] = 1
        yield Filter("edge", np.tile(line, (k, 1)).astype(np.float32))
        yield Filter("blur", np.full((k, k), 1 / k**2, np.float32))
        yield Filter("identity", middle.astype(np.float32))
        yield Filter("random", np.random.default_rng(k).integers(-2, 3, (k, k)).astype(np.float32))
        if k == 3:
            yield Filter("learned", np.array(_LEARNED, np.float32))


def given_filters(filters):
    """The Filters of a user: {name: matrix}, one matrix, or [outputs,rows,columns], also [outputs,1,rows,columns]."""
    if isinstance(filters, dict):
        named = filters
    else:
        a = array(filters, "filters")
        a = a[:, 0] if a.ndim == 4 and a.shape[1] == 1 else a
        wanted = "wanted a filter [rows,columns] or several [outputs,rows,columns]"
        require(a.ndim in (2, 3), f"{wanted}, found {_found(a)}")
        named = {"yours": a} if a.ndim == 2 else {f"filter {i}": f for i, f in enumerate(a)}
    require(named, "there is no filter in an empty dict; leave filters away for edge, blur and others")
    return [Filter(str(name), _matrix(f, f"filter {name!r}", 1, _MOST)) for name, f in named.items()]


def written_filter(text):
    """The Filter that is written as rows: "1 0 -1; 1 0 -1"; GraphError if it is none."""
    rows = [row.replace(",", " ").split() or [""] for row in text.split(";")]
    wrong = next((word for row in rows for word in row if not _is_number(word)), None)
    advice = "is no number from -1e6 to 1e6; write rows of numbers, such as 1 0 -1; 1 0 -1"
    require(wrong is None, f"f: '{wrong}' {advice}")
    lengths = [len(row) for row in rows]
    odd = next((n for n in lengths if n != lengths[0]), None)
    require(odd is None, f"f: a row of {odd} beside one of {lengths[0]}; all rows must have the same length")
    there = f"f is {len(rows)} x {lengths[0]}"
    require(max(len(rows), lengths[0]) <= _MOST, f"{there}; a filter has at most {_MOST} rows and columns")
    return Filter("yours", np.array(rows, float).astype(np.float32))


def _is_number(word):
    return bool(re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?", word, re.I)) and abs(float(word)) <= 1e6


def given_input(x):
    """(f32[rows,columns], a sentence about what is left out) of a user's input; the middle of a large one."""
    a = array(x, "x")
    a = a.reshape(a.shape[-2:]) if a.ndim > 2 and a.size == np.prod(a.shape[-2:]) else a
    a = _matrix(a, "x", 2, None)
    first = [max(n - LARGEST, 0) // 2 for n in a.shape]
    part = a[first[0] :, first[1] :][:LARGEST, :LARGEST]
    cut = f"the middle {by(part)} of yours, which is {by(a)}"
    return part, cut if part.shape != a.shape else "yours"


def _matrix(a, name, least, most):
    a = array(a, name)
    limits = f"from {least} x {least} to {most} x {most}" if most else f"of {least} x {least} or more"
    fits = a.ndim == 2 and min(a.shape) >= least and (most is None or max(a.shape) <= most)
    require(fits and a.dtype.kind in "fiub", f"{name} must be a matrix of numbers, {limits}, found {_found(a)}")
    a = a.astype(np.float32)
    require(np.isfinite(a).all(), f"{name} has numbers that are not finite, which no window can show")
    return a


def by(a):
    """Rows and columns in words."""
    return f"{a.shape[0]} x {a.shape[1]}"


def _found(a):
    return f"{a.dtype}{list(a.shape)}" if a.dtype.kind in "fiub" else shown(a)


def make_film(x, filters):
    """(film, the filters in it): a record for each filter and setting that is possible, as long as there is room.

    A record has the number of its filter, stride, padding, dilation, y, and dx for each of LOSSES; see numbers().
    """
    film, kept, room = [], [], _ROOM
    sizes = {f.values.shape for f in filters}
    states = {size: list(_states(x, [f for f in filters if f.values.shape == size])) for size in sizes}
    for f in filters:
        same = [g for g in filters if g.values.shape == f.values.shape]
        records = [_record(f, rule, y, dx, same.index(f)) for rule, y, dx in states[f.values.shape]]
        room -= json_size(records)
        if room < 0 and kept:
            break
        if records:
            film += [{"filter": len(kept), **r} for r in records]
            kept.append(f)
    return film, kept


def _states(x, filters):
    """(Rule, y, dx) for each possible setting; all filters of one size at once, as groups.

    y: f32[filters,places...]   dx: f32[losses,filters,rows,columns]
    """
    size = filters[0].values.shape
    images = np.broadcast_to(x, (len(LOSSES), len(filters), *x.shape))
    stacked = np.stack([f.values for f in filters])[:, None]
    for stride, padding, dilation in product(STRIDES, PADDINGS, DILATIONS):
        rule = Rule(x.shape, size, stride, padding, dilation)
        if not rule.impossible():
            forward, backward = graphs(rule, len(filters))
            y = forward(images, stacked)
            dy = np.stack([y[0], np.ones_like(y[1])])
            yield rule, y[0], backward(images, stacked, dy)


@lru_cache(maxsize=256)
@in_own_context
def graphs(rule, count=1):
    """(x, filters) -> y and (x, filters, dy) -> dx, its adjoint: one channel and group for each of `count` filters."""

    def forward(x, filters):
        return ops.convolution(
            x, filters, strides=rule.stride, padding=rule.padding, dilation=rule.dilation, groups=count
        )

    def backward(x, filters, dy):
        return Adjoints(forward(x, filters), dy)[x]

    images, filters = f32[len(LOSSES), count, *rule.shape], f32[count, 1, *rule.size]
    graph = trace(forward, images, filters)
    return graph, trace(backward, images, filters, graph.outputs[0].type)


def _record(f, rule, y, dx, k):
    settings = {"stride": rule.stride, "padding": rule.padding, "dilation": rule.dilation}
    sentence = f"{f.kind}, {', '.join(f'{name} {value}' for name, value in settings.items())}: y is {by(y[k])}."
    return {**settings, "sentence": sentence, "y": numbers(y[k]), "dx": [numbers(d[k]) for d in dx]}


def numbers(a):
    """The matrix as text, of at most six digits each: a person can check them, and they are few characters."""
    return matrix_text(a + np.float32(0), ".6g")  # -0 is 0
