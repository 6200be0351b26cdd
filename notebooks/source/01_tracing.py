# %% [markdown]
# # 01 Tracing: your Python becomes a graph
#
# To derive anything from a function, a compiler must first know what the function does. It could read the source
# text, which is hard. It does something simpler: it runs the function once, on stand-ins that write down what happens
# to them.
#
# At the end you will be able to
#
# - predict which equations a Python function records, loops and ifs included,
# - say what happens while tracing and what happens while running,
# - write a tracer and an interpreter of your own, in a dozen lines each.
#
# Back: [00 The whole story](00_start.ipynb). On: [02 Inference](02_inference.ipynb).

# %%
import numpy as np

import ngteach as ng

# %% [markdown]
# ## Python forgets
#
# Here is a function, called on numbers. We get the result, and no trace of how it came about: two multiplications?
# One? A sine?


# %%
def f(x, w):
    y = x * w
    return y * y + x


print(f(3.0, 2.0))

# %% [markdown]
# ## A stand-in remembers
#
# Python does not know what `*` means for our own objects; it asks them. `x * w` calls `x.__mul__(w)`. So let us make
# an object that has no number, only a name, and that writes down each operation it is asked for.


# %%
class Proxy:
    def __init__(self, name):
        self.name = name

    def __mul__(self, other):
        return record("multiply", self, other)

    def __add__(self, other):
        return record("add", self, other)


# %%
def record(op, a, b):
    y = Proxy(f"%{len(program)}")
    program.append((y.name, op, a.name, b.name))
    return y


# %% [markdown]
# **Predict:** what will be in `program` after `f` has run on two proxies? How many lines, and in which order?

# %%
program = []
f(Proxy("x"), Proxy("w"))
program

# %% [markdown]
# Three lines, in the order in which Python did them. That is a trace, and you have just written a tracer. Python did
# the hard part, reading the source, without being asked.
#
# ## Replay: running a program that was written down
#
# The list is a program in a very small language: no loops, no ifs, one operation a line. So its interpreter is small
# too. It goes through the list and keeps the values that it has so far in a dict, the *environment*.


# %%
def run(program, env):
    for y, op, a, b in program:
        env[y] = getattr(np, op)(env[a], env[b])
    return env


print(run(program, {"x": 3.0, "w": 2.0})["%2"])

# %% [markdown]
# 39, as before. And nothing ties the program to these numbers: it runs on arrays just as well.

# %%
env = run(program, {"x": np.array([1.0, 2.0, 3.0]), "w": np.array([2.0, 2.0, 2.0])})
assert np.array_equal(env["%2"], f(env["x"], env["w"]))
env["%2"]

# %% [markdown]
# ## The kit's tracer
#
# `ng.trace` does the same, and adds what our few lines lack: types, names and constants. Instead of names you give it
# the types of the arguments.

# %%
graph = ng.trace(f, ng.f32[3], ng.f32[3])
print(graph)

# %% [markdown]
# `y` kept its name. Each equation is a small record that can be asked.

# %%
eqn = graph.equations[0]
print(eqn.output, "|", eqn.op, "|", eqn.inputs)
print("made by:", eqn.line.text)

# %% [markdown]
# And this is its interpreter. It is `run` again: go through the equations, keep an environment. One thing is new:
# what to do with an equation is a parameter, `emit`. The same loop can then compute, copy or rewrite a graph; you
# will meet it again and again.

# %%
ng.lab.show_source(ng.replay)

# %% [markdown]
# A picture says the same in two dimensions. What runs first stands higher; an arrow leads from a value to the op that
# reads it.

# %%
graph.show()

# %% [markdown]
# ## Two times: tracing and running
#
# Everything in the function happens *while tracing*, and only the equations happen again *while running*.
# **Predict:** the function below is traced once, then its graph is called three times. How often is `here` printed?


# %%
def talks(x):
    print("here: x is", x)
    return x * 2.0


graph = ng.trace(talks, ng.f32[2])
for k in range(3):
    graph(np.array([k, 1], np.float32))

# %% [markdown]
# Once. And `x` was not an array then: `x: f32[2]` has a type but no numbers. `print` records nothing, so the graph
# does not know of it.

# %%
print(graph)

# %% [markdown]
# Two more equations than you wrote: a graph knows no Python numbers, so `2.0` became a constant, and since multiply
# wants two inputs of one shape, a `broadcast` repeats it. What NumPy does silently is visible here.
#
# ## A loop is gone after tracing
#
# **Predict:** how many multiplications does this record? And where is the `for`?


# %%
def power(x, n=4):
    y = x
    for _ in range(n - 1):
        y = y * x
    return y


print(ng.trace(power, ng.f32[2]))

# %% [markdown]
# Three equations and no loop: Python ran it, and what the loop did is written down one after the other. The names
# `y`, `y_1`, `y_2` are one variable at three times; in a graph every value has a name of its own.
#
# Go back and forth over the tracing: the line that runs, the equation that it records and its box in the graph light
# up together. Then write another shape, press *Trace again*, and see what changes.

# %%
ng.lab.time_machine(power, ng.f32[2])

# %% [markdown]
# ## An if must be decided while tracing
#
# An `if` over something that is known, such as a shape, is fine: Python decides, and the graph holds the branch that
# was taken. **Predict:** what does `if x > 0` do, for an `x` without numbers?


# %%
def steep(x):
    if x > 0:
        return x
    return 0.1 * x


# %% tags=["raises-exception"]
ng.trace(steep, ng.f32[()])

# %% [markdown]
# It cannot be decided, and the message says what to write instead. `where(condition, a, b)` computes both and picks,
# element by element. The choice is then part of the graph.


# %%
def steep(x):
    return ng.where(x > 0.0, x, 0.1 * x)


graph = ng.trace(steep, ng.f32[3])
graph(np.array([-1, 0, 2], np.float32))

# %% [markdown]
# ## Types are checked before there are numbers
#
# A mistake in the shapes is found while tracing, long before a batch of data arrives, and it is reported with your
# own line. Do you see it?

# %% tags=["raises-exception"]
ng.trace(lambda x, W: x @ W, ng.f32[32, 64], ng.f32[10, 64])

# %% [markdown]
# ## NumPy's own functions
#
# You need not write `ng.exp`. NumPy also asks the objects it is given, so that `np.exp(x)` on a tensor records the
# same equation. Code that was written for NumPy can often be traced as it is.

# %%
print(ng.trace(lambda x: np.exp(x) + ng.exp(x), ng.f32[3]))

# %% [markdown]
# ## What you can do now
#
# A graph is a frozen list: no loops, no ifs, no memory, every type known. That is little, and it is why a compiler
# can do so much with it. The next notebook traces a whole model.
#
# ## Questions
#
# 1. A function calls `np.random.rand()` and adds the number to `x`. You trace it once and call the graph twice. What
#    do you see?
# 2. A graph knows a type for every value before there are numbers. What does Python know of a value before it runs?
# 3. `y = x` records nothing. Why not?
# 4. What would you add to `Proxy` so that `3.0 * x` works as well?
# 5. A function has an `if` on `x.shape[0]`. You trace it with `f32[2]` and with `f32[5]`. What can differ?
#
# ## Exercises
#
# **tracing.1** Write a function whose graph is this one, equation by equation:
#
# ```
# g(x: f32[3], y: f32[3])
#   a: f32[3] = multiply(x, y)
#   b: f32[3] = subtract(a, x)
#   c: f32[3] = multiply(b, b)
#   return c
# ```


# %%
def g(x, y):
    ...
    ### BEGIN SOLUTION
    a = x * y
    b = a - x
    return b * b
    ### END SOLUTION


ng.lab.check("tracing.1", g)

# %% [markdown]
# **tracing.2** `halves(x, n)` adds up `x/2 + x/4 + ...`, with `n` terms. How many `add` equations are in its graph
# for `n = 5`?
#
# ```python
# def halves(x, n=5):
#     total = x / 2.0
#     for k in range(2, n + 1):
#         total = total + x / 2.0**k
#     return total
# ```

# %%
answer = ...
### BEGIN SOLUTION
answer = 4
### END SOLUTION
ng.lab.check("tracing.2", answer)

# %% [markdown]
# **tracing.3** This function clips `x` at 1 from above and at -1 from below, but an `if` cannot be traced. Write it so
# that it can, with `ng.where`, for a whole vector at once.
#
# ```python
# def clipped(x):
#     if x > 1.0:
#         return 1.0
#     if x < -1.0:
#         return -1.0
#     return x
# ```


# %%
def clipped(x):
    ...
    ### BEGIN SOLUTION
    return ng.where(x > 1.0, 1.0, ng.where(x < -1.0, -1.0, x))
    ### END SOLUTION


ng.lab.check("tracing.3", clipped)

# %% [markdown]
# **tracing.4** A program may hold lines that its result does not need. Write `live(program, result)`: the names of the
# equations that `result` does need, as a set. Go through the program backwards.


# %%
def live(program, result):
    needed = {result}
    ### BEGIN SOLUTION
    for y, _, a, b in reversed(program):
        if y in needed:
            needed |= {a, b}
    needed &= {y for y, *_ in program}
    ### END SOLUTION
    return needed


ng.lab.check("tracing.4", live)

# %% [markdown]
# Next: [02 Inference: the model as a graph](02_inference.ipynb). Words: [the glossary](24_glossary.ipynb)
