"""The NumPy program of a graph, with the equation that each of its lines belongs to."""

from __future__ import annotations

import re

from ...core.calling.guards import takes_graph
from ...runtime.backend import compile
from ...runtime.spelling import RESERVED, identifier


@takes_graph
def numpy_lines(graph):
    """[(line of the compiled program, the numbers of the graph's equations it stands for)].

    The compiler has split, joined and dropped equations.  Of what it made, a line belongs to the first equation
    of the graph that needs it; the names are read off the comments and off what is defined.
    """
    executable = compile(graph, threads=1)
    number = {eqn.output.name: i for i, eqn in enumerate(graph.equations)}
    owner = _owners(executable.lowered, number)
    by_identifier = {identifier(name, RESERVED): name for name in owner}
    lines, inside, last = [], False, ()
    for line in executable.source.splitlines():
        inside = inside or line.startswith("def ")
        head, _, comment = line.partition("  # ")
        names = [comment.partition(": ")[0]] if inside and ": " in comment else []
        names += [by_identifier.get(found[1], "")] if (found := re.match(r"\s*(\w+) = ", head)) else []
        numbers = tuple(dict.fromkeys(owner[name] for name in names if owner.get(name) is not None))
        continues = inside and not numbers and line.startswith("    ") and not line.startswith("        ")
        last = numbers or (last if continues else ())
        lines.append((line, last if inside else numbers))
    return lines


def _owners(lowered, number):
    """{name in the lowered graph: number of an equation of the graph}."""
    user: dict = {}
    for eqn in reversed(lowered.equations):
        user.update((x.name, eqn.output.name) for x in eqn.inputs)  # the first user is written last
    owner: dict = {}
    for eqn in reversed(lowered.equations):
        name = eqn.output.name
        owner[name] = number.get(name, owner.get(user.get(name)))
    return owner
