"""What a user gives to a widget, checked: numbers, arrays, names of settings; or one sentence."""

from __future__ import annotations

import math
from dataclasses import fields
from numbers import Real
from operator import index

import numpy as np

from ...core.calling.errors import GraphError, require, shown


def whole(value, wanted, least, most):
    """A whole number in these limits, as an int.   wanted: how the sentence begins: stride must be"""
    try:
        found = index(value)
    except TypeError:
        found = None
    if found is None or not least <= found <= most:
        raise GraphError(f"{wanted} from {least} to {most}, found {shown(value)}")
    return found


def rate(value, name):
    """A number that is 0 or more, as a whole one; less than 1 is 1, for 0 has a meaning of its own."""
    if not isinstance(value, Real) or not 0 <= value <= 1_000_000:
        raise GraphError(f"{name} must be a number from 0 to 1,000,000, found {shown(value)}")
    return math.ceil(value) if value < 1 else round(value)


def array(value, name):
    """The array that NumPy makes of it."""
    try:
        return np.asarray(value)
    except ValueError:  # rows of several lengths
        raise GraphError(f"{name} must be numbers in rows of one length, found {shown(value)}") from None


def check_names(settings, kind):
    """GraphError for a name that is no setting of this dataclass."""
    known = [field.name for field in fields(kind)]
    other = [name for name in settings if name not in known]
    require(not other, f"there is no setting {', '.join(other)}; there are {', '.join(known)}")
