# %% [markdown]
# # 01 Tracing: your Python becomes a graph
#
# Python computes a function and forgets how. To derive anything from the function, a compiler must first know what it
# does. It could read the source text, which is hard. What is simpler?
#
# At the end you will be able to
#
# - predict which equations a Python function records, loops and ifs included,
# - say what happens while tracing and what happens while running,
# - write a tracer and an interpreter of your own, in a dozen lines each.
#
# Back: [00 Start](00_start.ipynb). On: [02 Inference](02_inference.ipynb).
#
# ## Python forgets
#
# Here is a function, called on numbers. We get the result, and no trace of how it came about: two multiplications?
# One? A sine?

# %%
import numpy as np

import ngteach as ng


def f(x, w):
    y = x * w
    return y * y + x


print(f(3.0, 2.0))

# %% [markdown]
# ## A stand-in remembers
#
# The simpler way: run the function once, on stand-ins that write down what happens to them. Python does not know what
# `*` means for our own objects; it asks them. `x * w` calls `x.__mul__(w)`. So here is an object that has no number,
# only a name, and that writes down each operation it is asked for.


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
# Now `f` runs on two proxies, named `x` and `w`. What will it have written down? Think of the order, too.

# %%
ng.lab.predict("tracing.p1")

# %%
program = []
f(Proxy("x"), Proxy("w"))
program

# %% [markdown]
# One line for each operation, in the order in which Python did them. That is a [[trace]], and these few lines are a
# tracer. Python parsed and ran the source for us.
#
# ## Replay: running a program that was written down
#
# The list is a program in a very small language: no loops, no ifs, one operation a line. So its [[interpreter]] is
# small too. It goes through the list and keeps the values that it has so far in a dict, the *environment*.


# %%
def run(program, env):
    for y, op, a, b in program:
        env[y] = getattr(np, op)(env[a], env[b])
    return env


print(run(program, {"x": 3.0, "w": 2.0})["%2"])
print(run(program, {"x": np.array([1.0, 2.0, 3.0]), "w": np.array([2.0, 2.0, 2.0])})["%2"])

# %% [markdown]
# 39, as before. And nothing ties the program to these numbers: it runs on arrays just as well.
#
# ## The kit's tracer
#
# `ng.trace` does the same, and adds what these few lines lack: types, names and [[constants|constant]]. Instead of
# names you give it the types of the arguments, and it gives back a [[graph]]. Each line of a graph is an [[equation]],
# whose parts you can look at. In the picture, what runs first stands higher, and an arrow leads from a value to the
# [[op]] that reads it.

# %%
graph = ng.trace(f, ng.f32[3], ng.f32[3])
print(graph)
eqn = graph.equations[0]
print("the first:", eqn.output, "|", eqn.op, "|", eqn.inputs, "| made by:", eqn.line.text)
graph.show()

# %% [markdown]
# `y` kept its name: when an op records an equation, the kit looks at the line of Python that called it, and finds that
# the result is about to be stored in `y`.
#
# And this is the kit's interpreter, [[replay]]. It is `run` again: go through the equations, keep an environment. One
# thing is new: what to do with an equation is a parameter, `emit`. The same loop can then compute, copy or rewrite a
# graph; you will meet it again and again.

# %%
ng.lab.show_source(ng.replay)

# %% [markdown]
# ## Two times: tracing and running
#
# Everything in the function happens *while tracing*, and only the equations happen again *while running*. The function
# `talks` prints a line that begins with `here`, and returns `x * 2.0`. It is traced once, and then its graph is called
# three times.

# %%
ng.lab.predict("tracing.p2")


# %%
def talks(x):
    print("here: x is", x)
    return x * 2.0


graph = ng.trace(talks, ng.f32[2])
for k in range(3):
    graph(np.array([k, 1], np.float32))
print(graph)

# %% [markdown]
# The graph does not know of `print`, which records nothing. And `x` was not an array when the line was printed: `x:
# f32[2]` is a [[tensor]], which has a type and no numbers.
#
# The graph has two more equations than you might expect. It knows no Python numbers, so `2.0` became a constant;
# and since multiply wants two inputs of one shape, a [[broadcast]] repeats it. What NumPy does silently is visible
# here.
#
# ## Loops
#
# `power(x, n)` starts with `y = x`, and says `y = y * x` in a loop, `n - 1` times. It is traced with `n = 4`.

# %%
ng.lab.predict("tracing.p3")


# %%
def power(x, n=4):
    y = x
    for _ in range(n - 1):
        y = y * x
    return y


print(ng.trace(power, ng.f32[2]))
ng.lab.time_machine(power, ng.f32[2])

# %% [markdown]
# Python ran the loop, and what the loop did is written down one after the other. The names `y`, `y_1`, `y_2` are one
# variable at three times; in a graph every value has a name of its own.
#
# Go back and forth over the tracing: the line that runs, the equation that it records and its box in the graph light
# up together. Then write another shape, press *Trace again*, and see what changes.
#
# ## An if must be decided while tracing
#
# An `if` over something that is known while tracing, such as a shape, is fine: Python decides, and the graph holds the
# branch that was taken. But `x` has no numbers while tracing, so `if x > 0.0` has no answer. For that there is
# `where(condition, a, b)`: it computes both and picks, element by element. The choice is then an equation of the graph.
# Here are both, first with `where`.


# %% tags=["raises-exception"]
def picks(x):
    return ng.where(x > 0.0, x, 0.1 * x)


def decides(x):
    if x > 0.0:
        return x
    return 0.1 * x


print(ng.trace(picks, ng.f32[3])(np.array([-1, 0, 2], np.float32)))
ng.trace(decides, ng.f32[3])

# %% [markdown]
# `where` gave an answer for each of the three numbers. The `if` was refused while tracing, long before there were
# numbers, with your own line and with what to write instead. A mistake in the shapes is found at the same time.
#
# NumPy also asks the objects that it is given, so that `np.exp(x)` on a tensor records the same equation as
# `ng.exp(x)`. Code that was written for NumPy can often be traced as it is.
#
# ## Summary
#
# - To trace is to run a function once, on stand-ins that write down what is done with them.
# - A graph is a frozen list of equations: no loops, no ifs, no memory, every type known. That is little, and it is why
#   a compiler can do so much with it.
# - What is done with Python alone, such as a loop, a print, or an `if` over a shape, is done once, while tracing.
# - Replay goes through the equations with an environment. What it does with each is up to you.
#
# The next page traces a whole model, for [[inference]].
#
# ## Questions

# %%
ng.lab.questions("tracing")

# %% [markdown]
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
# **tracing.4** A program may hold lines that its result does not need. Write `live(program, result)` for a program like
# the list above: the names of the equations that `result` does need, `result` among them, as a set. Go through the
# program backwards.


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
# **tracing.5** A graph is in the order in which it runs: an equation stands below all that it reads. Put these
# equations in such an order, so that `e` is `(x * w + x) ** 2 + exp(x * w) - w`. Two of them are of another function:
# leave them out.

# %%
ng.lab.parsons("tracing.5")

# %% [markdown]
# **tracing.6** Somebody traced this function by hand. One equation is wrong: which?
#
# ```python
# def poly(x):
#     y = x * x
#     for k in (1, 2):
#         y = y + k * x
#         y = y * x
#     return y
# ```

# %%
ng.lab.hunt("tracing.6")

# %% [markdown]
# Next: [02 Inference: the model as a graph](02_inference.ipynb). Words: [the glossary](24_glossary.ipynb)
