"""compile(graph, check="nan"): a call whose results are not finite says where that began, and gives none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.calling.arguments import receive
from ..core.calling.errors import GraphError
from ..core.graph import Tensor
from ..core.provenance import located, says_where
from ..core.tree import build, leaves
from .executor import Executable
from .interpreter import InterpretedGraph
from .why_nan import explained

if TYPE_CHECKING:
    from .nan.report import NanReport


class NanError(GraphError):
    """A call whose results are not all finite.   report: what why_nan says about it."""

    report: NanReport | None = None


class _Checked:
    """What is added to an executable, in front of its call.

    The results are computed into arrays of their own, and reach those of out= only when they are finite: after an
    error these hold what they held before, so that weights can be rescued.
    """

    def __call__(self, *args: Any, out: Any = None, **named: Any) -> Any:
        if out is None:
            results = super().__call__(*args, **named)  # type: ignore[misc]
            self._require_finite(results, args)
            return results
        targets = _received(self.graph, args, out, named)  # type: ignore[attr-defined]
        results = super().__call__(*args)  # type: ignore[misc]
        self._require_finite(results, args, "; the arrays of out= were not written")
        for target, result in zip(targets, leaves(results), strict=True):
            np.copyto(target, result)
        return build(self.graph.output_tree, targets)  # type: ignore[attr-defined]

    def _require_finite(self, results, args, more=""):
        graph = self.graph
        for y, result in zip(graph.outputs, leaves(results), strict=True):
            if y.dtype.kind == "f" and not isinstance(result, Tensor) and not is_finite(result):
                raise _error(graph, y, explained(graph, args), more)


class CheckedExecutable(_Checked, Executable):
    """An Executable whose calls end in an error rather than in NaN."""


class CheckedInterpretedGraph(_Checked, InterpretedGraph):
    """An interpreted graph whose calls end in an error rather than in NaN."""


def is_finite(array):
    """Is no element NaN or infinite?  If one is, so is the sum, which takes no memory and little time."""
    with np.errstate(all="ignore"):
        return bool(np.isfinite(np.add.reduce(array, axis=None))) or bool(np.isfinite(array).all())


@says_where("")
def _received(graph, args, out, named):
    """The arrays of out=, checked as by every call."""
    values, targets = receive(graph, args, out, named)
    return targets


def _error(graph, y, report, more):
    """The error, with the report under its first line."""
    from .nan.report import name_of_result

    text = f"{name_of_result(graph, y)} is not finite"
    if report.result is None:
        text += ", but it is where the interpreter computes it: a pass, or rounding, made it so"
    first = located(GraphError(text + more), graph.name)
    error = NanError(f"{first}\n\n{report}")
    error.located, error.report = True, report
    return error
