"""The attention widget where no kernel runs: the letters, who looks at whom, and what may come next."""

from __future__ import annotations

from ...draw.shapes import COLOURS, DARK, GREY, INK, MONO, alternative, framed_paper, label, page, px, xml
from ...draw.values import short_number

_CELL, _LEFT, _TOP, _BAR = 26.0, 66.0, 84.0, 13.0
_CENTRE, _MONO = ' text-anchor="middle"', f' text-anchor="middle" font-family="{MONO}"'


def draw_attention(name, at, looks, felt, p, alphabet, words):
    """SVG text.   looks: f32[n,n]   felt: f32[n], of the letter that is asked   p: f32[letters], all after `at`"""
    letters, n = ["start", *name], len(name) + 1
    side, right = n * _CELL, _LEFT + max(n * _CELL, 200.0) + 50
    width, height = right + len(alphabet) * _BAR + 24, _TOP + max(side, 130.0) + 70
    parts = [framed_paper(width, height)]
    parts.append(label(_LEFT, 30, "who (row) looks at whom (column)", 12, INK["forward"], ' font-weight="bold"'))
    parts.append(label(right, 30, "what may come next", 12, INK["forward"], ' font-weight="bold"'))
    for i, letter in enumerate(letters):
        x, y = _LEFT + (i + 0.5) * _CELL, _TOP + (i + 0.5) * _CELL + 4
        bold = ' font-weight="bold"' if i == at else ""
        parts.append(label(_LEFT - 8, y, letter, 11, DARK, f' text-anchor="end" font-family="{MONO}"{bold}'))
        parts.append(label(x, _TOP - 8, letter[0] if i else "‹", 11, DARK, _MONO))
        for j in range(i + 1):
            parts.append(_cell(_LEFT + j * _CELL, _TOP + i * _CELL, looks[i, j]))
    parts.append(_box(_LEFT, _TOP + at * _CELL, (at + 1) * _CELL, _CELL, "#B88600"))
    bottom = _TOP + side + 12
    for j in range(at + 1):
        high = 30 * float(felt[j]) / (float(felt.max()) or 1)
        box = f'x="{px(_LEFT + j * _CELL + 5)}" y="{px(bottom)}" width="16" height="{px(high)}"'
        parts.append(f'<rect {box} fill="{COLOURS["adjoint"]}"/>')
    most = f"how much each letter mattered, at most {short_number(float(felt.max()))}"
    parts.append(label(_LEFT, bottom + 46, most, 10.5, INK["adjoint"]))
    for k, share in enumerate(p):
        x, high = right + k * _BAR, 100 * float(share)
        box = f'x="{px(x + 1)}" y="{px(_TOP + 110 - high)}" width="{px(_BAR - 2)}" height="{px(max(high, 0.5))}"'
        parts.append(f'<rect {box} fill="{COLOURS["forward"]}"/>')
        parts.append(label(x + _BAR / 2, _TOP + 124, xml(alphabet[k]) if k else "›", 10, GREY, _MONO))
    return page(parts, width, height, alternative(words))


def _cell(x, y, share):
    box = f'x="{px(x)}" y="{px(y)}" width="{px(_CELL)}" height="{px(_CELL)}"'
    shade = f'fill="{COLOURS["forward"]}" fill-opacity="{float(share):.3f}" stroke="#D9DDE0" stroke-width="0.5"'
    text = f"{float(share):.2f}".removeprefix("0").replace("1.00", "1")
    ink = "#FFFFFF" if share > 0.6 else DARK
    return f"<rect {box} {shade}/>" + label(x + _CELL / 2, y + _CELL / 2 + 3.5, text, 10, ink, _MONO)


def _box(x, y, w, h, colour):
    box = f'x="{px(x)}" y="{px(y)}" width="{px(w)}" height="{px(h)}"'
    return f'<rect {box} fill="none" stroke="{colour}" stroke-width="2.5"/>'
