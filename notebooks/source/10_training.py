# %% [markdown]
# # 10 Training on real digits, live
#
# The [[training function]] is ready. Give it real handwriting and call it a thousand times: what happens on the way,
# what can go wrong, and can you turn back?
#
# At the end you will be able to
#
# - predict the first loss of a classifier, and say why the next ones go up and down,
# - read a confusion matrix, and find the pictures behind it,
# - stop tonight, go on tomorrow, and end with the same bits,
# - recognise a rate that is too small, and one that kills a model for good,
# - rewind: go back to a step and take another way from there.
#
# Back: [09 Clone](09_clone.ipynb). On: [11 Memorise](11_memorise.ipynb).

# %%
from dataclasses import replace
from pathlib import Path
from textwrap import fill

import numpy as np

import ngteach as ng

ng.lab.recall("training")

# %% [markdown]
# ## A run
#
# `ng.Run` holds what a training loop needs: data, the compiled training function (a [[clone]] of the model, with its
# loss and update), two sets of weights that change places. `ng.Config` says which. Ours is a model that you know, 64
# pixels, 64 hidden units, 10 digits, with [[batches|batch]] of 32 pictures. (One thread is enough for a model of this
# size.)
#
# The model has random weights, so it knows nothing. There are ten digits. How large is the first loss, the mean of
# `-log p` over 32 pictures?

# %%
ng.lab.predict("training.p1")

# %%
config = ng.Config(data="digits", hidden=(64,), batch=32, learning_rate=0.1, epochs=20, threads=1)
run = ng.Run(config)
print(len(run.data.train_images), "pictures to learn from,", len(run.data.test_images), "to be tested on")
print([f"{run.step():.2f}" for _ in range(10)])
print(*(x.name for x in run.graph.inputs))

# %% [markdown]
# Near 2.3, and a little above: random weights are not quite undecided, and where they favour a digit they are mostly
# wrong. Then downwards, but not at every step. Each loss is measured on *other* pictures, and a hard batch costs more
# than an easy one before it. (The last line says what the training function takes.)
#
# ## Twenty epochs
#
# An *[[epoch]]* is one look at all 1437 pictures: not quite 45 batches. `train` runs until the 20 epochs of the config
# are over. After each it measures the accuracy: the share of the 360 test pictures, none of which it trains on, whose
# largest probability is at the right digit.

# %%
run.train()
predicted, truth = run.predictions(), run.data.test_labels
print(f"{run.steps} steps; {np.sum(predicted == truth)} of {len(truth)} right: {run.accuracies[-1]:.2%}")
ng.lab.loss_curve(run.losses, run.accuracies)

# %% [markdown]
# Read the two curves together. After three epochs the accuracy is 92 %, and from epoch 13 on it hardly moves; the loss
# goes on falling. What improves then is not *what* the model answers, but how sure it is.
#
# ## Which digits are mixed up?
#
# Twelve pictures are read wrongly. Count how often a picture of digit `t` was predicted to be digit `r`: that is the
# *confusion matrix*, with a row for each truth and a column for each prediction. A perfect model has zeros off the
# diagonal. Where are the twelve? (In 8 x 8 pixels a small loop may fill up.)

# %%
ng.lab.predict("training.p2")

# %%
for digit, missed in enumerate(np.bincount(truth[predicted != truth], minlength=10)):
    print(f"{digit}: {missed}", end="   ")
ng.lab.confusion(truth, predicted)

# %% [markdown]
# Read along the row of the 8: 35 were read as 8, three as 1, two as 7. Look at the wrong ones yourself before you
# blame the model. Above each stands what was predicted, and then the truth.

# %%
wrong = np.flatnonzero(predicted != truth)
ng.lab.digits(run.data.test_images[wrong], predicted[wrong], truth[wrong], columns=12)

# %% [markdown]
# ## Stop tonight, go on tomorrow
#
# What has to be kept so that a run can go on? Everything that goes *into* the training function and is not data:
# weights and [[optimizer state]]; and the number of the step, which says what batch comes next. Of our
# [[optimizers|optimizer]] Adam has the most state, so it is the hardest test. In the evening a run takes 150 steps,
# and is saved after 100 of them. Next morning another run reads the file, and takes 50 steps too.

# %%
ng.lab.predict("training.p3")

# %%
adam = replace(config, update="adam", learning_rate=0.003)
evening, morning = ng.Run(adam), ng.Run(adam)
for k in range(150):
    evening.step()
    if k == 99:  # the hundredth
        evening.save("evening.npz")
morning.restore("evening.npz")
for _ in range(50):
    morning.step()
apart = max(np.abs(evening.weights[name] - morning.weights[name]).max() for name in evening.weights)
print("largest difference of a weight after step 150:", apart)
print(fill("in the file: " + ", ".join(np.load("evening.npz")), 100))

# %% [markdown]
# Equal, in every bit. The function is [[stateless]]: the same inputs give the same results, today and tomorrow. There
# is no hidden counter and no forgotten buffer that a file could miss. `t` is the counter of Adam's steps; it stands in
# the file beside `m` and `v`. (The number of the step is in `about.json`.)
#
# ## The rate is an input
#
# In many programs the [[learning rate]] is a constant that is compiled in. Here it is an input, and one compiled
# function serves every rate. Take the plain descent of the first run with three rates, 200 steps each: 0.003, 0.3 and
# 30. Then give the one with 30 the good rate, 0.1, for the rest of its 20 epochs.

# %%
ng.lab.predict("training.p4")

# %% tags=["nbval-ignore-output"]
lines = {}
for rate in (0.3, 0.003, 30.0):
    other = ng.Run(replace(config, learning_rate=rate))
    lines[f"rate {rate}"] = [other.step() for _ in range(200)]
other.save("hurt.npz")
back = ng.Run(config)
back.restore("hurt.npz")
back.train()
hurt = f"30 for 200 steps: loss {other.losses[-1]:.2f}"
print(f"{hurt}; then 0.1 for {back.steps - 200}: {back.accuracies[-1]:.0%} right")
Path("hurt.npz").unlink()
ng.lab.curves(range(200), lines, "step", "loss", yscale="log")

# %% [markdown]
# 0.003 learns, but hardly moves. 30 ends on a plateau far above 2.3, where the model is *sure and wrong*: nearly all
# of the 32 pictures have a loss of 50, the largest that the [[clip]] allows. (30 of them make a mean of 46.88.) There
# the clip hands no [[gradient]] back (you saw it in [03 Loss](03_loss.ipynb)), and the few pictures that are right ask
# for no change. So a good rate does not help any more. One answer in ten is right, as by guessing.
#
# A rate need not stay the same. A *[[schedule]]* says what it is at each step: `schedule="cosine"` in the config lets
# it fall to 0 towards the end, and `warmup=100` lets it grow at first, a *[[warm-up]]*.
#
# ## Rewind
#
# Going back is as simple as going on: the file of step 100 is there, and any number of futures can start from it.

# %%
futures = {}
for rate in (0.03, 0.003, 0.0003):
    future = ng.Run(replace(adam, learning_rate=rate))
    future.restore("evening.npz")
    steps = [future.step() for _ in range(345)]
    futures[f"rate {rate}"] = np.convolve(steps, np.ones(45) / 45, "valid")  # the mean of an epoch
Path("evening.npz").unlink()
ng.lab.curves(range(145, 446), futures, "step", "loss, mean of 45 steps", yscale="log")

# %% [markdown]
# Three futures of one past; the largest rate gets farthest, and is the least steady. In a framework that updates
# weights in place, each step overwrites the past: there you have to remember to copy the weights of step 100 before
# you go on. Here the file is enough.
#
# ## Live
#
# Now with buttons. Start it, and move the rate while it runs; pause; drag *Rewind* back and go on with another rate.
# Watch the first layer: each picture is what one hidden unit looks for, at first only what training has changed of it.
# Try a rate of 10 for ten steps, and then 0.1: does it recover? Then rewind to just before.

# %%
ng.lab.dashboard(threads=1)

# %% [markdown]
# ## Your own hand
#
# The test pictures were written by the same people as those that the model learned from: the file was shuffled before
# it was split (`data/README.md` says so). Your hand is another one, so the model should see more ways to write. We
# take each digit ten times: once as it is, then slanted, turned, widened, bent, and thinner or thicker. A larger
# model, 128 hidden units, learns from these 14,370 pictures. The test pictures stay as they are.
#
# Below is one of them; clear it, and draw your own. The graph reads it while you draw, and the [[adjoint]] *with
# respect to the picture* shows where more ink would change its mind.

# %% tags=["nbval-ignore-output"]
reader = ng.Run(ng.Config(hidden=(128,), learning_rate=0.5, schedule="cosine", threads=1), run.data.augmented(10))
reader.train()
print(f"{reader.accuracies[-1]:.1%} of the test pictures right, {run.accuracies[-1]:.1%} before")
one = ng.trace(ng.mlp, ng.f32[1, 64], ng.mlp_types((64, 128, 10)), name="reader")
pad = ng.lab.digit_pad(one, reader.weights)
pad.example(0)
pad

# %% [markdown]
# How often will it be right on your digits? Drawn with this pad's pen, 3498 digits that others wrote on a tablet are
# read rightly in 94 of 100 cases; by a model trained without the copies, in 83. On the test pictures both are above
# 95. A test set tells how a model does on *such* pictures. [11 Memorise](11_memorise.ipynb) measures how much the
# writers matter. (The strokes are UCI's "Pen-Based Recognition of Handwritten Digits"; they do not come with the kit.)
#
# ## Summary
#
# - An untrained classifier of ten classes has a loss near log 10, about 2.3.
# - Losses of single steps go up and down, since each has other pictures; look at means.
# - A confusion matrix says which classes are taken for which: rows are the truth.
# - Weights, optimizer state and the number of the step are all that a run has to keep.
# - A rate that is too large can kill a model: sure, wrong and clipped, it gets no gradient, and no rate revives it.
#
# ## Questions
#
# Write a sentence or two; then compare.

# %%
ng.lab.questions("training")

# %% [markdown]
# ## Exercises
#
# **training.1** Write `confusion_of(predicted, truth)`: a 10 by 10 matrix, a row for each true digit, a column for
# each answer.


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
# **training.2** A *warm-up*: the rate grows evenly from 0 at step 0 to `top` at step 100, and stays there.


# %%
def warm_up(k, top):
    ...
    ### BEGIN SOLUTION
    return top * min(k / 100, 1.0)
    ### END SOLUTION


ng.lab.check("training.2", warm_up)

# %% [markdown]
# **training.3** How many numbers does the state of Adam hold for our model, 64-64-10, beside its 4810 weights?

# %%
answer = ...
### BEGIN SOLUTION
answer = 2 * 4810 + 1
### END SOLUTION
ng.lab.check("training.3", answer)

# %% [markdown]
# **training.4** One turn of a training loop, in which `step` returns the loss and the next weights, and the batches
# follow each other through the data. Put the lines in order. Not all of them belong to it.

# %%
ng.lab.parsons("training.4")

# %% [markdown]
# **training.5** The walk back of this page's model in NumPy: `x` are the pictures, `y` the [[one-hot]] labels. One
# line is wrong. Which?

# %%
ng.lab.hunt("training.5")

# %% [markdown]
# Next: [11 Does it learn or memorise?](11_memorise.ipynb) Words: [the glossary](24_glossary.ipynb)
