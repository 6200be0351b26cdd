# %% [markdown]
# # 00 Start: the whole story on one page
#
# Below are digits that people wrote by hand. In a few minutes a program will read them, and only about ten lines of it
# are written for them. **Who writes the rest?**
#
# At the end you will be able to
#
# - train a small network in two lines, and with a loop that you can read,
# - name the five steps from a line of Python to a trained model,
# - point at the model, the loss, the adjoints and the update in a training function.
#
# Nothing here has to be understood at once: each of the other pages takes one part of this one and opens it up. Run a
# cell with Shift + Enter. On: [01 Tracing](01_tracing.ipynb).

# %%
import numpy as np

import ngteach as ng

data = ng.load_data("digits")
train = data.train_images.reshape(-1, 64) / np.float32(16), data.train_labels
test = data.test_images.reshape(-1, 64) / np.float32(16), data.test_labels
ng.lab.digits(data.train_images[:20], data.train_labels[:20])

# %% [markdown]
# These are 20 of 1797 pictures of 8 x 8 pixels. Above each stands its *label*, what the writer meant. 1437 pictures are
# there to learn from, `train`. The other 360 are kept for the test, and nothing is learned from them. In `train` and
# `test` the 64 pixels of each picture lie in a row, and what was a whole number from 0 to 16 is a float from 0 to 1.
#
# ## A model is a function
#
# The function below takes pictures, `x` with a row for each, and weights, and returns ten probabilities for each
# picture, one for each digit. `x @ W + b` weighs the pixels: each number of its result is a sum of 64 pixels, each
# times a weight, and a number of `b` more. `relu` sets what is negative to 0, and [[softmax]] makes ten numbers into
# probabilities. The function keeps nothing: its weights are handed to it.
#
# `types` says which weights it wants. `f32[64,10]` is a matrix of 32-bit floats with 64 rows and 10 columns. Together
# they are 4810 numbers.


# %%
def predict(x, weights):
    h = ng.relu(x @ weights["W0"] + weights["b0"])
    p = ng.softmax(h @ weights["W1"] + weights["b1"], axis=1)
    return p


types = {"W0": ng.f32[64, 64], "b0": ng.f32[64], "W1": ng.f32[64, 10], "b1": ng.f32[10]}

# %% [markdown]
# ## Two lines
#
# The first line brings together the model, the types of its weights, the pictures with their labels, and a [[loss]]:
# one number that says how wrong the answers are. (`cross_entropy` is a usual one; [03 Loss](03_loss.ipynb) builds it.)
# The weights are random numbers to begin with. `run.predictions()` are the digits that the model reads in the 360 test
# pictures: of each picture the digit with the largest probability.

# %%
ng.lab.predict("start.p1")

# %%
run = ng.Run(predict, types, train, ng.cross_entropy, test=test)
print(np.sum(run.predictions() == data.test_labels), "of 360 are right")

# %% [markdown]
# It guesses. The second line goes over the 1437 pictures 20 times, 32 pictures at once, and changes the weights a
# little after each 32. Such a group of pictures is a [[batch]], and once over all of them an [[epoch]].

# %%
ng.lab.predict("start.p2")

# %%
run.train()
print(np.sum(run.predictions() == data.test_labels), "of 360 are right, after", len(run.losses), "steps")
ng.lab.loss_curve(run.losses, title="loss of each step (blue: smoothed)")

# %% [markdown]
# It took a fraction of a second, and these 360 pictures were not among those that it learned from. Here are those that
# it gets wrong, with what it read and what is true. Would you have known?

# %%
wrong = np.flatnonzero(run.predictions() != data.test_labels)
ng.lab.digits(data.test_images[wrong], run.predictions()[wrong], data.test_labels[wrong])

# %% [markdown]
# ## Before the course
#
# Fifteen questions on the whole of it. Choose what you think now, without looking anything up; a guess is fine. Nothing
# is said of your choices yet. At the end of the course the same questions come again, and then you see what you have
# learned.

# %%
ng.lab.inventory("before")

# %% [markdown]
# ## Step 1: trace
#
# What you have read is the program that *uses* 4810 weights. The program that *found* them must know, after each
# batch, which way to move each of the 4810. Nobody has written that one for this model.
#
# A deep-learning compiler writes it, and first it must know what the model does. [[trace]] calls the function once and
# writes down what it does. It needs no pictures for that, only their type.

# %%
inference = ng.trace(predict, ng.f32[32, 64], types)
print(inference)

# %% [markdown]
# This is a [[graph]]: a list of [[equations|equation]] in the order they run. Each has a name with its type, an [[op]],
# and what the op reads. Your own names `h` and `p` are still there; what had no name got a number. Two equations
# do what one `+ b` did: [[broadcast]] repeats the row `b` for every picture, and `add` adds.
#
# ## Step 2: derive
#
# You wrote eight equations. The function that trains them has 64. Press **Play**, and watch who writes the others. Stop
# the film where you like, click a box, step with the arrow keys.

# %%
ng.lab.derive(inference, trainable="weights")

# %% [markdown]
# What you wrote is blue. Below it stands the loss. Then the film turns round: beside each blue box stands, in orange
# and dashed, its [[adjoint]], which says how much a small change there changes the loss. Each is written by the rule of
# one op, and the rules are short: `relu` lets the adjoint through where its result is positive, `dot` multiplies it by
# the other side. At the foot, in green, the [[update]].
#
# None of it was prepared for this model. A deep-learning compiler has one rule for each op, and follows your equations
# back, one by one.
#
# The film ends with four numbers: the equations that you wrote, those of the loss, those of autodiff (short for
# automatic differentiation: it writes the way back), and those of the [[optimizer]], which makes the update.
# (`trainable` names the argument that may change.) The simplest optimizer is plain descent, `sgd`. Another is *Adam*,
# which remembers how each weight moved before.

# %%
ng.lab.predict("start.p3")

# %%
for rule in ("sgd", "adam"):
    film = ng.lab.derive(inference, optimizer=rule, trainable="weights")
    print(rule, film.totals, sum(film.totals))

# %% [markdown]
# Only the last. The way back asks the loss, not the optimizer: that one takes the adjoints as they come.
#
# Here is the [[training function]] without a film, as a program. Find its three parts: the model and its loss, up to
# the line that begins with `loss`; then the adjoints, some with a name, most with a number; and the update in the last
# twelve lines, three for each array of weights. (A number that is missing belonged to an equation that no result
# needs; it has been dropped.)

# %%
training = ng.derive_training(inference, loss=ng.cross_entropy, optimizer="sgd", trainable="weights")
print(training)

# %% [markdown]
# `dh` is the adjoint of `h`. If one number of it is 0.01, the loss grows by about 0.01 times as much as that number of
# `h` does; if it is -0.01, the loss falls. So each weight moves against its adjoint: `W0_next` is `W0` less
# `learning_rate` times `dW0`.
#
# The function has no memory. Weights go in, and better weights come out: `W0_next` is one of its results. Step 3,
# [[clone]], has happened on the way: the training function has equations of its own, and `inference` is untouched.
#
# ## Steps 4 and 5: compile, and call in a loop
#
# [[compile]] turns the graph into a fast program. Then: take 32 pictures, call it, and let its results be the next
# weights. That is all that training is, and the steps of `run.train()` are these.
#
# The [[learning rate]] is 0.1. (This, 32 pictures and 20 rounds are what `ng.Run` takes if nothing else is said.)
# `he_weights` makes the random numbers to begin with, of a size that suits relu; it is named after He, who proposed it.
# The last argument and the last result are what the optimizer remembers. Plain descent remembers nothing: `()`.

# %%
step, weights, losses = ng.compile(training), ng.he_weights(types), []
pictures, labels = train[0], train[1].astype(np.int32)
for k in range(899):
    rows = np.arange(32 * k, 32 * k + 32) % len(labels)  # after the last picture the first again
    loss, p, weights, nothing = step(pictures[rows], labels[rows], 0.1, weights, ())
    losses.append(float(loss))
print(f"loss {losses[0]:.2f} at first, {losses[-1]:.2f} at last")
print("largest difference from the two lines:", np.max(np.abs(np.subtract(losses, run.losses))))

# %% [markdown]
# The same losses, to the last bit.
#
# ## The picture of everything
#
# Blue and solid is [[forward]]: your model, and below it the loss. Orange and dashed are the adjoints; they walk the
# same way back, from the loss to the weights. Green, with the double border, is the update. Each box with an op is an
# equation; only the constants, and what repeats them, are written into the boxes that read them. A dotted line leads
# to where a value is read again on the way back: until then it has to be kept.

# %%
training.show()

# %% [markdown]
# ## Summary
#
# | step | what it does, and where it is taken apart |
# |---|---|
# | *trace* | a function becomes a graph: [01](01_tracing.ipynb), [02](02_inference.ipynb) |
# | *derive* | loss and adjoints are added: [03](03_loss.ipynb), [04](04_slopes.ipynb), [05](05_backprop.ipynb) |
# | *clone* | both become one [[stateless]] training function: [08](08_update.ipynb), [09](09_clone.ipynb) |
# | *compile* | the graph becomes a fast program: [15](15_passes.ipynb), [16](16_memory.ipynb) |
# | *call* | its results are the next weights: [10](10_training.ipynb) |
#
# - You write the model and choose a loss. One rule for each op writes the way back, an optimizer the update.
# - Compilers for real models, such as nGraph and those of JAX and PyTorch, take the same steps, in far longer programs.
#   Here you can read the core in an evening: the folder `ngteach/core`, then `autodiff` and `clone` in
#   `ngteach/transform`. Each folder says in its `__init__.py` where to begin.
#
# ## Questions

# %%
ng.lab.questions("start")

# %% [markdown]
# ## Exercises
#
# Each cell below runs, but does not hold an answer yet: replace the `...`. The check says what differs and may have a
# hint. After three different tries it shows a solution.
#
# **start.1** Write a model without a hidden layer: `x @ W + b`, then softmax over the ten classes. Its `x` is that of
# `predict`, and its weights are `weights["W"]` and `weights["b"]`.


# %%
def flat(x, weights):
    ...
    ### BEGIN SOLUTION
    return ng.softmax(x @ weights["W"] + weights["b"], axis=1)
    ### END SOLUTION


ng.lab.check("start.1", flat)

# %% [markdown]
# **start.2** The loss of one picture is minus the natural logarithm of the probability that the model gave the right
# digit. A model that knows nothing gives each of the ten the same. What is its loss?

# %%
answer = ...
### BEGIN SOLUTION
answer = -np.log(0.1)
### END SOLUTION
ng.lab.check("start.2", answer)

# %% [markdown]
# **start.3** The text above speaks of 4810 weights. Now with a hidden layer of 100 instead of 64: how many numbers does
# the model learn?

# %%
answer = ...
### BEGIN SOLUTION
answer = 64 * 100 + 100 + 100 * 10 + 10
### END SOLUTION
ng.lab.check("start.3", answer)

# %% [markdown]
# Next: [01 Tracing: your Python becomes a graph](01_tracing.ipynb). Words: [the glossary](24_glossary.ipynb)
