"""What the microscope says of one element: its curves as numbers for the page, a table, and a sentence.

microscope_answers.js has the twins of all these.
"""

from __future__ import annotations

import numpy as np

from ...draw.values import pixels, short_number
from .finite_differences import STEPS


def heat(adjoint):
    """(rows of shares, words): how large each number is beside the largest, from -100 to 100; or "nan", "infinite"."""
    m, words = pixels(adjoint.astype(np.float64))
    finite = np.isfinite(m)
    magnitude = np.abs(np.where(finite, m, 0))
    shares = np.floor(100 * np.where(finite, m, 0) / (magnitude.max(initial=0) or 1.0) + 0.5).astype(int)
    other = np.where(np.isnan(m), "nan", "infinite")
    whole = np.where(finite, shares.astype(object), other.astype(object))
    return whole.tolist(), words


def measured(curves):
    """The curves as the page draws them; numbers that JSON does not have are words."""
    return [
        {
            "precision": name,
            "adjoint": _json(c.adjoint),
            "truth": _json(c.truth),
            "smallest": _json(c.smallest),
            "best": c.best,
            "differences": [_json(d) for d in c.differences],
            "kinks": list(c.kinks),
        }
        for name, c in curves.items()
    ]


def _json(x):
    return x if np.isfinite(x) else {"nan": "NaN", "inf": "Infinity"}.get(str(x), "-Infinity")


def film(element, curves):
    """A record for each step: its sentence, and the readings of the table."""
    return [{"sentence": _sentence(element, curves, i), "readings": _readings(curves, i)} for i in range(len(STEPS))]


def _readings(curves, step):
    return [
        {
            "precision": name,
            "adjoint": _digits(c.adjoint, name),
            "difference": _digits(c.differences[step], name),
            "error": brief(c.error(step)),
            "best": brief(STEPS[c.best]),
        }
        for name, c in curves.items()
    ]


def _sentence(element, curves, step):
    main = curves.get("f64") or curves["f32"]
    off = " and ".join(f"{brief(c.error(step))} in {name}{_why(c, step)}" for name, c in curves.items())
    said = f"{element}: the adjoint is {short_number(main.truth)}."
    said += f" Differences with h = {brief(STEPS[step])} are off by {off}."
    if all(main.kinks):
        return f"{said} {main.kinks[0]} is at its kink: the adjoint takes one slope, a difference the mean of both."
    if main.kinks[step]:
        return f"{said} h reaches across the kink of {main.kinks[step]}, and mixes two slopes."
    return said


def _why(c, step):
    if c.kinks[step] or not c.error(step):
        return ""
    return " (rounding)" if step < c.best else " (truncation)" if step > c.best else " (its best)"


def _digits(x, precision):
    return f"{x:.{8 if precision == 'f32' else 15}g}"


def brief(x):
    """Two digits that matter."""
    return f"{x:.2g}" if np.isfinite(x) else short_number(x)
