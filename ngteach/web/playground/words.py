"""What the page says of an equation: what its op does, the rule of its adjoint, and its formula in letters."""

from __future__ import annotations

import inspect

from ...core.calling.registry import OPS
from ...draw.derivation.authors import authors
from ...draw.derivation.formulas import formulas, short_names
from ...draw.derivation.rules import WORDS


def words_of(ops):
    """{op: [what it does, why its adjoint is what it is]} of the names of ops; "" where nothing is said."""
    return {name: [_first_sentence(OPS[name]), WORDS.get(OPS[name], "")] for name in sorted(ops)}


def _first_sentence(op):
    return " ".join((inspect.getdoc(op) or "").partition("\n\n")[0].split())


def formulas_of(graph, written):
    """{name: formula} of what a rule or an update makes of several equations: dz0 = dh0 * (1 - h0 * h0).

    written: the tensors of the graph that the model's author wrote.
    """
    who = authors(graph, written)
    names = short_names(graph, graph.tensors())
    rules: dict = {}
    for eqn in graph.equations:
        if who.of[eqn] in ("adjoint", "update"):
            rules.setdefault(who.behind.get(eqn, who.of[eqn]), []).append(eqn)
    texts = {}
    for equations in rules.values():
        for y, formula in formulas(equations, names).items():
            if not y.name.startswith("%"):
                texts[y.name] = formula.text
    return texts
