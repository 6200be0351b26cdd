"""A variational autoencoder: it writes an image as two numbers, and draws images from two numbers.

The encoder does not give a point of the plane but a bell around one; what is decoded is drawn from there, with random
numbers from a key that is carried from step to step.  The loss is -log p of the pixels, and how far the bell is from
the standard one: so similar images come to lie side by side, around 0.   Source: Kingma and Welling 2014.
"""

from __future__ import annotations

import math

import numpy as np

from .. import ops as ng
from ..core.calling.errors import require, shown
from ..core.types import f32
from ..data.digits import Dataset
from ..train.measuring import Measure
from ..train.model import Model
from ..train.nn import dense
from .first import dense_types, normal_weights
from .plane import plane

DATASET = "digits"
HIDDEN, LATENT = 256, 2
DRAWS = 10  # from each bell, where images are only measured


def vae_types(pixels, element=f32, hidden=HIDDEN, latent=LATENT):
    """The types of the weights, of the encoder and of the decoder."""

    def layer(k, m):
        return dense_types(k, m, element)

    encoder = {"hidden": layer(pixels, hidden), "mean": layer(hidden, latent), "log_variance": layer(hidden, latent)}
    return {"encoder": encoder, "decoder": {"hidden": layer(latent, hidden), "pixels": layer(hidden, pixels)}}


def encode(x, weights):
    """The bell of each image: (its mean, the logarithm of its variance).   x: f32[n,pixels]   -> f32[n,2] each"""
    h = ng.relu(dense(x, **weights["hidden"]))
    return dense(h, **weights["mean"]), dense(h, **weights["log_variance"])


def decode(z, weights):
    """Scores for the pixels: sigmoid makes them grey between 0 and 1.   z: f32[n,2]   -> f32[n,pixels]"""
    return dense(ng.relu(dense(z, **weights["hidden"])), **weights["pixels"])


def vae(x, weights, key):
    """(what the loss needs, the next key).   x: f32[n,...], pixels between 0 and 1   key: u32[2]

    missed: f32[n], -log p of each image, its pixels taken for probabilities of black.
    far: f32[n], how far its bell is from the standard one (Kullback-Leibler divergence).
    """
    now, later = ng.unstack(ng.random.split(key))
    x = ng.reshape(x, (x.shape[0], math.prod(x.shape[1:])))
    mean, log_variance = encode(x, weights["encoder"])
    z = mean + ng.exp(0.5 * log_variance) * ng.random.normal(now, mean.shape, mean.dtype)
    scores = decode(z, weights["decoder"])
    missed = ng.sum(ng.softplus(scores) - x * scores, axis=1)
    far = 0.5 * ng.sum(mean * mean + ng.exp(log_variance) - 1.0 - log_variance, axis=1)
    return {"missed": missed, "far": far}, later


def measured(x, weights, key):
    """As vae, the mean of several draws: what is measured should not depend on luck."""
    draws, _ = vae(ng.repeat(x, DRAWS, axis=0), weights, key)
    return {name: ng.mean(ng.reshape(draws[name], (x.shape[0], DRAWS)), axis=1) for name in ("missed", "far")}


def nats(outputs):
    """The mean of what the images cost: at least -log p of them, by Jensen's inequality.   -> f32[]"""
    return ng.mean(outputs["missed"] + outputs["far"])


def first_weights(types, seed):
    """Normal numbers of variance 1 / inputs."""
    return normal_weights(types, seed, lambda t: math.sqrt(1 / t.shape[0]))


def model(data):
    """How it is trained on images, as load_data gives them."""
    require(isinstance(data, Dataset), f"vae takes images, found {shown(data)}; write --data digits")
    types, (images, _), (tested, _) = vae_types(data.pixels), data.train, data.test

    def picture(run):
        encoder, decoder = run.weights["encoder"], run.weights["decoder"]
        rows = data.test_images.reshape(-1, data.pixels) * np.float32(data.scale)
        shape = data.test_images.shape[1:]

        def draw(z):
            return ng.sigmoid(decode(z, decoder)).reshape(-1, *shape)

        with np.errstate(all="ignore"):  # of weights that ran away
            return plane(draw, encode(rows, encoder)[0], data.test_labels, data.name)

    return Model(
        "vae",
        vae,
        types,
        images,
        nats,
        test=tested,
        inference=measured,
        carry=lambda seed: {"key": ng.random.key(seed)},
        first=lambda seed: first_weights(types, seed),
        optimizer="adamw",
        learning_rate=0.003,
        schedule="cosine",
        batch=32,
        epochs=60,
        shuffle=True,
        measure=Measure("nats per image", lambda outputs: outputs["missed"] + outputs["far"], ".3f"),
        picture=picture,
        dataset=data.name,
        what="images",
    )
