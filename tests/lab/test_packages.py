"""ngteach needs NumPy alone: notebook packages are imported when a part of the lab is used, and missed by name."""

import json
import subprocess
import sys

import pytest

import ngteach as ng

NOTEBOOK = (
    "IPython",
    "anywidget",
    "comm",
    "ipykernel",
    "ipywidgets",
    "jupyterlab",
    "matplotlib",
    "nbformat",
    "traitlets",
)

# Makes the packages of NOTEBOOK as good as not installed.
BLOCK = f"""
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {NOTEBOOK!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Blocked())
"""

# Plots say what they need when they are called: with these arguments.
CALLS = {
    "confusion": ([0, 1], [0, 1]),
    "curves": ([0, 1], {"line": [0, 1]}),
    "descent": (None, {"path": [1, 0]}, -1, 1),
    "digits": ([[[0]]],),
    "heat_maps": ([[[0.0]]],),
    "loss_curve": ([1.0],),
    "surface": (None, (0, 1), (0, 1)),
    "number_line": (),
}
# What of the lab needs no package: text and SVG.
FREE = {
    "answer",
    "check",
    "draw",
    "hunt",
    "inventory",
    "parsons",
    "peers",
    "predict",
    "progress",
    "questions",
    "recall",
    "show_source",
    "summary",
}


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_ngteach_imports_no_notebook_package():
    found = run(
        f"import sys, ngteach; print(sorted(set(sys.modules) & set({NOTEBOOK!r})), 'ngteach.lab' in sys.modules)"
    )
    assert found.strip() == "[] False"


def test_the_core_and_the_pictures_work_without_any_notebook_package():
    program = "import ngteach as ng; g = ng.trace(ng.exp, ng.f32[3]); print(ng.lab.draw(g)[:4], g.show().svg[:4])"
    assert run(BLOCK + program).split() == ["<svg", "<svg"]


@pytest.fixture(scope="module")
def without():
    """{name of the lab: what it says when its packages are missing}"""
    program = f"""
import json, ngteach as ng
calls, said = {CALLS!r}, {{}}
for name in ng.lab._NAMES:
    try:
        function = getattr(ng.lab, name)
        if name in calls:
            function(*calls[name])
        said[name] = "works"
    except ng.GraphError as problem:
        said[name] = str(problem)
print(json.dumps(said))
"""
    return json.loads(run(BLOCK + program))


@pytest.mark.parametrize("name", ng.lab._NAMES)
def test_each_part_of_the_lab_says_which_line_installs_what_is_missing(without, name):
    if name in FREE:
        assert without[name] == "works"
    else:
        assert without[name].endswith('; write: pip install "ngteach[lab]"')


def test_only_anywidget_missing_is_said_too():
    blocked = BLOCK.replace(repr(NOTEBOOK), "('anywidget',)")
    program = "import ngteach as ng\ntry:\n    ng.lab.clip_lab\nexcept ng.GraphError as problem:\n    print(problem)"
    assert run(blocked + program).strip() == 'the widget needs anywidget; write: pip install "ngteach[lab]"'


def test_a_bug_of_our_own_is_not_called_a_missing_package(monkeypatch):
    monkeypatch.setitem(ng.lab._NAMES, "broken", "no_such_module.broken")
    with pytest.raises(ModuleNotFoundError, match="ngteach.no_such_module"):
        _ = ng.lab.broken


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(AttributeError, match="ngteach.lab has no 'pictures'; it has answer, attention, "):
        _ = ng.lab.pictures
