"""What a tensor cannot do, and what to write instead: NumPy's methods, Python's symbols and NumPy's functions."""

from __future__ import annotations

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.registry import BY_NUMPY
from ..core.provenance import located

# ---- the advice -------------------------------------------------------------

_NO_NUMBERS = {
    "it cannot decide an if or a while; use where(), & for and, | for or; `is` asks for x itself": ["__bool__"],
    "it is not a Python number; keep it a tensor": ["__float__", "__int__", "__index__", "__complex__", "__trunc__"],
    "it is not a NumPy array; call the graph to get one; stack() joins tensors, broadcast() repeats one": [
        "__array__",
        "numpy",
    ],
    "nothing can be read from it; call the graph to get arrays": [
        *("item", "tolist", "tobytes", "tofile", "dump", "dumps"),
    ],
    "it cannot be searched; write max(equal(x, y))": ["__contains__"],
    "nothing can be stored in it; write where() or concatenate() and use the result": [
        *("__setitem__", "__delitem__", "byteswap", "fill", "partition", "put", "resize", "setfield", "setflags"),
        "sort",
    ],
}
_NO_METHOD = {
    "write one_hot(rows, depth) @ x to pick rows by number": ["choose", "take"],
    "it is unknown how many elements are left; write where(mask, x, 0.0)": ["compress", "nonzero"],
    "sort arrays outside the graph": ["argpartition", "argsort", "searchsorted"],
    "for a vector or a matrix write np.tril(np.ones((n, n), x.dtype)) @ x": ["cumsum"],
    "write a loop over the rows of x: y = y * row": ["cumprod", "prod"],
    "write sum(where(np.eye(n, dtype=bool), x, 0.0), axis=1)": ["diagonal"],
    "write sum(where(np.eye(n, dtype=bool), x, 0.0))": ["trace"],
    "write broadcast(x[:, None], (n, k)).reshape(-1)": ["repeat"],
    "write convert(x, f32)": ["getfield", "view"],
    "a graph is not on a device": ["to_device"],
}
_ADVICE = {name: advice for advice, names in _NO_METHOD.items() for name in names}
_NO_MEMORY = ("base", "ctypes", "data", "device", "flags", "strides")

# ---- methods and attributes that say it -------------------------------------


def without_numbers(wish):
    """A method that refuses what needs numbers."""

    def refuse(self, *_, **__):
        raise located(GraphError(f"{self!r} has no numbers yet, so {wish}"))

    return refuse


def _without_op(what, advice):
    def refuse(self, *_, **__):
        raise located(GraphError(f"x.{what} has no op to record it; {advice}"))

    return refuse


class _NoMemory(GraphError, AttributeError):
    """So that hasattr(x, "strides") is False."""


def _without_memory(name):
    def refuse(self):
        problem = located(
            GraphError(f"{self!r} has no memory yet, so it has no {name}; call the graph to get an array")
        )
        error = _NoMemory(str(problem))
        error.located = True
        raise error

    return property(refuse)


REFUSED = {
    **{name: without_numbers(wish) for wish, names in _NO_NUMBERS.items() for name in names},
    **{name: _without_op(name, advice) for name, advice in _ADVICE.items()},
    **{name: _without_memory(name) for name in _NO_MEMORY},
}

# ---- NumPy's functions ------------------------------------------------------


def no_room(name, advice):
    """The error for a NumPy function that would store a tensor in an array."""
    return located(GraphError(f"np.{name}: an array cannot hold a tensor, which has no numbers yet; {advice}"))


def unknown(name):
    """The error for a NumPy function that has no op."""
    import difflib  # only for the message

    said = {getattr(f, "__name__", "") for f in BY_NUMPY}  # the forward of a user's op may be any callable
    names = {n for n in said if n and getattr(np, n, None) in BY_NUMPY}
    near = difflib.get_close_matches(name, names, 1, 0.5)
    advice = f"the nearest name that has one is np.{near[0]}" if near else "ngteach.core.op.OPS lists the ops there are"
    return located(GraphError(f"np.{name} has no op to record it; {_ADVICE.get(name, advice)}"))
