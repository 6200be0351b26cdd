"""Pages of widgets that were made here: what `ngteach export` writes, without a kernel that runs first."""

import nbformat
from ipywidgets import Widget

from ngteach.web.page import page_of
from ngteach.web.widgets import STATES, VIEW


def notebook_of(*widgets, words=""):
    """A notebook that shows these widgets, each in a cell of its own, and stores their states."""
    cells = [nbformat.v4.new_markdown_cell(words)] if words else []
    for number, widget in enumerate(widgets, 1):
        view = nbformat.v4.new_output("display_data", data={VIEW: {"model_id": widget.model_id}, "text/plain": "x"})
        cells.append(nbformat.v4.new_code_cell(f"widget {number}", outputs=[view], execution_count=number))
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["widgets"] = {STATES: Widget.get_manager_state(widgets=widgets)}
    return made


def write_page(path, *widgets, words=""):
    """Write the page of these widgets to path."""
    path.write_text(page_of(notebook_of(*widgets, words=words)), encoding="utf-8")
    return path
