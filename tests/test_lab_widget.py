"""The base of all widgets, and the names of the lab."""

import subprocess
import sys

import pytest

import ngteach as ng
from ngteach import GraphError

pytest.importorskip("anywidget")
import traitlets

from ngteach.lab.widget import STATIC, Widget, in_status


class Counter(Widget):
    count = traitlets.Int(0).tag(sync=True)

    @traitlets.observe("count")
    @in_status
    def _count(self, change):
        if self.count == 13:
            raise GraphError("13 is too many; write 12")
        self.tell(f"{12 // (14 - self.count)} of 12")

    def still(self):
        return f"<p>{self.count}</p>"


def test_an_error_in_a_callback_is_shown_and_the_next_success_takes_it_away():
    counter = Counter()
    counter.count = 13
    assert counter.failed and counter.status == "13 is too many; write 12"
    assert isinstance(counter.error, GraphError)
    counter.count = 14
    assert counter.failed and counter.status.startswith("ZeroDivisionError: ")
    counter.count = 2
    assert not counter.failed and counter.status == "1 of 12" and counter.error is None


def test_a_widget_stands_in_for_itself_where_no_kernel_runs():
    data, _ = Counter(count=2)._repr_mimebundle_()
    assert data["text/html"] == "<p>2</p>" and data["text/plain"] == "Counter: 1 of 12"
    assert "application/vnd.jupyter.widget-view+json" in data


def test_a_script_brings_what_is_common_and_its_own_style():
    class Own(Widget, script=("graph.js", "stepper.js")):
        pass

    assert Own._esm.index("function frame(") < Own._esm.index("function graphPicture(")
    assert ".ngt-lines {" in Own._css and ".ngt-memory {" in Own._css


def test_no_script_asks_the_network_or_webassembly():
    for script in [*STATIC.glob("*.js"), *STATIC.glob("*.css")]:
        text = script.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not any(word in text for word in ("http:", "https:", "import(", "WebAssembly", "fetch(", "@import"))


def test_a_name_stays_the_function_when_its_file_was_imported():
    import ngteach.lab.stepper as imported

    assert callable(imported) and ng.lab.stepper is imported
    assert ng.lab.drawing.draw is ng.lab.draw


def test_a_name_that_the_lab_does_not_have_is_answered_with_those_it_has():
    with pytest.raises(AttributeError, match="ngteach.lab has no 'steper'; it has .*stepper"):
        ng.lab.steper  # noqa: B018
    assert not hasattr(ng.lab, "_private")


def test_without_anywidget_the_line_that_installs_it_is_told():
    code = "import sys; sys.modules['anywidget'] = None\nfrom ngteach.lab.widget import Widget"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'needs anywidget; write: pip install "ngteach[lab]"' in found.stderr
