"""What is traced again and again: a jit that hardly ever finds its program, and a jit that is made anew in a loop."""

from __future__ import annotations

from types import CodeType
from weakref import WeakKeyDictionary

from ..core.calling.notices import warn
from ..core.provenance import user_line

OFTEN = 12  # programs one after the other; so many layers of as many shapes are rare

# The code of a function -> how many jits of it were dropped, one after the other, that had been called only once.
_dropped: WeakKeyDictionary[CodeType, int] = WeakKeyDictionary()


def look(name, programs, code):
    """After a call that had to compile: warn, once, if that is so nearly every time."""
    programs.compilations += 1
    if programs.compilations % OFTEN == 0:
        calls = programs.calls - programs.looked_at
        programs.looked_at = programs.calls
        if calls <= OFTEN * 3 // 2:
            kept = tuple(programs.traces.values())[-OFTEN:]
            warn(
                "jit traces",
                f"{name}: {OFTEN} of its last {calls} calls were traced and compiled; {_what(kept)}",
                _here(),
            )
    if programs.compilations == 1 and code is not None and _dropped.get(code, 0) == OFTEN - 1:
        text = f"jit({name}) was made {OFTEN} times, and each time traced, compiled and called only once"
        warn("jit made", f"{text}; make it once, outside of the loop or the function that calls it", _here())


def dropped(code, calls, compilations):
    """The programs of a function are gone."""
    if code is not None and compilations:
        _dropped[code] = _dropped.get(code, 0) + 1 if calls == 1 else 0


def _here():
    return user_line()[0]


def _what(records):
    """Which arguments differ each time, and what to write."""
    found: dict = {}
    for record in records:
        for argument, text in record.arguments:
            found.setdefault(argument, {})[text] = True
    most = max((len(texts) for texts in found.values()), default=0)
    if most < 3:
        return "a static value is a new object each time, such as a lambda; make it once"
    changing = [(argument, [*texts]) for argument, texts in found.items() if 2 * len(texts) > most]
    return "; ".join(_advice(argument, texts) for argument, texts in changing[:3])


def _advice(argument, texts):
    values = ", ".join(text.removeprefix("static ") for text in texts[:3])
    if texts[0].startswith("static "):
        return f"static {argument} was {values}, ...: leave it out of static, so that it is traced"
    return f"{argument} was {values}, ...: pad it to one shape, or to a few"
