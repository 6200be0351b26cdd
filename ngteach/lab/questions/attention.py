"""The questions of the page attention."""

from __future__ import annotations

import math

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "attention.p1",
        "What is the weight of the first letter on itself?",
        truth=1.0,
        near=0.001,
        because="All others are later, so they are masked. One weight is left, and the weights of a row add up to 1.",
        hints={
            0.186: "That is its weight without the mask.",
            0.09: "That is its weight without mask and scale.",
            1 / 3: "Are all three letters there to be seen? It is the first.",
        },
        seen="[[1.",
    ),
    Prediction(
        "attention.p2",
        "Random queries and keys of 256 numbers, not scaled: how large is the largest of 16 weights?",
        choices=("about 1/16", "about a half", "nearly 1"),
        truth="nearly 1",
        because="The scores have a deviation of sqrt(256) = 16, and softmax makes factors of e**16 of such "
        "differences.",
        hints={
            "about 1/16": "That would be so if all scores were the same. How far apart are sums of 256 products?",
            "about a half": "Two scores would have to be nearly equal. How far apart are sums of 256 products?",
        },
        seen="largest weight 0.9",
    ),
    Prediction(
        "attention.p3",
        "The letters before it have changed places. What does the last letter get?",
        choices=("the same", "another number", "0"),
        truth="the same",
        because="Its scores are the same in another order, and so are the weights; the sum does not depend on the "
        "order.",
        hints={
            "0": "Nothing of what it sees is masked: both other letters come before it.",
            "another number": "Its query is the same, and so are the keys that it meets. What does a sum make of "
            "their order?",
        },
        seen="[18.24]",
    ),
    Prediction(
        "attention.p4",
        "How many nats per letter before the first step? 27 scores are nearly the same.",
        truth=math.log(27),
        near=0.02,
        because="Each letter has the probability 1/27, and -log(1/27) is 3.30.",
        hints={
            1 / 27: "That is the probability of each letter. The loss is minus its logarithm.",
            math.log(26): "Nearly: the end of the name may come next as well.",
            math.log(10): "That was the loss for ten digits. Here 27 things may come next.",
        },
        seen="nats before the first step",
    ),
    Prediction(
        "attention.p5",
        "Names with key 7, with key 7 again, and with key 8: which are the same?",
        choices=("all three", "the two with key 7", "none"),
        truth="the two with key 7",
        because="The key is all that is random: the same weights and the same key give the same names.",
        hints={
            "none": "There is no hidden generator that moves on between two calls.",
            "all three": "Then the key would do nothing.",
        },
        seen="key 7",
    ),
)

QUESTIONS = (
    Question(
        "attention.q1",
        "What are query, key and value of a letter, in a few words each?",
        "The query is what the letter looks for; the key is what it is for those who look; the value is what it "
        "tells them. A query and a key make a score; scores make weights; weights mix the values.",
    ),
    Question(
        "attention.q2",
        "Why is minus infinity added to the scores before softmax, and not 0 put into the weights after it?",
        "e**(-inf) is 0, and softmax lets the weights that are left add up to 1. With zeros put in afterwards each "
        "row would add up to less, and the later letters would still have had a part in the sum that softmax divides "
        "by.",
    ),
    Question(
        "attention.q3",
        "The loss at the first position: which adjoint does it send to the value of the third letter?",
        "0. The weight of the third letter is 0 for the first, and the adjoint of a value is its weight times the "
        "adjoint of the sum.",
    ),
    Question(
        "attention.q4",
        "One layer of attention, without positions: does its `a` get another value in `bea` than in `eba`?",
        "No: the last letter finds the same keys and values, in another order, and a weighted sum does not depend on "
        "the order. (A second layer could tell them apart, since by the mask the e has seen the b, or has not.)",
    ),
    Question(
        "attention.q5",
        "A friend shall get the same made-up names on another machine. What has to be sent?",
        "The weights and the key (and the temperature and the number of names). Nothing else is random: the key is "
        "an argument, and there is no hidden state.",
    ),
)

RECALL = (
    Question(
        "attention.r1",
        "What are the steps from queries, keys and values to what a letter gets?",
        "Scores q @ k.T, divided by sqrt(d); the mask; softmax along each row; the weighted sum of the values.",
    ),
    Question(
        "attention.r2",
        "Why does a transformer add positions to its letters?",
        "Attention is a weighted sum, which does not depend on the order of its terms.",
    ),
)
