"""Names of ours and of the user's never meet in a generated text, whatever the user's are called."""

import ast
import dataclasses
import keyword
import linecache
import re
from itertools import count
from xml.etree import ElementTree

import numpy as np
import pytest
from blocks import tile_everything
from programs import empty, run_alone

import ngteach as ng
from ngteach import f32, i32
from ngteach.core.op import Op
from ngteach.draw.dot import to_dot
from ngteach.draw.drawing import draw_graph
from ngteach.lab.widgets.cpp import cpp_text
from ngteach.lab.widgets.numpy_view import numpy_lines
from ngteach.runtime.codegen import write_source

X = np.linspace(-1, 1, 40 * 64, dtype=np.float32).reshape(40, 64)
LABELS = np.arange(40, dtype=np.int32) % 10


def model(x, labels):
    h = ng.relu(x @ x.T)
    p = ng.softmax(h[:, :10], axis=1)
    loss = ng.sum(p * ng.one_hot(labels, 10))
    return loss, ng.sigmoid(h).T, ng.maximum(h, 0.5) * 2.0


MODEL = ng.trace(model, f32[40, 64], i32[40])
CHAIN = ng.trace(
    lambda x, labels: (ng.tanh(ng.exp(x) * ng.sigmoid(x)) * x, ng.sum(x.T @ ng.relu(x))), f32[2**12, 2**9], i32[40]
)
_serial = count()


def programs(graph, **options):
    """Every text that the compiler writes for it."""
    run = ng.compile(graph, **options)
    return run, [run.source, run.program, write_source(*run._parts, profiled=True).text]


def names_in(text):
    """Every name that a program has, those of attributes and modules included."""
    for node in ast.walk(ast.parse(text)):
        yield from (v for k in ("id", "arg", "name", "attr") if isinstance(v := getattr(node, k, None), str))


def all_names():
    found = set()
    for options in ({"threads": 1}, {"threads": 2}):
        for graph in (MODEL, CHAIN, with_forward("forward", "read", "helped")):
            for text in programs(graph, **options)[1]:
                found |= set(names_in(text))
    extra = {"__name__", "__builtins__", "__debug__", "print", "zip", "range", "bytes", "bool", "min", "len", "type"}
    return sorted({n for n in found | extra | set(keyword.kwlist + keyword.softkwlist) if n.isascii()})


def user_function(name, read="FACTOR", helper="helped"):
    """A forward function of this name; it reads a number and calls a helper of these names."""
    text = (
        f"import numpy\n{read} = 3\ndef {helper}(x, factor, out):\n    return numpy.multiply(x, factor, out)\n\n\n"
        f"def {name}(x, out=None):\n    return {helper}(x, {read}, out)\n"
    )
    file = f"<user {next(_serial)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    space = {"__name__": "user"}
    exec(compile(text, file, "exec"), space)
    return space[name]


def with_forward(name, read, helper):
    mine = Op(lambda x: x, user_function(name, read, helper), kind="elementwise", adjoint=None)
    return ng.trace(lambda x, labels: (mine(ng.tanh(x) * x), ng.one_hot(labels, 4)), f32[40, 64], i32[40])


def called(graph, name, which):
    """A copy of the graph where one tensor, and the graph, have this name."""
    return all_called(graph, {which: name}, name)


def all_called(graph, names, name):
    """A copy of the graph of this name, where tensors have others.   names: {which tensor: its name}"""
    copy, _ = ng.clone(graph)
    for which, its in names.items():
        copy.tensors()[which].name = its
    return dataclasses.replace(copy, name=name)


def check(graph, **options):
    run, texts = programs(graph, **options)
    for text in texts:
        ast.parse(text)
    right = graph(X, LABELS)
    for found in (run(X, LABELS), run_alone(run.program, [X, LABELS], empty(graph))):
        for a, b in zip(found, right, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-5)
    space = {"__name__": "__main__", "print": lambda *values: None}
    exec(compile(run.program, "alone", "exec"), space)
    assert len(run.timeline(X, LABELS).events) > 0


NAMES = all_names()


def test_the_sweep_knows_what_the_programs_say():
    assert {"np", "arena", "scratch", "lo", "hi", "note", "clock", "started", "in_blocks", "results", "rng"} <= {*NAMES}


def neighbours(names, n):
    """Each name with those that follow it: all together, each name comes at each of the n places."""
    return [[*names[i : i + n], *names[: max(0, i + n - len(names))]] for i in range(len(names))]


@pytest.mark.parametrize("names", neighbours(NAMES, 4), ids=lambda names: names[0])
def test_a_tensor_and_a_graph_may_be_called_as_anything_in_the_program(names, monkeypatch):
    """An input, values inside and an output, and the graph as the input is."""
    tile_everything(monkeypatch, len(names[0]))
    check(all_called(MODEL, dict(zip((0, 2, 3, -1), names, strict=True)), names[0]), threads=2)


# np and numpy, and in a function what it calls its arguments, could not mean both to itself.
BROUGHT = [n for n in NAMES if n.isidentifier() and not keyword.iskeyword(n) and n[:2] != "__"]
BROUGHT = [n for n in BROUGHT if n not in ("np", "numpy", "x", "out", "factor")]


@pytest.mark.parametrize(
    "names", [*neighbours(BROUGHT, 3), *([n, "one", "two"] for n in ("x", "out", "factor"))], ids=str
)
def test_what_a_forward_function_brings_along_may_be_called_as_anything_in_the_program(names, monkeypatch):
    """The function itself, a number that it reads, and a helper that it calls; tensor and graph as the function."""
    tile_everything(monkeypatch, len(names[0]))
    check(called(with_forward(*names), names[0], 0), threads=2)


HOSTILE = [
    '"',
    "'",
    '"""',
    "\\",
    "{",
    "}",
    "{0}",
    "a, b",
    "a\nb",
    "*/",
    "//",
    "\u202e",
    "\u2028",
    "",
    " ",
    "%",
    "%%d",
    "é",
    "ﬁ",
]
HOSTILE += [
    "<b>",
    "]]>",
    "&amp;",
    "forward_of[0]",
    "x[lo:hi]",
    "\0x[lo:hi]\0",
    "#",
    "a\r",
    "\x1b[31m",
    "0",
    "_",
    "__",
    "x" * 300,
]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_no_name_leaves_its_place_in_a_text(name, monkeypatch):
    tile_everything(monkeypatch, 1)
    for which in (0, 2, -1):
        graph = called(MODEL, name, which)
        check(graph, threads=2)
        text = cpp_text(graph)
        assert all(line.isprintable() for line in text.split("\n")) and numpy_lines(graph)
        assert not set(re.sub(r"//.*", "", text)) & set("\"'\\#")


def test_each_name_of_a_program_is_made_for_one_thing():
    for name in ("results", "arena", "lo", "x_rows"):
        for text in programs(called(MODEL, name, 2), threads=2)[1]:
            made = [n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
            outside = [n.name for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
            assert len(set(outside)) == len(outside) and not set(outside) & set(made)


def test_two_functions_that_read_two_numbers_of_one_name_are_told_apart():
    one, two = user_function("mine", "k", "h"), user_function("mine", "k", "h")
    two.__globals__["k"] = 5
    ops = [Op(lambda x: x, f, kind="elementwise", adjoint=None) for f in (one, two)]
    graph = ng.trace(lambda x, labels: (ops[0](x), ops[1](x), ops[0](x * x)), f32[40, 64], i32[40])
    check(graph)
    assert ng.compile(graph)(X, LABELS)[1][0, 0] == -5
    assert ng.compile(graph).program.count("def mine") == 2


def zip_all(x, out=None):
    return np.multiply(x, sum(a * b for a, b in zip((1, 2), (3, 4), strict=True)), out=out)


def test_a_function_keeps_pythons_own_where_another_is_called_so():
    ops = [Op(lambda x: x, f, kind="elementwise", adjoint=None) for f in (zip_all, user_function("zip"))]
    graph = ng.trace(lambda x, labels: (ops[0](x), ops[1](x)), f32[40, 64], i32[40])
    check(graph)


CPP = ["std", "auto", "values", "register", "int64_t", "NodeVector", "co_await", "AxisSet", "wchar_t", "errno"]


@pytest.mark.parametrize("name", [*CPP, "mine", "minx", "a__b", "_X", "3"])
def test_a_name_in_cpp_is_made_once_and_is_none_of_cpps_own(name):
    mine = Op(lambda x: x, np.negative, kind="elementwise", adjoint=None)
    mine.name = name
    graph = ng.trace(lambda x: (mine(x) + mine(x * x), ng.sum(x, axis=0, keepdims=True)), f32[3, 4])
    for which in range(len(graph.tensors())):
        text = cpp_text(called(graph, name, which))
        made = re.findall(r"auto (\S+) =", text)
        assert len(set(made)) == len(made) and all(
            re.fullmatch("[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*_?", n) for n in made
        )
        assert not set(made) & {*CPP, *re.findall(r"make_shared<(\w+)>", text)}


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_picture_of_any_names_is_well_formed(name):
    for which in (0, 2, -1):
        graph = called(MODEL, name, which)
        picture = ElementTree.fromstring(draw_graph(graph))
        assert name.strip() == "" or len(list(picture.iter())) > 20
        for line in to_dot(graph).splitlines():
            assert re.fullmatch(r'(?:[^"]|"(?:[^"\\]|\\.)*")*', line), line
