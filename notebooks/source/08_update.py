# %% [markdown]
# # 08 Update: a training function without a memory
#
# A weight is a number that changes. A [[graph]] is a list of equations that never does. How can a graph train a model?
#
# At the end you will be able to
#
# - take a step of [[gradient]] descent, and tell from its path whether the rate is too small or too large,
# - write a training function: model, loss, adjoints and update in one graph,
# - train with two sets of weights that change places, and say what breaks with only one,
# - say why the first weights are random,
# - say where momentum and Adam keep what they remember.
#
# Back: [07 Own op](07_own_op.ipynb). On: [09 Clone](09_clone.ipynb).

# %%
import numpy as np

import ngteach as ng

ng.lab.recall("update")

# %% [markdown]
# ## One weight, one step
#
# Begin with a single weight `w` and the loss `(w - 3)²`. Its slope is `2 (w - 3)`: at w = 0 it is -6, so the loss
# shrinks as `w` grows. *Gradient descent* goes against the slope: the next `w` is `w - rate * slope`. The
# [[learning rate]] says how far to go. With a rate of 0.1 the first step leads from 0 to 0.6.
#
# A larger rate is faster, up to a point. Take the rate 1 and a few steps with a pencil. Where is `w` after ten of
# them?

# %%
ng.lab.predict("update.p1")


# %%
def walk(rate, w=0.0, steps=10):
    path = [w]
    for _ in range(steps):
        path.append(path[-1] - rate * 2 * (path[-1] - 3))
    return path


print("rate 1:", walk(1.0))
paths = {f"rate {rate}": walk(rate) for rate in (0.05, 0.3, 1.05)}
ng.lab.descent(lambda w: (w - 3) ** 2, paths, -2, 8)

# %% [markdown]
# Each step multiplies the distance to 3 by `1 - 2 * rate`. With 1 that is -1: back and forth for ever. In the picture,
# 0.05 leaves nine tenths of the distance at each step, and ten steps are not enough. 0.3 leaves 0.4 of it, and is soon
# there. 1.05 lands a little farther away on the other side, every time. All three go the right way; only the length of
# the step differs.
#
# A model with a thousand weights has a slope for each, and a loss that is no simple curve. The step is the same one.
#
# ## A training function
#
# A graph keeps nothing between two calls: it is [[stateless]]. So the weights are an *input*, like the pictures, and
# so is the rate. The function computes the [[loss]] and its [[adjoints|adjoint]], and then, for each weight, another
# value: the weight after one step. It returns them all. (`ng.mlp` is the model of [02 Inference](02_inference.ipynb),
# `ng.cross_entropy` the loss of [03 Loss](03_loss.ipynb).)


# %%
def train_step(X, Y, rate, weights):
    p = ng.mlp(X, weights)
    loss = ng.cross_entropy(p, Y)
    adjoints = ng.Adjoints(loss)
    following = {name: w - rate * adjoints[w] for name, w in weights.items()}
    return loss, p, following


types = ng.mlp_types((64, 16, 10))  # W0, b0, W1, b1 of a model with 16 hidden units: 1210 numbers
train = ng.trace(train_step, ng.f32[32, 64], ng.i32[32], ng.f32[()], types)
print(f"{len(train.equations)} equations; the last three:", *train.equations[-3:], sep="\n")

# %% [markdown]
# This is the [[update]] of `b1`: spread the rate to its shape, multiply by its adjoint, subtract the product. Nothing
# is overwritten. `b1` is what it was, and the last line has a name of its own. A graph like this is a
# [[training function]]. (`Adjoints` wrote down a few equations that nobody needs, such as the adjoint of the pictures.
# [15 Passes](15_passes.ipynb) removes them.)
#
# ## No memory
#
# Now real digits, 32 of them, and first weights from `ng.he_weights`, which we look at below. We call the function
# twice with the same arguments. The first call made a step downhill.

# %%
ng.lab.predict("update.p2")

# %%
data = ng.load_data("digits")
pictures = (data.train_images / 16).astype(np.float32).reshape(-1, 64)
truth = data.train_labels.astype(np.int32)
first, step = ng.he_weights(types), ng.compile(train)
for _ in range(2):
    loss, p, following = step(pictures[:32], truth[:32], 0.1, first)
    print(f"{loss:.4f}")
loss, p, following = step(pictures[:32], truth[:32], 0.1, following)
print(f"{loss:.4f} with the weights that the call before returned")

# %% [markdown]
# The step is not *in* the function; it is in what the function returned. To go on, we hand these weights to the next
# call. So the memory is ours: we may keep it, copy it, go back to it.
#
# ## Two sets that change places
#
# New arrays for all weights at each step would be wasteful. With `out=` you say where the results shall go. So make
# two sets of arrays, read from one and write to the other, and then let them change places.


# %%
def trained(weights, steps, rate=0.1):
    now = {name: a.copy() for name, a in weights.items()}
    following = {name: np.empty_like(a) for name, a in weights.items()}
    loss, p = np.empty((), np.float32), np.empty((32, 10), np.float32)
    for k in range(steps):
        batch = np.arange(32 * k, 32 * k + 32) % len(truth)
        step(pictures[batch], truth[batch], rate, now, out=(loss, p, following))
        now, following = following, now
    return float(loss), now


print(f"loss {trained(first, 300)[0]:.2f} after 300 steps")

# %% [markdown]
# The names change places, the numbers stay where they are. The swap costs nothing.
#
# > **History.** nGraph's tutorial, "Derive a trainable model", swaps too: `t_W0.swap(t_W0_next)`. But its step is
# > another one. Its loss is the mean of log p *without* the minus sign, a negative number that climbs to 0, and its
# > adjoints do not begin with 1 but with `delta = -learning_rate * loss`; the update adds them. Two minus signs
# > cancel, so it does go downhill: each step is the step of plain descent, times the size of the loss. With a loss of
# > 2.3 it is 2.3 times as long, with a loss of 0.1 a tenth. This is plain descent on another function: half the square
# > of the [[cross-entropy]], whose slope is the loss times the slope of the loss. It trains, with steps that shrink as
# > the fit improves. But its `learning_rate = 0.03`, put into another program, does not give the same training.
# > `ng.derive_training(model, optimizer="tutorial")` derives this step.
#
# ## Why not one set?
#
# It would save memory to write the new `W1` over the old one as soon as its adjoint is known: an update
# *[[in place]]*. The walk back has not reached `W0` then.

# %%
ng.lab.predict("update.p3")

# %%
W1 = train["weights.W1"]
print(*[eqn for eqn in train.equations if any(x is W1 for x in eqn.inputs)], sep="\n")
loss, p = np.empty((), np.float32), np.empty((32, 10), np.float32)
try:
    step(pictures[:32], truth[:32], 0.1, first, out=(loss, p, {**following, "W1": first["W1"]}))
except ng.GraphError as problem:
    print(problem)

# %% [markdown]
# Three equations read `W1`: the model, the walk back (transposed, on the way to `dh`, which leads to `dW0`), and the
# update. `dh` needs the *old* `W1`, with which the loss was computed. In our graph the updates happen to stand last.
# But a compiler may move an equation forward, and several threads may run equations at the same time. Then each step
# would be a little wrong, without an error. So the kit refuses an `out=` that is also an input.
#
# In the theatre you can do it all the same. Go through one step with the space bar, and see which numbers travel
# where. Then tick `W1`, and watch the next step go astray.

# %%
ng.lab.swap_theatre()

# %% [markdown]
# ## Why random?
#
# The first weights were random numbers. Why not zeros, which favour no answer? Train from zeros, 900 steps, and look
# at `W0`.

# %%
ng.lab.predict("update.p4")

# %%
same = {f"all {v}": {n: np.full(t.shape, v, np.float32) for n, t in types.items()} for v in (0, 0.1)}
for name, start in {**same, "random": first}.items():
    loss, after = trained(start, 900)
    W0 = after["W0"]
    between = np.ptp(W0, axis=1).max()  # in a row: largest minus smallest
    print(f"{name:8} loss {loss:.2f}   largest of W0 {np.abs(W0).max():.2f}   between its columns {between:.2f}")

# %% [markdown]
# From zeros, `h` is 0, so `dW1 = h.T @ dz` is 0 (`z` is what [[softmax]] reads). `W1` is 0 too, so `dh = dz @ W1.T` is
# 0, and with it `dW0`. Only `b1` moves, and all that it can learn is how often each digit occurs.
#
# From equal numbers something moves. But all 16 hidden units compute the same, get the same adjoint, and take the same
# step. The columns of `W0` stay equal, and 16 units do the work of one. Random numbers make the units differ, so that
# they can learn different things.
#
# How large should they be? `ng.he_weights` takes random numbers of variance 2 / inputs for a matrix, and zeros for a
# bias (He and others, 2015). So a relu layer gives back numbers of about the size of those that it got, and many
# layers in a row neither blow up nor die out.
#
# ## A rule that remembers
#
# Some rules, called [[optimizers|optimizer]], look at more than the present slope. *Momentum* follows a velocity: 0.9
# times the last velocity, plus the gradient. Each step of *Adam* uses `m`, a running mean of the gradient, `v`, one of
# its square, and `t`, the number of the step:
#
#     t = t + 1
#     m = 0.9 * m + 0.1 * g
#     v = 0.999 * v + 0.001 * g * g
#     w = w - rate * (m / (1 - 0.9**t)) / (sqrt(v / (1 - 0.999**t)) + 1e-8)
#
# `m` and `v` begin at 0, so they are too small at first. The two divisions correct this, and that is what `t` is for.
# Where does a function without a memory keep all this? Where it keeps the weights: outside. The [[optimizer state]]
# goes in, and its next values come out.

# %%
model = ng.trace(ng.mlp, ng.f32[32, 64], types)
for name in ("sgd", "momentum", "adam"):  # sgd is plain descent
    derived = ng.derive_training(model, optimizer=name)
    print(f"{name:9}", *[x.name for x in derived.inputs if x.name.startswith("state")])
path, velocity = [0.0], 0.0
for _ in range(60):
    velocity = 0.9 * velocity + 2 * (path[-1] - 3)
    path.append(path[-1] - 0.01 * velocity)
ng.lab.curves(range(61), {"plain": walk(0.01, steps=60), "momentum": path}, "step", "w")

# %% [markdown]
# In the picture both walk down the curve `(w - 3)²` of the beginning, at the rate 0.01. Momentum gathers speed and has
# passed 3 after 14 steps; it runs on to 3.89, comes back, and swings about 3 less and less. Plain descent gets to 2.11.
#
# Momentum has a number for each weight, Adam two, and `t` is one number for the whole model. For plain descent the
# state is empty: `()`. `ng.derive_training` writes the function of this page for any [[inference]] graph and any of
# these rules; the next page shows how, by a [[clone]] of the model. What it derives returns four things: the loss, the
# outputs, the next weights, the next state. Where a program does not need one of them, Python's habit is to call it
# `_`.
#
# ## Summary
#
# - A step of descent: `w - rate * slope`. A small rate takes many steps; one that is too large leads away.
# - The training function has no memory. Data, rate, weights and state go in; loss, next weights and next state come
#   out.
# - Two sets of arrays change places after every step, because the walk back still needs the old weights.
# - From zeros the hidden layer learns nothing, and from equal numbers its units stay equal: so begin with random ones.
#
# ## Questions
#
# Write a sentence or two; then compare.

# %%
ng.lab.questions("update")

# %% [markdown]
# ## Exercises
#
# **update.1** Plain gradient descent: the weights `W`, the adjoint `dW` of the loss, the rate. Return the next
# weights.


# %%
def descend(W, dW, rate):
    ...
    ### BEGIN SOLUTION
    return W - rate * dW
    ### END SOLUTION


ng.lab.check("update.1", descend)

# %% [markdown]
# **update.2** (See the history box.) The tutorial's loss is -0.25. Its step is how many times as long as the step of
# plain descent with the same rate?

# %%
answer = ...
### BEGIN SOLUTION
answer = 0.25
### END SOLUTION
ng.lab.check("update.2", answer)

# %% [markdown]
# **update.3** A training function of your own, for a straight line: the prediction is `x @ w`, the loss the mean of
# the squared differences to `y`. It is traced, so you can use `ng.Adjoints`. Return the loss and the next `w`, by
# plain descent. `x` is `f32[8,3]`.


# %%
def line_step(x, y, rate, w):
    difference = x @ w - y
    loss = ng.sum(difference * difference) / 8.0
    w_next = w
    ### BEGIN SOLUTION
    w_next = w - rate * ng.Adjoints(loss)[w]
    ### END SOLUTION
    return loss, w_next


ng.lab.check("update.3", line_step)

# %% [markdown]
# **update.4** *Momentum*: the next velocity is 0.9 times the old one plus `dW`; the weights move by minus the rate
# times the *next* velocity. The function has no memory: return the next weights and the next velocity.


# %%
def momentum(W, dW, velocity, rate):
    ...
    ### BEGIN SOLUTION
    velocity_next = 0.9 * velocity + dW
    return W - rate * velocity_next, velocity_next
    ### END SOLUTION


ng.lab.check("update.4", momentum)

# %% [markdown]
# **update.5** One step of descent for a straight line, by hand and without a graph: `x` has 4 rows, and the loss is
# the mean of the squared errors. Put the lines in order. Not all of them belong to it.

# %%
ng.lab.parsons("update.5")

# %% [markdown]
# **update.6** Adam's step, as above, in NumPy, with one wrong line. Which?

# %%
ng.lab.hunt("update.6")

# %% [markdown]
# Next: [09 Clone, and training derived in one call](09_clone.ipynb). Words: [the glossary](24_glossary.ipynb)
