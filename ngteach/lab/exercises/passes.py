"""The exercises of the page passes."""

from __future__ import annotations

from ...core.trace import trace
from ...core.types import f32
from ...ops import abs, tanh
from .answers import Graphs, Values
from .exercise import Exercise, Slip, holds


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
        ),
        solution="""\
def no_sign(graph):
    inside = {eqn.output: eqn.inputs[0] for eqn in graph.equations if eqn.op is ng.negative}

    def rule(eqn, *inputs):
        return ng.abs(inside[inputs[0]]) if eqn.op is ng.abs and inputs[0] in inside else None

    return ng.revise(graph, rule)

smaller = ng.prune(no_sign(near))""",
        then="The two negatives are still there after the rule, and nobody reads them: prune takes them away.",
    ),
    Exercise(
        id="passes.2",
        question="How many equations are left of `puzzle` when the passes find nothing more to change?",
        reference=5,
        answers=Values(),
        slips=(
            Slip(3, "The 2.0 counts: a constant is an equation, and so is the broadcast that spreads it over x."),
            Slip(4, "Nearly. A constant has no shape: between it and the multiplication stands a broadcast."),
            Slip(6, "Is one tanh computed twice? -(-x) is x, exactly, so c is tanh(x) too."),
            Slip(8, "b is computed, but who reads it?"),
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
                lambda a: "D" not in a.upper(),
            ),
        ),
        solution='answer = "ADF"',
        then="Dividing by a power of two only moves the exponent, so its reciprocal is exact, if it is finite.",
    ),
)
