"""An optimizer whose learning rate changes from step to step: it counts the steps in its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import is_python_number
from ..core.graph import Tensor
from ..core.provenance import says_where
from .optimizer import Optimizer, Within, like
from .optimizers import optimizer as optimizer_of
from .schedules import Schedule, constant_rate


@says_where("scheduled")
def scheduled(optimizer: Optimizer | str, schedule: Schedule | Callable[..., Any]) -> Optimizer:
    """The optimizer with its learning rate multiplied by schedule(t), where t is the number of steps that were done.

    schedule: one of ours, or a function that records a number, f32[] or f64[], out of t: f64[].
    Steps are counted in f64, which is exact up to 2**53 of them.

    >>> ng.scheduled(ng.clip_by_norm(ng.adamw), ng.cosine(2000, warmup=100))
    scheduled(clip_by_norm(adamw, most=1.0), schedule=cosine(steps=2000, warmup=100, last=0.0))
    """
    inner = optimizer_of(optimizer)
    _require_schedule(schedule)
    init = Within(_first_state, inner)
    rule = Optimizer("scheduled", _scheduled_step, init, inner.loss, by_gradients=inner.by_gradients, inner=inner)
    return rule(schedule=schedule)


def _first_state(optimizer, weights):
    return {"t": np.zeros(()), "optimizer": optimizer.init(weights)}


def _scheduled_step(optimizer, lead, weights, rate, state, *, schedule=constant_rate()):  # noqa: B008
    _require_schedule(schedule)
    factor = _factor(schedule, state["t"])
    current = rate * (factor if is_python_number(factor) else like(rate, factor))
    following, inside = optimizer.follow(lead, weights, current, state["optimizer"])
    return following, {"t": state["t"] + 1.0, "optimizer": inside}


def _factor(schedule, t):
    factor = schedule(t)
    number = isinstance(factor, Tensor) and factor.shape == () and factor.type.is_float
    if not number and not is_python_number(factor):
        raise GraphError(f"the schedule must give one number, f32[] or f64[], for {t!r}, found {shown(factor)}")
    return factor


def _require_schedule(schedule):
    write = "write cosine(2000), or a function of the number of steps"
    ours = getattr(schedule, "__module__", "") == Schedule.__module__ and not isinstance(schedule, Schedule)
    require(callable(schedule) and not ours, f"found {shown(schedule)}, wanted a schedule; {write}")
