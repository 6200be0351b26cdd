"""Who wrote each equation of a training function: the model's author, the loss, autodiff, or the optimizer."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.graph import Equation, Graph, Tensor, needed
from ...transform.phases import phases

AUTHORS = ("yours", "loss", "adjoint", "update")


@dataclass(frozen=True, eq=False)
class Authors:
    """The equations of a training function by who wrote them, each in the order of the program."""

    graph: Graph
    loss_tensor: Tensor
    of: dict[Equation, str]  # one of AUTHORS
    behind: dict[Equation, Equation]  # an adjoint equation -> the forward equation whose rule wrote it

    def by(self, author: str) -> tuple[Equation, ...]:
        return tuple(eqn for eqn in self.graph.equations if self.of[eqn] == author)

    def counts(self) -> tuple[int, ...]:
        """How many equations each of AUTHORS wrote."""
        return tuple(len(self.by(author)) for author in AUTHORS)


def authors(graph: Graph, written) -> Authors:
    """The Authors of a training function.   written: the tensors that are those of the inference graph"""
    written, loss = set(written), graph.outputs[0]
    phase, of = phases(graph), {}
    losses = set(needed(graph.equations, [loss]))
    for eqn in graph.equations:
        if eqn.output in written:
            of[eqn] = "yours"
        elif eqn in losses:
            of[eqn] = "loss"
        else:
            adjoint = eqn.adjoint_of is not None or phase[eqn] == "adjoint"
            of[eqn] = "adjoint" if adjoint else "update"
    behind: dict[Equation, Equation] = {}
    for eqn in graph.equations:
        if of[eqn] != "adjoint" or eqn.adjoint_of is None or eqn.adjoint_of not in graph.producer:
            continue
        source = graph.producer[eqn.adjoint_of]
        source = behind.get(source, source)  # the adjoint of an adjoint belongs to what stands behind both
        if of[source] in ("yours", "loss"):
            behind[eqn] = source
    return Authors(graph, loss, of, behind)
