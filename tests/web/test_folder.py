"""ngteach export FOLDER: pages that lead to one another, the notebooks beside them, and a list with first sentences."""

import json
import re

import nbformat
import pytest

from ngteach import GraphError
from ngteach.cli.command import main
from ngteach.lab.exercises.course import PAGES
from ngteach.web import folder, kept
from ngteach.web.cells import first_sentence
from ngteach.web.folder import About, Progress, check_folder, export_folder, notebooks_in


def notebook(*words, code=()):
    cells = [nbformat.v4.new_markdown_cell(text) for text in words] + [nbformat.v4.new_code_cell(text) for text in code]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells))


@pytest.fixture
def lessons(tmp_path):
    """A folder with three notebooks."""
    (place := tmp_path / "lessons").mkdir()
    (place / "b.ipynb").write_text(notebook("# Second", "# Not *this*\n\nSee [a](a.ipynb). And more."))
    (place / "a.ipynb").write_text(
        notebook("# First <1>\n\nYou write `x < y`, *once*. Then.", code=['ng.lab.check("backprop.1", x)'])
    )
    (place / "c d.ipynb").write_text(notebook(code=["1"]))
    (place / ".hidden.ipynb").write_text("{}")
    return place


class Heard(Progress):
    """Remembers what it was told."""

    def __init__(self):
        self.said = []

    def begins(self, notebooks, cells):
        self.said.append((notebooks, cells))

    def runs(self, name):
        self.said.append(name)

    def wrote(self, page, widgets, size):
        self.said.append(page.name)


def links(page):
    return re.findall(r'<a[^>]*href="([^"]*)"', page.read_text())


def test_pages_lead_to_one_another_and_to_their_notebooks(lessons, tmp_path, capsys):
    assert main(["export", str(lessons), "-o", str(tmp_path / "out"), "--no-run"]) == 0
    out = tmp_path / "out"
    assert sorted(p.name for p in out.iterdir()) == [
        "a.html", "a.ipynb", "b.html", "b.ipynb", "c d.html", "c d.ipynb", "index.html"
    ]  # fmt: skip
    assert (out / "a.ipynb").read_bytes() == (lessons / "a.ipynb").read_bytes()
    assert {"index.html", "b.html", "a.ipynb"} <= set(links(out / "a.html")) and "c d.html" not in links(out / "a.html")
    assert {"a.html", "c d.html"} <= set(links(out / "b.html"))
    assert [to for to in links(out / "index.html") if to[0] != "#"] == ["a.html", "b.html", "c d.html"]
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said] == [
        f"wrote {out / n}" for n in ("a.html", "b.html", "c d.html", "index.html")
    ]


def test_the_list_says_what_each_page_says_first(lessons, tmp_path):
    export_folder(notebooks_in(lessons), tmp_path / "out", About("Mine & yours", "About <it>."), run=False)
    page = (tmp_path / "out" / "index.html").read_text()
    assert "<h1>Mine &amp; yours</h1>\n<p>About &lt;it&gt;.</p>" in page
    assert "First &lt;1&gt;</a>\n<p>You write x &lt; y, once. <span" in page and ">1 exercise<" in page
    assert "Second</a>\n<p>See a.</p>" in page and "c d</a>\n<p></p>" in page


@pytest.mark.parametrize(
    "words, said",
    [
        ("# T\n\nOne `a.b` and *two*. Three.", "One a.b and two."),
        ("# T\n## U\n\n- a list\n- of two", "a list - of two"),
        ("Is it [so](x.ipynb)? Yes.", "Is it so?"),
        ("log_min stays, _this_ goes", "log_min stays, this goes"),
        ("# only a heading", ""),
        ("x" * 900, "x" * 300),
    ],
)
def test_the_first_sentence_is_plain_text(words, said):
    assert first_sentence([{"cell_type": "markdown", "source": words}]) == said


def test_an_exercise_says_how_it_is_done_in_python(lessons, tmp_path):
    export_folder(notebooks_in(lessons), tmp_path / "out", About("x", run=("one", "two")), run=False)
    page = (tmp_path / "out" / "a.html").read_text()
    assert 'Exercise backprop.1 is done in Python: <a href="#in-python">' in page
    assert 'id="in-python"' in page and "<pre>one\ntwo</pre>" in page
    assert 'class="note exercise"' not in (tmp_path / "out" / "b.html").read_text()


def test_where_the_notebooks_run_on_binder_is_a_link_if_it_is_known(lessons, tmp_path):
    about = About("x", binder="https://mybinder.org/v2/gh/a/b/HEAD?urlpath=lab/tree/{name}")
    export_folder(notebooks_in(lessons), tmp_path / "out", about, run=False)
    assert "https://mybinder.org/v2/gh/a/b/HEAD?urlpath=lab/tree/a.ipynb" in links(tmp_path / "out" / "a.html")
    assert main(["export", str(lessons), "--no-run"]) == 0
    assert not [to for to in links(lessons / "a.html") if to.startswith("http")]


def test_a_page_alone_leads_to_its_notebook_only_where_that_lies_beside_it(lessons, tmp_path):
    assert main(["export", str(lessons / "a.ipynb"), "--no-run"]) == 0
    assert main(["export", str(lessons / "a.ipynb"), "--no-run", "-o", str(tmp_path / "x.html")]) == 0
    assert "a.ipynb" in links(lessons / "a.html") and "a.ipynb" not in links(tmp_path / "x.html")
    assert "This page is the notebook <code>a.ipynb</code>" in (tmp_path / "x.html").read_text()


# ---- what is refused ----------------------------------------------------------


def test_a_folder_without_notebooks_is_said(tmp_path, capsys):
    assert main(["export", str(tmp_path)]) == 1
    assert "has no notebook in it; write a folder with files NAME.ipynb" in capsys.readouterr().err


def test_a_notebook_that_would_become_the_list_is_said(lessons, capsys):
    (lessons / "index.ipynb").write_text(notebook("x"))
    assert main(["export", str(lessons)]) == 1
    assert "index.ipynb would become index.html, which lists the pages" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.html", "index.html", "a.ipynb"])
def test_what_is_not_ours_is_said_before_anything_is_written(lessons, tmp_path, capsys, name):
    (out := tmp_path / "out").mkdir()
    (out / name).write_text("mine")
    assert main(["export", str(lessons), "-o", str(out)]) == 1
    assert f"{name} is there already, and ngteach did not" in capsys.readouterr().err
    assert [p.name for p in out.iterdir()] == [name] and (out / name).read_text() == "mine"
    assert main(["export", str(lessons), "-o", str(out), "--no-run", "--force"]) == 0
    assert (out / name).read_text() != "mine"


def test_a_notebook_is_replaced_as_long_as_nobody_changed_it(lessons, tmp_path, capsys):
    out = tmp_path / "out"
    command = ["export", str(lessons), "-o", str(out), "--no-run"]
    assert main(command) == 0
    (lessons / "a.ipynb").write_text(notebook("# Newer"))
    assert main(command) == 0 and "Newer" in (out / "a.ipynb").read_text()
    (out / "a.ipynb").write_text(notebook("# My own work"))
    assert main(command) == 1
    assert "a.ipynb is there already, and ngteach did not put it there" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_folder_is_said(lessons, tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(GraphError, match="out is a file; write -o and a folder for the pages"):
        check_folder(notebooks_in(lessons), tmp_path / "out")
    with pytest.raises(GraphError, match="x.html names a page, wanted a folder for the pages"):
        check_folder(notebooks_in(lessons), tmp_path / "x.html")
    with pytest.raises(GraphError, match="there is no folder .*none"):
        check_folder(notebooks_in(lessons), tmp_path / "none" / "out")


def test_one_that_is_no_notebook_is_named_before_any_runs(lessons, tmp_path):
    (lessons / "z.ipynb").write_text("{}")
    with pytest.raises(GraphError, match="z.ipynb: it is not a notebook"):
        export_folder(notebooks_in(lessons), tmp_path / "out", About("x"))
    assert not (tmp_path / "out").exists()


# ---- running ------------------------------------------------------------------


@pytest.fixture
def ran(monkeypatch):
    """The names of the notebooks that were run: by nobody, in no time."""
    names = []

    def run(notebook, path, on_cell):
        names.append(path.name)
        notebook.cells.append(nbformat.v4.new_raw_cell("this has run"))
        for _ in notebook.cells:
            on_cell()

    monkeypatch.setattr("ngteach.web.running.run_notebook", run)
    return names


def test_what_was_run_is_kept_until_its_cells_or_the_package_change(lessons, tmp_path, ran, monkeypatch):
    def build():
        export_folder(notebooks_in(lessons), tmp_path / "out", About("x"), kept=tmp_path / "kept", tell=heard)

    heard = Heard()
    build()
    assert ran == ["a.ipynb", "b.ipynb", "c d.ipynb"]
    assert heard.said[:3] == [(3, 5), "a.ipynb", "a.html"]
    build()
    assert len(ran) == 3 and "this has run" in (tmp_path / "out" / "b.html").read_text()
    (lessons / "b.ipynb").write_text(notebook("# Other"))
    build()
    assert ran[3:] == ["b.ipynb"] and len([*(tmp_path / "kept").iterdir()]) == 3
    monkeypatch.setattr(kept, "_package_sum", lambda: "another")
    build()
    assert len(ran) == 7


def test_nothing_is_kept_unless_it_is_asked_for(lessons, tmp_path, ran):
    for _ in range(2):
        export_folder(notebooks_in(lessons), tmp_path / "out", About("x"))
    assert len(ran) == 6


def test_a_run_that_stops_leaves_whole_pages_only(lessons, tmp_path, monkeypatch):
    def run(notebook, path, on_cell):
        if path.name == "b.ipynb":
            raise KeyboardInterrupt

    monkeypatch.setattr("ngteach.web.running.run_notebook", run)
    with pytest.raises(KeyboardInterrupt):
        export_folder(notebooks_in(lessons), tmp_path / "out", About("x"))
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.html", "a.ipynb"]
    assert (tmp_path / "out" / "a.html").read_text().endswith("</html>\n")


def test_the_word_series_means_the_kits_own_notebooks(tmp_path, monkeypatch):
    exported = []
    monkeypatch.setattr(folder, "export_folder", lambda sources, target, *_, **__: exported.append((sources, target)))
    monkeypatch.chdir(tmp_path)
    assert main(["export", "series"]) == 0
    ((sources, target),) = exported
    assert len(sources) == len(PAGES) and sources[0].name == "00_start.ipynb" and target == "ngteach-pages"
    (tmp_path / "series").mkdir()  # a folder of this name is meant
    (tmp_path / "series" / "mine.ipynb").write_text(notebook("x"))
    assert main(["export", "series"]) == 0 and len(exported[1][0]) == 1


def test_a_page_that_is_too_large_for_a_phone_is_named(lessons, capsys, monkeypatch):
    monkeypatch.setattr("ngteach.cli.exporting.LARGEST_PAGE", 1000)
    assert main(["export", str(lessons), "--no-run"]) == 0
    assert "a.html is larger than 0.001 MB: a phone will open it late" in capsys.readouterr().err
    assert json.loads((lessons / "a.ipynb").read_text())
