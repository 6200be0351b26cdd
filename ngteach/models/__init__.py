"""The models of a first course, one page each: what `ngteach train --model NAME` trains.

in:     the name of a model; a data set
out:    a Model, which Run trains
knows:  core, ops, transform, runtime, files, data, train, draw

Each page has a function `model(data)` that makes the Model for a data set, as load_data gives it, and DATASET, the name
of the one that it takes by default.  What the sizes of the model depend on is read off the data.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from ..core.calling.errors import require, shown
from ..data.load import load_data
from ..train.measuring import ACCURACY, Measure
from ..train.model import Model

__all__ = ["ACCURACY", "Measure", "Model", "NAMES", "load"]

# The pages of this room, and so the words of --model.
NAMES: tuple[str, ...] = ("lenet", "resnet", "transformer", "vae")


def load(name: str, dataset: str | None = None) -> Model:
    """The Model of that name, for the data set of that name, or for the one that it takes by default.

    Raises GraphError if there is no such model, or if it cannot learn from such data.
    """
    known = isinstance(name, str) and name in NAMES
    require(known, f"there is no model {shown(name)}; there are {', '.join(NAMES)}")
    page = import_module(f".{name}", __name__)
    dataset = dataset or page.DATASET
    return replace(page.model(load_data(dataset)), dataset=dataset)
