"""What a tensor cannot do, and what to write instead: NumPy's methods, Python's symbols and NumPy's functions."""

from __future__ import annotations

import re

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.escaped import escaped
from ..core.calling.registry import OPS
from ..core.calling.signature import unknown_parameter
from ..core.provenance import located, user_line
from ..core.trace import is_tracing
from .without_op import advice_for

# ---- the advice -------------------------------------------------------------

_NO_NUMBERS = {
    "it cannot decide an if or a while; use where(), & for and, | for or; `is` asks for x itself": ["__bool__"],
    "it is not a Python number; keep it a tensor": ["__float__", "__int__", "__index__", "__complex__", "__trunc__"],
    "nothing can be read from it; call the graph to get arrays": [
        *("item", "numpy", "tolist", "tobytes", "tofile", "dump", "dumps"),
    ],
    "it cannot be searched; write max(equal(x, y))": ["__contains__"],
    "nothing can be stored in it; write x.at[...].set(y) and use the result": ["__setitem__"],
    "nothing can be stored in it; write where() or concatenate() and use the result": [
        *("__delitem__", "byteswap", "fill", "put", "resize", "setfield", "setflags"),
    ],
    "nothing can be stored in it; write np.sort(x) and use the result": ["sort", "partition"],
}
_NO_METHOD = {
    "it is unknown how many elements are left; write where(mask, x, 0.0)": ["compress", "nonzero"],
    "write convert(x, f32)": ["getfield", "view"],
    "a graph is not on a device": ["to_device"],
}
# For what makes an array of a tensor and does not say who it is: by a word in the user's line.
_NO_ARRAY = {
    "random.": "random numbers are drawn before: pass them as an argument",
    ".ma.": "masked arrays are for numbers; write where(mask, x, 0.0)",
    "r_[": "write concatenate([x, y])",
    "c_[": "write column_stack([x, y])",
    "array([": "write ng.array([x, y]), which takes tensors",
    "vectorize": "it would call a function on each number; call that on the whole tensor",
    "float32(": "write convert(x, f32)",
    "float64(": "write convert(x, f64)",
    "int32(": "write convert(x, i32)",
    "int64(": "write convert(x, i64)",
    "torch.": "PyTorch's functions need numbers; write NumPy's or ngteach's",
    "plt.": "only numbers can be drawn; call the graph to get them",
}
_ADVICE = {name: advice for advice, names in _NO_METHOD.items() for name in names}
_NO_MEMORY = ("base", "ctypes", "data", "device", "flags", "strides")

# ---- methods and attributes that say it -------------------------------------


def _as_graph_error(kind):
    """What a traceback calls it: to a reader there is one kind of error."""
    kind.__name__ = kind.__qualname__ = GraphError.__name__
    return kind


@_as_graph_error
class _NoNumbers(GraphError, TypeError):
    """A TypeError too, as Python's own error where nothing can be stored, or where something is no number."""


def without_numbers(wish, kind=GraphError):
    """A method that refuses what needs numbers."""

    def refuse(self, *_, **__):
        raise _as(kind, _without(self, wish))

    return refuse


def _without(x, wish):
    """What to say where x should have numbers: it will have them in a call, or never, for its trace has ended."""
    return f"{x!r} has no numbers yet, so {wish}" if is_tracing() or x.origin is None else escaped(x)


def _kind(name):
    """__index__ is no TypeError: NumPy would put an error of its own in its place."""
    return GraphError if name == "__index__" else _NoNumbers


def _without_number(self, *_, **__):
    wish = f"it is not a Python number; {_STORES if _is_stored() else 'keep it a tensor'}"
    raise _as(_NoNumbers, _without(self, wish))


_STORES = "an array cannot hold a tensor: collect them in a list xs and write stack(xs)"


def _is_stored():
    """Is it put into an array on the user's line: out[i] = x?"""
    line = user_line()[0]
    return bool(line and re.search(r"\w\s*\[[^=]*\]\s*=[^=]", line.text))


def _without_array(self, *_, **__):
    line = user_line()[0]
    if _is_stored():
        raise _as(GraphError, _without(self, f"it is not a NumPy array; {_STORES}"))
    found = [advice for word, advice in _NO_ARRAY.items() if line and word in line.text]
    advice = found[0] if found else "call the graph to get one; to join tensors write stack([x, y])"
    raise _as(GraphError, _without(self, f"it is not a NumPy array; {advice}"))


def _as(kind, message):
    """The error with the user's line, as one of another kind."""
    error = kind(str(located(GraphError(message))))
    error.located = True
    return error


def _without_op(what, advice):
    def refuse(self, *_, **__):
        raise located(GraphError(f"x.{what} has no op to record it; {advice}"))

    return refuse


@_as_graph_error
class _NoMemory(GraphError, AttributeError):
    """So that hasattr(x, "strides") is False."""


def _without_memory(name):
    def refuse(self):
        raise _as(_NoMemory, f"{self!r} has no memory yet, so it has no {name}; call the graph to get an array")

    return property(refuse)


REFUSED = {
    **{name: without_numbers(wish, _kind(name)) for wish, names in _NO_NUMBERS.items() for name in names},
    "__array__": _without_array,
    **dict.fromkeys(["__float__", "__int__"], _without_number),
    **{name: _without_op(name, advice) for name, advice in _ADVICE.items()},
    **{name: _without_memory(name) for name in _NO_MEMORY},
}

# ---- NumPy's functions ------------------------------------------------------


def no_room(name, advice):
    """The error for a NumPy function that would store a tensor in an array."""
    return located(GraphError(f"np.{name}: an array cannot hold a tensor, which has no numbers yet; {advice}"))


def wrong_call(what, function, problem):
    """The error for a TypeError of a call that does not fit.   what: as it was called, x.sum or np.sum"""
    import inspect  # slow to load, and only for the message

    found = re.search(r"unexpected keyword argument '(\w+)'", str(problem))
    text = unknown_parameter(found[1], list(inspect.signature(function).parameters)[1:]) if found else problem
    return located(GraphError(f"{what}: {text}"))


def unknown(name):
    """The error for a NumPy function that has no op.   name: as without_op.full_name says it"""
    whole = f"np.{name}" if hasattr(np, name.partition(".")[0]) else name  # scipy.special.erf comes as erf
    return located(GraphError(f"{whole} has no op to record it; {advice_for(name) or _ADVICE.get(name) or _own(name)}"))


def _own(name):
    if name in OPS or name in _ALSO:
        return f"write ngteach.{_ALSO.get(name, name)}(x)"
    return f"write it with other ops, or make it one: @op(forward=np.{name})"


_ALSO = {"expit": "sigmoid"}  # SciPy's name: ours
