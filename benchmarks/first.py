"""From the Python function to the first result: seconds of each part, once in a process that has imported everything.

python -c "from benchmarks.first import ngteach; ngteach('lenet')" prints them as JSON.
"""

from __future__ import annotations

import json
from time import perf_counter

from .cases import CASES

MODELS = {case.name: case.facts for case in CASES if "model" in case.facts}


def ngteach(name):
    """Trace, derive, compile, and the first call."""
    import numpy as np

    from .contenders.models import example
    from .contenders.models_ngteach import first, inference_graph, ng, training_graph

    facts = MODELS[name]
    start = example(facts)
    clock = _Clock()
    inference = clock.timed("trace", inference_graph, facts)
    training = clock.timed("derive", training_graph, facts, inference)
    train = clock.timed("compile", ng.compile, training)
    args = *start.batches[0], np.float32(start.rate), *first(training, start)
    clock.timed("first call", train, *args)
    clock.tell()


def jax(name):
    """The same of jit: it traces and derives in one, and "lower" makes XLA's program of that."""
    from .contenders.models import example
    from .contenders.models_jax import first, first_batch, jax, training_step

    facts = MODELS[name]
    start = example(facts)
    step, args = training_step(facts), (*first(start), *first_batch(start))
    clock = _Clock()
    traced = clock.timed("trace", step.trace, *args)
    lowered = clock.timed("lower", traced.lower)
    compiled = clock.timed("compile", lowered.compile)
    clock.timed("first call", lambda: jax.block_until_ready(compiled(*args)))
    clock.tell()


def torch(name):
    """The first step as it is: there is nothing to prepare."""
    _torch(name, "model")


def torch_compiled(name):
    """The first step of what torch.compile gives, which compiles then."""
    _torch(name, "model_compiled")


def _torch(name, contender):
    from .contenders import models_torch

    step, _ = getattr(models_torch, contender)(MODELS[name])
    clock = _Clock()
    clock.timed("first call", step)
    clock.tell()


class _Clock:
    def __init__(self):
        self._parts = {}

    def timed(self, part, function, *args):
        began = perf_counter()
        result = function(*args)
        self._parts[part] = perf_counter() - began
        return result

    def tell(self):
        print(json.dumps(self._parts))
