"""The rules of lab/widgets/made_of followed by Python, as values.js follows them in the page."""

import numpy as np

from ngteach.lab.widgets.made_of import SAME, made_of


def elements(eqn, arrays, place):
    """For each operand, the set of places (flat numbers) that the element of the result at `place` is made of.

    None, where the rule only says that it is made of all of it.
    """
    rules = made_of(eqn)
    if rules == SAME:
        rules = [list(range(x.ndim)) for x in eqn.inputs]
    assert len(rules) == len(arrays)
    return [_places(rule, k, place, eqn.output.shape, arrays) for k, rule in enumerate(rules)]


def _places(rule, k, o, shape, arrays):
    x = arrays[k]
    if rule in ("all", "none"):
        return None if rule == "all" else set()
    if rule == "flat":
        return {int(np.ravel_multi_index(o, shape)) if shape else 0}
    assert len(rule) == x.ndim
    found = [()]
    for axis, part in enumerate(rule):
        size = x.shape[axis]
        found = [(*i, p) for i in found for p in _along(part, o, i, size, shape, arrays) if 0 <= p < size]
    return {int(np.ravel_multi_index(i, x.shape)) if i else 0 for i in found}


def _along(part, o, i, size, shape, arrays):
    if isinstance(part, int):
        return [o[part]]
    if part == "*":
        return range(size)
    word, *rest = part
    if word == "line":
        return [rest[0] + sum(step * o[a] for a, step in rest[1])]
    if word == "upto":
        return range(o[rest[0]] + 1)
    if word == "back":
        a, start, step, b, apart = rest
        far = o[a] - start - (apart * i[b] if b >= 0 else 0)
        return [far // step] if far % step == 0 else []
    if word == "value":
        p = _number(arrays[rest[0]], o[: rest[1]])
        return [p + size if p < 0 else p]
    assert word == "found"
    return [
        p
        for p in range(size)
        if all((v + shape[a] if (v := _number(arrays[k], (*i, p))) < 0 else v) == o[a] for k, a in rest[0])
    ]


def _number(x, place):
    own = place[len(place) - x.ndim :]
    return int(x[tuple(0 if d == 1 else p for p, d in zip(own, x.shape, strict=True))])
