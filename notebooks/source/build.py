"""Make the notebooks from their sources: run every cell, and store the outputs.

    python notebooks/source/build.py [NAME ...]              those whose file name begins so, or all
    python notebooks/source/build.py --solutions FOLDER      with the solutions, for the teacher and for nbgrader
    python notebooks/source/build.py --check [NAME ...]      run nothing; say where source and notebook differ

A source is a Python file whose cells begin with "# %%", text cells with "# %% [markdown]".
Tags of a cell stand behind it:  # %% tags=["raises-exception"]
What stands between ### BEGIN SOLUTION and ### END SOLUTION is left out of the notebooks that students get.
In a text [[adjoint]], or [[adjoints|adjoint]], leads to that term of the glossary.
A cell that begins with "# needs jax" keeps what is stored for it where JAX is not installed.
The output of the cell behind a ng.lab.predict("...") is stored folded: first the guess, then the result.
So is that of a cell with the tag "fold", which would give the result away from further below.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from ngteach.draw.raster import png
from ngteach.lab.notebook.peers import outputs_to_keep

HERE = Path(__file__).resolve().parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDGET = "application/vnd.jupyter.widget-view+json"  # without a kernel it shows nothing; the stand-in beside it does
_SOLUTION = re.compile(r"^ *### BEGIN SOLUTION\n.*?^ *### END SOLUTION(\n|\Z)", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r'src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"')
GLOSSARY = "24_glossary.ipynb"
_TERM = re.compile(r"\[\[([^]|]+)(?:\|([^]]+))?\]\]")
# One transparent pixel.  Of what is folded JupyterLab shows the first line, unless the first output has no text.
VEIL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNgYAAAAAMAASsJTYQAAAAASUVORK5CYII="
_CHECK = re.compile(r'^ng\.lab\.check\("([a-z_]+\.[0-9]+)", (.*)\)$', re.MULTILINE)


def sources(names=()):
    """The sources whose file names begin with one of the names; without names, all."""
    return [p for p in sorted(HERE.glob("[0-9]*.py")) if not names or any(p.name.startswith(n) for n in names)]


def read_source(path, solutions=False):
    """The notebook of a source, without outputs."""
    cells = []
    for n, part in enumerate(re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]):
        head, _, body = part.partition("\n")
        if "[markdown]" in head:
            made = [nbformat.v4.new_markdown_cell(_text(body))]
            if made[0].source.startswith(("# ", "## ")):
                made[0].metadata["slideshow"] = {"slide_type": "slide"}  # for nbconvert --to slides
        else:
            made = _code_cells(body if solutions else _SOLUTION.sub("", body), head, solutions)
        for k, cell in enumerate(made):
            cell["id"] = f"cell-{n:02}" + ("-check" if k else "")  # the same at every build
        cells += made
    _fold_reveals(cells)
    return nbformat.v4.new_notebook(cells=cells, metadata=METADATA)


def _text(body):
    text = "\n".join(re.sub(r"^# ?", "", line) for line in body.strip("\n").splitlines())
    return _TERM.sub(_to_glossary, text)


def _to_glossary(found):
    words, term = found[1], found[2] or found[1]
    return f"[{words}]({GLOSSARY}#{term.replace(' ', '-')})"


def _fold_reveals(cells):
    """Fold the output of each code cell that comes next after a prediction, and where a tag says so.

    JupyterLab unfolds it when it runs.
    """
    codes = [cell for cell in cells if cell.cell_type == "code"]
    for cell, reveal in zip(codes, codes[1:]):
        follows = "ng.lab.predict(" in cell.source and "ng.lab.predict(" not in reveal.source
        if follows or "fold" in reveal.metadata.get("tags", []):
            reveal.metadata["jupyter"] = {"outputs_hidden": True}
            reveal.metadata["collapsed"] = True  # the same in older notebooks


def _code_cells(body, head, solutions):
    """One code cell; of an exercise with its solution two, as nbgrader marks a cell that raises."""
    cell = nbformat.v4.new_code_cell(body.strip("\n"))
    tags = re.search(r"tags=(\[.*\])", head)
    if tags:
        cell.metadata["tags"] = json.loads(tags[1])
    exercise = _CHECK.search(body)
    if not solutions or not exercise:
        return [cell]
    id, answer = exercise.groups()
    marked = nbformat.v4.new_code_cell(f'assert ng.lab.check("{id}", {answer})')
    name = id.replace(".", "-")  # nbgrader's names have no dots
    cell.metadata["nbgrader"] = _grading(f"answer-{name}", solution=True)
    marked.metadata["nbgrader"] = _grading(f"check-{name}", solution=False)
    return [cell, marked]


def _grading(name, solution):
    """What nbgrader must know of a cell; its format 3."""
    facts = {"grade": not solution, "grade_id": name, "locked": not solution, "schema_version": 3, "task": False}
    return facts | {"solution": solution} | ({} if solution else {"points": 1})


def build(path, folder, solutions=False):
    """Run the notebook of a source, and write it into the folder."""
    notebook = read_source(path, solutions)
    options = {"store_widget_state": False, "record_timing": False, "coalesce_streams": True}
    where = {"metadata": {"path": str(HERE.parent)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where, **options).execute()
    notebook.metadata = METADATA
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.pop("transient", None)
            output.get("data", {}).pop(WIDGET, None)
            _add_png(output.get("data", {}))
            if output.output_type == "error":  # its last line; the others name files of this machine
                output.traceback = [f"{output.ename}: {output.evalue}"]
        if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            cell.outputs.insert(0, nbformat.v4.new_output("display_data", data={"image/png": VEIL}))
    _keep_stored(notebook, HERE.parent / f"{path.stem}.ipynb")
    target = Path(folder) / f"{path.stem}.ipynb"
    nbformat.write(notebook, target)
    return target


def _keep_stored(notebook, stored):
    """Where a cell needs a package that is missing, its outputs are those that the same cell has in the stored one."""
    before = nbformat.read(stored, 4).cells if stored.exists() else []
    known = {cell.source: outputs_to_keep(cell) for cell in before}
    for cell in notebook.cells:
        if known.get(cell.source) is not None:
            cell.outputs = known[cell.source]


def _add_png(data):
    """Beside the picture of a graph, the same as PNG, for code-hosting sites that drop SVG."""
    found = _PICTURE.search(data.get("text/html", ""))
    svg = base64.b64decode(found[1]).decode() if found else ""
    if 'class="node' in svg:
        data["image/png"] = base64.b64encode(png(svg)).decode()


def differences(path):
    """What makes the stored notebook another than that of its source: a list of sentences."""
    stored = HERE.parent / f"{path.stem}.ipynb"
    if not stored.exists():
        return [f"{stored.name} is missing; write: make notebooks"]
    wanted, found = read_source(path).cells, nbformat.read(stored, 4).cells
    if len(wanted) != len(found):
        return [f"{stored.name} has {len(found)} cells, {path.name} has {len(wanted)}"]
    pairs = enumerate(zip(wanted, found))
    return [f"{stored.name}: cell {n} is not that of {path.name}" for n, (a, b) in pairs if _facts(a) != _facts(b)]


def _facts(cell):
    return cell.cell_type, cell.source, cell["id"], dict(cell.metadata)


def main(arguments):
    parser = argparse.ArgumentParser(description="Make the notebooks from their sources.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only those whose file name begins so")
    parser.add_argument("--solutions", metavar="FOLDER", help="write them there, with the solutions")
    parser.add_argument("--check", action="store_true", help="only say where source and notebook differ")
    asked = parser.parse_args(arguments)
    if asked.check:
        found = [line for path in sources(asked.names) for line in differences(path)]
        print("\n".join(found) or "every notebook is that of its source")
        return int(bool(found))
    folder = Path(asked.solutions or HERE.parent)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        # What a teacher solved here before must not show in the notebooks.
        os.environ["NGTEACH_PROGRESS"] = str(Path(scratch, "progress.json"))
        for path in sources(asked.names):
            print(build(path, folder, bool(asked.solutions)).name, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
