"""A row for each rule of the algebra: a function, and the ops that are left of it."""

from dataclasses import dataclass, field
from functools import partial

import pytest

import ngteach as ng
from ngteach import boolean, f32, f64, i32, i64, u8
from ngteach.transform.algebra import CLOSE, EXACT
from ngteach.transform.dead_code import prune
from ngteach.transform.match import Facts
from ngteach.transform.rewrite import revise

FLOATS, WHOLE = (f32, f64), (i32, i64, u8)
NUMBERS = FLOATS + WHOLE
ALL = (*NUMBERS, boolean)


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
    row("shaped_twice", "reshape", "", lambda x: ng.reshape(x, (4, 3)), (A,), ALL),
    row("shaped_twice", "reshape", "reshape", lambda x: ng.reshape(ng.reshape(x, (6, 2)), (3, 4)), (A,), ALL),
    row("shaped_twice", "broadcast", "", lambda x: ng.broadcast(x, (4, 3)), (A,), ALL),
    row(
        "shaped_twice",
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


def traced(row, element):
    """The graph of a row in one element type."""
    types = [boolean[s] if k in row.bools else element[s] for k, s in enumerate(row.shapes)]
    return ng.trace(row.function, *types)


def after(row, table, graph):
    """The graph once the rule has done its work, with what is no longer needed taken away."""
    found = prune(only(table, rules(table)[row.op, row.rule])(graph))
    assert found is not graph, f"{row.rule} does nothing to\n{graph}"
    return found
