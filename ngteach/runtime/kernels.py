"""The NumPy calls of one equation, as templates: {0} stands for its first input, {out} for its output.

Where NumPy knows a quicker way to the same result than the obvious one, that is written.
"""

from __future__ import annotations

import numpy as np

from ..ops import constant, dot, max, maximum, minimum, one_hot, reshape, slice, sum, transpose
from ..ops.broadcast import MANY
from ..ops.linear import is_long
from ..ops.reduce import highest, lowest
from .spelling import plain

_SMALL = 2**15  # bytes of a matrix product: below this np.dot is called more quickly than np.matmul
_LONG = 4096  # elements: from here on a row of equal numbers is quicker than one number
_SHORT = 64  # columns


def template(w, eqn, group):
    """The text; a line is one call.   w: the writer.   group: what the equation is cut with, None if it is not cut."""
    text = _template(w, eqn, group)
    return f"flushed({text.replace('(', ', ', 1)}" if eqn in w.flushed else text  # flushed(np.dot, {0}, {1}, {out})


def _template(w, eqn, group):
    op, inputs = eqn.op, [f"{{{i}}}" for i in range(len(eqn.inputs))]
    if all(x.size for x in eqn.inputs):
        if quick := _QUICK.get(op, _nothing)(w, eqn, group):
            return quick
        if op.text:
            return "\n".join(f"np.{line}" for line in op.text.splitlines())
    if isinstance(op.forward, np.ufunc) and getattr(np, op.forward.__name__, None) is op.forward:
        out = "out={out}" if op.forward in (np.maximum, np.minimum) else "{out}"
        return f"np.{op.forward.__name__}({', '.join([*inputs, out])})"
    if op is reshape:  # of what lies in pieces: the result is seen in the other shape, as it lies in one
        return f"np.copyto({{out}}.reshape({eqn.inputs[0].shape}), {{0}})"
    return _carried(w, eqn)


def _carried(w, eqn):
    """A call of the op's own function, whose text comes along."""
    name, params, takes_out = w.carry(eqn)
    inputs = [f"{{{i}}}" for i in range(len(eqn.inputs))]
    arguments = [*inputs, *(p.replace("{", "{{").replace("}", "}}") for p in params)]  # their text is no template
    call = f"{name}({', '.join([*arguments, 'out={out}'] if takes_out else arguments)})"
    if takes_out and (eqn.op.built_in or isinstance(eqn.op.forward, np.ufunc)):
        return call
    return f"np.copyto({{out}}, {call})"  # a user's function may take out= and give a new array all the same


def _nothing(w, eqn, group):
    return None


def _dot(w, eqn, group):
    """np.dot cannot write columns, and fills its result with zeros first, with Python's lock in its hand."""
    if is_long(*eqn.inputs):
        return _carried(w, eqn)
    by_columns = group is not None and group.axis == 1
    large = len(eqn.output.shape) == 2 and (by_columns or eqn.output.type.nbytes > _SMALL)
    if large or _is_part(w, eqn.inputs[0], group is not None) or _is_part(w, eqn.inputs[1], False):
        return "np.matmul({0}, {1}, {out})"
    return None


def _is_part(w, x, cut):
    """Is this matrix, or a block of its rows, a part of a transposed one?  np.dot would copy it at every call."""
    turned = False
    while x.ndim == 2 and w.root[x] is not x:
        eqn = w.maker[x]
        if eqn.op is slice and any(step != 1 for _, _, step in eqn.params["index"]):
            return False  # BLAS does not read such a one, so either must copy it
        cut |= eqn.op is slice
        turned ^= eqn.op is transpose and eqn.params["axes"] == (1, 0)
        (x,) = eqn.inputs
    return cut and turned


def _sum(w, eqn, group):
    """Of more numbers than NumPy adds well: our own function keeps their digits."""
    (x,) = eqn.inputs
    return _carried(w, eqn) if x.type.is_float and x.size > MANY * eqn.output.size else None


def _max(w, eqn, group):
    """The largest of each row, if rows are short: where it stands is found sooner than what it is."""
    (x,) = eqn.inputs
    few = x.ndim == 2 and x.type.is_float and eqn.params["axis"] == (1,) and x.shape[0] >= 8 and x.shape[1] <= _SHORT
    if few and group is None and w.root[x] is x:
        return (
            "{0}.argmax(1, {best})\nnp.add({best}, {starts}, {best})\n{0:flat}.take({best}, None, {out:flat}, 'clip')"
        )
    return None


def _one_hot(w, eqn, group):
    """Rows of a matrix of zeros and ones; a label that has no place, seen as unsigned, takes the last row."""
    (labels,) = eqn.inputs
    few = labels.ndim == 1 and labels.dtype.itemsize <= 4 and eqn.params["depth"] <= _SHORT
    if few and group is None:
        return "np.minimum({0:unsigned}, {last}, out={index})\n{eye}.take({index}, 0, {out}, 'clip')"
    if "unknown" in eqn.params:
        return f"np.{eqn.op.text}\n{{out}}[~{{out}}.any(-1)] = np.nan"
    return None


def _extreme(w, eqn, group):
    """Equal numbers in a row, or in a whole array if it is small, are twice as quick as a single number."""
    number = w.peeled(eqn, eqn.inputs[1])
    if number.shape == () != eqn.output.shape and _is_constant(w, number):
        return f"np.{eqn.op.name}({{0}}, {{row}}, out={{out}})"
    return None


_QUICK = {dot: _dot, sum: _sum, max: _max, one_hot: _one_hot, maximum: _extreme, minimum: _extreme}


# ---- what a template may ask for besides operands, made once when the module is ----


def extras(w, eqn, group, template):
    """{name: text} for {zeros}, {row}, {axis} and whatever else there is in the template."""
    made = {name: make(w, eqn) for name, make in _EXTRAS.items() if f"{{{name}}}" in template}
    if group is not None:
        made |= {name: made[name] + _part(eqn, group) for name in ("zeros", "row") if name in made}
    return {k: plain(v) for k, v in eqn.params.items()} | made


def _part(eqn, group):
    """The part of what _repeated() made that belongs to a block."""
    whole = eqn.output.size < _LONG and eqn.output.ndim > 1
    if group.axis == 0:
        return "[lo:hi]" if whole or eqn.output.ndim == 1 else ""
    return "[:, lo:hi]" if whole else "[lo:hi]"


def _zeros(w, eqn):
    """Zeros to compare a tensor with: as many, or for large ones a row."""
    return _repeated(w, "zeros", f"np.{eqn.output.dtype.name}(0)", eqn.output)


def _row(w, eqn):
    """The second input, a constant, repeated."""
    name = w.names[w.peeled(eqn, eqn.inputs[1])]
    return _repeated(w, f"{name}_row", name, eqn.output)


def _repeated(w, name, number, y):
    shape = y.shape if y.size < _LONG else y.shape[-1:]
    sizes = "_".join(map(str, shape))
    return w.static(f"{name}_{sizes}_{y.type.element}", f"np.full({shape}, {number})")


def _is_constant(w, x):
    return x in w.maker and w.maker[x].op is constant


def _counter(w, eqn):
    """0, 1, 2, ... up to the depth of a one_hot."""
    depth, labels = eqn.params["depth"], eqn.inputs[0].dtype
    dtype = labels if depth <= np.iinfo(labels).max else np.dtype(np.int64)
    return w.static(f"count_{depth}_{dtype.name}", f"np.arange({depth}, dtype=np.{dtype.name})")


def _best(w, eqn):
    return w.static(f"best_{w.number[eqn]}", f"np.empty({eqn.inputs[0].shape[0]}, np.intp)")


def _starts(w, eqn):
    n, columns = eqn.inputs[0].shape
    return w.static(f"starts_{n}_{columns}", f"np.arange(0, {n * columns}, {columns})")


def _eye(w, eqn):
    """A one for each label, and a last row for those that have no place."""
    depth, t, nan = eqn.params["depth"], eqn.output.type, "unknown" in eqn.params
    rows = f"np.eye({depth}, dtype=np.{t.dtype.name}), ((0, 1), (0, 0)), constant_values={'np.nan' if nan else 0}"
    return w.static(f"eye_{depth}_{t.element}{'_nan' * nan}", f"np.pad({rows})")


def _last(w, eqn):
    depth, bits = eqn.params["depth"], 8 * eqn.inputs[0].dtype.itemsize
    return w.static(f"last_{depth}_uint{bits}", f"np.array({depth}, np.uint{bits})")


def _index(w, eqn):
    (labels,) = eqn.inputs
    return w.static(f"index_{w.number[eqn]}", f"np.empty({labels.size}, np.uint{8 * labels.dtype.itemsize})")


def _from(limit):
    """Where a max or min starts: NumPy 2.0 goes wrong without, if it reads an array backwards and writes into out."""
    return lambda w, eqn: repr(limit(eqn.output.dtype)).replace("inf", "np.inf")


_EXTRAS = {
    "zeros": _zeros,
    "row": _row,
    "counter": _counter,
    "best": _best,
    "starts": _starts,
    "eye": _eye,
    "last": _last,
    "index": _index,
    "lowest": _from(lowest),
    "highest": _from(highest),
}
