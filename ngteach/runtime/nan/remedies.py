"""The usual causes of NaN, in the order in which they are looked for, each with its condition and its remedy."""

from __future__ import annotations

from . import choices, divisions, edges, given, infinities, logarithms, overflows
from .case import Case, Remedy
from .finding import Finding

# Each takes a Case and gives a Remedy, or None if it is not the cause.  The more particular ones come first.
CAUSES = (
    given.written_nan,
    given.label_outside,
    choices.unused_branch,
    logarithms.log_of_zero,
    edges.root_at_zero,
    edges.root_of_rounding,
    edges.power_at_edge,
    edges.edge,
    divisions.division_by_zero,
    infinities.nothing_left,
    infinities.given_infinity,
    overflows.exponential,
    overflows.overflow,
)


def remedy(finding: Finding) -> Remedy:
    """The remedy of the first cause that fits."""
    if finding.first is None:
        return given.given_nan(finding) if finding.given else Remedy("")
    case = Case(finding)
    for cause in CAUSES:
        found = cause(case)
        if found is not None:
            return found
    return Remedy("")
