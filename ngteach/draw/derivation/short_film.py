"""A derivation as a picture that moves by itself: SVG with CSS alone, so that an <img> plays it.

Where motion is not wanted, and where CSS is not read, it stands still with everything in it.
"""

from __future__ import annotations

import html
import re

from ..document import document
from ..shapes import DARK, INK, MONO, label, px, rectangle, xml
from .picture import drawn
from .places import places
from .story import Derivation

_SECONDS = {"yours": 0.7, "loss": 0.7, "adjoint": 1.5, "update": 1.2}  # how long a state is new
_BEFORE, _AFTER = 1.2, 12.0  # seconds of the question alone, and of the whole
_FIRST = 3.0  # seconds of the whole before it begins anew: who looks for a moment, or stops it, sees everything
_SIDE, _TOP = 14.0, 54.0
_HALO = "#B88600"


def short_film(made: Derivation, line: str = "", width: float = 840.0) -> str:
    """The film as SVG text.   line: the Python that the model is, shown above it"""
    p = places(made, reasons=True, width=width - 2 * _SIDE)
    width = p.width + 2 * _SIDE
    born = {name: k for k, state in enumerate(made.states) for name in state.new}
    last = len(made.states) - 1
    height = _TOP + p.height + 32
    answer = label(_SIDE + 8, height - 12, xml(made.answer), 13.5, DARK, ' font-weight="bold"')
    inside = [
        *_heading(made, line),
        f'<g transform="translate({px(_SIDE)} {px(_TOP)})">',
        *(_marked(part, born) for part in drawn(p, made)),
        *_halos(p, born),
        "</g>",
        f'<g class="s{last}">{answer}</g>',
    ]
    return document("\n".join(inside), width, height, made.question, made.answer, style=_style(made.states))


def _heading(made, line):
    bold = ' font-weight="bold"'
    parts = [label(_SIDE + 8, 28, xml(made.question), 16, DARK, bold)]
    if line:
        parts.append(label(_SIDE + 8, 48, xml(line), 13, INK["forward"], f' font-family="{MONO}"'))
    return parts


def _marked(part, born):
    """The part with the class of the state in which it appears; a line appears with the later of its ends."""
    names = re.findall(r'data-(?:name|from|to)="([^"]*)"', part.partition(">")[0])
    k = max((born.get(html.unescape(name), 0) for name in names), default=0)
    return part.replace('class="', f'class="s{k} ', 1)


def _halos(p, born):
    """A bright edge around the box that is new."""
    blocks = [*p.forward.values(), *p.adjoint.values(), *p.updates, *([p.seed] if p.seed else [])]
    for b in blocks:
        edge = rectangle(b.x - 3, b.y - 3, b.width + 6, b.height + 6, 10, "none", _HALO, 3)
        yield edge.replace("<rect ", f'<rect class="h{born[b.name]}" opacity="0" ', 1)


def _style(states):
    """When each state appears; all of it in one loop, which rests longest where everything is there."""
    starts, at = [], 0.0
    for state in states:
        starts.append(at)
        at += _SECONDS.get(state.part, _BEFORE)
    total = at + _AFTER
    rules, loop = [], f"{total:.1f}s linear -{total - _FIRST:.1f}s infinite"

    def share(seconds):
        return f"{100 * seconds / total:.2f}%"

    for k, start in enumerate(starts[1:], 1):
        fresh, gone = share(start + 0.25), share(total - 0.5)
        rules.append(f"@keyframes s{k}{{0%,{share(start)}{{opacity:0}}{fresh},{gone}{{opacity:1}}100%{{opacity:0}}}}")
        rules.append(f".s{k}{{animation:s{k} {loop}}}")
        if k + 1 < len(starts):
            end = starts[k + 1]
            shown = f"{share(start)}{{opacity:0}}{fresh},{share(end)}{{opacity:1}}{share(end + 0.2)},100%{{opacity:0}}"
            rules.append(f"@keyframes h{k}{{0%,{shown}}}.h{k}{{animation:h{k} {loop}}}")
    return f"<style>@media (prefers-reduced-motion: no-preference) {{\n{chr(10).join(rules)}\n}}</style>"
