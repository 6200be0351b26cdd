"""What every notebook keeps: it is that of its source, it was run, and it opens and closes as the others do."""

import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("build", ROOT / "notebooks" / "source" / "build.py")
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)

GLOSSARY = "24"
SOURCES = {path.name[:2]: path for path in build.sources()}
SERIES = sorted(SOURCES.keys() - {GLOSSARY})
LESSONS = {number: path for number, path in SOURCES.items() if number != GLOSSARY}
every_notebook = pytest.mark.parametrize("path", SOURCES.values(), ids=SOURCES)
every_lesson = pytest.mark.parametrize("path", LESSONS.values(), ids=LESSONS)


def stored(path):
    return nbformat.read(ROOT / "notebooks" / f"{path.stem}.ipynb", 4)


def code_cells(path):
    return [c for c in stored(path).cells if c.cell_type == "code"]


def text_cells(path):
    return [c.source for c in stored(path).cells if c.cell_type == "markdown"]


def outputs(path):
    return [(c, o) for c in code_cells(path) for o in c.outputs]


def test_the_series_is_complete():
    assert sorted(SOURCES) == [f"{n:02}" for n in range(len(SOURCES))]


@every_notebook
def test_a_notebook_is_that_of_its_source(path):
    assert build.differences(path) == []


def test_no_notebook_is_without_its_source():
    assert {p.stem for p in (ROOT / "notebooks").glob("*.ipynb")} == {p.stem for p in SOURCES.values()}


@every_notebook
def test_a_code_cell_is_short(path):
    for solutions in (False, True):
        for cell in build.read_source(path, solutions).cells:
            if cell.cell_type == "code":
                lines = [line for line in cell.source.splitlines() if "SOLUTION" not in line]
                assert len(lines) <= 12, cell.source


@every_notebook
def test_every_cell_was_run_in_order(path):
    counts = [c.execution_count for c in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@every_notebook
def test_an_error_is_shown_only_where_it_is_meant(path):
    for cell, output in outputs(path):
        meant = "raises-exception" in cell.metadata.get("tags", [])
        assert output.output_type != "error" or meant
        assert output.get("name") != "stderr", output.get("text")


@every_notebook
def test_outputs_hold_no_widget_state_and_no_path_of_this_machine(path):
    text = nbformat.writes(stored(path))
    assert "widget-view+json" not in text and "widgets" not in stored(path).metadata
    assert not re.search(r"ipykernel_\d|site-packages|/home/|/tmp/|" + re.escape(str(ROOT)), text)


@every_notebook
def test_every_picture_has_words(path):
    for _, output in outputs(path):
        for image in re.findall(r"<img[^>]*>", "".join(output.get("data", {}).get("text/html", ""))):
            assert re.search(r'alt="[^"]{10,}"', image)


@every_notebook
def test_every_link_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)]+)\)", "\n".join(text_cells(path))):
        if not re.match(r"https?://", target):
            assert (ROOT / "notebooks" / target.partition("#")[0]).exists(), target


@every_lesson
def test_a_notebook_opens_with_what_one_will_be_able_to_do(path):
    first = text_cells(path)[0]
    assert first.startswith(f"# {path.name[:2]} ") and "you will be able to" in " ".join(first.split())
    if (number := SERIES.index(path.name[:2])) > 0:
        assert f"({SOURCES[SERIES[number - 1]].stem}.ipynb)" in first


@every_lesson
def test_a_notebook_closes_with_five_questions_exercises_and_the_way_on(path):
    text = "\n\n".join(text_cells(path))
    questions = text.partition("## Questions")[2].partition("## Exercises")
    assert [n for n in re.findall(r"^(\d)\. ", questions[0], re.MULTILINE)] == list("12345")
    assert questions[1]
    if (number := SERIES.index(path.name[:2])) < len(SERIES) - 1:
        assert f"({SOURCES[SERIES[number + 1]].stem}.ipynb)" in text_cells(path)[-1]


@every_notebook
def test_students_get_no_solution(path):
    assert not any("SOLUTION" in c.source for c in code_cells(path))


def test_a_teachers_notebook_can_be_marked_by_nbgrader():
    cells = [c for c in build.read_source(SOURCES["00"], solutions=True).cells if "nbgrader" in c.metadata]
    answers, checks = cells[::2], cells[1::2]
    assert len(answers) == len(checks) >= 3
    for answer, check in zip(answers, checks, strict=True):
        assert "### BEGIN SOLUTION" in answer.source and answer.metadata.nbgrader.solution
        assert check.source.startswith("assert ng.lab.check(") and check.metadata.nbgrader.points == 1
    names = {c.metadata.nbgrader.grade_id for c in cells}
    assert len(names) == len(cells) and all(re.fullmatch(r"[a-zA-Z0-9_-]+", name) for name in names)


def test_a_change_of_a_source_is_noticed(tmp_path, monkeypatch):
    path = SOURCES["00"]
    changed = tmp_path / path.name
    changed.write_text(
        path.read_text(encoding="utf-8").replace("import numpy as np", "import numpy", 1), encoding="utf-8"
    )
    assert any("is not that of" in line for line in build.differences(changed))
    changed.write_text(path.read_text(encoding="utf-8") + "\n# %%\n1 + 1\n", encoding="utf-8")
    assert any("cells" in line for line in build.differences(changed))
