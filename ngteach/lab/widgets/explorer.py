"""A big graph, folded: a few boxes with the names of its functions, which open in place."""

from __future__ import annotations

import base64
import gzip
import json
import re

import traitlets

from ...core.calling.errors import counted, require
from ...core.calling.guards import takes_graph
from ...core.graph import Graph
from ...core.provenance import says_where
from ...draw.drawing import draw_picture
from ...draw.folds import ADJOINT, CALL
from ...draw.picture import picture, reopened
from ...draw.program import program_lines
from ...draw.show import LARGEST, image
from ...draw.words import describe
from .film_room import ROOM, json_size
from .widget import Widget, in_status

_ROOM, _STATES = ROOM - 30_000, 40  # of the film, which plays without Python; what it has no room for asks Python


@says_where()
@takes_graph
def explorer(graph: Graph) -> Explorer:
    """A widget in which a graph of any size is a few boxes, and each opens in place: click it, or press Enter.

    Boxes have the names of the functions that were called, beside the program that is folded in the same way.
    """
    return Explorer(graph)


class Explorer(Widget, script=("graph.js", "folding.js")):
    """film: for each state the fold that is open, with all that is around it; [0] is the graph with none open.

    step: the number of the state; one more than the last is `extra`, which Python has made for the fold `wanted`.
    A record has key, trail ([key, title] of what is open), inside (names of boxes), sentence, and packed: gzip, as
    base64, of JSON with the picture and the lines of the program.
    """

    name = traitlets.Unicode("").tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    wanted = traitlets.Unicode("").tag(sync=True)
    extra = traitlets.Any({}).tag(sync=True)

    def __init__(self, graph):
        super().__init__()
        require(graph.equations, f"explorer: {graph.name} has no equation to show")
        self.graph, self.name = graph, graph.name
        self._first = picture(graph, fold=True)
        self._folds = {fold.key: fold for fold in self._first.folds.walk()}
        self.film = self._filmed()
        self.code = "graph.show(fold=True)"
        self.tell(self.film[0]["sentence"])

    def _filmed(self):
        """The states that have room: the user's functions before all others, the outermost first."""
        film = [_record(self._first, None, ())]
        size = json_size(film)
        can_open = [f for f in self._folds.values() if f.key and f.key not in self._first.opened and _can_open(f)]
        for fold in sorted(can_open, key=lambda f: (f.kind != CALL, f.of_ops, *_place(f))):
            record = self._opened(fold)
            size += json_size(record)
            if size > _ROOM or len(film) == _STATES:
                break
            film.append(record)
        return film

    def _opened(self, fold):
        keys = self._first.opened | {around.key for around in fold.path()}
        return _record(reopened(self._first, keys), fold, self._first.opened)

    @traitlets.validate("step")
    def _inside(self, proposal):
        return min(max(proposal["value"], 0), len(self.film) - (not self.extra))

    @traitlets.observe("wanted")
    @in_status
    def _wanted(self, change):
        require(self.wanted in self._folds, f"explorer: {self.graph.name} has no fold {self.wanted}")
        keys = [record["key"] for record in self.film]
        if self.wanted in keys:
            self.step = keys.index(self.wanted)
            return
        self.extra = self._opened(self._folds[self.wanted])
        self.step = len(self.film)
        self.tell(self.extra["sentence"])

    @traitlets.observe("step")
    @in_status
    def _moved(self, change):
        record = self.film[self.step] if self.step < len(self.film) else self.extra
        self.tell(record["sentence"])

    def still(self):
        return image(draw_picture(self._first), f"{self.words()} {describe(self._first)}")

    def words(self):
        boxes = len(self._first.boxes)
        return f"{self.name}, folded: {counted(len(self.graph.equations), 'equation')} in {_boxes(boxes)}."


def _can_open(fold):
    """A fold that is one box in no lane has nothing to open."""
    return any(count > 1 for count in fold.lanes.values())


def _place(fold):
    """Updates last, and of the others the outermost first."""
    return 2 * fold.lanes.get("update", 0) > sum(fold.lanes.values()), len(fold.path())


def _record(pic, fold, open_before):
    """The state with this fold open; None for that with which it begins.   open_before: keys of what is always open"""
    trail, inside = [], []
    if fold is not None:
        trail = [[around.key, _title(around)] for around in fold.path() if around.key not in open_before]
        inside = [box.tensors[-1].name for box in pic.boxes if box.equations and fold in pic.home[box.equations[0]]]
    drawn = draw_picture(pic) if len(pic.boxes) <= LARGEST else ""
    lines = [_line(text, pic.boxes[i] if i is not None else None) for text, i in program_lines(pic)]
    packed = gzip.compress(json.dumps({"svg": _slim(drawn), "lines": lines}).encode(), 9, mtime=0)
    return {
        "key": fold.key if fold else "",
        "trail": trail,
        "inside": inside,
        "sentence": _sentence(pic, fold, len(inside)),
        "packed": base64.b64encode(packed).decode(),
    }


def _title(fold):
    return f"adjoint of {fold.title}" if fold.kind == ADJOINT else fold.title


def _line(text, box):
    if box is None:
        return {"text": text}
    key = box.fold.key if box.fold is not None else ""
    return {"text": text, "phase": box.phase, "name": box.tensors[-1].name, "key": key}


def _slim(svg):
    """Without the numbers of the equations, for here boxes go by their names; and they say what the program says."""
    return re.sub(r"<title>.*?</title>", "", re.sub(r' data-equations="[^"]*"', ' data-equations=""', svg))


def _sentence(pic, fold, count):
    if fold is None:
        groups = [box for box in pic.boxes if box.kind == "group"]
        many = sum(len(box.equations) for box in groups)
        where = f"{_boxes(len(groups))} stand for {many:,} equations"
        return f"{where}; a click or Enter opens one." if groups else "Each box is one equation."
    parts = [f"{fold.lanes[lane]:,} {lane}" for lane in ("forward", "adjoint", "update") if lane in fold.lanes]
    return f"{_title(fold)} is open: {_boxes(count)} for its {' and '.join(parts)} equations."


def _boxes(count):
    return "one box" if count == 1 else f"{count} boxes"
