"""Reverse-mode autodiff: read the equations backwards, and record what each is worth."""

from __future__ import annotations

from .graph import Tensor
from .ops import broadcast, constant, full, identity
from .tracing import current_trace, is_tracing, trace
from .tree import build, leaves, structure
from .types import GraphError, as_element, is_python_number, require, type_of


class Adjoints:
    """The adjoint of x is how much the ys change, weighed by their seeds, when x does: sum of seed * dy/dx.

    y: a tensor, or a list of tensors.   seed: a tensor or a number for y, or a list of them.
    adjoints[x] is the adjoint of x, a tensor of the same type; zeros if no y depends on x.
    The rules record ordinary ops, so adjoints can be printed, compiled and differentiated again.
    Raises GraphError where a rule is missing.   Source: nGraph, "Derive a trainable model", Backprop.
    """

    def __init__(self, y, seed=1.0):
        self._trace = current_trace()
        self._of: dict[Tensor, Tensor] = {}
        ys, seeds = (y, seed) if isinstance(y, (list, tuple)) else ([y], [seed])
        if not isinstance(seeds, (list, tuple)):
            seeds = [seeds] * len(ys)
        require(len(ys) == len(seeds), f"Adjoints: found {len(ys)} tensors, but {len(seeds)} seeds")
        equations = tuple(self._trace.equations)  # those recorded from here on are adjoints
        for y, seed in zip(ys, seeds, strict=True):
            self._add(y, self._seed(y, seed))  # a y that another y depends on keeps its seed and gains the rest
        try:
            for eqn in reversed(equations):
                dy = self._of.get(eqn.output)
                if dy is not None and eqn.op.has_adjoint:
                    self._name(eqn.output)  # all that uses eqn.output has been seen
                    self._trace.origin = eqn.line, eqn.output.name
                    dxs = eqn.op.adjoint_rule(dy, eqn.output, *eqn.inputs, **eqn.params)
                    for x, dx in zip(eqn.inputs, dxs, strict=True):
                        if dx is not None:
                            self._add(x, dx)
        finally:
            self._trace.origin = None
        for x in self._trace.inputs:
            if x in self._of:
                self._name(x)

    def __getitem__(self, x):
        """The adjoint of x."""
        require(isinstance(x, Tensor) and self._trace.knows(x), f"adjoints[x]: {x!r} is no tensor of {self._trace.name}")
        require(x.type.is_float, f"adjoints[x]: {x!r} has no derivatives; only f32 and f64 have")
        if x not in self._of:
            self._of[x] = full(x.shape, 0.0, x.dtype)
        return self._of[x]

    def _add(self, x, dx):
        require(dx.type == x.type, f"the adjoint of {x!r} came out as {dx.type}; its rule is wrong")
        self._of[x] = self._of[x] + dx if x in self._of else dx

    def _name(self, x):
        """The adjoint of h is called dh, the adjoint of params.W0 params.dW0; what has no name gives none."""
        if not x.name.startswith("%"):
            head, dot, last = x.name.rpartition(".")
            self._trace.rename(self._of[x], f"{head}{dot}d{last}")

    def _seed(self, y, seed):
        require(isinstance(y, Tensor) and self._trace.knows(y), f"Adjoints: {y!r} is no tensor of {self._trace.name}")
        require(y.type.is_float, f"Adjoints: {y!r} has no derivatives; only f32 and f64 have")
        if not isinstance(seed, Tensor):
            seed = constant(as_element(seed, y.dtype) if is_python_number(seed) else seed)
            seed = seed if seed.shape == y.shape or seed.shape != () else broadcast(seed, y.shape)
        require(seed.type == y.type, f"Adjoints: the seed must have the type of {y!r}, found {seed!r}")
        return seed


def value_and_grad(function, wrt=0):
    """A function that returns function(*args) and its gradient for argument wrt (or for several, as a tuple).

    function must return one number, f32[] or f64[].  An argument may be a container; its gradient nests alike.
    On tensors the derivative is recorded; on arrays it is traced and computed at once.
    """

    def derived(*args):
        if not any(isinstance(x, Tensor) for x in leaves(args)):
            return _computed(derived, args)
        several = wrt if isinstance(wrt, tuple) else (wrt,)
        for i in several:
            require(-len(args) <= i < len(args), f"grad: there is no argument {i}, only {len(args)}")
        args = list(args)
        for i in several:
            # A new name for each argument: if it is also used from outside the call, that use is not differentiated.
            args[i] = build(structure(args[i]), [identity(_tensor(x)) for x in leaves(args[i])])
        y = function(*args)
        number = isinstance(y, Tensor) and y.shape == () and y.type.is_float
        require(number, f"grad needs a function that returns one number, got {y!r}; sum() it first")
        adjoints = Adjoints(y)
        grads = tuple(build(structure(args[i]), [adjoints[x] for x in leaves(args[i])]) for i in several)
        return y, grads if isinstance(wrt, tuple) else grads[0]

    derived.__name__ = f"value_and_grad_of_{getattr(function, '__name__', 'function')}"
    return derived


def grad(function, wrt=0):
    """A function that returns the gradient of function for its argument wrt; see value_and_grad."""

    def derived(*args):
        return value_and_grad(function, wrt)(*args)[1]

    derived.__name__ = f"grad_of_{getattr(function, '__name__', 'function')}"
    return derived


def _computed(derived, args):
    return trace(derived, *args)(*args)


def _tensor(x):
    return x if isinstance(x, Tensor) else constant(x)
