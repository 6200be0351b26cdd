"""Pieces of a program's text: the calls and symbols on a line, and how one reads with another argument."""

from __future__ import annotations

import ast
import linecache
from dataclasses import dataclass
from functools import lru_cache

_KINDS = (ast.Call, ast.BinOp, ast.UnaryOp, ast.AugAssign, ast.Compare, ast.Subscript)
_MODULES = {"np", "ng", "numpy", "ngteach", "math", "jnp"}


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


def on_line(line, wanted):
    """The Pieces on a line, in the order in which Python computes them."""
    if line is None:
        return []
    source, nodes = _parsed(line)
    found = []
    for node in nodes:
        if node.lineno <= line.number <= node.end_lineno:
            name = _name(node)
            if wanted(node, name):
                found.append(_piece(source, node))
    exact = [p for p, first in found if first == line.number]
    return exact or [p for p, _ in found]


def _parsed(line):
    """(text, its calls and symbols) of the file; of the line alone, if its file is not Python or is gone."""
    whole = _nodes("".join(linecache.getlines(line.file)))
    return whole if whole[0] else _nodes("\n" * (line.number - 1) + line.text)


@lru_cache(16)
def _nodes(text):
    """(text, calls and symbols): an argument comes before the call that takes it.  No recursion."""
    try:
        stack, order = [ast.parse(text)], []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "", []
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(ast.iter_child_nodes(node))
    return text, [node for node in reversed(order) if isinstance(node, _KINDS)]


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
