"""A call of a function, as its signature binds it: the arguments that are traced, and those that are static.

Python itself binds: a generated line has the function's own parameters, and sorts what it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...core.calling.errors import GraphError, shown
from ...core.graph import Graph


class _LeftOut:
    """An argument that a call does not give; its parameter has a default."""


LEFT_OUT = _LeftOut()


@dataclass(frozen=True)
class Binding:
    """How the calls of a function are sorted.

    A parameter with a default may be left out, or given as None if its default is None: the function then sees that
    default, a plain value of Python's.  *args and **named are one argument each, a tuple and a dict.
    """

    name: str
    parameters: tuple[Any, ...]  # an inspect.Parameter each
    static: tuple[str, ...]

    @cached_property
    def traced(self):
        """The parameters whose values are traced."""
        return tuple(p for p in self.parameters if p.name not in self.static)

    @cached_property
    def optional(self):
        """Those of them that may be left out."""
        return tuple(p for p in self.traced if p.default is not p.empty)

    @cached_property
    def plain_count(self):
        """So many arguments in a row are what is traced, and need no sorting; -1 if none are."""
        in_a_row = all(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in self.parameters)
        return len(self.parameters) if in_a_row and not self.static and not self.optional else -1

    @cached_property
    def sort(self):
        """sort(*args, **named) -> (traced, fixed).

        traced: the values that are given, in order.   fixed: what the program is written for: the static values, and
        one bit for each optional parameter that is given.
        """
        names = [p.name for p in self.traced]
        lines = [f"def sort{self._declaration}:"]
        lines += [f"    if {p.name} is None: {p.name} = _ng_left_out" for p in self.optional if p.default is None]
        is_here = [f"({p.name} is not _ng_left_out)" for p in self.optional]
        static = [self._static_value(name) for name in self.static]
        bits = [" + ".join(f"{2**i} * {test}" for i, test in enumerate(is_here)) or "0"]
        fixed = _row([*static, *bits] if static or is_here else [])
        lines.append(f"    fixed_ng_ = {fixed}")
        if is_here:
            lines += [f"    if not ({' and '.join(is_here)}):", f"        return _ng_given({_row(names)}), fixed_ng_"]
        lines.append(f"    return {_row(names)}, fixed_ng_")
        scope: dict[str, Any] = {"_ng_left_out": LEFT_OUT, "_ng_given": _given}
        scope |= {f"_ng_{p.name}": p.default for p in self.parameters}
        exec(compile("\n".join(lines), "<ngteach binding>", "exec"), scope)
        scope["sort"].__qualname__ = self.name  # what Python's errors call it
        return scope["sort"]

    @property
    def _declaration(self):
        """The parameters as text; what is traced and has a default may be left out."""
        import inspect  # only here: it is slow to load

        def bare(p):
            default = _Text("_ng_left_out" if p in self.optional else f"_ng_{p.name}")
            return p.replace(annotation=p.empty, default=p.empty if p.default is p.empty else default)

        return str(inspect.Signature(list(map(bare, self.parameters))))

    def _static_value(self, name):
        if any(p.name == name for p in self.parameters):
            return name
        (many,) = (p.name for p in self.parameters if p.kind is p.VAR_KEYWORD)
        return f"{many}.pop({name!r}, _ng_left_out)"

    def given(self, fixed):
        """The traced parameters that a call gave, and {name: value} of its static ones."""
        bits = fixed[-1] if fixed else 0
        left_out = {p for i, p in enumerate(self.optional) if not bits >> i & 1}
        static = dict(zip(self.static, fixed, strict=False))
        return [p for p in self.traced if p not in left_out], static

    def arguments(self, traced, fixed):
        """(args, named): what the function is called with."""
        given, static = self.given(fixed)
        values = dict(zip([p.name for p in given], traced, strict=True)) | static
        args, named, waiting = [], {}, []
        for p in self.parameters:
            if p.kind is p.VAR_POSITIONAL:
                args += values[p.name]
            elif p.kind is p.VAR_KEYWORD:
                named |= values[p.name]
            elif p.kind is p.KEYWORD_ONLY:
                named |= {p.name: values[p.name]} if p.name in values else {}
            elif p.name in values:
                args += [*waiting, values[p.name]]
                waiting = []
            else:
                waiting.append(p.default)
        known = {p.name for p in self.parameters}
        named |= {name: v for name, v in static.items() if name not in known and v is not LEFT_OUT}
        return args, named


def binding_of(function, static):
    """The Binding of a function.  GraphError for a static name that it does not have."""
    import inspect  # only here: it is slow to load

    name = getattr(function, "__name__", type(function).__name__)
    try:
        parameters = tuple(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # some of NumPy's functions do not say
        parameters = (inspect.Parameter("x", inspect.Parameter.VAR_POSITIONAL),)
    static = _names(static)
    if isinstance(function, Graph) and static:
        raise GraphError(f"{function.name} is a graph, which has no static arguments; they are for functions")
    if not any(p.kind is p.VAR_KEYWORD for p in parameters):
        for one in static:
            if all(p.name != one for p in parameters):
                has = ", ".join(p.name for p in parameters) or "none"
                raise GraphError(f"static: {name} has no argument {one!r}; it has {has}")
    return Binding(name, parameters, static)


def _names(static):
    """The names of the static arguments, as a tuple."""
    names = (static,) if isinstance(static, str) else static
    good = isinstance(names, (tuple, list, set, frozenset)) and all(isinstance(n, str) for n in names)
    if not good:
        raise GraphError(f"static: found {shown(static)}, wanted names of arguments; write static='n' or ('n', 'mode')")
    return tuple(dict.fromkeys(names))


def _given(values):
    return tuple([v for v in values if v is not LEFT_OUT])


def _row(names):
    return f"({', '.join(names)}{',' * (len(names) == 1)})"


class _Text:
    """A default in the text of a signature."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text
