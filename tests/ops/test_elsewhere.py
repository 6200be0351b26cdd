"""A name of PyTorch's or JAX's that is not here is answered with what to write; and that can be written."""

import pytest

import ngteach as ng
from ngteach import boolean, f32, i32, trace, u32
from ngteach.ops.elsewhere import _NO_LINE, ELSEWHERE


@pytest.mark.parametrize("name", [*ELSEWHERE, *_NO_LINE])
def test_a_name_that_is_answered_is_not_there(name):
    assert name not in vars(ng) and name not in ng.ops.__all__
    with pytest.raises(AttributeError, match=f"no attribute '{name}'.*write"):
        getattr(ng, name)


@pytest.mark.parametrize("line", sorted(set(ELSEWHERE.values())))
def test_what_is_answered_can_be_written(line):
    def f(x, y, v, p, mask, images, filters, key):
        given = dict(x=x, y=y, v=v, p=p, mask=mask, images=images, filters=filters, key=key, function=lambda v: v * v)
        given |= dict(fwd=lambda v: (v * v, v), bwd=lambda v, dy: (2.0 * v * dy,), graph=trace(lambda v: v, f32))
        eval(line, {**vars(ng), **given})
        return x

    types = f32[3, 3], f32[3, 3], f32[3], i32[3], boolean[3, 3], f32[1, 4, 8, 8], f32[4, 4, 3, 3], u32[2]
    trace(f, *types)


def test_any_other_name_is_answered_as_python_does():
    with pytest.raises(AttributeError, match="^module 'ngteach' has no attribute 'nothing'$"):
        getattr(ng, "nothing")  # noqa: B009
