"""Images in blocks: the layout of a convolutional network, chosen once for the whole graph.

A convolution of many images is a product of one matrix, the filters, with the columns of a block of images
(rows_of_images.py).  For that the images of a block lie side by side in memory, each number of the one next to the
same number of the others: [blocks, rows, channels, columns, images].  What is computed image by image before or after
a convolution - biases, relu, pooling, batch normalisation, and all adjoints - keeps that order (layout.py), so nothing
is transposed until the images end, in a matrix of features.

In the equations [n, channels, space...] is called [blocks, images, channels, space...], in whatever order it lies.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ..ops import broadcast, embed, reshape, transpose
from ..transform.cost import flops
from ..transform.dead_code import prune
from ..transform.rewrite import revise
from . import rows_of_images as rows
from .convolutions import Convolutions, Seen
from .image_by_image import embedded, in_blocks
from .layout import Layout
from .syntax import VIEWS

WORTH = 2**20  # floating-point operations of a convolution; below, the old way is as quick
MOST = 32  # images in a block: rows of so many numbers are long enough for NumPy
BYTES = 2**21  # of the columns of a block, which should stay in cache


class Plan(NamedTuple):
    """How many images there are, how many of them are in a block, and what the largest columns of a block take."""

    images: int
    size: int
    convolutions: int
    nbytes: int


def plan_blocks(graph):
    """The Plan for a graph; None if it has no convolution that is worth it."""
    find = Convolutions(graph)
    seen = dict.fromkeys(seen for eqn in graph.equations if (seen := _convolution(graph, find, eqn)))
    if not seen:
        return None
    n = next(iter(seen)).images.shape[0]
    widest = max(map(_column_bytes, seen))
    size = block_size(n, widest)
    return Plan(n, size, len(seen), widest * size)


def images_in_blocks(graph):
    """The graph with its convolutions, and what belongs to them, in blocks of images."""
    plan = plan_blocks(graph)
    return graph if plan is None else prune(revise(graph, _Blocks(graph, plan)))


def block_size(n, nbytes):
    """How many of n images are in a block, if the columns of one have so many bytes: a divisor of n."""
    most = min(MOST, max(BYTES // max(nbytes, 1), 1), n if n < 8 else n // 2)
    size = next((d for d in range(most, 0, -1) if n % d == 0), 1)
    return size if size > 1 or n > 4 * most else n


def _convolution(graph, find, eqn) -> Seen | None:
    """What the windows of a convolution see, if it has much to do; None for any other equation."""
    if found := find.forward(eqn):
        work = flops(eqn)
    elif found := find.of_filters(eqn):
        work = flops(graph.producer[eqn.inputs[0]])
    worth_it = found and work >= WORTH and math.prod(found.seen.setting.sizes) > 1
    return found.seen if worth_it else None


def _column_bytes(seen):
    """Of the columns of one image."""
    rows_and_places = math.prod((seen.space[0], *seen.places[1:]))
    return seen.images.shape[1] * math.prod(seen.setting.sizes[1:]) * rows_and_places * seen.images.dtype.itemsize


class _Blocks:
    """The rule of the rewrite.

    inside: {tensor of the old graph: what stands for it in the new one, [blocks, images, ...]}.
    plain: {tensor of the old graph: the one of the same shape in the new graph}.
    """

    def __init__(self, graph, plan):
        self.find, self.producer = Convolutions(graph), graph.producer
        self.n, self.head = plan.images, (plan.images // plan.size, plan.size)
        self.layout = Layout()
        self.inside: dict = {}
        self.plain: dict = {}

    def __call__(self, eqn, *inputs):
        self.plain.update(zip(eqn.inputs, inputs, strict=True))
        y = eqn.output
        if (found := self.find.of_filters(eqn)) and self.here(found.seen.images):
            return self.filters_adjoint(found)
        z = self.convolved(eqn)
        z = in_blocks(self, eqn) if z is None else z
        if z is None:
            return None
        if z.shape == y.shape:  # added up over the images
            return z
        self._name(z, y)
        self.inside[y] = z
        return reshape(z, y.shape)

    def here(self, x):
        """Does it go image by image?"""
        return x.shape[:1] == (self.n,)

    def _name(self, z, y):
        """The array behind z is called as y was."""
        while (eqn := self.layout.producer(z)) is not None and eqn.op in VIEWS:
            z = eqn.inputs[0]
        if eqn is not None and z.name.startswith("%"):
            z.name = y.name

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
            z = embedded(self, eqn, self.get(eqn.inputs[0]), order)  # the padding of what comes from outside
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
        if not self.here(eqn.output):
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

    def filters_adjoint(self, found):
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
