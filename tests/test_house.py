"""The laws of the house: who imports whom, what is loaded when, what has words, and what the README promises."""

import ast
import graphlib
import inspect
import linecache
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

import ngteach as ng
from ngteach.cli.flags import parser
from ngteach.core.calling.registry import OPS
from ngteach.core.op import Op

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ngteach"
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.name != "__main__.py")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def name_of(path):
    """The dotted name of a file inside the package: "core.graph", "ops" for ops/__init__.py, "" for the package."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__").replace("__init__", "")


NAMES = {name_of(p): p for p in MODULES}
ROOMS = sorted(name_of(p) for p in MODULES if p.name == "__init__.py" and p != PACKAGE / "__init__.py")
FOLDERS = sorted(p for p in (ROOT / "tests").iterdir() if p.is_dir() and not p.name.startswith(("__", ".")))


def room_of(name):
    """The room that a file lives in: the innermost folder with words of its own."""
    return max((r for r in ROOMS if name == r or name.startswith(f"{r}.")), key=len, default="")


def imports(path):
    """The modules of ngteach that a file imports: at its top, inside functions, and for types alone."""
    name = name_of(path)
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (a.name.removeprefix("ngteach.") for a in node.names if a.name.startswith("ngteach."))
        elif isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("ngteach")):
            base = [p for p in package if p][: len(package) - node.level + 1] if node.level else []
            base += (node.module or "").removeprefix("ngteach").strip(".").split(".") if node.module else []
            base = [p for p in base if p]
            for alias in node.names:
                whole = ".".join([*base, alias.name])
                yield whole if whole in NAMES else ".".join(base)


def known_by(room):
    """The rooms that a room says it knows, in the line "knows:" of its own words."""
    words = ast.get_docstring(ast.parse(NAMES[room].read_text(encoding="utf-8")))
    (line,) = re.findall(r"^ *knows: +(.+)$", words, re.M)
    if line == "all the others":
        return {r for r in ROOMS if r != room}
    return set() if line == "nothing" else set(line.split(", "))


# ---- rooms ------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_comes_in_and_out_and_whom_it_knows(room):
    words = ast.get_docstring(ast.parse(NAMES[room].read_text(encoding="utf-8")))
    assert all(re.search(rf"^ *{word}: +\S", words, re.M) for word in ("in", "out", "knows"))
    assert known_by(room) <= set(ROOMS) - {room}


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p)], ids=name_of)
def test_a_file_imports_only_from_its_room_and_those_that_it_knows(path):
    room = room_of(name_of(path))
    known = known_by(room)
    for found in imports(path):
        other = room_of(found)
        inside = other == room or other.startswith(f"{room}.")
        assert inside or other in known or other.partition(".")[0] in known, f"{name_of(path)} imports {found}"


def test_no_room_needs_another_that_needs_it():
    order = list(graphlib.TopologicalSorter({room: known_by(room) for room in ROOMS}).static_order())
    assert order[0] == "core" and order[-1] == "cli"


def test_no_two_files_need_each_other():
    needs = {name: set(imports(path)) - {name} for name, path in NAMES.items()}
    for name in [n for n, path in NAMES.items() if path.name == "__init__.py"]:  # it gathers what the others define
        needs.pop(name)
    list(graphlib.TopologicalSorter(needs).static_order())


def test_the_package_tells_the_rooms_from_the_ground_up():
    told = re.findall(r"^    ([a-z]+)  +\S", ng.__doc__, re.M)
    assert sorted(told) == [r for r in ROOMS if "." not in r]
    for i, room in enumerate(told):
        assert {r.partition(".")[0] for r in known_by(room)} - {room} <= {*told[:i]}, room


def test_the_tests_have_the_same_rooms():
    assert {f.name for f in FOLDERS} - {"browser", "samples"} == {r for r in ROOMS if "." not in r}


def test_no_test_imports_another():
    """What several share stands in tests/, in files that say what they give."""
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith("test_") for name in names), path


# ---- the hour ---------------------------------------------------------------


def lines(*files):
    """How many lines they have, without the examples that end docstrings: those are the reference's."""
    texts = [(PACKAGE / f).read_text(encoding="utf-8") for f in files]
    return sum(len(re.sub(r'\n *\n *>>> .*?(?=\n *""")', "", text, flags=re.S).splitlines()) for text in texts)


def test_the_core_is_read_in_an_hour():
    hour = [p.relative_to(PACKAGE) for p in (PACKAGE / "core").glob("*.py") if p.name != "provenance.py"]
    assert lines(*hour) <= 700 and max(map(lines, [*hour, "core/provenance.py"])) < 200
    assert max(lines(p) for p in (PACKAGE / "core" / "calling").glob("*.py")) < 200
    assert lines("transform/autodiff.py", "transform/clone.py") <= 200


def test_the_hour_speaks_of_graphs_alone():
    """Byte order, bytecode, masks, executors and Ctrl-C have files of their own, which the hour skips."""
    care = re.compile(r"byte ?order|newbyteorder|co_code|co_flags|\bmask|Ctrl-C|executor|in_place|threads?\b.*lock")
    for path in (PACKAGE / "core").glob("*.py"):
        if path.name != "provenance.py":
            assert not care.search(path.read_text(encoding="utf-8")), path


# ---- what is loaded when ----------------------------------------------------


def loaded_by(statement):
    """The packages outside Python's library that a new process has loaded after the statement, but not before."""
    script = (
        "import sys; before = set(sys.modules)\n"
        f"{statement}\n"
        "from importlib.metadata import packages_distributions\n"
        "new = {m.partition('.')[0] for m in set(sys.modules) - before} & {'ngteach', *packages_distributions()}\n"
        "print(' '.join(sorted(new)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_importing_ngteach_loads_numpy_alone():
    assert loaded_by("import ngteach") == {"ngteach", "numpy"}


def test_a_graph_is_derived_compiled_and_drawn_without_a_notebook_package():
    work = (
        "import ngteach as ng; from ngteach.train.run import Config, inference_graph\n"
        "graph = ng.derive_training(inference_graph(Config(), 64, 10), trainable='weights')\n"
        "graph.show()._repr_mimebundle_(); ng.compile(graph); ng.Run(Config(epochs=1)).train()"
    )
    assert loaded_by(work) <= {"ngteach", "numpy", "threadpoolctl"}


def test_the_command_line_loads_no_notebook_package():
    work = "from ngteach.cli.command import main\nmain(['train', '--quiet', '--epochs', '1'])"
    assert loaded_by(work) <= {"ngteach", "numpy", "threadpoolctl", "tqdm"}


# ---- words ------------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=lambda p: name_of(p) or "ngteach")
def test_every_file_begins_with_a_sentence_and_can_be_read_in_one_sitting(path):
    text = path.read_text(encoding="utf-8")
    first = ast.get_docstring(ast.parse(text)).splitlines()[0]
    assert len(first) > 10 and first[-1] in ".:;,)?"
    assert len(text.splitlines()) <= 300


@pytest.mark.parametrize("name", [n for n in dir(ng) if not n.startswith("_")])
def test_every_public_name_has_words(name):
    thing = getattr(ng, name)
    if isinstance(thing, ng.ElementType):  # f32 and its like; their class has the words
        thing = type(thing)
    assert inspect.getdoc(thing), name
    if inspect.isclass(thing) and thing.__module__.startswith("ngteach"):
        for method, function in vars(thing).items():
            if not method.startswith("_") and inspect.isfunction(function) and function.__qualname__.startswith(name):
                assert function.__doc__ or len(inspect.getsource(function).splitlines()) <= 4, f"{name}.{method}"


def test_every_op_is_a_public_name_or_is_what_one_records():
    hidden = {name for name in OPS if OPS[name].infer.__module__.startswith("ngteach.") and not hasattr(ng, name)}
    recorded = {"custom_vjp", "watch"}  # by the functions of these names
    lowered = {"mask", "ngteach.runtime.rows_of_images.add_along"}  # recorded by a pass, and where a graph is lowered
    assert hidden <= {"join", *lowered, *recorded}  # concatenate records join
    assert all(isinstance(getattr(ng, name), Op) for name in OPS.keys() - hidden - recorded if hasattr(ng, name))


def test_there_are_no_promises_in_the_code():
    for path in MODULES:
        assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text(encoding="utf-8")), path


# ---- what the README and its neighbours promise -----------------------------


def test_every_link_of_the_readme_leads_somewhere():
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_the_programs_of_the_readme_run():
    """The twelve lines are twelve; and the report on a NaN, the one output that is shown, is what is printed."""
    twelve, *more = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len(re.sub(r"\n\n+", "\n\n", twelve).splitlines()) == 12
    types = ng.mlp_types((64, 64, 10))
    data, said = ng.load_data("digits"), []
    names = {
        "np": np,
        "images": (data.train_images[:32].reshape(32, 64) / 16).astype("f"),
        "labels": data.train_labels[:32].astype("i4"),
        "weights": ng.he_weights(types),
        "print": lambda found: said.append(str(found)),
    }
    for number, code in enumerate([twelve, *more]):
        file = f"/mine{number}.py"
        linecache.cache[file] = len(code), None, code.splitlines(True), file
        exec(compile(code, file, "exec"), names)
        assert number or names["loss"] > 0
    assert set(names["weights"]) == set(types)
    assert names["each"]["W0"].shape == (32, 64, 64)
    (shown,) = re.findall(r"```text\n(.*?)```", README, re.S)
    assert said[-1].replace(file[1:], "mine.py").strip() == shown.strip()


@pytest.mark.parametrize(
    "line", re.findall(r"^ +(?:\.venv/bin/)?ngteach ((?:train|show|fetch|lab|export)\b[^\n]*)", README, re.M)
)
def test_every_command_of_the_readme_is_one(line):
    words = re.split(r" {2,}|  *\(", line)[0].split()
    assert parser().parse_args(words).command == words[0]


def test_the_makefile_has_the_two_commands_and_what_the_readme_names():
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"make ([a-z]+)", README)) - {"it"} <= made and {"demo", "test"} <= made


def test_the_extras_that_are_named_exist_and_the_core_needs_numpy_and_tqdm():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    texts = [README, *(p.read_text(encoding="utf-8") for p in MODULES)]
    named = {extra for text in texts for extra in re.findall(r"(?:ngteach|\.)\[([a-z]+)\]", text)}
    assert named and named <= set(project["optional-dependencies"])
    assert {re.split(r"\W", d)[0] for d in project["dependencies"]} == {"numpy", "tqdm"}
    assert project["requires-python"] == ">=3.11" and "3.11" in README


def test_the_changelog_names_what_there_is():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for name in ("Adjoints", "grad", "value_and_grad", "clone", "derive_training"):
        assert f"`{name}`" in changes and hasattr(ng, name)
    (commands,) = [action for action in parser()._actions if isinstance(action.choices, dict)]
    listed = re.search(r"command line: `ngteach (.*?)`((?:, `[a-z]+`)*)", changes)
    assert {listed[1], *re.findall(r"`(\w+)`", listed[2])} == set(commands.choices)


def test_licence_citation_and_contributing_are_there():
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert "cff-version" in (ROOT / "CITATION.cff").read_text()
    assert (ROOT / "CONTRIBUTING.md").exists()
    assert ng.__version__ in (ROOT / "CITATION.cff").read_text()


def test_the_room_of_the_ops_says_where_to_find_each_file():
    files = {path.stem for path in (PACKAGE / "ops").glob("*.py")} - {"__init__"}
    told = re.findall(r"[a-z_]+", ng.ops.__doc__)
    assert not files - set(told)
    table = re.findall(r"^    [a-z ]{18}  (.*)$", ng.ops.__doc__, re.M)
    assert {name for line in table for name in re.findall(r"[a-z_]+", line.partition(",")[0])} <= files
