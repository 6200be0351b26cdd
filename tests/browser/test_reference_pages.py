"""The reference in a real browser, opened from the disk: everybody can read and search it; nothing is fetched."""

from importlib.resources import files

import pytest
from look import CHROMIUM
from reference.build import build

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("axe_playwright_python")
pytest.importorskip("sphinx", reason="the reference is made with Sphinx: pip install -e '.[docs]'")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:.*MystReferenceResolver.app.*"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
AXE = "axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.help}`))"


def test_it_can_be_read_and_searched_by_everybody(tmp_path):
    assert build(tmp_path) == 0
    html, axe = tmp_path / "html", files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM)
        for scheme, width in (("light", 390), ("dark", 1280)):  # a phone, and a screen
            page, asked = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800}), []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            for name in ("index", "ops/arithmetic", "core", "numpy", "mistakes/index", "mistakes/10_gradients"):
                page.goto((html / f"{name}.html").as_uri())
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
                page.evaluate(axe)
                assert page.evaluate(AXE) == [], name
            page.goto((html / "search.html").as_uri() + "?q=broadcast")
            page.wait_for_selector("#search-results a:has-text('ng.broadcast')")
            assert all(url.startswith(("file:", "data:")) for url in asked)
        browser.close()
