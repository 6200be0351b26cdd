"""Round corners for the lines of a picture."""

from __future__ import annotations

_CORNER = 7.0  # the radius


def rounded(points):
    """A route through these points, with round corners."""
    kept = [points[0]]
    for a, b in zip(points[1:], [*points[2:], None], strict=True):
        if a != kept[-1] and (b is None or not (kept[-1][0] == a[0] == b[0] or kept[-1][1] == a[1] == b[1])):
            kept.append(a)
    path = [("M", *kept[0])]
    for before, corner, after in zip(kept, kept[1:], kept[2:], strict=False):
        r = min(_CORNER, *(max(abs(corner[0] - q[0]), abs(corner[1] - q[1])) / 2 for q in (before, after)))
        near, far = _toward(corner, before, r), _toward(corner, after, r)
        path += [("L", *near), ("Q", *corner, *far)]
    path.append(("L", *kept[-1]))
    return path


def _toward(a, b, distance):
    length = max(abs(a[0] - b[0]), abs(a[1] - b[1])) or 1.0
    return a[0] + (b[0] - a[0]) * distance / length, a[1] + (b[1] - a[1]) * distance / length
