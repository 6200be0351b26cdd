"""Cells for packages that are missing: they end with a sentence, and keep the outputs that they came with."""

import importlib.util
import io
from contextlib import redirect_stdout
from pathlib import Path

import nbformat
import pytest

from ngteach.lab.notebook.peers import left_out, missing, outputs_to_keep
from ngteach.web.running import run_notebook

ROOT = Path(__file__).parents[2]
GONE = "# needs nosuchpackage\nimport nosuchpackage"
SHOWN = [nbformat.v4.new_output("stream", name="stdout", text="what it gave once\n")]


def code(source, outputs=(), count=1):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), execution_count=count)


def test_the_first_line_of_a_cell_names_what_it_needs():
    assert missing(GONE) == ["nosuchpackage"]
    assert missing("# needs json, nosuchpackage, nosuchother") == ["nosuchpackage", "nosuchother"]
    for source in ("# needs json\nimport json", "import nosuchpackage", "1\n# needs nosuchpackage", ""):
        assert missing(source) == []


def test_a_cell_whose_package_is_missing_is_one_sentence():
    said = io.StringIO()
    with redirect_stdout(said):
        exec("".join(left_out(GONE.splitlines(keepends=True))))
    assert said.getvalue().startswith("This cell needs nosuchpackage, not installed here")


def test_a_cell_whose_packages_are_there_is_left_as_it_is():
    lines = ["# needs json\n", "import json\n"]
    assert left_out(lines) is lines


def test_outputs_are_kept_only_where_they_cannot_be_made_again():
    assert outputs_to_keep(code(GONE, SHOWN)) == SHOWN
    assert outputs_to_keep(code(GONE)) == []  # it ran, and had nothing to show
    assert outputs_to_keep(code(GONE, count=None)) is None
    assert outputs_to_keep(code("# needs json", SHOWN)) is None
    assert outputs_to_keep(nbformat.v4.new_markdown_cell(GONE)) is None


def test_an_export_keeps_what_a_missing_package_gave(tmp_path):
    made = nbformat.v4.new_notebook(
        cells=[code("import ngteach as ng\nng.lab.peers()\nng.lab.peers()"), code(GONE, SHOWN), code("print(1 + 1)")]
    )
    run_notebook(made, tmp_path / "mine.ipynb")
    assert [cell.outputs for cell in made.cells[:2]] == [[], SHOWN]
    assert [cell.execution_count for cell in made.cells] == [1, 2, 3] and made.cells[2].outputs[0].text == "2\n"


@pytest.mark.parametrize("changed", ["", "\nprint(2)"])
def test_a_build_keeps_what_is_stored_for_the_same_cell_alone(tmp_path, changed):
    spec = importlib.util.spec_from_file_location("build", ROOT / "notebooks" / "source" / "build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    nbformat.write(nbformat.v4.new_notebook(cells=[code(GONE, SHOWN)]), tmp_path / "stored.ipynb")
    made = nbformat.v4.new_notebook(cells=[code(GONE + changed)])
    build._keep_stored(made, tmp_path / "stored.ipynb")
    assert made.cells[0].outputs == ([] if changed else SHOWN)
