"""What is read is a regular file of a bounded size; everything else gets one short line, and nobody waits."""

import os
import re
import signal
import socket
import threading
import tracemalloc
from contextlib import contextmanager

import numpy as np
import pytest
from small import small_run

from ngteach.cli.command import main
from ngteach.core.calling.errors import GraphError
from ngteach.data.digits import FILES, load_data
from ngteach.data.idx import read_idx
from ngteach.files.reading import opened, parse_json, printable, read_bounded
from ngteach.lab.exercises.progress import read, remember
from ngteach.lab.notebook.open import RECORD, copy_notebooks
from ngteach.lab.tables.progress import progress
from ngteach.lab.tables.summary import summary
from ngteach.train import checkpoint

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@contextmanager
def at_most(seconds):
    """KeyboardInterrupt rather than a test that never ends."""
    timer = threading.Timer(seconds, lambda: signal.raise_signal(signal.SIGINT))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def pipe(path):
    os.mkfifo(path)


def link_to_zero(path):
    path.symlink_to("/dev/zero")


def link_to_nothing(path):
    path.symlink_to(path.with_name("gone"))


def link_to_itself(path):
    path.symlink_to(path)


def plugged(path):
    with socket.socket(socket.AF_UNIX) as s:
        before = os.getcwd()
        os.chdir(path.parent)  # the name of a socket must be short
        try:
            s.bind(path.name)
        finally:
            os.chdir(before)


def sparse(path):
    with path.open("wb") as file:
        file.truncate(2**40)


ODD = {
    pipe: "is a pipe, wanted a file",
    link_to_zero: "is a device, wanted a file",
    link_to_nothing: "it is a link to a file that does not exist",
    link_to_itself: "cannot be read: Too many levels of symbolic links",
    plugged: "is a socket, wanted a file",
    os.mkdir: "is a folder, wanted a file",
    sparse: "has 1,099,511,627,776 bytes, more than",
}
odd = pytest.mark.parametrize("make,text", ODD.items(), ids=[make.__name__ for make in ODD])


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- one way to open a file -------------------------------------------------


@posix
@odd
def test_only_a_regular_file_is_opened(tmp_path, make, text):
    make(tmp_path / "odd")
    with at_most(5), refuses(f"odd {text}" if "it is" not in text else f"odd: {text}"):
        read_bounded(tmp_path / "odd", 2**20)


@posix
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_devices_are_not_read_and_not_waited_for(path):
    with at_most(5), pytest.raises(GraphError, match=f"^{path} "):
        read_bounded(path, 2**20)


def test_a_name_that_no_file_can_have_is_refused():
    for path in ("a\0b", "\ud800", 3, None, b"name", ["name"]):
        with pytest.raises(GraphError) as caught:
            read_bounded(path, 9)
        assert str(caught.value).isprintable()


def test_no_more_is_read_than_the_file_had(tmp_path):
    path = tmp_path / "grows"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    with refuses("grows has 5 bytes, more than 4"):
        read_bounded(path, 4)
    with opened(path, 5) as (file, size):
        assert (file.read(), size) == (b"12345", 5)


@posix
def test_a_file_that_says_it_is_empty_and_is_not_is_refused():
    if not os.path.exists("/proc/self/maps"):
        pytest.skip("no /proc on this system")
    with refuses("/proc/self/maps grows while it is read"):
        read_bounded("/proc/self/maps", 2**20)


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "mine").write_bytes(b"")
    monkeypatch.setattr("os.open", forbidden)
    with refuses("mine cannot be read: Permission denied"):
        read_bounded(tmp_path / "mine", 9)


@pytest.mark.parametrize(
    "data,text",
    [
        (b"[" * 100_000, "its JSON nests too deeply"),
        (b"9" * 5000, "it is not JSON: Exceeds the limit"),
        (b"\xff\xfe", "it is not JSON: 'utf-8' codec"),
        (b"{", "it is not JSON: Expecting property name"),
        (b"", "it is not JSON: Expecting value"),
        (b'{"a": 1, "a": 2}', "it is not JSON: an object has a key twice"),
        (b"\xef\xbb\xbf{}", "it is not JSON: Unexpected UTF-8 BOM"),
    ],
)
def test_what_is_no_json_is_refused_in_one_line(data, text):
    with pytest.raises(GraphError, match=re.escape(text)) as caught:
        parse_json(data)
    assert str(caught.value).isprintable()


def test_words_from_a_file_are_shown_as_one_short_line():
    assert printable("plain ä") == "plain ä"
    assert printable("\x1b[31m\r\n\u202e\ud800") == "�[31m����"
    assert len(printable("x" * 10**6)) < 310 and printable("x" * 301).startswith("xxx")


# ---- every reader opens files that way --------------------------------------


def as_folder(path):
    """A folder of data whose training images are at path."""
    folder = path.parent / "data"
    folder.mkdir()
    for name in FILES[1:]:
        (folder / name).write_bytes(b"")
    path.rename(folder / FILES[0])
    return folder


def handed_in(path):
    folder = path.parent / "class"
    folder.mkdir()
    path.rename(folder / "anna.json")
    found = summary(folder)
    raise GraphError(*[why for _, why in found.problems] or ["no such file: a link is not followed"])


def copied(path, name):
    (path.parent / "shipped").mkdir()
    (path.parent / "mine").mkdir()
    (path.parent / "shipped" / "00_start.ipynb").write_text("{}")
    path.rename(path.parent / "mine" / name)
    copy_notebooks(path.parent / "shipped", path.parent / "mine")
    assert (path.parent / "mine" / name).is_symlink()
    raise GraphError("a link stays as it is, and is not read")


READERS = {
    "checkpoint": checkpoint.load,
    "resume": lambda path: small_run().restore(path),
    "idx": read_idx,
    "data": lambda path: load_data(as_folder(path)),
    "progress": read,
    "summary": handed_in,
    "notebook": lambda path: copied(path, "00_start.ipynb"),
    "record": lambda path: copied(path, RECORD),
}


@posix
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("make", [pipe, link_to_zero, plugged, os.mkdir, sparse], ids=lambda make: make.__name__)
def test_every_reader_refuses_what_is_no_file_at_once(tmp_path, make, read):
    make(tmp_path / "odd")
    tracemalloc.start()
    try:
        with at_most(20), pytest.raises(GraphError) as caught:
            read(tmp_path / "odd")
        assert tracemalloc.get_traced_memory()[1] < 2**23
    finally:
        tracemalloc.stop()
    assert str(caught.value).isprintable() and len(str(caught.value)) < 600


@posix
@pytest.mark.parametrize("make", [pipe, link_to_zero, os.mkdir], ids=lambda make: make.__name__)
def test_the_command_line_says_so_in_one_line(tmp_path, monkeypatch, capsys, make):
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "odd")
    with at_most(20):
        assert main(["train", "--resume", "odd"]) == 1
        assert main(["train", "--data", "odd"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 2 and said.startswith("ngteach: odd is a ")


@posix
@pytest.mark.parametrize("make", [pipe, link_to_zero, os.mkdir], ids=lambda make: make.__name__)
def test_a_progress_file_that_is_no_file_stays_where_it_is(tmp_path, monkeypatch, make):
    path = tmp_path / "ngteach-progress.json"
    make(path)
    monkeypatch.setenv("NGTEACH_PROGRESS", str(path))
    with at_most(20):
        _, remark = remember("start.1", lambda entry: entry)
        shown = repr(progress())
    assert "could not be saved: " in remark and "wanted a file" in remark
    assert "wanted a file" in shown and os.listdir(tmp_path) == [path.name]


def test_a_whole_checkpoint_is_still_read(tmp_path):
    checkpoint.save(tmp_path / "run.npz", {"x": np.arange(3.0)}, {"a": 1})
    assert checkpoint.load(tmp_path / "run.npz")[1] == {"a": 1}
