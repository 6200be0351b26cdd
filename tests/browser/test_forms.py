"""Predictions, questions and the inventory as forms: by keyboard, on a phone, and where there is no Python."""

from importlib.resources import files

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from look import CHROMIUM, look, press

import ngteach as ng
from ngteach.lab.exercises.progress import kept
from ngteach.lab.questions.answering import form as question_form
from ngteach.lab.questions.inventory_questions import INVENTORY
from ngteach.lab.questions.predicting import form
from ngteach.lab.questions.question import Prediction, Question

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("own_record"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
NUMBER = Prediction("start.p1", "How many times?", truth=2.0, near=0.1, because="Because `x`.", hints={4: "Halve it."})
QUESTIONS = (Question("start.q1", "Why?", "Because of this."), Question("start.q2", "How?", "Like that."))
AXE = """async () => {
  const { violations } = await axe.run({ include: [['.ngt']] }, { rules: { region: { enabled: false } } });
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}"""
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def own_record(tmp_path, monkeypatch):
    monkeypatch.setenv("NGTEACH_PROGRESS", str(tmp_path / "ngteach-progress.json"))


def axe(page):
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    return page.evaluate(AXE)


def sentence(page):
    return page.inner_text(".ngt-status")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_number_is_judged_without_python_and_the_truth_comes_after_the_guess(dark):
    with look(form(NUMBER), dark=dark, width=360, saved=True) as page:
        assert "Because" not in page.inner_text("body")
        page.get_by_label("Your number:").fill("some")
        page.keyboard.press("Enter")
        assert sentence(page).startswith("Write a number, such as 2") and "Because" not in page.inner_text("body")
        page.get_by_label("Your number:").fill("4 times")
        page.keyboard.press("Enter")
        said = page.inner_text(".ngt-said").split("\n\n")
        assert said == ["→ not so", "You said: 4 times", "It is: 2", "Because x.", "Hint: Halve it."]
        page.get_by_label("Your number:").fill("twice")
        page.get_by_role("button", name="Commit").click()
        assert "✓ right" in page.inner_text(".ngt-said")
        assert "Your first guess counts: 4 times, not so." in page.inner_text(".ngt-said")
        assert "This page does not keep what you write." in page.inner_text(".ngt-hint")
        assert not axe(page) and page.evaluate(FITS)
    assert kept()[0].predictions == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_answer_is_shown_only_beside_a_try_without_python_too(dark):
    with look(question_form("", QUESTIONS), dark=dark, width=360, saved=True) as page:
        page.get_by_role("button", name="Show the answer to question 2").click()
        assert sentence(page).startswith("Question 2: write a try first") and "Like that" not in page.inner_text("body")
        page.keyboard.type("so")
        page.keyboard.press("Control+Enter")
        assert "An answer: Like that." in page.inner_text("body") and "Because" not in page.inner_text("body")
        assert not axe(page) and page.evaluate(FITS)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_inventory_is_answered_by_keyboard_and_after_the_course_it_says_what_was_gained(dark):
    before, after = ng.lab.inventory("before"), None
    with look(before, dark=dark, width=360) as page:
        page.locator("summary").focus()
        press(page, "Enter")  # opens the questions
        page.locator("input").first.focus()
        press(page, "Space", *["Tab", "Space"] * (len(INVENTORY) - 2))  # the first choice of all but the last
        assert sentence(page) == f"{len(INVENTORY) - 1} of {len(INVENTORY)} answered."
        press(page, "Enter")
        assert sentence(page).startswith("1 question without an answer. Hand in again") and not before.done
        press(page, "Enter")
        assert before.done and sentence(page).startswith("Thank you.")
        assert "right" not in page.inner_text(".ngt-picture").replace("what was right", "")
        assert not axe(page) and page.evaluate(FITS)
    after = ng.lab.inventory("after")
    with look(after, dark=dark, width=360) as page:
        page.locator("summary").click()
        for one in INVENTORY:
            box = page.get_by_role("group", name=one.question)
            box.get_by_label(one.truth, exact=True).check()
        page.get_by_role("button", name="Hand in").click()
        page.evaluate("settled()")
        firsts = sum(one.truth == one.choices[0] for one in INVENTORY[:-1])
        assert sentence(page).startswith(f"15 of 15 right; before the course {firsts}, a gain of 1.00")
        assert page.locator(".ngt-option[data-verdict=right]").count() == 15
        assert not axe(page) and page.evaluate(FITS)
    assert set(kept()[0].inventory) == {"before", "after"}
