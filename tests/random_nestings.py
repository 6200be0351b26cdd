"""Random nestings of transformations, held against JAX: programs drawn as data, written as Python for both libraries.

Transformations stand around each other, grad(vmap(f)), and inside: a function calls a transformed one that reads its
values.   python tests/random_nestings.py --count 2000 --seed 7   draws so many and prints those that fail, made small.
"""

from __future__ import annotations

import argparse
import linecache
import sys

import numpy as np
from nesting_libraries import ours, theirs
from nesting_programs import Call, Function, Step, Transformed, Value, signature, smaller, source
from nesting_steps import DRAWERS, WEIGHTS
from nesting_words import WORDS

import ngteach as ng
from ngteach.core.tree import build, leaves, nesting

LARGEST = 240  # numbers in the results of one transformation: a Jacobian is soon large
OURS = ours()
_CHANCES = np.array([word.weight for word in WORDS.values()])
_CHANCES /= _CHANCES.sum()
_SIZES = (0.2, 0.38, 0.4, 0.02)  # of an axis: 1, 2, 3 and 0


# ---- drawing ------------------------------------------------------------------


def draw(seed, depth=4, order=3):
    """A program: transformations up to `depth` deep, and derivatives up to that order."""
    return _Maker(np.random.default_rng(seed)).function(depth, order, (), "any")


class _Maker:
    def __init__(self, rng):
        self.rng, self.count = rng, 0

    def function(self, depth, order, outer, wanted, floats=False):
        """A Function or a Transformed one.   outer: what it may read of the functions around it"""
        for _ in range(20 if depth and self.rng.random() < 0.9 else 0):
            name = str(self.rng.choice(list(WORDS), p=_CHANCES))
            word = WORDS[name]
            if word.order > order or wanted != "any" and not word.keeps:
                continue
            state = self.count
            wants = wanted if word.keeps else word.wants
            custom = name == "custom"
            inner = self.function(depth - 1, order - word.order, () if custom else outer, wants, floats or custom)
            options = word.draw(self.rng, signature(inner))
            if options is not None:
                fn = Transformed(name, inner, options)
                sig = signature(fn)
                if sum(t.size for t in leaves(sig.out)) <= LARGEST and len(leaves(sig.args)) <= 8:
                    return fn
            self.count = state
        return _Body(self, depth, order, outer, wanted, floats).function()

    def name(self, start):
        self.count += 1
        return f"{start}{self.count}"


class _Body:
    """A Function while it is being drawn."""

    def __init__(self, maker, depth, order, outer, wanted, floats):
        self.maker, self.rng = maker, maker.rng
        self.depth, self.order, self.wanted, self.only_floats = depth, order, wanted, floats
        self.outer, self.steps = outer, []
        self.params = tuple(self.param(k) for k in range(self.rng.integers(1, 4)))
        self.own = list(leaves(self.params))

    def function(self):
        name = self.maker.name("f")
        for _ in range(self.rng.integers(1, 5)):
            self.step()
        if self.depth and self.rng.random() < 0.7:
            self.call()
            self.step()
        result = self.result()
        return Function(name, self.params, tuple(self.steps), result)

    # ---- what the drawers ask for ---------------------------------------------

    def pick(self, fits=lambda t: True):
        """A value: the later ones more often, and one from around the function now and then."""
        outer = self.outer if self.rng.random() < 0.25 else ()
        found = [x for x in outer or self.own if fits(x.type)] or [x for x in self.own if fits(x.type)]
        return found[int(len(found) * self.rng.random() ** 0.6)] if found else None

    def float(self, fits=lambda t: True):
        return self.pick(lambda t: t.is_float and fits(t))

    def shape(self):
        rank = self.rng.choice(4, p=[0.25, 0.35, 0.3, 0.1])
        return tuple(int(n) for n in self.rng.choice([1, 2, 3, 0], rank, p=_SIZES))

    # ---- parts ------------------------------------------------------------------

    def param(self, k):
        name = self.maker.name("x")
        kind = self.rng.random()
        if k and kind < 0.2 and not self.only_floats:
            return Value(ng.i32[self.shape()], name)
        if kind < 0.8:
            return Value(ng.f64[self.shape()], name)
        spec = [[0, 1], (0, (1,)), {"a": 0, "b": 1}][self.rng.integers(3)]
        paths = {list: ("[0]", "[1]"), tuple: ("[0]", "[1][0]"), dict: ("['a']", "['b']")}[type(spec)]
        return build(nesting(spec), [Value(ng.f64[self.shape()], name + path) for path in paths])

    def step(self):
        """One more step, after at most ten tries."""
        for _ in range(10):
            drawn = DRAWERS[self.rng.choice(len(DRAWERS), p=WEIGHTS)](self)
            if drawn and None not in drawn[1] and self.add(str(drawn[0]), drawn[1]):
                return

    def add(self, text, inputs):
        """The step's output, whose type ngteach infers; None if the text does not fit, or gives too many numbers."""
        try:
            type = _inferred(text, inputs)
        except ng.GraphError:
            return None
        if type.size > 36 or type.rank > 4:
            return None
        y = Value(type, self.maker.name("y"))
        self.steps.append(Step(y, text, tuple(inputs)))
        self.own.append(y)
        return y

    def call(self):
        """A call of another function, perhaps transformed."""
        maker = self.maker
        inside = (*self.outer, *self.own)
        fn = maker.function(self.depth - 1, self.order, inside, "any", self.only_floats)
        sig = signature(fn)
        args = tuple(build(nesting(spec), [self.fitting(t) for t in leaves(spec)]) for spec in sig.args)
        outputs = tuple(Value(t, maker.name("r")) for t in leaves(sig.out))
        if outputs:
            self.steps.append(Call(outputs, fn, args))
            self.own += outputs

    def fitting(self, t):
        """A value of this type: one that is there, one made of it, or a constant, as the text of an array."""
        same = self.pick(lambda u: u == t)
        if same is not None and self.rng.random() < 0.8:
            return same
        x = self.pick(lambda u: u.dtype == t.dtype and u.size)
        if x is None or self.rng.random() < 0.1:
            return _literal(t, self.rng)
        if not t.is_float or self.rng.random() < 0.7:
            made = self.add(f"reshape(take(ravel({{}}), np.arange({t.size}) % {x.size}), {t.shape})", [x])
        else:
            made = self.add(f"broadcast_to(sum({{}}), {t.shape})", [x])
        return made or _literal(t, self.rng)

    def result(self):
        if self.wanted == "number":
            return self.number()
        if self.wanted == "aux":
            return self.number(), self.plain_result()
        return self.plain_result()

    def plain_result(self):
        x, y = self.last(), self.last()
        kind = self.rng.random()
        return x if kind < 0.7 else (x, y) if kind < 0.85 else [x, (y,)] if kind < 0.92 else {"a": x, "b": y}

    def last(self):
        """The last value or another: an argument, or something captured, now and then."""
        floats = [x for x in self.own if x.type.is_float]
        return floats[-1] if self.rng.random() < 0.6 else self.float()

    def number(self):
        x, y = self.last(), self.last()
        return self.add("sum(sin({}) * 0.9) + sum(cos({} + 0.5) * 0.6)", [x, y])  # of no axes, whatever they are


def _inferred(text, inputs):
    names = [f"v{k}" for k in range(len(inputs))]

    def run(*values):
        y = eval(text.format(*names), OURS, dict(zip(names, values)))
        return ng.constant(y) if isinstance(y, np.ndarray) else y

    return ng.trace(run, *[x.type for x in inputs]).outputs[0].type


def _literal(t, rng):
    numbers = rng.uniform(-1, 1, t.size).round(3) if t.is_float else rng.integers(0, 4, t.size)
    return Value(t, f"np.array({numbers.tolist()}, np.{t.dtype.name}).reshape({t.shape})")


def arrays(fn, seed):
    """Arguments for a program."""
    rng = np.random.default_rng((seed, 1))

    def array(t):
        return np.asarray(rng.uniform(-1, 1, t.shape) if t.is_float else rng.integers(0, 4, t.shape).astype(t.dtype))

    return tuple(build(nesting(spec), [array(t) for t in leaves(spec)]) for spec in signature(fn).args)


# ---- holding it against JAX ---------------------------------------------------


def defined(text, names):
    """The program that the text defines, in a library's names; its lines can be read in a traceback."""
    place = f"<nesting {hash(text)}>"
    linecache.cache[place] = len(text), None, text.splitlines(True), place
    names = dict(names)
    exec(compile(text, place, "exec"), names)
    return names["program"]


def in_ours(text, args, names=OURS):
    """{way: results}: interpreted, compiled and, if it is a transformed function, called at numbers."""
    program = defined(text, names)
    graph = ng.trace(program, *args)
    found = {"interpreted": graph(*args), "compiled": ng.compile(graph)(*args)}
    if not text.splitlines()[-1].removeprefix("program = ").isidentifier():
        found["called"] = program(*args)
    return found


class Referee:
    """JAX, in f64."""

    def __init__(self, jax):
        self.jax, self.names = jax, theirs(jax)
        jax.config.update("jax_disable_most_optimizations", True)  # a program that runs once is compiled sooner

    def results(self, text, args):
        with self.jax.enable_x64(True):
            return self.jax.tree.map(np.asarray, self.jax.jit(defined(text, self.names))(*args))

    def complaint(self, fn, seed):
        """What is wrong with ngteach's answer, in a line; None if nothing is, or JAX has no finite answer."""
        text, args = source(fn), arrays(fn, seed)
        try:
            ours = in_ours(text, args)
        except Exception as problem:
            self.results(text, args)  # raises if the program makes no sense
            return f"{type(problem).__name__}: {problem}"
        wanted = self.results(text, args)
        if not all(np.isfinite(y).all() for y in leaves(wanted)):
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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="the first; the others follow it")
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--order", type=int, default=3, help="of the derivatives, at most")
    parser.add_argument("--whole", action="store_true", help="print failing programs as they were drawn")
    given = parser.parse_args()
    import jax

    referee, failed = Referee(jax), 0
    for seed in range(given.seed, given.seed + given.count):
        fn = draw(seed, given.depth, given.order)
        complaint = referee.complaint(fn, seed)
        if complaint:
            failed += 1
            fn = fn if given.whole else referee.smallest(fn, seed)
            print(f"# ---- seed {seed}: {complaint}\n{source(fn)}# {signature(fn)}\n", flush=True)
        if seed % 100 == 99:
            jax.clear_caches()
    print(f"{given.count} programs, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
