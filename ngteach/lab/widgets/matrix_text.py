"""A matrix as short text for the page, "1 .25;0 -.5", and back again; JavaScript reads it with matrixOf."""

from __future__ import annotations

import numpy as np


def matrix_text(rows, form):
    """The numbers of all rows, which may be of several lengths.   form: that of a number, such as .3f"""
    return ";".join(" ".join(_short(format(v, form)) for v in np.asarray(row).tolist()) for row in rows)


def matrix_of(text):
    """f64[rows,columns]: the matrix that matrix_text has written."""
    return np.array([row.split() for row in text.split(";")], float)


def _short(text):
    whole, dot, rest = text.partition(".")
    if not dot or "e" in text:
        return text
    return f"{'' if whole == '0' else whole}.{rest}".rstrip("0").rstrip(".") or "0"
