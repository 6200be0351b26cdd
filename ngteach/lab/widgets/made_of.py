"""What one element of a value is made of: for each op, which elements of its operands it was computed from.

made_of(eqn) is data, not a function, so that a page can follow it without Python.  For each operand it is "all"
(nobody knows better), "none", "flat" (the element with the same number, counted row by row), or a rule for each axis
of the operand.  With o the place of the element, and i the place in the operand, as far as it is known, a rule is

    a                             the same place as on axis a: o[a]
    "*"                           every place
    ["line", start, [[a, step]]]  start + step * o[a], added over the pairs
    ["upto", a]                   the places up to o[a]
    ["back", a, start, step, b, apart]   the place p with start + step * p + apart * i[b] = o[a], if there is one
    ["value", k, n]               the number that operand k, broadcast to the first n axes, has there
    ["found", [[k, a]]]           the places p where operand k has the number o[a], for each of the pairs

A place outside the operand is none.  values.js follows these rules in the page.
"""

from __future__ import annotations

from ... import ops

SAME = "same"  # each element of the result is made of the elements of the operands at its own place


def made_of(eqn):
    """SAME, or a rule for each operand of the equation."""
    if eqn.op in _RULES:
        return _RULES[eqn.op](eqn)
    if eqn.op.kind == "elementwise":
        return SAME
    return ["all" for _ in eqn.inputs]


def _first_alone(eqn):
    return [list(range(eqn.inputs[0].ndim)), *("none" for _ in eqn.inputs[1:])]


def _dot(eqn):
    x, y = eqn.inputs
    return [[0, "*"] if x.ndim == 2 else ["*"], ["*", eqn.output.ndim - 1] if y.ndim == 2 else ["*"]]


def _batch_dot(eqn):
    n = eqn.output.ndim
    first = list(range(n - 2))
    return [[*first, n - 2, "*"], [*first, "*", n - 1]]


def _one_hot(eqn):
    n, labels = eqn.output.ndim, eqn.inputs[0]
    depth_axis = eqn.params.get("axis", -1) % n
    return [[a for a in range(n) if a != depth_axis][: labels.ndim]]


def _broadcast(eqn):
    (x,), n = eqn.inputs, eqn.output.ndim
    taken = [a for a in range(n) if a not in (eqn.params.get("axis") or ())][-x.ndim :] if x.ndim else []
    return [[a if d == eqn.output.shape[a] else ["line", 0, []] for a, d in zip(taken, x.shape, strict=True)]]


def _transpose(eqn):
    axes = eqn.params["axes"]
    return [[axes.index(a) for a in range(len(axes))]]


def _reduced(eqn):
    (x,), axis = eqn.inputs, eqn.params["axis"]
    gone = range(x.ndim) if axis is None else [a % x.ndim for a in ([axis] if isinstance(axis, int) else axis)]
    kept = range(x.ndim) if eqn.params.get("keepdims") else [a for a in range(x.ndim) if a not in gone]
    place = {a: k for k, a in enumerate(kept)}
    return [["*" if a in gone else place[a] for a in range(x.ndim)]]


def _along(eqn):
    """Each element of the result is made of all that lie along the axis with it."""
    (x,), axis = eqn.inputs, eqn.params["axis"]
    along = range(x.ndim) if axis is None else [a % x.ndim for a in ([axis] if isinstance(axis, int) else axis)]
    return [["*" if a in along else a for a in range(x.ndim)]]


def _running(eqn):
    axis = eqn.params["axis"]
    return [[["upto", a] if a == axis else a for a in range(eqn.inputs[0].ndim)]]


def _slice(eqn):
    ranges = [range(*slice(*r).indices(d)) for r, d in zip(eqn.params["index"], eqn.inputs[0].shape, strict=True)]
    return [[["line", r.start, [[a, r.step]]] for a, r in enumerate(ranges)]]


def _embed(eqn):
    ranges = [range(*slice(*r).indices(d)) for r, d in zip(eqn.params["index"], eqn.output.shape, strict=True)]
    return [[["back", a, r.start, r.step, -1, 0] for a, r in enumerate(ranges)]]


def _join(eqn):
    axis, start, rules = eqn.params["axis"], 0, []
    for x in eqn.inputs:
        rules.append([["line", -start, [[a, 1]]] if a == axis else a for a in range(x.ndim)])
        start += x.shape[axis]
    return rules


def _windows(eqn):
    (x,), n = eqn.inputs, len(eqn.params["sizes"])
    kept = x.ndim - n
    seen = zip(eqn.params["strides"], eqn.params["dilations"], strict=True)
    space = [["line", 0, [[kept + k, apart], [kept + n + k, stride]]] for k, (stride, apart) in enumerate(seen)]
    return [[*range(kept), *space]]


def _add_windows(eqn):
    (x,), n = eqn.inputs, len(eqn.params["space"])
    kept = x.ndim - 2 * n
    seen = zip(eqn.params["strides"], eqn.params["dilations"], strict=True)
    places = [["back", kept + k, 0, stride, kept + k, apart] for k, (stride, apart) in enumerate(seen)]
    return [[*range(kept), *["*"] * n, *places]]


def _gather(eqn):
    x, *indices = eqn.inputs
    n = eqn.output.ndim - (x.ndim - len(indices))  # axes of the indices, broadcast to each other
    picked = [["value", 1 + k, n] for k in range(len(indices))]
    broadcast = [
        [n - i.ndim + a if d == eqn.output.shape[n - i.ndim + a] else ["line", 0, []] for a, d in enumerate(i.shape)]
        for i in indices
    ]
    return [[*picked, *range(n, eqn.output.ndim)], *broadcast]


def _scatter(eqn):
    x, updates, *indices = eqn.inputs
    n = updates.ndim - (x.ndim - len(indices))  # axes of the indices
    same, anywhere = list(range(x.ndim)), [["*"] * i.ndim for i in indices]
    if not n:
        return [same, "all", *anywhere]
    found = ["found", [[2 + k, k] for k in range(len(indices))]]
    return [same, [*["*"] * (n - 1), found, *range(len(indices), x.ndim)], *anywhere]


_FIRST_ALONE = (
    ops.identity,
    ops.stop_gradient,
    ops.watch.watch,
    ops.custom_vjp.custom_vjp,
    ops.optimization_barrier,
)
_RULES = {
    **dict.fromkeys(_FIRST_ALONE, _first_alone),
    ops.reshape: lambda eqn: ["flat"],
    ops.transpose: _transpose,
    ops.broadcast: _broadcast,
    ops.dot: _dot,
    ops.batch_dot: _batch_dot,
    ops.one_hot: _one_hot,
    **dict.fromkeys((ops.sum, ops.prod, ops.max, ops.min, ops.argmax, ops.logsumexp), _reduced),
    **dict.fromkeys((ops.softmax, ops.argsort), _along),
    **dict.fromkeys((ops.cumsum, ops.cumprod), _running),
    ops.slice: _slice,
    ops.embed: _embed,
    ops.join: _join,
    ops.windows: _windows,
    ops.add_windows: _add_windows,
    ops.gather: _gather,
    **dict.fromkeys((ops.scatter, ops.scatter_add), _scatter),
}
