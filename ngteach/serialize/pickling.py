"""What a graph is in a pickle, and in a copy: the same equations, whose ops are names.

A pickle of Python's may run anything while it is loaded: load only what you trust, and take JSON for the rest.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import MappingProxyType

import numpy as np

from ..core.calling.errors import GraphError
from ..core.calling.registry import OPS
from ..core.graph import Equation, Graph, Tensor
from ..core.op import Op
from ..core.provenance import SourceLine
from ..core.trace import Trace
from ..core.types import ElementType, TensorType, element_type


def _tensor(x):
    return Tensor, (x.type, x.name)


def _graph(g):
    return Graph, (g.name, g.inputs, g.equations, g.outputs, g.input_tree, g.output_tree)


def _equation(eqn):
    """NumPy forgets in a pickle which arrays may not be written to."""
    fixed = [name for name, v in eqn.params.items() if isinstance(v, np.ndarray) and not v.flags.writeable]
    return _equation_again, (eqn.output, eqn.op, eqn.inputs, dict(eqn.params), eqn.line, eqn.adjoint_of, fixed)


def _equation_again(output, op, inputs, params, line, adjoint_of, fixed):
    for name in fixed:
        params[name].flags.writeable = False
    return Equation(output, op, inputs, MappingProxyType(params), line, adjoint_of)


def _element(element):
    """Copied, or from a pickle, it is still the one object of its name."""
    return element_type, (element.name,)


def _type(t):
    return TensorType, (t.element, t.shape)


def _trace(trace):
    advice = "pickle or copy the graph instead, trace.graph(outputs)"
    raise GraphError(f"{trace.name} is still being written, so it can neither be pickled nor copied; {advice}")


def _op(op):
    """A built-in op is its name; a user's is the name of what stands in a module."""
    if not op.built_in and _in_module(op.__module__, op.__qualname__) is not op:
        advice = "define it at the top of a module, under its own name, and trace the graph again"
        raise GraphError(f"{op.name} cannot be pickled: {op.full_name} is not, or no longer, this op; {advice}")
    return _op_again, (op.full_name, op.__module__, op.__qualname__)


def _op_again(full_name, module, name):
    if full_name in OPS and OPS[full_name].built_in:
        return OPS[full_name]
    try:
        import_module(module)
    except ImportError as problem:
        raise GraphError(f"the pickle names the op {full_name}, which cannot be found: {problem}") from None
    found = _in_module(module, name)
    if not isinstance(found, Op):
        raise GraphError(f"the pickle names the op {name} of {module}, which has none; define it there, at the top")
    return found


def _in_module(module, name):
    """What that name stands for in a module that is imported; None if there is no such thing."""
    found = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def _line_again(line, state):
    """Pickles of earlier versions know no calls."""
    for name, value in zip(("file", "number", "calls"), [*state, ()], strict=False):
        object.__setattr__(line, name, value)  # it is frozen


def _itself(x, memo=None):
    """What never changes need not be copied; and a copy of a tensor would be one that no graph knows."""
    return x


_PARTS = {Tensor: _tensor, Equation: _equation, Graph: _graph, Op: _op}
for _kind, _parts in _PARTS.items():
    for _name, _function in (("__reduce__", _parts), ("__copy__", _itself), ("__deepcopy__", _itself)):
        setattr(_kind, _name, _function)
SourceLine.__setstate__ = _line_again  # type: ignore[attr-defined]
for _kind, _parts in ((ElementType, _element), (TensorType, _type), (Trace, _trace)):
    setattr(_kind, "__reduce__", _parts)  # noqa: B010
