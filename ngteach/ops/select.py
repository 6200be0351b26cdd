"""select: the first of several choices whose condition holds."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require
from ..core.calling.registry import numpy_name
from .compare import where


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
    result = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        result = where(condition, choice, result)
    return result
