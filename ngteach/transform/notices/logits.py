"""Scores where probabilities are wanted: what a cross-entropy is given, followed back to what it is made of."""

from __future__ import annotations

import numpy as np

from ...ops import broadcast, constant, divide, gather, log, logsumexp, maximum, negative, one_hot, subtract, sum
from .kinds import SCORES, kind
from .limits import limits
from .spelled import spelled


def logarithm(eqn, facts):
    """For an equation of log, and of negative: it is remembered, in case that it becomes part of a loss."""
    taken = eqn if eqn.op is log else facts.logarithms.get(eqn.inputs[0])
    if taken is not None:
        facts.logarithms[eqn.output] = taken
    if eqn.op is log:
        picked = facts.producer.get(_unclipped(eqn.inputs[0], facts))
        if picked is not None and _picks_labels(picked):  # log(p[range(n), labels])
            return _if_scores(eqn, picked.inputs[0], eqn, facts)
    return ()


def logits_in_a_product(eqn, facts):
    """For an equation of multiply: log(p) times one_hot is a cross-entropy, ours or written out."""
    if facts.logarithms:  # there are few, and products many
        for x, other in (eqn.inputs, eqn.inputs[::-1]):
            if x in facts.logarithms and _is_one_hot(other, facts):
                taken = facts.logarithms[x]
                return _if_scores(taken, taken.inputs[0], eqn, facts)
    return ()


def logits_picked(eqn, facts):
    """For an equation of gather: log(p)[range(n), labels] is what the sum of log(p) times one_hot is."""
    taken = facts.logarithms.get(eqn.inputs[0])
    return _if_scores(taken, taken.inputs[0], eqn, facts) if taken is not None and _picks_labels(eqn) else ()


def _picks_labels(eqn):
    """Does it pick one number of each row of a matrix?"""
    return eqn.op is gather and len(eqn.inputs) == 3 and eqn.inputs[0].ndim == 2 and eqn.output.ndim == 1


def _is_one_hot(x, facts):
    """Does each row of it hold a 1 and zeros, by how it is made or as a known array?"""
    eqn = facts.producer.get(x)
    if eqn is not None and eqn.op is negative:
        eqn = facts.producer.get(eqn.inputs[0])
    if eqn is not None and eqn.op is constant:
        value = eqn.params["value"]
        return value.ndim == 2 and bool(np.isin(value, (0, 1)).all() and (value.sum(axis=1) == 1).all())
    return eqn is not None and eqn.op is one_hot


def _unclipped(p, facts):
    eqn = facts.producer.get(p)
    return eqn.inputs[0] if eqn is not None and eqn.op is maximum else p


def _if_scores(taken, p, loss, facts):
    """What to say if the logarithm is taken of what is plainly no probability: a product, or a logarithm.

    taken: the equation of log.   p: what it is taken of, perhaps with labels picked.   loss: where it meets the labels
    """
    p = _unclipped(p, facts)
    if kind(p, facts.producer.get, not facts.is_inner) != SCORES:
        return
    text = spelled(p, facts.producer)
    found = text if len(text) <= 40 else "p"
    if _is_logarithm(p, facts):
        why, write = f"{found} is the logarithm of some", f"exp({found})"
    else:
        too = ", and it may be negative" if limits(p, facts.producer)[0] < 0 else ""
        why = f"{found} went through no softmax: its rows do not add up to 1{too}"
        write = f"softmax({found}, axis=1)"
    yield f"{_name(loss, facts)}: wants probabilities, but {why}; write {write}", taken.line


def _is_logarithm(p, facts):
    eqn = facts.producer.get(p)
    if eqn is not None and eqn.op is subtract:
        eqn = facts.producer.get(eqn.inputs[1])
        while eqn is not None and eqn.op is broadcast:
            eqn = facts.producer.get(eqn.inputs[0])
    return eqn is not None and eqn.op in (log, logsumexp)


def _name(eqn, facts):
    """What the loss is called: with a minus it is the cross-entropy."""
    for op in (sum, divide, negative):
        eqn = next((user for user in facts.users[eqn.output] if user.op is op), None)
        if eqn is None:
            return "log_likelihood"
    return "cross_entropy"
