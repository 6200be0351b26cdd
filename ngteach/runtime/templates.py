"""The NumPy calls of one equation, as templates: text with holes, filled in by calls.py.

    {0}, {1}           the inputs, {out} the output; where the equation is tiled, the block's part of them
    {0:bits}           the same memory as signed integers, {0:unsigned} as unsigned ones; of a bool we say {0:bytes}
    {0:flat}           all its elements as a vector, {0:table} as a matrix with rows along the last axis
    {axis}, {depth}    a parameter of the equation
    {zeros}, {row}     an array that is made once, when the program is loaded: one for each name in _EXTRAS

A line is one call: "np.add({0}, {1}, {out})" for a ufunc, what kernels.py says for other ops, or the op's own forward.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from ..ops.reduce import highest, lowest
from .kernels import line_of
from .syntax import plain

_ROW = 512  # elements: so long are the rows of tensors with three axes or more
_LONG = 4096  # elements: from here on a row of equal numbers is quicker than one number


def template(places, eqn, group):
    """The template of an equation.   group: what the equation is tiled with, None if it is not tiled."""
    return line_of(places, eqn, group) or _ufunc(eqn.op.forward, len(eqn.inputs)) or _forward(places, eqn)


def _ufunc(forward, count):
    """A call of NumPy's function that is an op's forward, with so many inputs; None if it is no function of NumPy's."""
    by_name = isinstance(forward, np.ufunc) and getattr(np, forward.__name__, None) is forward
    return _call_of(forward, count) if by_name else None


@lru_cache(256)
def _call_of(forward, count):
    out = "out={out}" if forward in (np.maximum, np.minimum) else "{out}"  # NumPy wants it named for these two
    return f"np.{forward.__name__}({', '.join([*_inputs(count), out])})"


def _forward(places, eqn):
    """A call of the op's own forward, whose source the program carries along."""
    from .carried import carry  # only here: inspect is slow to load

    name, params, takes_out = carry(places, eqn)
    params = [p.replace("{", "{{").replace("}", "}}") for p in params]  # their braces are not holes
    call = f"{name}({', '.join([*_inputs(len(eqn.inputs)), *params, *(['out={out}'] if takes_out else [])])})"
    if takes_out and (eqn.op.built_in or isinstance(eqn.op.forward, np.ufunc)):
        return call
    return f"np.copyto({{out}}, {call})"  # a user's function may accept out= and return a new array all the same


def _inputs(count):
    return [f"{{{i}}}" for i in range(count)]


# ---- what is made once, when the program is loaded ----------------------------


def extras(places, eqn, group, template):
    """{name: text} for {zeros}, {row}, {axis} and whatever else there is in the template."""
    made = {name: _EXTRAS[name](places, eqn) for hole, name in _HOLES if hole in template}
    if group is not None:
        made |= {name: made[name] + _part(eqn, group) for name in ("zeros", "row") if name in made}
    return {k: plain(v) for k, v in eqn.params.items()} | made


def _part(eqn, group):
    """How what _repeated() made is sliced to a block."""
    whole = eqn.output.size < _LONG and eqn.output.ndim > 1
    if group.axis == 0:
        return "[lo:hi]" if whole or eqn.output.ndim == 1 else ""
    return "[:, lo:hi]" if whole else "[lo:hi]"


def _zeros(places, eqn):
    """Zeros to compare a tensor with: of its shape, or one long row if it is large."""
    return _repeated(places, "zeros", f"np.{eqn.output.dtype.name}(0)", eqn.output)


def _row(places, eqn):
    """The second input, a constant, repeated."""
    name = places.names[places.peeled(eqn, eqn.inputs[1])]
    return _repeated(places, f"{name}_row", name, eqn.output)


def _repeated(places, name, number, y):
    axes = y.ndim if y.size < _LONG else 1
    while axes < y.ndim - 1 and math.prod(y.shape[-axes:]) < _ROW:
        axes += 1  # NumPy goes along what both have
    shape = y.shape[y.ndim - axes :]
    sizes = "_".join(map(str, shape))
    return places.static(f"{name}_{sizes}_{y.type.element}", f"np.full({shape}, {number})")


def _counter(places, eqn):
    """0, 1, 2, ... up to the depth of a one_hot."""
    depth, labels = eqn.params["depth"], eqn.inputs[0].dtype
    dtype = labels if depth <= np.iinfo(labels).max else np.dtype(np.int64)
    return places.static(f"count_{depth}_{dtype.name}", f"np.arange({depth}, dtype=np.{dtype.name})")


def _best(places, eqn):
    return places.static(f"best_{places.number[eqn]}", f"np.empty({eqn.output.size}, np.intp)")


def _starts(places, eqn):
    n, columns = eqn.output.size, eqn.inputs[0].shape[-1]
    return places.static(f"starts_{n}_{columns}", f"np.arange(0, {n * columns}, {columns})")


def _eye(places, eqn):
    """The identity matrix, and an extra last row for labels out of range."""
    depth, t, nan = eqn.params["depth"], eqn.output.type, "unknown" in eqn.params
    rows = f"np.eye({depth}, dtype=np.{t.dtype.name}), ((0, 1), (0, 0)), constant_values={'np.nan' if nan else 0}"
    return places.static(f"eye_{depth}_{t.element}{'_nan' * nan}", f"np.pad({rows})")


def _last(places, eqn):
    depth, bits = eqn.params["depth"], 8 * eqn.inputs[0].dtype.itemsize
    return places.static(f"last_{depth}_uint{bits}", f"np.array({depth}, np.uint{bits})")


def _index(places, eqn):
    (labels,) = eqn.inputs
    return places.static(f"index_{places.number[eqn]}", f"np.empty({labels.size}, np.uint{8 * labels.dtype.itemsize})")


def _at(places, eqn):
    """Where the last input, an index, points."""
    return places.static(f"at_{places.number[eqn]}", f"np.empty({eqn.inputs[-1].shape}, np.intp)")


def _at_unsigned(places, eqn):
    """The same memory: a number below 0 is a large one there."""
    return places.static(f"at_{places.number[eqn]}_unsigned", f"{_at(places, eqn)}.view(np.uintp)")


def _at_column(places, eqn):
    return places.static(f"at_{places.number[eqn]}_column", f"{_at(places, eqn)}.reshape(-1, 1)")


def _lost(places, eqn):
    """Which of it are outside."""
    return places.static(f"lost_{places.number[eqn]}", f"np.empty({eqn.inputs[-1].shape}, bool)")


def _elements(places, eqn):
    shape = eqn.inputs[-1].size, math.prod(eqn.inputs[0].shape[1:])
    return places.static(f"elements_{places.number[eqn]}", f"np.empty({shape}, np.intp)")


def _columns(places, eqn):
    count = math.prod(eqn.inputs[0].shape[1:])
    return places.static(f"columns_{count}", f"np.arange({count})")


def _from(limit):
    """The initial= of max or min: without it NumPy 2.0 is wrong if it reads an array backwards and writes to out."""
    return lambda places, eqn: repr(limit(eqn.output.dtype)).replace("inf", "np.inf")


_EXTRAS = {
    "zeros": _zeros,
    "row": _row,
    "counter": _counter,
    "best": _best,
    "starts": _starts,
    "eye": _eye,
    "last": _last,
    "index": _index,
    "at": _at,
    "at_unsigned": _at_unsigned,
    "at_column": _at_column,
    "elements": _elements,
    "columns": _columns,
    "lost": _lost,
    "lowest": _from(lowest),
    "highest": _from(highest),
}
_HOLES = [(f"{{{name}}}", name) for name in _EXTRAS]
