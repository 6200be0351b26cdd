"""What the engine computes in JavaScript is what Python computes: for every row of samples, and for random graphs."""

import numpy as np
import pytest
from in_javascript import answers, needed, read, written
from laws import traced
from random_graphs import random_graph
from rounding import differences, tolerances
from samples import ROWS, is_op

import ngteach as ng
from ngteach.core.calling.registry import OPS
from ngteach.core.graph import evaluate, replay
from ngteach.serialize import to_json

pytestmark = needed
# The interpreter's results; or what is wrong, also if the compiler's are others, at the first call or at the second.
COMPUTE = """(engine, { graph, arrays }) => {
  const same = (a, b) => a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
  try {
    const found = engine.readGraph(graph);
    const given = arrays.map((array) => read(engine, array));
    const results = engine.evaluate(found, given);
    const run = engine.compile(found);
    for (const time of ["first", "second"]) {
      const agree = run(given).every((y, i) => same(engine.numbersOf(y), engine.numbersOf(results[i])));
      if (!agree) return `compiled, it computes something else at the ${time} call`;
    }
    return results.map((array) => written(engine, array));
  } catch (problem) {
    return String(problem.stack);
  }
}"""


def every_row():
    """(what it is, graph, arrays): each op in all its element types, and each function made of ops in two by turns."""
    for n, row in enumerate(ROWS):
        types = row.types if is_op(row.op) else {row.types[(n + k) % len(row.types)] for k in (0, 1)}
        for element in types:
            yield f"{row} in {element}", *traced(row, element)


def random_ones():
    """Graphs with derivatives, and wild ones, with infinities, NaN and -0, of ops that keep every bit."""
    for seed in range(60):
        yield f"random graph {seed}", *random_graph(seed, adjoints=seed % 2 == 1)
        yield f"wild graph {seed}", *random_graph(seed, bits=True, wild=True)


def computed(cases):
    """[(what it is, graph, arrays, the engine's results)]"""
    kept = []

    def questions():
        for case in cases:
            kept.append(case)
            _, graph, arrays = case
            yield {"graph": to_json(graph), "arrays": [written(x) for x in arrays]}

    found = answers(COMPUTE, questions())
    return [(*case, results) for case, results in zip(kept, found, strict=True)]


def in_python(graph, arrays):
    with np.errstate(all="ignore"):
        env = replay(graph, arrays, evaluate)
    return [np.asarray(env[y]) for y in graph.outputs]


def unlike(right, found):
    """What differs by more than the last bits of the number, or of the largest beside it; "" if nothing does.

    Whole numbers and bools may not differ at all, nor may NaN, infinities, and the sign of 0.
    """
    if found.dtype != right.dtype or found.shape != right.shape:
        return f"{found.dtype}{found.shape} instead of {right.dtype}{right.shape}"
    if right.dtype.kind != "f":
        return "" if np.array_equal(right, found) else f"{found} instead of {right}"
    wide, other, last = right.astype(np.float64), found.astype(np.float64), np.finfo(right.dtype).eps
    largest = np.abs(wide[np.isfinite(wide)]).max(initial=0)
    with np.errstate(invalid="ignore"):
        close = np.abs(wide - other) <= last * (8 * np.abs(wide) + 4 * largest)
    alike = close | (wide == other) | np.isnan(wide) & np.isnan(other)
    signs = (np.signbit(wide) == np.signbit(other)) | (wide != 0) | np.isnan(wide)
    return "" if (alike & signs).all() else f"{found} instead of {right}"


@pytest.fixture(scope="module")
def rows():
    return computed(every_row())


def test_every_row_of_samples_gives_the_same_numbers(rows, capsys):
    wrong = []
    for name, graph, arrays, found in rows:
        if isinstance(found, str):
            wrong.append(f"{name}: {found}")
            continue
        texts = [unlike(r, read(words)) for r, words in zip(in_python(graph, arrays), found, strict=True)]
        wrong += [f"{name}: {text}" for text in filter(None, texts)]
    capsys.readouterr()  # what watch prints
    assert not wrong, f"{len(wrong)} of {len(rows)} rows: " + "\n".join(wrong[:5])


def test_the_rows_are_of_every_op(rows):
    recorded = {eqn.op.name for _, graph, _, _ in rows for eqn in graph.equations}
    assert recorded == {op.name for op in OPS.values() if op.built_in}


def test_random_graphs_give_the_same_numbers(capsys):
    wrong = []
    for name, graph, arrays, found in computed(random_ones()):
        if isinstance(found, str):
            wrong.append(f"{name}: {found}\n{graph}")
            continue
        right, allowed = tolerances(graph, arrays)
        wrong += [f"{name}: {text}\n{graph}" for text in differences(right, [read(words) for words in found], allowed)]
    capsys.readouterr()
    assert not wrong, f"{len(wrong)} wrong: {wrong[0]}"


def test_random_bits_go_on_where_a_counter_of_32_bits_ends_and_one_of_64_begins_again():
    def bits(keys, first):
        return [ng.random_bits(keys, first, shape=(5,), dtype=t) for t in (ng.u32, ng.u64)]

    keys = np.array([[0, 1], [2**32 - 1, 42], [7, 2**31]], np.uint32)
    first = np.array([2**32 - 3, 2**64 - 2, 2**63], np.uint64)
    ((_, graph, arrays, found),) = computed([("bits", ng.trace(bits, keys, first), [keys, first])])
    for right, words in zip(in_python(graph, arrays), found, strict=True):
        np.testing.assert_array_equal(read(words), right)
