"""What there is to see in a picture, in words: its alternative text."""

from __future__ import annotations

from ..core.calling.errors import counted
from ..transform.phases import PHASES
from .picture import short


def describe(pic):
    """A few sentences: the equations of each phase, where they lead, and what is kept for the backward pass."""
    graph = pic.graph
    by_phase = {phase: [e for e in graph.equations if pic.phase[e] == phase] for phase in PHASES}
    results = _names(graph.outputs)
    if not graph.equations:
        return f"The graph {short(graph.name)}: no equations; it takes {_names(graph.inputs)} and returns {results}."
    said = []
    if by_phase["forward"]:
        ends = _ends(graph, by_phase["forward"])
        said.append(f"{_equations(by_phase['forward'], 'forward')} from {_names(graph.inputs)} to {ends}.")
    if by_phase["adjoint"]:
        if by_phase["forward"]:
            said.append(f"The adjoint lane repeats them upside down with {_equations(by_phase['adjoint'])}.")
        else:
            said.append(f"{_equations(by_phase['adjoint'], 'adjoint')} from {_names(graph.inputs)}.")
        said += _kept(pic)
    if by_phase["update"]:
        outputs = _results(graph, by_phase["update"]) or graph.outputs
        said.append(f"Below, {_equations(by_phase['update'], 'update')} compute {_names(outputs)}.")
    said.append(f"Results: {results}.")
    return f"The graph {short(graph.name)}: " + " ".join(said)


def _kept(pic):
    """The forward values that wait for the backward pass, and which ops read their own result there."""
    folded = {e.output for e in pic.folded}
    kept, own = {}, {}  # as ordered sets
    for eqn in pic.graph.equations:
        for x in eqn.inputs if pic.phase[eqn] == "adjoint" else ():
            producer = pic.graph.producer.get(x)
            if x in folded or producer is not None and pic.phase[producer] != "forward":
                continue
            kept[x] = True
            if producer is not None and eqn.adjoint_of is x:
                name = producer.op.name
                own[f"{name}'s adjoint reads {name}'s result {short(x.name)}"] = True
    if not kept:
        return []
    count = f"{len(kept)} forward {'value is' if len(kept) == 1 else 'values are'} kept for it"
    return [f"{count}: {'; '.join(list(own)[:3])}." if own else f"{count}."]


def _ends(graph, equations):
    """The results among these equations, or the last of them."""
    return _names(_results(graph, equations) or [equations[-1].output])


def _results(graph, equations):
    """What these equations make of what the graph returns."""
    results = set(graph.outputs)
    return [e.output for e in equations if e.output in results]


def _equations(equations, kind=""):
    return counted(len(equations), f"{kind} equation" if kind else "equation")


def _names(tensors):
    names = list(dict.fromkeys(short(x.name) for x in tensors))
    if len(names) > 6:
        names = [*names[:5], f"{len(names) - 5} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])) or "nothing"
