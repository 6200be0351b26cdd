"""Graphs that several tests compile, numbers for them, and what runs without ngteach."""

import ast
import re

import numpy as np

import ngteach as ng
from ngteach import f32


def ops_of(graph):
    """The names of the ops, in their order."""
    return [eqn.op.name for eqn in graph.equations]


def training(batch=128, sizes=(784, 600, 10), optimizer="tutorial"):
    """The training function of the tutorial."""
    inference = ng.trace(ng.mlp, f32[batch, sizes[0]], ng.mlp_types(sizes), name="mlp")
    return ng.derive_training(inference, optimizer=optimizer)


def filled(graph, seed=0):
    """Random numbers for the inputs; those of floats lie between 0.1 and 1."""
    rng = np.random.default_rng(seed)
    return [
        np.asarray(rng.uniform(0.1, 1, x.shape), x.dtype)
        if x.type.is_float
        else np.asarray(rng.integers(0, 2, x.shape), x.dtype)
        for x in graph.inputs
    ]


def values(graph, *arrays):
    """The results as a tuple, also where there is one."""
    found = graph(*arrays)
    return found if isinstance(found, tuple) else (found,)


def run_alone(program, arrays, results):
    """What the program computes, with nothing but NumPy in its world."""
    space = {"__name__": "alone"}
    exec(compile(program, "alone", "exec"), space)
    assert "ngteach" not in re.sub(r'""".*?"""|#.*', "", program, flags=re.DOTALL)
    (function,) = [space[n.name] for n in ast.parse(program).body[-2:] if isinstance(n, ast.FunctionDef)]
    with np.errstate(all="ignore"):
        function(*arrays, *results)
    return results


def empty(graph):
    """Arrays to put the results into, full of old numbers."""
    return [np.full(y.shape, 7, y.dtype) for y in graph.outputs]
