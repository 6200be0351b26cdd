"""What answers a prediction is folded: not a word of it shows in JupyterLab or in a page before it is asked for."""

import importlib.util
from pathlib import Path

import nbformat
import pytest
from look import CHROMIUM

from ngteach.web.page import page_of

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("build", ROOT / "notebooks" / "source" / "build.py")
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


def built(folder):
    """A notebook with a prediction and what answers it, made from a source as those of the series are."""
    source = folder / "fold.py"
    cells = ["import ngteach as ng", 'ng.lab.predict("backprop.p1")', 'print("the " + "answer")']
    source.write_text("".join(f"# %%\n{cell}\n" for cell in cells), "utf-8")
    return build.build(source, folder)


@pytest.mark.usefixtures("clean")
def test_in_jupyterlab_a_folded_output_shows_nothing_until_its_cell_runs(lab):
    built(lab.folder)
    lab.open("fold.ipynb")
    placeholder = lab.page.locator(".jp-OutputPlaceholder")
    placeholder.wait_for()
    notebook = lab.page.locator(".jp-Notebook")
    assert "the answer" not in notebook.inner_text()
    lab.run_open()
    notebook.get_by_text("the answer", exact=True).wait_for()
    assert placeholder.count() == 0
    lab.close()


def test_in_a_page_it_is_closed_until_it_is_opened(lab, tmp_path):
    (tmp_path / "page.html").write_text(page_of(nbformat.read(built(tmp_path), 4)), "utf-8")
    page = lab.page.context.browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_selector("body[data-drawn]")
    assert not page.get_by_text("the answer").is_visible()
    page.get_by_text("Show what happens").click()
    assert page.get_by_text("the answer").is_visible()
    page.close()
