"""Binder: what mybinder.org makes of this repository, proven without Docker."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BINDER = ROOT / "binder"


@pytest.fixture(scope="module")
def dockerfile():
    """(the Dockerfile that repo2docker would build, what it says meanwhile)"""
    command = [sys.executable, "-m", "repo2docker", "--no-build", str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_repo2docker_picks_python_3_12(dockerfile):
    assert re.search(r"python=3\.12\b", dockerfile[1])


def test_repo2docker_uses_all_of_our_files(dockerfile):
    for line in ('pip install --no-cache-dir -r "binder/requirements.txt"', "RUN ./binder/postBuild", "binder/start"):
        assert line in dockerfile[0]


def test_the_requirements_are_the_dependencies_and_nothing_else():
    """Pinned, each of them, and as pyproject.toml wants them; ngteach itself comes from postBuild."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = dict(dependencies(project, project["dependencies"] + project["optional-dependencies"]["lab"]))
    lines = [line.partition("#")[0].strip() for line in (BINDER / "requirements.txt").read_text().splitlines()]
    pins = dict(line.split("==") for line in lines)
    assert set(pins) == {*wanted, "notebook"}  # what Binder's own image has must go with our JupyterLab
    assert lines == sorted(lines)
    for name, least in wanted.items():
        assert version(pins[name]) >= version(least), name


def test_python_of_binder_is_one_that_ngteach_runs_on():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    python = (BINDER / "runtime.txt").read_text().strip().removeprefix("python-")
    assert version(python) >= version(project["requires-python"].removeprefix(">="))


def test_post_build_installs_ngteach_alone_and_checks_the_rest():
    lines = (BINDER / "postBuild").read_text().splitlines()
    assert lines[0] == "#!/bin/bash"
    assert lines[1:3] == ["set -e", "python -m pip install --no-deps -e ."]
    assert lines[3:] == ["python -m pip check", "python -m compileall -q ngteach"]


@pytest.mark.skipif(os.name == "nt", reason="Binder's machines run Linux; its scripts need bash")
def test_start_runs_the_server_with_one_blas_thread():
    """Binder gives a fraction of a processor, and hands the server's command to start."""
    assert os.access(BINDER / "start", os.X_OK)
    assert os.access(BINDER / "postBuild", os.X_OK)
    program = "import os; print(os.environ['OMP_NUM_THREADS'])"
    done = subprocess.run([BINDER / "start", sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "1")


def dependencies(project, lines):
    """(name, least version) of each requirement, with ngteach's own extras unfolded."""
    for line in lines:
        if extra := re.fullmatch(r"ngteach\[(\w+)\]", line):
            yield from dependencies(project, project["optional-dependencies"][extra[1]])
        else:
            name, _, least = line.partition(">=")
            yield name, least or "0"


def version(text):
    return tuple(map(int, text.split(".")))
