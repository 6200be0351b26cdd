"""LeNet's step by hand in NumPy: im2col and the product, as most people write it."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .models import compared, example, in_turn


def lenet(facts):
    """A row of columns for each window, [n * rows * columns, channels * 25]; images [n, channels, rows, columns]."""
    start = example(facts)
    conv1, conv2, *dense = layers = *start.weights["convolutions"], *start.weights["dense"]
    batches, rate = in_turn(start.batches), np.float32(start.rate)

    def step():
        x, labels = next(batches)
        y1, back1 = _conv(np.pad(x[:, None], ((0, 0), (0, 0), (2, 2), (2, 2))), conv1)
        p1, unpool1 = _relu_and_pool(y1)
        y2, back2 = _conv(p1, conv2)
        p2, unpool2 = _relu_and_pool(y2)
        flat = p2.reshape(len(x), -1)
        h1 = np.maximum(_dense(flat, dense[0]), 0)
        h2 = np.maximum(_dense(h1, dense[1]), 0)
        loss, dz = _cross_entropy(_dense(h2, dense[2]), labels)
        dh2 = dz @ dense[2]["W"].T * (h2 > 0)
        dh1 = dh2 @ dense[1]["W"].T * (h1 > 0)
        dp2 = (dh1 @ dense[0]["W"].T).reshape(p2.shape)
        dp1, *d2 = back2(unpool2(dp2))
        d1 = back1(unpool1(dp1), False)[1:]
        further = (flat.T @ dh1, dh1.sum(0)), (h1.T @ dh2, dh2.sum(0)), (h2.T @ dz, dz.sum(0))
        for layer, (dW, db) in zip(layers, (d1, d2, *further), strict=True):
            name = "W" if "W" in layer else "filters"
            layer[name], layer["b"] = layer[name] - rate * dW, layer["b"] - rate * db
        return loss

    return compared(step)


def _dense(x, layer):
    return x @ layer["W"] + layer["b"]


def _cross_entropy(z, labels):
    """(loss, its derivative by z)"""
    e, rows = np.exp(z - z.max(axis=1, keepdims=True)), np.arange(len(z))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, labels]).mean()
    p[rows, labels] -= 1
    return loss, p / np.float32(len(z))


def _conv(x, layer):
    """(the convolution, its way back): dy -> (dx, dW, db)."""
    W, b = layer["filters"], layer["b"]
    outputs, channels, k, _ = W.shape
    rows, filters = sliding_window_view(x, (k, k), axis=(2, 3)), W.reshape(outputs, -1)
    n, _, height, width, _, _ = rows.shape
    columns = rows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, channels * k * k)
    y = (columns @ filters.T + b).reshape(n, height, width, outputs).transpose(0, 3, 1, 2)

    def back(dy, further=True):
        rows = dy.transpose(0, 2, 3, 1).reshape(-1, outputs)
        dW, db = (rows.T @ columns).reshape(W.shape), rows.sum(axis=0)
        if not further:
            return None, dW, db
        windows = (rows @ filters).reshape(n, height, width, channels, k, k).transpose(0, 3, 1, 2, 4, 5)
        dx = np.zeros_like(x)
        for i in range(k):
            for j in range(k):
                dx[:, :, i : i + height, j : j + width] += windows[..., i, j]
        return dx, dW, db

    return y, back


def _relu_and_pool(x):
    """(the largest of each 2 x 2, or 0; its way back, to the first that is as large)."""
    quarters = [x[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)]
    largest = np.maximum(np.maximum(*quarters[:2]), np.maximum(*quarters[2:]))
    y = np.maximum(largest, 0)

    def back(dy):
        dx, dy = np.zeros_like(x), dy * (y > 0)
        for i in range(4):
            here = dy * (quarters[i] == largest)
            dx[:, :, i // 2 :: 2, i % 2 :: 2] = here
            dy = dy - here
        return dx

    return y, back
