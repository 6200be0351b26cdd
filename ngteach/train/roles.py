"""What the arguments of an inference function are when it is trained: data, weights, or carried from step to step."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from ..core.calling.arguments import argument_names
from ..core.calling.containers import leaves_like, structure
from ..core.calling.errors import GraphError, counted, require, shown
from ..core.calling.examples import argument_labels
from ..core.graph import Tensor
from ..core.tree import build, leaves, paths


@dataclass(frozen=True)
class Roles:
    """The inputs of an inference graph by what they are in training: [(name, container of inputs)] each.

    single: does one argument hold all weights?   outputs: what the graph returns for the loss, a container of tensors.
    following: for each that is carried, in the same order, the tensors that are its next values.
    """

    data: list[tuple[str, Any]]
    weights: list[tuple[str, Any]]
    carried: list[tuple[str, Any]]
    single: bool
    outputs: Any
    following: list[list[Tensor]]


def roles(inference, trainable, carry):
    """The Roles that these names give.  Raises GraphError for names that are not there or that come twice."""
    arguments = _arguments(inference)
    carried = _carried(inference, arguments, carry)
    names = {name for name, _ in carried}
    others = [(name, inside) for name, inside in arguments if name not in names and leaves(inside)]
    data, weights, single = _split(inference, others, trainable, carried)
    outputs, following = _results(inference, carried)
    return Roles(data, weights, carried, single, outputs, following)


def _arguments(inference):
    """[(name, container of inputs)] for each argument of the traced function."""
    names = argument_names(inference)
    if "" in names and inference.function is not None:  # an empty container has no input that could tell its name
        labels = argument_labels(inference.function, len(names))
        names = [name or label for name, label in zip(names, labels, strict=True)]
    return list(zip(names, build(inference.input_tree, inference.inputs), strict=True))


# ---- what is carried --------------------------------------------------------


def _carried(inference, arguments, carry):
    """[(name, container of inputs)] for each name in carry, in its order."""
    wanted = _several(carry, "carry")
    twice = [name for name, n in Counter(wanted).items() if n > 1]
    require(not twice, f"carry names {', '.join(twice)} twice; once is enough")
    whole = dict(arguments)
    for name in wanted:
        inside = [x.name for x in inference.inputs]
        advice = "; carry takes whole arguments" if name in inside else ""
        have = ", ".join(n for n in whole if n)
        require(name in whole, f"carry: {inference.name} has no argument {name!r}; it has {have}{advice}")
    return [(name, whole[name]) for name in wanted]


def _results(inference, carried):
    """(outputs, following): what the graph returns, split into what the loss sees and the next of what is carried."""
    results = build(inference.output_tree, inference.outputs)
    if not carried:
        return results, []
    names, n = ", ".join(name for name, _ in carried), len(carried)
    found, wanted = f"{inference.name} returns {inference.output_tree}", f"write return outputs, {names}"
    row = isinstance(results, (list, tuple))
    require(row, f"{found}, but carry says that the next {names} comes after its outputs; {wanted}")
    left = len(results) - n
    last = f"its last {counted(n, 'result')}"
    require(left > 0, f"{found}: {last} being the next {names}, no outputs are left; {wanted}")
    outputs = outputs_of(results, n)
    require(leaves(outputs), f"{found}: before the next {names} there are no outputs; {wanted}")
    rows = zip(carried, results[left:], strict=True)
    return outputs, [_following(inference, name, inside, result) for (name, inside), result in rows]


def outputs_of(results, carried):
    """What a function returns without its last results, of which so many are carried."""
    if not carried:
        return results
    return results[0] if len(results) == carried + 1 else tuple(results[:-carried])


def _following(inference, name, inside, result):
    """The tensors of a carried result, in the order of those of the argument, which it must be like."""
    try:
        found = leaves_like(structure(inside), result, f"the next {name}")
    except GraphError as problem:
        raise GraphError(f"{problem}; {inference.name} must return {name} in the form that it takes") from None
    for x, y in zip(leaves(inside), found, strict=True):
        if y.type != x.type:
            element = y.dtype is not x.dtype
            advice = f"convert(..., {x.type.element})" if element else f"reshape(..., {x.shape}), or reduce it to that"
            raise GraphError(f"{x.name} goes in as {x.type}, but comes out as {y.type}; write {advice}")
    return found


# ---- what is trained --------------------------------------------------------


def _split(inference, arguments, trainable, carried):
    """(data, weights, single) out of the arguments that are not carried."""
    if trainable is None:
        trainable = [name for name, _ in arguments[1:]]
        one = f"{inference.name} has one argument{' that is not carried' if carried else ''}"
        require(trainable, f"{one}, so nothing to train; pass its weights too")
        trainable = trainable[0] if len(trainable) == 1 and not isinstance(arguments[1][1], Tensor) else trainable
    wanted = _several(trainable, "trainable")
    _require_apart(wanted, carried)
    whole = dict(arguments)
    if not all(name in whole for name in wanted):  # single inputs are named, so each stands for itself
        arguments = [(x.name, x) for _, inside in arguments for x in leaves(inside)]
    by_name = dict(arguments)
    for name in wanted:
        if name not in by_name:
            require(name not in whole, f"trainable has the argument {name} and single inputs; write one or the other")
            raise GraphError(f"{inference.name} has no input {name!r}; it has {', '.join(by_name)}")
    data = [(name, x) for name, x in arguments if name not in wanted]
    weights = [(name, by_name[name]) for name in dict.fromkeys(wanted)]
    require(weights, "trainable names no input, so there is nothing to train")
    return data, weights, isinstance(trainable, str) and not isinstance(by_name[trainable], Tensor)


def _require_apart(wanted, carried):
    """Raise GraphError if something is to be trained and carried."""
    for name, inside in carried:
        both = {name, *(x.name for x in leaves(inside))}.intersection(wanted)
        for found in sorted(both):
            raise GraphError(f"{found} is in trainable and in carry; what is carried is not trained, so leave one out")


def _several(names, what):
    """A list of names, out of one or of several."""
    listed = [names] if isinstance(names, str) else names
    named = isinstance(listed, (list, tuple)) and all(isinstance(name, str) for name in listed)
    require(named, f"{what} is the name of an argument, or a list of names, found {shown(names)}")
    return list(listed)


def weight_names(weights, single):
    """The name of each weight; of a single argument, without the argument's own name."""
    names = paths(structure(weights))
    return [n.partition(".")[2] for n in names] if single else names
