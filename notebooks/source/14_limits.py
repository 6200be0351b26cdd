# %% [markdown]
# # 14 Limits: what a trace cannot see
#
# A graph is made by running your function once. What does the function do that the graph will never know of?
#
# At the end you will be able to
#
# - say which parts of a Python function happen once, while tracing, and never again;
# - rewrite what cannot be traced: a write into an array, a loop over data, random numbers, a choice of elements;
# - count how often a function under `ng.jit` is traced, and ask it why.
#
# Back: [13 NaN](13_nan.ipynb). On: [15 Passes](15_passes.ipynb).

# %%
import timeit

import numpy as np

import ngteach as ng

ng.lab.recall("limits")

# %% [markdown]
# ## A global variable
#
# A [[trace]] runs your function once, on [[tensors|tensor]], and writes down the ops that are called. ([01
# Tracing](01_tracing.ipynb) shows it for `print` and for `if`.) All else is plain Python: it happens now, once, and is
# over.
#
# `scaled` multiplies by the global variable `scale`. It is traced while `scale` is 2. Then `scale` becomes 3, and both
# the function and its graph are called on ones.

# %%
ng.lab.predict("limits.p1")


# %%
def scaled(x):
    return x * scale


scale = 2.0
graph = ng.trace(scaled, ng.f32[3])
scale = 3.0
ones = np.ones(3, np.float32)
print("Python:", scaled(ones), " graph:", graph(ones))
print(graph)

# %% [markdown]
# Python looked `scale` up and found 2.0, and multiply got a number: a constant is in the graph, and no name. Remedy:
# what may change is an argument, as the [[learning rate]] is of the training step in [08 Update](08_update.ipynb).
#
# ## Writing into an array
#
# Python's `x += 1` on an array changes the array itself; whoever else holds it sees the change. `bump` does so, and
# returns it. It is called on an array of zeros, `mine`: once as Python, once as a graph.

# %%
ng.lab.predict("limits.p2")


# %%
def bump(x):
    x += 1.0
    return x


for name, function in {"Python": bump, "graph": ng.trace(bump, ng.f32[3])}.items():
    mine = np.zeros(3, np.float32)
    result = function(mine)
    print(f"{name:>6}: result {result}, and mine is {mine}")

# %% [markdown]
# A tensor of a graph is the name of a value, and a value does not change. So `x += 1` can only mean `x = x + 1`: a new
# value, and the name `x` moves to it. The caller's array stays as it is.
#
# A write to one place has no such meaning, and is refused.


# %% tags=["raises-exception"]
def first_zero(x):
    x[0] = 0.0
    return x


ng.trace(first_zero, ng.f32[3])

# %% [markdown]
# Remedy, as the message says: `y = x.at[0].set(0.0)` gives a *new* tensor, equal to `x` but for the first number. Use
# the result: `x` itself is unchanged. (Whether the compiler then writes in place is its own affair: see [16
# Memory](16_memory.ipynb).) The same goes for an array of NumPy's into which you would put a traced number: collect the
# numbers in a list, and `ng.stack` them.
#
# ## A loop over data
#
# A loop is run by Python, and what it did is written down one after the other. With three layers that is what you want.
# A loop over the rows of the data is something else. This one adds up the squares of a table, row by row. Each row is
# a `slice`, a `reshape`, a `multiply`, a `sum` and an `add`; before the first there is the constant 0.
#
#     def squares(X):
#         total = 0.0
#         for row in X:
#             total = total + ng.sum(row * row)
#         return total

# %%
ng.lab.predict("limits.p3")


# %%
def squares(X):
    total = 0.0
    for row in X:
        total = total + ng.sum(row * row)
    return total


for n in (2, 8, 128):
    print(f"{n:>3} rows: {len(ng.trace(squares, ng.f32[n, 64]).equations)} equations")
print("without a loop:", len(ng.trace(lambda X: ng.sum(X * X), ng.f32[128, 64]).equations))

# %% [markdown]
# And a program for 128 rows cannot take 129. Remedy: say it for the whole table at once. `X * X` and `ng.sum` go over
# all rows, with two equations for any number of them; what is wanted row by row has `axis=1`.
#
# ## Random numbers are frozen
#
# `rng.uniform` gives an array while tracing, and this array becomes a constant. Called as Python, the function below
# adds other noise every time; its graph adds the same noise for ever. Remedy: randomness is an input. A *key* is two
# whole numbers; `ng.random.uniform(key, 3)` computes three numbers from it, always the same for the same key, and
# `ng.random.split` makes two new keys of one.

# %%
rng, zeros = np.random.default_rng(0), np.zeros(3, np.float32)


def noisy(x):
    return x + rng.uniform(-1, 1, 3).astype(np.float32)


frozen = ng.trace(noisy, ng.f32[3])
free = ng.trace(lambda key, x: x + ng.random.uniform(key, 3), ng.u32[2], ng.f32[3])
print("Python:  ", noisy(zeros), noisy(zeros))
print("graph:   ", frozen(zeros), frozen(zeros))
print("two keys:", *[free(key, zeros) for key in ng.random.split(ng.random.key(0))])

# %% [markdown]
# Use a key once: two draws from one key give the same numbers twice.
#
# ## A tensor that leaks
#
# A function may put a tensor somewhere else than into its result: into a list, a global, an attribute. The tensor
# outlives its trace, and has no numbers, then or ever. This is a [[leak]].


# %% tags=["raises-exception"]
kept = []


def layer(x):
    h = ng.tanh(x)
    kept.append(h)
    return 2.0 * h


graph = ng.trace(layer, ng.f32[3])
print(graph(ones), kept)
kept[0] + 1.0

# %% [markdown]
# Running the graph did not put anything into `kept`: `append` happened once, while tracing. The message names the
# function, the line that recorded `h`, and the remedy: return it.
#
# ## Tracing again: the cache of jit
#
# With `ng.trace` you say when a function is traced. `ng.jit` ([[jit]], "just in time") does it for you: when a function
# is called with types of arguments that it has not met, it is traced and compiled, and the program is kept. For the
# same types the kept program runs (a *hit*); for new ones it is traced again (a *miss*, or [[retrace]]). The types are
# [[element type]] and shape; the numbers do not matter.
#
# Below a function is called five times: with three ones, with three zeros, with four ones, with three ones again, and
# with three ones in f64.

# %%
ng.lab.predict("limits.p4")

# %% tags=["nbval-ignore-output"]
double = ng.jit(lambda x: x * 2.0)
for x in (ones, 0 * ones, np.ones(4, np.float32), ones, np.ones(3)):
    double(x)
print(len(double.traces), "traces")
print(double.explain())

# %% [markdown]
# `explain()` says when and where it was traced, and why. Look at the last column.
#
# A hit is cheap and a miss is dear. So the first call tells nothing about the speed of a program: measure the second
# one, or better the best of many. And what was said of globals holds for jit, too: a changed global is no new type.

# %% tags=["nbval-ignore-output"]
factor = 2.0
times_factor = ng.jit(lambda x: x * factor)
first = timeit.timeit(lambda: times_factor(ones), number=1)
later = min(timeit.repeat(lambda: times_factor(ones), number=1, repeat=100))
print(f"first call {1e6 * first:.0f} us, later calls {1e6 * later:.1f} us")
factor = 3.0
print(times_factor(ones))
print(times_factor.explain())

# %% [markdown]
# The last line names the culprit. Remedy: pass `factor` as an argument. An argument that steers Python itself, such as
# the number of layers of a loop, must be a plain number while tracing: `ng.jit(f, static="n")` makes a program for each
# value of `n`.
#
# ## Shapes that depend on the numbers
#
# Every shape in a graph is known before there are numbers; [16 Memory](16_memory.ipynb) plans all memory by it. How
# many numbers of `x` are positive is not known then.

# %% tags=["raises-exception"]
ng.trace(lambda x: ng.sum(x[x > 0.0]), ng.f32[5])

# %% [markdown]
# Remedy: keep the shape, and make the others harmless. `ng.where(x > 0.0, x, 0.0)` has as many numbers as `x`, and the
# same sum as the positive ones. (What is harmless depends on what comes next: 0 in a sum, 1 in a product. And 0 divided
# by 0 is [[NaN]].) For data of many lengths, *pad* them: fill up to one length, or to a few, and mask what was filled
# in.
#
# ## Summary
#
# - What is not an op happens once, while tracing: reading a global, appending to a list, drawing a random number.
# - A value does not change. `x.at[i].set(y)` gives a new one.
# - Loops over data unroll: write ops over an axis.
# - `ng.jit` traces again for a new element type, shape or static value; other numbers are no reason. `explain()` says
#   why it did.
#
# ## Questions

# %%
ng.lab.questions("limits")

# %% [markdown]
# ## Exercises
#
# **limits.1** This function writes into its argument. Write it so that it can be traced.
#
#     def edges(x):
#         x[0] = 0.0
#         x[-1] = 0.0
#         return x * 2.0


# %%
def edges(x):
    ...
    ### BEGIN SOLUTION
    return x.at[0].set(0.0).at[-1].set(0.0) * 2.0
    ### END SOLUTION


ng.lab.check("limits.1", edges)

# %% [markdown]
# **limits.2** A training step is under `ng.jit`. An [[epoch]] takes 1,797 pictures in batches of 128: 14 full batches,
# and one of 5 pictures that are left. After three epochs, how often was the step traced, and how many calls were hits?
# Write both, as a list.

# %%
answer = ...
### BEGIN SOLUTION
answer = [2, 3 * 15 - 2]
### END SOLUTION
ng.lab.check("limits.2", answer)

# %% [markdown]
# **limits.3** This function adds up the largest number of each row. Write it without a loop: at most two equations, for
# any number of rows. (`ng.max` takes an `axis`, as `ng.sum` does.)
#
#     def peaks(X):
#         total = 0.0
#         for row in X:
#             total = total + ng.max(row)
#         return total


# %%
def peaks(X):
    ...
    ### BEGIN SOLUTION
    return ng.sum(ng.max(X, axis=1))
    ### END SOLUTION


ng.lab.check("limits.3", peaks)

# %% [markdown]
# **limits.4** `y` is to be the difference of two independent random vectors, drawn from one first key. Put the lines in
# order; two are wrong, and stay away.

# %%
ng.lab.parsons("limits.4")

# %% [markdown]
# **limits.5** The graph multiplies by a number that changes between two calls. Before the first line `x` is an array of
# two ones, and `scale` is 1. One line is wrong, so that `change` is always 0.

# %%
ng.lab.hunt("limits.5")

# %% [markdown]
# Next: [15 Passes: the graph gets smaller](15_passes.ipynb). Words: [the glossary](24_glossary.ipynb)
