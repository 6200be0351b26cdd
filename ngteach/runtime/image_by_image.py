"""What is computed image by image, in blocks: each op that may stand between convolutions, and its rule.

A rule takes the blocks (images.py), an equation of the old graph, and what its first input is in blocks; it gives what
the output is in blocks, [blocks, images, ...], or None where images mix.  The ops are the same as before: only their
axes have moved by one.
"""

from __future__ import annotations

from ..ops import add_windows, broadcast, embed, max, min, reshape, slice, sum, transpose, windows
from . import rows_of_images as rows
from .kernels import is_elementwise


def in_blocks(blocks, eqn):
    """The equation in blocks, if it reads something in blocks and goes image by image; otherwise None."""
    if blocks.inside.keys().isdisjoint(eqn.inputs):
        return None
    if eqn.op.kind == "elementwise":
        if not (eqn.op.built_in and is_elementwise(eqn)):
            return None
        return blocks.layout.elementwise(eqn.op, [blocks.get(x) for x in eqn.inputs], eqn.params)
    rule = _RULES.get(eqn.op)
    return rule(blocks, eqn, blocks.get(eqn.inputs[0])) if rule else None


def _shape(blocks, y):
    return (*blocks.head, *y.shape[1:])


def _reshaped(blocks, eqn, z):
    (x,), y = eqn.inputs, eqn.output
    return reshape(blocks.inside[x], _shape(blocks, y)) if blocks.here(y) else None


def _broadcast(blocks, eqn, z):
    return broadcast(z, _shape(blocks, eqn.output)) if eqn.inputs[0].ndim == eqn.output.ndim else None


def _transposed(blocks, eqn, z):
    first, *others = eqn.params["axes"]
    return blocks.layout.turned(z, (0, 1, *(a + 1 for a in others))) if first == 0 else None


def _sliced(blocks, eqn, z):
    index = _index(blocks, eqn)
    return slice(z, index) if index and blocks.here(eqn.output) else None


def embedded(blocks, eqn, z, order=None):
    """embed, in this order in memory, or in that of z."""
    index = _index(blocks, eqn)
    if not index or not blocks.here(eqn.output):
        return None
    return blocks.layout.embedded(z, _shape(blocks, eqn.output), index, order)


def _index(blocks, eqn):
    """The index with one axis more, if it takes all images."""
    first, *others = eqn.params["index"]
    return (*((0, d, 1) for d in blocks.head), *others) if first == (0, blocks.n, 1) else None


def _seen(blocks, eqn, z):
    return windows(z, **eqn.params) if len(eqn.params["sizes"]) < eqn.inputs[0].ndim else None


def _put_back(blocks, eqn, z):
    space, strides, dilations = (eqn.params[name] for name in ("space", "strides", "dilations"))
    if eqn.inputs[0].ndim != 2 + 2 * len(space):
        return None
    return rows.windows_put_back(blocks.layout, z, space, strides, dilations)


def _reduced(blocks, eqn, z):
    """Over the images first in each block, and then over the blocks."""
    axis, y = eqn.params["axis"], eqn.output
    if "dtype" in eqn.params or not z.type.is_float or not axis:
        return None
    axes = tuple(a + 1 for a in axis if a)
    if 0 not in axis:
        return reshape(blocks.layout.reduced(eqn.op, z, axes), _shape(blocks, y))
    parts = blocks.layout.reduced(eqn.op, z, (1, *axes))
    return reshape(blocks.layout.reduced(eqn.op, parts, (0,)), y.shape)


_RULES = {
    reshape: _reshaped,
    broadcast: _broadcast,
    transpose: _transposed,
    slice: _sliced,
    embed: embedded,
    windows: _seen,
    add_windows: _put_back,
    sum: _reduced,
    max: _reduced,
    min: _reduced,
}
