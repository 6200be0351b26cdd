"""Would the tests notice?  Changes one thing at a time in a copy of the engine, and runs the tests against it.

    python tests/mutants.py                      100 changes drawn at random, the same for the same seed
    python tests/mutants.py --count 40 --only runtime/

Cosmic Ray makes the changes: a comparison, a sign, a constant, an operator, an `and` for an `or`.  The tests run once
under coverage, which notes what test runs what line; then each change meets the tests that run its line, the quickest
first, until one fails.  The checkout is not touched: each worker has a copy.  Changes that no test can notice are
listed, with the reason, in equivalent_mutants.txt; they are drawn, but not counted.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from coverage import CoverageData
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.txt")
# The engine traces, derives, compiles and trains.  Left out: what shows it, the command line, what handles files.
NOT_ENGINE = ("lab/", "draw/", "cli/", "files/", "data/", "train/checkpoint", "__main__")
NOT_TESTS = (
    *("lab/", "draw/", "cli/", "files/", "data/", "browser/", "test_notebooks", "test_binder"),
    *("test_wheel", "test_benchmarks", "test_glossary", "test_peers", "test_house", "test_equivalent"),
)
TIMED = ("time_is_linear", "takes_time", "stay_small")  # in the names of tests that may fail because others compute too
OPERATORS = (
    "NumberReplacer ReplaceTrueWithFalse ReplaceFalseWithTrue AddNot ReplaceAndWithOr ReplaceOrWithAnd"
    " ReplaceUnaryOperator: USub_UAdd Delete_USub Delete_Not"
    " ReplaceComparisonOperator: Lt_LtE LtE_Lt Gt_GtE GtE_Gt Lt_Gt Gt_Lt Eq_NotEq NotEq_Eq Is_IsNot IsNot_Is"
    " ReplaceBinaryOperator: Add_Sub Sub_Add Mul_FloorDiv FloorDiv_Mul Mul_Div Div_Mul Mod_Mul Pow_Mul"
    " LShift_RShift RShift_LShift"
)
IMPORTING = (  # what an import runs, and what processes do that tests start, is not noted: these look at it
    *("tests/runtime/test_processes.py", "tests/test_records.py", "tests/core/test_hard_programs.py"),
)
MEMORY = 12 << 30  # bytes of address space for a process: a change may allocate without end
MOST = 90  # seconds of tests for a change; what the slower ones alone would notice counts as not noticed
FIRST = 3  # files of tests that are tried before the others are even imported


@dataclass(frozen=True)
class Change:
    path: str  # in the checkout
    line: int
    before: str  # the line as it is, without its indentation
    after: str
    source: str  # the whole file, as it is
    changed: str  # and changed

    def __str__(self):
        return f"{self.path}\n- {self.before}\n+ {self.after}"


@dataclass
class Trial:
    """A change on its way through its tests."""

    change: Change
    parts: list  # of names of tests, still to be run
    copy: Path | None = None
    process: subprocess.Popen | None = None
    until: float = 0.0  # after that it hangs


def main():
    say = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    say.add_argument("--count", type=int, default=100, help="how many changes to draw (default 100)")
    say.add_argument("--seed", type=int, default=1, help="which ones (default 1)")
    say.add_argument("--only", default="", help="files whose path in ngteach/ begins so")
    say.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="copies that are tested at once")
    args = say.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped either way, the copies go
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    known = equivalents()
    drawn = draw(args.seed, args.count, args.only)
    changes = [c for c in drawn if str(c) not in known]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies = [copied(Path(folder) / str(i)) for i in range(args.workers)]
        tests = Tests(copies)
        survivors = survived(changes, tests, copies)
    noticed, equivalent = len(changes) - survivors, len(drawn) - len(changes)
    print(f"seed {args.seed}: {noticed} of {len(changes)} changes were noticed; {equivalent} more are equivalent")
    return 0 if noticed >= 0.95 * len(changes) else 1


# ---- what is changed ----


def operators():
    """The names in OPERATORS, as Cosmic Ray has them."""
    kind = ""
    for word in OPERATORS.split():
        if word.endswith(":"):
            kind = word[:-1] + "_"
        else:
            yield f"core/{kind}{word}"


def draw(seed, count, only):
    """Places in the engine at random, and at each place one change at random."""
    places = defaultdict(list)  # (file, position) -> [(operator, occurrence)]
    for file in sorted((ROOT / "ngteach").rglob("*.py")):
        name = file.relative_to(ROOT / "ngteach").as_posix()
        if not name.startswith(only) or name.startswith(NOT_ENGINE):
            continue
        nodes = list(ast_nodes(get_ast(file.read_text(encoding="utf-8"))))
        for operator in operators():
            mutates = get_operator(operator)().mutation_positions
            found = [(node, i, start) for node in nodes for i, (start, _) in enumerate(mutates(node))]
            for occurrence, (node, i, start) in enumerate(found):
                if says_something(operator, node, i):
                    places[file, start].append((operator, occurrence))
    rng = random.Random(seed)
    drawn = rng.sample(sorted(places), min(count, len(places)))
    return [changed(place[0], *rng.choice(places[place])) for place in drawn]


def says_something(operator, node, i):
    """Is it a change of the program?  i: which one of those at this node."""
    name = operator.rpartition("/")[2]
    if name.startswith("ReplaceBinaryOperator"):  # in f(*, x) and {**x} a * is no operator
        return node.parent.type in ("term", "arith_expr", "shift_expr", "power")
    if name == "NumberReplacer":  # x[0] becomes x[1] or x[-1]; of a single one the first is also the last
        return (node.value, node.parent.type, i) != ("0", "trailer", 1)
    if name == "ReplaceTrueWithFalse":  # zip(strict=True) says that two lists are known to be equally long
        return node.parent.type != "argument" or node.parent.children[0].value != "strict"
    return True


def changed(file, operator, occurrence):
    before = file.read_text(encoding="utf-8")
    after = mutate_code(before, get_operator(operator)(), occurrence)
    pairs = enumerate(zip(before.splitlines(), after.splitlines(), strict=True), 1)
    line, (old, new) = next((i, pair) for i, pair in pairs if pair[0] != pair[1])
    return Change(file.relative_to(ROOT).as_posix(), line, old.strip(), new.strip(), before, after)


def equivalents():
    """The changes in equivalent_mutants.txt.  A block: # the reason, a file, and one line or more before and after."""
    known = set()
    for block in EQUIVALENT.read_text(encoding="utf-8").split("\n\n"):
        path, *lines = [line for line in block.splitlines() if not line.startswith("#")]
        known |= {f"{path}\n{before}\n{after}" for before, after in zip(lines[::2], lines[1::2], strict=True)}
    return known


# ---- what it is tested with ----


def copied(folder):
    """A copy of what git knows of the checkout, as it is now."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for file in filter(None, files.split("\0")):
        if (ROOT / file).is_file():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, folder / file)
    return folder


def started(copy, *command, output=None, **more):
    """A process that imports ngteach from the copy, and so do the processes that it starts."""
    path = os.pathsep.join(map(str, (copy, copy / "tests")))
    env = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **more}
    command = [sys.executable, "-m", *command, "-q", "-p", "no:cacheprovider", "-p", "noticing"]
    return subprocess.Popen(command, cwd=copy, env=env, stdout=output, stderr=output, start_new_session=True)


def ended(process):
    """Stop a process, and the processes that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Tests:
    """Which tests run which line, and how long each takes: found by running them all once, shared by the copies."""

    def __init__(self, copies):
        print("the tests, with nothing changed:", flush=True)
        names = sorted(p.relative_to(ROOT / "tests").as_posix() for p in (ROOT / "tests").rglob("test_*.py"))
        files = [f"tests/{name}" for name in names if not name.startswith(NOT_TESTS)]
        running = []
        try:
            for i, copy in enumerate(copies):
                run = (
                    "run",
                    "--source=ngteach",
                    f"--data-file={copy / 'lines'}",
                    "-m",
                    "pytest",
                    *files[i :: len(copies)],
                )
                running.append(started(copy, "coverage", *run, MUTANTS_TIMES=str(copy / "times")))
            for process in running:
                process.wait()
        finally:
            for process in running:
                ended(process)
        self.seconds = {}  # test -> seconds; a test that fails has none, and is not asked again
        self.by_line = defaultdict(lambda: defaultdict(set))  # path -> line -> tests
        for copy in copies:
            times = json.loads((copy / "times").read_text(encoding="utf-8"))
            self.seconds |= {name: s for name, s in times.items() if not any(word in name for word in TIMED)}
            data = CoverageData(str(copy / "lines"))
            data.read()
            for file in data.measured_files():
                for line, names in data.contexts_by_lineno(file).items():
                    self.by_line[Path(file).relative_to(copy).as_posix()][line].update(names)

    def of(self, change):
        """The tests for a change, in two parts: those of a few files, which are soon imported, and the others."""
        lines = self.by_line[change.path]
        found = lines.get(change.line) or lines.get(first_line(change), ())
        if "" in found:  # an import ran it: it matters wherever this file does
            found = {name for names in lines.values() for name in names}
            found |= {name for name in self.seconds if name.startswith(IMPORTING)}
        chosen, left = defaultdict(list), MOST
        for name in sorted(self.seconds.keys() & found, key=self.seconds.get):
            left -= self.seconds[name]
            if left > 0:
                chosen[name.split("::")[0]].append(name)
        own = f"tests/{Path(change.path).parent.name}/test_{Path(change.path).stem}.py"
        files = sorted(chosen, key=lambda file: (file != own, -len(chosen[file]) / (1 + self.time(chosen[file]))))
        parts = ([n for file in some for n in chosen[file]] for some in (files[:FIRST], files[FIRST:]))
        return [sorted(part, key=self.seconds.get) for part in parts if part]

    def time(self, names):
        return sum(self.seconds[name] for name in names)


def first_line(change):
    """Where the statement begins that the changed line belongs to."""
    statements = [n for n in ast.walk(ast.parse(change.source)) if isinstance(n, ast.stmt)]
    return max(n.lineno for n in statements if n.lineno <= change.line <= n.end_lineno)


def survived(changes, tests, copies):
    """Test each change in a copy that is free.  Prints those that no test noticed; -> how many."""
    waiting, running, free, survivors = [Trial(c, tests.of(c)) for c in changes], [], list(copies), 0
    with tqdm(total=len(changes), unit="change", smoothing=0) as bar:
        try:
            while waiting or running:
                while waiting and free:
                    trial = waiting.pop()
                    trial.copy = free.pop()
                    (trial.copy / trial.change.path).write_text(trial.change.changed, encoding="utf-8")
                    running.append(trial)
                for trial in list(running):
                    verdict = step(trial, tests)
                    if verdict is None:
                        continue
                    running.remove(trial)
                    (trial.copy / trial.change.path).write_text(trial.change.source, encoding="utf-8")
                    free.append(trial.copy)
                    if verdict == "survived":
                        survivors += 1
                        bar.write(f"not noticed, line {trial.change.line}:\n{trial.change}\n", file=sys.stdout)
                    bar.update()
                time.sleep(0.1)
        except KeyboardInterrupt:
            bar.write(f"so far {bar.n - survivors} of {bar.n} changes were noticed", file=sys.stdout)
            raise
        finally:
            for trial in running:
                ended(trial.process)
    return survivors


def step(trial, tests):
    """Look after a trial: None while its tests run; then "noticed", also if they hang, or "survived"."""
    if trial.process is not None and trial.process.poll() is None and time.monotonic() < trial.until:
        return None
    if trial.process is not None:
        ended(trial.process)
        if trial.process.returncode not in (0, 5):  # 5: these tests have other names today
            return "noticed"
    if not trial.parts:
        return "survived"
    names = trial.parts.pop(0)
    (trial.copy / "wanted").write_text(json.dumps(names), encoding="utf-8")
    files = sorted({name.split("::")[0] for name in names})
    trial.until = time.monotonic() + 60 + 10 * tests.time(names)
    wanted = str(trial.copy / "wanted")
    trial.process = started(trial.copy, "pytest", "-x", *files, output=subprocess.DEVNULL, MUTANTS_WANTED=wanted)
    return None


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("stopped; the copies are gone")
