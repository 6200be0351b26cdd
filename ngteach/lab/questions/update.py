"""What the page the update asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "update.p1",
        "The loss is `(w - 3)²`, w begins at 0, the rate is 1. Where is w after ten steps?",
        truth=0.0,
        because="The slope at 0 is -6, so the first step leads to 6. There it is 6, and the next step leads back to 0.",
        hints={
            3: "That is the lowest point. How long is a step of rate 1 from 0, and where does it end?",
            6: "That is where one step ends. What is the slope there?",
        },
        seen="6.0, 0.0]",
    ),
    Prediction(
        "update.p2",
        "The first call made a step. What is the loss of a second call with the same arguments?",
        choices=("smaller", "the same", "larger"),
        truth="the same",
        because="The function has no memory, and its arguments are the same: so are its results.",
        hints={"smaller": "Where would the function have kept the better weights?"},
        seen="2.3140\n2.3140",
    ),
    Prediction(
        "update.p3",
        "W1 is overwritten as soon as dW1 is known. What comes out wrong in this step?",
        choices=("nothing: W1 has been used", "dW0", "the loss"),
        truth="dW0",
        because="`dW0` and `db0` come from `dh`, and `dh` from W1: from the W1 that the loss was computed with.",
        hints={
            "nothing: W1 has been used": "By the model it has. But what does the walk back read on its way to W0?",
            "the loss": "The loss was there before the walk back began.",
        },
        seen="transpose(weights.W1",
    ),
    Prediction(
        "update.p4",
        "All weights and biases begin at 0. What is the largest number in W0 after 900 steps?",
        truth=0.0,
        because="W1 is 0, so `dh` is 0, so `dW0` is 0; and `h` is 0, so `dW1` is 0. Neither matrix ever moves.",
        seen="largest of W0 0.00",
    ),
)

QUESTIONS = (
    Question(
        "update.q1",
        "In which lines of this page do weights change? Is one of them a line of the graph?",
        "The call with `out=` fills the other set, and the line behind it lets the names change places. In the graph "
        "nothing changes: its equations compute further values from the old weights.",
    ),
    Question(
        "update.q2",
        "What do you have to save in order to go back to step 100 and go on from there with another rate?",
        "The weights of step 100 and the number 100, which says what batch comes next; with momentum or Adam their "
        "state too. The rate is an argument, so the same compiled function takes another one.",
    ),
    Question(
        "update.q3",
        "What does a training step with the rate 0 return?",
        "The loss, the probabilities, and the weights that went in, unchanged: w - 0 * slope is w. Such a step only "
        "measures.",
    ),
    Question(
        "update.q4",
        "On the curve (w - 3)², at which rates does w come nearer to 3 with every step?",
        "A step multiplies the distance by 1 - 2 * rate. It shrinks if that lies between -1 and 1, so for rates "
        "between 0 and 1. With 0.5 it is 0: one step and w is there.",
    ),
    Question(
        "update.q5",
        "Adam starts with m = v = 0. How long is its very first step, for a gradient of 0.01 and for one of 100?",
        "About as long as the rate, both times. After one step m is 0.1 g and v is 0.001 g²; divided by 0.1 and 0.001 "
        "they are g and g², and g / sqrt(g²) is 1 or -1.",
    ),
)

RECALL = (
    Question(
        "update.r1",
        "What does one step of plain gradient descent do with a weight w?",
        "It returns w - rate * dw, where dw is the adjoint of w: it goes against the slope.",
    ),
    Question(
        "update.r2",
        "Why does a training loop keep two sets of weights?",
        "One is read and the other written: the walk back still needs the old weights, so they must not be "
        "overwritten.",
    ),
    Question(
        "update.r3",
        "What becomes of a hidden layer whose weights are all equal at the start?",
        "All its units compute the same and take the same steps, so they stay equal: they do the work of one.",
    ),
)
