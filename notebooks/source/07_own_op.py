# %% [markdown]
# # 07 An op of your own
#
# The kit has more than a hundred ops. What must you write down, so that it can compute with one that it has never
# seen, differentiate it and train it?
#
# At the end you will be able to
#
# - define an op: its type rule, its forward function, its adjoint rule,
# - say why an op is worth having though others could express it,
# - check an adjoint so that the check can fail: with a `dy` that is not 1, and one element at a time.
#
# Back: [06 Rules](06_rules.ipynb). On: [08 Update](08_update.ipynb).

# %%
import numpy as np

import ngteach as ng

ng.lab.recall("own_op")

# %% [markdown]
# ## Is a new op needed?
#
# *Softplus* is `log(1 + e**x)`: a relu with a round corner. You have met it in the loss of
# [04 Slopes](04_slopes.ipynb). The ops for it exist, so a plain Python function would do. For large x it is nearly x.

# %%
ng.lab.predict("own_op.p1")


# %%
def plain_softplus(x):
    return ng.log(1.0 + ng.exp(x))


def slopes(function, x):
    return ng.grad(lambda x: ng.sum(function(x)))(x)


x = np.array([-10.0, 0.0, 100.0], np.float32)
print("value:", ng.trace(plain_softplus, x)(x).round(4))
print("slope:", slopes(plain_softplus, x).round(4))

# %% [markdown]
# At 100 it is infinite, and the slope is [[NaN]]: `e**100` does not fit into an f32, and the rules of `log` and `exp`
# then multiply `1 / inf`, which is 0, by infinity. The formula is right and the program is wrong. That is the best
# reason for an op: **it may compute its value in another way than its formula says.**
#
# ## Softplus as an op
#
# An [[op]] is three things. The *[[type rule]]* says which type the result has, given the types of the inputs; it is
# also the op's name and docstring. `ng.floats(x)` says: floats of any shape, and the result has the same type. The
# *forward* function computes on arrays. The *adjoint rule* comes below.
#
# NumPy has `logaddexp(a, b)`, `log(e**a + e**b)` without the overflow; with a = 0 it is softplus. (`out=` lets the
# caller say where the result goes. `elementwise` promises that each element of the result needs only the same element
# of the input.) One definition answers in three ways: called with a type it infers, with an array it computes, with a
# [[tensor]] it records.


# %%
def forward_softplus(x, out=None):
    return np.logaddexp(x, np.zeros((), x.dtype), out=out)


@ng.elementwise(forward=forward_softplus)
def softplus(x):
    """log(1 + e**x): a relu with a round corner."""
    return ng.floats(x)


print(softplus(ng.f32[2, 3]), softplus(x).round(4))
print(ng.trace(lambda x: softplus(x) * 2.0, ng.f32[3]))

# %% [markdown]
# ## A missing rule is an error
#
# We have written no adjoint rule yet. Here is what the kit says when a [[gradient]] meets the op.
#
# > **History.** In nGraph a missing adjoint counted as zero: the model trained, and the layers below never learned.

# %% tags=["raises-exception"]
slopes(softplus, x)

# %% [markdown]
# It says what is missing and what to write. The rule is handed `dy`, the [[adjoint]] of the result, then the result
# `y` and the inputs, and returns an adjoint for each input. The slope of `log(1 + e**x)` is `e**x / (1 + e**x)`,
# which is `sigmoid(x)`.
#
# Is it *right*? It was derived by hand, and it is easy to slip. So check it: move x a little to both sides, in f64,
# and compare.


# %%
@softplus.adjoint
def softplus_adjoint(dy, y, x):
    return (dy * ng.sigmoid(x),)


def error(function, x, h=1e-5):
    wanted = (ng.trace(function, x)(x + h) - ng.trace(function, x)(x - h)) / (2 * h)
    return np.max(np.abs(slopes(function, x) - wanted))


x64 = np.linspace(-3, 3, 7)
print("slope:", slopes(softplus, x).round(4), f"  largest error: {error(softplus, x64):.6f}")

# %% [markdown]
# No NaN, and no error in the first six decimals. But a check that never fails checks nothing. So make a mistake that is
# easily made: forget `dy`. The cell checks twice, `softplus(x)` and `3 * softplus(x)`.

# %%
ng.lab.predict("own_op.p2")


# %%
@softplus.adjoint
def forgetful(dy, y, x):
    return (ng.sigmoid(x),)


print(f"softplus(x):      largest error {error(softplus, x64):.6f}")
print(f"3 * softplus(x):  largest error {error(lambda x: 3.0 * softplus(x), x64):.6f}")

softplus.adjoint(softplus_adjoint)
print(f"the right rule:   largest error {error(lambda x: 3.0 * softplus(x), x64):.6f}")

# %% [markdown]
# The first check passes! There `dy` is 1, and a forgotten factor 1 does not show. The second multiplies the result by
# 3, so that `dy` is 3. Remember: **test an adjoint with a `dy` that is not 1.**
#
# ## An op that is not elementwise
#
# The running total: y[i] = x[0] + ... + x[i], along the last axis. Four numbers go in, and four totals come out. x[0]
# is part of every total, x[3] only of the last one.

# %%
ng.lab.predict("own_op.p3")


# %%
@ng.op(forward=lambda x, out=None: np.cumsum(x, axis=-1, out=out))
def running(x):
    return ng.floats(x)


@running.adjoint
def running_adjoint(dy, y, x):
    return (running(dy[..., ::-1])[..., ::-1],)


print("if dy is 1, 10, 100, 1000:", *running_adjoint(np.array([1.0, 10.0, 100.0, 1000.0]), None, None))
print(f"largest error {error(running, np.array([0.3, 1.0, -2.0, 0.7])):.6f}")

# %% [markdown]
# The adjoint of x[0] is the sum of all four: 1111. That of x[3] is dy[3] alone. It is a running total from the *other
# end*: reverse, add up, reverse. So the rule is right, and yet the check says that it is wrong.
#
# Could the *check* be wrong? Read `error` again. It moves all elements of x together. For an elementwise op that is
# fine, since each result follows its own x. Here a total feels the moves of all elements before it, too.
#
# The honest check moves one element at a time, and looks at one number: the sum of all results, each with a weight of
# its own, so that no two `dy` are the same.


# %%
def honest_error(function, x, weighing, h=1e-5):
    def total(x):
        return ng.sum(function(x) * weighing)

    run, found = ng.trace(total, x), ng.grad(total)(x)
    wanted = [(run(x + move) - run(x - move)) / (2 * h) for move in h * np.eye(x.size)]
    return np.max(np.abs(found - wanted))


x4, weighing = np.array([0.3, 1.0, -2.0, 0.7]), np.array([1.0, -2.0, 0.5, 3.0])
print(f"largest error {honest_error(running, x4, weighing):.6f}")

# %% [markdown]
# > **History.** nGraph had this op, CumSum, and gave it the identity for an adjoint: what x[i] receives is just dy[i]
# > (`op/cum_sum.cpp`, in its last version). It ran, its results had the right shape, and it was wrong.
#
# Would the check have found that?


# %%
@running.adjoint
def as_in_ngraph(dy, y, x):
    return (dy,)


print(f"nGraph's rule:   largest error {honest_error(running, x4, weighing):.6f}")
running.adjoint(running_adjoint)
print(f"the right rule:  largest error {honest_error(running, x4, weighing):.6f}")

# %% [markdown]
# ## And the slope of the slope
#
# A rule is written in ops, so what it computes is recorded like everything else, and can be differentiated again. The
# second derivative of softplus is sigmoid * (1 - sigmoid), and nobody has written that down:

# %%
bend = ng.grad(lambda x: ng.sum(ng.grad(lambda x: ng.sum(softplus(x)))(x)))(x64)
s = 1 / (1 + np.exp(-x64))
print("twice ng.grad:  ", bend.round(4))
print("s * (1 - s):    ", (s * (1 - s)).round(4))

# %% [markdown]
# The kit needs to know nothing else. Your op compiles and trains like any other: put `softplus` where `relu` stands
# in `predict` of [00 The whole story](00_start.ipynb), and run that page's loop. And if it is not a new op that you
# want, but another rule for what a function computes already, `ng.custom_vjp` gives it one.
#
# ## Summary
#
# - An op is a type rule, a forward function and an adjoint rule.
# - It may compute its value in a better way than its formula says, and its slope too.
# - A missing rule is an error, so no layer stops learning in silence.
# - A check must be able to fail: a `dy` that is not 1, one element at a time, and once a wrong rule.
#
# ## Questions

# %%
ng.lab.questions("own_op")

# %% [markdown]
# ## Exercises
#
# **own_op.1** *Swish* is x * sigmoid(x). Write its adjoint rule; it is tried on arrays, so use `ng.sigmoid` and
# arithmetic.


# %%
def swish_adjoint(dy, y, x):
    s = ng.sigmoid(x)
    ...
    ### BEGIN SOLUTION
    return (dy * (s + y * (1.0 - s)),)
    ### END SOLUTION


ng.lab.check("own_op.1", swish_adjoint)

# %% [markdown]
# **own_op.2** `delay` moves a row of numbers one place to the right and puts 0 in front: y = [0, x[0], x[1], ...];
# the last x falls off. Write its adjoint, for NumPy arrays of one axis.


# %%
def delay_adjoint(dy, y, x):
    dx = np.zeros_like(x)
    ...
    ### BEGIN SOLUTION
    dx[:-1] = dy[1:]
    ### END SOLUTION
    return (dx,)


ng.lab.check("own_op.2", delay_adjoint)

# %% [markdown]
# **own_op.3** Write the *type rule* of `outer`: from vectors x and y, the matrix of all products x[i] * y[j].
# `x.with_shape((2, 3))` is the type of x with another shape.


# %%
def outer_rule(x, y):
    ...
    ### BEGIN SOLUTION
    return x.with_shape((*x.shape, *y.shape))
    ### END SOLUTION


ng.lab.check("own_op.3", outer_rule)

# %% [markdown]
# **own_op.4** And the adjoint rule of `outer`: what are the adjoints of x and y, if that of z[i, j] is dz[i, j]?
# Return both.


# %%
def outer_adjoint(dz, z, x, y):
    ...
    ### BEGIN SOLUTION
    return dz @ y, dz.T @ x
    ### END SOLUTION


ng.lab.check("own_op.4", outer_adjoint)

# %% [markdown]
# **own_op.5** From four numbers x an op makes three: y[i] = x[i] * x[i + 1]. Put the lines of its adjoint in order;
# two of them do not belong to it.

# %%
ng.lab.parsons("own_op.5")

# %% [markdown]
# **own_op.6** The running total of products, forwards and backwards. One line is wrong. Which one?

# %%
ng.lab.hunt("own_op.6")

# %% [markdown]
# Next: [08 Update](08_update.ipynb). Words: [the glossary](24_glossary.ipynb)
