"""The widgets of Parsons problems and hunts: the page judges as Python does, and Python records it."""

import random

import pytest

pytest.importorskip("anywidget")
from in_javascript import answers, needed

import ngteach as ng
from ngteach.lab import exercises
from ngteach.lab.exercises import checks
from ngteach.lab.exercises.lines import Hunt, Parsons
from ngteach.lab.exercises.progress import read
from ngteach.lab.widgets.widget import text_of

pytestmark = pytest.mark.usefixtures("own_progress")

MADE = Parsons(
    id="backprop.9",
    question="Put the lines in order.",
    setup="x, a = 2.0, 1.0",
    lines=("a = x", "b = a * 2", "a = x * 3", "c = a + b", "c += x", "c = c + b", "d = c", "e = d + a"),
    results=("d", "e", "a"),
    distractors=("d = b",),
    hints={"d = b": "`b` is only a part."},
    then="A name is read as the line above left it.",
)
COURSE = [e for page in exercises.pages() for e in exercises.of_page(page)]
ORDERS = [MADE, *(e for e in COURSE if isinstance(e, Parsons))]
HUNTS = [e for e in COURSE if isinstance(e, Hunt)]

JUDGE = f"""(engine, {{ cards, ends, there, orders }}) => {{
  {text_of("parsons_judge.js")}
  const known = new Map(cards.map((card) => [card.letter, card]));
  return orders.map((order) => {{
    const found = faultOf(order, known, ends, there);
    return found && [faultText(found), found.kind === "stray" ? known.get(found.line).hint : ""];
  }});
}}"""


def some_orders(problem):
    """Orders of all kinds: with lines left out, with distractors, nearly right, right."""
    chance = random.Random(problem.id)
    all_of_them = range(len(problem.shuffled))
    right = list(range(len(problem.lines)))
    yield right
    for _ in range(60):
        yield chance.sample(all_of_them, chance.randint(1, len(all_of_them)))
        near = list(right)
        i, j = chance.sample(right, 2)
        near[i], near[j] = near[j], near[i]
        yield near[: chance.randint(2, len(near))] if chance.random() < 0.3 else near


@needed
def test_the_page_says_of_an_order_what_python_says():
    asked = [{**p.as_data(), "orders": [[p.letter(n) for n in o] for o in some_orders(p)]} for p in ORDERS]
    for problem, there in zip(ORDERS, answers(JUDGE, asked), strict=True):
        here = [(problem.judge(o), problem.hint(None, o)) for o in some_orders(problem)]
        assert [said and list(said) for said in there] == [list(h) if h[0] else None for h in here], problem.id
        assert any(said is None for said in there)


def test_an_order_from_the_page_is_recorded_and_the_third_wrong_one_opens_the_solution(monkeypatch, own_progress):
    from ngteach.lab.exercises import lines_shown

    for module in (checks, lines_shown):
        monkeypatch.setattr(module, "find", lambda id: MADE)
    widget = ng.lab.parsons("backprop.9")
    assert widget.order == [letter for letter, _ in MADE.cards] and not own_progress.exists()
    right = "".join(MADE.letter(n) for n in range(8))
    for k, order in enumerate([right[1:], right[::-1], MADE.letter(8)], 1):
        widget.checked = order
        assert widget.status.startswith("Not yet: line ") and widget.opened == (k == 3)
    assert "Hint: b is only a part. A solution is shown. A name is read" in widget.status
    widget.checked = right
    assert widget.status.startswith("Right. A name is read") and widget.solved
    assert read(own_progress).exercises["backprop.9"].passed and read(own_progress).exercises["backprop.9"].shown
    assert widget.words() == repr(widget.shown) and widget.question in widget.still()


@pytest.mark.skipif(not HUNTS, reason="no page has a hunt yet")
def test_a_line_from_the_page_is_recorded(own_progress):
    problem = HUNTS[0]
    widget = ng.lab.hunt(problem.id)
    number, _ = problem.wrong
    other = 0 if number else 1
    widget.checked = other
    assert widget.status.startswith(f"Not yet: line {other + 1} is right.") and not widget.solved
    widget.checked = number
    assert widget.status == f"Right. {problem.then}".replace("`", "").strip()
    assert read(own_progress).exercises[problem.id].passed
    assert problem.shown[0] in widget.words() and "<pre>" in widget.still()
