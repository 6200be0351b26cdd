"""A notebook as a file that may come from anywhere: read within bounds, and checked before it is used."""

from __future__ import annotations

import json
import warnings

from ..core.calling.errors import GraphError, require
from ..files.reading import parse_json, printable, read_bounded

LARGEST = 2**27  # bytes


def read_notebook(path):
    """The notebook in the file, in format 4.   Raises GraphError, which names path, for whatever is none."""
    import nbformat

    data = read_bounded(path, LARGEST)
    try:
        found = parse_json(data)
        require(isinstance(found, dict) and isinstance(found.get("nbformat"), int), "it is not a notebook")
        with warnings.catch_warnings():  # of cells without ids, which a page does not need
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(json.dumps(found), as_version=4)
            nbformat.validate(notebook)
    except GraphError as problem:
        raise GraphError(f"{printable(path)}: {problem}") from None
    except RecursionError:
        raise GraphError(f"{printable(path)}: its JSON nests too deeply") from None
    except Exception as problem:  # of a checker for files that are as they should be
        said = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        raise GraphError(f"{printable(path)}: it is not a notebook: {printable(said, 120)}") from None
    language = notebook.metadata.get("kernelspec", {}).get("language") or notebook.metadata.get(
        "language_info", {}
    ).get("name")
    require(
        language in (None, "python"), f"{printable(path)} is a notebook for {printable(language, 40)}, wanted Python"
    )
    return notebook
