"""From a graph for inference to the stateless function that trains it: what the whole kit is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from ..core.calling.arguments import argument_names
from ..core.calling.containers import leaves_like, structure
from ..core.calling.contexts import in_own_context
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.guards import takes_graph
from ..core.calling.hints import TypeLike
from ..core.graph import Graph, Tensor, replay
from ..core.provenance import says_where, user_line
from ..core.trace import Trace
from ..core.tree import build, leaves, paths
from ..core.types import TensorType, i32, type_of
from ..transform.dead_code import prune
from ..transform.notices.cuts import warn_of_idle_weights
from ..transform.notices.doubts import missed
from .optimizers import Optimizer, finest
from .optimizers import optimizer as optimizer_of


@takes_graph
def derive_training(
    inference: Graph,
    loss: Callable[..., Any] | None = None,
    optimizer: Optimizer | str = "sgd",
    trainable: str | Sequence[str] | None = None,
    labels: TypeLike | None = None,
) -> Graph:
    """The training function of an inference graph, as a graph.

    inputs:   data, labels, learning_rate, weights, state
    results:  loss, the inference outputs, next weights, next state

    loss: (outputs, labels) -> f32[] or f64[], by default the optimizer's own.   optimizer: an Optimizer or its name.
    trainable: the argument of the inference function that holds the weights, or several, as names of
    arguments or of single inputs ("W0", "params.W1"); without it, every argument but the first.  One argument's
    weights nest as that argument; several are a dict by name, and so is a single tensor: {"W": W}.  What is not
    trainable is data.
    labels: their type, by default i32[n] for the n rows of the inference output.
    The graph keeps no state: weights and the optimizer's state go in, and come out changed.
    Raises GraphError for a name that is not there, weights that are not floats, a loss that is not one number.
    Source: nGraph, "Derive a trainable model".

    >>> model = ng.trace(lambda x, W: ng.softmax(x @ W, axis=1), ng.f32[8, 4], ng.f32[4, 3])
    >>> ng.derive_training(model).inputs
    (x: f32[8,4], labels: i32[8], learning_rate: f32[], W: f32[4,3])
    """
    return derive_with_map(inference, loss, optimizer, trainable, labels)[0]


@says_where("derive_training")
@in_own_context
@takes_graph
def derive_with_map(
    inference: Graph,
    loss: Callable[..., Any] | None = None,
    optimizer: Optimizer | str = "sgd",
    trainable: str | Sequence[str] | None = None,
    labels: TypeLike | None = None,
) -> tuple[Graph, dict[Tensor, Tensor]]:
    """(training graph, node_map): the map says where each tensor of the inference graph is in the training graph.

    >>> model = ng.trace(lambda x, W: ng.softmax(x @ W, axis=1), ng.f32[8, 4], ng.f32[4, 3])
    >>> training, node_map = ng.derive_with_map(model)
    >>> node_map[model.outputs[0]]
    %1: f32[8,3]
    """
    rule = optimizer_of(optimizer)
    loss = _loss_of(rule, inference) if loss is None else loss
    require(callable(loss), f"the loss must be a function of (outputs, labels), found {shown(loss)}")
    _check_arguments(loss)
    data, weights, single = _split(inference, trainable)
    for name, tensors in weights:
        for x in leaves(tensors):
            require(x.type.is_float, f"{name} is {x.type}, which has no derivatives; leave it out of trainable")
    label_type = type_of(labels) if labels is not None else _label_type(inference)
    with Trace(f"{inference.name}_training") as t:
        made: dict[Tensor, Tensor] = {}
        data_in = [_inputs(t, x, made) for _, x in data]
        labels_in = t.input(label_type, "labels")
        digits = finest(x for _, tensors in weights for x in leaves(tensors))
        rate = t.input(TensorType(digits, ()), "learning_rate")
        weights_in = {name: _inputs(t, x, made) for name, x in weights}
        weight_names = _names(weights_in, single)
        twice = [name for name, n in Counter(weight_names).items() if n > 1]
        require(not twice, f"two weights are called {', '.join(twice)}; give one of the keys another name")
        flat = dict(zip(weight_names, leaves(weights_in), strict=True))
        first_state = rule.init(flat)
        state_names = paths(structure(first_state), "state")
        state_types = [type_of(s) for s in leaves(first_state)]
        state_in = build(structure(first_state), [t.input(y, n) for n, y in zip(state_names, state_types, strict=True)])

        node_map = replay(inference, [made[x] for x in inference.inputs])
        outputs = build(inference.output_tree, [node_map[y] for y in inference.outputs])
        value = loss(outputs, labels_in)
        _check_loss(value)
        t.rename(value, "loss")
        equations = tuple(t.equations)
        following, state_out = _one_step(rule, value, flat, rate, state_in)
        idle = set(missed(t, flat.values()))
        if idle:
            warn_of_idle_weights(equations, value, {name: x for name, x in flat.items() if x in idle}, user_line()[0])
        for name, x in [*zip(flat, following, strict=True), *zip(state_names, state_out, strict=True)]:
            t.rename(x, f"{name}_next")
        weights_tree = structure(weights_in)
        if single:
            (weights_in,), weights_tree = weights_in.values(), weights_tree.children[0]
        results = value, outputs, build(weights_tree, following), build(structure(first_state), state_out)
        tree = structure((*data_in, labels_in, rate, weights_in, state_in))
        graph = prune(t.graph(results, input_tree=tree))
    there = set(graph.tensors())
    return graph, {old: new for old, new in node_map.items() if new in there}


def _loss_of(rule, inference):
    """The loss that the optimizer is meant for; it takes one tensor of predictions."""
    advice = "write loss=lambda outputs, labels: cross_entropy(outputs[0], labels)"
    one = inference.output_tree.kind is None
    require(one, f"{inference.name} returns {inference.output_tree}, not one tensor of predictions; {advice}")
    return rule.loss


def _check_arguments(loss):
    import inspect  # only here: it is slow to load

    try:
        inspect.signature(loss).bind("outputs", "labels")
    except TypeError as problem:
        raise GraphError(f"the loss must be a function of (outputs, labels): {problem}") from None
    except ValueError:  # a function in C may have no signature
        pass


def _check_loss(value):
    if isinstance(value, Tensor) and value.shape == () and value.type.is_float:
        return
    if not isinstance(value, Tensor):
        advice = "return one of the tensors that it computes"
    else:
        advice = "sum() or mean() it first" if value.shape else "write convert(loss, f32)"
    raise GraphError(f"the loss must be one number, f32[] or f64[], found {shown(value)}; {advice}")


def _one_step(rule, loss, weights, rate, state):
    """(next weights, next state) as lists, each tensor of the type of the one it follows."""
    result = rule.update(loss, weights, rate, state)
    pair = isinstance(result, tuple) and len(result) == 2
    require(pair, f"{rule.name} must return (next weights, next state), found {shown(result)}")
    following = leaves_like(structure(weights), result[0], "the next weights")
    state_out = leaves_like(structure(state), result[1], "the next state")
    for old, new in zip([*weights.values(), *leaves(state)], following + state_out, strict=True):
        if not isinstance(new, Tensor) or new.type != old.type:
            raise GraphError(f"{rule.name} makes {shown(new)} out of {old!r}, which must keep its type")
    return following, state_out


def _split(inference, trainable):
    """(data, weights, single): [(name, container of inputs)] each; single if one argument holds all weights."""
    arguments = _arguments(inference)
    if trainable is None:
        trainable = [name for name, _ in arguments[1:]]
        require(trainable, f"{inference.name} has one argument, so nothing to train; pass its weights too")
        trainable = trainable[0] if len(trainable) == 1 and not isinstance(arguments[1][1], Tensor) else trainable
    wanted = [trainable] if isinstance(trainable, str) else trainable
    named = isinstance(wanted, (list, tuple)) and all(isinstance(name, str) for name in wanted)
    require(named, f"trainable is the name of an argument, or a list of names, found {shown(trainable)}")
    whole = dict(arguments)
    if not all(name in whole for name in wanted):  # single inputs are named, so each stands for itself
        arguments = [(x.name, x) for x in inference.inputs]
    by_name = dict(arguments)
    for name in wanted:
        if name not in by_name:
            require(name not in whole, f"trainable has the argument {name} and single inputs; write one or the other")
            raise GraphError(f"{inference.name} has no input {name!r}; it has {', '.join(by_name)}")
    data = [(name, x) for name, x in arguments if name not in wanted]
    weights = [(name, by_name[name]) for name in dict.fromkeys(wanted)]
    require(weights, "trainable names no input, so there is nothing to train")
    return data, weights, isinstance(trainable, str) and not isinstance(by_name[trainable], Tensor)


def _arguments(inference):
    """[(name, container of inputs)] for each argument of the traced function."""
    names = argument_names(inference)
    arguments = build(inference.input_tree, inference.inputs)
    return [(name, inside) for name, inside in zip(names, arguments, strict=True) if leaves(inside)]


def _inputs(trace, tensors, made):
    """New inputs like these, in the same container; made remembers which is which."""
    for x in leaves(tensors):
        made[x] = trace.input(x.type, x.name)
    return build(structure(tensors), [made[x] for x in leaves(tensors)])


def _names(weights, single):
    """The name of each weight; of a single argument, without the argument's own name."""
    names = paths(structure(weights))
    return [n.partition(".")[2] for n in names] if single else names


def _label_type(inference) -> TensorType:
    rows = inference.outputs and inference.outputs[0].ndim > 0
    require(rows, f"{inference.name} must return rows of predictions, f32[n,classes]; or say labels=")
    return i32[inference.outputs[0].shape[0]]
