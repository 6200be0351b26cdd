"""A checkpoint is written whole or not at all, and what is read is not believed."""

import io
import json
import os
import pickle
import re
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngteach.core.calling.errors import GraphError
from ngteach.train.checkpoint import load, save

ARRAYS = {
    "weights/W0": np.arange(6, dtype=np.float32).reshape(2, 3),
    "weights/b0": np.array([1.5, -0.0, np.nan], np.float32),
    "state/t": np.array(3.0, np.float32),
    "i": np.arange(4, dtype=np.int64)[::-1],
    "none": np.zeros((0, 3), np.float64),
    "columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
}
ABOUT = {"steps": 3, "loss": [1.0, float("nan"), 0.25], "config": {"data": "digits"}}


@pytest.fixture
def path(tmp_path):
    save(tmp_path / "run.npz", ARRAYS, ABOUT)
    return tmp_path / "run.npz"


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- there and back ---------------------------------------------------------


def test_what_was_saved_is_loaded_bit_by_bit(path):
    arrays, about = load(path)
    assert list(arrays) == list(ARRAYS) and str(about) == str(ABOUT)
    for name, a in ARRAYS.items():
        b = arrays[name]
        assert a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes() and b.flags.writeable


def test_the_same_run_gives_arrays_that_numpy_reads_without_pickle(path):
    with np.load(path, allow_pickle=False) as file:
        assert set(file.files) == {*ARRAYS, "about.json"}


# ---- hostile files ----------------------------------------------------------


def header(shape, dtype="<f4", version=(1, 0)):
    text = f"{{'descr': {dtype!r}, 'fortran_order': False, 'shape': {shape}, }}"
    room = (text + "\n").encode("latin1")
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H" if version[0] == 1 else "<I", len(room)) + room


def archive(path, members, compression=zipfile.ZIP_STORED):
    about = io.BytesIO()
    np.save(about, np.frombuffer(json.dumps(ABOUT).encode(), np.uint8))
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in [("about.json.npy", about.getvalue()), *members]:
            file.writestr(name, data)
    return path


class Opened:
    """Unpickled, it would make a folder."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_a_pickle_is_not_opened(tmp_path):
    trap = tmp_path / "opened"
    inside = header("(1,)", "|O") + pickle.dumps(Opened(trap))
    with refuses("x.npy is damaged, or not an array of numbers"):
        load(archive(tmp_path / "run.npz", [("x.npy", inside)]))
    np.savez(tmp_path / "objects.npz", x=np.array([Opened(trap)], object), **{"about.json": np.zeros(1, np.uint8)})
    with refuses("is damaged, or not an array of numbers"):
        load(tmp_path / "objects.npz")
    (tmp_path / "pickle.npz").write_bytes(pickle.dumps(Opened(trap)))
    with refuses("is not a checkpoint, or it is cut short; ngteach train --save writes them"):
        load(tmp_path / "pickle.npz")
    assert not trap.exists()


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = archive(tmp_path / "run.npz", [("x.npy", header("(67108864,)") + bytes(2**28))], zipfile.ZIP_DEFLATED)
    tracemalloc.start()
    with refuses("is compressed, which ngteach's files are not; it is not a checkpoint"):
        load(path)
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()


def test_members_that_lie_over_each_other_are_refused(tmp_path):
    path = archive(tmp_path / "run.npz", [("x.npy", header("(262144,)") + bytes(2**20))])
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", data[end + 16 : end + 20])[0]
    central = data[start:end]
    one = central[central.index(b"PK\x01\x02", 4) :]
    entries = central + b"".join(one.replace(b"x.npy", bytes([65 + i]) + b".npy") for i in range(20))
    tail = data[end : end + 8] + struct.pack("<HHII", 22, 22, len(entries), start) + b"\0\0"
    path.write_bytes(data[:start] + entries + tail)
    with refuses("announces"):
        load(path)


def test_a_list_of_millions_of_members_is_not_read(tmp_path):
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, *[0] * 7, 1, *[0] * 6) + b"x"
    entries = entry * 100_000
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, len(entries), 0, 0)
    (tmp_path / "run.npz").write_bytes(entries + end)
    tracemalloc.start()
    with refuses("is not a checkpoint, or it is cut short"):
        load(tmp_path / "run.npz")
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()


def test_arrays_of_another_machines_order_of_bytes_are_turned(tmp_path):
    np.savez(tmp_path / "run.npz", x=np.array([1.5, 2], ">f4"), **{"about.json": np.frombuffer(b"{}", np.uint8)})
    x = load(tmp_path / "run.npz")[0]["x"]
    assert x.dtype == np.float32 and x.dtype.isnative and x.tolist() == [1.5, 2]


@pytest.mark.parametrize(
    "text",
    [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }" + " " * 20_000,
        "{'shape': (2,), 'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1, }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), ",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1, " * 200 + "2,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (, ,2 2), }",
        '(\'descr\', """',
        "\\" * 99,
        "\x00" * 99,
    ],
)
def test_a_header_is_as_numpy_writes_it_or_refused_in_one_line(tmp_path, text):
    room = (text + "\n").encode()
    inside = b"\x93NUMPY\1\0" + struct.pack("<H", len(room)) + room + bytes(8)
    try:
        arrays, _ = load(archive(tmp_path / "run.npz", [("x.npy", inside)]))
        assert arrays["x"].tolist() == [0, 0]
    except GraphError as problem:
        assert str(problem).isprintable() and "x.npy is damaged" in str(problem)


@pytest.mark.parametrize(
    "shape",
    [
        "(1000000000000,)",
        "(-2, -3)",
        "(-1,)",
        "(0, -1)",
        "(3,)",
        "(1,)",
        "2.5",
        "(2**9,)",
        "(0, 10**30)",
        "(True,)",
        "-" * 9000 + "1",
    ],
)
@pytest.mark.parametrize("version", [(1, 0), (2, 0), (9, 9)])
def test_a_shape_that_is_not_the_members_is_refused_before_anything_is_made(tmp_path, shape, version):
    path = archive(tmp_path / "run.npz", [("x.npy", header(shape, version=version) + bytes(8))])
    tracemalloc.start()
    with refuses("run.npz"):
        load(path)
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()


@pytest.mark.parametrize("dtype", ["|O", "<U4", "|S4", "<M8[s]", "|V4", "<c8", [("a", "<f4")], "nonsense"])
def test_only_plain_numbers_are_read(tmp_path, dtype):
    with refuses("x.npy is damaged, or not an array of numbers"):
        load(archive(tmp_path / "run.npz", [("x.npy", header("(1,)", dtype) + bytes(8))]))


@pytest.mark.parametrize("name", ["../../outside.npy", "/outside.npy", "C:\\outside.npy", "a\\..\\b.npy", "a/"])
def test_a_name_that_looks_like_a_path_is_only_a_name(tmp_path, name):
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    path = archive(folder / "run.npz", [(name, header("(2,)") + bytes(8))])
    before = sorted(tmp_path.rglob("*"))
    try:
        arrays, _ = load(path)
    except GraphError:
        arrays = {}
    assert len(arrays) <= 1 and sorted(tmp_path.rglob("*")) == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_refused(tmp_path):
    with refuses("holds two arrays of the same name: it is damaged"):
        load(archive(tmp_path / "run.npz", [("x.npy", header("(2,)") + bytes(8))] * 2))


def test_an_encrypted_member_is_refused(path):
    data = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for at in [m.start() for m in re.finditer(re.escape(mark), bytes(data))]:
            data[at + flags] |= 1
    path.write_bytes(data)
    with refuses("is not a checkpoint, or it is cut short"):
        load(path)


def test_other_npz_files_and_no_files_are_told_apart(tmp_path):
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    with refuses("other.npz is an .npz file, but not a checkpoint of ngteach's"):
        load(tmp_path / "other.npz")
    with refuses("there is no such file"):
        load(tmp_path / "nothing.npz")
    with refuses("is a folder, wanted a file"):
        load(tmp_path)


@pytest.mark.parametrize(
    "text,wanted",
    [
        (b"{", "what it says about itself cannot be read: it is not JSON: Expecting"),
        (b"\xff\xfe", "what it says about itself cannot be read"),
        (b"[" * 50_000, "what it says about itself cannot be read"),
        (b"[1]", "what it says about itself is not a JSON object"),
    ],
)
def test_what_a_file_says_about_itself_must_be_a_json_object(tmp_path, text, wanted):
    np.savez(tmp_path / "run.npz", **{"about.json": np.frombuffer(text, np.uint8)})
    with refuses(wanted):
        load(tmp_path / "run.npz")


def test_a_file_cut_short_anywhere_is_refused(path):
    whole = path.read_bytes()
    for cut in range(0, len(whole), 7):
        path.write_bytes(whole[:cut])
        with refuses("run.npz"):
            load(path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_change_to_the_bytes_gives_a_checkpoint_or_a_graph_error(tmp_path, data):
    save(tmp_path / "whole.npz", ARRAYS, ABOUT)
    changed = bytearray((tmp_path / "whole.npz").read_bytes())
    start = data.draw(st.sampled_from([0, len(changed) - 800]))  # its beginning, or the list of its members
    for _ in range(data.draw(st.integers(1, 3))):
        changed[start + data.draw(st.integers(0, 799))] = data.draw(st.integers(0, 255))
    (tmp_path / "run.npz").write_bytes(changed)
    try:
        load(tmp_path / "run.npz")
    except GraphError as problem:
        assert "\n" not in str(problem)
