"""JSON gives back the same program and refuses everything else; DOT shows what the picture shows."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import ROWS

import ngteach as ng
from ngteach import f32, trace
from ngteach.formats import from_json, to_dot, to_json
from ngteach.loop import Config, inference_graph
from ngteach.op import OPS
from ngteach.training import derive_training
from ngteach.tree import leaves
from ngteach.types import GraphError

INFERENCE = inference_graph(Config(batch=4, hidden=(3,)), 5, 2)
TRAININGS = [derive_training(INFERENCE, optimizer=name, trainable="weights") for name in ("seed", "adam")]


def arrays_for(graph):
    rng = np.random.default_rng(0)
    return [(rng.random(x.shape) * 2).astype(x.dtype) for x in graph.inputs]


def same_bits(a, b):
    for x, y in zip(leaves(a), leaves(b), strict=True):
        assert x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes()


# ---- round trips ------------------------------------------------------------


@pytest.mark.parametrize("graph", [INFERENCE, *TRAININGS], ids=lambda g: g.name)
def test_the_round_trip_gives_an_equal_program_that_computes_the_same(graph):
    back = from_json(to_json(graph))
    assert str(back) == str(graph) and to_json(back) == to_json(graph)
    assert (back.input_tree, back.output_tree) == (graph.input_tree, graph.output_tree)
    assert [e.adjoint_of for e in back.equations] == [e.adjoint_of for e in graph.equations]
    same_bits(back(*arrays_for(graph)), graph(*arrays_for(graph)))


def test_every_sample_row_survives_the_round_trip():
    for row in ROWS:
        for element in row.types:
            arrays = row.arrays(element)
            graph = trace(lambda *xs, row=row: OPS[row.op](*xs, **row.params), *arrays, name=row.op)
            back = from_json(to_json(graph))
            assert str(back) == str(graph)
            same_bits(back(*arrays), graph(*arrays))


def test_constants_keep_every_bit_infinities_and_signed_zeros_included():
    values = np.array([[0.1, -0.0, np.inf], [-np.inf, np.nan, 1e-45]], np.float32)
    graph = trace(lambda x: x + values, f32[2, 3])
    (constant,) = [e for e in from_json(to_json(graph)).equations if e.op.name == "constant"]
    same_bits(constant.params["value"], values)
    assert not constant.params["value"].flags.writeable


def test_the_text_is_json_with_one_equation_a_line():
    text = to_json(INFERENCE)
    assert len(json.loads(text)["equations"]) == len(INFERENCE.equations)
    assert sum('"op"' in line for line in text.splitlines()) == text.count('"op"') == len(INFERENCE.equations)


def test_containers_come_back_with_their_keys_and_kinds():
    graph = trace(lambda p, q: {"a": [p[1]["b"], q], 7: (q,)}, (f32, {"b": f32[2]}), f32[3])
    back = from_json(to_json(graph))
    assert str(back.output_tree) == str(graph.output_tree) == "{a: [*, *], 7: (*,)}"
    assert list(back((1.0, {"b": np.ones(2, "f")}), np.ones(3, "f"))) == ["a", 7]


def test_two_tensors_of_one_name_are_refused_and_a_clone_helps():
    graph = trace(lambda x: ng.exp(ng.exp(x)), f32)
    graph.equations[1].output.name = graph.equations[0].output.name = "y"
    with pytest.raises(GraphError, match=r"two tensors are called y; clone\(graph\) gives each a name of its own"):
        to_json(graph)
    assert from_json(to_json(ng.clone(graph)[0]))(0.0) == np.exp(np.float32(1))


# ---- hostile text -----------------------------------------------------------


def changed(path, value, graph=INFERENCE):
    found = json.loads(to_json(graph))
    *way, last = path
    part = found
    for key in way:
        part = part[key]
    part[last] = value
    return json.dumps(found)


SCALE = trace(lambda x: ng.sum(ng.softmax(x * 2.0, 1), 0), f32[2, 3])  # constant, broadcast, multiply, softmax, sum
HUGE = f"f32[{10**6},{10**6}]"
REFUSED = [
    ("", "no graph in JSON, as to_json writes it: Expecting value"),
    ("[1, 2", "no graph in JSON"),
    ("{}", 'the format must be "ngteach graph 1"'),
    ("null", "the format must be"),
    ('{"format": "ngteach graph 1"}', "'inputs' is missing"),
    ('{"format": "ngteach graph 1", "inputs": NaN}', "NaN is no JSON number"),
    ("[" * 100_000, "nests too deeply"),
    ("9" * 10_000, "no graph in JSON"),
    (changed(["name"], "a\nb"), "a name is a printable word, found 'a\\nb'"),
    (changed(["name"], ""), "a name is a printable word"),
    (changed(["name"], "x" * 1000), "a name is a printable word"),
    (changed(["inputs", 0, 0], 7), "a name is a printable word, found '7'"),
    (changed(["inputs", 0, 0], "weights.W0"), "weights.W0 is defined twice"),
    (changed(["inputs", 0, 1], "f32[4,-5]"), "'f32[4,-5]' is not a type such as f32[128,784]"),
    (changed(["inputs", 0, 1], "f16[4]"), "f16 is not an element type"),
    (changed(["inputs", 0, 1], "object[4]"), "'object[4]' is not a type"),
    (changed(["inputs", 0, 1], HUGE), "is larger than 4,294,967,296 bytes or 32 axes"),
    (changed(["inputs", 0, 1], f"f32[0,{10**14}]"), "is larger than"),
    (changed(["inputs", 0, 1], f"f32[{','.join('1' * 33)}]"), "bytes or 32 axes"),
    (changed(["inputs", 0, 1], f"f32[{'9' * 40}]"), "is not a type"),
    (changed(["inputs", 0], "xy"), "'y' is not a type"),
    (changed(["inputs", 0], ["x"]), "no graph in JSON"),
    (changed(["equations", 0, "op"], "system"), "there is no op 'system'"),
    (changed(["equations", 0, "op"], ["dot"]), "no graph in JSON"),
    (changed(["equations", 0, "inputs"], ["x", "y"]), "'y' is used but not defined before"),
    (changed(["equations", 0, "inputs"], ["x"]), "takes 2 inputs, got 1"),
    (changed(["equations", 0, "output"], ["x", "f32[4,3]"]), "x is defined twice"),
    (changed(["equations", 0, "output"], ["%0", "f32[4,4]"]), "%0 is announced as f32[4,4], but dot gives f32[4,3]"),
    (changed(["equations", 0, "params"], {"axis": 1}), "does not know the parameter axis; it takes none"),
    (changed(["equations", 0, "adjoint_of"], {"a": 1}), "a name is a printable word"),
    (changed(["equations", 1, "params"], {}, SCALE), "needs shape"),
    (changed(["equations", 1, "params", "shape"], [10**9, 3], SCALE), "is announced as f32[2,3], but broadcast gives"),
    (changed(["equations", 1, "params", "shape"], ["2", 3], SCALE), "is not a shape"),
    (changed(["equations", 0, "params", "value"], [2.0] * 3, SCALE), "a constant of type f32[] needs 1 numbers"),
    (changed(["equations", 0, "params", "value"], [1e300], SCALE), "the number 1e+300 does not fit f32"),
    (changed(["equations", 0, "params", "value"], ["many"], SCALE), "'many' is missing"),
    (changed(["equations", 0, "params", "value"], [[2.0]], SCALE), "no graph in JSON"),
    (changed(["equations", 0, "output", 1], HUGE, SCALE), "is larger than"),
    (changed(["equations", 0, "output", 1], "f32[30000,30000]", SCALE), "needs 900000000 numbers"),
    (changed(["equations", 3, "params", "axis"], [-1], SCALE), "softmax cannot have the parameters {'axis': [-1]}"),
    (changed(["equations", 3, "params", "axis"], [5], SCALE), "f32[2,3] has no axis 5"),
    (changed(["equations", 4, "params", "keepdims"], "yes", SCALE), "sum cannot have the parameters"),
    (changed(["equations", 2, "inputs", 1], "%0", SCALE), "multiply cannot have the parameters {}"),
    (changed(["outputs", 0], "q"), "'q' is used but not defined before"),
    (changed(["outputs"], ["p", "p"]), "output_tree does not fit 2 tensors"),
    (changed(["input_tree"], "*"), "input_tree does not fit"),
    (changed(["input_tree"], {"set": []}), "'set' is missing"),
    (changed(["input_tree"], {"dict": [], "list": []}), "no graph in JSON"),
    (changed(["input_tree"], {"dict": [["a", "*"], ["a", "*"]]}), "a dict has a key twice"),
    (changed(["input_tree"], 7), "no graph in JSON"),
]


@pytest.mark.parametrize("text,wanted", REFUSED, ids=[f"{i}-{w[:30]}" for i, (_, w) in enumerate(REFUSED)])
def test_what_to_json_would_not_write_is_refused(text, wanted):
    with pytest.raises(GraphError, match=re.escape(wanted)) as caught:
        from_json(text)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


@pytest.mark.parametrize("depth", [400, 3_000])
def test_a_tree_that_nests_without_end_is_refused(depth):
    tree = '{"list":[' * depth + '"*"' + "]}" * depth
    text = to_json(SCALE).replace('"output_tree": "*"', f'"output_tree": {tree}')
    assert tree in text
    with pytest.raises(GraphError, match="nests too deeply"):
        from_json(text)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["*", "x", "f32[2]"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["a", "axis", "list"]), inside),
    max_leaves=5,
)


def places(found, path=()):
    if isinstance(found, (dict, list)):
        for key in found if isinstance(found, dict) else range(len(found)):
            yield (*path, key)
            yield from places(found[key], (*path, key))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_change_gives_a_graph_or_a_graph_error(data):
    path = data.draw(st.sampled_from(list(places(json.loads(to_json(SCALE))))))
    text = changed(path, data.draw(VALUES), SCALE)
    try:
        graph = from_json(text)
    except GraphError:
        return
    assert str(from_json(to_json(graph))) == str(graph)


# ---- DOT --------------------------------------------------------------------


def test_dot_has_the_three_lanes_with_their_colours_and_shapes():
    text = to_dot(TRAININGS[0])
    for lane, sign in (("forward", "style=rounded"), ("adjoint", "style=dashed"), ("update", "peripheries=2")):
        block = text.split(f"subgraph cluster_{lane} {{")[1].split("\n  }")[0]
        assert sign in block
    assert text.count('"#0072B2"') and text.count('"#D55E00"') and text.count('"#009E73"')
    assert "style=dotted" in text  # what is kept alive for the backward pass


def test_dot_draws_each_box_once_and_joins_only_boxes():
    text = to_dot(TRAININGS[1], collapse=False)
    boxes = re.findall(r"^    (n\d+) \[", text, re.M)
    ends = set(re.findall(r"n\d+", " ".join(re.findall(r"^  n\d+ -> n\d+", text, re.M))))
    assert len(set(boxes)) == len(boxes) and ends <= set(boxes)
    assert text.count("{") == text.count("}")


def test_dot_quotes_what_users_name():
    graph = trace(lambda x: x * 2.0, {'a"b\\': f32[2]}['a"b\\'], name='say "hi"\\')
    assert to_dot(graph).startswith('digraph "say \\"hi\\"\\\\" {')


def test_dot_is_the_same_text_every_time():
    assert to_dot(INFERENCE) == to_dot(from_json(to_json(INFERENCE)))
