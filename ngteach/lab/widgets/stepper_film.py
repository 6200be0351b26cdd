"""The film of a stepper: each value that a graph computes, as short records that a page plays without Python."""

from __future__ import annotations

import json

from ...core.calling.numbers import value_text
from ...transform.phases import PHASES, phases
from .made_of import made_of

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
    """The FIELDS of a record as one line; what is -1 or missing is empty."""
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
