"""One HTML file of a notebook: words, code and outputs, with the widgets alive, and nothing asked of another host."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape

from ..core.version import VERSION
from .around import Around, ending_html, origin_html, places_html
from .cells import cell_html, title_of
from .scripts import script, style
from .widgets import widgets_of

MADE_BY = '<meta name="generator" content="ngteach '


def page_of(notebook, name="notebook", around=None):
    """The HTML.   notebook: a dict of format 4, with the states of its widgets.   name: for one without a heading

    around: the pages beside it, and where its notebook is
    """
    cells, widgets = notebook["cells"], widgets_of(notebook)
    around = around or Around(f"{name}.ipynb")
    body = "\n".join(cell_html(cell, widgets.keys()) for cell in cells)
    shown = {id: found for id, found in widgets.items() if f'data-model="{escape(id)}"' in body}
    kinds = sorted({found.kind for found in shown.values()}, key=lambda kind: kind.__name__)
    states = [[id, {"kind": found.kind.__name__, "state": found.state}] for id, found in shown.items()]
    title = title_of(cells)
    heading = "" if title else f"<h1>{escape(name)}</h1>\n"
    body = f"{origin_html(around)}\n{heading}{body}\n{ending_html(around)}"
    return html_of(title or name, body, kinds, states, around.places, around.sum)


def html_of(title, body, kinds=(), states=(), places=(), sum=""):
    """A page with this body.   kinds, states: of its widgets.   places: links above it.   sum: of its notebook"""
    code = _script(kinds)
    return _PAGE % {
        "made by": f'{MADE_BY}{VERSION}">' + (f'\n<meta name="notebook" content="{sum}">' if sum else ""),
        "title": escape(title),
        "version": VERSION,
        "policy": policy(code),
        "style": style(kinds).replace("</", "<\\/"),
        "places": places_html(places),
        "body": body,
        "states": _json(states),
        "script": code,
    }


def _json(states):
    """JSON as browsers read it, without the numbers that only Python writes, and without what would end its element."""
    known = json.loads(json.dumps(states), parse_constant=lambda _: None)
    return json.dumps(known, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _script(kinds):
    code = f"\n{script(kinds)}\n"
    return code.replace("\r\n", "\n").replace("</script", "<\\/script")


def policy(code):
    """What a browser lets the page do: run this one script, and workers and pictures made of it; ask nobody."""
    sum = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    may = {
        "worker-src": "blob:",
        "script-src": f"'sha256-{sum}'",
        "style-src": "'unsafe-inline'",
        "img-src": "data: blob:",
    }
    may |= {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{name} {whom}" for name, whom in may.items())


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
%(made by)s
<meta http-equiv="Content-Security-Policy" content="%(policy)s">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%(title)s</title>
<style>
%(style)s
</style>
</head>
<body data-jp-theme-light="true">
<a class="skip" href="#main">Skip to the text</a>
<header>%(places)s<button id="theme" type="button" hidden></button></header>
<main id="main" tabindex="-1">
%(body)s
</main>
<footer>Made by ngteach %(version)s. This page asks no other computer for anything.</footer>
<script type="application/json" id="states">%(states)s</script>
<script type="module">%(script)s</script>
</body>
</html>
"""
