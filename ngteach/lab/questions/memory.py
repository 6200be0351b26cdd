"""What the page memory asks: before its results, at its end, and two pages later."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "memory.p1",
        "The graph has six equations. How many of them have a line of their own in the compiled program?",
        truth=4,
        because="`broadcast` has none: NumPy repeats b while it adds. Nor has `multiply`: the sum of squares is one "
        "product of a vector with itself.",
        hints={
            6: "What does NumPy do when you add a vector to a matrix? Need it be asked to repeat it first?",
            5: "The broadcast is one. There is a second, at the end: a sum of squares is also a product.",
        },
        seen="4 equations",
    ),
    Prediction(
        "memory.p2",
        "A loop computes the result number by number and writes each over its first input. Where does this go wrong?",
        choices=("in a + b", "in a @ b", "in both", "in neither"),
        truth="in a @ b",
        because="A number of the product needs a whole row of a, of which the first numbers are then already "
        "replaced. A number of the sum needs one number of a, at the same place.",
        hints={
            "in a + b": "Which numbers of a does one number of a + b read? And one of a @ b?",
            "in neither": "What does the second number of a row of a @ b read of a?",
            "in both": "Which numbers of a does one number of a + b read?",
        },
        seen="a @ b in place, numbers that are wrong: 6",
    ),
    Prediction(
        "memory.p3",
        "How many bytes will be planned for 256 pictures at a time?",
        truth=1_395_200,
        near=0.05,
        because="Whatever is planned has a row for each picture, so twice the pictures take twice the bytes. "
        "Weights and their new values are not in the plan: they are inputs and results.",
        hints={
            697_600: "Does the hidden layer of 256 pictures fit where that of 128 did?",
            2_790_400: "That would be the square. No value here has pictures along both axes.",
        },
        seen="1395.2",
    ),
    Prediction(
        "memory.p4",
        "Pieces of how many layers need the least memory: 1, 2, 4, 8 or 16?",
        truth=4,
        because="What is kept is one input for each piece; what is computed again at one time is one piece. "
        "For pieces of 4 both are 4.",
        hints={
            1: "Then the input of every layer is kept. How much is forgotten?",
            2: "Then eight inputs are kept, and two values at a time are computed again. Could both be small?",
            8: "Then eight values at a time are computed again, while two inputs are kept. Could both be small?",
            16: "Nothing is kept on the way forward. How much is there at once when the way back begins?",
        },
        seen="1,179,648",
    ),
    Prediction(
        "memory.p5",
        "With checkpoints every layer is computed twice. How many times as long does the gradient take?",
        truth=4 / 3,
        near=0.1,
        because="A layer has one product forward and two backward: three. A second time forward makes it four.",
        hints={
            2: "Is all of the work done twice, or only the way forward?",
            1.5: "That would be so if the way back had one product in a layer. It has two.",
        },
        seen="63 products",
    ),
)

QUESTIONS = (
    Question(
        "memory.q1",
        "Which equations of a graph have no line in the compiled program, and why?",
        "Broadcasts, because NumPy repeats a value by itself while it computes; views such as a transpose, "
        "because they only look at the same memory in another way; and what a last rewriting has put into "
        "another line.",
    ),
    Question(
        "memory.q2",
        "In a training graph `y = tanh(x @ W)` may not be written over by the next layer. Who still reads y?",
        "The backward pass: the slope of tanh is computed from its output, and the adjoint of the next "
        "layer's weights is a product with y. So y must wait until then.",
    ),
    Question(
        "memory.q3",
        "The results of a program, such as the new weights, do not live in the arena. Why not?",
        "The caller keeps them after the call. The arena is used again at the next call, and would then be "
        "written over while the caller still reads it.",
    ),
    Question(
        "memory.q4",
        "For which batch sizes do the activations of a layer of 500 by 500 weights take more memory than its weights?",
        "A layer has 500 * 500 weights and 500 activations for each picture. From more than 500 pictures in a "
        "batch on the activations are more.",
    ),
    Question(
        "memory.q5",
        "A chain of 100 layers is cut into checkpoints. Into how many pieces would you cut it, and what does it cost?",
        "Ten pieces of ten: ten inputs are kept, and ten values at a time are computed again, about 20 in "
        "place of 100. It costs one more forward pass: four products a layer in place of three, a third more work.",
    ),
)

RECALL = (
    Question(
        "memory.r1",
        "Why does training need more memory than inference?",
        "The backward pass reads values of the forward pass, so they have to be kept until then.",
    ),
    Question(
        "memory.r2",
        "When may a result be written over one of its inputs?",
        "When the op is elementwise, the input was computed by the program, and nobody reads its old value any more.",
    ),
)
