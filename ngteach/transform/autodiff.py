"""Reverse-mode autodiff: read the equations backwards, and record what each contributes to the adjoints."""

from __future__ import annotations

from ..core.calling.errors import GraphError, require, shown
from ..core.calling.numbers import as_element, is_python_number
from ..core.graph import Tensor
from ..core.provenance import located, says_where
from ..core.trace import current_trace
from ..core.types import type_of
from ..ops import broadcast, constant, full


class Adjoints:
    """The adjoint of x says how the ys, weighted by their seeds, change with x: the sum of seed * dy/dx.

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
        equations = self._trace.equations[since:]  # a copy: those recorded from here on are adjoints
        pairs = _with_seeds(y, seed)
        plain = all(is_python_number(start) and start == 1 for _, start in pairs)
        self._prefix = "d" if plain else "adjoint_"  # dh is dy/dh, and nothing else is called so
        for one, start in pairs:
            self._check(one)
            self._add(one, _as_seed(start, one))  # a y that another y depends on keeps its seed and gains the rest
        outer = self._trace.origin
        try:
            for eqn in reversed(equations):
                if eqn.output in self._of:  # all that use it have been read, so its adjoint is complete
                    self._name(eqn.output)
                    self._read(eqn)
        finally:
            self._trace.origin = outer
        for x in self._trace.inputs:
            if x in self._of:
                self._name(x)

    def _read(self, eqn):
        """Add to the adjoint of each input what the adjoint of the output contributes to it."""
        self._trace.origin = eqn.line, eqn.output
        try:
            if eqn.op.has_adjoint:
                dxs = eqn.op.adjoint_rule(self._of[eqn.output], eqn.output, *eqn.inputs, **eqn.params)
                for x, dx in zip(eqn.inputs, _one_each(dxs, eqn), strict=True):
                    if dx is not None:
                        self._add(x, dx)
        except GraphError as problem:
            raise located(problem, eqn.op.name, eqn.line) from None

    def _add(self, x, dx):
        """A tensor that is used several times gets the sum of all contributions."""
        if not isinstance(dx, Tensor) or dx.type != x.type:
            raise GraphError(f"the adjoint of {x!r} came out as {type_of(dx)}; the rule is wrong")
        self._of[x] = self._of[x] + dx if x in self._of else dx

    @says_where("adjoints[x]")
    def __getitem__(self, x):
        """The adjoint of x."""
        self._check(x)
        if x not in self._of:
            self._of[x] = full(x.shape, 0.0, x.dtype)
        return self._of[x]

    def _name(self, x):
        """dh for the adjoint of h, or adjoint_h for another seed than 1; params.dW0 for that of params.W0."""
        if not x.name.startswith("%"):
            head, dot, last = x.name.rpartition(".")
            self._trace.rename(self._of[x], f"{head}{dot}{self._prefix}{last}")

    def _check(self, x):
        if not isinstance(x, Tensor) or x not in self._trace.producer:
            raise GraphError(f"{shown(x)} is no tensor of {self._trace.name}")
        if not x.type.is_float:
            raise GraphError(f"{x!r} has no derivatives; only f32 and f64 have")


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
