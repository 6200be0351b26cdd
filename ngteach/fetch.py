"""Fetching MNIST and Fashion-MNIST: from mirrors, checked by their sums, and never half written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from .data import FILES, cache_folder
from .types import GraphError, require

_TIMEOUT = 20  # seconds without a byte
_CHUNK = 1 << 16  # bytes

# (mirrors, {file: (MD5 of the .gz, its bytes at most)})
SOURCES = {
    "mnist": (
        ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
        (
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c",
        ),
    ),
    "fashion-mnist": (
        (
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
        ),
        (
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310",
        ),
    ),
}
_LARGEST = 64 * 2**20  # bytes: no file of these is larger


def fetch(name, to=None, progress=True):
    """Download the four files of a data set, gzipped as they are, into a folder; returns the folder.

    to: the folder; without it the user's cache, where load_data(name) finds them.
    A file that is there with the right sum is kept; a broken download goes on where it stopped.
    Raises GraphError if no mirror can be reached or what arrives is not the file.
    """
    require(name in SOURCES, f"{name!r} cannot be fetched; there are {', '.join(SOURCES)}")
    folder = Path(to) if to else cache_folder(name)
    mirrors, sums = SOURCES[name]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, md5 in zip(FILES, sums, strict=True):
            _fetch_file(folder / f"{file}.gz", [f"{mirror}{file}.gz" for mirror in mirrors], md5, progress)
    except OSError as problem:
        raise GraphError(f"{folder} cannot be written: {problem.strerror or problem}") from None
    return folder


def _fetch_file(target, addresses, md5, progress):
    from http.client import HTTPException  # only here: it is slow to load

    if target.exists() and _sum(target) == md5:
        return
    part = target.with_name(target.name + ".part")
    failures = []
    for address in addresses:
        for start_again in (False, True):  # a part from an earlier try may be of another file
            if start_again:
                part.unlink(missing_ok=True)
            resumed = part.exists()
            try:
                _download(address, part, progress)
            except (OSError, HTTPException, GraphError) as problem:
                code = getattr(problem, "code", None)
                if resumed and code == 416:  # the server has nothing beyond our part
                    continue
                said = problem if code else getattr(problem, "reason", None) or problem
                failures.append(f"{address}: {' '.join(str(said).split()) or type(problem).__name__}")
                break
            if _sum(part) == md5:
                os.replace(part, target)  # only a whole and right file ever has its name
                return
        else:
            failures.append(f"{address}: the file that came is not the one expected (its MD5 differs)")
            part.unlink(missing_ok=True)
    advice = "Without a network use --data digits, or put the four files into a folder and write --data FOLDER"
    raise GraphError(f"{target.name} could not be fetched. Tried " + "; ".join(failures) + f". {advice}")


def _download(address, part, progress):
    """Append to part what it lacks; from the start if the server cannot go on in the middle."""
    from urllib.request import Request, urlopen

    from tqdm import tqdm

    have = part.stat().st_size if part.exists() else 0
    headers = {"User-Agent": "ngteach", **({"Range": f"bytes={have}-"} if have else {})}
    with urlopen(Request(address, headers=headers), timeout=_TIMEOUT) as answer:
        goes_on = have and answer.status == 206
        have = have if goes_on else 0
        announced = answer.headers.get("Content-Length", "")
        total = have + int(announced) if announced.isdecimal() else None
        name = part.name.removesuffix(".gz.part")
        bar = tqdm(total=total, initial=have, unit="B", unit_scale=True, desc=name, disable=not progress)
        with part.open("ab" if goes_on else "wb") as file, bar:
            while chunk := answer.read(_CHUNK):
                have += len(chunk)
                require(have <= _LARGEST, f"the server sends more than {_LARGEST:,} bytes")
                file.write(chunk)
                bar.update(len(chunk))
        if total is not None and have < total:
            raise OSError(f"the connection broke after {have:,} of {total:,} bytes; try again to go on from there")


def _sum(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()
