"""Where the way of a gradient ends: at what jumps between whole numbers, or is to be a constant."""

from __future__ import annotations

from ...core.calling.notices import warn
from ...ops import argmax, argsort, ceil, convert, floor, one_hot, rint, stop_gradient, trunc

_SMOOTH: dict = {
    **dict.fromkeys((argmax, argsort, one_hot), "softmax is smooth"),
    **{op: f"x + stop_gradient({op}(x) - x) lets it pass" for op in (rint, floor, ceil, trunc)},
    convert: "x + stop_gradient(rint(x) - x) rounds and lets it pass",
}


def ends(equations, ys, wanted):
    """[(equation, tensors)]: where the way from ys to these tensors, which no gradient reaches, is cut.

    equation: the last one on the way back whose rule passes nothing on; None if ys do not depend on the tensors at all.
    """
    number = {x: 1 << i for i, x in enumerate(wanted)}
    needed = _needed(equations, ys)
    carried, last = dict(number), dict.fromkeys(wanted)  # which of them a gradient could come back to from a tensor
    for eqn in equations:
        if eqn.output in needed:
            passed = cut = 0
            for x in eqn.inputs:
                if x in carried:
                    passed, cut = (passed | carried[x], cut) if _passes(eqn, x) else (passed, cut | carried[x])
            if passed:
                carried[eqn.output] = passed
            if cut:
                last.update((x, eqn) for x, bit in number.items() if cut & bit)
    open_ways = 0
    found: dict = {}
    for y in ys:
        open_ways |= carried.get(y, 0)  # only a user's rule that returns None can have stopped it there
    for x, eqn in last.items():
        if not open_ways & number[x]:
            found.setdefault(eqn, []).append(x)
    return list(found.items())


def leads_to(equations, xs):
    """The tensors whose adjoint depends on that of one of xs: those that xs are made of, and xs."""
    found = set(xs)
    for eqn in reversed(equations):
        if eqn.output in found:
            found.update(x for x in eqn.inputs if _passes(eqn, x))
    return found


def _needed(equations, ys):
    """The tensors that ys depend on, and ys."""
    needed = set(ys)
    for eqn in reversed(equations):
        if eqn.output in needed:
            needed.update(eqn.inputs)
    return needed


def _passes(eqn, x):
    """Does the adjoint of the output contribute to that of x?"""
    return eqn.op.adjoint_rule is not None and x.dtype.kind == eqn.output.dtype.kind == "f"


def warn_if_cut(equations, ys, wanted):
    """Warn if no gradient of ys reaches any of the wanted tensors, because it ends at an op that jumps.

    Whoever writes stop_gradient means it, and a derivative of a derivative may well be 0.
    """
    cuts = [eqn for eqn, _ in ends(equations, ys, wanted) if eqn is not None]
    needed = _needed(equations, ys)
    if not cuts or any(eqn.adjoint_of is not None for eqn in equations if eqn.output in needed):
        return
    for eqn in cuts:
        if eqn.op is not stop_gradient:
            why = f"the gradient is 0 everywhere, because it ends here: {_reason(eqn)}"
            warn("cut", f"{eqn.op.name}: {why}; {_advice(eqn)}", eqn.line)


def warn_of_idle_weights(equations, loss, idle, line):
    """Warn of trainable weights that the gradient of the loss does not reach.   idle: {name: tensor}"""
    named = {x: name for name, x in idle.items()}
    for eqn, tensors in ends(equations, [loss], list(named)):
        names = [named[x] for x in tensors]
        first = ", ".join(names[:5]) + f" and {len(names) - 5} more" * (len(names) > 5)
        stays = "stay as they are" if len(names) > 1 else "stays as it is"
        if eqn is None:
            text = f"the loss does not depend on {first}, which {stays}; name the other weights in trainable="
            warn("idle", f"derive_training: {text}", line)
        else:
            text = f"the gradient of the loss does not reach {first}, which {stays}: it ends here"
            warn("idle", f"derive_training: {text}, because {_reason(eqn)}; {_advice(eqn)}", eqn.line or line)


def _reason(eqn):
    """Why a gradient ends at this equation."""
    if eqn.op is stop_gradient:
        return "stop_gradient makes a constant of it"
    if eqn.op is convert:
        return f"{eqn.output.type.element} has no derivatives"
    return f"{eqn.op.name} changes in jumps, or not at all"


def _advice(eqn):
    if eqn.op is stop_gradient:
        return "leave it out, or name the others alone in trainable="
    return _SMOOTH.get(eqn.op, "a smooth loss, such as cross_entropy, can be followed")
