# %% [markdown]
# # 11 Chaos: why two correct programs part
#
# nGraph's program and this kit compute the tutorial's first ten losses alike, to six digits. After fifty steps the
# two have little in common. Neither has a bug. This notebook finds out what happens, and what one may expect of a
# program that trains.
#
# At the end you will be able to
#
# - show that the order of a sum changes its last digits,
# - tell a chaotic run from a calm one by how a tiny difference grows,
# - say which results are the same at every run, and what subnormal numbers are.
#
# Back: [10 An op of your own](10_your_own_op.ipynb).

# %%
import numpy as np

import ngteach as ng

# %% [markdown]
# ## The order of a sum
#
# At school, a + b + c may be added up in any order. **Predict:** what do these two print? A 32-bit float has about
# seven digits.

# %%
big, one = np.float32(1e8), np.float32(1)
print("one first:", (one + big) - big)
print("one last: ", one + (big - big))

# %% [markdown]
# Where the 1 is added to a hundred million, it is lost: the sum would need nine digits. Every addition rounds, and
# another order rounds elsewhere. A matrix product is thousands of such sums. Here is one, and the same with its
# terms in reverse.

# %%
rng = np.random.default_rng(0)
x = rng.random((128, 576), np.float32)
W = rng.uniform(-1, 1, (576, 600)).astype(np.float32)
there, back = x @ W, x[:, ::-1] @ W[::-1]
print("the same to five digits:", np.allclose(there, back, rtol=1e-5, atol=1e-4))
print("the same bits:          ", np.array_equal(there, back))

# %% [markdown]
# Both are right, and they are not equal. A BLAS library picks its order by the processor, by the sizes, and by how
# many threads share the work. Two programs that differ in nothing but this are two programs.
#
# ## One training run, twice
#
# We build the tutorial's model on our digits, enlarged to 24 x 24, with its 600 hidden units, its weights from
# -1 to 1 and its update. The second run sees the pictures of every batch in reverse order. The loss is a mean over
# the batch, so in exact arithmetic that changes nothing.

# %%
data = ng.load_data("digits")
pictures = np.kron(data.train_images, np.ones((1, 3, 3))).reshape(-1, 576).astype(np.float32) / 16
labels = data.train_labels.astype(np.int32)
types = ng.mlp_types((576, 600, 10))
inference = ng.trace(ng.mlp, ng.f32[128, 576], types)
training = ng.derive_training(inference, optimizer="seed", trainable="weights")
step = ng.compile(training, threads=1)


# %%
def run(step, rate, order, steps=40):
    weights, seen = ng.seed_weights(types), []
    for k in range(steps):
        rows = np.arange(128 * k, 128 * k + 128)[order] % len(labels)
        loss, p, weights, _ = step(pictures[rows], labels[rows], rate, weights, ())
        seen.append(weights["W0"])
    return seen


def apart(rate):
    forward, reverse = run(step, rate, slice(None)), run(step, rate, slice(None, None, -1))
    return [max(np.abs(a - b).max(), 1e-9) for a, b in zip(forward, reverse)]


# %% [markdown]
# `apart` gives, for every step, the largest difference between a weight of one run and the same weight of the other.
# **Predict:** the first step rounds differently, by about 1e-7. After forty steps with a rate of 0.0001, how far
# apart are they? And with 0.003?

# %%
calm, wild = apart(0.0001), apart(0.003)
curves = {"rate 0.003": wild, "rate 0.0001": calm}
ng.lab.curves(range(40), curves, "step", "largest difference", "Two correct runs", yscale="log")

# %%
assert calm[-1] < 1e-5
assert wild[-1] > 1000 * calm[-1]
growth = (wild[15] / wild[5]) ** (1 / 10)
print("from step 5 to 15, a difference grows at each step by a factor above 1.2:", growth > 1.2)

# %% [markdown]
# At the small rate the difference adds up slowly, as rounding errors do. At the larger one it is *multiplied* at each
# step, and what is multiplied often enough becomes as large as the weights. That is what *chaos* means: not disorder,
# but that tiny causes do not stay tiny.
#
# Why here? With weights from -1 to 1 the softmax is sure of nearly everything, and half the time wrong. For such a
# picture the slope of the loss is either exactly 0, where the clip acts, or up to 1/exp(-50). A last digit decides
# which, and the step that follows is a large one.
#
# ## Which of the two is right?
#
# Both are. They give two models, neither of which is the better. So what may we ask of a program that trains?

# %% [markdown]
# - The first few steps: digit by digit. A bug shows there, and chaos has had no time.
# - A calm run, with a small rate: digit by digit, for as long as it goes.
# - A wild run: that it learns as well as the other, and no more.
#
# Our own tests do just this with the numbers that nGraph printed: ten losses of the tutorial's run, the 469 losses of
# a run with rate 0.0001, and the accuracies within two hundredths.
#
# ## What is the same at every run
#
# Chaos needs a first difference. If a program adds up in the same order at every run, there is none. **Predict:** the
# same compiled program, run twice at the wild rate. The same bits?

# %%
first, second = run(step, 0.003, slice(None)), run(step, 0.003, slice(None))
print("the same bits after forty steps:", np.array_equal(first[-1], second[-1]))

# %% [markdown]
# Yes: to the bit, at every run. With another number of threads the work is cut otherwise, and so are the sums.
# `deterministic=True` cuts by sizes alone, whoever does the work, and gives a little speed for it.

# %%
one, two = (ng.compile(training, threads=n, deterministic=True) for n in (1, 2))
a, b = (run(program, 0.003, slice(None))[-1] for program in (one, two))
print("the same bits with one thread and with two:", np.array_equal(a, b))

# %% [markdown]
# ## Numbers below the normal range
#
# A second thing that the tutorial's weights bring to light. The smallest *normal* 32-bit float is about 1.2e-38.
# Below it are the *subnormal* ones, down to 1.4e-45, which have fewer and fewer digits. **Predict:** divide a small
# number by ten thousand and multiply it again. What comes back?

# %%
x = np.float32(1.2345678e-38)
for n in (1e2, 1e4, 1e6):
    print(f"by {n:9,.0f} and back: {x / np.float32(n) * np.float32(n):.7g}")

# %% [markdown]
# The digits go one by one. Who computes with such numbers? A sure softmax does. We replay one step of the training
# graph and look at every value.


# %%
def subnormal(x):
    return (x != 0) & (np.abs(x) < np.finfo(np.float32).tiny)


weights = ng.seed_weights(types)
values = ng.replay(training, [pictures[:128], labels[:128], np.float32(0.003), *weights.values()])
small = [x.name for x, v in values.items() if np.any(subnormal(np.asarray(v)))]
print("p has subnormal numbers:", "p" in small)
print("so have its adjoints:   ", any(name not in ("p",) for name in small))

# %% [markdown]
# They stand for probabilities of 1e-40: worth nothing. But many processors leave their fast path for them. Each cell
# below divides 65,536 numbers, first normal, then subnormal ones. What is stored here comes from one machine; yours
# may say 1, or 50.

# %% tags=["nbval-ignore-output"]
import timeit

half, out = np.full(65536, 0.5, np.float32), np.empty(65536, np.float32)
for name, value in (("normal", 1e-30), ("subnormal", 1e-40)):
    numbers = np.full(65536, value, np.float32)
    took = min(timeit.repeat(lambda numbers=numbers: np.divide(numbers, half, out=out), number=20, repeat=5)) / 20
    print(f"{name:>10}: {took * 1e6:.0f} microseconds")

# %% [markdown]
# nGraph's own program takes twice as long from these weights as from small ones, where the processor is of that kind.
# A compiler can help: processors have a switch that turns subnormal results into 0, and the executor sets it during a
# call of a large program, in its own threads, and puts it back.

# %%
print([line for line in step.explain().splitlines() if "flushed" in line])

# %% [markdown]
# The list is empty on processors where we do not know the switch.
#
# ## What you have seen
#
# You have followed a model from a line of Python to the last bit of its weights. *Trace, derive, clone, optimise,
# compile, call*: each of these words is a file that you can read in an evening, and all of them stand, with what JAX,
# PyTorch and nGraph call them, in the [glossary](../docs/glossary.md).
#
# ## Questions
#
# 1. Why does a library's matrix product depend on its number of threads?
# 2. Two runs differ by 1e-7 after one step and by 1e-1 after twenty. Is one of them wrong? How would you find out?
# 3. How would you test that a new version of a training program still computes the same?
# 4. Does `deterministic=True` make a chaotic run less chaotic?
# 5. Why may a compiler set 1e-40 to 0 without asking, but not 1e-10?
#
# ## Exercises
#
# **11.1** Add up 32-bit numbers with care: return their sum as Python computes it with 64 bits, so that
# `[1e8, 1, -1e8]` gives 1.


# %%
def careful_sum(numbers):
    ...
    ### BEGIN SOLUTION
    return float(np.sum(np.asarray(numbers, np.float64)))
    ### END SOLUTION


ng.lab.check("11.1", careful_sum)

# %% [markdown]
# **11.2** Two runs are `before` apart at one step and `after` apart `steps` steps later. By which factor did the
# difference grow at each step?


# %%
def factor(before, after, steps):
    ...
    ### BEGIN SOLUTION
    return (after / before) ** (1 / steps)
    ### END SOLUTION


ng.lab.check("11.2", factor)

# %% [markdown]
# **11.3** A difference of 1e-7 doubles at each step. After how many steps, a whole number, is it larger than 0.1?

# %%
answer = ...
### BEGIN SOLUTION
answer = 20
### END SOLUTION
ng.lab.check("11.3", answer)

# %% [markdown]
# **11.4** Flush to zero, as the processor does it: return the array with every subnormal number replaced by 0.


# %%
def flushed(x):
    ...
    ### BEGIN SOLUTION
    return np.where(np.abs(x) < np.finfo(np.float32).tiny, np.float32(0), x)
    ### END SOLUTION


ng.lab.check("11.4", flushed)

# %% [markdown]
# Back to the beginning: [00 The whole story on one page](00_start.ipynb). All terms:
# [the glossary](../docs/glossary.md).
