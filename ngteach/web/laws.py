"""What holds of every page of a site, wherever it is put: on any server, in any folder, on a USB stick."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .export import LARGEST_PAGE

_LOADED = {"script": "src", "img": "src", "link": "href", "source": "src", "iframe": "src", "video": "src"}
_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")


def broken_laws(folder):
    """A sentence for each law that a page in the folder breaks:

    - with all that it loads it has at most LARGEST_PAGE bytes, so that a phone opens it soon,
    - it loads nothing from another host, and nothing by a path that begins at a server's root,
    - what it loads and where it leads within the site is there.
    """
    folder = Path(folder)
    pages = {path: _Found(path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))}
    names = {path: found.names for path, found in pages.items()}
    return [said for path, found in pages.items() for said in _of_page(folder, path, found, names)]


def _of_page(folder, path, found, names):
    place = path.relative_to(folder).as_posix()
    size = path.stat().st_size
    for address in found.loaded:
        parts = urlsplit(address)
        if parts.scheme in ("data", "blob"):
            continue
        there = _local(path, parts)
        if there is None:
            yield f"{place} loads {address[:80]}: a page asks no other host, and begins no path at a server's root"
        elif not there.is_file():
            yield f"{place} loads {address[:80]}, which is not there"
        else:
            size += there.stat().st_size
    if size > LARGEST_PAGE:
        yield f"{place} has {size:,} bytes with what it loads, more than {LARGEST_PAGE:,}"
    for address in dict.fromkeys(found.links):
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "mailto", "data", "blob"):
            continue  # a link asks nobody until it is followed
        there = _local(path, parts)
        if there is None:
            yield f"{place} leads to {address[:80]}: write where that is, seen from the page"
        elif not there.is_file():
            yield f"{place} leads to {address[:80]}, which is not there"
        elif _names_nothing(parts.fragment, names.get(there)):
            yield f"{place} leads to {address[:80]}, where nothing has this name"


def _local(path, parts):
    """The file that an address means, seen from a page; None if it lies on another host or at a server's root."""
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    return (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()


def _names_nothing(fragment, names):
    """Is it the name of no element?   A moment of a widget (links.js) is none either, but has a = in it."""
    return bool(fragment) and names is not None and "=" not in fragment and unquote(fragment) not in names


class _Found(HTMLParser):
    """What a page loads, where it leads, and the names of its elements."""

    def __init__(self, text):
        super().__init__()
        self.loaded, self.links, self.names, self._style = [], [], {"", "top"}, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self._style = tag == "style"
        self.names |= {found[name] for name in ("id", "name") if found.get(name)}
        self.loaded += _in_style(found.get("style") or "")
        address = found.get(_LOADED.get(tag, ""))
        if tag == "link" and not re.search(r"stylesheet|icon|preload", found.get("rel") or ""):
            self.links += [address] if address else []
        elif address:
            self.loaded.append(address)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])

    def handle_data(self, data):
        if self._style:
            self.loaded += _in_style(data)

    def handle_endtag(self, tag):
        self._style = False


def _in_style(text):
    return [a or b for a, b in _URL.findall(text) if not (a or b).startswith("#")]
