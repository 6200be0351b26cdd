# %% [markdown]
# # 20 Depth: what gets through thirty layers
#
# A net of two layers reads 94 of 100 digits after a few epochs. One of thirty layers has everything that the small
# one has, and more. Why does it only guess?
#
# At the end you will be able to
#
# - measure how large values and [[adjoints|adjoint]] are in each layer, and say what makes them shrink or grow,
# - say what He's weights, [[normalisation]] and [[residual]] paths each repair, and what they do not,
# - write the backward pass of `x + f(x)`,
# - say what batch normalisation has to [[carry]] from step to step.
#
# Back: [19 Convolution](19_convolution.ipynb). On: [21 Attention](21_attention.ipynb).

# %%
import numpy as np

import ngteach as ng
from ngteach.models import load, resnet

data = ng.load_data("digits")
images = np.float32(data.train_images / 16).reshape(-1, 64)
tested = np.float32(data.test_images / 16).reshape(-1, 64)
labels, truth = data.train_labels.astype(np.int32), data.test_labels.astype(np.int32)
loss = ng.softmax_cross_entropy
ng.lab.recall("depth")

# %% [markdown]
# ## Thirty layers
#
# Each layer is 64 numbers wide, as the pictures are. Behind them a last layer, the *head*, makes ten scores. `plain`
# is such a layer, from `h` to the next `h`; later we exchange it. `weights` gives normal numbers with a deviation
# that we choose, and biases 0.

# %%
DEPTH = 30
types = {"hidden": [{"W": ng.f32[64, 64], "b": ng.f32[64]}] * DEPTH, "head": {"W": ng.f32[64, 10], "b": ng.f32[10]}}


def weights(deviation):
    he = ng.he_weights(types)  # these have the deviation sqrt(2 / 64)
    hidden = [{"W": w["W"] * np.float32(deviation / np.sqrt(2 / 64)), "b": w["b"]} for w in he["hidden"]]
    return {**he, "hidden": hidden}


def plain(h, w):
    return ng.relu(h @ w["W"] + w["b"])


# %% [markdown]
# `sizes` runs the model on 128 pictures. For each layer it tells how large the numbers of its result `h` are, those
# of the adjoint `dh`, and those of `dW`. (As their size we take the root of the mean of their squares.)


# %%
def sizes(layer, w, last=lambda h: h):
    def run(x, y, w):
        h = [x]
        for each in w["hidden"]:
            h.append(layer(h[-1], each))
        d = ng.Adjoints(loss(ng.dense(last(h[-1]), **w["head"]), y))
        return h[1:], [d[each] for each in h[1:]], [d[each["W"]] for each in w["hidden"]]

    found = ng.trace(run, images[:128], labels[:128], w)(images[:128], labels[:128], w)
    return [[float(np.sqrt(np.mean(a**2.0))) for a in each] for each in found]


# %% [markdown]
# ## Smaller and smaller
#
# Take weights of deviation 0.1. The pixels have a size of 0.5. Each number of the next `h` is a sum of 64 products,
# about half of them negative, and relu then drops about half of these sums. How large is `h` behind the thirtieth
# layer?

# %%
ng.lab.predict("depth.p1")

# %% tags=["nbval-ignore-output"]
h, dh, dW = sizes(plain, weights(0.1))
print("h behind layers 1, 10, 20, 30:", ", ".join(f"{h[k]:.0e}" for k in (0, 9, 19, 29)))

# %% [markdown]
# A sum of 64 products of deviation 0.1 is 0.1 * sqrt(64) = 0.8 times as large as what goes in, and relu keeps half of
# the squares: another 0.7. So each layer multiplies by 0.57, and thirty of them by about 4e-8.
#
# Backwards it is the same: on its way to the first layer the adjoint goes through the same weights and the same
# relus. It is smallest at the first layer. And `dW`, by which the weights move? Where is it smallest?

# %%
ng.lab.predict("depth.p2")

# %%
lines = {"h": h, "dh": dh, "dW": dW}
ng.lab.curves(range(1, 31), lines, "layer", "size", "deviation 0.1", yscale="log")

# %% [markdown]
# It is about equally small in all layers. `dW` is `x.T @ dy`: what went in, times the adjoint of what came out. In
# the first layer the input is large and the adjoint tiny, in the last layer the other way round. Often one hears that
# only the first layers of a deep net do not learn. Here no layer does: the loss stays what it was, at log(10).
#
# ## He's weights keep the size
#
# The deviation sqrt(2 / 64) = 0.177 makes that factor 1: `ng.he_weights` has it, and now you know what it is for.
# (Kaiming He and others found it in 2015. Larger weights would make the numbers explode instead.) `learn` trains five
# [[epochs|epoch]] with plain descent, and tells the accuracy on the test pictures.


# %%
def learn(layer, w, last=lambda h: h):
    def model(x, w):
        for each in w["hidden"]:
            x = layer(x, each)
        return ng.dense(last(x), **w["head"])

    train, test, told = (images, labels), (tested, truth), []
    for rate in (0.1, 0.01):
        run = ng.Run(model, types, train, loss, test=test, first=w, learning_rate=rate, epochs=5, shuffle=True)
        run.train()
        told.append(f"rate {rate}: {100 * run.accuracies[-1]:.0f} %")
    return ", ".join(told)


# %% [markdown]
# The values and the adjoints have the right size now, in all thirty layers. Does the net learn?

# %%
ng.lab.predict("depth.p3")

# %% tags=["nbval-ignore-output"]
he = np.sqrt(2 / 64)
print("He, size of h behind layers 1 and 30: {:.2f}, {:.2f}".format(*np.array(sizes(plain, weights(he))[0])[[0, 29]]))
print("deviation 0.1   ", learn(plain, weights(0.1)))
print("He's            ", learn(plain, weights(he)))

# %% [markdown]
# Better than one in ten, but only with the small rate, and far from 94 %. The sizes are right, and something else
# gets lost. Compare two pictures by the angle between their `h`: the cosine is 1 if both point the same way, and 0 if
# they have nothing in common. Here is the mean over all pairs of the first 128 pictures.


# %% tags=["nbval-ignore-output"]
def alike(layer, w):
    h, found = images[:128], []
    for each in [None, *w["hidden"]]:
        h = h if each is None else layer(h, each)
        unit = h / np.linalg.norm(h, axis=1, keepdims=True)
        found.append((unit @ unit.T)[np.triu_indices(128, 1)].mean())
    return "pixels {:.2f}, behind layers 1, 10, 20, 30: {:.2f} {:.2f} {:.2f} {:.3f}".format(
        *(found[k] for k in (0, 1, 10, 20, 30))
    )


print("He's", alike(plain, weights(he)))

# %% [markdown]
# Layer by layer the pictures become more alike, and behind thirty layers nearly the same picture reaches the head,
# whatever the digit. That is what gets lost.
#
# ## Normalisation: sizes that do not depend on the weights
#
# A layer can bring its numbers to a good size by itself. *Layer normalisation*, `ng.layer_norm`, takes each picture's
# 64 numbers, subtracts their mean, and divides by the root of their variance. (Usually a scale and a shift that are
# learned follow.) Then it does not matter how large the weights are. Look at the smallest and the largest of the
# thirty sizes, with the bad weights of deviation 0.1:


# %% tags=["nbval-ignore-output"]
def normalised(h, w):
    return ng.relu(ng.layer_norm(h @ w["W"] + w["b"]))


for name, each in zip(("h ", "dh", "dW"), sizes(normalised, weights(0.1))):
    print(f"{name} from {min(each):.3f} to {max(each):.3f}")
print(alike(normalised, weights(0.1)))
print(learn(normalised, weights(0.1)))

# %% [markdown]
# Nothing vanishes any more. Yet it learns no better than with He's weights, for the pictures become as much alike as
# before. Normalisation repairs the sizes, and no more.
#
# ## A residual path: x + f(x)
#
# What if a layer did not replace what it gets, but only added something to it? In `x + f(x)` the picture itself gets
# through all layers; f has to find a correction, the *residual*. Backwards the adjoint has two ways: through f, and
# through the `+`, which hands it on unchanged. So `dx` is `dy` plus what f sends. However small that is, `dy` arrives.
#
# Each layer adds to the size, so f gets its input normalised, and so does the head. Otherwise f stays what it was, a
# dense layer and a relu, with the bad weights of deviation 0.1. Which accuracy does that reach with the rate 0.1, at
# which none of the others did better than a guess?

# %%
ng.lab.predict("depth.p4")


# %% tags=["nbval-ignore-output"]
def residual(h, w):
    return h + plain(ng.layer_norm(h), w)


print(alike(residual, weights(0.1)))
print(learn(residual, weights(0.1), ng.layer_norm))

# %% [markdown]
# Thirty layers that learn. (With other first weights the numbers are others: in four runs each, at the rate 0.01,
# He's net reached 36 to 44 %, the normalised one 10 to 33 %, this one 93 to 96 %. Two layers, trained like this at the
# rate 0.1, reach 91 to 94 %.) The pictures become more alike here, too, but in the end less so. Now the sizes of `dW`
# of all four nets, before the first step:

# %%
nets = {"plain, 0.1": (plain, 0.1), "plain, He": (plain, he), "normalised": (normalised, 0.1)}
lines = {name: sizes(layer, weights(deviation))[2] for name, (layer, deviation) in nets.items()}
lines["x + f(x)"] = sizes(residual, weights(0.1), ng.layer_norm)[2]
ng.lab.curves(range(1, 31), lines, "layer", "size of dW", "before the first step", yscale="log")

# %% [markdown]
# The plain net with the bad weights lies seven powers of ten below. That it cannot learn, one can see here. Which of
# the other three learns, one cannot: the size of a [[gradient]] says that something arrives, not whether it is of
# use.
#
# ## A residual net, and what it carries
#
# The kit's `resnet` has [[convolutions|convolution]] in place of dense layers: three blocks `x + f(x)`, each with two
# convolutions in f. (Where f makes more channels of fewer pixels, a small convolution brings x to that shape, too.)
# *Batch normalisation* stands behind each convolution. It brings each *channel* to mean 0 and variance 1, over all
# pictures of the batch and all places. So the answer for a picture depends on what else is in its batch. But who uses
# the model wants one answer for one picture. So while it learns, it keeps *running statistics* of each channel: in
# every step 0.9 of what they were, and 0.1 of the mean and variance of this batch. They are no weights, since no
# gradient changes them; they go in and come out changed, as the [[optimizer]]'s state does. That is what is carried,
# and `carry=` names it. (`load` gives a model of the kit, with its data and its settings.)

# %% tags=["nbval-ignore-output"]
run = ng.Run(load("resnet"), epochs=2)
run.train()
print(f"{100 * run.accuracies[-1]:.0f} % after 2 epochs; carried: {', '.join(run.carried)}")
pictures, now = tested.reshape(-1, 8, 8), run.carried["statistics"]
for name, batch in {"one batch": pictures[:8], "another  ": pictures[[0, *range(8, 15)]]}.items():
    by_batch, by_running = resnet.resnet(batch, run.weights, now)[0], resnet.resnet_inference(batch, run.weights, now)
    print(f"picture 0 in {name}: {by_batch[0, :3].round(2)} by its batch, {by_running[0, :3].round(2)} by running ones")

# %% [markdown]
# By the statistics of the batch the first three scores of the same picture change with its neighbours. By the running
# ones they stay. (Layer normalisation, as above, needs no such thing: it looks at one picture alone.)
#
# ## Summary
#
# - Each layer multiplies the size of what goes through by a factor, forward and backward. Thirty times a factor of
#   0.57 is nothing; He's weights make it 1.
# - `dW` is a product of what came in and the adjoint of what went out. In a plain net it vanishes in all layers
#   alike.
# - Normalisation makes the sizes independent of the weights. It does not keep the pictures apart.
# - A residual path, `x + f(x)`, hands on what comes in, and backward `dy`. With normalisation before f, thirty layers
#   learn.
# - Batch normalisation needs running statistics, which are carried from step to step.
#
# ## Questions

# %%
ng.lab.questions("depth")

# %% [markdown]
# ## Exercises
#
# **depth.1** Weights of the given deviation, n numbers into each sum, then relu. By which factor has the size changed
# behind so many layers?


# %%
def factor(deviation, n, layers):
    ...
    ### BEGIN SOLUTION
    return (deviation * np.sqrt(n / 2)) ** layers
    ### END SOLUTION


ng.lab.check("depth.1", factor)

# %% [markdown]
# **depth.2** Layer normalisation of a matrix with one picture a row, without scale and shift. `epsilon` is added to
# the variance, so that a row of equal numbers is not divided by 0.


# %%
def layer_norm(x, epsilon):
    ...
    ### BEGIN SOLUTION
    centred = x - x.mean(axis=1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + epsilon)
    ### END SOLUTION


ng.lab.check("depth.2", layer_norm)

# %% [markdown]
# **depth.3** The backward pass of a residual layer, `y = x + relu(x @ W)`. `z` is `x @ W`. Return `dx`.


# %%
def residual_rule(dy, x, W, z):
    ...
    ### BEGIN SOLUTION
    return dy + (dy * (z > 0)) @ W.T
    ### END SOLUTION


ng.lab.check("depth.3", residual_rule)

# %% [markdown]
# Next: [21 Attention: who looks at whom](21_attention.ipynb). Words: [the glossary](24_glossary.ipynb)
