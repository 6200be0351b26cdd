"""Jacobians, Hessians, and Hessian-vector products: all derivatives at once, or along one direction.

A Jacobian holds the derivative of each result with respect to each argument.  Reverse mode gives a row of it for each
result, forward mode a column for each argument; vmap asks for all rows, or all columns, at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..core.calling.errors import require, shown
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.tree import build, leaves
from ..ops import moveaxis, reshape
from .closure import as_tensor, close_as, of_some
from .grad import called_like, grad, positions
from .jvp import jvp
from .linearize import linearize_of
from .vjp import require_derivatives, vjp_of
from .vmap import vmap


@says_where("jacobian")
def jacobian(
    function: Callable[..., Any], wrt: int | tuple[int, ...] = 0, mode: str | None = None
) -> Callable[..., Any]:
    """A function that returns all derivatives of function's results for argument wrt (or for several, as a tuple).

    For a result y and an argument x it is an array of shape (*y.shape, *x.shape); of containers these nest as the
    results do, and inside that as the argument does.
    mode: "forward" takes a pass for each element of the arguments, "reverse" one for each element of the results; all
    of them are done together, by vmap.  Without mode it is the one with fewer passes.
    Raises GraphError for arguments or results that have no derivatives.   Source: jax.jacfwd, jax.jacrev.

    >>> ng.jacobian(lambda x: x * x)(np.array([1.0, 2.0]))
    array([[2., 0.],
           [0., 4.]])
    """
    known = mode is None or isinstance(mode, str) and mode in ("forward", "reverse")
    require(known, f'mode is "forward" or "reverse", found {shown(mode)}')

    @says_where("jacobian")
    def derived(*args, **named):
        of_these, labels, xs = of_some(function, args, positions(wrt, args), named)
        closed = close_as(of_these, labels, xs)
        require_derivatives((*closed.inputs, *closed.graph.outputs))
        rows = _derivatives(closed, xs, mode)
        if any(isinstance(x, Tensor) for x in (*leaves(xs), *closed.outside)):
            rows = [[as_tensor(d) for d in row] for row in rows]  # of a linear function they are numbers
        nested = [build(closed.arguments, row) for row in rows]
        return build(closed.graph.output_tree, nested if isinstance(wrt, tuple) else [row[0] for row in nested])

    return called_like(derived, function, "jacobian_of")


@says_where("hessian")
def hessian(function: Callable[..., Any], wrt: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """A function that returns all second derivatives of function, which returns one number.

    It is the Jacobian of the gradient, and nests so: for x of shape s an array of shape (*s, *s).

    >>> ng.hessian(lambda x: x[0] * x[1])(np.array([1.0, 2.0]))
    array([[0., 1.],
           [1., 0.]])
    """
    return called_like(jacobian(grad(function, wrt), wrt), function, "hessian_of")


@says_where("hvp")
def hvp(function: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    """The Hessian of function at primals, times tangents, without the Hessian: the gradient's derivative along them.

    function returns one number.  For one primal the product nests as it does; for several it is a tuple.

    >>> ng.hvp(lambda x: ng.sum(x * x * x), (np.array([1.0, 2.0]),), (np.array([1.0, 0.0]),))
    array([6., 0.])
    """
    row = isinstance(primals, (tuple, list)) and isinstance(tangents, (tuple, list))
    require(row, "primals and tangents are tuples, with an entry for each argument; write hvp(function, (x,), (t,))")
    one = len(primals) == 1
    return jvp(grad(function, 0 if one else tuple(range(len(primals)))), primals, tangents)[1]


def _derivatives(closed, xs, mode):
    """A row for each result: its derivatives with respect to each leaf of the arguments."""
    inputs, outputs = closed.inputs, closed.graph.outputs
    if not inputs:
        return [[] for _ in outputs]
    few = sum(x.size for x in inputs) < sum(y.size for y in outputs)
    if mode == "forward" or mode is None and few:
        columns = vmap(linearize_of(closed, xs)[1])(*build(closed.arguments, _basis(inputs)))
        cut = [_cut(column, inputs) for column in leaves(columns)]
        return [
            [reshape(moveaxis(part, 0, -1), y.shape + x.shape) for part, x in zip(parts, inputs, strict=True)]
            for parts, y in zip(cut, outputs, strict=True)
        ]
    gradients = vmap(vjp_of(closed, xs)[1])(build(closed.graph.output_tree, _basis(outputs)))
    cut = [_cut(gradient, outputs) for gradient in leaves(gradients)]
    return [
        [reshape(parts[i], y.shape + x.shape) for parts, x in zip(cut, inputs, strict=True)]
        for i, y in enumerate(outputs)
    ]


def _basis(tensors):
    """For each tensor an array with one more axis: along it, all its elements in turn are 1, then those of the next."""
    total, first, found = sum(x.size for x in tensors), 0, []
    for x in tensors:
        found.append(np.eye(total, x.size, -first, x.dtype).reshape(total, *x.shape))
        first += x.size
    return found


def _cut(rows, tensors):
    """The rows that belong to each of the tensors."""
    first, found = 0, []
    for x in tensors:
        found.append(rows[first : first + x.size])
        first += x.size
    return found
