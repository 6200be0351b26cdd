# %% [markdown]
# # 16 Memory: reading your own compiled program
#
# A training step of the digits model computes 3.7 million bytes of values, and runs in 0.7 million. Where are the
# others?
#
# At the end you will be able to
#
# - find every equation of your graph in the compiled program, and say which ones have vanished;
# - read a memory plan: which value lives where, from when to when;
# - say why training takes more memory than inference, and how it grows with the batch;
# - give up time for memory with a checkpoint, and say how much of each.
#
# Back: [15 Passes](15_passes.ipynb). On: [17 Threads](17_threads.ipynb).

# %%
import timeit
from functools import partial

import numpy as np

import ngteach as ng

ng.lab.recall("memory")

# %% [markdown]
# ## A program you can read
#
# `ng.compile` turns a graph into a Python program of NumPy calls, and you can print it. Start small: one layer, and the
# sum of its squares.


# %%
def energy(x, W, b):
    h = ng.relu(x @ W + b)
    return ng.sum(h * h)


graph = ng.trace(energy, ng.f32[4, 3], ng.f32[3, 5], ng.f32[5])
print(graph)

# %% [markdown]
# Six equations. Not all of them have a line of their own in the compiled program.

# %%
ng.lab.predict("memory.p1")

# %%
program = ng.compile(graph, threads=1)
print(program.source)
print(program.memory)

# %% [markdown]
# Read it from `def` downwards; the equation stands beside each line. Then look up at what was prepared.
#
# - The [[broadcast]] is gone: NumPy repeats `b` by itself while it adds. Likewise a transpose is only a [[view]]:
#   another way to look at the same memory.
# - The sum of squares became *one* product of a vector with itself: a last rewriting, done when the program is
#   written.
# - Every line names a place to write to, so no line makes an array.
#
# ## Memory is planned
#
# The places are pieces of one [[arena]]. Below the program stands its [[memory plan]]: `%0`, `%2` and `h` all live in
# the same 80 bytes. (The arena has 128, because every place begins at a multiple of 64 bytes, where a line of the
# processor's cache begins. The steps are those of the place: from the line that first writes it to the last that reads
# it.)
#
# The result, `%5`, is not in the arena, which is written over at the next call. It has a place of its own, `v5`: a new
# one for each call, and the caller gets it.
#
# `%2` is written over `%0`, and `h` over `%2`: [[in place]]. This is right only for some ops.

# %%
ng.lab.predict("memory.p2")

# %%
a, b = np.arange(9.0).reshape(3, 3), np.roll(np.eye(3), 1, axis=1)
added, product = a.copy(), a.copy()
for i in range(3):
    for j in range(3):
        added[i, j] = added[i, j] + b[i, j]
        product[i, j] = product[i, :] @ b[:, j]
print("a + b in place, numbers that are wrong:", np.sum(added != a + b))
print("a @ b in place, numbers that are wrong:", np.sum(product != a @ b))

# %% [markdown]
# The sum reads the number at one place and writes that place. The product still needs the first number of a row when
# it has been written over. So: in place only if the op is elementwise, and only if nobody reads the old value any
# more. An input of the graph belongs to the caller, who may read it after the call: it is not written over.
#
# ## When is a value dead?
#
# A value is born where it is computed, and dead after the last equation that reads it. That is its [[liveness]]. For
# the six equations, numbered from 0:
#
# | value | computed by | last read by |
# |---|---|---|
# | `%0` | 0, `dot` | 2, `add` |
# | `%1` | 1, `broadcast` | 2, `add` |
# | `%2` | 2, `add` | 3, `relu` |
# | `h` | 3, `relu` | 4, `multiply` |
# | `%4` | 4, `multiply` | 5, `sum` |
# | `%5` | 5, `sum` | never: it is the result |
#
# One walk over the equations finds the last column (you will write it in memory.1). Two values whose lives do not
# overlap may have the same place.
#
# ## Training takes more
#
# Now the digits model, for [[inference]] and for training: all that it computes, what is planned, and *at least*, the
# largest sum of what is alive at one time. No plan can go below that.

# %%
model = ng.trace(ng.mlp, ng.f32[128, 64], ng.mlp_types((64, 600, 10)), name="model")
training = ng.derive_training(model, trainable="weights")
for g in (model, training):
    plan = ng.compile(g, threads=1).memory
    total = sum(eqn.output.type.nbytes for eqn in g.equations)
    print(f"{g.name:>14}: {total:>9,} bytes computed, {plan.planned:>7,} planned, {plan.lower_bound:,} at least")

# %% [markdown]
# Both need a fraction of what they compute. Yet training needs more than twice as much as inference: the hidden layer
# must wait for the backward pass, and its [[adjoint]] has the same size.
#
# Step through a smaller one. A box with a ring keeps its value for the backward pass. Watch the chart below while you
# go on: the darker area is what is kept.

# %%
little = ng.derive_training(ng.trace(ng.mlp, ng.f32[4, 3], ng.mlp_types((3, 5, 2))), trainable="weights")
weights = ng.he_weights(ng.mlp_types((3, 5, 2)))
x = np.random.default_rng(0).uniform(-1, 1, (4, 3)).astype(np.float32)
labels = np.array([0, 1, 1, 0], np.int32)
ng.lab.stepper(little, x, labels, np.float32(0.1), *weights.values())

# %% [markdown]
# The plan for training was made for 128 pictures at a time, and needs 697,600 bytes.

# %%
ng.lab.predict("memory.p3")

# %%
sizes, planned = [32, 64, 128, 256], {"training": [], "inference": []}
for n in sizes:
    model_n = ng.trace(ng.mlp, ng.f32[n, 64], ng.mlp_types((64, 600, 10)))
    for name, g in (("training", ng.derive_training(model_n, trainable="weights")), ("inference", model_n)):
        planned[name].append(ng.compile(g, threads=1).memory.planned / 1000)
print("kilobytes:", planned)
ng.lab.curves(sizes, planned, "pictures in a batch", "kilobytes planned")

# %% [markdown]
# Straight lines. Whoever runs out of memory while training halves the [[batch]].
#
# ## What fills the memory of a deep model
#
# The weights are there once, whatever the batch. The layers' outputs, the *activations*, are there once for each
# picture. Here are 16 layers of 128 units, for 256 pictures.


# %%
def layers(x, Ws):
    for W in Ws:
        x = ng.tanh(x @ W)
    return x


types = ng.f32[256, 128], [ng.f32[128, 128]] * 16
deep = ng.trace(layers, *types, name="deep")
activations = sum(eqn.output.type.nbytes for eqn in deep.equations if eqn.op is ng.tanh)
print(f"activations {activations:,} bytes, weights {sum(W.type.nbytes for W in deep.inputs[1:]):,} bytes")

# %% [markdown]
# A layer has 128 x 128 weights, and 256 x 128 activations: as soon as the batch is larger than a layer is wide, the
# activations are more. And all of them wait for the backward pass, since the slope of `tanh` is computed from its
# output.
#
# ## Forget, and compute again
#
# There is a way out: keep only some of the activations, and compute the others again when the backward pass comes to
# them. `ng.checkpoint(f)` computes what `f` does, but keeps only the arguments of `f`; its adjoint begins by
# computing `f` once more. That is a [[checkpoint]].
#
# Cut the 16 layers into pieces, and make each piece a checkpoint: 16 pieces of 1 layer, 8 of 2, 4 of 4, 2 of 8, or one
# of 16. The input of each piece is kept. (Python's `partial(loss, piece=4)` is `loss` with its last argument filled
# in.)

# %%
ng.lab.predict("memory.p4")


# %%
def loss(Ws, x, piece):
    block = ng.checkpoint(layers) if piece else layers
    for i in range(0, 16, piece or 16):
        x = block(x, Ws[i : i + (piece or 16)])
    return ng.mean(x**2)


steps = {}
for piece in (0, 1, 2, 4, 8, 16):
    steps[piece] = ng.compile(ng.trace(ng.grad(partial(loss, piece=piece)), *types[::-1]), threads=1)
    print(f"pieces of {piece:2}:" if piece else "no checkpoint:", f"{steps[piece].memory.planned:,} bytes planned")

# %% [markdown]
# Without a checkpoint 18 arrays of 131,072 bytes are alive at once: the 16 activations, and two more for the way back.
# Pieces of 4 need 9.
#
# Both ends are of no use. Pieces of 1 keep the input of every layer, which is all that there is. One piece of 16 keeps
# nothing on the way forward; but then the backward pass computes all 16 again, and needs all of them at once. The best
# is about the root: with n layers in pieces of the root of n, both what is kept and what is computed again at one time
# are about the root of n.
#
# What does it cost? Nearly all of the work is in the matrix products. A layer has one on the way forward and two on the
# way back: one for the adjoint of its weights, and one for that of its input.

# %%
ng.lab.predict("memory.p5")

# %% tags=["nbval-ignore-output"]
rng = np.random.default_rng(0)
x, Ws = rng.uniform(-1, 1, (256, 128)).astype(np.float32), list(rng.normal(0, 0.1, (16, 128, 128)).astype(np.float32))
for piece in (0, 4):
    best = min(timeit.repeat(partial(steps[piece], Ws, x), number=1, repeat=20))
    products = steps[piece].source.count("= dot(")
    print(f"pieces of {piece}:" if piece else "no checkpoint:", f"{products} products, {1000 * best:.1f} ms")
different = [np.sum(a != b) for a, b in zip(steps[0](Ws, x), steps[4](Ws, x))]
print("numbers of the gradients that differ:", sum(different))

# %% [markdown]
# 63 products in place of 47: one forward pass more. (Two on the way back for each of 16 layers would be 48 in all; the
# first layer's input needs no adjoint.) A third more work buys half of the memory, and the [[gradients|gradient]] have
# the same bits. With that memory the batch, or the depth, may grow.
#
# ## Four views of one thing
#
# Picture, graph, NumPy, and the C++ that nGraph's tutorial would write for it. Move over any line or box: the others
# show the same equation, and a click keeps it. Look for the equation that takes the most lines of NumPy.

# %%
ng.lab.four_views(model)

# %% [markdown]
# ## Summary
#
# - The compiled program has lines for each equation that computes something, but for what a last rewriting has joined.
#   Broadcasts and views have none.
# - A value needs memory from the line that makes it to the last one that reads it. Values whose lives do not overlap
#   share a place; an elementwise op may write over what nobody reads any more.
# - Training keeps activations for the backward pass, one set for each picture: memory grows with the batch.
# - A checkpoint keeps only the input of a piece and computes the piece again: about twice the root of n values in place
#   of n, for a third more work.
#
# ## Questions

# %%
ng.lab.questions("memory")

# %% [markdown]
# ## Exercises
#
# **memory.1** Write `last_use`. A program is a list of equations `(output, inputs)`, all names. Return a dictionary:
# for each name that is read, the number of the *last* equation that reads it. The first equation has the number 0.


# %%
def last_use(equations):
    last = {}
    for n, (_, inputs) in enumerate(equations):
        ...
        ### BEGIN SOLUTION
        for x in inputs:
            last[x] = n
        ### END SOLUTION
    return last


ng.lab.check("memory.1", last_use)

# %% [markdown]
# **memory.2** Which of these lines may write over their first input? `x` is an input of the graph; everything else was
# computed. Write the letters in a row.
#
# - A: `y = exp(x)`
# - B: `y = a * 2`, and nobody reads `a` later
# - C: `y = a * 2`, and `a` is read once more, later
# - D: `y = a @ b`, and nobody reads `a` or `b` later
# - E: `y = maximum(a, b)`, and nobody reads `a` later, but somebody reads `b`
# - F: `y = a + a.T`, and nobody reads `a` later

# %%
answer = ...
### BEGIN SOLUTION
answer = "BE"
### END SOLUTION
ng.lab.check("memory.2", answer)

# %% [markdown]
# **memory.3** A model has five hidden layers of 1000 units, and trains on batches of 256 pictures in f32. How many
# bytes do the five hidden layers take while they wait for the backward pass?

# %%
answer = ...
### BEGIN SOLUTION
answer = 5 * 256 * 1000 * 4
### END SOLUTION
ng.lab.check("memory.3", answer)

# %% [markdown]
# Next: [17 Threads: who works, and who waits](17_threads.ipynb). Words: [the glossary](24_glossary.ipynb)
