"""IDX, the format of MNIST's files: a few header bytes, then the numbers.  Everything in a file is checked."""

from __future__ import annotations

import io
import zlib

import numpy as np

from ..core.calling.errors import GraphError, require
from ..files.reading import opened, printable

LIMIT = 2**30  # bytes: a header that announces more than this is taken for damaged
_CHUNK = 2**18  # bytes
_GZIP = 16 + zlib.MAX_WBITS  # zlib's word for a gzip header
_UBYTE = 0x08
_TYPES = {0x09: "i8", 0x0B: "i16", 0x0C: "i32", 0x0D: "f32", 0x0E: "f64"}


def read_idx(path):
    """The array in an IDX file of unsigned bytes, raw or gzipped: u8 of the shape that the header announces.

    Sizes are checked before anything large is allocated or unpacked.
    Raises GraphError for whatever is wrong with the file.
    """
    name = printable(path)
    with opened(path, 2 * LIMIT) as (raw, size):
        packed = raw.read(2) == b"\x1f\x8b"  # recognised by its first bytes, whatever its name
        raw.seek(0)
        if not packed:
            return _read(raw, name, size)
        try:
            return _read(io.BufferedReader(_Unpacked(raw)), name, None)
        except (EOFError, zlib.error) as problem:
            raise GraphError(f"{name}: the gzip data is damaged ({problem}); fetch it again") from None


class _Unpacked(io.RawIOBase):
    """What is packed in a gzip file.   Python's own gzip takes minutes for a name of hundreds of MB in its header."""

    def __init__(self, packed):
        self._packed, self._rest, self._unpack = packed, b"", zlib.decompressobj(_GZIP)

    def readable(self):
        return True

    def readinto(self, buffer):
        unpack = self._unpack
        while not unpack.eof and (piece := self._rest or self._packed.read(_CHUNK)):
            data = unpack.decompress(piece, len(buffer))
            self._rest = unpack.unconsumed_tail
            if data:
                buffer[: len(data)] = data
                return len(data)
        if not unpack.eof:
            raise EOFError("it ends too early")
        if unpack.unused_data or self._packed.read(1):
            raise EOFError("more follows its end")
        return 0


def _read(file, path, length):
    start = file.read(4)
    require(
        len(start) == 4, f"{path}: {len(start)} bytes are not an IDX file, which starts with four bytes and its sizes"
    )
    zero, zero2, code, rank = start
    require(
        zero == zero2 == 0,
        f"{path} starts with {start.hex(' ')}, but an IDX file starts with 00 00; is it another format?",
    )
    found = _TYPES.get(code, f"the unknown type code 0x{code:02x}")
    require(code == _UBYTE, f"{path} holds {found}, wanted unsigned bytes (type code 0x08)")
    require(1 <= rank <= 4, f"{path} announces {rank} axes, wanted 1 for labels or 3 for images")
    sizes = file.read(4 * rank)
    require(len(sizes) == 4 * rank, f"{path} ends inside its header; fetch it again")
    shape = tuple(int(n) for n in np.frombuffer(sizes, ">u4"))
    count = 1
    for n in shape:
        count *= n
    announced = " x ".join(f"{n:,}" for n in shape)
    require(count > 0, f"{path} announces {announced}: it is empty")
    require(
        count <= LIMIT, f"{path} announces {announced} bytes, more than {LIMIT:,}; it must be damaged, fetch it again"
    )
    if length is not None:
        _fits(length - 4 - 4 * rank, count, path, announced)
    data = _bytes(file, count + 1)  # one more than announced shows whether there is more
    _fits(len(data), count, path, announced)
    return np.frombuffer(data, np.uint8).reshape(shape)


def _bytes(file, most):
    """At most that many bytes, read in pieces: gzip reserves at once all the memory that it is asked for."""
    data = bytearray()
    while len(data) < most and (chunk := file.read(min(most - len(data), _CHUNK))):
        data += chunk
    return data


def _fits(found, count, path, announced):
    where = f"{path} announces {announced} = {count:,} bytes"
    require(found >= count, f"{where}, but only {found:,} follow: it is cut short, fetch it again")
    require(found == count, f"{where}, but more follow: it is damaged, or not an IDX file, fetch it again")
