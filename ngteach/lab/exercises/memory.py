"""The exercises of the page memory: who lives how long, and what may be written over."""

from __future__ import annotations

from .answers import Calls, Values
from .exercise import Exercise, Slip, holds, lacks

_PROGRAM = [("a", ["x"]), ("b", ["a", "x"]), ("c", ["a", "a"]), ("d", ["b", "c"])]


def _last_use(equations):
    return {x: n for n, (_, inputs) in enumerate(equations) for x in inputs}


def _first_use(equations):
    first = {}
    for n, (_, inputs) in enumerate(equations):
        for x in inputs:
            first.setdefault(x, n)
    return first


def _born(equations):
    return {output: n for n, (output, _) in enumerate(equations)}


def _counted(equations):
    counts = {}
    for _, inputs in equations:
        for x in inputs:
            counts[x] = counts.get(x, 0) + 1
    return counts


def _from_one(equations):
    return {x: n for n, (_, inputs) in enumerate(equations, 1) for x in inputs}


def _with_outputs(equations):
    return _born(equations) | _last_use(equations)


def _users(equations):
    return {x: output for output, inputs in equations for x in inputs}


def _first_inputs(equations):
    return {inputs[0]: n for n, (_, inputs) in enumerate(equations)}


def _last_inputs(equations):
    return {inputs[-1]: n for n, (_, inputs) in enumerate(equations)}


def _all_uses(equations):
    uses = {}
    for n, (_, inputs) in enumerate(equations):
        for x in inputs:
            uses.setdefault(x, []).append(n)
    return uses


def _from_the_end(equations):
    return _first_use(equations[::-1])


def _computed(equations):
    return {x: n for x, n in _last_use(equations).items() if x in _born(equations)}


EXERCISES = (
    Exercise(
        id="memory.1",
        question="Return {name: number of the last equation that reads it}; equations are (output, inputs), from 0.",
        reference=_last_use,
        answers=Calls((_PROGRAM,), ([("u", ["p", "q"]), ("v", ["q"])],)),
        blank=lambda equations: {},
        slips=(
            Slip(_first_use, "That is the first use. Overwrite what you noted before: the last one counts."),
            Slip(_born, "That is where each value is computed. Look at the inputs, not at the output."),
            Slip(_counted, "That is how often each is read. Return where it is read last."),
            Slip(_users, "That is the name of the last user's output. Return its number, n."),
            Slip(_from_one, "You count from 1. The first equation has the number 0, as `enumerate` counts."),
            Slip(_with_outputs, "Is somebody in it whom nobody reads? A result has no last use."),
            Slip(_first_inputs, "An equation may read several. Go over all of its inputs, not the first one alone."),
            Slip(_last_inputs, "An equation may read several. Go over all of its inputs, not the last one alone."),
            Slip(_all_uses, "Those are all the equations that read it. Only the last of them is asked for."),
            Slip(_from_the_end, "A walk backwards is fine, but its numbers count from the end. Count from the front."),
            Slip(_computed, "What no equation computes may be read as well: the inputs of the program belong in it."),
        ),
        solution="""\
def last_use(equations):
    last = {}
    for n, (_, inputs) in enumerate(equations):
        for x in inputs:
            last[x] = n
    return last""",
        then="d is in nobody's inputs: it is the result, and lives on. One walk is enough, however long the program.",
    ),
    Exercise(
        id="memory.2",
        question="Write the letters of the lines that may write over their first input.",
        reference="BE",
        answers=Values(),
        slips=(
            Slip("ABE", "A: x belongs to the caller. A function that is called must not change it.", holds("A")),
            Slip("BCE", "C: somebody will read a, and find y there.", holds("C")),
            Slip(
                "BDE",
                "D: each element of a product needs a whole row of a: it is written too early.",
                holds("D"),
            ),
            Slip(
                "BEF",
                "F: a.T looks at the memory of a, in another order: it would read what was just written.",
                holds("F"),
            ),
            Slip("B", "E: only the first input is written over, and nobody reads that one later.", lacks("E")),
            Slip("E", "B: elementwise, computed, and dead afterwards. What else could it need?", lacks("B")),
        ),
        solution='answer = "BE"',
        then="Elementwise, read directly, computed, and dead afterwards: all four are needed.",
    ),
    Exercise(
        id="memory.3",
        question="How many bytes do five hidden layers of 1000 units take, for 256 pictures in f32?",
        reference=5_120_000,
        answers=Values(rtol=1e-6),
        slips=(
            Slip(1_280_000, "That is how many numbers there are. An f32 has four bytes."),
            Slip(1_024_000, "That is one layer. All five wait."),
            Slip(5.12, "Megabytes? Write the number of bytes."),
            Slip(10_240_000, "An f32 has four bytes; eight are an f64."),
            Slip(20_000, "That is for one picture. The batch has 256."),
            Slip(
                20_000_000,
                "You have counted weights, 1000 by 1000. What waits is activations; weights are there anyway.",
            ),
            Slip(4_000_000, "Those are the weights of one layer. What waits is five activations for each picture."),
            Slip(2_560_000, "Two bytes for a number? An f32 has 32 bits, and a byte has 8."),
        ),
        solution="answer = 5 * 256 * 1000 * 4",
        then="Five megabytes here; with large batches the waiting activations are most of the memory.",
    ),
)
