"""What the page limits asks: before its results, at its end, and two pages later."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "limits.p1",
        "What do the function and its graph give for an array of ones, now that `scale` is 3?",
        choices=(
            "both give 3",
            "both give 2",
            "the function gives 3, the graph 2",
            "the function gives 2, the graph 3",
        ),
        truth="the function gives 3, the graph 2",
        because="The function looks `scale` up at every call. The graph holds the number that was found while tracing.",
        hints={
            "both give 3": "For that the graph would have to know the name `scale`. What does it know?",
            "both give 2": "When does Python look up a global variable of a function?",
        },
        seen="Python: [3. 3. 3.]  graph: [2. 2. 2.]",
    ),
    Prediction(
        "limits.p2",
        "What is in `mine` after each of the two calls?",
        choices=("ones after both", "ones after Python's, zeros after the graph's", "zeros after both"),
        truth="ones after Python's, zeros after the graph's",
        because="NumPy writes into the array. The graph records `x = x + 1`, a new value, and leaves its input alone.",
        hints={
            "ones after both": "Each equation of a graph makes a new value. Which of them could write into the input?",
            "zeros after both": "In NumPy `x += 1` writes into the array that x names.",
        },
        seen="graph: result [1. 1. 1.], and mine is [0. 0. 0.]",
    ),
    Prediction(
        "limits.p3",
        "How many equations has the graph of `squares` for a table of 128 rows?",
        truth=641,
        because="Five for each of the 128 rows, and the constant: 5 * 128 + 1.",
        hints={
            640: "Nearly: what is added to the first row's sum?",
            6: "That would be one round. Where is the loop, after tracing?",
            5: "That would be one round. Where is the loop, after tracing?",
        },
        seen="128 rows: 641 equations",
    ),
    Prediction(
        "limits.p4",
        "How often is the function traced in these five calls?",
        truth=3,
        because="For f32[3], f32[4] and f64[3]. Zeros in place of ones are the same type, and the fourth call "
        "is a hit.",
        hints={
            5: "Are other numbers another type?",
            4: "Is the program for three f32 forgotten, when four have come in between?",
            2: "Three numbers in f64: is that the type of three numbers in f32?",
            1: "The program for three numbers: can it take four?",
        },
        seen="3 traces",
    ),
)

QUESTIONS = (
    Question(
        "limits.q1",
        "A training step under `ng.jit` reads the learning rate from a global. Halfway through, the rate is lowered. "
        "What happens, and what would you write?",
        "Nothing happens: the old rate is a constant in the program, and the types of the arguments have not changed. "
        "Pass the rate as an argument.",
    ),
    Question(
        "limits.q2",
        "Why does a graph have `x.at[0].set(y)` but no `x[0] = y`?",
        "A tensor is the name of one value, which does not change; otherwise equations that read x would mean "
        "something else before and after. `set` gives a new value, and x stays.",
    ),
    Question(
        "limits.q3",
        "A function loops over the 10,000 rows of a table. What is wrong with tracing it, and what is the remedy?",
        "The loop is unrolled: tens of thousands of equations, and the program fits this number of rows only. "
        "Write ops over the whole table, with an axis where something is wanted row by row.",
    ),
    Question(
        "limits.q4",
        "Somebody times one call of a function under `ng.jit` and finds it a hundred times slower than NumPy. "
        "What was measured?",
        "Tracing and compiling, which happen at the first call with new types. Call it once before, and take "
        "the best of many calls.",
    ),
    Question(
        "limits.q5",
        "Why can `x[x > 0]` not be recorded, while `ng.where(x > 0, x, 0.0)` can?",
        "The shape of the first depends on the numbers, which are not there while tracing. The second has the "
        "shape of x, whatever the numbers are.",
    ),
)

RECALL = (
    Question(
        "limits.r1",
        "When is a function under `ng.jit` traced again?",
        "When it is called with an element type or a shape that it has not met, or with a new value of a "
        "static argument.",
    ),
    Question(
        "limits.r2",
        "A traced function draws a number with `np.random`. What does its graph do?",
        "It uses the same number at every call: what was drawn while tracing is a constant. A key as an input is the "
        "remedy.",
    ),
)
