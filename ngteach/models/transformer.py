"""A transformer that predicts the next letter of a name from the letters before it.

Each position of a name is a vector of 64 numbers.  In every block it looks at the positions before it (attention), then
thinks by itself (two dense layers); what comes out is added to what went in.   Source: Vaswani and others 2017; the
layer norm before each part, not after it, as in GPT-2 (Radford and others 2019).
"""

from __future__ import annotations

import math

import numpy as np

from .. import ops as ng
from ..core.calling.errors import require, shown
from ..core.types import f32
from ..data.names import CONTEXT, LETTERS, Names, decode
from ..runtime.jit.jitted import jit
from ..train.measuring import Measure
from ..train.model import Model
from ..train.nn import dense
from .first import dense_types, normal_weights

DATASET = "names"
WIDTH, HEADS, LAYERS = 64, 4, 4


def transformer_types(element=f32, letters=LETTERS, context=CONTEXT, width=WIDTH, layers=LAYERS):
    """The types of the weights: a dict, in which "blocks" is a list with one dict for each layer."""
    norm = {"scale": element[width], "shift": element[width]}

    def block():
        return {
            "norm1": dict(norm),
            "qkv": dense_types(width, 3 * width, element),
            "joined": dense_types(width, width, element),
            "norm2": dict(norm),
            "up": dense_types(width, 4 * width, element),
            "down": dense_types(4 * width, width, element),
        }

    return {
        "letters": element[letters, width],
        "positions": element[context, width],
        "blocks": [block() for _ in range(layers)],
        "norm": dict(norm),
        "head": dense_types(width, letters, element),
    }


def norm(x, layer):
    """Each position brought to mean 0 and variance 1, then scaled and shifted."""
    return ng.layer_norm(x, layer["scale"], layer["shift"])


def attention(x, block, heads):
    """For each position a mean of the values before it and its own, weighted by how well its query meets their keys."""
    n, context, width = x.shape
    parts = ng.reshape(dense(x, **block["qkv"]), (n, context, 3, heads, width // heads))
    q, k, v = ng.unstack(ng.transpose(parts, (2, 0, 3, 1, 4)))  # each f32[n,heads,context,width/heads]
    later = np.triu(np.full((context, context), -np.inf, x.dtype), 1)  # no position sees what comes after it
    weights = ng.softmax(q @ k.mT * math.sqrt(heads / width) + later, axis=-1)
    return dense(ng.reshape(ng.transpose(weights @ v, (0, 2, 1, 3)), x.shape), **block["joined"])


def mlp(x, block):
    """What each position makes of itself, four times as wide in between."""
    h = ng.gelu(dense(x, **block["up"]), "tanh")
    return dense(h, **block["down"])


def block(x, weights, heads):
    """x and what the positions tell each other, and what each of them makes of that.   -> f32[n,context,width]"""
    x = x + attention(norm(x, weights["norm1"]), weights, heads)
    return x + mlp(norm(x, weights["norm2"]), weights)


def transformer(letters, weights, heads=HEADS):
    """Scores for the letter after each position.   letters: i32[n,context]   -> f32[n,context,letters]"""
    x = ng.embedding(letters, weights["letters"]) + weights["positions"]
    for each in weights["blocks"]:
        x = block(x, each, heads)
    return dense(norm(x, weights["norm"]), **weights["head"])


def each_nats(scores, labels):
    """(-log p of the letters that came, how many): sums over each name; -1 is a label of padding, which does not count.

    scores: f32[n,context,letters]   labels: i32[n,context]   -> f32[n] each
    """
    came = ng.one_hot(labels, scores.shape[-1], scores.dtype)  # a row of zeros for padding
    return -ng.sum(ng.log_softmax(scores, axis=-1) * came, axis=(1, 2)), ng.sum(came, axis=(1, 2))


def nats(scores, labels):
    """-log p of the letter that came, the mean over all that did.   -> f32[]"""
    sums, counts = each_nats(scores, labels)
    return ng.sum(sums) / ng.sum(counts)


def first_weights(seed, types=None):
    """Small normal numbers, as in GPT-2."""
    return normal_weights(types or transformer_types(), seed, 0.02)


# ---- names that it makes up -------------------------------------------------------


@jit
def one_more(letters, position, weights, key, temperature):
    """The names with the letter behind `position` drawn, each as likely as the scores there say."""
    scores = ng.take(transformer(letters, weights), position, axis=1)
    drawn = ng.random.categorical(ng.random.fold_in(key, position), scores / temperature)
    here = np.arange(letters.shape[1]) == position + 1
    return ng.where(here, ng.convert(drawn, letters.dtype)[:, None], letters)


def make_up_names(weights, key, count=10, temperature=1.0):
    """Names that the model makes up: the same ones for the same weights and key.

    key: from ng.random.key.   temperature: below 1 the likelier letters become likelier still; towards 0 it is always
    the likeliest.
    """
    letters = np.zeros((count, len(weights["positions"])), np.int32)
    temperature = np.asarray(temperature, weights["positions"].dtype)
    for position in range(letters.shape[1] - 1):
        letters = one_more(letters, np.int64(position), weights, key, temperature)
    return decode(letters)


# ---- how it is trained --------------------------------------------------------------


def model(data):
    """How it is trained on names, as load_data("names") gives them: 2,000 steps."""
    require(isinstance(data, Names), f"the transformer takes names, found {shown(data)}; write --data names")

    def samples(run, count):
        key = ng.random.fold_in(ng.random.key(run.model.seed), run.steps)
        return [", ".join(make_up_names(run.weights, key, count))]

    return Model(
        "transformer",
        transformer,
        transformer_types(),
        data.train,
        nats,
        test=data.test,
        first=first_weights,
        optimizer="adamw",
        learning_rate=0.003,
        schedule="cosine",
        warmup=min(100, len(data.train_words) // 128),
        batch=min(64, len(data.train_words)),
        last="partial",
        epochs=8,
        shuffle=True,
        measure=Measure("nats per letter", each_nats),
        samples=samples,
        dataset=data.name,
        what="names",
    )
