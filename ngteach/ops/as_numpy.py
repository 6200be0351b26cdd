"""NumPy's functions called on tensors: np.sum(x, 0, None, None, True) is read as NumPy reads it, then recorded."""

from __future__ import annotations

from functools import cache

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.registry import BY_NUMPY
from ..core.op import Op
from .advice import no_room, unknown, wrong_call
from .without_op import full_name

_STORING = (np.copyto, np.put, np.place, np.putmask, np.put_along_axis, np.fill_diagonal)


def called(function, args, params):
    """What NumPy's function means on tensors: the op, or the function made of ops, that has its name."""
    if function is np.where and len(args) + len(params) == 1:
        function = np.nonzero  # which it is, with the condition alone
    known, name = BY_NUMPY.get(function), function.__name__
    if function in _STORING:
        same = name in ("fill_diagonal", "put_along_axis")
        write = f"write ng.{name}(...)" if same else "write where(), broadcast() or stack()"
        raise no_room(name, f"{write} and use the result")
    if known is None:
        raise unknown(full_name(function))
    try:
        inputs, params = arguments(function, args, params)
        return known(*inputs, **params)
    except TypeError as problem:  # a parameter of NumPy's that ours does not have
        if isinstance(known, Op) or isinstance(problem, GraphError):
            raise
        raise wrong_call(f"np.{name}", known, problem) from None


def arguments(function, args, params):
    """(what has to be given, by position; the rest by NumPy's names, without what is left at its default)."""
    signature = _signature(function)
    inputs, named = _bound(signature, args, params) if signature else (args, dict(params))
    if named.pop("out", None) is not None:
        raise no_room(function.__name__, "leave out= away and use the result")
    return inputs, named


def _bound(signature, args, params):
    inputs, named = [], {}
    for name, value in signature.bind(*args, **params).arguments.items():
        p = signature.parameters[name]
        if p.kind is p.VAR_POSITIONAL:
            inputs += value
        elif p.kind is p.VAR_KEYWORD:
            named |= value
        elif p.kind is p.POSITIONAL_ONLY or p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty:
            inputs.append(value)
        elif value is not np._NoValue and value is not p.default:
            named[name] = value
    return inputs, named


@cache
def _signature(function):
    """NumPy's own signature.  Before 2.4 its functions in C have none; they are taken as they are written."""
    from inspect import signature  # slow to load, and few programs call NumPy by name

    try:
        return signature(function)
    except ValueError:
        return None
