# %% [markdown]
# # 00 The whole story on one page
#
# A neural network that can *use* weights is one program; the program that *finds* them is another, about five times as long.
# In this notebook you will see the second derived from the first, run it, and read it.
# Afterwards you can say what each of its parts is for; the notebooks that follow take them apart one by one.
#
# Next: [01 Tracing](01_tracing.ipynb)

# %%
import numpy as np

import ngteach as ng

# %% [markdown]
# ## The model, as plain Python
#
# One hidden layer, then *softmax*, which turns ten numbers into ten probabilities. `weights` is a dictionary that the
# function is given: it keeps nothing itself.


# %%
def predict(x, weights):
    h = ng.relu(x @ weights["W0"] + weights["b0"])
    p = ng.softmax(h @ weights["W1"] + weights["b1"], axis=1)
    return p


# %% [markdown]
# ## Tracing turns it into a graph
#
# `trace` calls the function once, with *tensors* that have a type but no numbers, and writes down what it does.
# `f32[32,64]` is a matrix of 32 rows and 64 columns of 32-bit floats: 32 pictures of 8 x 8 pixels.

# %%
types = {"W0": ng.f32[64, 64], "b0": ng.f32[64], "W1": ng.f32[64, 10], "b1": ng.f32[10]}
inference = ng.trace(predict, ng.f32[32, 64], types)
print(inference)

# %% [markdown]
# Each line is an *equation*: a name with its type, an op, and what the op reads. Your names, `h` and `p`, are still there.
#
# ## Deriving the training function
#
# Now the step this kit is about. Before you run it, guess: how many equations will it take to compute, besides `p`, how wrong `p` is
# and how each weight should change?

# %%
training = ng.derive_training(inference, loss=ng.cross_entropy, optimizer="sgd", trainable="weights")
print(len(inference.equations), "equations become", len(training.equations))

# %%
print(training)

# %% [markdown]
# Read it from the top: the model, then the *loss* (one number that says how wrong `p` is), then names that begin with `d`: `dp` is
# the *adjoint* of `p`, what a small change of `p` is worth to the loss. The adjoints walk back through the model, in reverse,
# until they reach the weights. The last lines add them: `W0_next = W0 + dW0`.
#
# The function keeps nothing. Weights go in, better weights come out.
#
# ## Real digits
#
# The kit brings 1797 handwritten digits.

# %%
data = ng.load_data("digits")
print(data.train_images.shape, data.test_images.shape)
ng.lab.digits(data.train_images[:20], data.train_labels[:20])

# %% [markdown]
# ## The loop
#
# Compile the graph, then: take 32 pictures, call, and let the results be the next weights. That is all that training is.

# %%
step = ng.compile(training)
weights = ng.he_weights(types)
pictures = (data.train_images / 16).astype(np.float32).reshape(-1, 64)
labels = data.train_labels.astype(np.int32)
losses = []
for k in range(900):
    rows = np.arange(32 * k, 32 * k + 32) % len(labels)
    loss, p, weights, _ = step(pictures[rows], labels[rows], 0.1, weights, ())
    losses.append(float(loss))
print(f"loss of the first step {losses[0]:.2f}, of the last {losses[-1]:.2f}")

# %%
ng.lab.loss_curve(losses, title="loss of each step (blue: smoothed)")

# %% [markdown]
# ## Does it know digits it has never seen?
#
# The inference graph, compiled too, with the weights that came out.

# %%
read = ng.compile(inference)
tests = (data.test_images / 16).astype(np.float32).reshape(-1, 64)
told = np.concatenate([np.argmax(read(tests[i : i + 32], weights), axis=1) for i in range(0, 352, 32)])
print(f"{np.mean(told == data.test_labels[:352]):.1%} of 352 are right")
ng.lab.digits(data.test_images[:20], told[:20], data.test_labels[:20])

# %% [markdown]
# ## What you have seen
#
# *Trace* a function, *derive* its adjoints, *clone* both into one stateless function, *compile* it, *call* it in a loop. JAX, nGraph
# and PyTorch's compiler do the same; here you can read each part in an evening.
#
# **Questions**
#
# 1. What does a tensor have, and what does it lack?
# 2. In which line of the training function are the pictures' labels used first?
# 3. Why is the adjoint of `h` computed after that of `p`?
# 4. `h` is computed early and read late. By which line, and what for?
# 5. What would you have to keep to stop the loop tonight and go on tomorrow?

# %% [markdown]
# **Exercises.** Each cell runs, but is not right yet. Change it until the check is content; after three tries it shows a solution.
#
# *1.* Write a model without a hidden layer: `x @ W + b`, then softmax over the ten classes.


# %%
def flat(x, weights):
    ...
    ### BEGIN SOLUTION
    return ng.softmax(x @ weights["W"] + weights["b"], axis=1)
    ### END SOLUTION


ng.lab.check("00.1", flat)

# %% [markdown]
# *2.* A model that knows nothing gives each of ten digits the same probability. What is its cross-entropy?

# %%
answer = ...
### BEGIN SOLUTION
answer = -np.log(0.1)
### END SOLUTION
ng.lab.check("00.2", answer)

# %% [markdown]
# *3.* How many numbers does the model learn? `types` has their shapes.

# %%
answer = ...
### BEGIN SOLUTION
answer = 64 * 64 + 64 + 64 * 10 + 10
### END SOLUTION
ng.lab.check("00.3", answer)

# %% [markdown]
# Next: [01 Tracing: your Python becomes a graph](01_tracing.ipynb)
