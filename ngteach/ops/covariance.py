"""How variables vary together: cov and corrcoef."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .arguments import switch
from .arithmetic import divide, sqrt, subtract
from .axes import atleast_2d
from .joining import concatenate
from .linear import dot
from .matrices import diagonal
from .rules import floats
from .shape import reshape, transpose
from .statistics import mean


@numpy_name(np.cov)
def cov(x, y=None, rowvar=True, bias=False, ddof=None):
    """The covariances of variables: a matrix of them, or of one variable its variance.

    x: the variables are its rows, or its columns with rowvar=False.   y: more variables, in the same form.
    The sums of products are divided by their number - 1; by their number with bias=True; by their number - ddof.
    Source: np.cov, without its weights.

    >>> ng.cov(np.array([[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]]))
    array([[ 1. , -0.5],
           [-0.5,  1. ]])
    """
    rows = _variables(x, rowvar)
    if y is not None:
        rows = concatenate([rows, _variables(y, rowvar)], axis=0)
    require(ddof is None or isinstance(ddof, (int, np.integer)), f"ddof is a whole number, found {shown(ddof)}")
    rest = subtract(rows, mean(rows, axis=1, keepdims=True))
    variables, count = type_of(rows).shape
    left = count - ((0 if switch(bias, "bias") else 1) if ddof is None else ddof)
    found = divide(dot(rest, transpose(rest)), float(max(left, 0)))
    return reshape(found, ()) if variables == 1 else found


def _variables(x, rowvar):
    """Each variable as a row."""
    t = floats(type_of(x))
    require(t.rank <= 2, f"takes vectors and matrices, found {t}")
    return transpose(x) if not switch(rowvar, "rowvar") and t.rank == 2 else atleast_2d(x)


@numpy_name(np.corrcoef)
def corrcoef(x, y=None, rowvar=True):
    """The correlations of variables: their covariances, each divided by both standard deviations.

    >>> ng.corrcoef(np.array([[1.0, 2.0, 3.0], [3.0, 1.0, 2.0]]))
    array([[ 1. , -0.5],
           [-0.5,  1. ]])
    """
    found = cov(x, y, rowvar)
    t = type_of(found)
    if not t.rank:
        return divide(found, found)
    spread = sqrt(diagonal(found))
    return divide(divide(found, reshape(spread, (-1, 1))), spread)
