# %% [markdown]
# # 05 Backprop: by hand, then as a graph
#
# The slopes of all 4,810 weights came out of *one* walk back over the graph. What does that walk, [[backprop]], do?
#
# At the end you will be able to
#
# - compute the adjoints of a small graph by hand, and check them with finite differences,
# - write a backward pass for any graph, in a dozen lines,
# - say why the adjoint of a graph is a graph, what it costs, and what it keeps alive.
#
# Back: [04 Slopes](04_slopes.ipynb). On: [06 Rules](06_rules.ipynb).

# %%
import numpy as np

import ngteach as ng

ng.lab.recall("backprop")

# %% [markdown]
# ## A small graph
#
# Three equations, two inputs, one result. Look at `y`: two equations read it. `replay` with arrays computes every
# value, not only the result. We will need them all. (`graph["y"]` is the tensor with that name.)


# %%
def f(x, w):
    y = x * w
    z = ng.exp(y)
    loss = z + y
    return loss


graph = ng.trace(f, ng.f64[()], ng.f64[()])
env = ng.replay(graph, [np.array(1.5), np.array(0.5)])
x, w, y, z = (float(env[graph[name]]) for name in "xwyz")
print(f"x {x}  w {w}  y {y}  z {z:.4f}  loss {float(env[graph['loss']]):.4f}")
graph.show()

# %% [markdown]
# ## How much does it matter?
#
# The *[[adjoint]]* of a value is the slope of the result with respect to it. `dz` is short for dloss/dz: if `dz` is 3
# and `z` grows by 0.001, the loss grows by about 0.003. For an input, adjoint and partial slope are the same thing;
# when the result is a loss and the inputs are weights, people say *[[gradient]]* for all of them together. What is
# new is that the values *in between* have one, too.
#
# We walk backwards, from the loss to the inputs. At the end it is easy. The loss changes with itself one to one, so
# `dloss` is 1. `loss = z + y`, so whatever `z` gains the loss gains, and `dz` is 1 too.
#
# Now `y`, which is read twice: by `exp` and by `+`. The use in `+` contributes `dloss`. The use in `exp` contributes,
# by the [[chain rule]], `dz` times the slope of `exp`, which is `exp(y)`, which is `z`: we have it already.

# %%
ng.lab.predict("backprop.p1")

# %%
dloss = 1.0
dz = dloss
dy = dloss + dz * z
print(f"through +: {dloss:.4f}   through exp: {dz * z:.4f}   dy: {dy:.4f}")

# %% [markdown]
# Both, added up: a change of `y` takes both ways at once. **A value that is used twice receives twice, and the
# contributions are added.**
#
# Last, `y = x * w`. If `x` grows by a little, `y` grows by `w` times that. And is it all true? [[Finite
# differences|finite difference]] of the whole graph need no thinking. They cost two runs for every number, so we use
# them to check.


# %%
def slope(f, at, h=1e-5):
    return (f(at + h) - f(at - h)) / (2 * h)


dx, dw = dy * w, dy * x
print(f"by hand:       dx {dx:.4f}   dw {dw:.4f}")
print(f"differences:   dx {slope(lambda x: graph(x, 0.5), 1.5):.4f}   dw {slope(lambda w: graph(1.5, w), 0.5):.4f}")

# %% [markdown]
# ## One rule for each op
#
# What we used was, for each op, one small rule: given the adjoint of the result, what does it contribute to the
# adjoint of each input? In the kit the rule stands right below the op. It is handed the adjoint of the result first,
# `dz`, then the result `z`, then the inputs, and returns one adjoint for each input. (With one input, `x`, the result
# is called `y`.)

# %%
ng.lab.show_source(ng.multiply, ng.exp, ng.add)

# %% [markdown]
# ## Your own backward pass
#
# The rules are there, so the rest is bookkeeping, and you have just done it: walk over the equations in reverse; for
# each one whose result has an adjoint, ask the rule; add what it says to the adjoints of the inputs. (`seed` is the
# adjoint that the walk begins with, `**eqn.params` hands over settings such as `axis=1`, and `has_adjoint` is False
# for an op through which nothing flows back. A rule says `None` for an input to which nothing flows.)


# %%
def backward(graph, env, seed):
    d = {graph.outputs[0]: seed}
    for eqn in reversed(graph.equations):
        if eqn.output in d and eqn.op.has_adjoint:
            xs = [env[x] for x in eqn.inputs]
            dxs = eqn.op.adjoint_rule(d[eqn.output], env[eqn.output], *xs, **eqn.params)
            for x, dx in zip(eqn.inputs, dxs):
                if dx is not None:
                    d[x] = d[x] + dx if x in d else dx
    return d


# %% [markdown]
# On the small graph it gives the numbers found by hand. Is it any good for a real network? Take the model of
# [02 Inference](02_inference.ipynb), which was there for [[inference]] alone, now with its loss, and four pictures.


# %%
def loss_of(x, labels, weights):
    return ng.cross_entropy(ng.mlp(x, weights), labels)


types = ng.mlp_types((64, 16, 10))
model = ng.trace(loss_of, ng.f32[4, 64], ng.i32[4], types)
data, weights = ng.load_data("digits"), ng.he_weights(types)
pictures = (data.train_images[:4] / 16).astype(np.float32).reshape(4, 64)
labels = data.train_labels[:4].astype(np.int32)
small = {tensor.name: round(float(d), 4) for tensor, d in backward(graph, env, 1.0).items()}
print("small graph:", small)

# %% [markdown]
# The walk over the model's 18 equations, beside the kit's own `ng.grad`. (`wrt=2`: with respect to argument number 2,
# counted from 0, which is `weights`.)

# %%
d = backward(model, ng.replay(model, [pictures, labels, *weights.values()]), np.float32(1))
theirs = ng.grad(loss_of, wrt=2)(pictures, labels, weights)
for name in weights:
    mine = d[model[f"weights.{name}"]]
    print(f"{name} {mine.shape!s:8}  largest difference {np.abs(mine - theirs[name]).max():.6f}")

# %% [markdown]
# Ten lines, and they train neural networks. One walk back gives the adjoints of all 1,210 weights. What does that
# cost? In a large model nearly all the work is in the matrix products, so count their multiplications: in the model,
# and in the model together with its adjoints. Each product of the model has two on the way back, one for each of its
# inputs; only nobody asks for the adjoint of the pictures.

# %%
ng.lab.predict("backprop.p2")


# %%
def multiplications(graph):
    return sum(eqn.inputs[0].size * eqn.output.shape[-1] for eqn in graph.equations if eqn.op is ng.dot)


for sizes in ((64, 16, 10), (784, 600, 10), (64,) * 10):
    kinds = ng.f32[4, sizes[0]], ng.i32[4], ng.mlp_types(sizes)
    both = ng.prune(ng.trace(ng.value_and_grad(loss_of, wrt=2), *kinds))  # without what no result needs
    ratio = multiplications(both) / multiplications(ng.trace(loss_of, *kinds))
    print(f"{len(sizes) - 1} layers, {sizes[0]} inputs: {ratio:.1f} times the model alone")

# %% [markdown]
# In these models of two layers the first is by far the largest, and it has one product on the way back instead of two:
# about twice the work of the model alone. In a deep net of equal layers it is nearly three times. That is the limit,
# however many weights there are.
#
# ## The adjoint of a graph is a graph
#
# Now the step from a calculator to a compiler. Your function handed *numbers* to the rules. But a rule is only
# `dz * y, dz * x`, and you know from [01 Tracing](01_tracing.ipynb) what `*` does when it is handed
# *[[tensors|tensor]]*: it writes down an equation. So run the same walk on tensors, inside an open trace, and you get
# the backward pass as a program. The kit's walk is called `Adjoints`: it is given the loss and the seed, which is 1
# where nothing is said, and `adjoints[x]` is the adjoint of `x`. (`ng.Trace` opens a trace, `ng.parameter` makes an
# input, and `t.graph` makes the graph with these results: `ng.trace` does it all for a function.)
#
# `f` is made of `multiply`, `exp` and `add`.

# %%
ng.lab.predict("backprop.p3")

# %%
with ng.Trace("f_and_adjoints") as t:
    x, w = ng.parameter(ng.f64[()], "x"), ng.parameter(ng.f64[()], "w")
    loss = f(x, w)
    adjoints = ng.Adjoints(loss, 1.0)  # the seed: dloss is 1
    both = t.graph((loss, adjoints[x], adjoints[w]))
print(both)
print("loss, dx, dw:", *(f"{float(value):.4f}" for value in both(1.5, 0.5)))

# %% [markdown]
# Compare with what you did by hand: `dy = dloss + dz * z`, `dx = dy * w`. There is no `dz` in the program: it *is*
# `dloss`, so the rule of `add` handed it on, and nothing had to be computed. And there is no new kind of equation,
# only more of the old kind. Everything that works on graphs works on gradients: printing, drawing,
# compiling, and once more differentiating.
#
# > **History.** `Adjoints` has its name from nGraph's `autodiff::Adjoints`, which recorded the way back as a graph,
# > too. Both take several results, each with its own [[seed]]. A result that lies on the way to another one nGraph
# > walked over twice, and counted twice what it hands on (`autodiff/adjoints.cpp`). Exercise backprop.3 is that case.
#
# ## What waits for the way back
#
# `dx = dy * w` needs `w`, `dy` needs `z`: the walk back reads what the [[forward]] pass computed, so these values
# must be kept until then. That is the price in memory. Here is the model with the adjoints of its weights. Step
# through it with *Step*, and watch the strip at its foot: the bytes that are alive, and in the darker part those that
# are kept for the backward pass. Which of the values of the first ten equations waits longest? When you have come to
# a gradient, click one of its numbers: what was it made of?

# %%
with ng.Trace("model_and_adjoints") as t:
    inputs = [ng.parameter(x.type, x.name) for x in model.inputs]
    loss = model(*inputs)
    adjoints = ng.Adjoints(loss)
    full = t.graph((loss, [adjoints[x] for x in inputs[2:]]), inputs=inputs)
ng.lab.stepper(full, pictures, labels, *weights.values())

# %% [markdown]
# It is `h`, the result of relu: `dW1` is made of it, and the rule of relu asks where it is positive. What is kept
# grows with the number of layers, and with the number of pictures.
#
# ## Summary
#
# - `dz` is short for dloss/dz: the adjoint of `z`.
# - Walk back over the equations; each op has a rule that says what the adjoint of its result contributes to those of
#   its inputs.
# - A value that is used twice adds up what it receives.
# - Run on tensors, the same walk records equations: the adjoint of a graph is a graph.
# - Forward and back together cost two to three times the model alone, and memory for what the way back reads.
#
# ## Questions

# %%
ng.lab.questions("backprop")

# %% [markdown]
# ## Exercises
#
# **backprop.1** The rule for `y = tanh(x)`. The slope of tanh is 1 - tanh², so the rule can do with `y` alone. Return
# `dx`.


# %%
def tanh_rule(dy, y):
    ...
    ### BEGIN SOLUTION
    return dy * (1 - y * y)
    ### END SOLUTION


ng.lab.check("backprop.1", tanh_rule)

# %% [markdown]
# **backprop.2** By hand: `a = x * x`, `c = a * b`, `loss = c + a`. What is the adjoint of `x` at x = 2, b = 3?

# %%
answer = ...
### BEGIN SOLUTION
answer = (3 + 1) * 2 * 2
### END SOLUTION
ng.lab.check("backprop.2", answer)

# %% [markdown]
# **backprop.3** Two results: `y1 = x * x` and `y2 = 3 * y1`. Both get the seed 1, so the adjoint of `x` is the slope
# of `y1 + y2`. `y1` is a result *and* on the way to another one. What is the adjoint of `x` at x = 1? By hand first;
# then you may ask `ng.Adjoints([y1, y2], [1.0, 1.0])[x]`, inside a function that is traced.

# %%
answer = ...
### BEGIN SOLUTION
answer = (1 + 3) * 2 * 1
### END SOLUTION
ng.lab.check("backprop.3", answer)

# %% [markdown]
# **backprop.4** Put the lines of a backward pass in order. Two of them do not belong to it.

# %%
ng.lab.parsons("backprop.4")

# %% [markdown]
# **backprop.5** One line of this backward pass is wrong. Which one?

# %%
ng.lab.hunt("backprop.5")

# %% [markdown]
# Next: [06 Rules: adjoints of arrays, and how to check them](06_rules.ipynb). Words:
# [the glossary](24_glossary.ipynb)
