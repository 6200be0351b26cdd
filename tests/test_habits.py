"""What everybody runs is one thing: make test, the workflow, the hooks before a commit, and the versions they name."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import yaml

from ngteach import lab

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
(JOB,) = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))["jobs"].values()
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]


def recipe(target):
    """What make runs for a target, without the folder of the environment's programs."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    (start,) = [i for i, line in enumerate(lines) if line.startswith(f"{target}:")]
    made = lines[start + 1 : lines.index("", start)]
    return [line.strip().removeprefix("$(BIN)/").removeprefix("python -m ") for line in made]


def test_the_workflow_runs_make_test_and_on_windows_its_lines():
    make, alone = [step["run"] for step in JOB["steps"] if "run" in step]
    assert make == "make test PYTHON=python"
    install, *lines = [line.removeprefix("python -m ") for line in alone.splitlines()]
    assert install == "pip install -e '.[test]'" and lines == recipe("test")


def test_the_workflow_takes_the_oldest_and_the_newest_python():
    versions = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert JOB["strategy"]["matrix"]["python"] == [versions[0], versions[-1]]
    assert PROJECT["requires-python"] == f">={versions[0]}"


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_is_a_line_of_make_test_with_the_same_release(hook):
    words = [word for word in hook["entry"].split() if not word.startswith("--")]
    assert any(line.split()[: len(words)] == words for line in recipe("test"))
    tool = hook["additional_dependencies"][0]
    assert tool.startswith(f"{words[0]}==") and tool in PROJECT["optional-dependencies"]["test"]


def test_what_needs_a_peer_is_marked_so_that_ci_runs_it():
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != Path(__file__).name and re.search(r'peer_named\(|importorskip\("(torch|jax)"', text):
            assert "pytest.mark.peers" in text, path


def test_no_two_test_files_have_the_same_name_so_that_pytest_can_import_them_together():
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert not [name for name, n in names.items() if n > 1]


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/teaching.md"])
def test_the_files_that_a_guide_names_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"\b((?:\w+/)+\w+\.(?:py|js|md|txt))\b", text))
    named = {name for name in named if not re.search(r"NAME|NN", name)}
    assert len(named) > 10
    for name in named:
        assert any((ROOT / folder / name).exists() for folder in (".", "ngteach", "docs")), name


def test_the_rooms_of_the_guide_are_those_of_the_package():
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## The rooms")[2].partition("\n\nEach")[0]
    named = [room for row in table.splitlines()[4:] for room in re.findall(r"`(\w+)/`", row.split("|")[1])]
    assert sorted(named) == sorted(p.parent.name for p in (ROOT / "ngteach").glob("*/__init__.py"))


def test_the_table_of_widgets_has_a_row_for_each_and_names_the_notebooks_that_show_it():
    page = (ROOT / "docs/pictures.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(?:ng\.lab|program)\.(\w+)\(.*\| ([\d, ]*)\|$", page, re.M)
    widgets = [name for name, place in lab._NAMES.items() if ".widgets." in place]
    assert sorted(name for name, _ in rows) == sorted([*widgets, "timeline"])
    pages = {p.name[:2]: p.read_text(encoding="utf-8") for p in sorted((ROOT / "notebooks/source").glob("[0-9]*.py"))}
    for name, where in rows:
        shown = [n for n, text in pages.items() if re.search(rf"^[^#\n]*\.{name}\(", text, re.M)]
        assert re.findall(r"\d\d", where) == shown, name
