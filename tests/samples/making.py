"""What a row of samples is, and how rows are made."""

from dataclasses import dataclass, field

import numpy as np

from ngteach.core.types import ELEMENT_TYPES, boolean, f32, f64, i8, i16, i32, i64, u8, u16, u32, u64

FLOATS = (f32, f64)
WHOLE = (i8, i16, i32, i64, u8, u16, u32, u64)
COMPUTED = (*FLOATS, *WHOLE, boolean)  # f16 is stored and moved, not computed with
NUMBERS = FLOATS + WHOLE
ALL = ELEMENT_TYPES


@dataclass(frozen=True)
class Row:
    """op(*inputs, **params), where the inputs may be taken in each of the element types.

    op: the name of an op, or of a function made of ops.
    listed: the inputs are one argument, a list of them.   part: which of several results the row is about.
    before: what comes before the inputs, such as the subscripts of einsum.
    smooth: False where a derivative is a choice, which central differences cannot see.
    """

    op: str
    inputs: tuple
    types: tuple
    params: dict = field(default_factory=dict)
    label: str = ""
    listed: bool = False
    part: int | None = None
    smooth: bool = True
    before: tuple = ()

    def arrays(self, element):
        """The inputs in this element type; masks and labels stay what they are."""
        return [_cast(x, element) if x.dtype == np.float64 else x for x in self.inputs]

    def of(self, function):
        """The function with the parameters of this row: it takes the inputs and gives one result."""

        def call(*xs):
            inputs = (*self.before, list(xs)) if self.listed else (*self.before, *xs)
            if self.part is None:
                return function(*inputs, **self.params)  # returned at once, it takes no variable's name
            return function(*inputs, **self.params)[self.part]

        return call

    def __str__(self):
        shapes = "_".join("x".join(map(str, x.shape)) or "number" for x in self.inputs)
        part = "" if self.part is None else f"part{self.part}"
        return "-".join(filter(None, [self.op, shapes, self.label, part]))


def _cast(x, element):
    if element.dtype.kind == "f":
        return x.astype(element.dtype)
    whole = np.round(x * 3)
    if element is boolean:
        return whole > 0
    return (np.abs(whole) if element.dtype.kind == "u" else whole).astype(element.dtype)


def numbers(*shape, seed=0, low=-2.0, high=2.0):
    """Numbers that lie apart from each other, from 0 and from 1, in no order."""
    size = int(np.prod(shape))
    steps = (np.arange(size) + 0.31 + 0.07 * seed) / max(size, 1)
    order = np.random.default_rng(1 + seed).permutation(size)
    return (low + (high - low) * steps)[order].reshape(shape)


def positive(*shape, seed=0):
    return numbers(*shape, seed=seed, low=0.3, high=2.7)


def inside(*shape, seed=0):
    """Numbers between -1 and 1."""
    return numbers(*shape, seed=seed, low=-0.95, high=0.9)


def above_one(*shape, seed=0):
    return numbers(*shape, seed=seed, low=1.2, high=3.4)


def truths(*shape, seed=0):
    return np.random.default_rng(seed).random(shape) < 0.5


def labels(*values):
    return np.array(values, np.int32)


SHAPES = ((2, 3), (), (1,), (3, 1), (0, 3), (2, 1, 3))
PAIRS = (
    *(((s), (s)) for s in SHAPES),
    ((2, 3), (3,)),  # right-aligned broadcasts
    ((2, 1), (1, 3)),
    ((), (2, 3)),
    ((4, 1, 3), (2, 1)),
    ((0, 3), (3,)),
)


FEW_SHAPES = ((2, 3), (), (0, 3))
FEW_PAIRS = (((2, 3), (3,)), ((), ()), ((1,), (0, 1)))


def unary(op, types, make=numbers, shapes=SHAPES, label="", **params):
    return [Row(op, (make(*s),), types, params, label) for s in shapes]


def binary(op, types, first=numbers, second=numbers, pairs=PAIRS):
    return [Row(op, (first(*s), second(*t, seed=1)), types) for s, t in pairs]


def reductions(op, types, keepdims=True):
    rows = [
        Row(op, (numbers(*shape),), types, {"axis": axis}, f"axis{axis}")
        for shape, axis in [
            ((2, 3), None),
            ((2, 3), 0),
            ((2, 3), -1),
            ((), None),
            ((1, 1), 1),
            ((0, 3), 1),
            ((3, 2, 4), 1),
        ]
    ]
    if keepdims:
        rows += [
            Row(op, (numbers(3, 2, 4),), types, {"axis": (0, 2)}, "two"),
            Row(op, (numbers(3, 2, 4),), types, {"axis": (0, 2), "keepdims": True}, "kept"),
            Row(op, (numbers(0, 3),), types, {"axis": 0}, "nothing"),
            Row(op, (numbers(2, 3),), types, {"axis": ()}, "none"),
        ]
    return rows


def several(op, types, *cases, **facts):
    """cases: (inputs, params), or inputs alone.   facts: what else is the same for all rows, such as part=0."""
    both = [c if isinstance(c[-1], dict) else (c, {}) for c in cases]
    return [Row(op, tuple(inputs), types, params, f"{i}", **facts) for i, (inputs, params) in enumerate(both)]


def products(op, *shapes, **params):
    """Two tensors of numbers for each pair of shapes."""
    return several(op, NUMBERS, *[([numbers(*s), numbers(*t, seed=1)], params) for s, t in shapes])
