"""The JavaScript and CSS of a page: what all its widgets share once, and what each class has of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..lab.widgets.widget import STATIC

HERE = Path(__file__).parent / "static"
_LAST = "export default { render };"


def script(kinds):
    """One text for these classes of widgets: it fills `kinds`, a Map from names to render(), and draws them all."""
    files = {kind: _files(str(kind._esm), ".js") for kind in kinds}
    shared = _common(files.values())
    parts = [*shared, "const kinds = new Map();"]
    for kind, texts in files.items():
        own = "\n".join(texts[len(shared) :]).replace(_LAST, "return render;")
        parts.append(f'kinds.set("{kind.__name__}", (() => {{\n{own}\n}})());')
    page = "\n".join((HERE / name).read_text("utf-8") for name in ("links.js", "page.js"))
    return "\n".join([*parts, f"await (async () => {{\n{page}\n}})();"])  # its names are its own, too


def style(kinds):
    """One text for the page and these classes of widgets."""
    files = [_files(str(kind._css), ".css") for kind in kinds]
    return "\n".join(
        [(HERE / "page.css").read_text("utf-8"), *dict.fromkeys(text for texts in files for text in texts)]
    )


def _files(whole, suffix):
    """The texts of the files that a class's script was put together from."""
    found = []
    while whole:
        text = next((text for text in _texts(suffix) if whole == text or whole.startswith(f"{text}\n")), whole)
        found.append(text)
        whole = whole[len(text) + 1 :]
    return found


def _common(lists):
    """What all the lists begin with; of a single one, all but its own script: the page needs what widgets share."""
    first, *others = lists or [()]
    same = 0 if others else max(len(first) - 1, 0)
    while others and same < len(first) and all(first[same : same + 1] == other[same : same + 1] for other in others):
        same += 1
    return first[:same]


@cache
def _texts(suffix):
    return [path.read_text("utf-8") for path in sorted(STATIC.glob(f"*{suffix}"))]
