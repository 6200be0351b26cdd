"""An optimizer by words and numbers, as a command line or a file of settings has them."""

from __future__ import annotations

from ..core.calling.errors import GraphError, counted, require, shown
from .clipping import clip_by_norm
from .optimizer import Optimizer
from .optimizers import OPTIMIZERS
from .optimizers import optimizer as optimizer_of
from .scheduled import scheduled
from .schedules import constant_rate, cosine, linear_decay, linear_warmup, one_cycle

SCHEDULES = ("constant", "cosine", "linear", "one-cycle")


def chosen_optimizer(
    update: Optimizer | str = "sgd",
    weight_decay: float | None = None,
    clip: float | None = None,
    schedule: str | None = None,
    steps: int | None = None,
    warmup: int = 0,
) -> Optimizer:
    """The optimizer of that name; with a weight decay, clipped by norm and scheduled, if that is asked for.

    clip: the largest norm of the gradients.   schedule: one of SCHEDULES.   steps: of the whole run; the rate of every
    schedule but "constant" is at its end after them.   warmup: steps, among them, in which the rate grows.
    Raises GraphError for a name that there is not, for a rule that has no weight decay, or that cannot be clipped.

    >>> from ngteach.train.chosen import chosen_optimizer
    >>> chosen_optimizer("adamw", weight_decay=0.1, clip=1.0, schedule="cosine", steps=2000, warmup=100)
    scheduled(clip_by_norm(adamw(weight_decay=0.1), most=1.0), schedule=cosine(steps=2000, warmup=100, last=0.0))
    """
    rule = optimizer_of(update)
    if weight_decay is not None:
        have = [o.name for o in OPTIMIZERS.values() if "weight_decay" in o.known]
        require("weight_decay" in rule.known, f"{rule.name} has no weight decay; take {', '.join(have)}")
        rule = rule(weight_decay=weight_decay)
    if clip is not None:
        rule = clip_by_norm(rule, clip)
    if schedule is None and not warmup:
        return rule
    return scheduled(rule, _schedule(schedule or "constant", steps, warmup))


def _schedule(name, steps, warmup):
    if not isinstance(name, str) or name not in SCHEDULES:
        raise GraphError(f"there is no schedule {shown(name)}; there are {', '.join(SCHEDULES)}")
    if name == "constant":
        return linear_warmup(warmup) if warmup else constant_rate()
    if name == "one-cycle":
        require(
            not warmup, f"one-cycle has a rise of its own, and no warm-up of {counted(warmup, 'step')}; write warmup=0"
        )
        return one_cycle(steps)
    found = f"{name}: a warm-up of {counted(warmup, 'step')} leaves none of {steps} for the way down"
    require(not steps or warmup < steps, f"{found}; write warmup={(steps or 1) - 1} or less, or more epochs")
    return (cosine if name == "cosine" else linear_decay)(steps, warmup)
