"""What the reference says of one public name: signature, words, other ways to write it, derivative, example."""

import inspect
import re
import textwrap

import numpy as np

from ngteach.core.calling.registry import BY_NUMPY
from ngteach.core.op import Op
from ngteach.core.types import ElementType
from ngteach.ops.python import _SYMBOLS, _TABLE
from ngteach.train.optimizers import Optimizer

from .docstrings import as_rest, code
from .public import split

WRITTEN = {  # how Python writes what these methods do
    **{"add": "x + y", "sub": "x - y", "mul": "x * y", "truediv": "x / y", "floordiv": "x // y", "mod": "x % y"},
    **{"pow": "x ** y", "matmul": "x @ y", "and": "x & y", "or": "x | y", "xor": "x ^ y", "neg": "-x", "pos": "+x"},
    **{"lshift": "x << y", "rshift": "x >> y", "divmod": "divmod(x, y)", "abs": "abs(x)", "invert": "~x"},
    **{"lt": "x < y", "le": "x <= y", "gt": "x > y", "ge": "x >= y", "eq": "x == y", "ne": "x != y"},
    **{"getitem": "x[...]", "round": "round(x)"},
}
VALUES = {  # what has no docstring of its own
    "OPS": "Every op by its full name: exp is built in, __main__.softplus a user's.",
    "PASSES": "The passes that optimize() and compile() run, in this order, until none finds anything to do.",
}


def entry(name, thing):
    """The entry of a public name, as reStructuredText."""
    if inspect.isclass(thing):
        return _class(name, thing)
    if isinstance(thing, Optimizer):
        settings = ", ".join(f"{k}={v}" for k, v in (thing.step.__kwdefaults__ or {}).items())
        return _directive("data", name, as_rest(thing.step.__doc__ + (f"\n\nSettings: {settings}" if settings else "")))
    if isinstance(thing, ElementType):
        return _directive("data", name, f"The element type {thing}: NumPy's {thing.dtype.name}.")
    if callable(thing):
        words, example = split(thing)
        return _directive("function", name + signature(thing), as_rest(words) + _more(thing, example))
    return _directive("data", name, VALUES[name])


def signature(thing):
    """The parameters, without the hints for type checkers."""
    found = inspect.signature(thing)
    parameters = [p.replace(annotation=p.empty, default=_default(p.default)) for p in found.parameters.values()]
    return str(found.replace(parameters=parameters, return_annotation=found.empty))


class _Unwritten:
    """A default that only a program could write."""

    def __repr__(self):
        return "..."


def _default(value):
    if isinstance(value, float):
        return float(f"{value:.3g}")
    plain = value is inspect.Parameter.empty or isinstance(value, (bool, int, str, type(None), ElementType))
    return value if plain or isinstance(value, tuple) and all(isinstance(v, int) for v in value) else _Unwritten()


def _more(thing, example):
    """Other ways to write it, what its adjoint rule says, and the example."""
    also, parts = ways(thing), []
    if also:
        parts.append(f"Also: {', '.join(f'``{way}``' for way in also)}.\n")
    if isinstance(thing, Op):
        if not thing.has_adjoint:
            parts.append("No derivative passes through: it is piecewise constant.\n")
        elif thing.adjoint_rule.__doc__:
            parts.append(as_rest(f"Derivative: {inspect.cleandoc(thing.adjoint_rule.__doc__)}"))
    return "".join(f"\n{part}" for part in [*parts, *([code(example)] if example else [])])


def ways(thing):
    """Python's symbols, methods, and NumPy's functions that record the same."""
    found = [WRITTEN[symbol] for symbol, known in _SYMBOLS.items() if known is thing]
    for name, value in _TABLE.items():
        if _is_behind(thing, value.fget if isinstance(value, property) else value):
            hidden = name.startswith("__")
            found.append(WRITTEN.get(name.strip("_"), "") if hidden else f"x.{name}")
    found += [f"np.{name}" for f, known in BY_NUMPY.items() if known is thing for name in _names_of(f)]
    return list(dict.fromkeys(way for way in found if way))


def _is_behind(thing, method):
    while method is not thing and hasattr(method, "__wrapped__"):
        method = method.__wrapped__
    return method is thing


def _names_of(function):
    """Where NumPy keeps a function, as one writes it: exp, linalg.norm."""
    name = getattr(function, "__name__", "")
    if getattr(np, name, None) is function:
        yield name
    elif getattr(np.linalg, name, None) is function:
        yield f"linalg.{name}"


def _class(name, thing):
    words, example = split(thing)
    body = [as_rest(words)] + ([code(example)] if example else [])
    for member, value in vars(thing).items():
        if member[0] != "_" or member in ("__call__", "__getitem__"):
            body += _member(member, value)
    head = name if issubclass(thing, Exception) else name + signature(thing)
    return _directive("class", head, "\n".join(body))


def _member(name, value):
    """The entry of a method or a property that has a docstring, in a list."""
    function = getattr(value, "fget", None) or getattr(value, "func", None) or getattr(value, "__func__", value)
    if not inspect.isfunction(function) or not function.__doc__:
        return []
    is_method = function is value or isinstance(value, (classmethod, staticmethod))
    parameters = re.sub(r"\((?:self|cls)(?:, )?", "(", signature(function), count=1) if is_method else ""
    return [_directive("method" if is_method else "property", name + parameters, as_rest(function.__doc__), "")]


def _directive(kind, head, body, prefix="ng."):
    return f".. py:{kind}:: {prefix}{head}\n\n{textwrap.indent(body, '   ')}\n"
