"""The equation that shows a value each time it is run: what ng.watch records."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require, shown
from ..core.op import op


def _show(x, name, place, out=None):
    print(_line(x, name, place))
    return np.empty(0, x.dtype) if out is None else out


def _line(x, name, place):
    """h: f32[3] [1.0, 2.0, 3.0]    (mlp.py, line 12)"""
    element = "bool" if x.dtype == bool else f"{x.dtype.kind}{8 * x.dtype.itemsize}"
    sizes, numbers = ",".join(map(str, x.shape)), _numbers(x)
    return f"{name}: {element}[{sizes}] {numbers}" + (f"    ({place})" if place else "")


def _numbers(x):
    """A few elements as they are; of many the smallest, the mean, the largest, and how many are no finite numbers."""
    if x.size <= 12:
        text = np.array2string(x, precision=5, separator=", ", max_line_width=1000, threshold=1000)
        return " ".join(text.split()).replace("[ ", "[")
    if x.dtype == bool:
        return f"{np.count_nonzero(x)} of {x.size} are True"
    finite = x[np.isfinite(x)]
    nan = np.count_nonzero(np.isnan(x))
    found = []
    if finite.size:
        mean = np.mean(finite, dtype=np.float64)
        found.append(f"min {finite.min():.5g}, mean {mean:.5g}, max {finite.max():.5g}")
    if nan:
        found.append(f"{nan} NaN")
    if x.size > finite.size + nan:
        found.append(f"{x.size - finite.size - nan} inf")
    return ", ".join(found)


@op(forward=_show, kind="effect", adjoint=None)
def watch(x, *, name, place):
    """Nothing: f32[0] for an f32.  But when it runs, x is shown, with this name, and the place in the user's file."""
    for text in (name, place):
        fits = isinstance(text, str) and text.isprintable() and len(text) < 300
        require(fits, f"name and place are short texts of one line, found {shown(text)}")
    return x.with_shape((0,))
