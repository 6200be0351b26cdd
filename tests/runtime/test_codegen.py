"""The generated source: readable, true to the user's names, shown in tracebacks, and a program of its own."""

import ast
import gc
import linecache
import os
import re
import subprocess
import sys
import traceback

import numpy as np
import pytest
from blocks import tile_everything
from programs import empty, filled, run_alone, training
from random_graphs import random_graph
from samples import ROWS, is_op

import ngteach as ng
from ngteach import f32
from ngteach.core.calling.registry import OPS
from ngteach.core.op import op
from ngteach.runtime.syntax import literal


def mlp(x, W, b):
    h = ng.relu(x @ W + b)
    total = ng.sum(h * h)
    return total, h


MLP = ng.trace(mlp, f32[8, 5], f32[5, 3], f32[3])


# ---- readable ---------------------------------------------------------------


def test_the_source_has_the_users_names_and_the_equation_beside_each_line():
    source = ng.compile(MLP, threads=1).source
    assert source.startswith('"""mlp, compiled by ngteach: 4 equations')
    assert "\ndef mlp(x, W, b, total, h):\n" in source
    body = source[source.index("def mlp") :].splitlines()[1:]
    comments = [line.split("  # ")[1] for line in body if "  # " in line]
    assert comments[0] == "%0: f32[8,3] = dot(x, W)"
    assert "h: f32[8,3] = relu(%2)" in comments
    assert all(line.startswith("    np.") or " = " in line for line in body)


def test_every_computed_equation_stands_in_the_source_once(monkeypatch):
    for seed in range(20):
        tile_everything(monkeypatch, seed)
        run = ng.compile(random_graph(seed)[0], threads=2)
        beside = [line.split("  # ", 1)[1] for line in run.source.splitlines() if re.search(r"  # \S+: .* = ", line)]
        assert sorted(beside) == sorted(str(e) for e in run.lowered.equations if e in run.reads)
        monkeypatch.undo()


def test_the_source_knows_the_equation_of_each_line(monkeypatch):
    for seed in range(20):
        tile_everything(monkeypatch, seed)
        run = ng.compile(random_graph(seed)[0], threads=2)
        lines = run.source.splitlines()
        assert {eqn for eqn in run.written.equation_at.values() if eqn in run.reads} == set(run.reads)
        for number, eqn in run.written.equation_at.items():
            code, _, comment = lines[number - 1].partition("  # ")
            assert code.strip() and comment in ("", str(eqn))
        monkeypatch.undo()


def test_views_are_said_in_numpys_words():
    def f(x):
        return ng.exp(x.T[1:, ::-1]), ng.exp(ng.reshape(x, (6, 2))), ng.exp(ng.transpose(x[None], (2, 0, 1)))

    source = ng.compile(ng.trace(f, f32[4, 3]), threads=1).source
    for text in ("x.T", "[1:, ", "::-1]", "x.reshape((6, 2))", ".transpose((2, 0, 1))"):
        assert text in source


def test_large_products_are_blocks_of_rows_with_their_own_functions():
    source = ng.compile(training(), threads=2).source
    assert re.search(r"\n    def (rows|columns)_\d+\w*\(lo, hi\):", source)
    assert "in_blocks([" in source and "[lo:hi]" in source


def test_a_block_slices_what_it_names_more_than_once_once():
    def f(x, x_rows):
        return ng.tanh(x * x + x_rows) * x

    run = ng.compile(ng.trace(f, f32[2**20], f32[2**20]), threads=2)
    block = run.source[run.source.index("def rows_") : run.source.index("in_blocks")]
    assert "x_rows_ = x[lo:hi]" in block and block.count(" x[lo:hi]") == 1
    assert block.count("x_rows[lo:hi]") == 1 and block.count("x_rows_, ") == 3
    a = np.linspace(-2, 2, 2**20, dtype=np.float32)
    np.testing.assert_array_equal(run(a, a), np.tanh(a * a + a) * a)


def test_whatever_has_a_name_is_read(monkeypatch):
    """No view, constant or buffer is made that no line asks for; under one of its names, if it has several."""
    for seed in range(20):
        tile_everything(monkeypatch, seed)
        tree = ast.parse(ng.compile(random_graph(seed, adjoints=seed % 2 == 0)[0], threads=2).source)
        read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        for made in (n for n in ast.walk(tree) if isinstance(n, ast.Assign)):
            names = {n.id for n in ast.walk(made) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            assert not names or names & read, ast.unparse(made)
        monkeypatch.undo()


def test_the_source_is_the_same_at_every_compilation():
    assert ng.compile(training(), threads=2).source == ng.compile(training(), threads=2).source


# ---- hostile names ----------------------------------------------------------

NAMES = [
    "lambda",
    "for",
    "None",
    "print",
    "np",
    "arena",
    "in_blocks",
    "forward_of",
    "lo",
    "x",
    "v0",
    "result_x",
    "_embed",
    "_ranges",
]
NAMES += [
    "builtins",
    "zeros_3_f32",
    "größe",
    "λ",
    "1st",
    "",
    " ",
    "a b",
    "a\nb",
    "a\0b",
    "a\ud800b",
    "a\\",
    '"""',
    "'",
    "#",
    "{0}",
    "{x}",
    "%d",
    "x; raise",
    "long" * 50,
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_may_stand_for_anything(name):
    """The graph, its inputs, its constants, its values and its results are all called that."""
    with ng.Trace(name) as t:
        x = ng.parameter(f32[3], name) if not name.startswith("%") else ng.parameter(f32[3], "x")
        c = ng.constant([1.0, 2.0, 3.0], f32)
        t.rename(c, name)
        h = ng.exp(x + c)
        t.rename(h, name)
        y = ng.ops.embed(h, (5,), ((1, 4, 1),))
        t.rename(y, name)
        graph = t.graph((ng.relu(y), x, h, h[1:]))
    arrays = filled(graph)
    run = ng.compile(graph)
    for a, b in zip(run(*arrays), graph(*arrays), strict=True):
        np.testing.assert_array_equal(a, b)
    for a, b in zip(run_alone(run.program, arrays, empty(graph)), graph(*arrays), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_blocks_function_takes_no_name_that_something_has():
    run = ng.compile(ng.trace(lambda rows_0: ng.tanh(rows_0) * rows_0, f32[2**20]), threads=2)
    assert "def rows_0_(lo, hi):" in run.source
    a = np.linspace(-2, 2, 2**20, dtype=np.float32)
    np.testing.assert_array_equal(run(a), np.tanh(a) * a)


@pytest.mark.parametrize("mode", ["a\nb)", "a\0b", (np.eye(9), np.eye(9))], ids=["lines", "zero", "arrays"])
def test_any_parameter_may_stand_in_a_comment(mode):
    @op(forward=lambda x, mode, out=None: np.add(x, len(mode), out=out), adjoint=None)
    def adds(x, *, mode):
        return x

    graph, x = ng.trace(lambda x: adds(x, mode=mode), f32[2]), np.ones(2, np.float32)
    np.testing.assert_array_equal(ng.compile(graph)(x), graph(x))


def test_two_names_that_become_one_are_told_apart():
    graph = ng.trace(lambda a: a["p.q"] * a["p_q"] + a["p q"], {"p.q": f32[2], "p_q": f32[2], "p q": f32[2]})
    one = np.ones(2, "f")
    np.testing.assert_array_equal(ng.compile(graph)({"p.q": 2 * one, "p_q": 3 * one, "p q": one}), [7, 7])


# ---- constants --------------------------------------------------------------

VALUES = {
    "one number": np.float32(0.1),
    "a whole number": np.int64(-(2**62)),
    "a short list": np.array([0.1, -0.0, 3e38], np.float32),
    "0 and -0": np.array([0.0, -0.0], np.float32),
    "only -0": np.full(3, -0.0, np.float32),
    "inf and NaN": np.array([np.inf, -np.inf, np.nan], np.float32),
    "one inf": np.float32(-np.inf),
    "all NaN": np.full((2, 2), np.nan),
    "nothing": np.zeros((0, 3), np.float32),
    "bools": np.array([True, False]),
    "all true": np.ones((2, 3), bool),
    "bytes": np.arange(256, dtype=np.uint8),
    "many": np.random.default_rng(0).normal(size=(20, 30)),
    "columns together": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "equal": np.full((300, 300), 0.1, np.float32),
    "smallest": np.array([5e-324, 1e-40]),
}


@pytest.mark.parametrize("what", VALUES)
def test_constants_are_written_to_the_last_bit(what):
    value = VALUES[what]
    graph = ng.trace(lambda x: (ng.constant(value), x), f32)
    run = ng.compile(graph, passes=())
    for found in (run(1.0)[0], run_alone(run.program, [np.array(1, "f")], empty(graph))[0]):
        assert found.dtype == value.dtype and found.shape == value.shape and found.tobytes() == value.tobytes()


# ---- tracebacks -------------------------------------------------------------


def failing(out=None):
    raise ZeroDivisionError("in the middle of it")


def test_a_traceback_shows_the_generated_line():
    @op(forward=lambda x, out=None: failing(), adjoint=None)
    def fails(x):
        return x

    run = ng.compile(ng.trace(lambda x: ng.exp(fails(x)), f32[3], name="broken"))
    with pytest.raises(ZeroDivisionError) as caught:
        run(np.ones(3, np.float32))
    text = "".join(traceback.format_exception(caught.value))
    assert re.search(r'File "<ngteach broken #\d+>", line \d+, in broken\n    .*# %0: f32\[3\] = fails\(x\)', text)


def test_generated_lines_stay_when_linecache_looks_after_its_files():
    run = ng.compile(MLP)
    run(*filled(MLP))
    linecache.checkcache()
    assert any(
        lines and "compiled by ngteach" in lines[2][0]
        for lines in linecache.cache.values()
        if len(lines) == 4 and lines[2]
    )


def test_generated_lines_go_with_their_executable():
    """Or a process that compiles again and again would keep them all."""
    run = ng.compile(ng.trace(lambda x: ng.exp(x), f32[3], name="fleeting"))
    run(np.ones(3, np.float32))
    run.timeline()

    def kept():
        return sum("fleeting" in name for name in linecache.cache)

    assert kept() == 2
    del run
    gc.collect()
    assert kept() == 0


# ---- a program of its own ---------------------------------------------------


@pytest.mark.parametrize("row", [row for row in ROWS if is_op(row.op)], ids=str)
def test_the_source_of_every_sample_runs_alone(row):
    element = row.types[0]
    arrays = row.arrays(element)
    graph = ng.trace(lambda *xs: OPS[row.op](*xs, **row.params), *arrays)
    run = ng.compile(graph, passes=(), threads=1)
    (found,) = run_alone(run.program, arrays, empty(graph))
    np.testing.assert_array_equal(found, run(*arrays))


def test_random_programs_run_alone_tiled_or_not(monkeypatch):
    for seed in range(40):
        if seed % 2:
            tile_everything(monkeypatch, seed)
        graph, arrays = random_graph(seed, adjoints=seed % 3 == 0)
        run = ng.compile(graph, threads=1 + seed % 3)
        for a, b in zip(run_alone(run.program, arrays, empty(graph)), run(*arrays), strict=True):
            np.testing.assert_array_equal(a, b)
        monkeypatch.undo()


def without_ngteach(*arguments):
    """Python in a world without ngteach: its folder is not looked into, and importing it fails."""
    guard = "import sys; sys.modules['ngteach'] = None; import runpy; runpy.run_path(sys.argv[1], run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", guard, *arguments], capture_output=True, text=True, timeout=60, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["inputs", "results", "rng"])
def test_a_program_runs_whatever_the_function_is_called(name, tmp_path):
    path = tmp_path / "program.py"
    path.write_text(ng.compile(ng.trace(lambda x: ng.exp(x), f32[3], name=name)).program)
    assert "float32 (3,)" in without_ngteach(str(path))


def test_what_ngteach_show_writes_runs_without_ngteach(tmp_path):
    path = tmp_path / "training.py"
    command = [sys.executable, "-m", "ngteach", "show", "--stage", "training", "--as", "numpy", "--output", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = without_ngteach(str(path)).splitlines()
    assert any(line.startswith("loss float32 () [") for line in lines)


def test_the_program_alone_computes_the_same_numbers(tmp_path):
    graph = training(16, (12, 8, 4))
    run, arrays = ng.compile(graph, threads=1), filled(graph)
    np.savez(tmp_path / "in.npz", *arrays)
    path = tmp_path / "step.py"
    ending = f"""
    from pathlib import Path
    files = np.load({str(tmp_path / "in.npz")!r})
    {graph.name}(*[files[name] for name in files.files], *results)
    np.savez({str(tmp_path / "out.npz")!r}, *results)
"""
    path.write_text(run.program + ending)
    without_ngteach(str(path))
    files = np.load(tmp_path / "out.npz")
    for a, b in zip((files[name] for name in files.files), ng.core.tree.leaves(run(*arrays)), strict=True):
        np.testing.assert_array_equal(a, b)
    assert os.path.getsize(path) < 20_000


@pytest.mark.parametrize(
    "value,text",
    [
        (np.full((2, 3), 0.5, np.float32), "np.full((2, 3), 0.5, np.float32)"),
        (np.full(1, np.inf), "np.full((1,), np.inf, np.float64)"),
        (np.array([0.0, -0.0]), "np.array([0.0, -0.0], np.float64)"),
        (np.array([1, 1, 2], np.int32), "np.array([1, 1, 2], np.int32)"),
        (np.array([True, False]), "np.array([True, False], bool)"),
        (np.array(3, np.uint8), "np.array(3, np.uint8)"),
        (np.zeros((0, 2)), "np.zeros((0, 2), np.float64)"),
        (np.arange(64), f"np.array({list(range(64))}, np.int64)"),
        (np.arange(65), f"np.frombuffer(bytes.fromhex('{np.arange(65).tobytes().hex()}'), np.int64).reshape((65,))"),
        (
            np.array([1, np.nan]),
            "np.frombuffer(bytes.fromhex('000000000000f03f000000000000f87f'), np.float64).reshape((2,))",
        ),
    ],
    ids=lambda x: x[:20] if isinstance(x, str) else "",
)
def test_an_array_is_written_as_shortly_as_it_can_be_read_back(value, text):
    assert literal(value) == text
    again = eval(text, {"np": np})
    assert again.dtype == value.dtype and again.shape == value.shape and again.tobytes() == value.tobytes()


def test_equal_blocks_are_handed_out_in_a_loop():
    source = ng.compile(ng.trace(lambda x: ng.exp(x), f32[2**20, 4]), threads=2).source
    assert re.search(
        r"in_blocks\(\[\(rows_0, lo, min\(lo \+ (\d+), 1048576\)\) for lo in range\(0, 1048576, \1\)\]\)", source
    )
