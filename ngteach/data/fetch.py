"""Fetching MNIST and Fashion-MNIST: from mirrors, with checksums, and never half written.

pooch checks what came; only a file that is whole and right gets its name.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ..core.calling.errors import GraphError, require
from ..files.reading import printable, reason
from .digits import FILES, cache_folder
from .download import LARGEST, chunks

_PARTS = ".ngteach-fetch-"  # folders for what is not whole yet
_STALE = 24 * 3600  # seconds after which nobody is downloading there any more

# {data set: (mirrors, the SHA-256 of each file's .gz)}
SOURCES = {
    "mnist": (
        ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
        (
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    "fashion-mnist": (
        (
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
        ),
        (
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
}


def fetch(name, to=None, progress=True):
    """Download the four files of a data set, gzipped as they are, into a folder; returns the folder.

    to: the folder; without it the user's cache, where load_data(name) finds them.
    A file that is there with the right sum is kept.  Others may fetch into the same folder at the same time.
    Raises GraphError if no mirror can be reached, what arrives is not the file, or the folder cannot be written.
    """
    known = isinstance(name, str) and name in SOURCES
    require(known, f"{printable(repr(name), 60)} cannot be fetched; there are {', '.join(SOURCES)}")
    named = to is None or isinstance(to, (str, os.PathLike))
    require(named, f"found a {type(to).__name__}, wanted the name of a folder")
    try:
        import pooch
    except ImportError:
        advice = 'write: pip install "ngteach[data]", or put the four files into a folder and write --data FOLDER'
        raise GraphError(f"ngteach fetch needs pooch; {advice}") from None
    pooch.get_logger().setLevel("WARNING")  # it would report every file
    folder = Path(to) if to else cache_folder(name)
    mirrors, sums = SOURCES[name]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        for file, sha256 in zip(FILES, sums, strict=True):
            _fetch_file(folder / f"{file}.gz", [f"{mirror}{file}.gz" for mirror in mirrors], sha256, progress)
    except (OSError, ValueError) as problem:  # ValueError: a name that no folder can have
        advice = f"write: ngteach fetch {name} --to ANOTHER_FOLDER"
        raise GraphError(f"{printable(folder)} cannot be written: {reason(problem)}; {advice}") from None
    return folder


def _fetch_file(target, addresses, sha256, progress):
    import pooch

    require(not target.is_dir(), f"{printable(target)} is a folder; move it away")
    if target.is_file() and target.stat().st_size <= LARGEST and pooch.file_hash(str(target)) == sha256:
        return

    def download(address, part, _):
        os.unlink(part)  # pooch made it for its owner alone; a data set may be read by whom any new file may
        with open(part, "xb") as file:
            for chunk in chunks(address, target.name.removesuffix(".gz"), progress):
                file.write(chunk)

    failures = []
    with TemporaryDirectory(prefix=_PARTS, dir=target.parent) as place:  # ours alone, and removed whatever happens
        for address in addresses:
            try:
                part = pooch.retrieve(address, sha256, target.name, place, downloader=download)
                os.replace(part, target)  # in one step, so that there is never half a file
                return
            except GraphError as problem:
                failures.append(f"{address}: {problem}")
            except ValueError:
                failures.append(f"{address}: the file that came is not the one expected (its SHA-256 differs)")
    advice = "Without a network use --data digits, or put the four files into a folder and write --data FOLDER"
    raise GraphError(f"{target.name} could not be fetched. Tried " + "; ".join(failures) + f". {advice}")


def _sweep(folder):
    """Remove what was left by a process that was killed."""
    for place in folder.glob(f"{_PARTS}*"):
        with suppress(OSError):  # somebody else removes it
            if time.time() - place.stat().st_mtime > _STALE:
                shutil.rmtree(place)
