"""ngteach lab: give the user copies of the notebooks, and open JupyterLab on them.

The rule for a file that is there already: what the user changed is never touched.
A copy that is still as we left it is replaced when ngteach has a newer one.  A copy that the user changed stays,
and a newer one goes beside it under another name, once.  To tell the two apart, the folder keeps a
record of what was copied into it.
"""

from __future__ import annotations

import hashlib
import json
import os
from importlib.util import find_spec
from pathlib import Path

from ...core.calling.errors import GraphError, require
from ...core.version import VERSION
from ...files.output import say
from ...files.reading import parse_json, printable, read_bounded, reason
from ...files.writing import write_whole
from .settings import lab_settings

FIRST = "00_start.ipynb"
RECORD = ".ngteach-copies.json"  # {file name: SHA-256 of the notebook that was last offered under it}
_LARGEST = 2**28  # bytes of a notebook
_PACKAGE = Path(__file__).resolve().parents[2]


def open_notebooks(folder="ngteach-notebooks", browser=True):
    """Copy the notebooks to folder, and run JupyterLab on the first until Ctrl-C.  Returns the exit status.

    Nothing is asked of the network: no news, no look for updates.
    Raises GraphError if JupyterLab is not installed or has no place for its own files, or the folder cannot be written.
    """
    found = find_spec("jupyterlab") is not None
    require(found, 'ngteach lab needs JupyterLab; write: pip install "ngteach[lab]"')
    folder = Path(folder)
    for line in copy_notebooks(notebooks_folder(), folder):
        say(line)
    _check_home()
    say("Ctrl-C ends JupyterLab.")
    from jupyterlab.labapp import LabApp

    with lab_settings() as settings:
        LabApp.launch_instance(lab_arguments(folder, settings, browser))
    return 0


def notebooks_folder():
    """Where the notebooks are: inside an installed package, beside the package in a checkout."""
    for folder in (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks"):
        if (folder / FIRST).is_file():
            return folder
    raise GraphError(f"the notebooks are missing from {_PACKAGE}; install ngteach again")


def copy_notebooks(source, folder):
    """Copy the notebooks of source into folder; returns what happened, as lines to print."""
    if os.path.exists(folder) and folder.resolve() == source.resolve():
        return [f"{folder} is where ngteach's own notebooks are: they are not copied."]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _record(folder)
        notebooks = {path.name: path.read_bytes() for path in sorted(source.glob("*.ipynb"))}
        done = {name: _copy(name, data, folder, before.get(name)) for name, data in notebooks.items()}
        offered = {name: _sum(data) for name, data in notebooks.items()}
        text = json.dumps({**before, **offered}, indent=1)
        write_whole(folder / RECORD, text.encode(), follow=False)
    except (OSError, ValueError, GraphError) as problem:  # ValueError: a name that no folder can have
        said = f"{printable(folder)} cannot be written: {reason(problem)}"
        said = problem if isinstance(problem, GraphError) else said
        raise GraphError(f"{said}; write: ngteach lab ANOTHER_FOLDER") from None
    return _told(folder, done)


def lab_arguments(folder, settings, browser=True):
    """The command line of JupyterLab: this folder, these settings, the first notebook, no questions and no network."""
    return [
        f"--ServerApp.root_dir={folder.resolve()}",
        f"--LabApp.app_settings_dir={settings}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.answer_yes=True",  # Ctrl-C ends it at once
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        *(["--ServerApp.allow_root=True"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),  # in a container
    ]


def _check_home():
    """GraphError where JupyterLab would fill a page: in some containers users have no home, or a locked one."""
    from jupyter_core.paths import jupyter_runtime_dir

    try:
        Path(jupyter_runtime_dir()).mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as problem:
        said = f"JupyterLab has no place for its own files: {reason(problem).rstrip('.')}"
        raise GraphError(f"{said}; write: HOME=FOLDER ngteach lab") from None


def _copy(name, data, folder, offered):
    """Put one notebook into the folder; returns what was done: new, same, newer, kept, or the name of the file beside.

    offered: the sum of the notebook that was last offered under this name, None if none was.
    """
    path = folder / name
    there = _contents(path)
    if there == data:
        return "same"
    if there is None or _sum(there) == offered:
        write_whole(path, data, follow=False)
        return "new" if there is None else "newer"
    if offered == _sum(data):
        return "kept"
    beside = _free_name(path, data)
    write_whole(beside, data, follow=False)
    return beside.name


def _free_name(path, data):
    """03_loss.0.2.0.ipynb beside 03_loss.ipynb; with a number more if another file has that name."""
    number, beside = 1, path.with_name(f"{path.stem}.{VERSION}.ipynb")
    while _contents(beside) not in (None, data):
        number += 1
        beside = path.with_name(f"{path.stem}.{VERSION}-{number}.ipynb")
    return beside


def _told(folder, done):
    words = {"new": "copied", "newer": "replaced by newer ones, as you had not changed them", "kept": "kept as yours"}
    count = {kind: sum(how == kind for how in done.values()) for kind in words}
    counted = ", ".join(f"{n} {words[kind]}" for kind, n in count.items() if n)
    lines = [f"notebooks in {folder}: {counted or 'all there already'}"]
    for name, how in done.items():
        if how not in (*words, "same"):
            lines.append(f"  {name} is kept as yours; ngteach's is new, and beside it as {how}")
    return lines


def _record(folder):
    """What was offered before.  A record that says something else counts as none: then every file is the user's."""
    path = folder / RECORD
    if not path.exists():
        return {}
    data = read_bounded(path, _LARGEST)
    try:
        record = parse_json(data)
    except GraphError:
        record = {}
    return record if isinstance(record, dict) else {}


def _contents(path):
    """The bytes of a file; None if there is none; nothing of a link, whose other end is not ours to read or write."""
    if path.is_symlink():
        return b""
    return read_bounded(path, _LARGEST) if path.exists() else None


def _sum(data):
    return hashlib.sha256(data).hexdigest()
