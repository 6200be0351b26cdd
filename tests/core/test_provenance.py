"""Every equation knows the user's line that made it, and the name its value gets there."""

import re
import sys
import types

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, relu
from ngteach.core import provenance
from ngteach.core.calling import fates as fates_of
from ngteach.core.calling.errors import GraphError
from ngteach.core.provenance import SourceLine, answers_events, known_code

HERE = "test_provenance.py, line "


def lines_of(function, *examples):
    """The text of the line of each equation."""
    graph = ng.trace(function, *examples)
    assert all(eqn.line.file == function.__code__.co_filename for eqn in graph.equations)
    return [eqn.line.text for eqn in graph.equations]


def names_of(function, *examples):
    return [eqn.output.name for eqn in ng.trace(function, *examples).equations]


def helper(x):
    return ng.exp(x)  # in the helper


# ---- lines ------------------------------------------------------------------


def test_an_equation_knows_its_line():
    def f(x):
        y = x + 1.0
        return y * y  # the product

    assert lines_of(f, f32[3]) == ["y = x + 1.0"] * 3 + ["return y * y  # the product"]


def test_the_line_is_that_of_the_innermost_function_of_the_user():
    def f(x):
        return helper(x)

    assert lines_of(f, f32[3]) == ["return ng.exp(x)  # in the helper"]


def test_lambdas_numpy_methods_and_composites_point_to_the_user():
    def f(x):
        a = np.exp(x)
        b = (lambda z: z * z)(a)
        c = np.mean(b)
        d = ng.squeeze(x[0:1])
        return c + d.sum()

    texts = lines_of(f, f32[3])
    assert set(texts) == {
        "a = np.exp(x)",
        "b = (lambda z: z * z)(a)",
        "c = np.mean(b)",
        "d = ng.squeeze(x[0:1])",
        "return c + d.sum()",
    }


def test_adjoints_point_to_the_line_whose_adjoint_they_are():
    def f(x):
        y = ng.tanh(x)
        return ng.sum(y)

    graph = ng.trace(ng.grad(f), f32[3])
    texts = {eqn.op.name: eqn.line.text for eqn in graph.equations if eqn.adjoint_of is graph["y"]}
    assert texts and set(texts.values()) == {"y = ng.tanh(x)"}
    assert {eqn.adjoint_of for eqn in graph.equations} >= {None, graph["y"]}


def test_inlining_and_cloning_keep_the_line():
    inner = ng.trace(helper, f32[3])
    outer = ng.trace(lambda x: inner(x), f32[3])
    copy, _ = ng.clone(inner)
    for graph in (inner, outer, copy):
        assert [eqn.line.text for eqn in graph.equations] == ["return ng.exp(x)  # in the helper"]


def test_a_line_prints_its_place_and_text():
    line = ng.trace(helper, f32[3]).equations[0].line
    assert re.fullmatch(HERE + r"\d+: return ng.exp\(x\)  # in the helper", str(line))
    assert str(SourceLine("/gone/model.py", 3)) == "model.py, line 3"


def test_an_error_ends_with_the_line():
    def f(x, W):
        return x @ W  # does not fit

    with pytest.raises(
        GraphError,
        match=r"^matmul: f32\[2,3\] has 3 columns but f32\[4,5\] has 4 rows +\(" + HERE + r"\d+: return x @ W",
    ):
        ng.trace(f, f32[2, 3], f32[4, 5])


@pytest.mark.parametrize(
    "function,text",
    [
        (lambda x: np.any(x, axis=3), "any: bool[2,3] has no axis 3"),  # and not max, with which it is said
        (lambda x: x.argmin(3), "argmin: f32[2,3] has no axis 3"),
        (lambda x: np.concatenate([x, x[0]]), "concatenate: f32[2,3] and f32[3] may differ only in axis 0"),
        (lambda x: ng.max_pool(x[None, None], 4), "max_pool: a window spans 4 elements"),
        (lambda x: x.reshape(5), "reshape: f32[2,3] has 6 elements"),
        (lambda x: ng.sum(helper(x), axis=4), "sum: f32[2,3] has no axis 4"),
    ],
)
def test_an_error_begins_with_what_was_written(function, text):
    with pytest.raises(GraphError) as caught:
        ng.trace(function, f32[2, 3])
    assert str(caught.value).startswith(text)


def test_an_error_says_its_line_once():
    def f(x):
        return ng.mean(helper(x), axis=4)

    with pytest.raises(GraphError) as caught:
        ng.trace(ng.grad(f), f32[3])
    assert str(caught.value).count(HERE) == 1


def test_code_without_a_file_has_a_place_but_no_text():
    function = eval("lambda x: x + x", {})
    line = ng.trace(function, f32).equations[0].line
    assert str(line) == "<string>, line 1"


def test_a_notebook_cell_is_named_by_its_number():
    shells = pytest.importorskip("IPython.core.interactiveshell")
    shell = shells.InteractiveShell.instance()
    try:
        shell.execution_count = 7
        result = shell.run_cell(
            "import ngteach as ng\n"
            "def model(x):\n"
            "    h = ng.relu(x)\n"
            "    return h + 1.0\n"
            "graph = ng.trace(model, ng.f32[3])\n",
            store_history=True,
        )
        result.raise_error()
        first = shell.user_ns["graph"].equations[0]
        assert str(first.line) == "notebook cell 7, line 3: h = ng.relu(x)"
        assert first.output.name == "h"
        bad = shell.run_cell("ng.trace(lambda x: x[5], ng.f32[3])", store_history=True)
        assert str(bad.error_in_exec).endswith("(notebook cell 8, line 1: ng.trace(lambda x: x[5], ng.f32[3]))")
    finally:
        shells.InteractiveShell.clear_instance()


# ---- names ------------------------------------------------------------------


def test_a_value_is_named_like_the_variable_it_is_stored_in():
    def f(x, W, b):
        z = x @ W + b
        h = relu(z)
        e = np.exp(h)
        total = h.sum(0)
        big = h > 1.0
        total += b
        return total, e, big

    names = names_of(f, f32[2, 3], f32[3, 4], f32[4])
    assert [n for n in names if not n.startswith("%")] == ["z", "h", "e", "total", "big", "total_1"]


def test_a_name_goes_through_return():
    def layer(x):
        return outer_layer(x)

    def outer_layer(x):
        return relu(x)

    def f(x):
        h = layer(x)
        m = ng.mean(h)
        g = (lambda v: v * v)(m)
        return g

    assert [n for n in names_of(f, f32[3]) if n[0] != "%"] == ["h", "m", "g"]


def test_what_is_used_at_once_or_returned_to_nobody_has_a_number():
    assert names_of(lambda x: relu(x + x), f32[3]) == ["%0", "%1"]
    assert names_of(lambda x: [relu(x), -x], f32[3]) == ["%0", "%1"]


def test_names_reach_outer_and_global_variables():
    def f(x):
        global stored_globally
        held = relu(x)
        stored_globally = -x

        def inner():
            return held

        return inner() + stored_globally

    assert names_of(f, f32[3])[:2] == ["held", "stored_globally"]


def test_a_name_is_given_once():
    def f(x):
        for _ in range(3):
            x = relu(x)
        x_1 = x + x
        return x_1

    assert names_of(f, f32[3]) == ["x_1", "x_2", "x_3", "x_1_1"]


def test_the_same_value_for_two_variables_has_the_first_name():
    def f(x):
        first = second = relu(x)
        if (third := first + second) is not None:
            return third

    assert names_of(f, f32[3]) == ["first", "third"]


def test_code_objects_that_come_and_go_do_not_confuse_names():
    for i in range(1200):
        space = {"relu": relu}
        exec(compile(f"def f(x):\n    v{i} = relu(x)\n    return v{i}", f"<cell {i}>", "exec"), space)
        assert names_of(space["f"], f32) == [f"v{i}"]


def test_long_functions_have_names_too():
    body = "".join(f"    a{i} = {'x' if i == 0 else f'a{i - 1}'} + x\n" for i in range(600))  # needs EXTENDED_ARG
    space = {}
    exec(f"def f(x):\n{body}    return a599", space)
    assert names_of(space["f"], f32) == [f"a{i}" for i in range(600)]


def test_a_tracing_tool_changes_no_names():
    def f(x):
        h = relu(x)
        return h

    old = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        assert names_of(f, f32) == ["h"]
    finally:
        sys.settrace(old)
    assert isinstance(f, types.FunctionType)


def test_two_stores_in_one_instruction_name_the_first(monkeypatch):
    """Python 3.13 writes a store and what follows it in one instruction, four bits of its argument for each."""

    def function(a, b, c):
        return a, b, c

    for following in (("STORE_FAST_LOAD_FAST", 1 << 4 | 2), ("STORE_FAST_STORE_FAST", 1 << 4 | 0), ("STORE_FAST", 1)):
        monkeypatch.setattr(fates_of, "_following", lambda code, at, found=following: (*found, at + 2))
        assert fates_of._read(function.__code__, 0) == "b"


def test_a_value_stored_twice_has_the_first_name(monkeypatch):
    """a = b = relu(x) copies the value first; a copy of what lies deeper is none of it."""
    fates = {0: ("COPY", 1, 2), 2: ("STORE_NAME", 0, 4), 4: ("COPY", 2, 6), 6: ("STORE_NAME", 0, 8)}
    monkeypatch.setattr(fates_of, "_following", lambda code, offset: fates[offset])
    code = compile("a = b = 1", "a", "exec")
    assert fates_of._read(code, 0) == "a"
    assert fates_of._read(code, 4) is None


def test_what_happens_to_a_value_is_read_off_the_bytecode_once(monkeypatch):
    asked = []
    monkeypatch.setattr(fates_of, "_read", lambda code, offset: asked.append((code.co_name, offset)))
    one, two = (compile("x", "a", "eval").replace(co_name=name) for name in ("one", "two"))
    for _ in range(3):
        for code in (one, two):
            assert known_code(code).fates[0] is known_code(code).fates[2] is None
    assert asked == [("one", 0), ("one", 2), ("two", 0), ("two", 2)]


def test_code_that_is_gone_is_forgotten_in_the_end(monkeypatch):
    monkeypatch.setattr(provenance, "CODE", {})
    for _ in range(9000):
        known_code(compile("x", "a", "eval"))
    assert len(provenance.CODE) <= 4001


def test_what_an_event_calls_has_no_line_of_the_users():
    @answers_events
    def clicked(text):
        return ng.trace(lambda x: x @ x, f32[2, 3]) if text else ng.trace(ng.exp, f32[2]).equations[0].line

    assert clicked("") is None
    with pytest.raises(GraphError, match=r"\(test_provenance.py, line \d+: return ng.trace\(lambda x: x @ x"):
        clicked("its own lines are lines")
