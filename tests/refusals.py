"""Calls that a graph refuses, and so must every executable, in the same words."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32
from ngteach.core.calling.errors import GraphError

BACKENDS = ("INTERPRETER", "CPU")


def refusal(f, *args, **params):
    """The words in which f refuses these arguments."""
    with pytest.raises(GraphError) as caught:
        f(*args, **params)
    return str(caught.value)


M = np.arange(6, dtype=np.float32).reshape(2, 3)


def step(params, x):
    return {"y": x @ params["W"], "z": [x + 1.0]}


STEP = ng.trace(step, {"W": f32[3, 2], "rate": f32}, f32[2, 3])
W = np.ones((3, 2), np.float32)
PARAMS = {"W": W, "rate": 0.5}


def two(x, y):
    return x + y, x * y


TWO = ng.trace(two, f32[3], f32[3])
A, B = np.array([1, 2, 3], np.float32), np.array([4, 5, 6], np.float32)


def read_only():
    a = np.empty(3, np.float32)
    a.flags.writeable = False
    return a


FRESH = np.empty(3, np.float32)
LONG = np.empty(4, np.float32)

# arguments of STEP, and what is said of them
WRONG_ARGUMENTS = [
    ((PARAMS,), "step takes 2 arguments, (params.W: f32[3,2], params.rate: f32[], x: f32[2,3]), got 1"),
    (
        ({"V": W, "rate": 1.0}, M),
        "step: params: found the keys V, rate, wanted W, rate; it takes (params.W: f32[3,2],",
    ),
    ((PARAMS, [M]), "x: found a list, wanted one array"),
    (({"W": W}, [M]), "params: found the keys W, wanted W, rate; x: found a list, wanted one array"),
    ((W, M), "params: found a ndarray, wanted a dict like {W: *, rate: *}"),
    (({"W": W.T, "rate": 1.0}, M), "params.W must be f32[3,2], found f32[2,3]"),
    (({"W": W.astype("d"), "rate": 1.0}, M), "params.W must be f32[3,2], found f64[3,2]"),
    (({"W": W, "rate": np.array(1.0)}, M), "params.rate must be f32[], found f64[]"),
    (({"W": W, "rate": np.int32(1)}, M), "params.rate must be f32[], found i32[]"),
    (({"W": W, "rate": np.float64(1e99)}, M), "params.rate must be f32[], the number 1e+99 does not fit f32"),
    (({"W": W, "rate": True}, M), "params.rate must be f32[], the number True does not fit f32"),
    (({"W": W, "rate": 1e99}, M), "params.rate must be f32[], the number 1e+99 does not fit f32"),
    (({"W": W, "rate": None}, M), "params.rate must be f32[], found a NoneType; write np.asarray(..., np.float32)"),
    (({"W": W, "rate": "1"}, M), "params.rate must be f32[], found a str; write np.asarray(..., np.float32)"),
    ((PARAMS, M.astype(">f4")), "x must be f32[2,3], >f4 has its bytes in the order of another machine"),
    (
        ({"W": 1.0, "rate": W}, M[0]),
        "params.W must be f32[3,2], found f32[]; params.rate must be f32[], found f32[3,2]; x must be",
    ),
]

# out= of TWO(A, B), and what is said of it
WRONG_OUT = [
    ([FRESH], "two: out has 1 arrays, but there are 2 results"),
    ([FRESH, None], "out for result 1 is a NoneType; write np.empty((3,), np.float32)"),
    ([FRESH, [1, 2, 3]], "out has 4 arrays, but there are 2 results"),
    ([FRESH, np.empty(4, "f")], "out for result 1 is f32[4], but the result is f32[3]"),
    ([FRESH, np.empty(3, "i4")], "out for result 1 is i32[3], but the result is f32[3]"),
    ([FRESH, np.empty(3, ">f4")], "out for result 1 is >f4[3], but the result is f32[3]"),
    ([FRESH, read_only()], "out for result 1 is read-only"),
    ([FRESH, FRESH], "out for result 1 shares its memory with out for result 0; give it an array of its own"),
    ([A, FRESH], "out for result 0 shares its memory with the input x; give it an array of its own"),
    ([FRESH, B[::-1]], "out for result 1 shares its memory with the input y"),
    ([LONG[:3], LONG[1:]], "out for result 1 shares its memory with out for result 0"),
    ([A, read_only()], "out for result 1 is read-only; out for result 0 shares its memory with the input x"),
]
