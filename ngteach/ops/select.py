"""select and choose: for each element one of several choices, by conditions or by number."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require
from ..core.calling.registry import numpy_name
from ..core.types import type_of
from .align import common_shape
from .broadcast import broadcast
from .compare import where
from .joining import stack
from .lists import parts_of
from .positions import as_index
from .shape import reshape
from .take import inside, take_along_axis


@numpy_name(np.select)
def select(condlist, choicelist, default=0):
    """For each element, the first of the choices whose condition holds there; default if none does.

    >>> x = np.array([-2.0, 0.5, 3.0])
    >>> ng.select([x < 0, x < 1], [-x, x * x], 1.0)
    array([2.  , 0.25, 1.  ])
    """
    lists = all(isinstance(xs, (list, tuple)) for xs in (condlist, choicelist))
    require(lists, "takes a list of conditions and a list of choices: select([x < 0, x < 1], [-x, x * x])")
    found = f"found {len(condlist)} conditions and {len(choicelist)} choices"
    require(len(condlist) == len(choicelist) > 0, f"{found}, wanted as many of one as of the other")
    *choices, result = parts_of([*choicelist, default])
    for condition, choice in reversed(list(zip(condlist, choices, strict=True))):
        result = where(condition, choice, result)
    return result


@numpy_name(np.choose)
def choose(x, choices, mode="raise"):
    """For each element of x, a whole number, the element at its place in the choice of that number.

    All are broadcast to one shape.   mode: what a number outside picks, as in take.   Source: np.choose.

    >>> ng.choose(np.array([0, 1, 0]), [np.array([1.0, 2.0, 3.0]), -1.0])
    array([ 1., -1.,  3.])
    """
    choices, x = parts_of(choices), as_index(x)
    shape = common_shape([type_of(x), *map(type_of, choices)])
    rows = stack([broadcast(choice, shape) for choice in choices])
    number = reshape(broadcast(inside(x, type_of(rows), 0, mode), shape), (1, *shape))
    return reshape(take_along_axis(rows, number, 0), shape)
