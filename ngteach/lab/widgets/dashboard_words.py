"""What the dashboard says of a run: its readings, where it stands, and its curves in words."""

from __future__ import annotations

import re
from itertools import groupby

import numpy as np

from ...core.calling.errors import counted, require
from ...draw.values import short_number
from ...train.config import Config

MOST_STEPS = 20_000  # of a way that is followed at once
_WAY = re.compile(r"(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)x(\d{1,6})")
NAMES = ("digits", "mnist")  # data that a name is enough for


def readings(run, accuracy):
    """[[name, text]] of what stands above the curves.   run: a Rewind."""
    epochs = run.steps * run.config.batch / len(run.data.train_labels)
    return [
        ["step", f"{run.steps:,}"],
        ["epoch", f"{epochs:.1f}"],
        ["loss", _loss(run)],
        ["test accuracy", f"{accuracy:.1%}"],
    ]


def program(run):
    """The Python that trains to where the run stands, with the rates that it had."""
    lines, rates = beginning(run), run.rates[: run.steps]
    for rate, steps in ((rate, len(list(group))) for rate, group in groupby(rates)):
        lines += [f"board.rate = {rate!r}"] * (rate != run.config.learning_rate or len(lines) > 3)
        lines.append(f"board.train({steps})")
    return "\n".join([*lines, "board", ""])


def beginning(run):
    """The lines of the program before its first step."""
    config, plain = run.config, Config()
    settings = {k: v for k, v in vars(config).items() if k != "data" and v != getattr(plain, k)}
    named = "".join(f", {k}={v!r}" for k, v in settings.items())
    data = repr(config.data) if config.data in NAMES else "data"
    return ["import ngteach as ng", "", f"board = ng.lab.dashboard({data}{named})"]


def so_far(run, accuracy):
    """Where the run stands, as part of a sentence."""
    loss = f", loss {_loss(run)}" if run.steps else ""
    return f"step {run.steps:,}{loss}, test accuracy {accuracy:.1%}"


def seen(run):
    """The alternative text of the curves."""
    if not run.last:
        return "Two empty plots: the loss and the accuracy over the steps."
    bad = first_bad(run.costs)
    ends = f"is not a number from step {bad:,} on" if bad else f"ends at {short_number(run.costs[-1])}"
    grey = f" {counted(len(run.earlier), 'earlier line')} in grey." if run.earlier else ""
    fell = f"The loss over {run.last:,} steps begins at {short_number(run.costs[0])} and {ends}"
    return f"{fell}; the accuracy is {run.tests[-1][1]:.1%} in the end.{grey}"


def way_of(rates):
    """The rates of some steps as short texts: 0.1x120 for 120 steps with rate 0.1."""
    return [f"{rate!r}x{len(list(steps))}" for rate, steps in groupby(rates)]


def rates_of(way):
    """The rate of each step, from what way_of() gives.   Raises GraphError for anything else."""
    texts = way if isinstance(way, list) else [None]
    parts = [_WAY.fullmatch(text) if isinstance(text, str) else None for text in texts]
    good = all(parts) and sum(int(part[2]) for part in parts) <= MOST_STEPS
    require(good, f"a way is a list such as ['0.1x120', '0.03x80'], of at most {MOST_STEPS:,} steps")
    return [float(part[1]) for part in parts for _ in range(int(part[2]))]


def rate_words(rate):
    """A rate as a person writes it: 0.03."""
    return f"{rate:.2g}"


def first_bad(costs):
    """The number of the first step whose loss is not a finite number, from 1; None if there is none."""
    bad = np.flatnonzero(~np.isfinite(costs)) if costs else ()
    return int(bad[0]) + 1 if len(bad) else None


def _loss(run):
    return short_number(run.costs[run.steps - 1]) if run.steps else ""
