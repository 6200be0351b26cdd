"""Saving a run and reading it again: a .npz without pickle, written whole or not at all, and not trusted when read."""

from __future__ import annotations

import json
import math
import os
import secrets
import struct
import zipfile
from pathlib import Path

import numpy as np

from .types import GraphError, require

_META = "about.json"
_LIMIT = 2**32  # bytes in all


def save(path, arrays, about):
    """Write {name: array} and about, a dict that JSON can hold, to path."""
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    write_whole(path, lambda file: np.savez(file, **{_META: text}, **arrays))


def load(path):
    """({name: array}, about) of a file that save() wrote.  Raises GraphError for anything else.

    Sizes are checked against the file before an array is made; nothing is unpickled.
    """
    require(isinstance(path, (str, os.PathLike)), f"found a {type(path).__name__}, wanted the name of a checkpoint")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            size = os.path.getsize(path)
            packed = any(m.compress_type != zipfile.ZIP_STORED for m in members)
            require(not packed, f"{path} is compressed, which ngteach's files are not; it is no checkpoint")
            total = sum(m.file_size for m in members)
            require(total <= min(size, _LIMIT), f"{path} announces {total:,} bytes, but has {size:,}: it is damaged")
            require(len({m.filename for m in members}) == len(members), f"{path} holds a name twice: it is damaged")
            arrays = {m.filename.removesuffix(".npy"): _array(archive, m, path) for m in members}
    except FileNotFoundError:
        raise GraphError(f"{path}: there is no such file") from None
    except (zipfile.BadZipFile, EOFError, RuntimeError, struct.error, ValueError):  # RuntimeError: it is encrypted
        raise GraphError(f"{path} is no checkpoint, or is cut short; ngteach train --save writes them") from None
    except OSError as problem:
        raise GraphError(f"{path} cannot be read: {problem.strerror or problem}") from None
    require(_META in arrays, f"{path} is an .npz file, but no checkpoint of ngteach's")
    try:
        about = json.loads(arrays.pop(_META).tobytes())
    except (ValueError, RecursionError):
        raise GraphError(f"{path}: what it says about itself cannot be read; it is damaged") from None
    require(isinstance(about, dict), f"{path}: what it says about itself is no JSON object")
    return arrays, about


def write_whole(path, write):
    """Call write(file) on a file beside path that takes its place only when it is complete."""
    path = Path(path)
    if path.exists() and not path.is_file():  # a pipe or /dev/stdout takes what comes
        with path.open("wb") as file:
            write(file)
        return
    path = path.resolve()  # a link stays a link
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:  # Ctrl-C too must not leave the part behind
        part.unlink(missing_ok=True)
        raise


def check_writable(path):
    """GraphError now, rather than after an hour of training, if path cannot be written."""
    place = Path(path)
    require(not place.is_dir(), f"{path} is a folder; write a file name")
    if place.exists() and not place.is_file():  # a pipe or /dev/null
        require(os.access(path, os.W_OK), f"{path} cannot be written")
        return
    folder = place.resolve().parent
    require(folder.is_dir(), f"{path}: there is no folder {folder}; make it first")
    require(os.access(folder, os.W_OK), f"{path}: {folder} cannot be written")


def _array(archive, member, path):
    """One array, its header checked against the size of its member."""
    damaged = f"{path}: {member.filename} is damaged, or no array of numbers"
    with archive.open(member) as file:
        try:
            version = np.lib.format.read_magic(file)
            read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
            require(version in read, damaged)
            shape, fortran, dtype = read[version](file)
        except (ValueError, MemoryError, RecursionError):  # the last two from Python's parser, for a header that nests
            raise GraphError(damaged) from None
        require(dtype.kind in "fiub", damaged)  # "O" would be a pickle
        size = math.prod(shape) * dtype.itemsize
        fits = all(type(n) is int and n >= 0 for n in shape) and size <= member.file_size
        data = file.read(size + 1) if fits else b""
        require(fits and len(data) == size, damaged)
    array = np.frombuffer(data, dtype)
    return array.reshape(shape, order="F" if fortran else "C").copy()
