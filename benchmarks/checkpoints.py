"""What checkpoint saves and costs: python -m benchmarks.checkpoints

Chains of layers with their gradients, as they are and in blocks that are checkpoints.  The two programs take turns,
call after call; told are the bytes of their memory plans, the median seconds of a call, and the ratio of the two with
its quartiles over the turns.
"""

from __future__ import annotations

import argparse
from statistics import quantiles
from time import perf_counter

import numpy as np

import ngteach as ng
from ngteach.core.tree import leaves

# A layer, and the rows and columns of what it is given.
CHAINS = {
    "tanh(x @ W), 128 x 512": (lambda x, w: ng.tanh(x @ w), 128, 512),
    "tanh(x @ W), 512 x 128": (lambda x, w: ng.tanh(x @ w), 512, 128),
    "relu(x @ W), 128 x 512": (lambda x, w: ng.relu(x @ w), 128, 512),
    "tanh(x * w), 1024 x 512": (lambda x, w: ng.tanh(x * ng.sum(w, axis=0)), 1024, 512),
}


def chain(layer, layers, block, of=lambda f: f):
    """The loss of `layers` layers, in blocks of `block`, each of which is made by `of`."""

    def part(x, ws):
        for w in ws:
            x = layer(x, w)
        return x

    def loss(x, ws):
        for i in range(0, layers, block):
            x = of(part)(x, ws[i : i + block])
        return ng.sum(x)

    return loss


def measure(name, layers, block, threads, turns):
    """((bytes, seconds) of the chain as it is, (bytes, seconds) in checkpoints, the ratios of time, turn by turn)."""
    layer, rows, columns = CHAINS[name]
    rng = np.random.default_rng(0)
    weights = [(rng.normal(size=(columns, columns)) / np.sqrt(columns)).astype(np.float32) for _ in range(layers)]
    args = rng.normal(size=(rows, columns)).astype(np.float32), weights
    programs = []
    for of in (lambda f: f, ng.checkpoint):
        graph = ng.trace(ng.value_and_grad(chain(layer, layers, block, of), wrt=(0, 1)), *args)
        run = ng.compile(graph, threads=threads)
        programs.append((run, run(*args)))
    same = zip(*[leaves(out) for _, out in programs], strict=True)
    assert all(np.allclose(a, b, rtol=1e-3, atol=1e-2) for a, b in same), "the gradients differ"
    seconds: list = [[], []]
    for _ in range(turns):
        for (run, out), times in zip(programs, seconds, strict=True):
            began = perf_counter()
            run(*args, out=out)
            times.append(perf_counter() - began)
    ratios = [b / a for a, b in zip(*seconds, strict=True)]
    return *[(run.memory.planned, float(np.median(t))) for (run, _), t in zip(programs, seconds, strict=True)], ratios


def line(name, threads, found):
    (bytes_before, before), (bytes_after, after), ratios = found
    low, middle, high = quantiles(ratios, n=4)
    memory = f"{bytes_before / 1e6:>8.2f} ->{bytes_after / 1e6:>6.2f}{bytes_after / bytes_before:>6.2f}"
    time = f"{before * 1e3:>9.2f} ->{after * 1e3:>7.2f}{middle:>6.2f} ({low:.2f} to {high:.2f})"
    return f"{name:<26}{threads:>3}{memory}{time}"


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checkpoints", description=__doc__.splitlines()[0])
    parser.add_argument("--layers", type=int, default=64)
    parser.add_argument("--block", type=int, default=8, help="layers in a checkpoint")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--turns", type=int, default=40)
    options = parser.parse_args()
    print("chain, threads                 megabytes, ratio      milliseconds, ratio (quartiles)")
    for name in CHAINS:
        for threads in options.threads:
            found = measure(name, options.layers, options.block, threads, options.turns)
            print(line(name, threads, found), flush=True)


if __name__ == "__main__":
    main()
