"""A guess is understood in the forms that people write, judged alike in Python and in a page, and kept once."""

import json
import math
import random

import pytest
from in_javascript import answers, needed

pytest.importorskip("anywidget")
import ngteach as ng
from ngteach.lab.exercises.amounts import amount
from ngteach.lab.exercises.progress import kept
from ngteach.lab.questions import of_page, pages
from ngteach.lab.questions.inventory_questions import INVENTORY
from ngteach.lab.questions.judging import judge
from ngteach.lab.questions.predicting import asked, form, said
from ngteach.lab.questions.question import Prediction
from ngteach.lab.widgets.widget import text_of

pytestmark = pytest.mark.usefixtures("own_progress")

CHOICE = Prediction(
    "start.p1",
    "Which is dy?",
    choices=("that of `+`", "that of exp", "their sum"),
    truth="their sum",
    because="Both ways are open.",
    hints={"that of exp": "That is one of two."},
)
TIMES = Prediction("start.p2", "How many?", choices=("once", "2 times", "4,810 times"), truth="2 times", because="So.")
NUMBER = Prediction("start.p3", "How much?", truth=2.0, near=0.15, because="So it is.", hints={4: "Halve it."})
EXACT = Prediction("start.p4", "How many?", truth=4810, because="Count them.")
NAN = Prediction("start.p5", "What?", truth=float("nan"), because="0 times infinity.")
WORDS = Prediction(
    "start.p6",
    "What has the shape of W?",
    truth="x.T @ dy",
    accepts=("transpose(x)@dy",),
    because="Shapes.",
    hints={"dy @ x.T": "Which shape has that?"},
)
NEAR = Prediction("start.p7", "How many?", truth=348, near=0.05, because="So.", hints={360: "All of them?"})
OFTEN = Prediction("start.p8", "How often?", choices=("twice", "never", "once"), truth="once", because="So.")
ALL = (CHOICE, TIMES, OFTEN, NUMBER, EXACT, NAN, WORDS, NEAR)

READ = {
    **{"2": 2, "two": 2, " Two. ": 2, "2x": 2, "x2": 2, "×2": 2, "2 times": 2, "twice": 2, "double": 2, "2-fold": 2},
    **{"200 %": 2, "200%": 2, "50 percent": 0.5, "1e-3": 0.001, "10^-3": 0.001, "10**-3": 0.001, "1·10^-3": 0.001},
    **{"1,210": 1210, "1 210": 1210, "1_210": 1210, "1'210": 1210, "1,210.5": 1210.5, "0,5": 0.5, "0,125": 0.125},
    **{"1/3": 1 / 3, "a third": 1 / 3, "half": 0.5, "2**10": 1024, "-1": -1, "−1": -1, ".5": 0.5, "5.": 5},
    **{"about 3": 3, "~3": 3, "≈ 3": 3, "twenty five": 25, "twenty-five": 25, "two hundred": 200, "3 thousand": 3000},
    **{"4.8k": 4800, "2 equations": 2, "two equations": 2, "none": 0, "0": 0, "inf": math.inf, "∞": math.inf},
}
UNREAD = ["", " ", "abc", "2 kB", "1,2,3", "2e", "half of it or so 3", "1/0", "(-1)**0.5", "9**9999", "x" * 99, "1 2 3"]


@pytest.mark.parametrize("text", READ)
def test_a_number_is_understood_as_people_write_it(text):
    assert amount(text) == pytest.approx(READ[text], rel=1e-15)


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_no_number_is_not_guessed_at(text):
    assert amount(text) is None


@pytest.mark.parametrize(
    ("prediction", "guess", "verdict"),
    [
        (CHOICE, "their sum", "right"),
        (CHOICE, " Their  SUM. ", "right"),
        (CHOICE, 3, "right"),
        (CHOICE, "c", "right"),
        (CHOICE, "(1)", "not so"),
        (CHOICE, "the sum", ""),
        (TIMES, "twice", "right"),
        (TIMES, 2, "right"),
        (TIMES, "4810", "not so"),
        (TIMES, 3, "not so"),  # the third
        (NUMBER, 2.29, "right"),
        (NUMBER, 2.31, "close"),
        (NUMBER, "twice", "right"),
        (NUMBER, 3, "not so"),
        (NUMBER, "many", ""),
        (EXACT, "4,810", "right"),
        (EXACT, 4811, "close"),
        (EXACT, 4000, "not so"),
        (NAN, "NaN", "right"),
        (NAN, 0, "not so"),
        (WORDS, "X.T@DY", "right"),
        (WORDS, "`transpose(x) @ dy`", "right"),
        (WORDS, "dy", "not so"),
        (WORDS, "", ""),
        (NUMBER, [2.0], ""),
        (NUMBER, "2" * 300, ""),
        (NUMBER, True, ""),
    ],
)
def test_a_guess_is_right_close_or_not_so(prediction, guess, verdict):
    found = judge(prediction, guess)
    assert found.verdict == verdict and bool(found.why) == (verdict == "")


def test_what_somebody_says_who_is_wrong_is_not_right_for_being_near():
    assert [judge(NEAR, n).verdict for n in (348, 355, 360, 361)] == ["right", "right", "close", "right"]
    assert judge(NEAR, "360").hint == "All of them?" and not judge(NEAR, 355).hint


def test_a_number_of_thousands_of_digits_is_no_guess():
    assert not judge(EXACT, 10**5000).verdict


def test_a_wrong_guess_gets_its_own_hint():
    assert judge(CHOICE, "that of exp").hint == "That is one of two." and not judge(CHOICE, 1).hint
    assert judge(NUMBER, "four").hint == "Halve it." and judge(WORDS, "dy@x.t").hint == "Which shape has that?"


# ---- the same in a page -------------------------------------------------------

JUDGE = f"""(() => {{ {text_of("amounts.js")} {text_of("judging.js")}
  return (engine, [asks, text]) => (asks ? judge(asks, text) : String(amount(text)));
}})()"""


def number(text):
    return None if text == "null" else float(text)


@needed
def test_python_and_the_page_judge_alike():
    rng = random.Random(0)
    pieces = [*READ, *UNREAD, "-", "+", "e5", ",", ".", "/", "**", "%", " times", "thousand", "1", "000", "x", "'"]
    texts = [*READ, *UNREAD, *("".join(rng.choices(pieces, k=rng.randint(2, 3))) for _ in range(400))]
    predictions = [*ALL, *INVENTORY, *(p for page in pages() for p in of_page(page, "p"))]
    guesses = [
        (p, g) for p in predictions for g in (*p.choices, *map(str, p.hints), str(p.truth), *p.accepts, "2", "b", "no")
    ]
    guesses += [(p, text) for p in ALL for text in (*texts, "355", "360", "361")]
    found = answers(JUDGE, [[None, text] for text in texts] + [[asked(p), guess] for p, guess in guesses])
    for text, theirs in zip(texts, found):
        ours, theirs = amount(text), number(theirs)
        same = ours is None and theirs is None or str(ours) == str(theirs) == "nan"
        assert same or ours == pytest.approx(theirs, rel=1e-12), text
    for (prediction, guess), theirs in zip(guesses, found[len(texts) :]):
        ours = judge(prediction, guess)
        assert theirs == ours.__dict__ | {"guess": theirs["guess"]}, (prediction.id, guess)
        assert not ours.verdict or theirs["guess"] == ours.guess


# ---- what a call says ---------------------------------------------------------


def test_a_guess_in_the_call_gets_the_verdict_the_truth_the_reason_and_the_hint():
    found = said(CHOICE, "that of exp")
    assert not found and repr(found).splitlines() == [
        "→ start.p1 not so",
        "  You said: that of exp",
        "  It is: their sum",
        "  Both ways are open.",
        "  Hint: That is one of two.",
        "  Run the next cell to see it.",
    ]
    html = found._repr_mimebundle_()["text/html"]
    assert "<b>Hint:</b> That is one of two." in html
    assert "<code>+</code>" in said(CHOICE, 1)._repr_mimebundle_()["text/html"]
    assert said(EXACT, 4810) and "It is: 4,810" in repr(said(EXACT, 4810))


def test_a_guess_that_cannot_be_read_is_one_sentence_and_no_guess(own_progress):
    assert repr(said(NUMBER, "many")) == "start.p3: write a number, such as 2, 0.5 or 1e-3."
    assert "by its letter or its words: a. that of `+`; b. that of exp;" in repr(said(CHOICE, "neither"))
    assert not own_progress.exists()


def test_the_first_guess_is_kept_and_a_later_one_may_be_tried():
    said(NUMBER, 4), said(NUMBER, 2)
    assert kept()[0].predictions["start.p3"].__dict__ == {"guess": "4", "verdict": "not so"}
    assert form(NUMBER).tries == ["4"]


def test_a_prediction_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ng.GraphError, match=r"no prediction .backprop.p99.; the page backprop has backprop.p1"):
        ng.lab.predict("backprop.p99")
    for bad in ("nowhere.p1", "../secret", "", 4.1, "backprop.p1\n", None):
        with pytest.raises(ng.GraphError, match="there is no prediction"):
            ng.lab.predict(bad)


def test_a_guess_is_judged_where_nothing_can_be_written(monkeypatch, tmp_path):
    monkeypatch.setenv("NGTEACH_PROGRESS", str(tmp_path / "no" / "such.json"))
    assert "could not be saved" in repr(said(NUMBER, 2))
    asks = form(NUMBER)
    asks.set_state({"tries": ["2"]})
    assert "could not be saved" in asks.remark


# ---- the form -----------------------------------------------------------------


@pytest.mark.parametrize("prediction", ALL, ids=lambda p: p.kind)
def test_the_stand_in_has_the_question_and_neither_truth_nor_reason(prediction):
    asks = form(prediction)
    for text in (asks.still(), asks.words(), repr(asks), str(asks)):
        assert prediction.question in text and prediction.because not in text
        assert (
            not prediction.choices
            and str(prediction.truth) not in text
            or all(c.replace("`", "")[:8] in text.replace("<code>", "").replace("`", "") for c in prediction.choices)
        )
    before = asks.still(), asks.words()
    asks.set_state({"tries": ["2"]})
    assert (asks.still(), asks.words()) == before == (form(prediction).still(), form(prediction).words())


def test_what_the_form_takes_is_kept_once():
    asks = form(CHOICE)
    asks.set_state({"tries": ["that of exp"]})
    asks.set_state({"tries": ["that of exp", "their sum"]})
    assert asks.tries == ["that of exp", "their sum"] and not asks.failed
    assert kept()[0].predictions["start.p1"].guess == "that of exp"


@pytest.mark.parametrize("junk", [None, 3, "x", [3], [""], ["x" * 201], {"a": 1}])
def test_junk_from_a_page_is_no_guess(junk, own_progress):
    asks = form(CHOICE)
    asks.set_state({"tries": junk})
    assert asks.tries == [] and not own_progress.exists()


def test_a_form_needs_no_engine_and_its_facts_are_json():
    assert len(form(CHOICE)._esm) < 80_000
    for prediction in ALL:
        json.loads(json.dumps(asked(prediction), allow_nan=False))


def test_a_number_of_one_choice_that_is_the_place_of_another_is_asked_for_again():
    wanted = {"2": "", "two": "twice", "1": "", "b": "never", "twice": "twice", "0": "never", "3": "once", "c": "once"}
    found = {text: judge(OFTEN, text) for text in wanted}
    assert {text: judged.verdict and judged.guess for text, judged in found.items()} == wanted
