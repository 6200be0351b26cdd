"""LeNet-5 has the sizes that are known, and learns."""

import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32, f64
from ngteach.core.tree import leaves
from ngteach.models.first import he, normal_weights
from ngteach.models.lenet import LENET5, SMALL, lenet, lenet_types, model

RNG = np.random.default_rng(2)


def test_lenet_5_has_61706_weights():
    assert sum(t.size for t in leaves(lenet_types(28, 10, LENET5))) == 61_706


@pytest.mark.parametrize(("side", "settings"), [(28, LENET5), (32, LENET5), (8, SMALL), (9, SMALL), (5, SMALL)])
def test_the_types_fit_images_of_any_side(side, settings):
    graph = ng.trace(partial(lenet, padding=settings["padding"]), f32[3, side, side], lenet_types(side, 7, settings))
    assert graph.outputs[0].type == f32[3, 7]


TINY = {"channels": (2, 3), "windows": (3, 3), "padding": (1, 1), "hidden": (5,)}


def test_its_derivatives_are_those_of_differences():
    x, labels = RNG.random((2, 5, 5)), np.array([1, 0], np.int32)
    weights = normal_weights(lenet_types(5, 3, TINY, f64), 1, he)

    def loss(weights, x):
        return ng.softmax_cross_entropy(lenet(x, weights, padding=(1, 1)), labels)

    ng.check_grads(loss, (weights, x), order=1)


def test_it_learns_the_digits():
    run = ng.Run(ng.models.load("lenet", "digits"), epochs=3)
    run.train()
    assert run.accuracies[-1] > 0.95


def test_it_refuses_what_it_cannot_look_at():
    with pytest.raises(GraphError, match="lenet takes images, found .*; write --data digits"):
        model(ng.load_data("names"))
    digits = ng.load_data("digits")
    flat = replace(digits, train_images=digits.train_images[:, :4], test_images=digits.test_images[:, :4])
    with pytest.raises(
        GraphError, match=re.escape("lenet takes square images of 4 x 4 or more; those of digits are 4 x 8")
    ):
        model(flat)
