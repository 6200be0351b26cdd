"""A graph as an ES module: it computes what the graph does, takes and gives arrays, and says what it cannot use."""

import re

import in_javascript
import numpy as np
import pytest
from in_javascript import answers, read, written

import ngteach as ng
from ngteach.cli.command import main
from ngteach.core.tree import build, leaves, nesting
from ngteach.javascript import engine_text
from ngteach.javascript.declarations import KINDS
from ngteach.javascript.identifiers import RESERVED
from ngteach.javascript.needed import engine_for
from ngteach.ops import convert

# A question is the module's text, and the arguments of some calls, in each of which [type, words] is an array,
# and {"$": [k, ...path]} a part of what call k returned; the answers are results, or the sentence of an error.
CALLS = """async (engine, [text, name, calls]) => {
  const module = await import("data:text/javascript;base64," + textOf(new TextEncoder().encode(text)));
  const results = [];
  const given = (v) => {
    if (Array.isArray(v) && /^[a-z0-9]+\\[[0-9,]*\\]$/.test(v[0])) return read(engine, v).data;
    if (Array.isArray(v)) return v.map(given);
    if (v === null || typeof v !== "object") return v;
    if (v.$) return v.$.slice(1).reduce((part, key) => part[key], results[v.$[0]]);
    if (v.bits) return BigInt(v.bits);
    if (v.list) return new (globalThis[v.kind])(v.list);
    return Object.fromEntries(Object.entries(v).map(([key, inside]) => [key, given(inside)]));
  };
  const told = (v) => {
    const bytes = ArrayBuffer.isView(v) && new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
    if (bytes) return [v.constructor.name, textOf(bytes)];
    if (Array.isArray(v)) return v.map(told);
    return Object.fromEntries(Object.entries(v).map(([key, inside]) => [key, told(inside)]));
  };
  const found = [];
  for (const args of calls) {
    try {
      results.push(module[name](...given(args)));
      found.push({ result: told(results.at(-1)), same: results.indexOf(results.at(-1)) });
    } catch (problem) {
      results.push(null);
      found.push({ problem: problem.message });
    }
  }
  return found;
}"""

pytestmark = in_javascript.needed


def called(graph, *calls):
    """What the calls of the graph's module answer."""
    made = ng.to_javascript(graph)
    return answers(CALLS, [[made.module, made.name, list(calls)]])[0]


def words(arrays):
    """A container of arrays as a question has it."""
    return build(nesting(arrays), [written(x) for x in leaves(arrays)])


def arrays_in(result, types):
    """The arrays of an answer, whose kinds are those of the types."""
    found = flat(result)
    assert [kind for kind, _ in found] == [KINDS[t.element.name] for t in types]
    return [read([str(t), text]) for (_, text), t in zip(found, types, strict=True)]


def flat(result):
    if isinstance(result, list) and len(result) == 2 and isinstance(result[0], str):
        return [result]
    return [x for part in (result.values() if isinstance(result, dict) else result) for x in flat(part)]


def numbers(t, seed=0):
    rng = np.random.default_rng(seed)
    if t.dtype.kind == "f":
        return rng.uniform(-1, 1, t.shape).astype(t.dtype)
    return rng.integers(0, 2 if t.dtype.kind == "b" else 10, t.shape).astype(t.dtype)


def training(optimizer="momentum"):
    inference = ng.trace(ng.mlp, ng.f32[4, 6], ng.mlp_types((6, 5, 3)))
    return ng.derive_training(inference, optimizer=optimizer)


def nests(x, w, n):
    return {"y": ng.relu(x @ w["a"]) + w["b"][0], "big": n + np.int64(2**60 + 1), 5: [x, (convert(n, ng.f16),)]}


NESTS = ng.trace(nests, ng.f32[2, 2], {"a": ng.f32[2, 2], "b": [ng.f32, ng.f32[2], ()]}, ng.i64)
X, N = np.array([[1, -2], [3, 4]], np.float32), np.array(5, np.int64)
W = {"a": np.eye(2, dtype=np.float32), "b": [np.float32(2), np.zeros(2, np.float32), ()]}
GIVEN = words([X, W, N])
ARRAY, ONE = GIVEN[0], written(np.ones(1, np.float32))


@pytest.mark.parametrize("optimizer", ["momentum", "sgd"])
def test_the_module_of_a_training_function_trains(optimizer):
    graph = training(optimizer)
    arrays = [numbers(x.type, i) for i, x in enumerate(graph.inputs)]
    container = build(graph.input_tree, arrays)
    given = words([part for part in container if leaves(part)])  # sgd has empty states, which are not asked for
    (answer,) = called(graph, given)
    found = arrays_in(answer["result"], [y.type for y in graph.outputs])
    for y, a, b in zip(graph.outputs, found, leaves(graph(*container)), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6, err_msg=y.name)


def test_results_nest_as_the_function_returned_them():
    (answer,) = called(NESTS, GIVEN)
    assert list(answer["result"]) == ["5", "y", "big"] and len(answer["result"]["5"][1]) == 1  # JavaScript's order
    types = [ng.f32[2, 2], ng.f16[()], ng.f32[2, 2], ng.i64[()]]
    for a, b in zip(arrays_in(answer["result"], types), [X, 5, np.maximum(X, 0) + 2, 2**60 + 6], strict=True):
        assert np.array_equal(a, b)


def test_earlier_results_are_written_over_and_returned():
    first, second, third = called(
        NESTS, GIVEN, [written(2 * X), words(W), {"bits": "7"}, {"$": [0]}], [*GIVEN, {"$": [1]}]
    )
    assert first["same"] == second["same"] == third["same"] == 0 and first["result"] == third["result"]
    assert np.array_equal(read(["f32[2,2]", second["result"]["y"][1]]), np.maximum(2 * X, 0) + 2)


def test_results_may_be_written_over_what_is_given():
    first, second = called(NESTS, GIVEN, [{"$": [0, "y"]}, *GIVEN[1:], {"$": [0]}])
    y = np.maximum(X, 0) + 2
    assert second["same"] == 0 and np.array_equal(read(["f32[2,2]", second["result"]["y"][1]]), y + 2)
    assert np.array_equal(read(["f32[2,2]", second["result"]["5"][0][1]]), y)


def test_what_is_returned_is_the_callers_own_even_if_it_was_given():
    """Call 1 returns what call 0 made, which it was given; writing over the one leaves the other."""
    y = {"$": [0, "y"]}
    *_, last = called(NESTS, GIVEN, [y, *GIVEN[1:]], [written(9 * X), *GIVEN[1:], {"$": [1]}], [y, *GIVEN[1:]])
    assert np.array_equal(read(["f32[2,2]", last["result"]["5"][0][1]]), np.maximum(X, 0) + 2)


@pytest.mark.parametrize("n, kept", [(5, 5), (True, 1), ({"bits": str(2**60)}, 2**60)])
def test_a_number_stands_for_an_array_of_one(n, kept):
    (answer,) = called(NESTS, [*GIVEN[:2], n])
    assert read(["i64[]", answer["result"]["big"][1]]) == 2**60 + 1 + kept


REFUSED = [
    ([ONE, *GIVEN[1:]], "x: found a Float32Array of 1, wanted a Float32Array of 4 numbers for f32[2,2]"),
    ([{"kind": "Float64Array", "list": [1, 2, 3, 4]}, *GIVEN[1:]], "x: found a Float64Array of 4, wanted a Float32"),
    ([[1, 2, 3, 4], *GIVEN[1:]], "x: found a list, wanted a Float32Array of 4 numbers for f32[2,2]"),
    ([ARRAY], "w: found undefined, wanted an object with a, b"),
    ([ARRAY, [], 5], "w: found a list, wanted an object with a, b"),
    ([ARRAY, {"a": ARRAY}, 5], "w: found no b, wanted an object with a, b"),
    ([ARRAY, {**GIVEN[1], "c": 1}, 5], 'w: found "c", too, wanted an object with a, b'),
    ([ARRAY, {"a": ARRAY, "b": [2]}, 5], "w.b: found a list of 1, wanted a list of 3"),
    ([ARRAY, {"a": ARRAY, "b": ["2", ARRAY, []]}, 5], "w.b[0]: found a string, wanted a Float32Array of 1"),
    (GIVEN[:2], "n: found undefined, wanted a BigInt64Array of 1 numbers for i64[]"),
    ([*GIVEN[:2], 1.5], "n: i64[] cannot hold 1.5"),
    ([*GIVEN[:2], {"bits": str(2**64)}], f"n: i64[] cannot hold {2**64}"),
    ([*GIVEN, 5], "out: found a number, wanted an object with y, big, 5"),
    (
        [*GIVEN, {"y": {"$": [0, "y"]}, "big": {"$": [0, "big"]}, "5": [{"$": [0, "y"]}, [ONE]]}],
        "out.5[0]: shares its memory with out.y; give each an array of its own",
    ),
]


def test_an_argument_that_does_not_fit_is_named_in_a_sentence():
    found = called(NESTS, GIVEN, *(args for args, _ in REFUSED))[1:]
    for answer, (_, sentence) in zip(found, REFUSED, strict=True):
        assert answer["problem"].startswith("nests: ") and sentence in answer["problem"]


def test_the_types_name_arrays_and_containers():
    assert ng.to_javascript(NESTS).types.split("*/\nexport function ")[1] == (
        "nests(\n  /** x: f32[2,2] */\n  x: Float32Array,\n  w: {\n    /** w.a: f32[2,2] */\n    a: Float32Array;\n"
        "    b: [\n      /** w.b.0: f32[] */\n      Float32Array | number,\n      /** w.b.1: f32[2] */\n"
        "      Float32Array,\n      [],\n    ];\n  },\n  /** n: i64[] */\n  n: BigInt64Array | bigint,\n"
        "  out?: Results,\n): Results;\n"
    )
    assert '  "5": [\n    /** x: f32[2,2] */\n    Float32Array,\n    [\n' in ng.to_javascript(NESTS).types
    assert set(KINDS) == {e.name for e in ng.core.types.ELEMENT_TYPES}


def test_the_module_shows_its_program_and_holds_what_it_needs_alone():
    made = ng.to_javascript(ng.trace(lambda x: ng.exp(x) + x, ng.f32[3], name="f"))
    assert "//     %1: f32[3] = add(%0, x)\n" in made.module and str(made) == made.module
    assert re.findall(r"^(?:import|export) .*", made.module, re.M) == ["export function f(x, out) {"]
    assert re.findall(r"^  (\w+): numberwise", made.module, re.M) == ["add", "exp"]
    assert len(made.module) < 0.8 * len(engine_text())


NAMES = {
    "lambda x: -x": "_lambda_(x, out)",
    "lambda out, call, for_=1: out + call": "_lambda_(out, call_, for_, out_)",
    "lambda let, program: {'a-b': let + program}": "_lambda_(let_, program_, out)",
}


@pytest.mark.parametrize("source", NAMES)
def test_names_that_javascript_has_no_room_for_are_changed(source):
    function = eval(source)
    graph = ng.trace(function, *[ng.f32[2]] * function.__code__.co_argcount)
    graph = type(graph)("<lambda>", graph.inputs, graph.equations, graph.outputs, graph.input_tree, graph.output_tree)
    assert f"export function {NAMES[source]} {{" in ng.to_javascript(graph).module
    (answer,) = called(graph, [written(np.ones(2, np.float32))] * len(graph.inputs))
    assert "result" in answer


KEYS = {True: ng.f32[1], "a": {2.0: ng.f32[1], None: ng.f32[1]}, "__proto__": ng.f32[1]}  # and as JavaScript has them
TEXTS = {"true": ONE, "a": {"2": ONE, "null": ONE}, "__proto__": ONE}


def test_keys_are_text_for_the_module_as_for_its_types():
    made = ng.to_javascript(graph := ng.trace(lambda d, empty: [d, d[True] + d["a"][2.0]], KEYS, {"__proto__": {}}))
    assert re.findall(r"^ +(\S+): (?:Float32Array|\{)", made.types.split("export function")[1], re.M) == [
        "d", "true", "a", '"2"', "null", "__proto__",
    ]  # fmt: skip
    (answer,) = called(graph, [TEXTS])
    assert list(answer["result"][0]) == list(TEXTS) and list(answer["result"][0]["a"]) == ["2", "null"]


@pytest.mark.parametrize("one, other", [(1, "1"), (True, "true"), (2.0, "2")])
def test_keys_that_javascript_cannot_tell_apart_are_refused(one, other):
    graph = ng.trace(lambda d: d[one] + d[other], {one: ng.f32[1], other: ng.f32[1]})
    with pytest.raises(ng.GraphError, match=f"a dict has the keys {one!r} and {other!r}, but in JavaScript they are"):
        ng.to_javascript(graph)


def test_numbers_that_bool_and_f16_lack_are_refused():
    graph = ng.trace(lambda flag, half: [flag, half], ng.boolean[2], ng.f16)
    flags = {"kind": "Uint8Array", "list": [1, 255]}
    tenth = {"kind": "Float32Array", "list": [0.1]}
    good = {"kind": "Uint8Array", "list": [1, 0]}
    first, second, third = called(graph, [flags, 1], [good, tenth], [good, 0.1])
    assert "flag: bool[2] cannot hold 255" in first["problem"]
    assert "half: f16[] cannot hold 0.1" in second["problem"]
    assert read(["f16[]", third["result"][1][1]]) == np.float16(0.1)


def test_a_graph_without_equations_is_a_module_too():
    (answer,) = called(ng.trace(lambda x: [x, {}], ng.u8[2]), [written(np.array([3, 4], np.uint8))])
    assert np.array_equal(arrays_in(answer["result"], [ng.u8[2]])[0], [3, 4])


@pytest.mark.parametrize("name", ["Map", "Math", "class", "call", "program", "3d", "then", "</script>"])
def test_a_module_works_whatever_its_graph_is_called(name):
    graph = ng.trace(lambda x: x + 1, ng.f32[2], name=name)
    made = ng.to_javascript(graph)
    assert made.name not in RESERVED and f"function {made.name}(" in made.types and "</" not in made.module
    (answer,) = called(graph, [written(np.ones(2, np.float32))])
    assert np.array_equal(arrays_in(answer["result"], [ng.f32[2]])[0], [2, 2])


def test_an_op_that_the_engine_lacks_is_refused_by_name():
    @ng.op(forward=np.sinh, kind="elementwise")
    def steeper(x):
        return ng.floats(x)

    with pytest.raises(ng.GraphError, match="to_javascript: %0: .* the op .*steeper"):
        ng.to_javascript(ng.trace(lambda x: steeper(x), ng.f32[2]))
    with pytest.raises(ng.GraphError, match="wanted a graph"):
        ng.to_javascript(np.sinh)


def test_what_is_kept_of_the_engine_mentions_nothing_that_is_left_out():
    text, whole = engine_for(training(), "compile readGraph"), engine_text(export=False)
    kept, declared = (re.findall(r"^(?:function|const|class) (\w+)", t, re.M) for t in (text, whole))
    mentioned = set(re.findall(r"\w+", re.sub(r"^ *//.*$", "", text, flags=re.M)))
    assert kept == [name for name in declared if name in mentioned & set(kept)] and len(kept) > 30
    assert not mentioned & (set(declared) - set(kept))


# ---- files ------------------------------------------------------------------


@pytest.mark.parametrize("file, types", [("a.js", "a.d.ts"), ("b.mjs", "b.d.mts"), ("", "nests.d.ts")])
def test_a_module_is_written_with_its_types_beside_it(file, types, tmp_path):
    made = ng.to_javascript(NESTS)
    module, beside = made.write(tmp_path / file)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([file or "nests.js", types])
    with open(module, encoding="utf-8") as a, open(beside, encoding="utf-8") as b:
        assert (a.read(), b.read()) == (made.module, made.types)


@pytest.mark.parametrize("file", ["a.ts", ".js", "nowhere/a.js", 5])
def test_a_module_that_cannot_be_written_leaves_nothing(file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ng.GraphError):
        ng.to_javascript(NESTS).write(file)
    assert not list(tmp_path.iterdir())


def test_the_command_line_writes_modules(tmp_path, capsys):
    asked = ["show", "--as", "js", "--stage", "inference", "--hidden", "8"]
    assert main(asked) in (None, 0)
    printed = capsys.readouterr().out
    assert main([*asked, "-o", str(tmp_path / "model.js")]) in (None, 0)
    assert "model.js and " in capsys.readouterr().out and (tmp_path / "model.d.ts").exists()
    assert (tmp_path / "model.js").read_text("utf-8") == printed
