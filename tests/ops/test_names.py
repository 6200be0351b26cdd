"""Every public op, and every public function made of ops, has samples and is found under its name."""

import inspect

import pytest
from samples import rows_of

import ngteach as ng
from ngteach.core.op import Op

NO_SAMPLES = {"elementwise", "op", "floats"}  # for those who write ops
NO_SAMPLES |= {"compress", "extract", "select"}  # they take lists, or what must be known, and have tests of their own
# Those without samples so far.
MISSING = {
    "full", "ones_like", "zeros_like",
    "concatenate", "expand_dims", "squeeze", "stack",
    "mean",
}  # fmt: skip
PUBLIC = [name for name, x in vars(ng.ops).items() if name[0] != "_" and (isinstance(x, Op) or inspect.isfunction(x))]


@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in NO_SAMPLES])
def test_every_op_and_function_has_samples_and_a_docstring(name):
    assert getattr(ng.ops, name).__doc__
    assert rows_of(name) or name in MISSING, f"tests/samples has no row for {name}"


def test_ngteach_has_every_op_under_its_own_name():
    assert all(getattr(ng, name) is getattr(ng.ops, name) for name in PUBLIC)
