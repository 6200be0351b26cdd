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
    require(callable(loss), f"the loss must be a function of (outputs, labels), found {shown(loss)}")
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
    """Is the loss a function of (outputs, labels)?  Or of outputs alone?"""
    import inspect  # only here: it is slow to load

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
        raise GraphError(f"the loss must be a function of (outputs, labels): {problem}") from None


def _fits(takes, *arguments):
    try:
        return takes.bind(*arguments) is not None
    except TypeError:
        return False
