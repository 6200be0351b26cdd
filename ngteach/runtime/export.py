"""Programs that run without ngteach: with stand-ins for what the executor gives them, and a main part."""

from __future__ import annotations

import ast
import re

from ..core.calling.errors import GraphError
from .syntax import RESERVED, function_name, identifier


def alone(source, graph):
    """The module as a program that runs without ngteach.

    Raises GraphError if it needs a function that cannot be written down.
    """
    for node in ast.walk(ast.parse(source).body[-1]):  # the function alone: a comment may hold such words, too
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", None) == "forward_of":
            eqn = graph.equations[node.slice.value]
            advice = "write it as a def of its own that reads no variables but numbers, text and modules"
            raise GraphError(f"{eqn.op.name}: its forward function cannot be written into a program; {advice}")
    wrapped = '''

def in_blocks(tasks):
    """Run the blocks of a group.  ngteach hands them to threads; here they run one after the other."""
    for task, *block in tasks:
        task(*block)


begin_blocks = in_blocks
'''
    taken = {*RESERVED, *re.findall(r"\w+", source)}
    rng, inputs, outs, name, value = (identifier(n, taken) for n in ("rng", "inputs", "results", "name", "value"))
    examples = ", ".join(_example(x.type, rng) for x in graph.inputs)
    results = ", ".join(f"np.empty({y.shape}, np.{y.dtype.name})" for y in graph.outputs)
    main = f"""

if __name__ == "__main__":
    {rng} = np.random.default_rng(0)
    {inputs} = [{examples}]
    {outs} = [{results}]
    {function_name(graph)}(*{inputs}, *{outs})
    for {name}, {value} in zip({[y.name for y in graph.outputs]}, {outs}):
        print({name}, {value}.dtype, {value}.shape, {value}.ravel()[:4])
"""
    head, _, body = source.partition("import numpy as np\n")
    return f"{head}import numpy as np\n{wrapped}{body}{main}"


def _example(t, rng):
    if t.is_float:
        return f"{rng}.random({t.shape}, np.{t.dtype.name})"
    if t.dtype.kind == "f":
        return f"{rng}.random({t.shape}).astype(np.{t.dtype.name})"
    return f"{rng}.integers(0, 2, {t.shape}, np.{t.dtype.name})"
