# %% [markdown]
# # 09 Clone and node map
#
# In notebook 05 you wrote the model, its loss and its update in one go. Usually you get only the first: somebody hands
# you a model that can be *used*, and you want to train it. At the end you will be able to
#
# - derive the training function of any inference graph by hand, in a dozen lines;
# - do it in one call, and show that both compute the same;
# - ask a *node map* where a tensor of one graph is in another;
# - freeze weights into a graph, and train only a part of a model.
#
# Back: [08 Update](08_update.ipynb). On: [10 Training](10_training.ipynb).

# %%
from dataclasses import replace

import numpy as np

import ngteach as ng

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
# Call it on arrays, as the function was called, and it computes. The numbers here are random, so the probabilities
# mean nothing yet.

# %%
x = np.random.default_rng(0).uniform(-1, 1, (4, 3)).astype(np.float32)
weights = ng.he_weights(types)
inference(x, weights).round(2)

# %% [markdown]
# **Predict:** inside an open trace, `a` below is a tensor: it has a type and no numbers. What can `inference(a, w)`
# return, when there is nothing to compute with?

# %%
with ng.Trace("second") as t:
    a = ng.parameter(ng.f32[4, 3], "a")
    w = {name: ng.parameter(type, name) for name, type in types.items()}
    p = inference(a, w)
second = t.graph(p)
print(second)

# %% [markdown]
# A tensor. And the eight equations were recorded once more, in the trace that was open. This is called *inlining*. No
# special case is at work: a graph runs by one short loop, and the loop does not ask whether its values are arrays or
# tensors.

# %%
ng.lab.show_source(ng.replay)

# %% [markdown]
# `replay` walks the equations in order. On arrays an op computes, on tensors it records. At the end it hands back
# `env`, which says for every tensor of the graph what stands for it now. Between two graphs, that dictionary is the
# **node map**.

# %%
with ng.Trace("third") as t:
    node_map = ng.replay(inference, [t.input(x.type, x.name) for x in inference.inputs])
there = node_map[inference["h"]]
print("in the model:", inference["h"], "   in the new trace:", there)
assert there is not inference["h"]

# %% [markdown]
# The same name and the same type, but another tensor, and Python's `is` tells them apart. (`==` would compare their
# numbers, which they do not have yet.) So the two `h` are never mixed up, and the map is the only way from one to the
# other.
#
# ## By hand
#
# That is all we need. Open a trace, declare what the training function takes, *replay the model into it*, and go on
# writing: the loss on top of `p`, the adjoints, the next weights. Guess how many equations there will be; the model
# has eight.

# %%
t = ng.Trace("by_hand")
with t:
    x_in, labels_in = ng.parameter(ng.f32[4, 3], "x"), ng.parameter(ng.i32[4], "labels")
    rate = ng.parameter(ng.f32[()], "learning_rate")
    w = {name: ng.parameter(type, f"weights.{name}") for name, type in types.items()}
    node_map = ng.replay(inference, [x_in, *w.values()])
    p = node_map[inference["p"]]

# %% [markdown]
# So far that is the model again. A trace can be opened a second time and continued: now what trains it.

# %%
with t:
    loss = ng.cross_entropy(p, labels_in)
    adjoints, following = ng.Adjoints(loss), {}
    for name, v in w.items():
        change = rate * adjoints[v]
        following[name] = v - change
recorded = t.graph((loss, p, following))
by_hand = ng.prune(recorded)
print(len(recorded.equations), "recorded,", len(by_hand.equations), "needed")

# %% [markdown]
# The ten that `prune` dropped are adjoints that nobody asked for: what the loss would gain if `x`, the labels or the
# constants changed. What is left, in its three lanes:

# %%
by_hand.show()

# %% [markdown]
# Does it train? One call gives the loss and the next weights; a second call, with those, should find a smaller loss.

# %%
labels = np.array([0, 1, 1, 0], np.int32)
loss, p, better = by_hand(x, labels, 0.5, *weights.values())
loss_then, _, _ = by_hand(x, labels, 0.5, *better.values())
print(f"{loss:.3f}, then {loss_then:.3f}")
assert loss_then < loss

# %% [markdown]
# ## In one call
#
# A dozen lines, and none of them knew what the model is: only its inputs, and which of its tensors is the prediction.
# So they can be a function. `ng.derive_with_map` gives the training graph and the node map; `ng.derive_training`
# gives the graph alone.

# %%
by_call, where = ng.derive_with_map(inference, loss=ng.cross_entropy, optimizer="sgd", trainable="weights")
print(len(by_hand.equations), "equations by hand,", len(by_call.equations), "in one call")

# %% [markdown]
# As many. But are they the *same*? Print every equation in which the two differ; before you run it, say what you
# expect.

# %%
for mine, theirs in zip(by_hand.equations, by_call.equations):
    if str(mine) != str(theirs):
        print(f"{mine!s:<48}{theirs}")

# %% [markdown]
# Four names. The call has named the results, you have not; all the rest agrees, line by line. So must the numbers, to
# the last bit:

# %%
one = by_hand(x, labels, 0.5, *weights.values())
two = by_call(x, labels, 0.5, weights, ())
assert np.array_equal(one[0], two[0])
assert all(np.array_equal(one[2][name], two[2][name]) for name in types)

# %% [markdown]
# Read the call as you read your own lines: `trainable="weights"` says which argument holds the weights; everything
# else is data. The last argument, `()`, is the optimizer's state; plain descent has none.
# `show_source(ng.derive_training)` shows the whole.
#
# ## However large it is
#
# The call does not ask how large a model is. Here is one that learns to spell names, a small transformer: one page,
# `ngteach/models/transformer.py`, whose function calls `block` four times. So many equations are no picture, so all
# those of one call are one box with the name of the function. Click a box, and it opens in place, in both lanes.
# **Predict:** what is larger, the box of a `block` or that of its adjoint?

# %%
from ngteach.models.transformer import nats, transformer, transformer_types

speller = ng.trace(transformer, ng.i32[64, 16], transformer_types())
large = ng.derive_training(speller, loss=nats, trainable="weights", labels=ng.i32[64, 16])
print(len(speller.equations), "equations become", len(large.equations))
ng.lab.explorer(large)

# %% [markdown]
# The adjoint is: a product has two on the way back, and what was broadcast is summed. But nobody had to write more: it
# is the same walk over the equations, with the same rules. (Constants are written into the boxes that read them, and
# not counted there.)
#
# ## Ask the map
#
# `where` leads from the inference graph to the training graph. Here is a question that it answers: the hidden layer
# `h` is computed early. Who reads it, and when?

# %%
h = where[inference["h"]]
for n, eqn in enumerate(by_call.equations):
    if any(x is h for x in (eqn.output, *eqn.inputs)):
        print(f"{n:>2}  {eqn}")

# %% [markdown]
# Made by equation 3, read by 4, and then not for a long time: the backward pass needs it twice, for the adjoint of
# `W1` and for relu's mask. All that time `h` must stay in memory. *Training costs memory because the forward values
# wait.* Notebook 09 measures it.
#
# The map also lets you look inside. Make `h` the result, and drop what it does not need:

# %%
looking = ng.prune(replace(by_call, outputs=(h,), output_tree=None))
(hidden,) = looking(x, labels, 0.5, weights, ())
print(len(looking.equations), "equations;", f"{np.mean(hidden == 0):.0%} of the hidden values are zero")

# %% [markdown]
# ## Clone
#
# `replay` into a new trace, with new inputs of the same types, is a *clone*. Predict the three answers before you run
# the cell.

# %%
copy, node_map = ng.clone(inference)
print("prints the same?        ", str(copy) == str(inference))
print("the same tensor h?      ", copy["h"] is inference["h"])
print("does the map lead there?", node_map[inference["h"]] is copy["h"])

# %% [markdown]
# In nGraph a node could not be compiled in two functions, so the tutorial clones before it compiles. Our graphs are
# frozen, and two programs may share one without harm. What remains useful is that a clone can be *another* graph:
# with `substitute`, inputs become constants.

# %%
substitute = {f"weights.{name}": a for name, a in weights.items()}
reader, _ = ng.clone(inference, substitute, name="reader")
reader.show()

# %% [markdown]
# The weights have moved into the graph. It takes a batch and nothing else: so a trained model can be handed out.

# %%
assert [x.name for x in reader.inputs] == ["x"]
assert np.array_equal(reader(x), inference(x, weights))

# %% [markdown]
# ## Train a part
#
# Often a model is trained already, and only its last layer should learn something new. Name what is trainable;
# everything else becomes data, and stays as it is. Which equations are no longer needed? Guess from the picture
# further up.

# %%
last = ng.derive_training(inference, trainable=["weights.W1", "weights.b1"])
print(len(by_call.equations), "equations for all layers,", len(last.equations), "for the last")
last.show()

# %% [markdown]
# The adjoint lane stops at `W1`. The adjoint of `h` was only wanted on the way to `W0`: of the three matrix products on
# the way back, two are gone. That is why this *fine-tuning* is cheap.
#
# ## Questions
#
# 1. What does `replay` do on arrays, and what on tensors? Where in its source is that decided?
# 2. Why does the node map lead from tensors to tensors, and not from names to names? (What is `x` called in
#    `second`?)
# 3. `by_hand` was pruned from 74 equations to 64. Which adjoints did the other ten compute?
# 4. What has to be true of a graph so that two compiled programs may share it?
# 5. JAX's graph is called a jaxpr. When you call a jitted function inside another, JAX records *one* equation, `jit`,
#    that holds the inner jaxpr. What do we record when a graph is called inside a trace? Name an advantage of each way.

# %% [markdown]
# ## Exercises
#
# Each cell runs, but is not right yet. Change it until the check is content. After three different tries it shows a
# solution.
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
# softmax gone.

# %%
frozen, node_map = ng.clone(inference)
hidden = frozen
### BEGIN SOLUTION
frozen, node_map = ng.clone(inference, substitute)
hidden = ng.prune(replace(frozen, outputs=(node_map[inference["h"]],), output_tree=None))
### END SOLUTION

ng.lab.check("clone.2", hidden)

# %% [markdown]
# **clone.3** The training function of `inference` has five matrix products, `dot`. How many has the one that trains
# only the biases, `weights.b0` and `weights.b1`? Say it first; then count.

# %%
answer = ...
### BEGIN SOLUTION
biases = ng.derive_training(inference, trainable=["weights.b0", "weights.b1"])
answer = sum(eqn.op is ng.dot for eqn in biases.equations)
### END SOLUTION

ng.lab.check("clone.3", answer)

# %% [markdown]
# **What you know now.** A clone is a replay into a new trace, the node map is what replay returns, and deriving a
# training function is: replay the model, go on writing. Next you train on real digits.
#
# Next: [10 Training on real digits](10_training.ipynb). Words: [the glossary](24_glossary.ipynb)
