"""The tutorial's model as a Config describes it: layers of these sizes, on images as rows of pixels."""

from __future__ import annotations

import numpy as np

from ..core.graph import Graph
from ..core.trace import trace
from ..core.types import f32
from ..data.batches import Scaled
from ..data.digits import Dataset, rows
from .config import Config
from .init import tutorial_weights
from .measuring import ACCURACY
from .model import Model
from .nn import mlp, mlp_types
from .settings import SETTINGS


def inference_graph(config: Config, pixels: int, classes: int) -> Graph:
    """The model as a graph: mlp(x, weights) for this batch size and these layers."""
    types = mlp_types((pixels, *config.hidden, classes))
    return trace(mlp, f32[config.batch, pixels], types, name="mlp")


def mlp_model(config: Config, data: Dataset) -> Model:
    """What a Config says, as a Model."""
    types = mlp_types((data.pixels, *config.hidden, data.classes))
    return Model(
        "mlp",
        mlp,
        types,
        _flat(data.train_images, data.train_labels, data.scale),
        test=_flat(data.test_images, data.test_labels, data.scale),
        first=tutorial_weights(types) if config.init == "tutorial" else None,
        measure=ACCURACY,
        optimizer=config.update,
        dataset=config.data,
        what="images",
        **{name: getattr(config, name) for name in SETTINGS},
    )


def _flat(images, labels, scale):
    return Scaled(rows(images), scale), labels.astype(np.int32)
