# %% [markdown]
# # 04 Slopes: which way is down, and what it costs to know
#
# The loss says how wrong a model is. If one weight grew by a little, would the loss rise or fall, and how fast?
#
# At the end you will be able to
#
# - say what a slope, a partial slope and a gradient are, and measure them,
# - compute slopes exactly, with the chain rule and with dual numbers,
# - say what a forward pass and a backward pass each give, and why training uses the backward one.
#
# Back: [03 Loss](03_loss.ipynb). On: [05 Backprop](05_backprop.ipynb).

# %%
import numpy as np

import ngteach as ng

ng.lab.recall("slopes")

# %% [markdown]
# ## A loss of two weights
#
# To see a [[loss]], take a model so small that it has two weights: it tells ones from zeros. Of each picture it is
# given two numbers, how dark the two columns in the middle are, and the four beside them. It multiplies each by a
# weight and adds up. If the result `z` is positive, the model says 1, otherwise 0. (`sign` is 1 for pictures of a one
# and -1 for those of a zero.)
#
# `1 / (1 + exp(-z))`, the *sigmoid* of `z`, is the probability of a one; it is what [[softmax]] gives for two
# [[logits|logit]], 0 and `z`. For a picture of a one the loss is minus its logarithm, `log(1 + exp(-z))`; for a zero
# it is `log(1 + exp(z))`, since there `-z` should be large. The mean over the pictures is the [[cross-entropy]].

# %%
data = ng.load_data("digits")
few = np.flatnonzero(data.train_labels < 2)[:100]
pictures, sign = data.train_images[few] / 16, np.where(data.train_labels[few] == 1, 1.0, -1.0)
ink = np.stack([pictures[:, :, [3, 4]].mean((1, 2)), pictures[:, :, [1, 2, 5, 6]].mean((1, 2))], axis=1)


def loss(w):
    return ng.mean(ng.log(1.0 + ng.exp(-sign * (ink @ w))))


ng.lab.surface(loss, (-8, 14), (-22, 6), xlabel="weight of the middle", ylabel="weight of what is beside it")

# %% [markdown]
# This is the *loss surface*, seen from above, as on a map of hills. Along each line the loss is the same, and the
# number is the loss; dark is high. Each point of the map is one model, and training means to walk down, into the
# valley at the lower right. There the first weight is positive and the second negative: a picture is a one if it is
# dark in the middle and white beside it.
#
# ## The slope along one weight
#
# Training is a walker who sees no map, only the ground at the feet. Stand at `w = [-5, -5]`, where the loss is 2.37.
# Change the first weight alone, a little up and a little down, and divide the change of the loss by the change of the
# weight: that is the *partial slope* for that weight. Measured with a small step and not with the rules of calculus
# it is a *[[finite difference]]*.

# %%
ng.lab.predict("slopes.p1")


# %%
def slope(f, at, h=1e-5):
    return (f(at + h) - f(at - h)) / (2 * h)


w = np.array([-5.0, -5.0])
first = slope(lambda a: loss(np.array([a, w[1]])), w[0])
second = slope(lambda b: loss(np.array([w[0], b])), w[1])
print(f"loss {loss(w):.2f}   slope along the first weight {first:.3f}, along the second {second:.3f}")

# %% [markdown]
# Both are negative: more of either weight makes the loss smaller. If the first weight grows by 0.1, the loss falls by
# about 0.036.
#
# The two slopes together are the *[[gradient]]*. They are enough for every direction: a step that changes the weights
# by `a` and `b` changes the loss by about `a * first + b * second`. Of all short steps of one length the one exactly
# *against* the gradient lowers the loss most. So that is the direction. But how far? We multiply the gradient by a
# number, the [[learning rate]], and subtract it. The slope is what it is at the feet; further on the ground may be
# another.

# %%
ng.lab.predict("slopes.p2")


# %%
def walk(rate, steps=12):
    path = [np.array([-5.0, -5.0])]
    for _ in range(steps):
        path.append(path[-1] - rate * ng.grad(loss)(path[-1]))
    return path


paths = {f"rate {rate}": walk(rate) for rate in (1, 10, 30)}
for rate in (1, 10, 30, 300):
    print(f"rate {rate:3}: loss", *(f"{loss(w):.2f}" for w in walk(rate, steps=4)))
ng.lab.surface(loss, (-8, 14), (-22, 6), paths, "weight of the middle", "weight of what is beside it")

# %% [markdown]
# Rate 1 goes down safely and slowly. Rate 10 is in the valley after two steps. Rate 30 jumps from one side of the
# valley to the other, and still gets on. At rate 300 the first step leads across the valley and so high up the other
# side that the loss is 28, and the steps after it jump as wildly. Downhill was the right direction, and the step too
# long.
#
# `ng.grad` gave the gradient, without differences. How can a slope be computed *exactly*, and for any function?
#
# ## The chain rule
#
# Take the function of [01 Tracing](01_tracing.ipynb): `y = x * w`, then `y * y + x`. Think of gears. If `y` turns
# twice as fast as `x`, and `z` twelve times as fast as `y`, then `z` turns 24 times as fast as `x`. Slopes of
# functions that are computed one after the other are multiplied: that is the *[[chain rule]]*. And where something is
# reached by two ways, what comes along each of them is added.
#
# At x = 3 and w = 2: `y` is 6. The slope of `y = x * w` along `x` is `w`. The slope of `y * y` along `y` is `2 * y`.
# And `+ x` is a second way from `x` to the result.

# %%
ng.lab.predict("slopes.p3")


# %%
def f(x, w):
    y = x * w
    return y * y + x


print(f"{slope(lambda x: f(x, 2.0), 3.0):.4f}")

# %% [markdown]
# ## A number that knows its slope
#
# [01 Tracing](01_tracing.ipynb) had a stand-in, `Proxy`, that wrote down what happened to it. Let another stand-in
# carry two numbers: its value, and how fast it changes. Each operation computes both. For `+` the slopes are added.
# For `*` there are two ways: the slope of the first times the second, plus the first times the slope of the second.
# Such a pair is called a *[[dual number]]*, and computing with it *[[forward mode]]*: the slopes run forwards,
# together with the values.


# %%
class Dual:
    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)


# %% [markdown]
# A pass in which `x` moves at the speed 1, and `w` stands still, gives the slope along `x`: 25. The slope along `w`
# needs a second pass, in which `w` moves and `x` stands still. What if both move at the speed 1, in the same pass?

# %%
ng.lab.predict("slopes.p4")

# %%
for dx, dw in ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0)):
    z = f(Dual(3.0, dx), Dual(2.0, dw))
    print(f"x at speed {dx}, w at speed {dw}: value {z.value}, slope {z.slope}")

value, exact = ng.jvp(f, (3.0, 2.0), (1.0, 1.0))
print("ng.jvp:", value, exact)

# %% [markdown]
# One forward pass gives the slope in *one direction*, exactly and not by differences, and the two numbers `dx` and
# `dw` are the direction. `ng.jvp` is the kit's forward mode, for all of its ops: it takes the function, where to
# stand, and in which direction to look. The name is short for Jacobian-vector product. What is a Jacobian?
#
# ## All slopes in one table
#
# A function of 2 numbers with 3 results has 6 partial slopes. The table of them is its *[[Jacobian]]*: a row for each
# result, a column for each input. A forward pass in the direction of one input gives a column; in another direction
# it gives a mixture of the columns, a [[jvp]].
#
# There is a walk in the other direction, too, a *backward pass*: it begins at the results and gives all slopes of one
# of them, a row, or a mixture of the rows, a [[vjp]] (vector-Jacobian product). Computing so is called
# *[[reverse mode]]*. `ng.vjp` returns the value, and a function `back` for the walk. It is given how much each result
# counts, here the last one alone; that is the [[seed]].


# %%
def three(x):
    return ng.stack([x[0] * x[1], x[0] + x[1], x[1] * x[1]])  # one array of three


x = np.array([2.0, 3.0])
value, back = ng.vjp(three, x)
print(ng.jacobian(three)(x))
print("first column, by a forward pass:", ng.jvp(three, (x,), (np.array([1.0, 0.0]),))[1])
print("last row, by a backward pass:   ", back(np.array([0.0, 0.0, 1.0]))[0])

# %% [markdown]
# ## The slopes of a real model
#
# Now the digits: the model with 64 hidden units has 4,810 weights, and the loss is one number. So its Jacobian is a
# single row. (`ng.mlp` is that model, ready-made; `ng.mlp_types` gives the types of its weights, and `ng.he_weights`
# random numbers of a good size to begin with.) Both passes are [[compiled|compile]], so that both are
# fast. `ahead` is a forward pass: it takes a direction. `gradient` is a backward pass.

# %%
types = ng.mlp_types((64, 64, 10))
weights = ng.he_weights(types)
x, labels = np.float32(data.train_images[:32].reshape(32, 64) / 16), np.int32(data.train_labels[:32])


def digits_loss(weights):
    return ng.cross_entropy(ng.mlp(x, weights), labels)


ahead = ng.compile(ng.trace(lambda w, direction: ng.jvp(digits_loss, (w,), (direction,))[1], types, types))
gradient = ng.compile(ng.trace(ng.grad(digits_loss), types))

# %% [markdown]
# All slopes by forward passes: a direction in which nothing moves, and in it one number after the other set to 1.
# Then all slopes by a backward pass.

# %%
ng.lab.predict("slopes.p5")

# %%
direction = {name: np.zeros_like(W) for name, W in weights.items()}
forward = {name: np.zeros_like(W) for name, W in weights.items()}
passes = 0
for name, one in direction.items():
    for place in np.ndindex(one.shape):
        one[place] = 1.0
        forward[name][place] = ahead(weights, direction)
        one[place], passes = 0.0, passes + 1

backward = gradient(weights)
print(passes, "forward passes, 1 backward pass")
print(f"largest difference {max(np.abs(forward[n] - backward[n]).max() for n in weights):.6f}")

# %% [markdown]
# The same slopes. On the machine on which this page was written a pass takes some 40 microseconds, forward or
# backward: 0.2 seconds for the slopes of one step, against 0.00004. For a loss, which is one number, however many the
# weights, the backward pass is the one to take. Forward passes win where few numbers go in and many come out.
#
# The walk is called [[backprop]]. How it can give all slopes at once is the subject of
# [05 Backprop](05_backprop.ipynb).
#
# ## Summary
#
# - The partial slope says how fast the loss changes with one weight; all of them are the gradient.
# - Against the gradient is downhill; the learning rate says how far, and a step may be too long.
# - Chain rule: slopes one behind the other are multiplied, slopes of two ways are added.
# - Forward mode carries value and slope together: exact, one direction a pass (jvp, a column of the Jacobian).
# - Reverse mode gives a row a pass (vjp): all 4,810 slopes of a loss at once.
#
# ## Questions

# %%
ng.lab.questions("slopes")

# %% [markdown]
# ## Exercises
#
# **slopes.1** `Dual` has no division yet. For `z = x / y`, with the slopes `dx` and `dy`, return the value of `z` and
# its slope, as a pair. (The slope of `1 / y` is `-1 / y**2`.)


# %%
def divide(x, dx, y, dy):
    ...
    ### BEGIN SOLUTION
    return x / y, dx / y - x * dy / y**2
    ### END SOLUTION


ng.lab.check("slopes.1", divide)

# %% [markdown]
# **slopes.2** A function takes 3 numbers and returns 1000. Its Jacobian has 3000 slopes. How many passes give all of
# them, in the mode that needs fewer?

# %%
answer = ...
### BEGIN SOLUTION
answer = 3
### END SOLUTION
ng.lab.check("slopes.2", answer)

# %% [markdown]
# **slopes.3** Forward mode by hand: values, and after each value how fast it changes. Put the lines in order; two of
# them do not belong to it.

# %%
ng.lab.parsons("slopes.3")

# %% [markdown]
# **slopes.4** One line of this forward pass is wrong. Which one?

# %%
ng.lab.hunt("slopes.4")

# %% [markdown]
# Next: [05 Backprop: by hand, then as a graph](05_backprop.ipynb). Words: [the glossary](24_glossary.ipynb)
