"""Every reader answers every damaged file: with what it holds, or with one short GraphError.

The damage is drawn from a seed.  For a longer look: python tests/files/test_damaged_files.py SECONDS
"""

import gzip
import io
import json
import math
import random
import re
import struct
import sys
import tempfile
import time
import traceback
import zipfile
from pathlib import Path

import numpy as np
import pytest
from small import CONFIG, small_run

from ngteach import trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.types import f32
from ngteach.data.digits import FILES, load_data
from ngteach.data.idx import read_idx
from ngteach.files.reading import parse_json
from ngteach.lab.exercises.progress import read
from ngteach.lab.notebook.open import RECORD, copy_notebooks
from ngteach.lab.tables.summary import summary
from ngteach.serialize import from_json, to_json
from ngteach.train.config import read_config

# ---- damage -----------------------------------------------------------------

PIECES = [b"\0", b"\xff", b"\n", b"\x1b[31m", b"(", b")" * 9, b"'", b"[" * 3000, b"{}", b"-1", b"9" * 5000, b"1e999"]
PIECES += [
    b"NaN",
    b"true",
    b"null",
    b'"',
    b",",
    b"0",
    b"1048576",
    b"PK\1\2",
    b"PK\5\6",
    b"\x1f\x8b\x08",
    b"\xed\xa0\x80",
]
VALUES = [None, True, False, 0, -1, 1, 2**20, 2**31, 2**63, 10**4000, 0.5, 1e300, float("nan"), float("inf"), "", "x"]
VALUES += ["\x1b[2J\n" * 3, "x" * 10**5, "\ud800", [], {}, [[]], ["a", 1], {"a": None}, [0] * 2000, [0.5] * 3]


def garbled(data, rng):
    """The bytes with one to three changes."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        at, other = rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)
        how = rng.randrange(6)
        if how < 2 and at < len(data):
            data[at] = rng.randrange(256) if how else data[at] ^ (1 << rng.randrange(8))
        elif how == 2:
            data[at:at] = rng.choice(PIECES)
        elif how == 3:
            piece = rng.choice(PIECES)
            data[at : at + len(piece)] = piece
        elif how == 4:
            del data[at : at + rng.choice([1, 4, 30])]
        else:
            data[at:at] = data[other : other + 40]
    return bytes(data[: rng.randrange(len(data) + 1)] if rng.random() < 0.1 else data)


def changed(value, rng):
    """A JSON value with something in it taken away, put in, or become another."""
    if rng.random() < 0.3 or not isinstance(value, (dict, list)) or not value:
        return rng.choice(VALUES)
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key, value = rng.choice(keys), value.copy()
    how = rng.random()
    if how < 0.1:
        del value[key]
    elif how < 0.2 and isinstance(value, dict):
        value[rng.choice(["", "\n", "config", "x" * 10**4, key + "0"])] = value.pop(key)
    else:
        value[key] = changed(value[key], rng)
    return value


def damaged_json(data, rng):
    """Garbled, or another value in the place of one of it."""
    if rng.random() < 0.3:
        return garbled(data, rng)
    value = json.loads(data)
    for _ in range(rng.randint(1, 2)):
        value = changed(value, rng)
    text = json.dumps(value)
    if rng.random() < 0.1:
        text = text.replace("0.5", "9" * 5000)
    return text.encode()


def damaged_archive(data, rng):
    """A checkpoint that is garbled, or whole as an archive and wrong in one of its members."""
    if rng.random() < 0.4:
        return garbled(data, rng)
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        members = [(m.filename, whole.read(m)) for m in whole.infolist()]
    i = rng.randrange(len(members))
    name, inside = members[i]
    how = rng.randrange(6)
    if how == 0:
        members[i] = rng.choice(["a", "../../x", "\x1b\n", "x" * 60_000, "weights/W0"]), inside
    elif how == 1:
        del members[i]
    elif how == 2:
        members.append((rng.choice(["weights/W9.npy", name.removesuffix(".npy")]), inside))
    elif how == 3:
        end = 10 + struct.unpack("<H", inside[8:10])[0]
        members[i] = name, garbled(inside[:end], rng) + inside[end:]
    else:
        at = [n for n, _ in members].index("about.json.npy")
        text = damaged_json(members[at][1][128:], rng)
        array = io.BytesIO()
        np.save(array, np.frombuffer(text, np.uint8))
        members[at] = "about.json.npy", array.getvalue()
    made = io.BytesIO()
    packing = zipfile.ZIP_DEFLATED if rng.random() < 0.05 else zipfile.ZIP_STORED
    with zipfile.ZipFile(made, "w", packing) as file:
        for name, inside in members:
            file.writestr(name, inside)
    return made.getvalue()


# ---- readers ----------------------------------------------------------------


def checkpoint():
    run = small_run()
    run.train()
    with tempfile.TemporaryDirectory() as folder:
        run.save(Path(folder, "run.npz"))
        return Path(folder, "run.npz").read_bytes()


def about():
    with np.load(io.BytesIO(checkpoint())) as file:
        return file["about.json"].tobytes()


RUN = small_run()


def resume(path):
    RUN.restore(path)  # if it is refused, nothing has changed
    RUN.train()


def settings():
    return json.dumps({**vars(CONFIG), "hidden": [3]}).encode()


def read_settings(path):
    arrays = {"weights/W0": np.zeros((6, 3)), "weights/W1": np.zeros((3, 4))}
    read_config(arrays, {"config": parse_json(path.read_bytes())}, path)


def resume_about(path):
    """The text at path, as what a checkpoint says about itself."""
    with np.load(io.BytesIO(checkpoint())) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["about.json"] = np.frombuffer(path.read_bytes(), np.uint8)
    np.savez(path.with_name("run.npz"), **arrays)
    resume(path.with_name("run.npz"))


def idx():
    return b"\0\0\x08\x03" + struct.pack(">3I", 2, 3, 4) + bytes(range(24))


def load_folder(path):
    folder = path.with_name("data")
    folder.mkdir(exist_ok=True)
    for name, shape in zip(FILES, ((2, 3, 4), (2,), (2, 3, 4), (2,)), strict=True):
        head = struct.pack(f">4B{len(shape)}I", 0, 0, 8, len(shape), *shape)
        (folder / name).write_bytes(head + bytes(math.prod(shape)))
    (folder / FILES[0]).write_bytes(path.read_bytes())
    load_data(folder)


def progress_file():
    told = {"start.1": {"tries": ["3f9c", "17ab"], "passed": True, "shown": False}}
    asked = {"answers": {"backprop.q1": "so"}, "predictions": {"backprop.p1": {"guess": "2", "verdict": "right"}}}
    taken = {"inventory": {"before": {"inventory.i1": "once"}, "after": {"inventory.i1": "never"}}}
    exercises = {**told, "backprop.2": {"tries": [], "passed": False}}
    return json.dumps({"format": 2, "exercises": exercises, **asked, **taken}).encode()


def notebook():
    output = {"data": {"text/plain": ["✓ start.1 right: it is"]}}
    return json.dumps({"cells": [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": [output]}]}).encode()


def handed_in(suffix):
    def read_class(path):
        folder = path.with_name(f"class{suffix}")
        folder.mkdir(exist_ok=True)
        (folder / f"anna{suffix}").write_bytes(path.read_bytes())
        found = summary(folder)
        assert found._repr_mimebundle_() and len(repr(found)) < 10_000
        for _, why in found.problems:
            raise GraphError(why)

    return read_class


def record(path):
    shipped, mine = path.with_name("shipped"), path.with_name("mine")
    for folder in (shipped, mine):
        folder.mkdir(exist_ok=True)
        (folder / "00_start.ipynb").write_text(folder.name)
    (mine / RECORD).write_bytes(path.read_bytes())
    copy_notebooks(shipped, mine)


def graph():
    return to_json(trace(lambda x, w: ((x @ w) * 0.5).sum(axis=1), f32[2, 3], f32[3, 4])).encode()


READERS = {  # name: (a whole file, how it is damaged, who reads it)
    "checkpoint": (checkpoint, damaged_archive, resume),
    "about": (about, damaged_json, resume_about),
    "config": (settings, damaged_json, read_settings),
    "idx": (idx, garbled, read_idx),
    "idx-gz": (lambda: gzip.compress(idx(), mtime=0), garbled, read_idx),
    "gz-of-idx": (idx, lambda data, rng: gzip.compress(garbled(data, rng), 1, mtime=0), read_idx),
    "data": (idx, garbled, load_folder),
    "progress": (progress_file, damaged_json, read),
    "summary": (progress_file, damaged_json, handed_in(".json")),
    "notebook": (notebook, damaged_json, handed_in(".ipynb")),
    "record": (lambda: b'{"00_start.ipynb": "abc"}', damaged_json, record),
    "graph": (graph, damaged_json, lambda path: from_json(path.read_bytes())),
}


def answers(reader, folder, seed, whole):
    """Read one damaged file; True if it was refused."""
    _, damage, read_file = READERS[reader]
    rng = random.Random(f"{reader} {seed}")
    path = Path(folder, "file")
    path.write_bytes(damage(whole, rng))
    began = time.monotonic()
    try:
        read_file(path)
    except GraphError as problem:
        assert str(problem).isprintable() and 0 < len(str(problem)) < 700, (reader, seed, str(problem)[:2000])
        return True
    finally:
        assert time.monotonic() - began < 10, (reader, seed)
    return False


@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_file_is_read_or_refused_in_one_short_line(tmp_path, reader):
    whole = READERS[reader][0]()
    (tmp_path / "file").write_bytes(whole)
    READERS[reader][2](tmp_path / "file")  # undamaged, it is read
    refused = sum(answers(reader, tmp_path, seed, whole) for seed in range(60))
    assert refused > 5 or reader == "record"  # a damaged record counts as none


def campaign(seconds):
    """Damage files until the time is over; prints what no reader should do."""
    wholes, counts, end, seed = {name: made() for name, (made, _, _) in READERS.items()}, {}, time.time() + seconds, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.time() < end:
            seed += 1
            for name, whole in wholes.items():
                try:
                    kind = "refused" if answers(name, folder, seed, whole) else "read"
                except Exception as problem:
                    kind = f"{type(problem).__name__} {re.sub('[0-9]+', '#', str(problem))[:90]}"
                    if (name, kind) not in counts:
                        print(name, seed, traceback.format_exc()[-900:], flush=True)
                counts[name, kind] = counts.get((name, kind), 0) + 1
    for (name, kind), n in sorted(counts.items()):
        print(f"{n:>7} {name:<12} {kind}")


if __name__ == "__main__":
    campaign(float(sys.argv[1]))
