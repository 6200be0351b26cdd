"""`make models`: what is stored meets what is wanted, the pages say what is stored, and an interrupted run goes on."""

from __future__ import annotations

import json
import sys

import pytest

from benchmarks import models, pages, report
from benchmarks.models import TRAININGS, Training

STORED = pages.stored()
COMMANDS = [training.command(seed) for training in TRAININGS for seed in training.seeds]
TINY = Training("tiny", at_least=0.9, within=20, seeds=(0, 1))


def figures(value=0.95, seconds=3.0, **more):
    machine = {"cores": 2, "torch": None}
    return {
        "data": "digits", "measure": "accuracy", "value": value, "seconds": seconds, "date": "2026-01-02",
        "machine": machine, **more,
    }  # fmt: skip


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder for all that is written, with a README."""
    for name in ("STORED", "PAGE", "README"):
        monkeypatch.setattr(pages, name, tmp_path / getattr(pages, name).name)
    pages.README.write_text(f"before\n{pages.BEGIN}\nold\n{pages.END}\nafter\n")
    monkeypatch.setattr(report, "FOLDER", tmp_path / "results")
    monkeypatch.setattr(models, "TRAININGS", (TINY,))
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_stored_is_what_is_wanted(command):
    (training,) = [t for t in TRAININGS if command in map(t.command, t.seeds)]
    assert command in STORED, "make models stores it"
    assert training.reached(STORED[command])


def test_the_pages_say_what_is_stored():
    assert pages.PAGE.read_text("utf-8") == pages.page(STORED, TRAININGS)
    text = pages.README.read_text("utf-8")
    assert pages.BEGIN in text and text == pages.readme(text, STORED, TRAININGS)


def test_nothing_is_stored_that_nobody_trains():
    assert set(STORED) <= set(COMMANDS)


@pytest.mark.parametrize("model", sorted({t.model for t in TRAININGS}))
def test_what_is_trained_is_a_word_of_the_command_line(model):
    from ngteach.models import NAMES

    assert model in NAMES


@pytest.mark.parametrize(
    ("value", "seconds", "well"), [(0.9, 20.0, True), (0.899, 1.0, False), (1.0, 20.1, False), (2.0, 1.0, True)]
)
def test_a_goal_is_a_value_and_a_time(value, seconds, well):
    assert TINY.reached(figures(value, seconds)) is well
    assert Training("m", at_most=1.0).reached(figures(value)) is (value <= 1)


def test_a_table_shows_the_spread_over_seeds_and_what_was_wanted():
    stored = {TINY.command(0): figures(0.95, 3.0), TINY.command(1): figures(0.9712, 3.2)}
    row = pages.table(stored, (TINY,)).splitlines()[-1]
    assert row == (
        "| tiny | digits | accuracy 95.00%, 96.06%, 97.12% | at least 90 % in 20 s | 3 | `ngteach train --model tiny` |"
    )


def test_an_interrupted_run_goes_on_and_is_stored_when_it_has_ended(place, monkeypatch, capsys):
    trained = []

    def one(training, seed):
        trained.append(seed)
        if len(trained) == 2:
            raise KeyboardInterrupt
        return figures(0.9 + seed / 100)

    monkeypatch.setattr(models, "one", one)
    monkeypatch.setattr(sys, "argv", ["models"])
    assert models.main() == 130 and not pages.STORED.exists()
    assert models.main() == 0 and trained == [0, 1, 1]
    assert list(json.loads(pages.STORED.read_text())) == [TINY.command(0), TINY.command(1)]
    assert pages.README.read_text().startswith("before\n") and pages.README.read_text().endswith("\nafter\n")
    assert "old" not in pages.README.read_text() and "accuracy 90.00%" in pages.PAGE.read_text()
    assert models.main() == 0 and trained == [0, 1, 1, 0, 1], "all of it again"
    assert "about 0 minutes left" in capsys.readouterr().out


def test_what_is_not_on_the_machine_keeps_its_stored_figures(place, monkeypatch, capsys):
    pages.store({TINY.command(0): figures(0.99)})
    monkeypatch.setattr(models, "found", lambda training: ("", "mnist is not on this machine"))
    monkeypatch.setattr(sys, "argv", ["models", "--only", "tiny"])
    assert models.main() == 0 and pages.stored() == {TINY.command(0): figures(0.99)}
    assert capsys.readouterr().out.count("skipped: mnist is not on this machine") == 2


def test_what_is_trained_is_the_command_itself(place, monkeypatch):
    program = """import json, sys
sys.modules["ngteach.__main__"] = None
path = sys.argv[sys.argv.index("--history") + 1]
json.dump({"loss": [2.0, 1.0], "test_accuracy": [0.5, 0.75], "words": sys.argv[1:5]}, open(path, "w"))
"""
    (place / "stand_in.py").write_text(program)
    started = models.subprocess.Popen
    monkeypatch.setattr(models, "found", lambda training: ("digits", ""))
    monkeypatch.setattr(
        models.subprocess, "Popen", lambda words: started([words[0], str(place / "stand_in.py"), *words[3:]])
    )
    told = models.one(TINY, 1)
    assert (told["value"], told["measure"], told["steps"], told["data"]) == (0.75, "accuracy", 2, "digits")
    assert told["epochs"] == [0.5, 0.75] and told["seconds"] > 0


def test_a_training_that_fails_is_not_stored(place, monkeypatch):
    monkeypatch.setattr(models, "found", lambda training: ("digits", ""))
    monkeypatch.setattr(models, "_waited", lambda process: 1)
    monkeypatch.setattr(models.subprocess, "Popen", lambda words: None)
    models.train([TINY])
    assert pages.stored() == {}
