"""What the page on memorising asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "memorise.p1",
        "From step 700 to step 6000 the loss on the 96 falls from 0.026 to 0.002. And on the 360?",
        choices=("it falls too", "it stays where it is", "it rises"),
        truth="it rises",
        because="What is left to learn is about these 96. On others the model is as often wrong, and surer of it.",
        hints={"it falls too": "It did, while there was something to learn that holds for all pictures."},
        seen="on the 360: 0.446",
    ),
    Prediction(
        "memorise.p2",
        "Which remedy has the smallest validation loss at the end?",
        choices=("8 units", "weight decay", "1077 pictures"),
        truth="1077 pictures",
        because="More pictures leave less to learn by heart, and show more ways to write. The others add nothing new.",
        hints={
            "8 units": "610 weights for 96 pictures: is that too few to know them by heart?",
            "weight decay": "It keeps the weights small. But does it show the model anything new?",
        },
        seen="1077 pictures  learned",
    ),
    Prediction(
        "memorise.p3",
        "One epoch, sorted by digit: how many of 100 validation pictures are read rightly?",
        truth=10,
        near=0.3,
        because="The last batches hold nothing but nines: it answers 9 nearly always, which is right for one in ten.",
        hints={66: "One epoch of mixed pictures brings 66. But what has the model seen last?"},
        seen="in order epoch  1: 10% right",
    ),
    Prediction(
        "memorise.p4",
        "Cut by picture, 97 % are right. And cut by writer?",
        choices=("about 97 %", "about 93 %", "below 80 %"),
        truth="about 93 %",
        because="A digit is a digit, so most are read all the same; but the hands of new people are not known.",
        hints={
            "about 97 %": "Then it would make no difference whether the model has seen a person's hand.",
            "below 80 %": "So much worse? Most of what makes a 4 a 4 is the same in every hand.",
        },
        seen="cut by writer",
    ),
    Prediction(
        "memorise.p5",
        "Rate 0.1, each picture seen 20 times. Which batch leads to the smallest loss?",
        choices=("all 1437", "128", "32", "8"),
        truth="8",
        because="It makes 3592 steps of the same rate, against 20. Each is rough, but all lead downhill on average.",
        hints={"all 1437": "Each step is exact, but how many are there?"},
        seen="3592 steps of    8",
    ),
)

QUESTIONS = (
    Question(
        "memorise.q1",
        "What are the three parts of the data for, and why does one not use the test part to stop in time?",
        "To learn from, to choose by, to judge by. What has chosen the step looks better on its own pictures than on "
        "new ones, so it cannot judge any more.",
    ),
    Question(
        "memorise.q2",
        "How do you see from two curves that a model overfits, and from which step on?",
        "The training loss falls and the validation loss rises: from the step on at which the validation loss is "
        "smallest, here about 700.",
    ),
    Question(
        "memorise.q3",
        "While the validation loss rose from 0.38 to 0.45, the accuracy hardly changed. How can that be?",
        "Accuracy asks only which digit is the most probable. The loss asks how probable the right one is, and a "
        "wrong answer that gets surer costs more and more.",
    ),
    Question(
        "memorise.q4",
        "A reader for cheques is trained on 50 customers. How do you cut the data, if it shall serve others as well?",
        "By customer: all pictures of some customers are kept apart, for validation and for the test. Cut by picture, "
        "the test asks about hands that the model knows.",
    ),
    Question(
        "memorise.q5",
        "What speaks for small batches, and what for large ones?",
        "Small ones make more steps from the same number of pictures. Large ones find the slope more exactly, and each "
        "picture costs less, because a call has a price of its own.",
    ),
)

RECALL = (
    Question(
        "memorise.r1",
        "What is overfitting?",
        "The loss on what was learned falls on, and that on other data rises: what is still learned holds for the "
        "former alone.",
    ),
    Question(
        "memorise.r2",
        "Why must batches not come sorted by class?",
        "A step follows the pictures of its own batch. After batches of nothing but nines the model answers 9.",
    ),
    Question(
        "memorise.r3",
        "The same writers are in the training and in the test part. What does the test not tell?",
        "How well other people's digits are read. It is too easy for that question.",
    ),
)
