"""What is asked on the page chaos."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "chaos.p1",
        "How far apart are the two programs, at most, with the rate 0.0001?",
        choices=("0, no bit differs", "about 1e-7", "about 1e-4", "about 0.1"),
        truth="about 1e-7",
        because="The sums differ in their last digits, and here nothing enlarges that: an ulp or two is all.",
        hints={
            "0, no bit differs": "The sums over the batch run in another order. Are they the same to the last bit?",
            "about 1e-4": "40 steps with half an ulp each, 3e-8, would be 1e-6 at most, if nothing enlarges it.",
            "about 0.1": "Something would have to enlarge an ulp a million times. What could, at so small a rate?",
        },
        seen="at most 1.2e-07 apart",
    ),
    Prediction(
        "chaos.p2",
        "With thirty times the rate, how many times as far apart?",
        choices=("about 30 times", "about 1000 times", "more than 100,000 times"),
        truth="more than 100,000 times",
        because="Each step multiplies the difference. A factor of 3 at each of ten steps is 59,000 already.",
        hints={
            "about 30 times": "So it would be if each step only added its own rounding.",
            "about 1000 times": "That is 30 squared, as after two steps that multiply. There are 40 steps.",
        },
        seen="times as far",
    ),
    Prediction(
        "chaos.p3",
        "What will the curve of the f64 pair do in 100 steps?",
        choices=(
            "begin where f32 begins",
            "begin nine digits lower, and meet f32 later",
            "begin nine digits lower, and stay far below",
        ),
        truth="begin nine digits lower, and stay far below",
        because="After some thirty steps the run is on calmer ground, and the f64 pair is still below 1e-8.",
        hints={
            "begin where f32 begins": "So it would be with a bug. Rounding in f64 is nine digits smaller.",
            "begin nine digits lower, and meet f32 later": "It would, if the growth went on. Does it, in f32?",
        },
        seen="",
    ),
    Prediction(
        "chaos.p4",
        "From He's smaller weights, with the rates 0.003 and 0.05: how far do the two part in 40 steps?",
        choices=("about 0.1, as before", "about 0.001", "less than 1e-6"),
        truth="less than 1e-6",
        because="From there the steps are small beside the valley, at both rates, and nothing is enlarged.",
        hints={
            "about 0.1, as before": "The landscape is another one, and so is the loss by which the step is scaled.",
            "about 0.001": "Either something multiplies the difference, or it does not.",
        },
        seen="1.5e-08 apart",
    ),
)

QUESTIONS = (
    Question(
        "chaos.q1",
        "Both programs compute the same mathematics. Why are they not equal after one step?",
        "Each gradient is a sum over the batch, and the second program adds its rows in another order. Each float sum "
        "is rounded, so the last digit depends on the order.",
    ),
    Question(
        "chaos.q2",
        "Two runs of the same program differ in their last bits. Name two possible reasons. Which can ngteach exclude?",
        "Sums whose order depends on which thread is first, or on how many threads there are; another machine or "
        "another NumPy. In ngteach a program gives the same bits from run to run, and with deterministic=True "
        "for any number of threads.",
    ),
    Question(
        "chaos.q3",
        "The f64 curve begins nine powers of ten lower. What would you see if there were a bug instead?",
        "A wrong formula is as wrong in f64: both curves would begin at one height, not each at an ulp of its type.",
    ),
    Question(
        "chaos.q4",
        "A colleague's new kernel gives another accuracy after an epoch, 93.1 % for 93.4 %. What do you do first?",
        "Run the old program twice, and from several first weights: how far do its own accuracies scatter? Then "
        "compare both kernels on one step, and in f64, where training is calm.",
    ),
    Question(
        "chaos.q5",
        "A framework promises deterministic operations on one GPU. Which line of the table is that, and which not?",
        "The first: the same bits from run to run of the same program. It promises nothing for another machine or "
        "another version.",
    ),
)

RECALL = (
    Question(
        "chaos.r1",
        "How do you tell a bug from rounding that grows?",
        "The same program twice must be equal in every bit; in f64 the difference must begin nine digits lower.",
    ),
    Question(
        "chaos.r2",
        "Where should two training programs be compared, and why?",
        "Where training is calm, or over a few steps: elsewhere an ulp grows by a factor at every step.",
    ),
)
