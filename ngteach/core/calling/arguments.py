"""Calls of a graph: arguments in, results out, and one error for all that does not fit.

Interpreter and compiler share it.
"""

from __future__ import annotations

import numpy as np

from ..provenance import located
from ..tree import build, leaves, nesting, paths
from ..types import TensorType, type_of
from .containers import is_flat, leaves_like
from .errors import GraphError, require, shown
from .memory import sharing
from .numbers import as_element, is_python_number


def receive(graph, args, out=None, named=()):
    """(values, targets): the arguments and the arrays of out=, checked, in the graph's order.

    Among the values may be tensors; then the call is recorded, and there are no targets.
    """
    if named:
        wanted = f"({_list(graph.inputs)})"
        raise GraphError(f"{graph.name} takes its arguments in order, {wanted}, not by name: {', '.join(named)}")
    values = checked_values(graph, flat_inputs(graph, args), out)
    if any(map(is_tensor, values)):
        require(out is None, f"{graph.name}: out= is for arrays; called on tensors the graph is recorded")
        return values, None
    return values, flat_out(graph, out, values)


def give(graph, results, targets=None, recorded=False):
    """Nest the results as the traced function did; each is an array of its own, its target, or a tensor."""
    if recorded:
        return build(graph.output_tree, results)
    if targets is None:
        return build(graph.output_tree, [*_each_its_own(graph, results)])
    for r, target in zip(results, targets, strict=True):
        np.copyto(target, r)
    return build(graph.output_tree, targets)


def _each_its_own(graph, results):
    """The results; copied where an array may be somebody else's: an input, a view, a duplicate, a user's op's."""
    given = set()
    for y, r in zip(graph.outputs, results, strict=True):
        eqn = graph.producer.get(y)
        made_here = eqn is not None and eqn.op.built_in and eqn.op.kind in ("elementwise", "compute")
        yield r if made_here and y not in given and type(r) is np.ndarray and r.base is None else np.array(r)
        given.add(y)


def is_tensor(x):
    """Is it a tensor, which has a type but no numbers?"""
    return isinstance(getattr(x, "type", None), TensorType)


def require_values(graph, values):
    """Raise GraphError unless there is one value for each input of a graph."""
    if not hasattr(graph, "equations"):
        raise located(GraphError(f"replay: found {shown(graph)}, wanted a graph"))
    found, wanted = len(values) if isinstance(values, (list, tuple)) else shown(values), len(graph.inputs)
    if found != wanted:
        raise located(GraphError(f"{graph.name} takes {wanted} inputs, got {found}"))


def misplaced(eqn, defined, name):
    """The error for an equation that reads a tensor before it is defined, or defines one twice.   name: the graph's"""
    for x in eqn.inputs:
        if x not in defined:
            missing = f"uses {x.name}, which is not defined before; is an input missing?"
            return GraphError(f"{name}: '{eqn}' {missing}")
    return GraphError(f"{name}: {eqn.output.name} is defined twice")


def flat_inputs(graph, args):
    """The values in args, in the order of graph.inputs.

    args nest as the traced function's arguments did, or are one value per input in a row.
    """
    if len(args) == len(graph.inputs) and is_flat(args):
        return list(args)
    parts, problems, flat = graph.input_tree.children, [], []
    if len(args) != len(parts):
        raise GraphError(f"{graph.name} takes {len(parts)} arguments, ({_list(graph.inputs)}), got {len(args)}")
    for part, arg, label in zip(parts, args, argument_names(graph), strict=True):
        try:
            flat += leaves_like(part, arg, label)
        except GraphError as problem:
            problems.append(str(problem))
            flat += [None] * part.size
    if problems:
        raise GraphError(f"{graph.name}: {'; '.join(problems)}; it takes ({_list(graph.inputs)})")
    return flat


def checked_values(graph, values, out=None):
    """The values as arrays of the declared types (tensors stay tensors), or one error that lists all that does not fit.

    Nothing is converted, except that a Python number takes the declared element type.
    out is looked at only for that list.
    """
    checked, problems = [], []
    for x, value in zip(graph.inputs, values, strict=True):
        try:
            if is_python_number(value):
                value = as_element(value, x.type.element)
            elif not is_tensor(value) and not isinstance(value, (np.ndarray, np.generic)):
                raise GraphError(f"found a {type(value).__name__}; write np.asarray(..., np.{x.dtype.name})")
            require(type_of(value) == x.type, f"found {type_of(value)}")
        except GraphError as problem:
            problems.append(f"{x.name} must be {x.type}, {problem}")
        checked.append(value if is_tensor(value) else np.asarray(value))
    if problems:
        try:
            flat_out(graph, out, checked)
        except GraphError as more:
            problems.append(str(more).removeprefix(f"{graph.name}: "))
        raise GraphError(f"{graph.name}: " + "; ".join(problems) + _remedy(graph, values, problems))
    return checked


def _remedy(graph, values, problems):
    """What to write, if all that is wrong is one element type, or the shape alone."""
    for x, value in zip(graph.inputs, values, strict=True) if len(problems) == 1 else ():
        if not isinstance(value, np.ndarray) or value.dtype == x.dtype and value.shape == x.shape:
            continue
        if value.shape == x.shape:
            return f"; write .astype(np.{x.dtype.name})" if value.dtype.isnative else ""
        if value.dtype == x.dtype and value.ndim == x.ndim:
            return "; trace the function again for another shape"
    return ""


def flat_out(graph, out, arrays):
    """The arrays of out=, checked against the results and against the inputs; None if there is no out."""
    if out is None:
        return None
    flat, kinds, problems = leaves(out), nesting(out), []
    if len(flat) != len(graph.outputs):
        problems.append(f"out has {len(flat)} arrays, but there are {len(graph.outputs)} results")
    elif kinds.keys and not isinstance(out, tuple) or not kinds.is_flat:  # its keys may be in another order
        flat = leaves_like(graph.output_tree, out, "out")
    names = output_names(graph)
    for name, y, o in zip(names, graph.outputs, flat, strict=False):
        if not isinstance(o, np.ndarray):
            problems.append(f"out for {name} is a {type(o).__name__}; write np.empty({y.shape}, np.{y.dtype.name})")
        elif o.dtype != y.dtype or o.shape != y.shape:
            problems.append(f"out for {name} is {_found(o)}, but the result is {y.type}")
        elif not o.flags.writeable:
            problems.append(f"out for {name} is read-only")
    labels = [f"the input {x.name}" for x in graph.inputs] + [f"out for {name}" for name in names]
    shared = sharing([*arrays, *flat[: len(graph.outputs)]], len(arrays))
    problems += [f"{labels[i]} shares its memory with {labels[j]}; give it an array of its own" for i, j in shared]
    if problems:
        raise GraphError(f"{graph.name}: " + "; ".join(problems))
    return flat


def argument_names(graph):
    """The names of the traced function's arguments; an empty container has none."""
    names, first = [], 0
    for part in graph.input_tree.children:
        name = graph.inputs[first].name if part.size else ""
        inside = f".{paths(part)[0]}" if part.kind is not None and part.size else ""
        names.append(name.removesuffix(inside) if name.endswith(inside) else name.partition(".")[0])  # *args: args.0
        first += part.size
    return names


def output_names(graph):
    """A name for each result: its place in what the function returns."""
    return [f"result {p}" if p else "the result" for p in paths(graph.output_tree)]


def _list(tensors):
    return ", ".join(map(repr, tensors))


def _found(a):
    try:
        return str(type_of(a))
    except GraphError:  # NumPy's own word for what is no element type of ours
        return f"{a.dtype}[{','.join(map(str, a.shape))}]"
