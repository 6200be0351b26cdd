"""From a graph for inference to the stateless function that trains it: what the whole kit is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from ..core.calling.containers import leaves_like, structure
from ..core.calling.contexts import in_own_context
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.guards import takes_graph
from ..core.calling.hints import Nested
from ..core.graph import Graph, Tensor, replay
from ..core.provenance import says_where, user_line
from ..core.trace import Trace
from ..core.tree import build, leaves, paths
from ..core.types import TensorType, type_of
from ..transform.dead_code import prune
from ..transform.notices.cuts import warn_of_idle_weights
from ..transform.notices.doubts import missed
from .labels import label_types, loss_of
from .optimizer import Optimizer, finest
from .optimizers import optimizer as optimizer_of
from .roles import roles, weight_names


@takes_graph
def derive_training(
    inference: Graph,
    loss: Callable[..., Any] | None = None,
    optimizer: Optimizer | str = "sgd",
    trainable: str | Sequence[str] | None = None,
    labels: Nested = None,
    carry: str | Sequence[str] = (),
) -> Graph:
    """The training function of an inference graph, as a graph.

    inputs:   data, labels, learning_rate, weights, what is carried, state
    results:  loss, the inference outputs, next weights, the next of what is carried, next state

    loss: (outputs, labels) -> f32[] or f64[], by default the optimizer's own; or of the outputs alone, and then there
    are no labels.   optimizer: an Optimizer or its name.
    trainable: the argument of the inference function that holds the weights, or several, as names of
    arguments or of single inputs ("W0", "params.W1"); without it, every argument but the first, and but those in carry.
    One argument's weights nest as that argument; several are a dict by name, and so is a single tensor: {"W": W}.
    What is neither trainable nor carried is data.
    labels: their types, one or a container of them, by default i32[n] for the n rows of the inference output.
    carry: names of arguments that come back changed, such as running statistics or a random key.  The function returns
    the next of each after its outputs, in this order and in the form of the argument: (outputs, statistics, key).
    The loss sees the outputs alone, and no gradient goes back from one step to the step before.
    The graph keeps no state: weights, what is carried and the optimizer's state go in, and come out changed.
    Raises GraphError for a name that is not there, weights that are not floats, a loss that is not one number, and what
    is carried and comes back as something else.
    Source: nGraph, "Derive a trainable model".

    >>> model = ng.trace(lambda x, W: ng.softmax(x @ W, axis=1), ng.f32[8, 4], ng.f32[4, 3])
    >>> ng.derive_training(model).inputs
    (x: f32[8,4], labels: i32[8], learning_rate: f32[], W: f32[4,3])
    >>> def centred(x, W, mean):
    ...     return ng.softmax((x - mean) @ W, axis=1), 0.9 * mean + 0.1 * ng.mean(x, axis=0)
    >>> model = ng.trace(centred, ng.f32[8, 4], ng.f32[4, 3], ng.f32[4])
    >>> ng.derive_training(model, carry="mean").outputs
    (loss: f32[], %3: f32[8,3], W_next: f32[4,3], mean_next: f32[4])
    """
    return derive_with_map(inference, loss, optimizer, trainable, labels, carry)[0]


@says_where("derive_training")
@in_own_context
@takes_graph
def derive_with_map(
    inference: Graph,
    loss: Callable[..., Any] | None = None,
    optimizer: Optimizer | str = "sgd",
    trainable: str | Sequence[str] | None = None,
    labels: Nested = None,
    carry: str | Sequence[str] = (),
) -> tuple[Graph, dict[Tensor, Tensor]]:
    """(training graph, node_map): the map says where each tensor of the inference graph is in the training graph.

    >>> model = ng.trace(lambda x, W: ng.softmax(x @ W, axis=1), ng.f32[8, 4], ng.f32[4, 3])
    >>> training, node_map = ng.derive_with_map(model)
    >>> node_map[model.outputs[0]]
    %1: f32[8,3]
    """
    rule = optimizer_of(optimizer)
    part = roles(inference, trainable, carry)
    loss = loss_of(rule, inference, part) if loss is None else loss
    labels_of = label_types(inference, part, loss, labels)
    left_out = "leave it out of trainable, or name it in carry if it comes back changed"
    for name, tensors in part.weights:
        for x in leaves(tensors):
            require(x.type.is_float, f"{name} is {x.type}, which has no derivatives; {left_out}")
    with Trace(f"{inference.name}_training") as t:
        made: dict[Tensor, Tensor] = {}
        data_in = [_like(t, x, made) for _, x in part.data]
        labels_in = [new_inputs(t, types, "labels") for types in labels_of]
        digits = finest(x for _, tensors in part.weights for x in leaves(tensors))
        rate = t.input(TensorType(digits, ()), "learning_rate")
        weights_in = {name: _like(t, x, made) for name, x in part.weights}
        flat = _by_name(weights_in, part.single)
        carried_in = [_like(t, x, made) for _, x in part.carried]
        first_state = rule.init(flat)
        state_in = new_inputs(t, first_state, "state")

        node_map = replay(inference, [made[x] for x in inference.inputs])
        outputs = build(structure(part.outputs), [node_map[y] for y in leaves(part.outputs)])
        carried_out = [[node_map[y] for y in tensors] for tensors in part.following]
        value = loss(outputs, *labels_in)
        _check_loss(value)
        t.rename(value, "loss")
        equations = tuple(t.equations)
        following, state_out = _one_step(rule, value, flat, rate, state_in)
        idle = set(missed(t, flat.values()))
        if idle:
            warn_of_idle_weights(equations, value, {name: x for name, x in flat.items() if x in idle}, user_line()[0])
        for name, x in zip([*flat, *paths(structure(first_state), "state")], [*following, *state_out], strict=True):
            t.rename(x, f"{name}_next")
        _name_carried(t, carried_in, carried_out)
        weights_tree = structure(weights_in)
        if part.single:
            (weights_in,), weights_tree = weights_in.values(), weights_tree.children[0]
        carried = [build(structure(x), y) for x, y in zip(carried_in, carried_out, strict=True)]
        results = value, outputs, build(weights_tree, following), *carried, build(structure(first_state), state_out)
        tree = structure((*data_in, *labels_in, rate, weights_in, *carried_in, state_in))
        graph = prune(t.graph(results, input_tree=tree))
    there = set(graph.tensors())
    return graph, {old: new for old, new in node_map.items() if new in there}


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


def _like(trace, tensors, made):
    """New inputs like these, in the same container; made remembers which is which."""
    for x in leaves(tensors):
        made[x] = trace.input(x.type, x.name)
    return build(structure(tensors), [made[x] for x in leaves(tensors)])


def new_inputs(trace, types, name):
    """New inputs of these types, in the same container."""
    tree = structure(types)
    named = zip(leaves(types), paths(tree, name), strict=True)
    return build(tree, [trace.input(type_of(x), path) for x, path in named])


def _by_name(weights, single):
    """{name: tensor} of all weights."""
    names = weight_names(weights, single)
    twice = [name for name, n in Counter(names).items() if n > 1]
    require(not twice, f"two weights are called {', '.join(twice)}; give one of the keys another name")
    return dict(zip(names, leaves(weights), strict=True))


def _name_carried(trace, carried, following):
    """Call the next of each tensor after it: mean_next, whatever the variable was called in the inference function."""
    named = set(trace.inputs)  # what comes back as it went in keeps its name
    for inside, tensors in zip(carried, following, strict=True):
        for x, y in zip(leaves(inside), tensors, strict=True):
            if y not in named:
                y.name = trace.names.free(f"{x.name}_next", len(trace.equations))
                named.add(y)
