"""The questions of the page convolution."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "convolution.p1",
        "Trained on mixed pixels, how does the dense net read mixed pictures?",
        choices=("about as well as before", "ten points worse or more", "by chance, one in ten"),
        truth="about as well as before",
        because="Each pixel has weights of its own, and a sum does not depend on the order of its terms.",
        hints={
            "ten points worse or more": "Worse for us. But is there anything in x @ W that depends on which pixels "
            "are neighbours?",
            "by chance, one in ten": "It was trained on mixed pictures, too, and all are mixed in the same way.",
        },
        seen="mixed",
    ),
    Prediction(
        "convolution.p2",
        "What is y[1, 1]?",
        truth=2.0,
        near=0.01,
        because="The right column of its window is 2, 2, 0, the left one is 0, 0, 2: 4 - 2.",
        seen="2.",
    ),
    Prediction(
        "convolution.p3",
        "dy is 1 at y[1, 2] and 0 elsewhere. What is dx?",
        choices=(
            "the filter, at its window",
            "the filter, turned round, at its window",
            "1 in its window, 0 elsewhere",
        ),
        truth="the filter, at its window",
        because="y[1, 2] = x[1, 2] * f[0, 0] + x[1, 3] * f[0, 1] + ..., so x[1, 2] gets f[0, 0], x[1, 3] gets f[0, 1].",
        hints={
            "the filter, turned round, at its window": "Follow one pixel: which number of the filter was x[1, 2] "
            "multiplied with?",
            "1 in its window, 0 elsewhere": "Each pixel was multiplied with a number of the filter. The adjoint of a "
            "factor is dy times the other.",
        },
        seen="[0. 0. 1. 2. 3. 0.]",
    ),
    Prediction(
        "convolution.p4",
        "What will mixed pixels do to the tiny convolutional net?",
        choices=("it reads about as well", "it reads clearly worse", "it reads better"),
        truth="it reads clearly worse",
        because="Its windows hold pixels that have nothing to do with each other; what is the same everywhere has "
        "nothing to find.",
        hints={
            "it reads about as well": "That was so for a layer that does not know which pixels are neighbours. A "
            "window does.",
            "it reads better": "Pixels that belong together are torn apart. What could a window find more easily then?",
        },
        seen="tiny",
    ),
)

QUESTIONS = (
    Question(
        "convolution.q1",
        "A dense layer reads mixed pictures as well as before. Why is that no praise?",
        "It shows that the layer makes no use of which pixels are neighbours. What is known about pictures, that "
        "strokes are made of neighbours and may lie anywhere, it has to learn anew at each place, with more weights "
        "and more pictures.",
    ),
    Question(
        "convolution.q2",
        "A first layer has 16 filters of 5 x 5 on pictures of one channel. How many weights has it, biases included? "
        "And for pictures of 100 x 100?",
        "16 * 25 + 16 = 416. The size of the picture is not in it: the same filters are laid on more places. Of a "
        "dense layer it would be a factor.",
    ),
    Question(
        "convolution.q3",
        "Why does the sum for dx have f[r - i, c - j], when the sum for y had no minus?",
        "y[i, j] reads x[i + k, j + m] times f[k, m]. For a fixed pixel r = i + k, so k = r - i: a window that "
        "begins further down meets the pixel with a number further up in the filter.",
    ),
    Question(
        "convolution.q4",
        "A convolution with stride 1 and no padding: which pixels of x get the smallest number of contributions?",
        "Those in the corners: one window alone holds each of them. A pixel in the middle lies in as many windows as "
        "the filter has numbers.",
    ),
    Question(
        "convolution.q5",
        "Max-pooling picks one of four numbers. What does it keep for the backward pass, and what does it give away?",
        "It must know later which one was picked, for that one gets the adjoint. What it gives away is where in the "
        "2 x 2 places it lay, and the three other numbers.",
    ),
)

RECALL = (
    Question(
        "convolution.r1",
        "Which two restrictions make a convolution of a dense layer?",
        "Most weights are 0, since a window is small; and the others are the same at every place.",
    ),
    Question(
        "convolution.r2",
        "How many places are there for a filter of 3 on 8 pixels, with stride 2 and padding 1?",
        "(8 + 2 - 3) // 2 + 1 = 4.",
    ),
    Question(
        "convolution.r3",
        "Of what is the adjoint of one number of a filter the sum?",
        "Over all places, the place's dy times the pixel that the number met there.",
    ),
)
