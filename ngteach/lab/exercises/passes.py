"""The exercises of the page passes."""

from __future__ import annotations

from ...core.trace import trace
from ...core.types import f32
from ...ops import abs, tanh
from .answers import Graphs, Values
from .exercise import Exercise, Slip, holds, lacks
from .lines import Hunt, Parsons


def _near(function):
    return trace(function, f32[5], name="near")


EXERCISES = (
    Exercise(
        id="passes.1",
        question="Write the rule: where abs reads a negative, put abs of what that one read. Four equations are left.",
        reference=_near(lambda x: abs(x) + abs(tanh(x))),
        answers=Graphs(at_most=4),
        blank=_near(lambda x: abs(-x) + abs(-tanh(x))),
        setup="""\
near = ng.trace(lambda x: ng.abs(-x) + ng.abs(-ng.tanh(x)), ng.f32[5], name="near")
""",
        slips=(
            Slip(
                _near(lambda x: x + tanh(x)),
                "The minus is gone, and abs with it. abs(-x) is abs(x), not x: record a new abs.",
            ),
            Slip(
                _near(lambda x: -x + -tanh(x)),
                "You returned what abs reads, which is still negative. Look inside it, and record a new abs.",
            ),
            Slip(
                _near(lambda x: abs(x) + abs(-tanh(x))),
                "One abs still reads a negative: the rule has to hold for every equation whose op is abs.",
            ),
            Slip(
                _near(lambda x: abs(x) + tanh(x)),
                "One abs is gone. tanh(x) is negative where x is: what stands in the place of abs(-y) is abs(y).",
            ),
        ),
        solution="""\
def no_sign(graph):
    inside = {eqn.output: eqn.inputs[0] for eqn in graph.equations if eqn.op is ng.negative}

    def rule(eqn, *inputs):
        return ng.abs(inside[inputs[0]]) if eqn.op is ng.abs and inputs[0] in inside else None

    return ng.revise(graph, rule)""",
        then="The two negatives are still there after the rule, and nobody reads them: prune takes them away. (To drop "
        "every negative would pass here too, and be wrong: exp(-x) is not exp(x).)",
    ),
    Exercise(
        id="passes.2",
        question="How many equations are left of `puzzle` when the passes find nothing more to change?",
        reference=5,
        answers=Values(),
        slips=(
            Slip(3, "The 2.0 counts: a constant is an equation, and so is the broadcast that spreads it over x."),
            Slip(4, "Nearly. A constant has no shape: between it and the multiplication stands a broadcast."),
            Slip(6, "Is one tanh computed twice? -(-x) is x, exactly, so c is tanh(x) too. And who reads b?"),
            Slip(7, "Something is left that nobody reads: b, or a negative of -(-x), which is x."),
            Slip(8, "That is what prune alone leaves. What is -(-x), and which tanh is then there twice?"),
            Slip(15, "Those are all that are traced. Who reads b, and what is -(-x)?"),
        ),
        solution="answer = 5",
        then="tanh, constant, broadcast, multiply, add. Only after simplify could share see that c is the same tanh.",
    ),
    Exercise(
        id="passes.3",
        question="Write the letters of the rewritings that keep every bit, for every f32.",
        reference="ADF",
        answers=Values(),
        slips=(
            Slip(
                "ABDF",
                "B fails for one number: -0.0 + 0 is +0.0, a zero of another sign, and 1 / x tells them apart.",
                holds("B"),
            ),
            Slip("ACDF", "C fails where x is infinite or NaN: inf - inf is NaN.", holds("C")),
            Slip(
                "ADEF",
                "1 / 3 is rounded before x is multiplied by it, and then the product is rounded again.",
                holds("E"),
            ),
            Slip("ADFG", "If y is large, x + y has no digits left for x: (1 + 1e9) - 1e9 is 0 in f32.", holds("G")),
            Slip(
                "AF",
                "1 / 2 is exact in f32, so x / 2 and x * 0.5 round the same number.",
                lacks("D"),
            ),
            Slip("AD", "F: a change of sign changes one bit, and a second one changes it back.", lacks("F")),
            Slip("DF", "A: x / 1 is x itself, which is an f32 already: nothing is rounded.", lacks("A")),
        ),
        solution='answer = "ADF"',
        then="Dividing by a power of two only moves the exponent, so its reciprocal is exact, if it is finite.",
    ),
    Parsons(
        id="passes.4",
        question="Put the lines in order that are left of f after the passes. Two lines are wrong.",
        setup="import numpy as np\nx = np.array([[1.0, -2.0, 0.5]])\nw = np.array([[0.5, 1.0], [0.25, -1.0], "
        "[2.0, 1.0]])",
        lines=(
            "m = x @ w",
            "h = np.maximum(m, 0)",
            "q = h * h",
            "k = 0.5",
            "y = k * q",
        ),
        results=("y",),
        distractors=("q = h", "k = 2.0"),
        hints={
            "q = h": "g is the same as h, but h * g is not h: it is h * h.",
            "k = 2.0": "fold computes all of it: 4.0 * 0.5 - 1.5.",
        },
        then="prune took z, share and simplify made g the same as h, fold computed k.",
    ),
    Hunt(
        id="passes.5",
        question="Each line was rewritten; what it was stands behind it. One has another value now. Which?",
        setup=(
            "import numpy as np\nx, y = np.array([1.0, -2.0, 0.5]), np.array([3.0, 0.25, -1.0])\n"
            "v, w, m = np.arange(9.0).reshape(3, 3), np.arange(9.0).reshape(3, 3) % 4, np.array([True, False, True])"
        ),
        lines=(
            "a = x - y  # was x + (-y)",
            "b = x * y  # was (-x) * (-y)",
            "c = w.T @ v.T  # was (v @ w).T",
            "d = np.where(m, y, x)  # was np.where(~m, x, y)",
            "e = np.abs(y)  # was np.abs(-y)",
            "f = x * 0.25  # was x / 4",
        ),
        wrong=(2, "c = v.T @ w.T  # was (v @ w).T"),
        results=("c",),
        hints={
            0: "That line is right: to add -y is to subtract y.",
            1: "That line is right: two changes of sign cancel each other.",
            3: "That line is right: ~m is the opposite of m, so the two branches change places.",
            4: "That line is right: abs takes the sign away.",
            5: "That line is right: 1 / 4 is exact, so it rounds the same number.",
        },
        then="The transpose of a product is the product of the transposes in the other order. With square matrices no "
        "type rule finds it.",
    ),
)
