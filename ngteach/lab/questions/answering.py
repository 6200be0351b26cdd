"""The closing questions of a page, and those that come back two pages later: your words first, then an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.calling.errors import GraphError, require, shown
from ...core.provenance import says_where
from ..exercises.course import PAGES, number_of
from ..exercises.progress import change, kept
from ..exercises.record import LONGEST_WORDS, whole
from . import find, of_page, page_named
from .said import Said, html

if TYPE_CHECKING:
    from ..widgets.question_list import QuestionList


@says_where()
def answer(id: str, words: str | None = None) -> Said:
    """Answer the question "backprop.q1" (or "05.q1") in your own words; they are shown beside an answer.

    Any try is kept that is not empty.  Without words: the question.   Raises GraphError if there is no such question.
    """
    question = find(id, "qr", "answer")
    text = isinstance(words, str) or words is None
    require(text, f"answer: your words are {shown(words)}; write them as text, in quotation marks")
    mine = whole(words or "").strip()
    if not mine:
        return Said(
            f"{question.id}: {question.question}", (("Answer with", f'`ng.lab.answer("{question.id}", "...")`'),)
        )
    require(
        len(mine) <= LONGEST_WORDS, f"answer: your answer has {len(mine):,} characters; write at most {LONGEST_WORDS:,}"
    )
    remark = _remember({question.id: mine})
    rows = (("Yours", mine), ("An answer", question.answer), *((("", remark),) if remark else ()))
    return Said(f"{question.id}: {question.question}", rows)


@says_where()
def questions(page: str) -> QuestionList:
    """The closing questions of a page, each with room for your answer."""
    page = page_named(page, "questions")
    return form("", of_page(page, "q"))


@says_where()
def recall(page: str) -> QuestionList:
    """What is asked again at the top of a page: questions from two pages before."""
    page = page_named(page, "recall")
    place = PAGES.index(page) - 2
    if place < 0:
        raise GraphError(f"recall: there are no two pages before {page}; the first that can recall is {PAGES[2]}")
    before = PAGES[place]
    return form(f"From two pages before, {number_of(before)} {before}", of_page(before, "r"), compact=True)


def form(title, questions, compact=False):
    """The form of these questions; words that were written before stand in it."""
    from ..widgets.question_list import QuestionList  # words in a call need no package

    items = [{"id": one.id, "question": one.question, "answer": one.answer} for one in questions]
    answers = kept()[0].answers
    mine = {one.id: answers[one.id] for one in questions if one.id in answers}
    return QuestionList(title, items, (as_html(title, questions), as_text(title, questions)), _remember, mine, compact)


def _remember(words):
    """Keep {id: words}; returns a remark, or ""."""
    return change(lambda record: record.answers.update(words))[1]


def as_text(title, questions):
    """The questions where nothing can be typed, without the answers."""
    lines = [title] if title else []
    lines += [f"{i}. {one.question}" for i, one in enumerate(questions, 1)]
    how = [f'Answer with ng.lab.answer("{questions[0].id}", "your words"), and so on.'] if questions else []
    return "\n".join([*lines, *how])


def as_html(title, questions):
    """The same as HTML, each answer folded."""
    head = f"<p><b>{html(title)}</b></p>" if title else ""
    items = "".join(
        f"<li>{html(one.question)}<details><summary>An answer</summary>{html(one.answer)}</details></li>"
        for one in questions
    )
    return f"{head}<ol>{items}</ol>"
