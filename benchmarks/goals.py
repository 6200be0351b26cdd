"""What ngteach is meant to reach, in ratios: machines differ, ratios of the same run less so."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Goal:
    """ours <= limit * theirs; both are (case, contender).  Without theirs, ours <= limit seconds."""

    text: str
    ours: tuple[str, str]
    theirs: tuple[str, str] | None
    limit: float
    times: int = 1  # theirs counts so many times
    of: str = "median"  # or "mean": what is rare and long shows there

    @property
    def cases(self):
        """The names of the cases that it needs."""
        return {case for case, _ in filter(None, (self.ours, self.theirs))}

    def measured(self, figures):
        """ours / theirs, or the seconds of ours; None if one was not measured.   figures: {(case, contender): Figures}.

        Of several runs the median of their ratios: within one run the machine is the same.
        """
        ours, theirs = self._of_runs(figures, self.ours), self._of_runs(figures, self.theirs)
        if not ours or self.theirs and not theirs:
            return None
        if self.theirs is None:
            return median(ours)
        return median(a / (b * self.times) for a, b in zip(ours, theirs, strict=False))

    def _of_runs(self, figures, which):
        found = figures.get(which)
        if found is None or found.median is None:
            return []
        return [found.mean] if self.of == "mean" else found.medians or [found.median]


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
    Goal(
        "tutorial's step, one core taken / NumPy by hand, means",
        ("busy-tutorial", "ngteach:step"),
        ("busy-tutorial", "numpy:plain"),
        0.6,
        of="mean",
    ),
    Goal(
        "tutorial's step beside a browser / undisturbed",
        ("browser-tutorial", "ngteach:step"),
        ("tutorial", "ngteach:step"),
        1.15,
    ),
    *_ahead("lenet", ("numpy:lenet", "numpy:lenet_out", "jax:model"), "ngteach:model"),
    Goal("LeNet's step / PyTorch", ("lenet", "ngteach:model"), ("lenet", "torch:model"), 1.5),
    Goal("LeNet's step / PyTorch, then", ("lenet", "ngteach:model"), ("lenet", "torch:model"), 1.25),
    Goal("residual network's step / PyTorch", ("resnet", "ngteach:model"), ("resnet", "torch:model"), 1.5),
    *_ahead("transformer", ("torch:model", "jax:model"), "ngteach:model"),
    *(
        Goal(f"{name}: from the function to the first result, seconds", (f"first-{name}", "ngteach"), None, 0.5)
        for name in ("lenet", "resnet", "transformer", "vae")
    ),
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
