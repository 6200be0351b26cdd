"""The inventory: fifteen questions on the whole course.  Each wrong choice is what many believe."""

from __future__ import annotations

from .question import Prediction

INVENTORY = (
    Prediction(
        "inventory.i1",
        "A Python function prints a line. It is traced once; the graph runs 100 times. How often is the line printed?",
        choices=("100 times", "once", "101 times", "never"),
        truth="once",
        because="Tracing runs the function one time. What runs afterwards is the graph, and printing is not in it.",
    ),
    Prediction(
        "inventory.i2",
        "What does the graph of x * w know about x and w?",
        choices=(
            "the numbers that they had while it was traced",
            "the Python variables, which it reads at each run",
            "their shapes and element types",
            "their numbers and their slopes",
        ),
        truth="their shapes and element types",
        because="A graph is a program. The numbers are handed in when it runs, and other numbers at the next run.",
    ),
    Prediction(
        "inventory.i3",
        "y is used twice: loss = exp(y) + 3 * y. What is the slope of the loss with respect to y?",
        choices=("exp(y) + 3", "3 * exp(y)", "3", "exp(y)"),
        truth="exp(y) + 3",
        because="A change of y takes both ways to the loss, so what the two uses contribute adds up.",
        hints={
            "3 * exp(y)": "Slopes are multiplied along one way, and added where ways meet.",
            "3": "That is one of two ways.",
            "exp(y)": "That is one of two ways.",
        },
    ),
    Prediction(
        "inventory.i4",
        "What does dW, the adjoint of a weight matrix W, hold?",
        choices=(
            "by how much the last step has changed W",
            "how far each number of W is from its best value",
            "how important each number of W is",
            "how fast the loss changes with each number of W",
        ),
        truth="how fast the loss changes with each number of W",
        because="dW is the derivative of the loss with respect to W, nothing else. A step is made from it afterwards.",
    ),
    Prediction(
        "inventory.i5",
        "y = x @ W. x has 32 rows and 64 columns, W 64 rows and 10 columns; dy is the adjoint of y. What is dW?",
        choices=("dy @ x.T", "x @ dy", "x.T @ dy", "dy.T @ x"),
        truth="x.T @ dy",
        because="dW has the shape of W, 64 rows and 10 columns. Of these products only x.T @ dy has it.",
    ),
    Prediction(
        "inventory.i6",
        "A loss depends on 4,810 weights. How much work is one backward pass, which gives the slopes for all of them?",
        choices=(
            "no more than a few times the work of the loss",
            "about 4,810 times the work of the loss",
            "about 4,810 * 4,810 times the work of the loss",
            "hardly any: the slopes are known after the forward pass",
        ),
        truth="no more than a few times the work of the loss",
        because="One backward pass goes through the equations once. Forward mode would need a pass for each weight.",
    ),
    Prediction(
        "inventory.i7",
        "A training step is a graph: old weights go in, new ones come out. It has run once. Where are the new ones?",
        choices=(
            "in the graph, for its next run",
            "in the results; the graph keeps nothing",
            "in the place of the old ones, which the graph has overwritten",
            "nowhere: the graph keeps only the gradients",
        ),
        truth="in the results; the graph keeps nothing",
        because="A graph has no state. Whoever runs it hands the new weights in at the next step.",
    ),
    Prediction(
        "inventory.i8",
        "p is 0.02, z = maximum(p, 0.1), and the loss reads z alone. What is the slope of the loss with respect to p?",
        choices=("that with respect to z", "0.1 times that with respect to z", "infinite", "0"),
        truth="0",
        because="z is 0.1 whatever p is nearby. A small change of p changes nothing, so p learns nothing.",
    ),
    Prediction(
        "inventory.i9",
        "A compiler must change no result. May it write 0 in the place of x * 0, where x is a floating-point number?",
        choices=(
            "yes: every number times 0 is 0",
            "no: x may be infinite or NaN",
            "yes, if x is not a weight",
            "no: the slope would be another",
        ),
        truth="no: x may be infinite or NaN",
        because="Infinity times 0 is NaN, and NaN times 0 is NaN.",
    ),
    Prediction(
        "inventory.i10",
        "In floating point, is (a + b) + c the same number as a + (b + c)?",
        choices=(
            "always",
            "always, unless one of them is infinite or NaN",
            "never",
            "not always: each sum is rounded",
        ),
        truth="not always: each sum is rounded",
        because="(1e8 + -1e8) + 1 is 1 in f32, and 1e8 + (-1e8 + 1) is 0.",
    ),
    Prediction(
        "inventory.i11",
        "A model reads all its training digits correctly. Which number says best how it will read your handwriting?",
        choices=(
            "its accuracy on digits of people who wrote none of the training digits",
            "its accuracy on the training digits",
            "its accuracy on other digits of the same people",
            "its loss at the last step",
        ),
        truth="its accuracy on digits of people who wrote none of the training digits",
        because="A model may learn the training pictures by heart, and the habits of the people who wrote them.",
    ),
    Prediction(
        "inventory.i12",
        "Training needs more memory than inference, and the difference grows with the batch. Why?",
        choices=(
            "each picture has weights of its own",
            "the gradients of the weights grow with the batch",
            "the backward pass reads what the forward pass computed, so that is kept until then",
            "the pictures are kept twice",
        ),
        truth="the backward pass reads what the forward pass computed, so that is kept until then",
        because="Rules of adjoints read values of the forward pass, and there is one of them for each picture.",
    ),
    Prediction(
        "inventory.i13",
        "y = where(x > 0, sqrt(x), 0). At x = 0, y is 0. What does autodiff give for the slope there?",
        choices=("0", "NaN", "infinity", "an error"),
        truth="NaN",
        because="sqrt is differentiated also where it is not taken: its infinite slope times 0 is NaN.",
        hints={"0": "That would be right for y. What is multiplied on the way back through sqrt?"},
    ),
    Prediction(
        "inventory.i14",
        "A function reads a global, rate = 0.1, and is traced. Then rate = 0.5. What does the graph compute with?",
        choices=("0.5", "0.1 at the first run, then 0.5", "0.1", "an error is raised"),
        truth="0.1",
        because="While it was traced, rate was 0.1, and became a constant of the graph. A graph knows no variables.",
    ),
    Prediction(
        "inventory.i15",
        "p has 32 rows and 1 column, t is a vector of 32 numbers. What shape has p - t?",
        choices=("32 rows and 1 column", "a vector of 32", "32 rows and 32 columns", "none: that is an error"),
        truth="32 rows and 32 columns",
        because="Shapes are aligned at the right: t becomes one row, and each number of p meets each number of t.",
    ),
)
