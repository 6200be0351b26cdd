"""Numbers at equal distances, and grids made of them: linspace, meshgrid, indices."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.memory import require_room
from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.registry import numpy_name
from ..core.calling.shapes import as_shape
from ..core.provenance import says_where
from ..core.types import element_type, f64, i64, type_of
from .align import align, common_shape
from .arguments import switch, whole_number
from .arithmetic import add, divide, exp, log, multiply, subtract
from .axes import expand_dims, moveaxis
from .broadcast import broadcast, full
from .constant import constant
from .convert import convert
from .index import join
from .lists import array
from .parts import part
from .powers import power
from .rules import floats
from .shape import reshape

# ---- rows of numbers --------------------------------------------------------------


@numpy_name(np.linspace)
def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """So many numbers at equal distances from start to stop, which is the last one, or with endpoint=False is not.

    start and stop may be tensors: the numbers then lie along a new axis, and have derivatives with respect to both.
    retstep: give the distance, too.

    >>> ng.linspace(0.0, 1.0, 5)
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    start, stop, num, t = _ends(start, stop, num)
    steps = num - 1 if switch(endpoint, "endpoint") else num
    step = divide(subtract(stop, start), float(steps)) if steps > 0 else full((), float("nan"), t.element)
    if steps > 0:
        y = add(multiply(_column(np.arange(num), t), expand_dims(step, 0)), expand_dims(start, 0))
        y = _ending_at(stop, y) if endpoint and num > 1 else y
    else:  # start alone, or nothing
        y = part(expand_dims(start, 0), 0, range(num))
    y = _finished(y, dtype, axis)
    return (y, step) if switch(retstep, "retstep") else y


def _ends(start, stop, num):
    """start and stop in one shape, num, their type.  Python's whole numbers are floats here, as in NumPy."""
    start, stop = (array(x) if isinstance(x, (list, tuple)) else x for x in (start, stop))
    start, stop = (as_element(x, f64).item() if is_python_number(x) else x for x in (start, stop))
    if is_python_number(start) and is_python_number(stop):
        start = constant(start)
    (start, stop), _ = align((start, stop), {})
    t, num = floats(type_of(start), type_of(stop)), whole_number(num, "num", 0)
    whole = t.with_shape((num, *t.shape))
    require_room(whole, whole.nbytes)
    return start, stop, num, t


def _column(numbers, t):
    """Numbers along a new first axis, beside tensors of this type."""
    return np.asarray(numbers, t.dtype).reshape((len(numbers),) + (1,) * t.rank)


def _ending_at(stop, y):
    """y, whose last number is exactly stop."""
    return join(part(y, 0, range(type_of(y).shape[0] - 1)), expand_dims(stop, 0))


def _finished(y, dtype, axis):
    if dtype is not None:
        element = element_type(dtype)
        if element.dtype.kind != "f":
            raise GraphError(f"the numbers between are no whole ones; write convert(linspace(...), {element})")
        y = convert(y, element)
    return y if type(axis) is int and axis == 0 else moveaxis(y, 0, axis)


@numpy_name(np.logspace)
def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """Powers of base whose exponents lie at equal distances from start to stop.

    >>> ng.logspace(0.0, 2.0, 3)
    array([  1.,  10., 100.])
    """
    return _finished(power(base, linspace(start, stop, num, endpoint)), dtype, axis)


@numpy_name(np.geomspace)
def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """So many numbers from start to stop, each the same multiple of the one before; both ends have the same sign.

    >>> ng.geomspace(1.0, 8.0, 4)
    array([1., 2., 4., 8.])
    """
    start, stop, num, t = _ends(start, stop, num)
    steps = num - 1 if switch(endpoint, "endpoint") else num
    shares = _column(np.arange(num) / max(steps, 1), t)
    y = multiply(expand_dims(start, 0), exp(multiply(shares, expand_dims(log(divide(stop, start)), 0))))
    return _finished(_ending_at(stop, y) if endpoint and num > 1 else y, dtype, axis)


# ---- grids ------------------------------------------------------------------------


@numpy_name(np.meshgrid)
def meshgrid(*xs, copy=True, sparse=False, indexing="xy"):
    """For each vector a tensor with its numbers along its own axis, all in the shape of the whole grid.

    indexing: "xy" has the first two axes the other way round, as a picture has rows and columns; "ij" has them in
    order.   sparse: leave the other axes at size 1.   The result is a tuple.

    >>> ng.meshgrid(np.array([1, 2, 3]), np.array([7, 8]))[0]
    array([[1, 2, 3],
           [1, 2, 3]])
    """
    known = isinstance(indexing, str) and indexing in ("xy", "ij")
    require(known, f'indexing is "xy" or "ij", found {shown(indexing)}')
    types = [type_of(x) for x in xs]
    for t in types:
        require(t.rank < 2, f"takes vectors, found {t}")
    places = list(range(len(xs)))
    if indexing == "xy" and len(xs) > 1:
        places[:2] = 1, 0
    shape = tuple(types[i].size for i in places)
    rows = [reshape(x, tuple(d if p == i else 1 for i, d in enumerate(shape))) for x, p in zip(xs, places, strict=True)]
    return tuple(rows) if switch(sparse, "sparse") else tuple(broadcast(row, shape) for row in rows)


@says_where("indices")
def indices(dimensions, dtype=i64, sparse=False):
    """The positions of the elements of a tensor of this shape: the first index of each, then the second, and so on.

    sparse: a tuple with each index along its own axis alone.

    >>> ng.indices((2, 3))[1]
    array([[0, 1, 2],
           [0, 1, 2]])
    """
    shape, element = as_shape(dimensions), element_type(dtype)
    rows = [
        constant(np.arange(d).astype(element.dtype).reshape([d if i == axis else 1 for i in range(len(shape))]))
        for axis, d in enumerate(shape)
    ]
    if switch(sparse, "sparse"):
        return tuple(rows)
    grid = [broadcast(row, (1, *shape)) for row in rows]
    return join(*grid) if grid else full((0,), 0, element)


@says_where("broadcast_to")
def broadcast_to(x, shape):
    """x repeated along new leading axes and along axes of size 1, until it has this shape; the same as broadcast.

    >>> ng.broadcast_to(np.array([1, 2]), (2, 2))
    array([[1, 2],
           [1, 2]])
    """
    return broadcast(x, shape)


@numpy_name(np.broadcast_arrays)
def broadcast_arrays(*xs):
    """A tuple of the tensors, each repeated until all have one shape; they keep their element types.

    >>> ng.broadcast_arrays(np.array([[1], [2]]), np.array([7, 8]))[0]
    array([[1, 1],
           [2, 2]])
    """
    types = [type_of(x) for x in xs]
    shape = common_shape(types)
    return tuple(x if t.shape == shape else broadcast(x, shape) for x, t in zip(xs, types, strict=True))
