# %% [markdown]
# # 02 Inference: the model as a graph
#
# *Inference* means using a model whose weights are known. Its graph is the beginning of everything that follows: the
# loss is added to it, the adjoints walk back over it. So it is worth knowing each of its eight equations by heart.
#
# At the end you will be able to
#
# - write a two-layer network as the tutorial "Derive a trainable model" writes it, and as plain Python,
# - say what dot, broadcast, relu and softmax do to the numbers, and why each is there,
# - write a softmax that does not overflow.
#
# Back: [01 Tracing](01_tracing.ipynb). On: [03 Loss](03_loss.ipynb).

# %%
import numpy as np

import ngteach as ng

# %% [markdown]
# ## A layer, in the tutorial's words
#
# nGraph is written in C++. Its tutorial builds the first layer like this:
#
# ```cpp
# auto l0_dot = std::make_shared<op::Dot>(X, W0, 1);
# auto b0_broadcast = std::make_shared<op::Broadcast>(b0, Shape{batch_size, l0_size}, AxisSet{0});
# auto l0 = std::make_shared<op::Relu>(l0_dot + b0_broadcast);
# ```
#
# The same in Python. `Trace` opens an empty graph; `parameter` adds an input, and each op that is called adds an
# equation.

# %%
with ng.Trace("layer") as t:
    X = ng.parameter(ng.f32[4, 64], "X")
    W0 = ng.parameter(ng.f32[64, 16], "W0")
    b0 = ng.parameter(ng.f32[16], "b0")
    l0_dot = ng.dot(X, W0)
    b0_broadcast = ng.broadcast(b0, (4, 16), axis={0})
    l0 = ng.relu(l0_dot + b0_broadcast)
tutorial = t.graph(l0)
print(tutorial)

# %% [markdown]
# ## The same, in yours
#
# Few people would choose to write that. `x @ W + b` says it, too. **Predict:** this function names no broadcast. Will
# its graph have one?


# %%
def layer(x, W, b):
    return ng.relu(x @ W + b)


plain = ng.trace(layer, ng.f32[4, 64], ng.f32[64, 16], ng.f32[16])
print(plain)

# %% [markdown]
# It has. `+` found a matrix and a vector, and wrote down the broadcast that makes them fit. In the graph nothing is
# silent, and that pays off in notebook 04: the adjoint of broadcast is one of the places where gradients are added up,
# beside values that are read twice and the matrix product `x.T @ dy`, which adds up over the batch.

# %%
assert [e.op for e in plain.equations] == [e.op for e in tutorial.equations]
plain.show()

# %% [markdown]
# ## dot: 64 numbers become one
#
# Each of the 16 hidden units has a column of `W`. It multiplies the pixels with the numbers of its column and adds
# up: one number says how much the picture looks like the column.

# %%
rng = np.random.default_rng(1)
x, W, b = (rng.standard_normal(s).astype(np.float32) for s in [(4, 64), (64, 16), (16,)])
one = sum(x[2, k] * W[k, 5] for k in range(64))
assert np.isclose((x @ W)[2, 5], one, rtol=1e-4)
print((x @ W).shape)

# %% [markdown]
# ## relu: without it, two layers are one
#
# relu sets negative numbers to 0. That looks like a loss. **Predict:** leave it out. What can two layers then say
# that one cannot?

# %%
W1 = rng.standard_normal((16, 10)).astype(np.float32)
two_layers = (x @ W) @ W1
one_layer = x @ (W @ W1)
print("without relu the same:", np.allclose(two_layers, one_layer, atol=1e-3))
print("with relu the same:   ", np.allclose(np.maximum(x @ W, 0) @ W1, one_layer, atol=1e-3))

# %% [markdown]
# Nothing at all: the product of two matrices is a matrix, so the second layer is wasted. The bend at 0 is what makes
# depth worth having.
#
# ## softmax: numbers become probabilities
#
# The last layer gives ten numbers for each picture, its *logits*. Softmax makes them positive with `exp`, and divides
# by their sum.


# %%
def simple_softmax(z):
    e = np.exp(z)
    return e / np.sum(e, axis=1, keepdims=True)


z = np.array([[1, 2, 3]], np.float32)
simple_softmax(z)

# %% [markdown]
# They sum to 1, and the largest logit got the largest share. Only differences matter: adding 1 to all three
# multiplies every `exp` by the same number, which the division takes away again. **Predict:** so what comes out for
# 1001, 1002, 1003?

# %%
with np.errstate(all="ignore"):
    print(simple_softmax(z + 1000))

# %% [markdown]
# `exp(1001)` is more than a 32-bit float can hold: it becomes infinite, and infinity divided by infinity is no number
# (NaN). But if adding a number changes nothing, we may subtract one: the largest. Then the largest `exp` is `exp(0) =
# 1`, and nothing can overflow. This is how the kit does it.

# %%
ng.lab.show_source(ng.softmax.forward)

# %%
print(ng.softmax(z + 1000, axis=1))
assert np.allclose(ng.softmax(z + 1000, axis=1), simple_softmax(z))

# %% [markdown]
# `axis=1` says along which axis the numbers sum to 1: along the ten classes of a picture. With `axis=0` four pictures
# would compete for each class, and no error would tell you.
#
# ## The whole model


# %%
def predict(x, weights):
    h = ng.relu(x @ weights["W0"] + weights["b0"])
    p = ng.softmax(h @ weights["W1"] + weights["b1"], axis=1)
    return p


types = {"W0": ng.f32[64, 16], "b0": ng.f32[16], "W1": ng.f32[16, 10], "b1": ng.f32[10]}
inference = ng.trace(predict, ng.f32[4, 64], types)
inference.show()

# %% [markdown]
# Go through it with real digits, one equation at a time. Watch the shapes, and watch relu cut. Click a number of a
# product: the digit and the column of weights that made it light up. And look at the rows of `p`: with random weights
# the model guesses, but it already guesses in probabilities.

# %%
data = ng.load_data("digits")
pictures = (data.test_images / 16).astype(np.float32).reshape(-1, 64)
weights = ng.he_weights(types)
ng.lab.stepper(inference, pictures[:4], weights)

# %% [markdown]
# ## A graph has no weights
#
# Where are the weights? Not in the graph. They are inputs, like the pictures: that is what *stateless* means. The
# same graph with other weights is another model.

# %%
for seed in (0, 1, 2):
    p = inference(pictures[:4], ng.he_weights(types, seed))
    print("seed", seed, "says", np.argmax(p, axis=1), "and it is", data.test_labels[:4])

# %% [markdown]
# ## The batch is part of the type
#
# `f32[4,64]` means exactly four pictures. **Predict:** we hand over five. Which equation will fail?

# %% tags=["raises-exception"]
inference(pictures[:5], weights)

# %% [markdown]
# None: the graph checks what it is given before it computes anything. For another number of pictures trace again; it
# is quick.
#
# ## Compiled
#
# Calling a graph computes one equation after the other: that is the *interpreter*. `compile` makes a faster function
# out of it that gives the same numbers, up to rounding. Notebooks 08 and 09 show how.

# %%
read = ng.compile(inference)
assert np.allclose(read(pictures[:4], weights), inference(pictures[:4], weights), atol=1e-6)
print(np.argmax(read(pictures[:4], weights), axis=1))

# %% [markdown]
# ## What is still missing
#
# The model guesses. To do better it must first be told how wrong it is, in a single number. That is the *loss*, and
# it has a trap.
#
# ## Questions
#
# 1. Which of the eight equations have weights among their inputs?
# 2. Why is there no relu before the softmax?
# 3. The rows of `p` sum to 1. Which op makes sure of it, and would it still with `axis=0`?
# 4. Softmax of `[5, 5, 5]`, of `[0, 0, 0]` and of `[-900, -900, -900]`: what are they?
# 5. What would have to change for pictures of 28 x 28 pixels? Is it in the function, or in the types?
#
# ## Exercises
#
# **inference.1** Write the tutorial's second layer, with its softmax, in its own words: `dot`, then `broadcast` with
# `axis={0}`, then `+`, then `softmax`. There are 4 pictures, 16 hidden units and 10 classes.


# %%
def second(l0, W1, b1):
    ...
    ### BEGIN SOLUTION
    l1_dot = ng.dot(l0, W1)
    b1_broadcast = ng.broadcast(b1, (4, 10), axis={0})
    return ng.softmax(l1_dot + b1_broadcast, axis=1)
    ### END SOLUTION


ng.lab.check("inference.1", second)

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
# **inference.3** Repair `simple_softmax`, in NumPy, so that large logits do no harm.


# %%
def stable_softmax(z):
    e = np.exp(z)
    ### BEGIN SOLUTION
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    ### END SOLUTION
    return e / np.sum(e, axis=1, keepdims=True)


ng.lab.check("inference.3", stable_softmax)

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
# Next: [03 Loss: how wrong, in one number](03_loss.ipynb). Words: [the glossary](24_glossary.ipynb)
