"""Writes the stubs, which tell editors what is attached when the kit is loaded:  python tests/stubs.py

core/calling/attached.pyi has what ops/python.py gives to tensors, with the words and the parameters of the ops.
"""

import inspect
from pathlib import Path

from ngteach.core.op import Op
from ngteach.ops.advice import REFUSED
from ngteach.ops.python import _TABLE

PACKAGE = Path(__file__).parent.parent / "ngteach"

HINTS = {  # of a parameter, by its name
    **dict.fromkeys(["x", "y", "other"], "TensorLike"),
    **dict.fromkeys(["min", "max"], "TensorLike | None"),
    **dict.fromkeys(["copy", "keepdims"], "bool"),
    **dict.fromkeys(["axis1", "axis2"], "int"),
    **dict.fromkeys(["order", "spec", "method"], "str"),
    "axis": "Axis",
    "axes": "int | Sequence[int] | None",
    "ddof": "float",
    "dtype": "DType",
    "key": "Index",
    "sizes": "int | Sequence[int]",
    "types": "tuple[type, ...]",
    "args": "tuple[Any, ...]",
    "params": "dict[str, Any]",
}
PROTOCOL = {"ufunc": "np.ufunc", "function": "Any", "inputs": "Any", "params": "Any"}  # what NumPy calls
RESULTS = {
    "__array_function__": "Any",
    "__array_ufunc__": "Any",
    "__format__": "str",
    "__hash__": "int",
    "__iter__": "Iterator[Tensor]",
    "__len__": "int",
    "itemsize": "int",
    "nbytes": "int",
}
IGNORED = {"__eq__": "  # type: ignore[override]", "__ne__": "  # type: ignore[override]"}

HEAD = '''\
"""What other rooms give to tensors and graphs.  Written by tests/stubs.py from the table in ops/python.py."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..graph import Tensor
from .hints import Axis, DType, Index, TensorLike

class Pictures:
    """Graphs as pictures; draw/__init__.py fills it."""

    def show(self, collapse: bool | None = None) -> Any:
        """The graph as a picture, for a notebook.   collapse: True draws one box for each line of Python."""
    def _repr_mimebundle_(self, **_: Any) -> Any: ...

class Symbols:
    """Python's symbols and NumPy's methods on tensors; ops/python.py fills it."""

'''


def attached():
    """The text of core/calling/attached.pyi."""
    return HEAD + "".join(_method(name, value) for name, value in _TABLE.items() if name not in REFUSED)


def _method(name, value):
    result = RESULTS.get(name, "Tensor")
    words = (value.__doc__ or "").partition("\n")[0]
    if isinstance(value, property):
        head = f"    @property\n    def {name}(self) -> {result}:"
    else:
        hints = HINTS | PROTOCOL if name.startswith("__array_") else HINTS
        head = f"    def {name}({_parameters(value, hints)}) -> {result}:{IGNORED.get(name, '')}"
    return (
        f'{head}\n        """{words}"""\n'
        if words
        else head.replace(":  #", ": ...  #") + " ..." * (head[-1] == ":") + "\n"
    )


def _parameters(method, hints):
    """The parameters of a method: those of the function behind it, whose first is the tensor."""
    first, *rest = inspect.signature(method).parameters.values()
    texts = ["self"]
    by_position = isinstance(_behind(method), Op)  # an op takes its parameters by position too
    for p in rest:
        if p.kind is p.KEYWORD_ONLY and not by_position and "*" not in texts:
            texts.append("*")
        star = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        optional = " | None" if p.default is None else ""
        hint = hints.get(p.name, "Any")
        hint += optional if "None" not in hint and hint != "Axis" else ""
        default = "" if p.default is p.empty else f" = {_default(p.default)}"
        texts.append(f"{star}{p.name}: {hint}{default}")
    return ", ".join(texts)


def _default(value):
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _behind(method):
    while not isinstance(method, Op) and hasattr(method, "__wrapped__"):
        method = method.__wrapped__
    return method


STUBS = {"core/calling/attached.pyi": attached}

if __name__ == "__main__":
    for path, text in STUBS.items():
        (PACKAGE / path).write_text(text(), encoding="utf-8")
