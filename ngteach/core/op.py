"""An op: one thing a graph can do.

An op is a few facts, written side by side:

    the type rule   the types of the inputs -> the type of the output; also its name and its docstring
    forward         arrays, parameters, out= -> an array: NumPy's own function where NumPy has it
    adjoint         dy, y, inputs, parameters -> what dy is worth to each input
    kind            what the executor may assume of it
    prepare         what the front end does to the arguments before they are recorded

Called with types, an op checks and infers; with arrays, it computes; with tensors, it records.
"""

from __future__ import annotations

import numpy as np

from .graph import Tensor
from .memory import in_room
from .provenance import located, says_where
from .trace import current_trace, is_tracing
from .types import ElementType, GraphError, TensorType, as_element, is_python_number, type_of

KINDS = (
    "elementwise",  # each element of the output needs only the same element of the inputs
    "view",  # the output looks at the memory of its input: nothing to compute
    "compute",  # anything else
)

OPS: dict[str, Op] = {}  # every op by its full name: "relu" is built in, "__main__.softplus" a user's
BY_NUMPY: dict = {}  # NumPy's function -> the op (or plain function) that records it

_kept: frozenset | None = None  # NumPy's functions that built-in ops record; None until seal()
_ASKING = (np.ufunc, type(np.sum))  # NumPy's functions, which ask a tensor among their arguments what to do
_UNDECLARED = object()


class Op:
    """One thing a graph can do; call it like a function.

    A user's op never stands in the place of a built-in one, whatever its name and its NumPy functions.  Defined again,
    as in a notebook cell that is run again, it replaces its own earlier version, except in graphs that have it already.
    """

    def __init__(self, infer, forward, kind="compute", adjoint=_UNDECLARED, prepare=None, numpy=()):
        code = infer.__code__
        self.built_in = _kept is None
        self.name = self.__name__ = infer.__name__
        self.__module__, self.__qualname__ = infer.__module__, infer.__qualname__
        self.__doc__, self.__wrapped__ = infer.__doc__, infer
        self.infer, self.forward, self.kind, self.prepare = infer, forward, kind, prepare
        self.adjoint_rule = adjoint
        self._count = None if code.co_flags & 0x04 else code.co_argcount  # 0x04: takes *inputs
        self._params = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        self._defaults = infer.__kwdefaults__ or {}
        before = OPS.get(self.full_name)
        if before is not None and before.infer.__code__ is not code:  # else it is made by the same def, in a loop
            for function in [f for f, known in list(BY_NUMPY.items()) if known is before]:
                del BY_NUMPY[function]
        OPS[self.full_name] = self
        asks = isinstance(forward, _ASKING)
        _recorded_by(self, (forward, *numpy) if asks else numpy)

    @property
    def full_name(self):
        """What tells it from all other ops: a built-in one's name, or the module and the name of a user's."""
        return self.name if self.built_in else f"{self.__module__}.{self.__qualname__}"

    def __call__(self, *inputs, **params):
        try:
            inputs, params = self.arguments(inputs, params)
            if _recording(inputs):
                return current_trace().record(self, _tensors(inputs), params)
            inferred = self.infer(*[type_of(x) for x in inputs], **params)
            if any(isinstance(x, (TensorType, ElementType)) for x in inputs):
                return inferred
            with np.errstate(all="ignore"):
                return np.asarray(self.compute(inferred, [_array(x) for x in inputs], params))
        except GraphError as problem:
            raise located(problem, self.name) from None

    def compute(self, y, arrays, params):
        """What forward makes of arrays; y is the type of the result."""
        nbytes = 0 if self.kind == "view" else y.nbytes
        return in_room(y, nbytes, self.forward, *arrays, **params)

    def again(self, eqn, inputs):
        """An equation of this op, with other inputs; its parameters are known to be good."""
        if _recording(inputs):
            return current_trace().record(self, _tensors(inputs), dict(eqn.params), like=eqn)
        return self.compute(eqn.output.type, inputs, eqn.params)

    def adjoint(self, rule):
        """Decorator: rule(dy, y, *inputs, **params) -> one tensor (or None) for each input."""
        if self.built_in and _kept is not None:
            advice = f"write an op of your own: @op(forward=...) def my_{self.name}(...)"
            raise located(GraphError(f"{self.name} is built in, and keeps its adjoint rule; {advice}"))
        self.adjoint_rule = rule
        return rule

    @property
    def has_adjoint(self):
        """True, False for a piecewise constant op (adjoint=None), or a GraphError if nobody said."""
        if self.adjoint_rule is _UNDECLARED:
            advice = f"write @{self.name}.adjoint, or adjoint=None if it is piecewise constant"
            raise GraphError(f"{self.name} has no adjoint rule; {advice}")
        return self.adjoint_rule is not None

    def __repr__(self):
        return self.name

    def arguments(self, inputs, params):
        """Inputs and parameters, told apart and made regular: sum(x, 1) is sum(x, axis=1)."""
        if params or self._params or len(inputs) != self._count:
            inputs, params = self._told_apart(inputs, params)
        return self.prepare(inputs, params) if self.prepare else (inputs, params)

    def _told_apart(self, inputs, params):
        count = len(inputs) if self._count is None else self._count
        extra, inputs = inputs[count:], inputs[:count]
        if len(extra) > len(self._params):
            raise GraphError(f"takes {_counted(count, 'input')}, got {len(inputs) + len(extra)}")
        for name, value in zip(self._params, extra, strict=False):
            if name in params:
                raise GraphError(f"got {name} twice")
            params[name] = value
        for name in params:
            if name not in self._params:
                known = f"it takes {', '.join(self._params)}" if self._params else "it takes none"
                raise GraphError(f"does not know the parameter {name}; {known}")
        if self._count is not None and len(inputs) < self._count:
            raise GraphError(f"takes {_counted(self._count, 'input')}, got {len(inputs)}")
        params = {**self._defaults, **params}
        missing = [p for p in self._params if p not in params]
        if missing:
            raise GraphError(f"needs {', '.join(missing)}")
        return inputs, params


def _recording(inputs):
    return any(isinstance(x, Tensor) for x in inputs) if inputs else is_tracing()


def _tensors(inputs):
    """The inputs; an array among tensors is a constant of the graph."""
    return [x if isinstance(x, Tensor) else _constant(x) for x in inputs]


def _array(x):
    return as_element(x, type_of(x).element) if is_python_number(x) else np.asarray(x)


def _constant(x):
    type_of(x)  # refuses a list
    return OPS["constant"](value=x)


def op(**facts):
    """Decorator: make an op out of its type rule."""
    return lambda infer: Op(infer, **facts)


def numpy_name(*functions):
    """Decorator for a function that is said with ops: these NumPy functions, called on tensors, are it."""

    def remember(function):
        function = says_where(function.__name__)(function)
        _recorded_by(function, functions)
        return function

    return remember


def _recorded_by(op, functions):
    """NumPy's functions, called on tensors, are this op from now on; but what is built in stays."""
    BY_NUMPY.update((function, op) for function in functions if _kept is None or function not in _kept)


def seal():
    """What there is by now is built in, and stays; the ops that follow are a user's."""
    global _kept
    _kept = frozenset(BY_NUMPY)


def _counted(n, word):
    return f"{n} {word}{'' if n == 1 else 's'}"
