"""Fetching: from any mirror, checked, resumed where possible, started again where not; never half a file."""

import gzip
import hashlib
import os
import re
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from ngteach import fetch as fetch_module
from ngteach.cli import main
from ngteach.data import FILES, load_data
from ngteach.fetch import SOURCES, fetch
from ngteach.types import GraphError


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
        self.ranges = True  # understands Range
        self.broken_after = None  # bytes after which it hangs up
        self.status = None  # an error for every request
        self.announces = True  # says Content-Length
        self.garbles = False  # answers with what is no HTTP
        self.asked = []  # (path, Range) of each request
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
        wish = request.headers.get("Range")
        self.asked.append((request.path, wish))
        data = self.files.get(request.path)
        if self.garbles:
            request.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")
            return
        if self.status or data is None:
            request.send_error(self.status or 404)
            return
        start = int(wish.removeprefix("bytes=").removesuffix("-")) if wish and self.ranges else 0
        if wish and self.ranges and start >= len(data):
            request.send_error(416)
            return
        request.send_response(206 if wish and self.ranges else 200)
        if self.announces:
            request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        end = len(data) if self.broken_after is None else start + self.broken_after
        request.wfile.write(data[start:end])

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def mirrors(monkeypatch):
    """Two mirrors, from which mnist is fetched."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    both = Mirror(), Mirror()
    sums = tuple(hashlib.md5(data).hexdigest() for data in WHOLE.values())
    monkeypatch.setitem(SOURCES, "mnist", (tuple(m.address for m in both), sums))
    monkeypatch.setattr(fetch_module, "_TIMEOUT", 5)
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
    monkeypatch.setattr("ngteach.data.sys.platform", "linux")
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


# ---- resume and restart -----------------------------------------------------


def test_a_broken_download_goes_on_where_it_stopped(mirrors, tmp_path):
    for mirror in mirrors:
        mirror.broken_after = 100
    with refuses("the connection broke after 200 of"):  # 100 bytes from each mirror
        fetch("mnist", tmp_path, progress=False)
    assert os.listdir(tmp_path) == [f"{FIRST}.part"]
    mirrors[0].broken_after = None
    fetch("mnist", tmp_path, progress=False)
    assert complete(tmp_path) and (f"/{FIRST}", "bytes=200-") in mirrors[0].asked


def test_a_server_without_range_starts_again(mirrors, tmp_path):
    (tmp_path / f"{FIRST}.part").write_bytes(WHOLE[FILES[0]][:500])
    mirrors[0].ranges = False
    fetch("mnist", tmp_path, progress=False)
    assert complete(tmp_path) and mirrors[0].asked[0] == (f"/{FIRST}", "bytes=500-")
    assert len(mirrors[0].asked) == 4  # what it sent was used


@pytest.mark.parametrize("part", [b"of an older file" * 9, WHOLE[FILES[0]], WHOLE[FILES[0]] + b"too long"])
def test_a_part_that_does_not_fit_is_thrown_away(mirrors, tmp_path, part):
    (tmp_path / f"{FIRST}.part").write_bytes(part)
    fetch("mnist", tmp_path, progress=False)
    assert complete(tmp_path) and mirrors[0].asked[1] == (f"/{FIRST}", None)


def test_a_server_that_announces_no_length_is_checked_by_the_sum(mirrors, tmp_path):
    for mirror in mirrors:
        mirror.announces, mirror.broken_after = False, 100
    with refuses("the file that came is not the one expected (its MD5 differs)"):
        fetch("mnist", tmp_path, progress=False)
    mirrors[1].broken_after = None
    fetch("mnist", tmp_path, progress=False)
    assert complete(tmp_path)


# ---- mirrors that fail ------------------------------------------------------


def gone(mirror):
    mirror.status = 404


def overloaded(mirror):
    mirror.status = 503


def wrong(mirror):
    mirror.files = {path: b"<html>please sign in</html>" for path in mirror.files}


def garbling(mirror):
    mirror.garbles = True


def breaking(mirror):
    mirror.broken_after = 50


@pytest.mark.parametrize("fails", [gone, overloaded, wrong, garbling, breaking])
def test_the_second_mirror_steps_in(mirrors, tmp_path, fails):
    fails(mirrors[0])
    fetch("mnist", tmp_path, progress=False)
    assert complete(tmp_path)


def test_a_file_that_is_not_the_one_expected_never_gets_its_name(mirrors, tmp_path):
    for mirror in mirrors:
        wrong(mirror)
    with refuses("the file that came is not the one expected (its MD5 differs)"):
        fetch("mnist", tmp_path, progress=False)
    assert os.listdir(tmp_path) == []


def test_a_server_that_sends_without_end_is_stopped(mirrors, tmp_path, monkeypatch):
    monkeypatch.setattr(fetch_module, "_LARGEST", 1000)
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


def test_ctrl_c_leaves_a_part_to_go_on_from(mirrors, tmp_path, monkeypatch):
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
    assert os.listdir(tmp_path) == [f"{FIRST}.part"]


def test_a_folder_that_cannot_be_made_is_named(mirrors, tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with refuses(f"{tmp_path / 'file'} cannot be written"):
        fetch("mnist", tmp_path / "file", progress=False)
    with refuses("'imagenet' cannot be fetched; there are mnist, fashion-mnist"):
        fetch("imagenet")


def test_each_data_set_has_two_mirrors_and_a_sum_for_each_file():
    for mirrors, sums in SOURCES.values():
        assert len(mirrors) >= 2 and all(m.startswith("http") and m.endswith("/") for m in mirrors)
        assert len(set(sums)) == len(FILES) and all(re.fullmatch("[0-9a-f]{32}", s) for s in sums)
