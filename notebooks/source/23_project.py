# %% [markdown]
# # 23 Project: an op that nobody else has
#
# Somebody hands you an op, and says that it computes, differentiates and trains. What would you want to see before
# you believe it? Now you are the one who hands it over.
#
# At the end you will be able to
#
# - define an op that is not in the kit: [[type rule]], forward function, adjoint rule,
# - derive its [[adjoint]] on paper, and show that a check finds a wrong one,
# - show by a training curve, with something to compare it with, what the op is good for,
# - judge such a work by a rubric, your own first.
#
# Back: [22 Rosetta](22_rosetta.ipynb). This is the last lesson.

# %%
import numpy as np

import ngteach as ng

data = ng.load_data("digits")
train = np.float32(data.train_images / 16).reshape(-1, 64), data.train_labels.astype(np.int32)
test = np.float32(data.test_images / 16).reshape(-1, 64), data.test_labels.astype(np.int32)
ng.lab.recall("project")

# %% [markdown]
# ## What you hand in
#
# A notebook of one page with an op, a check, a curve and an explanation, and the derivation on paper. There are 16
# points. Half of them are given by a program, which stands below, the other half by a reader. A point needs all that
# stands in its field, and the second point of a row needs the first.
#
# | | first point | second point | who |
# |---|---|---|---|
# | type rule | says the type that is computed, f32 and f64 | refuses whole numbers | program |
# | forward | the numbers of the formula | finite ones where x is 1,000 times as large | program |
# | adjoint | agrees with differences, one element at a time | so does the second one | program |
# | executor | the same numbers compiled | it is one equation | program |
# | derivation | the rule as a formula, as in the code | each factor and each sum in it has its reason | reader |
# | planted mistake | a wrong rule, and the error that the check finds | a weaker check that misses it | reader |
# | curve | loss and test accuracy of a model with the op, on three seeds | the same without the op beside it | reader |
# | explanation | what the op computes, and its slope | what the curve's numbers say for and against it | reader |
#
# First a worked example, from the formula to the last row of the table.
#
# ## 1. The formula
#
# *Squareplus* is `(x + sqrt(x * x + 4)) / 2`: a relu with a round corner, without any `exp`. At 0 it is 1; for a
# large x it is nearly x; for a very negative x it is nearly `-1 / x`. So at -10,000 it is about 0.0001. What does the
# formula give there in f32?

# %%
ng.lab.predict("project.p1")

# %%
x = np.float32([-10000, -10, 0, 10])
root = np.sqrt(x * x + 4)
print("the formula", (x + root) / 2)
print("for x < 0  ", 2 / (root - x)[:2])

# %% [markdown]
# The root is 10,000 in f32, and the difference of two nearly equal numbers has no digit left. Multiply the formula
# above and below by `root - x`: the difference is gone, and what is left is `2 / (root - x)`. That one is bad for
# positive x. An op may take the better of both.
#
# ## 2. Type rule and forward


# %%
def forward_squareplus(x):
    root = np.sqrt(x * x + 4)
    return np.where(x < 0, 2 / (root + np.abs(x)), (x + root) / 2)


@ng.elementwise(forward=forward_squareplus)
def squareplus(x):
    """(x + sqrt(x*x + 4)) / 2: a relu with a round corner."""
    return ng.floats(x)


# %% [markdown]
# ## 3. The adjoint, on paper
#
# With `s = sqrt(x * x + 4)` the slope of s is `x / s`. So that of `y = (x + s) / 2` is `(1 + x / s) / 2`, or
# `(s + x) / (2 * s)`, and `(s + x) / 2` is y again: the slope is `y / s`. Each element is read once, so nothing is
# added up, and `dx = dy * y / s`. It reads y and so avoids the difference that lost its digits.
#
# ## 4. The check
#
# This is the honest check of [07 An op of your own](07_own_op.ipynb), for any number of inputs: one element at a
# time, a weighted sum of all results, f64.


# %%
def honest_error(op, arrays, h=1e-5):
    weighing, worst = np.random.default_rng(0).normal(size=np.shape(op(*arrays))), 0.0
    total = ng.trace(lambda *xs: ng.sum(op(*xs) * weighing), *arrays)
    for n, x in enumerate(arrays):
        found = ng.grad(total, wrt=n)(*arrays)
        for at in np.ndindex(x.shape):
            up, down = x.copy(), x.copy()
            up[at], down[at] = x[at] + h, x[at] - h
            ends = [total(*arrays[:n], moved, *arrays[n + 1 :]) for moved in (up, down)]
            worst = max(worst, abs(found[at] - (ends[0] - ends[1]) / (2 * h)))
    return worst


# %% tags=["nbval-ignore-output"]
@squareplus.adjoint
def squareplus_adjoint(dy, y, x):
    return (dy * y / ng.sqrt(x * x + 4.0),)


some = np.random.default_rng(1).normal(size=(2, 3))
print(f"largest difference {honest_error(squareplus, (some,)):.0e}")

# %% [markdown]
# ## 5. A planted mistake
#
# A check that has never found anything may be unable to. So plant a mistake: a rule that forgets `dy`. The weak check
# asks for the slope of `ng.sum(squareplus(x))`, the honest one weighs the results. Which of the two finds it?

# %%
ng.lab.predict("project.p2")


# %% tags=["nbval-ignore-output"]
@squareplus.adjoint
def forgets_dy(dy, y, x):
    return (y / ng.sqrt(x * x + 4.0),)


slopes = ng.grad(lambda x: ng.sum(squareplus(x)))(some)
moved = (squareplus(some + 1e-5) - squareplus(some - 1e-5)) / 2e-5
print(f"weak check {np.abs(slopes - moved).max():.0e}   honest check {honest_error(squareplus, (some,)):.0e}")
_ = squareplus.adjoint(squareplus_adjoint)  # and back to the right one

# %% [markdown]
# In a plain sum every dy is 1, and a forgotten factor of 1 changes nothing.
#
# ## 6. The curve
#
# Two dense layers on the digits, five [[epochs|epoch]], plain descent with rate 0.1. In between stands squareplus, or
# relu, or nothing at all, `ng.identity`.


# %%
def learn(act, seed):
    def model(x, w):
        return ng.dense(act(ng.dense(x, w["W0"], w["b0"])), w["W1"], w["b1"])

    types, loss = ng.mlp_types((64, 64, 10)), ng.softmax_cross_entropy
    run = ng.Run(model, types, train, loss, test=test, epochs=5, shuffle=True, seed=seed)
    run.train()
    return np.convolve(run.losses, np.ones(45) / 45, "valid"), run.accuracies[-1]


# %% [markdown]
# How does squareplus do, compared with relu?

# %%
ng.lab.predict("project.p3")

# %% tags=["nbval-ignore-output"]
lines = {}
for name, act in {"squareplus": squareplus, "relu": ng.relu, "nothing": ng.identity}.items():
    runs = [learn(act, seed) for seed in (0, 1, 2)]
    lines[name] = runs[0][0]
    print(f"{name:10}", ", ".join(f"{100 * accuracy:.1f} %" for _, accuracy in runs))
ng.lab.curves(range(len(lines["relu"])), lines, "step", "loss, mean of 45 steps", "seed 0", yscale="log")

# %% [markdown]
# Squareplus learns more slowly than relu on all three seeds. And *nothing* is as good as relu: these digits can be
# told apart by a linear model, so this task cannot show what any such op is good for. Both are results. The second
# would not have been seen without a run to compare with. (After 20 epochs all three reach 95 to 97 %.)
#
# ## 7. The explanation
#
# *Squareplus is a smooth relu that needs a root and no exponential. Its value is computed in two ways, so that it
# keeps its digits for negative x. Its slope is y / sqrt(x² + 4), between 0 and 1. On the bundled digits, with five
# epochs, it reached 84 to 91 %, relu 92 to 94 %, and no op at all 94 %. So it is no gain here, and the task is too
# easy to say more.*
#
# ## The program that gives points
#
# `CHECKS` has one line for each point, two for each row of the table. Each gets the op, its formula in NumPy, and a
# tuple of f64 arrays.


# %%
def refuses(op, *arrays):
    try:
        return op(*arrays) is None
    except ng.GraphError:
        return True


def says(op, element, xs):
    xs = [x.astype(element) for x in xs]
    result = op(*xs)
    return op(*map(ng.type_of, xs)) == ng.type_of(result) and result.dtype == element


# %%
CHECKS = {
    "type rule   says what is computed": lambda op, f, xs: all(says(op, e, xs) for e in (np.float32, np.float64)),
    "type rule   refuses whole numbers": lambda op, f, xs: refuses(op, *(x.astype(np.int32) for x in xs)),
    "forward     the formula's numbers": lambda op, f, xs: np.allclose(op(*xs), f(*xs)),
    "forward     finite at 1,000 times": lambda op, f, xs: np.isfinite(op(*(1000 * x for x in xs))).all(),
    "adjoint     agrees with differences": lambda op, f, xs: honest_error(op, xs) < 1e-6,
    "adjoint     the second one, too": lambda op, f, xs: ng.check_grads(op, xs, order=2) < 1e-5,
    "executor    the same compiled": lambda op, f, xs: np.allclose(ng.compile(ng.trace(op, *xs))(*xs), f(*xs)),
    "executor    one equation": lambda op, f, xs: len(ng.trace(op, *xs).equations) == 1,
}

# %% [markdown]
# `ng.check_grads` compares with differences, too, along random directions, and goes on to the derivative of the
# derivative.


# %%
def points(op, formula, xs):
    got, mark = {}, True
    for n, (words, check) in enumerate(CHECKS.items()):
        try:  # the second point of a row needs the first
            mark = (n % 2 == 0 or mark) and bool(check(op, formula, xs))
        except Exception as problem:
            words, mark = f"{words}   ({problem})", False
        got[words] = mark
    print(*(f"{mark:d}  {words}" for words, mark in got.items()), f"{sum(got.values())} of 8 points", sep="\n")


points(squareplus, lambda x: (x + np.sqrt(x * x + 4)) / 2, (some,))

# %% [markdown]
# All of its half. What it cannot see is the other half, and whether you understand your rule.
#
# ## Your turn: twenty ops
#
# Choose one that nobody else in the class has. None of them is one of the kit's ops. Three are there as functions that
# are made of several: `sharp` as `ng.swish`, `unit` as `ng.normalize`, `steps` as `ng.diff`.
#
# | | name | y | mind |
# |---|---|---|---|
# | 1 | bump | `exp(-x²)` | far out it is flat: what does a weight there learn? |
# | 2 | wave | `x * exp(-x²)` | it turns down again; where is its slope 0? |
# | 3 | logcosh | `log((exp(x) + exp(-x)) / 2)` | overflows at 1,000; `abs(x) - log(2)` is near |
# | 4 | gudermann | `arctan(sinh(x))` | sinh overflows, and the result is right all the same; is the slope? |
# | 5 | snake | `x + sin(x)²` | its slope is never negative; show it |
# | 6 | bent | `(sqrt(x² + 1) - 1) / 2 + x` | near 0 the difference loses digits |
# | 7 | isru | `x / sqrt(1 + x²)` | in f32 x² overflows before x does |
# | 8 | huber | `x² / 2` where `abs(x) < 1`, else `abs(x) - 1/2` | the slope has no jump, the second one has |
# | 9 | triangle | `max(0, 1 - abs(x))` | three kinks: what do you say there? |
# | 10 | shrink | `sign(x) * max(abs(x) - 1, 0)` | where nothing gets through, nothing comes back |
# | 11 | signroot | `sign(x) * (sqrt(abs(x) + 1) - 1)` | near 0 the difference loses digits |
# | 12 | gated | `x * sigmoid(z)` | two inputs, two adjoints |
# | 13 | blend | `a * x + (1 - a) * z` | three inputs |
# | 14 | sharp | `x * sigmoid(b * x)` | x is read twice |
# | 15 | centred | x less the mean of its row | not elementwise: each x reaches all of its row |
# | 16 | unit | x divided by the length of its row | a row of zeros has no direction |
# | 17 | steps | `y[i] = x[i + 1] - x[i]`, along the last axis | y is shorter than x |
# | 18 | smooth | `y[i] = (x[i - 1] + x[i] + x[i + 1]) / 3`, zeros outside | a [[convolution]]: so is its adjoint |
# | 19 | leak | `y[i] = x[i] + y[i - 1] / 2` | the adjoint runs from the other end |
# | 20 | distances | `y[i, j] = sum((x[i] - z[j])²)`, rows of two matrices | each row is read by many |
#
# An elementwise op begins as squareplus did, with `ng.elementwise`. One that is not begins with `ng.op`, as [07 An op
# of your own](07_own_op.ipynb) shows, and its type rule says the shape of the result.


# %%
def formula(x):
    raise NotImplementedError("your forward function")


@ng.op(forward=formula)
def mine(x):
    """What it computes."""
    raise NotImplementedError("your type rule")


points(mine, formula, (np.random.default_rng(2).normal(size=(2, 3)),))

# %% [markdown]
# Give `points` the formula as it stands in the table, even if your forward function computes it in another way. If
# your op has kinks, choose arrays that are not near them. Then do steps 5 to 7 for it, as above: a planted mistake, a
# curve with something beside it, an explanation. (In the model an op of several inputs gets each of them from a dense
# layer of its own. Behind one that changes the length of a row, `W1` has another shape. The z of *distances* may be
# weights, and its x a dense layer of few units.) Let somebody else give the points of the reader's half, and ask them
# to derive your rule from your explanation alone.
#
# ## Summary
#
# - An op is a type rule, a forward function and an adjoint rule, and each can be shown to be right.
# - The forward function may compute in another way than the formula, where the formula loses digits or overflows.
# - A check is worth what it can find: plant a mistake, and weigh the results.
# - A curve says something only beside another one: with the op, with another, and with none.
#
# ## Questions

# %%
ng.lab.questions("project")

# %% [markdown]
# ## Exercises
#
# Three exercises to begin with, for ops that are not elementwise.
#
# **project.1** The type rule of `pairs`, `y[i] = x[2 * i] + x[2 * i + 1]` along the last axis, which has an even
# number of elements. `x.with_shape((2, 3))` is the type of x with another shape.


# %%
def pairs_type(x):
    ...
    ### BEGIN SOLUTION
    return x.with_shape((*x.shape[:-1], x.shape[-1] // 2))
    ### END SOLUTION


ng.lab.check("project.1", pairs_type)

# %% [markdown]
# **project.2** The adjoint of `pairs`: `dx`, as an array, for a matrix of results.


# %%
def pairs_adjoint(dy):
    ...
    ### BEGIN SOLUTION
    return np.repeat(dy, 2, axis=-1)
    ### END SOLUTION


ng.lab.check("project.2", pairs_adjoint)

# %% [markdown]
# **project.3** The adjoint of `y = x * t`, where `t` is the sum of each row, `x.sum(axis=-1, keepdims=True)`. Each x
# is read twice: by itself, and in the sum of its row. Return `dx`.


# %%
def total_adjoint(dy, x):
    t = x.sum(axis=-1, keepdims=True)
    ...
    ### BEGIN SOLUTION
    return dy * t + (dy * x).sum(axis=-1, keepdims=True)
    ### END SOLUTION


ng.lab.check("project.3", total_adjoint)

# %% [markdown]
# ## What has the course changed?
#
# On [00 Start](00_start.ipynb) you may have answered fifteen questions. Here they are again. When you have chosen, you
# see which are right, and why, and how many more than before.

# %%
ng.lab.inventory("after")

# %% [markdown]
# That was the last lesson. Words: [the glossary](24_glossary.ipynb)
