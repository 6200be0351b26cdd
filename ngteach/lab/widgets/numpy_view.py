"""The NumPy program of a graph, with the equation that each of its lines belongs to."""

from __future__ import annotations

from ...core.calling.guards import takes_graph
from ...runtime.backend import compile


@takes_graph
def numpy_lines(graph):
    """[(line of the compiled program, the numbers of the graph's equations it stands for)].

    The compiler has split, joined and dropped equations.  Of what it made, a line belongs to the first equation
    of the graph that needs it.
    """
    executable = compile(graph, threads=1)
    owner = _owners(executable.lowered, {eqn.output.name: i for i, eqn in enumerate(graph.equations)})
    equation_at = executable.written.equation_at
    numbers = [owner.get(equation_at.get(i)) for i, _ in enumerate(executable.source.splitlines(), 1)]
    lines = zip(executable.source.splitlines(), numbers, strict=True)
    return [(line, () if number is None else (number,)) for line, number in lines]


def _owners(lowered, number):
    """{equation of the lowered graph: the number of an equation of the graph}.

    number: by the name of its output, which what replaces an equation inherits.
    """
    owner: dict = {}
    for eqn in reversed(lowered.equations):
        first_user = next(iter(lowered.users[eqn.output]), None)
        owner[eqn] = number.get(eqn.output.name, owner.get(first_user))
    return owner
