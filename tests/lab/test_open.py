"""ngteach lab: what the user wrote is never lost, and JupyterLab opens and ends cleanly."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from ngteach import GraphError, __version__
from ngteach.lab.notebook import open as lab_open
from ngteach.lab.notebook.open import RECORD, copy_notebooks, lab_arguments, notebooks_folder, open_notebooks


@pytest.fixture
def shipped(tmp_path):
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "00_start.ipynb").write_text("start, first version")
    (folder / "01_tracing.ipynb").write_text("tracing, first version")
    return folder


@pytest.fixture
def mine(tmp_path):
    return tmp_path / "deep" / "mine"


def contents(folder):
    return {p.name: p.read_text() for p in sorted(folder.glob("*.ipynb")) if p.exists()}


def test_the_notebooks_are_copied_into_a_new_folder(shipped, mine):
    lines = copy_notebooks(shipped, mine)
    assert contents(mine) == contents(shipped)
    assert lines == [f"notebooks in {mine}: 2 copied"]


def test_a_second_run_changes_nothing(shipped, mine):
    copy_notebooks(shipped, mine)
    assert copy_notebooks(shipped, mine) == [f"notebooks in {mine}: all there already"]
    assert contents(mine) == contents(shipped)


def test_a_deleted_copy_comes_back(shipped, mine):
    copy_notebooks(shipped, mine)
    (mine / "01_tracing.ipynb").unlink()
    assert copy_notebooks(shipped, mine) == [f"notebooks in {mine}: 1 copied"]
    assert contents(mine) == contents(shipped)


def test_what_the_user_changed_is_kept(shipped, mine):
    copy_notebooks(shipped, mine)
    (mine / "00_start.ipynb").write_text("my answers")
    for _ in range(2):
        assert copy_notebooks(shipped, mine) == [f"notebooks in {mine}: 1 kept as yours"]
        assert contents(mine) == {"00_start.ipynb": "my answers", "01_tracing.ipynb": "tracing, first version"}


def test_an_unchanged_copy_is_replaced_by_a_newer_notebook(shipped, mine):
    copy_notebooks(shipped, mine)
    (shipped / "01_tracing.ipynb").write_text("tracing, second version")
    lines = copy_notebooks(shipped, mine)
    assert lines == [f"notebooks in {mine}: 1 replaced by newer ones, as you had not changed them"]
    assert contents(mine) == contents(shipped)


def test_a_newer_notebook_goes_once_beside_a_changed_copy(shipped, mine):
    copy_notebooks(shipped, mine)
    (mine / "00_start.ipynb").write_text("my answers")
    (shipped / "00_start.ipynb").write_text("start, second version")
    beside = f"00_start.{__version__}.ipynb"
    lines = copy_notebooks(shipped, mine)
    assert lines[1] == f"  00_start.ipynb is kept as yours; ngteach's is new, and beside it as {beside}"
    (mine / beside).unlink()
    assert copy_notebooks(shipped, mine) == [f"notebooks in {mine}: 1 kept as yours"]
    assert contents(mine)["00_start.ipynb"] == "my answers"
    assert not (mine / beside).exists()


def test_work_in_the_file_beside_is_kept_too(shipped, mine):
    copy_notebooks(shipped, mine)
    (mine / "00_start.ipynb").write_text("my answers")
    beside, third = mine / f"00_start.{__version__}.ipynb", mine / f"00_start.{__version__}-2.ipynb"
    (shipped / "00_start.ipynb").write_text("start, second version")
    copy_notebooks(shipped, mine)
    beside.write_text("my other answers")
    (shipped / "00_start.ipynb").write_text("start, third version")
    copy_notebooks(shipped, mine)
    assert beside.read_text() == "my other answers"
    assert third.read_text() == "start, third version"


@pytest.mark.parametrize("record", [None, "no JSON {", "[1, 2]"])
def test_without_a_record_every_other_file_is_the_users(shipped, mine, record):
    mine.mkdir(parents=True)
    (mine / "00_start.ipynb").write_text("from last year's course")
    if record:
        (mine / RECORD).write_text(record)
    copy_notebooks(shipped, mine)
    assert contents(mine)["00_start.ipynb"] == "from last year's course"
    assert contents(mine)[f"00_start.{__version__}.ipynb"] == "start, first version"


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a privilege to make links")
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("name", ["00_start.ipynb", f"00_start.{__version__}.ipynb", RECORD])
def test_a_planted_link_is_not_followed_out_of_the_folder(shipped, mine, tmp_path, name, there):
    outside = tmp_path / "outside"
    if there:
        outside.write_text("another's")
    mine.mkdir(parents=True)
    (mine / "00_start.ipynb").write_text("my answers")
    (mine / name).unlink(missing_ok=True)
    (mine / name).symlink_to(outside)
    if name == RECORD:
        with pytest.raises(GraphError, match="it is a link, which may lead out of this folder; remove it first"):
            copy_notebooks(shipped, mine)
    else:
        copy_notebooks(shipped, mine)
        assert "start, first version" in contents(mine).values()
    assert (mine / name).is_symlink() and outside.exists() == there
    assert not there or outside.read_text() == "another's"


def test_the_kits_own_folder_is_opened_as_it_is(shipped):
    assert "not copied" in copy_notebooks(shipped, shipped)[0]
    assert not (shipped / RECORD).exists()


def test_a_folder_that_cannot_be_made_is_named(shipped, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(GraphError, match=r"file.* cannot be written: .*; write: ngteach lab ANOTHER_FOLDER"):
        copy_notebooks(shipped, tmp_path / "file")
    with pytest.raises(GraphError, match="cannot be written: Not a directory"):
        copy_notebooks(shipped, tmp_path / "file" / "below")


def test_a_missing_jupyterlab_is_said_before_anything_is_copied(tmp_path, monkeypatch):
    monkeypatch.setattr(lab_open, "find_spec", lambda name: None)
    with pytest.raises(GraphError, match=r'needs JupyterLab; write: pip install "ngteach\[lab\]"'):
        open_notebooks(tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows finds a home elsewhere")
@pytest.mark.parametrize("home", [None, "a file"])
def test_without_a_home_the_notebooks_are_copied_and_jupyterlabs_need_is_said(
    shipped, mine, tmp_path, monkeypatch, home
):
    for name in [name for name in os.environ if name.startswith(("JUPYTER_", "XDG_"))] + ["HOME"]:
        monkeypatch.delenv(name, raising=False)
    if home:
        (tmp_path / home).write_text("")
        monkeypatch.setenv("HOME", str(tmp_path / home))
    else:
        monkeypatch.setattr("pwd.getpwuid", lambda id: {}[id])
    monkeypatch.setattr(lab_open, "notebooks_folder", lambda: shipped)
    with pytest.raises(
        GraphError, match="JupyterLab has no place for its own files: .*; write: HOME=FOLDER ngteach lab"
    ):
        open_notebooks(mine)
    assert contents(mine) == contents(shipped)


def test_jupyterlab_asks_nothing_of_the_network(tmp_path):
    arguments = lab_arguments(tmp_path, tmp_path / "settings")
    assert f"--LabApp.app_settings_dir={tmp_path / 'settings'}" in arguments
    assert "--LabApp.news_url=None" in arguments
    assert "--LabApp.extension_manager=readonly" in arguments
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in arguments


def test_the_checkout_has_its_notebooks():
    assert (notebooks_folder() / "00_start.ipynb").is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
def test_ctrl_c_ends_jupyterlab_at_once(shipped, tmp_path):
    for kind in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        (tmp_path / kind).mkdir()
    private = {f"JUPYTER_{kind}": str(tmp_path / kind) for kind in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")}
    (scratch := tmp_path / "scratch").mkdir()
    private["TMPDIR"] = str(scratch)
    (shipped.parent / "notebooks").symlink_to(shipped)
    program = "import sys; from pathlib import Path; from ngteach import cli; from ngteach.lab.notebook import open\n"
    program += f"open._PACKAGE = Path({str(shipped.parent)!r})\nsys.exit(cli.main(['lab', 'mine', '--no-browser']))"
    with open(tmp_path / "log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env={**os.environ, **private, "IPYTHONDIR": str(tmp_path)},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    try:
        server = wait_for(lambda: servers(tmp_path / "RUNTIME_DIR"), process, tmp_path / "log")
        assert Path(server["root_dir"]) == tmp_path / "mine"
        wait_for(lambda: answers(server), process, tmp_path / "log")
        assert [*scratch.glob("ngteach-lab-*/settings/overrides.json")]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0  # a limit, not a measure: a crowded machine may take a while
        assert "Traceback" not in (tmp_path / "log").read_text()
        assert not [*scratch.glob("ngteach-lab-*")]
    finally:
        process.kill()
    assert contents(tmp_path / "mine") == contents(shipped)


def servers(folder):
    for path in folder.glob("jpserver-*.json"):
        text = path.read_text()
        return json.loads(text) if text.endswith("}") else None


def answers(server):
    try:
        with urllib.request.urlopen(f"{server['url']}api/status?token={server['token']}", timeout=2) as answer:
            return answer.status == 200
    except urllib.error.URLError:
        return False


def wait_for(found, process, log):
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError(log.read_text())
