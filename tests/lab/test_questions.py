"""Every page asks what it can answer; a reader's words come first, are kept, and stand beside an answer."""

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("anywidget")
import ngteach as ng
from ngteach.lab.exercises.course import PAGES, number_of
from ngteach.lab.exercises.progress import kept
from ngteach.lab.questions import answering, of_page, pages
from ngteach.lab.questions.answering import form
from ngteach.lab.questions.judging import judge
from ngteach.lab.questions.question import Question

pytestmark = pytest.mark.usefixtures("own_progress")

ROOT = Path(__file__).parents[2]
ONE = Question("start.q1", "Why `dy`?", "Because of <that>.")
TWO = Question("start.q2", "How?", "So.")
every_page = pytest.mark.parametrize("page", pages())
PREDICTIONS = [p for page in pages() for p in of_page(page, "p")]
every_prediction = pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda p: p.id)


# ---- what the pages ask -------------------------------------------------------


@every_page
def test_what_a_page_asks_is_numbered_in_its_order(page):
    for kind in "pqr":
        ids = [one.id for one in of_page(page, kind)]
        assert ids == [f"{page}.{kind}{n}" for n in range(1, len(ids) + 1)]


@every_page
def test_a_page_asks_as_much_as_a_reader_will_answer(page):
    assert 3 <= len(of_page(page, "p")) <= 5
    assert len(of_page(page, "q")) == 5
    assert 2 <= len(of_page(page, "r")) <= 3 or PAGES.index(page) + 2 >= PAGES.index("glossary")


@every_page
def test_every_question_is_short_and_has_an_answer(page):
    for one in (*of_page(page, "q"), *of_page(page, "r")):
        assert 10 <= len(one.question) <= 200 and one.question[-1] in ".?`", one.id
        assert 10 <= len(one.answer) <= 400 and one.answer[-1] in ".`)", one.id


@every_prediction
def test_a_prediction_is_of_one_kind_and_knows_its_truth(prediction):
    assert 10 <= len(prediction.question) <= 200 and 10 <= len(prediction.because) <= 300
    assert judge(prediction, prediction.truth).verdict == "right"
    assert all(judge(prediction, word).verdict == "right" for word in prediction.accepts)
    assert 0 <= prediction.near <= 0.6 and (prediction.kind == "number" or not prediction.near)
    assert not (prediction.accepts and prediction.kind != "words")
    if prediction.choices:
        assert 2 <= len(prediction.choices) <= 6 and prediction.truth in prediction.choices
        assert all(judge(prediction, choice).guess == choice for choice in prediction.choices)


@every_prediction
def test_every_hint_is_for_a_guess_that_is_wrong(prediction):
    for wrong, hint in prediction.hints.items():
        found = judge(prediction, wrong)
        assert found.verdict in ("not so", "close") and found.hint == hint, wrong


@cache
def code_cells(page):
    (path,) = (ROOT / "notebooks").glob(f"{number_of(page)}_*.ipynb")
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def said_by(cell):
    """All the text among the outputs of a cell."""
    data = [output.get("data", {}) for output in cell.outputs]
    texts = ["".join(output.get("text", "")) + output.get("evalue", "") for output in cell.outputs]
    return "\n".join([*texts, *("".join(d.get("text/plain", "")) + "".join(d.get("text/html", "")) for d in data)])


@every_prediction
def test_a_prediction_is_asked_once_and_the_next_cell_shows_what_happens(prediction):
    page = prediction.id.partition(".")[0]
    cells = code_cells(page)
    (at,) = [i for i, cell in enumerate(cells) if f'ng.lab.predict("{prediction.id}")' in cell.source]
    reveal = cells[at + 1]
    assert cells[at].source.strip() == f'ng.lab.predict("{prediction.id}")'
    assert reveal.metadata["jupyter"]["outputs_hidden"] is True
    assert prediction.seen in said_by(reveal)
    assert "text" not in reveal.outputs[0] and set(reveal.outputs[0].data) == {"image/png"}  # the veil of build.py


@every_page
def test_a_page_asks_its_questions_and_recalls_those_of_two_pages_before(page):
    sources = "\n".join(cell.source for cell in code_cells(page))
    assert sources.count(f'ng.lab.questions("{page}")') == 1
    assert sources.count(f'ng.lab.recall("{page}")') == (PAGES.index(page) >= 2)
    named = re.findall(r'ng\.lab\.predict\("([^"]*)"', sources)
    assert named == [p.id for p in of_page(page, "p")]


# ---- one answer ---------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch):
    monkeypatch.setattr(answering, "find", lambda id, kinds, asker: ONE)


@pytest.mark.usefixtures("asked")
def test_words_are_kept_and_shown_beside_the_answer():
    found = ng.lab.answer("start.q1", "  my words ")
    assert repr(found) == "start.q1: Why `dy`?\n  Yours: my words\n  An answer: Because of <that>."
    assert "Because of &lt;that&gt;." in found._repr_mimebundle_()["text/html"]
    assert kept()[0].answers == {"start.q1": "my words"}
    ng.lab.answer("start.q1", "better ones")
    assert kept()[0].answers == {"start.q1": "better ones"}


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("words", [None, "", "  \n"])
def test_an_empty_try_shows_the_question_and_how_to_answer_it(words, own_progress):
    found = repr(ng.lab.answer("start.q1", words))
    assert 'ng.lab.answer("start.q1", "...")' in found and "Because" not in found and not own_progress.exists()


@pytest.mark.usefixtures("asked")
def test_words_that_are_none_or_too_many_are_refused_in_one_sentence():
    with pytest.raises(ng.GraphError, match="your words are 3; write them as text"):
        ng.lab.answer("start.q1", 3)
    with pytest.raises(ng.GraphError, match="has 1,001 characters; write at most 1,000"):
        ng.lab.answer("start.q1", "x" * 1001)


def test_a_question_is_found_by_the_number_of_its_page_too():
    page = next(page for page in pages() if of_page(page, "q"))
    question = of_page(page, "q")[0]
    assert question.question in repr(ng.lab.answer(question.id))
    assert repr(ng.lab.answer(f"{number_of(page)}.q1")) == repr(ng.lab.answer(question.id))
    for bad in ("nowhere.q1", "../q1", "", None, f"{page}.q99", f"{page}.p1"):
        with pytest.raises(ng.GraphError, match="answer: there is no question"):
            ng.lab.answer(bad)


# ---- all of a page ------------------------------------------------------------


def test_the_stand_in_has_the_answers_folded_and_the_text_has_none():
    asks = form("", (ONE, TWO))
    assert asks.still().count("<details><summary>An answer</summary>") == 2 and "open" not in asks.still()
    assert "Because" not in asks.words() and "2. How?" in asks.words()


def test_the_form_keeps_what_is_written_and_shows_it_again():
    asks = form("", (ONE, TWO))
    asks.set_state({"mine": {"start.q2": "so it is"}})
    assert kept()[0].answers == {"start.q2": "so it is"} and not asks.failed
    assert form("", (ONE, TWO)).mine == {"start.q2": "so it is"}


@pytest.mark.parametrize(
    "junk", [None, [], "x", {"start.q1": 3}, {"start.q1": "x" * 1001}, {"other.q1": "x"}, {"start.q1": " "}]
)
def test_junk_from_a_page_is_not_kept(junk, own_progress):
    asks = form("", (ONE,))
    asks.set_state({"mine": junk})
    assert not own_progress.exists() and not asks.failed


def test_recall_asks_what_the_page_two_before_has_for_it():
    for page, before in zip(PAGES[2:], PAGES):
        asks = ng.lab.recall(page)
        assert [item["id"] for item in asks.items] == [one.id for one in of_page(before, "r")]
        assert asks.compact and asks.words().startswith(f"From two pages before, {number_of(before)} {before}")
    with pytest.raises(ng.GraphError, match="there are no two pages before start"):
        ng.lab.recall("start")


@pytest.mark.parametrize("page", ["nowhere", "99", "", None, 5])
def test_a_page_that_is_not_there_is_said_to_be_missing(page):
    for asker in (ng.lab.questions, ng.lab.recall):
        with pytest.raises(ng.GraphError, match="there is no page"):
            asker(page)
