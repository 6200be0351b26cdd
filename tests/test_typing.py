"""What editors and type checkers see: the stubs hold what is attached, and a user's script is checked against them."""

import ast
import builtins
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from stubs import PACKAGE, STUBS, written

import ngteach as ng
from ngteach.core.calling.attached import Pictures, Symbols
from ngteach.core.op import Op
from ngteach.ops.advice import REFUSED

README = (PACKAGE.parent / "README.md").read_text(encoding="utf-8")

# ---- the stubs --------------------------------------------------------------


@pytest.mark.parametrize("path", STUBS)
def test_a_stub_is_what_its_table_writes(path):
    assert (PACKAGE / path).read_text(encoding="utf-8") == written(path), "write: python tests/stubs.py"


@pytest.mark.parametrize("filled", [Pictures, Symbols], ids=lambda c: c.__name__)
def test_a_stub_names_what_is_attached_and_works(filled):
    tree = ast.parse((PACKAGE / "core/calling/attached.pyi").read_text(encoding="utf-8"))
    (told,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == filled.__name__]
    attached = {n for n in vars(filled) if vars(filled)[n] is not getattr(object, n, None)} - {"__hash__"}
    of_classes = {"__dict__", "__doc__", "__module__", "__slots__", "__weakref__"}
    names = {node.name for node in told.body if isinstance(node, ast.FunctionDef)} - {"__hash__"}
    assert names == attached - of_classes - set(REFUSED)


# ---- names that are loaded when they are used -------------------------------


def known_to_type_checkers(module):
    """The names that a module defines for type checkers alone."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    (block,) = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    imported = {alias.asname for line in block.body if isinstance(line, ast.ImportFrom) for alias in line.names}
    return {*imported, *(line.targets[0].id for line in block.body if isinstance(line, ast.Assign))} - {None}


@pytest.mark.parametrize("module, names", [(ng, ng._LATER), (ng.lab, ng.lab._NAMES)], ids=["ngteach", "lab"])
def test_type_checkers_see_what_is_loaded_later(module, names):
    assert known_to_type_checkers(module) == set(names)


def test_all_names_what_is_public_and_no_room_and_not_pythons():
    """It is written out, because a type checker runs nothing."""
    names = {n for n, x in vars(ng).items() if n[0] != "_" and not inspect.ismodule(x)}
    assert set(ng.__all__) == names - {"TYPE_CHECKING", *ng._LATER, *vars(builtins)}


@pytest.mark.parametrize("name", [*ng.__all__, "compile", *sorted(set(ng._LATER) - {"lab"})])
def test_every_public_function_and_method_says_what_it_returns(name):
    thing = getattr(ng, name)
    if isinstance(thing, Op) or getattr(thing, "__module__", "").startswith("ngteach.ops."):
        return  # the stub of ops has these
    methods = vars(thing) if inspect.isclass(thing) else {name: thing}
    for method, function in methods.items():
        function = getattr(function, "fget", None) or getattr(function, "func", None) or function
        function = inspect.unwrap(getattr(function, "__func__", function))
        if inspect.isfunction(function) and function.__module__.startswith("ngteach.") and method[0] != "_":
            assert "return" in function.__annotations__, f"{name}: {method}"


# ---- a user's script --------------------------------------------------------

HEAD = """\
import numpy as np
images, labels = np.ones((32, 64), np.float32), np.ones(32, np.int32)
weights = ng.he_weights(ng.mlp_types((64, 64, 10)))
"""
TENSORS = """\
def f(x: ng.Tensor, W: ng.Tensor) -> ng.Tensor:
    h = 2.0 * (x @ W) + 1.0
    a: ng.Tensor = np.ones(3, np.float32) * h.T[0, ..., None]
    b: ng.Tensor = ng.sum(ng.relu(h), axis=0) - h.mean(axis=0).reshape(1, 3)
    c: np.ndarray = ng.relu(np.ones(3))
    d: ng.TensorType = ng.dot(ng.f32[2, 3], ng.f32[3, 4])
    e: ng.Tensor = ng.where(a > 0.0, ng.add(1.0, b), np.exp(h))
    g: ng.Tensor = ng.where((a > 0.0) & ~(b < 1.0), a // 2.0, b % 2.0).at[0].set(0.0)
    noise: ng.Tensor = ng.random.normal(ng.random.key(0), (3,)) * a
    rows, columns = h.shape
    return e if len(h) == 3 else h.astype(ng.f64)
graph = ng.trace(f, ng.f32[3, 3], ng.f32[3, 3])
grads = ng.grad(lambda x: ng.sum(x * x))(np.ones(3))
small, report = ng.optimize(ng.simplify(ng.clone(graph)[0]))
executable = ng.compile(small, threads=2)
executable.explain(), executable.source, graph.show(), graph["x"].shape, graph.producer
ng.Run(ng.Config(epochs=1)).train()
ng.lab.stepper(graph)
"""
WRONG = """\
ng.trace(3)
ng.trace(f, name=3)
ng.no_such_name
ng.compile(f)
ng.relu(graph["x"], 1.0)
ng.sum(graph["x"], axes=0)
ng.clone("graph")
ng.lab.no_such_widget
graph["x"].no_such_method
graph["x"][0] = 1.0
float(graph["x"])
graph["x"] + "text"
ng.derive_training(graph, trainable=3)
"""


def test_mypy_checks_a_users_script(tmp_path):
    twelve_lines, *_ = re.findall(r"```python\n(.*?)```", README, re.S)
    annotated = "predict(x: ng.Tensor, weights: dict[str, ng.Tensor]) -> ng.Tensor:"
    good = "import ngteach as ng\n" + HEAD + twelve_lines.replace("predict(x, weights):", annotated) + TENSORS
    script = tmp_path / "script.py"
    script.write_text(good + WRONG, encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports", "--follow-imports=silent"]
    done = subprocess.run([*mypy, str(script)], cwd=PACKAGE.parent, capture_output=True, text=True, timeout=120)
    found = {int(n) for n in re.findall(r"script\.py:(\d+): error", done.stdout)}
    first = len(good.splitlines()) + 1
    assert found == set(range(first, first + len(WRONG.splitlines()))), done.stdout + done.stderr


def test_jedi_completes_what_a_tensor_can_do():
    jedi = pytest.importorskip("jedi")
    code = "import ngteach as ng\ndef f(x: ng.Tensor):\n    h = ng.relu(x @ x + 1.0)\n    "
    for tensor in ("x.", "h.", "(x + 1.0).T."):
        script = jedi.Script(code + tensor, project=jedi.Project(PACKAGE.parent))
        names = {c.name for c in script.complete()}
        assert {"reshape", "T", "sum", "argmax", "shape"} <= names, tensor
