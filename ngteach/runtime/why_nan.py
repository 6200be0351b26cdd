"""why_nan: which equation made the NaN, on which line, why, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.provenance import says_where
from .values import as_graph, kept

if TYPE_CHECKING:
    from .nan.report import NanReport


@says_where("why_nan")
def why_nan(graph: Any, *args: Any) -> NanReport:
    """Where a NaN, or an infinity, in the results came from: a report to read, with the line and a remedy.

    graph: a Graph, what compile() makes of one, or a function, which is traced on these arguments.
    args: as the graph takes them; the interpreter computes all once more.

    From the result it goes back, element by element, to the first equation, forward or adjoint, that made NaN or an
    infinity from finite numbers.  An infinity that came in, or is written in the program, is meant: it is not blamed,
    but the equation that made NaN of it is.  Nor is what does no harm, such as a -inf that softmax turns into 0.

    >>> graph = ng.trace(lambda x: ng.sum(ng.exp(x) / ng.sum(ng.exp(x))), ng.f32[2])
    >>> report = ng.why_nan(graph, np.array([1.0, 1000.0], np.float32))
    >>> report.equation, report.phase, report.index
    (%0: f32[2] = exp(x), 'forward', (1,))
    >>> print(report.why)
    exp(1000) is larger than 3.403e+38, the largest f32.
    """
    return explained(as_graph(graph, args), args)


def explained(graph, args):
    """The report on a graph's call with these arguments."""
    from .nan.finding import find  # only here: most calls are finite
    from .nan.report import report
    from .nan.trail import Call

    with np.errstate(all="ignore"):
        return report(find(Call(graph, kept(graph, args))))
