"""The best weights of a run, kept while it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Best:
    """The weights, and what is carried, after the best epoch so far.   value: what the measure said of them then"""

    epoch: int
    value: float
    weights: Any = field(repr=False)
    carried: dict[str, Any] = field(repr=False)
