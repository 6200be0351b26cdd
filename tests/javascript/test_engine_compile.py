"""What engine.js compiles is what it evaluates, to the last bit, at every step; what a caller gives stays as it is."""

import numpy as np
import pytest
from in_javascript import answers, needed, read, written
from random_graphs import random_graph

import ngteach as ng
from ngteach.serialize import to_json

pytestmark = needed
_STEPS = """(engine, { graph, steps }) => {
  const found = engine.readGraph(graph);
  const run = engine.compile(found);
  return steps.map((words) => {
    const arrays = words.map((array) => read(engine, array));
    const fresh = run(arrays);
    const out = fresh.map(({ type }) => engine.emptyArray(type));
    const same = run(arrays, out) === out;
    return {
      evaluated: engine.evaluate(found, arrays).map((array) => written(engine, array)),
      fresh: fresh.map((array) => written(engine, array)),
      out: out.map((array) => written(engine, array)),
      given: words,
      left: arrays.map((array) => written(engine, array)),
      same,
    };
  });
}"""


def values(t, rng):
    """Some numbers of a type, with what is hard among them."""
    if t.dtype.kind == "f":
        found = rng.normal(size=t.shape).astype(t.dtype)
        found.flat[: 2 * (t.size > 8)] = [np.nan, -0.0][: 2 * (t.size > 8)]
        return found
    return rng.integers(0, 2 if t.dtype.kind == "b" else 4, t.shape).astype(t.dtype)


def network(images, labels, filters, weights):
    """A convolution, pooling, a dense layer and the gradient of its loss; and views as results."""

    def loss(filters, weights):
        x = ng.max_pool(ng.relu(ng.convolution(images[:, None], filters, padding=1)), 2)
        scores = ng.reshape(x, (x.shape[0], -1)) @ weights
        return ng.mean(-ng.sum(ng.log(ng.softmax(scores, 1)) * ng.one_hot(labels, 5), 1))

    value, (dfilters, dweights) = ng.value_and_grad(loss, (0, 1))(filters, weights)
    return value, filters - dfilters, weights - dweights, images.T, ng.broadcast(labels, (2, 3)), filters


def graphs():
    types = ng.f32[3, 4, 4], ng.i32[3], ng.f32[6, 1, 3, 3], ng.f32[24, 5]
    yield ng.trace(network, *types)
    yield ng.trace(lambda x: (x, x.T, ng.reshape(x.T, (6,)), ng.exp(x) + 1.0, ng.sum(x[::-1, 1:], 0)), ng.f64[2, 3])
    yield ng.trace(lambda n, b: (n * n + n, ng.sum(n), ng.where(b, n, -n), ~b), ng.i64[5], ng.boolean[5])
    yield ng.trace(lambda x: (ng.sum(x, 1), x @ x.T, ng.max(x, 0), ng.softmax(x, 1)), ng.f32[3, 0])


def question(graph, steps):
    return {"graph": to_json(graph), "steps": [[written(a) for a in step] for step in steps]}


def questions():
    rng = np.random.default_rng(0)
    for graph in graphs():
        yield question(graph, [[values(x.type, rng) for x in graph.inputs] for _ in range(3)])
    for seed in range(20):
        graph, arrays = random_graph(seed)
        turned = [a.ravel()[::-1].reshape(a.shape) for a in arrays]
        yield question(graph, [arrays, turned, arrays])


def bits(words):
    """The types of arrays and the bits of their numbers.  Which bits a NaN has is nobody's business."""
    found = [read(w) for w in words]
    return [(w[0], np.where(a != a, np.nan, a).astype(a.dtype).tobytes()) for w, a in zip(words, found, strict=True)]


@pytest.fixture(scope="module")
def answered():
    """All steps of all graphs, in one process."""
    return answers(_STEPS, questions())


def test_a_step_gives_what_the_interpreter_gives_to_the_last_bit(answered):
    for steps in answered:
        for step in steps:
            assert bits(step["fresh"]) == bits(step["evaluated"])


def test_out_is_written_and_the_arrays_that_were_given_are_not(answered):
    for steps in answered:
        for step in steps:
            assert step["same"] and bits(step["out"]) == bits(step["fresh"])
            assert step["left"] == step["given"]


def test_weights_are_updated_in_place_and_nothing_of_the_callers_is_kept():
    """Out may be among the arrays; results of one step do not change with the next, nor with what was given."""
    script = """(engine, { graph, array }) => {
      const run = engine.compile(engine.readGraph(graph));
      const x = read(engine, array);
      const [first] = run([x]);
      run([x], [x]);
      run([x], [x]);
      const [third] = run([x]);
      x.data.fill(0);
      const strided = { ...engine.emptyArray(engine.readType("f32[2,2]")), strides: [1, 2] };
      run([third], [strided]);
      return [first, third, strided].map((found) => written(engine, found));
    }"""
    graph = ng.trace(lambda x: 2.0 * x, ng.f32[2, 2])
    x = np.array([[1, 2], [3, 4]], np.float32)
    (found,) = answers(script, [{"graph": to_json(graph), "array": written(x)}])
    assert [read(y).tolist() for y in found] == [(k * x).tolist() for k in (2, 8, 16)]


def test_what_does_not_fit_is_said_in_one_sentence():
    script = """(engine, { graph, takes, gives }) => {
      const run = engine.compile(engine.readGraph(graph));
      const arrays = takes.map((type) => engine.emptyArray(engine.readType(type)));
      const out = gives?.map((type) => engine.emptyArray(engine.readType(type)));
      try {
        run(arrays, out);
      } catch (problem) {
        return problem.message;
      }
    }"""
    graph = to_json(ng.trace(lambda x: x + x, ng.f32[2]))
    asked = [(["f32[3]"], None), ([], None), (["f32[2]"], ["f64[2]"]), (["f32[2]"], []), (["f32[2]"], ["f32[2]"])]
    found = answers(script, [{"graph": graph, "takes": takes, "gives": gives} for takes, gives in asked])
    assert found == [
        "x is f32[2], found f32[3]",
        "graph takes 1 array, found 0",
        "out for %0 is f64[2], wanted f32[2]",
        "graph returns 1 array, but out has 0",
        None,
    ]
