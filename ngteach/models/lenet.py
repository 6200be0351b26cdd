"""LeNet-5: two convolutions look for strokes and for what strokes make, dense layers say which digit that is.

Each convolution slides small filters over the image, and max-pooling keeps the strongest answer of every 2 x 2 places:
so it matters little where exactly a stroke lies.   Source: LeCun, Bottou, Bengio and Haffner 1998; with relu and the
largest of four, as is usual now, in place of tanh and their mean.
"""

from __future__ import annotations

from functools import partial

from .. import ops as ng
from ..core.calling.errors import require, shown
from ..core.types import f32
from ..data.digits import Dataset
from ..train.model import Model
from ..train.nn import dense, softmax_cross_entropy
from .first import dense_types, he, normal_weights

DATASET = "digits"

# For images of 20 x 20 and more, as LeNet-5 is: the outputs of the convolutions, the sides of their filters, the zeros
# around their images, and the sizes of the hidden layers.  For smaller images, more but smaller filters.
LENET5 = {"channels": (6, 16), "windows": (5, 5), "padding": (2, 0), "hidden": (120, 84)}
SMALL = {"channels": (32, 64), "windows": (3, 3), "padding": (1, 1), "hidden": (64,)}


def lenet_types(side, classes, settings, element=f32):
    """The types of the weights for images of side x side: a list of convolutions, and a list of dense layers."""
    convolutions, channels = [], 1
    for outputs, window, padding in zip(settings["channels"], settings["windows"], settings["padding"], strict=True):
        convolutions.append({"filters": element[outputs, channels, window, window], "b": element[outputs]})
        channels, side = outputs, (side + 2 * padding - window + 1) // 2
    sizes = channels * side * side, *settings["hidden"], classes
    layers = [dense_types(k, m, element) for k, m in zip(sizes, sizes[1:])]
    return {"convolutions": convolutions, "dense": layers}


def lenet(images, weights, padding=LENET5["padding"]):
    """Scores for the classes, of which softmax makes probabilities.   images: f32[n,side,side]   -> f32[n,classes]"""
    x = images[:, None]  # one channel: f32[n,1,side,side]
    for layer, zeros in zip(weights["convolutions"], padding, strict=True):
        x = ng.convolution(x, layer["filters"], padding=zeros) + layer["b"][:, None, None]
        x = ng.max_pool(ng.relu(x), 2)
    x = ng.reshape(x, (x.shape[0], -1))
    *hidden, last = weights["dense"]
    for layer in hidden:
        x = ng.relu(dense(x, **layer))
    return dense(x, **last)


def model(data):
    """LeNet-5 for MNIST and its like, and a smaller net for the 8 x 8 digits."""
    require(isinstance(data, Dataset), f"lenet takes images, found {shown(data)}; write --data digits")
    rows, columns = data.train_images.shape[1:]
    require(
        rows == columns >= 4, f"lenet takes square images of 4 x 4 or more; those of {data.name} are {rows} x {columns}"
    )
    large = rows >= 20
    settings = LENET5 if large else SMALL
    types = lenet_types(rows, data.classes, settings)
    return Model(
        "lenet",
        partial(lenet, padding=settings["padding"]),
        types,
        data.train,
        softmax_cross_entropy,
        first=lambda seed: normal_weights(types, seed, he),
        optimizer="adam" if large else "adamw",
        weight_decay=None if large else 0.1,  # 1,437 digits are soon known by heart
        learning_rate=0.003 if large else 0.004,
        schedule="cosine",
        batch=64 if large else 32,
        epochs=3 if large else 20,
        shuffle=True,
        test=data.test,
        dataset=data.name,
        what="images",
    )
