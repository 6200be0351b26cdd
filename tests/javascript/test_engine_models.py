"""A training step of each model in JavaScript is the step that Python takes: its loss, and every new weight."""

import numpy as np
import pytest
from in_javascript import answers, needed, read, written
from model_cases import CASES, training

from ngteach.core.tree import leaves
from ngteach.core.types import f32
from ngteach.serialize import to_json
from ngteach.train.optimizers import optimizer

pytestmark = needed
MODELS = [name for name in CASES if name != "lenet"]  # it is the small one, with larger images
STEP = """(engine, { graph, arrays }) => {
  const run = engine.compile(engine.readGraph(graph));
  return run(arrays.map((x) => read(engine, x))).map((y) => written(engine, y));
}"""


def first_step(case):
    """(the training graph of a case, the arrays of its first step)"""
    x, labels = case.batches[0]
    given = [x] if labels is None else [x, labels]
    state = optimizer(case.optimizer).init(case.weights)
    arguments = (*given, np.float32(case.rate), case.weights, *case.carry.values(), state)
    return training(case), [np.asarray(a) for a in leaves(arguments)]


@pytest.fixture(scope="module")
def steps():
    """{model: (what Python computes, what JavaScript does)}"""
    cases = {name: first_step(CASES[name](f32)) for name in MODELS}
    asked = [{"graph": to_json(graph), "arrays": [written(a) for a in arrays]} for graph, arrays in cases.values()]
    found = [[read(words) for words in answer] for answer in answers(STEP, asked)]
    right = [[np.asarray(a) for a in leaves(graph(*arrays))] for graph, arrays in cases.values()]
    return dict(zip(cases, zip(right, found, strict=True), strict=True))


@pytest.mark.parametrize("name", MODELS)
def test_a_step_has_the_loss_and_the_weights_of_python(steps, name):
    right, found = steps[name]
    np.testing.assert_allclose(found[0], right[0], rtol=1e-6)
    for r, x in zip(right, found, strict=True):
        assert (r.dtype, r.shape) == (x.dtype, x.shape)
        if r.dtype.kind != "f":
            np.testing.assert_array_equal(x, r)
            continue
        # The first step of adamw divides each gradient by its size: one of nearly 0 is mostly rounding.
        near = 0.005 if name == "transformer" else 1e-4
        np.testing.assert_allclose(x, r, rtol=1e-4, atol=near * np.abs(r).max(initial=0))
