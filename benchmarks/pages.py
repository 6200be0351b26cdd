"""The stored figures of `make models`, and the pages that show them: docs/models.md, and a table in the README."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "docs" / "models.json"
PAGE = ROOT / "docs" / "models.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- written by python -m benchmarks.models -->", "<!-- end -->"

INTRODUCTION = """# What the models reach

Each is one page in `ngteach/models/` and one command: `ngteach train --model NAME`. The figures are those of whole
runs with three seeds (of the residual network on MNIST with one), on data that the model has not seen: the lowest, the
middle one and the highest. The seconds are those of the whole process, some of them beside other programs.

`make models` trains them all again and writes this page; the figures of each epoch are in [models.json](models.json).
Where MNIST is not on the machine (`ngteach fetch mnist`, or `NGTEACH_DATA`), what needs it is left out, and its stored
figures stay.

What a model is made of can be looked at: `ng.lab.convolution()` for lenet and resnet, `ng.lab.attention(run, "smith")`
for the transformer.
"""


def stored():
    """{command: figures}, as they were stored."""
    return json.loads(STORED.read_text("utf-8")) if STORED.exists() else {}


def store(figures):
    """Add figures to the stored ones; the file is the old or the new one, whenever this is stopped."""
    part = STORED.with_suffix(".part")
    part.write_text(json.dumps({**stored(), **figures}, indent=1, sort_keys=True) + "\n", "utf-8")
    part.replace(STORED)


def write(figures, trainings):
    """Write the page, and the table between its marks in the README."""
    PAGE.write_text(page(figures, trainings), "utf-8")
    README.write_text(readme(README.read_text("utf-8"), figures, trainings), "utf-8")


def page(figures, trainings):
    """The text of docs/models.md."""
    return f"{INTRODUCTION}\n{table(figures, trainings)}\n\n{_where(figures)}\n"


def readme(text, figures, trainings):
    """The text of the README with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{table(figures, trainings)}\n{END}{after}"


def table(figures, trainings):
    """A row for each training: what was wanted, what its seeds reached, how long it took, and the command."""
    rows = ["| model | data | reached | wanted | seconds | |", "|---|---|---|---|---|---|"]
    for training in trainings:
        found = [figures[training.command(seed)] for seed in training.seeds if training.command(seed) in figures]
        if not found:
            continue
        measure, data = found[0]["measure"].replace("_", " "), found[0]["data"]
        values, seconds = ([f[key] for f in found] for key in ("value", "seconds"))
        cells = training.model, data, f"{measure} {_spread(values, _told(measure))}", _wanted(training, measure)
        command = training.command(training.seeds[0]).rpartition(" --seed")[0]
        rows.append(f"| {' | '.join(cells)} | {_spread(seconds, '{:.0f}'.format)} | `{command}` |")
    return "\n".join(rows)


def _told(measure):
    return "{:.2%}".format if measure == "accuracy" else "{:.3f}".format


def _spread(values, form):
    """Lowest, middle and highest, or what they share."""
    texts = [form(v) for v in (min(values), median(values), max(values))]
    return texts[0] if len(set(texts)) == 1 else f"{texts[0]}, {texts[1]}, {texts[2]}"


def _wanted(training, measure):
    form = (lambda v: f"{v * 100:g} %") if measure == "accuracy" else "{:g}".format
    parts = []
    if training.at_least is not None:
        parts.append(f"at least {form(training.at_least)}")
    if training.at_most is not None:
        parts.append(f"at most {form(training.at_most)}")
    if training.within is not None:
        parts.append(f"in {training.within} s")
    return " ".join(parts)


def _where(figures):
    """Dates and machines."""
    if not figures:
        return "Nothing is stored yet."
    dates = sorted({f["date"] for f in figures.values()})
    machines = {", ".join(f"{k} {v}" for k, v in f["machine"].items() if v) for f in figures.values()}
    days = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return f"Measured {days}; {'; '.join(sorted(machines))}."
