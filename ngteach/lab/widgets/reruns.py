"""Re-runs: a cell that runs again shows new widgets, and gives back what its old ones held.

A widget is known to the kernel for as long as it can be shown, and IPython keeps it in Out[n] for ever.
"""

from __future__ import annotations

import linecache
import sys
import weakref

_made: dict = {}  # cell -> (its last run, weak references to the widgets that this made)


def made(widget):
    """To be called once for each widget: those that an earlier run of its cell made are taken down."""
    if type(widget.comm).__name__ == "DummyComm":  # no kernel: nobody can ask for it, so nobody need know it
        _forget(widget.layout)
        _forget(widget)
    cell, run = _running_cell()
    if cell is None:
        return
    before, widgets = _made.get(cell, (None, ()))
    if before is not run and not (isinstance(run, str) and before == run):  # code of one text is equal, run by run
        for old in filter(None, [ref() for ref in widgets]):
            take_down(old)
        widgets = ()
    _made[cell] = run, (*widgets, weakref.ref(widget))


def take_down(widget):
    """Close it, and let go of its arrays, whoever still has the widget itself."""
    widget.layout.close()
    widget.close()
    for name in [n for n in vars(widget) if not n.startswith("_")]:
        delattr(widget, name)
    widget._trait_values.clear()


def _forget(widget):
    from ipywidgets.widgets import widget as registry

    registry._instances.pop(widget.model_id, None)
    widget.comm.on_msg(None)


def _running_cell():
    """(which cell is running, which run of it this is); (None, None) outside a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    kernel = getattr(shell, "kernel", None)
    request = kernel.get_parent() if kernel else {}
    if request and request.get("header", {}).get("msg_type") != "execute_request":
        return None, None
    run = request.get("header", {}).get("msg_id")
    if cell := request.get("metadata", {}).get("cellId"):
        return cell, run
    frame, cells = sys._getframe(1), getattr(getattr(shell, "compile", None), "_filename_map", {})
    while frame is not None:  # other front ends say nothing: the same line of the same text is the same cell
        file, code = frame.f_code.co_filename, frame.f_code
        if code.co_name == "<module>" and file in cells:
            return ("".join(linecache.getlines(file)), frame.f_lineno), run or code
        frame = frame.f_back
    return None, None
