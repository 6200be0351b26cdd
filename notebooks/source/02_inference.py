# %% [markdown]
# # 02 Inference: the model as a graph
#
# [[Inference|inference]] means using a model whose weights are known. The graph of a network with two layers has eight
# equations. Everything that follows walks over them, forwards and back: what does each of them do, and could one be
# left out?
#
# At the end you will be able to
#
# - write a two-layer network as a function, and read it as a graph,
# - say what dot, broadcast, relu and softmax do to the numbers, and why each is there,
# - write a softmax that does not overflow.
#
# Back: [01 Tracing](01_tracing.ipynb). On: [03 Loss](03_loss.ipynb).

# %%
import numpy as np

import ngteach as ng

ng.lab.recall("inference")

# %% [markdown]
# ## A layer
#
# A layer takes a matrix `x` with a row for each picture. `x @ W + b` weighs the numbers of the row, and `relu` sets to
# 0 what is negative. In Python that is one line, `ng.relu(x @ W + b)`, where `x` is `f32[4,64]`, `W` is `f32[64,16]`,
# and `b` is `f32[16]`: one row, for four.

# %%
ng.lab.predict("inference.p1")


# %%
def layer(x, W, b):
    return ng.relu(x @ W + b)


print(ng.trace(layer, ng.f32[4, 64], ng.f32[64, 16], ng.f32[16]))
print(ng.trace(lambda p, t: p - t, ng.f32[32, 1], ng.f32[32], name="column_minus_vector"))

# %% [markdown]
# `+` found a matrix and a vector, and wrote down the [[broadcast]] that makes them fit. In the graph nothing is
# silent, and this pays off in [[backprop]], which is the subject of [05 Backprop](05_backprop.ipynb): whoever walks
# back over the graph meets the broadcast, and must undo it.
#
# Shapes are lined up at the right. Where one has a 1, or no axis at all, its numbers are repeated. This fits more often
# than one wants. The second graph subtracts 32 labels from a *column* of 32 predictions, and what was meant to be 32
# differences are 1024: each prediction minus each label. There is no error, and a loss made of it is a number that
# means nothing. The types tell: look for the `[32,32]`.
#
# > **History.** nGraph is written in C++, and its tutorial "Derive a trainable model" writes the broadcast by hand:
# >
# > ```cpp
# > auto l0_dot = std::make_shared<op::Dot>(X, W0, 1);
# > auto b0_broadcast = std::make_shared<op::Broadcast>(b0, Shape{batch_size, l0_size}, AxisSet{0});
# > auto l0 = std::make_shared<op::Relu>(l0_dot + b0_broadcast);
# > ```
# >
# > The kit has these words, too: `ng.relu(ng.dot(X, W0) + ng.broadcast(b0, (4, 16), axis={0}))` records the same four
# > equations as the line above.
#
# ## dot: 64 numbers become one
#
# Each of the 16 columns of `W` makes one *hidden unit*. `dot` multiplies the pixels of a picture with the numbers of
# the column and adds up: one number says how much the picture looks like the column. Here picture 2 and column 5, by
# hand and with `@`.

# %%
rng = np.random.default_rng(1)
x, W, W1 = (rng.standard_normal(shape).astype(np.float32) for shape in [(4, 64), (64, 16), (16, 10)])
one = sum(x[2, k] * W[k, 5] for k in range(64))
print(f"by hand {one:.4f}, with @ {(x @ W)[2, 5]:.4f}; the shape of x @ W is {(x @ W).shape}")

# %% [markdown]
# ## relu: is it needed?
#
# Setting negative numbers to 0 seems to throw information away. So try without: `(x @ W) @ W1` are two layers with no
# relu between them. Is there a single matrix that does the same?

# %%
ng.lab.predict("inference.p2")

# %%
one_layer = x @ (W @ W1)
without, with_relu = (x @ W) @ W1, np.maximum(x @ W, 0) @ W1
print(f"largest difference from one layer: without relu {np.max(np.abs(without - one_layer)):.3f}")
print(f"                                   with relu    {np.max(np.abs(with_relu - one_layer)):.3f}")

# %% [markdown]
# The product of two matrices is a matrix, so without relu the second layer is wasted. The bend at 0 is what makes depth
# worth having.
#
# ## softmax: numbers become probabilities
#
# The last layer gives ten numbers for each picture, its [[logits|logit]]. The larger one is beside the others, the more
# it speaks for its digit. [[softmax]] makes them positive with `exp`, and divides by their sum: `e = exp(z)`, and `p =
# e / sum(e)`. Then they sum to 1, and the largest logit gets the largest share. For the logits 1, 2, 3 that is 0.09,
# 0.24, 0.67.
#
# Only differences matter. Adding 1 to all three multiplies every `exp` by the same number, and the division takes it
# away again. The cell does it in 32-bit floats, for 1, 2, 3 and for 1001, 1002, 1003.

# %%
ng.lab.predict("inference.p3")


# %%
def simple_softmax(z):
    e = np.exp(z)
    return e / np.sum(e, axis=1, keepdims=True)


z = np.array([[1, 2, 3]], np.float32)
with np.errstate(all="ignore"):  # or NumPy would warn
    print(simple_softmax(z).round(2), simple_softmax(z + 1000))

# %% [markdown]
# `exp(1001)` is more than a 32-bit float can hold: it becomes infinite, and infinity divided by infinity is no number,
# [[NaN]]. But if adding a number changes nothing, we may subtract one: of each row its largest. Then the largest `exp`
# is `exp(0) = 1`, and nothing can overflow. This is how the kit does it.

# %%
print(ng.softmax(z + 1000, axis=1).round(2))
print(ng.softmax(np.array([[-3, -1, 2], [0, 0, 2]], np.float32), axis=1).round(2))
ng.lab.show_source(ng.softmax.forward)

# %% [markdown]
# `axis=1` says along which axis the numbers sum to 1: along the classes of a picture. With `axis=0` the pictures would
# compete for each class, and no error would say so.
#
# The second line shows why there is no relu before a softmax. The logits -3, -1, 2 say that the second class is more
# likely than the first. A relu would make them 0, 0, 2: what spoke against both is gone, they have become equal, and
# together they get 0.21 instead of 0.05.
#
# ## The whole model
#
# Two layers; the second has a softmax in place of the relu. The cell traces it and opens it in the *stepper*, with four
# real digits and random weights. Go through it one equation at a time. Watch the shapes, and watch relu cut. Click a
# number of a product: the digit and the column of weights that made it light up. And look at the rows of `p`: the model
# guesses, but it already guesses in probabilities.


# %%
def predict(x, weights):
    h = ng.relu(x @ weights["W0"] + weights["b0"])
    p = ng.softmax(h @ weights["W1"] + weights["b1"], axis=1)
    return p


types = {"W0": ng.f32[64, 16], "b0": ng.f32[16], "W1": ng.f32[16, 10], "b1": ng.f32[10]}
inference = ng.trace(predict, ng.f32[4, 64], types)
data = ng.load_data("digits")
pictures = (data.test_images / 16).astype(np.float32).reshape(-1, 64)
ng.lab.stepper(inference, pictures[:4], ng.he_weights(types))

# %% [markdown]
# ## A graph has no weights
#
# Where are the weights? Not in the graph. They are inputs, like the pictures: that is what [[stateless]] means. The
# same graph with other weights is another model. Below are the digits that it reads in the same four pictures, with
# three sets of random weights.

# %%
for seed in (0, 1, 2):
    p = inference(pictures[:4], ng.he_weights(types, seed))
    print("weights", seed, "read", np.argmax(p, axis=1), "and it is", data.test_labels[:4])

# %% [markdown]
# ## The batch is part of the type
#
# Pictures that are handed over together are a [[batch]]. The graph was traced with `x: f32[4,64]`, which means exactly
# four pictures. Now we hand over five.

# %%
ng.lab.predict("inference.p4")

# %% tags=["raises-exception"]
inference(pictures[:5], ng.he_weights(types))

# %% [markdown]
# For another number of pictures trace again; it is quick.
#
# Calling a graph, as here, computes one equation after the other: that is the [[interpreter]]. `ng.compile(inference)`
# makes a faster function out of it that gives the same numbers, up to rounding. [15 Passes](15_passes.ipynb) and
# [16 Memory](16_memory.ipynb) show how.
#
# ## Summary
#
# - A layer is `relu(x @ W + b)`: in the graph a dot, a broadcast, an add and a relu.
# - Without relu, two layers are one matrix. Before softmax there is none: it would make all negative logits equal.
# - softmax turns logits into probabilities. Only their differences matter, so the largest of each row is taken off.
# - A graph has no weights and no memory. How many pictures it takes is part of its type.
#
# What is still missing: the model guesses. To do better it needs to know how wrong it is, in a single number. That is
# the loss, and it has a trap.
#
# ## Questions

# %%
ng.lab.questions("inference")

# %% [markdown]
# ## Exercises
#
# **inference.1** Write a network with two hidden layers. `x` is `f32[4,64]`, and the weights are `W0`, `b0`, `W1`,
# `b1`, `W2`, `b2`, in a dict as above. Return the probabilities.


# %%
def deeper(x, weights):
    ...
    ### BEGIN SOLUTION
    h = ng.relu(x @ weights["W0"] + weights["b0"])
    h = ng.relu(h @ weights["W1"] + weights["b1"])
    return ng.softmax(h @ weights["W2"] + weights["b2"], axis=1)
    ### END SOLUTION


ng.lab.check("inference.1", deeper)

# %% [markdown]
# **inference.2** The tutorial's model has 784 pixels, 600 hidden units and 10 classes, and takes 128 pictures at
# once. What is the type of `W1`? Write it as `ng.f32[...]`.

# %%
answer = ...
### BEGIN SOLUTION
answer = ng.f32[600, 10]
### END SOLUTION
ng.lab.check("inference.2", answer)

# %% [markdown]
# **inference.3** Somebody knows that some classes cannot occur. `allowed` has True for each class of each picture that
# can, and at least one True in each row. Write a softmax in NumPy over the allowed classes alone: the others get
# exactly 0, each row sums to 1, and large logits do no harm.


# %%
def softmax_over(z, allowed):
    e = np.exp(z)
    ### BEGIN SOLUTION
    z = np.where(allowed, z, -np.inf)
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    ### END SOLUTION
    return e / np.sum(e, axis=1, keepdims=True)


ng.lab.check("inference.3", softmax_over)

# %% [markdown]
# **inference.4** Two layers without relu between them are one, also with biases. Which `W` and `b` make `x @ W + b`
# the same as `(x @ W0 + b0) @ W1 + b1`?


# %%
def one_of_two(W0, b0, W1, b1):
    W = b = None
    ### BEGIN SOLUTION
    W = W0 @ W1
    b = b0 @ W1 + b1
    ### END SOLUTION
    return W, b


ng.lab.check("inference.4", one_of_two)

# %% [markdown]
# **inference.5** The model of this page in NumPy, one step a line. Put the lines in order, and leave out those that do
# not belong to it.

# %%
ng.lab.parsons("inference.5")

# %% [markdown]
# **inference.6** Here somebody has written the same model for a batch of pictures. One line is wrong, and no error says
# so. Which?

# %%
ng.lab.hunt("inference.6")

# %% [markdown]
# Next: [03 Loss: how wrong, in one number](03_loss.ipynb). Words: [the glossary](24_glossary.ipynb)
