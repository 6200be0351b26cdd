"""Schedules: how the learning rate changes with the number of the step, as factors that are computed in the graph."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.calling.errors import require, shown
from ..core.calling.numbers import is_python_number
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..ops import cos, floor, minimum, power, where


@dataclass(frozen=True, repr=False)
class Schedule:
    """A function of the number of steps that were done, 0 at the first: the factor of the learning rate.

    Called with a number it gives a number, and with a tensor it records.  Two can be multiplied.  Any function of a
    tensor f64[] that gives a number, f32[] or f64[], is as good; but of ours the pickles can be read anywhere.

    >>> factor = ng.linear_warmup(4) * ng.step_decay(1000)
    >>> [factor(t) for t in (0, 1, 3, 1000)]
    [0.25, 0.5, 1.0, 0.1]
    """

    name: str
    rule: Callable
    settings: tuple[tuple[str, Any], ...]

    def __call__(self, t: Any) -> Any:
        if isinstance(t, Tensor):
            return self.rule(t, **dict(self.settings))
        return np.asarray(self.rule(np.asarray(t, np.float64), **dict(self.settings)), np.float64)[()].item()

    def __mul__(self, other: Schedule) -> Schedule:
        if not isinstance(other, Schedule):
            return NotImplemented
        return Schedule("product", _product, (("first", self), ("second", other)))

    def __repr__(self):
        return f"{self.name}({', '.join(f'{name}={value!r}' for name, value in self.settings)})"


def _product(t, first, second):
    return first.rule(t, **dict(first.settings)) * second.rule(t, **dict(second.settings))


@says_where("constant_rate")
def constant_rate(factor: float = 1.0) -> Schedule:
    """The learning rate as it is, or always that many times it.

    >>> ng.constant_rate()(7)
    1.0
    """
    return _schedule("constant_rate", _constant, factor=_number("factor", factor))


def _constant(t, factor):
    return factor


@says_where("linear_warmup")
def linear_warmup(steps: int) -> Schedule:
    """From 1 / steps at the first step up to 1 at the last of these, and then 1.

    Early gradients are large and point in all directions, and the averages of Adam are of few.
    Source: Goyal and others 2017; torch.optim.lr_scheduler.LinearLR.

    >>> [ng.linear_warmup(4)(t) for t in (0, 1, 2, 3, 4)]
    [0.25, 0.5, 0.75, 1.0, 1.0]
    """
    return _schedule("linear_warmup", _warm, steps=_count("steps", steps, 1))


def _warm(t, steps):
    return minimum((t + 1.0) / float(steps), 1.0)


@says_where("cosine")
def cosine(steps: int, warmup: int = 0, last: float = 0.0) -> Schedule:
    """Half a wave of a cosine, from 1 down to `last` after these steps, the warm-up among them; there it stays.

    Source: Loshchilov and Hutter 2017; torch.optim.lr_scheduler.CosineAnnealingLR.

    >>> [round(ng.cosine(100, warmup=20)(t), 3) for t in (0, 19, 20, 60, 100)]
    [0.05, 1.0, 1.0, 0.5, 0.0]
    """
    return _schedule("cosine", _cosine, **_way(steps, warmup, last))


def _cosine(t, steps, warmup, last):
    return _after(warmup, t, _wave(1.0, last, _share(t, warmup, steps)))


@says_where("linear_decay")
def linear_decay(steps: int, warmup: int = 0, last: float = 0.0) -> Schedule:
    """In a straight line from 1 down to `last` after these steps, the warm-up among them; there it stays.

    >>> [round(ng.linear_decay(100, warmup=20)(t), 3) for t in (0, 19, 20, 60, 100)]
    [0.05, 1.0, 1.0, 0.5, 0.0]
    """
    return _schedule("linear_decay", _linear, **_way(steps, warmup, last))


def _linear(t, steps, warmup, last):
    return _after(warmup, t, 1.0 + (last - 1.0) * _share(t, warmup, steps))


@says_where("step_decay")
def step_decay(every: int, factor: float = 0.1) -> Schedule:
    """Multiplied by the factor after every so many steps.   Source: torch.optim.lr_scheduler.StepLR.

    >>> [ng.step_decay(30, 0.5)(t) for t in (0, 29, 30, 60)]
    [1.0, 1.0, 0.5, 0.25]
    """
    return _schedule("step_decay", _steps, every=_count("every", every, 1), factor=_number("factor", factor, 0.0))


def _steps(t, every, factor):
    return power(factor, floor(t / float(every)))


@says_where("exponential_decay")
def exponential_decay(factor: float, every: int = 1) -> Schedule:
    """Multiplied by the factor in the course of every so many steps, a little in each.

    Source: torch.optim.lr_scheduler.ExponentialLR, for every=1.

    >>> [ng.exponential_decay(0.25, every=10)(t) for t in (0, 5, 10)]
    [1.0, 0.5, 0.25]
    """
    settings = {"factor": _number("factor", factor, 0.0), "every": _count("every", every, 1)}
    return _schedule("exponential_decay", _exponential, **settings)


def _exponential(t, factor, every):
    return power(factor, t / float(every))


@says_where("piecewise_rate")
def piecewise_rate(factors: Mapping[int, float]) -> Schedule:
    """The factor from each of these steps on, and 1 before the first.   Source: torch.optim.lr_scheduler.MultiStepLR.

    >>> [ng.piecewise_rate({100: 0.1, 200: 0.01})(t) for t in (0, 99, 100, 200)]
    [1.0, 1.0, 0.1, 0.01]
    """
    require(isinstance(factors, Mapping) and factors, f"write piecewise_rate({{1000: 0.1}}), found {shown(factors)}")
    pairs = sorted((_count("a step", t, 0), _number("its factor", f)) for t, f in factors.items())
    return _schedule("piecewise_rate", _piecewise, factors=tuple(pairs))


def _piecewise(t, factors):
    factor = np.ones(())
    for start, value in factors:
        factor = where(t >= float(start), value, factor)
    return factor


@says_where("one_cycle")
def one_cycle(steps: int, rising: float = 0.3, first: float = 0.04, last: float = 4e-6) -> Schedule:
    """Up from `first` to 1 for a share of the steps, and down to `last` at the last of them, in half waves of a cosine.

    Source: Smith and Topin 2018; torch.optim.lr_scheduler.OneCycleLR, whose first is 1 / 25 and last 1e-4 of that.

    >>> [round(ng.one_cycle(101, rising=0.5)(t), 2) for t in (0, 50, 100)]
    [0.04, 1.0, 0.0]
    """
    share = is_python_number(rising) and 0 < rising < 1
    require(share, f"rising is the share of the steps with a rising rate, between 0 and 1, found {shown(rising)}")
    steps = _count("steps", steps, 2)
    require(rising * steps > 1, f"of {steps} steps, the share {rising:g} is not one step; write more")
    settings = {"first": _number("first", first), "last": _number("last", last)}
    return _schedule("one_cycle", _cycle, steps=steps, rising=float(rising), **settings)


def _cycle(t, steps, rising, first, last):
    top = rising * steps - 1.0
    up, down = _wave(first, 1.0, _share(t, 0, top)), _wave(1.0, last, _share(t, top, steps - 1))
    return where(t <= top, up, down)


# ---- settings -----------------------------------------------------------------


def _schedule(name, rule, **settings):
    return Schedule(name, rule, tuple(settings.items()))


def _way(steps, warmup, last):
    """The settings of a way down after a warm-up."""
    steps, warmup = _count("steps", steps, 1), _count("warmup", warmup, 0)
    require(warmup < steps, f"a warm-up of {warmup} steps leaves none of {steps} for the way down; write fewer")
    return {"steps": steps, "warmup": warmup, "last": _number("last", last)}


def _share(t, start, end):
    """How much of the way from start to end is done, 1 after it."""
    return minimum((t - float(start) if start else t) / float(end - start), 1.0)


def _wave(start, end, share):
    """Half a wave of a cosine from start to end."""
    return (start + end) / 2 + (start - end) / 2 * cos(math.pi * share)


def _after(warmup, t, factor):
    """The factor, after the rate has grown in a straight line for so many steps."""
    return where(t < float(warmup), (t + 1.0) / float(warmup), factor) if warmup else factor


def _count(name, n, least):
    whole = isinstance(n, (int, np.integer)) and not isinstance(n, bool) and least <= n <= 2**53
    require(whole, f"{name} is a whole number, {least} or more, found {shown(n)}")
    return int(n)


def _number(name, x, least=-math.inf):
    good = is_python_number(x) and abs(x) <= sys.float_info.max and x >= least
    floor = f", {least:g} or more" if math.isfinite(least) else ""
    require(good, f"{name} is a finite number{floor}, found {shown(x)}")
    return float(x)
