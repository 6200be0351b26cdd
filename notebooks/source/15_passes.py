# %% [markdown]
# # 15 Passes: the graph gets smaller
#
# Tracing writes down everything that you said, even what you said twice or needed nowhere. What may a compiler leave
# out, and how can it be sure that the result stays the same, in every bit?
#
# At the end you will be able to
#
# - say what the four passes of the kit do, by the names that everybody uses, and predict what they leave;
# - read the report of a compiled program;
# - write a pass of your own in a cell, and put it in the list;
# - tell exact algebra from close algebra, and say why x * 0 is not 0.
#
# Back: [14 Limits](14_limits.ipynb). On: [16 Memory](16_memory.ipynb).

# %%
import numpy as np

import ngteach as ng

ng.lab.recall("passes")

# %% [markdown]
# ## A wasteful program
#
# A [[pass]] takes a graph and gives a smaller one that computes the same. Here is something for it to do. Nobody writes
# this on purpose. But generated code looks like this, and [[adjoints|adjoint]] are generated code. Read it, and count
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
# ## What nobody reads, and what is computed twice
#
# The `tanh` has no arrow out of it and is no result. A graph has no side effects, so what nobody reads may go: begin at
# the results, walk backwards, and keep what you meet. This is [[dead-code elimination]]; the kit's function is
# `ng.prune`.
#
# `exp(-x)` stands in the program twice. An equation has no state, so the same op on the same inputs gives the same
# value: compute it once. This is [[common-subexpression elimination]], CSE for short, and here it is `ng.share`. First
# `prune` takes the `tanh`, then comes `share`. Mind the constants, too.

# %%
ng.lab.predict("passes.p1")

# %%
pruned = ng.prune(traced)
shared = ng.share(pruned)
print(f"prune: {len(traced.equations)} -> {len(pruned.equations)}")
print(f"share: {len(pruned.equations)} -> {len(shared.equations)}")
shared.show()

# %% [markdown]
# A `negative`, an `exp`, and one of the two constants 0.5 are gone. The difficulty of CSE is hidden in the words "same
# inputs": `a - b` and `b - a` have the same inputs, in another order.
#
# > **History.** nGraph's comparison takes those two for equal (`cse_binarywise` in its `cse.cpp`), and only a hash that
# > minds the order saves it.
#
# ## What is known already, and algebra
#
# `c` depends on constants alone, so it can be computed now, once, instead of at every call: [[constant folding]], here
# `ng.fold`. A large result it leaves alone, one of more than 65,536 bytes: as a constant it would lie in the program
# for ever, and that costs more than the time it saves.
#
# Last comes [[algebraic simplification]], `ng.simplify`. It knows rules such as `x * 1 = x`. Fold, simplify and then
# prune the shared graph.

# %%
ng.lab.predict("passes.p2")

# %%
folded = ng.fold(shared)
c = next(eqn for eqn in folded.equations if eqn.output.name == "c")
print(f"fold:  {len(shared.equations)} -> {len(folded.equations)}, with {c}")
simplified = ng.simplify(folded)
print(f"simplify: {len(folded.equations)} -> {len(simplified.equations)}")
simple = ng.prune(simplified)
print(f"prune: {len(simplified.equations)} -> {len(simple.equations)}")
print(simple)

# %% [markdown]
# `y = a + a`. No single pass could have found that: sharing made `exp(-x)` one [[tensor]], folding found that `c` is 1,
# algebra dropped the products by 1.
#
# Look at the counts. After `fold` there are still 16 equations: `c` is a constant now, but the constants it was made of
# are still there, though nobody reads them. A pass does its own thing, and leaves the cleaning to `prune`. That is why
# passes run in rounds.
#
# ## In rounds, until nothing changes
#
# `ng.optimize` runs the four again and again until none of them finds anything. Its report counts equations,
# floating-point operations, and bytes read and written. Often the bytes matter most: a core computes faster than memory
# brings it the numbers.

# %%
smallest, report = ng.optimize(traced)
x = np.random.default_rng(0).uniform(-1, 1, (4, 6)).astype(np.float32)
print("numbers that differ:", np.sum(traced(x, 2.0) != smallest(x, 2.0)))
report

# %% [markdown]
# From 20 equations to 7, and every bit is the same.
#
# ## Play it on a real one
#
# Here is a training step as one writes it every day: a loss, its [[gradient]], weights minus rate times gradient. It
# has the tutorial's sizes: 784 pixels, 600 hidden units. For each pass, strike out what you think will go: click a line
# or its box, or walk with the arrow keys and press x. Then press **Reveal**. The mark at the left of a line says where
# it stands: blue is forward, orange adjoint, green update. Look for the equation that is the most work and needed by
# nobody.


# %%
def everyday_step(x, labels, rate, weights):
    def loss_of(weights):
        return ng.cross_entropy(ng.mlp(x, weights), labels)

    loss, gradient = ng.value_and_grad(loss_of)(weights)
    return loss, {name: w - rate * gradient[name] for name, w in weights.items()}


everyday = ng.trace(everyday_step, ng.f32[128, 784], ng.i32[128], ng.f32[()], ng.mlp_types((784, 600, 10)))
ng.lab.pass_player(everyday)

# %% [markdown]
# 78 equations become 59, and a third of the work is gone, nearly all of it in one line: `dx`, the adjoint of the
# pictures. Going backwards through the first product gives the adjoints of both of its factors, and nobody changes the
# pictures.
#
# ## Exact and close
#
# One thing is left that looks like waste. The update multiplies `rate` by the gradient of `W0`, 784 x 600 = 470,400
# numbers, at every step. And yet this gradient is a product of two matrices, and a number can be multiplied into the
# *smaller factor* instead: s (A B) = A (s B). That factor has 128 x 600 numbers, a sixth. Why does the compiler not do
# it?
#
# In mathematics both sides are equal. Here are an `s` of 1e30, an `A` of numbers 1e-30, and a `B` of numbers 1e10, all
# in f32. The sum runs over two products, so the result should be 2e10.

# %%
ng.lab.predict("passes.p3")

# %%
s, A, B = np.float32(1e30), np.full((64, 2), 1e-30, np.float32), np.full((2, 64), 1e10, np.float32)
with np.errstate(over="ignore"):
    print("s (A B) is", (s * (A @ B))[0, 0], "and A (s B) is", (A @ (s * B))[0, 0])

# %% [markdown]
# 1e30 times 1e10 is more than an f32 can hold ([12 Floats](12_floats.ipynb)). A compiler sees the shapes and not the
# numbers, so it does not know whether this will happen, and ngteach leaves the product as you wrote it. But *you* know
# your rates: begin the adjoints with minus the rate, `W + ng.Adjoints(loss, -rate)[W]`, and it is multiplied in where
# it is a single number.
#
# So the rules of `simplify` stand in two tables. Those in `EXACT` keep every bit, such as `-(-x) = x`. Those in
# `CLOSE` may round differently in the last bits, such as `x**3 = x*x*x`, but they make no [[NaN]], and an infinity only
# where the exact result is larger than every f32.
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
# Below it is put in the list with `prune`, and both programs get the numbers 1, -1, infinity and NaN.

# %%
ng.lab.predict("passes.p4")

# %%
masked = ng.trace(lambda x: x * 0.0, ng.f32[4])
quick, _ = ng.optimize(masked, (zero_times, ng.prune))
x = np.array([1.0, -1.0, np.inf, np.nan], np.float32)
print("as written:    ", masked(x))
print("after the pass:", quick(x))
for name in ("EXACT", "CLOSE"):
    rules = getattr(ng.transform.algebra, name)[ng.multiply]
    print(f"the kit's rules for multiply in {name}:", ", ".join(rule.__name__ for rule in rules))

# %% [markdown]
# Three of the four are wrong. -1 * 0 is -0, a zero with a sign. Infinity times 0 is NaN: there is no right answer. NaN
# times anything is NaN. That matters: **NaN is the alarm bell of numerical programs** ([13 NaN](13_nan.ipynb)). A
# training run that overflowed shows NaN at the end; with this pass it shows a clean 0, and nobody looks. None of the
# kit's five rules for a product is this one.
#
# > **History.** nGraph had the rule: `simplify_multiply` in its `algebraic_simplification.cpp`.
#
# ## A pass of your own
#
# A rule that *is* exact: `relu(relu(x))` is `relu(x)`, for every number there is, NaN included. The rule has to know
# which equation made its input; a set of all tensors that a relu made is enough. It is a pass like any other, and you
# may hand it to the compiler: `passes=`. Test it with the numbers that break things. (`*xs` are the inputs of the
# equation; a constant has none, so the op is asked first.)


# %%
def relu_once(graph):
    made = {eqn.output for eqn in graph.equations if eqn.op is ng.relu}
    return ng.revise(graph, lambda eqn, *xs: xs[0] if eqn.op is ng.relu and xs[0] in made else None)


deep = ng.trace(lambda x: ng.relu(ng.relu(ng.relu(x))) + 1.0, ng.f32[3], name="deep")
program = ng.compile(deep, passes=(relu_once, *ng.PASSES))
x = np.array([-1.0, np.nan, np.inf], np.float32)
print("as written:    ", deep(x))
print("after the pass:", program(x))
program.report

# %% [markdown]
# ## Summary
#
# - Dead-code elimination, common-subexpression elimination, constant folding and algebraic simplification: `prune`,
#   `share`, `fold`, `simplify`. They are legal because an equation has no state and no side effect.
# - Each does one thing and makes work for the others, so they run in rounds until nothing changes.
# - A rule has to hold for every number of its type: -0, infinity and NaN too. `x * 0 = 0` does not.
# - What may overflow, or hide a NaN, a compiler leaves alone. You may know more than it does.
#
# ## Questions

# %%
ng.lab.questions("passes")

# %% [markdown]
# ## Exercises
#
# **passes.1** Write the rule of a pass `no_sign`: `abs(-x)` is `abs(x)`. The frame is there: `inside` leads from the
# output of each `negative` to what it has negated. Of the six equations of `near` four should be left.


# %%
def no_sign(graph):
    inside = {eqn.output: eqn.inputs[0] for eqn in graph.equations if eqn.op is ng.negative}

    def rule(eqn, *inputs):
        ### BEGIN SOLUTION
        return ng.abs(inside[inputs[0]]) if eqn.op is ng.abs and inputs[0] in inside else None
        ### END SOLUTION
        return None

    return ng.revise(graph, rule)


near = ng.trace(lambda x: ng.abs(-x) + ng.abs(-ng.tanh(x)), ng.f32[5], name="near")
ng.lab.check("passes.1", ng.prune(no_sign(near)))

# %% [markdown]
# **passes.2** Without running it: how many equations has `ng.optimize(puzzle)[0]`, if `puzzle` is traced with one
# vector?
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
# **passes.4** The passes have worked on this function. Put the lines that are left in order. Two of the lines are
# wrong, and stay away.
#
#     def f(x, w):
#         h = np.maximum(x @ w, 0)
#         z = np.tanh(x)
#         g = np.maximum(x @ w, 0) / 1.0
#         k = 4.0 * 0.5 - 1.5
#         return k * (h * g)

# %%
ng.lab.parsons("passes.4")

# %% [markdown]
# **passes.5** A pass rewrote each line; behind it stands what was there before. One line has another value now.

# %%
ng.lab.hunt("passes.5")

# %% [markdown]
# Next: [16 Memory: reading your own compiled program](16_memory.ipynb). Words: [the glossary](24_glossary.ipynb)
