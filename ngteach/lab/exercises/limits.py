"""The exercises of the page limits: what has to be written otherwise, so that a trace can see it."""

from __future__ import annotations

from ...core.types import f32
from ...ops import max, mean, stack, sum
from .answers import Graphs, Values
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons


def _by_rows(X):
    total = 0.0
    for row in X:
        total = total + max(row)
    return total


def _stacked(X):
    return sum(stack([max(row) for row in X]))


EXERCISES = (
    Exercise(
        id="limits.1",
        question="Return x with 0 for its first and its last number, times 2, so that it can be traced.",
        reference=lambda x: x.at[0].set(0.0).at[-1].set(0.0) * 2.0,
        answers=Graphs(f32[5]),
        slips=(
            Slip(
                lambda x: x * 2.0,
                "`x.at[0].set(0.0)` leaves x as it is, and gives a new tensor: use what it gives.",
            ),
            Slip(lambda x: x.at[-1].set(0.0) * 2.0, "The first number is still there. Set both, one after the other."),
            Slip(lambda x: x.at[0].set(0.0) * 2.0, "The last number is still there: x.at[-1] is its place."),
            Slip(lambda x: x.at[0].set(0.0).at[-1].set(0.0), "The ends are 0. And the factor 2?"),
            Slip(lambda x: x.at[0].set(0.0).at[1].set(0.0) * 2.0, "The last place is -1, not 1."),
            Slip(lambda x: x[1:-1] * 2.0, "That takes the ends away. The result has as many numbers as x."),
        ),
        solution="def edges(x):\n    return x.at[0].set(0.0).at[-1].set(0.0) * 2.0",
        then="Each set gives a new value; the compiler finds out by itself which memory it may use again.",
    ),
    Exercise(
        id="limits.2",
        question="Three epochs of 14 batches of 128 and one of 5: how many traces, and how many hits? A list.",
        reference=[2, 43],
        answers=Values(),
        slips=(
            Slip([43, 2], "The numbers are right, in the other order: traces first."),
            Slip([6, 39], "Is the program for 128 pictures forgotten at the end of an epoch?"),
            Slip([1, 44], "The last batch of an epoch has 5 pictures. Is that the same type?"),
            Slip([2, 13], "That is one epoch. There are three."),
            Slip([45, 0], "The numbers in a batch differ from call to call, but only the types count."),
            Slip([3, 42], "Two kinds of batches come again in every epoch: what is new in the third?"),
            Slip([15, 30], "14 of the 15 batches of an epoch have the same type. How often is that one traced?"),
            Slip(
                [2, 45],
                "An epoch has 15 calls, and there are three. Every call that is not a trace is a hit.",
                lambda answer: answer[0] == 2 and answer[1] != 43,
            ),
        ),
        solution="answer = [2, 3 * 15 - 2]",
        then="Two shapes, two programs. To save the second one, leave out the last five, or fill them up to 128.",
    ),
    Exercise(
        id="limits.3",
        question="Return the sum over all rows of the largest number of each row, in at most two equations.",
        reference=lambda X: sum(max(X, axis=1)),
        answers=Graphs(f32[5, 3], at_most=2),
        slips=(
            Slip(_by_rows, "That is the loop again, unrolled. max takes an axis, and then the whole table."),
            Slip(lambda X: sum(max(X)), "That is the largest number of the whole table. Say along which axis."),
            Slip(lambda X: sum(max(X, axis=0)), "axis=0 goes down the columns. Along a row it is axis=1."),
            Slip(lambda X: max(X, axis=1), "Those are the largest numbers of the rows. Add them up."),
            Slip(
                lambda X: max(sum(X, axis=1)), "First the largest of each row, then their sum; not the other way round."
            ),
            Slip(_stacked, "The list is made by a loop over the rows. max with an axis gives all of them at once."),
            Slip(lambda X: mean(max(X, axis=1)), "That is the mean of the rows' largest numbers. Add them up."),
            Slip(
                lambda X: sum(max(X.T, axis=0)),
                "The transpose is a third equation. max goes along the rows of X itself with another axis.",
            ),
        ),
        solution="def peaks(X):\n    return ng.sum(ng.max(X, axis=1))",
        then="Two equations for five rows and for five thousand.",
    ),
    Parsons(
        id="limits.4",
        question="Put the lines in order: y is the difference of two independent random vectors. Two lines are wrong.",
        setup="",
        lines=(
            "key = ng.random.key(7)",
            "first, second = ng.random.split(key)",
            "a = ng.random.normal(first, 3)",
            "b = ng.random.normal(second, 3)",
            "y = a - b",
        ),
        results=("y",),
        distractors=("b = ng.random.normal(first, 3)", "b = ng.random.normal(key, 3)"),
        hints={
            "b = ng.random.normal(first, 3)": "The same key gives the same numbers: y would be 0.",
            "b = ng.random.normal(key, 3)": "key was split, and that is its one use. Draw from what came out of it.",
        },
        then="Each key is used once: to draw from, or to be split.",
    ),
    Hunt(
        id="limits.5",
        question="The graph multiplies by a number that changes, and yet `change` is 0. Which line is wrong?",
        setup="x, scale = np.ones(2, np.float32), 1.0",
        lines=(
            "graph = ng.trace(lambda x, s: x * s, ng.f32[2], ng.f32)",
            "scale = 2.0",
            "first = graph(x, scale)",
            "scale = 3.0",
            "second = graph(x, scale)",
            "change = second - first",
        ),
        wrong=(0, "graph = ng.trace(lambda x, s: x * scale, ng.f32[2], ng.f32)"),
        results=("first", "change"),
        hints={
            1: "That line is right: it sets the number that the first call is to use.",
            2: "That line is right: the number is handed in as an argument.",
            3: "That line is right: it sets the number that the second call is to use.",
            4: "That line is right: the new number is handed in, as the first one was.",
            5: "That line is right: it should be 3 - 2 for each of the two ones.",
        },
        then="The function reads the global in place of its argument s; it was 1 while tracing, and is a constant now.",
    ),
)
