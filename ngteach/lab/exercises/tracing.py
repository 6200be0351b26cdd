"""The exercises of the page tracing."""

from __future__ import annotations

import numpy as np

from ...core.trace import trace
from ...core.types import f32
from ...ops import where
from .answers import Calls, Graphs, Values
from .exercise import Exercise, Slip, decides
from .lines import Hunt, Parsons


def _g(x, y):
    b = x * y - x
    return b * b


def _squared(b):
    return b * b


def _gives(number):
    """For Slip.when: what it gives for 2 and 3, where a is 6, b is 4 and c is 16."""
    return lambda answer: np.isclose(answer(2.0, 3.0), number)


def _reads_first(answer, k, op, name):
    """Is it right in numbers, but equation k of this op has this input on its left?"""
    eqn = trace(answer, f32[3], f32[3]).equations[k]
    return eqn.op.name == op and eqn.inputs[0].name == name and _gives(16)(answer)


def _y_times_x(answer):
    return _reads_first(answer, 0, "multiply", "y")


def _x_less_a(answer):
    return _reads_first(answer, 1, "subtract", "x")


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


def _first_only(program, result):
    return _live([(y, op, a, a) for y, op, a, _ in program], result)


_PROGRAM = [
    ("a", "multiply", "x", "w"),
    ("b", "add", "a", "x"),
    ("c", "multiply", "b", "b"),
    ("d", "add", "w", "a"),
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
            Slip(lambda x, y: _squared(x - x * y), "subtract(a, x) is a - x; you have x - a.", when=_x_less_a),
            Slip(lambda x, y: _squared(y * x - x), "In multiply(x, y) x stands first: write x * y.", when=_y_times_x),
            Slip(lambda x, y: _squared(x * y + x), "subtract(a, x) is a - x; you have a + x.", when=_gives(64)),
            Slip(lambda x, y: x * y, "That is a. The graph returns c, two equations further on.", when=_gives(6)),
            Slip(lambda x, y: x * y - x, "That is b. The graph goes on with one more equation.", when=_gives(4)),
            Slip(lambda x, y: _squared(x * y), "That is a times a. Between them stands b, a less x.", when=_gives(36)),
            Slip(lambda x, y: x * y * (x * y - x), "That is a times b: multiply(b, b) reads b twice.", when=_gives(24)),
            Slip(
                lambda x, y: _squared(x * y - y),
                "The second equation takes x off, not y: subtract(a, x).",
                when=_gives(9),
            ),
            Slip(
                lambda x, y: (x * y, x * y - x),
                "The graph returns one result, c. Return that alone.",
                when=lambda answer: isinstance(answer(2.0, 3.0), (tuple, list)),
            ),
        ),
        solution="def g(x, y):\n    a = x * y\n    b = a - x\n    return b * b",
        then="An expression that is written twice is recorded twice. A pass can find such twins, as you will see.",
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
            Slip(3, "range(2, n + 1) ends with n itself: k is 2, 3, 4 and 5."),
            Slip(6, "range(2, n + 1) ends before n + 1: k is 2, 3, 4 and 5."),
            Slip(19, "That is how many equations there are in all. How many of them are add?"),
            Slip(9, "The five divisions are equations too, but only the additions are asked for."),
        ),
        solution="answer = 4",
        then="k runs over 2, 3, 4 and 5. A loop that runs a thousand times records its equations a thousand times.",
    ),
    Exercise(
        id="tracing.3",
        question="Write clipped so that it can be traced, with ng.where.",
        reference=_clipped,
        answers=Graphs(f32[7], arrays=(np.array([-3.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5], np.float32),)),
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
                lambda x: where(x > 1.0, x, where(x < -1.0, x, 1.0)),
                "The branches are the wrong way round: above 1 the result is 1, between -1 and 1 it is x.",
            ),
            Slip(
                lambda x: where(x > 1.0, -1.0, where(x < -1.0, 1.0, x)),
                "The two limits have changed places: what is above 1 becomes 1.",
            ),
            Slip(
                lambda x: where(x > 1.0, 1.0, where(x < 1.0, -1.0, x)),
                "The lower limit is -1: all that is below 1 becomes -1 here.",
            ),
            Slip(
                lambda x: where(x > 1.0, 1.0, where(x < -1.0, -1.0, 0.0)),
                "Between -1 and 1 the result is x itself, not 0.",
            ),
            Slip(
                lambda x: where(abs(x) > 1.0, 1.0, x),
                "abs forgets the sign: what is below -1 becomes -1, not 1.",
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
            Slip(
                lambda program, result: _live(program, result) - {result},
                "The result's own equation is needed too: it is the last one that runs.",
            ),
            Slip(
                lambda program, result: {y for y, *_ in program} - _live(program, result),
                "These are the lines that could go. Wanted are those that result needs.",
            ),
            Slip(
                lambda program, result: [line for line in program if line[0] in _live(program, result)],
                "These are whole equations. Wanted are their names alone, y of each.",
            ),
            Slip(
                _first_only,
                "You follow only the first of the two values that an equation reads. Both are needed: {a, b}.",
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
        then="One walk backwards is enough: every value is made before it is read. The adjoints walk the same way.",
    ),
    Parsons(
        id="tracing.5",
        question="Put the equations in an order in which they can run.",
        setup="x, w = np.array([0.5, -1.0, 2.0]), np.array([1.5, 0.25, -0.5])",
        lines=("a = x * w", "b = a + x", "c = b * b", "d = np.exp(a)", "s = c + d", "e = s - w"),
        results=("e",),
        distractors=("c = a * a", "d = np.exp(b)"),
        hints={
            "c = a * a": "What is squared is x * w + x, which is b.",
            "d = np.exp(b)": "exp is taken of x * w alone, which is a.",
        },
        then="Several orders are right: d needs only a. A graph has one of them, the one in which Python ran.",
    ),
    Hunt(
        id="tracing.6",
        question="One equation of this trace of poly is wrong. Which?",
        setup="x = np.array([0.5, -1.0, 2.0])",
        lines=(
            "y = x * x",
            "a = 1.0 * x",
            "y_1 = y + a",
            "y_2 = y_1 * x",
            "b = 2.0 * x",
            "y_3 = y_2 + b",
            "y_4 = y_3 * x",
        ),
        wrong=(5, "y_3 = y_1 + b"),
        results=("y_4",),
        then="In the second round y is what the first round left, y_2. In a graph each value of y has its own name.",
        hints={
            0: "That line is right: it stands before the loop, y = x * x.",
            1: "That line is right: in the first round k is 1.",
            2: "That line is right: the first round adds 1 * x to the first y.",
            3: "That line is right: the first round ends with y * x, and y is y_1 then.",
            4: "That line is right: in the second round k is 2.",
            6: "That line is right: the second round ends with y * x, and y is y_3 then.",
        },
    ),
)
