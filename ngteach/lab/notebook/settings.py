"""JupyterLab's settings for a course: widgets keep their states in saved notebooks, and no question comes first.

JupyterLab reads defaults from one folder, that of the application's settings.  An administrator may have written
there; so what we want is written to a folder of ours beneath what that one says, which wins where it says something.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from ...core.calling.errors import GraphError, require
from ...files.output import say
from ...files.reading import printable, read_bounded, reason

OURS = {
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
}
_LARGEST = 2**22  # bytes of a file of settings
_PAGES = ("page_config.json", "page_config.json5")


@contextmanager
def lab_settings(usual=None):
    """A folder of settings, as long as the block runs.   usual: the administrator's; None: where JupyterLab looks."""
    usual = Path(usual or usual_settings())
    try:
        place = tempfile.TemporaryDirectory(prefix="ngteach-lab-", ignore_cleanup_errors=True)
    except OSError as problem:
        raise GraphError(
            f"JupyterLab's settings have no place: {reason(problem)}; write: TMPDIR=FOLDER ngteach lab"
        ) from None
    with place as scratch:
        folder = Path(scratch, "settings")
        folder.mkdir()
        (folder / "overrides.json").write_text(json.dumps(merged(usual), indent=1), encoding="utf-8")
        for name in _PAGES:
            _copy(usual / name, folder / name)
        beside = Path(
            "static", "package.json"
        )  # what JupyterLab's parts say of one another; it looks beside the folder
        (folder.parent / "static").mkdir()
        _copy(usual.parent / beside, folder.parent / beside)
        yield folder


def usual_settings():
    """The folder that JupyterLab would read: beside its other files, or where its configuration says."""
    from jupyterlab.labapp import LabApp

    app = LabApp()
    app.load_config_file()
    return app.app_settings_dir


def merged(usual):
    """Our settings, with those of the administrator over them, in the order in which JupyterLab reads them."""
    settings: dict = {}
    _lay_over(settings, OURS)  # a copy
    try:
        more = sorted(p for p in usual.glob("overrides.d/*") if p.suffix in (".json", ".json5"))
    except OSError:  # a folder that is closed, for JupyterLab too
        more = []
    for path in (*more, usual / "overrides.json", usual / "overrides.json5"):
        found = _read(path) or {}
        for name in [name for name, value in found.items() if not isinstance(value, dict)]:
            say(f"{printable(path)}: {printable(name, 80)} is left out: it is not an object")
            del found[name]
        _lay_over(settings, found)
    return settings


def _read(path):
    """What an administrator wrote in a file; None if there is none, or none that can be used, which is said."""
    import json5

    if not os.path.exists(path):
        return None
    try:
        text = read_bounded(path, _LARGEST).decode()
        found = json5.loads(text) if path.suffix == ".json5" else json.loads(text)
        require(isinstance(found, dict), "it is not an object")
    except RecursionError:
        say(f"{printable(path)} is left out: it nests too deeply")
    except (GraphError, ValueError) as problem:  # JupyterLab goes on without it, too
        say(f"{printable(path)} is left out: {printable(problem)}")
    else:
        return found
    return None


def _lay_over(settings, more):
    """Put what more says into the settings, key by key, at every depth."""
    for key, value in more.items():
        if isinstance(value, dict):
            below = settings.get(key)
            settings[key] = below if isinstance(below, dict) else {}
            _lay_over(settings[key], value)
        else:
            settings[key] = value


def _copy(path, target):
    if (found := _read(path)) is not None:
        target.write_text(json.dumps(found), encoding="utf-8")  # which is JSON5, too
