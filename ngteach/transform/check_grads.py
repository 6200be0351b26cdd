"""check_grads: is the slope that the adjoint rules give the one that differences measure?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..core.calling.containers import structure
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.notices import quietly
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Graph, Tensor, evaluate, replay
from ..core.provenance import located, says_where
from ..core.trace import trace
from ..core.tree import build, leaves
from ..core.types import ElementType, TensorType, f32
from ..ops.custom_vjp import custom_vjp
from .closure import types_of
from .differences import Precision, stages
from .grad import positions

_ONE_BY_ONE = 64  # so many elements are tried one by one, to find where it goes wrong


class _WrongSlope(GraphError, AssertionError):
    """An AssertionError too: what tests and their runners expect of a check."""


_WrongSlope.__name__ = _WrongSlope.__qualname__ = GraphError.__name__  # to a reader there is one kind of error


@says_where("check_grads")
def check_grads(
    function: Callable[..., Any],
    args: Sequence[Any],
    order: int = 2,
    *,
    wrt: int | tuple[int, ...] | None = None,
    step: float | None = None,
    rtol: float | None = None,
    atol: float = 0.0,
    seed: int = 0,
) -> float:
    """Compare the derivatives of function at args with central differences; returns the largest relative error.

    args: a tuple of numbers, arrays and containers of them.   order: 2 checks the derivative of the derivative, too.
    wrt: the number of the argument whose derivative is checked, or several; by default all that are floats.
    Each array x is moved along a random direction d: (f(x + step*d) - f(x - step*d)) / (2*step).  The elements of d are
    about as large as those of x.
    What the function returns is weighed with random numbers, so a rule that forgets dy is found out; from order 2 on,
    the derivative along these numbers is checked as well.  Backwards and forwards, jvp, must agree, too.
    step, rtol: by default 6e-6 and 1e-6 in f64; 5e-3 and 1e-2 in f32, where small mistakes are lost in the rounding.
    atol: added to what rtol and the rounding allow.   seed: of all that is random.
    Raises GraphError, here an AssertionError too, that says where the slopes differ, and whose rule is wrong, or what
    else may be the reason.
    Source: check_grads of Autograd and JAX.

    >>> ng.check_grads(lambda x, y: ng.sin(x) * y, (0.5, np.arange(3.0))) < 1e-8
    True
    """
    require(callable(function), f"found {shown(function)}, wanted a function; write check_grads(function, (x,))")
    advice = f"args is a tuple of the arguments, found {shown(args)}; write check_grads(function, (x,))"
    require(isinstance(args, (tuple, list)), advice)
    require(_is_whole(order) and order >= 1, f"the order is a whole number, 1 or more, found {shown(order)}")
    require(_is_whole(seed) and seed >= 0, f"a seed is a whole number, 0 or more, found {shown(seed)}")
    arrays = _as_arrays(args)
    graph = trace(function, *build(structure(tuple(args)), arrays))
    precision, checked = _precision(graph, step, rtol, atol), _checked(graph, args, wrt)
    with quietly():  # no user wrote these programs; and that a function is flat may be what is checked
        return _largest_error(graph, stages(graph, arrays, checked, order, seed), precision)


def _largest_error(graph, stages, precision):
    """Compare the slopes of all stages of the graph; GraphError where they differ."""
    worst = 0.0
    values: list[Graph] = []
    for stage in stages:
        values.insert(0, stage.value)
        for k, found in stage.slopes(precision):
            name = graph.inputs[k].name if k < len(graph.inputs) else "dy"
            if not found.is_close:
                raise _error(stage, k, name, found, precision, values)
            if not found.is_forward_close:
                told = f"backwards {found.rules:.6g}, forwards {found.forward:.6g}"
                raise _failed(stage, f"a random direction of {name}", told, "is each adjoint rule linear in dy?")
            worst = max(worst, found.error)
    return worst


def _as_arrays(args):
    """The numbers and arrays in args, as arrays; a Python float has the element type of the floats around it."""
    values = leaves(tuple(args))
    for x in values:
        require(
            not isinstance(x, (Tensor, TensorType, ElementType)), f"found {shown(x)}, wanted numbers to check it at"
        )
    types = types_of(values, [f"argument {i}" for i in range(len(values))])
    return [
        as_element(x, t.element) if is_python_number(x) else np.asarray(x) for x, t in zip(values, types, strict=True)
    ]


def _precision(graph, step, rtol, atol):
    for name, number in (("step", step), ("rtol", rtol), ("atol", atol)):
        good = isinstance(number, (int, float)) and not isinstance(number, bool) and 0 <= number < np.inf
        require(good or number is None, f"{name} is a number, 0 or more, found {shown(number)}")
    if any(x.dtype is f32.dtype for x in graph.tensors()):
        return Precision(1.2e-7, step or 5e-3, 1e-2 if rtol is None else rtol, atol or 0.0)
    return Precision(2.2e-16, step or 6e-6, 1e-6 if rtol is None else rtol, atol or 0.0)


def _checked(graph, args, wrt):
    """Where, among the inputs of the graph, those stand whose derivatives are checked."""
    chosen = range(len(args)) if wrt is None else positions(wrt, args)
    owners = [i for i, arg in enumerate(args) for _ in leaves(arg)]
    found = [k for k, x in enumerate(graph.inputs) if x.type.is_float and owners[k] in chosen]
    inputs = ", ".join(map(repr, graph.inputs))
    require(found, f"nothing to check among ({inputs}); only f32 and f64 have derivatives, so write 3.0, not 3")
    any_float = any(y.type.is_float for y in graph.outputs)
    require(any_float, f"{graph.name} returns neither f32 nor f64, so it has no derivatives")
    return found


def _is_whole(x):
    return isinstance(x, int) and not isinstance(x, bool)


# ---- what to say ------------------------------------------------------------


def _error(stage, k, name, found, precision, values):
    """The error: where, the two numbers, and why.   values: the functions of all orders so far, the latest first"""
    size = stage.arrays[k].size
    where = name if size == 1 else f"a random direction of {name}"
    if 1 < size <= _ONE_BY_ONE:
        index, worst = max(stage.slopes_of_elements(k, precision), key=lambda item: _badness(item[1]))
        if not worst.is_close:
            where, found = f"{name}[{', '.join(map(str, index))}]", worst
    told = f"the rules give {found.rules:.6g}, central differences {found.measured:.6g}"
    return _failed(stage, where, told, _reason(stage, k, found, precision, values))


def _failed(stage, where, told, why):
    what = {1: "slope", 2: "second derivative"}.get(stage.order, f"derivative of order {stage.order}")
    text = f"the {what} of a weighted sum of the results along {where}: {told}; {why}"
    error = _WrongSlope(str(located(GraphError(text), "check_grads")))
    error.located = True
    return error


def _badness(slope):
    return np.inf if np.isnan(slope.error) else slope.error


def _reason(stage, k, found, precision, values):
    """Whose rule is wrong; or that the differences cannot be trusted, and what to do about it."""
    eqn, graph = _guilty(stage, precision, values)
    place = _place(eqn, graph) if eqn else ""
    if not np.isfinite(found.rules) or not np.isfinite(found.measured):
        return f"look at {place}" if eqn else "why_nan() says where a NaN comes from"
    if eqn and not eqn.op.has_adjoint and not found.is_bent:
        return f"no gradient passes through {place}"
    original = dict(stage.slopes(precision))[k]
    for factor, because in ((1 / 16, "the function bends within the step"), (16, "rounding hides the slope")):
        step = float(f"{factor * precision.step:.0e}")
        other = dict(stage.slopes(replace(precision, step=step)))[k]
        if other.difference < 0.3 * original.difference:
            return f"{because}: write step={step:.0e}"
    if found.is_bent:
        sides = f"{found.left:.4g} on one side, {found.right:.4g} on the other"
        return f"{sides}: a kink{f' of {place}' if place else ''}, so check at another point"
    if not eqn:
        return "is a derivative stopped, or given by hand?"
    return f"the adjoint rule of {place} is wrong"


def _place(eqn, graph):
    """The op, the rule that recorded it, if one did, and the user's line."""
    of = graph.producer.get(eqn.adjoint_of)
    rule = f", in the adjoint rule of {of.op.name}" if of else ""
    name = eqn.params["rule"].name.removesuffix("_vjp") if eqn.op is custom_vjp else eqn.op.name
    return f"{name}{rule}" + (f" ({eqn.line.place})" if eqn.line else "")


def _guilty(stage, precision, values):
    """The first equation whose own slope is wrong, or else whose own second derivative, and its graph; or Nones."""
    for order, graph in enumerate(values, 1):
        env = replay(graph, stage.arrays, evaluate)
        for eqn in graph.equations:
            alone = Graph(eqn.op.name, tuple(dict.fromkeys(eqn.inputs)), (eqn,), (eqn.output,))
            floats = [i for i, x in enumerate(alone.inputs) if x.type.is_float]
            if floats and eqn.output.type.is_float:
                arrays = [np.asarray(env[x]) for x in alone.inputs]
                for one in stages(alone, arrays, floats, order, 0):
                    if not all(slope.is_close for _, slope in one.slopes(precision)):
                        return eqn, graph
    return None, None
