"""In PyTorch: eager, with the weights changed in place, and compiled."""

from __future__ import annotations

import os

import numpy as np
import torch

from .examples import RATE, SMALLEST, batch, first_weights, numbers, told

torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())


def eager(facts):
    """New weights at every step."""
    w, gradients = _model(facts)

    def step():
        loss = gradients(w)
        with torch.no_grad():
            w[:] = [(a + a.grad).requires_grad_() for a in w]
        return loss.detach()

    return step, _result(step, w)


def in_place(facts):
    """The weights change where they are."""
    w, gradients = _model(facts)

    def step():
        loss = gradients(w)
        with torch.no_grad():
            for a in w:
                a += a.grad
                a.grad = None
        return loss.detach()

    return step, _result(step, w)


def compiled(facts):
    """Forward pass and loss by torch.compile, the weights changed in place."""
    w, gradients = _model(facts, torch.compile)

    def step():
        loss = gradients(w)
        with torch.no_grad():
            for a in w:
                a += a.grad
                a.grad = None
        return loss.detach()

    return step, _result(step, w)


def _model(facts, compile=lambda f: f):
    x, labels = (torch.from_numpy(a) for a in batch(facts))
    w = [torch.from_numpy(a).requires_grad_() for a in first_weights(facts).values()]
    expected = torch.nn.functional.one_hot(labels.long(), facts["classes"]).float()

    @compile
    def loss_of(x, W0, b0, W1, b1):
        p = torch.softmax(torch.relu(x @ W0 + b0) @ W1 + b1, dim=1)
        return torch.sum(torch.log(torch.clamp(p, min=SMALLEST)) * expected) / len(x)

    def gradients(w):
        loss = loss_of(x, *w)
        loss.backward(-float(RATE) * loss.detach())
        return loss

    return w, gradients


def _result(step, w):
    return lambda: told(step(), (a.detach() for a in w))


def gelu(facts):
    """torch's own gelu(approximate="tanh") would be one kernel; this is the chain as it is written."""
    return _gelu(facts, lambda f: f)


def gelu_compiled(facts):
    """The same chain by torch.compile."""
    return _gelu(facts, torch.compile)


def _gelu(facts, compile):
    x, c = torch.from_numpy(numbers(facts["n"])), float(np.sqrt(2 / np.pi))

    @compile
    def chain(x):
        return 0.5 * x * (1 + torch.tanh(c * (x + 0.044715 * x * x * x)))

    def step():
        with torch.no_grad():
            return chain(x)

    return step, lambda: [float(v) for v in step()[:: facts["n"] // 5]]


def each(facts):
    """The gradient of each example, by vmap."""
    w = {name: torch.from_numpy(a) for name, a in first_weights(facts).items()}
    x, labels = (torch.from_numpy(a) for a in batch(facts))
    expected = torch.nn.functional.one_hot(labels.long(), facts["classes"]).float()

    def loss_of(w, x, expected):
        p = torch.softmax(torch.relu(x @ w["W0"] + w["b0"]) @ w["W1"] + w["b1"], dim=0)
        return -torch.sum(torch.log(torch.clamp(p, min=SMALLEST)) * expected)

    gradients = torch.func.vmap(torch.func.grad(loss_of), in_dims=(None, 0, 0))

    def step():
        return gradients(w, x, expected)

    return step, lambda: told(0.0, step().values())
