# %% [markdown]
# # 18 Chaos and reproducibility
#
# Two programs, both correct, start from the same weights and see the same pictures. After some twenty steps their
# weights differ by 0.05. Is one of them wrong?
#
# At the end you will be able to
#
# - tell a bug from rounding that grows, with two experiments;
# - say when a difference grows, and when the growth ends;
# - say what "reproducible" can mean, what each meaning costs, and what a test may ask for.
#
# Back: [17 Threads](17_threads.ipynb). On: [19 Convolution](19_convolution.ipynb).

# %%
import numpy as np

import ngteach as ng

ng.lab.recall("chaos")

# %% [markdown]
# ## Two correct programs
#
# [12 Floating point](12_floats.ipynb) has shown that the order of a sum decides its last digit. To see what that does
# to training we take a wide model and large first weights, as nGraph's tutorial does: 600 hidden units, weights from
# U(-1, 1), its scaled step. Our digits have 64 pixels and MNIST's 784; we print each pixel as 3 by 3 and have 576.

# %%
data = ng.load_data("digits")
pictures = np.kron(data.train_images, np.ones((1, 3, 3))).reshape(-1, 576).astype(np.float32) / 16
labels = data.train_labels.astype(np.int32)
types = ng.mlp_types((576, 600, 10))
training = ng.derive_training(ng.trace(ng.mlp, ng.f32[128, 576], types), optimizer="tutorial", trainable="weights")
step = ng.compile(training, threads=1)
tutorial = ng.tutorial_weights(types)

# %% [markdown]
# The second program differs in one thing: it takes the pictures of every batch in reverse order. The loss is a mean
# and each [[gradient]] a sum over the batch, so in mathematics nothing changes at all. `train_both` runs the two side
# by side, and notes after each step how far apart they are: the largest difference between any two weights.


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
# First with a tiny rate, 0.0001. The weights are between -1 and 1, where an [[ulp]] is at most 6e-8. How far apart
# are the two, at most, in 40 steps?

# %%
ng.lab.predict("chaos.p1")

# %% tags=["nbval-ignore-output"]
calm, calm_losses, _ = train_both(step, 0.0001, tutorial)
print(f"rate 0.0001: at most {calm.max():.1e} apart in 40 steps")

# %% [markdown]
# Two ulps. Now the rate 0.003, thirty times as large. Thirty times as far apart?

# %%
ng.lab.predict("chaos.p2")

# %% tags=["nbval-ignore-output"]
wild, wild_losses, _ = train_both(step, 0.003, tutorial)
print(f"rate 0.003: at most {wild.max():.1e} apart, {wild.max() / calm.max():,.0f} times as far")
ng.lab.curves(range(1, 41), {"rate 0.003": wild, "rate 0.0001": calm}, "step", "largest difference", yscale="log")

# %% [markdown]
# Several hundred thousand times. For about ten steps the two are less than 2e-6 apart. In the ten steps after that
# the difference grows by a *factor*, which on this scale is a slope: exponential growth, as in chaos, while it lasts.
# Then it ends.
#
# ## Is it a bug?
#
# One must ask, because a bug would look like this as well. Two experiments tell. The first: the *same* program twice,
# with the rows in the same order.

# %%
same, _, _ = train_both(step, 0.003, tutorial, orders=(1, 1))
print("the same program twice:", same.max(), "apart")

# %% [markdown]
# Not one bit. So nothing here is left to chance, and what differs comes of the order of the rows alone.
#
# The second: compute with more digits. If the difference begins with rounding, f64 begins at 1e-16 instead of 1e-7. A
# bug would not care. This time we watch for 100 steps. What will the curve of the f64 pair do?

# %%
ng.lab.predict("chaos.p3")

# %%
types64 = {name: ng.f64[t.shape] for name, t in types.items()}
inference64 = ng.trace(ng.mlp, ng.f64[128, 576], types64)
precise = ng.compile(ng.derive_training(inference64, optimizer="tutorial", trainable="weights"), threads=1)
tutorial64 = {name: w.astype(np.float64) for name, w in tutorial.items()}
f64_apart, _, _ = train_both(precise, 0.003, tutorial64, 100)
f32_apart, _, _ = train_both(step, 0.003, tutorial, 100)
ng.lab.curves(range(1, 101), {"f32": f32_apart, "f64": f64_apart}, "step", "largest difference", yscale="log")

# %% tags=["nbval-ignore-output"]
for name, apart in (("f32", f32_apart), ("f64", f64_apart)):
    seen = [f"step {k}: {apart[k - 1]:.0e}" for k in (1, 10, 20, 50, 100)]
    print(name, *seen, f"largest: {apart.max():.0e}", sep="   ")

# %% [markdown]
# The f64 pair begins nine digits lower, so it was rounding that set the two apart. It turns upwards at about the tenth
# step too, climbs more slowly and for longer, to 1e-9 at step 30; its largest is 7e-9, at step 51. Both pairs are
# enlarged a million times and more, and then the growth ends. So more digits do help here: by then the two f32 runs
# have become two models, and in the two f64 runs no weight differs by 1e-8. Will it always be so?
#
# ## Why does it grow, and why does it end?
#
# Descent is calm as long as a step is smaller than the valley is wide. Where the loss bends strongly, a step of this
# rate jumps across to the other side, and two starts that were a hair apart land more than a hair apart. Look at the
# losses of both rates.

# %%
losses = {"rate 0.003": wild_losses, "rate 0.0001": calm_losses}
ng.lab.curves(range(1, 41), losses, "step", "size of the loss")

# %% [markdown]
# The larger rate first climbs, from 38 to 46: it jumps. In the steps that follow the difference grows. As the loss
# falls the growth ends. The tutorial's step is the gradient times the loss, so it becomes shorter with the loss. If
# that is why the growth ends, then it should go on with plain descent, whose rate stays. The tutorial's run begins
# with 0.003 · 38, about 0.1. So the f64 pair once more, with plain descent and the rate 0.1:

# %% tags=["nbval-ignore-output"]
plain = ng.compile(ng.derive_training(inference64, optimizer="sgd", trainable="weights"), threads=1)
apart, _, _ = train_both(plain, 0.1, tutorial64, 80)
print("plain descent, f64:", *(f"step {k}: {apart[k - 1]:.0e}" for k in (1, 20, 40, 60, 80)), sep="   ")

# %% [markdown]
# It goes on, until these two are two models as well. So more digits postpone the parting; they prevent it only if the
# run reaches calm ground first, as the tutorial's did.
#
# Is the rate to blame, or the start? Now the rates 0.003 and 0.05, but from smaller first weights, `he_weights`, as
# in [10 Training](10_training.ipynb). There the loss begins at 2.5.

# %%
ng.lab.predict("chaos.p4")

# %% tags=["nbval-ignore-output"]
he = ng.he_weights(types)
for rate in (0.003, 0.05):
    gentle, gentle_losses, _ = train_both(step, rate, he)
    print(f"rate {rate} from He's weights: at most {gentle.max():.1e} apart, loss {gentle_losses[-1]:.1f} at the end")

# %% [markdown]
# Calm, with either. Such growth is no property of a program, nor of a rate alone, but of the landscape that you walk
# through, and where you start decides which landscape that is. The lesson for a test: **compare two programs where
# training is calm**, or over a few steps only.
#
# > **History.** The kit is tested against nGraph's own program on MNIST in this way. With the rate 0.0001 the two
# > agree in six digits at every one of 469 steps. With the tutorial's own 0.03 they are compared over the first ten
# > steps only.
#
# ## Does it matter?
#
# The weights differ; do the answers? Train 100 steps, forwards and backwards, from both starts. Count what is right
# among the test pictures, and which training pictures are dead: the right class is below the limit of the loss,
# exp(-50), where a picture has no gradient ([03 Loss](03_loss.ipynb)).

# %% tags=["nbval-ignore-output"]
test_pictures = np.kron(data.test_images, np.ones((1, 3, 3))).reshape(-1, 576).astype(np.float32) / 16
for name, rate, first in (("U(-1, 1)", 0.003, tutorial), ("He", 0.03, he)):
    for trained in train_both(step, rate, first, 100)[2]:
        right = np.argmax(ng.mlp(test_pictures, trained), axis=1) == data.test_labels
        dead = ng.mlp(pictures, trained)[np.arange(len(labels)), labels] < np.exp(-50)
        print(f"{name:>8}: {np.mean(right):.1%} right, {np.mean(dead):.1%} dead")

# %% [markdown]
# From He's weights both runs are the same model, but for the last digits. From the others they are two models: chance
# decides which pictures stay below the limit, where they teach nothing. Whether two runs that parted end equally well
# is chance as well, so your figures may differ from these. A report therefore gives the mean of *several* runs, and
# says how far they scatter. One run is one draw.
#
# ## What can you ask for?
#
# | you ask for | you get it | it costs |
# |---|---|---|
# | the same bits, from run to run | always, in ngteach | nothing |
# | the same bits, for any number of threads | `ng.compile(..., deterministic=True)` | tiles do not fit the threads |
# | the same bits, on another machine | not from NumPy or us; from [ReproBLAS][1] or MKL's [CNR mode][2] | slower sums |
# | the same skill | where training is calm | a good start, a modest rate |
#
# The second line is about sums: [17 Threads](17_threads.ipynb) shows where a product is cut so that two threads add
# its halves, and that the bits then depend on the number of threads.
#
# [1]: https://bebop.cs.berkeley.edu/reproblas/
# [2]: https://www.intel.com/content/www/us/en/docs/onemkl/developer-reference-c/2026-0/mkl-cbwr-set.html
#
# ## Summary
#
# - Two correct programs may add in another order. After one step they are an ulp or so apart.
# - Where training is far from calm, that difference grows by a factor from step to step, until the run reaches calmer
#   ground. More digits postpone the parting. With smaller first weights nothing grows, not even with a larger rate.
# - Run the same program twice, and both in f64: a difference that is there from run to run, or that does not shrink
#   with more digits, is a bug.
# - The same bits from run to run are free here, for any number of threads they cost a little time, and on another
#   machine one asks for the same skill instead.
#
# ## Questions

# %%
ng.lab.questions("chaos")

# %% [markdown]
# ## Exercises
#
# **chaos.1** Two programs should compute the same training. Which of these observations point to a bug, and not to
# rounding? Answer with the letters.
#
# - A. In f64 they are as far apart after one step as in f32: 1e-4.
# - B. With the rate 0.003 from U(-1, 1) they are 1e-7 apart after one step, and 0.05 after thirty.
# - C. They read 1 of 360 test pictures differently after 200 steps.
# - D. With the rate 0.0001, from He's weights, they are 1e-3 apart after one step.
# - E. In f64 they are 2e-16 apart after one step.

# %%
answer = ...
### BEGIN SOLUTION
answer = "AD"
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
# **chaos.3** By what factor does a difference grow at each step? `apart` has one number for each step; give the one
# factor that leads from the first to the last if it acts at every step in between.


# %%
def growth(apart):
    ...
    ### BEGIN SOLUTION
    return (apart[-1] / apart[0]) ** (1 / (len(apart) - 1))
    ### END SOLUTION


ng.lab.check("chaos.3", growth)

# %% [markdown]
# Next: [19 Convolution](19_convolution.ipynb), and what a [[convolution]] is. Words: [the
# glossary](24_glossary.ipynb)
