"""What the page tracing asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "tracing.p1",
        "How many lines will `program` have after `f(Proxy('x'), Proxy('w'))`?",
        truth=3,
        because="`f` multiplies twice, `x * w` and `y * y`, and adds once. `y = ...` only gives a name to what is "
        "there.",
        hints={
            2: "Count the operations, not the lines of the source: how many signs of arithmetic are there?",
            4: "Is a line written down when a value gets a name? Only `__mul__` and `__add__` call `record`.",
        },
        seen="('%2', 'add', '%1', 'x')",
    ),
    Prediction(
        "tracing.p2",
        "How often is a line that begins with `here` printed?",
        choices=("never", "once", "three times", "four times"),
        truth="once",
        because="Python runs the function once, while tracing. A call of the graph runs its equations, and `print` "
        "is none.",
        hints={
            "never": "Tracing runs the function, with everything that stands in it.",
            "three times": "A call of the graph does not run your function again. When does the function run?",
            "four times": "Once while tracing is right. What does a call of the graph know of your function?",
        },
        seen="here: x is x: f32[2]",
    ),
    Prediction(
        "tracing.p3",
        "How many multiplications does tracing `power(x, 4)` record?",
        truth=3,
        because="The loop runs three times while tracing, and each time `y * x` records an equation. "
        "The `for` itself records nothing.",
        hints={
            1: "The line is written once, but how often does Python run it while tracing?",
            4: "`range(n - 1)` with n = 4: how often does the loop run?",
        },
        seen="y_2: f32[2] = multiply(y_1, x)",
    ),
)

QUESTIONS = (
    Question(
        "tracing.q1",
        "A function calls `np.random.rand()` and adds the number to `x`. You trace it once and call its graph twice, "
        "with the same `x`. What do you see?",
        "Twice the same result. The random number was drawn while tracing, and stands in the graph as a constant. "
        "Calling the graph does not call `np.random.rand()` again.",
    ),
    Question(
        "tracing.q2",
        "What does a tensor have while tracing, and what does it lack? Name one thing that Python then cannot do "
        "with it.",
        "It has a type, that is, a shape and the kind of its numbers, but no numbers. So Python cannot decide an `if "
        "x > 0.0`, nor show you the values with `print`.",
    ),
    Question(
        "tracing.q3",
        "`y = x` records nothing. Why not?",
        "No operation is done: no method of the stand-in is called. `y` becomes a second Python name for the same "
        "tensor.",
    ),
    Question(
        "tracing.q4",
        "`Proxy` cannot subtract. What happens at `x - w`, and what would you add to it?",
        "Python finds no `__sub__` and stops with a `TypeError`. It needs a third method, "
        '`__sub__(self, other)`, that returns `record("subtract", self, other)`. `run` can stay as it is: NumPy has a '
        "`subtract`.",
    ),
    Question(
        "tracing.q5",
        "A function has an `if` on `x.shape[0]`. You trace it with `f32[2]` and with `f32[5]`. What can differ?",
        "The equations: a shape is known while tracing, so Python decides the `if`, and each graph holds only the "
        "branch that was taken for its shape. Neither graph has an `if`.",
    ),
)

RECALL = (
    Question(
        "tracing.r1",
        "What happens while tracing, and what happens again each time the graph runs?",
        "All of the function happens once, while tracing: loops, prints, ifs over shapes. Only the equations happen "
        "again.",
    ),
    Question(
        "tracing.r2",
        "A loop runs ten times and multiplies once in each round. What is in the graph?",
        "Ten multiplications, and no loop.",
    ),
    Question(
        "tracing.r3",
        "Why can `if x > 0.0` not be traced, and what takes its place?",
        "`x` has a type but no numbers then. `where` computes both branches and picks, element by element.",
    ),
)
