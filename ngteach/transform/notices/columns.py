"""A column beside a row in a loss: predictions [n,1] and targets [n] make a table [n,n] of all pairs."""

from __future__ import annotations

import numpy as np

from ...ops import (
    batch_dot,
    broadcast,
    constant,
    divide,
    dot,
    identity,
    multiply,
    negative,
    reshape,
    stop_gradient,
    sum,
)
from .kinds import is_one_number
from .spelled import described, spelled

_PRODUCTS = frozenset((dot, batch_dot))
_SAME = frozenset((identity, stop_gradient))
_SCALES = frozenset((divide, multiply, negative))
_MOST = 64  # equations of a loss that are looked at


def column_beside_row(eqn, facts):
    """For an equation of broadcast."""
    column = eqn.inputs[0].type.shape
    n = column[0] if len(column) == 2 and column[1] == 1 else 0
    return _pairs(eqn.inputs[0], eqn.output, n, facts) if n > 1 and eqn.output.shape == (n, n) else ()


def _pairs(column, table, n, facts):
    """What to say of the equations that read a row beside a column that is stretched to a table."""
    roots = _roots(column, facts)
    predicted = any(eqn is not None and eqn.op in _PRODUCTS for eqn in roots)
    if facts.is_inner and not predicted or not all(eqn is None or eqn.op in _PRODUCTS for eqn in roots):
        return  # it is made otherwise, as by keepdims, or it is an input that may stand for anything
    for user in facts.users[table]:
        row = _row_beside(user, table, n, facts) if user.op.kind == "elementwise" and user.adjoint_of is None else None
        if row is not None and _is_given(row, predicted, facts) and _is_added_up(user.output, facts):
            both = f"{described(column, facts.producer)} beside {described(row, facts.producer)}"
            pairs = f"{both} makes {user.output.type}, a table of all pairs, which is added up"
            name = spelled(column, facts.producer)
            name = f"({name})" if " " in name and not name.endswith(")") else name
            yield f"{user.op.name}: {pairs}; for one number of each row write {name}[:, 0]", user.line


def _row_beside(user, table, n, facts):
    """The tensor [n] that an equation reads beside the table, stretched to its shape; None if there is none."""
    for x in user.inputs:
        eqn = facts.producer.get(x)
        if x is not table and eqn is not None and eqn.op is broadcast and eqn.inputs[0].shape == (n,):
            return eqn.inputs[0]
    return None


def _is_given(row, beside_prediction, facts):
    """Is the row an input, or made of inputs alone; or, beside a prediction, a known array that is no grid?"""
    roots = _roots(row, facts)
    return all(
        eqn is None or beside_prediction and eqn.op is constant and not _is_grid(eqn.params["value"]) for eqn in roots
    )


def _roots(x, facts):
    """The equations from which x comes by elementwise ops alone, None for an input; a bias or a number is no root."""
    roots, todo, seen = [], [x], set()
    while todo and len(seen) < _MOST:
        y = todo.pop()
        if y in seen:
            continue
        seen.add(y)
        eqn = facts.producer.get(y)
        if eqn is not None and (eqn.op.kind == "elementwise" or eqn.op in _SAME):
            todo += eqn.inputs
        elif eqn is None or eqn.op is not broadcast or eqn.inputs[0].shape == x.shape:
            roots.append(eqn)
    return roots if not todo else [facts.producer.get(x)]


def _is_grid(value):
    """Are the numbers evenly spaced?  Beside a column such a row makes a table that is meant."""
    steps = np.diff(value)
    return bool(np.allclose(steps, steps[0]))


def _is_added_up(y, facts):
    """Is the table changed element by element, and then added up to one number, and is that all it is used for?"""
    todo, seen, added = [(y, False)], {y}, False
    while todo:
        y, is_sum = todo.pop()  # is it the sum along one axis?
        if y in facts.results or len(seen) > _MOST:
            return False
        for user in facts.users[y]:
            z = user.output
            if user.adjoint_of is not None or z in seen:
                continue
            seen.add(z)
            if user.op is sum and not z.shape:
                added = True
            elif user.op is sum or user.op in (reshape, identity):
                todo.append((z, is_sum or user.op is sum))
            elif _is_scaled(user, y, facts) if is_sum else user.op.kind == "elementwise" and _is_stretched(z, facts):
                todo.append((z, is_sum))
            else:
                return False
    return added


def _is_scaled(eqn, y, facts):
    """Is y multiplied or divided by a number?"""
    return eqn.op in _SCALES and all(x is y or is_one_number(x, facts.producer.get) for x in eqn.inputs)


def _is_stretched(x, facts):
    """Is it made, element by element, of what was stretched to its shape?  Another table beside it is meant."""
    todo, seen = [x], set()
    while todo and len(seen) < _MOST:
        y = todo.pop()
        eqn = facts.producer.get(y)
        if y in seen or eqn is not None and eqn.op is broadcast:
            continue
        seen.add(y)
        if eqn is None or eqn.op.kind != "elementwise" and eqn.op not in (reshape, identity, sum):
            return False
        todo += eqn.inputs
    return not todo
