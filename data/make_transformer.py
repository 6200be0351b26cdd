"""Train the small transformer that ships with the kit and write its weights:  python data/make_transformer.py

Half a minute of two cores.  Another machine rounds otherwise, so the weights are not the same to the bit, but as good.
They are stored in half precision: 28,000 numbers in 58 kB.
"""

from functools import partial
from pathlib import Path

import numpy as np

import ngteach as ng
from ngteach.core.calling.containers import structure
from ngteach.core.tree import leaves, paths
from ngteach.models import load, transformer

WIDTH, LAYERS = 32, 2

types = transformer.transformer_types(width=WIDTH, layers=LAYERS)
given = load("transformer")
run = ng.Run(
    transformer.transformer,
    types,
    given.data,
    transformer.nats,
    test=given.test,
    first=partial(transformer.first_weights, types=types),
    optimizer="adamw",
    learning_rate=0.008,
    schedule="cosine",
    warmup=100,
    batch=64,
    last="partial",
    epochs=16,
    shuffle=True,
    measure=given.measure,
)
run.train()
named = zip(paths(structure(types)), leaves(run.weights), strict=True)
half = {path.strip("."): np.asarray(w, np.float16) for path, w in named}
np.savez_compressed(Path(__file__).parent / "names" / "transformer.npz", **half)
print(f"{run.measured[-1]['test']:.3f} nats per letter of names that it has not seen")
