"""The exercises of the page tracing."""

from __future__ import annotations

import numpy as np

from ...core.types import f32
from ...ops import where
from .answers import Calls, Graphs, Values
from .exercise import Exercise, Slip, decides


def _g(x, y):
    b = x * y - x
    return b * b


def _clipped(x):
    return where(x > 1.0, 1.0, where(x < -1.0, -1.0, x))


def _live(program, result):
    return _live_with_inputs(program, result) & {y for y, *_ in program}


def _live_forwards(program, result):
    return _live(program[::-1], result)


def _live_with_inputs(program, result):
    needed = {result}
    for y, _, a, b in reversed(program):
        if y in needed:
            needed |= {a, b}
    return needed


_PROGRAM = [
    ("a", "multiply", "x", "w"),
    ("b", "add", "a", "x"),
    ("c", "multiply", "b", "b"),
    ("d", "add", "a", "w"),
    ("e", "multiply", "d", "x"),
]

EXERCISES = (
    Exercise(
        id="tracing.1",
        question="Write a function whose graph is the one above, equation by equation.",
        reference=_g,
        answers=Graphs(f32[3], f32[3], structure=True),
        slips=(
            Slip(
                lambda x, y: (x * y - x) * (x * y - x),
                "b is computed twice here. Give it a name, and use the name twice.",
            ),
            Slip(lambda x, y: (x * y - x) ** 2, "** is an op of its own, power. The graph has multiply(b, b)."),
            Slip(lambda x, y: (x - x * y) * (x - x * y), "subtract(a, x) is a - x; you have x - a."),
            Slip(lambda x, y: x * y - x, "That is b. The graph goes on with one more equation."),
        ),
        solution="def g(x, y):\n    a = x * y\n    b = a - x\n    return b * b",
        then="An expression that is written twice is recorded twice. A pass in notebook 08 finds such twins.",
    ),
    Exercise(
        id="tracing.2",
        question="How many add equations are in the graph of halves for n = 5?",
        reference=4,
        answers=Values(),
        slips=(
            Slip(5, "There are five terms. How many plus signs are between them?"),
            Slip(1, "The line is written once, but Python runs it once for each k."),
            Slip(0, "The loop is gone, but what it did is written down."),
        ),
        solution="answer = 4",
        then="k runs over 2, 3, 4 and 5. A loop that runs a thousand times records its equations a thousand times.",
    ),
    Exercise(
        id="tracing.3",
        question="Write clipped so that it can be traced, with ng.where.",
        reference=_clipped,
        answers=Graphs(f32[7], arrays=(np.array([-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0], np.float32),)),
        slips=(
            Slip(
                lambda x: where(x > 1.0, 1.0, x), "What is below -1 is not clipped yet; where can stand inside where."
            ),
            Slip(
                lambda x: where(x < -1.0, -1.0, x), "What is above 1 is not clipped yet; where can stand inside where."
            ),
            Slip(
                lambda x: where(x > 1.0, 1.0, -1.0),
                "Between -1 and 1, x itself is wanted. The third argument of where is for all that is not above 1.",
            ),
            Slip(
                lambda x: 1.0 if x > 1.0 else -1.0 if x < -1.0 else x,
                "An if cannot be decided while x has no numbers. where(condition, a, b) picks element by element.",
                when=decides,
            ),
        ),
        solution="def clipped(x):\n    return ng.where(x > 1.0, 1.0, ng.where(x < -1.0, -1.0, x))",
        then="Both branches are computed for every element. ng.clip says the same with minimum and maximum.",
    ),
    Exercise(
        id="tracing.4",
        question="Write live(program, result): the names of the equations that result needs, as a set.",
        reference=_live,
        answers=Calls((_PROGRAM, "c"), (_PROGRAM, "e"), (_PROGRAM[:3], "a")),
        blank=lambda program, result: {result},
        slips=(
            Slip(
                _live_forwards,
                "You go forwards: when you meet a, nobody has asked for it yet. Go through reversed(program).",
            ),
            Slip(_live_with_inputs, "x and w are inputs: nothing computes them. Only names of equations are wanted."),
            Slip(
                lambda program, result: {y for y, *_ in program},
                "These are all of them. Take only what result needs, directly or through other equations.",
            ),
        ),
        solution=(
            "def live(program, result):\n"
            "    needed = {result}\n"
            "    for y, _, a, b in reversed(program):\n"
            "        if y in needed:\n"
            "            needed |= {a, b}\n"
            "    return needed & {y for y, *_ in program}"
        ),
        then="One walk backwards is enough: every value is made before it is read. Notebook 04 walks the same way.",
    ),
)
