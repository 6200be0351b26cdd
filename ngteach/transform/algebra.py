"""Algebraic simplification, and the textbook rules it knows.

    rule(facts, eqn, *inputs)  ->  a cheaper tensor of the same value, or None

A rule looks at one equation; inputs are what its inputs have become by now.  EXACT rules keep every bit, infinities,
NaN and -0 included.  CLOSE rules may round differently, and that is all: they make no NaN, no infinity but by rounding
up the largest number, and no zero of another sign, for 1 / 0 is not 1 / -0.  No rule changes a derivative: what it
makes of an equation may itself be differentiated, also where a slope is infinite and where two numbers tie.
"""

from __future__ import annotations

from .. import ops
from ..core.calling.guards import takes_graph
from ..core.graph import Graph
from ..ops import add, broadcast, divide, multiply, negative, reshape, subtract, transpose
from . import algebra_tailored as tailored
from .match import Facts
from .rewrite import revise

EXACT: dict = {}  # op -> its rules
CLOSE: dict = {}


@takes_graph
def simplify(graph: Graph) -> Graph:
    """Algebraic simplification: replace an equation by a cheaper one of the same value.

    Rules in EXACT keep every bit, infinities and NaN included; rules in CLOSE may change the last bits.
    None makes a NaN, none an infinity but by rounding up the largest number, and none changes a derivative.

    >>> graph = ng.trace(lambda x: -(-x), ng.f32)
    >>> ng.simplify(graph).outputs
    (x: f32[],)
    """
    facts = Facts(graph)
    rules = {op: (*EXACT.get(op, ()), *CLOSE.get(op, ())) for op in (*EXACT, *CLOSE)}

    def rule(eqn, *inputs):
        for one in rules[eqn.op]:
            y = one(facts, eqn, *inputs)
            if y is not None:
                return y
        return None

    return revise(graph, rule, rules)


def exact(*of):
    """Decorator: a rule for these ops that keeps every bit."""
    return _rule(EXACT, of)


def close(*of):
    """Decorator: a rule for these ops that may round differently."""
    return _rule(CLOSE, of)


def _rule(table, of):
    def remember(rule):
        for op in of:
            table.setdefault(op, []).append(rule)
        return rule

    return remember


# ---- exact ------------------------------------------------------------------


@exact(ops.identity)
def another_name(facts, eqn, x):
    """x under another name is x.  stop_gradient(x) is not: it has another derivative."""
    return x


@exact(negative)
def minus_minus(facts, eqn, x):
    """-(-x) = x;  -(x - y) is left alone: its zeros have another sign."""
    m = facts.producer(x, negative)
    return m.inputs[0] if m else None


@exact(add)
def plus_minus(facts, eqn, x, y):
    """x + -y = x - y."""
    if m := facts.producer(y, negative):
        return subtract(x, m.inputs[0])
    m = facts.producer(x, negative)
    return subtract(y, m.inputs[0]) if m else None


@exact(subtract)
def minus_a_minus(facts, eqn, x, y):
    """x - -y = x + y."""
    m = facts.producer(y, negative)
    return add(x, m.inputs[0]) if m else None


@exact(multiply, divide, ops.power)
def times_one(facts, eqn, x, y):
    """x * 1 = x / 1 = x ** 1 = x."""
    if facts.number(y) == 1:
        return x
    return y if eqn.op is multiply and facts.number(x) == 1 else None


@exact(multiply, divide)
def signs_out(facts, eqn, x, y):
    """(-x) * (-y) = x * y."""
    a, b = facts.producer(x, negative), facts.producer(y, negative)
    return eqn.op(a.inputs[0], b.inputs[0]) if a and b else None


@exact(ops.logical_and)
def and_false(facts, eqn, x, y):
    """x & False = False."""
    return x if facts.number(x) is False else y if facts.number(y) is False else None


@exact(ops.where)
def no_choice(facts, eqn, condition, x, y):
    """where(c, x, x) = x."""
    return x if x is y else None


@exact(transpose)
def transpose_twice(facts, eqn, x, axes=None):
    """Two transposes are one; one that moves nothing is none."""
    axes = eqn.params["axes"]
    if axes == tuple(range(len(axes))):
        return x
    m = facts.producer(x, transpose)
    return transpose(m.inputs[0], tuple(m.params["axes"][a] for a in axes)) if m else None


@exact(reshape, broadcast)
def shaped_twice(facts, eqn, x):
    """Only the last shape counts; the shape x has already needs no reshape, and no broadcast."""
    if x.shape == eqn.output.shape:
        return x
    m = facts.producer(x, eqn.op)
    return eqn.op(m.inputs[0], eqn.output.shape) if m else None


@exact(ops.convert)
def convert_to_itself(facts, eqn, x):
    """x has this element type already."""
    return x if x.type == eqn.output.type else None


@exact(ops.slice)
def slice_nothing(facts, eqn, x):
    """A slice of everything is the whole."""
    return x if all(r == (0, d, 1) for r, d in zip(eqn.params["index"], x.shape, strict=True)) else None


def compute_small(facts, eqn, *inputs):
    """f(broadcast(x)) = broadcast(f(x)): compute first, repeat afterwards.

    Not into an empty shape: there f has no slope, while f(x) may have an infinite one, and 0 * inf is NaN.
    """
    small = []
    for x in inputs:
        m = facts.producer(x, broadcast)
        if m is None:
            return None
        small.append(m.inputs[0])
    if not eqn.output.size:
        return None
    widest = max((x.shape for x in small), key=len)
    if any(x.shape not in ((), widest) for x in small):
        return None
    small = [x if x.shape == widest else broadcast(x, widest) for x in small]
    return broadcast(eqn.op(*small, **eqn.params), eqn.output.shape)


exact(negative, ops.abs, ops.sign, ops.convert, ops.logical_not)(compute_small)
exact(ops.exp, ops.log, ops.sqrt, ops.tanh, ops.sigmoid, ops.relu)(compute_small)
exact(add, subtract, multiply, divide, ops.power, ops.maximum, ops.minimum, ops.where)(compute_small)
exact(ops.equal, ops.not_equal, ops.less, ops.less_equal, ops.greater, ops.greater_equal)(compute_small)
exact(divide)(tailored.sign_to_the_constant)
exact(negative)(tailored.minus_the_smaller)


# ---- close ------------------------------------------------------------------


@close(ops.power)
def small_power(facts, eqn, x, y):
    """x**2 = x*x, x**3 = x*x*x, x**4 = x*x*x*x: far cheaper than a power, and differing in the last bits.

    (x*x)*(x*x) would be cheaper still, but its slope holds no x**3, which may be infinite.
    """
    n = facts.number(y)
    if n not in (2, 3, 4):
        return None
    product = x
    for _ in range(int(n) - 1):
        product = product * x
    return product


close(multiply)(tailored.horner)
close(multiply)(tailored.scale_the_sum)
