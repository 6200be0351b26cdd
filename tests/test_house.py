"""The laws of the house: who imports whom, what is loaded when, what has words, and what the README promises."""

import ast
import graphlib
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import ngteach as ng
from ngteach.cli.flags import parser
from ngteach.core.op import OPS, Op

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "ngteach"
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.name != "__main__.py")
README = (ROOT / "README.md").read_text(encoding="utf-8")

# The core shows things, so a few functions reach for the lab - when they are called, never when they are loaded.
SHOWING = {
    ("graph", "lab.show"),
    ("formats", "lab.picture"),
    ("formats", "lab.shapes"),
    ("runtime.timeline", "lab.show"),
    ("cli", "lab.drawing"),
    ("cli", "lab.open"),
}


def name_of(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__").replace("__init__", "")


NAMES = {name_of(p) for p in MODULES}


def imports(path):
    """(module of ngteach that is imported, is it imported when the file is loaded?) for each import in a file."""
    package = name_of(path).split(".") if path.name == "__init__.py" else name_of(path).split(".")[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = {
        n for i in ast.walk(tree) if isinstance(i, ast.If) and "TYPE_CHECKING" in ast.dump(i.test) for n in ast.walk(i)
    }
    inside = {n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level and node not in typing:
            base = [p for p in package if p][: len(package) - node.level + 1]
            base += node.module.split(".") if node.module else []
            for alias in node.names:
                whole = ".".join([*base, alias.name])
                yield (whole if whole in NAMES else ".".join(base)), node not in inside


def reading_order():
    """{module or package: its place}, as the package's docstring tells it."""
    lines = re.findall(r"^    ((?:[a-z]+/? )+) +\S", ng.__doc__, re.M)
    names = [name.rstrip("/") for line in lines for name in line.split()]
    assert len(set(names)) == len(names) > 20
    return {name: i for i, name in enumerate(names)}


# ---- one direction ----------------------------------------------------------


def test_the_reading_order_names_every_file():
    top = {name.split(".")[0] for name in NAMES if name}
    assert set(reading_order()) == top


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p)], ids=name_of)
def test_a_file_knows_only_those_above_it(path):
    order, name = reading_order(), name_of(path)
    room = name.split(".")[0]
    for found, when_loaded in imports(path):
        above = found.split(".")[0]
        if found and above != room and order[above] > order[room]:
            assert (name, found) in SHOWING and not when_loaded, f"{name} imports {found}, which comes later"


def test_no_two_files_need_each_other_to_be_loaded():
    needs = {name_of(p): {found for found, when_loaded in imports(p) if when_loaded} - {name_of(p)} for p in MODULES}
    for name in ("", "ops", "runtime", "lab"):  # a package's own file gathers what the others define
        needs.pop(name, None)
    order = list(graphlib.TopologicalSorter(needs).static_order())
    assert set(needs) <= set(order)


def test_what_is_allowed_to_show_things_does():
    there = {(name_of(p), found) for p in MODULES for found, _ in imports(p)}
    assert there >= SHOWING


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
    assert hidden <= {"join", "mask"}  # concatenate records join; a pass records mask
    assert all(isinstance(getattr(ng, name), Op) for name in OPS if hasattr(ng, name) and name not in hidden)


def test_there_are_no_promises_in_the_code():
    for path in MODULES:
        assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text(encoding="utf-8")), path


# ---- what the README and its neighbours promise -----------------------------


def test_every_link_of_the_readme_leads_somewhere():
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_the_twelve_lines_of_the_readme_run():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    assert len(re.sub(r"\n\n+", "\n\n", code).splitlines()) == 12
    types = ng.mlp_types((64, 64, 10))
    data = ng.load_data("digits")
    names = {
        "images": (data.train_images[:32].reshape(32, 64) / 16).astype("f"),
        "labels": data.train_labels[:32].astype("i4"),
        "weights": ng.he_weights(types),
        "print": lambda graph: str(graph),
    }
    exec(code, names)
    assert names["loss"] > 0 and set(names["weights"]) == set(types)


@pytest.mark.parametrize(
    "line", re.findall(r"^ +(?:\.venv/bin/)?ngteach ((?:train|show|fetch|lab)\b[^\n]*)", README, re.M)
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
