# %% [markdown]
# # 13 NaN: where it comes from
#
# The loss was 0.4 for a thousand steps, and now it is NaN. The line that printed it did not make it. Which line did,
# and which of the numbers?
#
# At the end you will be able to
#
# - say how far one bad row of a batch spreads in one step,
# - follow a [[NaN]] back to the equation that made it, by hand and with `ng.why_nan`,
# - explain why a `where` does not keep NaN out of a [[gradient]], and write the one that does,
# - stop a training run before NaN gets into its weights.
#
# Back: [12 Floating point](12_floats.ipynb). On: [14 Limits](14_limits.ipynb).

# %%
import warnings

import numpy as np

import ngteach as ng

np.seterr(all="ignore")  # NumPy's own warnings name no line of ours
warnings.simplefilter("ignore", ng.TraceWarning)  # and the kit's we look at further down
ng.lab.recall("nan")

# %% [markdown]
# ## One bad picture
#
# Here is the loss of [03 Loss](03_loss.ipynb) without its [[clip]], and a batch of 32 pictures. In one of them,
# number 3, the pixels were left between 0 and 255, where all others are between 0 and 1.


# %%
def loss_of(weights, x, labels):
    p = ng.mlp(x, weights)
    return -ng.sum(ng.one_hot(labels, 10, ng.f32) * ng.log(p)) / 32.0


data, types = ng.load_data("digits"), ng.mlp_types((64, 16, 10))
weights = ng.he_weights(types)
labels = data.train_labels[:32].astype(np.int32)
x = (data.train_images[:32] / 16).astype(np.float32).reshape(32, 64)
x[3] *= 255
print("loss:", ng.trace(loss_of, types, ng.f32[32, 64], ng.i32[32])(weights, x, labels))

# %% [markdown]
# The loss is a sum over all pictures, so one NaN in it is enough. And the gradients? 31 of 32 rows are in order.
# Which of the weights get a gradient of NaN?

# %%
ng.lab.predict("nan.p1")

# %%
gradients = ng.grad(loss_of)(weights, x, labels)
for name, d in gradients.items():
    print(f"d{name}: {np.isnan(d).mean():.0%} of {d.size} numbers are NaN")
h = ng.relu(x[3] @ weights["W0"] + weights["b0"])
print(f"units that are on for picture 3: {np.sum(h > 0)} of 16")

# %% [markdown]
# The [[adjoint]] of the [[logits|logit]] is NaN in row 3 only. But `dW1 = h.T @ dlogits` adds up over the rows, and
# NaN plus anything is NaN: all of `W1`. Even a unit that is off contributes, since 0 · NaN is NaN. On the way to the
# first layer the rule of relu picks with a `where`: a unit that was off gets 0, whatever comes. So of `W0` only the
# columns of the 5 units that were on are lost, 31 %. After one step of the update the model gives NaN for every
# picture.
#
# ## Back by hand
#
# `ng.replay` gives every value of the graph. One of its equations made the first number that is not finite. Was it
# [[softmax]], which made the probabilities, or what reads them: log, multiply or sum?

# %%
ng.lab.predict("nan.p2")

# %%
graph = ng.trace(loss_of, types, ng.f32[32, 64], ng.i32[32])
values = ng.replay(graph, [*weights.values(), x, labels])
for eqn in graph.equations:
    if bad := np.sum(~np.isfinite(values[eqn.output])):
        print(f"{bad} bad in {eqn}")
print("softmax of picture 3:", *(f"{p:.0e}" for p in ng.mlp(x[3:4], weights)[0]))

# %% [markdown]
# Read it from the last line up: the result is NaN, because the sum is, because the product is, because `log` is not
# finite. And what `log` reads is finite: here it began. The rule is short: **the first equation with a bad result
# whose inputs are all good**. Softmax itself did nothing wrong: the logits of this picture are far apart, and seven
# probabilities are less than an f32 can hold, so they are 0 ([12 Floating point](12_floats.ipynb)).
#
# `log(0)` is -inf, not NaN. It becomes NaN one equation later, where the [[one-hot]] matrix says 0 and 0 · -inf has
# no answer. That is the usual course: an infinity first, from an overflow or a division by 0, and then `inf - inf`,
# `0 * inf` or `inf / inf`.
#
# ## why_nan
#
# The kit does the same walk, element by element, and knows which line of yours recorded the equation.

# %% tags=["fold"]
ng.why_nan(graph, weights, x, labels)

# %% [markdown]
# The line, the two equations, the position `[3, 0]`, and what to write: `log_softmax`, which never makes the 0 ([03
# Loss](03_loss.ipynb) has its formula). That mends the program. Whether the data should be mended as well, no program
# can say; the position says where to look: row 3.
#
# ## A where around a square root
#
# The slope of sqrt(x) at 0 is infinite. Somebody knows that, and takes sqrt only where x is positive:
#
# `ng.where(x > 0, ng.sqrt(x), 0.0)`
#
# Its value at 0 is 0, as wanted. What is its gradient at 0?

# %%
ng.lab.predict("nan.p3")


# %%
def guarded(x):
    return ng.sum(ng.where(x > 0, ng.sqrt(x), 0.0))


three = np.array([0.0, 1.0, 4.0], np.float32)
backward = ng.prune(ng.trace(ng.grad(guarded), ng.f32[3]))
print("gradient:", backward(three))
for tensor, value in list(ng.replay(backward, [three]).items())[-5:]:
    print(f"{tensor!r:14} {value}")

# %% [markdown]
# The last line, `dx`, is `%13 / %20`, by the rule of sqrt. `where` has sent back `%13`, with a 0 for the element that
# it did not take, correctly. But that rule divides it by 2 · sqrt(x), `%20`, which is 0, and 0/0 is NaN. A `where`
# chooses between two results *after* both were computed, and the way back leads through both. "This does not matter"
# arrives as the number 0, and 0 times an infinite slope is NaN. It is the same in other frameworks, and has cost many a
# day.
#
# While it [[traces|trace]], the kit sees the pattern, and warns:

# %% tags=["fold"]
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    ng.trace(ng.grad(guarded), ng.f32[3])
print(*(str(warning.message).replace("; ", ";\n  ") for warning in said), sep="\n")

# %% [markdown]
# The remedy is a second `where` *inside*, which gives sqrt a harmless 1 wherever its result will not be taken. What
# is the gradient at 0 now?

# %%
ng.lab.predict("nan.p4")


# %%
def guarded_twice(x):
    return ng.sum(ng.where(x > 0, ng.sqrt(ng.where(x > 0, x, 1.0)), 0.0))


print("gradient:", ng.grad(guarded_twice)(three))
print("of a norm at 0:", ng.grad(lambda x: ng.sqrt(ng.sum(x * x)))(np.zeros(3, np.float32)))

# %% [markdown]
# The last line is a relative of it: the length of a vector, at 0. Its gradient is 2x times an infinite slope, 0 ·
# inf. There is no `where` to be warned of; `why_nan` finds it, and says to write `ng.norm(x)`, whose slope at 0 is
# taken to be 0.
#
# ## Before it gets into the weights
#
# A step of training returns new weights, and NaN in them cannot be taken back. `ng.compile(..., check="nan")` makes a
# program that looks at its results, and raises an error, with the report of `why_nan`, instead of returning what is
# not finite. Here is a regression whose [[learning rate]] is far too large.


# %% tags=["nbval-ignore-output"]
def new_w(w, x, y, rate):
    return w - rate * ng.grad(lambda w: ng.mean((x @ w - y) ** 2))(w)


rows = np.random.default_rng(0).standard_normal((32, 4)).astype(np.float32)
step = ng.compile(ng.trace(new_w, ng.f32[4], ng.f32[32, 4], ng.f32[32], ng.f32[()]), check="nan")
w = np.zeros(4, np.float32)
try:
    for k in range(1000):
        w, done = step(w, rows, rows.sum(axis=1), 2.0), k + 1
except ng.GraphError as problem:
    print(f"after {done} steps:", str(problem).partition("Write:")[0], "w is still", w)

# %% [markdown]
# The equation that is named is where f32 came to its end. The cause lies in the steps before: each went too far,
# and the next one further. So an overflow in the update asks for a smaller rate, or for [[gradient clipping]], and
# not for another formula.
#
# | it began in | because | write |
# |---|---|---|
# | log | log(0) is -inf | `log_softmax`; a clip; a `where` inside |
# | divide | 1/0, 0/0 | `where` inside and outside: `where(x > 0, 1 / where(x > 0, x, 1.0), 0.0)` |
# | sqrt, power | the slope at 0 is infinite | `where` inside and outside |
# | exp | above 88.7 in f32 | take off the largest first |
# | the update | each step is longer than the one before | a smaller rate, clipped gradients |
# | an input | it was NaN when it came | look at the data |
#
# ## Summary
#
# - One row with a NaN in its loss makes all of the last layer NaN in one step, and of the first layer the units that
#   were on. (If its pixels are NaN already, all of W0 as well.)
# - NaN begins in the first equation with a bad result whose inputs are all good. Often it makes an infinity, and the
#   next one makes NaN of that.
# - `ng.why_nan(graph, *arrays)` finds it, with the line, the element and a remedy; `check="nan"` does so before the
#   result is used.
# - `where` chooses among results. The branch that is not taken is computed and differentiated as well, so an infinite
#   slope in it needs a second `where` inside.
#
# ## Questions

# %%
ng.lab.questions("nan")

# %% [markdown]
# ## Exercises
#
# **nan.1** The entropy of probabilities is -sum(p · log p), where 0 · log 0 counts as 0. Write it so that both the
# value and the gradient are finite for a `p` with zeros in it; where p is 0, let the gradient be 0.


# %%
def entropy(p):
    ...
    ### BEGIN SOLUTION
    return -ng.sum(p * ng.log(ng.where(p > 0, p, 1.0)))
    ### END SOLUTION


ng.lab.check("nan.1", entropy)

# %% [markdown]
# **nan.2** Find where it began. `equations` is a list of pairs, the name of a result and the names of what it reads,
# in the order in which they run; `values` has the array for each name. Return the name of the first result that is
# not finite though all that it reads is.


# %%
def began(equations, values):
    for name, reads in equations:
        ...
        ### BEGIN SOLUTION
        good = all(np.all(np.isfinite(values[r])) for r in reads)
        if good and not np.all(np.isfinite(values[name])):
            return name
        ### END SOLUTION


ng.lab.check("nan.2", began)

# %% [markdown]
# **nan.3** Which of these have the gradient NaN at x = 0? Answer with the letters.
#
# - A. `ng.where(x > 0, ng.log(x), 0.0)`
# - B. `ng.relu(x)`
# - C. `ng.sqrt(x * x)`
# - D. `ng.abs(x)`
# - E. `ng.where(x > 0, 1 / x, 0.0)`
# - F. `ng.where(x > 0, ng.log(ng.where(x > 0, x, 1.0)), 0.0)`

# %%
answer = ...
### BEGIN SOLUTION
answer = "ACE"
### END SOLUTION
ng.lab.check("nan.3", answer)

# %% [markdown]
# **nan.4** Put the lines in order: sqrt with a where inside and outside, forwards and backwards. Two do not belong.

# %%
ng.lab.parsons("nan.4")

# %% [markdown]
# **nan.5** The loss of one picture from its logits, and its gradient. The logits are 1000 apart, and one line is
# wrong.

# %%
ng.lab.hunt("nan.5")

# %% [markdown]
# Next: [14 Limits](14_limits.ipynb). Words: [the glossary](24_glossary.ipynb)
