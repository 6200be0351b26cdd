"""What an update rule is: a function that records a step, with the state it needs going in and coming out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import require, shown
from ..core.calling.numbers import is_python_number
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.tree import leaves, paths
from ..core.types import type_of
from ..ops import broadcast, constant, convert
from ..transform.autodiff import Adjoints
from .nn import cross_entropy


@dataclass(frozen=True, repr=False)
class Optimizer:
    """An update rule.

    step(loss, weights, rate, state, **settings) -> (next weights, next state), recorded in the open trace;
    weights is {name: tensor}, state whatever init made; each keeps its element type.  loss and rate are f32[] or f64[].
    With by_gradients=True it is step(gradients, weights, rate, state, **settings), where gradients is {name: tensor}:
    only such a rule can be clipped.
    init(weights) -> the first state, for {name: array or type}: a container of arrays, perhaps empty.
    loss is the loss that it is meant for: cross_entropy, except for the tutorial's rule.
    inner is the optimizer that this one wraps, if it does; step is then given it first, and it has the other settings.

    >>> def signs(gradients, weights, rate, state):
    ...     return {name: w - rate * ng.sign(gradients[name]) for name, w in weights.items()}, state
    >>> ng.clip_by_norm(ng.Optimizer("signs", signs, lambda weights: (), by_gradients=True))
    clip_by_norm(signs, most=1.0)
    """

    name: str
    step: Callable
    init: Callable
    loss: Callable = cross_entropy
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    by_gradients: bool = False
    inner: Optimizer | None = None

    @says_where()
    def __call__(self, *unnamed: Any, **settings: Any) -> Optimizer:
        """The same rule with different settings: adam(beta1=0.8).  A wrapper hands on those of the rule inside."""
        known = self.known
        require(not unnamed, f"{self.name} takes its settings by name; it has {', '.join(known) or 'none'}")
        settings = {n: value.item() if isinstance(value, np.generic) else value for n, value in settings.items()}
        for name, value in settings.items():
            require(name in known, f"{self.name} has no setting {name}; it has {', '.join(known) or 'none'}")
            self._check(name, value, known[name])
        own = _defaults(self.step)
        others = {name: value for name, value in settings.items() if name not in own}
        rule = self._rewrapped(self.inner(**others)) if self.inner is not None and others else self
        return replace(
            rule, settings=MappingProxyType({**self.settings, **{n: settings[n] for n in settings if n in own}})
        )

    def _rewrapped(self, inner):
        """The same wrapper around another optimizer."""
        init = replace(self.init, optimizer=inner) if isinstance(self.init, Within) else inner.init
        return replace(self, inner=inner, init=init)

    def __repr__(self):
        inside = [] if self.inner is None else [repr(self.inner)]
        inside += [f"{name}={_written(value)}" for name, value in self.settings.items()]
        return f"{self.name}({', '.join(inside)})" if inside else self.name

    def __reduce__(self):
        return _optimizer, (
            *(self.name, self.step, self.init, self.loss, dict(self.settings)),
            *(self.by_gradients, self.inner),
        )

    def update(self, loss: Tensor, weights: Mapping[str, Tensor], rate: Tensor, state: Any) -> tuple[Any, Any]:
        """Record one step with this optimizer's settings."""
        if not self.by_gradients:
            return self.follow(loss, weights, rate, state)
        adjoints = Adjoints(loss)
        return self.follow({name: adjoints[w] for name, w in weights.items()}, weights, rate, state)

    def follow(self, lead: Any, weights: Mapping[str, Tensor], rate: Tensor, state: Any) -> tuple[Any, Any]:
        """Record one step.   lead: the gradients {name: tensor}, or the loss for a rule that is not by_gradients"""
        inside = () if self.inner is None else (self.inner,)
        return self.step(*inside, lead, weights, rate, state, **self.settings)

    @property
    def known(self) -> dict[str, Any]:
        """{setting: its default}, of the rule inside as well."""
        inside = {} if self.inner is None else self.inner.known
        return {**_defaults(self.step), **inside}

    def _check(self, name, value, default):
        if isinstance(default, bool):
            require(isinstance(value, bool), f"{self.name}: {name} is True or False, found {shown(value)}")
        elif isinstance(default, float):
            require(is_python_number(value), f"{self.name}: {name} is a number, found {shown(value)}")


@dataclass(frozen=True)
class Within:
    """function(optimizer, weights), as a function of the weights: the init of an optimizer that wraps another one."""

    function: Callable
    optimizer: Optimizer

    def __call__(self, weights):
        return self.function(self.optimizer, weights)


def _defaults(step):
    return getattr(step, "__kwdefaults__", None) or {}


def _written(value):
    """A setting as text that is the same in every process: a function by its name, without its address."""
    return getattr(value, "__qualname__", None) or repr(value)


def _optimizer(name, step, init, loss, settings, by_gradients=False, inner=None):
    """An optimizer from a pickle, which names its functions."""
    return Optimizer(name, step, init, loss, MappingProxyType(settings), by_gradients, inner)


# ---- what update rules share --------------------------------------------------


def like(w, x):
    """x in the element type of w."""
    return in_type(x, w.dtype)


def in_type(x, dtype):
    """A tensor in an element type; a number of Python's becomes a constant."""
    if not isinstance(x, Tensor):
        return constant(np.asarray(x, dtype))
    return x if x.dtype is dtype else convert(x, dtype)


def finest(weights):
    """The NumPy dtype with the most digits among the weights': f32 or f64."""
    return np.result_type(np.float32, *(type_of(w).dtype for w in weights))


def in_each_type(tensors, *numbers):
    """{type: the numbers, spread to that type} for the types of these tensors: what many need is recorded once.

    numbers: Python's, or tensors of rank 0
    """
    types = dict.fromkeys(x.type for x in tensors.values())
    single = {dtype: [in_type(n, dtype) for n in numbers] for dtype in dict.fromkeys(t.dtype for t in types)}
    return {t: [broadcast(n, t.shape) if t.rank else n for n in single[t.dtype]] for t in types}


def nothing(weights):
    """The state of a rule that needs none."""
    return ()


def zeros(weights):
    """Zeros for each weight, by its name: for weights in lists or records, as "0.W"."""
    each = [type_of(w) for w in leaves(weights)]
    return {name: np.zeros(t.shape, t.dtype) for name, t in zip(paths(structure(weights)), each, strict=True)}
