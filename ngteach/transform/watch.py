"""watch: looking at values while a program runs.  A dead end is recorded, so nothing that is computed changes."""

from __future__ import annotations

from typing import Any

from ..core.calling.containers import structure
from ..core.calling.errors import require, shown
from ..core.calling.names import one_line
from ..core.graph import Tensor
from ..core.provenance import says_where, user_line
from ..core.trace import current_trace
from ..core.tree import leaves, paths
from ..ops.watch import watch as show_when_run


@says_where("watch")
def watch(x: Any, name: str | None = None) -> Any:
    """x itself; each time the program runs, what it is then is printed, with its name, type and line.

    Few numbers are shown as they are, of many the smallest, the mean, the largest, and how many are NaN or infinite.
    x: a tensor, an array, a number, or containers of these.   name: instead of the variable's
    Write it around a value, h = watch(x @ W), or on a line of its own, watch(h).  No pass drops it, none changes what
    is computed because of it, and no gradient knows of it.  An array is shown at once.

    >>> graph = ng.trace(lambda x: ng.sum(ng.watch(x * x, "square")), ng.f32[3])
    >>> graph(np.ones(3, np.float32))
    square: f32[3] [1., 1., 1.]    (...)
    array(3., dtype=float32)
    """
    require(name is None or isinstance(name, str), f"name is a word, found {shown(name)}")
    line, variable = user_line(depth=3)
    place = one_line(line.place)[:200] if line else ""
    if isinstance(x, Tensor) and variable and x in current_trace().producer:
        current_trace().rename(x, variable)  # as if nobody watched
    for value, path in zip(leaves(x), paths(structure(x), one_line(name or "")[:200]), strict=True):
        own = value.name if isinstance(value, Tensor) else path or variable or "value"
        show_when_run(value, name=path if name else own, place=place)
    return x
