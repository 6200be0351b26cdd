"""When and why a function was traced again: what differs from the nearest program that was there already."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from itertools import zip_longest

from ...core.calling.errors import counted
from ...core.provenance import SourceLine
from ...core.tree import opened
from .argument_types import static_text

_FEW = 3  # differences that are told; the others are counted


@dataclass(frozen=True)
class Traced:
    """One trace of a function under jit.

    number: 1 for the first.   when: seconds since 1970.   line: the user's line that called it.
    arguments: (name, what it is) of each array, number and static value, and of each container.
    compile_seconds: None as long as it was never called on arrays, and so never compiled.
    """

    number: int
    when: float
    line: SourceLine | None
    arguments: tuple[tuple[str, str], ...]
    why: str
    trace_seconds: float
    compile_seconds: float | None = None

    def __str__(self):
        return f"trace {self.number}, {self.line}: {self.types}; {self.why}"

    @property
    def types(self):
        """The arguments in one line: x: f32[128,784], n: static 3."""
        names = {name for name, _ in self.arguments}
        containers = {_container(name, names) for name in names}
        return ", ".join(f"{name}: {text}" for name, text in self.arguments if name not in containers)


def described(labels, values, types, static):
    """((name, what it is), ...) of a call: traced values of these types under their labels, then static ones."""
    rows, types = [], iter(types)
    for label, value in zip(labels, values, strict=True):
        rows += _rows(label, value, types)
    return (*rows, *((name, f"static {static_text(value)}") for name, value in static.items()))


def _rows(label, value, types):
    kind, keys, children = opened(value)
    if kind is None:
        return [(label, str(next(types)))]
    inside = zip(keys or range(len(children)), children, strict=True)
    name = kind.__name__
    whole = (label, f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}")
    return [whole, *(row for key, child in inside for row in _rows(f"{label}.{key}", child, types))]


def why(arguments, before):
    """What differs from the nearest of the programs before, the last of those that are equally near."""
    if not before:
        return "first call"
    nearest = min(reversed(before), key=lambda other: _distance(dict(arguments), dict(other)))
    found = differences(arguments, nearest)
    if not found:
        return "a static value became another, though it reads alike"
    more = [f"and {len(found) - _FEW} more"] if len(found) > _FEW else []
    return "; ".join([*found[:_FEW], *more])


def _distance(now, then):
    """How many words differ: f32[2,3] is nearer to f64[2,3] than to f64[2,4]; an argument more counts as many words."""
    words = {name: re.split(r"\W+", text) for name, text in now.items()}
    common = [(words[name], re.split(r"\W+", then[name])) for name in now if name in then and now[name] != then[name]]
    apart = len(now.keys() ^ then.keys())
    return 10 * apart + sum(a != b for pair in common for a, b in zip_longest(*pair))


def differences(now, then):
    """What differs, in words; what is inside of something new is not told again."""
    now, then = dict(now), dict(then)
    found = [_became(name, now[name], then[name]) for name in now if name in then and then[name] != now[name]]
    for words, inside, outside in (
        (("is given, and was left out", "more"), now, then),
        (("is left out, and was given", "less"), then, now),
    ):
        apart: dict = {}  # container -> what it has and the other has not
        for name in inside:
            container = _container(name, inside)
            if name not in outside and not container:
                found.append(f"{name} {words[0]}")
            elif name not in outside and inside.get(container) == outside.get(container):
                apart.setdefault(container, []).append(name.removeprefix(f"{container}."))
        for container, names in apart.items():
            kind = "value" if inside[container] in ("a list", "a tuple") else "key"
            few = ", ".join(names[:_FEW]) + (", ..." if len(names) > _FEW else "")
            found.append(f"{container} has {counted(len(names), kind)} {words[1]}: {few}")
    return found


def _became(name, now, then):
    static = "static " if now.startswith("static ") else ""
    return f"{static}{name} became {now.removeprefix('static ')}, was {then.removeprefix('static ')}"


def _container(name, names):
    """The name of the container that this one is in; empty for an argument."""
    while "." in name:
        name = name.rpartition(".")[0]  # a key may have dots, too
        if name in names:
            return name
    return ""


class Text(str):
    """Text that a notebook shows as it prints."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


def table(name, traces, calls, kept, changed=()):
    """The traces of a function as a table for people.

    changed: (number of a trace, the names that stand for something else now) of what is kept.
    """
    head = f"{name}: {counted(calls, 'call')}, {counted(len(traces), 'trace')}"
    if not traces:
        return Text(f"{head}; it is traced when it is called")
    rows = [("", "when", "called at", "trace", "compile", "arguments", "why it was traced")]
    for t in traces:
        at = t.line.place if t.line else ""
        clock = time.strftime("%H:%M:%S", time.localtime(t.when))
        rows.append((str(t.number), clock, at, _ms(t.trace_seconds), _ms(t.compile_seconds), _short(t.types), t.why))
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    lines = ["  ".join([*(c.ljust(w) for c, w in zip(row, widths, strict=False)), row[6]]).rstrip() for row in rows]
    write = "pass what changes as an argument, or clear() it"
    notes = [f"trace {n} still uses the old {', '.join(names)}: {write}" for n, names in sorted(changed) if names]
    return Text("\n".join([f"{head}; {counted(kept, 'program')} kept", "", *lines, *([""] if notes else []), *notes]))


def _ms(seconds):
    return "-" if seconds is None else f"{seconds * 1e3:.1f} ms"


def _short(text, most=48):
    return text if len(text) <= most else f"{text[: most - 4]} ..."
