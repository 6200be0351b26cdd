"""A specialized graph computes what the original does for those arguments, and takes no others."""

import pickle
import re
from typing import NamedTuple

import numpy as np
import pytest
from random_graphs import random_graph

import ngteach as ng
from ngteach import f32, f64, specialize, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import leaves
from ngteach.serialize import from_json, to_json


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def mlp(x, params):
    h = ng.relu(x @ params["W0"] + params["b0"])
    return ng.softmax(h @ params["W1"] / ng.mean(h), axis=1)


TYPES = {"W0": f32[4, 5], "b0": f32[5], "W1": f32[5, 3]}
GRAPH = trace(mlp, f32[8, 4], TYPES)
DRAW = np.random.default_rng(0)
X = DRAW.normal(size=(8, 4)).astype("f")
PARAMS = {k: DRAW.normal(size=t.shape).astype("f") for k, t in TYPES.items()}


def same(a, b):
    for x, y in zip(leaves(a), leaves(b), strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-5, atol=1e-8)


# ---- other types ------------------------------------------------------------


def test_a_shape_that_is_baked_in_changes_too():
    mean = trace(lambda x: ng.mean(x), f32[4])
    assert specialize(mean, f32[2])(np.array([1, 3], "f")) == 2 and mean(np.ones(4, "f")) == 1
    assert str(specialize(GRAPH, f32[2, 4])) == str(trace(mlp, f32[2, 4], TYPES))


def test_another_element_type_and_a_container_of_types():
    wide = specialize(GRAPH, f64[8, 4], {k: f64[t.shape] for k, t in TYPES.items()})
    assert wide.outputs[0].type == f64[8, 3]
    broad = specialize(GRAPH, params={"b0": f32[9], "W1": f32[9, 2], "W0": f32[4, 9]})  # the order of keys is free
    assert [x.type for x in broad.inputs] == [f32[8, 4], f32[4, 9], f32[9], f32[9, 2]]
    assert specialize(GRAPH, f32[8, 4]) is GRAPH and specialize(GRAPH) is GRAPH


def test_containers_that_a_starred_argument_takes_are_told_apart():
    both = trace(lambda *xs: xs[0]["a"] * xs[1][0], {"a": f64[3]}, (f64[3],))
    assert [x.type for x in specialize(both, {"a": f64[2]}, (f64[2],)).inputs] == [f64[2], f64[2]]
    assert specialize(both, {"a": np.full(3, 2.0)}, (np.ones(3),))().tolist() == [2, 2, 2]


def test_a_graph_can_be_specialized_again_and_so_can_a_gradient_and_a_graph_of_a_graph():
    slope = trace(ng.grad(lambda x: ng.mean(x * x)), f64[4])
    for graph in (slope, specialize(slope, f64[6]), trace(slope, f64[4]), ng.prune(slope)):
        np.testing.assert_allclose(specialize(graph, f64[2])(np.array([1.0, 3.0])), [1, 3])


def test_the_name_of_the_graph_stays_and_the_functions_lines_do():
    graph = specialize(trace(mlp, f32[8, 4], TYPES, name="net"), f32[1, 4])
    assert graph.name == "net" and "ng.relu" in graph["h"].origin[1].text


MADE = {
    "a pass": lambda: ng.fold(trace(lambda x: x + ng.exp(ng.constant(0.0)), f64[4])),
    "JSON": lambda: from_json(to_json(trace(lambda x: x, f64[4]))),
    "a pickle": lambda: pickle.loads(pickle.dumps(trace(lambda x: x, f64[4]))),
    "a clone": lambda: ng.clone(trace(lambda x: x, f64[4]))[0],
    "frozen": lambda: specialize(trace(lambda x, y: x, f64[4], f64), y=1.0),
}


@pytest.mark.parametrize("what", MADE)
def test_where_no_function_is_known_another_shape_is_refused_but_freezing_is_not(what):
    graph = MADE[what]()
    with refuses(f"specialize: x: f64[4] cannot become f64[2], for no function is known that {graph.name} was traced"):
        specialize(graph, f64[2])
    assert not specialize(graph, np.ones(4)).inputs
    assert specialize(graph, f64[4]) is graph


def test_a_training_graph_is_derived_again_from_the_specialized_one():
    training = ng.derive_training(GRAPH)
    with refuses("it was made from another graph: specialize that, and make it again"):
        specialize(training, f32[2, 4])
    assert ng.derive_training(specialize(GRAPH, f32[2, 4])).inputs[0].type == f32[2, 4]


# ---- frozen -----------------------------------------------------------------


@pytest.mark.parametrize("backend", ["CPU", "INTERPRETER"])
@pytest.mark.parametrize(
    "frozen,left",
    [
        ({"params": PARAMS}, "(x: f32[8,4])"),
        ({"x": X}, "(params.W0: f32[4,5], params.b0: f32[5], params.W1: f32[5,3])"),
        ({"params": {**PARAMS, "b0": None}}, "(x: f32[8,4], params.b0: f32[5])"),
        ({"params.W0": PARAMS["W0"]}, "(x: f32[8,4], params.b0: f32[5], params.W1: f32[5,3])"),
        ({"x": X, "params": PARAMS}, "()"),
        (
            {"x": X[:3], "params": {"W0": None, "b0": None, "W1": f32[5, 3]}},
            "(params.W0: f32[4,5], params.b0: f32[5], ",
        ),
    ],
)
def test_what_is_frozen_is_no_argument_and_counts_as_given(frozen, left, backend):
    graph = specialize(GRAPH, **frozen)
    assert str(graph).startswith(f"mlp{left}")
    x, params = frozen.get("x", X), {k: v for k, v in PARAMS.items() if f"params.{k}" in str(graph.inputs)}
    args = [a for a, there in ((x, "x:" in str(graph.inputs)), (params, params)) if there]
    ready = ng.compile(graph, backend=backend) if backend == "CPU" else graph
    same(ready(*args), trace(mlp, x, TYPES)(x, PARAMS))
    assert graph.output_tree == GRAPH.output_tree


def test_what_depends_on_constants_alone_is_computed_and_what_nobody_reads_is_gone():
    graph = specialize(trace(lambda x, w: x * ng.sum(ng.exp(w) + 1.0), f64, f64[3]), w=np.zeros(3))
    assert str(graph).splitlines()[1:] == [
        "  %5: f64[] = constant(value=6.0)",
        "  %6: f64[] = multiply(x, %5)",
        "  return %6",
    ]


def test_a_frozen_value_keeps_its_name_and_large_results_stay_equations():
    graph = specialize(trace(lambda x, w: x @ (w + w), f32[9, 200], f32[200, 200]), w=np.ones((200, 200), "f"))
    assert str(graph["w"]) == "w: f32[200,200]" and "add(w, w)" in str(graph)


def test_a_number_takes_the_declared_element_type():
    graph = specialize(trace(lambda x, rate: x * rate, f32[3], f32), rate=0.1)
    assert graph.outputs[0].type == f32[3] and graph(np.ones(3, "f"))[0] == np.float32(0.1)


def test_a_frozen_graph_is_differentiated_batched_and_frozen_further():
    graph = specialize(trace(lambda x, w, b: ng.tanh(x * w + b), f64, f64, f64), w=2.0)
    assert float(ng.grad(graph)(0.5, 0.0)) == pytest.approx(2 * (1 - np.tanh(1) ** 2))
    assert ng.vmap(graph)(np.ones(3), np.zeros(3)).shape == (3,)
    assert float(specialize(graph, b=1.0)(0.5)) == pytest.approx(np.tanh(2))


class Layer(NamedTuple):
    W: object
    b: object


LAYERS = trace(
    lambda layers, x: x @ layers[0].W + layers[0].b + layers[1]["b"], [Layer(f64[3, 3], f64[3]), {"b": f64[3]}], f64[3]
)


def test_a_layer_of_a_list_is_frozen_and_a_record_only_as_a_whole():
    layer = Layer(np.eye(3), np.ones(3))
    graph = specialize(LAYERS, [layer, None])
    assert str(graph.input_tree) == "([{b: *}], *)"
    np.testing.assert_array_equal(graph([{"b": np.zeros(3)}], np.arange(3.0)), [1, 2, 3])
    with refuses("specialize: a Layer keeps all its parts: freeze all of them, or none"):
        specialize(LAYERS, [Layer(np.eye(3), None), None])


def test_both_at_once():
    graph = specialize(GRAPH, f32[2, 4], PARAMS)
    same(graph(X[:2]), trace(mlp, f32[2, 4], TYPES)(X[:2], PARAMS))


def test_a_frozen_array_may_have_another_shape():
    assert specialize(trace(lambda x, y: ng.mean(x) * y, f64[4], f64), np.array([1.0, 3.0]))(2.0) == 4


@pytest.mark.parametrize("seed", range(12))
def test_a_random_graph_gives_the_same_with_some_of_its_arguments_frozen(seed):
    graph, arrays = random_graph(seed, adjoints=seed % 2 == 0, size=12)
    frozen = [i for i in range(len(arrays)) if (seed + i) % 2]
    small = specialize(graph, *[x if i in frozen else None for i, x in enumerate(arrays)])
    given = [x for i, x in enumerate(arrays) if i not in frozen]
    assert [x.name for x in small.inputs] == [x.name for i, x in enumerate(graph.inputs) if i not in frozen]
    for found, wanted in zip(leaves(small(*given)), leaves(graph(*arrays)), strict=True):
        np.testing.assert_array_equal(found, wanted)


# ---- functions --------------------------------------------------------------


def test_a_function_is_traced_with_what_it_is_given():
    same(specialize(mlp, f32[8, 4], PARAMS)(X), GRAPH(X, PARAMS))
    same(specialize(mlp, params=PARAMS, x=f32[8, 4])(X), GRAPH(X, PARAMS))
    scaled = specialize(lambda x, rate=2.0: x * rate, f32[3], 0.5)
    assert str(scaled.outputs[0].type) == "f32[3]" and scaled(np.ones(3, "f"))[0] == 0.5
    assert specialize(lambda x, rate=2.0: x * rate, f32[3])(np.ones(3, "f"))[0] == 2


# ---- how it is asked --------------------------------------------------------

TAKES = "mlp takes (x: f32[8,4], params.W0: f32[4,5], params.b0: f32[5], params.W1: f32[5,3])"
ASKED = [
    (lambda: specialize(GRAPH, f32[2, 4], None, 3.0), f"specialize: found 3 entries; {TAKES}"),
    (lambda: specialize(GRAPH, y=3.0), f"there is no argument y; {TAKES}"),
    (lambda: specialize(GRAPH, f32[2, 4], x=X), "found two entries for x"),
    (lambda: specialize(GRAPH, params=PARAMS, **{"params.W0": X}), "found two entries for params.W0"),
    (lambda: specialize(GRAPH, None, {"W0": X}), "params: found the keys W0, wanted W0, b0, W1"),
    (lambda: specialize(GRAPH, None, f32[3]), "params: found a TensorType, wanted a dict like {W0: *, b0: *, W1: *}"),
    (lambda: specialize(GRAPH, X.astype("d")), "x: f32[8,4] cannot be frozen to f64[8,4]; write .astype(np.float32)"),
    (
        lambda: specialize(GRAPH, 3.0),
        "x: f32[8,4] cannot be frozen to one number; write np.full((8, 4), 3.0, np.float32)",
    ),
    (
        lambda: specialize(GRAPH, GRAPH.inputs[0]),
        "x cannot be frozen to x: f32[8,4], which has no numbers; write its type",
    ),
    (lambda: specialize(GRAPH, "f32[2, 4]"), "found a str, wanted a tensor, an array or a number"),
    (lambda: specialize(GRAPH, f32[2, 9]), "matmul: f32[2,9] has 9 columns but f32[4,5] has 4 rows"),
    (lambda: specialize(3.0), "specialize: found 3.0, wanted a graph; write trace(function, f32[128, 784])"),
    (lambda: specialize(ng.compile(GRAPH)), "specialize: found a Executable, wanted a graph; write .graph behind it"),
    (lambda: specialize(mlp, f32[8, 4]), "specialize: mlp has no example for params; write a type such as"),
    (
        lambda: specialize(mlp, None, PARAMS),
        "the entry for x is None, but a function has no types yet; write f32[64, 784]",
    ),
    (lambda: specialize(mlp, f32[8, 4], PARAMS, z=1), "there is no argument z, or it is given already"),
]


@pytest.mark.parametrize("call,text", ASKED, ids=[text[:50] for _, text in ASKED])
def test_a_wrong_entry_gets_one_clear_error(call, text):
    with pytest.raises(GraphError) as found:
        call()
    assert text in str(found.value).partition("    (test_specialize.py, line ")[0]
    assert "(test_specialize.py, line " in str(found.value)


def test_the_function_is_not_printed_not_kept_in_a_pickle_and_not_compared():
    kept = pickle.loads(pickle.dumps(GRAPH))
    assert kept.function is None and str(kept) == str(GRAPH)
    assert GRAPH.function is mlp and "function" not in to_json(GRAPH)
