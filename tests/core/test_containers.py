"""Containers come back as what they were, or are refused by name."""

import argparse
import collections
import pickle
import re
from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, trace
from ngteach.core.calling.containers import structure
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import build, leaves
from ngteach.serialize import from_json, to_json

W, B = np.arange(6, dtype=np.float32).reshape(3, 2) / 7, np.array([0.5, -1], np.float32)
X = np.array([[1, 2, 3], [0, -1, 1]], np.float32)
BACKENDS = ["INTERPRETER", "CPU"]


class AttrDict(dict):
    __getattr__ = dict.__getitem__


class Aliased(dict):
    """The idiom that keeps the attributes in the dict itself."""

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        self.__dict__ = self


class Easy(dict):
    """As easydict does: dicts inside become what it is, and lists are copied."""

    def __init__(self, values=()):
        for k, v in dict(values).items():
            self[k] = Easy(v) if type(v) is dict else list(v) if type(v) is list else v
            setattr(self, k, self[k])


@dataclass
class Layer:
    W: object
    b: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Strict:
    W: object
    b: object = 0.0


@dataclass
class Deep(Layer):
    more: object = 0.0


@dataclass
class Nest:
    inner: Layer


class Rows(list):
    pass


class Pair(namedtuple("Pair", "W b")):
    @property
    def total(self):
        return self.W.size + self.b.size


class FrozenDict(collections.abc.Mapping):
    def __init__(self, values):
        self._values = dict(values)

    def __getitem__(self, key):
        return self._values[key]

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)


def named(kind):
    return lambda w, b: kind(W=w, b=b)


def mapped(kind):
    return lambda w, b: kind({"W": w, "b": b})


KINDS = {
    "dict": (mapped(dict), lambda p: (p["W"], p["b"])),
    "attribute dict": (mapped(AttrDict), lambda p: (p.W, p.b)),
    "aliased dict": (mapped(Aliased), lambda p: (p.W, p.b)),
    "easy dict": (mapped(Easy), lambda p: (p.W, p.b)),
    "ordered dict": (mapped(OrderedDict), lambda p: (p["W"], p["b"])),
    "user dict": (mapped(UserDict), lambda p: (p["W"], p["b"])),
    "chain map": (mapped(ChainMap), lambda p: (p["W"], p["b"])),
    "proxy": (mapped(MappingProxyType), lambda p: (p["W"], p["b"])),
    "frozen dict": (mapped(FrozenDict), lambda p: (p["W"], p["b"])),
    "dataclass": (named(Layer), lambda p: (p.W, p.b)),
    "strict dataclass": (named(Strict), lambda p: (p.W, p.b)),
    "dataclass in a dataclass": (lambda w, b: Nest(Layer(w, [b])), lambda p: (p.inner.W, p.inner.b[0])),
    "namespace": (named(SimpleNamespace), lambda p: (p.W, p.b)),
    "named tuple": (named(namedtuple("Plain", "W b")), lambda p: (p.W, p.b)),
    "derived named tuple": (lambda w, b: Pair(w, b), lambda p: (p.W, p.b)),
    "list": (lambda w, b: [w, b], tuple),
    "derived list": (lambda w, b: Rows([w, b]), tuple),
    "attribute dict of lists": (lambda w, b: AttrDict(a=[w, AttrDict(b=b)]), lambda p: (p.a[0], p.a[1].b)),
}


def same(a, b):
    """The same containers of equal arrays."""
    assert structure(a) == structure(b)
    assert all(map(np.array_equal, leaves(a), leaves(b)))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("make,parts", KINDS.values(), ids=KINDS)
def test_a_container_comes_back_as_what_it_was(make, parts, backend):
    def f(p, x):
        w, b = parts(p)
        assert type(p) is type(make(w, b))
        return p, make(w + 1.0, b * 2.0), x @ w + b

    run = ng.compile(trace(f, make(f32[3, 2], f32[2]), f32[2, 3]), backend)
    for _ in range(2):  # the quick way in is made at the first call
        one, two, y = run(make(W, B), X)
        same(one, make(W, B))
        same(two, make(W + 1, B * 2))
        np.testing.assert_array_equal(y, X @ W + B)
    out = (make(np.empty_like(W), np.empty_like(B)), make(np.empty_like(W), np.empty_like(B)), np.empty_like(y))
    given = run(make(W, B), X, out=out)
    same(given, (one, two, y))
    assert all(a is b for a, b in zip(leaves(given), leaves(out), strict=True))


@pytest.mark.parametrize("make,parts", KINDS.values(), ids=KINDS)
def test_gradients_and_training_keep_the_container(make, parts):
    def loss(p):
        w, b = parts(p)
        return ng.sum(w * w) + ng.sum(b * 3.0)

    slope = ng.grad(loss)(make(W, B))
    assert type(slope) is type(make(W, B))
    w, b = parts(slope)
    np.testing.assert_array_equal(w, 2 * W)
    np.testing.assert_array_equal(b, [3, 3])

    def model(x, p):
        w, b = parts(p)
        return ng.softmax(x @ w + b, axis=1)

    inference = trace(model, f32[2, 3], make(f32[3, 2], f32[2]))
    for optimizer in (ng.sgd, ng.adam):
        training = ng.derive_training(inference, optimizer=optimizer)
        first = ng.he_weights(make(f32[3, 2], f32[2]))
        assert type(first) is type(ng.tutorial_weights(make(f32[3, 2], f32[2]))) is type(slope)
        state = optimizer.init(first)
        _, _, after, state = ng.compile(training)(X, np.array([0, 1], np.int32), 0.1, first, state)
        assert structure(after) == structure(first)
        ng.compile(training)(X, np.array([0, 1], np.int32), 0.1, after, state)
    copy, _ = ng.clone(inference)
    same(copy(X, make(W, B)), inference(X, make(W, B)))


@pytest.mark.parametrize("make,parts", KINDS.values(), ids=KINDS)
def test_json_knows_dicts_and_lists(make, parts):
    graph = from_json(to_json(trace(lambda p: p, make(f32[3, 2], f32[2]))))
    for got, want in zip(leaves(graph(*leaves(make(W, B)))), [W, B], strict=True):
        np.testing.assert_array_equal(got, want)
    assert '"dict"' in to_json(graph) or '"list"' in to_json(graph) or '"tuple"' in to_json(graph)


def test_any_mapping_may_stand_for_any_other_when_called():
    graph = trace(lambda p: p["W"] + p["b"], {"W": f32, "b": f32})
    for kind in (AttrDict, OrderedDict, MappingProxyType, UserDict, lambda d: defaultdict(float, d)):
        for run in (graph, ng.compile(graph)):
            assert run(kind({"b": 2.0, "W": 1.0})) == 3
    back = trace(lambda p: p, AttrDict(a=f32))({"a": 1.0})
    assert type(back) is AttrDict and back.a == 1  # as it was traced


def test_a_graph_with_containers_of_all_kinds_can_be_pickled():
    for make in (mapped(AttrDict), named(Layer), named(Strict), named(SimpleNamespace)):
        graph = pickle.loads(pickle.dumps(trace(lambda p: p, make(f32[3, 2], f32[2]))))
        same(graph(make(W, B)), make(W, B))


class Tagged(dict):
    def __init__(self, values=(), tag=None):
        super().__init__(values)
        if tag:
            self.tag = tag


class Doubling(list):
    def __init__(self, values):
        super().__init__([v for v in values for _ in range(2)])


@dataclass
class Computed:
    W: object
    n: object = field(init=False, default=0.0)


def post(self):
    self.W = [self.W]


Wrapping = dataclass(type("Wrapping", (), {"__annotations__": {"W": object}, "__post_init__": post}))
REFUSED = {
    "defaultdict": (defaultdict(list, W=f32), "a defaultdict cannot be made again from what is in it; write a dict"),
    "with an attribute": (Tagged({"W": f32}, "mine"), "a Tagged cannot be made again from what is in it; write a dict"),
    "a list of more": (Doubling([f32]), "a Doubling cannot be made again from what is in it; write a list or a tuple"),
    "computed": (Computed(f32), "a Computed cannot be made again from what is in it; write a dict"),
    "post init": (Wrapping(f32), "a Wrapping cannot be made again from what is in it; write a dict"),
    "in a list": ([{"a": defaultdict(list, W=f32)}], "a defaultdict cannot be made again"),
    "set": ({f32}, "the example for p is a set; write a type such as f32[128, 784], or an array"),
    "deque": (deque([f32]), "the example for p is a deque; write a type such as"),
    "argparse": (argparse.Namespace(W=f32), "the example for p is a Namespace; write a type such as"),
    "object": (object(), "the example for p is a object; write a type such as"),
    "None": (
        {"W": f32, "b": None},
        "the example for p.b is None; write a type such as f32[128, 784], or an array, or leave",
    ),
    "word": (Layer(f32, "relu"), "the example for p.b is 'relu'; write a type such as"),
}


@pytest.mark.parametrize("example,text", REFUSED.values(), ids=REFUSED)
def test_what_cannot_come_back_is_refused_by_name(example, text):
    with pytest.raises(GraphError, match=re.escape(text) + ".*test_containers.py, line"):
        trace(lambda p: leaves(p)[0], example)


@pytest.mark.parametrize(
    "result,text",
    [
        (lambda x: defaultdict(list, W=x), "a defaultdict cannot be made again from what is in it; write a dict"),
        (lambda x: Tagged({"W": x}, "mine"), "a Tagged cannot be made again"),
        (
            lambda x: {"y": x, "rest": [None]},
            "must return tensors, but returned None; is there a return? (result rest.0)",
        ),
        (
            lambda x: {x},
            "must return tensors, but returned a set; tensors may stand in lists, tuples, dicts and dataclasses",
        ),
        (lambda x: Layer(x, "relu"), "must return tensors, but returned 'relu'"),
        (lambda x: argparse.Namespace(x=x), "must return tensors, but returned a Namespace"),
        (lambda x: Counter("ab"), "must return tensors, but returned 1"),
    ],
)
def test_results_too_are_refused_by_name(result, text):
    with pytest.raises(GraphError, match=re.escape(text)):
        trace(result, f32[2])


def test_a_call_with_another_container_names_both():
    graph = trace(lambda p: p.W + p.b, Layer(f32, f32))
    for value, text in [
        (SimpleNamespace(W=1.0, b=2.0), "p: found a SimpleNamespace, wanted a Layer like {W: *, b: *}"),
        (Deep(1.0, 2.0), "p: found a Deep, wanted a Layer like {W: *, b: *}"),
        ({"W": 1.0, "b": 2.0}, "p: found a dict, wanted a Layer like {W: *, b: *}"),
        (Layer(1.0, None), "p.b must be f32[], found a NoneType"),
        (None, "p: found a NoneType, wanted a Layer like {W: *, b: *}"),
    ]:
        for run in (graph, ng.compile(graph)):
            with pytest.raises(GraphError, match=re.escape(text)):
                run(value)


def test_the_kits_own_records_are_values():
    graph = trace(lambda x: x, f32)
    for one in (graph, ng.adam, graph.inputs[0], f32[3], structure([1])):
        assert leaves([one]) == [one] or leaves([one])[0] is one
    assert build(structure((f32[3], [graph])), [1, 2]) == (1, [2])
