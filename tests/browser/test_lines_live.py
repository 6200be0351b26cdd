"""Parsons problems and hunts on a page without Python: by keyboard, mouse and finger, and for who cannot see them."""

from importlib.resources import files

import pytest

pytest.importorskip("playwright")
pytest.importorskip("anywidget")
from exported import write_page
from look import CHROMIUM, FLAGS

import ngteach as ng

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]
AXE = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}"""


@pytest.fixture(scope="module")
def problems():
    """A Parsons problem with lines to leave out, and a hunt: those of the page that has both."""
    return ng.lab.parsons("backprop.4"), ng.lab.hunt("backprop.5")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, problems, tmp_path):
    """opened(dark=False, phone=False): a page with both."""
    contexts, said = [], []

    def opened(dark=False, phone=False):
        touch = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True} if phone else {}
        context = browser.new_context(color_scheme="dark" if dark else "light", **touch)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda problem: said.append(str(problem)))
        page.goto(write_page(tmp_path / "lines.html", *problems).as_uri())
        page.wait_for_selector("body[data-drawn]", timeout=20_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not said


def status(page, kind):
    return page.inner_text(f".ngt-{kind} .ngt-status")


def order(page):
    """The letters above the divider."""
    return page.evaluate("""[...document.querySelectorAll('.ngt-parsons .ngt-deck-line:not(.ngt-deck-out)')]
        .map((line) => line.querySelector('.ngt-deck-sign').textContent).join('')""")


def card(page, letter):
    sign = page.locator(f".ngt-deck-sign:text-is('{letter}')")
    return page.locator(".ngt-parsons .ngt-deck-line", has=sign)


def drag(page, letter, goal, touch=None):
    """Drag a card to where another card is, or the divider.   touch: a session that sends a finger's events"""
    handle = card(page, letter).locator(".ngt-deck-handle").bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    end = goal.bounding_box()
    way = [y + (end["y"] + end["height"] / 2 + (6 if end["y"] > y else -6) - y) * k / 6 for k in range(7)]
    if touch is None:
        page.mouse.move(x, way[0])
        page.mouse.down()
        for y in way[1:]:
            page.mouse.move(x, y)
        page.mouse.up()
        return
    kinds = ["touchStart", *["touchMove"] * 6, "touchEnd"]
    for kind, y in zip(kinds, [*way, None]):
        points = [] if y is None else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_the_lines_are_put_in_order_by_keys_and_the_page_judges(opened, problems):
    page, problem = opened(), problems[0].exercise
    letters = [letter for letter, _ in problem.cards]
    right = [problem.letter(n) for n in range(len(problem.lines))]
    page.focus(".ngt-parsons .ngt-deck")
    page.keyboard.press("Enter")
    assert status(page, "parsons") == "Put the lines in order first."
    page.keyboard.press("ArrowDown")
    said = status(page, "parsons")
    assert said.startswith(f"Line {letters[0]}: ") and said.endswith("place 1 of 8")
    for key in ("Space", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    assert order(page) == "".join([letters[1], letters[2], letters[0], *letters[3:]])
    for key in ("Space", "ArrowUp", "Escape"):  # takes it back
        page.keyboard.press(key)
    assert order(page)[2] == letters[0]
    page.keyboard.press("Enter")
    assert status(page, "parsons").startswith("Not yet: line ") and "after 3 you will see" in status(page, "parsons")
    for letter in (problem.letter(6), problem.letter(7)):
        card(page, letter).click()
        page.keyboard.press("x")
    for k, letter in enumerate(right):  # each to its place, from where it is
        card(page, letter).click()
        page.keyboard.press("Space")
        for _ in range(order(page).index(letter) - k):
            page.keyboard.press("ArrowUp")
        page.keyboard.press("Space")
    assert order(page) == "".join(right)
    page.keyboard.press("Enter")
    assert status(page, "parsons").startswith("Right. ")
    assert page.locator(".ngt-deck-good").count() == 6


def test_the_lines_are_dragged_by_mouse_also_out_and_back(opened):
    page = opened()
    before = order(page)
    drag(page, before[0], card(page, before[3]))
    assert order(page) == before[1:4] + before[0] + before[4:]
    drag(page, before[0], page.locator(".ngt-deck-divider"))
    assert before[0] not in order(page) and card(page, before[0]).locator(".ngt-hidden").text_content() == ", left out"
    drag(page, before[0], card(page, before[1]))
    assert order(page) == before
    page.click(".ngt-parsons >> text=Undo")
    assert before[0] not in order(page)


def test_a_finger_drags_a_card_by_its_handle_and_presses_what_it_finds(opened):
    page = opened(phone=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    before, touch = order(page), page.context.new_cdp_session(page)
    drag(page, before[0], card(page, before[2]), touch)
    page.wait_for_timeout(100)
    assert order(page) == before[1:3] + before[0] + before[3:] and page.evaluate("scrollY") == 0
    card(page, before[0]).tap()
    page.get_by_role("button", name="Up").tap()
    assert order(page)[1] == before[0]
    assert page.get_by_role("button", name="Check").bounding_box()["height"] >= 44
    page.get_by_role("button", name="Leave out").tap()
    assert before[0] not in order(page)
    card(page, before[1]).tap()  # the button says what it would do to this one
    page.get_by_role("button", name="Leave out").tap()
    assert not {before[0], before[1]} & set(order(page))
    page.get_by_role("button", name="Take back").tap()
    assert order(page)[-1] == before[1]


@pytest.mark.parametrize("link", ["order=B,A", "order=C&out=A,A", "out=A", "order=A,A,A", "order=A,B&out=B"])
def test_a_link_that_forgets_a_line_or_has_it_twice_still_has_a_place_for_each(opened, problems, link):
    page = opened()
    page.goto(page.url + "#" + "&".join(f"parsons_lines.{part}" for part in link.split("&")))
    page.reload()
    page.wait_for_selector("body[data-drawn]")
    page.wait_for_timeout(100)
    letters, above = [letter for letter, _ in problems[0].exercise.cards], order(page)
    places = page.locator(".ngt-parsons .ngt-deck-line:not(.ngt-deck-out)").evaluate_all(
        "all => all.map((line) => line.dataset.place)"
    )
    assert places == [str(k) for k in range(1, len(above) + 1)]
    out = set(letters) - set(above)
    assert len(out) + len(above) == len(letters) and all("left out" in card(page, one).inner_text() for one in out)


def test_a_wrong_line_is_hunted_and_the_third_try_shows_the_solution(opened, problems):
    page, problem = opened(), problems[1].exercise
    number, _ = problem.wrong
    page.focus(".ngt-hunt .ngt-deck")
    others = [k for k in range(len(problem.lines)) if k != number][:3]
    for tried, k in enumerate(others, 1):
        page.locator(".ngt-hunt .ngt-deck-line").nth(k).click()
        page.keyboard.press("Enter")
        said = status(page, "hunt")
        assert said.startswith(f"Not yet: line {k + 1} is right. Hint: ")
        assert ("A solution is shown." in said) == (tried == 3)
    assert problem.lines[number] in page.inner_text(".ngt-hunt .ngt-deck-solution")
    page.locator(".ngt-hunt .ngt-deck-line").nth(number).click()
    page.click("text=This line is wrong")
    assert status(page, "hunt").startswith("Right. ")
    assert page.inner_text(".ngt-hunt .ngt-deck-mended:not(:empty)") == problem.lines[number]


def test_the_same_verdict_is_said_again_and_end_chooses_the_last_line(opened, problems):
    page, problem = opened(), problems[1].exercise
    page.focus(".ngt-hunt .ngt-deck")
    page.keyboard.press("End")
    assert status(page, "hunt").startswith(f"Line {len(problem.lines)}: ")
    k = next(k for k in range(len(problem.lines)) if k != problem.wrong[0])
    for _ in range(2):
        page.locator(".ngt-hunt .ngt-deck-line").nth(k).click()
        page.keyboard.press("Enter")
        assert status(page, "hunt").startswith(f"Not yet: line {k + 1} is right.")
        page.locator(".ngt-hunt .ngt-deck-line").nth(problem.wrong[0]).click()


@pytest.mark.parametrize("dark, phone", [(False, True), (True, False)])
def test_lines_can_be_read_by_everybody(opened, problems, dark, phone):
    page = opened(dark, phone)
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    assert not page.evaluate(AXE)
    page.locator(".ngt-hunt .ngt-deck-line").nth(problems[1].exercise.wrong[0]).click()
    page.click("text=This line is wrong")
    before = order(page)
    card(page, before[0]).click()
    page.get_by_role("button", name="Down").click()
    page.get_by_role("button", name="Leave out").click()
    page.get_by_role("button", name="Check").click()
    assert not page.evaluate(AXE)
    lists = page.locator("[role=listbox]")
    for k in range(2):
        active = lists.nth(k).get_attribute("aria-activedescendant")
        assert page.locator(f"#{active}[role=option][aria-selected=true]").count() == 1
    assert page.locator(".ngt-status[aria-live=polite]").count() == 2
