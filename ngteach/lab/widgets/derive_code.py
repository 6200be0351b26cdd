"""The Python that derives what the Derive widget shows, to be copied."""

from __future__ import annotations

import inspect
import re
import sys
import textwrap

from ...core.tree import build
from ...train.optimizer import Optimizer

_KIT = __name__.partition(".")[0]
_TYPE = re.compile(r"(?<![\w.'\"])((?:f16|f32|f64|i8|i16|i32|i64|u8|u16|u32|u64|boolean)\[)")


def code_of(inference, loss, optimizer, trainable, labels, carry):
    """A program that traces the model and derives its training function.

    What cannot be written down, such as a lambda, is named in a comment.
    """
    model, *before = _named(inference.function, "model")
    options = []
    if loss is not None:
        word, *more = _named(loss, "loss")
        options, before = [f"loss={word}"], [*before, *more]
    options.append(f"optimizer={_rule(optimizer)}")
    for name, value in (("trainable", trainable), ("labels", labels), ("carry", carry)):
        if value is not None and value != ():
            options.append(f"{name}={_types(value)}")
    types = ", ".join(map(_types, build(inference.input_tree, [x.type for x in inference.inputs])))
    last = [
        f"inference = ng.trace({model}, {types})",
        f"training = ng.derive_training(inference, {', '.join(options)})",
        "print(training)",
    ]
    return "\n\n\n".join(["import ngteach as ng", *before, "\n".join(last)]) + "\n"


def _named(function, word):
    """[what to call the function, its source if it is the user's]."""
    function = inspect.unwrap(function) if callable(function) else None
    name = getattr(function, "__name__", "")
    public = getattr(sys.modules[_KIT], name, None)
    if function is not None and callable(public) and inspect.unwrap(public) is function:
        return [f"ng.{name}"]
    try:
        source = textwrap.dedent(inspect.getsource(function)).strip()
    except (OSError, TypeError):
        source = ""
    if source.startswith(("def ", "@")):
        return [name, source]
    return [word, f"# {word} is your function: the one that was traced or given here"]


def _rule(optimizer):
    return f"ng.{optimizer!r}" if isinstance(optimizer, Optimizer) else repr(optimizer)


def _types(value):
    """Types as they are written: ng.f32[32,64], in their containers."""
    return _TYPE.sub(r"ng.\1", repr(value))
