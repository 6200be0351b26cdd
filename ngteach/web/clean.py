"""HTML from a notebook, without whatever could act: only known elements and attributes are written out again.

What is not in these tables is left out: scripts and styles with what stands in them, other elements without it.
An <svg> becomes an image of itself: in an image no script runs, and none asks for anything.
"""

from __future__ import annotations

import base64
import re
from html import escape
from html.parser import HTMLParser

_ELEMENTS = """a abbr b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img
    ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"""
_ATTRIBUTES = "alt class colspan height open rowspan scope start title width"
_LEFT_OUT_WHOLE = "embed iframe math noembed noscript object script style template textarea title video"
_PROPERTIES = """background background-color border border-bottom border-collapse border-left border-radius border-right
    border-top color font-family font-size font-style font-weight height line-height margin margin-bottom margin-left
    margin-right margin-top max-width min-width overflow overflow-x padding padding-bottom padding-left padding-right
    padding-top text-align text-decoration vertical-align white-space width"""
ELEMENTS = frozenset(_ELEMENTS.split())
EMPTY = frozenset(("br", "col", "hr", "img"))
_ALWAYS = frozenset(_ATTRIBUTES.split())
_WITH_CONTENT = frozenset(_LEFT_OUT_WHOLE.split())
_STYLES = frozenset(_PROPERTIES.split())
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*", re.I)
_LINK = re.compile(r"(https?://|mailto:|#|[\w.%-]+(/[\w.%-]+)*([#?]|$))", re.I)  # no javascript:, no //host
_NOTEBOOK = re.compile(r"^((?!https?:)[^#?]+)\.ipynb(?=#|$)")
_ID = re.compile(r"\S{1,200}")
_PLAIN_VALUE = re.compile(r"[\w\s#.,%+-]*(rgba?\([\d\s.,%/]*\)[\w\s#.,%+-]*)?")
_DEEPEST = 200  # elements in one another


def clean(html, text=False):
    """The HTML with nothing in it that acts or asks another host.

    text: it is the author's, so that headings keep their ids, and links to notebooks lead to the pages of these.
    """
    cleaner = _Cleaner(text)
    cleaner.feed(html)
    cleaner.close()
    return cleaner.copied()


def image(mime, data, alt=""):
    """An element that shows the picture.   data: base64"""
    return f'<img alt="{escape(alt)}" src="data:{mime};base64,{escape(data)}">'


class _Cleaner(HTMLParser):
    """Writes a copy of what it reads.

    open: the elements that are open in the copy.   inside: those that are open in a picture, or in what is left out.
    picture: its parts so far, or None.
    """

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.parts, self.open, self.inside, self.picture, self.of_text = [], [], [], None, text

    def copied(self):
        """The copy, with an end for every beginning."""
        if self.picture is not None:
            self._end_of_picture()
        return "".join(self.parts) + "".join(f"</{tag}>" for tag in reversed(self.open))

    def handle_starttag(self, tag, attributes):
        written = self.get_starttag_text()
        if self.inside:
            name = written[1 : 1 + len(tag)]  # in a picture capitals count
            if self.picture is not None:
                self.picture.append(written)
            if self.picture is not None or tag == self.inside[0]:
                self.inside.append(name)
        elif tag in _WITH_CONTENT:
            self.inside = [tag]
        elif tag == "svg":
            self.inside, self.picture = [tag], [_named(written)]
        elif tag in ELEMENTS and len(self.open) < _DEEPEST:
            self.parts.append(f"<{tag}{self._attributes(tag, attributes)}>")
            if tag not in EMPTY:
                self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        if self.picture is not None:
            self.picture.append(self.get_starttag_text())
        elif tag != "svg":  # a browser knows no <script/>: what follows is in it
            self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag):
        if self.inside:
            while tag in map(str.lower, self.inside):
                last = self.inside.pop()
                if self.picture is not None:
                    self.picture.append(f"</{last}>")
                if last.lower() == tag:
                    break
            if not self.inside and self.picture is not None:
                self._end_of_picture()
        elif tag in self.open:  # an end without a beginning would end an element of the page
            while (last := self.open.pop()) != tag:
                self.parts.append(f"</{last}>")
            self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        if not self.inside:
            self.parts.append(escape(data, quote=False))
        elif self.picture is not None:
            self.picture.append(escape(data, quote=False))

    def _end_of_picture(self):
        ends = "".join(f"</{tag}>" for tag in reversed(self.inside))
        picture = "".join(self.picture) + ends
        self.inside, self.picture = [], None
        self.parts.append(image("image/svg+xml", base64.b64encode(picture.encode("utf-8", "replace")).decode()))

    def _attributes(self, tag, found):
        kept = {}
        for name, value in found:
            value = value or ""
            if name in _ALWAYS or self.of_text and name == "id" and _ID.fullmatch(value):
                kept[name] = value
            elif name == "style":
                kept[name] = _style(value)
            elif tag == "a" and name == "href" and _LINK.match(value):
                kept[name] = _NOTEBOOK.sub(r"\1.html", value) if self.of_text else value
            elif tag == "img" and name == "src" and _IMAGE.fullmatch(value):
                kept[name] = value
        if tag == "a" and kept.get("href", "#")[:1] != "#":
            kept["rel"] = "noopener noreferrer"
        if tag == "img":
            kept.setdefault("alt", "")
        return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())


def _named(start):
    """The first tag of a picture, as a file of its own has it."""
    return (
        start if "xmlns=" in start else start.replace(start[:4], f'{start[:4]} xmlns="http://www.w3.org/2000/svg"', 1)
    )


def _style(text):
    pairs = [
        (name.strip().lower(), value.strip()) for name, _, value in (part.partition(":") for part in text.split(";"))
    ]
    return "; ".join(f"{name}: {value}" for name, value in pairs if name in _STYLES and _PLAIN_VALUE.fullmatch(value))
