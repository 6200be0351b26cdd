"""A wheel built from the tree works outside it: digits, notebooks and all."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import ngteach
from ngteach.data.digits import FILES

ROOT = Path(__file__).parent.parent
PARTS = ("ngteach", "data", "notebooks", "docs", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built offline, with the tools that the test extra brings, from a copy of the tree."""
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        here = ROOT / part
        if here.is_dir():
            shutil.copytree(here, tree / part, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
        elif here.exists():
            shutil.copy(here, tree / part)
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tree / "dist"), str(tree)]
    done = subprocess.run(build, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = (tree / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder with the wheel installed in it, and nothing else."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    done = subprocess.run([*pip, str(wheel)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return target


def outside(installed, folder, *arguments):
    """Python, in another folder, with the installed wheel before the tree."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NGTEACH")}
    environment["PYTHONPATH"] = str(installed)
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_wheel_is_for_every_platform_and_names_its_licence(wheel):
    assert wheel.name == f"ngteach-{ngteach.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        (metadata,) = [n for n in names if n.endswith(".dist-info/METADATA")]
        text = file.read(metadata).decode()
    assert "License-Expression: Apache-2.0" in text and any(n.endswith("licenses/LICENSE") for n in names)
    assert "Classifier: Typing :: Typed" in text
    assert "Requires-Python: >=3.11" in text and "Requires-Dist: numpy" in text


def test_the_wheel_holds_every_module_the_digits_with_their_notice_and_the_notebooks(wheel):
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
    wanted = {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / "ngteach").rglob("*")
        if p.suffix in (".py", ".pyi", ".js", ".css")
    }
    wanted |= {"ngteach/py.typed"} | {f"ngteach/digits/{name}" for name in (*FILES, "README.md")}
    wanted |= {f"ngteach/digits/names/{name}" for name in ("names.txt", "transformer.npz", "README.md")}
    wanted |= {f"ngteach/notebooks/{p.name}" for p in (ROOT / "notebooks").glob("*.ipynb")}
    assert wanted <= names, sorted(wanted - names)
    assert not [n for n in names if "tests" in n.split("/") or n.endswith(".pyc")]


def test_it_trains_on_the_bundled_digits_outside_the_tree(installed, tmp_path):
    where = outside(installed, tmp_path, "-c", "import ngteach; print(ngteach.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(installed), where.stderr
    done = outside(installed, tmp_path, "-m", "ngteach", "train", "--epochs", "5", "--history", "history.json")
    assert done.returncode == 0, done.stderr
    assert "1,437 images for training" in done.stdout
    found = json.loads((tmp_path / "history.json").read_text())
    assert len(found["test_accuracy"]) == 5 and found["test_accuracy"][-1] > 0.9


def test_it_brings_its_names(installed, tmp_path):
    code = "from ngteach.data.names import bundled_names; print(len(bundled_names().test_words))"
    done = outside(installed, tmp_path, "-c", code)
    assert done.stdout.strip() == "2000", done.stderr


def test_it_shows_the_graph_as_the_tree_does(installed, tmp_path):
    for form in ("text", "svg", "dot", "json", "numpy"):
        there = outside(installed, tmp_path, "-m", "ngteach", "show", "--as", form)
        here = subprocess.run([sys.executable, "-m", "ngteach", "show", "--as", form], capture_output=True, text=True)
        assert there.returncode == 0 and there.stdout == here.stdout, there.stderr


def test_its_command_is_ngteach(installed):
    (command,) = [p for p in (installed / "bin").glob("ngteach*")] or list((installed / "Scripts").glob("ngteach*"))
    done = subprocess.run(
        [str(command), "--version"], env={**os.environ, "PYTHONPATH": str(installed)}, capture_output=True
    )
    assert done.stdout.decode() == f"ngteach {ngteach.__version__}\n"


def test_it_brings_its_notebooks(installed, tmp_path):
    code = "from ngteach.lab.notebook.open import notebooks_folder; print(notebooks_folder())"
    done = outside(installed, tmp_path, "-c", code)
    assert done.stdout.strip() == str(installed / "ngteach" / "notebooks"), done.stderr
