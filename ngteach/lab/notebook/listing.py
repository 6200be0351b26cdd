"""show_source: the library's own lines in a notebook, so that what is said of them and what they are cannot part."""

from __future__ import annotations

import inspect
import os
import re
from typing import Any

from ...core.calling.errors import GraphError
from ...core.op import Op
from ...core.provenance import PACKAGE, says_where

_HOME = os.path.dirname(PACKAGE.rstrip(os.sep))


@says_where()
def show_source(*things: Any) -> Any:
    """The source of ops (type rule and adjoint), functions, classes or modules.

    Raises GraphError for what has no Python source.
    """
    parts = [part for thing in things for part in _parts(thing)]
    return Listing(list(dict.fromkeys(parts)))  # an op made of one function is listed once


class Listing:
    """Source as text, and as Markdown, which every notebook viewer colours."""

    def __init__(self, parts):
        self.files = list(dict.fromkeys(file for file, _ in parts))
        self._parts = parts

    @property
    def text(self):
        return "\n\n\n".join(code for _, code in self._parts)

    def __repr__(self):
        return f"# {', '.join(self.files)}\n{self.text}"

    def _repr_mimebundle_(self, **_):
        markdown = f"*{', '.join(self.files)}*\n\n```python\n{self.text}\n```"
        return {"text/markdown": markdown, "text/plain": repr(self)}


def _parts(thing):
    """[(file, code)] of one thing.  An op has its own forward function if NumPy has none."""
    if not isinstance(thing, Op):
        return [_source(thing)]
    functions = [thing.forward] if inspect.isfunction(thing.forward) else []
    functions += [thing.__wrapped__, thing.adjoint_rule]
    ours = [f for f in functions if inspect.isfunction(f) and not f.__module__.startswith("numpy")]
    return [_source(f) for f in ours]


def _without_examples(code):
    """Docstrings end before their examples, which help() and the reference show."""

    def shortened(found):
        words, indent = found[1], found[2]
        return f'"""{words}"""' if "\n" not in words else f'"""{words}\n{indent}"""'

    return re.sub(r'"""((?:(?!""").)*?)\n\n( +)>>> (?:(?!""").)*"""', shortened, code, flags=re.S)


def _source(thing):
    try:
        thing = inspect.unwrap(thing) if callable(thing) else thing
        code = inspect.getsource(thing).rstrip()
        file = inspect.getsourcefile(thing)
    except (OSError, TypeError):
        raise GraphError(
            f"show_source: {type(thing).__name__} has no source to show; give an op, a function, a class or a module"
        ) from None
    file = os.path.abspath(file)
    code, ours = _without_examples(code), file.startswith(_HOME + os.sep)
    return os.path.relpath(file, _HOME).replace(os.sep, "/") if ours else os.path.basename(file), code
