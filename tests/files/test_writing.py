"""A file is the old one or the new one, whole, whenever its writing is stopped; and only what was meant is written."""

import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ngteach.core.calling.errors import GraphError
from ngteach.files import writing
from ngteach.files.writing import check_writable, elsewhere, write_whole

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has modes, links and signals of another kind")
LEFT = ".ngteach-0123456789abcdef.part"


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


@pytest.fixture
def path(tmp_path):
    (tmp_path / "run.npz").write_bytes(b"old")
    return tmp_path / "run.npz"


# ---- whole ------------------------------------------------------------------


@pytest.mark.parametrize("where", ["fsync", "replace"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device"), MemoryError])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(path, monkeypatch, where, error):
    def fails(*_):
        raise error

    monkeypatch.setattr(writing.os, where, fails)
    wanted = GraphError if isinstance(error, OSError) else error
    with pytest.raises(wanted, match="run.npz cannot be written: No space" if wanted is GraphError else None):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and os.listdir(path.parent) == ["run.npz"]


def test_a_long_name_and_any_name_that_the_system_takes_are_written(tmp_path):
    for name in ("a" * 255, "Ж.npz", "a\nb", " ", "-", *([os.fsdecode(b"\xff.npz")] if os.name == "posix" else [])):
        check_writable(tmp_path / name)
        write_whole(tmp_path / name, b"new")
        assert (tmp_path / name).read_bytes() == b"new"
        (tmp_path / name).unlink()


def test_a_name_that_is_none_is_said_in_one_line(tmp_path):
    for name, text in (
        (3, "found 3, wanted a file name"),
        (None, "found None, wanted a file name"),
        ("", "found '', wanted a file name"),
        ("a\0b", "a�b cannot be written"),
        (str(tmp_path / ("a" * 256)), "cannot be written: File name too long"),
        (str(tmp_path / "new") + os.sep, "is a folder; write a file name"),
        (tmp_path, "is a folder; write a file name"),
        (tmp_path / "no" / "run.npz", "there is no folder"),
    ):
        for act in (check_writable, lambda name: write_whole(name, b"")):
            with refuses(text) as caught:
                act(name)
            assert "\n" not in str(caught.value)
    assert os.listdir(tmp_path) == []


# ---- whose file, and which --------------------------------------------------


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o660, 0o666, 0o755])
def test_a_file_keeps_its_mode(path, mode):
    path.chmod(mode)
    before = os.umask(0o077)
    try:
        write_whole(path, b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == mode and path.read_bytes() == b"new"


@posix
def test_a_folder_that_knows_neither_modes_nor_owners_can_be_written(path, monkeypatch):
    for name in ("chmod", "fchmod", "chown"):
        monkeypatch.setattr(os, name, not_permitted)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


@posix
def test_a_file_keeps_its_group_where_it_cannot_keep_its_owner(path, monkeypatch):
    given = []
    monkeypatch.setattr(os, "chown", lambda _, user, group: given.append(group) if user == -1 else not_permitted())
    write_whole(path, b"new")
    assert given == [path.stat().st_gid]


def not_permitted(*_):
    raise PermissionError(1, "Operation not permitted")


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_may_be_read_by_whom_any_new_file_may_be(tmp_path, umask):
    before = os.umask(umask)
    try:
        (tmp_path / "plain").write_bytes(b"")
        write_whole(tmp_path / "run.npz", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "run.npz").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_read_only_file_is_not_replaced(path):
    path.chmod(0o444)
    for act in (check_writable, lambda path: write_whole(path, b"new")):
        with refuses("run.npz is read-only; it is not replaced"):
            act(path)
    assert path.read_bytes() == b"old" and os.listdir(path.parent) == ["run.npz"]
    path.chmod(0o644)


@posix
def test_a_file_of_another_user_in_a_sticky_folder_is_named_before_the_work(path, monkeypatch):
    path.parent.chmod(0o1777)
    path.chmod(0o666)
    monkeypatch.setattr(writing, "_me", lambda: os.geteuid() + 12345)
    with refuses("run.npz belongs to another user, and in"):
        check_writable(path)
    path.unlink()
    check_writable(path)


@posix
def test_a_link_that_was_named_stays_a_link_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "link.npz").symlink_to(tmp_path / "deep" / "real.npz")
    for data in (b"new", b"newer"):  # first it leads to nothing
        check_writable(tmp_path / "link.npz")
        write_whole(tmp_path / "link.npz", data)
        assert (tmp_path / "link.npz").is_symlink() and (tmp_path / "deep" / "real.npz").read_bytes() == data
        assert os.listdir(tmp_path / "deep") == ["real.npz"]
    (tmp_path / "round").symlink_to(tmp_path / "round")
    with refuses("round cannot be written: "):
        write_whole(tmp_path / "round", b"new")


@posix
def test_another_users_link_in_a_folder_for_all_is_not_followed(tmp_path, monkeypatch):
    (tmp_path / "all").mkdir()
    (tmp_path / "all").chmod(0o1777)
    for name in ("real", "nothing"):
        (tmp_path / "all" / name).symlink_to(tmp_path / name)
    (tmp_path / "real").write_bytes(b"old")
    lstat, another = os.lstat, os.stat_result([0, 0, 0, 0, os.geteuid() + 12345, 0, 0, 0, 0, 0])
    monkeypatch.setattr(
        writing.os, "lstat", lambda path: another if os.path.dirname(path).endswith("all") else lstat(path)
    )
    monkeypatch.setattr(writing.os.path, "islink", lambda path: os.path.dirname(path).endswith("all"))
    for name in ("real", "nothing"):
        with refuses("it is a link, which may lead out of this folder; remove it first"):
            write_whole(str(tmp_path / "all" / name), b"new")
    assert (tmp_path / "real").read_bytes() == b"old" and not (tmp_path / "nothing").exists()


@posix
def test_a_link_is_refused_where_the_name_is_ours(tmp_path):
    (tmp_path / "there").write_bytes(b"another's")
    for name in ("there", "not there"):
        (tmp_path / "link").symlink_to(tmp_path / name)
        with refuses("link cannot be written: it is a link, which may lead out of this folder; remove it first"):
            write_whole(tmp_path / "link", b"new", follow=False)
        (tmp_path / "link").unlink()
    assert (tmp_path / "there").read_bytes() == b"another's" and os.listdir(tmp_path) == ["there"]


def test_the_folder_is_tried_before_the_work(tmp_path, monkeypatch):
    check_writable(tmp_path / "run.npz")
    assert os.listdir(tmp_path) == []

    def fails(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(writing, "_new_part", fails)
    with refuses("cannot be written: Read-only file system"):
        check_writable(tmp_path / "run.npz")


@posix
def test_a_pipe_and_a_device_take_what_comes_and_nobody_is_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    check_writable(tmp_path / "pipe")
    with refuses("pipe cannot be written: nobody reads from it"):
        write_whole(tmp_path / "pipe", b"through")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole(tmp_path / "pipe", b"through")
    assert os.read(reader, 100) == b"through" and (tmp_path / "pipe").is_fifo()
    os.close(reader)
    text = "from ngteach.files.writing import *; check_writable('/dev/stdout'); write_whole('/dev/stdout', b'through')"
    assert subprocess.run([sys.executable, "-c", text], stdout=subprocess.PIPE).stdout == b"through"
    check_writable(os.devnull)
    write_whole(os.devnull, b"away")
    if os.path.exists("/dev/full"):
        with refuses("/dev/full cannot be written: No space left on device"):
            write_whole("/dev/full", b"away")


# ---- elsewhere --------------------------------------------------------------


def test_another_place_overwrites_nothing_and_is_whole(path, tmp_path, monkeypatch):
    found = elsewhere(path, lambda name: write_whole(name, b"new"))
    assert os.path.dirname(found) == str(tmp_path) and re.fullmatch(r"run-\w+\.npz", os.path.basename(found))
    assert Path(found).read_bytes() == b"new" and path.read_bytes() == b"old"


@pytest.mark.parametrize("gone", [False, True])
def test_where_every_place_is_full_nothing_is_left(path, tmp_path, monkeypatch, gone):
    tried = []

    def full(name):
        tried.append(os.path.dirname(os.path.abspath(name)))
        if gone:
            os.unlink(name)
        raise GraphError("full")

    (tmp_path / "here").mkdir()
    (tmp_path / "temp").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(writing.tempfile, "tempdir", str(tmp_path / "temp"))
    with refuses("run.npz cannot be written anywhere else either"):
        elsewhere(path, full)
    assert tried == [str(tmp_path), str(tmp_path / "here"), str(tmp_path / "temp")]
    assert sorted(os.listdir(tmp_path)) == ["here", "run.npz", "temp"]
    assert os.listdir("here" if os.path.isdir("here") else ".") == os.listdir(tmp_path / "temp") == []


# ---- what a kill leaves -----------------------------------------------------


def test_a_folder_is_checked_also_while_another_process_tidies_up(path, monkeypatch):
    close = os.close
    monkeypatch.setattr(os, "close", lambda file: (close(file), writing._sweep(str(path.parent))))
    check_writable(path)
    assert os.listdir(path.parent) == ["run.npz"]


@posix
def test_the_part_of_a_killed_writer_is_removed_by_the_next_and_that_of_a_living_one_is_not(tmp_path):
    text = "from ngteach.files import writing; writing.os.fsync = lambda _: (print('there', flush=True), input())"
    text += f"\nwriting.write_whole({str(tmp_path / 'run.npz')!r}, b'new')"
    writer = subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert writer.stdout.readline() == b"there\n"
        (part,) = os.listdir(tmp_path)
        assert writing._PART.fullmatch(part)
        write_whole(tmp_path / "other", b"")
        assert sorted(os.listdir(tmp_path)) == sorted([part, "other"])
    finally:
        writer.kill()
        writer.communicate()
    check_writable(tmp_path / "other")
    assert os.listdir(tmp_path) == ["other"]


@posix
def test_only_our_own_parts_are_removed(tmp_path, monkeypatch):
    for name in (LEFT, f"x{LEFT}", f"{LEFT}x", ".ngteach-12.part", ".run.npz.0123abcd.part", "run.part"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / LEFT.replace("0", "1")).mkdir()
    (tmp_path / LEFT.replace("0", "2")).symlink_to(tmp_path / "run.part")
    os.mkfifo(tmp_path / LEFT.replace("0", "3"))
    before = set(os.listdir(tmp_path))
    with monkeypatch.context() as other:
        other.setattr(writing, "_me", lambda: os.geteuid() + 1)
        check_writable(tmp_path / "new")
        assert set(os.listdir(tmp_path)) == before
    check_writable(tmp_path / "new")
    assert set(os.listdir(tmp_path)) == before - {LEFT}


@posix
def test_a_part_that_is_taken_for_one_that_was_left_is_begun_again(tmp_path, monkeypatch):
    lock, taken = writing._lock, []

    def late(file):
        if not taken:
            taken.append(os.listdir(tmp_path))
            writing._sweep(tmp_path)  # another process, between our opening and our locking
        return lock(file)

    monkeypatch.setattr(writing, "_lock", late)
    write_whole(tmp_path / "run.npz", b"new")
    assert len(taken[0]) == 1 and os.listdir(tmp_path) == ["run.npz"]


# ---- signals ----------------------------------------------------------------


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_a_signal_waits_until_the_file_is_whole(path, monkeypatch, number):
    came, fsync = [], os.fsync
    before = signal.signal(number, lambda *_: came.append(path.read_bytes()))
    try:

        def slow(file):
            for _ in range(3):
                signal.raise_signal(number)
            assert came == []
            fsync(file)

        monkeypatch.setattr(writing.os, "fsync", slow)
        write_whole(path, b"new")
        assert came == [b"new"]
        signal.raise_signal(number)
        assert len(came) == 2  # the handler is as it was
    finally:
        signal.signal(number, before)


def test_ctrl_c_while_a_file_is_written_comes_when_it_is_there(path, monkeypatch):
    monkeypatch.setattr(writing.os, "fsync", lambda _: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert path.read_bytes() == b"new" and signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_thread_writes_too(tmp_path):
    thread = threading.Thread(target=write_whole, args=(tmp_path / "run.npz", b"new"))
    thread.start()
    thread.join()
    assert (tmp_path / "run.npz").read_bytes() == b"new"


def test_many_writers_at_once_leave_one_whole_file(tmp_path):
    def many(k):
        for _ in range(30):
            write_whole(tmp_path / "run.npz", bytes([k]) * 10_000)

    threads = [threading.Thread(target=many, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    while any(t.is_alive() for t in threads):
        if (tmp_path / "run.npz").exists():
            data = (tmp_path / "run.npz").read_bytes()
            assert len(data) == 10_000 and len(set(data)) == 1
        time.sleep(0.001)
    assert os.listdir(tmp_path) == ["run.npz"]
