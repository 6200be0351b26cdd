"""What the page slopes asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "slopes.p1",
        "You stand at [-5, -5], at the left of the map. The first weight grows a little. What does the loss do?",
        choices=("it rises", "it falls", "it stays as it is"),
        truth="it falls",
        because="A step to the right leads to lines with smaller numbers. The slope is negative.",
        hints={
            "it rises": "Look at the numbers on the lines to the right of the point: larger or smaller?",
            "it stays as it is": "It would, along a line of equal height. The step to the right crosses the lines.",
        },
        seen="along the first weight -0.364",
    ),
    Prediction(
        "slopes.p2",
        "Four walks against the gradient, at the rates 1, 10, 30 and 300. The loss is 2.37. What is it after one step "
        "at the rate 300?",
        choices=("nearly 0", "a little less than 2.37", "more than 2.37"),
        truth="more than 2.37",
        because="The step is 300 times the gradient, far across the valley and up its other side: the loss is 28.",
        hints={
            "nearly 0": "The direction is right. But where does a step end that is over 100 long, on a map 22 wide?",
            "a little less than 2.37": "So it would be with a small rate: then the ground stays as it is at the feet.",
        },
        seen="28.01",
    ),
    Prediction(
        "slopes.p3",
        "What is the slope of f along x, at x = 3 and w = 2?",
        truth=25.0,
        because="One way leads through y: 2 * 6 times 2 is 24. The other is direct: 1. Together 25.",
        hints={
            24.0: "That is the way through y. There is another one: + x.",
            12.0: "That is the slope of y * y along y. y itself changes twice as fast as x.",
            13.0: "y changes w = 2 times as fast as x, so what comes through y is 12 times 2.",
            14.0: "Slopes one behind the other are multiplied, not added.",
            39.0: "That is the value of f.",
        },
        seen="25.0000",
    ),
    Prediction(
        "slopes.p4",
        "The slope along x is 25, that along w is 36. What does one pass give in which both move at the speed 1?",
        truth=61.0,
        because="Small changes of both add up: 25 + 36. One pass gives their sum, and cannot tell them apart.",
        hints={
            25.0: "w moves as well, and f feels it.",
            36.0: "x moves as well, and f feels it.",
            900.0: "Slopes of two ways are added; one behind the other they are multiplied.",
        },
        seen="slope 61.0",
    ),
    Prediction(
        "slopes.p5",
        "How many forward passes are needed for the slopes of the loss along all weights?",
        truth=4810.0,
        because="A forward pass gives the slope in one direction, and each weight is a direction of its own.",
        hints={
            1.0: "One forward pass gives the slope in one direction only. How many weights are there?",
            64.0: "64 is the number of hidden units. Each weight is a direction of its own.",
            9620.0: "Differences take two runs a weight. A forward pass gives its slope in one.",
            4.0: "There are four arrays of weights, but each number in them has a slope of its own.",
        },
        seen="4810 forward passes",
    ),
)

QUESTIONS = (
    Question(
        "slopes.q1",
        "At some point the slopes along the two weights are 3 and -4. In which direction do you step to lower "
        "the loss most, and how much does a tiny step of length h lower it?",
        "Against the gradient: the first weight down, the second up, as 3 to 4. The slope in that direction "
        "is -5, the length of the gradient with a minus sign: the loss falls by about 5 * h.",
    ),
    Question(
        "slopes.q2",
        "A step against the gradient has made the loss larger. Was the direction wrong?",
        "No. The slope holds at the feet, and a small enough step would have lowered the loss. The step was "
        "so long that it ended beyond the valley, higher up.",
    ),
    Question(
        "slopes.q3",
        "How does a slope by forward mode differ from one by finite differences?",
        "It is exact up to rounding, and there is no step to choose. The rule of each operation computes the "
        "slope beside the value, in one pass instead of two.",
    ),
    Question(
        "slopes.q4",
        "Why does `Dual` need rules only for `+` and `*`, and not one for `y * y + x`?",
        "Every function is made of single operations, one behind the other. The chain rule puts their slopes "
        "together: each rule is handed the slopes that the operations before it have computed.",
    ),
    Question(
        "slopes.q5",
        "The loss is one number, the weights are millions. Which mode gives all slopes, and what shape has "
        "the Jacobian?",
        "Reverse mode, in one backward pass. The Jacobian is a single row, with a column for each weight; "
        "forward mode would need a pass for each column.",
    ),
)

RECALL = (
    Question(
        "slopes.r1",
        "x moves at the speed 2 and y at the speed 3. At which speed does x * y move, at x = 5 and y = 7?",
        "2 * 7 + 5 * 3 = 29.",
    ),
    Question(
        "slopes.r2",
        "Which of the two gives a row of the Jacobian: a forward pass or a backward pass? What does the other give?",
        "A backward pass, a vjp, gives a row: all slopes of one result. A forward pass, a jvp, gives a "
        "column: the slopes of all results along one input.",
    ),
    Question(
        "slopes.r3",
        "What does the learning rate decide, and what goes wrong if it is too large?",
        "How long the step against the gradient is. Too long a step ends beyond the valley, and the loss may rise.",
    ),
)
