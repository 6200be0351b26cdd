"""The quick way into an executable takes every plain call, and leaves to the slow one whatever is unusual."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, f64, i32
from ngteach.runtime.guard import FEW, write_guard

MANY = (1, 2, FEW // 2, FEW // 2 + 1, FEW, FEW + 1, 2 * FEW + 1)  # arrays: few are asked one by one, many in a loop


def doubled(n):
    """n arrays in, n out; of three types, so that no type has them all."""
    types = [(f32[2, 3], f64[4], i32[2])[i % 3] for i in range(n)]
    return write_guard(ng.trace(lambda xs: [x + x for x in xs], types)), [np.ones(t.shape, t.dtype) for t in types]


def like(arrays):
    return [np.empty_like(a) for a in arrays]


@pytest.mark.parametrize("n", MANY)
def test_arrays_of_the_right_types_are_taken(n):
    guard, xs = doubled(n)
    arrays, nested = guard((xs,), None)
    assert len(arrays) == 2 * n and all(a is x for a, x in zip(arrays, xs)) and len({id(a) for a in arrays}) == 2 * n
    assert all(r is a and r.shape == x.shape and r.dtype == x.dtype for r, a, x in zip(nested, arrays[n:], xs))
    out = like(xs)
    arrays, nested = guard((xs,), out)
    assert all(a is b for a, b in zip(arrays, [*xs, *out])) and all(a is b for a, b in zip(nested, out))


@pytest.mark.parametrize("n", MANY)
@pytest.mark.parametrize("base", [np.copy, lambda x: np.frombuffer(x.tobytes(), x.dtype).reshape(x.shape)])
def test_an_input_may_be_a_view_of_what_no_result_is(n, base):
    guard, xs = doubled(n)
    for i in {0, n // 2, n - 1}:
        seen = [base(x)[...] if k == i else x for k, x in enumerate(xs)]
        assert guard((seen,), None) is not None and guard((seen,), like(xs)) is not None


@pytest.mark.parametrize("n", MANY)
def test_an_array_of_another_type_shape_or_class_is_not_taken(n):
    guard, xs = doubled(n)
    for i in {0, n // 2, n - 1}:
        x = xs[i]
        for other in (x.astype(np.int16), x[None], x.tolist(), None, np.ma.array(x), x[:1]):
            wrong = [other if k == i else a for k, a in enumerate(xs)]
            assert guard((wrong,), None) is None
            assert other is None or guard((xs,), [other if k == i else a for k, a in enumerate(like(xs))]) is None
    assert guard((xs[:-1],), None) is None and guard((tuple(xs),), None) is None and guard((), None) is None


@pytest.mark.parametrize("n", MANY)
def test_a_result_has_memory_of_its_own_that_can_be_written(n):
    guard, xs = doubled(n)
    for i in {0, n // 2, n - 1}:
        x = xs[i]
        fixed, apart = np.empty_like(x), np.empty((2 * len(x), *x.shape[1:]), x.dtype)[::2]
        fixed.flags.writeable = False
        for bad in (x, x[...], fixed, apart, np.empty_like(x)[...]):
            assert guard((xs,), [bad if k == i else a for k, a in enumerate(like(xs))]) is None
        out = like(xs)
        for view in (out[i][...], out[i][...][...]):
            assert guard(([view if k == i else a for k, a in enumerate(xs)],), out) is None
        if n > 3:
            twice = like(xs)
            twice[i] = twice[i - 3 if i >= 3 else i + 3]
            assert guard((xs,), twice) is None


@pytest.mark.parametrize(
    "make",
    [
        lambda x: x,
        lambda x: (x,),
        lambda x: [x, x],
        lambda x: {"a": x, 3: x, True: x},
        lambda x: [{1: x, "b": x}, {"b": x, 1: x}, {True: x, "b": {1: x}}],
        lambda x: {"a": [x, (x,)], "b": {}, "c": ((), [])},
        lambda x: ([], x, [{"deep": {"deeper": (x,)}}]),
    ],
)
def test_containers_of_pythons_own_are_taken_and_come_back(make):
    x = np.ones(3, np.float32)
    graph = ng.trace(lambda given: given, make(f32[3]))
    arrays, nested = write_guard(graph)((make(x),), None)
    assert all(a is x for a in arrays[: len(graph.inputs)])
    assert str(nested) == str(make(arrays[-1])) or len(graph.outputs) > 1
    assert ng.core.calling.containers.structure(nested) == ng.core.calling.containers.structure(make(x))


def test_another_container_than_was_traced_is_not_taken():
    x = np.ones(3, np.float32)
    guard = write_guard(ng.trace(lambda d, e: (d["a"], e), {"a": f32[3]}, ()))
    assert guard(({"a": x}, ()), None) is not None
    for args in (({"b": x}, ()), ({"a": x, "b": x}, ()), ([x], ()), ({"a": x}, (x,)), ({"a": x}, []), ({"a": x},)):
        assert guard(args, None) is None
