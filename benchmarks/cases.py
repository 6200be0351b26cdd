"""What is measured, and who takes part."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """One computation, and those who do it.

    contenders: "module:name" in benchmarks.contenders; the first is what the others are compared with.
    facts: what a contender needs to know, sizes and first weights.   steps: timed ones in a turn.
    busy: what other processes do meanwhile, one of benchmarks.busy.WAYS: "" is nothing.
    """

    name: str
    title: str
    contenders: tuple[str, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    steps: int = 40
    rounds: int = 10
    busy: str = ""


PEERS = ("numpy:plain", "numpy:out", "torch:eager", "torch:in_place", "torch:compiled", "jax:jit")
STEP = ("numpy:gemms", *PEERS, "ngteach:alone", "ngteach:step")
BUSY = ("ngteach:alone", "numpy:plain", "numpy:plain_alone", "torch:in_place", "jax:jit", "ngteach:step")

EACH = ("ngteach:each", "ngteach:each_called", "ngteach:each_in_a_loop", "ngteach:each_compiled_in_a_loop")
CALLS = ("ngteach:executable", "ngteach:jitted", "jax:jitted", "jax:jitted_numpy")


def _sizes(batch, inputs, hidden, classes, first="small"):
    return {"batch": batch, "inputs": inputs, "hidden": hidden, "classes": classes, "first": first}


def _model(name, title, batch, by_hand=(), **turns):
    """A training step of a model of contenders/models.py."""
    peers = ("torch:model", "torch:model_compiled", "jax:model")
    facts = {"model": name, "batch": batch}
    return Case(name, title, (*by_hand, *peers, "ngteach:model_alone", "ngteach:model"), facts, **turns)


TUTORIAL, TINY, WIDE = _sizes(128, 784, 600, 10), _sizes(32, 64, 32, 10), _sizes(128, 784, 2000, 10)

CASES = (
    Case("tutorial", "training step: batch 128, layers 784-600-10", STEP, TUTORIAL),
    Case(
        "saturated",
        "the same from the tutorial's weights, U(-1, 1)",
        (*STEP, "ngteach:small"),
        {**TUTORIAL, "first": "tutorial"},
    ),
    Case("tiny", "training step: batch 32, layers 64-32-10", STEP, TINY, steps=1000),
    Case("wide", "training step: batch 128, layers 784-2000-10", STEP, WIDE, steps=30),
    _model("lenet", "LeNet's step: batch 128, plain descent", 128, ("numpy:lenet", "numpy:lenet_out"), steps=15),
    _model("resnet", "a residual network's step on 8 x 8 digits: batch 64, plain descent", 64, steps=15),
    _model(
        "transformer", "a transformer's step: 4 layers, 64 wide, 4 heads, context 16, batch 32, AdamW", 32, steps=15
    ),
    _model("vae", "a variational autoencoder's step: layers 64-256-2-256-64, batch 32, AdamW", 32, steps=100),
    Case(
        "gelu",
        "tanh-GELU of 4,194,304 numbers",
        ("numpy:gelu", "numpy:gelu_out", "torch:gelu", "torch:gelu_compiled", "jax:gelu", "ngteach:gelu"),
        {"n": 4_194_304},
        steps=10,
    ),
    Case(
        "per-example",
        "the gradient of each of 128 examples, layers 784-600-10: 244 MB of them",
        (*EACH, "torch:each", "jax:each"),
        TUTORIAL,
        steps=3,
        rounds=5,
    ),
    Case("calls", "1,000 calls of x + y for three numbers: the way in and out", CALLS, {"nested": False}, steps=20),
    Case("calls-nested", "1,000 calls with a dict of six arrays and a float", CALLS, {"nested": True}, steps=20),
    Case(
        "busy-tutorial",
        "the tutorial's step with one core taken by a spinning process",
        BUSY,
        TUTORIAL,
        steps=150,
        busy="spinning",
    ),
    Case(
        "busy-tiny", "the tiny step with one core taken by a spinning process", BUSY, TINY, steps=3000, busy="spinning"
    ),
    Case("busy-wide", "the wide step with one core taken by a spinning process", BUSY, WIDE, steps=50, busy="spinning"),
    Case(
        "browser-tutorial",
        "the tutorial's step beside two processes that compute in bursts, four tenths of the time each",
        BUSY,
        TUTORIAL,
        steps=150,
        busy="browser",
    ),
)
