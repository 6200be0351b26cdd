"""Benchmarks: ngteach against NumPy by hand, PyTorch and JAX, side by side in one run.

    python -m benchmarks                    everything, about half an hour
    python -m benchmarks --quick            fewer rounds
    python -m benchmarks --only tutorial tiny some of it
    python -m benchmarks --resume           goes on where an interrupted run ended
    python -m benchmarks --only lenet --quick --contenders ngteach torch:model

How it measures: every contender of a benchmark runs in a process of its own, all made alike.  They take turns:
a few warm-up steps, then some timed ones, round after round, there and back, so that what slows the machine down for a
while slows them all.  The figures are the median, the minimum, the mean and the quartiles over all rounds.  Each has as
many threads as there are processors (NumPy's and PyTorch's are told), float32 numbers, and its memory to itself: JAX is
given the weights to use again, NumPy and ngteach write into arrays that are there, PyTorch changes weights in place.

    cases.py       what is measured, by whom
    contenders/    the same computation as each library would have it
    worker.py      the process of one contender
    rounds.py      the turns
    parts.py       python -m benchmarks.parts: what each part of a compilation takes, for each equation
    checkpoints.py python -m benchmarks.checkpoints: the memory that checkpoint saves, and the time that it costs
    browser.py     python -m benchmarks.browser: training in JavaScript, and the first picture of pages
    starts.py      what needs a fresh process each time: imports, first compilation, a whole training run
    first.py       from the Python function to the first result, part by part
    busy.py        another process beside them
    models.py      python -m benchmarks.models: what the models of the command line reach when trained in full
    pages.py       the pages with that
    goals.py       what ngteach is meant to reach
    report.py      JSON and Markdown
"""
