"""Saving a run and reading it back: an .npz file without pickle, written whole or not at all, and checked when read."""

from __future__ import annotations

import io
import json
import math
import re
import zipfile

import numpy as np

from ..core.calling.errors import GraphError, require
from ..files.reading import opened, parse_json, printable
from ..files.writing import write_whole

_META = "about.json"
_LIMIT = 2**32  # bytes in all
_LISTED = 2**20  # bytes of the list of members; a model of thousands of layers needs less
_HEADER = re.compile(  # of an array of numbers in the .npy format, version 1.0
    rb"\{'descr': '([<>|](?:f[248]|[iu][1248]|b1))', 'fortran_order': (True|False), "
    rb"'shape': \(([0-9, ]{0,400})\), \} *\n"
)


def save(path, arrays, about):
    """Write {name: array} and about, a dict that JSON can hold, to path.  Raises GraphError, which names path."""
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    packed = io.BytesIO()  # zipfile raises errors of its own when a disk is full
    np.savez(packed, **{_META: text}, **arrays)
    write_whole(path, packed.getbuffer())


def load(path):
    """({name: array}, about) of a file that save() wrote.  Raises GraphError for anything else.

    Sizes are checked against the file before an array is made; nothing is unpickled, and no Python is parsed.
    """
    name = printable(path)
    with opened(path, _LIMIT) as (file, size):
        try:
            _check_list(file, size)
            with zipfile.ZipFile(file) as archive:
                arrays = _arrays(archive, size, name)
        except (GraphError, OSError, MemoryError):
            raise
        except Exception:  # a damaged archive makes zipfile raise a dozen kinds of errors
            raise GraphError(
                f"{name} is not a checkpoint, or it is cut short; ngteach train --save writes them"
            ) from None
    require(_META in arrays, f"{name} is an .npz file, but not a checkpoint of ngteach's")
    try:
        about = parse_json(arrays.pop(_META).tobytes())
    except GraphError as problem:
        raise GraphError(f"{name}: what it says about itself cannot be read: {problem}") from None
    require(isinstance(about, dict), f"{name}: what it says about itself is not a JSON object")
    return arrays, about


def _check_list(file, size):
    """The list of members must end the file and be short: zipfile makes an object for each before we see the first."""
    file.seek(max(0, size - 42))
    end = file.read(42)  # where a list for more than 4 GB would be announced, and 22 bytes about the list
    listed = int.from_bytes(end[-10:-6], "little")
    if end[-22:-18] != b"PK\5\6" or end[-42:-38] == b"PK\6\7" or listed > _LISTED:
        raise zipfile.BadZipFile


def _arrays(archive, size, name):
    """{name: array} of the members of an .npz file that has this many bytes."""
    members = archive.infolist()
    packed = any(m.compress_type != zipfile.ZIP_STORED for m in members)
    require(not packed, f"{name} is compressed, which ngteach's files are not; it is not a checkpoint")
    total = sum(m.file_size for m in members)
    require(total <= size, f"{name} announces {total:,} bytes, but has {size:,}: it is damaged")
    names = [m.filename.removesuffix(".npy") for m in members]
    require(len(set(names)) == len(names), f"{name} holds two arrays of the same name: it is damaged")
    return {n: _array(archive, m, name) for n, m in zip(names, members, strict=True)}


def _array(archive, member, name):
    """One array, its header checked against the size of its member.

    NumPy's own reader would hand the header to Python's parser; what save() writes is so plain that a pattern will do.
    """
    damaged = f"{name}: {printable(member.filename, 60)} is damaged, or not an array of numbers"
    with archive.open(member) as file:
        start = file.read(10)
        require(start[:8] == b"\x93NUMPY\x01\x00", damaged)
        header = file.read(int.from_bytes(start[8:], "little"))
        fields = _HEADER.fullmatch(header)
        require(fields, damaged)
        dtype, shape = np.dtype(fields[1].decode()), tuple(map(int, re.findall(rb"[0-9]+", fields[3])))
        size = math.prod(shape) * dtype.itemsize
        require(size == member.file_size - len(start) - len(header), damaged)
        data = file.read(size)
        require(len(data) == size, damaged)
    array = np.frombuffer(data, dtype).reshape(shape, order="F" if fields[2] == b"True" else "C")
    return array.astype(dtype.newbyteorder("="))  # a copy that can be written, in this machine's order of bytes
