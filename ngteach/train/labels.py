"""What a loss compares the outputs with: labels of which types, or none."""

from __future__ import annotations

from ..core.calling.containers import structure
from ..core.calling.errors import GraphError, require, shown
from ..core.calling.examples import example_type
from ..core.tree import build, leaves, paths
from ..core.types import i32


def loss_of(rule, inference, part):
    """The loss that the optimizer is meant for; it takes one tensor of predictions."""
    advice = "write loss=lambda outputs, labels: cross_entropy(outputs[0], labels)"
    tree = structure(part.outputs)
    require(tree.kind is None, f"{inference.name} returns {tree}, not one tensor of predictions; {advice}")
    return rule.loss


def label_types(inference, part, loss, labels):
    """[the types of the labels, a container], or [] for a loss that takes none."""
    if not takes_labels(loss):
        advice = "leave labels= out, or write loss(outputs, labels)"
        require(labels is None, f"the loss takes the outputs alone, so there are no labels; {advice}")
        return []
    if labels is None:
        first = leaves(part.outputs)[0]
        require(first.ndim > 0, f"{inference.name} must return rows of predictions, f32[n,classes]; or say labels=")
        return [i32[first.shape[0]]]
    tree = structure(labels)
    named = zip(leaves(labels), paths(tree, "labels"), strict=True)
    return [build(tree, [example_type(x, name) for x, name in named])]


def takes_labels(loss):
    """Is it loss(outputs, labels), not loss(outputs)?  None is the optimizer's own, which takes labels.

    Raises GraphError for what is no function, or one of other arguments.
    """
    import inspect  # only here: it is slow to load

    if loss is None:
        return True
    wanted, other = "the loss must be a function of (outputs, labels)", "or, without labels, of (outputs)"
    require(callable(loss), f"{wanted}, found {shown(loss)}; {other}")
    try:
        takes = inspect.signature(loss)
    except ValueError:  # a function in C may have no signature
        return True
    try:
        takes.bind("outputs", "labels")
        return True
    except TypeError as problem:
        if _fits(takes, "outputs"):
            return False
        raise GraphError(f"{wanted}: {problem}; {other}") from None


def _fits(takes, *arguments):
    try:
        return takes.bind(*arguments) is not None
    except TypeError:
        return False
