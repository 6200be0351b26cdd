"""What a page needs to train without Python: the graphs and the data of a run, and how far it has come."""

from __future__ import annotations

import json
from itertools import groupby

import numpy as np

from ...core.trace import trace
from ...core.types import u32
from ...data.shuffle import order_bits
from ...javascript.live import ROOM, live_data
from .dashboard_words import beginning


def live_run(run, planned):
    """The trait `live` for a run that has not begun: {} if it is too much for a page.   planned: steps to do"""
    config, (images, labels), (test_images, test_labels) = run.config, run.learned, run.tested
    graphs = {"training": run.graph, "inference": run.inference}
    if run.rest:
        graphs["rest"] = run.rest
    if config.shuffle:
        graphs["order"] = trace(lambda epoch: order_bits(config.seed, epoch, len(labels)), u32[()], name="order")
    first = run.now
    arrays = {
        "images": images,
        "labels": _small(labels),
        "test_images": test_images,
        "test_labels": _small(test_labels),
        **{f"first{i}": a for i, a in enumerate(first)},
    }
    return live_data(
        graphs,
        arrays,
        batch=config.batch,
        last=config.last,
        scale=float(np.float32(run.data.scale)),
        classes=run.data.classes,
        changing=len(first),
        rate=config.learning_rate,
        planned=planned,
        count=len(run.data.train_labels),
        is_tutorial=config.update == "tutorial",
        counted_twice=run.counted_twice,
        beginning=beginning(run),
    )


def line_of(run):
    """The trait `line`: how far a run has come, so that a page without Python goes on from there.

    steps, losses, rates, tests, earlier as a Rewind has them, and now: the weights, and what else a step changes.
    None if it is too long for a page.
    """
    if not run.last:
        return {}
    found = {
        "steps": run.steps,
        "losses": _bytes(run.losses[: run.last]),
        "rates": [[rate, len(list(steps))] for rate, steps in groupby(run.rates[: run.last])],
        "tests": [*map(list, run.tests)],
        "earlier": [
            {"start": left.start, "costs": _bytes(left.costs), "tests": [*map(list, left.tests)], "rate": left.rate}
            for left in run.earlier
        ],
        "now": [a.tobytes() for a in run.now],
    }
    return found if len(json.dumps(found, default=lambda data: "x" * (len(data) * 4 // 3))) <= ROOM // 2 else None


def _small(labels):
    return labels.astype(np.uint8) if labels.max() < 256 else labels


def _bytes(losses):
    return np.asarray(losses, "<f4").tobytes()
