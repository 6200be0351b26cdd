"""What ngteach is meant to reach, in ratios: machines differ, ratios of the same run less so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """ours <= limit * theirs; both are (case, contender)."""

    text: str
    ours: tuple[str, str]
    theirs: tuple[str, str]
    limit: float
    times: int = 1  # theirs counts so many times

    def ratio(self, medians):
        """ours / theirs, or None if one of them was not measured."""
        ours, theirs = medians.get(self.ours), medians.get(self.theirs)
        return ours / (theirs * self.times) if ours and theirs else None


def _ahead(case, peers, contender="ngteach:step"):
    return [Goal(f"{case}: ahead of {peer}", (case, contender), (case, peer), 1.0) for peer in peers]


_PEERS = ("numpy:plain", "numpy:out", "torch:eager", "torch:in_place", "torch:compiled", "jax:jit")
_GEMMS = "numpy:gemms"

GOALS = (
    Goal("tutorial's step / bare GEMMs", ("tutorial", "ngteach:step"), ("tutorial", _GEMMS), 1.12),
    Goal("wide step / bare GEMMs", ("wide", "ngteach:step"), ("wide", _GEMMS), 1.12),
    Goal("U(-1, 1) / small weights", ("saturated", "ngteach:step"), ("saturated", "ngteach:small"), 1.05),
    *_ahead("tutorial", _PEERS),
    *_ahead("wide", _PEERS),
    Goal("tiny step / NumPy by hand", ("tiny", "ngteach:step"), ("tiny", "numpy:plain"), 0.85),
    Goal("tiny step / JAX jit", ("tiny", "ngteach:step"), ("tiny", "jax:jit"), 0.5),
    Goal(
        "tutorial's step, one core taken / one thread undisturbed",
        ("busy-tutorial", "ngteach:step"),
        ("tutorial", "ngteach:alone"),
        1.1,
    ),
    *_ahead("busy-tutorial", ("numpy:plain", "torch:in_place", "jax:jit")),
    Goal("GELU / NumPy by hand", ("gelu", "ngteach:gelu"), ("gelu", "numpy:gelu"), 0.2),
    *_ahead("gelu", ("torch:gelu",), "ngteach:gelu"),
    Goal(
        "per-example gradients / a loop of grad",
        ("per-example", "ngteach:each"),
        ("per-example", "ngteach:each_in_a_loop"),
        0.05,
    ),
    *_ahead("per-example", ("ngteach:each_compiled_in_a_loop", "torch:each", "jax:each"), "ngteach:each"),
    Goal("jit / the executable that it finds", ("calls", "ngteach:jitted"), ("calls", "ngteach:executable"), 1.25),
    Goal(
        "the same, with a dict of arrays",
        ("calls-nested", "ngteach:jitted"),
        ("calls-nested", "ngteach:executable"),
        1.25,
    ),
    *_ahead("calls", ("jax:jitted",), "ngteach:jitted"),
    *_ahead("calls-nested", ("jax:jitted",), "ngteach:jitted"),
    Goal("import ngteach / import numpy", ("imports", "ngteach"), ("imports", "numpy"), 1.5),
    Goal("10,000 equations / 100 x 100 equations", ("growth", "ngteach 10000"), ("growth", "ngteach 100"), 1.0, 100),
    Goal("ngteach train / 2344 x bare GEMMs", ("training", "ngteach"), ("tutorial", _GEMMS), 1.7, 2344),
)
