"""What an equation did at one element, in numbers: exp(1000) is inf, 0 / 0 is NaN, softmax of -inf, -inf is NaN."""

from __future__ import annotations

import numpy as np

from ...ops import add, batch_dot, divide, dot, gather, multiply, one_hot, power, subtract
from ..values import in_short, number_text
from .trail import is_pointwise
from .written import text_of

_INFIX = {add: "+", subtract: "-", multiply: "*", divide: "/", power: "**"}


def told(call, step):
    """The sentence for one step; what is no single number is told by its ends."""
    eqn = step.eqn
    y = number_text(call.number(eqn.output, step.at))
    if is_pointwise(eqn):
        numbers = [call.number(x, step.at) for x in eqn.inputs]
        if eqn.op in _INFIX and len(numbers) == 2:
            return f"{signed(numbers[0])} {_INFIX[eqn.op]} {signed(numbers[1])} is {y}"
        return f"{eqn.op.name}({', '.join(map(number_text, numbers))}) is {y}"
    if eqn.op in (dot, batch_dot):
        row, column = _factors(call, eqn, step.index)
        return f"the row ({in_short(row)}) times the column ({in_short(column)}) is {y}"
    if eqn.op is one_hot:
        axis = eqn.params.get("axis", len(step.index) - 1)
        label = call.env[eqn.inputs[0]][step.index[:axis] + step.index[axis + 1 :]]
        return f"the label is {label}, of {eqn.params['depth']} classes"
    if eqn.op is gather:
        indices = np.broadcast_arrays(*(call.env[i] for i in eqn.inputs[1:]))
        position = ", ".join(str(i[step.index[: i.ndim]]) for i in indices)
        return f"the position [{position}] of {eqn.inputs[0].type} gives {y}"
    read = [in_short(_read(call.env[x], eqn, step.index)) for x in eqn.inputs]
    return f"{eqn.op.name} of {'; '.join(read)} is {y}" if read else f"{eqn.op.name} is {y}"


def values_at(call, step):
    """{name: number} of what the equation read at the element; where it read several, their text."""
    eqn, found = step.eqn, {}
    for x in eqn.inputs:
        name = text_of(call.graph, x) if eqn.adjoint_of is None else x.name
        one = is_pointwise(eqn)
        found[name] = call.number(x, step.at).item() if one else in_short(_read(call.env[x], eqn, step.index))
    return found


def at_text(step):
    """[1, 2] for an element, nothing for a single number."""
    return f"[{', '.join(map(str, step.index))}]" if step.index else ""


def signed(x):
    """A number beside a symbol: (-8) ** 0.5."""
    return f"({number_text(x)})" if x < 0 else number_text(x)


def _read(array, eqn, index):
    """The part of an input that the element comes from: a row of a reduction, otherwise all."""
    axis = eqn.params.get("axis")
    axes = axis if isinstance(axis, tuple) else (axis,) if isinstance(axis, int) else None
    if axes is None or len(eqn.inputs) != 1 or array.ndim not in (len(index), len(index) + len(axes)):
        return array
    rest = iter(index)
    if array.ndim == len(index):
        return array[tuple(slice(None) if a in axes else i for a, i in enumerate(index))]
    return array[tuple(slice(None) if a in axes else next(rest) for a in range(array.ndim))]


def _factors(call, eqn, index):
    """The row and the column that a product multiplies."""
    x, y = (call.env[t] for t in eqn.inputs)
    before, index = index[: max(x.ndim - 2, 0)] if eqn.op is batch_dot else (), list(index)
    column = index.pop() if y.ndim > 1 else None
    row = index.pop() if x.ndim > 1 else None
    x, y = x[before], y[before]
    return x if row is None else x[row], y if column is None else y[:, column]
