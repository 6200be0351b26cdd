"""Downloading a file within limits of size and time: a server may send headers without end."""

from __future__ import annotations

import time
from http import client
from io import BufferedReader, RawIOBase
from urllib import request

from ..core.calling.errors import GraphError, require
from ..files.reading import printable

LARGEST = 64 * 2**20  # bytes: no file of ours is larger
_TIMEOUT = 20  # seconds for a server to begin, and without a byte
_SLOWEST = 4096  # bytes of the file a second; a slower server is given up
_CHUNK = 1 << 14  # bytes


def chunks(address, name, progress):
    """The bytes at an address, as they come.  Raises GraphError, which says what went wrong."""
    from tqdm import tqdm

    try:
        with _opener().open(request.Request(address, headers={"User-Agent": "ngteach"}), timeout=_TIMEOUT) as answer:
            total = _announced(answer)
            with tqdm(total=total, unit="B", unit_scale=True, desc=name, disable=not progress) as bar:
                have = 0
                while chunk := answer.read(_CHUNK):
                    have += len(chunk)
                    require(have <= LARGEST, f"the server sends more than {LARGEST:,} bytes")
                    answer.wire.until += len(chunk) / _SLOWEST
                    yield chunk
                    bar.update(len(chunk))
            require(total is None or have >= total, f"the connection broke after {have:,} of {total or 0:,} bytes")
    except (OSError, client.HTTPException, ValueError) as problem:
        said = problem if hasattr(problem, "code") else getattr(problem, "reason", None) or problem
        raise GraphError(printable(" ".join(str(said).split()) or type(problem).__name__, 200)) from None


def _announced(answer):
    """The bytes that a server says it will send; None if it does not say."""
    said = answer.headers.get("Content-Length")
    if said is None:
        return None
    require(said.isascii() and said.isdigit() and len(said) < 20, f"it announces {printable(said, 40)} bytes")
    require(int(said) <= LARGEST, f"it announces {int(said):,} bytes, more than {LARGEST:,}")
    return int(said)


def _opener():
    """Opens web addresses, as urllib does, but no files, FTP or data: addresses."""
    opener = request.OpenerDirector()
    usual = request.ProxyHandler, request.UnknownHandler, request.HTTPRedirectHandler, request.HTTPErrorProcessor
    for handler in (*usual, request.HTTPDefaultErrorHandler, _Web):
        opener.add_handler(handler())
    return opener


class _Wire(RawIOBase):
    """What comes from a server, bounded: headers may go on for ever, or a byte may come each minute."""

    def __init__(self, raw):
        self.raw, self.come = raw, 0
        self.until = time.monotonic() + _TIMEOUT  # reading from the file puts it off

    def readable(self):
        return True

    def readinto(self, buffer):
        count = self.raw.readinto(buffer)
        self.come += count
        require(time.monotonic() < self.until, "it sends too slowly")
        require(self.come <= 2 * LARGEST, f"the server sends more than {LARGEST:,} bytes")
        return count

    def close(self):
        self.raw.close()
        super().close()


class _Answer(client.HTTPResponse):
    def __init__(self, sock, *args, **options):
        super().__init__(sock, *args, **options)
        self.wire = _Wire(self.fp.detach())
        self.fp = BufferedReader(self.wire)


class _Web(request.AbstractHTTPHandler):
    http_request = https_request = request.AbstractHTTPHandler.do_request_

    def http_open(self, asked):
        return self._open(client.HTTPConnection, asked)

    def https_open(self, asked):
        require(hasattr(client, "HTTPSConnection"), "this Python was built without SSL, which https needs")
        return self._open(client.HTTPSConnection, asked)

    def _open(self, connection, asked):
        def connect(host, **options):
            made = connection(host, **options)
            made.response_class = _Answer
            return made

        return self.do_open(connect, asked)
