"""Writing files: whenever the program is stopped, either the old file is there or the new one, whole."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import tempfile
from contextlib import contextmanager, suppress

from ..core.calling.errors import GraphError, require
from .reading import printable, reason
from .signals import waiting

try:
    import fcntl
except ImportError:  # on Windows, where a file that is open cannot be removed
    fcntl = None  # type: ignore[assignment]

_PART = re.compile(r"\.ngteach-[0-9a-f]{16}\.part")


def write_whole(path, data, follow=True):
    """Write the bytes to a new file beside path that takes its place, and its mode, only when it is complete.

    A link stays a link, and what it leads to is written.   follow=False: a link is refused, as another may have
    planted it in a folder where the name is ours.   A pipe or a device takes what comes.
    Raises GraphError, which names path; then nothing is changed.
    """
    with _naming(path):
        place = _place(path, follow)
        if is_stream(place):
            with os.fdopen(_open_stream(place), "wb") as file:
                file.write(data)
        else:
            with waiting():
                _sweep(os.path.dirname(place))
                _replace(place, data)


def check_writable(path):
    """GraphError now, rather than after an hour of training, if path cannot be written."""
    with _naming(path):
        place = _place(path)
        if is_stream(place):
            require(os.access(place, os.W_OK), f"{printable(path)} cannot be written")
            return
        folder = os.path.dirname(place)
    try:
        with waiting():
            _sweep(folder)
            part, file = _new_part(folder, 0o600)
            os.close(file)
            with suppress(FileNotFoundError):  # another process took it for a leftover
                os.unlink(part)
    except OSError as problem:
        raise GraphError(f"{printable(path)}: {printable(folder)} cannot be written: {reason(problem)}") from None


def is_stream(path):
    """Does it exist, and is it neither a file nor a folder?"""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def elsewhere(path, write):
    """Call write(name) with the names of new files in other places until it works; returns the name.

    Beside path, in the current folder, and in the system's folder for temporary files.  Nothing is overwritten.
    Raises GraphError if all are full or closed.
    """
    beside = [] if is_stream(path) else [os.path.dirname(path) or os.curdir]
    stem, suffix = os.path.splitext(os.path.basename(path))
    for folder in (*beside, os.curdir, None):
        try:
            file, name = tempfile.mkstemp(suffix, f"{stem[:80]}-", folder)
        except OSError:
            continue
        os.close(file)
        try:
            write(name)
            return name
        except Exception:  # whatever it is, the next place may do; if none does, that is the error
            with suppress(OSError):
                os.unlink(name)
    raise GraphError(f"{printable(path)} cannot be written anywhere else either")


@contextmanager
def _naming(path):
    """Turn an error of the system into one that names the file as the user wrote it."""
    found = f"found {path!r}, wanted a file name"
    require(isinstance(path, (str, bytes, os.PathLike)) and os.fspath(path), found)
    try:
        yield
    except (OSError, ValueError) as problem:  # ValueError: a name with a null character, or in letters of no file's
        raise GraphError(f"{printable(path)} cannot be written: {reason(problem)}") from None


def _place(path, follow=True):
    """Where path leads, if a file may be written there."""
    text, name = os.fsdecode(path), printable(path)
    folder_meant = text.endswith((os.sep, os.altsep or os.sep)) or os.path.isdir(text)
    require(not folder_meant, f"{name} is a folder; write a file name")
    linked = os.path.islink(text) and (not follow or _planted(text))
    require(not linked, f"{name} cannot be written: it is a link, which may lead out of this folder; remove it first")
    if is_stream(text):  # /dev/stdout leads to no name that could be opened
        return text
    place = os.path.realpath(text)
    folder = os.path.dirname(place)
    require(os.path.isdir(folder), f"{name}: there is no folder {printable(folder)}; make it first")
    try:
        there = os.stat(text)
    except FileNotFoundError:
        return place
    if stat.S_ISREG(there.st_mode):
        require(there.st_mode & 0o222, f"{name} is read-only; it is not replaced")  # by root neither
        os.close(os.open(text, os.O_WRONLY))  # may we, and may this link be followed?
        around = os.stat(folder)
        keeps = around.st_mode & stat.S_ISVTX and _me() not in (0, there.st_uid, around.st_uid)
        require(not keeps, f"{name} belongs to another user, and in {printable(folder)} only its owner may replace it")
    return place


def _planted(link):
    """Is it a link that another user made in a folder where all may write, such as /tmp?   Linux can check this too."""
    around = os.stat(os.path.dirname(link) or os.curdir)
    for_all = around.st_mode & stat.S_ISVTX and around.st_mode & stat.S_IWOTH
    return for_all and os.lstat(link).st_uid not in (_me(), around.st_uid)


def _replace(place, data):
    try:
        before = os.stat(place)
    except FileNotFoundError:
        before = None
    part, number = _new_part(os.path.dirname(place), stat.S_IMODE(before.st_mode) & 0o777 if before else 0o666)
    try:
        with os.fdopen(number, "wb") as file:
            if before:
                _be_like(number, before)
            file.write(data)
            file.flush()
            os.fsync(number)
            if fcntl is None:
                file.close()  # Windows cannot rename an open file; elsewhere the lock is kept until it has its name
            os.replace(part, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


def _new_part(folder, mode):
    """(name, descriptor) of a new file under a name that nobody can guess, locked while it is written."""
    while True:
        part = os.path.join(folder, f".ngteach-{secrets.token_hex(8)}.part")
        only_new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        file = os.open(part, only_new, mode)
        if not fcntl or _lock(file) and os.path.exists(part):
            return part, file
        os.close(file)  # another process of ours took it for one that was left, before it was locked
        with suppress(OSError):
            os.unlink(part)


def _lock(file):
    """Lock a file for as long as it is open; False if another process has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # not every network folder has locks
        pass
    return True


def _sweep(folder):
    """Remove what killed processes of this user left in the folder: parts that nobody has locked."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _PART.fullmatch(entry.name) and entry.is_file(follow_symlinks=False) and entry.stat().st_uid == _me():
                with suppress(OSError):
                    _remove_unlocked(entry.path)


def _remove_unlocked(part):
    if not fcntl:
        os.unlink(part)  # fails while it is open
        return
    file = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(part)
    finally:
        os.close(file)


def _be_like(file, before):
    """Give the file the group, the owner and the mode that another one has, as far as system and folder know them."""
    with suppress(OSError, AttributeError):
        os.chown(file, -1, before.st_gid)
    with suppress(OSError, AttributeError):
        os.chown(file, before.st_uid, -1)
    with suppress(OSError, AttributeError):
        os.fchmod(file, stat.S_IMODE(before.st_mode) & 0o777)


def _open_stream(path):
    """A descriptor of a pipe or device, without waiting for a reader."""
    try:
        file = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    except OSError as problem:
        if problem.errno == errno.ENXIO:
            raise OSError(errno.ENXIO, "nobody reads from it") from None
        raise
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(file, True)
    return file


def _me():
    return os.geteuid() if hasattr(os, "geteuid") else 0
