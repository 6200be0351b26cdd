"""Reading what comes from outside: regular files of bounded size, JSON, and text that may go into a message."""

from __future__ import annotations

import json
import os
import stat
from contextlib import contextmanager

from ..core.calling.errors import GraphError, require

_JSON = {str: "text", list: "a list", dict: "an object"}
_KINDS = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


@contextmanager
def opened(path, most):
    """(the file, its bytes), open for reading, if path is a regular file of at most that many bytes.

    A pipe may wait for ever and a device may never end, so neither is read.
    Raises GraphError for whatever cannot be read, also for an OSError while it is read.
    """
    require(isinstance(path, (str, os.PathLike)), f"found a {type(path).__name__}, wanted a file name")
    name = printable(path)
    require("\0" not in os.fsdecode(path), f"{name} is not a file name")
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            about = os.fstat(file.fileno())
            require(stat.S_ISREG(about.st_mode), f"{name} is {_kind(about)}, wanted a file")
            size = about.st_size
            require(size <= most, f"{name} has {size:,} bytes, more than {most:,}; it is not a file of this kind")
            yield file, size
    except FileNotFoundError:
        found = "it is a link to a file that does not exist" if os.path.islink(path) else "there is no such file"
        raise GraphError(f"{name}: {found}") from None
    except (OSError, UnicodeEncodeError) as problem:
        try:
            kind = _kind(os.stat(path))  # what it is says more than that a folder or a socket cannot be opened
        except (OSError, UnicodeEncodeError):
            kind = None
        why = f"is {kind}, wanted a file" if kind else f"cannot be read: {reason(problem)}"
        raise GraphError(f"{name} {why}") from None


def read_bounded(path, most):
    """The bytes of a regular file, if there are at most that many.  Raises GraphError for anything else."""
    with opened(path, most) as (file, size):
        data = (
            file.read(size + 1) or b""
        )  # one byte more than it had shows whether it grows; None if reading would have to wait
    require(len(data) <= size, f"{printable(path)} grows while it is read")
    return data


def parse_json(data):
    """The value of a JSON text.  Raises GraphError for whatever is wrong with it."""
    try:
        return json.loads(data.decode(), object_pairs_hook=_each_key_once)
    except RecursionError:
        raise GraphError("its JSON nests too deeply") from None
    except ValueError as problem:  # no UTF-8, no JSON, or a number of thousands of digits
        raise GraphError(f"it is not JSON: {printable(problem, 100)}") from None


def printable(text, most=300):
    """Text from outside, made fit for a message: one line, without control characters, and not longer than `most`."""
    text = str(text)
    if len(text) > most:
        text = text[: most // 2] + " ... " + text[-(most // 2) :]
    return "".join(c if c.isprintable() else "�" for c in text)


def check_fields(found, wanted, where, optional=()):
    """Is it an object that has these fields and no others, each of its kind?   wanted: {name: type}"""
    require(isinstance(found, dict), f"{where} must be an object, found {brief(found)}")
    for name in found:
        require(name in wanted, f"{where} has the field {brief(name)}, but may have only {', '.join(wanted)}")
    for name, kind in wanted.items():
        require(name in found or name in optional, f"{name!r} is missing in {where}")
        if name in found and not isinstance(found[name], kind):
            raise GraphError(f"{name!r} of {where} must be {_JSON[kind]}, found {brief(found[name])}")


def brief(found):
    """A JSON value, for a message."""
    if isinstance(found, (dict, list)):
        return "an object" if isinstance(found, dict) else f"a list of {len(found)}"
    return printable(repr(found), 40)


def _without_waiting(path, flags):
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # or opening a pipe would wait for a writer


def _kind(about):
    """What kind of thing a path leads to; None for a regular file."""
    mode = about.st_mode
    return None if stat.S_ISREG(mode) else _KINDS.get(stat.S_IFMT(mode), "a device")


def reason(problem):
    """Why the system refused, without the error number and the file name."""
    return printable(getattr(problem, "strerror", None) or problem)


def _each_key_once(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object has a key twice")
    return found
