"""The results as JSON, and as Markdown tables with ratios."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from .goals import GOALS
from .rounds import Figures

FOLDER = Path(__file__).resolve().parent / "results"


def prepare():
    """Make the folder; OSError now, not after ten minutes, if nothing can be written there."""
    FOLDER.mkdir(exist_ok=True)
    _part("benchmarks.json").write_text("")
    _part("benchmarks.json").unlink()


def write(results, quick=False):
    """Write results/benchmarks.json and .md; returns the Markdown.   results: {case name: (title, [Figures])}."""
    data = {
        name: {"title": title, "contenders": [_plain(f) for f in figures]} for name, (title, figures) in results.items()
    }
    replace_file("benchmarks.json", json.dumps({"machine": machine(), "quick": quick, "cases": data}, indent=1))
    text = markdown(results)
    replace_file("benchmarks.md", text)
    return text


def read(quick=False):
    """The results that were written; ValueError if they were measured otherwise or elsewhere, {} if there are none."""
    path = FOLDER / "benchmarks.json"
    if not path.exists():
        return {}
    data = json.loads(path.read_text())
    same = data["machine"] == json.loads(json.dumps(machine())) and data["quick"] == quick
    if not same:
        raise ValueError(f"{path} was measured with other options, libraries or processors; leave out --resume")
    known = {f.name for f in fields(Figures)}
    return {
        name: (case["title"], [Figures(**{k: v for k, v in f.items() if k in known}) for f in case["contenders"]])
        for name, case in data["cases"].items()
    }


def replace_file(name, text):
    """The whole file or the one before: an interrupted run leaves no half."""
    _part(name).write_text(text)
    _part(name).replace(FOLDER / name)


def _part(name):
    return FOLDER / f"{name}.part"


def markdown(results):
    """One table for each case, and one for the goals."""
    about = ", ".join(f"{k} {v}" for k, v in machine().items() if v)
    parts = [
        "# Benchmarks",
        about + ".",
        "Times are medians (of several runs the lowest and the highest); beside them (minima), and means, which show "
        "what now and then takes long; half of the steps lie between the quartiles. Each contender has a process of "
        "its own, and they take turns, there and back.",
    ]
    parts += [_table(title, figures) for title, figures in results.values()]
    return "\n\n".join([*parts, _goals(results)]) + "\n"


def machine():
    """What the figures depend on."""
    packages = {name: _version(name) for name in ("numpy", "torch", "jax", "threadpoolctl")}
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"cores": cores, "processor": _processor(), "Python": sys.version.split()[0], **packages}


def _table(title, figures):
    base = next((f for f in figures if f.median), None)
    rows = [
        f"## {title}",
        "",
        f"| | median | x {base.contender if base else '-'} | minimum | mean | quartiles | peak memory | threads | |",
        "|---|--:|--:|--:|--:|--:|--:|---|---|",
    ]
    for f in figures:
        if f.median is None:
            rows.append(f"| {f.contender} | skipped | | | | | | | {_cell(f.skipped)} |")
            continue
        half = " to ".join(map(seconds, f.quartiles))
        times = f"{_spread(f)} | {_ratios(f, base)} | ({seconds(f.best)}) | {seconds(f.mean)} | {half}"
        peak = f"{f.peak_bytes / 2**20:,.0f} MiB" if f.peak_bytes else ""
        threads = ", ".join(f"{k} {n}" for k, n in sorted((f.threads or {}).items()))
        rows.append(f"| {f.contender} | {times} | {peak} | {threads} | {_cell(_parts(f), f.remark, f.skipped)} |")
    return "\n".join(rows)


def _parts(f):
    """The median of each part."""
    return ", ".join(f"{part} {seconds(median(times))}" for part, times in f.parts.items())


def _spread(f):
    """The median; of several runs the lowest and the highest."""
    low, high = (seconds(pick(f.medians or [f.median])) for pick in (min, max))
    return low if low == high else f"{low} to {high}"


def _ratios(f, base):
    """How many times as long as base, in each run: the machine is the same within one."""
    ratios = [a / b for a, b in zip(f.medians or [f.median], base.medians or [base.median], strict=False)]
    low, high = f"{min(ratios):.2f}", f"{max(ratios):.2f}"
    return low if low == high else f"{low} to {high}"


def _cell(*texts):
    """What there is to say, in one cell: a bar would begin the next."""
    return "; ".join(filter(None, texts)).replace("|", "\\|")


def _goals(results):
    figures = {(name, f.contender): f for name, (_, of_case) in results.items() for f in of_case}
    rows = ["## Goals", "", "| goal | wanted at most | measured | |", "|---|--:|--:|---|"]
    for goal in GOALS:
        if goal.cases <= results.keys():
            rows.append(f"| {goal.text} | {goal.limit:.2f} | {_verdict(goal, goal.measured(figures))} |")
    return "\n".join(rows) if len(rows) > 4 else ""


def _verdict(goal, ratio):
    """One digit more than the limit has: 0.202 is not 0.20."""
    if ratio is None:
        return "| not measured"
    return f"{ratio:.3f} | {'met' if ratio <= goal.limit else 'missed'}"


def seconds(t):
    """A time for people: 1.53 ms."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if t >= size or unit == "us":
            return f"{t / size:#.3g} {unit}" if t / size < 99.95 else f"{t / size:,.0f} {unit}"
    return ""


def _plain(f):
    return {**asdict(f), "median": f.median, "minimum": f.best, "mean": f.mean}


def _version(package):
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(": ")[2] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
