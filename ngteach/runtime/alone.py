"""Programs that run without ngteach: the text of the functions they call, and a main part."""

from __future__ import annotations

import dis
import inspect
import textwrap
import types

import numpy as np

from .text import function_name


def alone(source, graph):
    """The module as a program that runs without ngteach: with what the compiler gives it otherwise, and a main part."""
    wrapped = '''

def in_blocks(tasks):
    """Run the blocks of a group.  ngteach hands them to threads; here they run one after the other."""
    for task, *block in tasks:
        task(*block)


begin_blocks = in_blocks
'''
    rng = "np.random.default_rng(0)"
    examples = ", ".join(_example(x.type) for x in graph.inputs)
    results = ", ".join(f"np.empty({y.shape}, np.{y.dtype.name})" for y in graph.outputs)
    names = ", ".join(y.name for y in graph.outputs)
    main = f"""

if __name__ == "__main__":
    rng = {rng}
    inputs = [{examples}]
    results = [{results}]
    {function_name(graph)}(*inputs, *results)
    for name, value in zip({names!r}.split(", "), results):
        print(name, value.dtype, value.shape, value.ravel()[:4])
"""
    head, _, body = source.partition("import numpy as np\n")
    return f"{head}import numpy as np\n{wrapped}{body}{main}"


def sources(function):
    """{name: text} of a function of ngteach's, and of what it calls by name."""
    found, todo = {}, [function]
    while todo:
        f = todo.pop()
        if inspect.ismodule(f):
            found[f.__name__] = f"import {f.__name__}"
        elif f.__name__ not in found:
            found[f.__name__] = textwrap.dedent(inspect.getsource(f))
            called = [f.__globals__.get(name) for name in _globals_in(f.__code__)]
            todo += [c for c in called if inspect.isfunction(c) or inspect.ismodule(c) and c is not np]
    return found


def _globals_in(code):
    """The global names that a code object reads, generator expressions inside it included."""
    yield from (i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_GLOBAL")
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _globals_in(inner)


def _example(t):
    if t.is_float:
        return f"rng.random({t.shape}, np.{t.dtype.name})"
    return f"rng.integers(0, 2, {t.shape}).astype(np.{t.dtype.name})"
