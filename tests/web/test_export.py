"""ngteach export: one file, from any notebook, with our own scripts alone; and it says what is wrong with it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

import ngteach as ng
from ngteach import GraphError
from ngteach.cli.command import main
from ngteach.web.export import check_target, export
from ngteach.web.notebook import read_notebook
from ngteach.web.page import MADE_BY, page_of
from ngteach.web.widgets import STATES, VIEW, widgets_of

STEPPER = "ngteach.lab.widgets.stepper.Stepper"


def code(source="1", *outputs, tags=()):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)} if tags else {})


def words(source):
    return nbformat.v4.new_markdown_cell(source)


def result(**data):
    return nbformat.v4.new_output("display_data", data={k.replace("_", "/", 1): v for k, v in data.items()})


def printed(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def widget(id="w1", **more):
    return nbformat.v4.new_output("display_data", data={VIEW: {"model_id": id}, "text/plain": "Stepper: ready", **more})


def notebook(*cells, states=None):
    made = nbformat.v4.new_notebook(cells=list(cells))
    if states is not None:
        models = {id: {"model_name": "AnyModel", "model_module": "anywidget", "state": s} for id, s in states.items()}
        made.metadata["widgets"] = {STATES: {"version_major": 2, "version_minor": 0, "state": models}}
    return made


@pytest.fixture
def write(tmp_path):
    """write(notebook) -> the name of its file."""

    def to_file(made, name="mine.ipynb"):
        path = tmp_path / name
        path.write_text(made if isinstance(made, str) else nbformat.writes(made))
        return str(path)

    return to_file


def scripts_of(page):
    """[(attributes, text)] of the page's scripts."""
    return re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S)


def states_in(page):
    (text,) = [text for attributes, text in scripts_of(page) if 'id="states"' in attributes]
    return json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


# ---- what is in the page ----------------------------------------------------


def test_words_code_and_outputs_are_in_the_page():
    page = page_of(
        notebook(
            words("# A *title*\n\nSee [05](08_update.ipynb), `a < b`, $x^2$.\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
            code("print('<b>')\nx = 1", printed("<b>\n\x1b[31mred\x1b[0m")),
            code("x", result(text_plain="array([1])", text_html="<b>bold</b>")),
            code("y", result(image_png="iVBORw0KGgo=", text_plain="a picture")),
            code("z", result(text_latex="$a<b$")),
        )
    )
    assert "<title>A title</title>" in page and '<a href="08_update.html"' in page and "$x^2$" in page
    assert "&lt;b&gt;\n<span" in page and "<b>bold</b>" in page and "array([1])" not in page
    assert '<img alt="a picture" src="data:image/png;base64,iVBORw0KGgo=">' in page and "$a&lt;b$" in page
    assert "<td>1</td>" in page and '<span class="o">=</span>' in page


def test_the_page_names_no_other_host_and_forbids_to_ask_one():
    page = page_of(notebook(code("x", widget()), states={"w1": {"_anywidget_id": STEPPER}}))
    outside = re.sub(r"http://www\.w3\.org/\S+", "", page)
    assert not re.search(r"(src|href|url\(|import)[=\s(]*[\"']?(https?:)?//", outside)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert "default-src 'none'" in policy and re.search(r"script-src 'sha256-[\w+/=]+';", policy)
    assert "unsafe-eval" not in policy and policy.count("unsafe-inline") == 1  # of styles


def test_a_widget_lives_with_our_script_and_the_states_of_its_traits_alone():
    state = {"_anywidget_id": STEPPER, "_esm": "alert('theirs')", "_css": "THEIRS", "step": 3, "no_trait": 1}
    page = page_of(notebook(code("x", widget()), states={"w1": state, "w2": {**state, "step": 4}}))
    assert states_in(page) == [["w1", {"kind": "Stepper", "state": {"step": 3}}]]  # the other is not shown
    assert "theirs" not in page and "THEIRS" not in page
    assert 'kinds.set("Stepper"' in page and 'kinds.set("ClipLab"' not in page
    assert '<div class="output widget" data-model="w1"><pre>Stepper: ready</pre></div>' in page


def test_what_all_widgets_share_is_in_the_page_once():
    ids = {"a": STEPPER, "b": "ngteach.lab.widgets.clip_lab.ClipLab", "c": "ngteach.lab.widgets.pass_player.PassPlayer"}
    states = {id: {"_anywidget_id": name} for id, name in ids.items()}
    page = page_of(notebook(*(code("x", widget(id)) for id in ids), states=states))
    assert page.count("function frame(") == 1 and page.count(".ngt-button {") == 1
    assert page.count("kinds.set(") == 3 and "export default" not in page


def test_a_page_with_one_kind_of_widget_has_what_widgets_share_for_itself_too():
    page = page_of(notebook(code("x", widget("a")), states={"a": {"_anywidget_id": STEPPER}}))
    assert page.index("function h(tag") < page.index("const kinds = new Map") < page.index('kinds.set("Stepper"')


@pytest.mark.parametrize(
    "id",
    [
        "os.system",
        "ngteach.lab.widgets.widget.Widget",
        "ngteach.lab.widgets.stepper.stepper",
        "ngteach.lab.widgets.stepper.np",
        "ngteach.lab.widgets.nothing.Nothing",
        "ngteach.lab.widgets..stepper.Stepper",
        "ngteach.lab.widgets.stepper.Stepper.__init__",
        STEPPER + "\n",
        None,
        7,
        ["x"],
    ],
)
def test_an_unknown_widget_shows_its_text(id):
    found = notebook(code("x", widget()), states={"w1": {"_anywidget_id": id, "_esm": "export default {}"}})
    assert not widgets_of(found)
    page = page_of(found)
    assert "Stepper: ready" in page and 'class="output widget"' not in page


HOSTILE = [
    {"version_major": 2, "state": []},
    {"state": {"w1": None}},
    {"state": {"w1": {"state": []}}},
    {"state": {"w1": {"state": {"_anywidget_id": STEPPER}, "buffers": [None, {}, {"path": [], "data": "x"}]}}},
    {"state": {"w1": {"state": {"_anywidget_id": STEPPER, "step": {"a": 1}},
                      "buffers": [{"path": ["step", "b", "c"], "encoding": "base64", "data": "AA=="}]}}},
    {"state": {"w1": {"state": {"_anywidget_id": STEPPER, "__proto__": {"x": 1}, "step": 1e400}}}},
    {"state": {"</script><script>alert(1)</script>": {"state": {"_anywidget_id": STEPPER, "status": "</script><!--"}}}},
]  # fmt: skip


@pytest.mark.parametrize("stored", HOSTILE, ids=lambda s: str(s)[:50])
def test_whatever_is_stored_as_states_no_script_is_added(stored):
    made = notebook(code("x", widget(), widget("</script><script>alert(1)</script>")))
    made["metadata"]["widgets"] = {STATES: stored}
    page = page_of(made)
    assert len(scripts_of(page)) == page.lower().count("<script") == page.lower().count("</script") == 2
    states_in(page)


def _places(value, path=()):
    """The paths to all that is inside."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*path, key)
        yield from _places(part, (*path, key))


def test_whatever_stands_in_the_place_of_a_part_there_is_a_page_or_one_sentence(write):
    """Each part of a notebook with states and outputs, replaced by each kind of value that JSON has."""
    outputs = widget(), printed("x"), result(image_png="AA==", text_html=["<p>x"]), result(text_markdown="x")
    whole = notebook(words("![x](attachment:a.png)"), code("x", *outputs), states={"w1": {"_anywidget_id": STEPPER}})
    whole.cells[0]["attachments"] = {"a.png": {"image/png": "AA=="}}
    stored = whole.metadata["widgets"][STATES]["state"]["w1"]
    stored["buffers"] = [{"path": ["film"], "encoding": "base64", "data": "AA=="}]
    whole = json.loads(nbformat.writes(whole))
    pages = 0
    for *around, last in list(_places(whole)):
        for other in (None, 7, "x", [["x"]], {"x": 1}):
            changed = json.loads(json.dumps(whole))
            inner = changed
            for key in around:
                inner = inner[key]
            inner[last] = other
            try:
                found = read_notebook(write(json.dumps(changed)))
            except GraphError:
                continue
            states_in(page_of(found))
            pages += 1
    assert pages > 100


def test_bytes_come_back_to_the_trait_that_they_are():
    made = notebook(code("x", widget()), states={"w1": {"_anywidget_id": STEPPER, "film": {"pixels": [None]}}})
    model = made.metadata.widgets[STATES]["state"]["w1"]
    model["buffers"] = [{"path": ["film", "pixels", 0], "encoding": "base64", "data": "AAE="}]
    (found,) = widgets_of(made).values()
    assert found.state["film"] == {"pixels": [{"$bytes": "AAE="}]}


# ---- what is read -----------------------------------------------------------


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "it is not JSON"),
        ("[1]", "it is not a notebook"),
        ('{"nbformat": 4}', "it is not a notebook"),
        ('{"cells": [], "metadata": {}, "nbformat": "4", "nbformat_minor": 5}', "it is not a notebook"),
        (
            '{"cells": [{"cell_type": "spell"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
            "it is not a notebook",
        ),
        ('{"a": 1, "a": 2}', "twice"),
        ("[" * 100_000, "nests too deeply"),
    ],
)
def test_what_is_no_notebook_is_named(write, text, said):
    path = write(text)
    with pytest.raises(GraphError, match=said) as raised:
        export(path, path + ".html")
    assert str(raised.value).startswith(path) and "\n" not in str(raised.value)


def test_a_file_that_is_none_is_refused(tmp_path):
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "no.ipynb", "there is no such file")):
        with pytest.raises(GraphError, match=said):
            export(str(path), str(tmp_path / "out.html"))


def test_a_notebook_for_another_language_is_refused(write):
    made = notebook(code())
    made.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    with pytest.raises(GraphError, match=r"mine\.ipynb is a notebook for R, wanted Python"):
        export(write(made), "out.html")


def test_a_notebook_of_an_older_format_is_read(write, tmp_path):
    cell = {
        "cell_type": "code",
        "language": "python",
        "input": "old = 1",
        "outputs": [],
        "metadata": {},
        "collapsed": False,
    }
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    export(write(json.dumps(old)), str(tmp_path / "out.html"), run=False)
    assert "old" in (tmp_path / "out.html").read_text()


# ---- where it is written ----------------------------------------------------


def test_the_page_goes_beside_the_notebook_and_is_replaced_by_a_newer_one(write, tmp_path, capsys):
    source = write(notebook(words("# One")))
    for title in ("One", "Two"):
        write(notebook(words(f"# {title}")))
        assert main(["export", source, "--no-run"]) == 0
        page = (tmp_path / "mine.html").read_text()
        assert f"<title>{title}</title>" in page and MADE_BY in page[:1024]
    assert re.fullmatch(r"wrote .*mine\.html: no widgets, 0\.\d MB", capsys.readouterr().out.splitlines()[-1])


def test_what_ngteach_did_not_write_is_replaced_only_by_force(write, tmp_path, capsys):
    source, target = write(notebook(words("# One"))), tmp_path / "out.html"
    target.write_text("<p>mine</p>")
    assert main(["export", source, "-o", str(target)]) == 1
    said = capsys.readouterr().err
    assert "out.html is there already, and ngteach did not make it; write --force, or -o and another name" in said
    assert target.read_text() == "<p>mine</p>"
    assert main(["export", source, "-o", str(target), "--no-run", "--force"]) == 0
    assert "<h1" in target.read_text()


def test_the_notebook_itself_is_never_replaced(write):
    source = write(notebook(words("# One")))
    with pytest.raises(GraphError, match="is the notebook itself; write another name behind -o"):
        check_target(source, source, force=True)


def test_a_place_that_cannot_be_written_is_said_before_anything_runs(write, tmp_path, capsys):
    source = write(notebook(code("open('ran', 'w')")))
    assert main(["export", source, "-o", str(tmp_path / "none" / "out.html")]) == 1
    assert "there is no folder" in capsys.readouterr().err and not (tmp_path / "ran").exists()


# ---- running it -------------------------------------------------------------


def test_a_notebook_without_states_is_run_and_its_widgets_live(write, tmp_path, capsys):
    made = notebook(
        code("import os, ngteach as ng\nprint('in', os.path.basename(os.getcwd()))"),
        code("ng.lab.clip_lab()"),
        code("1 / 0", tags=["raises-exception"]),
        code(""),
    )
    assert main(["export", write(made)]) == 0
    page = (tmp_path / "mine.html").read_text()
    assert f"in {tmp_path.name}" in page and "ZeroDivisionError" in page
    (found,) = states_in(page)
    assert found[1]["kind"] == "ClipLab" and found[1]["state"]["logits"]
    out, err = capsys.readouterr()
    assert [line.split()[0] for line in out.splitlines()] == ["running", "wrote"] and ": 1 widget, " in out
    assert not err
    assert "widgets" not in nbformat.read(tmp_path / "mine.ipynb", 4).metadata  # the notebook is as it was


def test_stored_states_are_used_and_nothing_runs(write, tmp_path):
    made = notebook(code("open('ran', 'w')", widget()), states={"w1": {"_anywidget_id": STEPPER, "step": 3}})
    assert export(write(made), str(tmp_path / "out.html"))[0] == 1
    assert not (tmp_path / "ran").exists()


def test_a_cell_that_fails_is_told_with_its_line_and_nothing_is_written(write, tmp_path, capsys):
    source = write(notebook(words("# x"), code("a = 1"), code("def f():\n    return a / 0\n\nf()")))
    assert main(["export", source]) == 1
    said = capsys.readouterr().err
    assert f"{source}, cell 2, line 4: ZeroDivisionError: division by zero; tag the cell raises-exception" in said
    assert not (tmp_path / "mine.html").exists()


def test_a_mistake_in_a_graph_is_told_in_its_own_words(write, capsys):
    source = write(notebook(code("import ngteach as ng\nng.dot(ng.f32[2, 3], ng.f32[2, 3])")))
    assert main(["export", source]) == 1
    said = capsys.readouterr().err
    assert "cell 1: GraphError: dot: f32[2,3] has 3 columns but f32[2,3] has 2 rows; write y.T" in said
    assert len(said.splitlines()) == 1


def test_a_kernel_that_dies_is_said(write, capsys):
    assert main(["export", write(notebook(code("import os"), code("os._exit(3)")))]) == 1
    assert "mine.ipynb, cell 2: Python ended while it ran" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
def test_ctrl_c_ends_the_kernel_too_and_leaves_nothing_behind(write, tmp_path):
    source = write(notebook(code("import os, time\nopen('pid', 'w').write(str(os.getpid()))"), code("time.sleep(100)")))
    (scratch := tmp_path / "scratch").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "ngteach", "export", source],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    )
    end = time.monotonic() + 60
    while not (found := (tmp_path / "pid")).exists() or not found.read_text():
        assert time.monotonic() < end and process.poll() is None
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert process.stderr.read() == "ngteach: stopped\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int(found.read_text()), 0)
    assert not [*scratch.glob("ngteach*")] and not (tmp_path / "mine.html").exists()


def test_a_run_counts_no_tries_of_an_exercise(write, tmp_path):
    made = notebook(code("import ngteach as ng\nng.lab.check('04.1', ...)"))
    export(write(made), str(tmp_path / "out.html"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.ipynb", "out.html"]


def test_without_jupyter_the_pip_line_is_said(write, monkeypatch):
    monkeypatch.setattr("ngteach.web.export.find_spec", lambda name: None)
    with pytest.raises(GraphError, match=r'needs JupyterLab; write: pip install "ngteach\[lab\]"'):
        check_target(write(notebook()), "out.html")


def test_every_colour_that_a_widget_asks_for_is_in_the_page():
    """JupyterLab's variables; where one is missing, a widget would show nothing of it."""
    asked = {
        name
        for path in (Path(ng.__file__).parent / "lab" / "static").glob("*.*s*")
        for name in re.findall(r"var\((--jp-[\w-]+)", path.read_text())
    }
    style = (Path(ng.__file__).parent / "web" / "static" / "page.css").read_text()
    assert asked <= set(re.findall(r"(--jp-[\w-]+):", style))
