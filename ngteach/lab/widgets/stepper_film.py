"""The film of a stepper: each value that a graph computes, as short records that a page plays without Python."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from ... import ops
from ...core.calling.numbers import value_text
from ...core.graph import Tensor, evaluate
from ...draw.sampled import PIXELS, Sampled, sampled, text_of
from ...draw.values import short_number
from ...transform.phases import PHASES, phases
from .made_of import made_of

SIDES = (32, 24, 16, 12, 8, 6, 4)  # of the part of a large array that is shown: the largest for which there is room
_SLOW = 1.0  # seconds after which a bar shows how far the computing is

# A record is these fields with a | between them; a number that is not there is empty.
FIELDS = (
    "type",  # this and the next ones: the number of a line in the table of that name
    "op",
    "phase",  # in PHASES
    "rules",  # of what its elements are made, as made_of() says
    "line",  # of Python, that recorded it
    "of",  # the numbers of its operands; values are counted from the first input on
    "params",
    "view",  # 1 if it has no memory of its own
    "last",  # the equation that reads it last, counted from 0
    "kept",  # the last adjoint equation that reads a forward value
    "facts",  # min, max, mean; then how many are 0, NaN, infinite
    "starts",  # 1 if something is not finite here, and was finite before
    "look",  # "rows" or "columns" that are pictures of digits, "ink" before it if they are themselves digits
    "steps",  # how far apart the numbers are that were taken of a large array along each axis
    "numbers",
    "name",  # at the end, for it may have a | of its own
)


@dataclass
class Computed:
    """What is known of the values of a graph once it has run.

    arrays: {tensor: array} of the inputs and the results.   facts, samples: of every tensor.
    starts: the tensors in which something stopped being finite.
    ink: those whose pictures are digits, drawn in ink: inputs, and other views of them.
    """

    arrays: dict[Tensor, np.ndarray]
    facts: dict[Tensor, list]
    samples: dict[Tensor, Sampled]
    starts: set[Tensor]
    ink: set[Tensor]


def records_of(graph, computed, lives, places):
    """(records, tables): of each tensor all but its numbers.

    lives: as lifetimes() says.   places: {equation: [place, text] of its line, or None}.
    """
    phase, tables = phases(graph), {name: _Table() for name in ("types", "ops", "rules", "lines")}
    number = {x: i for i, x in enumerate(graph.tensors())}
    records = []
    for x in graph.tensors():
        eqn, life = graph.producer.get(x), lives.get(x)
        made = (
            {
                "op": tables["ops"][eqn.op.name],
                "phase": PHASES.index(phase[eqn]),
                "rules": tables["rules"][made_of(eqn)],
                "line": tables["lines"][places[eqn]] if places[eqn] else -1,
                "of": " ".join(str(number[y]) for y in eqn.inputs),
                "params": ", ".join(f"{k}={_param(v)}" for k, v in eqn.params.items()).replace("|", "/"),
                "view": int(life.nbytes == 0 < x.type.nbytes) or -1,
                "last": life.last,
                "kept": life.kept_until,
            }
            if eqn
            else {}
        )
        known = {
            "type": tables["types"][[str(x.type), x.type.nbytes]],
            "facts": _facts_text(computed.facts[x]),
            "starts": 1 if x in computed.starts else -1,
            "name": x.name,
        }
        records.append({**made, **known})
    return records, {name: table.lines for name, table in tables.items()}


def _param(value):
    return repr(value) if isinstance(value, str) else value_text(value)


def _facts_text(facts):
    end = max((i + 1 for i, fact in enumerate(facts) if fact), default=0)
    return " ".join(str(fact or "none" if i < 3 else fact) for i, fact in enumerate(facts[:end]))


def film_of(graph, records, pictures, sentences):
    """[{"sentence", "new"}] for each state: the records of the values that are new in it, first all inputs.

    sentences: one for each state; or none, and the page puts them together from the records.
    """
    rows = [text_of_record({**r, **picture}) for r, picture in zip(records, pictures, strict=True)]
    n = len(graph.inputs)
    new = [rows[:n], *([row] for row in rows[n:])]
    said = [{"sentence": s} for s in sentences] or [{}] * len(new)
    return [{**words, "new": values} for words, values in zip(said, new, strict=True)]


def text_of_record(record):
    return "|".join("" if record.get(name, -1) == -1 else str(record[name]) for name in FIELDS)


class _Table:
    """Lines without repetition: table[line] is its number."""

    def __init__(self):
        self.lines, self._numbers = [], {}

    def __getitem__(self, line):
        key = json.dumps(line)
        if key not in self._numbers:
            self._numbers[key] = len(self.lines)
            self.lines.append(line)
        return self._numbers[key]


# ---- computing ----------------------------------------------------------------


def compute(graph, inputs):
    """Run the graph, and keep what is Computed; an array is given up when nobody will read it any more."""
    pixels = _pixels(graph)
    arrays = dict(zip(graph.inputs, inputs, strict=True))
    done = Computed(arrays, {}, {}, set(), set())
    for x in graph.inputs:
        _look(done, x, pixels)
        shown = done.samples[x].look == "rows" or x.ndim > 2 and x.shape[-2:] in ((8, 8), (28, 28))
        if shown and not x.name.startswith("weights") and x.type.is_float and not (arrays[x] < 0).any():
            done.ink.add(x)
    reads = {x: len(graph.users[x]) for x in graph.tensors()}
    reads.update((x, -1) for x in (*graph.inputs, *graph.outputs))  # never given up
    with np.errstate(all="ignore"), tqdm(total=len(graph.equations), desc="film", delay=_SLOW, leave=False) as bar:
        for eqn in graph.equations:
            y = eqn.output
            arrays[y] = np.asarray(evaluate(eqn, *[arrays[x] for x in eqn.inputs]))
            if eqn.op.kind == "view" and eqn.inputs and eqn.inputs[0] in done.ink and eqn.op is not ops.broadcast:
                done.ink.add(y)
            _look(done, y, pixels)
            if not _is_finite(done.facts[y]) and all(_is_finite(done.facts[x]) for x in eqn.inputs):
                done.starts.add(y)
            for x in dict.fromkeys(eqn.inputs):
                reads[x] -= 1
            for x in (*dict.fromkeys(eqn.inputs), y):
                if not reads[x]:
                    del arrays[x]
            bar.update()
    return done


def _pixels(graph):
    """How many numbers are a picture of a digit here: as many as a row of an input has that meets weights in a dot."""
    rows = {eqn.inputs[0] for eqn in graph.equations if eqn.op is ops.dot and eqn.inputs[0].ndim == 2}
    return [n for n in PIXELS if any(x.shape[1] == n and _is_input(x, graph) for x in rows)]


def _is_input(x, graph):
    """Is it an input, or the pictures of one as rows?"""
    while x in graph.producer and graph.producer[x].op in (ops.reshape, ops.identity):
        (x,) = graph.producer[x].inputs
    return x not in graph.producer and math.prod(x.shape[1:]) in PIXELS


def _look(done, x, pixels):
    array = done.arrays[x]
    done.facts[x] = facts_of(array)
    done.samples[x] = sampled(array, SIDES[0], pixels, x in done.ink)


def facts_of(array):
    """[min, max, mean of the finite numbers, as text; how many numbers are 0, NaN, infinite]."""
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    zeros = int(array.size - np.count_nonzero(array))
    finite = array
    nan = infinite = 0
    if not np.isfinite(array.sum(dtype=np.float64)):
        nan, infinite = int(np.isnan(array).sum()), int(np.isinf(array).sum())
        finite = array[np.isfinite(array)]
    if not finite.size:
        return ["", "", "", zeros, nan, infinite]
    seen = finite.min(), finite.max(), finite.mean(dtype=np.float64)
    return [*map(short_number, seen), zeros, nan, infinite]


def _is_finite(facts):
    return not facts[4] and not facts[5]


# ---- numbers --------------------------------------------------------------------


def pictures_of(computed, free, boxes):
    """{"look", "steps", "numbers"} of each tensor, as large as there is room for in `free` bytes.

    boxes: the tensors whose pictures stand in boxes; of these there is more, and if there is no room for the others, of
    these alone there are numbers.
    """
    all_of_them, found = list(computed.samples), {}
    for wanted, share in ((all_of_them, 0.6), (boxes, 1.0)):
        for side in SIDES:
            if 4 * sum(computed.samples[x].count(side) for x in wanted) > 1.5 * share * free:
                continue
            larger = {**found, **{x: picture_of(computed, x, side) for x in wanted}}
            if sum(len(part) for picture in larger.values() for part in picture.values()) <= share * free:
                found = larger
                break
    return [found.get(x, {}) for x in all_of_them]


def picture_of(computed, x, side):
    """{"look", "steps", "numbers"} of a tensor: a part of about side x side numbers."""
    sample = computed.samples[x].thinner(side)
    return {
        "look": f"ink {sample.look}".strip() if x in computed.ink else sample.look,
        "steps": " ".join(map(str, sample.steps)) if max(sample.steps, default=1) > 1 else "",
        "numbers": text_of(sample.numbers),
    }
