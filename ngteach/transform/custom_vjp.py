"""custom_vjp: a function with a derivative of one's own, which autodiff takes in place of that of its equations."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from functools import partial, update_wrapper
from typing import Any

from ..core.calling.containers import leaves_like, structure
from ..core.calling.contexts import in_own_context
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.examples import argument_labels, plain_name
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.tree import build, leaves, paths
from ..ops import constant, full
from .closure import Inner, are_numbers, as_tensor, at_numbers, close
from .dead_code import prune, without_effects
from .with_rule import nameless, with_rule

_DEEPEST = 3
# The functions whose rules are recorded now.
_within: ContextVar[tuple[CustomVJP, ...]] = ContextVar("ngteach_custom_vjp", default=())


@says_where("custom_vjp")
def custom_vjp(function: Callable[..., Any]) -> CustomVJP:
    """Decorator: function, whose derivative is given by f.defvjp(fwd, bwd).

        fwd(*args) -> (y, residuals)    y as function computes it, and whatever bwd needs
        bwd(residuals, dy) -> gradients    a tuple with one for each argument, nested like it; None for zeros

    dy nests as y does, with None for what has no derivatives.  Arguments and results may be containers; what is no
    tensor may be given by name, and is passed on to fwd.  What function, fwd and bwd compute with must be an argument.
    fwd may call f, whose derivatives are then those of the rule again, up to the third.  A rule should be linear in dy;
    where it is not, as one that clips, forward mode takes it as it is for a small dy.
    Source: jax.custom_vjp.

    >>> @ng.custom_vjp
    ... def rounded(x):
    ...     return ng.rint(x)
    >>> rounded.defvjp(lambda x: (ng.rint(x), ()), lambda residuals, dy: (dy,))
    >>> ng.grad(lambda x: rounded(x) ** 2)(2.6)
    array(6.)
    """
    require(callable(function), f"found {shown(function)}, wanted a function; write @custom_vjp above its def")
    return CustomVJP(function)


class CustomVJP:
    """A function with a rule for its adjoint; call it like the function."""

    def __init__(self, function):
        update_wrapper(self, function)
        self.function, self.name = function, plain_name(function, "custom_vjp")
        self.fwd: Callable[..., Any] | None = None
        self.bwd: Callable[..., Any] | None = None
        self._call = says_where("custom_vjp" if self.name == "graph" else self.name)(self._record)  # that of a lambda

    def __repr__(self):
        return f"custom_vjp({self.name})"

    @says_where("defvjp")
    def defvjp(self, fwd: Callable[..., Any], bwd: Callable[..., Any]) -> None:
        """Give the rule: fwd(*args) -> (y, residuals), and bwd(residuals, dy) -> a gradient for each argument."""
        for part, name in ((fwd, "fwd"), (bwd, "bwd")):
            require(callable(part), f"{name} is a function, found {shown(part)}; write {self.name}.defvjp(fwd, bwd)")
        self.fwd, self.bwd = fwd, bwd

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._call(*args, **named)

    def _record(self, *args, **named):
        if self.fwd is None or self.bwd is None:
            raise GraphError(f"has no rule for its adjoint; write {self.name}.defvjp(fwd, bwd) after its def")
        values = leaves(args)
        if are_numbers(values):
            return at_numbers(self, args, named)
        depth = _within.get().count(self)
        if depth == _DEEPEST:
            return self.function(*args, **named)
        closed = close(self.function, args, **named)
        if depth:  # what is watched in the function is shown where that is called
            closed = replace(closed, graph=without_effects(closed.graph))
        _require_closed(closed.outside, "the function")
        return with_rule(closed, values, partial(self._rule, closed, named))

    @in_own_context
    def _rule(self, closed, named):
        """The graph (*arguments, a seed for each float result) -> the gradient of each float argument."""
        _within.set((*_within.get(), self))  # in the context of this call alone; fwd may call self
        results, names = closed.graph.output_tree, argument_labels(self, len(closed.arguments.children), named)
        t = Inner(f"{self.name}_vjp")
        with t:
            xs = [t.input(x.type, x.name) for x in closed.inputs]
            dys = [t.input(y.type, "dy") if y.type.is_float else None for y in closed.graph.outputs]
            returned = self.fwd(*build(closed.arguments, xs), **named)
            pair = isinstance(returned, (tuple, list)) and len(returned) == 2
            require(pair, f"fwd must return (y, residuals), found {_found(returned)}")
            _require_results(returned[0], closed.graph)
            dxs = self.bwd(returned[1], build(results, dys))
            flat = [t.inside(dx) for dx in _gradients(dxs, closed.arguments, xs, names)]
            graph = t.graph(nameless(flat), input_tree=structure(tuple(t.inputs)))
        _require_closed(t.outside, "its rule")
        return prune(graph)


def _require_closed(outside, who):
    for x in outside:
        raise GraphError(f"{who} reads {x!r} from outside, which would get no gradient; pass it as an argument")


def _require_results(y, graph):
    """Raise GraphError unless fwd gives what the function gives."""
    found = leaves_like(graph.output_tree, y, "fwd's y")
    for value, wanted, path in zip(found, graph.outputs, paths(graph.output_tree), strict=True):
        value = as_tensor(value)
        fits = isinstance(value, Tensor) and value.type == wanted.type
        where = f" for result {path}" if path else ""
        require(fits, f"fwd gives {_found(value)}{where}, but the function gives {wanted.type}")


def _gradients(found, arguments, xs, names):
    """The gradient of each float argument, checked."""
    count = len(arguments.children)
    if not isinstance(found, (tuple, list)) or len(found) != count:
        wanted = f"a tuple of {count}, one gradient for each argument ({', '.join(names)})"
        raise GraphError(f"bwd must return {wanted}, found {_found(found)}")
    flat = []
    for dx, tree, name in zip(found, arguments.children, names, strict=True):
        flat += [None] * tree.size if dx is None else leaves_like(tree, dx, f"the gradient of {name}")
    return [_gradient(dx, x) for dx, x in zip(flat, xs, strict=True) if x.type.is_float or not _is_none(dx, x)]


def _is_none(dx, x):
    require(dx is None, f"bwd gives a gradient for {x!r}, which has no derivatives; return None for it")
    return True


def _gradient(dx, x):
    if dx is None:
        return full(x.shape, 0.0, x.dtype)
    dx = constant(as_element(dx, x.type.element)) if is_python_number(dx) else as_tensor(dx)
    fits = isinstance(dx, Tensor) and dx.type == x.type
    require(fits, f"bwd gives {_found(dx)} as the gradient of {x!r}, which must have its type")
    return dx


def _found(x):
    """What was returned, for a message."""
    if isinstance(x, (tuple, list)):
        return f"{len(x)} of them"
    return str(x.type) if isinstance(x, Tensor) else shown(x)
