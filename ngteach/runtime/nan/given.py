"""What was NaN from the start: in the data, in weights that an earlier step spoiled, in the program, as a label."""

from __future__ import annotations

import numpy as np

from ...ops import constant, gather, isfinite, isnan, one_hot
from ..values import number_text
from .case import Case, Remedy, is_trained
from .finding import Finding
from .written import around, text_of


def given_nan(finding: Finding):
    """The remedy for a NaN, or an infinity, that came in with an argument."""
    x = finding.given[0]  # type: ignore[index]
    if x in finding.call.graph.producer:
        word = "NaN" if finding.is_nan else "An infinity"
        return Remedy(
            f"{word} is written in the program, and no equation made it.", ("0.0  # or another number, in its place",)
        )
    array, word = finding.call.env[x], "NaN" if finding.is_nan else "infinite"
    bad = ~np.isfinite(array)
    where = "" if not array.ndim else f" in {bad.sum():,} of {array.size:,} elements"
    why = f"{x.name} is {word}{where} already when it comes in: no equation is to blame."
    if is_trained(finding.call.graph, x):
        more = "An earlier step has made it so; a call stops at the first that does, if the graph is compiled so:"
        return Remedy(f"{why} {more}", ('step = ng.compile(graph, check="nan")',))
    if any(eqn.op in (isnan, isfinite) for eqn in finding.call.graph.users[x]):  # a mask, which must still see it
        more = "A where that leaves out what is computed with it comes too late for the adjoint: 0 times NaN is NaN."
        return Remedy(
            f"{why} {more}", (f"ng.where(ng.isfinite({x.name}), {x.name}, 0.0)  # where it is computed with",)
        )
    if array.ndim < 2:
        return Remedy(why, (f"{x.name} = np.nan_to_num({x.name})  # or find out where it comes from",))
    rows = f"~np.isfinite({x.name}).all(axis={tuple(range(1, array.ndim)) if array.ndim > 2 else 1})"
    return Remedy(why, (f"{x.name} = {x.name}[{rows[1:]}]  # the rows without; or np.nan_to_num({x.name})",))


def label_outside(case: Case):
    """A label that is no class, or an index beyond the end."""
    eqn = case.eqn
    if eqn.op is one_hot:
        labels, depth = case.call.env[eqn.inputs[0]], eqn.params["depth"]
        bad, name = labels[(labels < 0) | (labels >= depth)], case.name_of(eqn.inputs[0])
        label = number_text(bad.reshape(-1)[0])
        why = f"The label {label} in {name} is no class: they go from 0 to {depth - 1}."
        if labels.min() >= 1 and labels.max() == depth:
            return Remedy(why, (f"{name} = {name} - 1  # they count from 1",))
        if label == "-1":
            return Remedy(why, (f"keep = {name} >= 0", f"x, {name} = x[keep], {name}[keep]  # leave -1 out"))
        return Remedy(why, (f"assert ((0 <= {name}) & ({name} < {depth})).all()  # and look where they come from",))
    if eqn.op is gather and case.kind == "NaN":
        x, *indices = eqn.inputs
        for axis, i in enumerate(indices):
            found, size = case.call.env[i], x.shape[axis]
            outside = found[(found < -size) | (found >= size)]
            if outside.size:
                name, text = case.name_of(i), number_text(outside.reshape(-1)[0])
                why = f"The index {text} in {name} lies outside: axis {axis} of {case.name_of(x)} has {size} elements."
                write = f"ng.clip({name}, 0, {size - 1})  # or mend the numbers, and the table's size"
                return Remedy(why, (write,))
    return None


def written_nan(case: Case):
    """NaN that the program itself chooses."""
    if case.finding.given is None or case.finding.given[0] not in case.graph.producer or not case.finding.is_nan:
        return None
    if case.graph.producer[case.finding.given[0]].op is not constant or not np.isnan(case.number(*case.finding.given)):
        return None
    called = [p.name for p in around(case.eqn)]
    if called and case.piece is None:
        why = f"{called[0]} gives NaN where nothing is left: all elements are NaN, or there are none."
        return Remedy(why, (f"ng.nan_to_num({called[0]}(...))  # or leave such rows out",))
    name = text_of(case.graph, case.eqn.output)
    return Remedy(f"NaN is written in the program, and chosen for {name}.", ("0.0  # or another number, in its place",))
