"""One table of sample rows for each op, and for each function made of ops; the laws in tests/ops hold for all of them.

Each module here has the samples for one file of ngteach/ops, in these tables, all but ROWS optional:

    ROWS      the samples
    NUMPY     name -> NumPy's function with the same parameters; it must compute the same, and record the same equations
    JAX       name -> a function of jax that gives JAX's function; without it, that of the same name in jax.numpy,
              jax.nn or jax.lax
    TORCH     the same for torch; without it, PyTorch is not asked
    NO_PEER   names that no peer has, or has otherwise
    FLAT      functions made of ops that have no derivative, because they are piecewise constant
    ROUNDED   ops whose last bits depend on the order of adding, or on whether NumPy runs its vector loop
    JUMPS     a rounding error in an input may change the result by much: comparisons, floor, sorting
    BENT      a rounding error in an input may change the derivative by much: kinks
    NOT_IN_NGRAPH  ops that nGraph does not have, so that lab/widgets/cpp_rules has no word for them
    EXACT     functions made of ops that only move numbers about, or compute with whole ones
"""

from importlib import import_module
from operator import attrgetter
from pkgutil import iter_modules

import ngteach.ops
from ngteach.core.calling.registry import OPS
from samples.making import Row

_MODULES = [import_module(f"samples.{m.name}") for m in sorted(iter_modules(__path__), key=lambda m: m.name)]


def _dicts(name):
    return {key: value for m in _MODULES for key, value in getattr(m, name, {}).items()}


def _names(name):
    return frozenset(n for m in _MODULES for n in getattr(m, name, ()))


ROWS = [row for m in _MODULES for row in getattr(m, "ROWS", ())]
NUMPY, JAX, TORCH = _dicts("NUMPY"), _dicts("JAX"), _dicts("TORCH")
NO_PEER, FLAT, ROUNDED = _names("NO_PEER"), _names("FLAT"), _names("ROUNDED")
JUMPS, BENT, EXACT = _names("JUMPS"), _names("BENT"), _names("EXACT")
NOT_IN_NGRAPH = _names("NOT_IN_NGRAPH")
_BY_NAME: dict[str, list[Row]] = {}
for _row in ROWS:
    _BY_NAME.setdefault(_row.op, []).append(_row)


def rows_of(name):
    return _BY_NAME.get(name, [])


def function_named(name):
    """The op of that name, or the function made of ops."""
    return OPS.get(name) or attrgetter(name)(ngteach.ops)  # random.uniform has a dot


def is_op(name):
    return name in OPS


def first_rows():
    """One row of each op, for what looks at the op and not at its numbers."""
    return {row.op: row for row in reversed(ROWS) if is_op(row.op)}
