"""The picture of a graph that goes with a film: as large as there is room for, and no larger."""

from __future__ import annotations

import re

from .film_room import ROOM
from .graph_view import drawn

MOST = ROOM // 2  # the rest of the film has as much again


def picture_for_film(graph):
    """(SVG text, homes) as drawn() gives them; the text is "" if the picture is too large even with fewer words."""
    svg, homes = drawn(graph)
    if len(svg) > MOST:  # what a wire carries, and all but the first equations of a box, are known from the program
        svg = re.sub(r"<title>[^<]*</title></path>", "</path>", svg)
        svg = re.sub(r"(<title>[^<]{80}[^<;]*)[^<]*", r"\1", svg)
    return svg if len(svg) <= MOST else "", homes
