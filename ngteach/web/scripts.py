"""The JavaScript and CSS of a page: what all its widgets share once, and what each class has of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..lab.widgets.widget import LIVE, STATIC, shared_scripts, text_of

HERE = Path(__file__).parent / "static"
_LAST = "export default { render };"


def script(kinds):
    """One text for these classes of widgets: it fills `kinds`, a Map from names to render(), and draws them all.

    The engine of graphs stands in it once, and only if one of them is answered by the page (lab/static/live.js).
    """
    live = any(text_of(LIVE[0]) in kind.scripts for kind in kinds)
    shared = shared_scripts(live) if kinds else ()
    parts = [*shared, "const kinds = new Map();"]
    for kind in kinds:
        own = "\n".join(text for text in kind.scripts if text not in shared).replace(_LAST, "return render;")
        parts.append(f'kinds.set("{kind.__name__}", (() => {{\n{own}\n}})());')
    page = "\n".join((HERE / name).read_text("utf-8") for name in ("links.js", "page.js"))
    return "\n".join([*parts, f"await (async () => {{\n{page}\n}})();"])  # its names are its own, too


def style(kinds):
    """One text for the page and these classes of widgets."""
    files = [_files(str(kind._css)) for kind in kinds]
    return "\n".join(
        [(HERE / "page.css").read_text("utf-8"), *dict.fromkeys(text for texts in files for text in texts)]
    )


def _files(whole):
    """The texts of the files that a class's style was put together from."""
    found = []
    while whole:
        text = next((text for text in _styles() if whole == text or whole.startswith(f"{text}\n")), whole)
        found.append(text)
        whole = whole[len(text) + 1 :]
    return found


@cache
def _styles():
    return [path.read_text("utf-8") for path in sorted(STATIC.glob("*.css"))]
