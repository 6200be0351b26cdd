# %% [markdown]
# # 03 Loss: how wrong, in one number
#
# [[Inference|inference]] ends with probabilities. To train is to make one number smaller. What should that number be,
# so that it feels every small change of the model, and so that a single bad picture cannot spoil it?
#
# At the end you will be able to
#
# - compute the [[cross-entropy]] of a few predictions by hand, and write it as a graph,
# - say how a single zero can spoil the loss of a whole batch,
# - explain what clipping at exp(-50) saves, and what it costs,
# - say what happens if [[softmax]] is taken twice, or not at all.
#
# Back: [02 Inference](02_inference.ipynb). On: [04 Slopes](04_slopes.ipynb).

# %%
import warnings

import numpy as np

import ngteach as ng

ng.lab.recall("loss")

# %% [markdown]
# ## Why not count the mistakes?
#
# Three pictures of a 0, and what a model says about the classes 0 and 1. The first answer is right, the other two are
# wrong. Then the model changes a little, for the better: the second picture's 0.40 becomes 0.45. The number of mistakes
# does not notice. Counting is a staircase: flat almost everywhere, so it does not say which way is down.
#
# So take the probability `q` that the model gave to the right class, and say: the loss is `-log(q)`. Being sure and
# right costs nothing, and the price of being sure and wrong has no limit. The loss of a [[batch]] is the mean over its
# pictures, and it does notice.

# %%
p = np.array([[0.9, 0.1], [0.40, 0.60], [0.1, 0.9]], np.float32)
better = np.array([[0.9, 0.1], [0.45, 0.55], [0.1, 0.9]], np.float32)
for q in (0.99, 0.9, 0.5, 0.1, 0.001):
    print(f"q = {q:5}   loss = {-np.log(q):.2f}")
for answers in (p, better):
    print(f"mistakes {np.sum(np.argmax(answers, axis=1) != 0)}   loss {np.mean(-np.log(answers[:, 0])):.3f}")

# %% [markdown]
# ## As a graph
#
# `answers[:, 0]` worked because all three pictures showed a 0. In general every row has its own right class. A usual
# way to pick it is a [[one-hot]] matrix: a 1 at the right class and 0 elsewhere. Multiply, add everything up, divide
# by the number of rows. `ng.one_hot(labels, 10, ng.f32)` makes that matrix, with 10 columns, from `labels`, the right
# classes.


# %%
def simple_loss(p, labels):
    expected = ng.one_hot(labels, 10, ng.f32)
    return -ng.sum(ng.log(p) * expected) / 4.0


graph = ng.trace(simple_loss, ng.f32[4, 10], ng.i32[4])
labels = np.array([3, 1, 4, 1], np.int32)
print(f"if every class gets 0.1: {graph(np.full((4, 10), 0.1, np.float32), labels):.3f}")
graph.show()

# %% [markdown]
# 2.303 is `-log(0.1)`: the loss of a model that knows nothing. The graph is right, and it has a trap.
#
# ## The trap
#
# Now a perfect model. It gives every right class 1 and every other class 0. What is its loss? Compute it in your head,
# as the graph does.

# %%
ng.lab.predict("loss.p1")

# %%
perfect = ng.one_hot(labels, 10, ng.f32)
row = np.array([1, 0, 0], np.float32)  # one picture, three classes, the first is right
with np.errstate(all="ignore"):
    print("loss", graph(perfect, labels))
    print("log p        ", np.log(row))
    print("times one-hot", np.log(row) * row)

# %% [markdown]
# log(0) is minus infinity, and 0 times infinity is no number: [[NaN]]. In a float, `x * 0` is not always 0. The two
# zeros were *wrong* classes, whose logarithm nobody wanted! And since everything is added up, one zero anywhere in the
# batch spoils the loss of all pictures, and one step later the weights: all of the last layer, and in the first one
# those of every unit that was on for such a picture.
#
# ## Where do zeros come from?
#
# Softmax divides positive numbers, so it should never give 0. But a 32-bit float has an end. The table has two
# [[logits|logit]] that are `gap` apart, and what softmax gives the smaller one. Look for the gap at which the
# logarithm is lost, and for the gap at which `1/p` is.

# %%
print(" gap          p      log p        1/p")
for gap in (10, 50, 80, 90, 103, 104):
    p = ng.softmax(np.array([[0, gap]], np.float32), axis=1)[0, 0]
    with np.errstate(all="ignore"):
        print(f"{gap:4} {p:10.2g} {np.log(p):10.1f} {1 / p:10.2g}")

# %% [markdown]
# At 104 the logarithm is lost. But at 90 already `1/p` is infinite. We did not ask for `1/p`; [[backprop]] will, since
# the slope of `log(p)` is `1/p`. So the trouble begins long before `p` is 0. ([12 Floats](12_floats.ipynb) tells where
# the ends of a float are.)
#
# ## What exp(-50) has to do with it
#
# nGraph's tutorial does not let `p` come near the edge: it takes `maximum(p, exp(-50))` before the logarithm. It
# [[clips|clip]] `p` from below. The row for a gap of 50 shows what that gives: `log p` is -50 and `1/p` is 5e21, both
# far from every limit of a float. exp(-50) is so small that one would think no model ever meets it. (We shall see.)
#
# This is the kit's loss: the first function is the tutorial's own, which has no minus sign, and the second puts it
# there. (`unknown="nan"` is for a label that is no class: it makes the loss NaN.)

# %%
clipped = ng.trace(ng.cross_entropy, ng.f32[4, 10], ng.i32[4])
print("perfect:", abs(clipped(perfect, labels)))  # abs, since a float can also be -0.0
print("sure and wrong, four times:", clipped(np.roll(perfect, 1, axis=1), labels))
ng.lab.show_source(ng.log_likelihood, ng.cross_entropy)

# %% [markdown]
# A perfect model has a loss of 0 now, and the worst loss that any model can have is 50.
#
# In the *clip lab* below row 2 is yours. Press *Sure and right*: which equation is the first to give up? Switch the
# clip on, and see what becomes of it. Then press *Sure and wrong*, switch the clip on again, and look at the orange
# side of row 2, the [[gradient]]. (It tells the weights which way to go; [04 Slopes](04_slopes.ipynb) begins with it.)

# %%
ng.lab.clip_lab()

# %% [markdown]
# ## What it costs, and another way
#
# The clip made all numbers finite, and the gradient of that row exactly 0. To see what that means, compare it with a
# loss that needs no clip. Do we need `p` to compute `log p`? Softmax is `exp(z) / sum(exp(z))`, so its logarithm is
# `z - log(sum(exp(z)))`: the `exp` that made the zero is undone before it can do harm. This is *log-softmax*. The
# largest logit is taken off first, as in softmax.
#
# The picture has two classes, of which the right one lies `gap` below the other: the further to the right, the worse
# the model.


# %%
def log_softmax(z):
    z = z - np.max(z, axis=1, keepdims=True)
    return z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))


gaps = np.arange(0, 121, dtype=np.float32)
z = np.stack([np.zeros_like(gaps), gaps], axis=1)
with_clip = -np.log(np.maximum(ng.softmax(z, axis=1)[:, 0], np.exp(np.float32(-50))))
losses = {"clipped": with_clip, "log-softmax": -log_softmax(z)[:, 0]}
ng.lab.curves(gaps, losses, xlabel="gap between the logits", ylabel="loss")

# %% [markdown]
# The same up to 50. Beyond it the clipped loss is flat. The worse the model is, the more it ought to learn, but on a
# flat line there is no way down: the slope is exactly 0. Such a picture is a *dead sample*. Training goes on, nothing
# fails, and this picture teaches nothing. Clipping turned a loud error into a silent one.
#
# How many such pictures are there, in a model that has learned nothing yet? Take the tutorial's own first weights: 600
# hidden units, every weight between -1 and 1. (Our digits, each pixel printed as 3 by 3, stand in for MNIST.)

# %%
ng.lab.predict("loss.p2")

# %%
data = ng.load_data("digits")
pictures = np.kron(data.train_images, np.ones((1, 3, 3))).reshape(-1, 576).astype(np.float32) / 16
labels = data.train_labels.astype(np.int32)
first = ng.mlp(pictures, ng.tutorial_weights(ng.mlp_types((576, 600, 10))))  # relu(x @ W0 + b0), then softmax
q = first[np.arange(len(labels)), labels]  # the probability of the right class
print(f"{np.mean(q < np.exp(-50)):.0%} of the pictures are below the limit before the first step")
print(f"mean loss {ng.cross_entropy(first, labels):.1f}")

# %% [markdown]
# With weights as large as these, softmax is sure of itself from the start, and half of the pictures are dead before
# training begins. (Of MNIST's 60,000 pictures it is 56 %.) The limit does not guard against a rare accident: this is
# how the tutorial starts.
#
# ## Probabilities or logits?
#
# So there are two losses. `ng.cross_entropy` wants probabilities, and clips them. `ng.softmax_cross_entropy` wants
# logits, and uses log-softmax. (PyTorch's `cross_entropy` wants logits, too.) It is easy to give one what is meant for
# the other. The cell trains a model of one layer, `x @ W`, three times: as it should be; with softmax *twice*, once in
# the model and once more in the loss; and with *no* softmax, so that logits are taken for probabilities.

# %%
ng.lab.predict("loss.p3")


# %%
def p(x, W):
    return ng.softmax(x @ W, axis=1)


with warnings.catch_warnings(record=True) as said:
    for model, loss in ((p, ng.cross_entropy), (p, ng.softmax_cross_entropy), (ng.matmul, ng.cross_entropy)):
        run = ng.Run(model, ng.f32[576, 10], (pictures, labels), loss)
        run.train()
        read = np.argmax(run.predict(pictures), axis=1)
        never = np.setdiff1d(np.arange(10), read)
        print(f"loss {run.losses[-1]:5.2f}   {np.mean(read == labels):.0%} read right   digits never read: {never}")
print(*(f"warning: {w.message}" for w in said), sep="\n")

# %% [markdown]
# Softmax twice: probabilities lie between 0 and 1, so as logits they are nearly equal. Even a model that is sure and
# right has a loss of 1.46, `-log(e / (e + 9))`. It still learns, more slowly.
#
# No softmax: the rows do not sum to 1, so one logit can grow without another becoming smaller, and the loss falls below
# zero. And the logits of the 5 began below zero for every picture of a 5. The clip sets them to exp(-50), so that these
# pictures were dead from the start, and are dead at the end.
#
# A loss below zero, or one that stays high although the model reads well, is a sign. And the kit warns where it sees in
# the graph that a softmax reads what a softmax gave, or that none came before `cross_entropy`; the cell has caught both
# warnings and printed them. (`x @ y` are the names that `ng.matmul` has for its inputs.)
#
# > **History.** The tutorial's loss has no minus sign: it is the mean of `log p`, which is negative and climbs towards
# > 0; [08 Update](08_update.ipynb) shows what follows. It hands the labels to one-hot as floats. nGraph's op took them
# > at first; in its last version it takes only integers (`op/one_hot.cpp`), so the program no longer runs as printed.
# > nGraph later got an op for log-softmax with labels, `SoftmaxCrossEntropy`, and a pass, `CoreFusion`, that put it
# > where `log` came right after `softmax`; the tutorial's `maximum` stands in between. The course keeps the tutorial's
# > way, since it wants its numbers.
#
# ## Summary
#
# - Cross-entropy is the mean of minus the logarithm of the right class's probability. It feels every small change.
# - `log(0) * 0` is NaN, and a sum hands it to the whole batch. Zeros come from logits that are about 104 apart.
# - The clip at exp(-50) keeps every number finite. Its price is a dead sample: no error, no slope, nothing learned.
# - log-softmax needs no clip, since it never computes `p`.
# - Know what a loss wants, probabilities or logits.
#
# What is still missing: we know how wrong the model is. Which way is down?
#
# ## Questions

# %%
ng.lab.questions("loss")

# %% [markdown]
# ## Exercises
#
# **loss.1** Cross-entropy without a graph: `p` has a row of probabilities for each picture, `labels` the right classes.
# Return the mean of minus the logarithm. There is no need to clip.


# %%
def cross_entropy(p, labels):
    ...
    ### BEGIN SOLUTION
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))
    ### END SOLUTION


ng.lab.check("loss.1", cross_entropy)

# %% [markdown]
# **loss.2** Somebody clips at 0.001 instead of exp(-50). What is the largest loss that a picture can then have?

# %%
answer = ...
### BEGIN SOLUTION
answer = -np.log(0.001)
### END SOLUTION
ng.lab.check("loss.2", answer)

# %% [markdown]
# **loss.3** Write the loss from the logits, without ever computing `p`: the mean of minus the log-softmax at the right
# class, as a function that can be traced. `ng.one_hot`, `ng.max`, `ng.log`, `ng.sum` and `ng.exp` are what you need.
# `z` is `f32[4,10]`.


# %%
def loss_of_logits(z, labels):
    expected = ng.one_hot(labels, 10, ng.f32)
    ### BEGIN SOLUTION
    z = z - ng.max(z, axis=1, keepdims=True)
    log_p = z - ng.log(ng.sum(ng.exp(z), axis=1, keepdims=True))
    return -ng.sum(log_p * expected) / 4.0
    ### END SOLUTION


ng.lab.check("loss.3", loss_of_logits)

# %% [markdown]
# **loss.4** Which pictures are dead? `p` has a row of probabilities for each picture, `labels` the right classes, and
# `smallest` is the limit. Return an array of True and False.


# %%
def dead(p, labels, smallest):
    ...
    ### BEGIN SOLUTION
    return p[np.arange(len(labels)), labels] < smallest
    ### END SOLUTION


ng.lab.check("loss.4", dead)

# %% [markdown]
# **loss.5** The loss from the logits once more, now in NumPy, one step a line. Put the lines in order, and leave out
# those that do not belong to it.

# %%
ng.lab.parsons("loss.5")

# %% [markdown]
# **loss.6** This should be the clipped cross-entropy. One line is wrong, so that the clip has no effect. Which?

# %%
ng.lab.hunt("loss.6")

# %% [markdown]
# Next: [04 Slopes: which way is down, and what it costs to know](04_slopes.ipynb). Words:
# [the glossary](24_glossary.ipynb)
