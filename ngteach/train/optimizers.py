"""The optimizers by name: how weights change."""

from __future__ import annotations

import warnings

from ..core.calling.errors import GraphError, shown
from ..core.provenance import user_line
from .adam import adam, adamw
from .descent import momentum, sgd, tutorial
from .optimizer import Optimizer

OPTIMIZERS = {o.name: o for o in (tutorial, sgd, momentum, adam, adamw)}


def optimizer(which):
    """An Optimizer, or the one of that name."""
    if isinstance(which, Optimizer):
        return which
    which = current_word(which)
    if not isinstance(which, str) or which not in OPTIMIZERS:
        raise GraphError(f"there is no optimizer {shown(which)}; there are {', '.join(OPTIMIZERS)}")
    return OPTIMIZERS[which]


def current_word(word):
    """The word itself; but "tutorial", and a warning, for "seed", which it was called before."""
    if not isinstance(word, str) or word != "seed":
        return word
    if line := user_line()[0]:
        warnings.warn_explicit('"seed" is now called "tutorial"', FutureWarning, line.file, line.number)
    return "tutorial"
