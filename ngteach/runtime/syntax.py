"""How things are written in Python and NumPy: names, views, parameters, arrays."""

from __future__ import annotations

import builtins
import keyword
import textwrap
from itertools import count

import numpy as np

from ..ops import broadcast, identity, optimization_barrier, reshape, slice, stop_gradient, transpose, windows
from ..ops.custom_vjp import custom_vjp
from ..ops.windows import span

# Our own names in a program.  Everything else there is named by identifier(), which avoids these.
PROFILED = ("note", "clock", "started")
OURS = ("np", "arena", "scratch", "memory", "begin_blocks", "in_blocks", "flushed", "lo", "hi", "forward_of", *PROFILED)
RESERVED = frozenset([*dir(builtins), *keyword.kwlist, *OURS])


def function_name(graph):
    """The graph's name as a name for a Python function."""
    return identifier(graph.name, RESERVED)


def identifier(name, taken):
    """A Python name that is not taken: params.W0 -> params_W0, %3 -> v3, for -> for_."""
    plain = name.replace("%", "v")
    if not (plain.isidentifier() and plain.isascii()):
        plain = "".join(c if c.isalnum() and c.isascii() or c == "_" else "_" for c in plain)
    if not plain or plain[0].isdigit() or plain.startswith("__"):  # Python itself looks for names such as __builtins__
        plain = f"v{plain}"
    if plain in taken:
        return next(n for i in count(1) if (n := f"{plain}{'_' * i if i < 4 else f'_{i}'}") not in taken)
    return plain


def signature(name, arguments):
    """The lines def name(arguments):, wrapped between the arguments, however long the names are."""
    names = f"{', '.join(arguments)}):"
    return textwrap.wrap(names, 110, initial_indent=f"def {name}(", subsequent_indent=" " * 8, break_long_words=False)


def handed_out(hand_out, step, names):
    """The call that hands the blocks of a parallel region to the threads."""
    (k, lo, hi), *more = step.order
    size, length = step.groups[k].size, hi - lo
    if more and all(b == (k, lo + length * i, min(lo + length * i + length, size)) for i, b in enumerate(step.order)):
        blocks = f"({names[k]}, lo, min(lo + {length}, {size})) for lo in range(0, {size}, {length})"
        return [f"    {hand_out}([{blocks}])"]
    whole = [len(group.blocks) == 1 for group in step.groups]
    blocks = [f"({names[k]},)" if whole[k] else f"({names[k]}, {lo}, {hi})" for k, lo, hi in step.order]
    lines = textwrap.wrap(", ".join(blocks), 100)
    return [f"    {hand_out}([", *(f"        {line}" for line in lines), "    ])"]


def _transposed(eqn, x):
    axes = eqn.params["axes"]
    return f"{x}.T" if axes == tuple(range(len(axes)))[::-1] else f"{x}.transpose({axes})"


def _sliced(eqn, x):
    parts = [_range(*r, d) for r, d in zip(eqn.params["index"], eqn.inputs[0].shape, strict=True)]
    return f"{x}[{', '.join(parts) or '...'}]"


def _seen(eqn, x):
    """NumPy has the window's axes last, ours come before the places."""
    sizes, strides, dilations = (eqn.params[name] for name in ("sizes", "strides", "dilations"))
    rank, n = eqn.inputs[0].ndim, len(sizes)
    spans, axes = tuple(map(span, sizes, dilations)), tuple(range(rank - n, rank))
    steps = "".join(f", ::{s}" for s in (*strides, *dilations))
    order = (*range(rank - n), *range(rank, rank + n), *axes)
    return f"np.lib.stride_tricks.sliding_window_view({x}, {spans}, {axes})[...{steps}].transpose({order})"


# How NumPy writes a view.  A user's view is computed like any other op: nobody knows what it looks at.
VIEWS = {
    identity: lambda eqn, x: x,
    stop_gradient: lambda eqn, x: x,
    custom_vjp: lambda eqn, x: x,
    optimization_barrier: lambda eqn, x: x,
    reshape: lambda eqn, x: f"{x}.reshape({eqn.output.shape})",
    transpose: _transposed,
    slice: _sliced,
    windows: _seen,
    broadcast: lambda eqn, x: f"np.broadcast_to({x}, {eqn.output.shape})",
}


def _range(start, stop, step, size):
    """As people write it: without the 0 of 0:416, and without the end of the axis in 416:784."""
    if step != 1:
        return f"{start}:{'' if stop is None else stop}:{step}"
    return f"{start or ''}:{'' if stop in (None, size) else stop}"


def plain(value):
    """A parameter as text that Python reads back."""
    return f"np.dtype('{value.dtype.name}')" if hasattr(value, "dtype") and hasattr(value, "name") else repr(value)


def literal(value):
    """An array as text that makes it again, bit for bit."""
    dtype = f"np.{value.dtype.name}" if value.dtype != bool else "bool"
    if not value.size:
        return f"np.zeros({value.shape}, {dtype})"
    row = value.ravel()  # in NumPy 2.0 an array of more than 32 axes has no bytes
    if value.ndim and row.tobytes() == row[:1].tobytes() * row.size:  # the same bits: 0.0 is not -0.0
        number = repr(row[0].item()).replace("inf", "np.inf").replace("nan", "np.nan")
        return f"np.full({value.shape}, {number}, {dtype})"
    if value.size <= 64 and np.isfinite(value).all():
        return f"np.array({value.tolist()!r}, {dtype})"
    return f"np.frombuffer(bytes.fromhex('{row.tobytes().hex()}'), {dtype}).reshape({value.shape})"
