"""Adam: each number of a weight has a step size of its own, from the mean and the spread of its earlier gradients."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import require, shown
from ..core.tree import leaves
from ..ops import sqrt
from .decay import decayed_weights
from .optimizer import Optimizer, finest, in_each_type, like, zeros


def _adam_step(gradients, weights, rate, state, *, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Steps whose size follows from the mean m and the spread v of earlier gradients.   Source: Kingma and Ba 2015."""
    _check(beta1, beta2, epsilon)
    t = state["t"] + 1.0
    m = {name: beta1 * state["m"][name] + (1.0 - beta1) * g for name, g in gradients.items()}
    v = {name: beta2 * state["v"][name] + (1.0 - beta2) * g * g for name, g in gradients.items()}
    # Both start at 0, so that at first they are too small; this corrects it.
    grown1, grown2 = 1.0 - beta1**t, 1.0 - beta2**t
    size = like(t, rate) / grown1
    following = {
        name: w - like(w, size) * m[name] / (sqrt(v[name] / like(w, grown2)) + epsilon) for name, w in weights.items()
    }
    return following, {"m": m, "v": v, "t": t}


def _adam_state(weights):
    return {"m": zeros(weights), "v": zeros(weights), "t": np.zeros((), finest(leaves(weights)))}


def _adamw_step(
    gradients, weights, rate, state, *, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01, decayed="all"
):
    """Adam, and apart from it each weight shrinks by the factor 1 - rate * weight_decay.

    Its meaning is that of torch.optim.AdamW.  What is the same for all weights is computed once, in f64 as PyTorch
    does, and the corrections of m and v go into it: few equations are left for each weight.
    decayed: "all" weights, "matrices" (rank 2 or more), or a function of (name, type).
    Source: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization".
    """
    _check(beta1, beta2, epsilon)
    following, after = {}, {"m": {}, "v": {}, "t": state["t"] + 1.0}
    t, rate = after["t"], like(after["t"], rate)
    spread = sqrt(1.0 - beta2**t)
    size = rate * spread / (1.0 - beta1**t)
    numbers = in_each_type(weights, size, epsilon * spread, 1.0 - weight_decay * rate, 1.0 - beta1, beta2, 1.0 - beta2)
    shrinking = decayed_weights(weights, weight_decay, decayed)
    for name, w in weights.items():
        g, m, v = gradients[name], state["m"][name], state["v"][name]
        size, smallest, kept, first, old, new = numbers[w.type]
        after["m"][name] = m + first * (g - m)
        after["v"][name] = old * v + new * (g * g)
        change = size * after["m"][name] / (sqrt(after["v"][name]) + smallest)
        following[name] = (kept * w if name in shrinking else w) - change
    return following, after


def _check(beta1, beta2, epsilon):
    """Raise GraphError for settings with which a step divides by 0, or has no mean."""
    for name, beta in (("beta1", beta1), ("beta2", beta2)):
        require(0 <= beta < 1, f"{name} is 0 or more and less than 1, found {shown(beta)}")
    require(epsilon >= 0, f"epsilon is 0 or more, found {shown(epsilon)}")


def _adamw_state(weights):
    return {"m": zeros(weights), "v": zeros(weights), "t": np.zeros(())}  # f64, which counts exactly up to 2**53


adam = Optimizer("adam", _adam_step, _adam_state, by_gradients=True)
adamw = Optimizer("adamw", _adamw_step, _adamw_state, by_gradients=True)
