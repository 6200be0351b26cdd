"""Train every model of the command line in full, and store what it reached: make models

    python -m benchmarks.models                 all of them; what is interrupted goes on where it was
    python -m benchmarks.models --only lenet    some of them, again
    python -m benchmarks.models --pages         nothing is trained: write the pages again from the stored figures

Each is the command that anybody would write, in a process of its own.  Figures go into docs/models.json, and from there
into docs/models.md and the README.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import pages, report

KEPT = "models.json"  # in report.FOLDER: the figures of a run that is not over


@dataclass(frozen=True)
class Training:
    """A model on a data set, and what it is meant to reach: each seed at least or at most that, in so many seconds."""

    model: str
    data: str | None = None  # the model's own
    at_least: float | None = None
    at_most: float | None = None
    within: float | None = None
    seeds: tuple[int, ...] = (0, 1, 2)

    def command(self, seed):
        """What one writes to train it."""
        data = f" --data {self.data}" if self.data else ""
        return f"ngteach train --model {self.model}{data} --seed {seed}"

    def reached(self, figures):
        """Is what was measured for one seed what is wanted?   figures: {"value", "seconds"}"""
        value, seconds = figures["value"], figures["seconds"]
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
            and (self.within is None or seconds <= self.within)
        )


TRAININGS = (
    Training("lenet", "mnist", at_least=0.988),
    Training("lenet", at_least=0.98, within=20),
    Training("resnet"),
    Training("resnet", "mnist", seeds=(0,)),  # one takes as long as all the others of it
    Training("transformer", at_most=2.15, within=120),
    Training("vae"),
)


def main():
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.models",
        description=__doc__.partition("\n")[0],
        epilog="\n".join(["trainings:", *(f"  {t.command(0)}" for t in TRAININGS)]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    known = sorted({t.model for t in TRAININGS})
    parser.add_argument("--only", nargs="+", metavar="MODEL", choices=known, default=known, help="these models alone")
    parser.add_argument("--pages", action="store_true", help="write the pages again, and train nothing")
    options = parser.parse_args()
    if not options.pages:
        try:
            train([t for t in TRAININGS if t.model in options.only])
        except KeyboardInterrupt:
            print("\ninterrupted; what was finished is kept, and the same command goes on from there", file=sys.stderr)
            return 130
    stored = pages.stored()
    pages.write(stored, TRAININGS)
    print(pages.table(stored, TRAININGS))
    return 0


def train(trainings):
    """Train them all and add what they reached to the stored figures, once all of them have ended."""
    report.prepare()
    kept = report.FOLDER / KEPT
    done = json.loads(kept.read_text()) if kept.exists() else {}
    todo = [(t, seed) for t in trainings for seed in t.seeds if t.command(seed) not in done]
    before = {**pages.stored(), **done}
    for i, (training, seed) in enumerate(todo):
        left = sum(before.get(t.command(s), {}).get("seconds") or 60 for t, s in todo[i:])
        command = training.command(seed)
        print(f"\n{i + 1} of {len(todo)}, about {left / 60:.0f} minutes left: {command}", flush=True)
        done[command] = one(training, seed)
        report.replace_file(KEPT, json.dumps(done, indent=1))
    pages.store({command: figures for command, figures in done.items() if "skipped" not in figures})
    kept.unlink(missing_ok=True)


def one(training, seed):
    """{"value", "measure", "epochs", "seconds", ...} of one command, or {"skipped": why}."""
    data, why = found(training)
    if why:
        print(f"skipped: {why}", flush=True)
        return {"skipped": why}
    with tempfile.TemporaryDirectory() as folder:
        history = Path(folder) / "history.json"
        words = [*shlex.split(training.command(seed))[1:], "--history", str(history)]
        began = time.monotonic()
        status = _waited(subprocess.Popen([sys.executable, "-m", "ngteach", *words]))
        seconds = time.monotonic() - began
        if status:
            return {"skipped": f"ended with exit status {status}"}
        told = json.loads(history.read_text())
    measure = next(name for name in told if name.startswith("test_"))
    epochs = told[measure]
    return {
        "data": data,
        "measure": measure.removeprefix("test_"),
        "value": epochs[-1],
        "epochs": epochs,
        "steps": len(told["loss"]),
        "seconds": round(seconds, 2),
        "date": time.strftime("%Y-%m-%d"),
        "machine": report.machine(),
    }


def _waited(process):
    """Its exit status.  Ctrl-C reaches it as it reaches this process: it is left to end by itself."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise


def found(training):
    """(the name of the data set, "") or ("", why it cannot be had)."""
    from ngteach.core.calling.errors import GraphError
    from ngteach.models import load

    try:
        return load(training.model, training.data).dataset, ""
    except GraphError as problem:
        return "", str(problem)


if __name__ == "__main__":
    sys.exit(main())
