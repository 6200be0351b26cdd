"""PyTorch and JAX, each as the same few functions: ngteach's ops under ngteach's names, and their derivatives."""

import numpy as np
import pytest
from samples import JAX, TORCH, function_named

import ngteach as ng
from ngteach import f32


def peer_named(name):
    """The peer, or the test is skipped."""
    if name == "torch":
        return TorchPeer(pytest.importorskip("torch", reason="PyTorch is not installed"))
    return JaxPeer(pytest.importorskip("jax", reason="JAX is not installed"))


class _ByName(dict):
    """name -> function; what is not written down is looked up in samples and, for JAX, under its own name."""

    def __init__(self, known, *places):
        super().__init__(known)
        self.places = places

    def __missing__(self, name):
        found = next((getattr(place, name) for place in self.places if hasattr(place, name)), None)
        return found or pytest.skip(f"the peer has no {name}")


class _Ops:
    def __getitem__(self, name):
        return function_named(name)


class Ours:
    """ngteach as one of its peers."""

    ops = _Ops()

    array = staticmethod(np.asarray)

    @staticmethod
    def grad(function):
        return lambda *xs: ng.grad(function, tuple(range(len(xs))))(*xs)

    @classmethod
    def gradients(cls, calls):
        return [cls.grad(function)(*arrays) for function, arrays in calls]

    @staticmethod
    def values(calls):
        return [np.asarray(function(*arrays)) for function, arrays in calls]


def close(found, wanted, rtol=1e-10):
    np.testing.assert_allclose(found, wanted, rtol=rtol, atol=1e-12)


class TorchPeer:
    """ops.NAME(*tensors, **params) for every op of ngteach that PyTorch has in some form."""

    name = "torch"

    def __init__(self, torch):
        t = self.torch = torch

        def axes(x, axis):
            return tuple(range(x.ndim)) if axis is None else axis

        def extreme(function):
            return lambda x, axis=None, keepdims=False: (
                x if axes(x, axis) == () else function(x, dim=axes(x, axis), keepdim=keepdims)
            )

        def total(x, axis=None, keepdims=False, dtype=None):  # of no axes, PyTorch takes all
            wide = x.dtype if x.is_floating_point() else t.int64 if dtype is None else self.dtype(dtype.dtype)
            return x.to(wide) if axes(x, axis) == () else t.sum(x, dim=axes(x, axis), keepdim=keepdims, dtype=wide)

        def softmax(x, axis=None):
            along = [a % x.ndim for a in axes(x, (axis,) if isinstance(axis, int) else axis)]
            if not along:
                return t.softmax(x[..., None], dim=-1)[..., 0]
            kept = [a for a in range(x.ndim) if a not in along]
            moved = x.permute(kept + along)
            flat = t.softmax(moved.flatten(len(kept)), dim=-1).reshape(moved.shape)
            return flat.permute([(kept + along).index(a) for a in range(x.ndim)])

        def embed(x, shape, index):
            return t.zeros(shape, dtype=x.dtype).index_put(_positions(t, index, shape), x) if shape else x

        def reshape(x, shape):
            return x.reshape(shape)

        self.ops = {
            "add": t.add, "subtract": t.sub, "multiply": t.mul, "divide": t.div, "power": t.pow,
            "maximum": t.maximum, "minimum": t.minimum, "negative": t.neg, "abs": t.abs, "sign": t.sign,
            "exp": t.exp, "log": t.log, "sqrt": t.sqrt, "tanh": t.tanh, "sigmoid": t.sigmoid, "relu": t.relu,
            "identity": lambda x: x, "stop_gradient": lambda x: x.detach(),
            "convert": lambda x, dtype: x.to(self.dtype(dtype.dtype)),
            "equal": t.eq, "not_equal": t.ne, "less": t.lt, "less_equal": t.le, "greater": t.gt, "greater_equal": t.ge,
            "logical_and": t.logical_and, "logical_or": t.logical_or, "logical_xor": t.logical_xor,
            "logical_not": t.logical_not, "where": t.where,
            "mask": lambda x, condition: t.where(condition, x, 0.0),
            "sum": total, "max": extreme(t.amax), "min": extreme(t.amin),
            "argmax": lambda x, axis=None, keepdims=False: t.argmax(x, dim=axis, keepdim=keepdims),
            "softmax": softmax, "broadcast": lambda x, shape: t.broadcast_to(x, shape),
            "reshape": reshape, "transpose": lambda x, axes=None: x.permute(axes or tuple(range(x.ndim))[::-1]),
            "slice": lambda x, index: x[_positions(t, index, x.shape)] if x.ndim else x,
            "embed": embed, "join": lambda *xs, axis=0: t.cat(xs, dim=axis), "dot": t.matmul,
            "one_hot": lambda labels, depth, dtype=f32, axis=-1, unknown=None: (
                t.nn.functional.one_hot(labels.long(), depth).to(self.dtype(dtype.dtype)).movedim(-1, axis)
            ),
        }  # fmt: skip

        self.ops = _ByName(self.ops | {name: make(t) for name, make in TORCH.items()})

    def dtype(self, dtype):
        return getattr(self.torch, np.dtype(dtype).name)

    def array(self, x):
        return self.torch.from_numpy(np.array(x))

    def values(self, calls):
        """The value of each (function, arrays)."""
        return [self._numpy(function(*map(self.array, arrays))) for function, arrays in calls]

    def gradients(self, calls):
        """For each (function, arrays), where the function gives one number, an array for each argument."""
        return [self._gradients(function, arrays) for function, arrays in calls]

    def grad(self, function):
        """xs -> the gradients of function, which can be differentiated again."""

        def derived(*xs):
            return self.torch.autograd.grad(function(*xs), xs, create_graph=True, materialize_grads=True)

        return derived

    def _gradients(self, function, arrays):
        xs = [self.array(a).requires_grad_() for a in arrays]
        y = function(*xs)
        if not y.requires_grad:
            return [np.zeros_like(a) for a in arrays]
        return [self._numpy(g) for g in self.torch.autograd.grad(y, xs, materialize_grads=True)]

    def _numpy(self, x):
        return x.detach().numpy(force=True)


class JaxPeer:
    """The same for JAX, with f64."""

    name = "jax"

    def __init__(self, jax):
        j = self.jax = jax
        j.config.update("jax_disable_most_optimizations", True)  # programs that run once are compiled sooner
        n = jax.numpy

        def embed(x, shape, index):
            return n.zeros(shape, x.dtype).at[tuple(slice(*r) for r in index)].set(x)

        def extreme(function, bound):
            return lambda x, **params: function(x, initial=None if x.size else bound(x.dtype), **params)

        def total(x, dtype=None, **params):
            total = np.uint64 if x.dtype.kind == "u" else np.int64
            wide = x.dtype if x.dtype.kind == "f" else total if dtype is None else dtype.dtype
            return n.sum(x, dtype=wide, **params)

        same = (
            "add subtract multiply divide power maximum minimum negative abs sign exp log sqrt tanh equal not_equal "
            "less less_equal greater greater_equal logical_and logical_or logical_xor logical_not where reshape "
            "transpose argmax"
        )
        self.ops = {name: getattr(n, name) for name in same.split()} | {
            "sigmoid": j.nn.sigmoid, "relu": j.nn.relu, "identity": lambda x: x, "stop_gradient": j.lax.stop_gradient,
            "convert": lambda x, dtype: x.astype(dtype.dtype),
            "mask": lambda x, condition: n.where(condition, x, 0.0),
            "sum": total, "max": extreme(n.max, _lowest), "min": extreme(n.min, _highest),
            "softmax": lambda x, axis=None: j.nn.softmax(x, axis=tuple(range(x.ndim)) if axis is None else axis),
            "broadcast": n.broadcast_to, "slice": lambda x, index: x[tuple(slice(*r) for r in index)],
            "embed": embed, "join": lambda *xs, axis=0: n.concatenate(xs, axis), "dot": n.matmul,
            "one_hot": lambda labels, depth, dtype=f32, axis=-1, unknown=None: (
                j.nn.one_hot(labels, depth, dtype=dtype.dtype, axis=axis)
            ),
        }  # fmt: skip

        self.ops = _ByName(self.ops | {name: make(j) for name, make in JAX.items()}, n, j.nn, j.lax)

    def dtype(self, dtype):
        return np.dtype(dtype)

    def array(self, x):
        return self.jax.numpy.asarray(x)

    def values(self, calls):
        return self._together([function for function, _ in calls], [arrays for _, arrays in calls])

    def gradients(self, calls):
        derived = [self.jax.grad(function, tuple(range(len(arrays)))) for function, arrays in calls]
        return self._together(derived, [arrays for _, arrays in calls])

    def grad(self, function):
        return lambda *xs: self.jax.grad(function, tuple(range(len(xs))))(*xs)

    def _together(self, functions, arrays):
        """All at once: JAX compiles before it runs, and one long program compiles sooner than many short ones."""
        given = {id(a): a for row in arrays for a in row}  # what two functions are given, they may compute with once
        with self.jax.enable_x64(True):
            run = self.jax.jit(
                lambda known: [f(*[known[id(a)] for a in row]) for f, row in zip(functions, arrays, strict=True)]
            )
            return self.jax.tree.map(np.asarray, run({key: self.array(a) for key, a in given.items()}))


def _positions(torch, index, shape):
    """The positions that each (start, stop, step) takes, as arrays that index together; PyTorch has no step below 0."""
    ranges = [torch.tensor(range(*slice(*r).indices(d)), dtype=torch.long) for r, d in zip(index, shape, strict=True)]
    return tuple(torch.meshgrid(*ranges, indexing="ij")) if ranges else ()


def _lowest(dtype):
    return -np.inf if dtype.kind == "f" else False if dtype.kind == "b" else np.iinfo(dtype).min


def _highest(dtype):
    return np.inf if dtype.kind == "f" else True if dtype.kind == "b" else np.iinfo(dtype).max
