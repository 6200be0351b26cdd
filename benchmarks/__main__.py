"""The command: python -m benchmarks."""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial

from tqdm import tqdm

from . import first, report, starts
from .cases import CASES
from .rounds import compare

STARTS = {
    "imports": ("import, in a fresh process", starts.imports),
    "compile": ("trace, derive and compile the tutorial's training function", starts.compilations),
    **{
        f"first-{name}": (f"from the Python function to the first result: {name}'s step", partial(starts.first, name))
        for name in first.MODELS
    },
    "growth": ("a chain of n equations and its gradient: trace, derive, compile, run once", starts.growth),
    "training": ("ngteach train --preset tutorial", starts.training),
}


ABOUT = {True: 30, False: 75}  # seconds that a benchmark takes on two cores, quick or at length; most is getting ready


def main():
    parser = _parser()
    options = parser.parse_args()
    try:
        report.prepare()
        before = report.read(options.quick) if options.resume else {}
    except (OSError, ValueError) as problem:
        parser.error(f"the results cannot be {'read' if isinstance(problem, ValueError) else 'written'}: {problem}")
    todo = _todo(options.only or list(_measures()), options.runs, before)
    print(f"{_counted(len(todo))}, about {_minutes(ABOUT[options.quick] * len(todo))}", file=sys.stderr)
    text, began = report.markdown(before) if before else "", time.monotonic()
    try:
        for results in _measured(todo, options.quick, before, options.contenders):
            text = report.write(results, options.quick)  # after each benchmark: what comes next may be interrupted
    except KeyboardInterrupt:
        more = f"; what was finished is in {report.FOLDER}, and --resume goes on from there"
        sys.exit("interrupted" + (more if text else ""))
    print(text)
    print(f"written to {report.FOLDER} after {_minutes(time.monotonic() - began)}")


def _measures():
    """{name: (title, measure)}: measure(quick, advance) -> [Figures]; of cases it can be told the contenders."""
    return {case.name: (case.title, partial(compare, case)) for case in CASES} | STARTS


def _todo(names, runs, before):
    """The benchmarks in their order: all of them, then all again, for a machine has good minutes and bad ones."""
    done = {name: max([1, *(len(f.medians) for f in figures)]) for name, (_, figures) in before.items()}
    return [name for run in range(runs) for name in names if run >= done.get(name, 0)]


def _measured(todo, quick, before, contenders=None):
    """{name: (title, [Figures])}, longer by one after each benchmark, and of one run more after each later one."""
    measures, results = _measures(), dict(before)
    with tqdm(total=len(todo), unit="benchmark", disable=not sys.stderr.isatty()) as bar:
        for name in todo:
            title, measure = measures[name]
            bar.set_description(name)
            chosen = {"only": contenders} if contenders and name not in STARTS else {}
            figures = measure(quick, bar.refresh, **chosen)
            if name in results:
                figures = [a.with_run(b) for a, b in zip(results[name][1], figures, strict=True)]
            results[name] = title, figures
            bar.update()
            yield results


def _counted(n):
    return "1 benchmark" if n == 1 else f"{n} benchmarks"


def _minutes(seconds):
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} minutes"


def _parser():
    titles = {name: title for name, (title, _) in _measures().items()}
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Time ngteach against NumPy by hand, PyTorch and JAX, side by side in one run.",
        epilog="benchmarks:\n"
        + "".join(f"  {name:<20}{title}\n" for name, title in titles.items())
        + f"\nThe results are printed, and written as JSON and Markdown to\n{report.FOLDER}\n"
        + "Close other programs first: they take part otherwise.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=list(titles), help="these benchmarks alone")
    parser.add_argument(
        "--contenders", nargs="+", metavar="NAME", help="of the steps these alone: ngteach numpy:out torch ..."
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a rough idea in a few minutes")
    parser.add_argument("--runs", type=_count, default=1, metavar="N", help="all of it N times: shows how runs differ")
    parser.add_argument("--resume", action="store_true", help="go on where an interrupted run with these options ended")
    return parser


def _count(text):
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"found {text!r}, wanted a number of runs from 1 to 100")
    return int(text)


if __name__ == "__main__":
    main()
