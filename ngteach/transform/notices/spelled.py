"""A tensor as its user would write it: by its name, or as the expression that makes it."""

from __future__ import annotations

from ...ops import (
    add,
    broadcast,
    constant,
    convert,
    divide,
    dot,
    equal,
    greater,
    greater_equal,
    identity,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    multiply,
    negative,
    not_equal,
    power,
    reshape,
    stop_gradient,
    subtract,
)

PRODUCT, _UNARY, POWER, WHOLE = 6, 7, 8, 9  # how tightly it binds
_SYMBOLS = {
    equal: ("==", 2),
    not_equal: ("!=", 2),
    greater: (">", 2),
    greater_equal: (">=", 2),
    less: ("<", 2),
    less_equal: ("<=", 2),
    logical_or: ("|", 3),
    logical_and: ("&", 4),
    add: ("+", 5),
    subtract: ("-", 5),
    multiply: ("*", PRODUCT),
    divide: ("/", PRODUCT),
    dot: ("@", PRODUCT),
    power: ("**", POWER),
}
_SIGNS = {negative: "-", logical_not: "~"}
SEE_THROUGH = frozenset((broadcast, identity, reshape, stop_gradient))  # the numbers stay, as far as one reads
_DEEP = 4


def spelled(x, producer, instead=None):
    """The tensor x for a message, in the words of the program.

    producer: {tensor: its equation, or None}.   instead: {tensor: (what to write for it, how tightly that binds)};
    what is made of it is written out, even if it has a name
    """
    return _spelled(x, producer, instead or {}, _DEEP)[0]


def described(x, producer):
    """The tensor with its type: x @ w + b: f32[8,1]; of an array the type alone."""
    eqn = producer.get(x)
    return f"an array {x.type}" if eqn is not None and eqn.op is constant else f"{spelled(x, producer)}: {x.type}"


def expression(eqn, producer):
    """What an elementwise equation computes, in the words of the program."""
    return _expression(eqn, [_spelled(x, producer, {}, _DEEP - 1) for x in eqn.inputs])[0]


def _spelled(x, producer, instead, deep):
    """(text, how tightly it binds, is there something written instead in it?)."""
    eqn = producer.get(x)
    while eqn is not None and eqn.op in SEE_THROUGH and x not in instead and (instead or _nameless(x)):
        if not _nameless(x) and eqn.inputs[0] not in instead:
            break
        (x,) = eqn.inputs
        eqn = producer.get(x)
    if x in instead:
        return *instead[x], True
    if eqn is not None and eqn.op is constant and eqn.params["value"].ndim == 0:
        value = eqn.params["value"]
        return str(value), _UNARY if value < 0 else WHOLE, False
    written = ("array", WHOLE, False) if eqn is not None and eqn.op is constant else None
    if eqn is not None and deep and (eqn.op.kind == "elementwise" or eqn.op is dot) and (instead or _nameless(x)):
        written = _expression(eqn, [_spelled(y, producer, instead, deep - 1) for y in eqn.inputs])
    if eqn is None or not _nameless(x) and not (written and written[2]):
        return x.name, WHOLE, False
    return written or (f"{eqn.op.name}(...)", WHOLE, False)


def _expression(eqn, parts):
    texts, replaced = [text for text, *_ in parts], any(changed for *_, changed in parts)
    if eqn.op in _SYMBOLS:
        symbol, tight = _SYMBOLS[eqn.op]
        return f"{_enclosed(parts[0], tight)} {symbol} {_enclosed(parts[1], tight + 1)}", tight, replaced
    if eqn.op is convert:
        return f"convert({texts[0]}, {eqn.output.type.element})", WHOLE, replaced
    if eqn.op in _SIGNS:
        return f"{_SIGNS[eqn.op]}{_enclosed(parts[0], _UNARY)}", _UNARY, replaced
    return f"{eqn.op.name}({', '.join(texts)})", WHOLE, replaced


def _enclosed(part, tight):
    text, found, _ = part
    return text if found >= tight else f"({text})"


def _nameless(x):
    return x.name.startswith("%")
