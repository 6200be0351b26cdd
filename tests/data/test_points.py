"""Points of a plane in two classes: the same at every call, and each class where its words say."""

import numpy as np
import pytest

from ngteach import GraphError
from ngteach.data.points import KINDS, points


@pytest.mark.parametrize("name", KINDS)
def test_points_are_the_same_at_every_call_and_both_classes_come_by_turns(name):
    x, labels = points(name, 64)
    again, _ = points(name, 64)
    assert x.shape == (64, 2) and x.dtype == np.float32 and labels.dtype == np.int32
    assert (x == again).all() and (labels == np.arange(64) % 2).all()
    assert abs(x).max() < 1.15 and (points(name, 64, seed=1)[0] != x).any()


def test_classes_lie_where_the_words_say():
    x, labels = points("xor", 400)
    assert ((x[:, 0] * x[:, 1] > 0) == (labels == 0)).mean() > 0.99
    x, labels = points("circles", 400)
    radius = np.hypot(*x.T)
    assert radius[labels == 0].min() > radius[labels == 1].mean() * 2


@pytest.mark.parametrize("name", ["squares", None, 3])
def test_there_are_no_other_points(name):
    with pytest.raises(GraphError, match="there are no points called .*; there are moons, circles, xor, spiral"):
        points(name)
