"""Reverse-mode autodiff: read the equations backwards, and record what each contributes to the adjoints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Tensor
from ..core.provenance import located, says_where
from ..core.trace import current_trace
from ..core.types import f32, type_of
from ..ops import broadcast, constant, convert, full
from .notices.doubts import Doubts

_UNASKED = type("Unasked", (float,), {})(1.0)  # the seed 1.0 of those who gave none


class Adjoints:
    """The adjoint of x: the derivative of sum(seed * y), over all ys and their elements, with respect to x.

    y: a tensor, or a list of tensors.   seed: a tensor or a number for y, or a list of them.
    since: equations before that number in the trace are ignored; their outputs are treated as inputs.
    wrt: tensors; if they are given, what depends on none of them is ignored, and need not have a rule.
    adjoints[x] is the adjoint of x, a tensor of the same type; zeros if no y depends on x.
    It is named dx if every seed is the number 1, otherwise adjoint_x; where several tensors share an adjoint, as the
    inputs of an add do, it has the name that came first.
    The rules record ordinary ops, so adjoints can be printed, compiled and differentiated again.
    Raises GraphError where a rule is missing.   Source: nGraph, "Derive a trainable model", Backprop.

    >>> ng.trace(lambda x: ng.Adjoints(x * x)[x], ng.f32)
    graph(x: f32[])
      %0: f32[] = multiply(x, x)
      %1: f32[] = constant(value=1.0)
      %2: f32[] = multiply(%1, x)
      %3: f32[] = multiply(%1, x)
      dx: f32[] = add(%2, %3)
      return dx
    """

    @says_where("Adjoints")
    def __init__(
        self, y: Tensor | Sequence[Tensor], seed: Any = _UNASKED, *, since: int = 0, wrt: Sequence[Tensor] | None = None
    ) -> None:
        self._trace = current_trace()
        self._adjoints: dict[Tensor, Tensor] = {}
        equations = self._trace.equations[since:]  # a copy: those recorded from here on are adjoints
        if wrt is not None:
            found = depending_on(equations, wrt)
            equations = [eqn for eqn in equations if eqn.output in found]
        pairs = _with_seeds(y, seed)
        plain = all(is_python_number(start) and start == 1 for _, start in pairs)
        self._prefix = "d" if plain else "adjoint_"  # dh is dy/dh, and nothing else is called so
        for target, start in pairs:
            self._check(target)
            self._add(target, _as_seed(start, target))  # if another y depends on this one, its contribution is added
        origin = self._trace.origin
        try:
            for eqn in reversed(equations):
                # Whatever uses the output comes later, and has been walked over: its adjoint is complete.
                if eqn.output in self._adjoints:  # otherwise no y depends on it
                    self._name(eqn.output)
                    self._pass_on(eqn)
        finally:
            self._trace.origin = origin
        known = {*self._trace.inputs, *(eqn.output for eqn in equations)}
        if known.issuperset(self._adjoints):  # otherwise y may depend on an input through what was ignored, too
            for x in self._trace.inputs:
                if x in self._adjoints:
                    self._name(x)
        self.doubts = Doubts(self._trace, equations, self._adjoints, pairs, _UNASKED)

    def _pass_on(self, eqn):
        """Add to the adjoint of each input what the adjoint of the output contributes to it."""
        self._trace.origin = eqn.line, eqn.output  # what is recorded from here on is marked as the adjoint of this one
        try:
            if eqn.op.has_adjoint:
                dxs = eqn.op.adjoint_rule(self._adjoints[eqn.output], eqn.output, *eqn.inputs, **eqn.params)
                for x, dx in zip(eqn.inputs, _one_each(dxs, eqn), strict=True):
                    if dx is not None:
                        self._add(x, dx)
        except GraphError as problem:
            raise located(problem, eqn.op.name, eqn.line) from None

    def _add(self, x, dx):
        """A tensor that is used several times gets the sum of all contributions."""
        if not isinstance(dx, Tensor) or dx.type != x.type:
            raise GraphError(f"the adjoint of {x!r} came out as {type_of(dx)}; the rule is wrong")
        self._adjoints[x] = _plus(self._adjoints[x], dx) if x in self._adjoints else dx

    @says_where("adjoints[x]")
    def __getitem__(self, x: Tensor) -> Tensor:
        """The adjoint of x."""
        self._check(x)
        self.doubts.about(x)
        if x not in self._adjoints:
            self._adjoints[x] = full(x.shape, 0.0, x.dtype)
        return self._adjoints[x]

    def _name(self, x):
        """dh for the adjoint of h, or adjoint_h for another seed than 1; params.dW0 for that of params.W0."""
        if not x.name.startswith("%"):
            head, dot, last = x.name.rpartition(".")
            self._trace.rename(self._adjoints[x], f"{head}{dot}{self._prefix}{last}")

    def _check(self, x):
        if not isinstance(x, Tensor) or x not in self._trace.producer:
            raise GraphError(f"{shown(x)} is not a tensor of {self._trace.name}")
        if not x.type.is_float:
            raise GraphError(f"{x!r} has no derivatives; only f32 and f64 have")


def depending_on(equations, inputs):
    """The tensors that depend on these inputs, and these."""
    found = set(inputs)
    for eqn in equations:
        if not found.isdisjoint(eqn.inputs):
            found.add(eqn.output)
    return found


def _plus(x, y):
    """x + y; of f16, which is only stored, in f32."""
    return x + y if x.type.is_float else convert(convert(x, f32) + convert(y, f32), x.dtype)


def _with_seeds(y, seed):
    """[(y, its seed)] for one y, or for several."""
    ys, seeds = (y, seed) if isinstance(y, (list, tuple)) else ([y], [seed])
    if not isinstance(seeds, (list, tuple)):
        seeds = [seeds] * len(ys)
    require(len(ys) == len(seeds), f"found {len(ys)} tensors, but {len(seeds)} seeds")
    return list(zip(ys, seeds, strict=True))


def _as_seed(seed, y):
    """The seed as a tensor of the type of y."""
    if not isinstance(seed, Tensor):
        seed = constant(as_element(seed, y.dtype) if is_python_number(seed) else seed)
    if seed.dtype is not y.dtype or seed.shape not in ((), y.shape):
        raise GraphError(f"the seed must have the type of {y!r}, or be one {y.type.element}, found {seed.type}")
    return seed if seed.shape == y.shape else broadcast(seed, y.shape)


def _one_each(dxs, eqn):
    """What an adjoint rule returned: one for each input."""
    listed = isinstance(dxs, (tuple, list))
    if not listed or len(dxs) != len(eqn.inputs):
        found = f"{len(dxs)}" if listed else f"a {type(dxs).__name__}"
        wanted = f"a tuple of {len(eqn.inputs)}, one for each input"
        raise GraphError(f"the adjoint rule must return {wanted}, found {found}")
    return dxs
