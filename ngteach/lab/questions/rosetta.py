"""What is asked on the page rosetta."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "rosetta.p1",
        "How far are JAX's new weights from ours, at most?",
        choices=("0, the same bits", "about 1e-7 or less", "about 1e-3"),
        truth="about 1e-7 or less",
        because="The same formulas in the same f32; only the order of the sums is another one, which costs an ulp.",
        hints={
            "0, the same bits": "XLA multiplies matrices by its own programs. Who promises their order of sums?",
            "about 1e-3": "Which of its lines computes something else than ours?",
        },
        seen="6e-08",
    ),
    Prediction(
        "rosetta.p2",
        "What has the outer jaxpr for the call of the jitted function?",
        choices=("its equations, copied in", "one equation that holds an inner jaxpr", "its result as a constant"),
        truth="one equation that holds an inner jaxpr",
        because="JAX leaves it to XLA whether to inline it. We replay the inner graph into the outer one at once.",
        hints={
            "its equations, copied in": "That is what our trace does.",
            "its result as a constant": "The result depends on x, which has no number yet.",
        },
        seen="jit[",
    ),
    Prediction(
        "rosetta.p3",
        "After the second backward(), b1.grad is how many times what it was after the first?",
        truth=2.0,
        near=0.001,
        because="backward() adds to .grad, and nobody has set it back to zero.",
        hints={1.0: "So it would be if backward() wrote over .grad. It adds to it."},
        seen="2.0000",
    ),
    Prediction(
        "rosetta.p4",
        "Which of the three says 0 for the slope of abs at 0?",
        choices=("all", "ngteach and PyTorch", "JAX alone", "none"),
        truth="ngteach and PyTorch",
        because="JAX says 1. Any number from -1 to 1 is a slope of abs there, so each of them has decided for itself.",
        hints={
            "all": "At a corner mathematics leaves the choice.",
            "none": "0 lies in the middle between -1 and 1, and sign(0) is 0.",
        },
        seen="abs                 0.0   1.0    0.0",
    ),
)

QUESTIONS = (
    Question(
        "rosetta.q1",
        "What is a jaxpr called here, and what is a tracer?",
        "A jaxpr is a graph: inputs, equations in order, outputs. A tracer is a tensor while tracing: a name "
        "with a type and no numbers.",
    ),
    Question(
        "rosetta.q2",
        "Why does PyTorch need zero_grad, and ngteach nothing like it?",
        "PyTorch keeps the gradient in the weight and adds to it at each backward(). Here a gradient is a result of a "
        "function without a memory: nothing is left over from the step before.",
    ),
    Question(
        "rosetta.q3",
        "Why does a second backward() of the same loss fail in PyTorch, and not on a graph?",
        "The tape holds what the forward pass has kept, and backward() frees it on its way. A graph is a program: it "
        "computes what it keeps anew in each call.",
    ),
    Question(
        "rosetta.q4",
        "What would happen without no_grad around the update? And why is there none in JAX?",
        "The update would be recorded on the tape; PyTorch refuses to change a weight in place there. In JAX, as here, "
        "the update makes new arrays, outside of what grad differentiates.",
    ),
    Question(
        "rosetta.q5",
        "Two systems give different slopes for abs at 0. Which is wrong?",
        "Neither. abs has a corner at 0, and any number from -1 to 1 is a slope there. A test that compares systems "
        "has to avoid such points.",
    ),
)

RECALL = (
    Question(
        "rosetta.r1",
        "What are zero_grad and no_grad for, in PyTorch?",
        "zero_grad: .grad adds up from step to step. no_grad: the update in place is not to be recorded.",
    ),
    Question(
        "rosetta.r2",
        "What does JAX record for a jitted function inside another?",
        "One equation, jit, which holds the inner jaxpr. Our trace writes the inner equations down.",
    ),
)
