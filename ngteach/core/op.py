"""An op: one thing a graph can do.

An op is a few facts, written side by side:

    the type rule   the types of the inputs -> the type of the output; also its name and its docstring
    forward         arrays, parameters, out= -> an array: NumPy's own function where NumPy has it
    adjoint         dy, y, inputs, parameters -> what dy contributes to the adjoint of each input: a vector-Jacobian
                    product (VJP)
    kind            "elementwise" if each element of the output needs only the same element of the inputs, "view" if
                    the output looks at the memory of its input, "effect" if it runs to be seen, else "compute"
    prepare         what the front end does to the arguments before they are recorded: broadcasting, negative axes
    numpy           NumPy's functions that record this op when they are called on tensors

Called with types, an op checks and infers; with arrays, it computes; with tensors, it records.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .calling.errors import GraphError
from .calling.memory import in_room
from .calling.numbers import as_array
from .calling.registry import OPS, is_sealed, register
from .calling.signature import Signature
from .graph import Tensor
from .provenance import F, located
from .trace import current_trace, is_tracing
from .types import ElementType, TensorType, type_of

_UNDECLARED = object()


class Op:
    """One thing a graph can do; call it like a function."""

    def __init__(self, infer, forward, kind="compute", adjoint=_UNDECLARED, prepare=None, numpy=()):
        self.name = self.__name__ = infer.__name__
        self.__module__, self.__qualname__ = infer.__module__, infer.__qualname__
        self.__doc__, self.__wrapped__ = infer.__doc__, infer
        self.infer, self.forward, self.kind, self.prepare = infer, forward, kind, prepare
        self.adjoint_rule = adjoint
        self.built_in = not is_sealed()
        self._signature = Signature(infer)
        register(self, numpy)

    @property
    def full_name(self):
        """The name that is unique: a built-in op's own, or module and name of a user's op."""
        return self.name if self.built_in else f"{self.__module__}.{self.__qualname__}"

    def __call__(self, *inputs: Any, **params: Any) -> Any:
        try:
            inputs, params = self.arguments(inputs, params)
            if _recording(inputs):
                return current_trace(inputs).record(self, _tensors(inputs), params)
            inferred = self.infer(*[type_of(x) for x in inputs], **params)
            if any(isinstance(x, (TensorType, ElementType)) for x in inputs):
                return inferred
            with np.errstate(all="ignore"):
                return np.asarray(self.compute(inferred, [as_array(x) for x in inputs], params))
        except GraphError as problem:
            raise located(problem, self.name) from None

    def arguments(self, inputs, params):
        """Inputs and parameters in one standard form: for a matrix, sum(x, -1) becomes sum(x, axis=(1,))."""
        inputs, params = self._signature.split(inputs, params)
        return self.prepare(inputs, params) if self.prepare else (inputs, params)

    def rebind(self, eqn, inputs):
        """An equation of this op on other inputs: arrays are computed, tensors recorded."""
        if _recording(inputs):
            return current_trace(inputs).record(self, _tensors(inputs), dict(eqn.params), like=eqn)
        return self.compute(eqn.output.type, inputs, eqn.params)

    def compute(self, type, arrays, params):
        """forward(*arrays, **params); GraphError if the result, of this type, cannot fit in memory."""
        nbytes = 0 if self.kind == "view" else type.nbytes
        return in_room(type, nbytes, self.forward, *arrays, **params)  # calls forward

    def adjoint(self, rule: F) -> F:
        """Decorator that sets adjoint_rule: rule(dy, y, *inputs, **params) -> a tensor (or None) for each input."""
        if self.built_in and is_sealed():
            advice = f"write an op of your own: @op(forward=...) def my_{self.name}(...)"
            raise located(GraphError(f"{self.name} is built in, and keeps its adjoint rule; {advice}"))
        self.adjoint_rule = rule
        return rule

    @property
    def has_adjoint(self) -> bool:
        """False if it was declared that no gradient passes (adjoint=None); GraphError if nothing was declared."""
        if self.adjoint_rule is _UNDECLARED:
            advice = f"write @{self.name}.adjoint, or adjoint=None if it is piecewise constant"
            raise GraphError(f"{self.name} has no adjoint rule; {advice}")
        return self.adjoint_rule is not None

    def __repr__(self):
        return self.name


def op(**facts: Any) -> Callable[[Callable[..., Any]], Op]:
    """Decorator: make an op out of its type rule.

    >>> @ng.op(forward=np.sinh, kind="elementwise")
    ... def sinh(x):
    ...     return ng.floats(x)
    >>> sinh(np.zeros(2))
    array([0., 0.])
    """
    return lambda infer: Op(infer, **facts)


def _recording(inputs):
    """Is this for the open trace?  An op without inputs, such as constant, is whenever there is one."""
    return any(isinstance(x, Tensor) for x in inputs) if inputs else is_tracing()


def _tensors(inputs):
    """The inputs, where an array among tensors becomes a constant of the graph."""
    return [x if isinstance(x, Tensor) else _constant(x) for x in inputs]


def _constant(x):
    type_of(x)  # refuses a list
    return OPS["constant"](value=x)  # by name, for the file that defines it imports this one
