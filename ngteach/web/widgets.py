"""The widgets of a notebook as a page can show them: their states from the file, their scripts from this package.

A notebook may come from anywhere, so nothing of what it calls a script or a style is used.  What names a
widget of ours gets our own; the states are data, and only of the traits that such a widget has.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ..lab import widgets as room
from ..lab.widgets.widget import Widget

STATES = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
_ID = re.compile(r"ngteach\.lab\.widgets\.(\w+)\.(\w+)")
_OF_THE_NOTEBOOK = re.compile(r"_esm|_css|_anywidget|_model|_view|_dom|layout$|tabbable$|tooltip$")


@dataclass(frozen=True)
class Shown:
    """A widget of ours in a notebook.   kind: its class.   state: {trait: value}, with bytes as {"$bytes": base64}"""

    kind: type
    state: dict


def widgets_of(notebook):
    """The widgets of ours whose states the notebook stores: {model id: Shown}."""
    stored = notebook.get("metadata", {}).get("widgets", {})
    states = stored.get(STATES, {}) if isinstance(stored, dict) else {}
    models = states.get("state", {}) if isinstance(states, dict) else {}
    found = {id: _shown(model) for id, model in models.items()} if isinstance(models, dict) else {}
    return {id: shown for id, shown in found.items() if shown}


def stores_states(notebook):
    """Does it store the state of any widget, whoever's?"""
    return bool(notebook.get("metadata", {}).get("widgets"))


def _shown(model):
    state = model.get("state") if isinstance(model, dict) else None
    kind = _kind(state.get("_anywidget_id")) if isinstance(state, dict) else None
    if kind is None:
        return None
    names = {name for name in kind.class_traits(sync=True) if not _OF_THE_NOTEBOOK.match(name)}
    values = {name: value for name, value in state.items() if name in names}
    buffers = model.get("buffers")
    for buffer in buffers if isinstance(buffers, list) else ():
        _put(values, buffer, names)
    return Shown(kind, values)


def _put(values, buffer, names):
    """Put bytes, which the file keeps apart, where they belong: they are a trait, or lie in one."""
    if not isinstance(buffer, dict) or buffer.get("encoding") != "base64" or not isinstance(buffer.get("data"), str):
        return
    path = buffer.get("path")
    if not isinstance(path, list) or not path or not isinstance(path[0], str) or path[0] not in names:
        return
    there = values
    with suppress(KeyError, IndexError, TypeError):  # a path that leads nowhere
        for step in path[:-1]:
            there = there[step]
        there[path[-1]] = {"$bytes": buffer["data"]}


def _kind(name):
    """The class of ours that has this name; None if there is none."""
    match = _ID.fullmatch(name) if isinstance(name, str) else None
    if not match or not any(Path(folder, f"{match[1]}.py").is_file() for folder in room.__path__):
        return None
    found = getattr(import_module(f"{room.__name__}.{match[1]}"), match[2], None)
    return found if isinstance(found, type) and issubclass(found, Widget) and found is not Widget else None
