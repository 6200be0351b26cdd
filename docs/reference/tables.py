"""Two pages of tables: what a tensor can do as NumPy's arrays do, and which of NumPy's functions have an op."""

import inspect

import numpy as np

from ngteach.core.calling.registry import BY_NUMPY
from ngteach.ops.advice import REFUSED
from ngteach.ops.python import _TABLE
from ngteach.ops.without_op import ADVICE, full_name

from .docstrings import as_rest
from .entries import WRITTEN, signature
from .public import public

ASKING = (type(np.sum), np.ufunc)  # what asks a tensor before it computes


SAID = {  # of symbols that stand for several ops, or for none
    **dict.fromkeys(("x & y", "x | y", "x ^ y", "~x"), "Of bools; of whole numbers, bit by bit."),
    **{"+x": "x itself.", "x == y": "Which elements are equal.", "x != y": "Which elements differ."},
}


def tensors():
    """The page of symbols, methods and properties."""
    symbols, methods, properties = [], [], []
    for name, value in _TABLE.items():
        if isinstance(value, property):
            properties.append((f"x.{name}", value.__doc__))
        elif name in REFUSED or name in ("__array_ufunc__", "__array_function__", "__format__", "__hash__"):
            continue
        elif name.startswith("__"):
            if written := WRITTEN.get(name.strip("_")):
                symbols.append((written, value.__doc__ or SAID.get(written)))
        else:
            methods.append((f"x.{name}{_without_self(value)}", value.__doc__))
    tables = {"Symbols": symbols, "Methods": sorted(methods), "Properties": sorted(properties)}
    text = "A tensor is written as an array of NumPy's is; each line records what the function of that name does.\n"
    return _page("What a tensor can do", text, tables)


def numpy():
    """The page of NumPy's functions."""
    names = {id(thing): name for name, thing in public().items()}
    found = {full_name(f): known for f, known in BY_NUMPY.items() if isinstance(f, ASKING)}
    known = [(f"np.{name}", _where(known, names)) for name, known in sorted(found.items())]
    lacking = [(f"np.{name}", advice) for advice, of in ADVICE.items() for name in of.split()]
    text = "Called on a tensor, these functions of NumPy's record; on arrays they compute, as ever.\n"
    return _page("NumPy's functions", text, {"With an op": known, "Without": sorted(lacking)})


def _where(known, names):
    name = names.get(id(known))
    return f":py:func:`ng.{name}`" if name else (known.__doc__ or "").partition("\n")[0]


def _without_self(function):
    text = signature(function)
    return "(" + text[1:].partition(", ")[2] if ", " in text else "()"


def _page(title, text, tables):
    parts = [f"{title}\n{'=' * len(title)}\n\n{text}"]
    for name, rows in tables.items():
        parts.append(f"{name}\n{'-' * len(name)}\n\n.. list-table::\n   :widths: 40 60\n")
        for code, words in rows:
            first = inspect.cleandoc(words or "").partition("\n\n")[0]
            said = first if first.startswith(":py:") else as_rest(first).strip()
            parts.append(f"   * - ``{code}``\n     - {said.replace(chr(10), ' ')}")
        parts.append("")
    return "\n".join(parts) + "\n"
