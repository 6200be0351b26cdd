# %% [markdown]
# # 18 Chaos and reproducibility
#
# Two programs, both correct, start from the same weights and see the same pictures. After ten steps they have parted.
# This notebook finds out why, and what one may ask of a program that computes with rounded numbers. At the end you
# will be able to
#
# - say why the order of a sum matters in f32, and how much;
# - tell a bug from rounding that grows, with two experiments;
# - say what "reproducible" can mean, and what each meaning costs;
# - recognise subnormal numbers, and measure what they cost.
#
# Back: [07 An op of your own](07_own_op.ipynb). Words: [the glossary](24_glossary.ipynb).

# %%
import time

import numpy as np

import ngteach as ng

# %% [markdown]
# ## Adding is not associative
#
# An f32 has about seven digits. Each operation rounds its result to them. **Predict** both lines: the sums have the
# same three numbers in another order.

# %%
big, one = np.float32(1e8), np.float32(1.0)
print((big + one) - big)
print((big - big) + one)

# %% [markdown]
# 100,000,001 has nine digits, so the 1 was rounded away. Both programs are correct f32 programs; they only add in
# another order. A matrix product of ours adds 576 products for each element. How many orders are there? Far more than
# atoms in the universe, and nobody promised you one of them.

# %%
a = np.random.default_rng(0).uniform(-1, 1, 576).astype(np.float32)
forwards, backwards = np.cumsum(a)[-1], np.cumsum(a[::-1])[-1]
print("equal:", forwards == backwards, "   equal to five digits:", np.isclose(forwards, backwards, rtol=1e-5))

# %% [markdown]
# ## Two correct programs
#
# To see what this does to training we take a wide model and wild weights, as the tutorial does: 600 hidden units,
# weights from U(-1, 1), its scaled step. Our digits have 64 pixels and MNIST's 784; we print each pixel as 3 by 3 and
# have 576.

# %%
data = ng.load_data("digits")
pictures = np.kron(data.train_images, np.ones((1, 3, 3))).reshape(-1, 576).astype(np.float32) / 16
labels = data.train_labels.astype(np.int32)
types = ng.mlp_types((576, 600, 10))
training = ng.derive_training(ng.trace(ng.mlp, ng.f32[128, 576], types), optimizer="tutorial", trainable="weights")
step = ng.compile(training, threads=1)

# %% [markdown]
# The second program differs in one thing: it takes the pictures of every batch in reverse order. `train_both` runs
# the two side by side, and notes after each step how far apart they are: the largest difference between any two
# weights. The loss is a mean and each gradient a sum over the batch. In mathematics nothing changes at all.


# %%
def train_both(step, rate, weights, steps=40, orders=(1, -1)):
    two, losses, apart = [weights, weights], [], []
    for k in range(steps):
        for i, order in enumerate(orders):
            rows = (np.arange(128 * k, 128 * k + 128) % len(labels))[::order]
            x = pictures[rows].astype(weights["W0"].dtype)
            loss, _, two[i], _ = step(x, labels[rows], rate, two[i], ())
        losses.append(abs(float(loss)))
        apart.append(max(np.abs(two[0][n] - two[1][n]).max() for n in types))
    return np.array(apart), losses, two


# %% [markdown]
# First with a tiny rate, 0.0001. The weights are between -1 and 1, and an f32 just below 1 is known to 6e-8.
# **Predict** how far apart the two are after 40 steps.


# %%
tutorial = ng.tutorial_weights(types)
calm, calm_losses, _ = train_both(step, 0.0001, tutorial)
print("never apart by more than 1e-6:", calm.max() < 1e-6)

# %% [markdown]
# As good as equal. nGraph's own program, run with this rate on MNIST for a whole epoch, agrees with ours in six
# digits at every one of 469 steps; a test of the kit holds it to that.
#
# **Predict:** the rate 0.003, thirty times as large. Thirty times as far apart?

# %%
wild, wild_losses, _ = train_both(step, 0.003, tutorial)
print("apart by more than 0.001:", wild.max() > 0.001)
ng.lab.curves(range(1, 41), {"rate 0.003": wild, "rate 0.0001": calm}, "step", "largest difference", yscale="log")

# %% [markdown]
# Not thirty times: ten thousand times and more. For about ten steps the two agree to six digits. Then the difference
# grows by a *factor*, step after step: exponential growth, as in **chaos**, while it lasts. Not noise, and not a bug;
# the weather does the same.
#
# ## Is it a bug?
#
# One must ask, because a bug would look like this as well. Two experiments tell. The first: the *same* program twice.
# Such growth is deterministic, so there must be no difference, not one bit.

# %%
same, _, _ = train_both(step, 0.003, tutorial, orders=(1, 1))
assert same.max() == 0.0

# %% [markdown]
# The second: compute with more digits. If the difference begins with rounding, f64 starts from 1e-16 instead of 1e-7,
# and the *same* growth must begin nine digits lower. A bug would not care. This time we watch for 300 steps.

# %%
types64 = {name: ng.f64[t.shape] for name, t in types.items()}
inference64 = ng.trace(ng.mlp, ng.f64[128, 576], types64)
precise = ng.compile(ng.derive_training(inference64, optimizer="tutorial", trainable="weights"), threads=1)

# %%
tutorial64 = {name: w.astype(np.float64) for name, w in tutorial.items()}
f64_apart, _, _ = train_both(precise, 0.003, tutorial64, 300)
f32_apart, _, _ = train_both(step, 0.003, tutorial, 300)
ng.lab.curves(range(1, 301), {"f32": f32_apart, "f64": f64_apart}, "step", "largest difference", yscale="log")

# %% tags=["nbval-ignore-output"]
print(f"f32: at most {f32_apart.max():.2f} apart, {f32_apart[-1]:.2f} at the end")
print(f"f64: at most {f64_apart.max():.0e} apart, {f64_apart[-1]:.0e} at the end")

# %% [markdown]
# The f64 curve starts nine digits lower, turns upwards at the same step, about the tenth, and rises as steeply. So the
# difference begins with rounding, and it is the training that enlarges it. Then the growth ends, in both pairs: nearby
# paths are pulled apart only while the run is far from calm ground. So here more digits do help. By that time the two
# f32 runs have become two models; the two f64 runs are still one, to eight decimals.
#
# ## Why does it grow?
#
# Descent is calm as long as a step is smaller than the valley is wide. Where the loss bends strongly, a step of this
# rate jumps across to the other side, further up than it was, and two starts that were a hair apart land more than a
# hair apart. Look at the losses of both rates.

# %%
losses = {"rate 0.003": wild_losses, "rate 0.0001": calm_losses}
ng.lab.curves(range(1, 41), losses, "step", "size of the loss")

# %% [markdown]
# The larger rate first climbs: it jumps. Soon after those jumps the difference grew; in a flatter region the growth
# ends. The lesson: **to compare two programs, compare them where training is calm.** So the kit is tested against
# nGraph step by step with 0.0001, and with the tutorial's own 0.03 only over the first ten steps.
#
# Is the rate to blame, or the start? **Predict:** the same rate, 0.003, but from gentler first weights, He's, as in
# notebook 07.

# %%
he = ng.he_weights(types)
gentle, _, _ = train_both(step, 0.003, he)
print("never apart by more than 1e-6:", gentle.max() < 1e-6)

# %% [markdown]
# Calm. Such growth is no property of a program, nor of a rate alone; it is one of the landscape that you walk through,
# and where you start decides which landscape that is.
#
# ## Does it matter?
#
# The weights differ; do the answers? Train 200 steps, forwards and backwards, from both starts. Count what is right
# among the test pictures, and what is dead among the training pictures: below the clip at the end (notebook 03).
# Whether two runs that parted end equally well is chance, so your figures will differ from these.

# %%
test_pictures = np.kron(data.test_images, np.ones((1, 3, 3))).reshape(-1, 576).astype(np.float32) / 16
read = ng.compile(ng.trace(ng.mlp, ng.f32[len(test_pictures), 576], types), threads=1)


def outcomes(rate, weights):
    for trained in train_both(step, rate, weights, 200)[2]:
        right = np.argmax(read(test_pictures, trained), axis=1) == data.test_labels
        dead = ng.mlp(pictures, trained)[np.arange(len(labels)), labels] < np.exp(-50)
        yield f"{np.mean(right):.1%} right, {np.mean(dead):.1%} dead"


# %% tags=["nbval-ignore-output"]
for name, rate, first in (("U(-1, 1)", 0.003, tutorial), ("He", 0.03, he)):
    print(f"{name:>8}:", *outcomes(rate, first), sep="    ")

# %% [markdown]
# From the calm start both runs are the same model. From the wild one they are two models, and one may be much better:
# chance decides which pictures stay below the clip, where they teach nothing. So a report gives the mean of *several*
# runs, and says how far they scatter. One run is one draw.
#
# ## What can you ask for?
#
# | you ask | you get | it costs |
# |---|---|---|
# | the same bits, from run to run | always, in ngteach | nothing |
# | the same bits, for any number of threads | `deterministic=True` | blocks cannot be fitted to the threads |
# | the same bits, on another machine | not from NumPy or us; [ReproBLAS][1], or MKL's [CNR mode][2] | slower sums |
# | the same skill | where training is calm | a good start, a modest rate |
#
# [1]: https://bebop.cs.berkeley.edu/reproblas/
# [2]: https://www.intel.com/content/www/us/en/docs/onemkl/developer-reference-c/2026-0/mkl-cbwr-set.html
#
# ## Numbers that are almost nothing
#
# There is another thing that the wild weights do. The softmax is sure of itself; the probabilities of the other
# classes are tiny. How tiny? Run one step in the interpreter and look at every value it makes. The smallest normal
# f32 is 1.2e-38.

# %%
tiny = np.finfo(np.float32).tiny
inputs = pictures[:128], labels[:128], np.float32(0.0001), *tutorial.values()
values = ng.replay(training, inputs)
for t, v in values.items():
    if t.type.is_float and np.any((np.abs(v) < tiny) & (v != 0)):
        print(f"{t!r:<28} has numbers below {tiny:.1e}")

# %% [markdown]
# These are **subnormal** numbers. To come closer to 0 than the exponent allows, they give up digits: 1e-40 has 17 of
# its 24 bits left. Some processors compute with them slowly. **Predict** for the four values below: which ones take
# longer to be divided, or to be multiplied into a matrix?


# %%
def microseconds(function, *args):
    times = []
    for _ in range(200):
        start = time.perf_counter()
        function(*args)
        times.append(time.perf_counter() - start)
    return 1e6 * min(times)


W, quotient, product = (np.ones(shape, np.float32) for shape in ((10, 600), (10, 600), (32, 600)))

# %% tags=["nbval-ignore-output"]
for value in (1.0, 1e-30, 1e-40, 0.0):
    many, d = np.full((10, 600), value, np.float32), np.full((32, 10), value, np.float32)
    divided, multiplied = microseconds(np.divide, many, W, quotient), microseconds(np.dot, d, W, product)
    print(f"{value:>6}: divided {divided:5.1f} us, in a product {multiplied:5.1f} us")

# %% [markdown]
# The third line is the slow one: not the small number 1e-30 and not 0, only the subnormal. How slow depends on the
# processor: in 2006, Dooley and Kale measured 1.4 to 98 times (*Quantifying the interference caused by subnormal
# floating-point values*).
#
# And here they do not matter: an adjoint of 1e-40 changes no weight near 1, since the smallest change that such a
# weight can feel is 6e-8. In your own equations a subnormal number stays what it is. But for the large matrix products
# among the adjoints, the compiled program asks the processor to take them for 0, and puts it back right afterwards.

# %%
print(step.explain())

# %% [markdown]
# What does that save? **Predict** for a step from the tutorial's weights, and for one from He's.

# %% tags=["nbval-ignore-output"]
for flush in (True, False):
    program = ng.compile(training, threads=1, flush=flush)
    for name, first in (("U(-1, 1)", tutorial), ("He", he)):
        took = microseconds(program, pictures[:128], labels[:128], 0.0001, first, ())
        print(f"flush={flush!s:<5}  from {name:>8}: {took:5.0f} us")

# %% [markdown]
# From He's, nothing. From the tutorial's it depends on how many subnormal numbers there are. nGraph's own program,
# measured on MNIST when this kit was planned, took 2.6 milliseconds a step from the tutorial's weights and 1.3 from
# small ones: subnormal numbers took *half* of its time. Nothing said so, no error and no wrong number; only a clock,
# and somebody who asked why.
#
# ## Questions
#
# 1. Why do both orders of the three numbers at the top count as correct?
# 2. Two runs of the same program differ in their last bits. Name two possible reasons. Which of them can ngteach
#    exclude?
# 3. The curve of f64 begins nine powers of ten lower, climbs from the same step on, and stays far below. What would you
#    see if there were a bug instead?
# 4. A colleague's new kernel gives another accuracy after an epoch, 93.1 % for 93.4 %. What would you do before you
#    call it a bug?
# 5. PyTorch has `use_deterministic_algorithms`. JAX gives the same bits on a CPU, but on a GPU only with XLA's flag
#    `--xla_gpu_deterministic_ops=true` (its issue 13672). Which line of the table do they promise?

# %% [markdown]
# ## Exercises
#
# **chaos.1** Without running it: what is `np.float32(16777216) + np.float32(1)`? (16777216 is 2**24.)

# %%
answer = ...
### BEGIN SOLUTION
answer = 16777216
### END SOLUTION
ng.lab.check("chaos.1", answer)

# %% [markdown]
# **chaos.2** Two runs are 1e-7 apart, and the difference doubles at every step. After how many whole steps is it 1 or
# more?

# %%
answer = ...
### BEGIN SOLUTION
answer = int(np.ceil(np.log2(1e7)))
### END SOLUTION
ng.lab.check("chaos.2", answer)

# %% [markdown]
# **chaos.3** Write `subnormal`: for an f32 array, True where a number is subnormal. Mind the sign; and 0 is not
# subnormal.


# %%
def subnormal(a):
    tiny = np.finfo(np.float32).tiny
    ...
    ### BEGIN SOLUTION
    return (np.abs(a) < tiny) & (a != 0)
    ### END SOLUTION


ng.lab.check("chaos.3", subnormal)

# %% [markdown]
# **chaos.4** Add up f32 numbers with a smaller error: add up each half in the same way, then the two
# sums. It is called *pairwise summation*. Use `np.float32` throughout; a sum of one number is that number.


# %%
def pairwise(a):
    half = len(a) // 2
    ...
    ### BEGIN SOLUTION
    if len(a) == 1:
        return a[0]
    return pairwise(a[:half]) + pairwise(a[half:])
    ### END SOLUTION


ng.lab.check("chaos.4", pairwise)

# %% [markdown]
# This is the end of the series. You have traced a model, derived the function that trains it, made it smaller,
# compiled it, read the program, added to it, and seen where its numbers come from. Everything else in the source is
# more of the same: open `ngteach/__init__.py`, which says in what order to read it.
#
# Back to the beginning: [00 The whole story on one page](00_start.ipynb). Words: [the glossary](24_glossary.ipynb)
