"""What the user wrote: the piece of a line that recorded an equation, and what to call a tensor."""

from __future__ import annotations

import ast
import re

from ... import ops
from ...core.calling.numbers import value_text
from ...core.op import Op
from ...ops import broadcast, constant, convert, identity, optimization_barrier, reshape
from ...ops.custom_vjp import custom_vjp
from .pieces import on_line

_SYMBOLS = {
    **{"add": ast.Add, "subtract": ast.Sub, "multiply": ast.Mult, "divide": ast.Div, "power": ast.Pow},
    **{"dot": ast.MatMult, "batch_dot": ast.MatMult, "remainder": ast.Mod, "negative": ast.USub},
    **{"greater": ast.Gt, "greater_equal": ast.GtE, "less": ast.Lt, "less_equal": ast.LtE, "equal": ast.Eq},
    **{"not_equal": ast.NotEq, "logical_and": ast.BitAnd, "logical_or": ast.BitOr, "logical_not": ast.Invert},
}
_OTHER_NAMES = {
    **{"abs": ("absolute", "fabs"), "multiply": ("square",), "divide": ("true_divide", "reciprocal")},
    **{"power": ("pow", "float_power"), "dot": ("matmul",), "batch_dot": ("matmul",), "max": ("amax",)},
    **{"min": ("amin",), "remainder": ("mod",), "join": ("concatenate",), "convert": ("astype",)},
}
# Functions that record several ops; and some that stand in rooms above this one.
COMPOSED = {name for name in ops.__all__ if not isinstance(getattr(ops, name), Op)}
COMPOSED |= {"cross_entropy", "log_likelihood", "mlp", "dense", "softmax_cross_entropy"}
_MOVES = (broadcast, identity, reshape, convert, optimization_barrier, custom_vjp)  # the first input's numbers
_LONG = 60  # characters; what is longer is called by the tensor's name


def piece(graph, eqn):
    """The Piece of text that recorded an equation; None if it is not known which."""
    found = on_line(eqn.line, lambda node, name: _records(node, name, eqn.op.name))
    if len({p.text for p in found}) > 1 and not around(eqn):
        in_order = _in_order(graph, found, eqn)
        if in_order is not None:
            return in_order
    if len(found) > 1 or found and around(eqn):  # what is composed may have recorded the same op
        found = [p for p in found if _fits(graph, p, eqn)] or found
    if len({p.text for p in found}) > 1:
        return _in_order(graph, found, eqn)
    return found[0] if found and (not around(eqn) or _fits(graph, found[0], eqn)) else None


def _in_order(graph, found, eqn):
    """The one of these pieces that recorded the equation, if as many equations were recorded; a loop does so again."""
    alike = [e for e in graph.equations if e.op is eqn.op and e.line == eqn.line and e.adjoint_of is None]
    return found[alike.index(eqn) % len(found)] if eqn in alike and len(alike) % len(found) == 0 else None


def is_on_line(eqn):
    """Does the line call the op, or write its symbol, once or several times?"""
    return bool(on_line(eqn.line, lambda node, name: _records(node, name, eqn.op.name)))


def around(eqn):
    """The Pieces on the equation's line that call functions composed of several ops: ng.std has none of its own."""
    return on_line(eqn.line, lambda node, name: isinstance(node, ast.Call) and name in COMPOSED)


def _fits(graph, piece, eqn):
    """May these be the arguments of the equation?  A variable has its name, a number is a constant."""
    for text, x in zip(piece.arguments, eqn.inputs, strict=False):
        if text.isidentifier() and without_moves(graph, x).name.partition("_")[0] != text.partition("_")[0]:
            return False
    return True


def text_of(graph, tensor):
    """What to call a tensor: its name, a number, or the piece of text that computes it; %3 if none is known."""
    tensor = without_moves(graph, tensor)
    eqn = graph.producer.get(tensor)
    if eqn is None or not tensor.name.startswith("%"):
        return _variable(tensor.name, eqn)
    if eqn.op is constant:
        return value_text(eqn.params["value"])
    found = piece(graph, eqn) if eqn.adjoint_of is None else None
    return found.text if found is not None and len(found.text) <= _LONG else tensor.name


def is_text(text):
    """Can it stand in a program?  %3 and <f32[2,2]> cannot."""
    return not text.startswith(("%", "<"))


def _variable(name, eqn):
    """The variable that a tensor was assigned to: x for x_3, which a loop assigned to x for the fourth time."""
    base, _, number = name.rpartition("_")
    if eqn is None or eqn.line is None or not number.isdecimal():
        return name
    words = re.findall(r"\w+", eqn.line.text)
    return base if base in words and name not in words else name


def without_moves(graph, tensor):
    """The tensor whose numbers these are, before they were repeated or reshaped; or the first one with a name."""
    eqn = graph.producer.get(tensor)
    while eqn is not None and eqn.op in _MOVES and tensor.name.startswith("%"):
        tensor = eqn.inputs[0]
        eqn = graph.producer.get(tensor)
    return tensor


def _records(node, name, op):
    """Is this part of a syntax tree a call of the op, or its symbol?  Python computes with numbers alone itself."""
    if isinstance(node, ast.Call):
        return name == op or name in _OTHER_NAMES.get(op, ())
    if isinstance(node, ast.Subscript):
        return op in ("slice", "gather")
    if not any(isinstance(part, (ast.Name, ast.Call)) for part in ast.walk(node)):
        return False
    symbol = node.ops[0] if isinstance(node, ast.Compare) else node.op
    return type(symbol) is _SYMBOLS.get(op)
