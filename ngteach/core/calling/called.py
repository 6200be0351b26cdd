"""Which functions count as calls: the user's, those of ours that are written as a student would, and composed ops."""

from __future__ import annotations

import linecache
import re

from ..graph import replay
from ..provenance import OPS_FOLDER

_PLAIN, _ANY_NUMBER, _NESTED = 0x01, 0x0C, 0x10  # flags of code: a function, *args and **named, inside another one
_SYMBOLS = tuple(OPS_FOLDER + name for name in ("python.py", "as_numpy.py", "brackets.py", "align.py", "ufuncs.py"))
_LAMBDA, _LAMBDAS = re.compile(r"""(\w+)["']? *[:=] *lambda\b"""), re.compile(r"\blambda\b")


def kind_of(known):
    """() if it is no call, or (is it a function of ops?, its name); a replay has no name."""
    if known.kind is None:
        known.kind = _looked_at(known) or ()
        known.quiet = not known.kind and known.others and not known.named and not known.door
    return known.kind


def _looked_at(known):
    code = known.code
    file, name, flags = code.co_filename, code.co_name, code.co_flags
    if code is replay.__code__:
        return False, ""
    part = name.startswith("<") and name != "<lambda>"  # a comprehension is part of its function
    wraps = flags & _NESTED and flags & _ANY_NUMBER == _ANY_NUMBER and code.co_freevars  # a decorator's
    if not flags & _PLAIN or part or wraps:  # without _PLAIN it is a module, a cell or a class
        return None
    if known.named:
        if name == "__call__" and "." in code.co_qualname:
            name = code.co_qualname.split(".")[-2]  # an object that is called is known by its class
        return False, _lambda_name(code) if name == "<lambda>" else name
    of_ops = file.startswith(OPS_FOLDER) and not file.startswith(_SYMBOLS) and name[0] not in "_<"
    return (True, name) if of_ops else None


def _lambda_name(code):
    """The name that a lambda gets on its line: h in h = lambda x: ... ; "lambda" if it gets none, or there are several.

    Read off the text: to look for it among the values of running functions would keep these alive.
    """
    text = linecache.getline(code.co_filename, code.co_firstlineno)
    named = _LAMBDA.findall(text)
    return named[0] if len(named) == 1 == len(_LAMBDAS.findall(text)) else "lambda"
