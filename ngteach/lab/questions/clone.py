"""What the page the clone asks."""

from __future__ import annotations

from .question import Prediction, Question

PREDICTIONS = (
    Prediction(
        "clone.p1",
        "`a` and `w` have no numbers. What does `inference(a, w)` return inside an open trace?",
        choices=("an error", "zeros of shape [4,2]", "a tensor"),
        truth="a tensor",
        because="On tensors an op records an equation instead of computing. All eight are recorded once more.",
        hints={
            "an error": "What did `+` do with tensors, when your own function was traced?",
            "zeros of shape [4,2]": "There are no numbers to begin with, so none come out.",
        },
        seen="second(a: f32[4,3]",
    ),
    Prediction(
        "clone.p2",
        "In what do the two programs differ?",
        choices=("in nothing", "in names alone", "in the order of their equations", "in the rule of the update"),
        truth="in names alone",
        because="The call does what you did: replay, loss, adjoints, update. It calls the results `W0_next` and so on.",
        hints={
            "in nothing": "The next weights have no name in yours. Need the call leave them so?",
            "in the order of their equations": "The call records in your order: model, loss, adjoints, update.",
            "in the rule of the update": "sgd is plain descent: the rule that you wrote.",
        },
        seen="W0_next: f32[3,5] = subtract(weights.W0, change)",
    ),
    Prediction(
        "clone.p3",
        "How many of the five products are left if only W1 and b1 are trained?",
        truth=3,
        because="The model has two, and `dW1` takes one. `dW0` is not wanted, and `dh` was only on the way to it.",
        hints={
            2: "Those are the model's. `dW1 = h.T @ dz` is one more.",
            4: "`dW0` is gone. Who else had wanted `dh`?",
            5: "Then the adjoint of W0 would be computed, and nobody reads it.",
        },
        seen="3 products: %0, %4, weights.dW1",
    ),
)

QUESTIONS = (
    Question(
        "clone.q1",
        "What does `replay` do on arrays, and what on tensors? Where in its source is that decided?",
        "On arrays it computes, on tensors it records. Nowhere in replay: it calls each op again with what stands for "
        "the inputs, and the op computes or records as it always does.",
    ),
    Question(
        "clone.q2",
        "Why does the node map lead from tensors to tensors, and not from names to names?",
        "Names need not agree: the x of the model is called a in `second`. And a model that is replayed twice into one "
        "trace gives two tensors there for every one of its own.",
    ),
    Question(
        "clone.q3",
        "`prune` dropped ten equations. Why can that change no result?",
        "An equation does nothing but make its own value; nothing is changed on the side. If no result needs that "
        "value, it makes no difference whether it is computed.",
    ),
    Question(
        "clone.q4",
        "What has to be true of a graph so that two compiled programs may share it?",
        "It must never change, and it must keep nothing between calls. Then neither program can notice the other.",
    ),
    Question(
        "clone.q5",
        "A graph that is called in a trace is inlined. What speaks for that, and what for one equation that holds it?",
        "Inlined, every pass, rule and picture sees plain equations: none needs a case for graphs within graphs. One "
        "equation keeps the program short, and a graph that is called often can be compiled once.",
    ),
)

RECALL = (
    Question(
        "clone.r1",
        "What is a node map?",
        "For each tensor of one graph the tensor that stands for it in another: what `replay` and `clone` return.",
    ),
    Question(
        "clone.r2",
        "Only the last layer is trained. Which adjoints are not computed?",
        "Those that lead only to the earlier weights: dh, dW0 and db0. The walk back ends at the last layer.",
    ),
)
