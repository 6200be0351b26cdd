"""What is traced again and again: a jit that hardly ever finds its program, and a jit that is made anew in a loop."""

from __future__ import annotations

from types import CodeType
from weakref import WeakKeyDictionary

from ...core.calling.notices import warn
from ...core.provenance import user_line

OFTEN = 12  # programs one after the other; a network of so many layers has seldom as many shapes

# The code of a function -> how many jits of it have gone, one after the other, that were called only once.
_gone: WeakKeyDictionary[CodeType, int] = WeakKeyDictionary()


class Often:
    """How often the programs of a function are made: look() after each one, and gone() when all of them are."""

    def __init__(self, function):
        self.made = 0
        self._calls = 0  # at the last look
        self._code = _code(function)

    def look(self, name, calls, records):
        """Warn if nearly every call has made a program; or if nearly every jit of this code made one and no more."""
        self.made += 1
        if self.made % OFTEN == 0:
            now, self._calls = calls - self._calls, calls
            if now <= OFTEN * 3 // 2:
                warn(
                    "jit traces",
                    f"{name} was traced and compiled in {OFTEN} of {now} calls; {_what(records[-OFTEN:])}",
                    _here(),
                )
        if self.made == 1 and self._code is not None and _gone.get(self._code, 0) == OFTEN - 1:
            text = f"jit({name}) was made {OFTEN} times, and each was traced, compiled and called once; make it once"
            warn("jit made", f"{text}, outside of the loop or of the function that is called again", _here())

    def cleared(self):
        """The programs were forgotten on purpose: what is traced from here on is counted anew."""
        self.made = self._calls = 0

    def gone(self, calls):
        """The programs are gone."""
        if self._code is not None and self.made:
            _gone[self._code] = _gone.get(self._code, 0) + 1 if calls == 1 else 0


def _code(function):
    """Of a function of the user's, also inside grad() and other functions."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return getattr(function, "__code__", None)


def _here():
    return user_line()[0]


def _what(records):
    """Which arguments differ each time, and what to write."""
    found: dict = {}
    for record in records:
        for argument, text in record.arguments:
            found.setdefault(argument, {})[text] = True
    most = max((len(texts) for texts in found.values()), default=0)
    if most < OFTEN // 2:
        return "it has a new static value each time, or other keys; see its explain()"
    return "; ".join(_advice(argument, [*texts]) for argument, texts in found.items() if 2 * len(texts) > most)


def _advice(argument, texts):
    values = ", ".join(text.removeprefix("static ") for text in texts[:3])
    if texts[0].startswith("static "):
        return f"the static {argument} was {values}, ...: leave it out of static, if it is only computed with"
    return f"{argument} was {values}, ...: pad it to one shape, or to a few"
