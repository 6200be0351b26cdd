"""grad: from a function to the function of its gradient, at tensors, or at numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import GraphError, require, shown
from ..core.graph import Graph, Tensor
from ..core.provenance import says_where
from ..core.trace import current_trace, is_tracing, trace
from ..core.tree import build, leaves
from ..core.types import f32, f64, type_of
from ..ops import constant, identity
from .autodiff import Adjoints


@says_where("grad")
def value_and_grad(function: Callable[..., Any], wrt: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """A function that returns function(*args) and its gradient for argument wrt (or for several, as a tuple).

    function must return one number, f32[] or f64[].  An argument may be a container; its gradient nests alike.
    On tensors the derivative is recorded; so it is on numbers and arrays, if function reads tensors of the open trace.
    Otherwise it is computed at once.

    >>> ng.value_and_grad(lambda x: x * x)(3.0)
    (array(9.), array(6.))
    """
    several = wrt if isinstance(wrt, tuple) else (wrt,)

    @says_where("grad")
    def derived(*args, **named):
        require(not named, f"takes its arguments in order, not by name: {', '.join(named)}")
        for i in several:
            whole = isinstance(i, int) and not isinstance(i, bool)
            require(whole and -len(args) <= i < len(args), f"there is no argument {shown(i)} among {len(args)}")
        values = leaves(args)
        at_numbers = bool(values) and not any(isinstance(x, Tensor) for x in values)
        if at_numbers and not is_tracing():
            return trace(derived, *args)(*args)
        args, before = list(args), _mark(current_trace())
        for i in several:
            # A new name for each argument: if it is also used from outside the call, that use is not differentiated.
            args[i] = build(structure(args[i]), [_fresh(x) for x in leaves(args[i])])
        y = function(*args)
        y = constant(y) if isinstance(y, np.ndarray) else y  # what a grad inside gave that reads nothing from outside
        number = isinstance(y, Tensor) and y.shape == () and y.type.is_float
        require(number, f"needs a function that returns one number, got {_found(y)}")
        adjoints = Adjoints(y, since=before[0])
        grads = tuple(build(structure(args[i]), [adjoints[x] for x in leaves(args[i])]) for i in several)
        both = y, grads if isinstance(wrt, tuple) else grads[0]
        return _numbers_if_closed(both, before) if at_numbers else both

    return _called_like(derived, function, "value_and_grad_of")


@says_where("grad")
def grad(function: Callable[..., Any], wrt: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """A function that returns the gradient of function for its argument wrt; see value_and_grad.

    >>> ng.grad(lambda x: x * x)(3.0)
    array(6.)
    """
    both = value_and_grad(function, wrt)

    def derived(*args, **named):
        return both(*args, **named)[1]

    return _called_like(derived, function, "grad_of")


def _mark(trace):
    """How far a trace has come: the number of its equations, and the names in use."""
    return len(trace.equations), trace.names.copy()


def _numbers_if_closed(results, before):
    """The results as arrays, if what was recorded since then reads nothing older; the trace is left as it was."""
    t, (count, names) = current_trace(), before
    equations, flat = t.equations[count:], leaves(results)
    made = {eqn.output for eqn in equations}
    if not all(x in made for x in (*flat, *(x for eqn in equations for x in eqn.inputs))):
        return results
    for eqn in equations:
        del t.producer[eqn.output]
    del t.equations[count:]
    t.names = names
    return Graph("grad", (), tuple(equations), tuple(flat), output_tree=structure(results))()


def _called_like(derived, function, prefix):
    """derived, with a name of its own and the argument names of function."""
    if not callable(function):
        raise GraphError(f"found {shown(function)}, wanted a function; write grad(function)(x)")
    name = function.name if isinstance(function, Graph) else getattr(function, "__name__", "function")
    derived.__name__ = f"{prefix}_{name if name.isidentifier() else 'function'}"
    derived.__wrapped__ = function  # where inspect.signature looks
    return derived


def _fresh(x):
    if not type_of(x).is_float:
        raise GraphError(f"{shown(x)} has no derivatives; only f32 and f64 have")
    return identity(_as_tensor(x))


def _as_tensor(x):
    """A number or an array as a constant of the open trace; a Python number is f32 where all floats around are."""
    if isinstance(x, float):
        around = {y.dtype for y in current_trace().inputs if y.type.is_float}
        return constant(x, f32 if around == {f32.dtype} else f64)
    return constant(x) if isinstance(x, (np.ndarray, np.generic)) else x


def _found(y):
    """What was found, and what to do about it."""
    if not isinstance(y, Tensor):
        return f"{shown(y)}; return one of the tensors that it computes"
    return f"{y!r}; " + ("sum() it first" if y.shape else "convert(..., f32) what it is made of")
