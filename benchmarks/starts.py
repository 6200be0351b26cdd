"""What needs a fresh process for each measurement: imports, the first compilation, a whole training run."""

from __future__ import annotations

import compileall
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from .contenders import installed
from .rounds import PATIENCE, Figures

ROOT = Path(__file__).resolve().parent.parent
_IMPORT = "import time; t = time.perf_counter(); import {0}; print(time.perf_counter() - t)"
_COMPILE = "from benchmarks.cases import TUTORIAL; from benchmarks.starts import {0}; print({0}(TUTORIAL))"


def imports(quick, advance):
    """Seconds inside the interpreter, from before the import to after it (of bytecode, as pip leaves it)."""
    modules = ("numpy", "ngteach", "jax", "torch")
    return _in_turns({name: _IMPORT.format(name) for name in modules}, 6 if quick else 20, advance)


def compilations(quick, advance):
    """Trace, derive and compile the tutorial's training function, for the first time in a process and again."""
    which = {"jax": "compile_jax", "ngteach": "compile_ngteach", "ngteach again": "compile_ngteach_again"}
    return _in_turns({name: _COMPILE.format(call) for name, call in which.items()}, 3 if quick else 8, advance)


def compile_ngteach(facts):
    from .contenders.with_ngteach import ng, training_graph

    began = time.perf_counter()
    ng.compile(training_graph(facts))
    return time.perf_counter() - began


def compile_ngteach_again(facts):
    for _ in range(5):
        compile_ngteach(facts)
    return compile_ngteach(facts)


def compile_jax(facts):
    """JAX traces, derives and compiles when the function is lowered; nothing is run."""
    from .contenders import with_jax
    from .contenders.examples import RATE, batch, first_weights

    examples = first_weights(facts), *batch(facts), RATE  # ngteach is told types alone: making numbers does not count
    began = time.perf_counter()
    with_jax.training_function().lower(*examples).compile()
    return time.perf_counter() - began


def growth(quick, advance):
    """Trace, derive, compile and run a chain of equations; linear if the time for each stays the same."""
    sizes = (100, 1000, 10_000)
    code = "from benchmarks.growth import {0}; print({0}({1}))"
    programs = {f"{name} {n}": code.format(f"chain_{name}", n) for n in sizes for name in ("ngteach", "jax")}
    return _in_turns(programs, 1 if quick else 3, advance)


def first(name, quick, advance):
    """From the Python function of a model's training step to the first result."""
    code = "from benchmarks.first import {0}; {0}({1!r})"
    which = {"ngteach": "ngteach", "jax": "jax", "torch": "torch", "torch compiled": "torch_compiled"}
    return _in_turns({who: code.format(call, name) for who, call in which.items()}, 1 if quick else 3, advance)


def training(quick, advance):
    """The whole process of `ngteach train --preset tutorial`, from its start to its end."""
    from ngteach.data.digits import _found

    figures = Figures("ngteach", remark="whole process, 5 epochs of MNIST")
    if _found("mnist") is None:
        figures.skipped = "MNIST is not on this machine; write: ngteach fetch mnist"
        return [figures]
    command = ["-m", "ngteach", "train", "--preset", "tutorial", "--backend", "cpu", "--quiet"]
    for _ in range(1 if quick else 3):
        if figures.skipped is None:
            began = time.perf_counter()
            if _said(figures, command, patience=10 * PATIENCE) is not None:
                figures.seconds.append(time.perf_counter() - began)
        advance()
    return [figures]


def _in_turns(programs, rounds, advance):
    """[Figures] of Python programs that each print seconds, or {part: seconds} as JSON; started in turns."""
    figures = {name: Figures(name, installed(name.split()[0])) for name in programs}
    compileall.compile_dir(ROOT / "ngteach", quiet=1)  # as pip does for an installed package
    for _ in range(rounds):
        for name, program in programs.items():
            if figures[name].skipped is None:
                _start(figures[name], program)
            advance()
    return list(figures.values())


def _start(figures, program):
    env = {**os.environ, "JAX_PLATFORMS": "cpu", "TORCHINDUCTOR_FORCE_DISABLE_CACHES": "1"}  # as for the first time
    said = _said(figures, ["-c", program], PATIENCE, cwd=ROOT, env=env)
    if said is not None:
        told = json.loads(said.strip().rpartition("\n")[2])  # a library may print something before
        parts = told if isinstance(told, dict) else {}
        for part, seconds in parts.items():
            figures.parts.setdefault(part, []).append(seconds)
        figures.seconds.append(sum(parts.values()) if parts else float(told))


def _said(figures, arguments, patience, **place):
    """What a Python process printed.  If it fails: None, and figures.skipped tells why."""
    try:
        done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=patience, **place)
    except subprocess.TimeoutExpired:
        figures.skipped = f"took more than {patience} s"
        return None
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2] or f"its process ended with code {done.returncode}"
        figures.skipped = re.sub(r"\s+", " ", last)[:200]
        return None
    return done.stdout
