"""The command: python -m benchmarks."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from tqdm import tqdm

from . import report, starts
from .cases import CASES
from .rounds import compare

STARTS = {
    "imports": ("import, in a fresh process", starts.imports),
    "compile": ("trace, derive and compile the tutorial's training function", starts.compilations),
    "growth": ("a chain of n equations and its gradient: trace, derive, compile, run once", starts.growth),
    "training": ("ngteach train --preset tutorial", starts.training),
}


def main():
    parser = _parser()
    options = parser.parse_args()
    try:
        report.prepare()
    except OSError as problem:
        parser.error(f"the results cannot be written: {problem}")
    text = ""
    try:
        for results in _measured(options.only, options.quick, options.runs):
            text = report.write(results)  # after each benchmark: what comes next may be interrupted
    except KeyboardInterrupt:
        sys.exit(f"interrupted; what was finished is in {report.FOLDER}" if text else "interrupted")
    print(text)
    print(f"written to {report.FOLDER}")


def _measured(only, quick, runs=1):
    """{name: (title, [Figures])}, longer by one after each benchmark, and of one run more after each later one."""
    measures = {case.name: (case.title, partial(compare, case)) for case in CASES} | STARTS
    chosen = only or list(measures)
    results = {}
    with tqdm(total=len(chosen) * runs, unit="benchmark", disable=not sys.stderr.isatty()) as bar:
        for name in chosen * runs:  # all of them, then all again: a machine has good minutes and bad ones
            title, measure = measures[name]
            bar.set_description(name)
            figures = measure(quick, bar.refresh)
            if name in results:
                figures = [a.with_run(b) for a, b in zip(results[name][1], figures, strict=True)]
            results[name] = title, figures
            bar.update()
            yield results


def _parser():
    titles = {case.name: case.title for case in CASES} | {name: title for name, (title, _) in STARTS.items()}
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Time ngteach against NumPy by hand, PyTorch and JAX, side by side in one run.",
        epilog="benchmarks:\n"
        + "".join(f"  {name:<15}{title}\n" for name, title in titles.items())
        + f"\nThe results are printed, and written as JSON and Markdown to\n{report.FOLDER}\n"
        + "Close other programs first: they take part otherwise.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=list(titles), help="these benchmarks alone")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a rough idea in a few minutes")
    parser.add_argument("--runs", type=_count, default=1, metavar="N", help="all of it N times: shows how runs differ")
    return parser


def _count(text):
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted a number of runs from 1 to 100")
    return int(text)


if __name__ == "__main__":
    main()
