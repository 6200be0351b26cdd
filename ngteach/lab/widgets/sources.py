"""The Python functions whose lines made a graph."""

from __future__ import annotations

import ast
import inspect
import linecache
import os
import textwrap
from types import FunctionType

from ...core.provenance import PACKAGE, SourceLine


def as_yours(function):
    """A function of ngteach's own, such as mlp, as if the user had written it: its lines then make the equations."""
    inner = inspect.unwrap(function)
    code = getattr(inner, "__code__", None)
    if code is None or not code.co_filename.startswith(PACKAGE):
        return function
    name = f"ngteach {os.path.basename(code.co_filename)}"
    lines = linecache.getlines(code.co_filename)
    linecache.cache[name] = (sum(map(len, lines)), None, lines, name)
    copy = FunctionType(
        code.replace(co_filename=name), inner.__globals__, inner.__name__, inner.__defaults__, inner.__closure__
    )
    copy.__kwdefaults__ = inner.__kwdefaults__
    return copy


def source_of(function, lines):
    """[{"title", "first", "lines"}]: the function's own source, then the functions of other lines, in their order.

    lines: SourceLines.  A line that stands in no function is shown alone.
    """
    spans = {}
    code = getattr(function, "__code__", None)
    for line in ([SourceLine(code.co_filename, code.co_firstlineno)] if code else []) + list(lines):
        span = line.file, *_function_around(line, first=not spans and code is not None)
        spans.setdefault(span, line)
    parts = [_part(*span, line) for span, line in spans.items()]
    return [part for part in parts if part["lines"]]


def place_in(parts, line):
    """(part, line of it) where the line is shown; None if it is not."""
    for i, part in enumerate(parts):
        if line and part["file"] == line.file and 0 <= line.number - part["first"] < len(part["lines"]):
            return [i, line.number - part["first"]]
    return None


def _function_around(line, first):
    """(first, last, name) of the outermost function that has the line; of its statement if there is none.

    first: the line is where a function begins.
    """
    try:
        tree = ast.parse("".join(linecache.getlines(line.file)))
    except SyntaxError:  # a cell with magics: no function can be found
        return line.number, line.number, ""
    around = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            fits = start == line.number if first else start <= line.number <= node.end_lineno
        elif isinstance(node, ast.stmt) and not hasattr(node, "body"):
            start, fits = node.lineno, node.lineno <= line.number <= node.end_lineno
        else:
            continue
        if fits:
            around.append((start, node.end_lineno, getattr(node, "name", "")))
    return max(around, key=lambda span: span[1] - span[0], default=(line.number, line.number, ""))


def _part(file, start, end, name, line):
    lines = [linecache.getline(file, n).rstrip("\n") for n in range(start, end + 1)]
    lines = textwrap.dedent("\n".join(lines)).split("\n") if any(lines) else []
    where = line.place.rpartition(",")[0]
    return {"file": file, "title": f"{name} in {where}" if name else where, "first": start, "lines": lines}
