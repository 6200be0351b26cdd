"""NumPy's own calls that give a tensor another shape, as people write them: on tensors they compute what NumPy does."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, f64, i32
from ngteach.core.calling.errors import GraphError

RNG = np.random.default_rng(3)
X, V = RNG.normal(size=(3, 4)), RNG.normal(size=4)
BOX = RNG.normal(size=(2, 3, 4, 3))


def same(found, wanted):
    """The same arrays, in a list or a tuple where NumPy has one."""
    several = isinstance(wanted, (list, tuple))
    assert not several or type(found) is type(wanted)
    for a, b in zip(found if several else [found], wanted if several else [wanted], strict=True):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(a, b)


def recorded_is_numpys(form, *arrays):
    same(ng.trace(form, *arrays)(*arrays), form(*arrays))


FORMS = [
    lambda x, v: np.concatenate((x, [v]), 0),
    lambda x, v: np.concatenate([x, x], axis=None),
    lambda x, v: np.concatenate([x, [[1, 2, 3, 4]]]),
    lambda x, v: np.stack([v, [1.0, 2, 3, 4]], -1),
    lambda x, v: np.vstack(x),
    lambda x, v: np.vstack((v, x)),
    lambda x, v: np.hstack([v, [1.0], v]),
    lambda x, v: np.column_stack(x),
    lambda x, v: np.column_stack((v, v, x.T)),
    lambda x, v: np.dstack((v, v)),
    lambda x, v: np.append(v, 1.5),
    lambda x, v: np.append(x, [v], axis=0),
    lambda x, v: np.append([v[0], v[1]], v),
    lambda x, v: np.block([[x, x], [x, x]]),
    lambda x, v: np.block([v, 1.0]),
    lambda x, v: np.block([[v[:3, None], x], [np.ones((1, 5))]]),
    lambda x, v: np.split(v, 2),
    lambda x, v: np.split(x, [1, 2], axis=1),
    lambda x, v: np.split(v, [3, 9]),
    lambda x, v: np.array_split(v, 3),
    lambda x, v: np.hsplit(x, [1]),
    lambda x, v: np.unstack(x, axis=1),
    lambda x, v: np.atleast_1d(v[0], x),
    lambda x, v: np.atleast_2d(v),
    lambda x, v: np.atleast_3d(x),
    lambda x, v: np.ravel(x, "F"),
    lambda x, v: np.reshape(x, (2, -1), order="F"),
    lambda x, v: np.reshape(x, shape=(4, 3)),
    lambda x, v: x.reshape(2, -1, order="F"),
    lambda x, v: x.reshape((2, 6)),
    lambda x, v: x.transpose([1, 0]),
    lambda x, v: x.transpose(-1, 0),
    lambda x, v: np.transpose(x, axes=[1, 0]),
    lambda x, v: np.permute_dims(x, (1, 0)),
    lambda x, v: np.matrix_transpose(x),
    lambda x, v: np.moveaxis(x, [0], [1]),
    lambda x, v: np.rollaxis(x, 1),
    lambda x, v: np.expand_dims(x, (0, -1)),
    lambda x, v: np.squeeze(x[None], 0),
    lambda x, v: np.pad(v, (1, 2), "constant"),
    lambda x, v: np.pad(v, [(1, 2)], mode="edge"),
    lambda x, v: np.pad(x, ((1, 2), (3, 4)), constant_values=((1, 2), (3, 4))),
    lambda x, v: np.pad(x, {-1: 2}, "wrap"),
    lambda x, v: np.pad(x, np.array([[1, 2], [0, 3]]), constant_values=(5, 6)),
    lambda x, v: np.flip(x, (0, 1)),
    lambda x, v: np.rot90(x, -1, (1, 0)),
    lambda x, v: np.roll(x, (1, -1), (0, 1)),
    lambda x, v: np.roll(x, 5),
    lambda x, v: np.tile(v, (2, 2)),
    lambda x, v: np.repeat(x, repeats=[2, 0, 1], axis=0),
    lambda x, v: np.repeat(v, np.arange(4)),
    lambda x, v: np.repeat(x, np.arange(12) % 3),
    lambda x, v: np.repeat(np.tile(v, 20), np.arange(80) % 3),
    lambda x, v: np.resize(v, (3, 3)),
    lambda x, v: np.delete(x, [0, 2], axis=1),
    lambda x, v: np.insert(v, 1, 7.0),
    lambda x, v: np.insert(x, 1, v, axis=0),
    lambda x, v: np.insert(x, [0, 2], v[:2], axis=1),
    lambda x, v: np.insert(x, 2, v[:3], axis=1),
    lambda x, v: np.diag(v, k=-1),
    lambda x, v: np.diag(x, 1),
    lambda x, v: np.diagflat(x, 2),
    lambda x, v: np.trace(x, 1),
    lambda x, v: np.tril(x, k=-1),
    lambda x, v: np.triu(v),
    lambda x, v: np.vander(v, 3, increasing=True),
    lambda x, v: np.linspace(v[0], v[1], 5),
    lambda x, v: np.linspace(0, v, num=3, axis=-1),
    lambda x, v: np.linspace(v, x, 1),
    lambda x, v: np.linspace(v, 2, 4, retstep=True),
    lambda x, v: np.linspace(v, v, 0),
    lambda x, v: np.logspace(v, 1, 3, base=2.0),
    lambda x, v: np.geomspace(-3.0, -np.exp(v), 4),
    lambda x, v: np.full_like(x, 2, shape=(2,)),
    lambda x, v: np.zeros_like(x, dtype=np.int32),
    lambda x, v: np.ones_like(v, shape=5),
    lambda x, v: np.meshgrid(v, x[:, 0], indexing="ij"),
    lambda x, v: np.meshgrid(v, v[:2], x[:, 0], sparse=True),
    lambda x, v: np.broadcast_arrays(x, v),
    lambda x, v: np.broadcast_to(v, (2, 4)),
]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_recorded_is_what_numpy_computes(form):
    recorded_is_numpys(form, X, V)


@pytest.mark.parametrize("mode", ["edge", "reflect", "symmetric", "wrap"])
@pytest.mark.parametrize("kind", ["even", "odd"])
def test_pad_goes_round_as_often_as_it_must(mode, kind):
    more = {} if kind == "even" else {"reflect_type": "odd"}
    if more and mode in ("edge", "wrap"):
        return
    for n in range(1, 5):
        for before in range(12):
            for after in (0, 1, 7):
                same(ng.pad(V[:n], (before, after), mode, **more), np.pad(V[:n], (before, after), mode, **more))


def test_pad_cuts_off_what_is_negative():
    """As nGraph's Pad does: place i of the result is place i - before of x, if x has it."""
    for before in range(-6, 5):
        for after in range(-6 - min(before, 0), 5):
            if len(V) + before + after >= 0:
                places = np.arange(-before, len(V) + after)
                inside = (places >= 0) & (places < len(V))
                wanted = np.where(inside, V[np.clip(places, 0, len(V) - 1)], 7.0)
                same(ng.pad(V, (before, after), constant_values=7.0), wanted)
                same(ng.pad(V, (before, after)), np.where(inside, wanted, 0.0))
                same(ng.pad(V, (before, after), "edge"), V[np.clip(places, 0, len(V) - 1)])
                same(ng.pad(V, (before, after), "wrap"), V[places % len(V)])


def test_pad_with_a_tensor_has_its_derivative():
    grad = ng.grad(lambda c: ng.sum(ng.pad(ng.constant(X), ((1, 0), (0, 2)), constant_values=c)))
    assert grad(0.5) == 4 * 6 - 12


@pytest.mark.parametrize("k", [-9, -2, 0, 1, 9])
def test_diagonals_are_numpys(k):
    for form in (
        lambda x: np.diagonal(x, k, -1, 1),
        lambda x: x.diagonal(k, axis1=2, axis2=0),
        lambda x: np.trace(x, k, 1, 2),
        lambda x: np.tril(x, k),
        lambda x: np.triu(x, k),
    ):
        recorded_is_numpys(form, BOX)


@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (7, 2), (3, 3, 3), (0, 2)])
@pytest.mark.parametrize("wrap", [True, False])
def test_fill_diagonal_gives_what_numpy_stores(shape, wrap):
    for value in (1.5, np.array([1.0, 2.0]), np.arange(6.0)):
        wanted = RNG.normal(size=shape)
        found = ng.fill_diagonal(wanted, value, wrap)
        np.fill_diagonal(wanted, value, wrap)
        same(found, wanted)


def test_numbers_without_tensors_are_numpys():
    for args in [(5,), (1, 5), (5, 1, -2), (0.0, 1.0, 0.1), (3, 3), (5, 1)]:
        same(ng.arange(*args), np.arange(*args))
        assert ng.arange(*args).dtype == np.arange(*args).dtype
    for args in [(3,), (3, 4), (3, 4, 1), (3, 4, -1), (0,), (3, 4, 100)]:
        same(ng.eye(*args), np.eye(*args))
        same(ng.tri(*args), np.tri(*args))
    for shape in [(2, 3), (), (4,), (0, 2)]:
        same(ng.indices(shape), np.indices(shape))
    same(ng.indices((2, 3), sparse=True), np.indices((2, 3), sparse=True))


def test_array_holds_tensors():
    def form(x, y):
        return ng.array([[x, 2 * x, 1], [0.5, y, 3]])

    graph = ng.trace(form, f32, f32)
    np.testing.assert_array_equal(graph(np.float32(2), np.float32(5)), [[2, 4, 1], [0.5, 5, 3]])
    assert graph.outputs[0].type == f32[2, 3]
    assert ng.array([f32[2], f32[2]]) == f32[2, 2]
    assert ng.array([1, 2], "f4").dtype == np.float32


def test_block_and_batch_are_moved_as_ngraph_does():
    x = np.arange(2 * 3 * 4 * 6.0).reshape(2, 3, 4, 6)
    blocks, depth = ng.space_to_depth(x, 2), ng.space_to_depth(x, 2, "depth_first")
    for c in range(3):
        for i in range(2):
            for j in range(2):
                same(blocks[:, (i * 2 + j) * 3 + c], x[:, c, i::2, j::2])
                same(depth[:, c * 4 + i * 2 + j], x[:, c, i::2, j::2])
    same(ng.depth_to_space(blocks, 2), x)
    same(ng.depth_to_space(depth, 2, "depth_first"), x)
    batch = ng.space_to_batch(x, [1, 1, 2, 3])
    for i in range(2):
        for j in range(3):
            same(batch[(i * 3 + j) * 2 : (i * 3 + j) * 2 + 2], x[:, :, i::2, j::3])
    same(ng.batch_to_space(batch, [1, 1, 2, 3], [0, 0, 1, 0], [0, 0, 0, 2]), x[:, :, 1:, :-2])


MISTAKES = [
    (lambda x: ng.split(x, 3), [f32[4]], "split: f32[4] has 4 along axis 0, not 3 equal parts; write array_split"),
    (lambda x: ng.pad(x, 1, "mean"), [f32[4]], 'pad: mode="mean" has no op; the modes are constant, edge'),
    (lambda x: ng.pad(x, 1, "mirror"), [f32[4]], "pad: the mode is one of constant, edge, reflect, symmetric or wrap"),
    (lambda x: ng.pad(x, (1, 2, 3)), [f32[4]], "pad: the widths (1, 2, 3) do not fit f32[4]; write a number, a pair"),
    (lambda x: ng.pad(x, 0.5), [f32[4]], "pad: a width must be a whole number or a list of them, found 0.5"),
    (lambda x: ng.pad(x, 1, "edge"), [f32[0]], "pad: axis 0 of f32[0] is empty; write mode='constant'"),
    (lambda x: ng.pad(x, -3), [f32[4]], "pad: f32[4] does not have as many elements as the widths -3 cut off"),
    (lambda x: ng.pad(x, 1, constant_values=0.5), [i32[4]], "pad: the number 0.5 does not fit i32"),
    (lambda x: ng.diag(x), [f32[2, 2, 2]], "diag: takes a vector or a matrix, found f32[2,2,2]; write diagonal(x"),
    (lambda x: ng.diagonal(x), [f32[2]], "diagonal: f32[2] has fewer than two axes, so it has no diagonal; write diag"),
    (lambda x: ng.roll(x, 1.5), [f32[2]], "roll: shift must be a whole number or a list of them, found 1.5"),
    (lambda x: ng.roll(x, (1, 2, 3), (0, 1)), [f32[2, 2]], "roll: 3 shifts do not belong to 2 axes"),
    (lambda x: ng.repeat(x, [1, 2]), [f32[3]], "repeat: repeats is a whole number, 0 or more, or 3 of them"),
    (lambda x: ng.repeat(x, -1), [f32[3]], "repeat: repeats is a whole number, 0 or more"),
    (lambda x: ng.arange(x), [f32], "arange: x: f32[] has no numbers yet, so the shape would be unknown"),
    (lambda x: x + ng.arange(3, step=0), [f32], "arange: the step is 0"),
    (lambda x: x + ng.arange(0, float("inf")), [f32], "arange: from 0 to inf there is no end"),
    (lambda x: np.linspace(x, 1, 3), [i32], "linspace: i32[] is not a float type; write convert"),
    (lambda x: ng.moveaxis(x, (0, 1), 0), [f32[2, 2]], "moveaxis: 2 axes cannot move to 1 places"),
    (lambda x: ng.fliplr(x), [f32[2]], "fliplr: f32[2] has no columns; write flip(x) for a vector"),
    (lambda x: ng.matrix_transpose(x), [f32[2]], "matrix_transpose: f32[2] is not a matrix; write expand_dims(x, 0)"),
    (lambda x: ng.reshape_in_order(x, 4, "Z"), [f32[4]], 'reshape: the order is "C" or "F", found \'Z\''),
    (lambda x: ng.array([[x, x], [x]]), [f32], "array: the parts of the list differ in shape: (2,) and (1,)"),
    (lambda x: ng.block([[x], x]), [f32[2, 2]], "block: the lists of blocks are (1, 2) deep; nest all equally deep"),
    (lambda x: ng.delete(x, 9), [f32[4]], "delete: index 9 is out of bounds for axis 0 with size 4"),
    (lambda x, y: ng.append(x, y), [f32[4], f64[4]], "f32[4] and f64[4] differ in element type; write convert"),
    (lambda x: ng.space_to_depth(x, 2), [f32[1, 1, 3]], "space_to_depth: the space of f32[1,1,3] cannot be divided"),
    (lambda x: ng.depth_to_space(x, 2), [f32[1, 3, 3]], "depth_to_space: f32[1,3,3] has 3 channels, not a multiple"),
    (
        lambda x: ng.reverse_sequence(x, np.array([1])),
        [f32[2, 3]],
        "reverse_sequence: lengths must have the shape (2,)",
    ),
    (lambda x: ng.fill_diagonal(x, 0.0), [f32[2, 3, 2]], "fill_diagonal: f32[2,3,2] has a diagonal only if all its"),
]


@pytest.mark.parametrize("form,types,text", MISTAKES)
def test_a_mistake_is_answered_with_what_to_write(form, types, text):
    with pytest.raises(GraphError) as found:
        ng.trace(form, *types)
    assert text in str(found.value)
    assert "test_shapes.py" in str(found.value)
