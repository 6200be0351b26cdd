"""What answers a prediction is folded in an exported page: closed until the reader opens it."""

import nbformat
import pytest

pytest.importorskip("nbconvert")
pytest.importorskip("anywidget")
from ngteach.web.page import page_of

CLOSED = '<details class="folded"><summary>Show what happens</summary>'


def page(metadata, outputs=("3.1170",)):
    made = [nbformat.v4.new_output("stream", name="stdout", text=text) for text in outputs]
    return page_of(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("f()", metadata=metadata, outputs=made)]))


def test_a_folded_output_is_closed_and_its_code_is_not():
    html = page({"jupyter": {"outputs_hidden": True}})
    before, _, inside = html.partition(CLOSED)
    assert "3.1170" not in before and "3.1170" in inside.partition("</details>")[0]
    assert 'class="code"' in before


@pytest.mark.parametrize("metadata", [{}, {"jupyter": {"outputs_hidden": False}}, {"jupyter": {}}])
def test_any_other_output_is_open(metadata):
    assert CLOSED not in page(metadata)


def test_where_there_is_nothing_to_see_nothing_is_folded():
    assert CLOSED not in page({"jupyter": {"outputs_hidden": True}}, ())
