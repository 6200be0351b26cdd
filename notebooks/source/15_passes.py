# %% [markdown]
# # 15 Passes: the graph gets smaller
#
# Tracing writes down everything you said, even what you said twice. Before a compiler makes a program of it, it
# rewrites the graph: each *pass* takes a graph and gives a smaller one that computes the same. At the end you will be
# able to
#
# - say what `prune`, `share`, `fold` and `simplify` do, and predict how many equations they leave;
# - read the report of a compiled program;
# - write a pass of your own in a cell, and put it in the list;
# - tell exact algebra from close algebra, and say why x * 0 is not 0.
#
# Back: [10 Training](10_training.ipynb). On: [16 Memory and threads](16_memory.ipynb).

# %%
import numpy as np

import ngteach as ng

# %% [markdown]
# ## A wasteful program
#
# Nobody writes this on purpose. But generated code looks like this, and adjoints are generated code. Read it, and count
# what a careful person would *not* compute.


# %%
def wasteful(x, s):
    a = ng.exp(-x)
    b = ng.exp(-x) * 1.0
    c = ng.constant(3.0, ng.f32) * ng.constant(0.5, ng.f32) - 0.5
    ng.tanh(x)
    y = a + b * c
    return s * (y @ y.T)


traced = ng.trace(wasteful, ng.f32[4, 6], ng.f32[()])
print(len(traced.equations), "equations")
traced.show()

# %% [markdown]
# ## prune: what nobody reads
#
# The `tanh` has no arrow out of it and is no result. A graph has no side effects, so what nobody reads may go. Begin
# at the results and walk backwards; keep what you meet.

# %%
pruned = ng.prune(traced)
print(len(traced.equations), "->", len(pruned.equations))
pruned.show()

# %% [markdown]
# ## share: what is computed twice
#
# `exp(-x)` stands in the program twice. An equation has no state, so the same op on the same inputs gives the same
# value: compute it once. **Predict:** how many equations fall away? Mind the constant 0.5, which occurs twice too.

# %%
shared = ng.share(pruned)
print(len(pruned.equations), "->", len(shared.equations))
shared.show()

# %% [markdown]
# Three: a `negative`, an `exp`, a `constant`. Textbooks call this *common subexpression elimination*. Its difficulty
# is hidden in the words "same op": `a - b` and `b - a` have the same op and the same inputs, in another order. nGraph's
# comparison takes them for equal (`cse_binarywise` in its `cse.cpp`), and only a hash that minds the order saves it.
#
# ## fold: what is known already
#
# `c` depends on constants alone, so it can be computed now, once, instead of at every call.

# %%
folded = ng.fold(shared)
print([str(e) for e in folded.equations if e.output.name == "c"])
print(len(shared.equations), "->", len(folded.equations))

# %% [markdown]
# The count is still 16. `c` is a constant now, but the constants it was made of are still there, though nobody reads
# them. A pass does its own thing and leaves the cleaning to `prune`. That is why passes run in rounds.
#
# ## simplify: algebra
#
# `c` turned out to be 1, so both multiplications are by 1. `simplify` knows such rules. **Predict** what becomes of
# `y = a + b * c`.

# %%
simple = ng.prune(ng.simplify(folded))
print(len(folded.equations), "->", len(simple.equations))
print(simple)

# %% [markdown]
# `y = a + a`. No single pass could have found that: sharing made `exp(-x)` one tensor, folding found the 1, algebra
# dropped it. From 20 equations to 7:

# %%
simple.show()

# %% [markdown]
# And it computes the same. All rules that were used here are exact, so we may ask for equality, not for closeness.

# %%
x = np.random.default_rng(0).uniform(-1, 1, (4, 6)).astype(np.float32)
assert np.array_equal(traced(x, 2.0), simple(x, 2.0))

# %% [markdown]
# ## In rounds, until nothing changes
#
# `optimize` runs the list again and again until no pass finds anything. Its report counts equations, floating-point
# operations, and bytes read and written.

# %%
smallest, report = ng.optimize(traced)
report

# %% [markdown]
# Often the bytes matter most: a core computes faster than memory brings it the numbers. (The first line of a timeline,
# in notebook 09, gives both speeds.)
#
# ## Play it on a real one
#
# Here is a training step as one writes it every day: a loss, its gradient, weights minus rate times gradient. It has
# the tutorial's sizes: 784 pixels, 600 hidden units.


# %%
def everyday_step(x, labels, rate, weights):
    def loss_of(weights):
        return ng.cross_entropy(ng.mlp(x, weights), labels)

    loss, gradient = ng.value_and_grad(loss_of)(weights)
    return loss, {name: w - rate * gradient[name] for name, w in weights.items()}


everyday = ng.trace(everyday_step, ng.f32[128, 784], ng.i32[128], ng.f32[()], ng.mlp_types((784, 600, 10)))

# %% [markdown]
# For each pass, strike out what you think will go: click a line or its box, or walk with the arrow keys and press x.
# Then press **Reveal**. The mark at the left of a line says where it stands: blue is forward, orange adjoint, green
# update. **Predict** one more thing: which of these equations is the most work that nobody needs?

# %%
ng.lab.pass_player(everyday)

# %% [markdown]
# 78 equations become 59, and a third of the work is gone, nearly all of it in one line: `dx`, the adjoint of the
# pictures. Going backwards through the first product gives the adjoints of both of its factors, and nobody changes
# the pictures.
#
# `derive_training` asks only for the adjoints that it needs, so it leaves less to do.

# %%
inference = ng.trace(ng.mlp, ng.f32[32, 64], ng.mlp_types((64, 64, 10)))
training = ng.derive_training(inference, trainable="weights")
print(len(training.equations), "->", len(ng.optimize(training)[0].equations))

# %% [markdown]
# Only five equations go. But look at the update, `W0 - learning_rate * dW0`.
#
# Take the tutorial's sizes again. **Predict** the shapes of the multiplications that have to do with the rate. What
# will the passes make of them?

# %%
wide = ng.derive_training(ng.trace(ng.mlp, ng.f32[128, 784], ng.mlp_types((784, 600, 10))))
for graph in (wide, ng.optimize(wide)[0]):
    print([str(e.output.type) for e in graph.equations if e.op is ng.multiply and e.output.name.startswith("change")])

# %% [markdown]
# Nothing: `learning_rate * dW0` multiplies 784 x 600 = 470,400 numbers at every step, before the passes and after.
# And yet the gradient is a product of two matrices, and a number can be multiplied into the *smaller factor* instead:
# s (A B) = A (s B). That factor has 128 x 600 numbers, a sixth. Why does the compiler not do it?
#
# ## Exact and close
#
# Is s (A B) really A (s B)? In mathematics yes. In f32 every operation rounds, and rounding at another place may
# change the last bit. It may also be worse. **Predict** both results:

# %%
s, A, B = np.float32(1e30), np.full((64, 2), 1e-30, np.float32), np.full((2, 64), 1e10, np.float32)
with np.errstate(over="ignore"):
    print("s (A B) is", (s * (A @ B))[0, 0], "and A (s B) is", (A @ (s * B))[0, 0])

# %% [markdown]
# 1e30 times 1e10 is more than an f32 can hold. A compiler sees the shapes and not the numbers, so it does not know
# whether this will happen, and ngteach leaves the product as you wrote it. But *you* know your rates: begin the
# adjoints with minus the rate, `W + ng.Adjoints(loss, -rate)[W]`, and it is multiplied in where it is a single number.
# (It saves little: the executor multiplies each block of the product while it is still in the cache.)
#
# So the rules stand in two tables: those in `EXACT` keep every bit; those in `CLOSE` may round differently, but make no
# infinity and no NaN. Here is one of each.

# %%
from ngteach.transform.algebra import minus_minus, small_power

ng.lab.show_source(minus_minus, small_power)

# %% [markdown]
# **Predict:** `x ** 3` and `x * x * x` on a thousand numbers. Are they equal? Nearly equal?

# %%
cube = ng.trace(lambda x: x**3, ng.f32[1000])
x = np.random.default_rng(1).uniform(0, 2, 1000).astype(np.float32)
a, b = cube(x), ng.optimize(cube)[0](x)
print("equal in every bit:", np.array_equal(a, b))
print("equal to six digits:", np.allclose(a, b, rtol=1e-6, atol=0))

# %% [markdown]
# The kit reckons a power at thirty operations (`cost.py`), and two products at two. It takes the bargain, because the
# answer is about as good, only different: `x * x * x` rounds twice, and a power function is not exact in the last bit
# either.

# %% tags=["nbval-ignore-output"]
exact = (x.astype(np.float64) ** 3).astype(np.float32)
print(f"last bit wrong: {np.mean(a != exact):.0%} of the powers, {np.mean(b != exact):.0%} of the products")

# %% [markdown]
# Different bits are the subject of notebook 11.
#
# ## Why x * 0 is not 0
#
# Here is a rule that everybody would write. A pass is a function of a graph; `ng.revise` is its loop. The rule is asked
# for each equation what shall stand in its place; `None` means: leave it.

# %%


def zero_times(graph):
    zeros = {e.output for e in graph.equations if e.op is ng.constant and not e.params["value"].any()}
    zeros |= {e.output for e in graph.equations if e.op is ng.broadcast and e.inputs[0] in zeros}

    def rule(eqn, *inputs):
        return inputs[1] if eqn.op is ng.multiply and inputs[1] in zeros else None

    return ng.revise(graph, rule)


# %% [markdown]
# Put it in the list with the others. It works: the multiplication is gone. Before you run the last line, think of
# four numbers `x` for which `x * 0` might not be what you expect.

# %%
masked = ng.trace(lambda x: x * 0.0, ng.f32[4])
quick, _ = ng.optimize(masked, (zero_times, ng.prune))
x = np.array([1.0, -1.0, np.inf, np.nan], np.float32)
print("as written: ", masked(x))
print("after the pass:", quick(x))

# %% [markdown]
# Three of the four are wrong. -1 * 0 is -0, a zero with a sign. Infinity times 0 is NaN: there is no right answer.
# NaN times anything is NaN. That matters: **NaN is the alarm bell of numerical programs.** A training run that
# overflowed shows NaN at the end; with this pass it shows a clean 0, and nobody looks. nGraph had the rule
# (`simplify_multiply` in its `algebraic_simplification.cpp`); ngteach does not.

# %%
assert not any(rule.__name__.startswith("zero") for rules in ng.transform.algebra.EXACT.values() for rule in rules)

# %% [markdown]
# ## A pass of your own
#
# A rule that *is* exact: `relu(relu(x))` is `relu(x)`, for every number there is, NaN included. The rule has to know
# which equation made its input; a set of all tensors that a relu made is enough.


# %%
def relu_once(graph):
    """A relu of a relu is the inner one."""
    made = {eqn.output for eqn in graph.equations if eqn.op is ng.relu}

    def rule(eqn, *inputs):
        return inputs[0] if eqn.op is ng.relu and inputs[0] in made else None

    return ng.revise(graph, rule)


deep = ng.trace(lambda x: ng.relu(ng.relu(ng.relu(x))) + 1.0, ng.f32[3], name="deep")
ng.lab.pass_player(deep, (relu_once, *ng.PASSES))

# %% [markdown]
# It is a pass like any other, and you may hand it to the compiler: `passes=`. Test it as you would test any claim of
# equality, with the numbers that break things.

# %%
program = ng.compile(deep, passes=(relu_once, *ng.PASSES))
x = np.array([-1.0, np.nan, np.inf], np.float32)
assert np.array_equal(program(x), deep(x), equal_nan=True)
program.report

# %% [markdown]
# ## Questions
#
# 1. Which property of a graph makes it legal to drop an equation that nobody reads? Name a Python line that may not
#    be dropped so.
# 2. Why does `fold` leave large results alone? (A constant lives in the program.)
# 3. Why do the passes run in rounds, and why do the rounds come to an end?
# 4. Is `x + 0 = x` exact? Try it with `x = -0.0`.
# 5. `jax.jit` and `torch.compile` hand a graph to a compiler too. Which of our passes would you expect to find there?

# %% [markdown]
# ## Exercises
#
# **passes.1** Write the rule of a pass `no_sign`: `abs(-x)` is `abs(x)`. The frame is there. Of the six equations of
# `near` four should be left.

# %%
near = ng.trace(lambda x: ng.abs(-x) + ng.abs(-ng.tanh(x)), ng.f32[5], name="near")
print(near)


# %%
def no_sign(graph):
    inside = {eqn.output: eqn.inputs[0] for eqn in graph.equations if eqn.op is ng.negative}

    def rule(eqn, *inputs):
        ### BEGIN SOLUTION
        return ng.abs(inside[inputs[0]]) if eqn.op is ng.abs and inputs[0] in inside else None
        ### END SOLUTION
        return None

    return ng.revise(graph, rule)


smaller = ng.prune(no_sign(near))
ng.lab.check("passes.1", smaller)

# %% [markdown]
# **passes.2** Without running it: how many equations has `ng.optimize(puzzle)[0]`?
#
#     def puzzle(x):
#         a = ng.tanh(x) * 2.0
#         b = 2.0 * ng.tanh(x) / 1.0
#         c = ng.tanh(-(-x))
#         return a + c

# %%
answer = ...
### BEGIN SOLUTION
answer = 5
### END SOLUTION
ng.lab.check("passes.2", answer)

# %% [markdown]
# **passes.3** Which of these keep every bit, for *every* f32, infinities, NaN and -0 included? Write their letters in a
# row, such as "ACE".
#
# - A: `x / 1` is `x`
# - B: `x + 0` is `x`
# - C: `x - x` is `0`
# - D: `x / 2` is `x * 0.5`
# - E: `x / 3` is `x * (1 / 3)`
# - F: `-(-x)` is `x`
# - G: `(x + y) - y` is `x`

# %%
answer = ...
### BEGIN SOLUTION
answer = "ADF"
### END SOLUTION
ng.lab.check("passes.3", answer)

# %% [markdown]
# Next: [16 Memory and threads: reading your own compiled program](16_memory.ipynb). Words: [the
# glossary](24_glossary.ipynb)
