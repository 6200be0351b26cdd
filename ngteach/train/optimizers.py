"""How weights change: small functions that record an update, with the state they need going in and coming out."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import GraphError, require, shown
from ..core.provenance import says_where, user_line
from ..core.tree import leaves, paths
from ..ops import convert, sqrt
from ..transform.autodiff import Adjoints
from .nn import cross_entropy, log_likelihood


@dataclass(frozen=True)
class Optimizer:
    """An update rule.

    step(loss, weights, rate, state, **settings) -> (next weights, next state), recorded in the open trace;
    weights is {name: tensor}, state whatever init made; each keeps its element type.  loss and rate are f32[] or f64[].
    init(weights) -> the first state, for {name: array or type}: a container of arrays, perhaps empty.
    loss is the loss that it is meant for: cross_entropy, except for the tutorial's rule.
    """

    name: str
    step: Callable
    init: Callable
    loss: Callable = cross_entropy
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @says_where()
    def __call__(self, *unnamed: Any, **settings: float) -> Optimizer:
        """The same rule with different settings: adam(beta1=0.8)."""
        known = self.step.__kwdefaults__ or {}
        require(not unnamed, f"{self.name} takes its settings by name; it has {', '.join(known) or 'none'}")
        for name in settings:
            require(name in known, f"{self.name} has no setting {name}; it has {', '.join(known) or 'none'}")
        return replace(self, settings=MappingProxyType({**self.settings, **settings}))

    def __reduce__(self):
        return _optimizer, (self.name, self.step, self.init, self.loss, dict(self.settings))

    def update(self, loss, weights, rate, state):
        """Record one step with this optimizer's settings."""
        return self.step(loss, weights, rate, state, **self.settings)


def _tutorial_step(loss, weights, rate, state):
    """The tutorial's: the adjoint of the loss is -rate * loss, so that each step is scaled by the loss itself.

    It descends along the gradient of loss**2 / 2, in steps that shrink as the fit improves.
    """
    delta = -_like(loss, rate) * loss
    adjoints = Adjoints(loss, delta)
    return {name: w + adjoints[w] for name, w in weights.items()}, state


def _sgd_step(loss, weights, rate, state):
    """w - rate * dloss/dw: plain gradient descent."""
    adjoints = Adjoints(loss)
    following = {}
    for name, w in weights.items():
        change = _like(w, rate) * adjoints[w]
        following[name] = w - change
    return following, state


def _momentum_step(loss, weights, rate, state, *, decay=0.9):
    """velocity = decay * velocity + gradient; w - rate * velocity.   Source: Polyak 1964."""
    adjoints = Adjoints(loss)
    velocity = {name: decay * state["velocity"][name] + adjoints[w] for name, w in weights.items()}
    return {name: w - _like(w, rate) * velocity[name] for name, w in weights.items()}, {"velocity": velocity}


def _adam_step(loss, weights, rate, state, *, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Steps whose size follows from the mean m and the spread v of earlier gradients.   Source: Kingma and Ba 2015."""
    adjoints = Adjoints(loss)
    t = state["t"] + 1.0
    m = {name: beta1 * state["m"][name] + (1.0 - beta1) * adjoints[w] for name, w in weights.items()}
    v = {name: beta2 * state["v"][name] + (1.0 - beta2) * adjoints[w] * adjoints[w] for name, w in weights.items()}
    # Both start at 0, so that at first they are too small; this corrects it.
    grown1, grown2 = 1.0 - beta1**t, 1.0 - beta2**t
    size = _like(t, rate) / grown1
    following = {
        name: w - _like(w, size) * m[name] / (sqrt(v[name] / _like(w, grown2)) + epsilon) for name, w in weights.items()
    }
    return following, {"m": m, "v": v, "t": t}


def _like(w, x):
    """x in the element type of w."""
    return x if x.dtype is w.dtype else convert(x, w.dtype)


def finest(weights):
    """The NumPy dtype with the most digits among the weights': f32 or f64."""
    return np.result_type(np.float32, *(w.dtype for w in weights))


def _nothing(weights):
    return ()


def _zeros(weights):
    """Zeros for each weight, by its name: for weights in lists or records, as "0.W"."""
    named = zip(paths(structure(weights)), leaves(weights), strict=True)
    return {name: np.zeros(w.shape, w.dtype) for name, w in named}


def _momentum_state(weights):
    return {"velocity": _zeros(weights)}


def _adam_state(weights):
    return {"m": _zeros(weights), "v": _zeros(weights), "t": np.zeros((), finest(leaves(weights)))}


def _optimizer(name, step, init, loss, settings):
    """An optimizer from a pickle, which names its functions."""
    return Optimizer(name, step, init, loss, MappingProxyType(settings))


tutorial = Optimizer("tutorial", _tutorial_step, _nothing, log_likelihood)
sgd = Optimizer("sgd", _sgd_step, _nothing)
momentum = Optimizer("momentum", _momentum_step, _momentum_state)
adam = Optimizer("adam", _adam_step, _adam_state)

OPTIMIZERS = {o.name: o for o in (tutorial, sgd, momentum, adam)}


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
