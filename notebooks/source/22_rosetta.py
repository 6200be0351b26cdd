# %% [markdown]
# # 22 Rosetta: the same model in JAX and PyTorch
#
# Three programs train the same model, from the same weights, on the same pictures. Two of them have `value_and_grad`,
# the third has `backward()`. Which line of one is which line of the others, and do they get the same numbers?
#
# At the end you will be able to
#
# - read a training step in JAX and in PyTorch, and say what it is called here,
# - say what JAX records, and what becomes of a jitted function inside another,
# - explain `.grad`, `zero_grad`, `no_grad` and the second `backward()`,
# - name places where three correct systems give three different numbers.
#
# Back: [21 Attention](21_attention.ipynb). On: [23 Project](23_project.ipynb).
#
# Two of the programs need packages that you may not have; `pip install jax torch` brings them. `ng.lab.peers()` sees to
# the rest: a cell that begins with `# needs jax` or `# needs torch` runs where that package is installed. Elsewhere it
# only prints that something is missing, so look at its stored output before you run it.

# %%
import numpy as np

import ngteach as ng

ng.lab.peers()
ng.lab.recall("rosetta")

# %% [markdown]
# ## Ours
#
# The model of this course, with 64-16-10 units and `log_softmax` in the loss. The step is plain descent with the rate
# 0.5. Every line of it comes again below.

# %%
data, types = ng.load_data("digits"), ng.mlp_types((64, 16, 10))
first = ng.he_weights(types)
x = (data.train_images[:128] / 16).astype(np.float32).reshape(128, 64)
labels = data.train_labels[:128].astype(np.int32)


# %%
def loss(w, x, labels):
    h = ng.relu(x @ w["W0"] + w["b0"])
    log_p = ng.log_softmax(h @ w["W1"] + w["b1"], axis=1)
    return -ng.sum(ng.one_hot(labels, 10, ng.f32) * log_p) / 128.0


@ng.jit
def step(w, x, labels):
    value, d = ng.value_and_grad(loss)(w, x, labels)
    return value, {name: w[name] - 0.5 * d[name] for name in w}


# %%
def farthest(theirs):
    return max(np.abs(ours[name] - np.asarray(theirs[name])).max() for name in ours)


value, ours = step(first, x, labels)
print(f"loss before the step: {value:.6f}")

# %% [markdown]
# ## JAX
#
# Line by line the same, with `jax` for `ng` and `jax.numpy` for NumPy. JAX, too, runs the function once on objects
# without numbers, which it calls *tracers* and we [[tensors|tensor]], and records what they do. `jax.jit` compiles
# the record with XLA. How far from ours are the new weights, of which the largest are about 1?

# %%
ng.lab.predict("rosetta.p1")

# %% tags=["peers", "nbval-skip"]
# needs jax
import jax


def loss_in_jax(w, x, labels):
    h = jax.nn.relu(x @ w["W0"] + w["b0"])
    log_p = jax.nn.log_softmax(h @ w["W1"] + w["b1"], axis=1)
    return -jax.numpy.sum(jax.nn.one_hot(labels, 10) * log_p) / 128


value, d = jax.jit(jax.value_and_grad(loss_in_jax))(first, x, labels)
print(f"loss: {value:.6f}   largest difference of a weight: {farthest({n: first[n] - 0.5 * d[n] for n in d}):.0e}")

# %% [markdown]
# An [[ulp]] or so: the sums run in another order ([18 Chaos](18_chaos.ipynb)). JAX's arrays cannot be written into:
# for `a[0] = 1` one writes `a.at[0].set(1)`, as here. And f64 is switched off in JAX until one asks for it; a NumPy
# array of f64 becomes f32 without a word.
#
# ## What JAX records
#
# `jax.make_jaxpr` is JAX's `ng.trace`, and a *jaxpr* is its [[graph]]: inputs, equations in their order, outputs.
# Here `square` is jitted already, and called inside another function. Our trace writes its equation down as if there
# were no [[jit]]. And JAX's?

# %%
ng.lab.predict("rosetta.p2")

# %% tags=["peers", "nbval-skip"]
# needs jax
jax.config.update("jax_pprint_use_color", False)
square = ng.jit(lambda x: x * x)
print(ng.trace(lambda x: square(x) + 1.0, ng.f32[()]), end="\n\n")
jax_square = jax.jit(lambda x: x * x)
print(jax.make_jaxpr(lambda x: jax_square(x) + 1.0)(3.0), end="\n\n")
print(jax.make_jaxpr(jax.grad(lambda x, w: jax.numpy.exp(x * w) + x * w))(1.5, 0.5))

# %% [markdown]
# JAX records *one* equation, `jit`, which holds the inner jaxpr; XLA may inline it later. We [[replay]] the inner
# graph into the outer one, as a [[clone]] does.
#
# The last jaxpr is a [[gradient]], so it holds a forward pass and a backward pass, as our graphs do: `mul` and `exp`,
# and then `add_any`, the `+` for a value that is used twice. `grad` is made of [[vjp]]: `y, back = jax.vjp(f, x)` runs
# forward, and `back(dy)` takes an adjoint of the result to one of the input. Ours is called `ng.vjp`, and both have
# [[forward mode]] too, as [[jvp]].
#
# ## PyTorch
#
# PyTorch has no trace here. It computes at once, like NumPy, and each result remembers the operation that made it and
# what that has read: a *tape*, made anew in every step. It begins at what was made with `requires_grad=True`, the
# weights. `backward()` walks it back, and puts the [[adjoint]] of each weight into its `.grad`. The weights are changed
# in place; `no_grad` says that this is not to be recorded.

# %% tags=["peers", "nbval-skip"]
# needs torch
import torch

pictures, digits = torch.tensor(x), torch.tensor(labels).long()


def loss_in_torch(w):
    h = torch.relu(pictures @ w["W0"] + w["b0"])
    log_p = torch.log_softmax(h @ w["W1"] + w["b1"], dim=1)
    return -torch.sum(torch.nn.functional.one_hot(digits, 10) * log_p) / 128


# %% tags=["peers", "nbval-skip"]
# needs torch
w = {name: torch.tensor(a, requires_grad=True) for name, a in first.items()}
value = loss_in_torch(w)
value.backward()
with torch.no_grad():
    for name in w:
        w[name] -= 0.5 * w[name].grad
print(f"loss: {value:.6f}   largest difference of a weight: {farthest({n: w[n].detach() for n in w}):.0e}")

# %% [markdown]
# The same model again, to an ulp. Now the habits. Fresh weights: the loss is computed and `backward()` called, and
# then both once more, without anything in between. What is in `b1.grad`, compared with after the first time?

# %%
ng.lab.predict("rosetta.p3")

# %% tags=["peers", "nbval-skip"]
# needs torch
w = {name: torch.tensor(a, requires_grad=True) for name, a in first.items()}
loss_in_torch(w).backward()
once = w["b1"].grad.clone()
value = loss_in_torch(w)
value.backward()
print(f"b1.grad, twice over once: {(w['b1'].grad / once).mean():.4f}")
for attempt in (value.backward, lambda: w["b1"].sub_(1.0)):
    try:
        attempt()
    except RuntimeError as problem:
        print(str(problem).partition(".")[0])

# %% [markdown]
# Twice as much: `.grad` is added to, since a weight may be used in several losses. Hence `zero_grad()` before each
# step. The two errors are PyTorch's own:
#
# - A second `backward()` of the *same* loss finds the tape gone: what the forward pass kept was freed on the way
#   back. In a graph the kept values are values like any other, and nothing is gone.
# - To change a weight in place (`sub_` is `-=`) outside of `no_grad` is refused: the change would be on the tape.
#
# And `.grad` is None before the first `backward()`, for a weight that the loss does not use, and for a value in the
# middle. Here an unused weight has a gradient of zeros, and `derive_training` warns of it. Nothing is kept in the
# weight, so nothing can be left over in it, forgotten or missing. JAX gives zeros, too.
#
# In everyday PyTorch the model is an object that holds its weights, and an [[optimizer]] holds on to them:

# %% tags=["peers", "nbval-skip"]
# needs torch
model = torch.nn.Sequential(torch.nn.Linear(64, 16), torch.nn.ReLU(), torch.nn.Linear(16, 10))
with torch.no_grad():
    for k, name in zip((0, 0, 2, 2), ("W0", "b0", "W1", "b1")):
        (model[k].weight if name[0] == "W" else model[k].bias).copy_(torch.tensor(first[name].T))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
optimizer.zero_grad()
torch.nn.functional.cross_entropy(model(pictures), digits).backward()
optimizer.step()
theirs = {f"{'W' if p.ndim == 2 else 'b'}{k // 2}": p.detach().numpy().T for k in (0, 2) for p in model[k].parameters()}
print(f"largest difference of a weight: {farthest(theirs):.0e}")

# %% [markdown]
# `nn.Linear` keeps its matrix the other way round, so we transpose it. `cross_entropy` takes [[logits|logit]] and has
# the log-softmax inside; a [[softmax]] before it would be one too many.
#
# ## Where they differ
#
# The numbers above agree since the mathematics leaves no choice. At a corner it does: the slope of `abs` at 0 may be
# anything from -1 to 1. And an f32 product of 1e-30 and 1e-10 is [[subnormal]]. Here is what the three say.

# %%
ng.lab.predict("rosetta.p4")

# %% tags=["peers", "nbval-skip"]
# needs jax, torch
print("slope at 0 of    ngteach  JAX  PyTorch")
for name, mine, its in (("relu", ng.relu, jax.nn.relu), ("abs", ng.abs, jax.numpy.abs)):
    zero = torch.tensor(0.0, requires_grad=True)
    getattr(torch, name)(zero).backward()
    print(f"{name:16} {ng.grad(mine)(0.0):6.1f} {jax.grad(its)(0.0):5.1f} {zero.grad:6.1f}")
tiny, times = (np.float32(1e-30), np.float32(1e-10)), lambda a, b: a * b
print("1e-30 * 1e-10:", ng.jit(times)(*tiny), jax.jit(times)(*tiny), times(*map(torch.tensor, tiny)).item())

# %% [markdown]
# All are right. XLA flushes subnormal numbers to 0 on this processor; we do so only in large products among the
# adjoints ([12 Floating point](12_floats.ipynb)).
#
# ## Word by word
#
# | ngteach | JAX | PyTorch |
# |---|---|---|
# | tensor, while tracing | tracer | none: numbers at once (`torch.compile` has fake tensors) |
# | graph | jaxpr | tape, made anew at each step; `fx.Graph` of `torch.compile` |
# | `trace(f, types)` | `make_jaxpr(f)(arrays)` | `torch.export`, `fx.symbolic_trace` |
# | adjoint, `Adjoints(loss)[W]` | cotangent, `vjp` | gradient, `W.grad` after `loss.backward()` |
# | `grad`, `value_and_grad` | `grad`, `value_and_grad` | `torch.func.grad`, `torch.func.grad_and_value` |
# | seed of `Adjoints` | the argument of what `vjp` returns | `backward(gradient=...)` |
# | `stop_gradient(x)` | `lax.stop_gradient(x)` | `x.detach()` |
# | weights in, new weights out | the same | `optimizer.step()` in place, under `no_grad` |
# | nothing to be cleared | nothing to be cleared | `optimizer.zero_grad()` |
# | `jit`, `compile` | `jit`, XLA | `torch.compile` |
# | clone, replay | one equation `jit`, inlined by XLA | modules that share weights |
# | `checkpoint` | `jax.checkpoint` | `torch.utils.checkpoint` |
#
# ## Summary
#
# - The training step is the same in all three, and so are its numbers, to an ulp or two.
# - JAX and ngteach trace: a function becomes a record, and the gradient is a record too. Weights go in, and new ones
#   come out.
# - PyTorch computes at once and keeps a tape. Its weights are changed in place, so it needs `no_grad`; `.grad` adds
#   up, so it needs `zero_grad`; the tape is used up by `backward()`.
# - Systems differ where mathematics leaves a choice: slopes at corners, subnormal numbers, the order of a sum.
#
# ## Questions

# %%
ng.lab.questions("rosetta")

# %% [markdown]
# ## Exercises
#
# None of them needs JAX or PyTorch.
#
# **rosetta.1** What does a training loop compute if `zero_grad` is forgotten? `gradients` is what `backward()` finds
# in each step (a list of numbers), `w` the weight before. Return the weight at the end.


# %%
def forgotten(w, gradients, rate):
    grad = 0.0
    for g in gradients:
        ...
        ### BEGIN SOLUTION
        grad = grad + g
        w = w - rate * grad
    return w
    ### END SOLUTION


ng.lab.check("rosetta.1", forgotten)

# %% [markdown]
# **rosetta.2** Here is a step in PyTorch. Write it as a function without a memory: return the loss and the new `w`.
#
#     loss = ((x @ w - y) ** 2).mean()
#     loss.backward()
#     with torch.no_grad():
#         w -= rate * w.grad
#     w.grad = None


# %%
def without_memory(w, x, y, rate):
    ...
    ### BEGIN SOLUTION
    value, dw = ng.value_and_grad(lambda w: ng.mean((x @ w - y) ** 2))(w)
    return value, w - rate * dw
    ### END SOLUTION


ng.lab.check("rosetta.2", without_memory)

# %% [markdown]
# **rosetta.3** In PyTorch, `x` holds 3 and 4, `y = x ** 2`, and then `y.backward(gradient=torch.tensor([1.0, 10.0]))`
# is called. What is in `x.grad`? (In JAX it is what `back` of `vjp` returns; here 1 and 10 would be the seed.)

# %%
answer = ...
### BEGIN SOLUTION
answer = [6.0, 80.0]
### END SOLUTION
ng.lab.check("rosetta.3", answer)

# %% [markdown]
# Next: [23 Project](23_project.ipynb). Words: [the glossary](24_glossary.ipynb)
