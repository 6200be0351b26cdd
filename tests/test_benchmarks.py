"""The benchmarks: what is named exists, the same is computed by all, and the report says what was measured."""

from __future__ import annotations

import ast
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import checkpoints, contenders, parts, report, rounds, starts
from benchmarks.cases import CASES, Case
from benchmarks.first import MODELS
from benchmarks.goals import GOALS, Goal

ROOT = Path(__file__).resolve().parent.parent
SMALL = {"batch": 8, "inputs": 6, "hidden": 5, "classes": 4, "first": "small"}
NAMED = {name for case in CASES for name in case.contenders}


def figures(name, *seconds, **more):
    return rounds.Figures(name, seconds=list(seconds), **more)


def quietly():
    """What compare and the starts call after each turn."""


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_contender_that_is_named_is_a_function(name):
    library, _, what = name.partition(":")
    folder = Path(contenders.__file__).parent
    sources = [ast.parse((folder / f"{module}.py").read_text()) for module in contenders.MODULES[library]]
    named = [node.name for source in sources for node in source.body if isinstance(node, ast.FunctionDef)]
    assert named.count(what) == 1


def test_a_goal_names_a_case_and_its_contenders(monkeypatch):
    monkeypatch.setattr(starts, "_in_turns", lambda programs, *_: [figures(name) for name in programs])
    monkeypatch.setattr("ngteach.data.digits._found", lambda name: None)
    known = {(case.name, name) for case in CASES for name in case.contenders}
    for case, (_, measure) in command.STARTS.items():
        known |= {(case, f.contender) for f in measure(True, quietly)}
    for goal in GOALS:
        assert {goal.ours, goal.theirs or goal.ours} <= known, goal.text
        assert "ngteach" in goal.ours[1], goal.text


def test_a_goal_is_a_ratio_of_two_medians_or_means_or_a_time():
    x, y, nothing = figures("x", 6.0, 6.0, 9.0), figures("y", 3.0, 3.0, 1.0, 1.0), figures("y", skipped="why")
    goal = Goal("g", ("a", "x"), ("b", "y"), 1.0, times=4)
    assert goal.measured({("a", "x"): x, ("b", "y"): y}) == 6 / (2 * 4)
    assert goal.measured({("a", "x"): x}) is None
    assert goal.measured({("a", "x"): x, ("b", "y"): nothing}) is None
    assert replace(goal, of="mean").measured({("a", "x"): x, ("b", "y"): y}) == 7 / (2 * 4)
    assert replace(goal, theirs=None).measured({("a", "x"): x}) == 6.0


def test_a_goal_of_several_runs_is_the_median_of_their_ratios():
    x, y = figures("x", 9.0, medians=[1.0, 9.0, 2.0]), figures("y", 1.0, medians=[1.0, 3.0, 4.0])
    assert Goal("g", ("a", "x"), ("a", "y"), 1.0).measured({("a", "x"): x, ("a", "y"): y}) == 1.0


@pytest.mark.parametrize("first", ["small", "tutorial"])
@pytest.mark.parametrize("kind", ["step", "gelu"])
def test_numpy_by_hand_and_ngteach_compute_the_same(kind, first):
    facts = {"n": 1000} if kind == "gelu" else {**SMALL, "first": first}
    names = ("numpy:gelu", "numpy:gelu_out", "ngteach:gelu")
    if kind == "step":
        names = ("numpy:plain", "numpy:out", "ngteach:alone", "ngteach:step")
    all_figures = [figures(name, numbers=contenders.contender(name)(facts)[1]()) for name in names]
    rounds._check(all_figures)
    assert [f.remark for f in all_figures] == [""] * len(names)
    assert all(len(f.numbers) >= 5 for f in all_figures)


@pytest.mark.parametrize("nested", [False, True])
def test_an_executable_and_jit_compute_the_same(nested):
    executable, jitted = (contenders.contender(f"ngteach:{n}")({"nested": nested}) for n in ("executable", "jitted"))
    assert executable[1]() == jitted[1]() and len(jitted[1]()) == (18 if nested else 3)
    jitted[0]()


def test_the_gradients_of_each_example_are_those_of_a_loop():
    (case,) = [case for case in CASES if case.name == "per-example"]
    all_figures = [
        figures(name, numbers=contenders.contender(name)(SMALL)[1]())
        for name in case.contenders
        if name.startswith("ngteach")
    ]
    rounds._check(all_figures)
    assert [f.remark for f in all_figures] == [""] * 4 and all(len(f.numbers) == 9 for f in all_figures)


@pytest.mark.parametrize("number", [2.01, -2.0, math.nan])
def test_other_numbers_are_remarked(number):
    right, close, wrong = (figures(n, numbers=[1.0, v]) for n, v in (("a", 2.0), ("b", 2.000001), ("c", number)))
    rounds._check([figures("silent"), right, close, wrong])
    assert [right.remark, close.remark, wrong.remark] == ["", "", "computes other numbers than a"]


def test_a_contender_that_fails_is_named_and_the_others_go_on(monkeypatch):
    monkeypatch.chdir(ROOT)
    case = Case("t", "t", ("numpy:no_such", "numpy:plain", "nobody:step"), SMALL, steps=5, rounds=8)
    absent, plain, nobody = rounds.compare(case, True, quietly)
    assert "no_such" in absent.skipped and not absent.seconds
    assert nobody.skipped == "not installed"
    assert plain.skipped is None and len(plain.seconds) == 5 * 2 and min(plain.seconds) > 0
    assert plain.peak_bytes > 2**20


def test_the_first_that_was_measured_is_1_and_the_skipped_are_named():
    table = report._table(
        "title", [figures("a", skipped="not installed"), figures("b", 2.0, 9.0, 3.0), figures("c", 6.0)]
    )
    skipped, base, other = table.splitlines()[-3:]
    assert "x b" in table and "skipped" in skipped and "not installed" in skipped
    assert "| b | 3.00 s | 1.00 | (2.00 s) | 4.67 s | 2.50 s to 6.00 s |" in base
    assert "| c | 6.00 s | 2.00 | (6.00 s) | 6.00 s | 6.00 s to 6.00 s |" in other


@pytest.mark.parametrize(("ours", "verdict"), [(1.11, "met"), (1.13, "missed")])
def test_a_goal_is_met_up_to_its_limit(ours, verdict):
    results = {"tutorial": ("", [figures("numpy:gemms", 1.0), figures("ngteach:step", ours)])}
    row = next(line for line in report._goals(results).splitlines() if "bare GEMMs" in line)
    assert f"{ours:.2f}" in row and row.endswith(f"| {verdict} |")


@pytest.mark.parametrize(
    ("seconds", "text"), [(1.5, "1.50 s"), (0.123, "123 ms"), (1.534e-3, "1.53 ms"), (4e-5, "40.0 us")]
)
def test_times_for_people(seconds, text):
    assert report.seconds(seconds) == text


def test_the_command_prints_and_writes_what_it_measured(folder, monkeypatch, capsys, run_benchmarks):
    measured = [figures("a", 6.0, 1.0, 2.0), figures("b", skipped="not installed")]
    monkeypatch.setitem(command.STARTS, "imports", ("the title", lambda quick, advance: measured))
    run_benchmarks("--only", "imports")
    printed = capsys.readouterr().out
    assert (folder / "benchmarks.md").read_text() in printed and "the title" in printed
    case = json.loads((folder / "benchmarks.json").read_text())["cases"]["imports"]
    assert case["contenders"][0]["median"] == 2.0 and case["contenders"][0]["minimum"] == 1.0
    assert case["contenders"][0]["mean"] == 3.0
    assert case["contenders"][1]["skipped"] == "not installed" and case["contenders"][1]["median"] is None


def test_several_runs_show_the_lowest_and_the_highest_with_ratios_of_each_run(
    folder, monkeypatch, capsys, run_benchmarks
):
    measured = iter([(1.0, 2.0), (2.0, 3.0), (4.0, 4.8)])  # the machine gets worse, all of it alike

    def measure(quick, advance):
        a, b = next(measured)
        return [figures("a", a), figures("b", b, b, 9.0), figures("c", skipped="not installed")]

    monkeypatch.setitem(command.STARTS, "imports", ("the title", measure))
    run_benchmarks("--only", "imports", "--runs", "3")
    printed = capsys.readouterr().out
    assert "| a | 1.00 s to 4.00 s | 1.00 | (1.00 s) |" in printed
    assert "| b | 2.00 s to 4.80 s | 1.20 to 2.00 | (2.00 s) |" in printed
    case = json.loads((folder / "benchmarks.json").read_text())["cases"]["imports"]
    assert case["contenders"][1]["medians"] == [2.0, 3.0, 4.8] and len(case["contenders"][1]["seconds"]) == 9


@pytest.mark.parametrize("runs", ["0", "-1", "many", "1e9"])
def test_a_number_of_runs_is_whole_and_small(runs, capsys, run_benchmarks):
    with pytest.raises(SystemExit):
        run_benchmarks("--runs", runs)
    assert "wanted a number of runs from 1 to 100" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["--only", "nonsense"], ["--only"]])
def test_the_help_and_mistakes_tell_the_names(arguments, folder, monkeypatch, capsys, run_benchmarks):
    monkeypatch.setenv("COLUMNS", "300")
    with pytest.raises(SystemExit) as end:
        run_benchmarks(*arguments)
    said = capsys.readouterr()
    assert end.value.code == (0 if arguments == ["--help"] else 2) and not folder.exists()
    names = [*(case.name for case in CASES), *command.STARTS]
    assert all(name in said.out + said.err for name in names) or arguments == ["--only"]


def test_quick_is_fewer_rounds(monkeypatch):
    monkeypatch.setattr(rounds, "installed", lambda library: "not installed")
    case, turns = replace(CASES[0], rounds=12), []
    rounds.compare(case, True, lambda: turns.append("quick"))
    rounds.compare(case, False, lambda: turns.append("all"))
    assert turns.count("quick") * 4 == turns.count("all") == 12 * len(case.contenders)


@pytest.mark.parametrize("program", parts.PROGRAMS)
def test_the_parts_of_a_compilation_are_all_timed(program):
    count, seconds = parts.measure(program, 40)
    assert count >= 40
    assert {"trace", "derive", "first call", *parts.EXECUTOR.values()} <= seconds.keys()


@pytest.mark.parametrize("name", checkpoints.CHAINS)
def test_checkpoints_are_measured_beside_the_same_without(name, monkeypatch):
    layer, _, _ = checkpoints.CHAINS[name]
    monkeypatch.setitem(checkpoints.CHAINS, name, (layer, 4, 3))
    (before, _), (after, _), ratios = found = checkpoints.measure(name, 16, 4, 1, 3)
    assert after < before and len(ratios) == 3
    assert checkpoints.line(name, 1, found).startswith(name)


def compared(model, *names):
    """The figures of these contenders, whose first losses have been compared."""
    all_figures = [figures(n, numbers=contenders.contender(n)({"model": model, "batch": 4})[1]()) for n in names]
    rounds._check(all_figures)
    assert [f.remark for f in all_figures] == [""] * len(names)
    assert all(len(set(f.numbers)) == len(f.numbers) == 5 for f in all_figures)


@pytest.mark.parametrize("model", MODELS)
def test_a_model_loses_the_same_in_all_ways(model):
    by_hand = ("numpy:lenet", "numpy:lenet_out") if model == "lenet" else ()
    compared(model, *by_hand, "ngteach:model", "ngteach:model_alone")


@pytest.mark.peers
@pytest.mark.parametrize("library", ["torch", "jax"])
@pytest.mark.parametrize("model", [name for name in MODELS if name != "vae"])
def test_a_model_loses_the_same_in_other_libraries(model, library):
    pytest.importorskip(library)
    compared(model, "ngteach:model", f"{library}:model")


@pytest.mark.peers
@pytest.mark.parametrize("library", ["torch", "jax"])
def test_the_autoencoder_with_other_random_numbers_loses_much_the_same(library):
    pytest.importorskip(library)
    losses = []
    for name in ("ngteach:model", f"{library}:model"):
        step, _ = contenders.contender(name)({"model": "vae", "batch": 32})
        losses.append([float(step()) for _ in range(100)])
    ours, theirs = losses
    assert ours[0] == pytest.approx(theirs[0], rel=0.05) and ours[-1] == pytest.approx(theirs[-1], rel=0.1)
    assert ours[-1] < 0.8 * ours[0]


def test_turns_go_there_and_back(monkeypatch):
    turns = []
    monkeypatch.setattr(rounds.Worker, "prepare", lambda self, f, facts: None)
    monkeypatch.setattr(rounds.Worker, "turn", lambda self, f, warm, steps: turns.append(f.contender))
    monkeypatch.chdir(ROOT)
    rounds.compare(Case("t", "t", ("numpy:plain", "ngteach:step"), SMALL, rounds=3), False, quietly)
    assert turns == ["numpy:plain", "ngteach:step", "ngteach:step", "numpy:plain", "numpy:plain", "ngteach:step"]
