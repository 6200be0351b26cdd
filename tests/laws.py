"""What the laws of the ops are made of: each is asked of every op, over its sample rows."""

import numpy as np
import pytest
from samples import ROWS, function_named, rows_of

import ngteach as ng
from ngteach.core.graph import replay
from ngteach.core.types import type_of


def law(keep=lambda row: True):
    """Decorator: a test of one row becomes a test of each op or function, over those of its rows that `keep` keeps."""

    def decorate(test):
        kept = {name: [row for row in rows_of(name) if keep(row)] for name in dict.fromkeys(row.op for row in ROWS)}

        @pytest.mark.parametrize("name", [name for name, rows in kept.items() if rows])
        def over_all_rows(name):
            for row in kept[name]:
                try:
                    test(row)
                except BaseException as problem:
                    problem.add_note(f"in the row {row}")
                    raise

        return over_all_rows

    return decorate


every_row = law()


def call(row):
    """The op or function of a row with its parameters, as a function of the inputs."""
    return row.of(function_named(row.op))


def traced(row, element):
    """(graph, arrays) of a row of samples."""
    arrays = row.arrays(element)
    return ng.trace(call(row), *arrays, name=row.op), arrays


_known: dict = {}  # (number of a row, element type) -> (the row, its equations with arrays)


def equations_with_arrays(row, element):
    """(equation, its input arrays) for each equation the row records, broadcasts included.

    Several laws ask for the same ones, so they are kept; nobody may write into the arrays.
    """
    key = id(row), element
    if key in _known:
        return _known[key][1]
    graph, arrays = traced(row, element)
    env = replay(graph, arrays)
    found = [(eqn, [np.asarray(env[x]).view() for x in eqn.inputs]) for eqn in graph.equations]
    for _, inputs in found:
        for x in inputs:
            x.flags.writeable = False
    _known[key] = row, found  # the row is kept, so that its number is never another's
    return found


def same(a, b):
    """Equal in type and in every bit that counts."""
    assert type_of(a) == type_of(b)
    np.testing.assert_array_equal(a, b)


def quiet(function, *args, **params):
    with np.errstate(all="ignore"):
        return np.asarray(function(*args, **params))
