"""The site: three parts that lead to one another, and laws that hold wherever its files are put."""

import nbformat
import pytest

from ngteach import GraphError
from ngteach.web import laws, site
from ngteach.web.export import LARGEST_PAGE
from ngteach.web.laws import broken_laws
from ngteach.web.page import MADE_BY

FRONT = f'<!doctype html>{MADE_BY}1"><a href="series/index.html">S</a><a href="reference/index.html">R</a>'


@pytest.fixture
def parts(tmp_path, monkeypatch):
    """(notebooks, reference): two small folders; the playground is a stub."""
    (notebooks := tmp_path / "notebooks").mkdir()
    cells = [nbformat.v4.new_markdown_cell("# Step 1: what\n\nSee [there](#Step-1:-what).")]
    made = nbformat.v4.new_notebook(cells=cells, metadata={"widgets": {"stored": {}}})
    (notebooks / "a.ipynb").write_text(nbformat.writes(made))
    (reference := tmp_path / "reference" / "html").mkdir(parents=True)
    (reference / "ops").mkdir()
    for page in ("index.html", "ops/add.html"):
        (reference / page).write_text('<div class="sidebar-sticky"><p>x</p></div>')
    monkeypatch.setattr(site, "build_playground", front(FRONT))
    return notebooks, reference


def front(text):
    def build(folder, links):
        (folder / "index.html").write_text(text)
        return folder / "index.html"

    return build


def test_the_parts_lead_to_one_another(parts, tmp_path):
    pages = site.build_site(tmp_path / "out", *parts, binder="https://mybinder.org/v2/x/{name}")
    names = [page.relative_to(tmp_path / "out").as_posix() for page in pages]
    assert names == [
        "index.html",
        "reference/index.html",
        "reference/ops/add.html",
        "series/a.html",
        "series/index.html",
    ]
    text = {name: page.read_text() for name, page in zip(names, pages)}
    assert 'href="../index.html"' in text["series/a.html"] and 'href="../reference/index.html"' in text["series/a.html"]
    assert 'href="https://mybinder.org/v2/x/a.ipynb"' in text["series/a.html"]
    assert 'href="../../series/index.html"' in text["reference/ops/add.html"]
    assert (tmp_path / "out" / "series" / "a.ipynb").is_file()


def test_a_second_build_takes_the_place_of_the_first_and_nothing_else_is_replaced(parts, tmp_path):
    out = tmp_path / "out"
    site.build_site(out, *parts)
    (out / "series" / "gone.html").write_text("of an earlier series")
    site.build_site(out, *parts)
    assert not (out / "series" / "gone.html").exists()
    (out / "index.html").write_text("mine")
    with pytest.raises(GraphError, match="index.html is there already, and ngteach did not make it"):
        site.build_site(out, *parts)
    (out / "index.html").unlink()
    with pytest.raises(GraphError, match="out holds other things than a site of ngteach; write an empty folder"):
        site.build_site(out, *parts)
    assert (out / "series" / "a.html").is_file()


def test_a_broken_law_is_named_and_leaves_the_old_site(parts, tmp_path, monkeypatch):
    site.build_site(tmp_path / "out", *parts)
    monkeypatch.setattr(site, "build_playground", front(f'{MADE_BY}1"><a href="nowhere.html">x</a>'))
    with pytest.raises(GraphError, match="^index.html leads to nowhere.html, which is not there$"):
        site.build_site(tmp_path / "out", *parts)
    assert (tmp_path / "out" / "index.html").read_text() == FRONT
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notebooks", "out", "reference"]  # no scratch


OTHER = "a page asks no other host, and begins no path at a server's root"
BROKEN = {
    '<script src="https://a.invalid/x.js"></script>': f"a.html loads https://a.invalid/x.js: {OTHER}",
    '<link rel="stylesheet" href="//a.invalid/x.css">': f"a.html loads //a.invalid/x.css: {OTHER}",
    '<img src="/x.png">': f"a.html loads /x.png: {OTHER}",
    "<style>p { background: url(http://a.invalid/x.png) }</style>": f"a.html loads http://a.invalid/x.png: {OTHER}",
    "<style>@import 'x.css';</style>": "a.html loads x.css, which is not there",
    "<p style='background: url(/x)'>": f"a.html loads /x: {OTHER}",
    '<script src="x.js?v=1"></script>': "a.html loads x.js?v=1, which is not there",
    '<a href="/b.html">x</a>': "a.html leads to /b.html: write where that is, seen from the page",
    '<a href="file:///b.html">x</a>': "a.html leads to file:///b.html: write where that is, seen from the page",
    '<a href="b">x</a>': "a.html leads to b, which is not there",
    '<a href="b.html#no">x</a>': "a.html leads to b.html#no, where nothing has this name",
    "x" * (LARGEST_PAGE + 1): f"a.html has {LARGEST_PAGE + 1:,} bytes with what it loads, more than {LARGEST_PAGE:,}",
}  # fmt: skip


@pytest.mark.parametrize("html", BROKEN, ids=lambda h: h[:40])
def test_each_law_is_told_by_the_name_of_its_page(html, tmp_path):
    (tmp_path / "b.html").write_text('<p id="yes">')
    (tmp_path / "a.html").write_text(html)
    assert broken_laws(tmp_path) == [BROKEN[html]]


def test_what_a_page_may_do_breaks_no_law(tmp_path):
    (tmp_path / "b c.html").write_text('<p id="ö:1">')
    (tmp_path / "x.js").write_text("1")
    (tmp_path / "a.html").write_text(
        '<a href="https://a.invalid">x</a><a href="b%20c.html#%C3%B6:1">x</a><a href="#top">x</a><img src="data:,x">'
        '<a href="b%20c.html#stepper.step=1">x</a><script src="x.js?v=1"></script><a href="mailto:a@b.invalid">x</a>'
    )
    assert not broken_laws(tmp_path)


def test_what_a_page_loads_counts_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(laws, "LARGEST_PAGE", 1000)
    (tmp_path / "x.js").write_text("x" * 980)
    (tmp_path / "a.html").write_text('<script src="x.js"></script>')
    assert broken_laws(tmp_path) == ["a.html has 1,008 bytes with what it loads, more than 1,000"]
