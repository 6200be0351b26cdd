"""Small changes of an exercise's solution, each a mistake that a student might make; most should be told from it.

for change in changes("def f(x):\\n    return x + 1"):
    change.code        the changed program, "def f(x):\\n    return x - 1"
    change.name        the line that is another one: "return x - 1"; "without: x = 1" where one is gone
"""

from __future__ import annotations

import ast
import copy
import random
from dataclasses import dataclass

OTHER = {
    **{ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Add, ast.Div), ast.Div: (ast.Mult,)},
    **{ast.Pow: (ast.Mult,), ast.FloorDiv: (ast.Mult,), ast.Mod: (ast.FloorDiv,), ast.BitOr: (ast.BitAnd,)},
    **{ast.BitAnd: (ast.BitOr,), ast.Lt: (ast.GtE,), ast.LtE: (ast.Gt,), ast.Gt: (ast.LtE, ast.Lt)},
    **{ast.GtE: (ast.Lt,), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,)},
    **{ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.And: (ast.Or,), ast.Or: (ast.And,)},
}
EVEN = ("min", "max", "minimum", "maximum", "isclose", "allclose")  # f(a, b) is f(b, a)
PLAIN = ("int", "float", "tuple", "list", "str")  # what they change no check looks at
SAID = ("print", "assert")  # a statement that only says something is not part of an answer


@dataclass(frozen=True)
class Change:
    code: str
    name: str


def changes(code, most, seed):
    """At most so many changes of a program, drawn at random, the same for the same seed; all differ from it."""
    tree = ast.parse(code)
    before = ast.unparse(tree)
    found = {}
    for changed in _all(tree):
        after = ast.unparse(ast.fix_missing_locations(changed))
        if after != before:
            found.setdefault(after, Change(after, _difference(before, after)))
    drawn = sorted(found)
    random.Random(seed).shuffle(drawn)
    return [found[after] for after in drawn[:most]]


def _difference(before, after):
    """The first line that is another one, as it is afterwards; or that is gone."""
    a, b = before.splitlines(), after.splitlines()
    k = next((k for k, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return b[k].strip() if len(a) == len(b) else f"without: {a[k].strip()}"


def _all(tree):
    """Every program that differs in one place."""
    for number, node in enumerate(ast.walk(tree)):
        for change in _of_node(node):
            changed = copy.deepcopy(tree)
            place = next(n for k, n in enumerate(ast.walk(changed)) if k == number)
            new = change(place)
            if new is None:
                yield changed
            else:
                _put(changed, place, new)
                yield changed


def _put(tree, place, new):
    """Put `new` where `place` stands."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is place:
                setattr(parent, field, new)
            elif isinstance(value, list) and any(v is place for v in value):
                setattr(parent, field, [new if v is place else v for v in value])


def _of_node(node):
    """What can be done to a node: functions that change their argument, or return what is to stand in its place."""
    kind = type(node)
    if kind in (ast.BinOp, ast.AugAssign):
        yield from (_set("op", other()) for other in OTHER.get(type(node.op), ()))
    if kind is ast.BinOp:
        yield lambda n: n.left
        yield lambda n: n.right
        if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult)):
            yield _exchange("left", "right")
    if kind is ast.BoolOp:
        yield from (_set("op", other()) for other in OTHER[type(node.op)])
    if kind is ast.Compare:
        yield from (_set("ops", [other(), *node.ops[1:]]) for other in OTHER.get(type(node.ops[0]), ()))
    if kind is ast.UnaryOp:
        yield lambda n: n.operand
    if kind is ast.Constant:
        yield from (_set("value", value) for value in _other_values(node.value))
    if kind is ast.Attribute and node.attr == "T":
        yield lambda n: n.value
    if kind is ast.IfExp:
        yield _exchange("body", "orelse")
    if kind is ast.Call:
        yield from _of_call(node)
    if kind is ast.Tuple and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        yield _set("elts", node.elts[::-1])
        yield lambda n: n.elts[0]
    for field in ("body", "orelse"):
        body = getattr(node, field, None)
        if isinstance(body, list) and len(body) > 1:
            yield from (_without(field, k) for k, one in enumerate(body) if _does_something(one))


def _of_call(node):
    for k, keyword in enumerate(node.keywords):
        if keyword.arg in ("axis", "keepdims", "output_tree", "outputs"):
            yield _without("keywords", k)
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if len(node.args) > 1 and name not in EVEN:
        yield _set("args", [node.args[1], node.args[0], *node.args[2:]])
    if node.args and name not in PLAIN and not isinstance(node.args[0], (ast.Starred, ast.GeneratorExp)):
        yield lambda n: n.args[0]


def _other_values(value):
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1) if value else (1,)
    if isinstance(value, float):
        return (2 * value, -value) if value else (1.0,)
    if isinstance(value, str) and value.isupper() and len(value) < 12:
        return [value[:k] + value[k + 1 :] for k in range(len(value))]
    return ()


def _does_something(statement):
    text = ast.unparse(statement)
    plain = isinstance(statement, (ast.Assign, ast.AugAssign, ast.Expr, ast.For, ast.If))
    return plain and not text.startswith(SAID) and not isinstance(getattr(statement, "value", None), ast.Constant)


def _set(field, value):
    def change(node):
        setattr(node, field, copy.deepcopy(value))

    return change


def _exchange(a, b):
    def change(node):
        left, right = getattr(node, a), getattr(node, b)
        setattr(node, a, right)
        setattr(node, b, left)

    return change


def _without(field, k):
    def change(node):
        getattr(node, field).pop(k)

    return change
