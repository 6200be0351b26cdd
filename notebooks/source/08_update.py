# %% [markdown]
# # 08 Update: a training function without a memory
#
# A weight is a number that changes. A graph is a list that never does. This notebook brings the two together, as the
# tutorial does, and looks closely at the step that the tutorial takes. It is not the one in the textbooks.
#
# At the end you will be able to
#
# - write the tutorial's whole program: model, loss, adjoints and update in one graph,
# - train with two sets of weights that change places, and say what breaks with only one,
# - tell the tutorial's scaled step from plain gradient descent, and predict which is larger.
#
# Back: [05 Backprop](05_backprop.ipynb). On: [09 Clone](09_clone.ipynb).

# %%
import math

import numpy as np

import ngteach as ng

# %% [markdown]
# ## Everything goes in
#
# We write the tutorial's program, with its names, for small pictures. A trace can be opened again and continued, so
# we can do it in three cells. First the inputs: pictures, labels, the learning rate, and, since a graph has no
# memory, the weights.

# %%
t = ng.Trace("mnist_mlp")
with t:
    X, Y = ng.parameter(ng.f32[32, 64], "X"), ng.parameter(ng.i32[32], "Y")
    learning_rate = ng.parameter(ng.f32[()], "learning_rate")
    types = ng.mlp_types((64, 16, 10))
    W0, b0, W1, b1 = (ng.parameter(types[name], name) for name in types)

# %% [markdown]
# The model of notebook 02 and the loss of notebook 03. The tutorial's loss has no minus sign: it is the mean
# logarithm of the right class's probability, a negative number that should climb to 0.

# %%
with t:
    l0 = ng.relu(X @ W0 + b0)
    softmax = ng.softmax(l0 @ W1 + b1, axis=1)
    labels = ng.one_hot(Y, 10, ng.f32)
    softmax_log = ng.log(ng.maximum(softmax, math.exp(-50)))
    loss = ng.sum(softmax_log * labels) / 32.0

# %% [markdown]
# Now the adjoints of notebook 04, and the update: old weight plus adjoint. Nothing is changed here. `W0_next` is
# another value, computed from `W0`. Look at the first line; we shall come back to it. (Because of it the graph calls
# the adjoints `adjoint_W0` and so on: `dW0` is kept for the derivative of the loss, which begins with 1.)

# %%
with t:
    delta = -learning_rate * loss
    adjoints = ng.Adjoints(loss, delta)
    W0_next = W0 + adjoints[W0]
    b0_next = b0 + adjoints[b0]
    W1_next = W1 + adjoints[W1]
    b1_next = b1 + adjoints[b1]

# %% [markdown]
# One trace can give several graphs: we name what goes in and what comes out, and get the equations in between. This
# is the training function; the updated weights are among its results.

# %%
weights = (W0, b0, W1, b1)
results = (loss, softmax, W0_next, b0_next, W1_next, b1_next)
train = t.graph(results, inputs=(X, Y, learning_rate, *weights), name="train")
infer = t.graph(softmax, inputs=(X, *weights), name="infer")
print(len(infer.equations), "equations to use it,", len(train.equations), "to train it")
train.show()

# %% [markdown]
# ## No memory
#
# **Predict:** we call the training function twice with the same arguments. The first call made a step. Is the loss of
# the second smaller?

# %%
data = ng.load_data("digits")
pictures = (data.train_images / 16).astype(np.float32).reshape(-1, 64)
truth = data.train_labels.astype(np.int32)
first = list(ng.he_weights(types).values())
for _ in range(2):
    found, p, *following = train(pictures[:32], truth[:32], 0.05, *first)
    print(f"{found:.4f}")

# %% [markdown]
# It is the same. The step is not *in* the function; it is in what it returned. To go on, we hand these weights to
# the next call, and this makes the memory ours: we may keep it, copy it, go back to it.

# %%
found, p, *following = train(pictures[:32], truth[:32], 0.05, *following)
print(f"{found:.4f}")

# %% [markdown]
# ## Two sets that change places
#
# A new array for each weight at each step would be wasteful. With `out=` you say where the results shall go. So make
# two sets of arrays: read from one, write to the other, and then let them change places. In the tutorial this is
# `t_W0.swap(t_W0_next)`.

# %%
step = ng.compile(train)
now, following = [a.copy() for a in first], [np.empty_like(a) for a in first]
found, p = np.empty((), np.float32), np.empty((32, 10), np.float32)
for k in range(300):
    batch = np.arange(32 * k, 32 * k + 32) % len(truth)
    step(pictures[batch], truth[batch], 0.05, *now, out=(found, p, *following))
    now, following = following, now
print(f"loss {found:.4f}, {np.mean(np.argmax(p, axis=1) == truth[batch]):.0%} of the last batch right")

# %% [markdown]
# The names swap, the numbers stay where they are: it costs nothing.
#
# ## Why not one set?
#
# It would save memory to write the new weights over the old ones. **Predict:** the walk back reaches `W1` before
# `W0`. Suppose that `W1` is overwritten as soon as its adjoint is known. What goes wrong on the rest of the way?

# %% tags=["raises-exception"]
step(pictures[:32], truth[:32], 0.05, *now, out=(found, p, *now))

# %% [markdown]
# The adjoint of `l0`, on the way to `W0`, is computed from `W1`: it must be the old one, with which the loss was
# computed. In our graph the four updates happen to stand last. But a compiler may move an equation forward, and
# several threads may run equations at the same time. Then each step would be a little wrong, without an error. So the
# kit refuses. In the theatre you can do it all the same. Go through one step with the space bar, and see which numbers
# travel where; then tick `W1`, and watch the next step go astray.

# %%
ng.lab.swap_theatre()

# %% [markdown]
# ## The tutorial's step
#
# Back to `delta = -learning_rate * loss`, the seed of the adjoints. In a textbook the adjoints begin with 1, and the
# update subtracts the rate times `dW0`. That is plain descent, and this is how the kit writes it:

# %%
plain = ng.derive_training(ng.trace(ng.mlp, ng.f32[32, 64], types), optimizer="sgd", trainable="weights")
for eqn in plain.equations:
    if eqn.output.name in ("weights.dW0", "change", "W0_next"):
        print(eqn)

# %% [markdown]
# The tutorial's seed holds the minus sign and the rate already, so that the update need only add. But it holds the loss
# too. **Predict:** two functions, one of each kind, take one step from the same weights with the same rate. The loss is
# about 2.3. How do their steps compare?

# %%
inference = ng.trace(ng.mlp, ng.f32[32, 64], types)
steps = {}
for name in ("tutorial", "sgd"):  # the tutorial's update, and plain descent
    train = ng.derive_training(inference, optimizer=name, trainable="weights")
    value, p, after, _ = train(pictures[:32], truth[:32], 0.05, dict(zip(types, first)), ())
    steps[name] = after["W0"] - first[0]
    print(f"{name:8} loss {value:7.4f}   longest step of a weight {np.max(np.abs(steps[name])):.5f}")

# %%
print(f"{np.linalg.norm(steps['tutorial']) / np.linalg.norm(steps['sgd']):.4f}")
assert np.allclose(steps["tutorial"], abs(float(value)) * steps["sgd"], atol=1e-6)

# %% [markdown]
# The same direction, and longer by a factor that is the loss itself. (The two minus signs cancel: the tutorial's loss
# is negative and it climbs, the textbook's is positive and descends.)
#
# ## What does it descend on?
#
# A step along `loss * dloss` is what you get for another function: the slope of `loss²/2` is `loss` times the slope
# of the loss. So the tutorial does plain gradient descent after all, only on half the *square* of the cross-entropy.


# %%
def half_square(weights):
    return ng.cross_entropy(ng.mlp(pictures[:32], weights), truth[:32]) ** 2.0 / 2.0


gradient = ng.grad(half_square)(dict(zip(types, first)))
assert np.allclose(steps["tutorial"], -0.05 * gradient["W0"], atol=1e-6)

# %% [markdown]
# ## Which is better?
#
# **Predict:** both train with the same rate. While the loss is above 1 the tutorial's steps are longer, and below 1
# they are shorter. Draw the two curves before you run the cell.


# %%
def losses_with(update, rate, steps=600):
    step = ng.compile(ng.derive_training(inference, optimizer=update, trainable="weights"))
    weights, losses = dict(zip(types, first)), []
    for k in range(steps):
        batch = np.arange(32 * k, 32 * k + 32) % len(truth)
        loss, _, weights, _ = step(pictures[batch], truth[batch], rate, weights, ())
        losses.append(abs(float(loss)))
    return np.convolve(losses, np.ones(45) / 45, "valid")  # the mean of one pass over the data


# %%
both = {"tutorial's step": losses_with("tutorial", 0.05), "plain descent": losses_with("sgd", 0.05)}
ng.lab.curves(np.arange(556), both, xlabel="step", ylabel="loss", yscale="log")

# %% [markdown]
# Ahead at the beginning, and overtaken as soon as the loss is small. Steps that shrink as the fit improves are not
# foolish; they are a schedule for the learning rate that nobody wrote down. But whoever reads `learning_rate = 0.03`
# in the tutorial and puts it into another program does not get the same training.
#
# ## The rate is an input
#
# In many programs the learning rate is a constant somewhere inside. Here it is an argument, so you may change it at
# every step, without tracing or compiling again. **Predict:** what does a step with the rate 0 return?

# %%
value, p, *after = step(pictures[:32], truth[:32], 0.0, *now)
assert all(np.array_equal(a, b) for a, b in zip(after, now))
print(f"{value:.4f}")

# %% [markdown]
# The weights that went in, and the loss. So a step with the rate 0 is a measurement.
#
# ## What you have built
#
# From a line of Python to a program that trains: traced, with a loss, with adjoints, with an update, called in a
# loop. The model and the training were written as one piece, though. The next notebook takes an inference graph that
# somebody else has written, and derives its training function in one call.
#
# ## Questions
#
# 1. In which line of this page do weights change? Is it a line of the graph?
# 2. What would you have to save in order to go back to step 100 and go on from there with another rate?
# 3. The loss is 0.02. How many times as long as the plain step is the tutorial's? And with a loss of 50, the largest
#    that the clip allows?
# 4. `infer` was taken from the same trace as `train`. Which equations do they share, and why does that do no harm?
# 5. Adam keeps two numbers for each weight from step to step. Where can a function without a memory put them?
#
# ## Exercises
#
# **update.1** Plain gradient descent: the weights `W`, the adjoint `dW` of the loss, the rate. Return the next weights.


# %%
def descend(W, dW, rate):
    ...
    ### BEGIN SOLUTION
    return W - rate * dW
    ### END SOLUTION


ng.lab.check("update.1", descend)

# %% [markdown]
# **update.2** The tutorial's loss is -0.25. Its step is how many times as long as the step of plain descent with the
# same rate?

# %%
answer = ...
### BEGIN SOLUTION
answer = 0.25
### END SOLUTION
ng.lab.check("update.2", answer)

# %% [markdown]
# **update.3** A training function of your own, for a straight line: the prediction is `x @ w`, the loss the mean of the
# squared differences to `y`. It is traced, so you can use `ng.Adjoints`. Return the loss and the next `w`, by plain
# descent. `x` is `f32[8,3]`.


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
# **update.4** *Momentum*: the step follows a velocity, which remembers the earlier gradients. The next velocity is 0.9
# times the old one plus `dW`; the weights move by minus the rate times the *next* velocity. The function has no
# memory: return the next weights and the next velocity.


# %%
def momentum(W, dW, velocity, rate):
    ...
    ### BEGIN SOLUTION
    velocity_next = 0.9 * velocity + dW
    return W - rate * velocity_next, velocity_next
    ### END SOLUTION


ng.lab.check("update.4", momentum)

# %% [markdown]
# Next: [09 Clone, and training derived in one call](09_clone.ipynb). Words: [the glossary](24_glossary.ipynb)
