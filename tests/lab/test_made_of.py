"""What one element is made of: exactly those elements of the operands whose change can change it."""

import numpy as np
import pytest
from elements import elements
from laws import equations_with_arrays
from samples import function_named, rows_of

from ngteach import ops
from ngteach.core.calling.registry import OPS
from ngteach.core.graph import evaluate
from ngteach.core.types import f64
from ngteach.lab.widgets.made_of import made_of

INDEXED = {ops.gather: 1, ops.scatter: 2, ops.scatter_add: 2}  # from which operand on they are indices
FEW, ROWS = 5, 6  # elements of each result that are tried, and rows of samples of each op


@pytest.mark.parametrize("name", [name for name in OPS if rows_of(name) and function_named(name) is OPS[name]])
def test_an_element_is_made_of_what_can_change_it_and_of_nothing_else(name):
    op, rng = OPS[name], np.random.default_rng(0)
    for eqn, arrays in _equations(op, name):
        for number in rng.permutation(eqn.output.size)[:FEW]:
            place = tuple(map(int, np.unravel_index(number, eqn.output.shape)))
            for k, said in enumerate(elements(eqn, arrays, place)):
                if said is None:
                    continue
                others = sorted(set(range(arrays[k].size)) - said)
                for p in rng.permutation(others)[:FEW]:
                    assert not _matters(eqn, arrays, k, int(p), place, rng), (eqn, place, k, p, "is not said")
                if not _is_vague(eqn, arrays, k):
                    for p in list(said)[:FEW]:
                        assert _matters(eqn, arrays, k, p, place, rng), (eqn, place, k, p, "is said")


def _equations(op, name):
    for row in rows_of(name)[:ROWS]:
        for eqn, arrays in equations_with_arrays(row, f64 if f64 in row.types else row.types[0]):
            if eqn.op is op and eqn.output.size and all(x.size <= 200 for x in arrays):
                yield eqn, [x.copy() for x in arrays]  # what nobody may write into NumPy does not permute


def _is_vague(eqn, arrays, k):
    """May something that is said be without influence?  An index may be wrong in another axis; scatter writes over x;
    of one element there is nothing to choose."""
    return eqn.op is ops.scatter or k >= INDEXED.get(eqn.op, 99) or arrays[k].size == 1


def _matters(eqn, arrays, k, p, place, rng):
    """Does some change of element p of operand k change the element of the result at `place`?"""
    for base in _bases(eqn, arrays, rng):
        before = _element(eqn, base, place)
        for value in _others(eqn, k, base[k].flat[p], base):
            other = base[k].copy()
            other.flat[p] = value
            if _element(eqn, [*base[:k], other, *base[k + 1 :]], place) != before:
                return True
    return False


def _element(eqn, arrays, place):
    with np.errstate(all="ignore"):
        return np.asarray(evaluate(eqn, *arrays)[place]).tobytes()


def _bases(eqn, arrays, rng):
    """The operands as they are, and with their numbers mixed: what is largest here is not there."""
    yield list(arrays)
    for _ in range(12 if any(x.dtype.kind == "b" for x in arrays) else 4):
        yield [x if k >= INDEXED.get(eqn.op, 99) else _mixed(x, rng) for k, x in enumerate(arrays)]


def _mixed(x, rng):
    if x.dtype.kind == "b":
        return rng.integers(0, 2, x.shape).astype(bool)
    return rng.permutation(x.ravel()).reshape(x.shape)


def _others(eqn, k, now, base):
    """Other numbers for an element: that one changes nothing is no proof."""
    dtype = base[k].dtype
    if dtype.kind == "b":
        return [not now]
    if k >= INDEXED.get(eqn.op, 99):
        return [p for p in range(max(base[0].shape)) if p != now]
    met = [v for x in base if x.dtype is dtype for v in x.ravel()[:20]]
    if dtype.kind in "iu":
        return [v for v in (now ^ dtype.type(1), *range(9), 100, *met) if v != now]
    return [now + 0.37, now - 0.61, 1e3, -1e3, 0.3, 1.7, np.nan, np.inf, *met]


EXACT = "dot batch_dot add relu sum max softmax broadcast transpose reshape one_hot gather scatter_add windows"
EXACT += " add_windows slice embed join cumsum argsort logsumexp where mask convert identity"


@pytest.mark.parametrize("name", EXACT.split())
def test_of_what_students_meet_it_is_known_what_it_is_made_of(name):
    for eqn, _ in _equations(OPS[name], name):
        rules = made_of(eqn)
        assert "all" not in rules or name == "scatter_add" and eqn.inputs[1].ndim == eqn.output.ndim - 1, eqn
