"""An executable is called as its graph is: the same results, the same refusals, in the same words."""

import enum
from collections import OrderedDict, namedtuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import BACKENDS, PARAMS, STEP, TWO, WRONG_ARGUMENTS, WRONG_OUT, A, B, M, W, refusal

import ngteach as ng
from ngteach import f32, i32
from ngteach.core.calling.errors import GraphError
from ngteach.core.types import ELEMENT_TYPES

pytestmark = pytest.mark.filterwarnings("ignore:the matrix subclass")


# ---- every misuse that a graph refuses --------------------------------------


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("args,text", WRONG_ARGUMENTS)
def test_wrong_arguments_are_refused_in_the_graphs_words(args, text, backend):
    assert text in refusal(STEP, *args)
    assert refusal(ng.compile(STEP, backend), *args) == refusal(STEP, *args)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("out,text", WRONG_OUT)
def test_a_wrong_out_is_refused_in_the_graphs_words(out, text, backend):
    before = A.copy(), B.copy()
    assert text in refusal(TWO, A, B, out=out)
    for nested in (out, tuple(out)):  # a tuple is what the results come in, so that takes the quick way
        assert refusal(ng.compile(TWO, backend), A, B, out=nested) == refusal(TWO, A, B, out=out)
    assert (before[0] == A).all() and (before[1] == B).all()


@pytest.mark.parametrize("backend", BACKENDS)
def test_arguments_have_no_names(backend):
    assert refusal(ng.compile(TWO, backend), x=A, y=B) == refusal(TWO, x=A, y=B)
    assert refusal(ng.compile(TWO, backend), A, B, z=B) == refusal(TWO, A, B, z=B)


def test_out_has_the_keys_of_the_results():
    y, z = np.empty((2, 2), np.float32), np.empty((2, 3), np.float32)
    wrong = {"y": y, "x": [z]}
    assert refusal(ng.compile(STEP), PARAMS, M, out=wrong) == refusal(STEP, PARAMS, M, out=wrong)
    result = ng.compile(STEP)(PARAMS, M, out={"z": [z], "y": y})
    assert result["y"] is y and result["z"][0] is z
    np.testing.assert_array_equal(y, M @ W)


def test_compile_takes_a_graph():
    for backend in BACKENDS:
        text = "compile: found a function, wanted a graph; write trace(function, f32[128, 784])"
        assert refusal(ng.compile, lambda x: x, backend).startswith(text)
    assert refusal(ng.compile, STEP, "GPU").startswith("there is no back end 'GPU'; there are INTERPRETER, CPU    (")


# ---- whatever is given: the same results, or the same words -----------------

ONE = ng.trace(lambda x, s: (x + x, x.T, s), f32[2, 3], f32)
NUMBERS = st.sampled_from([0, 1, -1, 2**40, 0.5, 1e300, True, None, "1", 1j, float("nan"), float("inf"), 3.4028235e38])
SHAPES = st.sampled_from([(2, 3), (3, 2), (), (1,), (2, 3, 1), (0, 3)])
DTYPES = st.sampled_from(["f4", ">f4", "f8", "f2", "i4", "u1", "?", "c8", "O", "U1", "M8[s]"])
MAKERS = st.sampled_from(
    [
        np.asarray,
        np.asfortranarray,
        np.ma.masked_array,
        lambda a: a[::-1] if a.ndim else a,
        lambda a: np.repeat(a, 2, -1)[..., ::2] if a.ndim else a,
        lambda a: np.asmatrix(a) if a.ndim == 2 else a,
        lambda a: a[()],
        lambda a: a.tolist(),
        lambda a: a.view(np.recarray),
        lambda a: np.lib.stride_tricks.as_strided(a, writeable=False),
    ]
)


@st.composite
def arrays(draw):
    shape, dtype, make = draw(SHAPES), draw(DTYPES), draw(MAKERS)
    return make(np.arange(int(np.prod(shape))).reshape(shape).astype(dtype))


def outcome(f, *args, **params):
    """What a call gives: the refusal's text, or the bits of the results."""
    try:
        return [(type(y), y.dtype, y.shape, y.tobytes()) for y in f(*args, **params)]
    except GraphError as problem:
        return str(problem)


@settings(max_examples=150, deadline=None)
@given(arrays() | NUMBERS, arrays() | NUMBERS)
def test_whatever_is_given_the_graph_and_the_executable_say_the_same(x, s):
    run = ng.compile(ONE)
    assert outcome(run, x, s) == outcome(ONE, x, s)


@settings(max_examples=100, deadline=None)
@given(arrays(), arrays(), arrays(), st.sampled_from([tuple, list, lambda xs: xs[:2], lambda xs: xs[0]]))
def test_whatever_out_is(a, b, c, nest):
    run, out = ng.compile(ONE), nest([a, b, c])
    assert outcome(run, M, 1.0, out=out) == outcome(ONE, M, 1.0, out=out)


# ---- the layouts of arrays --------------------------------------------------


def layouts(a):
    wide = np.zeros((*a.shape[:-1], 2 * a.shape[-1]), a.dtype)
    wide[..., ::2] = a
    frozen = a.copy()
    frozen.flags.writeable = False
    unaligned = np.frombuffer(b"\0" + a.tobytes(), a.dtype, a.size, 1).reshape(a.shape)
    return {
        "columns together": np.asfortranarray(a),
        "gaps": wide[..., ::2],
        "backwards": a[::-1, ::-1].copy()[::-1, ::-1],
        "read-only": frozen,
        "unaligned": unaligned,
        "one row repeated": np.broadcast_to(a[:1], a.shape),
        "matrix": np.asmatrix(a),
        "of bytes": np.frombuffer(a.tobytes(), a.dtype).reshape(a.shape),
    }


def everything(x, W):
    h = ng.relu(x @ W) + ng.sum(x, axis=1, keepdims=True)
    return h, ng.where(x > 0, x, 0.0), x.T @ x, ng.reshape(x, (-1,)), ng.softmax(x[::-1, 1:], axis=1), x.T


LAYOUTS = ["columns together", "gaps", "backwards", "read-only", "unaligned", "one row repeated", "matrix", "of bytes"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("size", [(4, 3), (200, 500)], ids=["small", "large"])
def test_arrays_of_every_layout_are_taken(layout, size):
    graph = ng.trace(everything, f32[size], f32[size[1], size[0]])
    rng = np.random.default_rng(0)
    x = layouts(rng.normal(size=size).astype("f"))[layout]
    weights = np.asfortranarray(rng.normal(size=size[::-1]).astype("f"))
    run = ng.compile(graph, threads=2)
    for _ in range(2):
        for a, b in zip(run(x, weights), graph(x, weights), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-3)
            assert type(a) is np.ndarray and a.flags.owndata and a.flags.writeable


@pytest.mark.parametrize("layout", ["columns together", "gaps", "backwards", "matrix"])
def test_results_go_into_arrays_of_every_layout(layout):
    graph = ng.trace(lambda x: x @ x.T, f32[4, 3])
    x = np.arange(12, dtype=np.float32).reshape(4, 3)
    out = layouts(np.zeros((4, 4), np.float32))[layout]
    assert ng.compile(graph)(x, out=out) is out
    np.testing.assert_array_equal(out, x @ x.T)


def test_a_mask_is_not_lost_in_silence():
    masked = np.ma.masked_array(M, M > 3)
    text = "step: x must be f32[2,3], found a masked array, whose mask would be lost; write .filled(0)"
    for run in (STEP, ng.compile(STEP)):
        assert refusal(run, PARAMS, masked).startswith(text)


def test_inputs_are_never_written_to():
    graph = ng.trace(lambda x, y: (ng.exp(-x) + y, ng.sum(x - y, axis=0)), f32[40, 30], f32[40, 30])
    x, y = (np.random.default_rng(k).normal(size=(40, 30)).astype("f") for k in (0, 1))
    before = x.copy(), y.copy()
    run = ng.compile(graph)
    run(x, y, out=run(x, y))
    assert (x == before[0]).all() and (y == before[1]).all()


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 3)])
def test_arrays_without_elements(shape):
    graph = ng.trace(lambda x: (x + 1.0, ng.sum(x), x.T, ng.max(x), ng.sigmoid(x), x < 1.0), f32[shape])
    run, x = ng.compile(graph), np.zeros(shape, np.float32)
    for a, b in zip(run(x, out=list(run(x))), graph(x), strict=True):
        assert a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b)


# ---- numbers ----------------------------------------------------------------


@pytest.mark.parametrize("element", ELEMENT_TYPES, ids=str)
@pytest.mark.parametrize(
    "number",
    [0, 1, True, 1.0, -1, 255, 256, 2**31, 0.1, 1e39, float("nan"), float("-inf"), np.float32(0.1), np.float64(1)]
    + [np.int32(1), np.int64(1), np.uint8(1), np.bool_(True), np.array(1.0, "f"), np.array(1)],
    ids=lambda n: f"{type(n).__name__}-{n}",
)
def test_a_number_is_converted_as_the_graph_converts_it_or_refused_likewise(element, number):
    graph = ng.trace(lambda s: (s, ng.reshape(s, (1,))), element)
    assert outcome(ng.compile(graph), number) == outcome(graph, number)


def test_no_number_becomes_another_in_silence():
    run = ng.compile(ng.trace(lambda x: x, i32))
    for number in (0.5, 1.0, 2**31, True, np.int64(2**31), np.float64(1), np.float32(1), np.array(1)):
        assert "must be i32[]" in refusal(run, number)


# ---- containers -------------------------------------------------------------


class Colour(enum.Enum):
    RED = 1


Pair = namedtuple("Pair", "left right")
CONTAINERS = {
    "dict": {"a": f32[2], "b": {"c": f32}},
    "list": [f32[2], [f32]],
    "tuple": (f32[2], ()),
    "named tuple": Pair(f32[2], f32),
    "keys that are numbers": {1: f32[2], True + 1: f32},
    "keys that are no text": {Colour.RED: f32[2], (1, 2): f32},
    "keys that look like code": {"x']; raise SystemExit #": f32[2], "a'\"\\\n": f32},
    "nothing": {},
}


def filled(tree):
    return ng.core.tree.build(
        ng.core.calling.containers.structure(tree),
        [np.full(t.shape, 2, "f") for t in map(ng.type_of, ng.core.tree.leaves(tree))],
    )


@pytest.mark.parametrize("name", CONTAINERS)
def test_containers_of_every_kind_go_in_and_come_out(name):
    examples = CONTAINERS[name]
    graph = ng.trace(lambda x, p: (x * 2.0, {"again": p}), f32[3], examples)
    run, x = ng.compile(graph), np.ones(3, np.float32)
    result = run(x, filled(examples))
    assert ng.core.calling.containers.structure(result) == graph.output_tree
    assert all((a == 2).all() for a in ng.core.tree.leaves(result))
    again = run(x, filled(examples), out=result)
    assert all(a is b for a, b in zip(ng.core.tree.leaves(again), ng.core.tree.leaves(result), strict=True))


def test_a_named_tuple_comes_out_of_plain_arrays():
    run, x = ng.compile(ng.trace(lambda x: {"p": Pair(x * 2.0, x)}, f32[3])), np.ones(3, np.float32)
    result = run(x)
    assert type(result["p"]) is Pair and result["p"].left[0] == 2
    assert type(run(x, out=result)["p"]) is Pair


def test_a_dict_may_have_its_keys_in_another_order_and_be_an_ordered_one():
    run = ng.compile(STEP)
    for params in ({"rate": 0.5, "W": W}, OrderedDict(rate=0.5, W=W)):
        np.testing.assert_array_equal(run(params, M)["y"], M @ W)
    np.testing.assert_array_equal(run(W, 0.5, M)["y"], M @ W)  # or one value for each input, in a row


# ---- called on tensors ------------------------------------------------------


def test_called_on_tensors_an_executable_is_recorded_as_its_graph_is():
    for run in (ng.compile(TWO, backend) for backend in BACKENDS):
        graph = ng.trace(run, f32[3], f32[3])
        assert [eqn.op.name for eqn in graph.equations] == ["add", "multiply"]
        np.testing.assert_array_equal(graph(A, B)[1], A * B)


def test_called_on_arrays_it_computes_even_while_a_graph_is_traced():
    scaled, seen = ng.compile(ng.trace(lambda x: 2.0 * x, f32[3])), []

    def outer(x):
        seen.append(scaled(A))
        seen.append(ng.compile(scaled.graph)(A))
        return x + 1.0

    assert len(ng.trace(outer, f32[3]).equations) == 3
    np.testing.assert_array_equal(seen, [2 * A, 2 * A])


# ---- memory that only looks apart -------------------------------------------


def test_out_that_shares_memory_behind_a_buffer_is_refused():
    out = np.empty(3, np.float32)
    run = ng.compile(ng.trace(lambda x: x[::-1] + 1.0, f32[3]))
    for x in (
        out,
        out[::-1],
        np.frombuffer(out, "f"),
        np.frombuffer(out.data, "f")[:],
        out.view(np.matrix).A1,
        out[:].view(),
    ):
        assert "shares its memory with the input x" in refusal(run, x, out=out)
    assert run(out.copy(), out=out) is out
