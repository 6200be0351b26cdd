"""Layers and losses, as plain functions of tensors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ..core.calling.errors import require, shown
from ..core.graph import Tensor
from ..core.provenance import says_where
from ..core.types import TensorType, f32, type_of
from ..ops import convert, log, logsumexp, mask, maximum, not_equal, one_hot, relu, softmax, sum, where

SMALLEST = float(np.float32(math.exp(-50)))  # the tutorial's log_min: about 1.9e-22


def dense(x: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """x @ W + b: a fully connected layer.   x: f32[...,k]   W: f32[k,m]   b: f32[m]   -> f32[...,m]

    >>> ng.dense(np.ones((1, 2)), np.ones((2, 3)), np.zeros(3))
    array([[2., 2., 2.]])
    """
    return x @ W + b


@says_where("mlp")
def mlp(x: Tensor, weights: Mapping[str, Tensor]) -> Tensor:
    """The tutorial's model: relu layers, then softmax over the classes.

    x: f32[n,k]   weights: {"W0": f32[k,hidden], "b0": f32[hidden], "W1": ..., "b1": ...}   -> f32[n,classes]

    >>> ng.mlp(np.ones((1, 2)), {"W0": np.zeros((2, 4)), "b0": np.zeros(4)})
    array([[0.25, 0.25, 0.25, 0.25]])
    """
    require(isinstance(weights, Mapping), f"weights must be a dict by name, found {shown(weights)}")
    last = len(weights) // 2 - 1
    names = {f"{letter}{i}" for i in range(last + 1) for letter in "Wb"}
    require(names and names == set(weights), f"weights must be W0, b0, W1, b1 and so on, found {list(weights)}")
    h = x
    for i in range(last):
        h = relu(dense(h, weights[f"W{i}"], weights[f"b{i}"]))
    p = softmax(dense(h, weights[f"W{last}"], weights[f"b{last}"]), axis=1)
    return p


@says_where("mlp_types")
def mlp_types(sizes: Sequence[int]) -> dict[str, TensorType]:
    """The types of mlp's weights for layers of these sizes: (784, 600, 10) has W0, b0, W1, b1.

    >>> ng.mlp_types((784, 600, 10))
    {'W0': f32[784,600], 'b0': f32[600], 'W1': f32[600,10], 'b1': f32[10]}
    """
    row = isinstance(sizes, (list, tuple))
    require(row, f"found {shown(sizes)}, wanted the sizes of the layers: mlp_types((784, 600, 10))")
    types = {}
    for i, (k, m) in enumerate(zip(sizes[:-1], sizes[1:], strict=True)):
        types[f"W{i}"], types[f"b{i}"] = f32[k, m], f32[m]
    return types


@says_where("log_likelihood")
def log_likelihood(p: Tensor, labels: Tensor, smallest: float = SMALLEST) -> Tensor:
    """Mean of log p[i, labels[i]]: the tutorial's loss, which has no minus sign and climbs to 0.

    p: f32[n,classes], rows sum to 1.   labels: i32[n] in [0, classes).   -> f32[]
    p is clipped from below at `smallest`: log(0) is -inf, and its adjoint is 1/0.
    A label outside the classes makes the loss and its gradient NaN.
    Raises GraphError if p is not a matrix with a row for each label.
    Source: nGraph, "Derive a trainable model", Loss.

    >>> round(float(ng.log_likelihood(np.array([[0.5, 0.5]]), np.array([0]))), 4)
    -0.6931
    """
    found, given = type_of(p), type_of(labels)
    require(found.rank == 2, f"p must be f32[n,classes], found {found}")
    require(given.shape == found.shape[:1], f"p is {found}, so labels must be i32[n], found {given}")
    expected = one_hot(labels, p.shape[1], p.dtype, unknown="nan")
    return sum(log(maximum(p, smallest)) * expected) / float(p.shape[0])


def cross_entropy(p: Tensor, labels: Tensor, smallest: float = SMALLEST) -> Tensor:
    """Mean of -log p[i, labels[i]]; see log_likelihood.   -> f32[]

    >>> round(float(ng.cross_entropy(np.array([[0.5, 0.5]]), np.array([0]))), 4)
    0.6931
    """
    loss = -log_likelihood(p, labels, smallest)
    return loss


@says_where("softmax_cross_entropy")
def softmax_cross_entropy(scores: Tensor, labels: Tensor, ignore: int | None = None) -> Tensor:
    """Mean of -log softmax(scores)[..., labels]: a cross-entropy of scores, which needs no clip.   -> f32[]

    scores: f32[...,classes], as they are before softmax, also known as logits.   labels: i32[...] in [0, classes).
    ignore: a label that does not count, such as the -1 of padding: the mean is over the others.
    Any other label outside the classes makes the loss and its gradient NaN.
    Raises GraphError if there is not one label for each row of scores.
    Source: PyTorch, cross_entropy, where ignore is ignore_index.

    >>> round(float(ng.softmax_cross_entropy(np.array([[0.0, 0.0], [0.0, 1000.0]]), np.array([0, 1]))), 4)
    0.3466
    """
    found, given = type_of(scores), type_of(labels)
    require(found.rank > 0 and found.is_float, f"scores must be f32[...,classes], found {found}")
    require(
        given.shape == found.shape[:-1],
        f"scores are {found}, so labels must be i32{list(found.shape[:-1])}, found {given}",
    )
    counted = None if ignore is None else not_equal(labels, ignore)
    labels = labels if counted is None else where(counted, labels, 0)
    expected = one_hot(labels, found.shape[-1], found.element, unknown="nan")
    # A score of -inf, which no label should have, times 0 would be NaN.
    right = sum(mask(scores, not_equal(expected, 0.0)) * expected, axis=-1)
    each = logsumexp(scores, axis=-1) - right
    if counted is None:
        return sum(each) / float(each.size)
    return sum(mask(each, counted)) / sum(convert(counted, found.element))
