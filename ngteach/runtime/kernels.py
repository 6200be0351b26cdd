"""What the executor knows of each op beyond what the op says of itself: one table, keyed by the op.

An op without an entry, such as a user's, is computed all the same: by its own forward, into memory of its own, and as
a whole, unless it is elementwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..core.op import Op
from ..ops import (
    add_windows,
    argmax,
    batch_dot,
    broadcast,
    ceil,
    convert,
    cumprod,
    cumsum,
    dot,
    embed,
    erf,
    erfinv,
    floor,
    gather,
    mask,
    max,
    maximum,
    min,
    minimum,
    one_hot,
    power,
    prod,
    relu,
    reshape,
    scatter_add,
    sigmoid,
    slice,
    softmax,
    sum,
    transpose,
    trunc,
    where,
    windows,
)
from ..ops.align import common_shape
from . import quick
from .rows_of_images import add_along


@dataclass(frozen=True)
class Kernel:
    """What makes an op faster.

    rows: input types and parameters -> for each input, do the rows lo:hi of the output need only its rows lo:hi?
        None: of an elementwise op they do, of any other they may need everything.
    in_place: the inputs that the output may overwrite, because each is read completely before the output is written.
        None: all of a NumPy ufunc, which handles overlapping memory itself; otherwise none.
    line: the NumPy call, a template as in templates.py; or a function in quick.py that chooses one.
        None, from that function too: the op's own forward is called.
    """

    rows: Callable | None = None
    in_place: tuple[int, ...] | None = None
    line: str | Callable | None = None


def row_flags(eqn):
    """For each input: are its rows lo:hi enough for the rows lo:hi of the output?"""
    rows = KERNELS.get(eqn.op, _UNKNOWN).rows
    return rows(*[x.type for x in eqn.inputs], **eqn.params) if rows else (is_elementwise(eqn),) * len(eqn.inputs)


def is_elementwise(eqn):
    """Does each element of the output need only the same element of the inputs?  A user's op may take other shapes."""
    return eqn.op.kind == "elementwise" and all(x.shape == eqn.output.shape for x in eqn.inputs)


def broadcasts(eqn):
    """Does the call broadcast its inputs by itself?  A user's function expects what its type rule was given."""
    return is_elementwise(eqn) and (eqn.op in KERNELS or isinstance(eqn.op.forward, np.ufunc))


def overwritable(eqn):
    """The positions of the inputs that the output of an elementwise equation may overwrite."""
    known = KERNELS.get(eqn.op, _UNKNOWN).in_place
    return known or (range(len(eqn.inputs)) if known is None and isinstance(eqn.op.forward, np.ufunc) else ())


def line_of(places, eqn, group):
    """The template of the NumPy call, or None if the op's own forward is called."""
    known = KERNELS.get(eqn.op, _UNKNOWN).line
    if known is None or not all(x.size for x in eqn.inputs):
        return None
    return known(places, eqn, group) if callable(known) else known


# ---- rows ---------------------------------------------------------------------


def _other_axes(x, axis, **_):
    """A reduction along other axes than the rows."""
    return (x.rank > 0 and 0 not in axis,)


def _another_axis(x, axis, **_):
    """Along one axis, which is not that of the rows."""
    return (axis not in (0, None),)


def _same_rows(x, shape):
    return (x.rank == len(shape) > 0 and x.shape[0] == shape[0],)


def _index_rows(x, *indices, **_):
    """gather picks from all of x; its indices have its rows, but for those that broadcast along them."""
    shape = common_shape(indices)
    return (False, *[i.rank == len(shape) > 0 and i.shape[0] == shape[0] for i in indices])


def _first_axis_kept(x, index):
    return (x.rank > 0 and index[0] == (0, x.shape[0], 1),)


# ---- the table ----------------------------------------------------------------

_UNKNOWN = Kernel()

KERNELS: dict[Op, Kernel] = {
    # views
    broadcast: Kernel(rows=_same_rows),
    reshape: Kernel(rows=lambda x, shape: (x.shape[:1] == shape[:1],), line=quick.reshape),
    transpose: Kernel(rows=lambda x, axes: (axes[:1] == (0,),)),
    slice: Kernel(rows=_first_axis_kept),
    windows: Kernel(rows=lambda x, sizes, **_: (x.rank > len(sizes),)),
    gather: Kernel(rows=_index_rows, line=quick.gather),
    scatter_add: Kernel(rows=lambda *types: (False,) * len(types), line=quick.scatter_add),
    # elementwise
    relu: Kernel(line="np.maximum({0}, {zeros}, out={out})", in_place=(0,)),
    sigmoid: Kernel(in_place=(0,)),
    maximum: Kernel(line=quick.maximum_or_minimum),
    minimum: Kernel(line=quick.maximum_or_minimum),
    convert: Kernel(line="np.copyto({out}, {0}, casting='unsafe')"),
    power: Kernel(line=quick.power, in_place=(0, 1)),
    floor: Kernel(line=quick.of_floats, in_place=(0,)),
    ceil: Kernel(line=quick.of_floats, in_place=(0,)),
    trunc: Kernel(line=quick.of_floats, in_place=(0,)),
    erf: Kernel(in_place=(0,)),
    erfinv: Kernel(in_place=(0,)),
    where: Kernel(line=quick.WHERE, in_place=(1,)),
    mask: Kernel(line="np.multiply({0:bits}, {1:bytes}, out={out:bits})", in_place=(0,)),
    # reductions
    sum: Kernel(rows=_other_axes, line=quick.sum),
    max: Kernel(rows=_other_axes, line=quick.max),
    min: Kernel(rows=_other_axes, line=quick.min),
    prod: Kernel(rows=_other_axes),
    argmax: Kernel(rows=_another_axis),
    cumsum: Kernel(rows=_another_axis),
    cumprod: Kernel(rows=_another_axis),
    softmax: Kernel(rows=_other_axes),
    embed: Kernel(rows=lambda x, shape, index: (x.rank > 0 and index[0] == (0, shape[0], 1),)),
    add_windows: Kernel(rows=lambda x, space, **_: (x.rank > 2 * len(space),), line=quick.add_windows),
    add_along: Kernel(rows=lambda x, place, window, **_: (place > 0 < window,), line=quick.add_along),
    # matrices
    dot: Kernel(rows=lambda x, y: (x.rank == 2, False), line=quick.dot),
    batch_dot: Kernel(rows=lambda x, y: (True, True), line=quick.batch_dot),
    one_hot: Kernel(rows=lambda labels, axis=-1, **_: (labels.rank > 0 and axis == -1,), line=quick.one_hot),
}
