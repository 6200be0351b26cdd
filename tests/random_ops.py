"""How random_graphs draws the inputs and parameters of each op: (inputs, params), or None if nothing fits."""

import numpy as np
from samples import function_named, is_op, rows_of

from ngteach import ops
from ngteach.core.types import boolean, f16, i32, i64, type_of


def is_computed(v, kinds="fiub"):
    """Can ops compute with it?  f16 is only stored."""
    return v.type.dtype.kind in kinds and v.type.element is not f16


def _logical_not(d):
    x = d.pick(lambda v: v.type.element is boolean)
    return x and ([x], {})


def _logical(d):
    x = d.pick(lambda v: v.type.element is boolean)
    return x and ([x, d.partner(x)], {})


def _where(d):
    c, x = d.pick(lambda v: v.type.element is boolean), d.pick()
    if c is None:
        return None
    shape = x.type.shape
    c = d.partner(c, shape=shape)
    if d.rng.random() < 0.4 and x.type.element is not boolean:  # where(c, x, 0) and where(c, 0, x) are written as masks
        zero = d.record(ops.broadcast, d.constant(np.zeros((), x.type.dtype)), shape=shape)
        return [c, *([x, zero] if d.rng.random() < 0.5 else [zero, x])], {}
    return [c, x, d.partner(x)], {}


def _mask(d):
    x, c = d.pick(lambda v: v.type.is_float), d.pick(lambda v: v.type.element is boolean)
    return [x, d.partner(c, shape=x.type.shape)], {} if x and c else None


def _convert(d):
    x = d.pick()
    element = d.element()
    if x.type.dtype.kind == "f" and not d.wild and element in (i32, i64, boolean):
        return ([x], {"dtype": element}) if x.exact else None  # to u8 a negative number has no meaning
    fits = x.type.dtype.kind != "f" or element.dtype.kind == "f"
    return ([x], {"dtype": element}) if fits else None


def _axes(d, x):
    rank = len(x.type.shape)
    some = tuple(int(a) for a in d.rng.permutation(rank)[: d.rng.integers(0, rank + 1)])
    return None if d.rng.random() < 0.2 else some[0] - rank if len(some) == 1 and d.rng.random() < 0.5 else some


def _sum(d):
    x = d.pick(is_computed)
    if x is None:
        return None
    params = {"axis": _axes(d, x), "keepdims": bool(d.rng.integers(2))}
    narrow = x.type.dtype.kind in "ib" and x.type.element is not i64 and d.rng.random() < 0.5
    return [x], {**params, "dtype": i32} if narrow else params


def _extreme(d):
    x = d.pick(lambda v: v.type.is_float or is_computed(v) and not d.smooth)
    whole = x and (x.type.size or not x.type.is_float)  # of no floats the largest is -inf
    return ([x], {"axis": _axes(d, x), "keepdims": bool(d.rng.integers(2))}) if whole else None


def _argmax(d):
    x = d.pick(lambda v: v.exact and v.type.size and is_computed(v))
    if x is None:
        return None
    axis = int(d.rng.integers(len(x.type.shape))) if x.type.shape and d.rng.random() < 0.8 else None
    return [x], {"axis": axis, "keepdims": bool(d.rng.integers(2))}


def _softmax(d):
    x = d.pick(lambda v: v.type.is_float)
    return x and ([x], {"axis": _axes(d, x)})


def _broadcast(d):
    x = d.pick(lambda v: len(v.type.shape) < 3)
    if x is None:
        return None
    shape = tuple(int(d.rng.choice(d.sizes)) if n == 1 else n for n in x.type.shape)
    new = tuple(int(n) for n in d.rng.choice(d.sizes, d.rng.integers(0, 4 - len(shape))))
    return [x], {"shape": new + shape}


def _seen(d):
    """Any value, or the last one, so that views of views come about."""
    return d.pick() if d.rng.random() < 0.5 else d.values[-1]


def _reshape(d):
    x = _seen(d)
    n, shape = x.type.size, [1] * int(d.rng.integers(0, 3))
    shapes = [(n,), (1, n), (n, 1), x.type.shape[::-1], (*x.type.shape, *shape), (*shape, *x.type.shape)]
    if n and n % 2 == 0:
        shapes += [(2, n // 2), (n // 2, 2)]
    if n == 1:
        shapes += [()]
    return [x], {"shape": shapes[d.rng.integers(len(shapes))]}


def _transpose(d):
    x = _seen(d)
    return [x], {"axes": tuple(int(a) for a in d.rng.permutation(len(x.type.shape)))}


def _ranges(d, shape):
    ranges = []
    for n in shape:
        lo, hi = sorted(int(i) for i in d.rng.integers(0, n + 1, 2))
        backwards = (n - 1, None, -1) if n else (0, 0, 1)
        choices = [
            (0, n, 1),
            (0, n, 1),
            (lo, hi, 1),
            (0, n, 2),
            backwards,
            (max(n - 1, 0), None, -2) if n else (0, 0, 1),
        ]
        ranges.append(choices[d.rng.integers(len(choices))])
    return tuple(ranges)


def _slice(d):
    x = _seen(d)
    return [x], {"index": _ranges(d, x.type.shape)}


def _embed(d):
    x = d.pick()
    before = [int(k) for k in d.rng.integers(0, 3, len(x.type.shape))]
    shape = tuple(n + k for n, k in zip(x.type.shape, before))
    index = tuple((k, k + n, 1) for n, k in zip(x.type.shape, before))
    if shape and shape[0] and d.rng.random() < 0.3:  # backwards
        n = x.type.shape[0]
        index = ((n - 1, None, -1), *index[1:]) if n else index
    return [x], {"shape": shape, "index": index}


def _join(d):
    x = d.pick(lambda v: v.type.shape)
    if x is None:
        return None
    axis = int(d.rng.integers(len(x.type.shape)))

    def fits(v):
        a, b = v.type.shape, x.type.shape
        return (
            v.type.dtype == x.type.dtype and len(a) == len(b) and a[:axis] + a[axis + 1 :] == b[:axis] + b[axis + 1 :]
        )

    return [x, *(d.pick(fits) for _ in range(d.rng.integers(0, 3)))], {"axis": axis}


def _dot(d):
    x = d.pick(lambda v: is_computed(v, "fiu") and 0 < len(v.type.shape) < 3)
    if x is None:
        return None
    rows = x.type.shape[-1]
    y = d.pick(lambda v: v.type.dtype == x.type.dtype and len(v.type.shape) in (1, 2) and v.type.shape[0] == rows)
    if y is None or d.rng.random() < 0.2:
        y = d.partner(x, shape=(rows, int(d.rng.choice(d.sizes)))[: d.rng.integers(1, 3)])
    return [x, y], {}


def _one_hot(d):
    x = d.pick(lambda v: v.type.dtype.kind in "iu" and len(v.type.shape) < 3)
    params = {"depth": int(d.rng.choice(d.sizes)), "dtype": d.element()}
    strict = params["dtype"].dtype.kind == "f" and d.rng.random() < 0.3
    if x is not None and d.rng.random() < 0.3:
        params["axis"] = int(d.rng.integers(-1, len(x.type.shape)))
    return x and ([x], {**params, "unknown": "nan"} if strict else params)


def _gather(d):
    """What an index picks is moved, not rounded; but where it points must not hang on a rounding error."""
    x = d.pick(lambda v: 0 < len(v.type.shape) < 3)
    i = d.pick(lambda v: v.exact and v.type.dtype.kind in "iu" and len(v.type.shape) < 3)
    if x is None or i is None:
        return None
    more = [d.pick(lambda v: v.exact and v.type == i.type)] if len(x.type.shape) == 2 and d.rng.random() < 0.4 else []
    return [x, i, *more], {"outside": "zeros"} if d.rng.random() < 0.6 else {}


def _constant(d):
    return [], {"value": d.array(d.element(), d.shape())}


def from_samples(d, name):
    """(inputs, {}, a sample) with inputs of the sample's types, or those of an elementwise op, whatever there is."""
    rows = rows_of(name)
    row = rows[d.rng.integers(len(rows))]
    if is_op(name) and function_named(name).kind == "elementwise" and not row.params and d.rng.random() < 0.7:
        x = d.pick(lambda v: v.type.element in row.types)
        return x and ([x, *(d.partner(x) for _ in row.inputs[1:])], {})
    element = d.float if d.float in row.types else row.types[d.rng.integers(len(row.types))]
    return [_like(d, array, of) for array, of in zip(row.arrays(element), row.inputs)], {}, row


def _like(d, array, of):
    """A value of this type, or the sample itself; positions and masks stay what they are."""
    known = d.pick(lambda v: v.type == type_of(array)) if of.dtype == np.float64 else None
    return known if known is not None and d.rng.random() < 0.6 else d.constant(array)


DRAWN = {
    "logical_not": _logical_not,
    "logical_and": _logical,
    "logical_or": _logical,
    "logical_xor": _logical,
    "where": _where,
    "mask": lambda d: (
        _mask(d) if d.pick(lambda v: v.type.is_float) and d.pick(lambda v: v.type.element is boolean) else None
    ),
    "convert": _convert,
    "sum": _sum,
    "max": _extreme,
    "min": _extreme,
    "argmax": _argmax,
    "softmax": _softmax,
    "broadcast": _broadcast,
    "reshape": _reshape,
    "transpose": _transpose,
    "slice": _slice,
    "embed": _embed,
    "join": _join,
    "dot": _dot,
    "one_hot": _one_hot,
    "gather": _gather,
    "constant": _constant,
}
