"""ngteach lab: widgets keep their states, nothing is asked, and what an administrator set stays so."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from ngteach.lab.notebook.settings import OURS, lab_settings, merged, usual_settings

MANAGER, NOTICES = OURS
ROOT = Path(__file__).resolve().parents[2]


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value))


def test_states_are_saved_and_no_question_is_asked(tmp_path):
    with lab_settings(tmp_path / "none") as folder:
        found = json.loads((folder / "overrides.json").read_text())
    assert found == {MANAGER: {"saveState": True}, NOTICES: {"fetchNews": "false"}}


def test_the_settings_exist_in_jupyterlab_under_these_names():
    for plugin, wanted in OURS.items():
        package, _, name = plugin.partition(":")
        places = [Path(sys.prefix, "share/jupyter", *below) for below in (("lab", "schemas"), ("labextensions",))]
        there = [
            place / part / f"{name}.json" for place in places for part in (package, f"{package}/schemas/{package}")
        ]
        (schema,) = [path for path in there if path.exists()]
        assert wanted.keys() <= json.loads(schema.read_text("utf-8"))["properties"].keys()


def test_the_administrators_settings_win_where_they_say_something(tmp_path):
    write(tmp_path / "overrides.json", {MANAGER: {"saveState": False}, "other:plugin": {"deep": {"a": 1, "b": [1]}}})
    write(tmp_path / "overrides.json5", "// a comment\n{'other:plugin': {deep: {b: [2], c: 3}},}")
    write(tmp_path / "overrides.d" / "10-course.json", {"other:plugin": {"deep": {"a": 0}, "kept": 1}})
    write(tmp_path / "overrides.d" / "notes.txt", "no settings")
    assert merged(tmp_path) == {
        MANAGER: {"saveState": False},
        NOTICES: {"fetchNews": "false"},
        "other:plugin": {"deep": {"a": 1, "b": [2], "c": 3}, "kept": 1},
    }
    assert OURS[MANAGER] == {"saveState": True}


def test_jupyterlab_reads_what_the_administrator_meant(tmp_path):
    """Its own readers, of the settings and of the page's configuration."""
    from jupyterlab_server.config import get_page_config
    from jupyterlab_server.settings_utils import _get_overrides

    usual = tmp_path / "lab" / "settings"
    write(usual / "overrides.json5", "{'some:plugin': {x: 1}}")
    write(usual / "page_config.json", {"appName": "Course", "disabledExtensions": ["@jupyterlab/some"]})
    write(
        tmp_path / "lab" / "static" / "package.json",
        {"jupyterlab": {"extensionMetadata": {"a": {"disabledExtensions": ["b"]}}}},
    )
    with lab_settings(usual) as folder:
        settings, error = _get_overrides(str(folder))
        page = get_page_config([], str(folder))
    assert not error and settings["some:plugin"] == {"x": 1} and settings[MANAGER] == {"saveState": True}
    assert page["appName"] == "Course" and {"@jupyterlab/some", "b"} <= set(page["disabledExtensions"])


@pytest.mark.parametrize("text", ["{", "[1]", "\xff", '{"a": 1'])
def test_a_broken_file_is_named_and_left_out(tmp_path, capsys, text):
    (tmp_path / "overrides.json").write_bytes(text.encode("latin-1"))
    assert merged(tmp_path) == OURS
    assert "overrides.json is left out: " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["page_config.json", "page_config.json5", "overrides.json", "overrides.json5"])
@pytest.mark.parametrize("kind", ["a folder", "a pipe", "broken", "a list", "deep"])
def test_whatever_a_file_is_jupyterlab_starts_without_it(tmp_path, capsys, name, kind):
    path = tmp_path / name
    if kind == "a folder":
        path.mkdir()
    elif kind == "a pipe":
        os.mkfifo(path)
    else:
        path.write_text({"broken": "{", "a list": "[1]", "deep": "[" * 100_000}[kind])
    with lab_settings(tmp_path) as folder:
        assert json.loads((folder / "overrides.json").read_text()) == OURS and len(os.listdir(folder)) == 1
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and f"{name} is left out: " in said


def test_of_a_file_with_a_part_that_is_no_object_the_others_count(tmp_path, capsys):
    write(tmp_path / "overrides.json", {MANAGER: 5, "some:plugin": {"x": 1}})
    assert merged(tmp_path) == {**OURS, "some:plugin": {"x": 1}}
    assert f"{MANAGER} is left out: it is not an object" in capsys.readouterr().out


def test_the_folder_is_gone_afterwards(tmp_path):
    with pytest.raises(KeyboardInterrupt), lab_settings(tmp_path) as folder:
        raise KeyboardInterrupt
    assert not folder.parent.exists()


def test_the_administrators_folder_is_where_jupyterlab_looks(tmp_path):
    (tmp_path / "jupyter_lab_config.py").write_text("c.LabApp.app_settings_dir = '/course/settings'")
    ask = "from ngteach.lab.notebook.settings import usual_settings; print(usual_settings())"
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "/course/settings"
    assert Path(usual_settings()).parts[-2:] == ("lab", "settings")


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_the_kits_notebooks_store_no_state_of_a_widget(path):
    """They would be three times as large, and every build would change them."""
    notebook = nbformat.read(path, 4)
    assert "widgets" not in notebook.metadata
    stored = [data for cell in notebook.cells for output in cell.get("outputs", ()) for data in output.get("data", ())]
    assert not [mime for mime in stored if "widget" in mime]
