"""What the page threads asks: before its results, at its end, and two pages later."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "threads.p1",
        "With fusion, how many arrays of 4 megabytes are read from memory or written to it, in place of 17?",
        truth=2,
        because="Block by block, x comes from memory once, and y goes there once. All between stays in the cache.",
        hints={
            17: "What the first equation wrote for a block is still in the cache when the second one reads it.",
            1: "x is read, and y is written.",
            4: "x is read by three products. From where, the second and the third time?",
        },
        seen="by blocks: 2 arrays through memory",
    ),
    Prediction(
        "threads.p2",
        "What will this program do with its second thread?",
        choices=("each does half of the rows", "one does the product, one the rest", "nothing: all runs on one thread"),
        truth="nothing: all runs on one thread",
        because="The work takes 3 microseconds, and waking a thread takes longer than that.",
        hints={
            "each does half of the rows": "Two rows each: what do they save, and what does it cost to hand them over?",
            "one does the product, one the rest": "The rest needs the product. What could it do until then?",
        },
        seen="runs as a straight line on the caller's thread",
    ),
    Prediction(
        "threads.p3",
        "How many times as fast is the step with four threads?",
        truth=400 / 175,
        near=0.02,
        because="100 microseconds remain, and the 300 become 75: 400 / 175.",
        hints={
            4: "Only 300 of the 400 microseconds become a quarter.",
            3: "The 300 become 75. Then the 100 come on top, and 400 is divided by the sum.",
            400 / 325: "You have divided the 100. It is the 300 that can be divided.",
        },
        seen="2.29",
    ),
    Prediction(
        "threads.p4",
        "Which split of `a @ w` changes last bits of the product?",
        choices=("by rows of a", "by columns of w", "along the inner axis", "none of them"),
        truth="along the inner axis",
        because="By rows or columns each number of the product is the same sum as before. Along the inner "
        "axis each number becomes two sums, and f32 additions in another order round differently.",
        hints={
            "none of them": "In which order are the products of one number of the result added up?",
            "by rows of a": "Which numbers of a and w go into one number of the product? Are they added differently?",
            "by columns of w": "Which numbers of a and w go into one number of the product? Are they added "
            "differently?",
        },
        seen="split along rows: 0 of 76,800",
    ),
)

QUESTIONS = (
    Question(
        "threads.q1",
        "What does fusion save, although it computes exactly the same operations?",
        "Passes over memory. What one equation writes for a block is read by the next one while it is still "
        "in the cache, and no whole array between them is needed.",
    ),
    Question(
        "threads.q2",
        "Why may `h = x @ W` and `y = tanh(h @ V)` not be computed block by block of columns, one block through both?",
        "One column of `h @ V` needs all columns of h. So all blocks of h must be ready first. Rows would do: "
        "a row of y needs only one row of h.",
    ),
    Question(
        "threads.q3",
        "A program has 20 microseconds of work. Is it quicker with two threads?",
        "No. Waking a thread is reckoned at 60 microseconds here, and at best half of 20 could be saved.",
    ),
    Question(
        "threads.q4",
        "Four threads make a program twice as fast. Which part of it cannot be divided?",
        "With s for that part, 1 / (s + (1 - s) / 4) = 2, so s + (1 - s) / 4 = 1/2, and s is 1/3. Any number "
        "of threads makes it at most three times as fast.",
    ),
    Question(
        "threads.q5",
        "Two runs of the same program, with one thread and with two, end in other last bits. Is one of them wrong?",
        "No. A sum was split, so the same numbers were added in another order, and each order rounds "
        "differently. Both are equally good. With `deterministic=True` they are the same.",
    ),
)

RECALL = (
    Question(
        "threads.r1",
        "What is fusion?",
        "Several elementwise equations are computed on one block before the next block begins, so that memory is gone "
        "through once instead of once for each equation.",
    ),
    Question(
        "threads.r2",
        "Which way to split a matrix product changes the last bits, and why?",
        "Along the inner axis: each number becomes two sums that are then added, which is another order of additions.",
    ),
)
