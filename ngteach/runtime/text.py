"""How things are said in Python and NumPy: names, views, parameters, arrays."""

from __future__ import annotations

import builtins
import keyword
import textwrap
from functools import cache

import numpy as np

OURS = ("np", "arena", "scratch", "memory", "begin_blocks", "in_blocks", "lo", "hi", "forward_of")
PROFILED = ("note", "clock", "started")
RESERVED = frozenset([*dir(builtins), *keyword.kwlist, *OURS, *PROFILED])


def function_name(graph):
    """The graph's name as a name for a Python function."""
    return identifier(graph.name, RESERVED | called_names(graph))


def called_names(graph):
    """Names that the forward functions of a graph bring with them, if the program carries their text."""
    functions = {eqn.op.forward for eqn in graph.equations if eqn.op.kind != "view"}
    return frozenset(n for f in functions if hasattr(f, "__code__") for n in _names_in(f, frozenset()))


@cache
def _names_in(function, seen):
    found, seen = {function.__name__}, seen | {function}
    for name in _names_of(function.__code__):
        value = function.__globals__.get(name)
        if value is not None:
            found.add(name)
            found |= _names_in(value, seen) if hasattr(value, "__code__") and value not in seen else set()
    return found


def _names_of(code):
    """What a code object reads by name, functions and generators inside it included.

    Names of attributes are among them: to keep off a few names too many does no harm, and dis is slow to load.
    """
    inner = [n for c in code.co_consts if hasattr(c, "co_names") for n in _names_of(c)]
    return [*code.co_names, *inner]


def identifier(name, taken):
    """A Python name that is not taken: params.W0 -> params_W0, %3 -> v3, for -> for_."""
    plain = "".join(c if c.isalnum() and c.isascii() or c == "_" else "_" for c in name.replace("%", "v"))
    plain = plain if plain and not plain[0].isdigit() else f"v{plain}"
    while plain in taken:
        plain += "_"
    return plain


def signature(name, arguments):
    """The lines def name(arguments):, cut between the arguments, however long the names are."""
    names = f"{', '.join(arguments)}):"
    return textwrap.wrap(names, 110, initial_indent=f"def {name}(", subsequent_indent=" " * 8, break_long_words=False)


def handed_out(hand_out, step, names):
    """The call that hands the blocks of a section to the threads."""
    (k, lo, hi), *more = step.order
    size, length = step.groups[k].size, hi - lo
    if more and all(b == (k, lo + length * i, min(lo + length * i + length, size)) for i, b in enumerate(step.order)):
        blocks = f"({names[k]}, lo, min(lo + {length}, {size})) for lo in range(0, {size}, {length})"
        return [f"    {hand_out}([{blocks}])"]
    whole = [len(group.blocks) == 1 for group in step.groups]
    blocks = [f"({names[k]},)" if whole[k] else f"({names[k]}, {lo}, {hi})" for k, lo, hi in step.order]
    lines = textwrap.wrap(", ".join(blocks), 100)
    return [f"    {hand_out}([", *(f"        {line}" for line in lines), "    ])"]


def view(eqn, x):
    """How NumPy says a view."""
    p = eqn.params
    if eqn.op.name == "reshape":
        return f"{x}.reshape({eqn.output.shape})"
    if eqn.op.name == "transpose":
        return f"{x}.T" if p["axes"] == tuple(range(len(p["axes"])))[::-1] else f"{x}.transpose({p['axes']})"
    if eqn.op.name == "slice":
        parts = [_range(*r, d) for r, d in zip(p["index"], eqn.inputs[0].shape, strict=True)]
        return f"{x}[{', '.join(parts) or '...'}]"
    if eqn.op.name == "broadcast":
        return f"np.broadcast_to({x}, {eqn.output.shape})"
    return x


def _range(start, stop, step, size):
    """As people write it: of 0:416 the 0, of 416:784 the end of the axis is left out."""
    if step != 1:
        return f"{start}:{'' if stop is None else stop}:{step}"
    return f"{start or ''}:{'' if stop in (None, size) else stop}"


def plain(value):
    return f"np.dtype('{value.dtype.name}')" if hasattr(value, "dtype") and hasattr(value, "name") else repr(value)


def literal(value):
    """Text that makes an array."""
    dtype = f"np.{value.dtype.name}" if value.dtype != bool else "bool"
    if not value.size:
        return f"np.zeros({value.shape}, {dtype})"
    if value.ndim and value.tobytes() == value.flat[:1].tobytes() * value.size:  # the same bits: 0.0 is not -0.0
        number = repr(value.flat[0].item()).replace("inf", "np.inf").replace("nan", "np.nan")
        return f"np.full({value.shape}, {number}, {dtype})"
    if value.size <= 64 and np.isfinite(value).all():
        return f"np.array({value.tolist()!r}, {dtype})"
    return f"np.frombuffer(bytes.fromhex('{value.tobytes().hex()}'), {dtype}).reshape({value.shape})"
