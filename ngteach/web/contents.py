"""The list of the pages of a folder: each with its first sentence, and with how much there is to try and to solve."""

from __future__ import annotations

from html import escape

from .cells import exercises_in, first_sentence, title_of
from .page import html_of


def entry_of(page, notebook, widgets):
    """An entry of the list.   page: the name of its file.   widgets: how many live in it"""
    cells = notebook["cells"]
    facts = [_counted(widgets, "widget"), _counted(exercises_in(cells), "exercise")]
    told = ", ".join(fact for fact in facts if fact)
    return f"""<li><a href="{escape(page)}">{escape(title_of(cells) or page.removesuffix(".html"))}</a>
<p>{escape(first_sentence(cells))}{f' <span class="note">{told}</span>' if told else ""}</p></li>"""


def contents_html(title, words, entries, places=()):
    """The page.   words: a paragraph above the list, or "".   entries: those of entry_of"""
    above = f"<p>{escape(words)}</p>" if words else ""
    listed = "\n".join(entries)
    return html_of(title, f'<h1>{escape(title)}</h1>\n{above}\n<ol class="contents">\n{listed}\n</ol>', places=places)


def _counted(n, word):
    return f"{n} {word}{'' if n == 1 else 's'}" if n else ""
