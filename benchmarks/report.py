"""The results as JSON, and as Markdown tables with ratios."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .goals import GOALS

FOLDER = Path(__file__).resolve().parent / "results"


def write(results):
    """Write results/benchmarks.json and .md; returns the Markdown.   results: {case name: (title, [Figures])}."""
    FOLDER.mkdir(exist_ok=True)
    data = {
        name: {"title": title, "contenders": [_plain(f) for f in figures]} for name, (title, figures) in results.items()
    }
    (FOLDER / "benchmarks.json").write_text(json.dumps({"machine": machine(), "cases": data}, indent=1))
    text = markdown(results)
    (FOLDER / "benchmarks.md").write_text(text)
    return text


def markdown(results):
    """One table for each case, and one for the goals."""
    about = ", ".join(f"{k} {v}" for k, v in machine().items() if v)
    parts = [
        "# Benchmarks",
        about + ".",
        "Times are medians, (minima) beside them. Each contender has a process of its own.",
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
        f"| | median | minimum | x {base.contender if base else '-'} | peak memory | threads | |",
        "|---|--:|--:|--:|--:|---|---|",
    ]
    for f in figures:
        if f.median is None:
            rows.append(f"| {f.contender} | skipped | | | | | {f.skipped} |")
            continue
        times = f"{seconds(f.median)} | ({seconds(f.best)}) | {f.median / base.median:.2f}"
        peak = f"{f.peak_bytes / 2**20:,.0f} MiB" if f.peak_bytes else ""
        threads = ", ".join(f"{k} {n}" for k, n in sorted((f.threads or {}).items()))
        rows.append(f"| {f.contender} | {times} | {peak} | {threads} | {f.remark or f.skipped or ''} |")
    return "\n".join(rows)


def _goals(results):
    medians = {(name, f.contender): f.median for name, (_, figures) in results.items() for f in figures}
    rows = ["## Goals", "", "| goal | wanted at most | measured | |", "|---|--:|--:|---|"]
    for goal in GOALS:
        ratio = goal.ratio(medians)
        if ratio is not None:
            rows.append(
                f"| {goal.text} | {goal.limit:.2f} | {ratio:.2f} | {'met' if ratio <= goal.limit else 'missed'} |"
            )
    return "\n".join(rows) if len(rows) > 4 else ""


def seconds(t):
    """A time for people: 1.53 ms."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if t >= size or unit == "us":
            return f"{t / size:#.3g} {unit}" if t / size < 100 else f"{t / size:,.0f} {unit}"
    return ""


def _plain(f):
    return {**asdict(f), "median": f.median, "minimum": f.best}


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
