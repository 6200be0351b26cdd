"""Writes the stubs, which tell editors what is attached when the kit is loaded:  python tests/stubs.py

core/calling/attached.pyi has what ops/python.py gives to tensors, with the words and the parameters of the ops;
ops/__init__.pyi has the ops as functions: on types they give a type, on arrays an array, on tensors a tensor.
"""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import ngteach.ops
from ngteach.core.op import Op
from ngteach.ops.advice import REFUSED
from ngteach.ops.python import _TABLE

PACKAGE = Path(__file__).parent.parent / "ngteach"

HINTS = {  # of a parameter, by its name
    **dict.fromkeys(["x", "y", "other", "condition", "labels"], "TensorLike"),
    **dict.fromkeys(["min", "max", "low", "high"], "TensorLike | None"),
    **dict.fromkeys(["copy", "keepdims"], "bool"),
    **dict.fromkeys(["axis1", "axis2"], "int"),
    **dict.fromkeys(["order", "spec", "method"], "str"),
    **dict.fromkeys(["updates", "values"], "TensorLike"),
    "indices": "TensorLike | Sequence[int]",
    **dict.fromkeys(["outside", "mode"], "str"),
    "axis": "Axis",
    **dict.fromkeys(["source", "destination"], "int | Sequence[int]"),
    "indices_or_sections": "int | Sequence[int] | np.ndarray",
    "val": "TensorLike",
    **dict.fromkeys(["endpoint", "increasing", "retstep", "sparse", "wrap"], "bool"),
    **dict.fromkeys(["batch_axis", "block_size", "group", "k", "N", "num", "offset", "seq_axis"], "int"),
    **dict.fromkeys(["base", "step"], "float"),
    **dict.fromkeys(["indexing", "mode", "reflect_type"], "str"),
    **dict.fromkeys(["dimensions", "new_shape"], "Shape"),
    **dict.fromkeys(["reps", "repeats", "shift", "window_shape"], "int | Sequence[int] | np.ndarray"),
    **dict.fromkeys(["block_shape", "pads_begin", "pads_end", "crops_begin", "crops_end"], "Sequence[int]"),
    "M": "int | None",
    **dict.fromkeys(["lengths", "values"], "TensorLike"),
    "how": "str",
    "unique": "bool",
    "depth": "int",
    **dict.fromkeys(["condlist", "choicelist", "choices"], "Sequence[TensorLike]"),
    "default": "Any",
    "p": "TensorLike | Sequence[TensorLike]",
    "shape": "Shape",
    "unknown": "str",
    "xs": "Sequence[TensorLike]",
    "axes": "int | Sequence[Any] | None",
    "filters": "TensorLike",
    **dict.fromkeys(["size", "strides", "dilation", "dilations", "input_dilation"], "int | Sequence[int]"),
    "output_padding": "int | Sequence[int]",
    "padding": "int | str | Sequence[Any]",
    **dict.fromkeys(["groups", "axisa", "axisb", "axisc"], "int"),
    **dict.fromkeys(["ceil_mode", "include_padding"], "bool"),
    "space": "Shape",
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
    "at": "Any",
    "itemsize": "int",
    "nbytes": "int",
}
_LIST, _TUPLE = r" -> list[\1]", r" -> tuple[\1, ...]"
SEVERAL = {  # functions with several results
    **dict.fromkeys(["array_split", "dsplit", "hsplit", "split", "vsplit"], _LIST),
    **dict.fromkeys(["broadcast_arrays", "meshgrid", "unstack"], _TUPLE),
}
IGNORED = {"__eq__": "  # type: ignore[override]", "__ne__": "  # type: ignore[override]"}

HEAD = '''\
"""What other rooms give to tensors and graphs.  Written by tests/stubs.py from the table in ops/python.py."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from ..graph import Tensor
from .hints import Axis, DType, Index, Shape, TensorLike

class Pictures:
    """Graphs as pictures; draw/__init__.py fills it."""

    def show(self, fold: bool | str | Iterable[str] | None = None) -> Any:
        """The graph as a picture, for a notebook; printed, the program that the picture shows.

        fold: True makes one box of each call of a function or line of Python, as far as that leaves few boxes; "block"
        or ["attention", "mlp"] opens what is around the calls of these functions; False draws all equations.  None
        folds what is larger than 80 boxes.
        """
    def _repr_mimebundle_(self, **_: Any) -> Any: ...

class Symbols:
    """Python's symbols and NumPy's methods on tensors; ops/python.py fills it."""

'''

OPS_HEAD = '''\
"""Every op, as editors and type checkers see it.  Written by tests/stubs.py from the ops themselves."""

# mypy: disable-error-code="overload-overlap"

from collections.abc import Sequence
from typing import Any, overload

import numpy as np

from ..core.calling.hints import ArrayLike, Axis, DType, Index, Shape, TensorLike, TypeLike
from ..core.graph import Tensor
from ..core.op import Op
from ..core.op import op as op
from ..core.types import TensorType
from . import random as random
from .align import elementwise as elementwise

'''
DECORATORS = ("elementwise", "op")


def attached():
    """The text of core/calling/attached.pyi."""
    return HEAD + "".join(_method(name, value) for name, value in _TABLE.items() if name not in REFUSED)


def ops():
    """The text of ops/__init__.pyi."""
    known = {name: x for name, x in vars(ngteach.ops).items() if isinstance(x, Op) or _is_said_with_ops(x)}
    return (
        OPS_HEAD
        + "".join(_function(name, known[name]) for name in sorted(known))
        + f"__all__ = {ngteach.ops.__all__}\n"
    )


def _is_said_with_ops(x):
    return inspect.isfunction(x) and x.__module__.startswith("ngteach.ops.") and x.__name__ not in DECORATORS


def _method(name, value):
    result = RESULTS.get(name, "Tensor")
    if isinstance(value, property):
        return _with_words(f"    @property\n    def {name}(self) -> {result}:", value)
    hints = HINTS | PROTOCOL if name.startswith("__array_") else HINTS
    texts = ["self", *_parameters(value, hints)[1:]]
    return _with_words(f"    def {name}({', '.join(texts)}) -> {result}:", value, IGNORED.get(name, ""))


def _function(name, value):
    """A function, or the class of an op: its signatures on a tensor, on types, on arrays, and on any of them mixed."""
    if name == "floats":  # what a type rule ends with
        return f"def floats(*types: TensorType) -> TensorType:\n{_words(value, 4 * ' ')}"
    is_op = isinstance(value, Op)
    heads, kinds = _signatures(["self"] * is_op + _parameters(value, HINTS))
    if name in SEVERAL:
        heads = [re.sub(r" -> (.*)", SEVERAL[name], head) for head in heads]
    if is_op:
        lines = [f"{'@overload' if kinds else ''}\n    def __call__{head}: ...\n" for head in heads]
        return f"class _{name}(Op):\n{_words(value, 4 * ' ')}    {'    '.join(lines)}\n{name}: _{name}\n"
    lines = [f"{'@overload' if kinds else ''}\ndef {name}{head}:\n{_words(value, 4 * ' ')}" for head in heads]
    return "".join(lines)


def _signatures(texts):
    """([(parameters) -> result for each kind of inputs], are there several?)."""
    mixed = ", ".join(texts)
    if "TensorLike" not in mixed:
        return [f"({mixed}) -> Tensor"], False
    heads = [
        f"({mixed.replace('TensorLike', 'Tensor', 1)}) -> Tensor",
        f"({mixed.replace('TensorLike', 'TypeLike')}) -> TensorType",
        f"({mixed.replace('TensorLike', 'ArrayLike')}) -> np.ndarray",
    ]
    alone = mixed.count("TensorLike") == 1 and not re.search("[*]xs|Sequence.TensorLike", mixed)
    return heads if alone else [*heads, f"({mixed}) -> Tensor"], True


def _with_words(head, value, ignored=""):
    words = _words(value, " " * (4 if head[0] != " " else 8))
    return f"{head}{ignored}\n{words}" if words else f"{head} ...{ignored}\n"


def _words(value, indent):
    words = (value.__doc__ or "").partition("\n")[0]
    return f'{indent}"""{words}"""\n' if words else ""


def _parameters(value, hints):
    """The parameters of a function or an op, with their types and defaults."""
    texts = []
    by_position = isinstance(_behind(value), Op)  # an op takes its parameters by position too
    for p in inspect.signature(value).parameters.values():
        if p.kind is p.KEYWORD_ONLY and not by_position and not any(text[0] == "*" for text in texts):
            texts.append("*")
        star = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        hint = "TensorLike" if star and p.name == "xs" else hints.get(p.name, "Any")
        hint += " | None" if p.default is None and "None" not in hint and hint not in ("Any", "Axis") else ""
        default = "" if p.default is p.empty else f" = {_default(p.default)}"
        texts.append(f"{star}{p.name}: {hint}{default}")
    return texts


def _default(value):
    """A default as a stub has it; ... for what only a program could write."""
    if isinstance(value, str):
        return f'"{value}"'
    return repr(value) if isinstance(value, (bool, int, float, type(None))) else "..."


def _behind(method):
    while not isinstance(method, Op) and hasattr(method, "__wrapped__"):
        method = method.__wrapped__
    return method


def written(path):
    """The text of a stub, in ruff's form."""
    form = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PACKAGE / path), "-"]
    return subprocess.run(form, input=STUBS[path](), capture_output=True, encoding="utf-8", check=True).stdout


STUBS = {"core/calling/attached.pyi": attached, "ops/__init__.pyi": ops}

if __name__ == "__main__":
    for path in STUBS:
        (PACKAGE / path).write_text(written(path), encoding="utf-8")
