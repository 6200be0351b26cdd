"""How the C++ of nGraph says what is picked and written by number."""

from __future__ import annotations

from ... import ops
from ...ops.align import common_shape
from .cpp_rules import axis_node, made, reshaped, stretched


def _positions(eqn, new, indices):
    """Statements, and last one tensor of positions: nGraph wants several indices side by side in a last axis."""
    if len(indices) == 1:
        return list(indices)
    tensors, columns, before = eqn.inputs[-len(indices) :], [], []
    shape = common_shape([x.type for x in tensors])
    mixed = len({x.dtype for x in tensors}) > 1
    for i, x in zip(indices, tensors, strict=True):
        if x.shape != shape:
            whole = new("whole")
            *more, node = stretched(new, i, x.shape, shape)
            before += [*more, f"auto {whole} = {node};"]
            i = whole
        i = made("Convert", i, "element::i64") if mixed else i
        columns.append(new("column"))
        before.append(f"auto {columns[-1]} = {reshaped(i, range(len(shape)), (*shape, 1))};")
    at = new("positions")
    joined = made("Concat", f"NodeVector{{{', '.join(columns)}}}", len(shape))
    return [*before, f"auto {at} = {joined};", at]


def _gather(eqn, new, x, *indices):
    *before, at = _positions(eqn, new, indices)
    return [*before, made("GatherND", x, at) if before else made("Gather", x, at, 0)]


def _scatter_add(eqn, new, x, updates, *indices):
    *before, at = _positions(eqn, new, indices)
    return [*before, made("ScatterNDAdd" if before else "ScatterAdd", x, at, updates)]


def _scatter(eqn, new, x, updates, *indices):
    *before, at = _positions(eqn, new, indices)
    if before:
        return [*before, made("v3::ScatterNDUpdate", x, at, updates)]
    return [made("v3::ScatterUpdate", x, at, updates, axis_node(0))]


INDEXING = {ops.gather: _gather, ops.scatter_add: _scatter_add, ops.scatter: _scatter}
