"""A program of random_nestings as data, as Python that means the same in two libraries, and as smaller programs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nesting_words import WORDS, Signature

from ngteach.core.tree import build, leaves, nesting


class Value:
    """What a program calls by a name, and its type; no dataclass, for that would be a container."""

    def __init__(self, type, name):
        self.type, self.name = type, name

    @property
    def shape(self):
        return self.type.shape

    @property
    def ndim(self):
        return self.type.rank

    @property
    def size(self):
        return self.type.size


@dataclass(frozen=True)
class Step:
    """output = text, where {} stand for the inputs."""

    output: Value
    text: str
    inputs: tuple


@dataclass(frozen=True)
class Call:
    """Calls of fn, once or twice, under the name that it is given: (outputs, arguments), the values in what it returns.

    The arguments are values, the text of arrays, or containers of these.
    """

    name: str
    fn: Any
    calls: tuple

    @property
    def outputs(self):
        return tuple(y for outputs, _ in self.calls for y in outputs)

    @property
    def args(self):
        return tuple(arg for _, args in self.calls for arg in args)


@dataclass(frozen=True)
class Function:
    """A function of Python: its parameters are tensors or containers of tensors, and so is its result."""

    name: str
    params: tuple
    steps: tuple
    result: Any


@dataclass(frozen=True)
class Transformed:
    """word(inner), with the options of the word."""

    word: str
    inner: Any
    options: dict


def signature(fn):
    """The types of its arguments and its result."""
    if isinstance(fn, Function):
        return Signature(tuple(map(_types, fn.params)), _types(fn.result))
    return WORDS[fn.word].signature(signature(fn.inner), **fn.options)


def _types(value):
    return build(nesting(value), [x.type for x in leaves(value)])


# ---- as Python ----------------------------------------------------------------


def source(fn):
    """The program as Python, in the words of both libraries; it defines `program`."""
    lines, expression = _written(fn)
    return "\n".join([*lines, f"program = {expression}", ""])


def _written(fn):
    """(the lines that define the functions in it, the expression)."""
    if isinstance(fn, Transformed):
        lines, inner = _written(fn.inner)
        options = {"wrt": None, "mode": None, **fn.options}
        return lines, WORDS[fn.word].text.format(f=inner, **options)
    params, body = [], []
    for p in fn.params:
        names = [x.name for x in leaves(p)]
        params.append(names[0].partition("[")[0])
    for step in fn.steps:
        if isinstance(step, Step):
            body.append(f"{step.output.name} = {step.text.format(*[x.name for x in step.inputs])}")
        else:
            lines, inner = _written(step.fn)
            body += [*lines, f"{step.name} = {inner}"]
            for outputs, args in step.calls:
                left = "".join(f"{y.name}, " for y in outputs)
                body.append(f"{left}= leaves({step.name}({', '.join(map(_container, args))}))")
    body.append(f"return {_container(fn.result)}")
    return [f"def {fn.name}({', '.join(params)}):", *(f"    {line}" for line in body)], fn.name


def _container(value):
    """The text of a tensor, or of containers of tensors."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_container(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(map(_container, value)) + ("," if len(value) == 1 else "")
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    return value.name


# ---- smaller ones -------------------------------------------------------------


def smaller(fn):
    """Programs with something less, the smallest first; not all of them make sense."""
    if isinstance(fn, Transformed):
        yield fn.inner
        for inner in smaller(fn.inner):
            yield replace(fn, inner=inner)
        return
    for k in range(len(fn.steps)):
        if isinstance(fn.steps[k], Call) and not _captures(fn.steps[k].fn):
            yield fn.steps[k].fn
    used = _read(fn)
    kept = tuple(s for s in fn.steps if used.intersection(_made(s)))
    if len(kept) < len(fn.steps):
        yield replace(fn, steps=kept)
    for k, step in enumerate(fn.steps):
        for less in _less(step):
            yield replace(fn, steps=(*fn.steps[:k], *less, *fn.steps[k + 1 :]))
    for k in range(len(fn.params)):
        if not used.intersection(leaves(fn.params[k])) and len(fn.params) > 1:
            yield replace(fn, params=(*fn.params[:k], *fn.params[k + 1 :]))
    for x in leaves(fn.result) if not isinstance(fn.result, Value) else ():
        yield replace(fn, result=x)


def _less(step):
    """What may stand in the place of a step: a constant, an input of its type, a call of something smaller."""
    outputs = _made(step)
    constants = [Step(y, f"np.full({y.shape}, {0.3 if y.type.is_float else 1})", ()) for y in outputs]
    if isinstance(step, Call):
        yield constants
        for k in range(len(step.calls) if len(step.calls) > 1 else 0):
            made = set(step.calls[k][0])
            yield [replace(step, calls=step.calls[1 - k : 2 - k]), *[c for c in constants if c.output in made]]
        yield from ([replace(step, fn=fn)] for fn in smaller(step.fn) if _takes_the_same(fn, step.fn))
    elif step.inputs:
        yield constants
        for x in step.inputs:
            if x.type == step.output.type and step.text != "{}":
                yield [Step(step.output, "{}", (x,))]


def _takes_the_same(fn, other):
    """Does a smaller function take and give what the other does?"""
    try:
        found, wanted = signature(fn), signature(other)
    except (IndexError, AttributeError, TypeError, ValueError):  # its transformations do not fit it any more
        return False
    return found.args == wanted.args and leaves(found.out) == leaves(wanted.out)


def _made(step):
    return [step.output] if isinstance(step, Step) else list(step.outputs)


def _read(fn):
    """Every value that a function or one inside it reads."""
    if isinstance(fn, Transformed):
        return _read(fn.inner)
    read = set(leaves(fn.result))
    for step in fn.steps:
        read.update(step.inputs if isinstance(step, Step) else [*leaves(step.args), *_read(step.fn)])
    return read


def _captures(fn):
    """Does it read what stands around it?"""
    return any(x.name[0] in "xyr" for x in _read(fn) - _defined(fn))


def _defined(fn):
    if isinstance(fn, Transformed):
        return _defined(fn.inner)
    inside = [x for step in fn.steps if isinstance(step, Call) for x in _defined(step.fn)]
    return {*leaves(fn.params), *inside, *(x for step in fn.steps for x in _made(step))}
