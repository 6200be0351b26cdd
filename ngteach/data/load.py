"""The data sets of a name or a path: images, or a list of names."""

from __future__ import annotations

import os
from typing import Any, Literal, overload

from ..core.calling.errors import require
from ..files.reading import printable
from . import digits
from .digits import Dataset
from .names import Names, bundled_names, load_names


@overload
def load_data(where: Literal["digits", "mnist", "fashion-mnist"] = "digits") -> Dataset: ...
@overload
def load_data(where: Literal["names"]) -> Names: ...
@overload
def load_data(where: str | os.PathLike) -> Any: ...
def load_data(where: Any = "digits") -> Any:
    """The Dataset of a name (digits, mnist, fashion-mnist), or of a folder with the four MNIST-named files.

    The Names of "names", or of a text file with one name a line, one in nine of them for testing.
    A folder's files may be gzipped, or called train-images.idx3-ubyte, as some copies are.
    Raises GraphError if files are missing, damaged or do not fit each other.

    >>> ng.load_data("digits").test_images.shape
    (360, 8, 8)
    >>> ng.load_data("names").test_words[:3]
    ('laub', 'carner', 'falco')
    """
    if isinstance(where, str) and where == "names":
        return bundled_names()
    if isinstance(where, (str, os.PathLike)) and where not in digits.NAMES:
        if os.path.isfile(where):
            return load_names(where)
        there = ", ".join((*digits.NAMES, "names"))
        missing = f"there is no such folder or file, and no data set of that name; there are {there}"
        require(os.path.exists(where), f"--data {printable(where)}: {missing}")
    return digits.load_data(where)
