"""The grid of models that a reader may choose from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from ...data.points import KINDS

DATA = (*KINDS, "digits")
LAYERS, WIDTHS = (0, 1, 2, 3), (4, 8, 16, 32)
ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear")
RATES = {"sgd": 0.3, "momentum": 0.1, "adam": 0.03}  # the optimizers, and a rate with which each does well
BATCH = 32
POINTS, DIGITS = 256, 1408  # for training: whole batches of what there is
SIDE = 40  # of the square of points at which the answer to two-dimensional data is drawn


@dataclass(frozen=True)
class Choice:
    """A model of the grid.   inputs, classes: 2 and 2 for points, 64 and 10 for digits"""

    inputs: int
    classes: int
    layers: int
    width: int
    activation: str
    optimizer: str

    @property
    def sizes(self):
        return (self.inputs, *[self.width] * self.layers, self.classes)

    @property
    def key(self):
        """The name of the choice, whatever its width: such models have the same equations, of other shapes."""
        activation = self.activation if self.layers else "linear"
        return f"{self.inputs} {self.layers} {activation} {self.optimizer}"


def choices_of(width):
    """All choices of one width.   Without hidden layers there is no activation to choose."""
    for (inputs, classes), layers, optimizer in product(((2, 2), (64, 10)), LAYERS, RATES):
        for activation in ACTIVATIONS if layers else ("linear",):
            yield Choice(inputs, classes, layers, width, activation, optimizer)
