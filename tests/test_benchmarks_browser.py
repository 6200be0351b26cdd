"""The benchmark of JavaScript and pages: all places do the steps of a program, and pages tell when they are seen."""

import pytest

import ngteach as ng
from benchmarks import browser

PAGE = """<!doctype html><title>page</title><body><p>seen</p>
<script>setTimeout(() => { document.body.dataset.drawn = "true"; }, 40);</script>"""


@pytest.mark.skipif(not (browser.NODE or browser.CHROMIUM), reason="there is neither node nor chromium here")
def test_every_place_does_the_steps_of_a_program():
    graph = ng.trace(lambda x, w: (ng.sum(x @ w["a"]), {"b": w["b"] + 1}), ng.f32[2, 3], {"a": ng.f32[3], "b": ng.f32})
    told = []
    found = browser.measure({"little": graph}, rounds=2, seconds=0.005, told=told.append)
    places = ["Node"] * bool(browser.NODE) + ["a page", "a worker"] * bool(browser.CHROMIUM)
    assert list(found) == [("little", place) for place in places] and len(told) == len(places)
    assert all(len(means) == 2 and min(means) > 0 for means in found.values())


@pytest.mark.skipif(browser.CHROMIUM is None, reason="there is no chromium here")
def test_a_page_is_painted_before_it_is_drawn(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    ((painted, drawn),) = browser.first_pictures([file], rounds=2).values()
    assert len(painted) == len(drawn) == 2 and min(painted) > 0 and min(drawn) >= 0.04


def test_the_models_that_are_measured_can_be_written_as_javascript():
    programs = browser.graphs()
    text = browser.script(programs, "")
    assert len(programs) == 2 and all(f"programs.set({name!r}".replace("'", '"') in text for name in programs)


def test_a_line_tells_the_smallest_the_middle_and_the_largest():
    assert browser.line("x", [3, 1, 2], "ms").split() == ["x", "1.000", "2.000", "3.000", "ms"]
