"""The algebra of simplify: each rule, alone, keeps the value.  EXACT rules keep every bit, CLOSE rules the rounding."""

from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pytest
from rounding import differences, tolerances

import ngteach as ng
from ngteach import Tensor, boolean, f32, f64, i32, i64, u8
from ngteach.transform.algebra import CLOSE, EXACT, simplify
from ngteach.transform.dead_code import prune
from ngteach.transform.match import Facts
from ngteach.transform.rewrite import revise

FLOATS, WHOLE = (f32, f64), (i32, i64, u8)
NUMBERS = FLOATS + WHOLE
ALL = (*NUMBERS, boolean)
# Every pair of these meets in a binary op; 1e-40 is subnormal in f32.
SPECIAL = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 7.1, 1e-40, -1e-40, 3e38, -3e38]
EXTREME = [0, 1, 2, 3, 5, 127, 128, 255, -1, -2, -128, 2**31 - 1, -(2**31)]


@dataclass(frozen=True)
class Row:
    """function(*xs), for xs of these shapes in each of the element types, becomes the ops in `after`."""

    rule: str
    op: str
    function: object
    shapes: tuple
    types: tuple
    after: str
    bools: tuple = field(default=())  # which of the xs are bool whatever the type

    def __str__(self):
        return f"{self.rule}-{self.op}-{self.after.replace(' ', '_') or 'nothing'}"


V, M, S, A = (15,), (15, 15), (), (4, 3)


def row(rule, op, after, function, shapes, types=FLOATS, bools=()):
    return Row(rule, op, function, shapes, types, after, bools)


def widened(op, count=1, types=FLOATS, mixed=True, bools=()):
    """op of broadcast vectors, and of vectors beside numbers."""
    f = ng.ops.__dict__[op]
    shape = (3, 15)

    def both(*xs):
        return f(*[ng.broadcast(x, shape) for x in xs])

    rows = [row("compute_small", op, f"{op} broadcast", both, (V,) * count, types, bools)]
    if count > 1 and mixed:
        rows.append(
            row("compute_small", op, f"broadcast {op} broadcast", both, (S,) + (V,) * (count - 1), types, bools)
        )
    return rows


EXACT_ROWS = [
    row("another_name", "identity", "", lambda x: ng.identity(x), (V,), ALL),
    row("minus_minus", "negative", "", lambda x: ng.negative(-x), (V,), NUMBERS),
    row("plus_minus", "add", "subtract", lambda x, y: x + -y, (M, M), NUMBERS),
    row("plus_minus", "add", "subtract", lambda x, y: -x + y, (M, M), NUMBERS),
    row("minus_a_minus", "subtract", "add", lambda x, y: x - -y, (M, M), NUMBERS),
    row("times_one", "multiply", "", lambda x: x * 1, (V,), NUMBERS),
    row("times_one", "multiply", "", lambda x: 1 * x, (V,), NUMBERS),
    row("times_one", "multiply", "", lambda x: x * ng.constant(1, x.type), (S,), NUMBERS),
    row("times_one", "divide", "", lambda x: x / 1, (V,)),
    row("times_one", "power", "", lambda x: x**1, (V,)),
    row("signs_out", "multiply", "multiply", lambda x, y: -x * -y, (M, M), NUMBERS),
    row("signs_out", "divide", "divide", lambda x, y: -x / -y, (M, M)),
    row("sign_to_the_constant", "divide", "constant divide", lambda x: -x / 4, (S,)),
    row("sign_to_the_constant", "divide", "multiply constant divide", lambda a, b: (-a * b) / 4, (S, S)),
    row("sign_to_the_constant", "divide", "multiply constant broadcast divide", lambda a, b: (-a * b) / 4, (M, M)),
    row("minus_the_smaller", "negative", "negative broadcast multiply", lambda x, s: -(x * s), (V, S), NUMBERS),
    row("minus_the_smaller", "negative", "negative broadcast divide", lambda x, s: -(x / s), (A, (3,))),
    row("and_false", "logical_and", "constant broadcast", lambda c: c & False, (V,), (boolean,)),
    row("and_false", "logical_and", "constant broadcast", lambda c: False & c, (V,), (boolean,)),
    row("no_choice", "where", "", lambda c, x: ng.where(c, x, x), (V, V), ALL, (0,)),
    row("transpose_twice", "transpose", "", lambda x: ng.transpose(x, (0, 1)), (A,), ALL),
    row("transpose_twice", "transpose", "transpose", lambda x: ng.transpose(x, (2, 0, 1)).T, ((2, 3, 4),), ALL),
    row(
        "transpose_twice",
        "transpose",
        "transpose",
        lambda x: ng.transpose(ng.transpose(x, (1, 2, 0)), (0, 2, 1)),
        ((2, 3, 4),),
    ),
    row("reshape_twice", "reshape", "", lambda x: ng.reshape(x, (4, 3)), (A,), ALL),
    row("reshape_twice", "reshape", "reshape", lambda x: ng.reshape(ng.reshape(x, (6, 2)), (3, 4)), (A,), ALL),
    row("broadcast_twice", "broadcast", "", lambda x: ng.broadcast(x, (4, 3)), (A,), ALL),
    row(
        "broadcast_twice",
        "broadcast",
        "broadcast",
        lambda x: ng.broadcast(ng.broadcast(x, (2, 15)), (5, 2, 15)),
        (V,),
        ALL,
    ),
    row("convert_to_itself", "convert", "", lambda x: ng.convert(x, x.dtype), (V,), ALL),
    row("slice_nothing", "slice", "", lambda x: ng.ops.slice(x, ((0, 4, 1), (0, 3, 1))), (A,), ALL),
    *widened("negative", types=NUMBERS),
    *(r for op in ("exp", "log", "sqrt", "tanh", "sigmoid") for r in widened(op)),
    *(r for op in ("relu", "abs", "sign") for r in widened(op, types=NUMBERS)),
    row(
        "compute_small",
        "convert",
        "convert broadcast",
        lambda x: ng.convert(ng.broadcast(x, (3, 15)), f64),
        (V,),
        (f32, i32, u8, boolean),
    ),
    *widened("logical_not", types=(boolean,)),
    *(r for op in ("add", "subtract", "multiply", "maximum", "minimum") for r in widened(op, 2, NUMBERS)),
    *(r for op in ("divide", "power") for r in widened(op, 2)),
    *(
        r
        for op in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
        for r in widened(op, 2, ALL)
    ),
    *widened("where", 3, ALL, bools=(0,)),
]
NUMBER = "constant broadcast"
HORNER = f"multiply {NUMBER} multiply {NUMBER} add multiply"
SCALED = f"{NUMBER} {NUMBER} multiply {NUMBER} add multiply".replace(f"{NUMBER} {NUMBER}", NUMBER)
CUBICS = (
    lambda x: 0.8 * (x + 0.04 * (x * x * x)),
    lambda x: (x * (x * x) * 0.04 + x) * -0.8,
)
CLOSE_ROWS = [
    row("small_power", "power", "multiply", lambda x: x**2, (V,)),
    row("small_power", "power", "multiply multiply", lambda x: x**3, (V,)),
    row("small_power", "power", "multiply multiply multiply", lambda x: x**4, (V,)),
    *(row("horner", "multiply", HORNER, f, (V,)) for f in CUBICS),
    row("scale_the_sum", "multiply", SCALED, lambda x, h: 0.5 * x * (1 + h), (M, M)),
    row("scale_the_sum", "multiply", SCALED, lambda x, h: (h + -0.3) * (x * 0.25), (M, M)),
]


FLOAT_ROWS = [
    pytest.param(row, table, element, id=f"{row}-{element}")
    for table, rows in ((EXACT, EXACT_ROWS), (CLOSE, CLOSE_ROWS))
    for row in rows
    for element in row.types
    if element in FLOATS
]


def only(table, one):
    """A pass that knows one rule alone; it is named as the table says."""

    def rule(facts, eqn, *inputs):
        return one(facts, eqn, *inputs) if one in table.get(eqn.op, ()) else None

    return lambda graph: revise(graph, partial(rule, Facts(graph)))


def rules(table):
    """{(name of the op, name of the rule): the rule}"""
    return {(op.name, rule.__name__): rule for op, found in table.items() for rule in found}


def arrays_for(graph):
    """Numbers that make trouble: along the rows for the first input, down the columns for the others."""
    arrays, rng = [], np.random.default_rng(0)
    for k, x in enumerate(graph.inputs):
        pool = SPECIAL if x.type.is_float else [True, False] if x.dtype == bool else EXTREME
        numbers = (
            np.resize(np.asarray(pool), x.size) if k == 0 else rng.permutation(np.resize(np.asarray(pool), x.size))
        )
        if x.shape == M:
            column = np.resize(np.asarray(pool), 15)
            numbers = np.repeat(column, 15) if k == 0 else np.tile(column, 15)
        with np.errstate(all="ignore"):
            arrays.append(numbers.astype(x.dtype).reshape(x.shape))
    return arrays


def same_bits(a, b):
    """Equal to the last bit, the sign of zeros included; a NaN is a NaN."""
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.kind != "f":
        return np.array_equal(a, b)
    return np.array_equal(a, b, equal_nan=True) and np.array_equal(np.signbit(a[a == 0]), np.signbit(b[b == 0]))


def traced(row, element):
    types = [boolean[s] if k in row.bools else element[s] for k, s in enumerate(row.shapes)]
    return ng.trace(row.function, *types)


def after(row, table, graph):
    """The graph once the rule has done its work, with what is no longer needed taken away."""
    found = prune(only(table, rules(table)[row.op, row.rule])(graph))
    assert found is not graph, f"{row.rule} does nothing to\n{graph}"
    return found


def ops_of(graph):
    return " ".join(eqn.op.name for eqn in graph.equations)


def rows_and_types(rows):
    return [pytest.param(r, e, id=f"{r}-{'_'.join(map(str, r.shapes[0]))}-{e}") for r in rows for e in r.types]


@pytest.mark.parametrize("row,element", rows_and_types(EXACT_ROWS))
def test_exact_rules_keep_every_bit(row, element):
    graph = traced(row, element)
    smaller = after(row, EXACT, graph)
    assert ops_of(smaller) == row.after
    arrays = arrays_for(graph)
    assert same_bits(smaller(*arrays), graph(*arrays))


@pytest.mark.parametrize("row,element", rows_and_types(CLOSE_ROWS))
def test_close_rules_differ_by_rounding_alone(row, element):
    graph = traced(row, element)
    smaller = after(row, CLOSE, graph)
    assert ops_of(smaller) == row.after
    rng = np.random.default_rng(1)
    arrays = [np.asarray(rng.uniform(-2, 2, x.shape) * 3).astype(x.dtype) for x in graph.inputs]
    right, allowed = tolerances(graph, arrays)
    assert not differences(right, smaller(*arrays), allowed)


@pytest.mark.parametrize("table,rows", [(EXACT, EXACT_ROWS), (CLOSE, CLOSE_ROWS)], ids=["exact", "close"])
def test_every_rule_has_a_row_for_every_op_it_looks_at(table, rows):
    assert set(rules(table)) == {(r.op, r.rule) for r in rows}


def test_a_rule_is_exact_or_close_not_both():
    assert not set(rules(EXACT)) & set(rules(CLOSE))


def test_a_product_of_very_many_factors_is_not_taken_apart():
    """64 squarings make a power of 2**64: only what is read once is looked into."""

    def f(x):
        power = x
        for _ in range(64):
            power = power * power
        return 0.5 * (x + 0.5 * power)

    graph = ng.trace(f, f32)
    assert simplify(graph) is graph


def test_only_what_one_equation_of_the_graph_reads_is_used_once():
    graph = ng.trace(lambda x: (y := ng.exp(x), ng.tanh(y) * ng.sqrt(x)), f32)
    facts, used = Facts(graph), {eqn.op.name: eqn.output for eqn in graph.equations}
    assert facts.used_once(used["tanh"]) and facts.used_once(used["sqrt"])
    assert not facts.used_once(graph.inputs[0])  # read twice
    assert not facts.used_once(used["exp"]) and not facts.used_once(used["multiply"])  # results
    assert not facts.used_once(Tensor(f32[()], "new"))  # just made by a rule: who knows who will read it?


# ---- what must not be touched -----------------------------------------------

LEFT_ALONE = {
    "x * 0 is NaN where x is inf": (lambda x: x * 0.0, [f32[3]]),
    "x - x is NaN where x is inf": (lambda x: x - x, [f32[3]]),
    "x / x is NaN where x is 0": (lambda x: x / x, [f32[3]]),
    "x + 0 is 0 where x is -0": (lambda x: x + 0.0, [f32[3]]),
    "0 - x is 0 where x is 0, and -x is -0": (lambda x: 0.0 - x, [f32[3]]),
    "-(x - y) is -0 where x is y, and y - x is 0": (lambda x, y: -(x - y), [f32[3], f32[3]]),
    "x ** 0.5 is inf where x is -inf, and sqrt(x) NaN": (lambda x: x**0.5, [f32[3]]),
    "log(exp(x)) is inf where x is 100": (lambda x: ng.log(ng.exp(x)), [f32[3]]),
    "relu(relu(x)) has no rule": (lambda x: ng.relu(x) * ng.tanh(x), [f32[3]]),
    "s * B may be infinite, or 0, where s * (A @ B) is neither": (
        lambda s, a, b: s * (a @ b),
        [f32, f32[9, 3], f32[3, 9]],
    ),
    "-(A @ B) is -0 where A @ (-B) is 0": (lambda a, b: -(a @ b), [f32[9, 3], f32[3, 9]]),
    "the sum of one -0 is 0": (lambda x: (ng.sum(x, axis=1), ng.sum(x, axis=())), [f32[3, 1]]),
    "-0.5 * x * (1 + h) is -0 where h is -1, and x * (-0.5 - 0.5 * h) 0": (lambda x, h: -0.5 * x * (1 + h), [f32, f32]),
    "x * stop_gradient(x) has half the slope of x * x": (lambda x: x * ng.stop_gradient(x), [f32[3]]),
    "the slope of a max is NaN at NaN, that of x is 1": (lambda x: ng.max(x, axis=1), [f32[3, 1]]),
    "what is empty has no slope, sqrt(0) an infinite one": (lambda x: ng.sqrt(ng.broadcast(x, (0, 3))), [f32[3]]),
    "a broadcast that meets another shape stays": (
        lambda x, y: ng.broadcast(x, (3, 4)) + ng.broadcast(y, (3, 4)),
        [f32[4], f32[3, 1]],
    ),
    "c * (x - k * x**3) is NaN where x is inf": (lambda x: 2 * (x + -0.5 * (x * x * x)), [f32[3]]),
    "c * k is infinite": (lambda x: 1e30 * (x + 1e30 * (x * x * x)), [f32[3]]),
    "c * k is less than f32 can hold": (lambda x: 1e-30 * (x + 1e-30 * (x * x * x)), [f32[3]]),
    "x * x is infinite where k * x * x * x is not": (lambda x: 0.8 * (x + 1e-30 * x * x * x), [f32[3]]),
    "c + c * k * x * x is infinite where x is 0.5": (lambda x: 3e38 * (x + 0.9 * (x * x * x)), [f32[3]]),
    "x * x is infinite where 0.04 * x * x is not": (lambda x: 0.8 * (x + 0.04 * x * x * x), [f32[3]]),
    "a / 1e30 is 0 where a * b / 1e30 is not": (lambda a, b: (a * b) / 1e30, [f32, f32]),
    "-a * b that is a result": (lambda a, b: (y := -a * b, y / 4), [f32, f32]),
    "a cubic that is read twice": (lambda x: (y := x + 0.5 * (x * x * x), 2 * y), [f32[3]]),
    "k * h may be infinite where (k * x) * (1 + h) is not": (lambda x, h: 3 * x * (1 + h), [f32[3], f32[3]]),
    "0.3 + 0.3 * h keeps no digits where h is almost -1": (lambda x, h: 0.3 * x * (1 + h), [f32[3], f32[3]]),
    "a scaled tensor that is a result": (lambda x, h: (y := 0.5 * x, y * (1 + h)), [f32[3], f32[3]]),
    "a sum over no elements": (lambda x: ng.sum(x, axis=1), [f32[3, 0]]),
    "a slice that runs backwards": (lambda x: x[::-1], [f32[3]]),
    "where(c, x, y)": (lambda c, x, y: ng.where(c, x, y), [boolean[3], f32[3], f32[3]]),
}


@pytest.mark.parametrize("why", LEFT_ALONE)
def test_what_only_looks_equal_is_left_alone(why):
    function, types = LEFT_ALONE[why]
    graph = ng.trace(function, *types)
    assert simplify(graph) is graph


def test_a_number_is_known_through_a_broadcast():
    def f(x):
        return x * ng.broadcast(ng.constant(1, f32), (3,)), x * np.full(3, 1, np.float32)

    smaller = prune(simplify(ng.trace(f, f32[3])))
    assert smaller.outputs[0] is smaller.inputs[0]  # a constant with axes may be large: nobody looks into it
    assert ops_of(smaller) == "constant multiply"


@pytest.mark.parametrize("k", [0.3, -0.7, 0.5])
def test_a_sum_that_almost_vanishes_keeps_its_digits(k):
    graph = ng.trace(lambda x, h: k * x * (1 + h), f32[2], f32[2])
    x, h = np.full(2, 1e6, np.float32), np.nextafter(np.float32([-1, -1]), np.float32([0, -2]))
    np.testing.assert_allclose(ng.compile(graph)(x, h), graph(x, h), rtol=1e-6)


@pytest.mark.parametrize("c,k,x", [(0.8, 1e-30, 1e20), (3e38, 0.9, 0.5), (-3e38, 0.9, 0.5)])
def test_a_cubic_that_is_finite_stays_so(c, k, x):
    graph = ng.trace(lambda x: c * (x + k * x * x * x), f32[2])
    numbers = np.full(2, x, np.float32)
    assert np.isfinite(graph(numbers)).all()
    np.testing.assert_allclose(ng.compile(graph)(numbers), graph(numbers), rtol=1e-6)
