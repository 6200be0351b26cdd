"""An IDX file is read as it is, or refused with one clear error before anything large is made."""

import gzip
import io
import re
import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngteach.core.calling.errors import GraphError
from ngteach.data.idx import LIMIT, read_idx

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def idx(array, code=0x08, sizes=None):
    sizes = array.shape if sizes is None else sizes
    return bytes([0, 0, code, len(sizes)]) + struct.pack(f">{len(sizes)}I", *sizes) + array.tobytes()


def pack(data):
    return gzip.compress(data, 1, mtime=0)


IMAGES = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
GOOD = idx(IMAGES)
FORMS = pytest.mark.parametrize("form", [bytes, pack], ids=["raw", "gzip"])


def write(folder, data, name="train-images-idx3-ubyte"):
    path = folder / name
    path.write_bytes(data)
    return path


def refuses(path, text):
    with pytest.raises(GraphError, match=re.escape(text)) as caught:
        read_idx(path)
    message = str(caught.value)
    assert str(path) in message and "\n" not in message
    return message


# ---- what is right ----------------------------------------------------------


@FORMS
@quick
@given(shape=st.lists(st.integers(1, 6), min_size=1, max_size=4), data=st.data())
def test_what_was_written_is_read(tmp_path, form, shape, data):
    count = int(np.prod(shape))
    array = np.frombuffer(data.draw(st.binary(min_size=count, max_size=count)), np.uint8).reshape(shape)
    got = read_idx(write(tmp_path, form(idx(array))))
    assert got.dtype == np.uint8 and got.shape == tuple(shape)
    np.testing.assert_array_equal(got, array)


def test_gzip_is_told_by_its_bytes_not_by_its_name(tmp_path):
    np.testing.assert_array_equal(read_idx(write(tmp_path, pack(GOOD), "images")), IMAGES)
    np.testing.assert_array_equal(read_idx(write(tmp_path, GOOD, "images.gz")), IMAGES)


# ---- what is wrong ----------------------------------------------------------

FAULTS = [
    (b"", "0 bytes are not an IDX file, which starts with four bytes and its sizes"),
    (b"\0\0\x08", "3 bytes are not an IDX file"),
    (b"\x89PNG\r\n", "starts with 89 50 4e 47, but an IDX file starts with 00 00; is it another format?"),
    (idx(IMAGES, code=0x0D), "holds f32, wanted unsigned bytes (type code 0x08)"),
    (idx(IMAGES, code=0x09), "holds i8, wanted unsigned bytes"),
    (idx(IMAGES, code=0x07), "holds the unknown type code 0x07, wanted unsigned bytes"),
    (b"\0\0\x08\0" + b"1", "announces 0 axes, wanted 1 for labels or 3 for images"),
    (idx(IMAGES, sizes=(1,) * 200), "announces 200 axes"),
    (GOOD[:9], "ends inside its header; fetch it again"),
    (GOOD[:-1], "announces 2 x 3 x 4 = 24 bytes, but only 23 follow: it is cut short, fetch it again"),
    (GOOD + b"!", "announces 2 x 3 x 4 = 24 bytes, but more follow: it is damaged, or not an IDX file"),
    (idx(IMAGES, sizes=(0, 3, 4)), "announces 0 x 3 x 4: it is empty"),
    (idx(IMAGES, sizes=(60_000, 28, 28)), "announces 60,000 x 28 x 28 = 47,040,000 bytes, but only 24 follow"),
    (
        idx(IMAGES, sizes=(2**32 - 1,) * 3),
        "announces 4,294,967,295 x 4,294,967,295 x 4,294,967,295 bytes, more than 1,073,741,824; it must be damaged",
    ),
]


@FORMS
@pytest.mark.parametrize("data,text", FAULTS, ids=[t[:30] for _, t in FAULTS])
def test_a_damaged_file_gives_one_clear_error(tmp_path, form, data, text):
    refuses(write(tmp_path, form(data)), text)


def test_gzip_that_is_damaged_is_named(tmp_path):
    whole = pack(GOOD)
    refuses(write(tmp_path, whole[:-9]), "the gzip data is damaged")
    refuses(write(tmp_path, whole[:-8] + b"\0" * 8), "the gzip data is damaged")  # its own check sum
    refuses(write(tmp_path, b"\x1f\x8b\x07 not gzip"), "the gzip data is damaged")
    refuses(write(tmp_path, whole + b"more"), "the gzip data is damaged (more follows its end)")


def test_the_name_in_a_gzip_header_costs_no_time(tmp_path):
    whole = pack(GOOD)
    named = whole[:3] + b"\x08" + whole[4:10] + b"n" * 2**26 + b"\0" + whole[10:]
    began = time.process_time()
    np.testing.assert_array_equal(read_idx(write(tmp_path, named)), IMAGES)
    refuses(write(tmp_path, named[: 2**26]), "the gzip data is damaged (it ends too early)")
    assert time.process_time() - began < 5


def test_a_path_without_a_file_is_named(tmp_path):
    refuses(tmp_path / "nothing", "there is no such file")
    refuses(tmp_path, "is a folder, wanted a file")


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    def forbidden(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", forbidden)
    write(tmp_path, GOOD, "f")
    refuses(tmp_path / "f", "cannot be read: Permission denied")


@FORMS
@quick
@given(data=st.data())
def test_any_change_to_the_bytes_gives_an_array_or_a_graph_error(tmp_path, form, data):
    changed = bytearray(form(GOOD))
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(changed)))
    try:
        got = read_idx(write(tmp_path, bytes(changed[:cut]) + data.draw(st.binary(max_size=3))))
    except GraphError as problem:
        assert "\n" not in str(problem)
    else:
        assert got.dtype == np.uint8 and got.size <= len(changed) + 3


# ---- and nothing large is made for it ---------------------------------------


def peak(path):
    tracemalloc.start()
    try:
        with pytest.raises(GraphError):
            read_idx(path)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@FORMS
@pytest.mark.parametrize("sizes", [(2**32 - 1,) * 3, (60_000, 28, 28), (LIMIT,)], ids=str)
def test_a_header_that_announces_much_allocates_little(tmp_path, form, sizes):
    assert peak(write(tmp_path, form(idx(IMAGES, sizes=sizes)))) < 2**20


def test_a_gzip_bomb_is_unpacked_only_as_far_as_announced(tmp_path):
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb", compresslevel=9) as file:
        file.write(GOOD)
        for _ in range(64):
            file.write(bytes(2**20))
    assert peak(write(tmp_path, bomb.getvalue())) < 2**20
