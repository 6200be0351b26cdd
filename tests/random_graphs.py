"""Random graphs for the executor's tests: every op, every element type, in shapes that make trouble.

random_graph(seed) gives a graph and arrays for it.  The numbers are computed while the graph is drawn, so that
they stay finite and no comparison hangs on a rounded number: the last bit of a sum may depend on the order
of adding, and a comparison would make a 0 or a 1 of it.
"""

from contextvars import Context
from dataclasses import dataclass

import numpy as np
from random_ops import DRAWN, from_samples, is_computed
from samples import BENT, EXACT, JUMPS, ROUNDED, ROWS, function_named, is_op

from ngteach import ops
from ngteach.core.graph import Tensor
from ngteach.core.trace import Trace
from ngteach.core.types import ELEMENT_TYPES, boolean, f32, f64, type_of
from ngteach.transform.autodiff import Adjoints

SAME = ("abs", "identity", "stop_gradient", "negative", "relu", "sign", "sqrt", "tanh", "exp", "log", "sigmoid")
PAIRS = ("add", "subtract", "multiply", "divide", "power", "maximum", "minimum")
COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
OTHERS = tuple(sorted({row.op for row in ROWS} - {*SAME, *PAIRS, *COMPARISONS, *DRAWN}))  # drawn from their samples
LARGEST = 1e3  # a value beyond that is not taken: differences of large numbers keep no digits


@dataclass(frozen=True)
class Value:
    """A tensor, its numbers, and whether these are the same bits however they are computed."""

    tensor: Tensor
    array: np.ndarray
    exact: bool

    @property
    def type(self):
        return self.tensor.type


def random_graph(seed, adjoints=False, bits=False, wild=False, size=None, scales=False):
    """(graph, arrays): up to `size` equations on arrays of all layouts.

    adjoints: with the adjoints of two values.   bits: only ops that keep every bit.
    wild: with infinities, NaN and -0 among the numbers; together with bits, or with scales:
    the numbers are as large and as small as the element type can hold.
    """
    return drawn_graph(seed, adjoints, bits, wild, size, scales)[:2]


def drawn_graph(seed, adjoints=False, bits=False, wild=False, size=None, scales=False):
    """(graph, arrays, the names of the ops and functions that were drawn)."""
    rng = np.random.default_rng(seed)
    with Trace(f"random_{seed}") as t, np.errstate(all="ignore"):
        drawing = _Drawing(rng, adjoints, bits, wild, scales)
        for k in range(rng.integers(2, 5)):
            drawing.add_input(t, f"x{k}")
        for _ in range(size or rng.integers(1, 40)):
            drawing.add_equation()
        outputs = drawing.results(t.equations)
        if adjoints:
            outputs += drawing.adjoints()
        graph = t.graph(outputs)
    given = {v.tensor: v.array for v in reversed(drawing.values)}  # a function may give back its input, as x[()] does
    return graph, [given[x] for x in t.inputs], drawing.drawn


class _Drawing:
    def __init__(self, rng, adjoints, bits, wild, scales):
        self.rng, self.smooth, self.bits, self.wild, self.scales = rng, adjoints, bits, wild, scales
        self.values: list[Value] = []
        self.drawn: set[str] = set()
        self.sizes = rng.choice([0, 1, 2, 3, 4, 5, 8], 3, p=[0.04, 0.16, 0.16, 0.16, 0.16, 0.16, 0.16])
        often = [*SAME, *PAIRS, *COMPARISONS, *DRAWN, *DRAWN]  # what moves numbers about comes twice
        self.makers = often + [str(name) for name in rng.choice(OTHERS, min(len(OTHERS), len(often) // 2), False)]
        self.float = (f32, f64)[rng.integers(2)]  # most numbers of a graph are of one kind, or few would fit together

    def add_input(self, t, name):
        a = self.layout(self.array(self.element(), self.shape()))
        self.values.append(Value(t.input(type_of(a), name), a, True))

    def add_equation(self):
        """Record one more equation, of an op and inputs that fit together; nothing after many misses."""
        for _ in range(40):
            name = self.makers[self.rng.integers(len(self.makers))]
            drawn = self.draw(name)
            if drawn is None:
                continue
            inputs, params, *row = drawn
            known = all(v.exact for v in inputs)
            exact = known and (self.is_whole(inputs) or (name not in ROUNDED if is_op(name) else name in EXACT))
            if self.bits and not exact or not known and (name in JUMPS or self.smooth and name in BENT):
                continue
            op = row[0].of(function_named(name)) if row else function_named(name)
            # in a context without the open trace, where constants are arrays
            array = np.asarray(Context().run(op, *[v.array for v in inputs], **params))
            if self.wild or array.dtype.kind != "f" or np.isfinite(array).all() and (np.abs(array) < LARGEST).all():
                self.values.append(Value(op(*[v.tensor for v in inputs], **params), array, exact))
                self.drawn.add(name)
                return

    @staticmethod
    def is_whole(inputs):
        return not any(v.type.is_float for v in inputs)

    def draw(self, name):
        if name in SAME:
            return self.draw_same(name)
        if name in PAIRS:
            return self.draw_pair(name)
        if name in COMPARISONS:
            x = self.pick(lambda v: v.exact and is_computed(v))
            return x and ([x, self.partner(x, exact=True)], {})
        return DRAWN[name](self) if name in DRAWN else from_samples(self, name)

    def draw_same(self, name):
        wanted = {"sqrt": "f", "tanh": "f", "exp": "f", "log": "f", "sigmoid": "f"}.get(name, "fiu")
        x = self.pick(lambda v: name in ("identity", "stop_gradient") or is_computed(v, wanted))
        if x is None or name == "sign" and not x.exact:
            return None
        return ([self.positive(x)] if name in ("sqrt", "log") and not self.wild else [x]), {}

    def draw_pair(self, name):
        x = self.pick(lambda v: is_computed(v, "f" if name in ("divide", "power") else "fiu"))
        if x is None:
            return None
        y = self.partner(x)
        if name == "divide" and not self.wild:
            y = self.positive(y)
        if name == "power":
            if self.rng.random() < 0.5:
                exponent = np.full(x.type.shape, self.rng.integers(0, 5), x.type.dtype)
                return [x, self.constant(exponent)], {}
            x = self.positive(x)
        return [x, y], {}

    # ---- picking what is there --------------------------------------------------

    def pick(self, fits=lambda v: True):
        """A value that fits, the later ones more often; None if there is none."""
        found = [v for v in self.values if fits(v)]
        return found[int(len(found) * self.rng.random() ** 0.6)] if found else None

    def partner(self, x, exact=False, shape=None):
        """A value of the type of x: the same one again, another, one that broadcasts, or a constant."""
        shape = x.type.shape if shape is None else shape
        if shape == x.type.shape and self.rng.random() < 0.2:
            return self.turned(x)
        y = self.pick(lambda v: v.type == x.type.with_shape(shape) and (v.exact or not exact))
        if y is not None and self.rng.random() < 0.7:
            return y
        y = self.pick(lambda v: v.type.dtype == x.type.dtype and (v.exact or not exact) and _broadcasts(v, shape))
        if y is not None and y.type.shape != shape:
            return self.record(ops.broadcast, y, shape=shape)
        return self.constant(self.array(x.type.element, shape))

    def turned(self, x):
        """x itself seen in another order, if its shape allows it: read beside x, it must not be overwritten."""
        shape = x.type.shape
        if len(shape) == 2 and shape[0] == shape[1]:
            return self.record(ops.transpose, x)
        if shape and shape[0]:
            return self.record(ops.slice, x, index=((shape[0] - 1, None, -1), *((0, n, 1) for n in shape[1:])))
        return x

    def record(self, op, *inputs, **params):
        arrays = [v.array for v in inputs]
        array = np.asarray(op.forward(*arrays, **op.arguments(arrays, dict(params))[1]))
        v = Value(op(*[v.tensor for v in inputs], **params), array, all(v.exact for v in inputs))
        self.values.append(v)
        return v

    def constant(self, array):
        v = Value(ops.constant(array), array, True)
        self.values.append(v)
        return v

    def positive(self, x):
        """1 + x * x for what only takes positive numbers."""
        square = self.record(ops.multiply, x, x)
        return self.record(ops.add, square, self.constant(np.ones(x.type.shape, x.type.dtype)))

    # ---- new numbers ------------------------------------------------------------

    def element(self):
        return self.float if self.rng.random() < 0.6 else ELEMENT_TYPES[self.rng.integers(len(ELEMENT_TYPES))]

    def shape(self):
        rank = self.rng.choice([0, 1, 2, 3], p=[0.08, 0.27, 0.5, 0.15])
        return tuple(int(d) for d in self.rng.choice(self.sizes, rank))

    def array(self, element, shape):
        rng = self.rng
        if element is boolean:
            return np.asarray(rng.random(shape) < 0.5)
        if element.dtype.kind in "iu":
            return np.asarray(rng.integers(0 if element.dtype.kind == "u" else -4, 5, shape)).astype(element.dtype)
        a = np.asarray(rng.uniform(-2, 2, shape)).astype(element.dtype)
        if self.scales and rng.random() < 0.7:
            most = np.log10(float(np.finfo(a.dtype).max))
            a = np.asarray(a * 10.0 ** rng.uniform(-most, most, shape) / 2).astype(a.dtype)
        elif rng.random() < 0.3:  # ties
            a = np.round(a)
        if self.wild:
            special = rng.choice([np.nan, np.inf, -np.inf, -0.0, 0.0, 1.0], shape).astype(element.dtype)
            a = np.where(rng.random(shape) < 0.3, special, a)
        return np.asarray(a)

    def layout(self, a):
        """The array as it is, or with its columns together, or with gaps, or backwards, or read-only."""
        kind = self.rng.integers(6)
        if kind == 1:
            a = np.asfortranarray(a)
        elif kind == 2 and a.ndim:
            a = np.repeat(a, 2, axis=-1)[..., ::2]
        elif kind == 3 and a.ndim:
            a = a[::-1].copy()[::-1]
        elif kind == 4:
            a = a.copy()
            a.flags.writeable = False
        return a

    # ---- what comes out ---------------------------------------------------------

    def results(self, equations):
        """Some values, inputs, constants and views among them, one perhaps twice; and some of those nobody reads."""
        some = [self.pick() for _ in range(self.rng.integers(1, 4))]
        read = {x for eqn in equations for x in eqn.inputs}
        unread = [v for v in self.values if v.tensor not in read][-int(self.rng.integers(1, 13)) :]
        return [v.tensor for v in (*some, *some[: self.rng.integers(2)], *unread)]

    def adjoints(self):
        ys = [v.tensor for v in (self.pick(lambda v: v.type.is_float) for _ in range(2)) if v is not None]
        if not ys:
            return []
        adjoints = Adjoints(ys, [float(self.rng.integers(1, 3)) for _ in ys])
        return [adjoints[v.tensor] for v in self.values[:4] if v.type.is_float]


def _broadcasts(v, shape):
    try:
        return np.broadcast_shapes(v.type.shape, shape) == shape
    except ValueError:
        return False
