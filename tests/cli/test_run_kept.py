"""Whatever happens to the disk or the process, what was asked for of a run is written."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import COMMAND, ENVIRONMENT, LONG, SHORT, is_whole, posix

from ngteach import GraphError, Run
from ngteach.cli import command as cli
from ngteach.cli import keeping
from ngteach.files import writing
from ngteach.train.checkpoint import load
from ngteach.train.config import Config

# ---- a place that fails -----------------------------------------------------


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """call("train", ...) -> (exit status, what it printed, what it complained), in an empty folder."""
    (tmp_path / "here").mkdir()
    (tmp_path / "temp").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(writing.tempfile, "tempdir", str(tmp_path / "temp"))
    return lambda *arguments: (cli.main(list(arguments)), *capsys.readouterr())


def test_a_save_that_fails_is_named_and_goes_elsewhere_and_the_history_is_written(call, monkeypatch):
    real = writing._replace

    def full(place, data):
        if os.path.basename(place) in ("run.npz", "h.json"):
            raise OSError(28, "No space left on device")
        real(place, data)

    monkeypatch.setattr(writing, "_replace", full)
    status, printed, said = call(*SHORT)
    names = re.findall(
        r"ngteach: (\S+) cannot be written: No space left on device; it is in (\S+) instead\n",
        said,
    )
    assert status == 1 and said.count("\n") == 2 and [name for name, _ in names] == ["run.npz", "h.json"]
    assert f"go on with: ngteach train --resume {names[0][1]} --epochs 23" in printed
    assert load(names[0][1])[1]["steps"] == 135
    assert len(json.loads(Path(names[1][1]).read_text())["loss"]) == 135
    assert sorted(os.listdir()) == sorted(os.path.basename(there) for _, there in names)
    assert all(os.path.dirname(there) == os.getcwd() for _, there in names)


def test_where_nothing_can_be_saved_the_history_is_written_and_both_are_said(call, monkeypatch):
    real = writing._replace

    def full(place, data):
        if place.endswith(".npz"):
            raise OSError(28, "No space left on device")
        real(place, data)

    monkeypatch.setattr(writing, "_replace", full)
    status, printed, said = call(*SHORT)
    wanted = "cannot be written: No space left on device; run.npz cannot be written anywhere else either"
    assert (status, said) == (1, f"ngteach: run.npz {wanted}\n")
    assert "saved to" not in printed and os.listdir() == ["h.json"] and os.listdir("../temp") == []


@pytest.mark.parametrize("happens", ["the folder is gone", "it became a folder", "it became read-only"])
def test_what_happens_to_the_place_during_the_training_does_not_lose_the_run(call, monkeypatch, happens):
    os.mkdir("there")
    train = Run.train

    def meanwhile(self, **options):
        train(self, **options)
        if happens == "the folder is gone":
            os.rmdir("there")
        elif happens == "it became a folder":
            os.mkdir("there/run.npz")
        else:
            Path("there/run.npz").touch(0o444)

    monkeypatch.setattr(Run, "train", meanwhile)
    status, _, said = call("train", "--epochs", "1", "--save", "there/run.npz", "--history", "h.json")
    found = re.fullmatch(r"ngteach: there/run.npz.*; it is in (\S+) instead\n", said)
    assert status == 1 and load(found[1])[1]["steps"] == 45 and Path("h.json").exists()


@posix
def test_the_run_is_not_lost_with_the_folder_in_which_it_was_begun(call, monkeypatch, tmp_path):
    train = Run.train
    monkeypatch.setattr(Run, "train", lambda self, **options: (train(self, **options), os.rmdir(tmp_path / "here")))
    status, _, said = call(*SHORT)
    names = re.findall(r"ngteach: \S+ cannot be written: .*; it is in (\S+) instead\n", said)
    assert status == 1 and [os.path.dirname(name) for name in names] == [str(tmp_path / "temp")] * 2
    assert load(names[0])[1]["steps"] == 135 and len(json.loads(Path(names[1]).read_text())["loss"]) == 135


def test_an_error_in_the_training_does_not_lose_the_steps_before_it(call, monkeypatch):
    step = Run.step

    def late(self):
        if self.steps == 50:
            raise MemoryError
        return step(self)

    monkeypatch.setattr(Run, "step", late)
    status, _, said = call(*SHORT)
    assert status == 1 and "there is not enough memory for this" in said
    assert load("run.npz")[1]["steps"] == 50 and len(json.loads(Path("h.json").read_text())["loss"]) == 50


def test_the_history_does_not_go_where_the_run_comes_from(call):
    call(*SHORT)
    before = Path("run.npz").read_bytes()
    status, _, said = call("train", "--resume", "run.npz", "--history", "./run.npz")
    assert status == 1 and "--resume and --history are both run.npz; one would be lost" in said
    assert Path("run.npz").read_bytes() == before


def test_a_run_in_python_says_which_file_it_could_not_write(tmp_path, monkeypatch):
    run = Run(Config(epochs=1))
    for name, text in (
        (tmp_path, "is a folder; write a file name"),
        (tmp_path / "no" / "x", "there is no folder"),
        (3, "found 3"),
    ):
        with pytest.raises(GraphError, match=text):
            run.save(name)
    (tmp_path / "run.npz").touch(0o600)
    run.save(tmp_path / "run.npz")
    assert (tmp_path / "run.npz").stat().st_mode & 0o777 == 0o600


# ---- in between -------------------------------------------------------------


def test_a_long_run_is_saved_in_between(call, monkeypatch):
    saves, save = [], Run.save
    monkeypatch.setattr(keeping, "_FIRST", 0)
    monkeypatch.setattr(keeping, "_EVERY", 0)
    monkeypatch.setattr(keeping, "_SHARE", 0)
    monkeypatch.setattr(Run, "save", lambda run, path: saves.append(run.steps) or save(run, path))
    assert call(*SHORT)[0] == 0
    assert len(saves) > 2 and saves[0] == 1 and saves == sorted(saves) and saves[-1] == 135
    assert load("run.npz")[1]["steps"] == 135
    saves.clear()
    assert call("train", "--epochs", "1", "--save", os.devnull)[0] == 0
    assert saves == [45]  # a pipe or a device is written once


def test_a_save_in_between_that_fails_is_said_once_and_the_training_goes_on(call, monkeypatch):
    save = Run.save

    def full(run, path):
        if run.steps < 135:
            raise GraphError("run.npz cannot be written: No space left on device")
        save(run, path)

    monkeypatch.setattr(keeping, "_FIRST", 0)
    monkeypatch.setattr(keeping, "_EVERY", 0)
    monkeypatch.setattr(keeping, "_SHARE", 0)
    monkeypatch.setattr(Run, "save", full)
    status, _, said = call(*SHORT)
    assert (status, said) == (0, "ngteach: run.npz cannot be written: No space left on device; the training goes on\n")
    assert load("run.npz")[1]["steps"] == 135


# ---- signals ----------------------------------------------------------------


def stopped(folder, signals, flags=LONG, wait=0.0):
    """(exit status, stderr) of a run that gets these signals, one right after the other, once it trains."""
    running = subprocess.Popen(
        [sys.executable, "-c", STARTED, *flags],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout.readline() == b"trains\n"
    time.sleep(wait)
    for number in signals:
        running.send_signal(number)
        time.sleep(random.uniform(0, 0.01))
    _, said = running.communicate(timeout=60)
    return running.returncode, said.decode()


STARTED = """
import sys
from ngteach.cli import command as cli
from ngteach.cli import keeping
from ngteach.train import run as loop
keeping._FIRST = keeping._EVERY = keeping._SHARE = 0.001
train = loop.Run.train

def told(self, **options):
    print("trains", flush=True)
    train(self, **options)

loop.Run.train = told
sys.exit(cli.main())
"""


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_a_signal_saves_and_ends_with_its_status_however_often_it_comes(tmp_path, number):
    for often in (1, 2, 5):
        status, said = stopped(tmp_path, [number] * often, wait=random.uniform(0, 0.2))
        assert (status, said) == (128 + number, "") and is_whole(tmp_path, 0)
        assert sorted(os.listdir(tmp_path)) == ["h.json", "run.npz"]
        for name in os.listdir(tmp_path):
            (tmp_path / name).unlink()


@posix
def test_a_signal_that_is_ignored_stays_ignored(tmp_path):
    running = subprocess.Popen(
        ["nohup", *COMMAND, *SHORT, "--epochs", "60"], cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE
    )
    assert running.stdout.readline().startswith(b"digits")
    running.send_signal(signal.SIGHUP)
    running.communicate(timeout=60)
    assert running.returncode == 0 and is_whole(tmp_path, 60)


@posix
def test_killed_at_any_moment_there_is_a_whole_file_and_the_next_run_tidies_up(tmp_path):
    steps = 0
    for _ in range(6):
        more = ["--resume", "run.npz"] if (tmp_path / "run.npz").exists() else []
        assert stopped(tmp_path, [signal.SIGKILL], [*LONG, *more], random.uniform(0.05, 0.3)) == (-signal.SIGKILL, "")
        if (tmp_path / "run.npz").exists():
            now = load(tmp_path / "run.npz")[1]["steps"]
            assert now >= steps
            steps = now
    assert steps > 0
    assert stopped(tmp_path, [signal.SIGTERM], [*LONG, "--resume", "run.npz"])[0] == 128 + signal.SIGTERM
    assert sorted(os.listdir(tmp_path)) == ["h.json", "run.npz"]


def test_the_handlers_of_whom_calls_main_are_as_before():
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = [signal.getsignal(number) for number in numbers]
    outputs = sys.stdout, sys.stderr
    assert cli.main(["train", "--epochs", "1", "--quiet"]) == 0
    assert [signal.getsignal(number) for number in numbers] == before and (sys.stdout, sys.stderr) == outputs
