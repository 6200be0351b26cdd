"""In ngteach: the graph is derived, compiled and called with out=."""

from __future__ import annotations

import numpy as np

import ngteach as ng

from .examples import RATE, batch, first_weights, many_calls, numbers, small_call, told


def step(facts):
    """With as many threads as there are processors."""
    return _step(facts, None)


def alone(facts):
    """With one thread."""
    return _step(facts, 1)


def small(facts):
    """The step from small weights, beside those from others; its numbers are not compared."""
    return _step({**facts, "first": "small"}, None)[0], None


def training_graph(facts):
    """The tutorial's training function for these sizes."""
    types = ng.mlp_types((facts["inputs"], facts["hidden"], facts["classes"]))
    inference = ng.trace(ng.mlp, ng.f32[facts["batch"], facts["inputs"]], types, name="mlp")
    return ng.derive_training(inference, optimizer="tutorial", trainable="weights")


def _step(facts, threads):
    x, labels = batch(facts)
    train = ng.compile(training_graph(facts), threads=threads)
    now = first_weights(facts), ()
    following = {name: np.empty_like(a) for name, a in now[0].items()}, ()
    rate, loss = np.asarray(RATE), np.empty((), np.float32)
    p = np.empty((facts["batch"], facts["classes"]), np.float32)

    def step():
        nonlocal now, following
        train(x, labels, rate, *now, out=(loss, p, *following))
        now, following = following, now
        return loss

    return step, lambda: told(step(), now[0].values())


def gelu(facts):
    """The chain traced from plain Python, compiled."""
    n = facts["n"]
    x, y, c = numbers(n), np.empty(n, np.float32), float(np.sqrt(2 / np.pi))

    def chain(x):
        return 0.5 * x * (1 + ng.tanh(c * (x + 0.044715 * x**3)))

    run = ng.compile(ng.trace(chain, ng.f32[n]))

    def step():
        return run(x, out=y)

    return step, lambda: [float(v) for v in step()[:: n // 5]]


def executable(facts):
    """Small calls of what compile() gives; jit has to find it first."""
    function, args = small_call(facts)
    return many_calls(ng.jit(function, threads=1).compiled(*args), args)


def jitted(facts):
    """Small calls of a function under jit, which finds its program by the types of the arguments."""
    function, args = small_call(facts)
    return many_calls(ng.jit(function, threads=1), args)


def each(facts):
    """The gradient of each example by vmap, compiled, into arrays that are there."""
    w, x, labels = first_weights(facts), *batch(facts)
    run = ng.compile(ng.trace(_of_each(), w, x, labels))
    out = {name: np.empty((len(x), *a.shape), a.dtype) for name, a in w.items()}
    return _told_of_each(lambda: run(w, x, labels, out=out))


def each_called(facts):
    """The same, on arrays: traced at each call, and not compiled."""
    w, x, labels = first_weights(facts), *batch(facts)
    return _told_of_each(lambda: _of_each()(w, x, labels))


def each_in_a_loop(facts):
    """grad, called for one example after the other."""
    w, x, labels = first_weights(facts), *batch(facts)
    return _told_of_loop(ng.grad(_loss), w, x, labels)


def each_compiled_in_a_loop(facts):
    """The compiled gradient of one example, called for one after the other."""
    w, x, labels = first_weights(facts), *batch(facts)
    return _told_of_loop(ng.compile(ng.trace(ng.grad(_loss), w, x[0], labels[0])), w, x, labels)


def _loss(w, x, label):
    """The loss of one example."""
    return ng.cross_entropy(ng.mlp(x[None], w), label[None])


def _of_each():
    return ng.vmap(ng.grad(_loss), in_axes=(None, 0, 0))


def _told_of_each(step):
    return step, lambda: told(0.0, step().values())


def _told_of_loop(gradient, w, x, labels):
    def step():
        return [gradient(w, row, label) for row, label in zip(x, labels, strict=True)]

    return step, lambda: told(0.0, (np.stack(a) for a in zip(*(one.values() for one in step()), strict=True)))
