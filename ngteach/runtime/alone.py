"""Programs that run without ngteach: with what the compiler gives them otherwise, and a main part."""

from __future__ import annotations

from ..types import GraphError
from .text import function_name


def alone(source, graph):
    """The module as a program that runs without ngteach.

    Raises GraphError if it needs a function that cannot be written down.
    """
    for number, eqn in enumerate(graph.equations):
        if f"forward_of[{number}]" in source:
            advice = "write it as a def of its own that reads no variables but numbers, text and modules"
            raise GraphError(f"{eqn.op.name}: its forward function cannot be written into a program; {advice}")
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


def _example(t):
    if t.is_float:
        return f"rng.random({t.shape}, np.{t.dtype.name})"
    return f"rng.integers(0, 2, {t.shape}).astype(np.{t.dtype.name})"
