"""What lies around a page: the pages before and after it, the notebook that it was made of, and how to run that."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Around:
    """Links are pairs of an address, relative to the page, and words.

    notebook: the name of its file.   beside: does that lie beside the page?   places: what else the site has.
    binder: where the notebook runs on mybinder.org, or "".   run: the two lines that open it in Python
    sum: the SHA-256 of the notebook beside the page, by which a later export knows that nobody has changed it
    """

    notebook: str
    beside: bool = False
    places: tuple[tuple[str, str], ...] = ()
    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None
    binder: str = ""
    run: tuple[str, ...] = ()
    sum: str = ""


def places_html(places, label="Site"):
    """The links above a page."""
    links = "".join(f'<li><a href="{escape(to)}">{escape(words)}</a></li>' for to, words in places)
    return f'<nav aria-label="{label}"><ul>{links}</ul></nav>' if links else ""


def origin_html(around):
    """The line that says what the page is."""
    return (
        f'<p class="origin">This page is the notebook {_named(around)}. <a href="#in-python">Run it in Python</a></p>'
    )


def ending_html(around):
    """How the notebook is run, and the ways on."""
    lines = around.run or ('pip install "ngteach[lab]"', f"jupyter lab {shlex.quote(around.notebook)}")
    binder = (
        f'<p>Or, with nothing to install, <a href="{escape(around.binder)}" rel="noopener noreferrer">on Binder</a>, '
        "when it has room.</p>"
        if around.binder
        else ""
    )
    steps = [
        f'<a rel="{rel}" href="{escape(link[0])}"><small>{word}</small> {escape(link[1])}</a>'
        for rel, word, link in (("prev", "Before", around.before), ("next", "Next", around.after))
        if link
    ]
    ways = f'<nav class="ways" aria-label="Before and after">{"".join(steps)}</nav>' if steps else ""
    return f"""<section id="in-python" class="words" tabindex="-1">
<h2>Run it in Python</h2>
<p>With Python 3.11 or newer, two lines open {_named(around)}, where every cell can be changed and run:</p>
<pre>{escape(chr(10).join(lines))}</pre>
{binder}</section>
{ways}"""


def _named(around):
    name = f"<code>{escape(around.notebook)}</code>"
    return f'<a href="{escape(around.notebook)}" download>{name}</a>' if around.beside else name
