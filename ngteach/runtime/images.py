"""Images in blocks: the layout of a convolutional network, chosen once for the whole graph.

A convolution of many images is a product of one matrix, the filters, with the columns of a block of images
(rows_of_images.py).  For that the images of a block lie side by side in memory, each number of the one next to the
same number of the others: [blocks, rows, channels, columns, images].  What is computed image by image before or after
a convolution - biases, relu, pooling, batch normalisation, and all adjoints - keeps that order (layout.py), so nothing
is transposed until the images end, in a matrix of features.

In the equations [n, channels, space...] is called [blocks, images, channels, space...], in whatever order it lies.
"""

from __future__ import annotations

import builtins
import math

from ..ops import add_windows, broadcast, embed, max, min, reshape, slice, sum, transpose, windows
from ..transform.cost import flops
from ..transform.rewrite import revise
from . import rows_of_images as rows
from .convolutions import Convolutions
from .kernels import is_elementwise
from .layout import Layout

WORTH = 2**20  # floating-point operations of a convolution; below, the old way is as quick
MOST = 32  # images in a block: rows of so many numbers are long enough for NumPy
BYTES = 2**21  # of the columns of a block, which should stay in cache


def images_in_blocks(graph):
    """The graph with its convolutions, and what belongs to them, in blocks of images."""
    find = Convolutions(graph)
    found = [f for eqn in graph.equations if flops(eqn) >= WORTH and (f := _convolution(find, eqn))]
    if not found:
        return graph
    n = found[0].images.shape[0]
    widest = builtins.max(_column_bytes(f) for f in found)
    blocks: list = []  # filled when the new graph is open

    def rule(eqn, *inputs):
        if not blocks:
            blocks.append(_Blocks(find, graph.producer, n, block_size(n, widest)))
        return blocks[0](eqn, inputs)

    return revise(graph, rule)


def block_size(n, nbytes):
    """How many of n images are in a block, if the columns of one have so many bytes: a divisor of n."""
    most = builtins.min(MOST, builtins.max(BYTES // builtins.max(nbytes, 1), 1), n if n < 8 else n // 2)
    size = next((d for d in range(most, 0, -1) if n % d == 0), 1)
    return size if size > 1 or n > 4 * most else n


def _convolution(find, eqn):
    """What the windows of a convolution see; None for any other equation."""
    found = find.forward(eqn) or find.of_filters(eqn)
    return found.seen if found and math.prod(found.seen.setting.sizes) > 1 else None


def _column_bytes(seen):
    """Of the columns of one image."""
    images, space = seen.images, (seen.space[0], *seen.places[1:])
    return images.shape[1] * math.prod(seen.setting.sizes[1:]) * math.prod(space) * images.dtype.itemsize


class _Blocks:
    """The rule of the rewrite.

    inside: {tensor of the old graph: what stands for it in the new one, [blocks, images, ...]}.
    """

    def __init__(self, find, producer, n, size):
        self.find, self.producer, self.n = find, producer, n
        self.head = (n // size, size)
        self.layout = Layout()
        self.inside: dict = {}
        self.plain: dict = {}  # old tensor -> the new one of the same shape

    def __call__(self, eqn, inputs):
        self.plain.update(zip(eqn.inputs, inputs, strict=True))
        y = eqn.output
        if (found := self.find.of_filters(eqn)) and self._here(found.seen.images):
            return self.filters_adjoint(found, y)
        z = self.convolved(eqn)
        z = self.followed(eqn) if z is None else z
        if z is None:
            return None
        if y.shape[:1] != (self.n,) or z.shape == y.shape:  # added up over the images
            return z if z.shape == y.shape else reshape(z, y.shape)
        self.inside[y] = z
        return reshape(z, y.shape)

    def _here(self, x):
        return x.shape[:1] == (self.n,)

    # ---- tensors in blocks --------------------------------------------------

    def get(self, x):
        """An old tensor [n, ...] as [blocks, images, ...]."""
        shape = (*self.head, *x.shape[1:])
        if x in self.inside:
            z = self.inside[x]
            return z if z.shape == shape else reshape(z, shape)
        eqn = self.producer.get(x)
        if eqn is None or eqn.op is not broadcast:
            return reshape(self.plain[x], shape)
        (small,) = eqn.inputs
        missing = x.ndim - small.ndim
        if not small.ndim:
            return broadcast(self.plain[small], shape)
        if not missing and small.shape[0] == self.n:
            return broadcast(self.get(small), shape)
        small_shape = (1, 1) + (1,) * (missing - 1) + small.shape[0 if missing else 1 :]
        return broadcast(reshape(self.plain[small], small_shape), shape)

    def laid_out(self, x):
        """The same, lying in memory as convolutions want it: it is copied at most once."""
        eqn = self.producer.get(x)
        order = rows.memory_order(x.ndim + 1)
        if x not in self.inside and eqn is not None and eqn.op is embed and eqn.params["index"][0] == (0, self.n, 1):
            z = self.embedded(eqn, self.get(eqn.inputs[0]), order)  # the padding of what comes from outside
        else:
            z = self.get(x)
        if not self.layout.lies_in(z, order):
            there = self.layout.turned(z, order)
            z = self.layout.back(reshape(reshape(there, (self.head[0], -1)), there.shape), order)
        self.inside[x] = z
        return z

    def images(self, x, space):
        """The same with so many axes of space."""
        z = self.laid_out(x)
        shape = (*self.head, z.size // (self.n * math.prod(space)), *space)
        return z if z.shape == shape else reshape(z, shape)

    # ---- convolutions -------------------------------------------------------

    def convolved(self, eqn):
        """A convolution, or its adjoint with respect to the images, by products with rows of images."""
        if not self._here(eqn.output):
            return None
        if found := self.find.forward(eqn):
            columns, places = self.columns(found.seen)
            y = rows.product(rows.by_row(self.matrices(found.filters), found.seen.setting), columns)
            return rows.as_images(self.layout, y, places, self.head[1])
        if found := self.find.of_images(eqn):
            filters = transpose(self.matrices(found.filters), (0, 2, 1))  # [groups, m, k]
            filters = transpose(rows.by_row(filters, found.setting), (0, 2, 1))
            columns = rows.product(filters, self.rows(found.dy, found.places, found.setting.groups))
            z = rows.put_back(self.layout, columns, found.setting, found.places, found.space, self.head[1])
            return reshape(z, (*self.head, *eqn.output.shape[1:]))
        return None

    def filters_adjoint(self, found, y):
        """[groups, k, m] or [groups, m, k], added up over all images."""
        columns, places = self.columns(found.seen)
        dy = self.rows(found.dy, places, found.seen.setting.groups)
        z = rows.by_channel(rows.filter_gradient(columns, dy), found.seen.setting)
        return z if found.columns_first else transpose(z, (0, 2, 1))

    def columns(self, seen):
        return rows.columns_of(self.layout, self.images(seen.images, seen.space), seen.setting)

    def rows(self, dy, places, groups):
        return rows.as_rows(self.layout, self.images(self.find.image_of(dy), places), groups)

    def matrices(self, filters):
        x = self.plain[filters.matrices]
        return transpose(x, (0, 2, 1)) if filters.turned else x

    # ---- what is computed image by image ------------------------------------

    def followed(self, eqn):
        """The equation in blocks, if it reads something in blocks and goes image by image; otherwise None."""
        if self.inside.keys().isdisjoint(eqn.inputs):
            return None
        if eqn.op.kind == "elementwise":
            known = eqn.op.built_in and is_elementwise(eqn)
            return self.layout.elementwise(eqn.op, [self.get(x) for x in eqn.inputs], eqn.params) if known else None
        rule = _RULES.get(eqn.op)
        return rule(self, eqn, self.get(eqn.inputs[0])) if rule else None

    def reshaped(self, eqn, z):
        return (
            reshape(self.inside[eqn.inputs[0]], (*self.head, *eqn.output.shape[1:])) if self._here(eqn.output) else None
        )

    def broadcast(self, eqn, z):
        kept = eqn.inputs[0].ndim == eqn.output.ndim
        return broadcast(z, (*self.head, *eqn.output.shape[1:])) if kept else None

    def transposed(self, eqn, z):
        axes = eqn.params["axes"]
        return self.layout.turned(z, (0, 1, *(a + 1 for a in axes[1:]))) if axes[0] == 0 else None

    def sliced(self, eqn, z):
        index = self._index(eqn, self.n)
        return slice(z, index) if index else None

    def embedded(self, eqn, z, order=None):
        index = self._index(eqn, eqn.params["shape"][0])
        return self.layout.embedded(z, (*self.head, *eqn.params["shape"][1:]), index, order) if index else None

    def _index(self, eqn, n):
        first, *rest = eqn.params["index"]
        return tuple((0, d, 1) for d in self.head) + tuple(rest) if first == (0, n, 1) and n == self.n else None

    def seen(self, eqn, z):
        n = len(eqn.params["sizes"])
        return windows(z, **eqn.params) if n < eqn.inputs[0].ndim else None

    def put_back(self, eqn, z):
        """What pooling saw; places that do not overlap are only named anew."""
        strides, dilations, space = (eqn.params[k] for k in ("strides", "dilations", "space"))
        n, (x,) = len(space), eqn.inputs
        if x.ndim != 2 + 2 * n:
            return None
        return rows.windows_put_back(self.layout, z, space, strides, dilations)

    def reduced(self, eqn, z):
        axis = eqn.params["axis"]
        if "dtype" in eqn.params or not z.type.is_float or not axis:
            return None
        axes = tuple(a + 1 for a in axis if a)
        if 0 not in axis:
            return reshape(self.layout.reduced(eqn.op, z, axes), (*self.head, *eqn.output.shape[1:]))
        y = self.layout.reduced(eqn.op, z, (1, *axes))  # in each block, then over the blocks
        return reshape(self.layout.reduced(eqn.op, y, (0,)), eqn.output.shape)


_RULES = {
    reshape: _Blocks.reshaped,
    broadcast: _Blocks.broadcast,
    transpose: _Blocks.transposed,
    slice: _Blocks.sliced,
    embed: _Blocks.embedded,
    windows: _Blocks.seen,
    add_windows: _Blocks.put_back,
    sum: _Blocks.reduced,
    max: _Blocks.reduced,
    min: _Blocks.reduced,
}
