"""The benchmarks when something fails: it is named, the others go on, nothing is left running and nothing is lost."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as command
from benchmarks import busy, report, rounds, starts
from benchmarks.cases import TINY, TUTORIAL, Case
from benchmarks.contenders import contender
from benchmarks.contenders.examples import first_weights, told
from benchmarks.goals import GOALS

ROOT = Path(__file__).resolve().parent.parent
ORPHAN = """import os, benchmarks.busy as busy
made = busy.subprocess.Popen
def told(*a, **k):
    process = made(*a, **k)
    print(process.pid, flush=True)
    return process
busy.subprocess.Popen = told
with busy.beside(os.environ["WAY"]):
    os._exit(0)
"""


@pytest.fixture
def library(tmp_path, monkeypatch):
    """library(source): what the processes of contenders find as torch."""
    (tmp_path / "torch").mkdir()
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")
    monkeypatch.chdir(ROOT)
    return (tmp_path / "torch" / "__init__.py").write_text


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import os; os._exit(3)", "its process ended with code 3"),
        ("raise MemoryError()", "MemoryError"),
        ("raise OSError('no such library\\nmore')", "OSError: no such library"),
    ],
)
def test_a_library_that_ends_its_process_is_named(library, source, why):
    library(source)
    figures = rounds.Figures("torch:eager")
    with rounds.Worker() as worker:
        worker.prepare(figures, {})
    assert figures.skipped.rstrip(": ") == why


def test_a_contender_that_hangs_does_not_go_on_beside_the_others(library, monkeypatch):
    monkeypatch.setattr(rounds, "PATIENCE", 0.5)
    library("while True: pass")
    figures = rounds.Figures("torch:eager")
    with rounds.Worker() as worker:
        worker.prepare(figures, {})
        assert figures.skipped == "was not ready after 0.5 s"
        assert worker._process.wait(5) < 0


def test_who_is_interrupted_while_a_contender_gets_ready_leaves_no_process(library, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    library("while True: pass")
    made, start = [], subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: made.append(start(*a, **k)) or made[-1])
    monkeypatch.setattr(rounds.Worker, "_answer", interrupted)
    monkeypatch.setattr(rounds, "installed", lambda library: None)
    with pytest.raises(KeyboardInterrupt):
        rounds.compare(Case("t", "t", ("torch:eager",)), True, lambda: None)
    ended = [process.poll() for process in made]
    made[0].kill()
    assert ended == [-9]


@pytest.mark.skipif(os.name != "posix", reason="an orphan has another parent")
@pytest.mark.parametrize("way", sorted(busy.WAYS))
def test_the_processes_beside_end_with_the_run_however_that_ends(way, tmp_path):
    with (tmp_path / "pids").open("w") as file:
        env = {**os.environ, "WAY": way}
        subprocess.run([sys.executable, "-c", ORPHAN], stdout=file, cwd=ROOT, env=env, check=True)
    pids, until = list(map(int, (tmp_path / "pids").read_text().split())), time.monotonic() + 5
    assert len(pids) == len(busy.WAYS[way])
    while (left := [pid for pid in pids if runs(pid)]) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in left:
        os.kill(pid, 9)
    assert not left, "it spins on"


def runs(pid):
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("way", ["", *busy.WAYS])
def test_the_processes_beside_run_meanwhile_and_no_longer(way, monkeypatch):
    made, start = [], subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: made.append(start(*a, **k)) or made[-1])
    with busy.beside(way):
        assert len(made) == len(busy.WAYS.get(way, ())) and all(process.poll() is None for process in made)
    assert all(process.poll() is not None for process in made)


def test_a_program_that_fails_is_named_and_one_that_prints_more_is_understood():
    programs = {"numpy": "import os; os._exit(3)", "ngteach": "print('hello'); print(1.5)", "ngteach 2": "1 / 0"}
    silent, talking, wrong = starts._in_turns(programs, 1, lambda: None)
    assert silent.skipped == "its process ended with code 3" and talking.seconds == [1.5]
    assert wrong.skipped == "ZeroDivisionError: division by zero"


def test_a_training_that_fails_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("ngteach.data.digits._found", lambda name: tmp_path)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    (training,) = starts.training(True, lambda: None)
    assert training.skipped == "its process ended with code 1" and not training.seconds


def test_what_was_finished_is_kept_if_the_rest_is_interrupted(folder, monkeypatch, run_benchmarks):
    def interrupted(quick, advance):
        raise KeyboardInterrupt

    finished = [rounds.Figures("numpy", seconds=[1.0])]
    monkeypatch.setitem(command.STARTS, "imports", ("", lambda quick, advance: finished))
    monkeypatch.setitem(command.STARTS, "growth", ("", interrupted))
    with pytest.raises((SystemExit, KeyboardInterrupt), match="interrupted"):
        run_benchmarks("--only", "imports", "growth")
    assert list(json.loads((folder / "benchmarks.json").read_text())["cases"]) == ["imports"]


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_measured(
    folder, monkeypatch, capsys, run_benchmarks
):
    folder.write_text("a file")
    monkeypatch.setitem(command.STARTS, "imports", ("", lambda quick, advance: pytest.fail("it measured")))
    with pytest.raises(SystemExit):
        run_benchmarks("--only", "imports")
    assert "cannot be written" in capsys.readouterr().err


def test_a_half_written_file_does_not_replace_the_one_before(folder, monkeypatch):
    def half(path, text):
        path.open("w").write(text[: len(text) // 2])
        raise OSError("disk full")

    report.prepare()
    report.write({})
    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError):
        report.write({"imports": ("", [rounds.Figures("numpy", seconds=[1.0])])})
    assert json.loads((folder / "benchmarks.json").read_text())["cases"] == {}


@pytest.mark.parametrize("array", range(4))
def test_an_array_that_is_not_trained_is_remarked(array):
    step, numbers = contender("numpy:plain")(TUTORIAL)
    right = rounds.Figures("right", numbers=numbers())
    untrained = told(0, first_weights(TUTORIAL).values())
    parts = slice(1 + 2 * array, 3 + 2 * array)
    wrong = rounds.Figures("wrong", numbers=[*right.numbers])
    wrong.numbers[parts] = untrained[parts]
    rounds._check([right, wrong])
    assert wrong.remark == "computes other numbers than right"


def test_infinity_is_another_number():
    wrong = rounds.Figures("wrong", numbers=[math.inf])
    rounds._check([rounds.Figures("right", numbers=[2.0]), wrong])
    assert wrong.remark


def test_the_table_keeps_its_columns_and_names_the_goals_that_were_not_measured():
    failed = rounds.Figures("ngteach:step", skipped="int | None", remark="computes other numbers")
    results = {"tutorial": ("", [rounds.Figures("numpy:gemms", seconds=[99.96e-3]), failed])}
    text = report.markdown(results)
    assert r"int \| None |" in text
    assert "| 100 ms |" in text
    assert sum("not measured" in line for line in text.splitlines()) == sum(
        goal.cases == {"tutorial"} for goal in GOALS
    )


@pytest.mark.filterwarnings("error::DeprecationWarning")
def test_numpy_by_hand_is_not_slowed_by_warnings():
    assert np.isfinite(contender("numpy:out")(TINY)[0]())
