# %% [markdown]
# # 05 Backprop by hand, then Adjoints
#
# We can say how wrong a model is. Now we want to know what each of its weights can do about it. Asking them one by
# one would take thousands of runs of the model. Backprop asks all of them in one walk back over the graph.
#
# At the end you will be able to
#
# - compute the adjoints of a small graph by hand, and check them with finite differences,
# - write a backward pass for any graph, in a dozen lines,
# - say why the adjoint of a graph is a graph, and what it keeps alive,
# - find a wrong adjoint rule, and name the usual mistakes.
#
# Back: [03 Loss](03_loss.ipynb). On: [08 Update](08_update.ipynb).

# %%
import numpy as np

import ngteach as ng

# %% [markdown]
# ## A small graph
#
# Three equations, two inputs, one result. Look at `y`: two equations read it.


# %%
def f(x, w):
    y = x * w
    z = ng.exp(y)
    loss = z + y
    return loss


graph = ng.trace(f, ng.f64[()], ng.f64[()])
graph.show()

# %% [markdown]
# `replay` with arrays computes every value, not only the result. We will need them all.

# %%
env = ng.replay(graph, [np.array(1.5), np.array(0.5)])
for tensor, value in env.items():
    print(f"{tensor.name:5} {value:.4f}")

# %% [markdown]
# ## How much does it matter?
#
# The *adjoint* of a value says how much the result changes with it: if `dz` is 3 and `z` grows by 0.001, the loss grows
# by about 0.003. We find it by walking backwards, from the loss to the inputs.
#
# At the end it is easy. The loss changes with itself one to one, so `dloss` is 1. `loss = z + y`, so whatever `z` gains
# the loss gains, and `dz` is 1 too.

# %%
x, w, y, z = (float(env[graph[name]]) for name in "xwyz")
dloss = 1.0
dz = dloss

# %% [markdown]
# Now `y`. It is read twice: by `exp`, and by `+`. The use in `+` contributes `dloss`. The use in `exp` contributes `dz`
# times the slope of `exp`, which is `exp(y)`, which is `z`: we have it already. **Predict:** which of the two is
# `dy`?

# %%
dy = dloss + dz * z
print(f"{dy:.4f}")

# %% [markdown]
# Both, added up: a change of `y` takes both ways at once. Last, `y = x * w`. If `x` grows by a little, `y` grows by
# `w` times that.

# %%
dx, dw = dy * w, dy * x
print(f"dx {dx:.4f}   dw {dw:.4f}")

# %% [markdown]
# ## Is it true?
#
# There is a way to check that needs no thinking: change the input a little, up and down, and see what happens. These
# are *finite differences*. They cost two runs for every number, so we use them to check, and not to train.


# %%
def slope(f, at, h=1e-5):
    return (f(at + h) - f(at - h)) / (2 * h)


print(f"dx {slope(lambda x: graph(x, 0.5), 1.5):.4f}   dw {slope(lambda w: graph(1.5, w), 0.5):.4f}")

# %% [markdown]
# ## One rule for each op
#
# What we used was, for each op, one small rule: given the adjoint of the result, what does it contribute to the
# adjoint of each input? In the kit the rule stands right below the op. `dz` is the adjoint of the result `z`, and the
# rule returns one adjoint for each input.

# %%
ng.lab.show_source(ng.multiply, ng.exp, ng.add)

# %% [markdown]
# ## Your own backward pass
#
# The rules are there, so the rest is bookkeeping, and you have just done it: walk over the equations in reverse; for
# each one whose result has an adjoint, ask the rule; add what it says to the adjoints of the inputs.


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


# %%
for tensor, value in backward(graph, env, 1.0).items():
    print(f"d{tensor.name:5} {value:.4f}")

# %% [markdown]
# The same numbers. Is it any good for a real network? Take the whole model with its loss, as a graph of 18 equations,
# and let your function find the adjoints of all its weights.


# %%
def loss_of(x, labels, weights):
    return ng.cross_entropy(ng.mlp(x, weights), labels)


types = ng.mlp_types((64, 16, 10))
model = ng.trace(loss_of, ng.f32[4, 64], ng.i32[4], types)
data, weights = ng.load_data("digits"), ng.he_weights(types)
pictures = (data.train_images[:4] / 16).astype(np.float32).reshape(4, 64)
labels = data.train_labels[:4].astype(np.int32)

# %%
env = ng.replay(model, [pictures, labels, *weights.values()])
d = backward(model, env, np.float32(1))
theirs = ng.grad(loss_of, wrt=2)(pictures, labels, weights)
for name in weights:
    assert np.allclose(d[model[f"weights.{name}"]], theirs[name], atol=1e-6)
    print(name, d[model[f"weights.{name}"]].shape, "agrees with the kit")

# %% [markdown]
# Ten lines, and they train neural networks. One run back gives the adjoints of all 1210 weights. What does that cost?
# In a large model nearly all the work is in the matrix products, so count their multiplications: in the model, and in
# the model with all its adjoints.


# %%
def multiplications(graph):
    return sum(eqn.inputs[0].size * eqn.output.shape[-1] for eqn in graph.equations if eqn.op is ng.dot)


both = ng.trace(ng.value_and_grad(loss_of, wrt=2), ng.f32[4, 64], ng.i32[4], types)
both = ng.prune(both)  # without the equations that no result needs
print(f"with adjoints {multiplications(both) / multiplications(model):.1f} times the model alone")

# %% [markdown]
# Each product of the model has two on the way back, one for each of its inputs. But nobody asks for the adjoint of the
# pictures, and the first layer is the largest. So the cost is about twice that of the model here, and nearly three
# times in a deep net, however many weights there are.
#
# ## The adjoint of a graph is a graph
#
# Now the step from a calculator to a compiler. Your function handed *numbers* to the rules. But a rule is only `dz *
# y, dz * x`, and you know from notebook 01 what `*` does when it is handed *tensors*: it writes down an equation. So
# run the same walk on tensors, inside an open trace, and you get the backward pass as a program. That is `Adjoints`.

# %%
with ng.Trace("f_and_adjoints") as t:
    x, w = ng.parameter(ng.f64[()], "x"), ng.parameter(ng.f64[()], "w")
    loss = f(x, w)
    adjoints = ng.Adjoints(loss, 1.0)
    both = t.graph((loss, adjoints[x], adjoints[w]))
print(both)

# %% [markdown]
# Compare with what you did by hand: `dy = dloss + dz * z`, `dx = dy * w`. There is no new kind of equation, only more
# of the old kind. Everything that works on graphs works on gradients: printing, drawing, compiling, and once more
# differentiating.

# %%
loss_value, dx_value, dw_value = both(1.5, 0.5)
assert np.isclose(dx_value, dx) and np.isclose(dw_value, dw)
both.show()

# %% [markdown]
# The dotted lines are the price. `dx = dy * w` needs `w`, `dy` needs `z`: the walk back reads what the forward pass
# computed, so these values must be kept until then. In training, activations are memory. Step through the model's
# graph and watch what is *alive*, and what waits for the backward pass. Click a number of a gradient: what was it made
# of?

# %%
with ng.Trace("model_and_adjoints") as t:
    inputs = [ng.parameter(x.type, x.name) for x in model.inputs]
    loss = model(*inputs)
    adjoints = ng.Adjoints(loss)
    full = t.graph((loss, [adjoints[x] for x in inputs[2:]]), inputs=inputs)
ng.lab.stepper(full, pictures, labels, *weights.values())

# %% [markdown]
# ## dot: the shapes decide
#
# For `y = x @ W` the rule has two matrix products, and it is easy to transpose the wrong one. You need not
# remember: an adjoint has the shape of its value. `x` is `[4,64]`, `W` is `[64,16]`, `dy` is `[4,16]`. **Predict:**
# which product of `x` and `dy` has the shape of `W`?

# %%
ng.lab.show_source(ng.dot.adjoint_rule)

# %% [markdown]
# `x.T @ dy` is `[64,4]` by `[4,16]`: nothing else fits. (The lines below the first return are for vectors.)
#
# ## broadcast: used often, summed once
#
# The bias is one row, and broadcast hands it to all 4 pictures. You know what happens to a value that is read several
# times. **Predict:** `db` has which shape, and what are its numbers here?


# %%
def total(x, b):
    return ng.sum(x + b)


ng.grad(total, wrt=1)(np.zeros((4, 3), np.float32), np.zeros(3, np.float32))

# %% [markdown]
# The shape of `b`, and 4 everywhere: each number of `b` was used four times, and each use contributed 1. So the adjoint
# of broadcast is a sum, and the adjoint of sum is a broadcast. A gradient that forgets this sum has the wrong shape,
# or, worse, fits by accident.

# %%
ng.lab.show_source(ng.broadcast.adjoint_rule, ng.sum.adjoint_rule)

# %% [markdown]
# ## How small is a small change?
#
# Finite differences check the rules, but who checks them? With a large step they measure a chord instead of a slope;
# with a tiny one they subtract two nearly equal numbers and keep the rounding errors. Choose an adjoint, and look for
# the step in between, in 32 and in 64 bits.

# %%
ng.lab.microscope(loss_of, pictures, labels, weights)

# %% [markdown]
# ## Several results, one behind the other
#
# `Adjoints` takes several results, each with its own seed. Here `y2` is computed from `y1`, and both have the seed 1.
# **Predict:** the sum of both is `x*x + 3*x*x`; what is its slope at x = 1?


# %%
def two(x):
    y1 = x * x
    y2 = 3.0 * y1
    return ng.Adjoints([y1, y2], [1.0, 1.0])[x]


print(ng.trace(two, ng.f64[()])(1.0))

# %% [markdown]
# It is 8. nGraph's own algorithm said 10 or 16 here, depending on the order (`autodiff/adjoints.cpp`): it had forgotten
# that `y1` is a result *and* on the way to another one. An extra loss term is enough to meet this case, and nothing
# would have told you.
#
# ## Again
#
# Since a gradient is recorded by the same ops, it can be differentiated too. The slope of x³ is 3x², and the slope of
# that is 6x. (And where nothing shall flow back, `ng.stop_gradient(x)` is `x`, taken for a constant.)


# %%
def cube(x):
    return x * x * x


print(ng.grad(cube)(3.0), ng.grad(ng.grad(cube))(3.0))

# %% [markdown]
# ## What is still missing
#
# We know how the loss changes with every weight. The last step is to change them, in a function that has no memory.
#
# ## Questions
#
# 1. Why does the walk go backwards? What would forwards cost, for 4810 weights and one loss?
# 2. Your `backward` has `d[x] + dx`. Which example on this page breaks if it is only `dx`?
# 3. relu's rule reads its result `y`, not its input `x`. Which of the two need then not be kept?
# 4. The rule of `add` reads neither `x` nor `y`. What does that mean for memory?
# 5. `sign` is declared with `adjoint=None`. What is its slope, nearly everywhere? Why is that not the same as a rule
#    that is missing?
#
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
# **backprop.2** A dense layer, `y = x @ W + b`, all at once: return `dx`, `dW` and `db`.


# %%
def dense_rule(dy, x, W, b):
    ...
    ### BEGIN SOLUTION
    return dy @ W.T, x.T @ dy, dy.sum(axis=0)
    ### END SOLUTION


ng.lab.check("backprop.2", dense_rule)

# %% [markdown]
# **backprop.3** By hand: `a = x * x`, `c = a * b`, `loss = c + a`. What is the adjoint of `x` at x = 2, b = 3?

# %%
answer = ...
### BEGIN SOLUTION
answer = (3 + 1) * 2 * 2
### END SOLUTION
ng.lab.check("backprop.3", answer)

# %% [markdown]
# **backprop.4** The most famous gradient of all. The loss is the mean cross-entropy of `p = softmax(z)` over the rows,
# without a clip. What is `dz`, the adjoint of the logits? It is short: only `p`, the one-hot matrix `expected` and
# the number of rows are needed. Use `ng.grad` to look at an example, and guess.


# %%
def logits_rule(p, expected):
    ...
    ### BEGIN SOLUTION
    return (p - expected) / len(p)
    ### END SOLUTION


ng.lab.check("backprop.4", logits_rule)

# %% [markdown]
# Next: [08 Update: a training function without a memory](08_update.ipynb). Words: [the glossary](24_glossary.ipynb)
