"""JSON gives back the same program and refuses everything else; DOT shows what the picture shows."""

import copy
import json
import pickle
import random
import re

import numpy as np
import pytest
from hostile import mutated, places
from random_graphs import random_graph
from samples import ROWS, is_op

import ngteach as ng
from ngteach import f16, f32, f64, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.calling.registry import OPS
from ngteach.core.op import op
from ngteach.core.tree import leaves
from ngteach.draw.dot import to_dot
from ngteach.serialize import from_json, to_json
from ngteach.serialize import graph_json as serialize
from ngteach.serialize.json_words import DEPTH, printable_word
from ngteach.train.derive import derive_training
from ngteach.train.run import Config, inference_graph
from ngteach.transform.phases import phases
from ngteach.transform.pipeline import optimize

INFERENCE = inference_graph(Config(batch=4, hidden=(3,)), 5, 2)
TRAININGS = [derive_training(INFERENCE, optimizer=name, trainable="weights") for name in ("tutorial", "adam")]


def differentiated(eqn):
    """The name of the tensor whose adjoint an equation reads."""
    return None if eqn.adjoint_of is None else eqn.adjoint_of.name


def deep(n, inside=0):
    return [deep(n - 1, inside)] if n else [inside]


def arrays_for(graph):
    rng = np.random.default_rng(0)
    return [(rng.random(x.shape) * 2).astype(x.dtype) for x in graph.inputs]


def same_bits(a, b):
    for x, y in zip(leaves(a), leaves(b), strict=True):
        assert x.dtype == y.dtype and x.shape == y.shape and x.ravel().tobytes() == y.ravel().tobytes()


# ---- round trips ------------------------------------------------------------


@pytest.mark.parametrize("graph", [INFERENCE, *TRAININGS], ids=lambda g: g.name)
def test_the_round_trip_gives_an_equal_program_that_computes_the_same(graph):
    back = from_json(to_json(graph))
    assert str(back) == str(graph) and to_json(back) == to_json(graph)
    assert (back.input_tree, back.output_tree) == (graph.input_tree, graph.output_tree)
    assert list(map(differentiated, back.equations)) == list(map(differentiated, graph.equations))
    same_bits(back(*arrays_for(graph)), graph(*arrays_for(graph)))


def positions_differentiated(graph):
    """For each equation the position of the tensor whose adjoint it reads; that of one which is gone is after all."""
    position = {None: None, **{x: i for i, x in enumerate(graph.tensors())}}
    return [position.get(eqn.adjoint_of, len(position)) for eqn in graph.equations]


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_a_tensor_that_a_pass_left_out_is_not_taken_for_another_that_has_its_name_now(start):
    for seed in range(start, start + 20):
        graph, _ = random_graph(seed, adjoints=True)
        graph, _ = ng.clone(optimize(graph)[0])  # numbers its tensors anew, but not those that are gone
        back = from_json(to_json(graph))
        assert positions_differentiated(back) == positions_differentiated(graph)
        assert list(phases(back).values()) == list(phases(graph).values())
        assert to_json(back) == to_json(graph)


@pytest.mark.parametrize("seed", range(40))
def test_numbers_of_all_kinds_come_back(seed):
    graph, arrays = random_graph(500 + seed, bits=True, wild=True)
    back = from_json(to_json(graph))
    assert to_json(back) == to_json(graph)
    same_bits(back(*arrays), graph(*arrays))


@pytest.mark.parametrize("axes", [32, 33, 63, 64])
def test_a_graph_with_as_many_axes_as_an_array_may_have_survives_the_round_trip(axes):
    shape = (1,) * (axes - 2) + (2, 3)
    graph = trace(lambda x: [ng.exp(x), ng.reshape(x, (6,)), x.transpose(), ng.sum(x, -1)], f32[shape])
    back = from_json(to_json(graph))
    assert str(back) == str(graph)
    same_bits(back(*arrays_for(graph)), graph(*arrays_for(graph)))


def test_a_name_of_nothing_that_can_be_printed_is_a_number():
    with ng.Trace("step") as t:
        x = ng.parameter(f32[3], "\n")
        y = ng.exp(x)
        t.rename(t.equations[-1].output, "\t")
    graph = t.graph([y])
    assert x.name == "%0" and str(from_json(to_json(graph))) == str(graph)


def test_every_sample_row_survives_the_round_trip():
    for row in filter(lambda row: is_op(row.op), ROWS):
        for element in row.types:
            arrays = row.arrays(element)
            graph = trace(lambda *xs, row=row: OPS[row.op](*xs, **row.params), *arrays, name=row.op)
            back = from_json(to_json(graph))
            assert str(back) == str(graph)
            same_bits(back(*arrays), graph(*arrays))


@pytest.mark.parametrize("element", [f16, f32, f64])
def test_constants_keep_every_bit_infinities_and_signed_zeros_included(element):
    values = np.array([[0.1, -0.0, np.inf], [-np.inf, np.nan, 1e-45]], element.dtype)
    graph = trace(lambda x: ng.join(x, values), element[2, 3])
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


# ---- a user's ops -----------------------------------------------------------


@op(forward=lambda x, by=(1,), out=None: np.add(x, sum(by), out=out), adjoint=None)
def negative(x, *, by=(1,)):
    """x and all that by holds."""
    return x


def test_a_users_op_is_written_by_its_module_and_found_among_those_that_are_defined():
    graph = trace(lambda x: -negative(x, (2, 3)), f32[3])
    text = to_json(graph)
    assert [row["op"] for row in json.loads(text)["equations"]] == ["test_graph_json.negative", "negative"]
    back = from_json(text)
    assert [e.op for e in back.equations] == [negative, ng.negative] and back.equations[0].params["by"] == (2, 3)
    same_bits(back(np.ones(3, "f")), graph(np.ones(3, "f")))


@pytest.mark.parametrize("name", ["negative", "elsewhere.negative"])
def test_ops_may_be_given(name):
    text = to_json(trace(lambda x: -negative(x), f32[3])).replace("test_graph_json.", "elsewhere.")
    assert [e.op for e in from_json(text, ops={name: negative}).equations] == [negative, ng.negative]


def test_no_module_is_imported_for_a_file(tmp_path, monkeypatch):
    (tmp_path / "elsewhere.py").write_text("raise SystemExit")
    monkeypatch.syspath_prepend(str(tmp_path))
    text = to_json(trace(lambda x: negative(x), f32[3])).replace("test_graph_json.", "elsewhere.")
    with pytest.raises(GraphError, match=r"no op 'elsewhere.negative'; define it first, .* ops=\{'negative': \.\.\.\}"):
        from_json(text)
    for wrong in ([negative], {"negative": np.add}, "negative"):
        with pytest.raises(GraphError, match="ops are a dict of ops by name"):
            from_json(text, ops=wrong)


def test_an_op_that_was_defined_again_is_not_written_under_its_old_name():
    def made():
        @op(forward=np.sinh, adjoint=None)
        def hyper(x):
            return x

        return hyper

    old, new = made(), made()
    assert from_json(to_json(trace(lambda x: new(x), f32[3]))).equations[0].op is new
    with pytest.raises(
        GraphError, match=r"hyper is no longer the op test_graph_json\..*hyper, .* trace the graph again"
    ):
        to_json(trace(lambda x: old(x), f32[3]))


@pytest.mark.parametrize(
    "by", [[1, 2], (np.float32(1),), (float("nan"),), (print,), np.ones(2), f32, ({"a": (1,)},), deep(99)]
)
def test_a_parameter_that_would_come_back_as_another_is_refused(by):
    @op(forward=lambda x, by, out=None: np.add(x, 1, out=out), adjoint=None)
    def shift(x, *, by):
        return x

    with pytest.raises(GraphError, match=r"shift\(by=.*\) cannot be written as JSON; parameters are numbers, words"):
        to_json(trace(lambda x: shift(x, by=by), f32[3]))


@pytest.mark.parametrize("key", [(1, 2), np.int64(3), f32, float("inf"), b"a"])
def test_a_key_that_would_come_back_as_another_is_refused(key):
    with pytest.raises(GraphError, match="a dict has the key .*; JSON allows text and numbers"):
        to_json(trace(lambda x: {key: x * 2.0}, f32[3]))


def test_a_graph_that_could_not_be_read_is_not_written():
    graph = trace(lambda x: x * 2.0, f32[3])
    graph.equations[-1].output.name = "y" * 201
    with pytest.raises(GraphError, match="a name is a printable word of at most 200 letters"):
        to_json(graph)
    with pytest.raises(GraphError, match="nest too deeply for JSON"):
        to_json(trace(lambda x: deep(99, x), f32[3]))


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
    ("", "not a graph as to_json writes it: it is not JSON: Expecting value"),
    ("[1, 2", "not a graph as to_json writes it"),
    ("{}", 'the format must be "ngteach graph 1"'),
    ("null", "the format must be"),
    ('{"format": "ngteach graph 1"}', "'name' is missing in the graph"),
    ('{"format": "ngteach graph 1", "format": "ngteach graph 1"}', "an object has a key twice"),
    (b"\xff\xfe", "it is not JSON: 'utf-8' codec"),
    (7, "takes the text that to_json wrote, found 7"),
    (None, "takes the text that to_json wrote, found None"),
    (changed(["format"], "ngteach graph 2"), 'the format must be "ngteach graph 1"'),
    (changed(["more"], 1), "the graph has the field 'more', but may have only format, name,"),
    (changed(["inputs"], {"x": "f32"}), "'inputs' of the graph must be a list, found an object"),
    (changed(["equations"], "none"), "'equations' of the graph must be a list, found 'none'"),
    (changed(["equations", 0], ["dot"]), "an equation must be an object, found a list of 1"),
    (changed(["equations", 0, "line"], "mlp.py, 12"), "an equation has the field 'line', but may have only output"),
    (changed(["equations", 0, "params"], [["axis", 1]]), "must be an object, found a list of 1"),
    (changed(["equations", 0, "params"], None), "'params' of an equation must be an object, found None"),
    (changed(["name"], "\ud800"), "a name is a printable word of at most 200 letters, found '\\ud800'"),
    (changed(["name"], "\u202egraph"), "a name is a printable word"),
    (changed(["inputs", 0, 0], "%zero"), "after % a name must have a number, found '%zero'"),
    (changed(["equations", 0, "output", 0], "%-1"), "must have a number, found '%-1'"),
    (changed(["equations", 0, "output", 0], "%1e5"), "must have a number"),
    (changed(["equations", 0, "output", 0], "%"), "must have a number, found '%'"),
    (changed(["equations", 0, "output", 0], "%007"), "must have a number"),
    (changed(["equations", 0, "output", 0], "%\u0663"), "must have a number"),
    (changed(["equations", 0, "output", 0], "%" + "9" * 100), "must have a number"),
    (changed(["equations", 0, "output", 0], None), "a name is a printable word of at most 200 letters, found None"),
    (changed(["equations", 0, "output", 0], ["%0"]), "found a list of 1"),
    (changed(["equations", 0, "adjoint_of"], "%zero"), "must have a number"),
    (changed(["equations", 0, "adjoint_of"], None), "'adjoint_of' of an equation must be text, found None"),
    ("[" * 100_000, "nests too deeply"),
    ("9" * 10_000, "not a graph as to_json writes it"),
    (changed(["name"], "a\nb"), "a name is a printable word of at most 200 letters, found 'a\\nb'"),
    (changed(["name"], ""), "a name is a printable word"),
    (changed(["name"], "x" * 1000), "a name is a printable word"),
    (changed(["inputs", 0, 0], 7), "a name is a printable word of at most 200 letters, found 7"),
    (changed(["inputs", 0, 0], "weights.W0"), "weights.W0 is defined twice"),
    (changed(["inputs", 0, 1], "f32[4,-5]"), "'f32[4,-5]' is not a type such as f32[128,784]"),
    (changed(["inputs", 0, 1], "c64[4]"), "c64 is not an element type"),
    (changed(["inputs", 0, 1], "object[4]"), "'object[4]' is not a type"),
    (changed(["inputs", 0, 1], HUGE), "is larger than 4,294,967,296 bytes"),
    (changed(["inputs", 0, 1], f"f32[0,{10**14}]"), "is larger than"),
    (changed(["inputs", 0, 1], f"f32[{','.join('1' * 65)}]"), "found 65 axes; an array of NumPy's has at most 64"),
    (changed(["inputs", 0, 1], f"f32[{'9' * 40}]"), "is not a type"),
    (changed(["inputs", 0], "xy"), "a tensor is a name and a type,"),
    (changed(["inputs", 0], ["x"]), 'a tensor is a name and a type, ["x", "f32[2,3]"], found a list of 1'),
    (changed(["inputs", 0, 1], "f4[4,5]"), "f4[4,5] is not a type as we write it, f32[4,5]"),
    (changed(["inputs", 0, 1], "f32[04,5]"), "f32[04,5] is not a type as we write it, f32[4,5]"),
    (changed(["inputs", 0, 1], "f32[\u0664,5]"), "is not a type such as f32[128,784]"),
    (changed(["inputs", 0, 1], "f32[4,True]"), "is not a type such as f32[128,784]"),
    (changed(["inputs", 0, 1], "f32[4.0,5]"), "is not a type such as f32[128,784]"),
    (changed(["inputs", 0, 1], [4, 5]), "a list of 2 is not a type such as f32[128,784]"),
    (changed(["inputs", 0, 1], None), "None is not a type such as f32[128,784]"),
    (changed(["equations", 0, "op"], "system"), "there is no op 'system'"),
    (changed(["equations", 0, "op"], ["dot"]), "'op' of an equation must be text, found a list of 1"),
    (changed(["equations", 0, "op"], "os.system"), "no op 'os.system'; define it first, or give it: from_json("),
    (changed(["equations", 0, "inputs"], ["x", "y"]), "'y' is used but not defined before"),
    (changed(["equations", 0, "inputs"], ["x"]), "%0: dot takes 2 inputs, got 1"),
    (changed(["equations", 0, "output"], ["x", "f32[4,3]"]), "x is defined twice"),
    (changed(["equations", 0, "output"], ["%0", "f32[4,4]"]), "%0 is announced as f32[4,4], but dot gives f32[4,3]"),
    (changed(["equations", 0, "params"], {"axis": 1}), "does not know the parameter axis; it takes none"),
    (changed(["equations", 0, "adjoint_of"], {"a": 1}), "'adjoint_of' of an equation must be text, found an object"),
    (changed(["equations", 1, "params"], {}, SCALE), "needs shape"),
    (changed(["equations", 1, "params", "shape"], [10**9, 3], SCALE), "is announced as f32[2,3], but broadcast gives"),
    (changed(["equations", 1, "params", "shape"], ["2", 3], SCALE), "is not a shape"),
    (changed(["equations", 0, "params", "value"], [2.0] * 3, SCALE), "a constant of type f32[] needs 1 numbers"),
    (changed(["equations", 0, "params", "value"], [1e300], SCALE), "the number 1e+300 does not fit f32"),
    (changed(["equations", 0, "params", "value"], ["many"], SCALE), "is made of numbers, found 'many'"),
    (changed(["equations", 0, "params", "value"], [[2.0]], SCALE), "is made of numbers, found a list of 1"),
    (changed(["equations", 0, "params", "value"], [True], SCALE), "the number True does not fit f32"),
    (changed(["equations", 0, "params", "value"], [None], SCALE), "is made of numbers, found None"),
    (changed(["equations", 0, "params", "value"], [float("inf")], SCALE), "%0: constant cannot have the parameters"),
    (changed(["equations", 0, "params", "value"], [float("nan")], SCALE), "%0: constant cannot have the parameters"),
    (changed(["equations", 0, "params"], {}, SCALE), "a constant of type f32[] needs 1 numbers"),
    (changed(["equations", 0, "output", 1], HUGE, SCALE), "is larger than"),
    (changed(["equations", 0, "output", 1], "f32[30000,30000]", SCALE), "needs 900000000 numbers"),
    (changed(["equations", 3, "params", "axis"], [-1], SCALE), "softmax cannot have the parameters {'axis': [-1]}"),
    (changed(["equations", 3, "params", "axis"], [5], SCALE), "f32[2,3] has no axis 5"),
    (changed(["equations", 4, "params", "keepdims"], "yes", SCALE), "sum keepdims is True or False, found 'yes'"),
    (changed(["equations", 2, "inputs", 1], "%0", SCALE), "multiply cannot have the parameters {}"),
    (changed(["outputs", 0], "q"), "'q' is used but not defined before"),
    (changed(["outputs", 0], ["p"]), "a list of 1 is used but not defined before"),
    (changed(["equations", 3, "params", "axis"], deep(300), SCALE), "nests too deeply"),
    (changed(["outputs"], ["p", "p"]), "output_tree does not fit 2 tensors"),
    (changed(["input_tree"], "*"), "input_tree must be a list or a tuple: of the arguments"),
    (changed(["input_tree"], {"set": []}), 'a tree is "*" or {"dict", "list" or "tuple": [...]}, found an object'),
    (changed(["input_tree"], {"dict": [], "list": []}), "not a graph as to_json writes it"),
    (changed(["input_tree"], {"dict": [["a", "*"], ["a", "*"]]}), "a dict has a key twice"),
    (changed(["input_tree"], 7), "found 7"),
    (changed(["input_tree"], {"tuple": "**"}), "tuple in a tree must be a list, found '**'"),
    (changed(["input_tree"], {"dict": [["a"]]}), "a dict in a tree is made of pairs, found a list of 1"),
    (changed(["input_tree"], {"dict": [[["a"], "*"]]}), "a dict has the key a list of 1; JSON allows text and numbers"),
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


# ---- any change gives a graph that works, or a GraphError -------------------


def check_that_it_works(graph):
    """It prints, can be written again, copied, made smaller and, if it is small, run in every way."""
    again = from_json(to_json(graph))
    assert str(again) == str(graph) and to_json(again) == to_json(graph)
    pickle.loads(pickle.dumps(graph))
    to_dot(graph)
    if sum(x.type.nbytes for x in graph.tensors()) < 2**20:
        ng.clone(graph)
        for options in ({"threads": 1}, {"threads": 2, "passes": ()}):
            run = ng.compile(graph, **options)
            arrays = arrays_for(graph)
            for x, y in zip(leaves(run(*arrays)), leaves(graph(*arrays)), strict=True):
                assert x.dtype == y.dtype and x.shape == y.shape
                if x.dtype.kind != "f":
                    continue
                np.testing.assert_array_equal(np.isfinite(x), np.isfinite(y))


def fuzz(seeds):
    """How many mutated texts were graphs still."""
    good = 0
    for seed in seeds:
        rng = random.Random(seed)
        text = to_json(random_graph(seed % 97, adjoints=seed % 3 == 0, size=rng.randrange(1, 9))[0])
        for _ in range(20):
            broken = mutated(text, rng)
            try:
                graph = from_json(broken)
            except GraphError as problem:
                said = str(problem).partition("    (")[0]
                assert said.isprintable() and len(said) < 400, (seed, said)
                continue
            good += 1
            try:
                check_that_it_works(graph)
            except Exception as problem:
                raise AssertionError(f"seed {seed}: {type(problem).__name__}: {problem}\n{broken}") from problem
    return good


def test_any_change_gives_a_graph_that_works_or_a_graph_error():
    assert 10 < fuzz(range(40)) < 700


# ---- DOT --------------------------------------------------------------------


def test_dot_has_the_three_lanes_with_their_colours_and_shapes():
    text = to_dot(TRAININGS[0])
    for lane, sign in (("forward", "style=rounded"), ("adjoint", "style=dashed"), ("update", "peripheries=2")):
        block = text.split(f"subgraph cluster_{lane} {{")[1].split("\n  }")[0]
        assert sign in block
    assert text.count('"#0072B2"') and text.count('"#D55E00"') and text.count('"#009E73"')
    assert "style=dotted" in text  # what is kept alive for the backward pass


def test_dot_draws_each_box_once_and_joins_only_boxes():
    text = to_dot(TRAININGS[1], fold=False)
    boxes = re.findall(r"^    (n\d+) \[", text, re.M)
    ends = set(re.findall(r"n\d+", " ".join(re.findall(r"^  n\d+ -> n\d+", text, re.M))))
    assert len(set(boxes)) == len(boxes) and ends <= set(boxes)
    assert text.count("{") == text.count("}")


def test_dot_quotes_what_users_name():
    graph = trace(lambda x: x * 2.0, {'a"b\\': f32[2]}['a"b\\'], name='say "hi"\\')
    assert to_dot(graph).startswith('digraph "say \\"hi\\"\\\\" {')


def test_dot_is_the_same_text_every_time():
    assert to_dot(INFERENCE) == to_dot(from_json(to_json(INFERENCE)))


def test_a_parameter_may_nest_as_deeply_as_containers_may():
    def inside(depth):
        return [inside(depth - 1)] if depth else []

    assert serialize._parameter(inside(DEPTH - 1), {})
    with pytest.raises(GraphError, match="a parameter nests too deeply"):
        serialize._parameter(inside(DEPTH), {})
    graph = trace(lambda x: containers(x, DEPTH - 1), f32)
    assert str(from_json(to_json(graph))) == str(graph)
    with pytest.raises(GraphError, match="nest too deeply for JSON"):
        to_json(trace(lambda x: containers(x, DEPTH), f32))


def ruled(depth):
    """exp, whose derivative is cos, where the graph of the rule has a rule in it, and so on."""

    def rule(x, dy):
        slope = ng.cos(x)
        return dy * (CUSTOM(slope, x, rule=ruled(depth - 1)) if depth > 1 else slope)

    return trace(rule, f32[3], f32[3], name=f"rule_{depth}")


CUSTOM = OPS["custom_vjp"]


@pytest.mark.parametrize("depth", [1, 3])
def test_a_graph_may_be_a_parameter(depth):
    graph = trace(lambda x: ng.Adjoints(ng.sum(CUSTOM(ng.exp(x), x, rule=ruled(depth))))[x], f32[3])
    text = to_json(graph)
    back = from_json(text)
    assert str(back) == str(graph) and to_json(back) == text
    x = np.array([0.1, 0.2, -0.3], "f")
    same_bits(back(x), graph(x))
    slope, again = (
        trace(lambda x, g=g: ng.Adjoints(ng.sum(g(x)))[x], f32[3]) for g in (graph, back)
    )  # of the rule's rule, too
    same_bits(again(x), slope(x))


def test_graphs_in_parameters_nest_only_so_deep():
    text = to_json(trace(lambda x: CUSTOM(x, x, rule=ruled(serialize._NESTED - 1)), f32[3]))
    assert from_json(text).equations[0].params["rule"].name == f"rule_{serialize._NESTED - 1}"
    with pytest.raises(GraphError, match="rule_1: graphs nest too deeply in parameters for JSON"):
        to_json(trace(lambda x: CUSTOM(x, x, rule=ruled(serialize._NESTED)), f32[3]))
    found = json.loads(text)
    rules = [part for _, part in places(found) if isinstance(part, dict) and "name" in part]
    (last,) = [eqn for eqn in rules[-2]["equations"] if eqn["op"] == "custom_vjp"]
    last["params"]["rule"] = copy.deepcopy(rules[-2])  # of the same type, and one deeper
    with pytest.raises(GraphError, match="graphs nest too deeply in parameters"):
        from_json(json.dumps(found))


@pytest.mark.parametrize(
    "old,new,wanted",
    [
        ('"rule": {', '"rule": 3, "more": {', "custom_vjp does not know the parameter more"),
        ('"params": {"rule": {', '"params": {"rule": {"format": "", ', "a graph in a parameter has the field 'format'"),
        ('["x", "f32[3]"], ["dy", "f32[3]"]', '["x", "f32[3]"], ["dy", "f32[4]"]', "do not broadcast"),
        ('["%1", "f32[3]"]', '["%1", "f32[1]"]', "%1 is announced as f32[1], but multiply gives f32[3]"),
        ('"outputs": ["%1"], "input', '"outputs": ["%1", "%1"], "input', "output_tree does not fit 2 tensors"),
        ('["x", "f32[3]"]]', '["x", "f32[4]"]]', "the rule rule_1 does not fit: it is (f32[3], f32[3]) -> (f32[3])"),
        ('"op": "cos"', '"op": "cosine"', "there is no op 'cosine'"),
    ],
)
def test_a_graph_in_a_parameter_is_checked_like_any_other(old, new, wanted):
    text = to_json(trace(lambda x: CUSTOM(x, x, rule=ruled(1)), f32[3])).replace("]\n ]", "]]")
    assert old in text
    with pytest.raises(GraphError, match=re.escape(wanted)):
        from_json(text.replace(old, new))


def containers(x, depth):
    return [containers(x, depth - 1)] if depth else x


def test_a_name_has_at_most_200_letters():
    assert printable_word("a" * 200) == "a" * 200
    for name in ("", "a" * 201, "two\nlines", 3):
        with pytest.raises(GraphError, match="a name is a printable word of at most 200 letters, found"):
            printable_word(name)


def test_a_box_in_dot_has_a_line_for_its_op_and_one_for_its_result():
    assert '[label="exp\\n%0: f32[]", ' in to_dot(trace(lambda x: ng.exp(x), f32))


def test_a_tensor_has_at_most_four_gigabytes():
    from_json(to_json(trace(lambda x: x, f32[2**30])))
    with pytest.raises(GraphError, match="is larger than 4,294,967,296 bytes"):
        from_json(to_json(trace(lambda x: x, f32[2**30 + 1])))


def test_a_graph_without_a_name_is_refused():
    text = to_json(trace(lambda x: x, f32, name="twice"))
    with pytest.raises(GraphError, match="a name is a printable word"):
        from_json(text.replace('"twice"', '""'))
