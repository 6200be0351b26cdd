"""The usual causes of NaN, in the order in which they are looked for, each with its condition and its remedy."""

from __future__ import annotations

from contextlib import suppress

from ...ops.custom_vjp import custom_vjp
from . import choices, composed, divisions, edges, given, infinities, logarithms, overflows
from .case import Case, Remedy
from .finding import Finding


def rule_of_ones_own(case):
    """The derivative is one that the user wrote: what is said of other equations holds for those of bwd, too."""
    if case.op is not custom_vjp:
        return None
    why = "The rule of custom_vjp, your own, makes it of these numbers: write bwd so that it takes them, too."
    in_bwd = Case(case.finding)
    in_bwd.__dict__.update(own=case.eqn, in_adjoint=False)
    found = _first_that_fits(in_bwd)
    return Remedy(f"{why} {found.why}", found.write) if found else Remedy(why)


# Each takes a Case and gives a Remedy, or None if it is not the cause.  The more particular ones come first.
CAUSES = (
    given.written_nan,
    given.label_outside,
    rule_of_ones_own,
    logarithms.log_of_rounded,
    choices.unused_branch,
    logarithms.log_of_one_minus,
    logarithms.zero_times_log,
    edges.root_at_zero,
    edges.root_of_rounding,
    edges.power_at_edge,
    edges.edge,
    composed.inside_a_function,
    divisions.division_by_zero,
    infinities.of_nothing,
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
    return _first_that_fits(case) or unknown(case)


def _first_that_fits(case):
    for cause in CAUSES:
        with suppress(Exception):  # a cause that stumbles over a program must not hide what was found out
            found = cause(case)
            if found is not None:
                return found
    return None


def unknown(case):
    """What can be said of any op: which numbers it cannot take."""
    name = case.op.name if case.op is not None else case.eqn.op.name
    does = "makes an infinity" if case.kind == "inf" else "makes NaN"
    if case.op is not None and not case.op.built_in:
        part = "adjoint rule" if case.in_adjoint else "forward function"
        return Remedy(f"{name}, an op of your own, {does} of these numbers: look at its {part}.")
    return Remedy(f"{name} {does} of these numbers: keep them away from it, with where or clip.")
