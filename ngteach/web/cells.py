"""The cells of a notebook as HTML: words, code, and each output in the richest form that a page may show."""

from __future__ import annotations

import base64
import re
from html import escape

from .clean import clean, image
from .widgets import VIEW

_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_CHECKED = re.compile(r"""\blab\.check\(["']([a-z_\d]+\.\d+)["']""")  # ends the cell of an exercise
_EXERCISE = """<p class="note exercise">Exercise %s is done in Python: <a href="#in-python">open the notebook there</a>,
write your answer into this cell and run it. The check says what differs.</p>"""
_FOLDED = """<details class="folded"><summary>Show what happens</summary>
%s
</details>"""
_SPACE = re.compile(r"\s+")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")


def cell_html(cell, widgets):
    """One cell.   widgets: the ids of those that the page can draw"""
    text = _joined(cell.get("source"))
    if cell["cell_type"] == "markdown":
        return f'<div class="words">{_markdown(text, cell.get("attachments"))}</div>'
    if cell["cell_type"] != "code":
        return f'<div class="output"><pre>{escape(text)}</pre></div>'
    count = cell.get("execution_count")
    counted = f' data-count="{count}"' if isinstance(count, int) else ""
    code = f'<div class="code"{counted}>{_code(text)}</div>' if text.strip() else ""
    exercise = _CHECKED.search(text)
    note = _EXERCISE % escape(exercise[1]) if exercise else ""
    shown = "\n".join(_output(output, widgets) for output in _runs(cell.get("outputs", ())))
    return "\n".join([code, note, _FOLDED % shown if shown.strip() and _is_folded(cell) else shown])


def _is_folded(cell):
    """Is its output folded in JupyterLab: is it the answer to a prediction before it?"""
    metadata = cell.get("metadata", {})
    jupyter = metadata.get("jupyter", {}) if isinstance(metadata, dict) else {}
    return isinstance(jupyter, dict) and jupyter.get("outputs_hidden") is True


def exercises_in(cells):
    """How many cells end with the check of an exercise."""
    return sum(cell["cell_type"] == "code" and bool(_CHECKED.search(_joined(cell.get("source")))) for cell in cells)


def first_sentence(cells):
    """What a notebook says first, below its heading, as plain text; "" if it has no words."""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            for paragraph in re.split(r"\n\s*\n", re.sub(r"(?m)^#.*$", "", _joined(cell.get("source")))):
                if text := _plain(paragraph):
                    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0][:300]
    return ""


def _plain(markdown):
    """The words of a paragraph without their marks."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return _SPACE.sub(" ", re.sub(r"[*`]|(?<!\w)_|_(?!\w)|^\s*[->|]+", "", text)).strip()


def title_of(cells):
    """The first heading of a notebook's words, without its marks; None if there is none."""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            for line in _joined(cell.get("source")).splitlines():
                if found := re.match(r"#+ +(.+?)\s*#*$", line):
                    return re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", found[1])
    return None


# ---- words and code ---------------------------------------------------------


def _markdown(text, attachments=None):
    """Formulas stay as they were typed: what would set them is far larger than a page."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    text = re.sub(r"\]\(attachment:([^)\s]+)\)", lambda m: f"]({_attached(attachments, m[1])})", text)
    html = clean(markdown2html_mistune(text), text=True)
    return html.replace("<table", '<div class="table"><table').replace("</table>", "</table></div>")


def _attached(attachments, name):
    """The data URI of a picture that a cell of words brings along."""
    found = (attachments or {}).get(name, {})
    for mime in _PICTURES:
        if mime in found:
            return f"data:{mime};base64,{_SPACE.sub('', _joined(found[mime]))}"
    return ""


def _code(text):
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    try:
        lexer = get_lexer_by_name("ipython3")
    except ValueError:
        lexer = get_lexer_by_name("python")
    return f"<pre>{highlight(text, lexer, HtmlFormatter(nowrap=True)).rstrip()}</pre>"


# ---- outputs ----------------------------------------------------------------


def _runs(outputs):
    """The outputs, with what was printed piece by piece as one piece."""
    together: list = []
    for output in outputs:
        last = together[-1] if together else {}
        if output["output_type"] == "stream" == last.get("output_type") and output.get("name") == last.get("name"):
            last["text"] = _joined(last["text"]) + _joined(output["text"])
        else:
            together.append(dict(output))
    return together


def _output(output, widgets):
    kind = output["output_type"]
    if kind == "stream":
        return _box("printed", f"<pre>{_terminal(_joined(output.get('text')))}</pre>")
    if kind == "error":
        lines = output.get("traceback") or [f"{output.get('ename')}: {output.get('evalue')}"]
        return _box("failed", f"<pre>{_terminal(_joined(lines, chr(10)))}</pre>")
    data = output.get("data", {})
    view = data.get(VIEW)
    id = view.get("model_id") if isinstance(view, dict) else None
    if isinstance(id, str) and id in widgets:
        return f'<div class="output widget" data-model="{escape(id)}">{_rich(data)}</div>'
    shown = _rich(data)
    return _box("html" if "text/html" in data else "", shown) if shown else ""


def _rich(data):
    """The richest form of a result that is safe; a widget that is not ours, or has no state here, is its text."""
    if "text/html" in data:
        return clean(_joined(data["text/html"]))
    if "text/markdown" in data:
        return _markdown(_joined(data["text/markdown"]))
    for mime in _PICTURES:
        if mime in data and _BASE64.fullmatch(text := _joined(data[mime])):
            return image(mime, _SPACE.sub("", text), _joined(data.get("text/plain")))
    if "image/svg+xml" in data:
        return image("image/svg+xml", base64.b64encode(_joined(data["image/svg+xml"]).encode()).decode())
    for mime in ("text/plain", "text/latex"):
        if mime in data:
            return f"<pre>{_terminal(_joined(data[mime]))}</pre>"
    return ""


def _box(kind, html):
    return f'<div class="{f"output {kind}".strip()}">{html}</div>'


def _terminal(text):
    """Text for a terminal, with the colours as classes; of a line that was written over, its last state."""
    from nbconvert.filters.ansi import ansi2html

    lines = (line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return ansi2html("\n".join(lines).rstrip("\n"))


def _joined(text, between=""):
    """Text that the file format may keep as a list of lines."""
    if isinstance(text, (list, tuple)):
        return between.join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""
