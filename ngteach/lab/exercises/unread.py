"""What a wrong function does not read, although the result depends on it; and whether it is right for some examples."""

from __future__ import annotations

import dis
import inspect

from .compare import difference


def unread(reference, answer) -> str:
    """A hint if the answer never reads an argument that the reference reads, or ""."""
    if not (inspect.isfunction(reference) and inspect.isfunction(answer)):
        return ""
    mine, theirs = (inspect.getfullargspec(f).args for f in (answer, reference))
    if len(mine) != len(theirs):
        return ""
    used, needed = _read(answer), _read(reference)
    missed = [a for a, b in zip(mine, theirs) if a not in used and b in needed]
    return f"Your function never reads `{missed[0]}`, and the result depends on it." if missed else ""


def some_right(expected, found, rtol) -> str:
    """A hint if a function is right for some of its examples, or ""."""
    right = [difference(a, b, rtol) is None for (_, a), (_, b) in zip(expected, found)]
    if len(right) < 2 or not any(right) or all(right):
        return ""
    return f"It is right for {sum(right)} of the {len(right)} examples. What is special about this one?"


def _read(function):
    """The names that a function reads, those of the functions in it too."""
    code = function.__code__
    names = {step.argval for step in dis.get_instructions(code) if step.opname.startswith(("LOAD_", "STORE_FAST_LOAD"))}
    pairs = {name for found in names if isinstance(found, tuple) for name in found}  # two loads in one, from 3.13 on
    return {name for name in names | pairs if isinstance(name, str)} | set(code.co_cellvars)
