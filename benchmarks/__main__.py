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
    "compile": ("trace, derive and compile the seed's training function", starts.compilations),
    "growth": ("a chain of n equations and its gradient: trace, derive, compile, run once", starts.growth),
    "training": ("ngteach train --preset seed", starts.training),
}


def main():
    options = _parser().parse_args()
    measures = {case.name: (case.title, partial(compare, case)) for case in CASES} | STARTS
    chosen = options.only or list(measures)
    results = {}
    with tqdm(total=len(chosen), unit="benchmark", disable=not sys.stderr.isatty()) as bar:
        for name in chosen:
            title, measure = measures[name]
            bar.set_description(name)
            results[name] = title, measure(options.quick, bar.refresh)
            bar.update()
    print(report.write(results))
    print(f"written to {report.FOLDER}")


def _parser():
    names = [*(case.name for case in CASES), *STARTS]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Time ngteach against NumPy by hand, PyTorch and JAX, side by side in one run.",
        epilog="benchmarks: " + ", ".join(names) + ". Close other programs first: they take part otherwise.",
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=names, help="these benchmarks alone")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a rough idea in a few minutes")
    return parser


if __name__ == "__main__":
    main()
