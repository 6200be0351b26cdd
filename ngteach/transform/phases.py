"""Which part of training an equation belongs to: the forward pass, the adjoints, or the update."""

from __future__ import annotations

from ..core.calling.guards import takes_graph
from ..core.graph import Equation, Graph
from ..ops import broadcast, constant

PHASES = ("forward", "adjoint", "update")


@takes_graph
def phases(graph: Graph) -> dict[Equation, str]:
    """{equation: "forward", "adjoint" or "update"}.

    adjoint: recorded by autodiff, or a seed: written by the user, but read by adjoint equations alone.
    update:  written by the user, and depends on an adjoint, or is read by such equations alone.
    forward: everything else; a result that the user wrote is never a seed.

    A result that follows from inputs which are otherwise read by updates alone is an update: the next count of steps.
    """
    phase, later = {}, set()
    for eqn in graph.equations:
        if eqn.adjoint_of is not None:
            phase[eqn] = "adjoint"
        else:
            phase[eqn] = "update" if any(x in later for x in eqn.inputs) else "forward"
        if phase[eqn] != "forward":
            later.add(eqn.output)
    _move_to_users(graph, phase)
    return phase


def _move_to_users(graph, phase):
    """Move seeds, and what only seeds read, from forward to adjoint, and what only updates read to update."""
    position = {x: i for i, x in enumerate(graph.tensors())}
    differentiated = {eqn.adjoint_of for eqn in graph.equations}
    results = set(graph.outputs)
    for eqn in reversed(graph.equations):
        y = eqn.output
        users = graph.users[y]
        if phase[eqn] == "forward" and users and (y not in results or y not in differentiated):
            read_in = {phase[user] for user in users}
            seeds = y not in differentiated and all(_reads_as_seed(user, eqn, position) for user in users)
            if read_in == {"update"} or read_in == {"adjoint"} and seeds and y not in results:
                (phase[eqn],) = read_in
    numbers = set()
    for eqn in graph.equations:
        if eqn.op in (constant, broadcast) and numbers.issuperset(eqn.inputs):
            numbers.add(eqn.output)
        elif phase[eqn] == "forward" and eqn.output in results and not graph.users[eqn.output]:
            others = [{phase[u] for u in graph.users[x] if u is not eqn} for x in eqn.inputs if x not in numbers]
            given = all(x in numbers or x not in graph.producer for x in eqn.inputs)
            if given and others and all(read_in == {"update"} for read_in in others):
                phase[eqn] = "update"


def _reads_as_seed(user, eqn, position):
    """The adjoint of y = op(x) reads y, x and dy.  What was recorded after y is neither y nor x, so it is dy."""
    if user.adjoint_of is None or eqn.op is constant:
        return True
    return position.get(user.adjoint_of, len(position)) < position[eqn.output]
