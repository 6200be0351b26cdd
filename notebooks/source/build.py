"""Make the notebooks from their sources: run every cell, and store the outputs.

    python notebooks/source/build.py [NAME ...]      all, or those whose file name begins so

A source is a Python file whose cells begin with "# %%", text cells with "# %% [markdown]".
Tags of a cell stand behind it:  # %% tags=["raises-exception"]
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read_source(path):
    """The notebook of a source file, without outputs."""
    cells = []
    for n, part in enumerate(re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]):
        head, _, body = part.partition("\n")
        body = body.strip("\n")
        if "[markdown]" in head:
            text = "\n".join(re.sub(r"^# ?", "", line) for line in body.splitlines())
            cell = nbformat.v4.new_markdown_cell(text)
        else:
            cell = nbformat.v4.new_code_cell(body)
            tags = re.search(r"tags=(\[.*\])", head)
            if tags:
                cell.metadata["tags"] = json.loads(tags[1])
        cell["id"] = f"cell-{n:02}"  # the same at every build
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def build(path):
    """Run the notebook of a source, and write it beside the folder of sources."""
    notebook = read_source(path)
    client = NotebookClient(
        notebook, timeout=120, store_widget_state=False, record_timing=False, coalesce_streams=True, kernel_name="python3",
        resources={"metadata": {"path": str(HERE.parent)}},
    )  # fmt: skip
    client.execute()
    notebook.metadata = METADATA
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.pop("transient", None)
    target = HERE.parent / f"{path.stem}.ipynb"
    nbformat.write(notebook, target)
    return target


def main(names):
    sources = [p for p in sorted(HERE.glob("[0-9]*.py")) if not names or any(p.name.startswith(n) for n in names)]
    for path in sources:
        print(build(path).name, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
