"""The exercises of the page threads: what threads can do, and what they cannot."""

from __future__ import annotations

from .answers import Calls, Values
from .exercise import Exercise, Slip, holds, lacks
from .lines import Hunt, Parsons


def _blocks(n, size):
    return [(lo, min(lo + size, n)) for lo in range(0, n, size)]


EXERCISES = (
    Exercise(
        id="threads.1",
        question="A quarter cannot be divided. How many times faster are 4 threads, and infinitely many?",
        reference=[1 / (0.25 + 0.75 / 4), 4.0],
        answers=Values(rtol=1e-2),
        slips=(
            Slip([4.0, float("inf")], "The quarter that cannot be divided takes as long as before."),
            Slip([0.4375, 0.25], "That is the time that is left. How many times faster is 1 divided by it."),
            Slip(
                [3.0, 4.0],
                "Three quarters shared by four take 0.75 / 4, and the quarter comes on top: 1 / (0.25 + ...).",
            ),
            Slip(
                [16 / 13, 4 / 3],
                "You have divided the quarter. It is the other three quarters that can be divided.",
            ),
            Slip([4.0, 4.0], "Four threads cannot be four times as fast: they do not shorten the quarter."),
            Slip(
                [16 / 7, float("inf")],
                "With more and more threads the three quarters take no time at last. What remains?",
            ),
            Slip([16 / 7, 4 / 3], "Nothing is left of the three quarters, but all of the quarter: how long is that?"),
            Slip([1.6, 4.0], "That is two threads. Of four each has a quarter of what can be divided."),
            Slip([4.0, 1 / (0.25 + 0.75 / 4)], "The numbers are right, in the other order: four threads first."),
        ),
        solution="answer = [1 / (0.25 + 0.75 / 4), 1 / 0.25]",
        then="Four threads give 2.3, a thousand nearly 4. The part that nobody looks at sets the limit.",
    ),
    Exercise(
        id="threads.2",
        question="Write the letters of what two threads can share so that every bit is the same as with one.",
        reference="ABCF",
        answers=Values(),
        slips=(
            Slip(
                "ABCDF", "D: along the inner axis each number becomes two sums, which are added at the end.", holds("D")
            ),
            Slip(
                "ABCEF", "E: two sums of half a million are rounded in other places than one of a million.", holds("E")
            ),
            Slip("BCF", "A: exp of a number does not depend on who computes it.", lacks("A")),
            Slip("ABC", "F: each row has a sum of its own, and one thread computes the whole of it.", lacks("F")),
            Slip("ABF", "C: a column of the product is computed from a and one column of w, as before.", lacks("C")),
            Slip("ACF", "B: a row of the product is computed from one row of a and w, as before.", lacks("B")),
        ),
        solution='answer = "ABCF"',
        then="What matters is whether a sum is split. Who computes a whole sum does not change its bits.",
    ),
    Exercise(
        id="threads.3",
        question="Return the edges (lo, hi) of the blocks of `size` rows into which n rows are cut; the last "
        "may be smaller.",
        reference=_blocks,
        answers=Calls((10, 4), (12, 4), (3, 8), (7, 1)),
        slips=(
            Slip(
                lambda n, size: [(lo, lo + size) for lo in range(0, n, size)],
                "The last block reaches beyond the last row: hi is at most n.",
            ),
            Slip(
                lambda n, size: [(lo, lo + size) for lo in range(0, n - size + 1, size)],
                "The rows that are left over are in no block.",
            ),
            Slip(
                lambda n, size: [(lo, min(lo + size, n) - 1) for lo in range(0, n, size)],
                "As in x[lo:hi], hi is the first row that is no longer in the block.",
            ),
            Slip(
                lambda n, size: [(k, min(k + size, n)) for k in range(n)],
                "These blocks overlap. The next one begins where the last one ends.",
            ),
            Slip(
                lambda n, size: [min(lo + size, n) - lo for lo in range(0, n, size)],
                "Those are the sizes of the blocks. Return their edges, pairs (lo, hi).",
            ),
            Slip(
                lambda n, size: [(lo, min(size, n - lo)) for lo in range(0, n, size)],
                "The second number is where the block ends, not how many rows it has.",
            ),
            Slip(
                lambda n, size: [(lo, min(lo + size, n - 1)) for lo in range(0, n, size)],
                "The last row has the number n - 1. As in x[lo:hi], hi is one more.",
            ),
            Slip(
                lambda n, size: [(lo + 1, min(lo + size, n)) for lo in range(0, n, size)],
                "Rows are numbered from 0: x[lo:hi] begins with row lo. The first block begins with 0.",
            ),
            Slip(
                lambda n, size: [(k * size, min((k + 1) * size, n)) for k in range(n // size + 1)],
                "If no row is left over, the last block is empty. Begin a block only where there is a row.",
            ),
        ),
        solution="def blocks(n, size):\n    return [(lo, min(lo + size, n)) for lo in range(0, n, size)]",
        then="The compiled program has just this line, at its end: it hands out rows_0 with lo and min(lo + "
        "131072, n).",
    ),
    Parsons(
        id="threads.4",
        question="Put the lines in order that compute the block from lo to hi of y = sqrt(x * x + 1). Two are "
        "left over.",
        setup="import numpy as np\nx, y = np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.zeros(5)",
        lines=(
            "lo, hi = 2, 4",
            "rows = x[lo:hi]",
            "rows = rows * rows",
            "rows = 1.0 + rows",
            "rows = np.sqrt(rows)",
            "y[lo:hi] = rows",
        ),
        results=("y",),
        distractors=("rows = np.sqrt(x)", "y = rows"),
        hints={
            "rows = np.sqrt(x)": "That reads the whole of x, not the block, and without the square and the 1.",
            "y = rows": "y has room for all blocks; this would leave only one of them.",
        },
        then="Three equations, and the block was read once and written once.",
    ),
    Hunt(
        id="threads.5",
        question="a @ w is computed by rows, and along the inner axis. One line is wrong. Which?",
        setup="import numpy as np\na = np.arange(24.0).reshape(4, 6)\nw = np.arange(30.0).reshape(6, 5) % 7",
        lines=(
            "top = a[:2] @ w",
            "low = a[2:] @ w",
            "rows = np.concatenate([top, low])",
            "one = a[:, :3] @ w[:3]",
            "two = a[:, 3:] @ w[3:]",
            "inner = one + two",
            "apart = np.abs(rows - inner).max()",
        ),
        wrong=(4, "two = a[:, 3:] @ w[:3]"),
        results=("inner", "apart"),
        hints={
            0: "That line is right: the first two rows of a, each with the whole of w.",
            1: "That line is right: the last two rows of a, each with the whole of w.",
            2: "That line is right: the rows of the product stand one below the other.",
            3: "That line is right: the first three columns of a meet the first three rows of w.",
            5: "That line is right: along the inner axis the two halves are added.",
            6: "That line is right: it says how far the two ways are apart: 0, but for rounding.",
        },
        then="Column k of a belongs to row k of w. All shapes fit in the wrong line too, so no type rule finds it.",
    ),
)
