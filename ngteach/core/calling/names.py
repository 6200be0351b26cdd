"""Names in a graph: each is used once, in one line, and what has no name is numbered."""

from __future__ import annotations

from .errors import require, shown


class Names:
    """The names that a trace has given so far."""

    def __init__(self, count=0, taken=()):
        self._count = count  # the number of the next tensor without a name
        self._taken: dict[str, int] = dict(taken)  # name -> how often it was asked for
        self._unread: list = []  # tensors whose names are taken, too

    def free(self, name, position=0):
        """The name if it is free, otherwise with a number behind; without a name %7, after seven equations."""
        self._read()
        name = "" if name is None else one_line(name)
        if not name or name.startswith("%"):
            self._count = max(self._count, position) + 1
            return f"%{self._count - 1}"
        count = self._taken.get(name, 0)
        self._taken[name] = count + 1
        return name if not count else self.free(f"{name}_{count}", position)

    def take_those_of(self, tensors):
        """From now on the names of these tensors are not free; read when a name is wanted, as many passes want none."""
        self._unread += tensors

    def _read(self):
        while self._unread:
            self._take(self._unread.pop().name)

    def _take(self, name):
        if name.startswith("%") and name[1:].isdecimal() and len(name) < 20:
            self._count = max(self._count, int(name[1:]) + 1)
        else:
            self._taken[name] = 1

    def copy(self):
        self._read()
        return Names(self._count, self._taken)


def one_line(text):
    """Text of characters that can be printed, in one line: it stands in programs, and in comments of compiled ones."""
    text = str(text)
    return text if text.isprintable() else " ".join("".join(c if c.isprintable() else "\n" for c in text).splitlines())


def title(name, otherwise):
    """The name that was given for a graph; otherwise another one."""
    require(name is None or isinstance(name, str), f"a name is a word, found {shown(name)}")
    return one_line(name or otherwise)
