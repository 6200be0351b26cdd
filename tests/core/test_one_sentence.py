"""In a notebook a mistake is one sentence with the line, and the whole traceback is there for who asks for it."""

import json
import os
import subprocess
import sys

import pytest

RUN = """
import contextlib, io, json, sys
from IPython.core.interactiveshell import InteractiveShell
shell, said = InteractiveShell.instance(colors="NoColor"), []
for cell in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        shell.run_cell(cell, store_history=True)
    said.append(out.getvalue().strip())
print(json.dumps(said))
"""


def shown(*cells, **environment):
    """What IPython prints for each of the cells."""
    clean = {k: v for k, v in os.environ.items() if k != "NGTEACH_TRACEBACK"}
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps(cells), capture_output=True, text=True, env=clean | environment
    )
    assert not done.returncode, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


MISTAKE = "import ngteach as ng\n\ndef f(x, W):\n    return x @ W\n\nng.trace(f, ng.f32[2, 3], ng.f32[2, 3])"
SENTENCE = (
    "GraphError: matmul: f32[2,3] has 3 columns but f32[2,3] has 2 rows; write y.T"
    "    (notebook cell 1, line 4: return x @ W)"
)


def test_a_mistake_in_a_cell_is_one_sentence_with_its_line():
    assert shown(MISTAKE) == [SENTENCE]


def test_an_error_without_a_line_of_its_own_gets_that_of_the_cell():
    cell = "import ngteach as ng\ndef load(x): return ng.load_data(x)\n\nload('mnst')"
    (said,) = shown(cell)
    assert said.startswith("GraphError: --data mnst: there is no such folder") and "\n" not in said
    assert said.endswith("    (line 4: load('mnst'))")


def test_an_error_of_another_kind_is_called_by_its_plain_name():
    cell = "import ngteach as ng\ndef f(x):\n    return 1 if x > 0 else 2\nng.trace(f, ng.f32[()])"
    (said,) = shown(cell)
    assert "has no numbers yet" in said and said.endswith("(notebook cell 1, line 3: return 1 if x > 0 else 2)")
    assert said[0] != "_" and "\n" not in said


@pytest.mark.parametrize("how", ["before", "in the notebook"])
def test_the_whole_traceback_is_behind_an_environment_variable(how):
    if how == "before":
        *_, said = shown(MISTAKE, NGTEACH_TRACEBACK="1")
    else:
        *_, said = shown("%env NGTEACH_TRACEBACK=1", MISTAKE)
    assert "Traceback (most recent call last)" in said and "provenance.py" in said and len(said.splitlines()) > 20


def test_the_debugger_opens_where_the_error_was():
    cell = (
        "import sys; last = sys.last_traceback\nwhile last.tb_next: last = last.tb_next\nlast.tb_frame.f_code.co_name"
    )
    *_, said = shown("1 / 0", MISTAKE, cell)
    assert "ZeroDivisionError" not in said and said.endswith("'__call__'")
