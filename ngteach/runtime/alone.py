"""Programs that run without ngteach: with what the compiler gives them otherwise, and a main part."""

from __future__ import annotations

from ..types import GraphError
from .text import OURS, called_names, function_name, identifier


def alone(source, graph):
    """The module as a program that runs without ngteach.

    Raises GraphError if it needs a function that cannot be written down.
    """
    for number, eqn in enumerate(graph.equations):
        if f"forward_of[{number}]" in source:
            advice = "write it as a def of its own that reads no variables but numbers, text and modules"
            advice += f"; nothing in it may be called {', '.join(OURS[1:])}"
            raise GraphError(f"{eqn.op.name}: its forward function cannot be written into a program; {advice}")
    wrapped = '''

def in_blocks(tasks):
    """Run the blocks of a group.  ngteach hands them to threads; here they run one after the other."""
    for task, *block in tasks:
        task(*block)


begin_blocks = in_blocks
'''
    function, taken = function_name(graph), {function_name(graph), *called_names(graph)}
    rng, inputs, outs = (identifier(name, taken) for name in ("rng", "inputs", "results"))
    examples = ", ".join(_example(x.type, rng) for x in graph.inputs)
    results = ", ".join(f"np.empty({y.shape}, np.{y.dtype.name})" for y in graph.outputs)
    names = ", ".join(y.name for y in graph.outputs)
    main = f"""

if __name__ == "__main__":
    {rng} = np.random.default_rng(0)
    {inputs} = [{examples}]
    {outs} = [{results}]
    {function}(*{inputs}, *{outs})
    for name, value in zip({names!r}.split(", "), {outs}):
        print(name, value.dtype, value.shape, value.ravel()[:4])
"""
    head, _, body = source.partition("import numpy as np\n")
    return f"{head}import numpy as np\n{wrapped}{body}{main}"


def _example(t, rng):
    if t.is_float:
        return f"{rng}.random({t.shape}, np.{t.dtype.name})"
    return f"{rng}.integers(0, 2, {t.shape}, np.{t.dtype.name})"
