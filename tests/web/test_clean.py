"""Nothing that comes from a notebook acts in a page: whatever is written, only harmless elements come out."""

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from ngteach.web.clean import ELEMENTS, clean

ROOT = Path(__file__).resolve().parents[2]
PICTURE = '<img alt="a &lt; b" src="data:image/svg+xml;base64,PHN2Zy8+">'


class Found(HTMLParser):
    """All elements with their attributes, and the depth at the end."""

    def __init__(self, html):
        super().__init__()
        self.all, self.depth, self.least = [], 0, 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.all.append((tag, dict(attributes)))
        self.depth += tag not in ("br", "hr", "img", "col")

    def handle_endtag(self, tag):
        self.depth -= 1
        self.least = min(self.least, self.depth)


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT src=//evil.invalid/x.js></SCRIPT >",
    "<scr<script>ipt>alert(1)</script>",
    "<script/>alert(1)",
    "<style>@import 'http://evil.invalid'</style>",
    "<img src=x onerror=alert(1)>",
    "<img src='http://evil.invalid/p.png' srcset='http://evil.invalid 2x'>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.invalid'>x</a>",
    "<iframe src='http://evil.invalid' srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<form action='http://evil.invalid'><input name=a><button formaction=javascript:alert(1)>b</button></form>",
    "<meta http-equiv=refresh content='0;url=http://evil.invalid'><base href='http://evil.invalid'>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    "<p style='background:url(http://evil.invalid)'>x</p>",
    "<p style='position:fixed;top:0;width:expression(alert(1))'>x</p>",
    "<p style='background-image:\\75rl(//evil.invalid)'>x</p>",
    "<div data-model='0' id='theme' name='states'>x</div>",
    "</div></main></body><script>alert(1)</script>",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<template><img src=x onerror=alert(1)></template>",
    "<details open ontoggle=alert(1)>x</details>",
    "<p onclick=alert(1) OnMouseOver=alert(1)>x",
    "<b " + "a" * 100_000,
    "<div>" * 5000 + "x",
    "<svg>" * 500 + "x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


@pytest.mark.parametrize("html", HOSTILE, ids=lambda h: h[:40])
@pytest.mark.parametrize("text", [False, True])
def test_only_harmless_elements_and_attributes_come_out(html, text):
    found = Found(clean(html, text))
    for tag, attributes in found.all:
        assert tag in ELEMENTS
        assert not [
            name for name in attributes if name.startswith(("on", "data-")) or name in ("srcset", "name", "action")
        ]
        assert re.match(r"data:image/", attributes.get("src", "data:image/"))
        assert re.match(r"(https?://|mailto:|#|[\w.%-]+(/|[#?]|$))", attributes.get("href", "#"))
        assert not re.search(r"url|expression|position|\\", attributes.get("style", ""))
        assert text or "id" not in attributes
    assert found.depth == found.least == 0 or "svg" in html  # no element of the page is ended, none is left open
    assert clean(clean(html, text), text) == clean(html, text)


def test_what_is_harmless_stays_as_it_is():
    html = (
        f'<p>a <b>b</b> &lt;c&gt; <code>x &amp; y</code><br></p><table><tr><td colspan="2">1</td></tr></table>{PICTURE}'
    )
    assert clean(html) == html
    assert (
        clean('<td style="text-align:left;vertical-align:top">')
        == '<td style="text-align: left; vertical-align: top"></td>'
    )
    assert clean('<div style="border-left: 4px solid #D55E00; padding: 4px 12px">x</div>').count("#D55E00")
    assert (
        clean("<a href='https://numpy.org'>NumPy</a>")
        == '<a href="https://numpy.org" rel="noopener noreferrer">NumPy</a>'
    )


def test_a_drawing_becomes_an_image_of_itself():
    html = clean('<p>before<svg viewBox="0 0 9 9"><linearGradient id="g"/><g><text>a &lt; b</text></g></svg>after</p>')
    (data,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    drawing = base64.b64decode(data).decode()
    assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><linearGradient id="g"/>')
    assert drawing.endswith("<g><text>a &lt; b</text></g></svg>")
    assert html.startswith("<p>before<img") and html.endswith(">after</p>")


def test_of_the_authors_words_headings_keep_their_names_and_notebooks_lead_to_pages():
    html = '<h2 id="A-small-graph">A</h2><a href="08_update.ipynb#x">5</a> <a href="https://a.invalid/b.ipynb">b</a>'
    kept = clean(html, text=True)
    assert (
        'id="A-small-graph"' in kept
        and 'href="08_update.html#x"' in kept
        and 'href="https://a.invalid/b.ipynb"' in kept
    )
    assert "id=" not in clean(html) and "08_update.ipynb" in clean(html)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_of_the_kits_own_outputs_nothing_is_lost(path):
    for cell in nbformat.read(path, 4).cells:
        for output in cell.get("outputs", ()):
            html = output.get("data", {}).get("text/html", "")
            before, after = Found(html).all, Found(clean(html)).all
            assert [tag for tag, _ in before] == [tag for tag, _ in after]
            assert [a.get("src") for _, a in before] == [a.get("src") for _, a in after]
            squeezed = (
                [re.sub(r"\s", "", a.get("style", "")) for _, a in before],
                [re.sub(r"\s", "", a.get("style", "")) for _, a in after],
            )
            assert squeezed[0] == squeezed[1]
