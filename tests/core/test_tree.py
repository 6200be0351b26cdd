"""Nested containers and the names of what they hold."""

import re
from collections import OrderedDict, defaultdict, namedtuple
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngteach.core.calling.containers import leaves_like, structure
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import LEAF, build, leaves, paths
from ngteach.core.types import f32

Layer = namedtuple("Layer", "W b")
nested = st.recursive(
    st.integers(),
    lambda inside: (
        st.lists(inside)
        | st.lists(inside).map(tuple)
        | st.dictionaries(st.text(), inside)
        | st.builds(Layer, inside, inside)
    ),
    max_leaves=12,
)


@given(nested)
def test_build_is_the_inverse_of_leaves(value):
    tree = structure(value)
    assert build(tree, leaves(value)) == value
    assert type(build(tree, leaves(value))) is type(value)
    assert leaves_like(tree, value) == leaves(value)
    assert len(paths(tree)) == len(leaves(value)) == tree.size


def test_paths_join_keys_and_positions():
    value = {"params": [Layer(1, 2), {"c": 3}], "rate": 4}
    assert paths(structure(value)) == ["params.0.W", "params.0.b", "params.1.c", "rate"]
    assert paths(structure(value), "x")[0] == "x.params.0.W"
    assert paths(LEAF, "x") == ["x"]


def test_a_tree_prints_like_what_it_describes():
    assert str(structure({"a": [1, 2], "b": (3,), "c": {}})) == "{a: [*, *], b: (*,), c: {}}"


def test_the_order_of_keys_is_free():
    assert leaves_like(structure({"a": 1, "b": 2}), {"b": 20, "a": 10}) == [10, 20]


def test_one_dict_may_stand_for_another_and_a_list_for_a_tuple():
    assert leaves_like(structure(OrderedDict(a=1, b=2)), {"b": 4, "a": 3}) == [3, 4]
    assert leaves_like(structure({"a": 1}), defaultdict(int, a=3)) == [3]
    assert leaves_like(structure((1, 2)), [3, 4]) == [3, 4]


@pytest.mark.parametrize(
    "like,value,text",
    [
        (1, [2], "the arguments: found a list, wanted one array"),
        ({"p": 1}, {"p": (2,)}, "p: found a tuple, wanted one array"),
        ({"a": 1, "b": 2}, {"a": 1, "c": 2}, "the arguments: found the keys a, c, wanted a, b"),
        ({"a": 1}, {}, "the arguments: found the keys none, wanted a"),
        ((1, 2), (1,), "the arguments: found 1 values, wanted 2"),
        ({"p": [1]}, {"p": {"x": 1}}, "p: found a dict, wanted a list like [*]"),
        (Layer(1, 2), (1, 2), "the arguments: found a tuple, wanted a Layer like (*, *)"),
        ([1], 3, "the arguments: found a int, wanted a list like [*]"),
    ],
)
def test_what_nests_otherwise_is_refused(like, value, text):
    with pytest.raises(GraphError, match=re.escape(text)):
        leaves_like(structure(like), value)


def test_flat_means_no_container_in_a_container():
    assert structure([1, 2]).is_flat and structure(1).is_flat and structure(()).is_flat
    assert not structure([1, [2]]).is_flat


def test_a_value_is_no_container():
    assert all(structure(v) is LEAF for v in (1, None, "word", {1}, np.zeros(3), f32[3], f32, SimpleNamespace, Layer))
    assert not any(structure(v) is LEAF for v in ([], (), {}, Layer(1, 2), SimpleNamespace()))
