"""The pages of the course in their order, and what they are called.

A page is known by its name, "backprop"; the file 05_backprop.ipynb has its place in the order before it.  What is
asked on a page is named after the page, "backprop.2", so that a page may be moved without a change of these names.
Before that they were named after the page's number: "04.2".  Those names stay understood, in notebooks, in calls and
in files of progress.
"""

from __future__ import annotations

import re

PAGES = (
    *("start", "tracing", "inference", "loss"),
    *("slopes", "backprop", "rules", "own_op"),
    *("update", "clone", "training", "memorise"),
    *("floats", "nan", "limits"),
    *("passes", "memory", "threads", "chaos"),
    *("convolution", "depth", "attention", "rosetta", "project"),
    "glossary",
)
# what was 04.2 is an exercise of the page that was notebook 04, unless it has moved to another since
_ONCE = (
    *("start", "tracing", "inference", "loss", "backprop", "update"),
    *("clone", "training", "passes", "memory", "own_op", "chaos"),
)
MOVED = {
    **{"02.1": "earlier.1", "02.3": "earlier.2", "03.4": "earlier.3"},
    **{"04.2": "rules.1", "04.3": "backprop.2", "04.4": "rules.2"},
    **{"07.2": "memorise.1", "07.3": "training.2", "07.4": "training.3"},
    "09.4": "threads.1",
    **{"11.1": "floats.1", "11.3": "floats.2", "11.4": "floats.3"},
}

ID = re.compile(r"[a-z_]{1,40}\.[a-z]?[0-9]{1,3}")
_BY_NUMBER = re.compile(r"([0-9]{2})\.([a-z]?)([0-9]{1,3})")


def number_of(page):
    """ "05" of "backprop" """
    return f"{PAGES.index(page):02}"


def name_now(id: str) -> str:
    """The name that stands for "04.2" now; any other text as it is.

    An exercise by number is one of the first edition, "04.2"; a question by number is one of today's page, "04.q1".
    """
    found = _BY_NUMBER.fullmatch(id)
    if not found:
        return id
    number, kind, place = found.groups()
    pages = PAGES if kind else _ONCE
    return MOVED.get(id) or (f"{pages[int(number)]}.{kind}{place}" if int(number) < len(pages) else id)
