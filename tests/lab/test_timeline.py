"""The timeline of a call, as a picture and as a widget."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

import ngteach as ng
from ngteach.draw import timeline as timeline_picture
from ngteach.lab.widgets.timeline import TimelineView


@pytest.fixture
def timeline():
    inference = ng.trace(ng.mlp, ng.f32[32, 64], ng.mlp_types((64, 32, 10)), name="mlp")
    return ng.compile(ng.derive_training(inference, optimizer="sgd", trainable="weights"), threads=2).timeline()


def test_every_event_is_a_bar_that_says_its_equation(timeline):
    svg = ElementTree.fromstring(timeline_picture.draw_timeline(timeline))
    bars = [g for g in svg.iter("{http://www.w3.org/2000/svg}g") if g.get("class") == "bar"]
    assert len(bars) == len(timeline.events)
    for bar, event in zip(bars, timeline.events, strict=True):
        assert bar[0].text.startswith(str(event.equation)) and "GFLOP/s" in bar[0].text


def test_small_bars_have_their_names_above_them_and_no_two_names_meet(timeline):
    svg = ElementTree.fromstring(timeline_picture.draw_timeline(timeline))
    names = [t for t in svg.findall("{http://www.w3.org/2000/svg}text") if "font-family" in t.attrib]
    by_height = {}
    for t in names:
        x = float(t.get("x"))
        by_height.setdefault(t.get("y"), []).append((x, x + 6.3 * len(t.text)))
    assert names and 1 <= len(by_height) <= timeline.threads
    for ranges in by_height.values():
        ranges.sort()
        assert all(a[1] <= b[0] + 1 for a, b in zip(ranges, ranges[1:], strict=False))


def test_the_words_name_the_longest_equations(timeline):
    longest = max(timeline.events, key=lambda e: e.end - e.start)
    assert f"The longest: {longest.equation.op.name} for {longest.equation.output.name}" in timeline_picture.describe(
        timeline
    )


def test_the_widget_says_what_is_chosen(timeline):
    view = TimelineView(timeline)
    view.chosen = 2
    assert str(timeline.events[2].equation) in view.status and "the caller's thread" in view.status
    view.chosen = view.longest
    assert view.sentences[view.longest] in view.status


def test_the_widget_profiles_the_call_again(timeline):
    view = TimelineView(timeline)
    view.chosen, before = 1, view.timeline
    view.runs += 1
    assert view.timeline is not before and view.chosen == -1
    assert len(view.sentences) == len(view.timeline.events)


def test_each_bar_of_the_film_is_an_event_of_its_lane(timeline):
    view = TimelineView(timeline)
    for event, record in zip(timeline.events, view.film, strict=True):
        assert (record["name"], record["output"]) == (event.equation.op.name, event.equation.output.name)
        assert record["thread"] == event.thread < len(view.lanes)
        assert (
            abs(record["start"] - event.start * 1e6) < 0.01
            and abs(record["took"] - (event.end - event.start) * 1e6) < 0.01
        )
    view.chosen = 10**6
    assert view.chosen == len(view.film) - 1


def test_of_very_many_events_the_longest_are_drawn_and_the_rest_is_said(timeline):
    first = timeline.events[0]
    events = tuple(replace(first, start=k * 1e-6, end=(k + 1 + k % 2) * 1e-6) for k in range(3000))
    view = TimelineView(replace(timeline, events=events, seconds=3e-3))
    assert len(view.film) == 500 and {r["took"] for r in view.film} == {2.0}
    assert "The 2,500 shortest of its 3,000 events, 78% of the time, are not drawn." in view.status
    assert view.table.endswith("lines more: print(timeline)")
    assert sum(len(json.dumps(view.get_state(k), default=str)) for k in view.keys if not k.startswith("_")) < 300_000


def test_without_a_kernel_there_is_an_image_and_the_table(timeline):
    data, _ = TimelineView(timeline)._repr_mimebundle_()
    assert re.match(r'<img alt="mlp_training took [\d,]+ µs on ', data["text/html"])
    assert data["text/plain"] == str(timeline)
