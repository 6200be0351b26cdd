"""The SVG document around the picture of a graph: its title and description, its arrowheads, and the ground."""

from __future__ import annotations

import hashlib

from .shapes import COLOURS, GREY, framed_paper, page, xml


def document(inside, width, height, title, words, paper=framed_paper, style=""):
    """The SVG text.   inside: SVG, in which a line ends in marker-end="url(#KEY-forward)", or another phase or "input".

    words: the description, for those who cannot see it.   paper: draws the ground.   style: a <style> element.
    """
    key = "ng" + hashlib.sha256(f"{title}{inside}".encode()).hexdigest()[:10]  # so that two pictures share no id
    size = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
    markers = "".join(
        f'<marker id="{key}-{name}" {size} orient="auto" markerUnits="userSpaceOnUse">'
        f'<path d="M0 0.8L7.5 4L0 7.2z" fill="{colour}"/></marker>'
        for name, colour in [*COLOURS.items(), ("input", GREY)]
    )
    parts = [
        f'<title id="{key}-title">{xml(title)}</title>',
        f'<desc id="{key}-desc">{xml(words)}</desc>',
        f"<defs>{markers}</defs>",
        *([style] if style else []),
        paper(width, height),
        inside.replace("url(#KEY-", f"url(#{key}-"),
    ]
    return page(parts, width, height, f'aria-labelledby="{key}-title {key}-desc"')
