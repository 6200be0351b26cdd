"""The picture of a training function, with room in its boxes for pictures of their values."""

from __future__ import annotations

import re

from ...draw.boxes import given_by
from ...draw.drawing import draw_picture
from ...draw.picture import picture

_GAP = 8  # px between two pictures in a box
_ROOMS = {0: (64, 16), 1: (44, 28), 2: (64, 44)}  # px of the picture of a value, by its rank
_TITLES = re.compile(r"(<g class=\"node\"[^>]*>|<path class=\"edge[^>]*>)<title>[^<]*</title>")
_KEY = re.compile(r"\bng[0-9a-f]{6,}-")  # of the text, which is another for each width


def drawn(graph):
    """(SVG text, boxes, homes).

    boxes: for each <g class="node"> the values that it shows: [[name, left, width, height], ...] in px of its room.
    homes: for each equation the number of one whose box it is in.
    """
    pic = picture(graph, fold=True)
    shown = [_shown(box, pic) for box in pic.boxes]
    room = {box.tensors[-1]: _size(values) for box, values in zip(pic.boxes, shown, strict=True)}
    svg = _TITLES.sub(r"\1", draw_picture(pic, room=room))
    return _KEY.sub("ngdrawing-", svg), [_placed(values) for values in shown], _homes(pic)


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
