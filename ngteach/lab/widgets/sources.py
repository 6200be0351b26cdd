"""The Python functions whose lines made a graph: the user's own, behind all decorators."""

from __future__ import annotations

import ast
import inspect
import linecache
import os
import textwrap
from functools import lru_cache, partial
from types import FunctionType

from ...core.graph import Graph
from ...core.op import Op
from ...core.provenance import PACKAGE, SourceLine


def as_yours(function):
    """A function of ngteach's own, such as mlp, as if the user had written it: its lines then make the equations."""
    inner = inspect.unwrap(function)
    code = getattr(inner, "__code__", None)
    if code is None or isinstance(function, Op) or not _is_ours(code) or not _is_public(function):
        return function
    name = f"ngteach {os.path.basename(code.co_filename)}"
    lines = linecache.getlines(code.co_filename)
    linecache.cache[name] = (sum(map(len, lines)), None, lines, name)
    copy = FunctionType(
        code.replace(co_filename=name), inner.__globals__, inner.__name__, inner.__defaults__, inner.__closure__
    )
    copy.__kwdefaults__ = inner.__kwdefaults__
    return copy


def written_by_user(function, lines=()):
    """The function that the user wrote, behind jit, value_and_grad, partial, a method or a decorator; None if there is
    none, as behind an op.

    lines: SourceLines of what it recorded.  A decorator's own function that recorded nothing is looked through, too.
    """
    seen = []
    while function is not None and not any(function is one for one in seen):
        seen.append(function)
        if isinstance(function, Op):
            return None
        inside = _inside(function)
        if inside is None:
            code = getattr(function, "__code__", None)
            if code is None or _is_ours(code):
                return None
            behind = None if _recorded(code, lines) else _in_closure(function, lines)
            if behind is None:
                return function
            inside = behind
        function = inside
    return None


def source_of(function, lines):
    """[{"title", "file", "first", "lines"}]: the function's own source, then the functions of other lines, in order.

    function: as written_by_user gives it.   lines: SourceLines.  A line that stands in no function is shown alone.
    """
    code = getattr(function, "__code__", None)
    spans = [(code.co_filename, *_span_of(code))] if code else []
    for line in lines:
        if not any(file == line.file and first <= line.number <= last for file, first, last, _ in spans):
            spans.append((line.file, *_function_around(line)))
    kept = [a for i, a in enumerate(spans) if not i or not any(_holds(b, a) for b in spans)]
    parts = [_part(*span) for span in kept]
    return [part for part in parts if part["lines"]]


def lines_of(graph, function, caller):
    """The SourceLine of each equation; None for what a wrapper such as value_and_grad records by itself.

    caller: the line that called the widget.  It recorded nothing, unless the function itself stands in it.
    """
    code = getattr(function, "__code__", None)
    first, last, _ = _span_of(code) if code and caller and code.co_filename == caller.file else (0, 0, "")
    own = caller is not None and first <= caller.number <= last
    return [eqn.line if own or eqn.line != caller else None for eqn in graph.equations]


def callers_of(line, function):
    """The lines of the user that were calling one another when this line recorded something, from function inwards.

    The line itself is not among them, nor is what a decorator around the function did.
    """
    code = getattr(function, "__code__", None)
    calls = [call.at for call in line.calls if not call.at.file.startswith(PACKAGE)] if line and code else []
    if calls:
        first, last, _ = _span_of(code)
        own = (i for i, at in enumerate(calls) if at.file == code.co_filename and first <= at.number <= last)
        calls = calls[next(own, len(calls)) :]
    return [at for at in calls if at != line]


def place_in(parts, line):
    """(part, line of it) where the line is shown; None if it is not."""
    for i, part in enumerate(parts):
        if line and part["file"] == line.file and 0 <= line.number - part["first"] < len(part["lines"]):
            return [i, line.number - part["first"]]
    return None


# ---- what is behind a callable ----------------------------------------------


def _inside(function):
    """What this callable calls: of a partial, a method, a graph, a wrapper or an object with __call__."""
    if isinstance(function, Graph):
        return function.function
    if isinstance(function, partial):
        return function.func
    for name in ("__wrapped__", "__func__"):  # functools.wraps, jit and grad; a bound method
        if callable(getattr(function, name, None)):
            return getattr(function, name)
    if isinstance(function, (FunctionType, type)):
        return getattr(function, "__init__", None) if isinstance(function, type) else None
    return type(function).__call__ if callable(function) else None


def _recorded(code, lines):
    """Did a line of this function record something?"""
    first, last, _ = _span_of(code)
    return not lines or any(line.file == code.co_filename and first <= line.number <= last for line in lines)


def _in_closure(function, lines):
    """The function in a wrapper's closure that recorded something: that of a decorator without functools.wraps."""
    for cell in function.__closure__ or ():
        try:
            found = written_by_user(cell.cell_contents, lines) if callable(cell.cell_contents) else None
        except ValueError:  # an empty cell
            continue
        if found is not None and _recorded(found.__code__, lines):
            return cell.cell_contents
    return None


def _is_ours(code):
    return code.co_filename.startswith(PACKAGE)


def _is_public(function):
    """Is it a function that ngteach offers, and not one that ngteach made of the user's?"""
    found = getattr(inspect.getmodule(function), getattr(function, "__name__", ""), None)
    return found is function or found is not None and inspect.unwrap(found) is function


# ---- where a function stands ------------------------------------------------


@lru_cache(64)
def _tree(text):
    try:
        return ast.parse(text)
    except SyntaxError:  # a cell with magics: no function can be found
        return ast.Module([], [])


def _nodes(file, *kinds):
    """(first line, last line, name, node) of the file's nodes of these kinds."""
    for node in ast.walk(_tree("".join(linecache.getlines(file)))):
        if isinstance(node, kinds):
            above = [] if file.startswith("ngteach ") else getattr(node, "decorator_list", ())  # ours say nothing here
            yield min([node.lineno, *(d.lineno for d in above)]), node.end_lineno, getattr(node, "name", ""), node


_DEFS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _span_of(code):
    """(first line, last line, name) of the function that has this code."""
    number = code.co_firstlineno
    found = _nodes(code.co_filename, *_DEFS, ast.Lambda)
    spans = [s[:3] for s in found if number in (s[0], *(d.lineno for d in getattr(s[3], "decorator_list", ())))]
    named = [s for s in spans if s[2] == code.co_name] or [s for s in spans if not s[2]] or spans
    return max(named, key=lambda s: s[1], default=(number, number, ""))


def _function_around(line):
    """(first line, last line, name) of the innermost function that has the line; of its statement if there is none."""
    spans = [s for s in _nodes(line.file, *_DEFS) if s[0] <= line.number <= s[1]]
    if not spans:
        statements = [s for s in _nodes(line.file, ast.stmt) if not hasattr(s[3], "body")]
        spans = [s for s in statements if s[0] <= line.number <= s[1]]
    return min(spans, key=lambda s: s[1] - s[0], default=(line.number, line.number, ""))[:3]


def _holds(outer, inner):
    """Does a part that is shown lie inside another one?"""
    return outer[0] == inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and outer[1:3] != inner[1:3]


def _part(file, start, end, name):
    lines = [linecache.getline(file, n).rstrip("\n") for n in range(start, end + 1)]
    lines = textwrap.dedent("\n".join(lines)).split("\n") if any(lines) else []
    where = SourceLine(file, start).place.rpartition(",")[0]
    return {"file": file, "title": f"{name} in {where}" if name else where, "first": start, "lines": lines}
