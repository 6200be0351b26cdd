# %% [markdown]
# # 09 Clone: a model somebody else has written
#
# So far you wrote the model, its loss and its update in one go. Usually you get only the first: somebody hands you a
# graph that can be *used*, a graph for [[inference]]. How do you train it, without its source?
#
# At the end you will be able to
#
# - derive the [[training function]] of any inference graph by hand, in a dozen lines, and in one call,
# - ask a *node map* where a [[tensor]] of one graph is in another,
# - freeze weights into a graph,
# - train only a part of a model, and say what that saves.
#
# Back: [08 Update](08_update.ipynb). On: [10 Training](10_training.ipynb).

# %%
from dataclasses import replace

import numpy as np

import ngteach as ng

ng.lab.recall("clone")

# %% [markdown]
# ## What you are given
#
# A small classifier: three numbers in, two classes out, four rows at a time. Suppose that it came from a file: you
# have the graph, and nobody has kept the Python that made it.


# %%
def predict(x, weights):
    h = ng.relu(x @ weights["W0"] + weights["b0"])
    p = ng.softmax(h @ weights["W1"] + weights["b1"], axis=1)
    return p


types = {"W0": ng.f32[3, 5], "b0": ng.f32[5], "W1": ng.f32[5, 2], "b1": ng.f32[2]}
inference = ng.trace(predict, ng.f32[4, 3], types)
inference.show()

# %% [markdown]
# ## A graph can be called in two ways
#
# Called on arrays, as the function was called, it computes. But below, `a` and `w` are tensors of an open trace. They
# have types and no numbers, so there is nothing to compute with.

# %%
ng.lab.predict("clone.p1")

# %%
with ng.Trace("second") as t:
    a = ng.parameter(ng.f32[4, 3], "a")
    w = {name: ng.parameter(type, name) for name, type in types.items()}
    p = inference(a, w)
second = t.graph(p)
print(second)

# %% [markdown]
# It returned a tensor, and the eight equations were recorded once more, in the trace that was open. This is called
# *inlining*. No special case is at work: a graph runs by one short loop, and the loop does not ask whether its values
# are arrays or tensors.

# %%
ng.lab.show_source(ng.replay)

# %% [markdown]
# [[replay]] walks the equations in order. On arrays an op computes, on tensors it records. At the end it hands back
# `env`, which says for every tensor of the graph what stands for it now. Between two graphs, that dictionary is the
# *[[node map]]*.
#
# ## By hand
#
# That is all we need. Open a [[trace]], declare what a training function takes, and *replay the model into it*.

# %%
with ng.Trace("by_hand") as t:
    x_in, labels_in = ng.parameter(ng.f32[4, 3], "x"), ng.parameter(ng.i32[4], "labels")
    rate = ng.parameter(ng.f32[()], "learning_rate")
    w = {name: ng.parameter(type, f"weights.{name}") for name, type in types.items()}
    node_map = ng.replay(inference, [x_in, *w.values()])
h, h_there = inference["h"], node_map[inference["h"]]
print("in the model:", h, "   in the new trace:", h_there, "   the same tensor?", h is h_there)

# %% [markdown]
# The same name and the same type, but another tensor; Python's `is` tells them apart. The map is the way from one to
# the other. (In `second` the input `x` is called `a`: names do not always agree.)
#
# A trace can be opened a second time and continued. The prediction `p` is where the map says. On top of it goes what
# trains the model: the loss, the [[adjoints|adjoint]], the next weights. `ng.prune` drops the equations that no result
# needs ([[dead-code elimination]]).

# %%
with t:
    p = node_map[inference["p"]]
    loss, following = ng.cross_entropy(p, labels_in), {}
    adjoints = ng.Adjoints(loss)
    for name, v in w.items():
        change = rate * adjoints[v]
        following[name] = v - change
recorded = t.graph((loss, p, following))
by_hand = ng.prune(recorded)
print(len(recorded.equations), "recorded,", len(by_hand.equations), "needed")
by_hand.show()

# %% [markdown]
# The ten that are gone led to adjoints that nobody had asked for: those of `x`, of the [[one-hot]] labels, and of two
# constants of the loss, the limit at which it clips and the number of rows.
#
# ## In one call
#
# A dozen lines, and none of them knew what the model is: only its inputs, and which of its tensors is the prediction.
# So they can be a function. `ng.derive_training` gives the training graph, `ng.derive_with_map` the node map as well.
# `trainable="weights"` names the argument that holds the weights; what is not trainable is data. Both programs have 64
# equations. Compare them line by line, as text.

# %%
ng.lab.predict("clone.p2")

# %%
by_call, where = ng.derive_with_map(inference, loss=ng.cross_entropy, optimizer="sgd", trainable="weights")
for mine, theirs in zip(by_hand.equations, by_call.equations, strict=True):
    if str(mine) != str(theirs):
        print(f"{mine!s:<48}{theirs}")
x, labels = np.random.default_rng(0).uniform(-1, 1, (4, 3)).astype(np.float32), np.array([0, 1, 1, 0], np.int32)
weights = ng.he_weights(types)
_, _, one = by_hand(x, labels, 0.5, *weights.values())
_, _, two, _ = by_call(x, labels, 0.5, weights, ())
print("largest difference of the next weights:", max(np.abs(one[name] - two[name]).max() for name in types))

# %% [markdown]
# Four names. The call has named its results, you have not; all the rest agrees, line by line, and so do the numbers.
# (The last argument, `()`, is the [[optimizer]]'s state, which plain descent does not have.)
#
# ## However large it is
#
# The call does not ask how large a model is. Here is one that learns to spell names, a small transformer: one page of
# code, `ngteach/models/transformer.py`, whose function calls `block` four times. All equations of one call are one box
# with the name of the function. How many equations has a `block`, and how many has its adjoint? Click one, and it opens
# in place, in both lanes.

# %%
from ngteach.models.transformer import nats, transformer, transformer_types

speller = ng.trace(transformer, ng.i32[64, 16], transformer_types())
large = ng.derive_training(speller, loss=nats, trainable="weights", labels=ng.i32[64, 16])
print(len(speller.equations), "equations become", len(large.equations))
ng.lab.explorer(large)

# %% [markdown]
# A `block` has 82 equations, its adjoint 129: a product has two on the way back, and what was [[broadcast]] is summed.
# But nobody had to write more. It is the same walk over the equations, with the same rules.
#
# ## Ask the map
#
# `where` leads from the inference graph to the training graph. Who computes the hidden layer `h` there, and who reads
# it? And what are its numbers? A graph is a frozen record, and `replace` makes another one with other outputs.
# (`output_tree` says how the results nest; `None` stands for a plain tuple of them.)

# %%
h = where[inference["h"]]
for n, eqn in enumerate(by_call.equations):
    if any(x is h for x in (eqn.output, *eqn.inputs)):
        print(f"{n:>2}  {eqn}")
looking = ng.prune(replace(by_call, outputs=(h,), output_tree=None))
(hidden,) = looking(x, labels, 0.5, weights, ())
print(f"{len(looking.equations)} equations; {np.mean(hidden == 0):.0%} of h is zero")

# %% [markdown]
# Made by equation 3, read by 4, and then not for a long time: the walk back needs it for `dW1` and for the slope of
# relu. All that time `h` must stay in memory. [16 Memory](16_memory.ipynb) measures it.
#
# ## Clone
#
# A replay into a new trace, with new inputs of the same types, is a [[clone]]: the same program, made of other
# tensors. With `substitute` some inputs become [[constants|constant]], and the clone is *another* graph.

# %%
copy, node_map = ng.clone(inference)
print("prints the same?", str(copy) == str(inference), "   the same h?", copy["h"] is inference["h"])
substitute = {f"weights.{name}": a for name, a in weights.items()}
reader, _ = ng.clone(inference, substitute, name="reader")
print(reader.inputs, "against", inference.inputs)
print("largest difference:", np.abs(reader(x) - inference(x, weights)).max())

# %% [markdown]
# The weights are in the graph now. It takes a batch and nothing else: so a trained model can be handed out.
#
# > **History.** In nGraph a node could not be compiled in two functions, so the tutorial calls `clone_function` before
# > it compiles, and asks the node map where the inputs and results are in the copy. Our graphs are frozen: two
# > compiled programs may share one without harm.
#
# ## Train a part
#
# Often a model is trained already, and only its last layer should learn something new: *fine-tuning*. Name what is
# trainable; everything else becomes data, and stays as it is. The training function of all four weights has five
# matrix products, two of the model and three on the way back. Now train `W1` and `b1` alone.

# %%
ng.lab.predict("clone.p3")

# %%
last = ng.derive_training(inference, trainable=["weights.W1", "weights.b1"])
for graph in (by_call, last):
    products = [eqn.output.name for eqn in graph.equations if eqn.op is ng.dot]
    print(len(graph.equations), "equations,", len(products), "products:", ", ".join(products))
last.show()

# %% [markdown]
# The adjoint lane stops at `W1`. `dh` was only wanted on the way to `W0` and `b0`: it is gone, and with it `dW0` and
# `db0`. That is why fine-tuning is cheap.
#
# ## Summary
#
# - `replay` runs a graph: on arrays it computes, on tensors it records. What it returns is the node map.
# - To derive a training function: replay the model into a new trace, and go on writing. `ng.derive_training` does it.
# - A clone is a replay with new inputs; with `substitute` the weights become constants.
# - To train a part, name it: the adjoints that lead nowhere else are not computed.
#
# ## Questions
#
# Write a sentence or two; then compare.

# %%
ng.lab.questions("clone")

# %% [markdown]
# ## Exercises
#
# **clone.1** A model that draws a line, and the training function by hand: return the mean of the squared errors and
# the next `w`.


# %%
line = ng.trace(lambda x, w: x @ w, ng.f32[8, 3], ng.f32[3], name="line")


def line_step(x, y, rate, w):
    predicted = line(x, w)
    ### BEGIN SOLUTION
    loss = ng.mean((predicted - y) * (predicted - y))
    return loss, w - rate * ng.Adjoints(loss)[w]
    ### END SOLUTION


ng.lab.check("clone.1", line_step)

# %% [markdown]
# **clone.2** From `inference`, make the graph that takes `x` alone and returns the hidden layer: weights frozen,
# [[softmax]] gone. Take care which graph an `h` belongs to.

# %%
frozen, node_map = ng.clone(inference)
hidden = frozen
### BEGIN SOLUTION
frozen, node_map = ng.clone(inference, substitute)
hidden = ng.prune(replace(frozen, outputs=(node_map[inference["h"]],), output_tree=None))
### END SOLUTION

ng.lab.check("clone.2", hidden)

# %% [markdown]
# **clone.3** How many matrix products has the function that trains only the biases, `weights.b0` and `weights.b1`? Say
# it first; then count.

# %%
answer = ...
### BEGIN SOLUTION
biases = ng.derive_training(inference, trainable=["weights.b0", "weights.b1"])
answer = sum(eqn.op is ng.dot for eqn in biases.equations)
### END SOLUTION

ng.lab.check("clone.3", answer)

# %% [markdown]
# **clone.4** The same function in NumPy: the adjoints of `b0` and `b1`, and nothing that leads to no bias. `y` holds
# the one-hot labels of 4 rows. Put the lines in order; some are not needed, or wrong.

# %%
ng.lab.parsons("clone.4")

# %% [markdown]
# **clone.5** Fine-tuning in NumPy: only `W1` and `b1` take a step. One line is wrong. Which?

# %%
ng.lab.hunt("clone.5")

# %% [markdown]
# Next: [10 Training on real digits](10_training.ipynb). Words: [the glossary](24_glossary.ipynb)
