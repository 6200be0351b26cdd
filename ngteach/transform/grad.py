"""grad: from a function to the function of its gradient, at tensors, or at numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import GraphError, require, shown
from ..core.graph import Graph, Tensor
from ..core.provenance import says_where
from ..core.trace import current_trace
from ..core.tree import build, leaves
from ..core.types import type_of
from ..ops import identity
from .autodiff import Adjoints
from .closure import are_numbers, as_tensor, close_as, is_plain, of_some


@says_where("grad")
def value_and_grad(
    function: Callable[..., Any], wrt: int | tuple[int, ...] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """A function that returns function(*args) and its gradient for argument wrt (or for several, as a tuple).

    function must return one number, f32[] or f64[].  An argument may be a container; its gradient nests alike.
    has_aux: function returns (that number, something else), and so does the first result.
    On tensors the derivative is recorded; so it is on numbers and arrays, if function reads tensors of the open trace.
    Otherwise it is computed at once; whole numbers, texts and None that are not differentiated stay what they are.

    >>> ng.value_and_grad(lambda x: x * x)(3.0)
    (array(9.), array(6.))
    """

    @says_where("grad")
    def derived(*args, **named):
        several = positions(wrt, args, named)
        traced = [i for i, x in enumerate(args) if i in several or not is_plain(x)]
        if are_numbers(leaves([args[i] for i in traced])):
            some, labels, numbers = of_some(derived, args, traced, named)
            closed = close_as(some, labels, numbers)
            return closed.graph(*leaves(numbers), *closed.outside)
        args, since = list(args), len(current_trace().equations)
        for i in several:
            # A new name for each argument: if it is also used from outside the call, that use is not differentiated.
            args[i] = build(structure(args[i]), [_fresh(x) for x in leaves(args[i])])
        result = function(*args, **named)
        y, aux = _with_aux(result) if has_aux else (result, None)
        # What a grad inside gave that reads nothing from outside is an array, and a sum of two arrays NumPy's number.
        y = as_tensor(y) if isinstance(y, (np.ndarray, np.generic)) else y
        number = isinstance(y, Tensor) and y.shape == () and y.type.is_float
        require(number, f"needs a function that returns one number, got {_found(y, has_aux)}")
        adjoints = Adjoints(y, since=since)
        grads = tuple(build(structure(args[i]), [adjoints[x] for x in leaves(args[i])]) for i in several)
        adjoints.doubts.about_all([x for i in several for x in leaves(args[i])])
        return (y, aux) if has_aux else y, grads if isinstance(wrt, tuple) else grads[0]

    return called_like(derived, function, "value_and_grad_of")


@says_where("grad")
def grad(function: Callable[..., Any], wrt: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable[..., Any]:
    """A function that returns the gradient of function for its argument wrt; see value_and_grad.

    has_aux: function returns (one number, something else), and grad(function) (the gradient, something else).

    >>> ng.grad(lambda x: x * x)(3.0)
    array(6.)
    """
    both = value_and_grad(function, wrt, has_aux)

    def derived(*args, **named):
        value, gradient = both(*args, **named)
        return (gradient, value[1]) if has_aux else gradient

    return called_like(derived, function, "grad_of")


def positions(wrt, args, named=()):
    """The arguments to differentiate with respect to, as positions from 0."""
    given = f"; those by name, {', '.join(named)}, are passed on as they are" if named else ""
    several = wrt if isinstance(wrt, tuple) else (wrt,)
    for i in several:
        whole = isinstance(i, int) and not isinstance(i, bool)
        require(whole and -len(args) <= i < len(args), f"there is no argument {shown(i)} among {len(args)}{given}")
    return tuple(i % len(args) for i in several)


def called_like(derived, function, prefix):
    """derived, with a name of its own and the argument names of function."""
    if not callable(function):
        write = "grad" if "grad" in prefix else prefix.removesuffix("_of")
        raise GraphError(f"found {shown(function)}, wanted a function; write {write}(function)(x)")
    name = function.name if isinstance(function, Graph) else getattr(function, "__name__", "function")
    derived.__name__ = f"{prefix}_{name if name.isidentifier() else 'function'}"
    derived.__wrapped__ = function  # where inspect.signature looks
    return derived


def _with_aux(result):
    """(the number, what comes with it)."""
    pair = isinstance(result, (tuple, list)) and len(result) == 2
    got = repr(result) if isinstance(result, Tensor) else shown(result)
    require(pair, f"has_aux=True needs a function that returns (one number, something else), got {got}; leave it out")
    return result


def _fresh(x):
    if not type_of(x).is_float:
        raise GraphError(f"{shown(x)} has no derivatives; only f32 and f64 have")
    return identity(as_tensor(x))


def _found(y, has_aux):
    """What was found, and what to do about it."""
    if isinstance(y, (tuple, list, dict)):
        rest = (
            "the number comes first"
            if has_aux
            else "return that number alone, or (number, the rest) and write has_aux=True"
        )
        return f"{shown(y)}; {rest}"
    if not isinstance(y, Tensor):
        return f"{shown(y)}; return one of the tensors that it computes"
    return f"{y!r}; " + (
        "sum() it first, or write jacobian(...)" if y.shape else "convert(..., f32) what it is made of"
    )
