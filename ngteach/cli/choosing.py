"""Which run the flags ask for: the settings of a preset, a model or a file, with every flag on top."""

from __future__ import annotations

from dataclasses import replace

from ..core.calling.errors import GraphError, require
from ..files.reading import printable

_OF_MLP = {"hidden": "--hidden", "init": "--init", "preset": "--preset"}


def chosen_run(options):
    """The Run that `ngteach train` is asked for."""
    from ..train.run import Run

    found = _found(options.resume) if options.resume else None
    name = _name(options, found)
    if name == "mlp":
        return Run(chosen_config(options, found))
    return Run(chosen_model(options, name, found))


def chosen_config(options, found=None):
    """The Config of mlp: the preset's or the file's settings, and the flags.   found: (arrays, about) of the file"""
    from ..train.config import TUTORIAL, Config, read_config

    _check_shows(options, "mlp", None, None)
    base = TUTORIAL if options.preset == "tutorial" else Config()
    if found:
        require(not options.preset, f"{printable(options.resume)} has settings of its own; leave --preset out")
        base = read_config(*found, options.resume)
    return replace(base, **_given(options, Config.__dataclass_fields__))


def chosen_model(options, name, found=None):
    """The Model of that name: its own or the file's settings, and the flags."""
    from ..models import load
    from ..train.settings import SETTINGS

    for flag, written in _OF_MLP.items():
        given = getattr(options, flag, None)
        require(given is None, f"{written} is for --model mlp; {name} has sizes and first weights of its own")
    config = found[1]["config"] if found else {}
    if found and not isinstance(config.get("data"), str):
        raise GraphError(f"{printable(options.resume)} does not say what data it learns from; it is damaged")
    model = load(name, options.data or config.get("data"))
    _check_shows(options, name, model.samples, model.picture)
    if found:
        model = _as_in_the_file(model, config, printable(options.resume))
    rule = {"optimizer": options.update} if options.update else {}
    given = _given(options, SETTINGS)
    if given.get("schedule") == "one-cycle":
        given.setdefault("warmup", 0)  # one-cycle has a rise of its own, so that of the model goes
    return replace(model, **rule, **given)


def _as_in_the_file(model, config, path):
    """The Model with the settings of a file, which are not believed."""
    from ..train.optimizers import OPTIMIZERS
    from ..train.settings import SETTINGS, check_share

    rule = config.get("update")
    rules = {"optimizer": rule} if isinstance(rule, str) and rule in OPTIMIZERS else {}
    try:
        check_share(config.get("validation"))
        return replace(model, **rules, **{name: config[name] for name in SETTINGS if name in config})
    except GraphError as problem:
        raise GraphError(f"{path}: {printable(problem.plain)}; it is damaged") from None


def _check_shows(options, name, samples, picture):
    """A model that shows nothing is not asked to."""
    for flag, able, what in (("samples", samples, "makes nothing up"), ("picture", picture, "draws nothing")):
        require(able or not getattr(options, flag, None), f"{name} {what}; leave --{flag} out")


def _given(options, names):
    given = {name: getattr(options, name, None) for name in names}
    return {name: value for name, value in given.items() if value is not None}


def _found(path):
    """(arrays, about) of the file to go on from."""
    from ..train.checkpoint import load

    return load(path)


def _name(options, found):
    """The model: the file's, which --model may only repeat, or what --model says."""
    if not found:
        return options.model or "mlp"
    from ..models import NAMES

    config = found[1].get("config")
    name = config.get("model", "mlp") if isinstance(config, dict) else "mlp"
    path = printable(options.resume)
    known = name in ("mlp", *NAMES)
    require(known, f"{path} is of a run of {printable(name, 60)}, which is no model of the command line")
    same = options.model in (None, name)
    require(same, f"{path} is of a run of the model {name}, not of {options.model}; leave --model out")
    return name
