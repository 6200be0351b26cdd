# %% [markdown]
# # 00 The whole story on one page
#
# You write the two lines of `predict`: a neural network that *uses* its weights. The program that *finds* the weights
# is much longer. **Who writes the rest?** Run the cell below, press **Play**, and watch.
#
# At the end you will be able to
#
# - name the five steps from a line of Python to a trained model,
# - point at the model, the loss, the adjoints and the update in a training function,
# - train a small network with a loop that you can read.

# %%
import ngteach as ng


def predict(x, weights):
    h = ng.relu(x @ weights["W0"] + weights["b0"])
    p = ng.softmax(h @ weights["W1"] + weights["b1"], axis=1)
    return p


types = {"W0": ng.f32[64, 64], "b0": ng.f32[64], "W1": ng.f32[64, 10], "b1": ng.f32[10]}
inference = ng.trace(predict, ng.f32[32, 64], types)
ng.lab.derive(inference, trainable="weights")

# %% [markdown]
# What you wrote is blue. Below it stands the *loss*, one number that says how wrong the model is. Then the film turns
# round: beside each blue box stands, in orange and dashed, its *adjoint*, which says how much a small change there
# changes the loss. Each is written by the rule of one op, and the rules are short: `relu` lets the adjoint through
# where its result is positive, `dot` multiplies it by the other side. At the foot, in green, the *update*.
#
# None of it was prepared for this model. A deep-learning compiler has one rule for each op, and follows your equations
# back, one by one. Stop the film where you like, click a box, step with the arrow keys.
#
# Nothing here has to be understood at once. On the rest of this page the same happens step by step, up to a model
# that reads handwriting; each of the next eleven notebooks takes one part of it and opens it up. Begin here and read
# on to [01 Tracing](01_tracing.ipynb).
#
# ## A model is a function
#
# `predict` takes pictures and weights, and returns ten probabilities for each picture, one for each digit. `x @ W + b`
# weighs the pixels, `relu` keeps what is positive, and *softmax* turns ten numbers into probabilities. The function
# keeps nothing: its weights are handed to it.
#
# ## Step 1: trace
#
# `trace` has called the function once and written down what it does. It needed no pictures for that, only their *type*:
# `f32[32,64]` is a matrix of 32-bit floats with 32 rows, one for each picture, and 64 columns, one for each of the 8
# x 8 pixels.

# %%
print(inference)

# %% [markdown]
# This is the *graph*: a list of *equations* in the order they run. Each has a name with its type, an *op*, and what
# the op reads. Your own names `h` and `p` are still there; what had no name got a number.
#
# A graph can be called like the function it came from. With weights that are all 0 the model knows nothing, and says
# so.

# %%
import numpy as np

nothing = {name: np.zeros(t.shape, np.float32) for name, t in types.items()}
p = inference(np.ones((32, 64), np.float32), nothing)
print(p[0])

# %% [markdown]
# ## Step 2: derive
#
# Now the step of the film, the one that this kit is about. Two more things must be known: how wrong `p` is, as one
# number, the loss; and which way each of the 4810 weights should move to make it smaller.
#
# **Predict:** the film ended with four numbers: the equations that you wrote, the loss, autodiff and the optimizer. The
# optimizer *Adam* remembers how each weight moved before. With it in place of plain descent (`sgd`), which of the four
# will change?

# %%
for rule in ("sgd", "adam"):
    film = ng.lab.derive(inference, optimizer=rule, trainable="weights")
    print(rule, film.totals, sum(film.totals))

# %% [markdown]
# Only the last. The way back asks the loss, not the optimizer: that one takes the adjoints as they come. And this is
# how to get the training function without a film.

# %%
training = ng.derive_training(inference, loss=ng.cross_entropy, optimizer="sgd", trainable="weights")
print(len(inference.equations), "equations become", len(training.equations))

# %% [markdown]
# You would not want to write them by hand. Here they are. Where the film had one box for a rule, each of its equations
# has a box of its own.

# %%
training.show()

# %% [markdown]
# Blue and solid is *forward*: your model, and below it the loss. Orange and dashed are the *adjoints*. They walk the
# same way back, from the loss to the weights. `dh`, the adjoint of `h`, says how much a small change of `h` changes
# the loss. Green, with the double border, is the *update*: each of the four arrays of weights is changed by the
# learning rate times its adjoint, against the slope.
#
# The same graph as a program. Find the three parts again: the model and its loss, up to the line that begins with
# `loss`; then the adjoints, some of them with a name (`dp`, `dh`, `weights.dW1`), most with a number; and the update in
# the last twelve lines, three for each array: `W0_next` is `W0` less `learning_rate` times `dW0`.

# %%
print(training)

# %% [markdown]
# The function has no memory. Weights go in, and better weights come out: `W0_next` is one of its results. Step 3,
# *clone*, has happened on the way: the training function has equations of its own, and `inference` is untouched.
#
# ## Real digits
#
# The kit comes with 1797 handwritten digits of 8 x 8 pixels. The last fifth is kept aside for the test.

# %%
data = ng.load_data("digits")
ng.lab.digits(data.train_images[:20], data.train_labels[:20])


# %%
def rows(images):
    return (images / 16).astype(np.float32).reshape(-1, 64)  # a pixel is 0 ... 16; make that 0 ... 1


pictures, labels = rows(data.train_images), data.train_labels.astype(np.int32)
print(pictures.shape, labels.shape)

# %% [markdown]
# ## Steps 4 and 5: compile, and call in a loop
#
# `compile` turns the graph into a fast function. Then: take 32 pictures, call it, and let its results be the next
# weights. That is all that training is.

# %%
step = ng.compile(training)
weights = ng.he_weights(types)  # random numbers to begin with
losses = []
for k in range(900):
    batch = np.arange(32 * k, 32 * k + 32) % len(labels)
    loss, p, weights, _ = step(pictures[batch], labels[batch], 0.1, weights, ())
    losses.append(float(loss))
print(f"loss of the first step {losses[0]:.2f}, of the last {losses[-1]:.2f}")

# %%
ng.lab.loss_curve(losses, title="loss of each step (blue: smoothed)")

# %% [markdown]
# ## Does it read digits that it has never seen?
#
# The loss fell, but on the pictures that it was trained with. **Predict:** of the 360 test pictures we take 352, eleven
# whole batches; how many does it get right? A model that guesses gets one in ten.

# %%
read, tests = ng.compile(inference), rows(data.test_images)
predicted = np.concatenate([np.argmax(read(tests[i : i + 32], weights), axis=1) for i in range(0, 352, 32)])
print(f"{np.mean(predicted == data.test_labels[:352]):.1%} are right")

# %% [markdown]
# Here are those that it gets wrong, with what it said and what is true. Would you have known?

# %%
wrong = np.flatnonzero(predicted != data.test_labels[:352])
ng.lab.digits(data.test_images[wrong], predicted[wrong], data.test_labels[wrong])

# %% [markdown]
# ## What you have seen
#
# | step | what it does | where it is taken apart |
# |---|---|---|
# | *trace* | a function becomes a graph | [01](01_tracing.ipynb), [02](02_inference.ipynb) |
# | *derive* | a loss and its adjoints are added to the graph | [03](03_loss.ipynb), [05](05_backprop.ipynb) |
# | *clone* | both become one stateless training function | [08](08_update.ipynb), [09](09_clone.ipynb) |
# | *compile* | the graph becomes a fast program | [15](15_passes.ipynb), [16](16_memory.ipynb) |
# | *call* | its results are the next weights | [10](10_training.ipynb) |
#
# nGraph, JAX and PyTorch's compiler take the same steps, in far longer programs. Here you can read the core in an
# evening: the folder `ngteach/core`, then `autodiff` and `clone` in `ngteach/transform`. Each folder says in
# its `__init__.py` where to begin.
#
# ## Questions
#
# 1. What does a tensor in a graph have, and what does it lack?
# 2. In which line of the training function are the labels used first?
# 3. Why can the adjoint of `h` only be computed after that of `p`?
# 4. `h` is computed early and read again late. By which equations, and what for?
# 5. You stop the loop tonight and want to go on tomorrow. What do you have to keep?
#
# ## Exercises
#
# Each cell below runs, but does not hold an answer yet: replace the `...`. The check tells you what differs and may
# have a hint. After three different tries it shows a solution.
#
# **start.1** Write a model without a hidden layer: `x @ W + b`, then softmax over the ten classes.


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
