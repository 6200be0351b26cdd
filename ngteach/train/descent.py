"""Steps down the gradient: plain, with momentum, and as nGraph's tutorial takes them."""

from __future__ import annotations

import math

from ..core.calling.errors import require, shown
from ..transform.autodiff import Adjoints
from .decay import with_decay
from .nn import log_likelihood
from .optimizer import Optimizer, like, nothing, zeros


def _tutorial_step(loss, weights, rate, state):
    """The tutorial's: the adjoint of the loss is -rate * loss, so that each step is scaled by the loss itself.

    It descends along the gradient of loss**2 / 2, in steps that shrink as the fit improves.
    """
    delta = -like(loss, rate) * loss
    adjoints = Adjoints(loss, delta)
    return {name: w + adjoints[w] for name, w in weights.items()}, state


def _sgd_step(gradients, weights, rate, state, *, weight_decay=0.0, decayed="all"):
    """w - rate * dloss/dw: plain gradient descent."""
    gradients = with_decay(gradients, weights, weight_decay, decayed)
    following = {}
    for name, w in weights.items():
        change = like(w, rate) * gradients[name]
        following[name] = w - change
    return following, state


def _momentum_step(gradients, weights, rate, state, *, decay=0.9, nesterov=False, weight_decay=0.0, decayed="all"):
    """velocity = decay * velocity + gradient; w - rate * velocity.   Source: Polyak 1964.

    nesterov: w - rate * (gradient + decay * velocity), one step ahead.   Source: Sutskever and others 2013.
    """
    require(0 <= decay < math.inf, f"decay is a number, 0 or more, found {shown(decay)}")
    gradients = with_decay(gradients, weights, weight_decay, decayed)
    velocity = {name: decay * state["velocity"][name] + g for name, g in gradients.items()}
    ahead = {name: g + decay * velocity[name] for name, g in gradients.items()} if nesterov else velocity
    return {name: w - like(w, rate) * ahead[name] for name, w in weights.items()}, {"velocity": velocity}


def _momentum_state(weights):
    return {"velocity": zeros(weights)}


tutorial = Optimizer("tutorial", _tutorial_step, nothing, log_likelihood)
sgd = Optimizer("sgd", _sgd_step, nothing, by_gradients=True)
momentum = Optimizer("momentum", _momentum_step, _momentum_state, by_gradients=True)
