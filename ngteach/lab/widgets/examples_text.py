"""Types as a person types them: f32[3, 4], {"W": f32[4, 2]} becomes examples for trace()."""

from __future__ import annotations

import ast
import re

from ...core.calling.containers import structure
from ...core.calling.errors import GraphError, shown
from ...core.tree import build, leaves
from ...core.types import ELEMENT_TYPES, type_of

_ELEMENTS = {e.name: e for e in ELEMENT_TYPES} | {"boolean": ELEMENT_TYPES[-1]}
_LIKE = 'write types such as f32[3, 4], f32[], i32[8], or containers of them: {"W": f32[4, 2]}'


def examples_text(examples):
    """The examples as text that examples_of understands; arrays become their types."""
    return ", ".join(_text(build(structure(e), [type_of(x) for x in leaves(e)])) for e in examples)


def examples_of(text):
    """The tuple of examples that the text names.  Nothing is run: it may hold types, numbers and containers only."""
    python = re.sub(rf"\b({'|'.join(_ELEMENTS)})\s*\[\s*\]", r"\1", text)  # f32[] is not Python, but f32 means the same
    try:
        tree = ast.parse(f"({python},)" if text.strip() else "()", mode="eval")
    except SyntaxError:
        raise GraphError(f"cannot read {shown(text)}{_why(text)}; {_LIKE}") from None
    return _value(tree.body)


def _why(text):
    """: and what is wrong with the brackets, if that is it."""
    closing, open_ = {"[": "]", "(": ")", "{": "}"}, []
    for sign in text:
        if sign in closing:
            open_.append(sign)
        elif sign in closing.values():
            if not open_:
                return f": it has a {sign} too many"
            if closing[opened := open_.pop()] != sign:
                return f": a {opened} is closed by {sign}"
    if open_:
        return f": a {closing[open_[-1]]} is missing"
    return ": is a comma missing?" if re.search(r"[\])}\w]\s+[\w({]", text) else ""


def _value(node):
    match node:
        case ast.Name(id=name) if name in _ELEMENTS:
            return _ELEMENTS[name][()]
        case ast.Subscript(value=ast.Name(id=name), slice=shape) if name in _ELEMENTS:
            return _ELEMENTS[name][_shape(shape)]
        case ast.Tuple(elts=parts):
            return tuple(map(_value, parts))
        case ast.List(elts=parts):
            return list(map(_value, parts))
        case ast.Dict(keys=keys, values=values) if all(isinstance(k, ast.Constant) for k in keys):
            return {k.value: _value(v) for k, v in zip(keys, values)}  # type: ignore[union-attr]
        case ast.Constant(value=bool() | int() | float() as number):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
    raise GraphError(f"{ast.unparse(node)} is not a type; {_LIKE}")


def _shape(node):
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    sizes = [p.value for p in parts if isinstance(p, ast.Constant) and type(p.value) is int]
    if len(sizes) != len(parts):
        raise GraphError(f"{ast.unparse(node)} is not a shape; write whole numbers, 0 or more: f32[128, 784]")
    return tuple(sizes)


def _text(example):
    if isinstance(example, dict):
        return "{" + ", ".join(f"{k!r}: {_text(v)}" for k, v in example.items()) + "}"
    if isinstance(example, list):
        return "[" + ", ".join(map(_text, example)) + "]"
    if isinstance(example, tuple):
        return "(" + ", ".join(map(_text, example)) + ("," if len(example) == 1 else "") + ")"
    return str(example).replace(",", ", ")
