"""What the page backprop asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "backprop.p1",
        "y is read by + and by exp. What is dy?",
        choices=("what + contributes", "what exp contributes", "the larger of the two", "their sum"),
        truth="their sum",
        because="A change of y takes both ways at once, so what they contribute adds up: 1 + 2.1170.",
        hints={
            "what + contributes": "That is one of its two users. What becomes of a change that goes through exp?",
            "what exp contributes": "That is one of its two users. loss = z + y feels a change of y directly, too.",
            "the larger of the two": "Both ways are open at the same time, so neither is lost.",
        },
        seen="3.1170",
    ),
    Prediction(
        "backprop.p2",
        "A net of many equal layers: how many times the multiplications of the model alone does the model with its "
        "adjoints need?",
        truth=3.0,
        near=0.1,
        because="One product forward, and two on the way back, for each layer but the first: nearly 3. With two "
        "layers of "
        "which the first is the largest it is about 2.",
        hints={
            1.0: "That is the model alone. What is the work of the way back, on top of it?",
            2.0: "Two products for each of the model are the way back alone. The model's own are counted, too.",
        },
        seen="2.9 times",
    ),
    Prediction(
        "backprop.p3",
        "f has the ops multiply, exp and add. Which other ops are in the program of f with its adjoints?",
        choices=("a constant only", "divide and log", "one adjoint op for each op", "none at all"),
        truth="a constant only",
        because="The rules are written in ordinary ops. Only the seed, 1, is new: a constant.",
        hints={
            "divide and log": "The rules of multiply, exp and add, above, divide by nothing and take no logarithm.",
            "one adjoint op for each op": "A rule is a few lines of Python. It records the ops that it calls.",
            "none at all": "Nearly: with what does the walk begin?",
        },
        seen="constant(value=1.0)",
    ),
)

QUESTIONS = (
    Question(
        "backprop.q1",
        "Why does the walk go over the equations in reverse, and not in the order in which they run?",
        "An adjoint is complete when everything that reads the value has contributed. Whatever reads a value "
        "stands after "
        "it in the graph, so in reverse it has been walked over already.",
    ),
    Question(
        "backprop.q2",
        "Your `backward` has `d[x] + dx`. Which adjoint of the small graph is wrong if it is only `dx`, and what "
        "follows?",
        "That of `y`, the value that is read twice: the second contribution replaces the first. In that walk `exp` "
        "comes "
        "last, so `dy` is 2.1170 instead of 3.1170, and `dx` and `dw` are too small as well.",
    ),
    Question(
        "backprop.q3",
        "The rule of exp reads its result y, not its input x. The rule of add reads neither. What does that mean "
        "for memory?",
        "What a rule reads must be kept until the way back. For exp the result waits and the input need not; add makes "
        "nothing wait.",
    ),
    Question(
        "backprop.q4",
        "Why can your `backward`, fed with tensors instead of numbers, give a program?",
        "The rules are ordinary Python with `*` and `+`. On tensors these do not compute, they record equations, "
        "as on any "
        "traced function. So the walk leaves behind the equations of the way back.",
    ),
    Question(
        "backprop.q5",
        "Somebody adds ten more weights to a model of a million. What does this add to the cost of finding all slopes: "
        "backwards, and with forward passes?",
        "Backwards next to nothing: one walk gives all adjoints, whatever their number. With forward passes ten more "
        "passes, since each gives the slope in one direction.",
    ),
)

RECALL = (
    Question(
        "backprop.r1",
        "z = x * y, and dz is known. What does the rule contribute to x and to y?",
        "dz * y to x, and dz * x to y: each gets dz times the other.",
    ),
    Question(
        "backprop.r2",
        "A value is read by three equations. How many contributions make its adjoint, and what is done with them?",
        "Three, one for each time that it is read; they are added.",
    ),
    Question(
        "backprop.r3",
        "What must stay in memory until the way back?",
        "The values that the adjoint rules read: inputs or results of the equations of the forward pass.",
    ),
)
