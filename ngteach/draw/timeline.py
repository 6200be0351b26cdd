"""The timeline of one call as a picture: a lane for each thread, time across, the equation on hover."""

from __future__ import annotations

from ..transform.phases import PHASES
from .shapes import (
    COLOURS,
    DARK,
    GREY,
    INK,
    MONO,
    MONO_EM,
    PLAIN_EM,
    TINT,
    alternative,
    framed_paper,
    label,
    page,
    px,
    text_width,
    xml,
)

_WIDTH, _LEFT, _LANE, _TOP = 900.0, 86.0, 58.0, 68.0
_BAR = 30.0  # how high; above its bars a lane has room for the names of those that are too small for one
_DASH = {"forward": "", "adjoint": ' stroke-dasharray="5 3"', "update": ""}


def draw_timeline(timeline):
    """The picture as SVG text."""
    threads, phase = timeline.threads, timeline.phases
    height = _TOP + threads * _LANE + 84
    scale = (_WIDTH - _LEFT - 24) / max(timeline.seconds, 1e-9)
    heading = f"{timeline.name}: one call in {timeline.seconds * 1e6:,.0f} µs"
    parts = [label(22, 32, xml(heading), 15, DARK, ' font-weight="bold"')]
    for thread in range(threads):
        y = _TOP + thread * _LANE
        name = "caller" if thread == 0 else f"helper {thread}"
        busy = sum(e.end - e.start for e in timeline.events if e.thread == thread) / max(timeline.seconds, 1e-9)
        parts.append(_box(_LEFT, y, _WIDTH - _LEFT - 24, _BAR + 8, "#F5F6F7", "none", ""))
        parts += [label(22, y + 17, name, 12, DARK), label(22, y + 31, f"{busy:.0%} busy", 10.5, GREY)]
    parts += [_bar(e, timeline, phase.get(e.equation, "forward"), scale) for e in timeline.events]
    parts += _small_names(timeline, scale)
    parts += _axis(timeline.seconds, scale, _TOP + threads * _LANE)
    parts += _legend(timeline, {phase.get(e.equation, "forward") for e in timeline.events}, _TOP + threads * _LANE + 58)
    return page([framed_paper(_WIDTH, height), *parts], _WIDTH, height, alternative(describe(timeline)))


def describe(timeline):
    """What there is to see, in words."""
    longest: dict = {}
    for e in timeline.events:
        longest[e.equation] = longest.get(e.equation, 0.0) + e.end - e.start
    worst = sorted(longest, key=longest.__getitem__, reverse=True)[:3]
    named = ", ".join(f"{e.op.name} for {e.output.name} {longest[e] * 1e6:,.0f} µs" for e in worst)
    lanes = "one thread" if timeline.threads == 1 else f"{timeline.threads} threads, one lane each"
    return f"{timeline.name} took {timeline.seconds * 1e6:,.0f} µs on {lanes}. The longest: {named or 'nothing'}."


def say(event, timeline):
    """One event in words: the equation, its time, and what it achieved."""
    work, moved, part = timeline.rates(event)
    share = "" if event.share == 1 else f" for {event.share:.0%} of its work"
    speed = f"{work / 1e9:.1f} GFLOP/s, {moved / 1e9:.1f} GB/s, {part:.0%} of this machine's best"
    return f"{event.equation}: {(event.end - event.start) * 1e6:,.1f} µs{share}; {speed}"


def _bar(event, timeline, phase, scale):
    x, y = _LEFT + event.start * scale, _TOP + event.thread * _LANE + 4
    width, height = max((event.end - event.start) * scale, 0.8), _BAR
    words = say(event, timeline)
    name = event.equation.op.name
    inside = ""
    if _has_room(event, scale):
        inside = label(x + 5, y + height / 2 + 4, name, 10.5, INK[phase], f' font-family="{MONO}"')
    box = _box(x, y, width, height, TINT[phase], COLOURS[phase], _DASH[phase])
    return f'<g class="bar"><title>{xml(words)}</title>{box}{inside}</g>'


def _has_room(event, scale):
    """Does its name fit into the bar?"""
    return (event.end - event.start) * scale > text_width(event.equation.op.name, 10.5, MONO_EM) + 8


def _small_names(timeline, scale):
    """The longest of those without room for their name get it above, with a line to it, as long as no two meet."""
    parts, taken = [], {thread: [] for thread in range(timeline.threads)}
    small = [e for e in timeline.events if not _has_room(e, scale)]
    for e in sorted(small, key=lambda e: e.start - e.end):
        x, y = _LEFT + e.start * scale, _TOP + e.thread * _LANE
        end = x + text_width(e.equation.op.name, 10.5, MONO_EM) + 6
        if end > _WIDTH - 24 or any(x < b and end > a for a, b in taken[e.thread]):
            continue
        taken[e.thread].append((x, end))
        down = x + min((e.end - e.start) * scale / 2, 4)
        parts.append(f'<path d="M{px(down)} {px(y - 3)}V{px(y + 4)}" fill="none" stroke="{GREY}" stroke-width="1"/>')
        parts.append(label(x, y - 6, e.equation.op.name, 10.5, GREY, f' font-family="{MONO}"'))
    return parts


def _box(x, y, w, h, fill, stroke, dash):
    return (
        f'<rect x="{px(x)}" y="{px(y)}" width="{w:.2f}" height="{px(h)}" rx="{2 if w > 6 else 0}" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{1.2 if w > 4 else 0.6}"{dash}/>'
    )


def _axis(seconds, scale, y):
    """Ticks at round numbers of microseconds, about six of them."""
    step = 10.0 ** len(str(int(seconds * 1e6 / 6))) / 10
    step *= next((k for k in (1, 2, 5) if seconds * 1e6 / (step * k) <= 8), 10)
    ticks = [k * step for k in range(int(seconds * 1e6 / step) + 1)]
    parts = [f'<path d="M{px(_LEFT)} {px(y)}L{px(_WIDTH - 24)} {px(y)}" fill="none" stroke="{GREY}" stroke-width="1"/>']
    for t in ticks:
        x = _LEFT + t * 1e-6 * scale
        parts.append(f'<path d="M{px(x)} {px(y)}L{px(x)} {px(y + 5)}" fill="none" stroke="{GREY}" stroke-width="1"/>')
        parts.append(label(x, y + 18, f"{t:,.0f}", 10.5, GREY, ' text-anchor="middle"'))
    parts.append(label(_WIDTH - 24, y + 34, "microseconds", 10.5, GREY, ' text-anchor="end"'))
    return parts


def _legend(timeline, found, y):
    parts, x = [], 22.0
    for phase in [p for p in PHASES if p in found]:
        parts += [_box(x, y - 10, 20, 12, TINT[phase], COLOURS[phase], _DASH[phase]), label(x + 27, y, phase, 11, DARK)]
        x += 45 + text_width(phase, 11, PLAIN_EM)
    return [*parts, label(x, y, f"{timeline.peak} at best", 11, GREY)]
