"""A softmax of what a softmax gave: probabilities are taken for scores, and come out nearly equal."""

from __future__ import annotations

from ...ops import (
    broadcast,
    convert,
    divide,
    exp,
    gather,
    identity,
    log,
    mask,
    max,
    multiply,
    one_hot,
    reshape,
    softmax,
    stop_gradient,
    subtract,
    sum,
    transpose,
)
from .spelled import spelled

_SAME = frozenset((identity, reshape, transpose, stop_gradient, convert))


def softmax_of_softmax(eqn, facts):
    """For an equation of softmax."""
    (x,) = eqn.inputs
    first = _softmax_before(x, eqn.params["axis"], facts)
    if first is not None:
        yield _said(eqn, x, first, facts)


def log_softmax_of_softmax(eqn, facts):
    """For an equation of logsumexp: log_softmax(x) is z - logsumexp(z), where z is x - max(x)."""
    (z,), axis = eqn.inputs, eqn.params["axis"]
    x = _unshifted(z, axis, facts)
    first = _softmax_before(x, axis, facts)
    if first is not None and any(_is_log_softmax(user, z, facts) for user in _readers(eqn.output, facts)):
        yield _said(eqn, x, first, facts)


def written_softmax_of_softmax(eqn, facts):
    """For an equation of exp: e**x divided by its sum, or x minus the log of that sum, is a softmax written out."""
    (z,) = eqn.inputs
    if _softmax_before(z, None, facts) is None and _softmax_before(_unshifted(z, None, facts), None, facts) is None:
        return
    for total in facts.users[eqn.output]:
        if total.op is sum and _is_norm(total.output, z, facts):
            axis = total.params["axis"]
            x = _unshifted(z, axis, facts)
            first = _softmax_before(x, axis, facts)
            if first is not None:
                yield _said(eqn, x, first, facts)


def _said(eqn, x, first, facts):
    p = spelled(x, facts.producer)
    found = "its input" if "..." in p else f"its input {p}"
    place = f" ({first.line.place})" if first.line and first.line != eqn.line else ""
    advice = "leave one of them out: a second makes probabilities nearly equal"
    return f"softmax: {found} comes from a softmax already{place}; {advice}", eqn.line


def _softmax_before(x, axis, facts):
    """The softmax along the same axis (or along any, if it is None) that gave x, in whatever shape; otherwise None."""
    first, axes = facts.producer.get(x), _from_the_end(axis or (), x.ndim)
    while first is not None and first.op in _SAME and axes is not None:
        axes = _axes_before(first, axes)
        x = first.inputs[0]
        first = facts.producer.get(x)
    found = first is not None and first.op is softmax
    return first if found and (axis is None or axes == _from_the_end(first.params["axis"], x.ndim)) else None


def _from_the_end(axes, rank):
    return tuple(sorted(a - rank for a in axes))


def _axes_before(eqn, axes):
    """The axes of the input that become these of the output, counted from the end; None if they are not kept."""
    (x,), y = eqn.inputs, eqn.output
    if eqn.op is transpose:
        turned = eqn.params["axes"]
        return _from_the_end([turned[a + y.ndim] for a in axes], x.ndim)
    return axes if not axes or x.ndim >= -axes[0] and x.shape[axes[0] :] == y.shape[axes[0] :] else None


def _unshifted(z, axis, facts):
    """x, if z is x minus its largest element along an axis (or any axis, if it is None); otherwise z."""
    eqn = facts.producer.get(z)
    if eqn is None or eqn.op is not subtract:
        return z
    largest = facts.producer.get(eqn.inputs[1])
    while largest is not None and largest.op in (broadcast, *_SAME):
        largest = facts.producer.get(largest.inputs[0])
    shifted = largest is not None and largest.op is max and largest.inputs[0] is eqn.inputs[0]
    return eqn.inputs[0] if shifted and axis in (None, largest.params["axis"]) else z


def _is_log_softmax(eqn, z, facts):
    """Is it z - logsumexp(z), or logsumexp(z) minus what labels pick of z?"""
    return eqn.op is subtract and (eqn.inputs[0] is z or _picked_from(eqn.inputs[1], facts) is z)


def _picked_from(x, facts):
    """The tensor of which x has one number in each row: picked by labels, or the sum of a product with one_hot."""
    eqn = facts.producer.get(x)
    if eqn is not None and eqn.op is gather:
        return eqn.inputs[0]
    product = facts.producer.get(eqn.inputs[0]) if eqn is not None and eqn.op is sum else None
    if product is None or product.op is not multiply:
        return None
    made = [facts.producer.get(y) for y in product.inputs]
    for y, first, other in zip(product.inputs, made, made[::-1], strict=True):
        if other is not None and other.op is one_hot:
            return first.inputs[0] if first is not None and first.op is mask else y
    return None


def _is_norm(total, z, facts):
    """Is e**z divided by its total, or is the logarithm of the total taken?"""
    for user in _readers(total, facts):
        e = facts.producer.get(user.inputs[0])
        if user.op is log or user.op is divide and e is not None and e.op is exp and e.inputs[0] is z:
            return True
    return False


def _readers(y, facts):
    """The equations that read y, also through a broadcast or a reshape."""
    found = []
    for user in facts.users[y]:
        found += facts.users[user.output] if user.op in (broadcast, *_SAME) else [user]
    return found
