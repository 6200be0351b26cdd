"""The same computations as each library would have them.

A contender is a function: facts -> (step, result).  step() does the work once, as in a training loop: the
weights that one step gives are the next one's.  result() tells numbers that must be the same for all
contenders after the first steps.
"""

from __future__ import annotations

from importlib import import_module

MODULES = {
    "numpy": ("with_numpy", "lenet_numpy", "lenet_numpy_out"),
    "torch": ("with_torch", "models_torch"),
    "jax": ("with_jax", "models_jax"),
    "ngteach": ("with_ngteach", "models_ngteach"),
}


def contender(name):
    """The function called "module:name".  ImportError if its library is not there."""
    library, _, what = name.partition(":")
    import_module(library)
    modules = [import_module(f".{module}", __name__) for module in MODULES[library]]
    return next((getattr(module, what) for module in modules if hasattr(module, what)), None) or _missing(name)


def _missing(name):
    raise AttributeError(f"there is no contender {name}")


def installed(library):
    """None if the library can be imported, otherwise why not."""
    from importlib.util import find_spec

    return None if find_spec(library) else "not installed"
