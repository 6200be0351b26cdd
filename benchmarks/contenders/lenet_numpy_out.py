"""LeNet's step by hand in NumPy with out= everywhere, and channels before images: a row of columns is one copy."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .models import compared, example, in_turn


def lenet_out(facts):
    """Columns are [channels * 25, n * rows * columns], images [channels, n, rows, columns]."""
    start = example(facts)
    n, w, batches, rate = facts["batch"], start.weights, in_turn(start.batches), np.float32(start.rate)
    conv1, conv2 = (
        _Conv(w["convolutions"][0], (1, n, 28, 28), 2, rate),
        _Conv(w["convolutions"][1], (6, n, 14, 14), 0, rate),
    )
    pool1, pool2 = _Pool((6, n, 28, 28)), _Pool((16, n, 10, 10))
    dense = [_Dense(layer, n, rate) for layer in w["dense"]]
    flat, dp2 = np.empty((n, 16, 5, 5), np.float32), np.empty((16, n, 5, 5), np.float32)
    row, rows = np.empty((n, 1), np.float32), np.arange(n)

    def step():
        x, labels = next(batches)
        p2 = pool2(conv2(pool1(conv1(x[None]))))
        np.copyto(flat, p2.transpose(1, 0, 2, 3))
        h1 = dense[0](flat.reshape(n, -1))
        np.maximum(h1, 0, out=h1)
        h2 = dense[1](h1)
        np.maximum(h2, 0, out=h2)
        z = dense[2](h2)
        np.subtract(z, np.max(z, axis=1, keepdims=True, out=row), z)
        np.exp(z, z)
        np.divide(z, np.sum(z, axis=1, keepdims=True, out=row), z)
        loss = -np.log(z[rows, labels]).mean()
        z[rows, labels] -= 1
        np.divide(z, np.float32(n), z)
        dh2 = dense[2].back(z)
        np.multiply(dh2, h2 > 0, dh2)
        dh1 = dense[1].back(dh2)
        np.multiply(dh1, h1 > 0, dh1)
        dflat = dense[0].back(dh1)
        np.copyto(dp2, dflat.reshape(flat.shape).transpose(1, 0, 2, 3))
        conv1.back(pool1.back(conv2.back(pool2.back(dp2))), False)
        return loss

    return compared(step)


class _Dense:
    def __init__(self, layer, n, rate):
        self.W, self.b, self.rate = layer["W"], layer["b"], rate
        self.y, self.dx = np.empty((n, self.W.shape[1]), np.float32), np.empty((n, self.W.shape[0]), np.float32)
        self.dW, self.db = np.empty_like(self.W), np.empty_like(self.b)

    def __call__(self, x):
        self.x = x
        np.dot(x, self.W, self.y)
        return np.add(self.y, self.b, self.y)

    def back(self, dy):
        """dx; the weights are changed."""
        np.dot(dy, self.W.T, self.dx)
        np.dot(self.x.T, dy, self.dW)
        np.sum(dy, axis=0, out=self.db)
        _descend(self, self.rate)
        return self.dx


class _Conv:
    def __init__(self, layer, shape, padding, rate):
        outputs, channels, k, _ = layer["filters"].shape
        _, n, height, width = shape
        self.W, self.b, self.k, self.rate = layer["filters"].reshape(outputs, -1), layer["b"], k, rate
        places = n, height + 2 * padding - k + 1, width + 2 * padding - k + 1
        self.x = np.zeros((channels, n, height + 2 * padding, width + 2 * padding), np.float32)
        self.inside = self.x[:, :, padding : padding + height, padding : padding + width]
        self.windows = sliding_window_view(self.x, (k, k), axis=(2, 3)).transpose(0, 4, 5, 1, 2, 3)
        self.columns, self.dcolumns = (np.empty((channels, k, k, *places), np.float32) for _ in range(2))
        self.y, self.dx = np.empty((outputs, *places), np.float32), np.empty(self.x.shape, np.float32)
        self.dW, self.db = np.empty_like(self.W), np.empty_like(self.b)

    def __call__(self, x):
        np.copyto(self.inside, x)
        np.copyto(self.columns, self.windows)
        y = self.y.reshape(len(self.b), -1)
        np.dot(self.W, self.columns.reshape(self.W.shape[1], -1), y)
        np.add(y, self.b[:, None], y)
        return self.y

    def back(self, dy, further=True):
        """dx if it goes further; the weights are changed."""
        rows, columns = dy.reshape(len(self.b), -1), self.columns.reshape(self.W.shape[1], -1)
        if further:
            np.dot(self.W.T, rows, self.dcolumns.reshape(columns.shape))
            self.dx.fill(0)
            height, width = self.y.shape[2:]
            for i in range(self.k):
                for j in range(self.k):
                    part = self.dx[:, :, i : i + height, j : j + width]
                    np.add(part, self.dcolumns[:, i, j], part)
        np.dot(rows, columns.T, self.dW)
        np.sum(rows, axis=1, out=self.db)
        _descend(self, self.rate)
        return self.dx


class _Pool:
    """relu and the largest of each 2 x 2; back to the first that is as large."""

    def __init__(self, shape):
        channels, n, height, width = shape
        self.y = np.empty((channels, n, height // 2, width // 2), np.float32)
        self.largest, self.d, self.here = (np.empty_like(self.y) for _ in range(3))
        self.same, self.dx = np.empty(self.y.shape, bool), np.empty(shape, np.float32)

    def __call__(self, x):
        self.quarters = [x[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)]
        a, b, c, d = self.quarters
        np.maximum(a, b, out=self.largest)
        np.maximum(self.largest, c, out=self.largest)
        np.maximum(self.largest, d, out=self.largest)
        return np.maximum(self.largest, 0, out=self.y)

    def back(self, dy):
        np.multiply(dy, np.greater(self.y, 0, self.same), self.d)
        for i, quarter in enumerate(self.quarters):
            here = self.dx[:, :, i // 2 :: 2, i % 2 :: 2]
            np.multiply(self.d, np.equal(quarter, self.largest, self.same), self.here)
            np.copyto(here, self.here)
            np.subtract(self.d, self.here, self.d)
        return self.dx


def _descend(layer, rate):
    np.multiply(layer.dW, rate, layer.dW)
    np.subtract(layer.W, layer.dW, layer.W)
    np.multiply(layer.db, rate, layer.db)
    np.subtract(layer.b, layer.db, layer.b)
