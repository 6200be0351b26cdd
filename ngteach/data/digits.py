"""Handwritten digits: the bundled ones, MNIST and its look-alikes."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..core.calling.errors import GraphError, require
from ..files.reading import printable
from .augment import augmented_images
from .batches import Scaled
from .idx import read_idx

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
NAMES = ("digits", "mnist", "fashion-mnist")


@dataclass(frozen=True)
class Dataset:
    """Images and their labels, as the files have them.

    train_images: u8[n,rows,columns]   train_labels: u8[n]   test_images, test_labels: likewise
    scale: a pixel times scale is between 0 and 1   classes: labels are 0 ... classes - 1
    Raises GraphError for another label: no loss could count it.
    """

    name: str
    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    scale: float
    classes: int

    def __post_init__(self):
        for part in ("train_labels", "test_labels"):
            check_labels(getattr(self, part), self.classes, f"{printable(self.name)}: {part}")

    @property
    def train(self):
        """(images, labels) to learn from, as Run takes them: f32[n,rows,columns] between 0 and 1, and i32[n]."""
        return Scaled(self.train_images, self.scale), self.train_labels.astype(np.int32)

    @property
    def test(self):
        """(images, labels) to be tested on; see train."""
        return Scaled(self.test_images, self.scale), self.test_labels.astype(np.int32)

    def augmented(self, copies: int = 10, seed: int = 0) -> Dataset:
        """The same data set with more to learn from: the bundled digits, and changed copies of them; see augment.py.

        copies: how often each image is there, the first time as it is.   The images for testing stay as they are.

        >>> ng.load_data("digits").augmented(3).train_images.shape
        (4311, 8, 8)
        """
        images = augmented_images(self.train_images, copies, seed)
        return replace(self, train_images=images, train_labels=np.tile(self.train_labels, copies))

    @property
    def pixels(self):
        """The number of pixels in an image."""
        return int(np.prod(self.train_images.shape[1:]))


def check_labels(labels, classes, where):
    """Raises GraphError, with where they come from, if these are not whole numbers from 0 to classes - 1."""
    whole = isinstance(labels, np.ndarray) and labels.dtype.kind in "iu" and labels.ndim == 1
    found = f"{labels.dtype}{list(labels.shape)}" if isinstance(labels, np.ndarray) else f"a {type(labels).__name__}"
    require(whole, f"{where} must be a row of whole numbers, such as i32[n], found {found}")
    wrong = (labels < 0) | (labels >= classes)
    if wrong.any():
        at = int(np.argmax(wrong))
        raise GraphError(f"{where}: label {at} is {labels[at]}, wanted 0 to {classes - 1}")


def load_data(where: str | os.PathLike = "digits") -> Dataset:
    """The Dataset of a name (digits, mnist, fashion-mnist), or of a folder with the four MNIST-named files.

    A folder's files may be gzipped, or called train-images.idx3-ubyte, as some copies are.
    Raises GraphError if files are missing, damaged or do not fit each other.

    >>> ng.load_data("digits").test_images.shape
    (360, 8, 8)
    """
    if where == "digits":
        return _from_folder("digits", bundled(), 1 / 16)
    if where in NAMES:
        folder = _found(where)
        fetch = f"write: ngteach fetch {where}, or --data FOLDER with its four files; --data digits needs no download"
        require(folder is not None, f"{where} is not on this machine; {fetch}")
        return _from_folder(where, folder, 1 / 256)
    name = isinstance(where, (str, os.PathLike))
    require(name, f"found a {type(where).__name__}, wanted a folder or one of {', '.join(NAMES)}")
    folder = Path(where)
    require(
        os.path.isdir(folder),
        f"--data {printable(where)}: there is no such folder, and no data set of that name; "
        f"there are {', '.join(NAMES)}",
    )
    return _from_folder(folder.name, folder, 1 / 256)


def cache_folder(name):
    """Where a fetched data set is kept: the user's cache folder, as each system has it.

    Raises GraphError for a user without a home, as in some containers.
    """
    variable, below_home = {
        "win32": ("LOCALAPPDATA", "AppData/Local"),
        "darwin": (None, "Library/Caches"),
    }.get(sys.platform, ("XDG_CACHE_HOME", ".cache"))
    try:
        base = os.environ.get(variable or "") or Path.home() / below_home
    except RuntimeError:
        raise GraphError(
            f"there is no home folder to keep the files in; write: ngteach fetch {name} --to FOLDER"
        ) from None
    return Path(base) / "ngteach" / name


def rows(images):
    """The images as rows of a matrix: u8[n,rows,columns] -> u8[n,pixels], the same memory."""
    return images.reshape(len(images), -1)


def bundled():
    """data/ beside the package in a checkout, digits/ inside it in a wheel."""
    here = Path(__file__).resolve().parents[1]
    inside = here / "digits"
    return inside if inside.is_dir() else here.parent / "data"


def _found(name):
    places = []
    if named := os.environ.get("NGTEACH_DATA"):
        places += [Path(named) / name, *([Path(named)] if name == "mnist" else [])]
    with suppress(GraphError):  # without a home
        places.append(cache_folder(name))
    return next((p for p in places if not _missing(p)), None)


def _file(folder, name):
    """The file of this name, raw or gzipped; or else one of almost this name; None if there is neither.

    Other copies of MNIST have train-images.idx3-ubyte, or capitals; one has folders with the names of the files.
    """
    try:
        alike = sorted(p for p in Path(folder).iterdir() if _usual(p.name) == name)
    except OSError:
        alike = []
    return next((p for p in (folder / name, folder / f"{name}.gz", *alike) if _is_there(p)), None)


def _is_there(path):
    return os.path.exists(path) and not os.path.isdir(path)  # unlike pathlib's, they never raise


def _usual(name):
    """A file's name as MNIST's own files are called."""
    return name.lower().removesuffix(".gz").replace(".", "-").replace("_", "-")


def _missing(folder):
    return [name for name in FILES if _file(folder, name) is None]


def _from_folder(name, folder, scale):
    missing = _missing(folder)
    readable = not missing or os.access(folder, os.R_OK | os.X_OK)
    require(readable, f"{printable(folder)} cannot be read: Permission denied")
    require(
        not missing, f"{printable(folder)} lacks {', '.join(missing)} (raw, or with .gz; .idx for -idx is right too)"
    )
    files = [_file(folder, name) for name in FILES]
    train_images, train_labels, test_images, test_labels = arrays = [read_idx(file) for file in files]
    for file, a, rank in zip(files, arrays, (3, 1, 3, 1), strict=True):
        wanted = "images: 3 axes" if rank == 3 else "labels: 1 axis"
        require(a.ndim == rank, f"{printable(file)} has {a.ndim} axes, wanted {wanted}")
    for images, labels, file in ((train_images, train_labels, files[0]), (test_images, test_labels, files[2])):
        found = f"{len(images):,} images but {len(labels):,} labels; they belong to different data sets"
        require(len(images) == len(labels), f"{printable(file)} and its labels: {found}")
    shapes = train_images.shape[1:], test_images.shape[1:]
    require(
        shapes[0] == shapes[1], f"{printable(folder)}: images for training are {shapes[0]}, for testing {shapes[1]}"
    )
    classes = 10 if name in NAMES else _classes(train_labels)
    for file, labels in ((files[1], train_labels), (files[3], test_labels)):
        check_labels(labels, classes, printable(file))
    return Dataset(name, train_images, train_labels, test_images, test_labels, scale, classes)


def _classes(labels):
    """Ten, or more if there are higher labels; but among many, one that is far off is a damaged one."""
    counts = np.bincount(labels, minlength=10)
    if len(labels) < 10 * len(counts) or counts[10:].all():
        return len(counts)
    return 10 + int(np.argmin(counts[10:] > 0))
