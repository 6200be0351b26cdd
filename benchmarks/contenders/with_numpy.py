"""By hand in NumPy: as most people write it, and with out= everywhere; and the bare matrix products."""

from __future__ import annotations

import numpy as np

from .examples import RATE, SMALLEST, batch, first_weights, numbers, told


def gemms(facts):
    """The five matrix products of the step, into ready arrays: what no NumPy program can do without."""
    x, _ = batch(facts)
    w = first_weights(facts)
    n, classes = facts["batch"], facts["classes"]
    h, p = np.empty((n, facts["hidden"]), np.float32), np.empty((n, classes), np.float32)
    dz = np.random.default_rng(3).random((n, classes), np.float32)
    da, dh = np.random.default_rng(4).random(h.shape, np.float32), np.empty_like(h)
    dW0, dW1 = np.empty_like(w["W0"]), np.empty_like(w["W1"])

    def step():
        np.dot(x, w["W0"], h)
        np.dot(h, w["W1"], p)
        np.dot(h.T, dz, dW1)
        np.dot(dz, w["W1"].T, dh)
        np.dot(x.T, da, dW0)

    return step, None


def plain(facts):
    """One expression after the other."""
    x, labels = batch(facts)
    w = list(first_weights(facts).values())
    rows = np.arange(len(labels))

    def step():
        W0, b0, W1, b1 = w
        h = np.maximum(x @ W0 + b0, 0)
        z = h @ W1 + b1
        e = np.exp(z - z.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        right = p[rows, labels]
        loss = np.log(np.maximum(right, SMALLEST)).mean()
        dz = -p * (right > SMALLEST)[:, None]  # where the loss is clipped nothing is learned
        dz[rows, labels] += right > SMALLEST
        dz *= -RATE * loss / np.float32(len(labels))
        dh = (dz @ W1.T) * (h > 0)
        w[:] = W0 + x.T @ dh, b0 + dh.sum(axis=0), W1 + h.T @ dz, b1 + dz.sum(axis=0)
        return loss

    return step, lambda: told(step(), w)


def plain_alone(facts):
    """The same with BLAS held to one thread."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, "blas")
    return plain(facts)


def out(facts):
    """Every result in an array that is there already, two sets of weights, the rate in the small adjoint."""
    x, labels = batch(facts)
    now = list(first_weights(facts).values())
    following = [np.empty_like(a) for a in now]
    n, hidden, classes = len(labels), facts["hidden"], facts["classes"]
    rows = np.arange(n)
    h, dh, positive = (np.empty((n, hidden), t) for t in (np.float32, np.float32, bool))
    z, dz = np.empty((n, classes), np.float32), np.empty((n, classes), np.float32)
    row = np.empty((n, 1), np.float32)
    flat = labels + rows * classes
    right, learns = np.empty(n, np.float32), np.empty(n, bool)
    zero, smallest = np.float32(0), np.float32(SMALLEST)
    loss = np.empty((), np.float32)

    def step():
        (W0, b0, W1, b1), (W0_next, b0_next, W1_next, b1_next) = now, following
        np.dot(x, W0, h)
        np.add(h, b0, h)
        np.maximum(h, zero, out=h)  # NumPy 2.4 warns of a third argument without a name
        np.dot(h, W1, z)
        np.add(z, b1, z)
        np.maximum.reduce(z, 1, None, row, True)
        np.subtract(z, row, z)
        np.exp(z, z)
        np.add.reduce(z, 1, None, row, True)
        np.divide(z, row, z)
        z.take(flat, None, right, "clip")
        np.greater(right, smallest, learns)
        np.maximum(right, smallest, out=right)
        np.log(right, right)
        np.add.reduce(right, 0, None, loss)
        scale = RATE * loss / np.float32(n) / np.float32(n)
        np.multiply(z, scale, dz)
        dz.reshape(-1)[flat] -= scale
        np.multiply(dz, learns[:, None], dz)
        np.dot(dz, W1.T, dh)
        np.greater(h, zero, positive)
        np.multiply(dh, positive, dh)
        np.dot(h.T, dz, W1_next)
        np.add(W1, W1_next, W1_next)
        np.add.reduce(dz, 0, None, b1_next)
        np.add(b1, b1_next, b1_next)
        np.add.reduce(dh, 0, None, b0_next)
        np.add(b0, b0_next, b0_next)
        np.dot(x.T, dh, W0_next)
        np.add(W0, W0_next, W0_next)
        now[:], following[:] = following, now
        return loss / np.float32(n)

    return step, lambda: told(step(), now)


def gelu(facts):
    """0.5 x (1 + tanh(c (x + 0.044715 x**3))), one expression."""
    x, c = numbers(facts["n"]), np.float32(np.sqrt(2 / np.pi))

    def step():
        return 0.5 * x * (1 + np.tanh(c * (x + 0.044715 * x * x * x)))

    return step, lambda: _some(step())


def gelu_out(facts):
    """The same in two arrays that are there already."""
    x, c = numbers(facts["n"]), np.float32(np.sqrt(2 / np.pi))
    y, half = np.empty_like(x), np.empty_like(x)

    def step():
        np.multiply(x, x, y)
        np.multiply(y, x, y)
        np.multiply(y, np.float32(0.044715), y)
        np.add(y, x, y)
        np.multiply(y, c, y)
        np.tanh(y, y)
        np.add(y, np.float32(1), y)
        np.multiply(x, np.float32(0.5), half)
        return np.multiply(y, half, y)

    return step, lambda: _some(step())


def _some(y):
    return [float(v) for v in y[:: len(y) // 5]]
