"""The playground as one HTML file: its models, its scripts, and what a browser lets it do."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np

from ...core.calling.errors import require
from ...core.trace import trace
from ...core.types import f32
from ...core.version import VERSION
from ...data.digits import load_data
from ...data.points import KINDS, points
from ...files.writing import write_whole
from ...javascript import require_ops
from ...javascript.live import engine_function
from ...lab.widgets.widget import STATIC as LAB
from ...ops import sum
from ...serialize.graph_json import to_json
from ..around import places_html
from ..export import LARGEST_PAGE
from ..page import MADE_BY, policy
from .graphs import graphs_of
from .grid import ACTIVATIONS, BATCH, DATA, DIGITS, LAYERS, POINTS, RATES, SIDE, WIDTHS, Choice, choices_of
from .lines import MARKS
from .stored import MARK, compressed, stored
from .words import words_of

_REACH = 1.15  # the square that is shown goes from minus this to this
_HERE = Path(__file__).parent
_SHARED = "common formats controls choosing viewing graph heat numbers values value_picture making value_facts"
_SHARED += " value_card thumbnails"
_OWN = "choice store live_values boxes answer curves equation choosers program_list panes trainer conversation painter"
_OWN += " theme opened"


def build_playground(folder, links: Mapping[str, str] = MappingProxyType({})) -> Path:
    """Write the playground to index.html in a folder; returns its path.   links: {words: where they lead}

    Raises GraphError if the page is too large, or cannot be written.
    """
    target = Path(folder) / "index.html"
    page = playground_page(links).encode()
    require(len(page) <= LARGEST_PAGE, f"the playground has {len(page):,} bytes, more than {LARGEST_PAGE:,}")
    write_whole(target, page)
    return target


def playground_page(links):
    """The HTML."""
    code = f"\n{script()}\n"
    return (_HERE / "page.html").read_text("utf-8") % {
        "made by": f'{MADE_BY}{VERSION}">',
        "policy": policy(code),
        "style": style(),
        "links": places_html([(to, words) for words, to in links.items()], "The site"),
        "version": VERSION,
        "packed": json.dumps(packed(), separators=(",", ":")).replace("<", "\\u003c"),
        "script": code,
    }


def script():
    """What all widgets share, the engine as a function around its names, and the page's own."""
    parts = [
        *((LAB / f"{name}.js").read_text("utf-8") for name in _SHARED.split()),
        engine_function(),
        *((_HERE / "static" / f"{name}.js").read_text("utf-8") for name in [*_OWN.split(), "playground"]),
    ]
    return "\n".join(parts).replace("</script", "<\\/script")


def style():
    """The CSS of exported pages, that of the parts of widgets which it uses, and its own."""
    shared = [(LAB / f"{name}.css").read_text("utf-8") for name in ("widget", "graph", "value_card")]
    own = (_HERE / "static" / "playground.css").read_text("utf-8")
    return "\n".join([(_HERE.parent / "static" / "page.css").read_text("utf-8"), *shared, own]).replace("</", "<\\/")


def packed():
    """All that the page brings along, as JSON has it; what is large is compressed."""
    texts = {choice.key: stored(choice, _rows(choice.inputs)) for choice in choices_of(WIDTHS[0])}
    ops = {eqn["op"] for text in texts.values() for eqn in json.loads(text.replace(MARK, "8"))["training"]["equations"]}
    return {
        "grid": {
            "data": DATA,
            "layers": LAYERS,
            "widths": WIDTHS,
            "activations": ACTIVATIONS,
            "rates": RATES,
            "batch": BATCH,
            "points": POINTS,
            "digits": DIGITS,
            "tests": len(load_data("digits").test_labels),
            "side": SIDE,
            "reach": _REACH,
            "mark": MARK,
            "marks": MARKS,
        },
        "models": {key: compressed(text.encode()) for key, text in texts.items()},
        "firsts": dict(_firsts()),
        "words": words_of(ops),
        "points": {name: base64.b64encode(points(name, 2 * POINTS)[0].tobytes()).decode() for name in KINDS},
        "digits": compressed(_digits()),
        "example": to_json(trace(squared_length, f32[4, 3], f32[3])),
    }


def _rows(inputs):
    """How many questions are asked at once: the points and the square around them, or the digits for testing."""
    return 2 * POINTS + SIDE**2 if inputs == 2 else len(load_data("digits").test_labels)


def _firsts():
    """The graph of the first weights for each shape: "inputs layers width"; without hidden layers the width is 0."""
    for inputs, classes in ((2, 2), (64, 10)):
        for layers in LAYERS:
            for width in WIDTHS if layers else (0,):
                choice = Choice(inputs, classes, layers, width, "linear", "sgd")
                first = graphs_of(choice, 1).first
                require_ops(first)
                yield f"{inputs} {layers} {width}", compressed(to_json(first).encode())


def squared_length(x, w):
    """A small graph for those who have none of their own."""
    y = x @ w
    return sum(y * y)


def _digits():
    """u8: images for training and their labels, images for testing and theirs; a pixel is between 0 and 16."""
    found = load_data("digits")
    parts = found.train_images[:DIGITS], found.train_labels[:DIGITS], found.test_images, found.test_labels
    return b"".join(np.asarray(part, np.uint8).tobytes() for part in parts)
