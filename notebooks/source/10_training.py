# %% [markdown]
# # 10 Training on real digits, live
#
# The training function is ready. Now it gets real handwriting, thousands of calls, and somebody who watches. At the
# end you will be able to
#
# - train a model step by step, and say what two sets of buffers have to do with it;
# - read a confusion matrix, and find the pictures behind it;
# - change the learning rate while training runs, because it is an *input*;
# - stop tonight, go on tomorrow, and end with the same bits;
# - rewind: go back to any step and take another way from there.
#
# Back: [09 Clone](09_clone.ipynb). On: [15 Passes](15_passes.ipynb).

# %%
import numpy as np

import ngteach as ng

# %% [markdown]
# ## A run
#
# `Run` holds what a training loop needs: data, the compiled training function, the weights. `Config` says which. Ours
# is the model you know: 64 pixels, 64 hidden units, 10 digits, batches of 32 pictures.

# %%
config = ng.Config(data="digits", hidden=(64,), batch=32, learning_rate=0.1, threads=1)
run = ng.Run(config)
print(run.data.train_images.shape, "pictures to learn from,", run.data.test_images.shape, "to be tested on")

# %% [markdown]
# You can predict the first loss. The model knows nothing and there are ten digits, so it should be near -log(1/10) =
# 2.3. **Predict** the second: smaller, larger, the same?

# %%
print([f"{run.step():.1f}" for _ in range(10)])

# %% [markdown]
# Downwards, but not at every step. Each loss is measured on *other* pictures: a hard batch can cost more than an easy
# one before it. What does one step do? This:

# %%
ng.lab.show_source(ng.Run.step)

# %% [markdown]
# `_train` is the compiled graph. It keeps nothing, so the loop does: `_now` goes in, `_next` is filled through
# `out=`, and then the two change places. The swap is *one* assignment, at the end. Stop the program wherever you
# like: `_now` is always a whole set of weights of one step. (In notebook 05 you broke this rule, in the theatre.)
#
# ## Twenty epochs
#
# An *epoch* is one look at all 1437 pictures: not quite 45 batches. `train` runs until the 20 epochs of the config are
# over, and measures after each the accuracy on pictures that were never trained on.

# %%
run.train()
print(f"{run.steps} steps; at least 95 of 100 right: {run.accuracies[-1] >= 0.95}")
ng.lab.loss_curve(run.losses, run.accuracies)

# %% [markdown]
# Read the two curves together. Most of the accuracy is there after three epochs, and from epoch 13 on it stands still;
# the loss goes on falling. What improves then is not *what* the model answers, but how sure it is.
#
# ## Which digits are mixed up?
#
# One number hides much. Count how often a picture of digit `t` was read as digit `r`: that is the **confusion
# matrix**. A perfect model has zeros off the diagonal. Which two digits do you expect to find there?

# %%
pictures = (run.data.test_images * run.data.scale).astype(np.float32).reshape(-1, 64)
truth = run.data.test_labels.astype(np.int32)
read = ng.compile(ng.trace(ng.mlp, ng.f32[len(pictures), 64], ng.mlp_types((64, 64, 10))), threads=1)
predicted = np.argmax(read(pictures, run.weights), axis=1)
confusion = np.zeros((10, 10), int)
np.add.at(confusion, (truth, predicted), 1)
ng.lab.heat_maps([confusion, confusion * (1 - np.eye(10))], columns=2, titles=["all", "the mistakes"])

# %% [markdown]
# Rows are the truth, columns the answers. The row of the 8 has the darkest mistakes: an 8 with an open loop is
# nearly another digit. Look at the wrong ones yourself before you blame the model.

# %%
wrong = np.flatnonzero(predicted != truth)[:10]
ng.lab.digits(run.data.test_images[wrong], predicted[wrong], truth[wrong])

# %% [markdown]
# ## The rate is an input
#
# In many programs the learning rate is a constant that is compiled in. In our graph it is an input like the pictures:
# look for `learning_rate` in the first line.

# %%
print(str(run.graph).splitlines()[0])
step = ng.compile(run.graph, threads=1)

# %% [markdown]
# So one compiled function serves every rate, and a list of rates, one for each step, costs nothing. **Predict:**
# three runs over the same pictures, with 0.003, with 0.3, and with 30. Which ones learn?

# %%
images = (run.data.train_images * run.data.scale).astype(np.float32).reshape(-1, 64)
labels = run.data.train_labels.astype(np.int32)


def train(rates, weights, start=0):
    losses = []
    for k, rate in enumerate(rates, start):
        rows = np.arange(32 * k, 32 * k + 32) % len(labels)
        loss, _, weights, _ = step(images[rows], labels[rows], rate, weights, ())
        losses.append(float(loss))
    return losses, weights


# %%
first = ng.he_weights(ng.mlp_types((64, 64, 10)))
lines = {f"rate {r}": train([r] * 200, first)[0] for r in (0.3, 0.003, 30.0)}
ng.lab.curves(range(200), lines, "step", "loss", yscale="log")

# %% [markdown]
# 0.003 learns, but hardly moves. 30 ends on a plateau far above 2.3, where the model is *sure and wrong*: every step
# jumped over the valley, the softmax saturated, the clip took the gradient away (notebook 03), and it never came
# back.
#
# Can one begin fast and end gently? Halve the rate every hundred steps:

# %%
rates = {"falling": [0.3 * 0.5 ** (k // 100) for k in range(900)], "steady": [0.3] * 900}
smooth = {name: np.convolve(train(r, first)[0], np.ones(45) / 45, "valid") for name, r in rates.items()}
ng.lab.curves(range(900 - 44), smooth, "step", "loss, mean of an epoch", yscale="log")

# %% [markdown]
# On these digits the steady rate wins: the task is easy, and a rate that falls too early stops before the end.
# Schedules pay where the gradient of a batch is noisy. Measure, do not believe; you have the function for it.
#
# ## Stop tonight, go on tomorrow
#
# What has to be kept so that a run can go on? Everything that goes *into* the training function and is not data:
# weights and optimizer state, and the number of the step. Adam has the most state, so it is the hardest test. Save
# after 100 steps, and take 50 more:

# %%
adam = ng.Config(update="adam", learning_rate=0.003, threads=1)
evening = ng.Run(adam)
for _ in range(100):
    evening.step()
evening.save("evening.npz")
for _ in range(50):
    evening.step()

# %% [markdown]
# Another program, next morning, with the file and nothing else. **Predict:** are the two runs close after the same 50
# steps, or equal?

# %%
from pathlib import Path

morning = ng.Run(adam)
morning.restore("evening.npz")
for _ in range(50):
    morning.step()
assert all(np.array_equal(evening.weights[name], morning.weights[name]) for name in evening.weights)
Path("evening.npz").unlink()

# %% [markdown]
# Equal, in every bit. The function is *stateless*: the same inputs give the same results, today and tomorrow. There
# is no hidden counter and no forgotten buffer that a file could miss. Question 3 asks what would be missing if you
# saved the weights alone.
#
# ## Rewind
#
# The same property lets you travel in time. Keep the weights of step 150, and any number of futures can start from
# there.

# %%
_, at_150 = train([0.1] * 150, first)
futures = {f"rate {r}": train([r] * 100, at_150, start=150)[0] for r in (0.1, 0.5, 0.02)}
assert futures["rate 0.1"] == train([0.1] * 250, first)[0][150:]
ng.lab.curves(range(150, 250), futures, "step", "loss", yscale="log")

# %% [markdown]
# Three futures of one past; and the first is just what an uninterrupted run of 250 steps would have given. In a
# framework that updates weights in place, each step overwrites the past: you have to remember to copy the weights of
# step 150 before you go on.
#
# ## Live
#
# Now with buttons. Start it, and move the rate while it runs; pause; drag *Rewind* back and go on with another rate.
# Watch the first layer: each picture is what one hidden unit looks for, at first only what training has changed of it.

# %%
ng.lab.dashboard(threads=1)

# %% [markdown]
# Things to try: a rate of 10 for ten steps, then 0.1 (does it recover?); a rewind to just before; the smallest rate
# (what moves?).
#
# ## Your own hand
#
# The test pictures were written by the same people as the ones it learned from: the file was shuffled before it was
# split (`data/README.md` says so). You lean another way, and your pen is another one. So the model should see more ways
# to write. Each digit is taken ten times: once as it is, then slanted, turned, widened, bent, and thinner or thicker.

# %%
more = run.data.augmented(10)
ng.lab.digits(more.train_images[0 :: len(run.data.train_images)])

# %% [markdown]
# Ten pictures of one digit, and only the first was written by a person. **Predict:** trained on 14,370 pictures, of
# which nine in ten are such copies, does a larger model do better on the *unchanged* test pictures?

# %%
reader = ng.Run(ng.Config(hidden=(128,), learning_rate=0.5, schedule="cosine", threads=1), more)
reader.train()
print(f"more right than before: {reader.accuracies[-1] > run.accuracies[-1]}")

# %% [markdown]
# Here is one of the test pictures; clear it, and draw your own. The graph reads it while you draw, and the adjoint
# *with respect to the picture* shows where more ink would change its mind. It is the adjoint of the digit's *logit*,
# which softmax makes the probability of: at 99.9 % the probability itself hardly moves any more.

# %%
one = ng.trace(ng.mlp, ng.f32[1, 64], ng.mlp_types((64, 128, 10)), name="reader")
pad = ng.lab.digit_pad(one, reader.weights)
pad.example(0)
pad

# %% [markdown]
# How often will it be right on your digits? Drawn with this pad's pen, 3498 digits that 14 others wrote on a tablet are
# read rightly in 94 of 100 cases; by the first model, trained on the bundled digits alone, in 83. On the test
# pictures both are above 95: a test set tells how a model does on *such* pictures, not on those of other writers. (The
# strokes are UCI's "Pen-Based Recognition of Handwritten Digits", not bundled; `tests/strokes.py` reads them.)
#
# ## Questions
#
# 1. Why can the loss of a step be larger than that of the step before, even if training goes well?
# 2. What would go wrong if `step` wrote the next weights over the present ones, and was stopped half-way?
# 3. Which arrays must a checkpoint hold for plain descent, which for momentum, which for Adam?
# 4. The accuracy stands still from epoch 13 on, and the loss still falls. What has the model learned in between?
# 5. In JAX a training step is a pure function too. What must you pass to it, and take back, that PyTorch keeps for
#    you?

# %% [markdown]
# ## Exercises
#
# **training.1** Write `confusion_of(predicted, truth)`: a 10 by 10 matrix, a row for each true digit, a column for each
# answer.


# %%
def confusion_of(predicted, truth):
    ...
    ### BEGIN SOLUTION
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (truth, predicted), 1)
    return counts
    ### END SOLUTION


ng.lab.check("training.1", confusion_of)

# %% [markdown]
# **training.2** Which rows belong to batch number `k`? The batches follow each other through the file, and one that
# reaches the end goes on at the front. Return an array of `batch` row numbers.


# %%
def rows_of(k, batch, n):
    ...
    ### BEGIN SOLUTION
    return np.arange(k * batch, k * batch + batch) % n
    ### END SOLUTION


ng.lab.check("training.2", rows_of)

# %% [markdown]
# **training.3** A *warm-up*: the rate grows evenly from 0 at step 0 to `top` at step 100, and stays there.


# %%
def warm_up(k, top):
    ...
    ### BEGIN SOLUTION
    return top * min(k / 100, 1.0)
    ### END SOLUTION


ng.lab.check("training.3", warm_up)

# %% [markdown]
# **training.4** How many numbers does the state of Adam hold for our model, 64-64-10, beside its 4810 weights? Count
# them by hand.

# %%
answer = ...
### BEGIN SOLUTION
answer = 2 * 4810 + 1
### END SOLUTION
ng.lab.check("training.4", answer)

# %% [markdown]
# Next: [15 Passes: the graph gets smaller](15_passes.ipynb). Words: [the glossary](24_glossary.ipynb)
