# %% [markdown]
# # 19 Convolution: one small filter for the whole picture
#
# Move the 64 pixels of every digit to other places, in the same way for all pictures. Nobody can read them any more.
# Does a model notice?
#
# At the end you will be able to
#
# - compute a [[convolution]] by hand, with stride and padding,
# - count its weights, and say what they have in common,
# - say who sends a pixel its [[adjoint]], and why the filter then seems to be turned round,
# - say what a convolution knows about pictures that a dense layer does not.
#
# Back: [18 Chaos](18_chaos.ipynb). On: [20 Depth](20_depth.ipynb).

# %%
from functools import partial

import numpy as np

import ngteach as ng
from ngteach.models import lenet

data = ng.load_data("digits")
ng.lab.recall("convolution")

# %% [markdown]
# ## Pixels that have moved
#
# `order` is a random order of the 64 places. `mixed` moves the pixels of all pictures to these places. Above are five
# digits, below the same five.


# %%
def mixed(images):
    order = np.random.default_rng(0).permutation(64)
    return images.reshape(-1, 64)[:, order].reshape(images.shape)


images, tested = (np.float32(x / 16) for x in (data.train_images, data.test_images))
labels, truth = data.train_labels.astype(np.int32), data.test_labels.astype(np.int32)
ng.lab.digits(np.concatenate([images[:5], mixed(images[:5])]), columns=5)

# %% [markdown]
# `ng.Run` trains not only the model of a `Config`. It takes a function of `(x, weights)`, the types of the weights,
# the data, and a loss. Our function is `lenet` of the kit, which this page is about. For a start it gets no
# convolution: what is left are the two dense layers that you know, with 4,810 weights. Six [[epochs|epoch]] with
# Adam (of [08 Update](08_update.ipynb)), and a rate that falls to 0, the cosine [[schedule]] of
# [10 Training](10_training.ipynb):


# %%
def right(settings, change=lambda images: images):
    model = partial(lenet.lenet, padding=settings["padding"])
    learn, test = (change(images), labels), (change(tested), truth)
    run = ng.Run(model, lenet.lenet_types(8, 10, settings), learn, ng.softmax_cross_entropy, test=test,
                 optimizer="adam", learning_rate=0.003, schedule="cosine", epochs=6, shuffle=True)  # fmt: skip
    run.train()
    return run, f"{100 * run.accuracies[-1]:.1f} %"


# %% [markdown]
# The model begins with the same random weights both times. What share of the 360 test pictures does it read
# correctly, first as they are, and then mixed?

# %%
ng.lab.predict("convolution.p1")

# %% tags=["nbval-ignore-output"]
dense_only = {"channels": (), "windows": (), "padding": (), "hidden": (64,)}
print("as they are", right(dense_only)[1])
print("mixed      ", right(dense_only, mixed)[1])

# %% [markdown]
# About the same: one picture is 0.3 %, so the two runs are three pictures apart. A dense layer multiplies each pixel
# with weights of its own and adds up. A sum does not depend on the order of its terms, so the layer does not know
# which pixels are neighbours, and cannot miss it. But in a picture neighbours belong together: strokes, edges,
# corners.
#
# ## A sum of products
#
# A *filter* is a small matrix. Lay it on a picture, multiply each number of the picture with the number on top of it,
# and add up: that is one number of the result. Move the filter one column to the right for the next. A *convolution*
# does this at every place where the filter fits. Here is a small picture, and a filter:
#
#     0 0 2 2 0        -1 0 1
#     0 0 2 2 0        -1 0 1
#     0 0 2 2 0        -1 0 1
#     0 2 2 0 0
#
# A filter of 3 x 3 fits into a picture of 4 x 5 at 2 x 3 places: `y` has 2 rows and 3 columns. At `y[0, 0]` the
# window is the upper left corner. Its right column is 2, 2, 2, each times 1; its left one is 0, times -1. So
# `y[0, 0]` is 6. What is `y[1, 1]`? Its window begins at row 1, column 1.

# %%
ng.lab.predict("convolution.p2")

# %%
picture = np.array([[0, 0, 2, 2, 0], [0, 0, 2, 2, 0], [0, 0, 2, 2, 0], [0, 2, 2, 0, 0]], float)
edge = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], float)
y = ng.convolution(picture[None, None], edge[None, None])  # images [n,channels,rows,columns]; filters [outputs,...]
print(y[0, 0])

# %% [markdown]
# This filter answers where the numbers grow from left to right, and with the other sign where they fall. Of a digit,
# that is where it gets darker and where it gets lighter. The same nine numbers look everywhere: a stroke is found
# wherever it lies. (In mathematics this is a cross-correlation, and a convolution turns the filter round first. In deep
# learning nobody does.)
#
# ## Try it
#
# Move over a pixel of `y` on the right: its window lights up in `x`, and the products stand below. Choose the filter
# `blur`, then write your own numbers: `1 1 1; 0 0 0; -1 -1 -1`. What does it find? Then set the stride to 2, and the
# padding to 0, and watch how large `y` is.

# %%
ng.lab.convolution()

# %% [markdown]
# - **Padding** surrounds the picture with zeros, so that the filter has places at the edge, too. With a filter of 3 x
#   3 and a padding of 1, `y` is as large as `x`.
# - **Stride** is how far the window moves. With a stride of 2 it skips every other place.
#
# Along each axis there are `(n + 2 * padding - k) // stride + 1` places, for n pixels and a filter of k. The widget
# shows this sum below the picture.
#
# A layer has many filters. The first one of LeNet below has 32, and makes 32 pictures, its *channels*, out of one: it
# is f32[32,1,3,3]. A filter of the next layer looks at all 32 channels at once: it is f32[32,3,3].
#
# How many weights are that? The first layer has 32 * 9 of them, and 32 biases: 320. A dense layer from 64 pixels to
# the same 32 * 64 numbers has 133,120. A convolution is a dense layer with two restrictions: most weights are 0,
# since a window is small, and the others are the same at every place. That is what it knows about pictures before it
# has seen one.
#
# ## Backward: who sends this pixel an adjoint?
#
# You know the rule of [[backprop]], from [05 Backprop](05_backprop.ipynb): a value that is read several times adds up
# what its readers send. `y[i, j]` is the sum of `x[i + k, j + m] * f[k, m]`, over all nine `k, m`, and `x[r, c]` is
# read by each window that holds it: up to nine of them. Take the simplest case.
# The adjoint `dy` is 1 at one place and 0 everywhere else, and the filter now has nine different numbers. What does
# `dx` look like?

# %%
ng.lab.predict("convolution.p3")


# %%
def adjoint(x, f, dy):
    return ng.grad(lambda x: ng.sum(ng.convolution(x[None, None], f[None, None])[0, 0] * dy))(x)


numbers, dy = np.arange(1.0, 10).reshape(3, 3), np.zeros((3, 4))
dy[1, 2] = 1
print(adjoint(np.zeros((5, 6)), numbers, dy))

# %% [markdown]
# `y[1, 2]` read nine pixels, each times its number of the filter, and sends each of them that number. So every pixel
# of `y` lays the filter down at its place, times its `dy`, and what overlaps is added up.
#
# Now stand on a pixel of `x` and ask the other way: `dx[r, c]` is the sum of `dy[i, j] * f[r - i, c - j]`, over all
# places i, j for which f has such a number. Where the index of `dy` grows, that of the filter falls. That is again a
# convolution, over `dy` with zeros around it, and with the filter turned by half a turn, which is `f[::-1, ::-1]`.
#
# Go back to the widget, press *Backward*, and move over a pixel of `x`: which pixels of `y` send it something, and
# which number of the filter does each use? Count them in a corner and in the middle, at stride 1 and at stride 2.

# %% tags=["nbval-ignore-output"]
dy = np.random.default_rng(1).normal(size=(3, 4))
turned = ng.convolution(dy[None, None], numbers[::-1, ::-1][None, None].copy(), padding=2)[0, 0]
print(f"largest difference {np.abs(adjoint(np.zeros((5, 6)), numbers, dy) - turned).max():.1e}")

# %% [markdown]
# And the filter? One number of it is used at every place, so its adjoint is a sum over all places. In exercise 3 you
# write it. The adjoint of a convolution needs no new idea: it is made of products and sums, as the convolution is.
#
# ## Pooling: it matters little where
#
# Between convolutions stands *max-pooling*: of every 2 x 2 places the largest number is kept. A stroke that lies one
# pixel to the side often gives the same answer. The picture becomes half as wide and half as high. Backwards, the
# number that was picked gets the whole adjoint, and the other three get 0. (Equal ones share it.)

# %%
some = np.array([[[[1.0, 5, 0, 0], [2, 3, 0, 7]]]])
print("largest", ng.max_pool(some, 2)[0, 0], "   its adjoint")
print(ng.grad(lambda x: ng.sum(ng.max_pool(x, 2)))(some)[0, 0])

# %% [markdown]
# ## LeNet
#
# Two convolutions, each with relu and max-pooling, then dense layers. Yann LeCun and others read cheques with it in
# the nineties (with tanh and a mean of four, where we have relu and the largest). The kit's model is one page:

# %%
ng.lab.show_source(lenet.lenet)

# %% [markdown]
# We train two of them, each as it is and mixed, like the dense layers above: this one, and `tiny`, which has 8 and 16
# filters and one dense layer, 1,898 weights in all. What will mixed pixels do to `tiny`?

# %%
ng.lab.predict("convolution.p4")

# %% tags=["nbval-ignore-output"]
tiny = {"channels": (8, 16), "windows": (3, 3), "padding": (1, 1), "hidden": ()}
for name, settings in {"tiny": tiny, "LeNet": lenet.SMALL}.items():
    run, as_they_are = right(settings)
    print(f"{name:5}  as they are {as_they_are}   mixed {right(settings, mixed)[1]}")

# %% [markdown]
# As they are, LeNet reads more digits correctly than the dense layers: about 98 % against 94 %. It has more weights,
# too, 35,914, but `tiny` comes close to the dense layers with less than half of theirs. Mixed, `tiny` falls by
# twelve points: its windows hold pixels that have nothing to do with each other. LeNet falls by one only: it has 19
# times as many weights, and a dense layer of its own behind the convolutions. (From two other first weights `tiny`
# falls by 5 and by 7 points, and LeNet by 2 and by 1.) What a model takes for granted counted most in the small one.
#
# ## What the filters look like
#
# `run` is LeNet now, trained on the pictures as they are. These are the first ten of its 32 filters.

# %% tags=["nbval-ignore-output"]
ng.lab.heat_maps(run.weights["convolutions"][0]["filters"][:10, 0])

# %% [markdown]
# The fourth of them is violet above and orange below. It finds edges, as the filter that you wrote in the widget
# does, with the other sign. Nobody wrote this one: it began as random numbers, and six epochs moved it there. Not
# every filter tells such a story.
#
# ## Summary
#
# - A convolution lays one small filter on every place of a picture. Each number of the result is a sum of products.
# - It has few weights, the same ones everywhere. So it knows about neighbours, and finds a stroke wherever it lies.
# - Padding gives the filter places at the edge; a stride skips places.
# - Backward, each pixel of the result lays the filter down again, times its adjoint. Seen from a pixel of the
#   picture, that is a convolution with the filter turned round.
# - Max-pooling keeps the largest of four numbers; that one gets the whole adjoint.
#
# ## Questions

# %%
ng.lab.questions("convolution")

# %% [markdown]
# ## Exercises
#
# **convolution.1** Along one axis: how many places are there for a filter of k on n pixels?


# %%
def places(n, k, stride, padding):
    ...
    ### BEGIN SOLUTION
    return (n + 2 * padding - k) // stride + 1
    ### END SOLUTION


ng.lab.check("convolution.1", places)

# %% [markdown]
# **convolution.2** The convolution itself, with stride 1 and no padding, for a matrix `x` and a filter `f`. One line
# is missing.


# %%
def convolved(x, f):
    y = np.zeros((x.shape[0] - f.shape[0] + 1, x.shape[1] - f.shape[1] + 1))
    for i, j in np.ndindex(y.shape):
        window = x[i : i + f.shape[0], j : j + f.shape[1]]
        ...
        ### BEGIN SOLUTION
        y[i, j] = np.sum(window * f)
        ### END SOLUTION
    return y


ng.lab.check("convolution.2", convolved)

# %% [markdown]
# **convolution.3** The adjoint of the filter. `f[k, m]` was used at every place. `met` is what it was multiplied with
# there, a matrix of the shape of `dy`.


# %%
def filter_adjoint(dy, x, shape):
    df = np.zeros(shape)
    for k, m in np.ndindex(df.shape):
        met = x[k : k + dy.shape[0], m : m + dy.shape[1]]
        ...
        ### BEGIN SOLUTION
        df[k, m] = np.sum(dy * met)
        ### END SOLUTION
    return df


ng.lab.check("convolution.3", filter_adjoint)

# %% [markdown]
# Next: [20 Depth: what gets through thirty layers](20_depth.ipynb). Words: [the glossary](24_glossary.ipynb)
