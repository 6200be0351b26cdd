"""What an op takes, read off its type rule."""

from __future__ import annotations

from .errors import GraphError, counted


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
                known = f"it takes {', '.join(self.names)}" if self.names else "it takes none"
                raise GraphError(f"does not know the parameter {name}; {known}")
        if self.count is not None and len(inputs) < self.count:
            raise GraphError(f"takes {counted(self.count, 'input')}, got {len(inputs)}")
        params = {**self.defaults, **params}
        missing = [p for p in self.names if p not in params]
        if missing:
            raise GraphError(f"needs {', '.join(missing)}")
        return inputs, params
