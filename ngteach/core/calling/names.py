"""Names in a graph: each is unique and fits on a line; a value without a name gets a number."""

from __future__ import annotations

from .errors import require, shown


class Names:
    """The names that a trace has given so far."""

    def __init__(self, count=0, taken=()):
        self._count = count  # the number of the next tensor without a name
        self._taken: dict[str, int] = dict(taken)  # name -> how often it was asked for
        self._unread: list = []  # tensors whose names are taken, too

    def free(self, name, position):
        """The name, with a number appended if it is taken; without a name, %7 after seven equations."""
        self._read()
        name = "" if name is None else one_line(name)
        if not name or name.startswith("%"):
            self._count = max(self._count, position) + 1
            return f"%{self._count - 1}"
        count = self._taken.get(name, 0)
        self._taken[name] = count + 1
        return name if not count else self.free(f"{name}_{count}", position)

    def take_those_of(self, tensors):
        """From now on the names of these tensors are taken; read when one is asked for, which may be never."""
        self._unread += tensors

    def _read(self):
        if self._unread:
            names = [x.name for x in self._unread]
            numbers = [n[1:] for n in names if n.startswith("%") and n[1:].isdecimal() and len(n) < 20]
            self._count = max([self._count, *(int(n) + 1 for n in numbers)])
            self._taken.update(dict.fromkeys(names, 1))
            self._unread = []

    def copy(self):
        self._read()
        return Names(self._count, self._taken)


def one_line(text):
    """The text on one line of printable characters: names stand in listings, and in comments of compiled programs."""
    text = str(text)
    return text if text.isprintable() else " ".join("".join(c if c.isprintable() else "\n" for c in text).splitlines())


def title(name, otherwise):
    """The name given for a graph, or else the other one."""
    require(name is None or isinstance(name, str), f"a name is a word, found {shown(name)}")
    return one_line(name or otherwise)
