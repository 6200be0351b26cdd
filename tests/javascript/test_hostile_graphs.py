"""The engine refuses the graphs that Python refuses, each in one sentence; and it computes those that it takes."""

import json
import random

import pytest
from hostile import mutated
from in_javascript import answers, needed
from laws import traced
from random_graphs import random_graph
from samples import ROWS, is_op

import ngteach as ng
from ngteach.core.calling.errors import GraphError
from ngteach.serialize import from_json, to_json

pytestmark = needed
# What readGraph says of a text, and how many bytes it has taken.  A graph that is small is computed as well.
READ = """(engine, text) => {
  const taken = () => globalThis.process?.memoryUsage().arrayBuffers ?? 0;
  const before = taken();
  let graph;
  try {
    graph = engine.readGraph(text);
  } catch (problem) {
    return { said: problem.message, ours: problem instanceof engine.GraphError, bytes: taken() - before };
  }
  const bytes = taken() - before;
  const tensors = [...graph.inputs, ...graph.equations.map(({ output }) => output)];
  if (tensors.every(({ type }) => type.size < 10_000)) {
    const arrays = graph.inputs.map(({ type }) => engine.emptyArray(type));
    engine.evaluate(graph, arrays);
    engine.compile(graph)(arrays);
  }
  return { bytes };
}"""


def said_by_python(text):
    """What is wrong with a text; None with a graph."""
    try:
        from_json(text)
    except GraphError as problem:
        return str(problem)
    return None


def as_javascript_reads(value):
    """JSON has one kind of numbers: 2.0 is 2."""
    if isinstance(value, dict):
        return {key: as_javascript_reads(v) for key, v in value.items()}
    if isinstance(value, list):
        return [as_javascript_reads(v) for v in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


# ---- hundreds of mutations -----------------------------------------------------

TRUE_IS_1 = ("is true or false", "[start, stop, step]")  # what is said where Python takes True for 1, or 0 for False


def mutations():
    rows = [row for row in ROWS if is_op(row.op)]
    for seed in range(60):
        rng = random.Random(seed)
        random_text = to_json(random_graph(seed % 97, adjoints=seed % 3 == 0, size=rng.randrange(1, 9))[0])
        row = rng.choice(rows)
        text = to_json(traced(row, rng.choice(row.types))[0])
        yield from (mutated(t, rng) for t in (random_text, text) for _ in range(10))


def test_a_mutated_graph_is_refused_if_and_only_if_python_refuses_it():
    texts = list(mutations())
    found = answers(READ, texts)
    taken = 0
    for text, answer in zip(texts, found, strict=True):
        said, python = answer.get("said"), said_by_python(text)
        if said is None and python is not None:
            python = said_by_python(json.dumps(as_javascript_reads(json.loads(text))))
        only_for_python = python is None and said and any(word in said for word in TRUE_IS_1)
        assert (said is None) == (python is None) or only_for_python, f"{said}\nPython: {python}\n{text}"
        if said is None:
            taken += 1
        else:
            assert answer["ours"] and said.isprintable() and len(said) < 400, said
            assert not any(word in said for word in ("undefined", "is not a function", "Cannot")), f"{said}\n{text}"
    assert 20 < taken < len(texts) // 2


# ---- one by one ------------------------------------------------------------------

SCALE = to_json(ng.trace(lambda x: ng.sum(ng.softmax(x * 2.0, 1), 0), ng.f32[2, 3]))
COUNT = to_json(ng.trace(lambda x: x + 2**62 + 1, ng.i64[2]))


def changed(path, value, text=SCALE):
    found = json.loads(text)
    *way, last = path
    part = found
    for key in way:
        part = part[key]
    part[last] = value
    return json.dumps(found)


def nested(depth):
    """A graph in the rule of a graph, and so on."""
    rule = json.loads(to_json(ng.trace(lambda x, dy: dy * x, ng.f32, ng.f32)))
    del rule["format"]
    for _ in range(depth):
        row = {"output": ["y", "f32[]"], "op": "custom_vjp", "inputs": ["dy", "x"], "params": {"rule": rule}}
        tree = {"tuple": ["*", "*"]}
        rule = {"name": "rule", "inputs": [["x", "f32[]"], ["dy", "f32[]"]], "equations": [row]}
        rule |= {"outputs": ["y"], "input_tree": tree, "output_tree": "*"}
    return json.dumps({"format": "ngteach graph 1", **rule})


def written_by_hand(*equations, inputs=(), outputs=()):
    rows = [dict(zip(("output", "op", "inputs", "params"), row, strict=False)) for row in equations]
    graph = {"format": "ngteach graph 1", "name": "hand", "inputs": list(inputs), "equations": rows}
    trees = {"input_tree": {"tuple": ["*"] * len(inputs)}, "output_tree": {"tuple": ["*"] * len(outputs)}}
    return json.dumps({**graph, "outputs": list(outputs), **trees})


SUM = ["c", "f32[]"], "sum", ["b"], {"axis": [0, 1], "keepdims": False}
REFUSED = {
    "": "it is not JSON: at character 0 it ends",
    "{}": 'the format must be "ngteach graph 1"',
    "null": "the format must be",
    '{"format": "ngteach graph 1", "format": "ngteach graph 1"}': "an object has a key twice",
    '{"format": "ngteach graph 1", "__proto__": {"name": "x"}}': 'the graph has the field "__proto__"',
    '{"a": NaN}': 'at character 6 found "NaN}"',
    '{"a": "\n"}': "it is not JSON: at character 6",
    "[" * 100_000: "it nests too deeply",
    "9" * 10_000: "it is not JSON: a number has 10000 digits",
    changed(["name"], "<b>\u202egraph</b>"): "a name is a printable word of at most 200 letters, found",
    changed(["inputs", 0, 0], "x" * 201): "a name is a printable word of at most 200 letters",
    changed(["inputs", 0, 0], "%01"): 'after % a name must have a number, found "%01"',
    changed(["inputs", 0, 1], "f32[2,-3]"): '"f32[2,-3]" is not a type such as f32[128,784]',
    changed(["inputs", 0, 1], "f32[02,3]"): '"f32[02,3]" is not a type as we write it, f32[2,3]',
    changed(["inputs", 0, 1], "c64[2]"): "c64 is not an element type; use one of f32, f64",
    changed(["inputs", 0, 1], "f32[1000000,1000000]"): "f32[1000000,1000000] is larger than 4,294,967,296 bytes",
    changed(["inputs", 0, 1], "f32[0,100000000000000]"): "is larger than 4,294,967,296 bytes",
    changed(["inputs", 0, 1], f"f32[{','.join('1' * 65)}]"): "found 65 axes; there are at most 64",
    changed(["equations", 0, "output", 1], "f32[30000,30000]"): "of type f32[30000,30000] needs 900000000 numbers",
    changed(["equations", 0, "params", "value"], [0.1]): "is made of numbers that f32 has, found 0.1",
    changed(["equations", 0, "params", "value"], ["many"]): 'is made of numbers that f32 has, found "many"',
    changed(["equations", 1, "op"], "system"): 'there is no op "system" in JavaScript',
    changed(["equations", 1, "op"], "constructor"): 'there is no op "constructor" in JavaScript',
    changed(["equations", 1, "op"], "__proto__"): 'there is no op "__proto__" in JavaScript',
    changed(["equations", 1, "params"], {}): "%1: broadcast needs shape",
    changed(["equations", 1, "params", "axis"], [0]): 'broadcast does not know the parameter "axis"; it takes shape',
    changed(["equations", 1, "params", "shape"], [10**9, 3]): "is announced as f32[2,3], but gives f32[1000000000,3]",
    changed(["equations", 2, "inputs"], ["x"]): "%2: multiply takes 2 inputs, got 1",
    changed(["equations", 2, "inputs", 1], "%3"): '"%3" is used but not defined before',
    changed(["equations", 2, "inputs", 1], "toString"): '"toString" is used but not defined before',
    changed(["equations", 2, "output", 0], "x"): "x is defined twice",
    changed(["equations", 3, "params", "axis"], [-1]): "softmax f32[2,3] has no axis -1; axes count from 0",
    changed(["output_tree"], {"dict": [[1, "*"], [True, "*"]]}): "a dict has a key twice",
    changed(["output_tree"], {"__proto__": ["*"]}): 'a tree is "*" or {"dict", "list" or "tuple": [...]}',
    changed(["input_tree"], "*"): "input_tree must be a list or a tuple: of the arguments",
    changed(
        ["equations", 0, "params", "value"], [2**63], COUNT
    ): "made of numbers that i64 has, found 9223372036854775808",
    nested(20): "graphs nest too deeply in parameters",
    # Each fits, but not all of them together; a view is counted too, for whoever reads it walks over all of it.
    written_by_hand(
        (["b", "f32[30000,30000]"], "broadcast", ["a"], {"shape": [30_000, 30_000]}), SUM, inputs=[["a", "f32[]"]]
    ): "its tensors are 3,600,000,008 bytes, more than 1,073,741,824 bytes, the most that a page holds",
}


@pytest.fixture(scope="module")
def said():
    found = answers(READ, REFUSED)
    return dict(zip(REFUSED, found, strict=True))


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_what_python_would_not_write_is_refused_in_one_sentence(text, said):
    answer = said[text]
    assert REFUSED[text] in answer["said"] and answer["ours"] and "\n" not in answer["said"]
    assert answer["said"].startswith("this is not a graph as to_json writes it: ") and len(answer["said"]) < 400
    assert answer["bytes"] < 100_000
    assert said_by_python(text) or "a page holds" in answer["said"]


def test_nothing_is_allocated_for_a_type_that_is_only_announced():
    large = written_by_hand(
        (["b", "f32[10000,10000]"], "exp", ["a"]), inputs=[["a", "f32[10000,10000]"]], outputs=["b"]
    )
    (answer,) = answers(READ, [large])
    assert "said" not in answer and answer["bytes"] < 100_000


def test_graphs_nest_as_deeply_as_in_python():
    (answer,) = answers(READ, [nested(19)])
    assert "said" not in answer and said_by_python(nested(19)) is None


NUMBERS = """(engine, [text, parse]) => {
  const graph = engine.readGraph(parse ? JSON.parse(text) : text);
  return [...engine.numbersOf(graph.equations[0].params.value)].map(String);
}"""


def test_whole_numbers_of_64_bits_keep_every_digit():
    text = to_json(ng.trace(lambda: ng.constant([2**63 - 1, -(2**63), 2**53 + 1, 7], ng.i64)))
    most = to_json(ng.trace(lambda: ng.constant([2**64 - 1], ng.u64)))
    assert answers(NUMBERS, [[text, False], [most, False]]) == [
        ["9223372036854775807", "-9223372036854775808", "9007199254740993", "7"],
        ["18446744073709551615"],
    ]


def test_what_json_parse_has_rounded_is_refused():
    """Whoever parses the text himself has lost digits; it is not computed with others."""
    text = to_json(ng.trace(lambda: ng.constant([2**53 + 1], ng.i64)))
    small = to_json(ng.trace(lambda: ng.constant([2**53 - 1], ng.i64)))
    script = f"(engine, asked) => {{ try {{ return ({NUMBERS})(engine, asked); }} catch (e) {{ return e.message; }} }}"
    lost, kept = answers(script, [[text, True], [small, True]])
    assert kept == ["9007199254740991"] and "numbers that i64 has, found 9007199254740992" in lost


def test_words_for_numbers_that_json_lacks_are_read():
    text = to_json(ng.trace(lambda: ng.constant([float("nan"), float("inf"), -float("inf"), -0.0], ng.f32)))
    assert answers(NUMBERS, [[text, False]]) == [["NaN", "Infinity", "-Infinity", "0"]]
