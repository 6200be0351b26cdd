"""What is public: the names of ngteach, the module that defines each, and the example that ends its docstring."""

from __future__ import annotations

import builtins
import inspect
import re
from operator import attrgetter

import ngteach as ng
from ngteach.core.op import Op

_HOMES = {"OPS": "ngteach.core.op", "PASSES": "ngteach.transform.pipeline"}


def public():
    """{name: thing} for all that is public; `import *` leaves out sum, max and others that Python has, too."""
    pythons = {name for name in vars(ng) if name in vars(builtins) and callable(getattr(ng, name)) and name[0] != "_"}
    names = {n for n in {*ng.__all__, *ng._LATER, *pythons} if not inspect.ismodule(getattr(ng, n))}
    names |= {f"random.{name}" for name in ng.random.__all__}
    return {name: attrgetter(name)(ng) for name in sorted(names, key=lambda name: (name.lower(), name))}


def module_of(name, thing):
    """The module that defines it, for example ngteach.ops.arithmetic."""
    if inspect.isclass(thing) or inspect.isroutine(thing) or isinstance(thing, Op):
        return thing.__module__
    return _HOMES.get(name) or type(thing).__module__


def is_of_ops(name, thing):
    """Is it an op, or a function made of ops?"""
    return module_of(name, thing).startswith("ngteach.ops.") and callable(thing)


def split(thing):
    """(words, example): a docstring without the example that ends it, and the example, "" if there is none."""
    text = inspect.cleandoc(thing.__doc__ or "")
    found = re.search(r"(?:\A|\n\n)(?=>>> )(?!.*\n\n(?!>>> ))", text, re.S)  # nothing but examples from there on
    return (text[: found.start()], text[found.end() :]) if found else (text, "")
