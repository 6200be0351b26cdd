"""Random nestings of transformations, held against JAX: programs drawn as data, written as Python for both libraries.

Transformations stand around each other, grad(vmap(f)), and inside: a function calls a transformed one that reads its
values.   python tests/random_nestings.py --count 2000 --seed 7   draws so many and prints those that fail, made small.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
from nesting_programs import Call, Function, Step, Transformed, Value, signature, source
from nesting_referee import OURS, Referee
from nesting_steps import DRAWERS, WEIGHTS
from nesting_words import WORDS

import ngteach as ng
from ngteach.core.tree import build, leaves, nesting

LARGEST = 240  # numbers in the results of one transformation: a Jacobian is soon large
_SIZES = (0.2, 0.38, 0.4, 0.02)  # of an axis: 1, 2, 3 and 0


# ---- drawing ------------------------------------------------------------------


def draw(seed, depth=2, order=3, words=tuple(WORDS), wanted="any"):
    """A program of these words: functions that call others, up to `depth` of them, and derivatives up to that order.

    wanted: "number" for one that gives one number, "aux" for (a number, anything)
    """
    return _Maker(np.random.default_rng(seed), words).function(depth, order, (), wanted)


def draw_for(word, seed, depth=1, order=1, words=tuple(WORDS)):
    """(a program, the same under a word that fits); its derivatives are derivatives: there is no stop_gradient."""
    for k in range(100):
        fn = draw(1000 * seed + k, depth, order, words, WORDS[word].wants)
        options = WORDS[word].draw(np.random.default_rng(seed), signature(fn))
        if options is not None and "stop_gradient" not in source(fn):
            return fn, Transformed(word, fn, options)
    raise AssertionError(f"nothing fits {word}")


class _Maker:
    def __init__(self, rng, words):
        self.rng, self.words, self.count = rng, words, 0
        weights = np.array([WORDS[word].weight for word in words])
        self.chances = weights / weights.sum()

    def function(self, depth, order, outer, wanted, floats=False, height=3):
        """A Function under up to `height` transformations.   outer: what it may read of the functions around it"""
        for _ in range(20 if height and self.rng.random() < 0.75 else 0):
            name = str(self.rng.choice(self.words, p=self.chances))
            word = WORDS[name]
            if word.order > order or wanted != "any" and not word.keeps:
                continue
            state = self.count
            wants = wanted if word.keeps else word.wants
            custom = name == "custom"
            around = () if custom else outer
            inner = self.function(depth, order - word.order, around, wants, floats or custom, height - 1)
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
        for _ in range(self.rng.choice(3, p=[0.15, 0.6, 0.25]) if self.depth else 0):
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
        sig, calls = signature(fn), []
        for _ in range(2 if self.rng.random() < 0.2 else 1):
            args = tuple(build(nesting(spec), [self.fitting(t) for t in leaves(spec)]) for spec in sig.args)
            calls.append((tuple(Value(t, maker.name("r")) for t in leaves(sig.out)), args))
        if leaves(sig.out):
            self.steps.append(Call(maker.name("g"), fn, tuple(calls)))
            self.own += self.steps[-1].outputs

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
    return Value(t, f"given(np.array({numbers.tolist()}, np.{t.dtype.name}).reshape({t.shape}))")


# ---- by hand ------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="the first; the others follow it")
    parser.add_argument("--depth", type=int, default=2, help="how many functions call another one")
    parser.add_argument("--order", type=int, default=3, help="of the derivatives, at most")
    parser.add_argument("--words", nargs="+", default=list(WORDS), choices=WORDS, help="the transformations to draw")
    parser.add_argument("--whole", action="store_true", help="print failing programs as they were drawn")
    given = parser.parse_args()
    import jax

    referee, failed = Referee(jax), 0
    for seed in range(given.seed, given.seed + given.count):
        fn = draw(seed, given.depth, given.order, given.words)
        try:
            complaint = referee.complaint(fn, seed)
        except Exception as problem:
            print(f"# ---- seed {seed}: JAX refuses it, {type(problem).__name__}: {problem}", flush=True)
            continue
        if complaint:
            failed += 1
            fn = fn if given.whole else referee.smallest(fn, seed)
            print(f"# ---- seed {seed}: {complaint}\n{source(fn)}# {signature(fn)}\n", flush=True)
        if seed % 100 == 99:
            jax.clear_caches()
    print(f"{given.count} programs, {failed} failed, {referee.skipped} had results that are too large to compare")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
