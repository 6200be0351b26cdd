"""Names for the attention widget: those a person writes, those the model spells, and what is shown of each."""

from __future__ import annotations

import numpy as np

from ...core.calling.containers import structure
from ...core.calling.errors import require, shown
from ...core.tree import build, paths
from ...data.digits import bundled
from ...data.names import decode, encode
from ...models.transformer import transformer_types
from ...ops import random
from .matrix_text import matrix_text

ALPHABET = ["end", *"abcdefghijklmnopqrstuvwxyz"]  # of what may come next; the 0 that ends a name also begins it
WIDTH, LAYERS = 32, 2  # of the small transformer that comes with the kit


def small_weights():
    """The weights of the small transformer that comes with the kit: 2 layers, 4 heads, 2.09 nats per letter."""
    types = transformer_types(width=WIDTH, layers=LAYERS)
    tree = structure(types)
    with np.load(bundled() / "names" / "transformer.npz", allow_pickle=False) as file:
        return build(tree, [file[path.strip(".")].astype(np.float32) for path in paths(tree)])


def checked_name(text, context):
    """The name in small letters; GraphError if the model cannot read it."""
    require(isinstance(text, str), f"wanted a name, found {shown(text)}")
    name = text.strip().lower()
    unknown = next((c for c in name if not ("a" <= c <= "z")), None)
    require(unknown is None, f"{name[:40]!r} has {unknown!r}, but the model knows the letters a to z alone")
    most = context - 1
    require(len(name) <= most, f"{name[:40]!r} has {len(name)} letters, but the model sees at most {most}; shorten it")
    return name


def letters_of(name, context):
    """i32[context]: 0, the letters, zeros."""
    return encode([name], context)[0][0]


def next_letter(key, position, scores):
    """The letter at this position: drawn as likely as the scores f32[1,letters] say; the same for the same key."""
    return random.categorical(random.fold_in(key, position), scores)[0]


def spelled(reader, key):
    """The name that the model spells with this key."""
    ids = np.zeros(reader.context, np.int32)
    for position in range(reader.context - 1):
        ids[position + 1] = next_letter(key, position, reader.scores(ids)[None, position])
        if not ids[position + 1]:
            break
    return decode(ids[None])[0]


def record(name, number, reading):
    """What the browser has of a name.   number: of the key that the model spelled it with, 0 if a person wrote it."""
    n = len(reading.p)
    return {
        "name": name,
        "spelled": number,
        "sentence": f'"{name}": {n} positions, each with what comes next.',
        "p": matrix_text(reading.p, ".3f"),
        "looks": [
            [matrix_text([row[: i + 1] for i, row in enumerate(head)], ".3f") for head in layer]
            for layer in reading.looks
        ],
        "felt": [matrix_text(reading.felt[i, :, : i + 1], ".3g") for i in range(n)],
    }
