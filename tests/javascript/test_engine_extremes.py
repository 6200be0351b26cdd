"""The engine agrees with Python where numbers are hard: infinities, NaN, -0, and whole numbers that wrap around."""

import numpy as np
import pytest
from in_javascript import answers, needed, read, written

import ngteach as ng
from ngteach.core.calling.errors import GraphError
from ngteach.core.calling.registry import OPS
from ngteach.core.graph import evaluate, replay
from ngteach.core.types import ELEMENT_TYPES, boolean, f16
from ngteach.serialize import to_json

pytestmark = needed
COMPUTE = """(engine, { graph, arrays }) => {
  const found = engine.readGraph(graph);
  return engine.evaluate(found, arrays.map((x) => read(engine, x))).map((y) => written(engine, y));
}"""
FLOATS = [0.0, 1.0, 0.1, 0.5, 0.75, 1.5, 2.5, 3.0, 7.25, 90.0, 1e4, 2.0**53 + 2]
TIES = ("maximum", "minimum")  # of 0 and -0 NumPy takes either


def hard(element):
    """Numbers of an element type that are easily got wrong."""
    if element is boolean:
        return np.array([False, True])
    if element.dtype.kind == "f":
        about = np.finfo(element.dtype)
        few = np.array([*FLOATS, about.max, about.tiny, about.smallest_subnormal, np.inf], np.float64)
        with np.errstate(over="ignore"):
            return np.concatenate([few, -few, [np.nan]]).astype(element.dtype)
    low, high, bits = np.iinfo(element.dtype).min, np.iinfo(element.dtype).max, np.iinfo(element.dtype).bits
    few = [0, 1, -1, 2, -2, 3, -3, 6, -10, bits - 1, bits, bits + 1, 100, low, low + 1, high, high - 1, high // 3]
    return np.array([n for n in few if low <= n <= high], element.dtype)


def results(element):
    """{what it is: a function of x, y and z}: every op that does the same with each element, and those along an axis.

    x and y are all pairs of hard numbers, z each of them once.
    """
    found = {}
    for op in OPS.values():
        if op.built_in and op.kind == "elementwise" and op.name not in ("convert", "where", "mask"):
            count = op._signature.count
            found[op.name] = (lambda x, y, z, op=op: op(z)) if count == 1 else lambda x, y, z, op=op: op(x, y)
    for name in ("sum", "prod", "cumsum", "cumprod", "max", "min", "argmax"):
        found[name] = lambda x, y, z, op=OPS[name]: op(x, axis=1)
    found["argsort"] = lambda x, y, z: ng.argsort(z)
    found["argsort down"] = lambda x, y, z: ng.argsort(z, descending=True)
    found["searchsorted"] = lambda x, y, z: ng.searchsorted(ng.sort(z), z)
    for to in ELEMENT_TYPES:
        if not (element.dtype.kind == "f" and to.dtype.kind in "iu"):  # of those that do not fit a processor decides
            found[f"convert to {to}"] = lambda x, y, z, to=to: ng.convert(z, to)
    return found


def cases():
    """(element type, names, graph of all that it can, arrays)"""
    for element in ELEMENT_TYPES:
        z = hard(element)
        x, y = np.meshgrid(z, z, indexing="ij")
        names = []

        def all_of(x, y, z, element=element, names=names):
            outputs = []
            for name, function in results(element).items():
                try:
                    outputs.append(function(x, y, z))
                except GraphError:  # not for this element type
                    continue
                names.append(name)
            return outputs

        with np.errstate(all="ignore"):
            yield element, names, ng.trace(all_of, x, y, z), [x, y, z]


@pytest.fixture(scope="module")
def computed():
    kept = list(cases())
    questions = [{"graph": to_json(graph), "arrays": [written(a) for a in arrays]} for _, _, graph, arrays in kept]
    return [(*case, found) for case, found in zip(kept, answers(COMPUTE, questions), strict=True)]


def unlike(right, found):
    """Where they differ: by more than the last bits, in NaN, an infinity, or the sign of 0; whole numbers at all."""
    if right.dtype.kind != "f":
        return right != found
    about, (a, b) = np.finfo(right.dtype), (x.astype(np.float64) for x in (right, found))
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(a - b) <= 8 * float(about.eps) * np.abs(a) + float(about.tiny)
    alike = near & np.isfinite(a) | (a == b) | np.isnan(a) & np.isnan(b)
    return ~(alike & ((a != 0) | np.isnan(a) | (np.signbit(a) == np.signbit(b))))


@pytest.mark.parametrize("element", ELEMENT_TYPES, ids=str)
def test_hard_numbers_give_what_they_give_in_python(computed, element):
    ((_, names, graph, arrays, found),) = [case for case in computed if case[0] is element]
    assert len(names) > (3 if element is f16 else 20 if element is boolean else 40)
    with np.errstate(all="ignore"):
        env = replay(graph, arrays, evaluate)
    wrong = []
    for name, y, words in zip(names, graph.outputs, found, strict=True):
        right, other = np.asarray(env[y]), read(words)
        assert (right.dtype, right.shape) == (other.dtype, other.shape), name
        if name in TIES:
            right, other = right + 0, other + 0
        for place in np.argwhere(unlike(right, other))[:3]:
            place = tuple(place)
            given = [a[place] for a in arrays[:2]] if right.shape == arrays[0].shape else place
            wrong.append(f"{name} of {given}: {other[place]}, in Python {right[place]}")
    assert not wrong, "\n".join(wrong)
