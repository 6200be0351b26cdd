"""A residual network passes on what it gets, keeps statistics, and learns."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f64
from ngteach.models.resnet import first_statistics, first_weights, model, resnet, resnet_inference, resnet_types

RNG = np.random.default_rng(4)
TYPES = resnet_types(3, channels=(2, 2, 4), element=f64)
WEIGHTS, STATISTICS = first_weights(TYPES, 1), first_statistics(TYPES)
X, LABELS = RNG.random((5, 6, 6)), np.array([0, 1, 2, 1, 0], np.int32)


def moved(container, size):
    """These weights, a little elsewhere, so that no scale is 0 any more."""
    return {
        name: {key: w + size * RNG.standard_normal(w.shape) for key, w in layer.items()}
        for name, layer in container.items()
    }


def test_where_channels_are_added_the_image_is_halved_and_the_shortcut_has_weights():
    assert [name for name in TYPES if name.startswith("shortcut")] == ["shortcut2"]
    assert TYPES["shortcut2"]["filters"] == f64[4, 2, 1, 1]


def test_at_first_each_block_passes_on_what_it_gets():
    """Whatever its filters are: the last scale is 0."""
    other = {**WEIGHTS, "first0": moved({"first0": WEIGHTS["first0"]}, 1.0)["first0"]}
    np.testing.assert_array_equal(resnet(X, WEIGHTS, STATISTICS)[0], resnet(X, other, STATISTICS)[0])


def test_the_running_statistics_go_a_tenth_of_the_way_to_those_of_the_batch():
    _, following = resnet(X, WEIGHTS, STATISTICS)
    stem = ng.convolution(X[:, None], WEIGHTS["stem"]["filters"], padding=1)
    np.testing.assert_allclose(following["stem"]["mean"], 0.1 * stem.mean((0, 2, 3)), rtol=1e-12)
    np.testing.assert_allclose(following["stem"]["variance"], 0.9 + 0.1 * stem.var((0, 2, 3), ddof=1), rtol=1e-12)


def test_what_is_inferred_of_an_image_does_not_depend_on_the_others():
    weights = moved(WEIGHTS, 0.1)
    _, statistics = resnet(X, weights, STATISTICS)
    whole = resnet_inference(X, weights, statistics)
    np.testing.assert_allclose(resnet_inference(X[1:2], weights, statistics), whole[1:2], rtol=1e-12)
    assert abs(resnet(X, weights, statistics)[0][:3] - resnet(X[:3], weights, statistics)[0]).max() > 0.01


@pytest.mark.parametrize("stride", [1, 2])
def test_its_derivatives_are_those_of_differences_through_the_statistics(stride):
    def loss(weights, x):
        return ng.softmax_cross_entropy(resnet(x, weights, STATISTICS, stride)[0], LABELS)

    ng.check_grads(loss, (moved(WEIGHTS, 0.1), X), order=1)


def test_training_and_inference_are_two_graphs_of_the_same_weights():
    run = ng.Run(ng.models.load("resnet"), epochs=1)
    inside, outside = ({x.name for x in graph.inputs} for graph in (run.inference, run.graph))
    assert {"weights.stem.filters", "statistics.stem.mean"} <= inside
    assert inside - outside == set() and "labels" not in inside


def test_it_learns_the_digits():
    run = ng.Run(ng.models.load("resnet"), epochs=2)
    run.train()
    assert run.accuracies[-1] > 0.95


def test_it_refuses_names():
    with pytest.raises(GraphError, match="resnet takes images, found .*; write --data digits"):
        model(ng.load_data("names"))
