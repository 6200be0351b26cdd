"""What a program carries along: the source of an op's forward function, and of what that calls."""

from __future__ import annotations

import ast
import builtins
import dis
import inspect
import linecache
import math
import re
import textwrap
from weakref import WeakKeyDictionary

import numpy as np

from .syntax import plain

# function -> what _read says, and its text; when an op is defined again, its old entries go
_known: WeakKeyDictionary = WeakKeyDictionary()
_texts: WeakKeyDictionary = WeakKeyDictionary()


def names_read(function):
    """{name: value} of what a function reads by name, except np and what Python has; None if it cannot be written down.

    A lambda, a function without its source, one that uses variables of an outer function or values other
    than numbers, text, modules and such functions can only be called where it is.
    """
    if not inspect.isfunction(function):
        return None
    seen, todo = {function}, [function]
    for f in todo:
        if (found := _of(f)) is None:
            return None
        more = {v for v in found.values() if inspect.isfunction(v)} - seen
        seen |= more
        todo += more
    return _of(function)


def carry(places, eqn):
    """How a program calls the forward function of eqn: (its name, its parameters as text, whether it takes out=)."""
    forward = eqn.op.forward
    if names_read(forward) is None or not (eqn.op.built_in or all(map(is_plain, eqn.params.values()))):
        return f"forward_of[{places.number[eqn]}]", [], takes_out(forward)
    name = _brought_along(places, forward.__name__, forward)
    return name, [f"{k}={plain(v)}" for k, v in eqn.params.items()], takes_out(forward)


def _brought_along(places, wanted, value):
    """The name of a function that a program carries, or of what that reads; its text is written once."""
    known = wanted, type(value), repr(value)  # of a function or a module it holds the address
    if known not in places.carried:
        places.carried[known] = name = places.new_name(wanted)
        names = {n: _brought_along(places, n, v) for n, v in (names_read(value) or {}).items()}
        places.functions.append(_text(name, value, names))
    return places.carried[known]


def _text(name, value, names):
    """The text that defines this name; in a def, what it reads goes by its name in `names`."""
    if inspect.ismodule(value):
        return f"import {value.__name__}" + (f" as {name}" if name != value.__name__ else "")
    if not inspect.isfunction(value):
        return f"{name} = {value!r}"
    text, tree = _definition(value)
    lines = text.encode().split(b"\n")  # ast counts in bytes
    places = [(n.lineno - 1, n.col_offset, n.id) for n in _global_names(tree, names)]
    for line, at, old in sorted(places, reverse=True):
        lines[line] = lines[line][:at] + names[old].encode() + lines[line][at + len(old.encode()) :]
    return re.sub(r"^def\s+[^\s(]+", lambda _: f"def {name}", b"\n".join(lines).decode())


def is_plain(value):
    """Is repr(value) Python for it?"""
    if type(value) is tuple:  # a named one is written with its name
        return all(map(is_plain, value))
    return value is None or type(value) in (bool, int, str) or type(value) is float and math.isfinite(value)


def takes_out(function):
    """Does it take out=, the array for its result?"""
    if isinstance(function, np.ufunc):
        return True
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(p.name == "out" for p in parameters)  # **kwargs say nothing: np.vectorize would hand out= on


def _of(function):
    """What names_read() says of one function, which may still read another that cannot be written down."""
    if function not in _known:
        _known[function] = _read(function)
    return _known[function]


def _read(function):
    code, space = function.__code__, function.__globals__
    names = dict.fromkeys(n for n in _globals_in(code) if n in space or not hasattr(builtins, n))
    if code.co_freevars or "np" in names and space.get("np") is not np:
        return None
    found = {n: space.get(n) for n in names if n != "np"}
    known = all(inspect.ismodule(v) or is_plain(v) or inspect.isfunction(v) for v in found.values())
    ours = any(n.startswith("__") for n in found)  # __name__ and its like belong to the module
    return found if known and not ours and _can_be_renamed(function, found) else None


def _can_be_renamed(function, names):
    """Is it a plain def, in which these names always mean what is read from outside, and stand where ast says?"""
    text, tree = _definition(function)
    if tree is None or not _locals_in(function.__code__).isdisjoint(names):
        return False
    if any(isinstance(node, (ast.Global, ast.ClassDef)) for node in ast.walk(tree)):
        return False
    lines = text.encode().split(b"\n")  # inside f-strings the places are wrong before Python 3.12
    return all(
        lines[n.lineno - 1][n.col_offset :].startswith(n.id.encode()) and n.end_lineno == n.lineno
        for n in _global_names(tree, names)
    )


def _global_names(tree, names):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in names]


def _definition(function):
    """What _parsed() says, as it was at the first look: a file may change at any time."""
    if function not in _texts:
        _texts[function] = _parsed(function)
    return _texts[function]


def _parsed(function):
    """(text, its tree) of a def that needs nothing but its body; (None, None) if it is written in another way.

    Or if the file has changed since the function was loaded: what stands there now is another one.
    """
    try:
        text = _at_the_margin(function) or _as_inspect_finds_it(function)
        (tree,) = ast.parse(text).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return None, None
    plain = isinstance(tree, ast.FunctionDef) and tree.name == function.__code__.co_name and not tree.decorator_list
    arguments = plain and tree.args
    defaults = plain and [d for d in (*arguments.defaults, *arguments.kw_defaults) if d is not None]
    noted = plain and any(isinstance(node, ast.arg) and node.annotation for node in ast.walk(arguments))
    alone = plain and not noted and all(isinstance(d, ast.Constant) for d in defaults)
    return (text, tree) if alone else (None, None)


def _at_the_margin(function):
    """The text of a def as far as the next line at the margin, if exactly that is what runs; otherwise None.

    Most are found so, in a fraction of the time that inspect takes.  What is imported is said first, as in the module:
    Python compiles calls of that in another way.
    """
    code = function.__code__
    before = code.co_firstlineno - 1
    imported = [name for name, value in function.__globals__.items() if inspect.ismodule(value)]
    lines = linecache.getlines(code.co_filename, function.__globals__)[before:]
    end = next((i for i, line in enumerate(lines) if i and not line.startswith((" ", "\n", ")"))), len(lines))
    text = "".join(lines[:end]).rstrip() + "\n"
    try:
        return text if _code_in(f"import {', '.join(imported)}" + "\n" * before + text) == code else None
    except (SyntaxError, ValueError):
        return None


def _as_inspect_finds_it(function):
    """The text of a def, wherever it stands; TypeError if it is not what runs."""
    text = textwrap.dedent(inspect.getsource(function))
    if _does(_code_in(text)) != _does(function.__code__):
        raise TypeError
    return text


def _code_in(text):
    """The code of the one def in a text."""
    (code,) = [c for c in compile(text, "", "exec").co_consts if inspect.iscode(c)]
    return code


def _does(code):
    """What a code object does, in a form that does not depend on where it stands.

    In its module Python calls what it knows to be imported in another way, so the places of jumps differ.
    """
    steps = [i for i in dis.get_instructions(code) if i.opname not in ("EXTENDED_ARG", "PUSH_NULL")]
    jumps = {*dis.hasjrel, *dis.hasjabs}
    values = [None if i.opcode in jumps else i.argval for i in steps]
    return [
        (i.opname.replace("METHOD", "ATTR"), _does(v) if inspect.iscode(v) else repr(v))
        for i, v in zip(steps, values, strict=True)
    ]


def _globals_in(code):
    """The global names that a code object reads, generator expressions inside it included."""
    yield from (i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_GLOBAL")
    for inner in code.co_consts:
        if inspect.iscode(inner):
            yield from _globals_in(inner)


def _locals_in(code):
    """The names of its own variables, and of those of functions inside it."""
    inner = [_locals_in(c) for c in code.co_consts if inspect.iscode(c)]
    return {*code.co_varnames, *code.co_cellvars, *code.co_freevars}.union(*inner)
