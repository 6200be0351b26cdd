"""What every notebook keeps: it is that of its source, it was run, and each lesson asks before it tells."""

import importlib.util
import re
from pathlib import Path

import nbformat
import pytest

from ngteach.lab.exercises import of_page
from ngteach.lab.exercises.course import PAGES, number_of

ROOT = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("build", ROOT / "notebooks" / "source" / "build.py")
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)

SOURCES = {path.name[:2]: path for path in build.sources()}
GLOSSARY = max(SOURCES)
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
    assert [path.stem for path in SOURCES.values()] == [f"{number_of(page)}_{page}" for page in PAGES]


@every_notebook
def test_a_notebook_is_that_of_its_source(path):
    assert build.differences(path) == []


def test_no_notebook_is_without_its_source():
    assert {p.stem for p in (ROOT / "notebooks").glob("*.ipynb")} == {p.stem for p in SOURCES.values()}


@every_notebook
def test_no_line_in_a_paragraph_is_taken_for_the_first_of_a_list(path):
    """Where a line was broken before "1. One" or "- 0.3", Markdown begins a list."""
    broken = re.compile(r"^(?![-+*] |[\s>|#]).+\n(?:1[.)]|[-+*]) .*", re.MULTILINE)
    assert [found for text in text_cells(path) for found in broken.findall(text)] == []


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


def page_of(path):
    return path.stem.partition("_")[2]


def called(path, name):
    """The ids that calls of ng.lab.NAME are given on a page, in their order."""
    code = "\n".join(cell.source for cell in code_cells(path))
    return re.findall(rf"""ng\.lab\.{name}\(["']([^"']+)["']""", code)


@every_lesson
def test_a_lesson_opens_with_a_question_and_what_one_will_be_able_to_do(path):
    first = text_cells(path)[0]
    hook = first.split("\n\n")[1]
    assert first.startswith(f"# {path.name[:2]} ") and "you will be able to" in " ".join(first.split())
    assert "?" in hook, hook
    if (number := SERIES.index(path.name[:2])) > 0:
        assert f"({SOURCES[SERIES[number - 1]].stem}.ipynb)" in first


@every_lesson
def test_a_lesson_is_no_longer_than_an_hour(path):
    assert len(stored(path).cells) <= 45 and len(code_cells(path)) <= 20


@every_lesson
def test_a_lesson_closes_with_a_summary_questions_exercises_and_the_way_on(path):
    text = "\n".join(text_cells(path))
    closing = [text.find(f"## {word}") for word in ("Summary", "Questions", "Exercises")]
    assert -1 < closing[0] < closing[1] < closing[2]
    assert called(path, "questions") == [page_of(path)]
    if (number := SERIES.index(path.name[:2])) < len(SERIES) - 1:
        assert f"({SOURCES[SERIES[number + 1]].stem}.ipynb)" in text_cells(path)[-1]


@every_lesson
def test_a_lesson_asks_what_the_page_before_the_last_has_taught(path):
    assert called(path, "recall") == ([page_of(path)] if SERIES.index(path.name[:2]) >= 2 else [])


@every_lesson
def test_a_prediction_stands_before_its_result_which_is_stored_folded(path):
    cells = code_cells(path)
    asked = [k for k, cell in enumerate(cells) if "ng.lab.predict(" in cell.source]
    assert len(asked) >= 3
    for k in asked:
        assert cells[k + 1].outputs and cells[k + 1].metadata["jupyter"]["outputs_hidden"]
    told = re.findall(r"\*\*(?:Predict|Think)[^*]*\*\*", "\n".join(text_cells(path)))
    assert not told, "a prediction is asked by ng.lab.predict"


@every_lesson
def test_from_tracing_to_passes_lines_are_put_in_order_and_a_wrong_one_is_hunted(path):
    kinds = {type(e).__name__ for e in of_page(page_of(path))}
    if PAGES.index("tracing") <= PAGES.index(page_of(path)) <= PAGES.index("passes"):
        assert {"Parsons", "Hunt"} <= kinds


@every_notebook
def test_another_page_is_named_by_a_link(path):
    for text in text_cells(path):
        assert not re.search(r"\b(note)?books? \d\d\b|\bpages? \d\d\b", text), text
    for number, name in re.findall(r"\[(\d\d)[^]]*\]\(\d\d_(\w+)\.ipynb", "\n".join(text_cells(path))):
        assert number == number_of(name), f"[{number} ...] leads to {name}"


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
