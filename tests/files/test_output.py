"""Whatever happens to the screen or the pipe that a command prints to, its work is done and its files are written."""

import os
import signal
import subprocess
import sys
import time

import pytest
from commands import COMMAND, ENVIRONMENT, LONG, SHORT, is_whole, posix

from ngteach.train.checkpoint import load

needs_full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is always full")


def shell(folder, line, **environment):
    """(exit status of ngteach, its stderr) of a line for bash, in which NGTEACH stands for the command."""
    line = line.replace("NGTEACH", f"'{sys.executable}' -m ngteach")
    done = subprocess.run(
        ["bash", "-c", f"({line}; exit ${{PIPESTATUS[0]}}) 2> said"],
        cwd=folder,
        env={**ENVIRONMENT, **environment},
        timeout=120,
    )
    return done.returncode, (folder / "said").read_text(errors="surrogateescape")


# ---- an output that fails ---------------------------------------------------


@posix
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_seen_enough_does_not_end_a_run_that_is_to_be_saved(tmp_path, unbuffered):
    line = f"NGTEACH {' '.join(SHORT)} --epochs 40 | head -n 1 > first"
    assert shell(tmp_path, line, PYTHONUNBUFFERED=unbuffered) == (141, "")
    assert is_whole(tmp_path, 40) and (tmp_path / "first").read_text().startswith("digits: 1,437 images")


@posix
def test_a_run_that_nobody_reads_and_nobody_keeps_ends(tmp_path):
    assert shell(tmp_path, "NGTEACH train --epochs 1000000 | head -n 1 > /dev/null") == (141, "")


@needs_full
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", [" ".join(SHORT), "show", "--help", "show --output graph.svg", "--version"])
def test_a_full_output_is_said_once_and_gives_a_status(tmp_path, command, unbuffered):
    status, said = shell(tmp_path, f"NGTEACH {command} > /dev/full", PYTHONUNBUFFERED=unbuffered)
    assert (status, said) == (1, "ngteach: the output could not be written: No space left on device\n")
    if command == " ".join(SHORT):
        assert is_whole(tmp_path)
    assert (tmp_path / "graph.svg").exists() == ("--output" in command)


@needs_full
def test_without_any_output_the_run_is_kept_too(tmp_path):
    for outputs in ("> /dev/full 2>&1", ">&- 2>&-", "<&- >&- 2>&-", "2> /dev/full"):
        status, _ = shell(tmp_path, f"NGTEACH {' '.join(SHORT)} --learning-rate 1e30 {outputs}")  # it complains
        assert status == (0 if ">&-" in outputs else 1) and is_whole(tmp_path), outputs
        (tmp_path / "run.npz").unlink()


@posix
def test_a_terminal_that_goes_away_does_not_take_the_run_with_it(tmp_path):
    import pty

    parent, child = pty.openpty()
    running = subprocess.Popen(
        [*COMMAND, *LONG[:3], *LONG[4:]],
        stdout=child,
        stderr=child,
        stdin=child,
        env=ENVIRONMENT,
        cwd=tmp_path,
        start_new_session=True,
    )
    os.close(child)
    while b"epoch   3" not in os.read(parent, 65536):
        pass
    os.close(parent)
    time.sleep(0.3)  # its writing fails
    running.send_signal(signal.SIGHUP)
    assert running.wait(60) == 128 + signal.SIGHUP and is_whole(tmp_path)


# ---- characters that an output cannot spell ---------------------------------


@posix
@pytest.mark.parametrize(
    "locale", [{"PYTHONIOENCODING": "cp1252"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "C"}]
)
@pytest.mark.parametrize("name", ["Ж", os.fsdecode(b"\xff\xfe"), "a\nb"], ids=ascii)
def test_any_name_is_written_and_said_in_one_line(tmp_path, locale, name):
    environment = {**ENVIRONMENT, "PYTHONCOERCECLOCALE": "0", **locale}

    def call(*arguments):
        done = subprocess.run([*COMMAND, *arguments], cwd=tmp_path, env=environment, capture_output=True, timeout=60)
        return done.returncode, done.stdout.decode("latin1"), done.stderr.decode("latin1")

    files = "--save", f"{name}.npz", "--history", f"{name}.json"
    status, printed, said = call("train", "--epochs", "1", *files)
    assert (status, said) == (0, "") and "saved to " in printed and printed.count("\n") == 6
    assert "--resume FILE " in printed or (name, locale) == ("Ж", {"LC_ALL": "C"})  # a name that can be copied, or none
    assert load(tmp_path / f"{name}.npz")[1]["steps"] == 45 and (tmp_path / f"{name}.json").exists()
    for command in (
        ["train", "--resume", f"{name}.npz", "--epochs", "1", "--save", f"no{name}/x"],
        ["train", "--resume", f"no{name}"],
        ["train", "--data", f"no{name}"],
        ["show", "--output", f"no{name}/graph"],
        ["fetch", "mnist", "--to", f"{name}.npz"],
        ["lab", f"{name}.npz"],
    ):
        status, printed, said = call(*command)
        assert status == 1 and printed == "" and said.startswith("ngteach: ") and said.count("\n") == 1, said
    assert call("show", "--output", f"{name}.svg")[::2] == (0, "")
    assert call("train", "--resume", f"{name}.npz", "--epochs", "1")[::2] == (0, "")


# ---- no home ----------------------------------------------------------------


@posix
@pytest.mark.parametrize("data", [None, "/nowhere"])
def test_without_a_home_there_is_one_line_and_no_traceback(tmp_path, data):
    """A container's user has no HOME, and no line in /etc/passwd."""
    pytest.importorskip("pooch")
    text = "import pwd, sys; nobody = {}; pwd.getpwuid = lambda id: nobody[id]"
    text += "; from ngteach.cli.command import main; sys.exit(main())"
    environment = {k: v for k, v in ENVIRONMENT.items() if k not in ("HOME", "XDG_CACHE_HOME")}
    environment |= {"NGTEACH_DATA": data} if data else {}

    def call(*arguments):
        command = [sys.executable, "-c", text, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=60, text=True)
        return done.returncode, done.stderr

    assert call(*SHORT) == (0, "") and is_whole(tmp_path)
    status, said = call("train", "--preset", "tutorial")
    assert status == 1 and said.startswith("ngteach: mnist is not on this machine; write: ngteach fetch mnist")
    assert call("fetch", "mnist") == (
        1,
        "ngteach: there is no home folder to keep the files in; write: ngteach fetch mnist --to FOLDER\n",
    )
