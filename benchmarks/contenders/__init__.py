"""The same computations as each library would have them.

A contender is a function: facts -> (step, result).  step() does the work once, as in a training loop: the
weights that one step gives are the next one's.  result() tells numbers that must be the same for all
contenders after the first step.
"""

from __future__ import annotations

from importlib import import_module

MODULES = {"numpy": "with_numpy", "torch": "with_torch", "jax": "with_jax", "ngteach": "with_ngteach"}


def contender(name):
    """The function called "module:name".  ImportError if its library is not there."""
    library, _, what = name.partition(":")
    import_module(library)
    return getattr(import_module(f".{MODULES[library]}", __name__), what)


def installed(library):
    """None if the library can be imported, otherwise why not."""
    from importlib.util import find_spec

    return None if find_spec(library) else "not installed"
