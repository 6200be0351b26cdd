"""A teacher's table reads only what is in the folder, and shows it as text; the kit shows its own source."""

import json
import os

import numpy as np
import pytest

import ngteach as ng


def told(*solved, shown=(), tried=()):
    entries = {id: {"tries": ["a", "b", "c"], "passed": True, "shown": id in shown} for id in solved}
    entries |= {id: {"tries": ["a"], "passed": False, "shown": False} for id in tried}
    return json.dumps({"format": 1, "exercises": entries})


def notebook(*outputs):
    cells = [{"cell_type": "code", "outputs": [{"data": {"text/plain": [o]}}]} for o in outputs]
    return json.dumps({"cells": [{"cell_type": "markdown"}, *cells]})


def test_a_folder_of_students_becomes_a_table(tmp_path):
    folder = tmp_path / "class"
    for name, text in {
        "anna/ngteach-progress.json": told("start.1", "start.2", shown=("start.2",)),
        "anna/more/00_start.ipynb": notebook("✓ start.3 right: it is", "→ start.1 not yet: yours is 3"),
        "ben.json": told(tried=("start.1",)),
        "eve/00_start.ipynb": notebook(
            "→ start.1 not yet: the cell is still as it came. Write it.", "✓ start.2 right."
        ),
        "readme.txt": "not read",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    found = ng.lab.summary(folder)
    assert [(name, solved[0], total, shown) for name, solved, total, shown in found.rows()] == [
        ("anna", 3, 3, 1),
        ("ben", 0, 0, 0),
        ("eve", 1, 1, 0),
    ]
    assert found.hardest()[0] == ("start.1", 2, 1)
    assert "anna" in repr(found) and "<td>anna</td>" in found._repr_mimebundle_()["text/html"]


def test_a_file_that_is_no_progress_is_listed_and_hides_no_other(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "anna.json").write_text(told("start.1"))
    for name, text in {"bad.json": "{", "worse.ipynb": "[]", "deep.json": "[" * 100_000, "none.ipynb": "{}"}.items():
        (folder / name).write_text(text)
    found = ng.lab.summary(folder)
    assert [row[0] for row in found.rows()] == ["anna"]
    assert sorted(file for file, _ in found.problems) == ["bad.json", "deep.json", "none.ipynb", "worse.ipynb"]
    assert repr(found).count("cannot be read") == 4


@pytest.mark.skipif(os.name == "nt", reason="making a link needs rights there")
def test_no_link_leads_out_of_the_folder(tmp_path):
    folder, outside = tmp_path / "class", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "secret.json").write_text(told("start.1"))
    (folder / "link.json").symlink_to(outside / "secret.json")
    (folder / "linked").symlink_to(outside)
    assert ng.lab.summary(folder).rows() == []


def test_a_students_name_is_shown_as_text_and_nothing_else(tmp_path):
    folder = tmp_path / "class"
    (folder / "<b>x\n").mkdir(parents=True)
    (folder / "<b>x\n" / "p.json").write_text(told("start.1"))
    found = ng.lab.summary(folder)
    assert "<b>x" not in found._repr_mimebundle_()["text/html"]
    assert len(repr(found).splitlines()) == 2


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path):
    for folder in (tmp_path / "nowhere", "a\0b", None):
        with pytest.raises(ng.GraphError, match="there is no folder"):
            ng.lab.summary(folder)


def test_a_folder_that_may_not_be_read_is_listed(tmp_path, monkeypatch):
    (tmp_path / "anna").mkdir()
    (tmp_path / "ben").mkdir()
    (tmp_path / "ben" / "p.json").write_text(told("start.1"))
    scandir = os.scandir

    def closed(path):
        if os.path.basename(path) == "anna":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr("os.scandir", closed)
    found = ng.lab.summary(tmp_path)
    assert [row[0] for row in found.rows()] == ["ben"] and found.problems == [("anna", "Permission denied")]


# ---- the library's own source ---------------------------------------------------


def test_the_source_of_an_op_is_its_type_rule_and_its_adjoint():
    text = repr(ng.lab.show_source(ng.exp))
    assert text.startswith("# ngteach/ops/arithmetic.py\n@elementwise(forward=np.exp)")
    assert "def exp(x):" in text and "return (dy * y,)" in text


def test_the_forward_function_is_shown_where_it_is_our_own():
    text = repr(ng.lab.show_source(ng.relu))
    assert text.index("np.maximum(x, 0") < text.index("def relu(x):") < text.index("def relu_adjoint(")


def test_functions_and_classes_have_sources_too():
    assert "class Adjoints:" in repr(ng.lab.show_source(ng.Adjoints))
    assert "def trace(" in repr(ng.lab.show_source(ng.trace))
    markdown = ng.lab.show_source(ng.clone)._repr_mimebundle_()["text/markdown"]
    assert "```python\n" in markdown and "def clone(" in markdown


def test_what_has_no_source_is_refused():
    for thing in (3.0, np.exp, len):
        with pytest.raises(ng.GraphError, match="no source to show"):
            ng.lab.show_source(thing)
