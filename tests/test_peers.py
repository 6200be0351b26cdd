"""PyTorch and JAX compute the same values and gradients; where ngteach means something else, a law says so, and why.

They are no part of the test extra: what needs one that is not installed is skipped.
"""

import numpy as np
import pytest
from peers import Ours, close, peer_named
from samples import FLAT, NO_PEER, ROUNDED, ROWS, function_named, is_op

import ngteach as ng
from ngteach import boolean, f32, f64, i32, i64, u8, u16, u32, u64

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module", params=["torch", "jax"])
def peer(request):
    return peer_named(request.param)


# ---- every row of every op --------------------------------------------------

# (op, peer, when): what a peer refuses, or what means nothing.
REFUSED = [
    ("max", "torch", lambda row, e: row.label == "nothing"),  # there is no largest of nothing
    ("min", "torch", lambda row, e: row.label == "nothing"),
    ("argmax", "torch", lambda row, e: e is ng.boolean),
    ("sum", "torch", lambda row, e: e is u8),  # PyTorch adds it up in i64, NumPy in u64
    ("one_hot", "torch", lambda row, e: row.inputs[0].min(initial=0) < 0 or not row.params["depth"]),
    ("one_hot", "jax", lambda row, e: "unknown" in row.params and row.inputs[0].min(initial=0) < 0),
    # C leaves -1.5 as u8 open
    ("convert", "jax", lambda row, e: e in (f32, f64) and row.params["dtype"].dtype.kind == "u"),
    ("convert", "torch", lambda row, e: row.params["dtype"] in (u16, u32, u64)),
    ("round", "jax", lambda row, e: row.params.get("decimals", 0) < 0 and e not in (f32, f64)),
    ("gradient", "jax", lambda row, e: "edge_order" in row.params),
    ("median", "jax", lambda row, e: not row.inputs[0].size),
    ("quantile", "jax", lambda row, e: not row.inputs[0].size or np.ndim(row.params["q"]) > 1),
    ("broadcast", "torch", lambda row, e: "axis" in row.params),  # nGraph's AxisSet
    ("broadcast", "jax", lambda row, e: "axis" in row.params),
    # JAX has fewer of NumPy's forms
    ("pad", "jax", lambda row, e: isinstance(row.params["pad_width"], dict)),
    ("meshgrid", "jax", lambda row, e: any(x.ndim == 0 for x in row.inputs)),
    ("fill_diagonal", "jax", lambda row, e: "wrap" in row.params),
    ("tril", "jax", lambda row, e: row.inputs[0].ndim == 1),
    ("triu", "jax", lambda row, e: row.inputs[0].ndim == 1),
    ("split", "jax", lambda row, e: row.params["indices_or_sections"] == (2, 2, 7)),  # beyond the end
    ("array_split", "jax", lambda row, e: np.ndim(row.params["indices_or_sections"])),  # out of order
]
NAMES = [name for name in dict.fromkeys(row.op for row in ROWS) if name != "constant" and name not in NO_PEER]
SMOOTH = [n for n in NAMES if (function_named(n).adjoint_rule is not None if is_op(n) else n not in FLAT)]


TYPES = (f64, f32, i32, i64, u8, boolean)  # PyTorch computes with these; the others are held against NumPy


def rows_for(peer, op):
    no = [when for name, who, when in REFUSED if (name, who) == (op, peer.name)]
    of_op = enumerate(row for row in ROWS if row.op == op)
    return [(row, e) for n, row in of_op for e in types_for(peer, row, n) if not any(w(row, e) for w in no)]


def types_for(peer, row, number):
    """The types of a row; for JAX, which compiles for each of them, the first one and of the others one in turn."""
    known = [e for e in TYPES if e in row.types]
    if peer.name != "jax" or len(known) < 3:
        return known
    return [known[0], known[1 + number % (len(known) - 1)]]


@pytest.mark.parametrize("op", NAMES)
def test_values_agree_for_every_sample_in_every_element_type(peer, op):
    rows = rows_for(peer, op)
    theirs = peer.values([(row.of(peer.ops[op]), row.arrays(e)) for row, e in rows])
    for (row, e), found in zip(rows, theirs, strict=True):
        ours = np.asarray(row.of(function_named(op))(*row.arrays(e)))
        assert (found.shape, found.dtype) == (ours.shape, ours.dtype), row
        # several ops round several times, and in a sum digits are lost
        rtol = (1e-6 if ours.dtype == np.float32 else 1e-12) * (1 if is_op(op) else 8)
        largest = np.max(np.abs(ours[np.isfinite(ours)]), initial=0) if op in ROUNDED else 0
        np.testing.assert_allclose(found, ours, rtol, rtol * max(largest, 0.001))


def weighed(side, row):
    """(the weighed sum of the row's output as a function of its float inputs, those inputs)."""
    xs, floats = row.arrays(f64), [i for i, x in enumerate(row.inputs) if x.dtype == np.float64]
    shape = np.shape(row.of(function_named(row.op))(*xs))
    weights = np.cos(1 + np.arange(np.prod(shape, dtype=int))).reshape(shape)

    def loss(*values):
        values = iter(values)
        inputs = [next(values) if i in floats else side.array(x) for i, x in enumerate(xs)]
        y = side.ops["convert"](row.of(side.ops[row.op])(*inputs), dtype=f64)
        return side.ops["sum"](y * side.array(weights))

    return loss, [xs[i] for i in floats]


def bent(side, loss, xs):
    """The weighed sum of the gradients of that."""

    def bend(*values):
        grads = side.grad(loss)(*values)
        parts = [side.ops["sum"](g * side.array(np.sin(1 + x))) for g, x in zip(grads, xs, strict=True)]
        return sum(parts[1:], parts[0])

    return bend


def both_orders(side, row):
    loss, xs = weighed(side, row)
    return [(loss, xs), (bent(side, loss, xs), xs)]


@pytest.mark.parametrize("op", SMOOTH)
def test_gradients_and_their_gradients_agree_for_every_sample(peer, op):
    rows = [
        row
        for row, e in rows_for(peer, op)
        if e is f64 and row.smooth and not (op == "convert" and "to_f" not in row.label)
    ]
    theirs, ours = (side.gradients([c for row in rows for c in both_orders(side, row)]) for side in (peer, Ours))
    for k, (found, wanted) in enumerate(zip(theirs, ours, strict=True)):
        for a, b in zip(found, wanted, strict=True):
            close(a, b)
            assert a.shape == b.shape, rows[k // 2]


# ---- zeros, infinities, NaN and ties ----------------------------------------

NAN, INF = np.nan, np.inf
SPECIAL = np.array([NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -2.5, 3.0, 1000.0, -1000.0, 1e100, -1e-100])
FIRST, SECOND = (a.ravel() for a in np.meshgrid(SPECIAL, SPECIAL))
UNARY = ("negative", "abs", "sign", "exp", "log", "sqrt", "tanh", "sigmoid", "relu")
BINARY = ("add", "subtract", "multiply", "divide", "power", "maximum", "minimum")

# Where a gradient means something else; the laws below say what, and why.
ANOTHER_SLOPE = {
    "abs": lambda x: (x == 0) | np.isnan(x),
    "relu": np.isnan,
    "maximum": lambda x, y: np.isnan(x) | np.isnan(y),
    "minimum": lambda x, y: np.isnan(x) | np.isnan(y),
    "power": lambda x, y: (x == 0) & (y <= 0) | np.isnan(x) & (y == 0),
}


@pytest.mark.parametrize("op", UNARY + BINARY)
def test_values_and_gradients_agree_at_zeros_infinities_and_nan(peer, op):
    xs = [SPECIAL] if op in UNARY else [FIRST, SECOND]
    plain = ~np.isnan(SPECIAL) if op == "sign" else ...  # the sign of NaN is NaN, as in NumPy and JAX; in PyTorch 0
    theirs, ours = (side.values([(side.ops[op], xs)])[0] for side in (peer, Ours))
    close(theirs[plain], ours[plain])
    if op == "sign":
        return
    same = ~ANOTHER_SLOPE.get(op, lambda *xs: np.zeros(len(xs[0]), bool))(*xs)
    totals = [lambda *ys, side=side: side.ops["sum"](side.ops[op](*ys)) for side in (peer, Ours)]
    theirs, ours = (side.gradients([(total, xs)])[0] for side, total in zip((peer, Ours), totals, strict=True))
    for a, b in zip(theirs, ours, strict=True):
        close(a[same], b[same])


def slopes(side, op, *point):
    """The partial derivatives of a binary or unary op at one point."""
    return [float(g) for g in side.gradients([(side.ops[op], [np.array(x) for x in point])])[0]]


@pytest.mark.parametrize("point", [(NAN, 1.0), (1.0, NAN), (NAN, NAN)])
def test_beside_nan_nobody_gets_the_adjoint(peer, point):
    """As in JAX: NaN is neither the larger one nor equal.  PyTorch gives the adjoint to both."""
    assert slopes(Ours, "maximum", *point) == slopes(Ours, "minimum", *point) == [0, 0]
    assert slopes(peer, "maximum", *point) == ([1, 1] if peer.name == "torch" else [0, 0])


def test_the_slope_of_clip_at_its_ends_is_that_of_jax():
    jax = peer_named("jax")
    for x in (-1.0, 0.0, 0.5, 1.0, 2.0, NAN):
        theirs = jax.gradients([(jax.jax.numpy.clip, [np.array(a) for a in (x, 0.0, 1.0)])])[0]
        assert [float(g) for g in ng.grad(ng.clip, wrt=(0, 1, 2))(x, 0.0, 1.0)] == [float(g) for g in theirs]


def test_relu_is_flat_at_zero_in_all_three(peer):
    assert slopes(Ours, "relu", 0.0) == slopes(peer, "relu", 0.0) == [0]


def test_abs_is_flat_at_zero_and_nan_stays_nan(peer):
    """The adjoint is dy * sign(x), and sign is NumPy's.  JAX takes x >= 0, PyTorch has sign(NaN) = 0."""
    assert slopes(Ours, "abs", 0.0) == [0] and np.isnan(slopes(Ours, "abs", NAN))
    assert slopes(peer, "abs", 0.0) == ([0] if peer.name == "torch" else [1])
    assert slopes(peer, "abs", NAN) == ([0] if peer.name == "torch" else [-1])


def test_relu_passes_nan_on_but_no_adjoint_through_it(peer):
    """NaN > 0 is false.  PyTorch asks whether x <= 0 instead, so its adjoint passes."""
    assert slopes(Ours, "relu", NAN) == [0]
    assert slopes(peer, "relu", NAN) == ([1] if peer.name == "torch" else [0])


def test_zero_to_the_zero_is_flat(peer):
    """x**0 is 1 everywhere, 0**y is 0 for all y above 0.  JAX says NaN for the slope in x."""
    assert slopes(Ours, "power", 0.0, 0.0) == [0, 0]
    theirs = slopes(peer, "power", 0.0, 0.0)
    assert theirs == [0, 0] if peer.name == "torch" else np.isnan(theirs[0])


@pytest.mark.parametrize("op", ["max", "min"])
@pytest.mark.parametrize("axis,keepdims", [((1,), False), ((0,), False), ((0, 1), False), ((1,), True)])
def test_equal_winners_of_a_reduction_share_in_all_three(peer, op, axis, keepdims):
    x = np.array([[2.0, 1.0, 2.0], [3.0, 3.0, 3.0], [INF, INF, 0.0], [0.0, -0.0, 0.0]])

    def gradient(side):
        winners = lambda x: side.ops["sum"](side.ops[op](x, axis=axis, keepdims=keepdims))  # noqa: E731
        return side.gradients([(winners, [x])])[0][0]

    close(gradient(peer), gradient(Ours))


def test_beside_nan_nobody_wins_a_reduction_and_the_adjoint_is_nan(peer):
    """No element equals NaN, so the adjoint is shared by none: 0 * (dy / 0).  So in JAX, but for its jit."""
    x = np.array([NAN, 1.0, 2.0])
    for side in (Ours, peer) if peer.name == "torch" else (Ours,):
        assert np.isnan(side.gradients([(side.ops["max"], [x])])[0][0]).all()


def test_sums_of_whole_numbers_are_those_of_the_peers(peer):
    """All widen: we and PyTorch to i64, NumPy and JAX bytes to u64."""
    library = peer.torch if peer.name == "torch" else peer.jax.numpy
    for x in (np.full(3, 200, np.uint8), np.array([True, False, True]), np.full(3, 2**30, np.int32)):
        assert ng.sum(x) == np.sum(x) == int(peer.values([(library.sum, [x])])[0])


# ---- gradients of gradients -------------------------------------------------

DEEP = {
    "cubic": lambda o, x: o["sum"](x * x * x),
    "sine-like": lambda o, x: o["sum"](o["tanh"](x) * o["exp"](x) / (x * x + 1.0)),
    "powers": lambda o, x: o["sum"](o["power"](o["abs"](x) + 0.5, x)),
    "softmax": lambda o, x: -o["sum"](o["log"](o["softmax"](o["reshape"](x, shape=(2, 3)), axis=1)[:, 0:1])),
    "kinks": lambda o, x: o["sum"](o["relu"](x) * o["maximum"](x * x, x) * o["max"](x, axis=(0,))),
}


@pytest.mark.parametrize("function", DEEP.values(), ids=DEEP)
def test_third_derivatives_agree(peer, function):
    x = np.sin(1.0 + np.arange(6))

    def deep(side):
        def along(f):
            return lambda x: side.ops["sum"](side.grad(f)(x)[0] * side.array(np.cos(np.arange(6.0))))

        return along(along(lambda x: function(side.ops, x)))

    theirs, ours = (side.gradients([(deep(side), [x])])[0][0] for side in (peer, Ours))
    close(theirs, ours, 1e-8)
