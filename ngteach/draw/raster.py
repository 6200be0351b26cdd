"""Our SVG as PNG, for viewers that drop SVG, such as code-hosting sites.  It knows just what our pictures use."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

_SCALE = 1.25  # pixels for each unit of the SVG
_COLOURS = 64  # a picture has few, so that it fits into a few kilobytes
_DPI = 72.0  # so that a unit is a point


def png(svg):
    """The bytes of a PNG.   svg: the text of one of our pictures."""
    import matplotlib
    from matplotlib.figure import Figure
    from PIL import Image  # matplotlib brings it

    root = ElementTree.fromstring(svg)
    width, height = float(root.get("width")), float(root.get("height"))
    with matplotlib.rc_context({"font.sans-serif": ["DejaVu Sans"], "font.monospace": ["DejaVu Sans Mono"]}):
        figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        axes.axis("off")
        for element, shift in _drawn(root):
            _DRAW[_tag(element)](axes, element, shift)
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi=_DPI * _SCALE)
    small = io.BytesIO()
    Image.open(file).convert("RGB").quantize(_COLOURS).save(small, "png", optimize=True)
    return small.getvalue()


def _drawn(root):
    """(element, (x, y) it is moved by) of all that is seen, from back to front."""
    todo = [(child, (0.0, 0.0)) for child in reversed(root)]
    while todo:
        element, (x, y) = todo.pop()
        if _tag(element) == "g":
            moved = re.match(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", element.get("transform", ""))
            shift = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
            todo += [(child, shift) for child in reversed(element)]
        elif _tag(element) in _DRAW:
            yield element, (x, y)


def _tag(element):
    return element.tag.rpartition("}")[2]


def _look(element):
    """Fill, line, thickness and dashes, as matplotlib names them."""
    thick = float(element.get("stroke-width", 1))
    look = {
        "facecolor": element.get("fill", "black"),
        "edgecolor": element.get("stroke", "none"),
        "linewidth": thick,
    }
    if dashes := element.get("stroke-dasharray"):
        look["linestyle"] = (0, [float(d) / thick for d in dashes.replace(",", " ").split()])
        look["capstyle"] = element.get("stroke-linecap", "butt")
    return look


def _rect(axes, e, shift):
    from matplotlib.patches import FancyBboxPatch

    x, y, w, h = (float(e.get(k, 0)) for k in ("x", "y", "width", "height"))
    r = min(float(e.get("rx", 0)), w / 2, h / 2)
    style = f"round,pad=0,rounding_size={r}" if r else "square,pad=0"
    axes.add_patch(FancyBboxPatch((x + shift[0], y + shift[1]), w, h, boxstyle=style, **_look(e)))


def _polygon(axes, e, shift):
    from matplotlib.patches import Polygon

    points = [tuple(map(float, p.split(","))) for p in e.get("points").split()]
    axes.add_patch(Polygon([(x + shift[0], y + shift[1]) for x, y in points], closed=True, **_look(e)))


def _path(axes, e, shift):
    from matplotlib.patches import PathPatch, Polygon
    from matplotlib.path import Path

    codes, points, at = [], [], (0.0, 0.0)
    kinds = {"M": (Path.MOVETO, 1), "L": (Path.LINETO, 1), "Q": (Path.CURVE3, 2), "C": (Path.CURVE4, 3)}
    for letter, text in re.findall(r"([MLQChz])([^MLQChz]*)", e.get("d")):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", text)]
        if letter == "h":
            letter, numbers = "L", [at[0] + numbers[0], at[1]]
        if letter == "z":
            continue
        code, count = kinds[letter]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        codes += [code] * count
        points += pairs
        at = pairs[-1]
    points = [(x + shift[0], y + shift[1]) for x, y in points]
    axes.add_patch(PathPatch(Path(points, codes), **_look(e)))
    if e.get("marker-end") and len(points) > 1:
        (x0, y0), (x1, y1) = next(p for p in reversed(points[:-1]) if p != points[-1]), points[-1]
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        back, side = 6.6, 2.8
        head = [(x1, y1), *((x1 - back * dx + s * side * dy, y1 - back * dy - s * side * dx) for s in (1, -1))]
        axes.add_patch(Polygon(head, closed=True, facecolor=e.get("stroke"), edgecolor="none"))


def _text(axes, e, shift):
    """The text, and behind it its tspans, each in its own letters."""
    drawn = _letters(axes, e.text or "", float(e.get("x")) + shift[0], float(e.get("y")) + shift[1], e)
    for part in e:
        words = part.text if _tag(part) == "tspan" else ""
        if not words:
            continue
        look = {**e.attrib, **part.attrib}
        if "anchor" in "".join(e.attrib):  # a line in the middle of its box stays one piece
            drawn.set_text(drawn.get_text() + words.replace("$", r"\$"))
            continue
        box = drawn.get_window_extent()
        right = axes.transData.inverted().transform((box.x1, box.y0))[0]
        drawn = _letters(axes, words, right + float(part.get("dx", 0)), float(e.get("y")) + shift[1], look)


def _letters(axes, words, x, y, look):
    return axes.text(
        x,
        y,
        words.replace("$", r"\$"),
        color=look.get("fill", "black"),
        fontsize=float(look.get("font-size")) * 0.94,  # DejaVu is wider than most
        fontweight=look.get("font-weight", "normal"),
        family="monospace" if "Mono" in look.get("font-family", "") else "sans-serif",
        ha={"middle": "center", "end": "right"}.get(look.get("text-anchor"), "left"),
        va="baseline",
    )


_DRAW = {"rect": _rect, "polygon": _polygon, "path": _path, "text": _text}
