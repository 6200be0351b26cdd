"""The picture of a training function, with room in its boxes for pictures of their values."""

from __future__ import annotations

import re

from ...draw.boxes import given_by
from ...draw.drawing import draw_picture
from ...draw.picture import picture

_GAP = 6  # px between two pictures in a box
_ROOMS = {0: (64, 16), 1: (36, 28), 2: (52, 40)}  # px of the picture of a value, by its rank
_TITLES = re.compile(r"(<g class=\"node\"[^>]*>|<path class=\"edge[^>]*>)<title>[^<]*</title>")
_NOTES = re.compile(r'<text x="18" y="[^"]*" font-size="11" fill="#5F6468">[^<]*</text>\n?')
_EDGE, _HEAD = 10, 42  # px that are cut off at the sides and above
_KEY = re.compile(r"\bng[0-9a-f]{6,}-")  # of the text, which is another for each width


def drawn(graph):
    """(SVG text, boxes, homes).

    boxes: for each <g class="node"> the values that it shows: [[name, left, width, height], ...] in px of its room.
    homes: for each equation the number of one whose box it is in.
    """
    pic = picture(graph, fold="dense")
    shown = [_shown(box, pic) for box in pic.boxes]
    room = {box.tensors[-1]: _size(values) for box, values in zip(pic.boxes, shown, strict=True)}
    svg = _trimmed(_TITLES.sub(r"\1", draw_picture(pic, room=room)))
    return _KEY.sub("ngdrawing-", svg), [_placed(values) for values in shown], _homes(pic)


def _trimmed(svg):
    """Without the heading and the notes at its foot, which the page has no use for, and with a smaller margin."""
    svg, notes = _NOTES.subn("", svg)
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    size = f"{width - 2 * _EDGE:g}", f"{height - _HEAD - 16 * notes - 10:g}"
    svg = re.sub(r'viewBox="[^"]*"', f'viewBox="{_EDGE} {_HEAD} {" ".join(size)}"', svg, count=1)
    return re.sub(r' width="[^"]*" height="[^"]*"', f' width="{size[0]}" height="{size[1]}"', svg, count=1)


def _shown(box, pic):
    """At most two values of a box: what it hands on, and a gradient; of weights a matrix and a vector."""
    if box.kind == "input":
        return box.tensors[:2]
    on, gradients = given_by(box.equations, pic.graph, pic.phase)
    if box.phase == "forward":
        return on[:1] or box.tensors[-1:]
    found = sorted([*gradients, *on], key=lambda x: -x.ndim)
    return tuple(found[:2]) or box.tensors[-1:]


def _placed(values):
    left, places = 0, []
    for x in values:
        wide, high = _ROOMS[min(x.ndim, 2)]
        places.append([x.name, left, wide, high])
        left += wide + _GAP
    return places


def _size(values):
    places = _placed(values)
    return places[-1][1] + places[-1][2], max(high for *_, high in places)


def _homes(pic):
    """A constant that is written into the box of its user is at home there."""
    number = {eqn: i for i, eqn in enumerate(pic.graph.equations)}
    homes = list(range(len(number)))
    for eqn in reversed(pic.folded):
        homes[number[eqn]] = homes[number[pic.graph.users[eqn.output][0]]]
    return homes
