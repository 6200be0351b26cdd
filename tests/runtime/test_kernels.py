"""What the table of kernels says of an op is true, and what it does not say is safe."""

import numpy as np
import pytest
from blocks import agrees, tile_everything
from laws import equations_with_arrays, every_row, quiet, same
from random_graphs import random_graph
from users_ops import unknown

import ngteach as ng
from ngteach import f32
from ngteach.core.op import Op
from ngteach.runtime import kernels
from ngteach.runtime.kernels import overwritable, row_flags


@every_row
def test_rows_of_flagged_inputs_give_the_rows_of_the_output(row):
    for element in row.types:
        for eqn, inputs in equations_with_arrays(row, element):
            flags = row_flags(eqn)
            assert len(flags) == len(inputs)
            if not any(flags) or not eqn.output.shape:
                continue
            whole, count = quiet(eqn.op.forward, *inputs, **eqn.params), eqn.output.shape[0]
            for lo, hi in {(0, count), (0, count // 2), (count // 2, count)}:
                part = [x[lo:hi] if flag else x for x, flag in zip(inputs, flags, strict=True)]
                got = quiet(eqn.op.forward, *part, **_params_of_rows(eqn.params, hi - lo))
                largest = np.max(np.abs(whole), initial=0, where=np.isfinite(whole))  # in a sum digits are lost
                np.testing.assert_allclose(got, whole[lo:hi], rtol=1e-6, atol=1e-6 * largest)


def _params_of_rows(params, count):
    """The parameters for so many rows: only shapes and ranges name the number of rows."""
    changed = dict(params)
    if "shape" in params:
        changed["shape"] = (count, *params["shape"][1:])
    if "index" in params:
        changed["index"] = ((0, count, 1), *params["index"][1:])
    return changed


@every_row
def test_in_place_is_true(row):
    """An elementwise op may write over the inputs that are overwritable, if they have the type of the output."""
    for element in row.types:
        for eqn, inputs in equations_with_arrays(row, element):
            if eqn.op.kind != "elementwise":
                continue
            inputs = [x.copy() for x in inputs]  # power of a repeated number goes through another loop of NumPy's
            want = quiet(eqn.op.forward, *inputs, **eqn.params)
            for i in overwritable(eqn):
                if eqn.inputs[i].type == eqn.output.type:
                    copies = [x.copy() for x in inputs]
                    quiet(eqn.op.forward, *copies, **eqn.params, out=copies[i])
                    same(copies[i], want)


# ---- an op without an entry ---------------------------------------------------


def blend(x, y):
    result = np.array(x)  # an array of the shape of x, however small x is
    result[y > 0] = 0
    return result


def scale(x, by):
    return x * by


def elementwise(forward):
    return Op(lambda x, y: x, forward, kind="elementwise", adjoint=None)


def check(function, *shapes):
    arrays = [np.random.default_rng(i).standard_normal(s).astype("f") for i, s in enumerate(shapes)]
    graph = ng.trace(function, *arrays)
    for threads in (1, 2):
        found = ng.compile(graph, threads=threads)(*arrays)
        np.testing.assert_allclose(found, graph(*arrays), rtol=1e-5, atol=1e-5)


def test_a_function_of_the_users_is_given_the_shapes_of_its_type_rule():
    mine = elementwise(blend)
    check(lambda x, b: mine(ng.broadcast(b, x.shape), x) * 2.0, (2000, 300), (300,))
    check(lambda x, b: mine(ng.tanh(x), ng.broadcast(b, x.shape)) * 2.0, (2000, 300), (300,))


@pytest.mark.parametrize("shape", [(), (300,), (2000, 1)])
def test_an_elementwise_op_of_the_users_may_have_inputs_of_several_shapes(shape):
    mine = elementwise(scale)
    check(lambda x, by: mine(ng.tanh(x), by) + x, (2000, 300), shape)


def test_only_a_ufunc_may_write_over_its_inputs_unasked():
    for op, wanted in ((elementwise(scale), []), (elementwise(np.add), [0, 1])):
        (eqn,) = ng.trace(op, f32[3], f32[3]).equations
        assert list(overwritable(eqn)) == wanted


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("whose", ["ours", "a user's"])
def test_what_the_table_does_not_know_is_tiled_and_computed_all_the_same(whose, seed, monkeypatch):
    graph, arrays = random_graph(seed, adjoints=seed % 2 == 0)
    if whose == "ours":
        monkeypatch.setattr(kernels, "KERNELS", {})
    else:
        graph = unknown(graph)
    tile_everything(monkeypatch, seed)
    for threads in (1, 2):
        assert not agrees(graph, arrays, threads, deterministic=False)
