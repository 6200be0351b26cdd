"""Reverse-mode autodiff: read the equations backwards, and record what each is worth."""

from __future__ import annotations

import numpy as np

from ..core.graph import Graph, Tensor
from ..core.provenance import located, says_where
from ..core.trace import current_trace, is_tracing, trace
from ..core.tree import build, leaves, structure
from ..core.types import GraphError, as_element, f32, f64, is_python_number, require, shown, type_of
from ..ops import broadcast, constant, full, identity


class Adjoints:
    """The adjoint of x is how much the ys change, weighed by their seeds, when x does: sum of seed * dy/dx.

    y: a tensor, or a list of tensors.   seed: a tensor or a number for y, or a list of them.
    since: equations before that number in the trace are not read; what they made counts as given.
    adjoints[x] is the adjoint of x, a tensor of the same type; zeros if no y depends on x.
    It is called dx if the seed is 1, and adjoint_x if it is another.
    The rules record ordinary ops, so adjoints can be printed, compiled and differentiated again.
    Raises GraphError where a rule is missing.   Source: nGraph, "Derive a trainable model", Backprop.
    """

    @says_where("Adjoints")
    def __init__(self, y, seed=1.0, *, since=0):
        self._trace = current_trace()
        self._of: dict[Tensor, Tensor] = {}
        ys, seeds = (y, seed) if isinstance(y, (list, tuple)) else ([y], [seed])
        if not isinstance(seeds, (list, tuple)):
            seeds = [seeds] * len(ys)
        require(len(ys) == len(seeds), f"found {len(ys)} tensors, but {len(seeds)} seeds")
        plain = all(is_python_number(seed) and seed == 1 for seed in seeds)
        self._prefix = "d" if plain else "adjoint_"  # dh is dy/dh, and nothing else is called so
        equations = self._trace.equations[since:]  # a copy: those recorded from here on are adjoints
        for y, seed in zip(ys, seeds, strict=True):
            self._add(y, self._seed(y, seed))  # a y that another y depends on keeps its seed and gains the rest
        outer = self._trace.origin
        try:
            for eqn in reversed(equations):
                if eqn.output in self._of:  # and all that uses it has been seen, so its adjoint is complete
                    self._name(eqn.output)
                    self._pass_on(eqn)
        finally:
            self._trace.origin = outer
        for x in self._trace.inputs:
            if x in self._of:
                self._name(x)

    @says_where("adjoints[x]")
    def __getitem__(self, x):
        """The adjoint of x."""
        self._check(x)
        if x not in self._of:
            self._of[x] = full(x.shape, 0.0, x.dtype)
        return self._of[x]

    def _pass_on(self, eqn):
        """Add to the adjoint of each input what the adjoint of the output is worth to it."""
        self._trace.origin = eqn.line, eqn.output.name
        try:
            if not eqn.op.has_adjoint:
                return
            dxs = eqn.op.adjoint_rule(self._of[eqn.output], eqn.output, *eqn.inputs, **eqn.params)
            if not isinstance(dxs, (tuple, list)) or len(dxs) != len(eqn.inputs):
                found = f"{len(dxs)}" if isinstance(dxs, (tuple, list)) else f"a {type(dxs).__name__}"
                raise GraphError(
                    f"the adjoint rule must return a tuple of {len(eqn.inputs)}, one for each input, found {found}"
                )
            for x, dx in zip(eqn.inputs, dxs, strict=True):
                if dx is not None:
                    self._add(x, dx)
        except GraphError as problem:
            raise located(problem, eqn.op.name, eqn.line) from None

    def _add(self, x, dx):
        if not isinstance(dx, Tensor) or dx.type != x.type:
            raise GraphError(f"the adjoint of {x!r} came out as {type_of(dx)}; the rule is wrong")
        self._of[x] = self._of[x] + dx if x in self._of else dx

    def _name(self, x):
        """dh for the adjoint of h, or adjoint_h for another seed than 1; params.dW0 for that of params.W0."""
        if not x.name.startswith("%"):
            head, dot, last = x.name.rpartition(".")
            self._trace.rename(self._of[x], f"{head}{dot}{self._prefix}{last}")

    def _check(self, x):
        if not isinstance(x, Tensor) or not self._trace.knows(x):
            raise GraphError(f"{shown(x)} is no tensor of {self._trace.name}")
        if not x.type.is_float:
            raise GraphError(f"{x!r} has no derivatives; only f32 and f64 have")

    def _seed(self, y, seed):
        self._check(y)
        if not isinstance(seed, Tensor):
            seed = constant(as_element(seed, y.dtype) if is_python_number(seed) else seed)
        if seed.dtype is not y.dtype or seed.shape not in ((), y.shape):
            raise GraphError(f"the seed must have the type of {y!r}, or be one {y.type.element}, found {seed.type}")
        return seed if seed.shape == y.shape else broadcast(seed, y.shape)


@says_where("grad")
def value_and_grad(function, wrt=0):
    """A function that returns function(*args) and its gradient for argument wrt (or for several, as a tuple).

    function must return one number, f32[] or f64[].  An argument may be a container; its gradient nests alike.
    On tensors the derivative is recorded; so it is on numbers and arrays, if function reads tensors of the open trace.
    Otherwise it is computed at once.
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
        args, before = list(args), current_trace().mark()
        for i in several:
            # A new name for each argument: if it is also used from outside the call, that use is not differentiated.
            args[i] = build(structure(args[i]), [_fresh(x) for x in leaves(args[i])])
        y = function(*args)
        y = constant(y) if isinstance(y, np.ndarray) else y  # what a grad inside gave that reads nothing from outside
        number = isinstance(y, Tensor) and y.shape == () and y.type.is_float
        require(number, f"needs a function that returns one number, got {_found(y)}")
        adjoints = Adjoints(y, since=before.equations)
        grads = tuple(build(structure(args[i]), [adjoints[x] for x in leaves(args[i])]) for i in several)
        both = y, grads if isinstance(wrt, tuple) else grads[0]
        return _numbers_if_closed(both, before) if at_numbers else both

    return _called_like(derived, function, "value_and_grad_of")


def grad(function, wrt=0):
    """A function that returns the gradient of function for its argument wrt; see value_and_grad."""
    both = value_and_grad(function, wrt)

    def derived(*args, **named):
        return both(*args, **named)[1]

    return _called_like(derived, function, "grad_of")


def _numbers_if_closed(results, before):
    """The results as arrays, if nothing recorded since then reads what is older; they leave the trace as it was."""
    equations, flat = current_trace().equations[before.equations :], leaves(results)
    made = {eqn.output for eqn in equations}
    if not all(x in made for x in (*flat, *(x for eqn in equations for x in eqn.inputs))):
        return results
    current_trace().back_to(before)
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
    """What it is, and what to do about it."""
    if not isinstance(y, Tensor):
        return f"{shown(y)}; return one of the tensors that it computes"
    return f"{y!r}; " + ("sum() it first" if y.shape else "convert(..., f32) what it is made of")
