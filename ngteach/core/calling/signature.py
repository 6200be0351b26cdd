"""What an op takes, read off its type rule."""

from __future__ import annotations

import re

from .errors import GraphError, counted

# What other libraries call a parameter: what it is called here.
_OURS = {
    "argnums": "wrt",
    "dim": "axis",
    "dims": "axes",
    "eps": "epsilon",
    "in_dims": "in_axes",
    "input": "x",
    "keepdim": "keepdims",
    "kernel_size": "size",
    "num_classes": "depth",
    "out_dims": "out_axes",
    "pool_size": "size",
    "rate": "dilation",
    "stride": "strides",
    "unbiased": "ddof",
}


def unknown_parameter(name, known):
    """What to say of a parameter that is not known.   known: the names of those there are"""
    takes = f"it takes {', '.join(known) or 'none'}"
    here = _OURS.get(name)
    return f"does not know the parameter {name}; {f'here it is called {here}' if here in known else takes}"


def misnamed(function, problem):
    """The text for a TypeError of Python's that says: function does not take what it was given; None for any other."""
    called, given = rf"(?:\w+\.)*{re.escape(function.__name__)}\(\) ", str(problem)
    code = function.__code__
    first = code.co_varnames[:1] in (("self",), ("cls",))
    ordered = code.co_varnames[first : code.co_argcount]
    named = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    if found := re.match(rf"{called}got an unexpected keyword argument '(\w+)'", given):
        return unknown_parameter(found[1], [*ordered, *named])
    if re.match(rf"{called}takes .* positional arguments? but .* given", given):
        by_name = f", and by name {', '.join(named)}" if named else ""
        return f"takes in order {', '.join(ordered) or 'nothing'}{by_name}; too many were given"
    return None


class Signature:
    """What an op takes, read off its type rule: inputs by position, then parameters by name or position.

    count: how many inputs; None for a rule with *inputs.
    """

    def __init__(self, infer):
        code = infer.__code__
        takes_many = code.co_flags & 0x04  # inspect.CO_VARARGS, but inspect is slow to load
        self.count = None if takes_many else code.co_argcount
        self.names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        self.defaults = infer.__kwdefaults__ or {}

    def split(self, inputs, params):
        """(inputs, params) of a call: in sum(x, 1), the 1 is axis."""
        if not params and not self.names and len(inputs) == self.count:
            return inputs, params
        count = len(inputs) if self.count is None else self.count
        extra, inputs = inputs[count:], inputs[:count]
        if len(extra) > len(self.names):
            raise GraphError(f"takes {counted(count, 'input')}, got {len(inputs) + len(extra)}")
        for name, value in zip(self.names, extra, strict=False):
            if name in params:
                raise GraphError(f"got {name} twice")
            params[name] = value
        for name in params:
            if name not in self.names:
                raise GraphError(unknown_parameter(name, self.names))
        if self.count is not None and len(inputs) < self.count:
            raise GraphError(f"takes {counted(self.count, 'input')}, got {len(inputs)}")
        params = {**self.defaults, **params}
        missing = [p for p in self.names if p not in params]
        if missing:
            raise GraphError(f"needs {', '.join(missing)}")
        return inputs, params
