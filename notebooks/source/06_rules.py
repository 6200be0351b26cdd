# %% [markdown]
# # 06 Rules: adjoints of arrays, and how to check them
#
# [[Backprop|backprop]] has one rule for each op, and a model learns wrongly if one of them is wrong. Where do the
# rules come from, and how would you notice a mistake?
#
# At the end you will be able to
#
# - derive the rules of `dot`, `broadcast`, `softmax` and `relu`,
# - say what the kit does at a corner, and tell a slope of 0 from a rule that is missing,
# - check a rule with finite differences, with a step that is neither too large nor too small.
#
# Back: [05 Backprop](05_backprop.ipynb). On: [07 An op of your own](07_own_op.ipynb).

# %%
import numpy as np

import ngteach as ng

ng.lab.recall("rules")

# %% [markdown]
# ## dot: the shapes decide
#
# For `y = x @ W` the rule has two matrix products, and it is easy to transpose the wrong one. You need not remember:
# an [[adjoint]] has the shape of its value. Let `x` be `[4,64]` and `W` be `[64,16]`. Then `y` is `[4,16]`, and so is
# `dy`.

# %%
ng.lab.predict("rules.p1")

# %%
ng.lab.show_source(ng.dot.adjoint_rule)

# %% [markdown]
# `x.T @ dy` is `[64,4]` by `[4,16]`, which gives `[64,16]`: nothing else fits. In the source `y` is the second factor
# and `dz` the adjoint of the product. (The lines below the first return are for vectors.)
#
# The shapes decide, but why a product at all? `W[i, j]` is used once for each picture `n`, where it multiplies
# `x[n, i]` for the result `y[n, j]`. So it receives `x[n, i] * dy[n, j]` from each picture, and adds up. That sum
# over `n` is what `x.T @ dy` computes.
#
# ## broadcast: used often, summed once
#
# The bias is one row, and [[broadcast]] hands it to all 4 pictures. You know what happens to a value that is used
# several times. Here is a matrix of 4 rows, a bias of 3 numbers, and as the result the sum of all 12 numbers.

# %%
ng.lab.predict("rules.p2")


# %%
def total(x, b):
    return ng.sum(x + b)


print("db:", ng.grad(total, wrt=1)(np.zeros((4, 3)), np.zeros(3)))
ng.lab.show_source(ng.broadcast.adjoint_rule, ng.sum.adjoint_rule)

# %% [markdown]
# The shape of `b`, and 4 everywhere: each number of `b` was used four times, and each use contributed 1. So the
# adjoint of broadcast is a sum, and the adjoint of sum is a broadcast. It is one of the places where
# [[gradients|gradient]] are added up; the products above are another. A gradient that forgets this sum has the wrong
# shape, or, worse, fits by accident.
#
# ## softmax: everything depends on everything
#
# [[Softmax|softmax]], `p = softmax(z)`, divides each `exp(z[i])` by the sum of all of them. If one [[logit]] grows,
# its own probability grows and the others shrink. So one row of `p` has a whole [[Jacobian]]. Here it is for three
# logits; the row says which probability, the column which logit.

# %%
ng.lab.predict("rules.p3")

# %%
z = np.array([1.0, 2.0, 0.0])
p = ng.softmax(z)
J = ng.jacobian(ng.softmax)(z)
print("p", p.round(3))
print(f"p[0] * (1 - p[0]) = {p[0] * (1 - p[0]):.3f}   -p[0] * p[1] = {-p[0] * p[1]:.3f}")
print(J.round(3))
print("sum of each column", np.abs(J.sum(axis=0)).round(6))

# %% [markdown]
# Each column adds up to 0: the probabilities always add up to 1, so what one gains the others lose. The entries
# follow from the quotient rule: `p[i] * (1 - p[i])` on the diagonal, and `-p[i] * p[j]` elsewhere.
#
# Now the rule. The adjoint of the logit `z[j]` is, over all ways, the sum of `dp[i]` times the entry `[i, j]`. The
# diagonal gives `dp[j] * p[j]`, and what is subtracted is `p[j]` times the sum of all `dp[i] * p[i]`:
#
# ```
# dz = p * (dp - sum(dp * p))
# ```
#
# Ten classes have a Jacobian of 100 numbers for each picture, and the rule never builds it. That is what a
# [[vjp]] is: the seed times the Jacobian, by a short cut.

# %%
ng.lab.show_source(ng.softmax.adjoint_rule)

# %% [markdown]
# ## softmax and cross-entropy together
#
# The loss of one picture, its [[cross-entropy]], is `-log(p[right])`. The slope of log is `1/p`, so `dp` is
# `-1 / p[right]` at the right class and 0 elsewhere: a number that may be as large as you like. Put it into the rule.
# The sum of `dp * p` has one entry that is not 0, and it is -1.

# %%
ng.lab.predict("rules.p4")


# %%
def one_loss(z):
    return -ng.log(ng.softmax(z)[0])  # the right class is number 0


print("p ", p.round(3))
print("dz", ng.grad(one_loss)(z).round(3))

# %% [markdown]
# `dz = p * (dp + 1)`: that is `p - 1` at the right class and `p` elsewhere. With the [[one-hot]] row `expected`,
# which is 1 at the right class, it is `p - expected`: what the model says minus what is true. No division is left, so
# no number is large.
#
# ## relu and its corner
#
# `relu(x)` is `x` where `x` is positive, and 0 elsewhere. So its slope is 1 on the right, and the rule hands `dy` on;
# on the left it is 0, and the rule hands on 0. At 0 there is a corner, and no slope: from the left it is 0, from the
# right 1. A program must answer all the same.
#
# The rule of `maximum(a, b)` hands `dy` to the larger of the two; the smaller one gets 0, since a small change of it
# changes nothing. `maximum(x, 0)` computes the same as `relu(x)`, but its corner is a tie: no side is larger.

# %%
ng.lab.predict("rules.p5")


# %%
def slopes(function, x):
    return ng.grad(lambda x: ng.sum(function(x)))(x)


x = np.array([-1.0, 0.0, 1.0])
for name, function in {"relu": ng.relu, "maximum": lambda x: ng.maximum(x, 0.0), "abs": ng.abs}.items():
    print(f"{name:8} slopes at -1, 0, 1: ", slopes(function, x))
print("max of [1, 3, 3]:             ", ng.grad(ng.max)(np.array([1.0, 3.0, 3.0])))

# %% [markdown]
# `relu` says 0. `maximum` lets both sides share at a tie, half each. `abs` says 0, the mean of -1 and 1. `max` of a
# whole array shares among equal elements, too. Each choice lies between the slopes on both sides, so none of them is
# wrong. But keep away from corners when you check a rule with finite differences: for relu at 0 they give 0.5.
#
# ## A slope of 0, and no rule
#
# `sign(x)` is -1, 0 or 1. Its slope is 0 everywhere but at the jump, so nothing flows back through it, and a model
# below it cannot learn. The same holds for comparisons and for `argmax`. Such an op is declared with `adjoint=None`:
# it is *known* that nothing flows, and the kit warns if a gradient ends there. That is not the same as a rule that
# nobody has written: that is an error, as [07 An op of your own](07_own_op.ipynb) shows. (If you want nothing to flow
# back, say so: `ng.stop_gradient(x)` is `x`, taken for a constant.)

# %%
import warnings

with warnings.catch_warnings(record=True) as said:
    print("slope of sign at 2:", ng.grad(ng.sign)(2.0))
print("has an adjoint rule:", ng.sign.has_adjoint)
print(str(said[0].message).partition(";")[0])

# %% [markdown]
# ## Is the rule right? How small is a small change?
#
# [[Finite differences|finite difference]] check a rule without knowing it. But who checks them? With a large step
# they measure a chord instead of a slope; with a tiny one they subtract two nearly equal numbers and keep the
# rounding errors. Here is the loss of the whole model. The coloured picture is the adjoint of an array, blue where it
# is negative, orange where it is positive. Choose another array, or click another element. Then move the step size,
# and watch both errors: at which step is that of f32 smallest, where numbers have about 7 digits, and that of f64,
# where they have about 16?


# %%
def loss_of(x, labels, weights):
    return ng.cross_entropy(ng.mlp(x, weights), labels)


data, weights = ng.load_data("digits"), ng.he_weights(ng.mlp_types((64, 16, 10)))
pictures = (data.train_images[:4] / 16).astype(np.float32).reshape(4, 64)
labels = data.train_labels[:4].astype(np.int32)
ng.lab.microscope(loss_of, pictures, labels, weights)

# %% [markdown]
# To the right of the best step the chord is too long, and to the left the rounding takes over. For `W1[11, 9]` the
# best step is near 0.02 in f32, where the error is some 5e-6, and near 2e-5 in f64, where it is a million times
# smaller. So check in f64, with a step near 1e-5. `ng.check_grads(function, (x,))` does all of it: it returns the
# largest error, and where that is too large it stops and names the rule that is wrong.
#
# ## Summary
#
# - An adjoint has the shape of its value; for `dot` that alone decides what is transposed.
# - What is repeated forwards is summed backwards, and the other way round.
# - `dz = p * (dp - sum(dp * p))` for softmax; together with cross-entropy `p - expected`.
# - At a corner the kit picks one slope: 0 for relu, half each for `maximum` at a tie.
# - Check rules with differences, in f64, away from corners.
#
# ## Questions

# %%
ng.lab.questions("rules")

# %% [markdown]
# ## Exercises
#
# **rules.1** A dense layer, `y = x @ W + b`, all at once: return `dx`, `dW` and `db`.


# %%
def dense_rule(dy, x, W, b):
    ...
    ### BEGIN SOLUTION
    return dy @ W.T, x.T @ dy, dy.sum(axis=0)
    ### END SOLUTION


ng.lab.check("rules.1", dense_rule)

# %% [markdown]
# **rules.2** A whole batch now: the loss is the *mean* cross-entropy of `p = softmax(z)` over the rows, without a
# clip. What is `dz`, the adjoint of the logits? Only `p`, the one-hot matrix `expected` and the number of rows are
# needed.


# %%
def logits_rule(p, expected):
    ...
    ### BEGIN SOLUTION
    return (p - expected) / len(p)
    ### END SOLUTION


ng.lab.check("rules.2", logits_rule)

# %% [markdown]
# **rules.3** `y` is `x` with the mean of each row subtracted: `y = x - x.mean(axis=1, keepdims=True)`. Return `dx`.
# Each number of `x` is used twice: directly, and in the mean of its row.


# %%
def centred_rule(dy):
    ...
    ### BEGIN SOLUTION
    return dy - dy.mean(axis=1, keepdims=True)
    ### END SOLUTION


ng.lab.check("rules.3", centred_rule)

# %% [markdown]
# **rules.4** The backward pass of the whole model. Put its lines in order; two of them do not belong to it.

# %%
ng.lab.parsons("rules.4")

# %% [markdown]
# **rules.5** One line of this backward pass is wrong. Which one?

# %%
ng.lab.hunt("rules.5")

# %% [markdown]
# Next: [07 An op of your own](07_own_op.ipynb). Words: [the glossary](24_glossary.ipynb)
