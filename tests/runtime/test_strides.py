"""The strides of views are NumPy's, and a reshape is a view exactly where NumPy makes one."""

import numpy as np
import pytest

import ngteach as ng
from ngteach.runtime.aliases import find_aliases
from ngteach.runtime.strides import reshaped

RNG = np.random.default_rng(0)


def random_array(rng):
    """An array whose axes lie in memory in any order and at any distance."""
    a = np.empty([rng.choice([1, 2, 3, 4, 6]) for _ in range(rng.integers(1, 5))])
    a = a.transpose(rng.permutation(a.ndim))
    if rng.random() < 0.5:
        a = a[tuple(slice(None, None, rng.choice([1, 1, 2, -1])) for _ in a.shape)]
    if rng.random() < 0.3:
        a = np.broadcast_to(a[..., None], (*a.shape, 3))
    return a


def random_shape(size, rng):
    shape = []
    while size > 1:
        d = rng.choice([d for d in range(1, size + 1) if size % d == 0])
        shape.append(int(d))
        size //= d
    return tuple(shape)


@pytest.mark.parametrize("seed", range(300))
def test_a_reshape_copies_where_numpy_copies(seed):
    rng = np.random.default_rng(seed)
    a = random_array(rng)
    shape = random_shape(a.size, rng)
    strides = tuple(s // a.itemsize for s in a.strides)
    try:
        view = np.reshape(a.view(), shape)
        is_view = np.shares_memory(a, view)
    except ValueError:
        is_view = False
    found = reshaped(a.shape, strides, shape)
    assert (found is not None) == is_view
    if is_view:
        wanted = [s // a.itemsize for s in view.strides]
        assert [s for s, d in zip(found, shape, strict=True) if d > 1] == [
            s for s, d in zip(wanted, shape, strict=True) if d > 1
        ]


def test_every_view_has_the_strides_of_numpy():
    def f(x):
        y = x.T
        return (
            ng.reshape(y, (2, 3, 4)),
            ng.windows(y, (2, 3), strides=(2, 1), dilations=(2, 1)),
            y[::2, ::-1],
            ng.broadcast(ng.reshape(x[0], (6, 1)), (6, 5)),
            ng.identity(y),
        )

    graph = ng.trace(f, ng.f64[4, 6])
    aliases = find_aliases(graph)
    values = ng.values(graph, RNG.normal(size=(4, 6)))
    for eqn in graph.equations:
        x = values[eqn.output]
        if aliases.is_view(eqn.output):
            wanted = [s // 8 for s, d in zip(x.strides, x.shape, strict=True) if d > 1]
            assert [s for s, d in zip(aliases.strides[eqn.output], x.shape, strict=True) if d > 1] == wanted
