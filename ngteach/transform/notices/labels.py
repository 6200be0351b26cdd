"""Labels that are declared as floats, and read as whole numbers alone: 2.7 would count as class 2."""

from __future__ import annotations

from ...ops import convert, identity, reshape

_SAME = frozenset((identity, reshape))


def float_labels(eqn, facts):
    """For an equation of one_hot."""
    return _found(eqn, eqn.inputs, facts)


def float_indices(eqn, facts):
    """For an equation of gather."""
    return _found(eqn, eqn.inputs[1:], facts)


def _found(eqn, labels, facts):
    for y in labels if not facts.is_inner else ():  # inside, an input may stand for anything
        whole = _behind(y, facts)
        made = facts.producer.get(whole)
        if made is None or made.op is not convert or made.inputs[0].dtype.kind != "f":
            continue
        x = _behind(made.inputs[0], facts)
        if x not in facts.producer and x not in facts.results and _only_converted(x, facts):
            why = f"{x!r} is declared as floats but read as whole numbers alone, and 2.7 would count as 2"
            write = f"declare it {whole.type.with_shape(x.shape)}, and convert the array once"
            yield f"{eqn.op.name}: {why}; {write}", made.line


def _behind(x, facts):
    while (eqn := facts.producer.get(x)) is not None and eqn.op in _SAME:
        x = eqn.inputs[0]
    return x


def _only_converted(x, facts):
    """Is it converted to whole numbers wherever it is read?"""
    todo = [x]
    while todo:
        for user in facts.users[todo.pop()]:
            if user.op in _SAME:
                todo.append(user.output)
            elif user.op is not convert or user.output.dtype.kind not in "iu":
                return False
    return True
