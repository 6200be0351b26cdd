"""The reference builds without a warning, holds every public name, and loads nothing from the network."""

import re
from importlib.resources import files

import pytest
from browser.look import CHROMIUM
from reference.build import build
from reference.public import is_of_ops, public, split

for package in ("sphinx", "furo", "myst_parser"):
    pytest.importorskip(package, reason=f"the reference is made with {package}: pip install -e '.[docs]'")


pytestmark = pytest.mark.filterwarnings("ignore:.*MystReferenceResolver.app.*")  # between MyST and Sphinx


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    """The folder of the pages."""
    folder = tmp_path_factory.mktemp("reference")
    assert build(folder) == 0
    return folder / "html"


@pytest.fixture(scope="module")
def pages(html):
    """{name: text} of the pages."""
    return {str(path.relative_to(html)): path.read_text(encoding="utf-8") for path in html.rglob("*.html")}


def test_every_public_name_has_one_entry(pages):
    found = sorted(
        name for text in pages.values() for name in re.findall(r'<dt [^>]*id="ng\.((?:[a-z]+\.)?\w+)"', text)
    )
    assert found == sorted(public())


def test_the_entry_of_an_op_shows_its_example(pages):
    whole = "".join(pages.values())
    entries = dict(re.findall(r'<dt [^>]*id="ng\.((?:[a-z]+\.)?\w+)">(.*?)</dl>', whole, re.S))
    for name, thing in public().items():
        if is_of_ops(name, thing) and split(thing)[1]:
            assert "&gt;&gt;&gt;" in entries[name], name


def test_a_docstring_is_shown_as_it_is_written(pages):
    text = re.sub(r"<[^>]+>", "", pages["train.html"])
    assert "Mean of log p[i, labels[i]]: the tutorial's loss" in text and "-&gt; f32[]" in text
    assert "labels: i32[n] in [0, classes)." in text


def test_the_tables_of_numpy_link_to_the_entries(pages):
    assert re.search(
        r"np\.exp</span></code></p></td>\s*<td><p><a [^>]*href=\"ops/\w+.html#ng.exp\"", pages["numpy.html"]
    )
    text = re.sub(r"<[^>]+>", "", pages["numpy.html"])
    assert "np.linalg.svd\nmatrices are decomposed" in text
    assert "x.sum(axis=None" in re.sub(r"<[^>]+>", "", pages["tensors.html"])


def test_the_guide_to_transformations_leads_to_the_entries(pages):
    for page, name in (("transform", "vmap"), ("runtime", "jit"), ("passes", "fold")):
        assert f'id="ng.{name}"' in pages[f"{page}.html"]
    assert 'href="transform.html#ng.vmap"' in pages["transformations.html"]
    assert "mistakes/19_transformations.html" in pages["transformations.html"]


def test_no_page_loads_anything_from_another_host(html, pages):
    for name, text in pages.items():
        loading = re.findall(r"<(?:script|img|link|iframe|source)[^>]*(?:src|href)=\"([^\"]*)\"", text)
        assert loading and not [url for url in loading if re.match(r"(?:https?:)?//", url)], name
    for path in html.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), path


def test_the_search_index_is_a_script_that_knows_the_words(html):
    index = (html / "searchindex.js").read_text(encoding="utf-8")
    assert index.startswith("Search.setIndex(") and '"broadcast"' in index and "derive_training" in index


AXE = "axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.help}`))"


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here")
def test_it_can_be_read_and_searched_by_everybody(html):
    """In a real browser, opened from the disk, on a phone and on a screen: nothing is fetched."""
    playwright = pytest.importorskip("playwright.sync_api")
    pytest.importorskip("axe_playwright_python")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM)
        phone, screen = ("index", "core", "mistakes/10_gradients"), ("ops/arithmetic", "numpy", "mistakes/index")
        for scheme, width, names in (("light", 390, phone), ("dark", 1280, screen)):
            page, asked = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800}), []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            for name in names:
                page.goto((html / f"{name}.html").as_uri())
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
                page.evaluate(axe)
                assert page.evaluate(AXE) == [], name
            page.goto((html / "search.html").as_uri() + "?q=broadcast")
            page.wait_for_selector("#search-results a:has-text('ng.broadcast')")
            assert all(url.startswith(("file:", "data:")) for url in asked)
        browser.close()
