# %% [markdown]
# # 16 Memory and threads: reading your own compiled program
#
# `ng.compile` turns a graph into a Python program of NumPy calls. You can print it, and after this page you can read
# it. At the end you will be able to
#
# - find every equation of your graph in the compiled program, and say which ones have vanished;
# - read a memory plan: which value lives where, from when to when;
# - say why training takes more memory than inference, and how it grows with the batch;
# - say when a second thread helps, and when it would only slow things down;
# - check that all this changes no bit of the results.
#
# Back: [15 Passes](15_passes.ipynb). On: [07 An op of your own](07_own_op.ipynb).

# %%
import tracemalloc

import numpy as np

import ngteach as ng

# %% [markdown]
# ## A program you can read
#
# Start small: one layer, and the sum of its squares. Six equations.


# %%
def energy(x, W, b):
    h = ng.relu(x @ W + b)
    return ng.sum(h * h)


graph = ng.trace(energy, ng.f32[4, 3], ng.f32[3, 5], ng.f32[5])
print(graph)

# %% [markdown]
# Compiled, it is this. Read it from `def` downwards first, with the equation beside each line; then look up at what
# was prepared. **Which** equations have no line of their own?

# %%
program = ng.compile(graph, threads=1)
print(program.source)

# %% [markdown]
# Three things to see.
#
# - `broadcast` is gone: NumPy repeats `b` by itself while it adds. Likewise transposes, and nearly all reshapes, cost
#   nothing; they only look at the same memory in another way.
# - The sum of squares became *one* product of a vector with itself: a last rewriting, done when the program is
#   written.
# - Every line names a place to write to. No array is made while it runs.
#
# ## Memory is planned
#
# The places are pieces of one *arena*. Look above at where `%0`, `%2` and `h` are kept: all three in the same 80
# bytes (of 128, since a place begins where a line of the cache does, every 64 bytes). **Predict:** how can that be
# right?

# %%
print(program.memory)

# %% [markdown]
# `%2` is written over `%0`, and `h` over `%2`: *in place*. (So the steps are those of the place: from the line that
# first writes it to the last that reads it.) That is allowed when the op is elementwise and nobody reads the old value
# any more. Anything else would be a bug that no type rule could catch, so it is tested hard: the interpreter, which
# reuses nothing, must agree.

# %%
x, W, b = (np.random.default_rng(n).uniform(-1, 1, s).astype(np.float32) for n, s in enumerate([(4, 3), (3, 5), 5]))
assert np.allclose(program(x, W, b), graph(x, W, b), rtol=1e-6)

# %% [markdown]
# ## When is a value dead?
#
# A value is born where it is computed, and dead after the last equation that reads it. One walk over the equations
# finds that out. Here it is for the graph as it was traced.

# %%
last = {}
for n, eqn in enumerate(graph.equations):
    for t in eqn.inputs:
        last[t] = n
for eqn in graph.equations:
    until = graph.equations[last[eqn.output]] if eqn.output in last else "the end: it is the result"
    print(f"{eqn.output.name:>4} is needed until  {until}")

# %% [markdown]
# ## Training takes more
#
# Now the digits model, for inference and for training. Add up the bytes of all values they compute, and compare with
# what is planned. **Predict** first: which of the two gains more from the plan?

# %%
model = ng.trace(ng.mlp, ng.f32[128, 64], ng.mlp_types((64, 600, 10)), name="model")
training = ng.derive_training(model, trainable="weights")
for g in (model, training):
    plan = ng.compile(g, threads=1).memory
    total = sum(eqn.output.type.nbytes for eqn in g.equations)
    print(f"{g.name:>14}: {total:>9,} bytes computed, {plan.planned:>7,} planned, {plan.lower_bound:,} at least")

# %% [markdown]
# Both gain much. Yet training still needs far more than inference: the hidden layer must wait for the backward pass,
# and its adjoint has the same size. *At least* is the largest sum of all that is alive at one time; no plan can go
# below it.
#
# **Predict:** inference and training, for batches of 32, 64, 128, 256. Does the memory grow with the batch, with its
# square, or not at all?

# %%
sizes, planned = [32, 64, 128, 256], {"training": [], "inference": []}
for n in sizes:
    model_n = ng.trace(ng.mlp, ng.f32[n, 64], ng.mlp_types((64, 600, 10)))
    for name, g in (("training", ng.derive_training(model_n, trainable="weights")), ("inference", model_n)):
        planned[name].append(ng.compile(g, threads=1).memory.planned / 1000)
ng.lab.curves(sizes, planned, "pictures in a batch", "kilobytes planned")

# %% [markdown]
# Straight lines. Whoever runs out of memory while training halves the batch. The stepper shows why, equation by
# equation: a box with a ring keeps its value for the backward pass, and in the chart below these are the darker area.

# %%
little = ng.derive_training(ng.trace(ng.mlp, ng.f32[4, 3], ng.mlp_types((3, 5, 2))), trainable="weights")
weights = ng.he_weights(ng.mlp_types((3, 5, 2)))
labels = np.array([0, 1, 1, 0], np.int32)
ng.lab.stepper(little, x, labels, np.float32(0.1), *weights.values())

# %% [markdown]
# ## No allocation
#
# "No array is made" is a claim, so measure it. `tracemalloc` sees every array that NumPy makes. With `out=` the
# results have their place too. **Predict:** what is the peak during a hundred training steps?

# %%
step = ng.compile(training, threads=1)
inputs = [np.zeros(t.shape, t.dtype) for t in training.inputs]
results = [np.empty(t.shape, t.dtype) for t in training.outputs]
step(*inputs, out=results)
tracemalloc.start()
for _ in range(100):
    step(*inputs, out=results)
peak = tracemalloc.get_traced_memory()[1]
tracemalloc.stop()
print("peak below a third of the hidden layer:", peak < 128 * 600 * 4 / 3)

# %% [markdown]
# Not one array of the size of a layer. What is left are Python's own objects, and small buffers of NumPy's for the
# places where a `bool` meets an `f32`: of the same size however wide the model is. The line `np.maximum(x @ W + b,
# 0)`, written in NumPy as one writes it, makes three new arrays.
#
# ## Threads
#
# A second thread has to be woken, and the kit reckons with 60 microseconds for that (`WAKE` in `runtime/tiling.py`).
# The program above is finished long before. `explain()` says what was decided, and why.

# %%
print(ng.compile(graph, threads=2).explain())

# %% [markdown]
# Now something large: the GELU function, written as nine elementwise equations, on a million numbers. **Predict** how
# the work could be split in two without one half waiting for the other.


# %%
def gelu(x):
    y = 0.5 * x * (1.0 + ng.tanh(0.7978846 * (x + 0.044715 * (x * x * x))))
    return y


large = ng.compile(ng.trace(gelu, ng.f32[2**20]), threads=2)
print(large.explain())

# %% [markdown]
# Each element of the result needs only the same element of `x`. So the million is tiled into *blocks*, and a thread
# does several equations on one block before it takes the next: what the first equation wrote is still in the
# processor's cache when the second reads it. In the source:

# %%
body = large.source[large.source.index("def ") :].splitlines()
print("\n".join(line.partition("#")[0].rstrip() for line in body[:15]))

# %% [markdown]
# `lo` and `hi` are the edges of a block, and everything is computed inside the result. Eight lines are left of nine
# equations: the passes took `x` out of the sum, so that `c * (x + k * (x*x*x))` became `x * (c + c*k * (x*x))`. That is
# *Horner's scheme*. A matrix product can be tiled too. By rows or by columns, each number of the result is the same
# sum as before. Split along the inner axis, it becomes two shorter sums, which an `add` puts together: another order of
# additions, and other last bits.

# %% tags=["nbval-ignore-output"]
a, w = (np.random.default_rng(0).uniform(-1, 1, s).astype(np.float32) for s in ((128, 784), (784, 600)))
split = {"rows": np.concatenate([a[:64] @ w, a[64:] @ w]), "columns": np.hstack([a @ w[:, :304], a @ w[:, 304:]])}
split["the inner axis"] = a[:, :416] @ w[:416] + a[:, 416:] @ w[416:]
for name, product in split.items():
    print(f"split along {name}, the same bits: {np.array_equal(product, a @ w)}")

# %% [markdown]
# (So it is with the BLAS that made this page. Another one may add differently in blocks of another size.)
#
# ## The timeline
#
# A profiled call of the tutorial's training step, the quickest of eight, a lane for each thread. Move over a bar to see
# its equation, and click to keep it; the wide ones are the matrix products, and `+` or Ctrl with the wheel shows what
# is between them. The times are of the machine that ran the cell, so yours will differ.

# %% tags=["nbval-ignore-output"]
tutorial = ng.trace(ng.mlp, ng.f32[128, 784], ng.mlp_types((784, 600, 10)), name="tutorial")
wide = ng.compile(ng.derive_training(tutorial, optimizer="tutorial", trainable="weights"), threads=2)
wide.timeline()

# %% [markdown]
# The first layer's product is split along its inner axis (split-K): two products, each of some columns of `x` with as
# many rows of `W0`, and an `add`. So each thread reads the rows of `W0` that it wrote in the step before, and finds
# them in its own cache.
#
# Between two parallel regions everything else waits: softmax and loss on 128 x 10 numbers are too small to share.
# That is **Amdahl's law**: what cannot be divided sets the limit, however many threads there are.
#
# ## And the bits?
#
# The same inputs, twice: the same bits, always. One thread and two: not always, since a product may be split along its
# inner axis for two threads and not for one. If you need that as well, ask for it. The blocks are then chosen by the
# shapes alone.

# %%
arrays = [np.random.default_rng(7).uniform(-1, 1, t.shape).astype(t.dtype) for t in model.inputs]
by_threads = [ng.compile(model, threads=n, deterministic=True)(*arrays) for n in (1, 2, 3)]
assert all(np.array_equal(by_threads[0], other) for other in by_threads)

# %% [markdown]
# ## Four views of one thing
#
# Picture, graph, NumPy, and the C++ that nGraph's tutorial would write for it. Move over any line or box: the others
# show the same equation, and a click keeps it. **Which** equation of the digits model takes the most lines of NumPy?

# %%
ng.lab.four_views(model)

# %% [markdown]
# The NumPy view is a whole program. It needs NumPy and nothing else: save the text to a file (here that of the first
# program of this page), and give it to somebody who has never heard of ngteach.

# %%
alone = {}
exec(program.program, alone)
assert "ngteach" not in {line.split()[1] for line in program.program.splitlines() if line.startswith("import")}
result = np.empty((), np.float32)
alone["energy"](x, W, b, result)
assert result == program(x, W, b)

# %% [markdown]
# ## Questions
#
# 1. Which equations of a graph have no line in the compiled program, and why?
# 2. `h * h` may not be written over `h` in the training graph. Who still reads `h`?
# 3. Why is the memory of the *results* not part of the arena?
# 4. A step takes 400 microseconds on one thread, 300 of them in matrix products. How fast can it become with four
#    threads?
# 5. PyTorch offers *activation checkpointing*: forget `h`, and compute it again in the backward pass. What is traded
#    for what?

# %% [markdown]
# ## Exercises
#
# **memory.1** Write `last_use`. A program is a list of equations `(output, inputs)`, all names. Return a dictionary:
# for each name that is read, the number of the *last* equation that reads it.


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
# **threads.1** A quarter of a step cannot be divided among threads. How many times faster than with one thread is it
# with four? With as many as you like? Write both, as a list.

# %%
answer = ...
### BEGIN SOLUTION
answer = [1 / (0.25 + 0.75 / 4), 1 / 0.25]
### END SOLUTION
ng.lab.check("threads.1", answer)

# %% [markdown]
# Next: [07 An op of your own](07_own_op.ipynb). Words: [the glossary](24_glossary.ipynb)
