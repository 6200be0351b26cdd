"""What Run is asked to train: a Config, a Model, or any function with its types and its data."""

from __future__ import annotations

from dataclasses import replace

from ..core.calling.errors import require, shown
from ..data.digits import Dataset
from .config import Config
from .labels import takes_labels
from .mlp import mlp_model
from .model import Model


def asked_model(model, types, data, loss, settings):
    """The Model that Run is asked to train.   data: with a Config, its Dataset"""
    if isinstance(model, Config):
        given = [*settings, *(["loss"] if loss else [])]
        require(
            not given, f"Run(config) has no settings but the config's; leave {', '.join(given)} out: write Config(...)"
        )
        require(isinstance(data, Dataset), f"mlp learns from images, found {shown(data)}; write --data digits")
        return mlp_model(model, data)
    _check_known(settings)
    if isinstance(model, Model):
        others = {"types": types, "data": data, "loss": loss}
        return replace(model, **{name: x for name, x in others.items() if x is not None}, **settings)
    wanted = "wanted a Config; write Run(Config(epochs=5)), or Run(function, types, data, loss)"
    require(callable(model), f"found {shown(model)}, {wanted}")
    if isinstance(data, Dataset):
        train, test = (data.train, data.test) if takes_labels(loss) else (data.train[0], data.test[0])
        data, settings = train, {"test": test, "dataset": data.name, **settings}
    say = "say the types of the weights: Run(function, {'W': f32[784, 10]}, data, loss)"
    require(types is not None, f"found no types; {say}")
    return Model(getattr(model, "__name__", "model"), model, types, data, loss, **settings)


def _check_known(settings):
    """Raise GraphError for a setting that a Model has not."""
    known = [*Model.__dataclass_fields__][5:]
    unknown = ", ".join(name for name in settings if name not in known)
    require(not unknown, f"Run has no setting {unknown}; it has {', '.join(known)}")
