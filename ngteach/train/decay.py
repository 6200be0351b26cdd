"""Weight decay: a pull of the weights towards zero, on all of them or on some."""

from __future__ import annotations

import math

from ..core.calling.errors import GraphError, require, shown


def decayed_weights(weights, weight_decay, decayed):
    """The names of the weights that decay.   decayed: "all", "matrices" (rank 2 or more), or (name, type) -> bool

    Biases, and the gains of a normalisation, are mostly left as they are: they are few, and 0 means nothing for them.
    """
    require(0 <= weight_decay < math.inf, f"weight_decay is a number, 0 or more, found {shown(weight_decay)}")
    if not weight_decay:
        return set()
    if callable(decayed):
        return {name for name, w in weights.items() if decayed(name, w.type)}
    if not isinstance(decayed, str) or decayed not in ("all", "matrices"):
        wanted = 'write "all", "matrices", or a function of (name, type)'
        raise GraphError(f"decayed says which weights decay, found {shown(decayed)}; {wanted}")
    return {name for name, w in weights.items() if decayed == "all" or w.ndim > 1}


def with_decay(gradients, weights, weight_decay, decayed):
    """The gradients of loss + weight_decay * (the sum of the squares of the weights that decay) / 2.

    What PyTorch's SGD means by weight decay; adamw decays apart from the gradient.
    """
    some = decayed_weights(weights, weight_decay, decayed)
    return {name: g + weight_decay * weights[name] if name in some else g for name, g in gradients.items()}
