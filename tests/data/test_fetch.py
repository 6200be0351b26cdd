"""Fetching: from any mirror, checked, whoever else is fetching; whatever a server does, there is never half a file."""

import gzip
import hashlib
import os
import re
import signal
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

pytest.importorskip("pooch")

from ngteach.cli.command import main
from ngteach.core.calling.errors import GraphError
from ngteach.data import download
from ngteach.data.digits import FILES, load_data
from ngteach.data.fetch import SOURCES, fetch


def idx(*shape, seed):
    data = np.random.default_rng(seed).integers(0, 10, shape, np.uint8)
    head = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)
    return gzip.compress(head + data.tobytes(), mtime=0)


WHOLE = dict(zip(FILES, [idx(40, 9, 9, seed=0), idx(40, seed=1), idx(20, 9, 9, seed=2), idx(20, seed=3)], strict=True))
FIRST = f"{FILES[0]}.gz"


class Mirror:
    """A server on this machine; its switches make it as bad as mirrors can be."""

    def __init__(self):
        self.files = {f"/{name}.gz": data for name, data in WHOLE.items()}
        self.broken_after = None  # bytes after which it hangs up
        self.status = None  # an error for every request
        self.announces = len  # what it says as Content-Length
        self.misbehaves = None  # writes what it likes
        self.asked = []  # the path of each request
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                mirror.answer(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def answer(self, request):
        self.asked.append(request.path)
        data = self.files.get(request.path)
        if self.misbehaves:
            request.close_connection = True
            with suppress(OSError):  # the client has had enough
                self.misbehaves(request.wfile, self)
            return
        if self.status or data is None:
            request.send_error(self.status or 404)
            return
        request.send_response(200)
        if self.announces:
            request.send_header("Content-Length", str(self.announces(data)))
        request.end_headers()
        request.wfile.write(data[: self.broken_after])

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def mirrors(monkeypatch):
    """Two mirrors, from which mnist is fetched."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    both = Mirror(), Mirror()
    sums = tuple(hashlib.sha256(data).hexdigest() for data in WHOLE.values())
    monkeypatch.setitem(SOURCES, "mnist", (tuple(m.address for m in both), sums))
    monkeypatch.setattr(download, "_TIMEOUT", 5)
    yield both
    for mirror in both:
        mirror.close()


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


def complete(folder):
    return sorted(os.listdir(folder)) == sorted(f"{name}.gz" for name in WHOLE) and all(
        (folder / f"{name}.gz").read_bytes() == data for name, data in WHOLE.items()
    )


# ---- what goes right --------------------------------------------------------


def test_the_four_files_come_from_the_first_mirror_and_are_a_data_set(mirrors, tmp_path):
    assert fetch("mnist", tmp_path / "new" / "mnist", progress=False) == tmp_path / "new" / "mnist"
    assert complete(tmp_path / "new" / "mnist")
    assert len(load_data(tmp_path / "new" / "mnist").train_images) == 40
    assert [len(m.asked) for m in mirrors] == [4, 0]


def test_files_that_are_there_are_not_fetched_again(mirrors, tmp_path):
    fetch("mnist", tmp_path, progress=False)
    fetch("mnist", tmp_path, progress=False)
    assert len(mirrors[0].asked) == 4
    (tmp_path / FIRST).write_bytes(b"damaged since")
    fetch("mnist", tmp_path, progress=False)
    assert len(mirrors[0].asked) == 5 and complete(tmp_path)


def test_without_a_folder_it_goes_where_train_finds_it(mirrors, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr("ngteach.data.digits.sys.platform", "linux")
    monkeypatch.delenv("NGTEACH_DATA", raising=False)
    fetch("mnist", progress=False)
    assert len(load_data("mnist").test_labels) == 20


def test_progress_is_shown_by_file(mirrors, tmp_path, capsys):
    fetch("mnist", tmp_path)
    shown = capsys.readouterr().err
    assert all(name in shown for name in FILES) and "100%" in shown


def test_the_command_line_says_where_the_files_are(mirrors, tmp_path, capsys):
    assert main(["fetch", "mnist", "--to", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert captured.out == f"mnist is in {tmp_path}\n" and captured.err == ""  # no bar where there is no terminal


# ---- several at once, and none at all ---------------------------------------


SCRIPT = """
import sys
from ngteach.data import fetch
address, folder, *sums = sys.argv[1:]
fetch.SOURCES["mnist"] = ((address,), tuple(sums))
fetch.fetch("mnist", folder, progress=False)
"""


def start(mirror, folder):
    sums = [hashlib.sha256(data).hexdigest() for data in WHOLE.values()]
    return subprocess.Popen([sys.executable, "-c", SCRIPT, mirror.address, folder, *sums], stderr=subprocess.PIPE)


def slowly(out, mirror, pause=0.05):
    """The right file, a piece at a time."""
    data = mirror.files[mirror.asked[-1]]
    out.write(b"HTTP/1.0 200 OK\r\n\r\n")
    for i in range(0, len(data), 400):
        out.write(data[i : i + 400])
        time.sleep(pause)


def test_several_that_fetch_into_one_folder_all_end_well(mirrors, tmp_path):
    mirrors[0].misbehaves = slowly
    processes = [start(mirrors[0], tmp_path) for _ in range(4)]
    assert [(p.communicate(timeout=120)[1], p.returncode) for p in processes] == [(b"", 0)] * 4
    assert complete(tmp_path)


def test_a_file_is_whole_whenever_it_has_its_name(mirrors, tmp_path):
    (tmp_path / FIRST).write_bytes(b"of an older copy")
    mirrors[0].misbehaves = slowly
    seen, thread = set(), threading.Thread(target=fetch, args=("mnist", tmp_path, False))
    thread.start()
    while thread.is_alive():
        seen.add((tmp_path / FIRST).read_bytes())
        time.sleep(0.001)
    assert seen == {b"of an older copy", WHOLE[FILES[0]]} and complete(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_what_a_killed_process_left_is_removed_a_day_later(mirrors, tmp_path):
    mirrors[0].misbehaves = lambda out, mirror: slowly(out, mirror, 1)
    process = start(mirrors[0], tmp_path)
    while not list(tmp_path.glob("*/*")):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    mirrors[0].misbehaves = None
    (left,) = os.listdir(tmp_path)
    fetch("mnist", tmp_path, progress=False)
    assert left in os.listdir(tmp_path)  # it may be somebody else's who is still at work
    os.utime(tmp_path / left, (0, 0))
    fetch("mnist", tmp_path, progress=False)
    assert complete(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_fetched_file_may_be_read_by_whom_any_new_file_may_be(mirrors, tmp_path):
    fetch("mnist", tmp_path / "mnist", progress=False)
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "mnist" / FIRST).stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_without_pooch_the_line_for_pip_is_printed(mirrors, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pooch", None)
    assert main(["fetch", "mnist", "--to", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith('ngteach: ngteach fetch needs pooch; write: pip install "ngteach[data]"')
    assert said.count("\n") == 1


# ---- mirrors that fail ------------------------------------------------------


def gone(mirror):
    mirror.status = 404


def overloaded(mirror):
    mirror.status = 503


def wrong(mirror):
    mirror.files = {path: b"<html>please sign in</html>" for path in mirror.files}


def breaking(mirror):
    mirror.broken_after = 50


def silently_breaking(mirror):
    mirror.announces, mirror.broken_after = None, 50


def too_long(mirror):
    mirror.announces = None
    mirror.files = {path: data + b"!" for path, data in mirror.files.items()}


def lying(length):
    def announce(mirror):
        mirror.announces = lambda data: length

    announce.__name__ = f"announces_{str(length)[:12]}"
    return announce


def writing(name, *first, then=b"", pause=0.0):
    """A mirror that writes the first pieces, and then the same for ever."""

    def write(out, mirror):
        for piece in first:
            out.write(piece)
        while then:
            out.write(then)
            time.sleep(pause)

    def make(mirror):
        mirror.misbehaves = write

    make.__name__ = name
    return make


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BAD = [
    gone,
    overloaded,
    wrong,
    breaking,
    silently_breaking,
    too_long,
    lying("9" * 5000),
    lying(10**12),
    lying(-5),
    lying("many"),
    lying("٣"),
    writing("no_http", b"SSH-2.0-OpenSSH_9.6\r\n"),
    writing("nothing"),
    writing("endless_line", OK + b"X: ", then=b"x" * 9999),
    writing("endless_headers", OK, then=b"X-Y: z\r\n" * 999),
    writing("endless_status", then=b"HTTP/1.1 "),
    writing("endless_continue", then=b"HTTP/1.1 100 Continue\r\n\r\n" * 99),
    writing("endless_trailers", CHUNKED + b"1\r\nx\r\n0\r\n", then=b"X-Y: z\r\n" * 99),
    writing("endless_chunk_size", CHUNKED, then=b"0" * 9999),
    writing("endless_body", OK + b"\r\n", then=b"x" * 99999),
    writing("packed", OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(10**7))),
    writing("header_in_drops", then=b"H", pause=0.1),
    writing("headers_in_drops", OK, then=b"X-Y: z\r\n", pause=0.1),
    writing("body_in_drops", OK + b"\r\n", then=b"x", pause=0.1),
    writing("in_circles", b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"),
    writing("to_a_file", b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"),
    writing("to_ftp", b"HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/x\r\n\r\n"),
    writing("to_nonsense", b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n"),
    writing("to_no_host", b"HTTP/1.1 302 Found\r\nLocation: http://a..b/\r\n\r\n"),
    writing("loud", b"HTTP/1.1 404 \x1b[31m" + b"y" * 5000 + b"\r\n\r\n"),
]


@pytest.mark.parametrize("fails", BAD, ids=[make.__name__ for make in BAD])
def test_the_second_mirror_steps_in_and_one_line_names_both(mirrors, tmp_path, monkeypatch, fails):
    monkeypatch.setattr(download, "_TIMEOUT", 0.5)
    fails(mirrors[0])
    began = time.monotonic()
    fetch("mnist", tmp_path, progress=False)
    assert complete(tmp_path)
    fails(mirrors[1])
    with pytest.raises(GraphError) as caught:
        fetch("mnist", tmp_path / "other", progress=False)
    said = str(caught.value)
    assert all(f"{mirror.address}{FIRST}: " in said for mirror in mirrors)
    assert said.isprintable() and len(said) < 1000 and os.listdir(tmp_path / "other") == []
    assert time.monotonic() - began < 60


def test_a_python_without_ssl_fetches_from_the_mirror_without_it(mirrors, tmp_path, monkeypatch):
    monkeypatch.delattr("http.client.HTTPSConnection")
    good, sums = mirrors[1].address, SOURCES["mnist"][1]
    monkeypatch.setitem(SOURCES, "mnist", (("https://127.0.0.1/", good), sums))
    fetch("mnist", tmp_path, progress=False)
    assert complete(tmp_path)
    (tmp_path / FIRST).unlink()
    mirrors[1].status = 503
    with refuses("this Python was built without SSL, which https needs"):
        fetch("mnist", tmp_path, progress=False)


def test_a_file_that_is_not_the_one_expected_never_gets_its_name(mirrors, tmp_path):
    for mirror in mirrors:
        wrong(mirror)
    with refuses("the file that came is not the one expected (its SHA-256 differs)"):
        fetch("mnist", tmp_path, progress=False)
    assert os.listdir(tmp_path) == []


def test_a_server_that_sends_without_end_is_stopped(mirrors, tmp_path, monkeypatch):
    mirrors[0].announces = mirrors[1].announces = None
    monkeypatch.setattr(download, "LARGEST", 1000)
    with refuses("the server sends more than 1,000 bytes"):
        fetch("mnist", tmp_path, progress=False)


def test_when_all_fail_each_is_named_with_what_to_do_without_a_network(mirrors, tmp_path, capsys):
    mirrors[0].status = 404
    mirrors[1].close()
    assert main(["fetch", "mnist", "--to", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert f"{FIRST} could not be fetched. Tried {mirrors[0].address}{FIRST}: HTTP Error 404" in said
    assert f"{mirrors[1].address}{FIRST}: " in said and "refused" in said
    assert "Without a network use --data digits, or put the four files into a folder and write --data FOLDER" in said
    assert said.count("\n") == 1


def test_ctrl_c_leaves_nothing_behind(mirrors, tmp_path, monkeypatch):
    class Stopping:
        def __init__(self, **_):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def update(self, _):
            raise KeyboardInterrupt

    monkeypatch.setattr("tqdm.tqdm", Stopping)
    assert main(["fetch", "mnist", "--to", str(tmp_path)]) == 130
    assert os.listdir(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_named(mirrors, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with refuses(f"{tmp_path / 'file'} cannot be written"):
        fetch("mnist", tmp_path / "file", progress=False)
    (tmp_path / "mnist" / FIRST).mkdir(parents=True)
    with refuses(f"{tmp_path / 'mnist' / FIRST} is a folder; move it away"):
        fetch("mnist", tmp_path / "mnist", progress=False)
    with refuses("a�b cannot be written: embedded null byte; write: ngteach fetch mnist --to ANOTHER_FOLDER"):
        fetch("mnist", "a\0b")


def test_what_is_no_name_is_refused():
    for name in ("imagenet", ["mnist"], None):
        with refuses("cannot be fetched; there are mnist, fashion-mnist"):
            fetch(name)
    with refuses("found a int, wanted the name of a folder"):
        fetch("mnist", 5)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_pipe_or_a_link_in_the_place_of_a_file_is_replaced(mirrors, tmp_path):
    os.mkfifo(tmp_path / FIRST)
    (tmp_path / f"{FILES[1]}.gz").symlink_to("/dev/zero")
    (tmp_path / f"{FILES[2]}.gz").symlink_to(tmp_path / "nowhere")
    fetch("mnist", tmp_path, progress=False)
    assert complete(tmp_path)


def test_a_full_disk_is_named_and_leaves_nothing(mirrors, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")
        yield

    monkeypatch.setattr("ngteach.data.fetch.chunks", lambda *_: [b"some", *full()])
    with refuses(f"{tmp_path} cannot be written: No space left on device"):
        fetch("mnist", tmp_path, progress=False)
    assert os.listdir(tmp_path) == []


def test_each_data_set_has_two_mirrors_and_a_sum_for_each_file():
    for mirrors, sums in SOURCES.values():
        assert len(mirrors) >= 2 and all(m.startswith("http") and m.endswith("/") for m in mirrors)
        assert len(set(sums)) == len(FILES) and all(re.fullmatch("[0-9a-f]{64}", s) for s in sums)
