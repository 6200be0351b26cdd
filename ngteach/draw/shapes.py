"""The signs of every picture: colours, the three kinds of boxes, lines, text, and the page they stand on."""

from __future__ import annotations

import html
import unicodedata

COLOURS = {"forward": "#0072B2", "adjoint": "#D55E00", "update": "#009E73"}  # Okabe and Ito's, for colour-blind readers
INK = {"forward": "#00527F", "adjoint": "#9C4300", "update": "#00664A"}  # the same, dark enough for text
TINT = {"forward": "#EDF5FA", "adjoint": "#FDF1E9", "update": "#E9F6F2"}
PANEL = {"forward": "#F7FAFC", "adjoint": "#FEF9F5", "update": "#F5FAF8"}
DARK, GREY, PAPER = "#222222", "#5F6468", "#FFFFFF"
SANS = "Helvetica, Arial, 'DejaVu Sans', sans-serif"
MONO = "'DejaVu Sans Mono', Menlo, Consolas, monospace"
BOLD_EM, PLAIN_EM, MONO_EM = 0.70, 0.62, 0.61  # the widest of these fonts: the mean width of a letter


def rectangle(left, top, w, h, r, fill, stroke, thick):
    return (
        f'<rect x="{px(left)}" y="{px(top)}" width="{px(w)}" height="{px(h)}" rx="{r}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{thick}"/>'
    )


def classed(kind, rectangle):
    """The rectangle with a class, by which a style sheet finds it."""
    return rectangle.replace("<rect ", f'<rect class="{kind}" ', 1)


def stroke(kind, d, colour, thick, more=""):
    """A line.   kind: its class.   d: its way, in the words of SVG.   more: further attributes."""
    return f'<path class="{kind}" d="{d}" fill="none" stroke="{colour}" stroke-width="{thick}"{more}/>'


def through(points):
    """The way of a line through these points, for stroke(); it is interrupted where a point is None."""
    way, pen = "", "M"
    for p in points:
        way, pen = (f"{way}{pen}{px(p[0])} {px(p[1])}", "L") if p else (way, "M")
    return way


def label(x, y, inside, size, fill, more=""):
    """One line of text.   inside: SVG, so plain words must go through xml().   more: further attributes."""
    return f'<text x="{px(x)}" y="{px(y)}" font-size="{size}" fill="{fill}"{more}>{inside}</text>'


def _round_box(left, top, w, h, fill, colour, filled):
    return [rectangle(left, top, w, h, 8, fill, colour, 1.6)]


def _cut_box(left, top, w, h, fill, colour, filled):
    c, right, bottom = 8, left + w, top + h
    corners = [(left + c, top), (right - c, top), (right, top + c), (right, bottom - c)]
    corners += [(right - c, bottom), (left + c, bottom), (left, bottom - c), (left, top + c)]
    points = " ".join(f"{px(a)},{px(b)}" for a, b in corners)
    dashed = f'stroke="{colour}" stroke-width="1.6" stroke-dasharray="5 3"'
    return [f'<polygon points="{points}" fill="{fill}" {dashed}/>']


def _double_box(left, top, w, h, fill, colour, filled):
    inner = PAPER if filled else colour
    return [
        rectangle(left, top, w, h, 3, fill, colour, 1.6),
        rectangle(left + 3, top + 3, w - 6, h - 6, 2, "none", inner, 1),
    ]


SHAPES = {"forward": _round_box, "adjoint": _cut_box, "update": _double_box}


# ---- text -------------------------------------------------------------------


def text_width(text, size, em):
    """An estimate that is rather too wide than too narrow; East Asian letters are twice as wide."""
    widths = _ALIKE if em == MONO_EM else _WIDTHS
    return sum(size * em * (1.7 if unicodedata.east_asian_width(c) in "WF" else widths.get(c, 1.0)) for c in text)


# How wide a letter is beside the mean one, in DejaVu Sans, bold or not, whichever is wider.
_GROUPS = {
    0.52: "ijlIJ,./\\| ·'",
    0.65: "f-:;",
    0.75: 'rt!"()*[]_`',
    0.9: "cszxL?",
    1.13: "ABCKRVXZ",
    1.25: "DGHNU#&+<=>^~−→",
}
_GROUPS |= {1.35: "wOQ", 1.6: "mWM@%…"}
_WIDTHS = {c: width for width, letters in _GROUPS.items() for c in letters}
_ALIKE: dict = {}


def xml_lines(text):
    """The lines of a text as XML, each on a line of its own."""
    return "\n".join(map(xml, text.split("\n")))


def xml(x):
    """x as XML text: escaped, and without what XML does not allow."""
    clean = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Cn") else "�" for c in str(x))
    return html.escape(clean)


def px(x):
    return f"{x:.1f}".removesuffix(".0")


# ---- the page ---------------------------------------------------------------


def page(parts, width, height, named, more=""):
    """The SVG text of a picture.   named: how those hear of it who cannot see it.   more: further attributes."""
    w, h = px(width), px(height)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
    return "\n".join([f'{head}{named} font-family="{SANS}"{more}>', *parts, "</svg>\n"])


def alternative(words):
    """What a picture is for those who cannot see it, as page() takes it."""
    return f'aria-label="{xml(words)}"'


def plain_paper(width, height):
    """The ground of a picture inside a widget, which has a frame already."""
    return f'<rect class="paper" x="0" y="0" width="{px(width)}" height="{px(height)}" rx="8" fill="{PAPER}"/>'


def framed_paper(width, height):
    """The ground of a picture that stands alone."""
    w, h = px(width - 1), px(height - 1)
    return f'<rect x="0.5" y="0.5" width="{w}" height="{h}" rx="12" fill="{PAPER}" stroke="#D9DDE0"/>'
