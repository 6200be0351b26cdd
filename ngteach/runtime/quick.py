"""Where NumPy knows a quicker way to the same result than the obvious one.

Each function chooses the template of one equation's calls (templates.py says what may stand in it), or gives None if
the op's own forward is the best there is.   places: names and memory, as in placing.py.
group: what the equation is tiled with, None if it is not.
"""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from ..ops import constant, slice, transpose, windows
from ..ops.broadcast import MANY
from ..ops.linear import is_long
from ..ops.positions import missing

_SMALL = 2**15  # bytes of a matrix product: below this np.dot is called more quickly than np.matmul
_SHORT = 64  # columns
_NUMBERED = 2**17  # updates whose places are kept in memory from call to call
_TAKEN = "{0:flat}.take({best}, None, {out:flat}, 'clip')"

# Branches are slow where the processor cannot predict them; y ^ ((x ^ y) * condition), on the bits, has none.
WHERE = """\
np.bitwise_xor({1:bits}, {2:bits}, out={out:bits})
np.multiply({out:bits}, {0:bytes}, out={out:bits})
np.bitwise_xor({out:bits}, {2:bits}, out={out:bits})"""


def dot(places, eqn, group):
    """np.dot cannot write columns, and fills its result with zeros first, while it holds Python's lock."""
    if is_long(*eqn.inputs):
        return None
    by_columns = group is not None and group.axis == 1
    large = len(eqn.output.shape) == 2 and (by_columns or eqn.output.type.nbytes > _SMALL)
    if large or _is_part(places, eqn.inputs[0], group is not None) or _is_part(places, eqn.inputs[1], False):
        return "np.matmul({0}, {1}, {out})"
    return "np.dot({0}, {1}, {out})"


def batch_dot(places, eqn, group):
    """A column times a row, of which nothing is added up, as in a convolution that keeps its channels apart."""
    inner = eqn.inputs[0].shape[-1]
    return "np.multiply({0}, {1}, {out})" if inner == 1 else "np.matmul({0}, {1}, {out})"


def _is_part(places, x, sliced):
    """Is this matrix, or a block of its rows, a part of a transposed one?  np.dot would copy it at every call."""
    turned = False
    while x.ndim == 2 and places.aliases.is_view(x):
        eqn = places.producer[x]
        if eqn.op is slice and any(step != 1 for _, _, step in eqn.params["index"]):
            return False  # BLAS cannot read it, so dot and matmul both copy it
        sliced |= eqn.op is slice
        turned ^= eqn.op is transpose and eqn.params["axes"] == (1, 0)
        (x,) = eqn.inputs
    return sliced and turned


def sum(places, eqn, group):
    """NumPy loses digits when it adds very many floats; our own forward does not."""
    (x,) = eqn.inputs
    if passes := _over_windows(places, eqn, "np.add") or _along_short_axis(eqn, "np.add"):
        return passes
    if x.type.is_float and x.size > MANY * eqn.output.size:
        return None
    return "np.add.reduce({0}, {axis}, None, {out}, {keepdims})"


def max(places, eqn, group):
    """In short rows the position of the largest element is found faster than the element itself."""
    (x,) = eqn.inputs
    if passes := _over_windows(places, eqn, "np.maximum"):
        return passes
    in_rows = x.ndim > 1 and x.type.is_float and eqn.params["axis"] == (x.ndim - 1,) and x.shape[-1] <= _SHORT
    if in_rows and eqn.output.size >= 8 and group is None and not places.aliases.is_view(x):
        position = "{0}.argmax(1, {best})" if x.ndim == 2 else "{0:table}.argmax(1, {best})"
        return f"{position}\nnp.add({{best}}, {{starts}}, {{best}})\n{_TAKEN}"
    whole = "np.maximum.reduce({0}, {axis}, None, {out}, {keepdims}, {lowest})"
    return _along_short_axis(eqn, "np.maximum") or whole


def min(places, eqn, group):
    """As max, without its trick."""
    whole = "np.minimum.reduce({0}, {axis}, None, {out}, {keepdims}, {highest})"
    return _along_short_axis(eqn, "np.minimum") or whole


def _over_windows(places, eqn, ufunc):
    """A reduction of what small windows see: one pass over all places for each element of the window.

    NumPy would go from place to place, and there reduce a handful of numbers.
    """
    (x,) = eqn.inputs
    maker = places.producer.get(x)
    if maker is None or maker.op is not windows or eqn.params["keepdims"] or x.dtype != eqn.output.dtype:
        return None
    sizes, kept = maker.params["sizes"], maker.inputs[0].ndim - len(maker.params["sizes"])
    if eqn.params["axis"] != tuple(range(kept, kept + len(sizes))) or not 1 < math.prod(sizes) <= _SHORT:
        return None
    first, *more = [", ".join([":"] * kept + [str(n) for n in place]) for place in product(*map(range, sizes))]
    lines = [f"{ufunc}({{0}}[{first}], {{0}}[{more[0]}], out={{out}})"]
    return "\n".join(lines + [f"{ufunc}({{out}}, {{0}}[{place}], out={{out}})" for place in more[1:]])


def _along_short_axis(eqn, ufunc):
    """A reduction of few elements, with few behind them: x[:, 0] + x[:, 1] + ..., each a pass over all rows.

    NumPy would go from row to row, and there reduce a handful of numbers.  Below 8 it adds them in this order, too.
    """
    (x,), axes = eqn.inputs, eqn.params["axis"]
    if len(axes) != 1 or axes[0] == 0 or x.dtype != eqn.output.dtype:
        return None
    (axis,) = axes
    count, behind = x.shape[axis], math.prod(x.shape[axis + 1 :])
    if not 1 < count < 8 or count * behind > _SHORT:
        return None
    before = ":, " * axis
    first, *more = [before + (f"{i}:{i + 1}" if eqn.params["keepdims"] else f"{i}") for i in range(count)]
    lines = [f"{ufunc}({{0}}[{first}], {{0}}[{more[0]}], out={{out}})"]
    return "\n".join(lines + [f"{ufunc}({{out}}, {{0}}[{place}], out={{out}})" for place in more[1:]])


def add_windows(places, eqn, group):
    """A pass over all places for each element of the window, written out."""
    strides, dilations = eqn.params["strides"], eqn.params["dilations"]
    n, (x,) = len(strides), eqn.inputs
    kept, sizes, counts = x.ndim - 2 * n, x.shape[x.ndim - 2 * n : x.ndim - n], x.shape[x.ndim - n :]
    if math.prod(sizes) > _SHORT:
        return None
    apart = all((k - 1) * d < s for k, d, s in zip(sizes, dilations, strides, strict=True))
    lines = ["{out}.fill(0)"]
    for place in product(*map(range, sizes)):
        seen = ", ".join([":"] * kept + [str(i) for i in place])
        ends = zip(place, dilations, strides, counts, strict=True)
        part = ", ".join([":"] * kept + [_positions(i * d, s, count) for i, d, s, count in ends])
        if apart:
            lines.append(f"np.copyto({{out}}[{part}], {{0}}[{seen}])")
        else:
            lines.append(f"np.add({{out}}[{part}], {{0}}[{seen}], {{out}}[{part}])")
    return "\n".join(lines)


def add_along(places, eqn, group):
    """A pass for each element of the window, along one axis; the first is written and the others are added."""
    place, window, space, stride, dilation = (eqn.params[k] for k in ("place", "window", "space", "stride", "dilation"))
    x = eqn.inputs[0]
    size, count = x.shape[window], x.shape[place]
    if size > _SHORT:
        return None
    before = ", ".join([":"] * (place - (window < place)) + [""])
    lines = ["{out}.fill(0)"] if stride > 1 or not count else []
    for i in range(size):
        part = f"{{out}}[{before}{_positions(i * dilation, stride, count)}]"
        seen = f"{{0}}[{':, ' * window}{i}]"
        if stride == 1 and i == 0:
            lines.append(f"np.copyto({part}, {seen})")
            lines += [f"{{out}}[{before}{count}:].fill(0)"] if count < space else []
        elif (size - 1) * dilation < stride:
            lines.append(f"np.copyto({part}, {seen})")
        else:
            lines.append(f"np.add({part}, {seen}, {part})")
    return "\n".join(lines)


def _positions(start, stride, count):
    return f"{start}:{start + stride * (count - 1) + 1}" + (f":{stride}" if stride > 1 else "")


def maximum_or_minimum(places, eqn, group):
    """Comparing with an array full of the number is twice as quick as comparing with the number."""
    number = places.peeled(eqn, eqn.inputs[1])
    if number.shape == () != eqn.output.shape and number in places.producer and places.producer[number].op is constant:
        return f"np.{eqn.op.name}({{0}}, {{row}}, out={{out}})"
    return None


def of_floats(places, eqn, group):
    """NumPy's function of the op's name for floats; what is meant for whole numbers, NumPy does not have."""
    return f"np.{eqn.op.name}({{0}}, {{out}})" if eqn.output.type.is_float else None


def power(places, eqn, group):
    """NumPy refuses negative powers of whole numbers."""
    return None if eqn.output.dtype.kind == "i" else "np.power({0}, {1}, {out})"


def one_hot(places, eqn, group):
    """Rows taken from an identity matrix; a label out of range, read as unsigned, takes an extra last row."""
    (labels,) = eqn.inputs
    if "axis" in eqn.params:  # columns, then
        return None
    few = labels.ndim == 1 and labels.dtype.itemsize <= 4 and eqn.params["depth"] <= _SHORT
    if few and group is None:
        return "np.minimum({0:unsigned}, {last}, out={index})\n{eye}.take({index}, 0, {out}, 'clip')"
    ones = "np.equal({0}[..., None], {counter}, out={out}, casting='unsafe')"
    return f"{ones}\n{{out}}[~{{out}}.any(-1)] = np.nan" if "unknown" in eqn.params else ones


def reshape(places, eqn, group):
    """A reshape that cannot be a view: the output is contiguous, so it can be viewed in the shape of the input."""
    shape = eqn.inputs[0].shape
    return f"np.copyto({{out}}.reshape({shape if group is None else (-1, *shape[1:])}), {{0}})"


def gather(places, eqn, group):
    """Rows by their numbers: one from the end is brought to the front, and one outside, read as unsigned, is large."""
    x, *indices = eqn.inputs
    if not _one_index(indices, group):
        return None
    outside = missing(x.dtype, eqn.params.get("outside", "nan"))
    value = "np.nan" if outside != outside else repr(outside.item() if hasattr(outside, "item") else outside)
    rows = "{0}.take({at}, 0, {out}, 'clip')"
    return f"{_from_front(indices[0], x, 1)}\n{rows}\nif {{lost}}.any(): {{out}}[{{lost}}] = {value}"


def scatter_add(places, eqn, group):
    """Number by number, which NumPy does fastest.  Where an index is outside, 0 is added to what comes first."""
    x, updates, *indices = eqn.inputs
    if not _one_index(indices, group) or updates.size > _NUMBERED:
        return None
    behind = math.prod(x.shape[1:])
    values = f"np.where({{lost}}[..., {'None, ' * (x.ndim - 1)}], 0, {{1}}) if {{lost}}.any() else {{1}}"
    return f"""\
{_from_front(indices[0], x, 2)}
np.copyto({{at}}, 0, where={{lost}})
np.multiply({{at_column}}, {behind}, {{elements}})
np.add({{elements}}, {{columns}}, {{elements}})
np.copyto({{out}}, {{0}})
np.add.at({{out:flat}}, {{elements}}.reshape(-1), ({values}).reshape(-1))"""


def _one_index(indices, group):
    return len(indices) == 1 and group is None and indices[0].shape and indices[0].dtype != np.uint64


def _from_front(index, x, hole):
    """Lines that count the index from the front, and find which lie outside."""
    size, number = x.shape[0], f"{{{hole}}}"
    signed = f"np.less({number}, 0, {{lost}})\nnp.multiply({{lost}}, {size}, {{at}})\nnp.add({number}, {{at}}, {{at}})"
    counted = signed if index.dtype.kind == "i" else f"np.copyto({{at}}, {number})"
    return f"{counted}\nnp.greater_equal({{at_unsigned}}, {size}, {{lost}})"
