"""The name that a value is about to get: read off the bytecode behind the call that makes it."""

from __future__ import annotations

from opcode import opname

RETURN = "return"


class Fates(dict):
    """{offset: what becomes of the value that the instruction there makes}: a variable's name, RETURN or None.

    Each is read off the code when it is first asked for.
    """

    __slots__ = ("code",)

    def __init__(self, code):
        self.code = code

    def __missing__(self, offset):
        found = self[offset] = _read(self.code, offset)
        return found


def _read(code, offset):
    name, argument, at = _following(code, offset)
    if name == "COPY" and argument == 1:  # a = b = relu(x): the first of two names
        name, argument, _ = _following(code, at)
    if name == "RETURN_VALUE":
        return RETURN
    if name in ("STORE_NAME", "STORE_GLOBAL"):
        return code.co_names[argument]
    if name.startswith(("STORE_FAST", "STORE_DEREF")):  # STORE_FAST_LOAD_FAST is two in one, four bits for each
        return code._varname_from_oparg(argument >> 4 if name.count("FAST") == 2 else argument)
    return None


def _following(code, offset):
    """(name, argument, offset) of the instruction after the one at offset, or after its last cache entry."""
    text, argument = code.co_code, 0
    for at in range(offset + 2, len(text), 2):
        name, argument = opname[text[at]], argument << 8 | text[at + 1]
        if name == "CACHE":
            argument = 0
        elif name != "EXTENDED_ARG":
            return name, argument, at
    return "", 0, len(text)
