"""Samples of x.at[key], with keys of all kinds; of what is written twice only what all agree about."""

from samples.brackets import KEYS, MASK, _arrays
from samples.making import ALL, FLOATS, NUMBERS, Row, numbers, positive

_CASES = [(numbers(*shape), numbers(*numbers(*shape)[key].shape, seed=1), key) for shape, key in KEYS]
_DIFFER = [(1, slice(None, None, 2)), (slice(None), [2, 0]), MASK, ([0, 1], [1, 1])]  # keys of x of 2x3


def _rows(how, types, make=numbers):
    pairs = [(make(2, 3), make(*numbers(2, 3)[key].shape, seed=1), key) for key in _DIFFER]
    return [Row("update_at", (x, v), types, {"key": k, "how": how}, f"{how}{i}") for i, (x, v, k) in enumerate(pairs)]


ROWS = [
    *[Row("update_at", (x, v), ALL, {"key": key}, f"set{i}") for i, (x, v, key) in enumerate(_CASES)],
    *[Row("update_at", (x, v), NUMBERS, {"key": key, "how": "add"}, f"add{i}") for i, (x, v, key) in enumerate(_CASES)],
    Row("update_at", (numbers(3, 2), numbers(seed=1)), NUMBERS, {"key": ([0, 0],), "how": "subtract"}, "number"),
    *_rows("multiply", NUMBERS),
    *_rows("divide", FLOATS, positive),
    *_rows("power", NUMBERS, positive),
    *_rows("min", NUMBERS),
    *_rows("max", NUMBERS),
]


def _at(x, values, key, how="set", unique=False):
    differ = how not in ("set", "add", "subtract")  # without it JAX has no derivative
    return getattr(x.at[_arrays(key)], how)(values, unique_indices=differ)


JAX = {"update_at": lambda j: _at}
BENT = ("update_at",)
