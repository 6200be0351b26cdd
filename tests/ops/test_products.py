"""Products of vectors, matrices and stacks of them: what they record, and what is refused."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, f64, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.types import boolean

RANKS = [(), (2,), (3, 2), (4, 3, 2)]


def ops(function, *types):
    return [eqn.op.name for eqn in trace(function, *types).equations]


def test_matrices_and_vectors_record_one_dot():
    for product in (lambda x, y: x @ y, np.dot, np.matmul, np.inner, ng.dot):
        assert ops(product, f32[3], f32[3]) == ["dot"]
    assert ops(lambda x, y: x @ y, f32[2, 3], f32[3, 4]) == ["dot"]


def test_a_stack_times_one_matrix_is_one_product_and_two_stacks_are_many():
    assert ops(lambda x, y: x @ y, f32[5, 2, 3], f32[3, 4]) == ["reshape", "dot", "reshape"]
    assert ops(lambda x, y: x @ y, f32[5, 2, 3], f32[5, 3, 4]) == ["batch_dot"]


@pytest.mark.parametrize("left", RANKS)
@pytest.mark.parametrize("right", RANKS)
def test_dot_is_numpys_for_every_pair_of_ranks(left, right):
    x, y = np.arange(1.0, 1 + np.prod(left)).reshape(left), np.arange(2.0, 2 + np.prod(right)).reshape(right)
    y = y.swapaxes(-1, -2) if y.ndim > 1 else y  # so that 2 meets 2
    np.testing.assert_allclose(trace(np.dot, x, y)(x, y), np.dot(x, y))
    np.testing.assert_allclose(trace(lambda x, y: x.dot(y), x, y)(x, y), np.dot(x, y))


def test_einsum_understands_numpys_two_forms_and_ignores_how_to_optimize():
    x, y = np.arange(6.0).reshape(2, 3), np.arange(3.0)
    for product in (
        lambda x, y: np.einsum("ij,j", x, y, optimize=True),
        lambda x, y: np.einsum(x, [0, 1], y, [1], [0]),
        lambda x, y: np.einsum(x, (..., 1), y, (1,)),
    ):
        np.testing.assert_array_equal(trace(product, x, y)(x, y), x @ y)


M = f32[2, 3]
REFUSED = [
    (lambda: ng.matmul(M, 2.0), "takes no single numbers, found f32[2,3] and f64[]; write x * y"),
    (lambda: ng.matmul(f32[2, 2, 3], f32[4, 3, 2]), "f32[2] and f32[4] do not broadcast to one shape"),
    (lambda: ng.matmul(f32[2, 2, 3], f32[2, 2]), "f32[2,2,3] has 3 columns but f32[2,2] has 2 rows"),
    (lambda: ng.batch_dot(M, M), "takes [b...,m,k] and [b...,k,n] with the same axes b, found"),
    (lambda: ng.matmul(f32[2, 2, 3], f64[2, 3, 2]), "differ in element type; write convert(..., f64)"),
    (lambda: ng.matmul(boolean[2, 2, 3], boolean[2, 3, 2]), "bool[2,2,3] is not numeric; write convert(..., f32)"),
    (lambda: ng.tensordot(M, f32[3, 2]), "the axes (0, 1) of f32[2,3] and"),
    (lambda: ng.tensordot(M, M, axes=3), "f32[2,3] and f32[2,3] do not both have 3 axes"),
    (lambda: ng.tensordot(M, M, axes=((0, 1), 0)), "axes is a number, or as many axes of x as of y"),
    (lambda: ng.einsum("ij,jk", M), "the subscripts 'ij,jk' are for 2 tensors, got 1"),
    (lambda: ng.einsum("ijk->i", M), "f32[2,3] has 2 axes, but ijk is for 3"),
    (lambda: ng.einsum("ij,jk->ik", M, M), "the axis j has 3 elements, but in f32[2,3] it has 2"),
    (lambda: ng.einsum("ii->i", M), "f32[2,3] has no diagonal along the axes ii, which differ in size"),
    (lambda: ng.einsum("ij->ik", M), "the result names an axis that no tensor has: ik"),
    (lambda: ng.einsum("i1->i", M), "the subscripts of a tensor are letters, and ... at most once; found 'i1'"),
    (lambda: ng.cross(M, f32[2, 2]), "takes vectors of 3 elements, found f32[2,2]"),
    (lambda: ng.matrix_power(M, 2), "takes square matrices, found f32[2,3]"),
    (lambda: ng.matrix_power(f32[2, 2], -1), "n is from 0 to a million, found -1; there is no inverse"),
    (lambda: ng.convolve(f32[3], f32[2], "some"), "found 'some'"),
]


@pytest.mark.parametrize(("mistake", "says"), REFUSED, ids=[says for _, says in REFUSED])
def test_a_mistake_is_refused_in_words(mistake, says):
    with pytest.raises(GraphError) as caught:
        mistake()
    assert says in str(caught.value)


def test_keys_that_were_turned_by_T_are_told_of_mT():
    with pytest.raises(GraphError, match="has 8 columns but .* has 4 rows; T turns all axes around, mT the last two"):
        trace(lambda q, k: q @ k.T, f32[2, 4, 6, 8], f32[2, 4, 6, 8])
