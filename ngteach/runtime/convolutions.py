"""Where the convolutions of a graph are: products of filters with what windows see, and their adjoints.

The front end records a convolution as several equations, and autodiff its adjoints as others (ops/convolution.py):

    images [n,c,space...] -> windows -> columns [n,g,k,p];   batch_dot(filters [n,g,m,k], columns) [n,g,m,p]
    batch_dot(filters.T, dy) -> add_windows                  the adjoint of the images
    sum(batch_dot(dy, columns.T), axis=0)                    the adjoint of the filters
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ..core.graph import Tensor
from ..ops import add_windows, batch_dot, broadcast, reshape, sum, transpose, windows
from .rows_of_images import Setting


class Seen(NamedTuple):
    """Columns [n,g,k,p]: what windows see of these images.   space, places: of two axes or more."""

    images: Tensor
    setting: Setting
    space: tuple[int, ...]
    places: tuple[int, ...]


class Filters(NamedTuple):
    """A tensor [n,g,m,k] that is the same for each image.   turned: it is the transpose of `matrices` [g,k,m]."""

    matrices: Tensor
    turned: bool


class Forward(NamedTuple):
    filters: Filters
    seen: Seen


class OfImages(NamedTuple):
    filters: Filters
    dy: Tensor
    setting: Setting
    space: tuple[int, ...]
    places: tuple[int, ...]


class OfFilters(NamedTuple):
    """columns_first: it is columns @ dy.T, and not dy @ columns.T."""

    seen: Seen
    dy: Tensor
    columns_first: bool


class Convolutions:
    """Looks for them in a graph; each method gives None where there is none."""

    def __init__(self, graph):
        self._producer = graph.producer.get

    def forward(self, eqn):
        """The product of filters and columns."""
        if not _is_product(eqn):
            return None
        filters = self._filters(eqn.inputs[0])
        return Forward(filters, self._seen(eqn.inputs[1])) if filters else None

    def of_images(self, eqn):
        """What is put back with add_windows."""
        if eqn.op is not add_windows or eqn.inputs[0].ndim != 2 + 2 * len(eqn.params["space"]):
            return None
        (x,), n = eqn.inputs, len(eqn.params["space"])
        product = self._made(self._unshaped(x), batch_dot)
        filters = self._filters(product.inputs[0]) if product and _is_product(product) else None
        if (
            not filters
            or product.output.shape[0] != x.shape[0]
            or product.output.shape[3] != math.prod(x.shape[2 + n :])
        ):
            return None
        setting = _setting(product.output.shape[1], x.shape[2 : 2 + n], eqn.params["strides"], eqn.params["dilations"])
        return OfImages(filters, product.inputs[1], setting, _long(eqn.params["space"]), _long(x.shape[2 + n :]))

    def of_filters(self, eqn):
        """What is added up over the images."""
        product = self._made(eqn.inputs[0], batch_dot) if eqn.op is sum and eqn.params["axis"] == (0,) else None
        if not product or not _is_product(product) or eqn.params["keepdims"]:
            return None
        x, turned = product.inputs[0], self._made(product.inputs[1], transpose)
        if not turned or turned.params["axes"] != (0, 1, 3, 2):
            return None
        (y,) = turned.inputs
        first, second = self._seen(x), self._seen(y)
        columns_first = math.prod(first.setting.sizes + first.setting.strides) > 1
        return OfFilters(first, y, True) if columns_first else OfFilters(second, x, False)

    def image_of(self, x):
        """[n,c,space...] of which [n,g,m,p] is a reshape, or itself."""
        seen = self._seen(x)
        return seen.images if math.prod(seen.setting.sizes + seen.setting.strides) == 1 else x

    def _made(self, x, op):
        eqn = self._producer(x)
        return eqn if eqn is not None and eqn.op is op else None

    def _unshaped(self, x):
        """What x is a reshape of."""
        while eqn := self._made(x, reshape):
            (x,) = eqn.inputs
        return x

    def _seen(self, columns):
        """Columns as what windows see; as a picture that is looked at element by element if there are none."""
        n, g, k, p = columns.shape
        x = columns
        while True:
            if x.ndim > 2 and x.shape[:2] == (n, g * k) and math.prod(x.shape[2:]) == p:
                ones, space = (1,) * (x.ndim - 2), x.shape[2:]
                return Seen(x, _setting(g, ones, ones, ones), _long(space), _long(space))
            eqn = self._producer(x)
            if eqn is not None and eqn.op is windows and _are_columns(eqn, columns):
                sizes = eqn.params["sizes"]
                (images,) = eqn.inputs
                setting = _setting(g, sizes, eqn.params["strides"], eqn.params["dilations"])
                return Seen(images, setting, _long(images.shape[2:]), _long(x.shape[2 + len(sizes) :]))
            if eqn is None or eqn.op is not reshape:
                ones = (1, 1)
                return Seen(columns, _setting(g, ones, ones, ones), (1, p), (1, p))
            (x,) = eqn.inputs

    def _filters(self, x):
        turned = False
        eqn = self._producer(x)
        if eqn is not None and eqn.op is transpose and eqn.params["axes"] == (0, 1, 3, 2):
            turned, eqn = True, self._producer(eqn.inputs[0])
        if eqn is None or eqn.op is not broadcast or eqn.inputs[0].shape != eqn.output.shape[1:]:
            return None
        return Filters(eqn.inputs[0], turned)


def _is_product(eqn):
    return eqn.op is batch_dot and eqn.output.ndim == 4 and eqn.output.type.is_float and eqn.output.size > 0


def _are_columns(eqn, columns):
    """Does this look at all axes of space of images, and is it what these columns [n,g,k,p] hold, in order?"""
    (images,), sizes = eqn.inputs, eqn.params["sizes"]
    n, g, k, p = columns.shape
    seen = images.ndim == 2 + len(sizes) and images.shape[0] == n
    return seen and images.shape[1] * math.prod(sizes) == g * k and images.shape[1] % g == 0


def _setting(groups, sizes, strides, dilations):
    return Setting(groups, *map(_long, (sizes, strides, dilations)))


def _long(numbers):
    """Numbers for two axes or more: a single axis is one row."""
    return (1, *numbers) if len(numbers) == 1 else tuple(numbers)
