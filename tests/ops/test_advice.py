"""A function of NumPy's that has no op is answered with what to write, by its meaning; and that can be written."""

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

import ngteach as ng
from ngteach import boolean, f32, i32, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.calling.registry import BY_NUMPY
from ngteach.ops.advice import _ADVICE, unknown
from ngteach.ops.as_numpy import _STORING
from ngteach.ops.without_op import ADVICE, BY_NAME, advice_for, full_name

ROOMS = [np, np.linalg, np.fft, np.lib.stride_tricks, np.strings, np.char]
ASKING = (type(np.sum), np.ufunc)  # what asks a tensor before it computes
ANSWERED = {
    full_name(f): f
    for room in ROOMS
    for f in map(vars(room).get, getattr(room, "__all__", dir(room)))
    if isinstance(f, ASKING) and f not in BY_NUMPY and f not in _STORING
}


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_numpys_function_without_an_op_has_advice_that_was_written_for_it(name):
    message = str(unknown(name))
    assert message.startswith(f"np.{name} has no op to record it; ")
    assert advice_for(name)


def test_no_function_that_has_an_op_has_advice():
    known = {full_name(f) for f in BY_NUMPY if isinstance(f, ASKING)}
    assert not known & set(BY_NAME)


@pytest.mark.parametrize("advice", sorted({*ADVICE, *_ADVICE.values()}))
def test_what_the_advice_says_to_write_runs(advice):
    before, write, line = advice.rpartition("write ")
    if write:
        given = {**vars(ng.ops), "f32": ng.f32, "i32": ng.i32, "np": np, "n": 3, "k": 2, "depth": 3}

        def f(x, y, v, p, mask):
            x = v if "for a vector" in before else x
            eval(line, given | {"x": x, "y": y, "v": v, "p": p, "rows": p, "mask": mask})
            return x

        trace(f, f32[3, 3], f32[3, 3], f32[3], i32[3], boolean[3, 3])


def test_a_ufunc_of_scipy_is_told_ours():
    if find_spec("scipy") is None:
        pytest.skip("SciPy is not installed")
    program = """
import scipy.special, ngteach as ng
ng.trace(lambda x: scipy.special.expit(x), ng.f32[3])
"""
    # in a process of its own: SciPy loads a BLAS of its own, which tests of threads would find here
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "expit has no op to record it; write ngteach.sigmoid(x)" in run.stderr


def test_an_unknown_ufunc_may_become_an_op():
    mine = np.frompyfunc(lambda x: x, 1, 1)
    with pytest.raises(GraphError, match="write it with other ops, or make it one: @op"):
        trace(lambda x: mine(x), f32[3])
