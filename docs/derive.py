"""Draw the README's first picture: how the training function of one layer comes about, as a short film.

python docs/derive.py          writes docs/derive.svg
"""

from pathlib import Path

import ngteach as ng
from ngteach.draw.derivation.short_film import short_film
from ngteach.draw.derivation.story import derivation


def layer(x, W, b):
    y = ng.relu(x @ W + b)
    return y


def squared_error(y, labels):
    error = y - labels
    return ng.sum(error * error)


def film():
    """The film as SVG text."""
    inference = ng.trace(layer, ng.f32[8, 4], ng.f32[4, 2], ng.f32[2])
    training, node_map = ng.derive_with_map(inference, squared_error, labels=ng.f32[8, 2])
    return short_film(derivation(training, inference, node_map), "y = ng.relu(x @ W + b)")


if __name__ == "__main__":
    Path(__file__).with_name("derive.svg").write_text(film(), encoding="utf-8")
