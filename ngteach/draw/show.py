"""A graph in a notebook: a picture that every viewer shows, and the program for those who cannot see it."""

from __future__ import annotations

import base64

from .drawing import draw_picture
from .picture import picture
from .program import program_lines
from .shapes import xml
from .words import describe

LARGEST = 400  # boxes; a larger picture helps nobody


class Drawing:
    """The picture of a graph.  .svg is its text, "" if the graph is too large to draw; printed, it is the program."""

    def __init__(self, graph, fold=None):
        found = picture(graph, fold=fold)
        self.svg = draw_picture(found) if len(found.boxes) <= LARGEST else ""
        self.words, self._text = describe(found), "\n".join(text for text, _ in program_lines(found))
        if not self.svg:
            many = f"{len(found.boxes):,} boxes are too many for a picture"
            self._text = f"{many}; print(graph) shows its equations\n{self.words}"

    def __repr__(self):
        return self._text

    def _repr_mimebundle_(self, **_):
        return bundle(self.svg, self.words, self._text) if self.svg else {"text/plain": self._text}


def image(svg, words):
    """SVG text as an <img>, which a notebook that is not trusted shows too.   words: what there is to see."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="{xml(words)}" src="data:image/svg+xml;base64,{data}">'


def bundle(svg, words, text):
    """What a notebook shows of a picture: the image, and the text that says the same."""
    return {"text/html": image(svg, words), "text/plain": text}
