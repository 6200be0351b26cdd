"""How names, views, calls and arrays are written as Python."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32
from ngteach.runtime.steps import FusedGroup, ParallelRegion
from ngteach.runtime.syntax import VIEWS, handed_out, identifier, literal, signature

NAMES = {"x": "x", "params.W0": "params_W0", "%3": "v3", "7a": "v7a", "": "v", "__doc__": "v__doc__", "a_é": "a__"}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_becomes_one_of_pythons(name):
    assert identifier(name, ()) == NAMES[name]


def test_a_taken_name_grows_by_underlines_and_then_by_numbers():
    taken: list = []
    for _ in range(6):
        taken.append(identifier("x", taken))
    assert taken == ["x", "x_", "x__", "x___", "x_4", "x_5"]


def test_a_long_signature_is_wrapped_between_its_arguments():
    arguments = [f"argument_{i}" for i in range(30)]
    lines = signature("f", arguments)
    assert lines[0].startswith("def f(argument_0, ") and all(len(line) <= 110 for line in lines) and len(lines) > 1
    assert all(line.startswith("        argument_") for line in lines[1:])
    assert " ".join(line.strip() for line in lines) == f"def f({', '.join(arguments)}):"


VIEWED = {
    "x.T": (f32[2, 3], lambda x: x.T),
    "x.transpose((0, 2, 1))": (f32[2, 3, 4], lambda x: ng.transpose(x, (0, 2, 1))),
    "x.reshape((6,))": (f32[2, 3], lambda x: ng.reshape(x, (6,))),
    "x[...]": (f32, lambda x: ng.ops.slice(x, ())),
    "x[1:, :2]": (f32[3, 4], lambda x: x[1:, :2]),
    "x[:, ::2]": (f32[3, 4], lambda x: x[:, ::2]),
    "x[::-1]": (f32[3], lambda x: x[::-1]),
    "np.broadcast_to(x, (2, 3))": (f32[3], lambda x: ng.broadcast(x, (2, 3))),
}


@pytest.mark.parametrize("text", VIEWED)
def test_a_view_is_written_as_people_write_it_and_is_that_view(text):
    t, function = VIEWED[text]
    graph = ng.trace(function, t)
    if not graph.equations:
        pytest.skip("nothing is recorded")
    (eqn,) = graph.equations
    written = VIEWS[eqn.op](eqn, "x")
    x = np.arange(ng.type_of(t).size, dtype=np.float32).reshape(ng.type_of(t).shape)
    assert np.array_equal(eval(written, {"np": np, "x": x}), graph(x))
    assert written == text or "::" in text


def call(*groups_of_blocks):
    groups = tuple(FusedGroup((), 0, max(hi for _, hi in blocks), blocks) for blocks in groups_of_blocks)
    order = tuple((k, lo, hi) for k, blocks in enumerate(groups_of_blocks) for lo, hi in blocks)
    seen: list = []
    names = [f"rows_{k}" for k in range(len(groups))]
    text = "\n".join(line.strip() for line in handed_out("hand_out", ParallelRegion(groups, order), names))
    eval(text, {"hand_out": lambda blocks: seen.extend(blocks), "min": min, "range": range, **{n: n for n in names}})
    return text, seen


def test_equal_blocks_are_handed_out_by_a_loop_and_others_one_by_one():
    text, seen = call(((0, 4), (4, 8), (8, 10)))
    assert " for lo in range(0, 10, 4)" in text and seen == [("rows_0", 0, 4), ("rows_0", 4, 8), ("rows_0", 8, 10)]
    text, seen = call(((0, 6), (6, 10)))
    assert " for lo in range(0, 10, 6)" in text and seen == [("rows_0", 0, 6), ("rows_0", 6, 10)]
    text, seen = call(((0, 4), (4, 10)))
    assert " for " not in text and seen == [("rows_0", 0, 4), ("rows_0", 4, 10)]
    text, seen = call(((0, 4), (4, 8)), ((0, 9),))
    assert " for " not in text and seen == [("rows_0", 0, 4), ("rows_0", 4, 8), ("rows_1",)]
    assert call(((0, 9),))[1] == [("rows_0",)]


@pytest.mark.parametrize(
    "value,begins",
    [
        (np.arange(64.0), "np.array(["),
        (np.arange(65.0), "np.frombuffer("),
        (np.array([1, np.inf]), "np.frombuffer("),
        (np.array([0.0, -0.0]), "np.array([0.0, -0.0]"),
        (np.full(3, np.inf), "np.full((3,), np.inf"),
        (np.full(3, -0.0), "np.full((3,), -0.0"),
        (np.full(3, np.nan), "np.full((3,), np.nan"),
        (np.array(2.5), "np.array(2.5"),
        (np.zeros((3, 0)), "np.zeros((3, 0)"),
        (np.array([True, False]), "np.array([True, False], bool)"),
        (np.ones((1,) * 40), f"np.full({(1,) * 40}, 1.0"),
    ],
)
def test_an_array_is_written_with_every_bit(value, begins):
    text = literal(value)
    made = eval(text, {"np": np})
    assert text.startswith(begins)
    assert (made.dtype, made.shape) == (value.dtype, value.shape)
    assert made.ravel().tobytes() == value.ravel().tobytes()
