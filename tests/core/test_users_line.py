"""An error names the user's own line in our words, whatever library stands between."""

import ctypes
import math
import operator
import re
import subprocess
import sys
import types
from dataclasses import dataclass

import numpy as np
import pytest

import ngteach as ng
from ngteach import f32, i32, trace
from ngteach.core.calling.errors import GraphError
from ngteach.core.types import boolean

V, N, WHOLE, MANY, MASK = f32[3], f32[()], i32[()], i32[2], boolean[3]
HERE = "    (test_users_line.py, line "
ARRAY = "has no numbers yet, so it is not a NumPy array; "
NUMBER = "has no numbers yet, so it is not a Python number; keep it a tensor"
STORED = "an array cannot hold a tensor: collect them in a list xs and write stack(xs)"
ROOM = "an array cannot hold a tensor, which has no numbers yet; write where(), broadcast() or stack()"


def stored(x, at, into):
    into[at] = x
    return x


MADE = {  # NumPy functions in Python between the user and the tensor, and hooks that NumPy's C code calls
    "mean of a list": (lambda a: np.mean([a, a]), V, ARRAY),
    "sum of a list": (lambda a: np.sum([a, a]), V, ARRAY),
    "std of a list": (lambda a: np.std([a[0], a[1]]), V, ARRAY),
    "sort": (lambda a: np.sort([a[0], a[1]]), V, ARRAY),
    "exp of a list": (lambda a: np.exp([a, a]), V, ARRAY),
    "array": (lambda a: np.array([a, a]), V, ARRAY),
    "array of numbers": (lambda a: np.array([a[0], 1.0], np.float32), V, ARRAY),
    "asarray": (lambda a: np.asarray(a, copy=True), V, ARRAY),
    "full": (lambda a: np.full(3, a.sum()), V, ARRAY),
    "full's shape": (lambda a: np.full(a, 1.0), WHOLE, NUMBER),
    "vectorize": (lambda a: np.vectorize(math.sqrt)(a), V, ARRAY),
    "linalg": (lambda a: np.linalg.norm([a, a]), V, ARRAY),
    "isclose": (lambda a: np.isclose([a], 1.0), V, ARRAY),
    "testing": (lambda a: np.testing.assert_allclose(a, a), V, ARRAY),
    "masked": (lambda a: np.ma.array(a), V, ARRAY),
    "polyval": (lambda a: np.polyval([a[0], a[1]], 2.0), V, ARRAY),
    "random": (lambda a: np.random.default_rng(0).normal(size=a), WHOLE, NUMBER),
    "random mean": (lambda a: np.random.default_rng(0).normal(a), V, ARRAY),
    "zeros": (lambda a: np.zeros(a), WHOLE, NUMBER),
    "zeros of a shape": (lambda a: np.zeros(a), MANY, NUMBER),
    "eye": (lambda a: np.eye(a), WHOLE, NUMBER),
    "arange": (lambda a: np.arange(a), WHOLE, ARRAY),
    "range": (lambda a: range(a), WHOLE, NUMBER),
    "fromiter": (lambda a: np.fromiter(a, np.float32), V, NUMBER),
    "store a number": (lambda a: stored(a[0], 0, np.zeros(3, np.float32)), V, STORED),
    "store a number as i64": (lambda a: stored(a, 0, np.zeros(3, int)), WHOLE, STORED),
    "store a truth": (lambda a: stored(a[0], 0, np.zeros(3, bool)), MASK, "it cannot decide an if or a while"),
    "store a vector as a number": (lambda a: stored(a, 0, np.zeros(3)), V, STORED),
    "store a row": (lambda a: stored(a, 0, np.zeros((2, 3))), V, ARRAY),
    "store a part": (lambda a: stored(a, slice(1, 2), np.zeros(3)), N, ARRAY),
    "store in a Python array": (lambda a: stored(a, 0, (ctypes.c_double * 2)()), N, STORED),
    "fill": (lambda a: np.zeros(3).fill(a), N, NUMBER),
    "put": (lambda a: np.put(np.zeros(3), 0, a), N, f"np.put: {ROOM}"),
    "copyto": (lambda a: np.copyto(np.zeros(3), a), V, f"np.copyto: {ROOM}"),
    "full_like": (lambda a: np.full_like(np.zeros(3), a), N, f"np.copyto: {ROOM}"),
    "method of an array": (lambda a: np.zeros(3).sum(a), WHOLE, NUMBER),
    "index of an array": (lambda a: np.zeros(3)[a], WHOLE, ARRAY),
    "mask of an array": (lambda a: np.zeros(3)[a], MASK, ARRAY),
    "index of a list": (lambda a: [1, 2, 3][a], WHOLE, NUMBER),
    "math": (lambda a: math.exp(a), N, NUMBER),
    "trunc": (lambda a: math.trunc(a), N, NUMBER),
    "percent": (lambda a: operator.mod("%.2f", a), N, NUMBER),
    "format": (lambda a: f"{a:.2f}", N, "it cannot be formatted"),
    "any": (lambda a: any(a), V, "it cannot decide an if or a while"),
    "sorted": (lambda a: sorted(a), V, "it cannot decide an if or a while"),
}


@pytest.mark.parametrize("form,example,text", MADE.values(), ids=MADE)
def test_no_library_hides_the_error_or_its_line(form, example, text):
    for run in (lambda: trace(form, example), lambda: trace(ng.grad(lambda x, y: ng.sum(form(y))), N, example)):
        with pytest.raises(GraphError, match=re.escape(text)) as caught:
            run()
        message = str(caught.value)
        assert message.count(HERE) == 1
        number = int(re.search(re.escape(HERE) + r"(\d+)", message)[1])
        assert number in (form.__code__.co_firstlineno, stored.__code__.co_firstlineno + 1)


def test_an_array_of_objects_and_printing_take_tensors():
    def f(x):
        kept = np.empty(2, object)
        kept[0] = kept[1] = x
        print(x, f"{x}", repr(x), str([x]))
        return kept[0] + kept[1]

    assert trace(f, N)(1.0) == 2


def test_clip_of_an_array_by_a_tensor_is_recorded():
    np.testing.assert_array_equal(trace(lambda a: np.zeros(3, np.float32).clip(a, 2), V)(np.ones(3, "f")), [1, 1, 1])


def test_the_users_own_error_stays_his():
    def f(x):
        try:
            return x + "text"
        except GraphError as problem:
            raise ValueError("mine") from problem

    with pytest.raises(ValueError, match="mine"):
        trace(f, V)


# ---- where the user's code may lie ------------------------------------------

BODY = "import ngteach as ng\nimport numpy as np\ndef layer(x):\n    h = np.tanh(x)\n    return h @ 2.0 if bad else h\n"


def module(path, text=BODY, **names):
    """The module that this text is, as if it lay there."""
    made = types.ModuleType("made")
    made.__dict__.update(bad=False, **names)
    exec(compile(text, str(path), "exec"), made.__dict__)
    return made


def line_and_error(function):
    eqn = trace(function, f32[2]).equations[0]
    with pytest.raises(GraphError) as caught:
        function.__globals__["bad"] = True
        trace(function, f32[2])
    return eqn.line, eqn.output.name, str(caught.value)


@pytest.mark.parametrize(
    "file",
    [
        *(
            "script.py",
            "/home/ng/ngteach/mine.py",
            "/home/ngteach/core/provenance.py",
            "<stdin>",
            "<ipython-input-3-abc>",
        ),
        *("/tmp/ipykernel_12/34.py", "/home/me/my-site-packages/model.py", "/opt/ngteach-course/venv.py", "<string>"),
    ],
)
def test_the_users_file_may_be_called_anything(file):
    line, name, error = line_and_error(module(file).layer)
    assert (line.file, line.number, name) == (file, 4, "h")
    assert f"({file.rpartition('/')[2]}, line 5" in error


LIBRARIES = [
    "/opt/python/lib/python3.12/site-packages/layers/core.py",
    "/usr/lib/python3/dist-packages/layers.py",
    math.__spec__.origin if math.__spec__.origin != "built-in" else types.__file__,
    re.__file__,
    np.__file__,
    "<frozen runpy>",
    "<ngteach made #1>",  # what the compiler writes
]


@pytest.mark.parametrize("file", LIBRARIES)
def test_a_library_between_is_passed_by(file):
    library = module(file)
    mine = module("mine.py", "def model(x):\n    y = layer(x)\n    return y\n", layer=library.layer)
    eqn = trace(mine.model, f32[2]).equations[0]
    assert (eqn.line.file, eqn.line.number) == ("mine.py", 2)
    library.bad = True
    with pytest.raises(GraphError, match=r"\(mine.py, line 2\)$"):
        trace(mine.model, f32[2])


PACKAGE = """
import ngteach as ng
def layer(x):
    h = ng.tanh(x)
    return h @ 2.0
try:
    ng.trace(layer, ng.f32[2])
except ng.GraphError as problem:
    print(problem)
"""


def test_code_that_lies_in_packages_alone_still_has_lines(tmp_path):
    """As with python -m layers: nothing above it is the user's."""
    folder = tmp_path / "site-packages" / "layers"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "__main__.py").write_text(PACKAGE)
    command = [sys.executable, "-m", "layers"]
    root = ng.__file__.rpartition("/ngteach/")[0]
    environment = {"PYTHONPATH": f"{folder.parent}:{root}", "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert run.stdout.endswith("(__main__.py, line 5: return h @ 2.0)\n")


def test_what_dataclasses_write_is_no_line_of_the_users():
    @dataclass
    class Pair:
        a: object
        b: object

    with pytest.raises(GraphError, match="test_users_line.py, line"):
        trace(lambda x, y: Pair(x, y) == Pair(y, x), V, V)
