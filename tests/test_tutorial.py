"""The tutorial's C++ line by line, next to the same in short: one graph, one training.

Source: nGraph, "Derive a trainable model", the program mnist_mlp.cpp.
"""

import math
from collections import Counter

import numpy as np
import pytest

import ngteach as ng
from ngteach import Adjoints, Backend, Trace, clone, f32, i32, parameter, prune, trace
from ngteach.data.batches import Batches, Scaled
from ngteach.data.digits import load_data, rows
from ngteach.data.plan import Plan
from ngteach.train.derive import derive_training
from ngteach.train.init import tutorial_weights
from ngteach.train.run import Config, inference_graph

batch_size, input_size, l0_size, output_size = 32, 64, 20, 10
l1_size = output_size
log_min = float(np.float32(math.exp(-50.0)))


def same_program(a, b):
    """Do two graphs compute the same outputs from the same inputs by the same equations?

    The same means: inputs of the same types in the same order, and for each output the same expression over them,
    with the same ops and parameters, every constant bit by bit.  Names, source lines, and the order of
    equations that do not depend on each other may differ; what is computed twice in one must be in the other.
    """
    numbers = {}  # expression -> its number; expressions that are written alike get the same

    def expressions(graph):
        number = {x: numbers.setdefault((i, x.type), len(numbers)) for i, x in enumerate(graph.inputs)}
        for e in graph.equations:
            params = tuple((k, v.tobytes() if isinstance(v, np.ndarray) else v) for k, v in e.params.items())
            key = e.op, tuple(number[x] for x in e.inputs), params, e.output.type
            number[e.output] = numbers.setdefault(key, len(numbers))
        return [number[y] for y in graph.outputs], Counter(number[e.output] for e in graph.equations)

    return [x.type for x in a.inputs] == [x.type for x in b.inputs] and expressions(a) == expressions(b)


class Tutorial:
    """mnist_mlp.cpp.  Each line stands where it stands there; only Y holds whole numbers, which OneHot asks for."""

    def __init__(self):
        with Trace("mnist_mlp") as t:
            X = parameter(f32[batch_size, input_size], "X")
            # Layer 0
            W0 = parameter(f32[input_size, l0_size], "W0")
            b0 = parameter(f32[l0_size], "b0")
            l0_dot = ng.dot(X, W0)
            b0_broadcast = ng.broadcast(b0, shape=(batch_size, l0_size), axis={0})
            l0 = ng.relu(l0_dot + b0_broadcast)
            # Layer 1
            W1 = parameter(f32[l0_size, l1_size], "W1")
            b1 = parameter(f32[l1_size], "b1")
            l1_dot = ng.dot(l0, W1)
            b1_broadcast = ng.broadcast(b1, shape=(batch_size, l1_size), axis={0})
            l1 = l1_dot + b1_broadcast
            # Softmax
            softmax = ng.softmax(l1, axis=1)
            # Loss computation
            Y = parameter(i32[batch_size], "Y")
            labels = ng.one_hot(Y, output_size, unknown="nan")  # where nGraph's OneHot trusts its labels
            softmax_clip_value = ng.constant(log_min, f32)
            softmax_clip_broadcast = ng.broadcast(softmax_clip_value, shape=(batch_size, output_size), axis={0, 1})
            softmax_clip = ng.maximum(softmax, softmax_clip_broadcast)
            softmax_log = ng.log(softmax_clip)
            prod = ng.multiply(softmax_log, labels)
            N = parameter(f32[()], "N")
            loss = ng.divide(ng.sum(prod, axis=(0, 1)), N)
            # Each of W0, b0, W1, and b1
            learning_rate = parameter(f32[()], "learning_rate")
            delta = ng.multiply(ng.negative(learning_rate), loss)
            # Updates
            adjoints = Adjoints([loss], [delta])
            W0_next = W0 + adjoints[W0]
            b0_next = b0 + adjoints[b0]
            W1_next = W1 + adjoints[W1]
            b1_next = b1 + adjoints[b1]
            # Train: X, Y, N, learning_rate, W0, b0, W1, b1 -> loss, softmax, W0_next, b0_next, W1_next, b1_next
            self.train_function, self.train_node_map = clone(
                t.graph([loss, softmax, W0_next, b0_next, W1_next, b1_next], [X, Y, N, learning_rate, W0, b0, W1, b1])
            )
            # Plain inference: X, W0, b0, W1, b1 -> softmax
            self.inference_function, self.inference_node_map = clone(t.graph(softmax, [X, W0, b0, W1, b1]))
        self.softmax = softmax


def short_inference(X, W0, b0, W1, b1):
    return ng.softmax(ng.relu(X @ W0 + b0) @ W1 + b1, axis=1)


def short_training(X, Y, N, learning_rate, W0, b0, W1, b1):
    p = short_inference(X, W0, b0, W1, b1)
    loss = ng.sum(ng.log(ng.maximum(p, log_min)) * ng.one_hot(Y, output_size, unknown="nan")) / N
    adjoints = Adjoints(loss, -learning_rate * loss)
    return loss, p, *(w + adjoints[w] for w in (W0, b0, W1, b1))


@pytest.fixture(scope="module")
def tutorial():
    return Tutorial()


def short(function, graph):
    return trace(function, *[x.type for x in graph.inputs])


# ---- one graph --------------------------------------------------------------


def test_the_translation_and_the_short_form_are_the_same_training_function(tutorial):
    graph = tutorial.train_function
    assert same_program(prune(graph), prune(short(short_training, graph)))
    assert [x.name for x in graph.inputs] == ["X", "Y", "N", "learning_rate", "W0", "b0", "W1", "b1"]
    assert [y.name for y in graph.outputs] == ["loss", "softmax", "W0_next", "b0_next", "W1_next", "b1_next"]


def test_the_translation_and_the_short_form_are_the_same_inference_function(tutorial):
    graph = tutorial.inference_function
    assert same_program(prune(graph), prune(short(short_inference, graph)))


def test_derive_training_makes_the_tutorials_function_out_of_the_inference_model(tutorial):
    inference = inference_graph(Config(batch=batch_size, hidden=(l0_size,)), input_size, output_size)
    derived = derive_training(inference, optimizer="tutorial", trainable="weights")
    known, _ = clone(tutorial.train_function, {"N": float(batch_size)})  # derive_training knows the size of a batch
    assert same_program(prune(known), prune(derived))


def test_another_op_parameter_order_or_constant_is_not_the_same_program():
    def program(function):
        return trace(function, f32[2, 2], f32[2, 2])

    first = program(lambda x, y: (x + y) * 2.0)
    assert same_program(first, program(lambda a, b: (a + b) * 2.0))
    for other in (
        lambda x, y: (x - y) * 2.0,
        lambda x, y: (y + x) * 2.0,
        lambda x, y: (x + y) * 2.000001,
        lambda x, y: (ng.sum(x + y, 0, keepdims=True), (x + y) * 2.0)[1],
        lambda x, y: ((x + y) * 2.0, x),
    ):
        assert not same_program(first, program(other))


def test_each_node_of_the_model_is_found_in_the_training_function(tutorial):
    there = tutorial.train_node_map[tutorial.softmax]
    assert there is tutorial.train_function["softmax"] and there is not tutorial.softmax
    assert tutorial.inference_node_map[tutorial.softmax] is tutorial.inference_function.outputs[0]


# ---- one training -----------------------------------------------------------


def train(graph, steps):
    """The tutorial's loop: two sets of tensors that are swapped after each call; the losses and the last weights."""
    data = load_data("digits")
    train_exec = Backend.create("CPU").compile(graph)
    types = {x.name: x.type for x in graph.inputs if x.name in ("W0", "b0", "W1", "b1")}
    t_W = list(tutorial_weights(types).values())
    t_W_next = [np.empty_like(w) for w in t_W]
    images, labels = Scaled(rows(data.train_images), data.scale), data.train_labels.astype(np.int32)
    batches, plan = Batches((images, labels), batch_size), Plan(len(labels), batch_size)
    t_loss, t_softmax = np.empty((), np.float32), np.empty((batch_size, output_size), np.float32)
    t_N, t_learning_rate, losses = np.float32(batch_size), np.float32(0.03), []
    for step in range(steps):
        t_X, t_Y = batches.fill(plan.parts(step))
        train_exec(t_X, t_Y, t_N, t_learning_rate, *t_W, out=[t_loss, t_softmax, *t_W_next])
        t_W, t_W_next = t_W_next, t_W
        losses.append(float(t_loss))
    return losses, t_W


def test_the_translation_trains_on_digits_bit_by_bit_as_the_short_form_does(tutorial):
    losses, weights = train(tutorial.train_function, 400)
    again, short_weights = train(short(short_training, tutorial.train_function), 400)
    assert losses == again and all(np.array_equal(a, b) for a, b in zip(weights, short_weights, strict=True))
    assert losses[0] < -5 and np.mean(losses[-10:]) > -1  # the loss without minus sign climbs to 0
    data = load_data("digits")
    exec = Backend.create("INTERPRETER").compile(tutorial.inference_function)
    p = exec((rows(data.test_images[:batch_size]) * np.float32(data.scale)).astype(np.float32), *weights)
    assert np.mean(np.argmax(p, axis=1) == data.test_labels[:batch_size]) > 0.7
