"""The picture of a derivation as SVG: your equations and the loss on the left, their adjoints beside them, the update.

Boxes are <g class="node"> and lines <path class="edge">, as draw_graph makes them, so what grows that grows this.
"""

from __future__ import annotations

from ..document import document
from ..shapes import (
    COLOURS,
    DARK,
    GREY,
    INK,
    MONO,
    PANEL,
    PAPER,
    SHAPES,
    TINT,
    label,
    plain_paper,
    rectangle,
    xml,
)
from .authors import AUTHORS
from .blocks import PAD
from .lines import lines_of
from .places import Places, places
from .story import Derivation

_BOLD, _CODE = ' font-weight="bold"', f' font-family="{MONO}"'
_HEADS = {"yours": "you wrote {}", "loss": "the loss: {}", "adjoint": "autodiff wrote {} ↑"}
_HEADS["update"] = "the optimizer: {}"


def draw_derivation(made: Derivation, title: str = "") -> str:
    """The last state of the film, with everything in it, as SVG text."""
    p = places(made)
    inside = "\n".join(drawn(p, made))
    return document(inside, p.width, p.height, title or made.question, made.answer, plain_paper)


def drawn(p: Places, made: Derivation) -> list[str]:
    """The panels, the lines, and the boxes on top of them."""
    place = {eqn: i for i, eqn in enumerate(made.graph.equations)}
    counts = dict(zip(AUTHORS, made.who.counts(), strict=True))
    parts = [_panel(panel, counts[panel[0]]) for panel in p.panels]
    parts += lines_of(p, made)
    blocks = [p.top, *(b for cell in p.left.values() for b in cell), *p.forward.values(), p.seed]
    blocks += [*p.adjoint.values(), *p.others, *p.updates]
    return parts + [_box(block, place) for block in blocks if block is not None]


def _panel(panel, count):
    part, left, top, right, bottom = panel
    phase = "forward" if part in ("yours", "loss") else part
    ground = rectangle(left, top, right - left, bottom - top, 10, PANEL[phase], "none", 0)
    words = label(left + 8, top + 15, _HEADS[part].format(count), 12, INK[phase], _BOLD)
    return f'<g class="node part" data-name="part {part}" data-phase="{phase}" data-equations="">{ground}{words}</g>'


# ---- boxes ------------------------------------------------------------------


def _box(block, place):
    x, y, w, h = block.x, block.y, block.width, block.height
    phase = "adjoint" if block.kind == "through" else "forward" if block.kind == "input" else block.kind
    ink, small = INK[phase], DARK
    if block.kind == "input":
        shape, ink = [rectangle(x, y, w, h, 4, PAPER, "#333333", 2)], DARK
    elif block.kind == "through":
        shape, small = SHAPES["adjoint"](x, y, w, h, PAPER, "#D9DDE0", False), GREY
    else:
        fill = TINT[phase]
        if block.is_result:
            fill, ink, small = COLOURS[phase], PAPER, PAPER
        shape = SHAPES[phase](x, y, w, h, fill, COLOURS[phase], block.is_result)
    small_chip = block.kind == "input" and block.height < 23
    first = y + (12.5 if block.kind == "input" and block.beneath else 15 if small_chip else 15.5)
    head, *more = ["", *block.lines] if block.beneath else block.lines or [""]
    small_code = f' font-size="10.5" font-weight="normal" fill="{small}"{_CODE}'
    code = f'<tspan dx="7"{small_code}>{xml(head)}</tspan>' if head else ""
    text = [label(x + PAD, first, xml(block.bold) + code, 12, ink, _BOLD)]
    for k, line in enumerate(more, 1):
        left = x + PAD + (0 if block.beneath else 6.35 * (len(line) - len(line.lstrip())))
        down = first + (12.5 if block.kind == "input" else 14) * k
        text.append(label(left, down, xml(line.strip()), 10.5, small, _CODE))
    if block.words:
        text.append(label(x + PAD, y + h - 8.5, xml(block.words), 11, GREY))
    numbers = " ".join(str(place[eqn]) for eqn in block.equations)
    said = "; ".join(str(eqn) for eqn in block.equations[:6]) + ("; …" if len(block.equations) > 6 else "")
    phase = "input" if block.kind == "input" else phase
    facts = f'class="node {block.kind}" data-name="{xml(block.name)}" data-phase="{phase}"'
    return f'<g {facts} data-equations="{numbers}"><title>{xml(said or block.name)}</title>{"".join(shape + text)}</g>'
