"""What the user wrote: the piece of a line that recorded an equation, and the pieces that were its arguments."""

from __future__ import annotations

import ast
import linecache
import re
from dataclasses import dataclass
from functools import lru_cache

from ... import ops
from ...core.calling.numbers import value_text
from ...core.op import Op
from ...ops import broadcast, constant, convert, identity, reshape

_SYMBOLS = {
    **{"add": ast.Add, "subtract": ast.Sub, "multiply": ast.Mult, "divide": ast.Div, "power": ast.Pow},
    **{"dot": ast.MatMult, "batch_dot": ast.MatMult, "remainder": ast.Mod, "negative": ast.USub},
    **{"greater": ast.Gt, "greater_equal": ast.GtE, "less": ast.Lt, "less_equal": ast.LtE, "equal": ast.Eq},
    **{"not_equal": ast.NotEq, "logical_and": ast.BitAnd, "logical_or": ast.BitOr, "logical_not": ast.Invert},
}
_KINDS = (ast.Call, ast.BinOp, ast.UnaryOp, ast.AugAssign, ast.Compare, ast.Subscript)
_OTHER_NAMES = {
    **{"abs": ("absolute", "fabs"), "multiply": ("square",), "divide": ("true_divide", "reciprocal")},
    **{"power": ("pow", "float_power"), "dot": ("matmul",), "batch_dot": ("matmul",), "max": ("amax",)},
    **{"min": ("amin",), "remainder": ("mod",), "join": ("concatenate",), "convert": ("astype",)},
}
_MODULES = {"np", "ng", "numpy", "ngteach", "math", "jnp"}
# Functions that record several ops; and some that stand in rooms above this one.
COMPOSED = {name for name in ops.__all__ if not isinstance(getattr(ops, name), Op)}
COMPOSED |= {"cross_entropy", "log_likelihood", "mlp", "dense"}
_LONG = 60  # characters; what is longer is called by the tensor's name


@dataclass(frozen=True)
class Piece:
    """A piece of the user's text: a call, or a symbol with its operands.

    name: of the function as it is written, ng.log; a symbol has none.   node: its place in the syntax tree.
    """

    text: str
    name: str
    arguments: tuple[str, ...]
    node: ast.AST

    def keyword(self, name):
        """The text of an argument that is given by name; nothing if it is not."""
        return next((ast.unparse(k.value) for k in getattr(self.node, "keywords", ()) if k.arg == name), "")

    def with_argument(self, i, text):
        """The piece with another argument."""
        node, hole = self.node, ast.Name("HOLE")
        parts = [hole if k == i else part for k, part in enumerate(_parts(node))]
        if isinstance(node, (ast.BinOp, ast.AugAssign)):
            node = ast.BinOp(parts[0], node.op, parts[1])
        elif isinstance(node, ast.UnaryOp):
            node = ast.UnaryOp(node.op, parts[0])
        elif _is_method(node):
            node = ast.Call(ast.Attribute(parts[0], node.func.attr), parts[1:], node.keywords)
        elif isinstance(node, ast.Call):
            node = ast.Call(node.func, parts, node.keywords)
        inside = isinstance(node, ast.Call) and (i > 0 or not _is_method(self.node))
        return ast.unparse(node).replace("HOLE", text if inside else grouped(text))


def piece(graph, eqn):
    """The Piece of text that recorded an equation; None if it is not known which."""
    found = _on_line(eqn.line, lambda node, name: _records(node, name, eqn.op.name))
    if len(found) > 1 or found and around(eqn):  # what is composed may have recorded the same op
        found = [p for p in found if _fits(graph, p, eqn)] or found
    if len({p.text for p in found}) > 1:
        alike = [e for e in graph.equations if e.op is eqn.op and e.line == eqn.line and e.adjoint_of is None]
        if len(alike) % len(found) or eqn not in alike:
            return None
        return found[alike.index(eqn) % len(found)]  # a loop comes by the same line again
    return found[0] if found and (not around(eqn) or _fits(graph, found[0], eqn)) else None


def around(eqn):
    """The Pieces on the equation's line that call functions composed of several ops: ng.std has none of its own."""
    return _on_line(eqn.line, lambda node, name: isinstance(node, ast.Call) and name in COMPOSED)


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
    while eqn is not None and eqn.op in (broadcast, identity, reshape, convert) and tensor.name.startswith("%"):
        tensor = eqn.inputs[0]
        eqn = graph.producer.get(tensor)
    return tensor


def _records(node, name, op):
    """Is this part of a syntax tree a call of the op, or its symbol?"""
    if isinstance(node, ast.Call):
        return name == op or name in _OTHER_NAMES.get(op, ())
    if isinstance(node, ast.Subscript):
        return op in ("slice", "gather")
    symbol = node.ops[0] if isinstance(node, ast.Compare) else node.op
    return type(symbol) is _SYMBOLS.get(op)


def _on_line(line, wanted):
    """The Pieces on a line, in the order in which Python computes them."""
    if line is None:
        return []
    source, tree = _parsed(line)
    found = []
    for node in _inner_first(tree):
        if node.lineno <= line.number <= node.end_lineno:
            name = _name(node)
            if wanted(node, name):
                found.append(_piece(source, node))
    exact = [p for p, first in found if first == line.number]
    return exact or [p for p, _ in found]


def _parsed(line):
    """(text, syntax tree) of the file; of the line alone, if its file is not Python or is gone."""
    whole = _tree("".join(linecache.getlines(line.file)))
    return whole if whole[0] else _tree("\n" * (line.number - 1) + line.text)


@lru_cache(16)
def _tree(text):
    try:
        return text, ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "", ast.Module([], [])


def _inner_first(tree):
    """The calls and symbols of a syntax tree; an argument comes before the call that takes it.  No recursion."""
    stack, order = [tree], []
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(ast.iter_child_nodes(node))
    return [node for node in reversed(order) if isinstance(node, _KINDS)]


def _name(node):
    function = getattr(node, "func", None)
    return getattr(function, "attr", None) or getattr(function, "id", "")


def _root(node):
    """np for np.linalg; nothing for f(x)."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return getattr(node, "id", "")


def _is_method(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _root(node.func) not in _MODULES


def _parts(node):
    """What a call or a symbol takes; a method also what stands before the point."""
    if isinstance(node, ast.Call):
        return [node.func.value, *node.args] if _is_method(node) else node.args
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    if isinstance(node, ast.Subscript):
        return [node.value, node.slice]
    return [node.left, *node.comparators] if isinstance(node, ast.Compare) else [node.left, node.right]


def _piece(source, node):
    """(the Piece, its first line)."""
    name = "" if not isinstance(node, ast.Call) else _name(node) if _is_method(node) else _text(source, node.func)
    return Piece(_text(source, node), name, tuple(_text(source, p) for p in _parts(node)), node), node.lineno


def grouped(text):
    """The text in parentheses, if it needs them beside a symbol."""
    try:
        loose = isinstance(ast.parse(text, mode="eval").body, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp))
    except SyntaxError:
        loose = False
    return f"({text})" if loose else text


def _text(source, node):
    return " ".join((ast.get_source_segment(source, node) or "").split())
