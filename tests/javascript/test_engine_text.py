"""What Python says of engine.js without running it: its text, and the ops that it has."""

import numpy as np
import pytest

import ngteach as ng
from ngteach.core.calling.registry import OPS
from ngteach.javascript import engine_text, require_ops
from ngteach.javascript.engine import ALL_BYTES, engine_ops


def test_the_text_ends_with_its_export_or_has_none():
    with_it, without = engine_text(), engine_text(export=False)
    assert with_it.count("\nexport ") == 1 and with_it.startswith(without.rstrip("\n"))
    assert "export {" not in without


def test_it_has_every_op_that_is_built_in():
    assert engine_ops() == {name for name, op in OPS.items() if op.built_in}


def test_a_graph_of_its_ops_is_accepted_and_another_ones_op_is_named():
    require_ops(ng.trace(lambda x: ng.relu(x @ x.T), ng.f32[2, 2]))

    @ng.op(forward=np.sinh, kind="elementwise")
    def steeper(x):
        return ng.floats(x)

    with pytest.raises(ng.GraphError, match=r"%0: JavaScript does not have the op \S+steeper; write it"):
        require_ops(ng.trace(lambda x: steeper(x), ng.f32[2]))

    f = ng.custom_vjp(lambda x: ng.exp(x))
    f.defvjp(lambda x: (ng.exp(x), x), lambda x, dy: (steeper(x) * dy,))  # its derivative alone
    with pytest.raises(ng.GraphError, match="does not have the op .*steeper"):
        require_ops(ng.trace(f, ng.f32[2]))


def test_a_graph_too_large_for_a_page_is_refused_when_the_page_is_made():
    assert f"const ALL_BYTES = 2 ** {ALL_BYTES.bit_length() - 1};" in engine_text()
    require_ops(ng.trace(lambda x: x + x, ng.f32[2**14, 2**13]))
    with pytest.raises(ng.GraphError, match="has tensors of 1,073,741,832 bytes together, more than the 1,073,7"):
        require_ops(ng.trace(lambda x, y: (x + x, y), ng.f32[2**14, 2**13], ng.f32[2]))
