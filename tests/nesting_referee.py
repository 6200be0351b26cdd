"""Runs a program of random_nestings in ngteach, in every way, and holds the results against JAX's, in f64."""

from __future__ import annotations

import linecache

import numpy as np
from nesting_libraries import ours, theirs
from nesting_programs import signature, smaller, source

import ngteach as ng
from ngteach.core.tree import build, leaves, nesting

OURS = ours()
LARGEST = 1e8  # what is larger was computed of differences that keep no ten digits


def arrays(fn, seed):
    """Arguments for a program."""
    rng = np.random.default_rng((seed, 1))

    def array(t):
        return np.asarray(rng.uniform(-1, 1, t.shape) if t.is_float else rng.integers(0, 4, t.shape).astype(t.dtype))

    return tuple(build(nesting(spec), [array(t) for t in leaves(spec)]) for spec in signature(fn).args)


def defined(text, names):
    """The program that the text defines, in a library's names; its lines can be read in a traceback."""
    place = f"<nesting {hash(text)}>"
    linecache.cache[place] = len(text), None, text.splitlines(True), place
    names = dict(names)
    exec(compile(text, place, "exec"), names)
    return names["program"]


def in_ours(text, args):
    """{way: results}: interpreted, compiled, called at numbers, and in a trace with every other argument at numbers."""
    program, everywhere = defined(text, OURS), range(len(args))
    graph = _traced(program, args, everywhere)
    found = {"interpreted": graph(*args), "compiled": ng.compile(graph)(*args)}
    if not text.splitlines()[-1].removeprefix("program = ").isidentifier():  # a plain function on arrays is NumPy's
        found["at numbers"] = program(*args)
    if len(args) > 1:
        found["at some numbers"] = _traced(program, args, everywhere[::2])(*args[::2])
    return found


def recorded(text, args):
    """The graph of a program."""
    return _traced(defined(text, OURS), args, range(len(args)))


def _traced(program, args, positions):
    """The graph of a program in which the arguments at these positions are tensors, and the others numbers."""

    def run(*tensors):
        every = list(args)
        for i, x in zip(positions, tensors, strict=True):
            every[i] = x
        results = program(*every)  # what depends on no tensor is numbers, too
        return build(nesting(results), [y if isinstance(y, ng.Tensor) else ng.constant(y) for y in leaves(results)])

    return ng.trace(run, *[args[i] for i in positions])


class Referee:
    """JAX, in f64."""

    def __init__(self, jax):
        self.jax, self.names, self.skipped = jax, theirs(jax), 0
        jax.config.update("jax_disable_most_optimizations", True)  # a program that runs once is compiled sooner

    def results(self, text, args):
        with self.jax.enable_x64(True):
            return self.jax.tree.map(np.asarray, self.jax.jit(defined(text, self.names))(*args))

    def together(self, texts, args):
        """The results of several programs that are given the same: one long program compiles sooner than many."""
        programs = [defined(text, self.names) for text in texts]
        with self.jax.enable_x64(True):
            run = self.jax.jit(lambda *args: [program(*args) for program in programs])
            return self.jax.tree.map(np.asarray, run(*args))

    def complaint(self, fn, seed):
        """What is wrong with ngteach's answer, in a line; None if nothing is, or JAX's own is too large."""
        text, args = source(fn), arrays(fn, seed)
        try:
            ours = in_ours(text, args)
        except Exception as problem:
            self.results(text, args)  # raises if the program makes no sense
            return f"{type(problem).__name__}: {problem}"
        wanted = self.results(text, args)
        if not all((np.abs(y) < LARGEST).all() for y in leaves(wanted)):  # NaN, too
            self.skipped += 1
            return None
        for way, found in ours.items():
            if str(nesting(found)) != str(nesting(wanted)):
                return f"{way}: found {nesting(found)}, wanted {nesting(wanted)}"
            for k, (a, b) in enumerate(zip(leaves(found), leaves(wanted), strict=True)):
                if ng.type_of(a) != ng.type_of(b):
                    return f"{way}: result {k} is {ng.type_of(a)}, wanted {ng.type_of(b)}"
                off = _distance(a, b)
                if off > 1e-10 and not off < 100 * self.noise(text, args, wanted):
                    return f"{way}: result {k} is off by {off:.1e} of the largest number"
        return None

    def noise(self, text, args, wanted):
        """How far the results move if the last bits of the arguments do."""

        def shaken(a):
            return a * (1 + 1e-15 * np.sin(np.arange(a.size).reshape(a.shape))) if a.dtype.kind == "f" else a

        moved = self.results(text, build(nesting(args), [shaken(a) for a in leaves(args)]))
        return max((_distance(a, b) for a, b in zip(leaves(moved), leaves(wanted), strict=True)), default=0.0)

    def smallest(self, fn, seed):
        """A small program that fails as fn does."""
        kind = _kind(self.complaint(fn, seed))
        while True:
            fn, last = next((less for less in smaller(fn) if self.fails(less, seed, kind)), fn), fn
            if fn is last:
                return fn

    def fails(self, fn, seed, kind):
        try:
            return _kind(self.complaint(fn, seed)) == kind
        except Exception:  # a smaller program may make no sense
            return False


def _distance(found, wanted):
    wanted = np.asarray(wanted, np.float64)
    with np.errstate(all="ignore"):
        off = np.abs(np.asarray(found, np.float64) - wanted).max(initial=0)
    return np.inf if np.isnan(off) else off / max(1.0, np.abs(wanted).max(initial=0))


def _kind(complaint):
    """The same words for the same mistake in another program: without numbers and names."""
    return complaint and "".join(c for c in complaint[:60] if c.isalpha() and c not in "xyrf")
