# %% [markdown]
# # 07 An op of your own
#
# Every op of ngteach is one small definition: a type rule, a forward function, an adjoint rule. Yours is defined in the
# same way as the built-in ones. At the end you will be able to
#
# - define an elementwise op, and check its adjoint against finite differences;
# - say why an op is worth having though others could express it;
# - define an op that is *not* elementwise, and say why it is not tiled;
# - train with it, on the interpreter and compiled.
#
# Back: [16 Memory and threads](16_memory.ipynb). On: [18 Chaos](18_chaos.ipynb).

# %%
import numpy as np

import ngteach as ng

# %% [markdown]
# ## What an op is made of
#
# Look at a built-in one first. Three parts stand together: the *type rule* (which is also the op's name and its
# docstring), in the decorator the *forward* function, and the *adjoint*.

# %%
ng.lab.show_source(ng.exp)

# %% [markdown]
# `floats` says: floats of any shape go in, and the result has the same type. The adjoint rule is given `dy`, the
# adjoint of the result, and returns the adjoint of each input. It reads `y`, so that `e**x` need not be computed twice.
#
# ## Is a new op needed?
#
# *Softplus* is `log(1 + e**x)`: a relu with a round corner. The ops for it exist, so a plain Python function would do.
# **Predict** its value and its slope at -10, 0 and 100. (For large x it is nearly x.)


# %%
def plain_softplus(x):
    return ng.log(1.0 + ng.exp(x))


def slopes(function, x):
    return ng.grad(lambda x: ng.sum(function(x)))(x)


x = np.array([-10.0, 0.0, 100.0], np.float32)
print("value:", ng.trace(plain_softplus, x)(x).round(4))
print("slope:", slopes(plain_softplus, x).round(4))

# %% [markdown]
# At 100 it is infinite, and the slope is NaN: `e**100` does not fit into an f32, and the rules of `log` and `exp` then
# multiply `1 / inf`, which is 0, by infinity. The formula is right and the program is wrong. That is the best reason
# for an op: **it may compute its value in another way than its formula says.**
#
# ## Softplus as an op
#
# NumPy has `logaddexp(a, b)`, `log(e**a + e**b)` without the overflow. With a = 0 it is softplus. `out=` lets the
# executor say where the result goes.


# %%
def forward_softplus(x, out=None):
    return np.logaddexp(x, np.zeros((), x.dtype), out=out)


@ng.elementwise(forward=forward_softplus)
def softplus(x):
    """log(1 + e**x): a relu with a round corner."""
    return ng.floats(x)


# %% [markdown]
# One definition, and it answers in three ways. Called with a type it infers; with an array it computes; with a tensor
# it records.

# %%
print(softplus(ng.f32[2, 3]))
print(softplus(x).round(4))
print(ng.trace(lambda x: softplus(x) * 2.0, ng.f32[3]))

# %% [markdown]
# ## A missing rule is an error
#
# We have written no adjoint. In nGraph a missing adjoint counted as zero: the model trained, and the layers below never
# learned. **Predict** what ngteach does.

# %%
try:
    slopes(softplus, x)
except ng.GraphError as problem:
    print(str(problem).partition("    (")[0])

# %% [markdown]
# It says what is missing and what to write. The slope of `log(1 + e**x)` is `e**x / (1 + e**x)`, which is
# `sigmoid(x)`. So:


# %%
@softplus.adjoint
def softplus_adjoint(dy, y, x):
    return (dy * ng.sigmoid(x),)


print("slope:", slopes(softplus, x).round(4))

# %% [markdown]
# No NaN. But is it *right*? You have derived it by hand, and it is easy to slip.
#
# ## Check it against differences
#
# Move x a little to both sides and see how much the result changes: (f(x + h) - f(x - h)) / 2h. Do it in f64, where
# there are sixteen digits, and with an h in the middle between too coarse and too fine.


# %%
def difference(function, x, h=1e-5):
    run = ng.trace(function, x)
    return (run(x + h) - run(x - h)) / (2 * h)


def error(function, x):
    return np.max(np.abs(slopes(function, x) - difference(function, x)))


x64 = np.linspace(-3, 3, 7)
print("agrees to eight decimals:", error(softplus, x64) < 1e-8)

# %% [markdown]
# A check that never fails checks nothing. So make the mistake that everybody makes: forget `dy`. **Predict:** does
# the check notice?


# %%
@softplus.adjoint
def forgetful(dy, y, x):
    return (ng.sigmoid(x),)


print("softplus(x):    ", error(softplus, x64) < 1e-8)
print("3 * softplus(x):", error(lambda x: 3.0 * softplus(x), x64) < 1e-8)

# %% [markdown]
# The first check passes! There `dy` is 1, and a forgotten factor 1 does not show. The second multiplies the result by
# 3, so that `dy` is 3. Remember: test an adjoint with a `dy` that is not 1. Back to the right rule:

# %%
softplus.adjoint(softplus_adjoint)
assert error(lambda x: 3.0 * softplus(x), x64) < 1e-8

# %% [markdown]
# The microscope shows the same over all step sizes: on the right the formula's own error, on the left the rounding.

# %%
ng.lab.microscope(lambda x: ng.sum(3.0 * softplus(x)), x64)

# %% [markdown]
# ## It is an op like any other
#
# The kit needs to know nothing else. It compiles; and because it is elementwise, the executor may tile it into blocks.
# (`np.copyto` is there for functions that take `out=` and return a new array all the same.)

# %%
layer = ng.trace(lambda x, W: softplus(x @ W), ng.f32[4, 3], ng.f32[3, 5], name="layer")
print(ng.compile(layer, threads=1).source)

# %% [markdown]
# And it trains. Put it where the relu was, derive, and run the same steps on both back ends.


# %%
def model(x, w):
    return ng.softmax(softplus(x @ w["W0"] + w["b0"]) @ w["W1"] + w["b1"], axis=1)


types = ng.mlp_types((64, 32, 10))
training = ng.derive_training(ng.trace(model, ng.f32[32, 64], types), trainable="w")
steps = {name: ng.compile(training, name) for name in ng.Backend.names()}

# %%
data = ng.load_data("digits")
pictures = (data.train_images / 16).astype(np.float32).reshape(-1, 64)
labels = data.train_labels.astype(np.int32)
for name, step in steps.items():
    weights = ng.he_weights(types)
    for k in range(300):
        rows = np.arange(32 * k, 32 * k + 32) % len(labels)
        loss, p, weights, _ = step(pictures[rows], labels[rows], 0.1, weights, ())
    print(f"{name:>12}: loss {loss:.2f}")

# %% [markdown]
# ## An op that is not elementwise
#
# The running total: y[i] = x[0] + ... + x[i], along the last axis. An element of the result needs *many* elements of
# the input, so the executor may not tile it: an op that is not said to be elementwise is computed as a whole, by one
# thread.


# %%
def forward_running(x, out=None):
    return np.cumsum(x, axis=-1, out=out)


@ng.op(forward=forward_running)
def running(x):
    """The running total along the last axis."""
    return ng.floats(x)


print(running(np.array([1.0, 2.0, 3.0, 4.0])))

# %% [markdown]
# Now its adjoint. **Think before you read on.** x[0] is part of every total, x[3] only of the last one. So what is
# the adjoint of x[0], if those of the totals are dy[0], dy[1], dy[2], dy[3]?
#
# It is dy[0] + dy[1] + dy[2] + dy[3], and that of x[1] is dy[1] + dy[2] + dy[3]. That is a running total from the
# *other end*: reverse, add up, reverse.


# %%
@running.adjoint
def running_adjoint(dy, y, x):
    return (running(dy[..., ::-1])[..., ::-1],)


x4, weighing = np.array([0.3, 1.0, -2.0, 0.7]), np.array([1.0, -2.0, 0.5, 3.0])
print("agrees to eight decimals:", error(running, x4) < 1e-8)

# %% [markdown]
# It does not agree. **Before you look for the mistake in the rule:** could the check be wrong? Read `difference`
# again. It moves *all* elements of x together. For an elementwise op that is fine, since each result follows its own
# x. Here every total hears every move.
#
# The honest check moves one element at a time, and looks at one number: the weighted sum of all results.


# %%
def honest_error(function, x, weighing, h=1e-5):
    def total(x):
        return ng.sum(function(x) * weighing)

    run, found = ng.trace(total, x), ng.grad(total)(x)
    moves = h * np.eye(x.size).reshape(x.size, *x.shape)
    wanted = [(run(x + m) - run(x - m)) / (2 * h) for m in moves]
    return np.max(np.abs(found.ravel() - wanted))


# %%
print("agrees to eight decimals:", honest_error(running, x4, weighing) < 1e-8)

# %% [markdown]
# nGraph had this op, CumSum, and gave it the identity for an adjoint: each x[i] worth just dy[i] (`op/cum_sum.cpp`, in
# its last version). It ran, its results had the right shape, and it was wrong. **Predict:** does your check find it?


# %%
@running.adjoint
def as_in_ngraph(dy, y, x):
    return (dy,)


print("agrees to eight decimals:", honest_error(running, x4, weighing) < 1e-8)
running.adjoint(running_adjoint)
print(ng.compile(ng.trace(running, ng.f32[2, 3]), threads=1).source.splitlines()[-1])

# %% [markdown]
# ## And the derivative of the derivative
#
# Your rule is written in ops, so it is recorded like everything else, and can be differentiated again. The second
# derivative of softplus is sigmoid * (1 - sigmoid):

# %%
bend = ng.grad(lambda x: ng.sum(ng.grad(lambda x: ng.sum(softplus(x)))(x)))(x64)
s = 1 / (1 + np.exp(-x64))
assert np.allclose(bend, s * (1 - s))

# %% [markdown]
# To give an op to the kit itself, put it into `ngteach/ops/` and add one row of samples to the tests. The laws of all
# ops are then checked for yours without another line; CONTRIBUTING.md says how.
#
# ## Questions
#
# 1. Softplus can be written with three ops that exist. Give two reasons for making it an op all the same.
# 2. Why does the check use f64, though the model computes in f32?
# 3. Which mistake in an adjoint does a check with dy = 1 not see?
# 4. Why does an adjoint rule record ops, and not compute arrays?
# 5. In PyTorch you would write a `torch.autograd.Function`, in JAX a `jax.custom_vjp`. Which of our three parts have
#    no place there?

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
# **own_op.2** `delay` moves a row of numbers one place to the right and puts 0 in front: y = [0, x[0], x[1], ...]; the
# last x falls off. Write its adjoint, for NumPy arrays of one axis.


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
# **own_op.4** And the adjoint rule of `outer`: what are the adjoints of x and y, if that of z[i, j] is dz[i, j]? Return
# both.


# %%
def outer_adjoint(dz, z, x, y):
    ...
    ### BEGIN SOLUTION
    return dz @ y, dz.T @ x
    ### END SOLUTION


ng.lab.check("own_op.4", outer_adjoint)

# %% [markdown]
# Next: [18 Chaos: why two correct programs part](18_chaos.ipynb). Words: [the glossary](24_glossary.ipynb)
