"""What the front end makes of an op's arguments before they are recorded: axis=-1 becomes (1,), shape=(-1, 4) (6, 4).

So a type rule, a forward and an adjoint meet parameters in one form alone: axes counted from 0, shapes as tuples of
whole numbers.  An op names such a function as its prepare=: it takes and gives the inputs and a dict of parameters.
"""

from __future__ import annotations

import operator

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import as_element, is_python_number
from ..core.calling.shapes import MOST_AXES, as_shape
from ..core.types import TensorType, element_type, type_of

# ---- axes -------------------------------------------------------------------


def axis_of(t, axis):
    """The axis of t, counted from 0; -1 is the last."""
    if not isinstance(axis, (int, np.integer)) or isinstance(axis, bool):
        raise GraphError(f"an axis is a whole number, found {shown(axis)}")
    if not -t.rank <= axis < t.rank:
        raise GraphError(f"{t} has no axis {shown(axis)}")
    return int(axis) % t.rank


def axes_of(t, axes):
    """The axes of t, counted from 0: one, or several without duplicates; None means all."""
    if axes is None:
        return tuple(range(t.rank))
    found = tuple(axis_of(t, a) for a in (axes if isinstance(axes, (tuple, list, range)) else (axes,)))
    if len(set(found)) != len(found):
        raise GraphError(f"the axes {shown(axes)} contain a duplicate")
    return found


def _switch(keepdims):
    """True or False.  NumPy's sum has dtype in that position."""
    if not isinstance(keepdims, (int, np.bool_)) or keepdims not in (0, 1):
        raise GraphError(f"keepdims is True or False, found {shown(keepdims)}; write dtype= by name")
    return bool(keepdims)


def all_axes(inputs, params):
    """For sum, max and min: axis=None means every axis."""
    axis = tuple(sorted(axes_of(type_of(inputs[0]), params["axis"])))
    return inputs, {"axis": axis, "keepdims": _switch(params["keepdims"])}


def one_axis(inputs, params):
    """For argmax: axis=None stays, and means all elements in one row."""
    t, axis = type_of(inputs[0]), params["axis"]
    return inputs, {"axis": None if axis is None else axis_of(t, axis), "keepdims": _switch(params["keepdims"])}


def softmax_axes(inputs, params):
    """For softmax, which keeps its axes: None and (), as in nGraph, are all of them."""
    t, axis = type_of(inputs[0]), params["axis"]
    return inputs, {"axis": tuple(sorted(axes_of(t, axis))) or tuple(range(t.rank))}


def joined_axis(inputs, params):
    """For join, which takes one input or more."""
    require(inputs, "takes a list of tensors, found none")
    return inputs, {"axis": axis_of(type_of(inputs[0]), params["axis"])}


def permutation(inputs, params):
    """For transpose: each axis once; None reverses them."""
    t, axes = type_of(inputs[0]), params["axes"]
    axes = tuple(range(t.rank))[::-1] if axes is None else axes_of(t, axes)
    if len(axes) != t.rank:
        raise GraphError(f"{axes} does not name each axis of {t} once")
    return inputs, {"axes": axes}


# ---- whole numbers and switches -----------------------------------------------


def switch(value, name):
    """A parameter that is True or False."""
    require(isinstance(value, (int, np.bool_)) and value in (0, 1), f"{name} is True or False, found {shown(value)}")
    return bool(value)


def whole_number(n, name, least=None):
    """A parameter that is a whole number of at most 64 bits, as an int; not below `least`."""
    ok = isinstance(n, (int, np.integer)) and not isinstance(n, bool) and (least is None or n >= least)
    bound = "" if least is None else f", {least} or more"
    require(ok and -(2**63) <= n < 2**64, f"{name} is a whole number{bound}, found {shown(n)}")
    return int(n)


# ---- shapes and ranges ------------------------------------------------------


def known_shape(inputs, params):
    """For reshape: one -1 in the shape stands for what is left."""
    t, shape = type_of(inputs[0]), params["shape"]
    sizes = list(shape) if isinstance(shape, (list, tuple)) else [shape]
    rest = [i for i, d in enumerate(sizes) if isinstance(d, (int, np.integer)) and d == -1]
    if rest:
        require(len(rest) == 1, f"the shape {params['shape']} has more than one -1; only one can be worked out")
        sizes[rest[0]] = 1
        known = TensorType(t.dtype, as_shape(sizes)).size
        require(
            known > 0 and t.size % known == 0,
            f"{t} cannot take the shape {params['shape']}: {t.size} elements cannot be split that way",
        )
        sizes[rest[0]] = t.size // known
        shape = sizes
    return inputs, {"shape": as_shape(shape)}


def ranges(inputs, params):
    """For slice and embed: each (start, stop, step) as whole numbers, or None for "from the end" or "to the end"."""
    try:
        index = tuple(tuple(None if n is None else operator.index(n) for n in r) for r in params["index"])
    except TypeError:
        index = ((),)
    good = all(len(r) == 3 and r[2] for r in index)
    require(good, f"the index must have a (start, stop, step) for each axis, found {shown(params['index'])}")
    shape = {"shape": as_shape(params["shape"])} if "shape" in params else {}
    return inputs, {**shape, "index": index}


# ---- element types and numbers ----------------------------------------------


def element(inputs, params):
    """For convert: "f4", np.float32 and f32 are the same."""
    return inputs, {"dtype": element_type(params["dtype"])}


def depth_and_type(inputs, params):
    """For one_hot; unknown="zeros" and axis=-1, which most have, are not recorded."""
    depth, element, unknown = params["depth"], element_type(params["dtype"]), params["unknown"]
    ok = isinstance(depth, (int, np.integer)) and not isinstance(depth, bool) and depth >= 0
    require(ok, f"depth must be a whole number, found {shown(depth)}")
    ok = unknown in ("zeros", "nan")
    require(ok, f'unknown, the row of a label out of range, is "zeros" or "nan", found {shown(unknown)}')
    regular = {"depth": int(depth), "dtype": element}
    labels = type_of(inputs[0])
    axis = axis_of(labels.with_shape((*labels.shape, int(depth))), params["axis"])  # of the result
    if axis != labels.rank:
        regular["axis"] = axis
    if unknown == "zeros":
        return inputs, regular
    require(element.dtype.kind == "f", f"{element} has no NaN; write dtype=f32")
    return inputs, {**regular, "unknown": unknown}


def list_as_array(numbers, element):
    """A list as an array; Python's numbers in it take the element type, if one is given."""
    try:
        array = np.array(numbers)
    except ValueError as problem:
        deep = "maximum number of dimension" in str(problem)
        found = f"the list nests deeper than {MOST_AXES} axes" if deep else "the rows of the list differ in length"
        raise GraphError(found) from None
    flat = array.ravel().tolist()
    if element is None or not all(map(is_python_number, flat)):
        return array
    return np.array([as_element(n, element) for n in flat], element.dtype).reshape(array.shape)
