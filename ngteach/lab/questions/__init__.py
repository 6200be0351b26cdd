"""What the notebooks ask: backprop.py has the predictions and questions of the page "backprop".  Loaded when asked for.

in:     a reader's guess, or words
out:    a form, a verdict with its reason, an answer
knows:  core, files, draw, lab.exercises, lab.widgets
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ...core.calling.errors import GraphError, shown
from ..exercises.course import PAGES, name_now

_HERE = Path(__file__).parent
_KINDS = {"p": "PREDICTIONS", "q": "QUESTIONS", "r": "RECALL"}  # backprop.p1, backprop.q1, backprop.r1


def pages():
    """The names of the pages that ask something, in the order of the course."""
    return [page for page in PAGES if (_HERE / f"{page}.py").is_file()]


def of_page(page, kind):
    """What a page asks of one kind: its predictions "p", closing questions "q", or what is recalled later "r"."""
    return getattr(import_module(f".{page}", __name__), _KINDS[kind], ()) if page in pages() else ()


def find(id, kinds, asker):
    """The prediction "backprop.p1", or the question "backprop.q1", also "05.q1"; GraphError if there is none.

    kinds: the letters that may stand before its number.   asker: the function that looks for it
    """
    text = name_now(id) if isinstance(id, str) else ""
    page = text.partition(".")[0]
    known = [one for kind in kinds for one in of_page(page, kind)]
    for one in known:
        if one.id == text:
            return one
    wanted = {"p": "prediction", "q": "question"}[kinds[0]]
    if known:
        has = ", ".join(one.id for one in known)
        raise GraphError(f"{asker}: there is no {wanted} {shown(id)}; the page {page} has {has}")
    raise GraphError(
        f'{asker}: there is no {wanted} {shown(id)}; write its name as in the notebook, "backprop.{kinds[0]}1"'
    )


def page_named(page, asker):
    """The name of a page, "backprop", that may have been given by its number, "05"; GraphError if there is none."""
    if isinstance(page, str) and page in PAGES:
        return page
    if isinstance(page, str) and len(page) == 2 and page.isdecimal() and int(page) < len(PAGES):
        return PAGES[int(page)]
    raise GraphError(f'{asker}: there is no page {shown(page)}; write its name, such as "backprop"')
