# %% [markdown]
# # 17 Threads: who works, and who waits
#
# A processor has several cores, and NumPy uses one of them for most of what it does. When does a second thread make a
# program faster, when does it only cost time, and does it change the result?
#
# At the end you will be able to
#
# - say what fusion saves, and find it in the compiled program;
# - say why a small program runs on one thread only;
# - compute how fast a program can become with any number of threads;
# - say which ways to split a matrix product keep every bit.
#
# Back: [16 Memory](16_memory.ipynb). On: [18 Chaos](18_chaos.ipynb).

# %%
import timeit
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import ngteach as ng

ng.lab.recall("threads")

# %% [markdown]
# ## One pass over memory instead of seven
#
# Before two threads, one. `powers` computes 1 + x + x² + x³ + x⁴ for a million numbers, in seven calls of NumPy: four
# additions and three products. Each call goes through memory. An addition reads one array of 4 megabytes and writes
# one; a product reads two and writes one. That makes 4 * 2 + 3 * 3 = 17 arrays that go through memory, and a core adds
# and multiplies faster than memory brings it the numbers.


# %%
def powers(x, y):
    np.add(x, np.float32(1), out=y)
    for _ in range(3):
        np.multiply(y, x, out=y)
        np.add(y, np.float32(1), out=y)


x = np.random.default_rng(0).uniform(-1, 1, 2**20).astype(np.float32)
y, y_by_blocks = np.empty_like(x), np.empty_like(x)

# %% [markdown]
# Each number of the result needs only one number of `x`. So one may cut the million into [[blocks|block]], and do all
# seven equations on one block before the next begins. A block is small enough for the processor's cache: what the first
# equation wrote is still there when the second reads it. This is called [[fusion]].

# %%
ng.lab.predict("threads.p1")


# %% tags=["nbval-ignore-output"]
def by_blocks(size=65536):
    for lo in range(0, len(x), size):
        powers(x[lo : lo + size], y_by_blocks[lo : lo + size])


for name, run, arrays in (("whole arrays", lambda: powers(x, y), 17), ("by blocks", by_blocks, 2)):
    best = min(timeit.repeat(run, number=1, repeat=30))
    print(f"{name}: {arrays} arrays through memory, {1000 * best:.2f} ms")
print("numbers that differ:", np.sum(y != y_by_blocks))

# %% [markdown]
# The same operations and the same bits, and fifteen arrays less through memory. (The times are of the machine that ran
# the cell. Arrays that fit its cache as a whole gain nothing.)
#
# The kit does this by itself, but only where it shares work among threads. Here is the GELU function of transformers,
# nine elementwise equations on a million numbers, compiled for two threads. Read the program from `def rows_0`: `lo`
# and `hi` are the edges of a block.


# %%
def gelu(x):
    y = 0.5 * x * (1.0 + ng.tanh(0.7978846 * (x + 0.044715 * (x * x * x))))
    return y


large = ng.compile(ng.trace(gelu, ng.f32[2**20]), threads=2)
print(large.source)
print(large.explain())

# %% [markdown]
# Everything is computed inside the result, block by block. Eight lines are left of nine equations: the passes took `x`
# out of the sum, so that `c * (x + k * (x*x*x))` became `x * (c + c*k * (x*x))`. That is *Horner's scheme*.
#
# The last line hands the blocks out. Any free thread may take the next block, since no block needs another: this is a
# [[parallel region]]. What is not handed out runs on the *caller's thread*, the one in which you called the program.
#
# ## Waking a thread costs
#
# A thread that waits for work has to be woken, and its answer has to be waited for. Here a function that does nothing
# is called directly, and then handed to a second thread.

# %% tags=["nbval-ignore-output"]
with ThreadPoolExecutor(1) as helper:
    handed = min(timeit.repeat(lambda: helper.submit(int).result(), number=1, repeat=200))
    called = min(timeit.repeat(int, number=1, repeat=200))
print(f"called: {1e6 * called:.1f} us, handed to a thread: {1e6 * handed:.1f} us")

# %% [markdown]
# That is the best of 200 tries in a row; it depends on what else the machine does, and a thread that has slept for a
# while wakes more slowly. The kit reckons with 60 microseconds (`WAKE` in `runtime/tiling.py`).
#
# Now the small program of [16 Memory](16_memory.ipynb), compiled for two threads. It has about 3 microseconds of work.

# %%
ng.lab.predict("threads.p2")


# %%
def energy(x, W, b):
    h = ng.relu(x @ W + b)
    return ng.sum(h * h)


print(ng.compile(ng.trace(energy, ng.f32[4, 3], ng.f32[3, 5], ng.f32[5]), threads=2).explain())

# %% [markdown]
# ## What cannot be divided
#
# In a training step the large products can be divided among threads. [[Softmax|softmax]] and loss on 128 x 10 numbers
# are too small for it, and everything waits for them. Say a step takes 400 microseconds on one thread, and 300 of them
# can be divided.

# %%
ng.lab.predict("threads.p3")

# %%
threads = [1, 2, 3, 4, 6, 8, 12, 16]
faster = [400 / (100 + 300 / n) for n in threads]
for n, f in zip(threads, faster):
    print(f"{n:>2} threads: {400 / f:3.0f} us, {f:.2f} times as fast")
ng.lab.curves(threads, {"times as fast": faster, "if all could be divided": threads}, "threads", "times as fast")

# %% [markdown]
# Four threads make it 2.29 times as fast. Any number of threads makes it less than 4 times as fast, because the 100
# microseconds remain. This is **Amdahl's law**: what cannot be divided sets the limit.
#
# ## The timeline
#
# A profiled call of the tutorial's training step, the quickest of eight, a lane for each thread. Move over a bar to see
# its equation, and click to keep it; `+` or Ctrl with the wheel shows what is between the wide ones. Look for the times
# at which one lane is empty. Yours will differ: they are of the machine that ran the cell.

# %% tags=["nbval-ignore-output"]
tutorial = ng.trace(ng.mlp, ng.f32[128, 784], ng.mlp_types((784, 600, 10)), name="tutorial")
training = ng.derive_training(tutorial, optimizer="tutorial", trainable="weights")
ng.compile(training, threads=2).timeline()

# %% [markdown]
# The wide bars are the matrix products. The kit gives them to *[[BLAS]]*, the library of linear algebra that NumPy
# brings along ("Basic Linear Algebra Subprograms"), and each thread calls it for its share.
#
# The first layer's product `x @ W0` is split into two products and an `add`. It is not split by rows and not by
# columns, but along the *inner axis*, the one that is summed over: each thread multiplies some columns of `x` by as
# many rows of `W0`, and the two results are added. This is called *split-K*, since the inner axis is often named k.
# Why? Each thread reads the rows of `W0` that it wrote in the update before, and finds them in its own cache.
#
# ## Which split keeps the bits?
#
# Here is one product, computed in two parts in three ways.

# %%
ng.lab.predict("threads.p4")

# %% tags=["nbval-ignore-output"]
a, w = (np.random.default_rng(0).uniform(-1, 1, s).astype(np.float32) for s in ((128, 784), (784, 600)))
split = {"rows": np.concatenate([a[:64] @ w, a[64:] @ w]), "columns": np.hstack([a @ w[:, :304], a @ w[:, 304:]])}
split["the inner axis"] = a[:, :416] @ w[:416] + a[:, 416:] @ w[416:]
for name, product in split.items():
    print(f"split along {name}: {np.sum(product != a @ w):,} of {product.size:,} numbers differ")

# %% [markdown]
# Split by rows or by columns, each number of the result is the same sum as before, computed by one thread. Along the
# inner axis it becomes two shorter sums that are put together: another order of additions, and other last bits
# ([12 Floats](12_floats.ipynb)). (So it is with the BLAS that made this page. Another one may add in blocks of another
# size for other shapes.)
#
# So the same program on the same inputs gives the same bits at every call, but not with one thread and with two. If you
# need that as well, ask for it: `deterministic=True` lets the shapes alone decide where to split.

# %% tags=["nbval-ignore-output"]
arrays = [np.random.default_rng(7).uniform(-1, 1, t.shape).astype(t.dtype) for t in training.inputs]
for deterministic in (False, True):
    one, two = (ng.compile(training, threads=n, deterministic=deterministic)(*arrays) for n in (1, 2))
    different = sum(int(np.sum(a != b)) for a, b in zip(one[2].values(), two[2].values()))
    print(f"deterministic={deterministic}: one thread and two differ in {different:,} weights")

# %% [markdown]
# ## Summary
#
# - Fusion does several elementwise equations on one block while it is in the cache: one pass over memory instead of
#   one for each equation.
# - A thread has to be woken. What is shorter than that stays on the caller's thread.
# - Amdahl: what cannot be divided sets the limit.
# - Rows, columns and blocks of elementwise equations keep every bit. A sum that is split is another order of additions.
#
# ## Questions

# %%
ng.lab.questions("threads")

# %% [markdown]
# ## Exercises
#
# **threads.1** A quarter of a step cannot be divided among threads. How many times faster than with one thread is it
# with four? With as many as you like? Write both, as a list.

# %%
answer = ...
### BEGIN SOLUTION
answer = [1 / (0.25 + 0.75 / 4), 1 / 0.25]
### END SOLUTION
ng.lab.check("threads.1", answer)

# %% [markdown]
# **threads.2** Which of these can be divided among two threads so that every bit is the same as with one? Write the
# letters in a row.
#
# - A: `exp(x)`, half of the rows each
# - B: `a @ w`, half of the rows of `a` each
# - C: `a @ w`, half of the columns of `w` each
# - D: `a @ w`, half of the inner axis each, then added
# - E: the sum of a million numbers, half of them each, then added
# - F: the softmax of each row of a table, half of the rows each

# %%
answer = ...
### BEGIN SOLUTION
answer = "ABCF"
### END SOLUTION
ng.lab.check("threads.2", answer)

# %% [markdown]
# **threads.3** Write `blocks(n, size)`: the edges `(lo, hi)` of the blocks into which `n` rows are cut, in their order,
# as a list. Each block has `size` rows; the last one has what is left. `blocks(10, 4)` is `[(0, 4), (4, 8), (8, 10)]`.


# %%
def blocks(n, size):
    ...
    ### BEGIN SOLUTION
    return [(lo, min(lo + size, n)) for lo in range(0, n, size)]
    ### END SOLUTION


ng.lab.check("threads.3", blocks)

# %% [markdown]
# **threads.4** Put the lines in order that compute one block of a fused `sqrt(x * x + 1)`.

# %%
ng.lab.parsons("threads.4")

# %% [markdown]
# **threads.5** A product `a @ w` is computed in two ways: split by the rows of `a`, and split along the inner axis. One
# line is wrong.

# %%
ng.lab.hunt("threads.5")

# %% [markdown]
# Next: [18 Chaos](18_chaos.ipynb). Words: [the glossary](24_glossary.ipynb)
