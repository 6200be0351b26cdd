# %% [markdown]
# # 03 Loss: how wrong, in one number
#
# To train is to make one number smaller. This notebook builds that number, *cross-entropy*, and finds out why the
# tutorial clips the probabilities at a strange constant: exp(-50).
#
# At the end you will be able to
#
# - compute the cross-entropy of a few predictions by hand, and write it as a graph,
# - say how a single zero turns the loss of a whole batch into NaN,
# - explain what clipping at exp(-50) saves, and what it costs.
#
# Back: [02 Inference](02_inference.ipynb). On: [05 Backprop](05_backprop.ipynb).

# %%
import numpy as np

import ngteach as ng

# %% [markdown]
# ## Why not count the mistakes?
#
# Three pictures of a 0, and what a model says about the classes 0 and 1. The first answer is right, the other two are
# wrong. **Predict:** the model changes a little, for the better. What happens to the number of mistakes?

# %%
p = np.array([[0.9, 0.1], [0.40, 0.60], [0.1, 0.9]], np.float32)
better = np.array([[0.9, 0.1], [0.45, 0.55], [0.1, 0.9]], np.float32)
for answers in (p, better):
    print("mistakes:", np.sum(np.argmax(answers, axis=1) != 0))

# %% [markdown]
# Nothing. Counting is a staircase: flat almost everywhere, so it does not say which way is down. We want a number
# that feels every small change.
#
# ## Minus the logarithm
#
# Take the probability `q` that the model gave to the right class, and say: the loss is `-log(q)`. Sure and right
# costs nothing, and the price of being sure and wrong has no limit.

# %%
for q in (0.99, 0.9, 0.5, 0.1, 0.001):
    print(f"q = {q:5}   loss = {-np.log(q):.2f}")

# %% [markdown]
# The loss of a batch is the mean over its pictures. Here the small change for the better is felt.

# %%
for answers in (p, better):
    print(f"loss: {np.mean(-np.log(answers[:, 0])):.3f}")

# %% [markdown]
# ## As a graph
#
# `answers[:, 0]` worked because all three pictures showed a 0. In general every row has its own right class. The
# tutorial picks it with a *one-hot* matrix: a 1 at the right class and 0 elsewhere. Multiply, add everything up,
# divide by the number of rows.


# %%
def simple_loss(p, labels):
    expected = ng.one_hot(labels, 10, ng.f32)
    return -ng.sum(ng.log(p) * expected) / 4.0


graph = ng.trace(simple_loss, ng.f32[4, 10], ng.i32[4])
graph.show()

# %%
rng = np.random.default_rng(0)
p = ng.softmax(rng.standard_normal((4, 10)).astype(np.float32), axis=1)
labels = np.array([3, 1, 4, 1], np.int32)
assert np.isclose(graph(p, labels), np.mean(-np.log(p[range(4), labels])))
print(f"{graph(p, labels):.3f}")

# %% [markdown]
# About 2.30, which is `-log(0.1)`: as good as guessing. The graph is right, and it has a trap.
#
# ## The trap
#
# **Predict:** a perfect model. It gives every right class 1 and every other class 0. What is its loss? Compute it in
# your head, then run the cell.

# %%
perfect = ng.one_hot(labels, 10, ng.f32)
with np.errstate(all="ignore"):
    print(graph(perfect, labels))

# %% [markdown]
# NaN, "not a number". Where does it come from? Take one row with three classes, of which the first is right, and
# compute as the graph does.

# %%
with np.errstate(all="ignore"):
    log_p = np.log(np.array([1, 0, 0], np.float32))
    print("log p       ", log_p)
    print("times onehot", log_p * np.array([1, 0, 0], np.float32))

# %% [markdown]
# log(0) is minus infinity, and 0 times infinity is no number. The two zeros were *wrong* classes, whose logarithm
# nobody wanted! And since everything is added up, one zero anywhere in the batch spoils the loss of all pictures, and
# one step later the weights: all of the last layer, and in the first one every unit that was on for such a picture.
#
# ## Where do zeros come from?
#
# Softmax divides positive numbers, so it should never give 0. But a 32-bit float has an end. The table has two logits
# that are `gap` apart, and what softmax gives the smaller one. **Predict:** at which gap does it become 0?

# %%
print(" gap          p      log p        1/p")
for gap in (10, 50, 80, 90, 103, 104):
    p = ng.softmax(np.array([[0, gap]], np.float32), axis=1)[0, 0]
    with np.errstate(all="ignore"):
        print(f"{gap:4} {p:10.2g} {np.log(p):10.1f} {1 / p:10.2g}")

# %% [markdown]
# At 104 the logarithm is lost. But look at the last column: at 90 already `1/p` is infinite. We did not ask for
# `1/p`; backprop will. The slope of `log(p)` is `1/p`, and the largest 32-bit float is 3.4e38, which is about
# exp(88.7). So the trouble begins long before `p` is 0.
#
# ## What exp(-50) has to do with it
#
# The tutorial does not let `p` come near the edge: it takes `maximum(p, exp(-50))` before the logarithm. In the table
# you see what that gives at a gap of 50: `log p` is -50 and `1/p` is 5e21, both far from every limit of a float, with
# room for what is multiplied with them later.

# %%
smallest = np.float32(np.exp(-50))
print(f"smallest p {smallest:.3g}, its log {np.log(smallest):.0f}, its 1/p {1 / smallest:.2g}")

# %% [markdown]
# Why not clip at 0.001, far away from all danger? Because clipping has a price, which we come to. exp(-50) is large
# enough to be harmless, and so small that one would think no model ever meets it. (We shall see.) This is the kit's
# loss; the tutorial's own is the first function, and the second puts a minus sign before it. (`unknown="nan"` is the
# kit's addition: a label that is no class makes the loss NaN.)

# %%
ng.lab.show_source(ng.log_likelihood, ng.cross_entropy)

# %%
clipped = ng.trace(ng.cross_entropy, ng.f32[4, 10], ng.i32[4])
assert clipped(perfect, labels) == 0
print("sure and wrong, four times:", clipped(np.roll(perfect, 1, axis=1), labels))

# %% [markdown]
# A perfect model has a loss of 0 now, and the worst loss that any model can have is 50. Compare the graph with the
# one above: one `maximum`, with its limit, has come between `p` and `log`. (And the minus sign comes last, which
# changes nothing.)

# %%
clipped.show()

# %% [markdown]
# Now try it yourself. Pull the logits apart, and watch which equation is the first to give up; then change the limit,
# and watch what that does to the gradient, the orange side. (We come to gradients in the next notebook. For now: it
# is what tells the weights which way to go.)

# %%
ng.lab.clip_lab()

# %% [markdown]
# ## What it costs
#
# A picture of a 0, and a model that is wrong about it: the logit of the right class lies `gap` below the other.
# **Predict:** the loss grows with the gap, of course. And beyond 50?

# %%
gaps = np.arange(0, 121, dtype=np.float32)
logits = np.stack([np.zeros_like(gaps), gaps], axis=1)  # two classes; the right one is the first
q = np.maximum(ng.softmax(logits, axis=1)[:, 0], smallest)
ng.lab.curves(gaps, {"clipped": -np.log(q)}, xlabel="gap between the logits", ylabel="loss")

# %% [markdown]
# Flat. The worse the model is, the more it ought to learn, but on a flat line there is no way down: the slope is
# exactly 0. Such a picture is a *dead sample*. Training goes on, nothing fails, and this picture teaches nothing.
# Clipping turned a loud error into a silent one.
#
# How many such pictures are there? **Predict** for a model that has learned nothing yet, with the tutorial's own first
# weights: 600 hidden units, every weight between -1 and 1. (Our digits, each pixel printed as 3 by 3, stand in for
# MNIST.)

# %%
data = ng.load_data("digits")
pictures = np.kron(data.train_images, np.ones((1, 3, 3))).reshape(-1, 576).astype(np.float32) / 16
first = ng.mlp(pictures, ng.tutorial_weights(ng.mlp_types((576, 600, 10))))
right = first[np.arange(len(first)), data.train_labels]  # the probability of the right class
print(f"{np.mean(right < smallest):.0%} of the pictures are below the limit before the first step")

# %% [markdown]
# Half of them! With weights as large as these, softmax is sure of itself from the start, and half of the pictures are
# dead before training begins. The limit does not guard against a rare accident: this is how the tutorial starts.
#
# ## Not going there at all
#
# Do we need `p` to compute `log p`? Softmax is `exp(z) / sum(exp(z))`, so its logarithm is `z - log(sum(exp(z)))`:
# the `exp` that made the zero is undone before it can do harm. The largest logit is taken off first, as in softmax.


# %%
def log_softmax(z):
    z = z - np.max(z, axis=1, keepdims=True)
    return z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))


losses = {"clipped": -np.log(q), "log-softmax": -log_softmax(logits)[:, 0]}
ng.lab.curves(gaps, losses, xlabel="gap between the logits", ylabel="loss")

# %% [markdown]
# The same where the clip does not act, and a straight way down everywhere else. PyTorch's `cross_entropy` and JAX's
# `log_softmax` are this formula. nGraph later got an op for it, `SoftmaxCrossEntropy`, and a pass, `CoreFusion`, that
# put it where `log` came right after `softmax`; the tutorial's `maximum` stands in between. We keep the tutorial's way,
# since we want its numbers; you know the other now.
#
# ## Three notes on the original
#
# - Its loss has no minus sign: it is the mean of `log p`, which is negative and climbs towards 0. Notebook 05 shows
#   what follows from that.
# - The number of rows, `N`, is an input of its graph. Ours is a constant, as the batch is part of the type anyway.
# - It hands the labels to one-hot as floats. nGraph's op took them at first; in its last version it takes only integers
#   (`op/one_hot.cpp`), so the program no longer runs as printed. Ours says so:

# %% tags=["raises-exception"]
ng.trace(simple_loss, ng.f32[4, 10], ng.f32[4])

# %% [markdown]
# ## What is still missing
#
# We know how wrong the model is. Which way is down? There are 4810 weights to ask; the next notebook asks them all at
# once.
#
# ## Questions
#
# 1. A model says 0.25 for the right class of every picture. What is its loss? Does it matter how many pictures there
#    are?
# 2. Why is the loss of a perfect model NaN, although 1 is the only probability that counts?
# 3. `log(1e-40)` is fine in 32 bits and `1/1e-40` is not. Why does the second matter?
# 4. Somebody clips at 0.01 "to be safe". What will they see in training?
# 5. Why does adding 7 to all logits of a picture not change its loss?
#
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
# **loss.4** Which pictures are dead? `q` holds the probability of the right class of each picture, `smallest` is the
# limit. Return an array of True and False.


# %%
def dead(q, smallest):
    ...
    ### BEGIN SOLUTION
    return q < smallest
    ### END SOLUTION


ng.lab.check("loss.4", dead)

# %% [markdown]
# Next: [05 Backprop by hand, then Adjoints](05_backprop.ipynb). Words: [the glossary](24_glossary.ipynb)
