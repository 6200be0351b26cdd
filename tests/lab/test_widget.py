"""The base of all widgets, and the names of the lab."""

import gc
import subprocess
import sys
import weakref

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError

pytest.importorskip("anywidget")
import traitlets
from ipywidgets.widgets import widget as registry

from ngteach.lab.widgets.timeline import TimelineView
from ngteach.lab.widgets.widget import STATIC, Widget, in_status


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
    from ngteach.lab.widgets import stepper

    assert ng.lab.stepper is stepper.stepper and ng.lab.stepper is not stepper


def test_a_name_that_the_lab_does_not_have_is_answered_with_those_it_has():
    with pytest.raises(AttributeError, match="ngteach.lab has no 'steper'; it has .*stepper"):
        ng.lab.steper  # noqa: B018
    assert not hasattr(ng.lab, "_private")


def test_without_anywidget_the_line_that_installs_it_is_told():
    code = "import sys; sys.modules['anywidget'] = None\nfrom ngteach.lab.widgets.widget import Widget"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'needs anywidget; write: pip install "ngteach[lab]"' in found.stderr


# ---- a cell that runs again -------------------------------------------------

LARGE = ng.trace(lambda x, w: ng.softmax(x @ w, axis=1), ng.f32[64, 64], ng.f32[64, 10])
WIDGETS = {
    "stepper": lambda: ng.lab.stepper(LARGE),
    "four_views": lambda: ng.lab.four_views(LARGE),
    "explorer": lambda: ng.lab.explorer(LARGE),
    "pass_player": lambda: ng.lab.pass_player(LARGE),
    "digit_pad": lambda: ng.lab.digit_pad(LARGE, np.ones((64, 10), np.float32)),
    "time_machine": lambda: ng.lab.time_machine(lambda x: ng.exp(x), ng.f32[3]),
    "microscope": lambda: ng.lab.microscope(lambda x: ng.sum(x * x), np.ones(3, np.float32)),
    "clip_lab": lambda: ng.lab.clip_lab(),
    "convolution": lambda: ng.lab.convolution(),
    "attention": lambda: ng.lab.attention(),
    "swap_theatre": lambda: ng.lab.swap_theatre(),
    "dashboard": lambda: ng.lab.dashboard("digits"),
    "timeline": lambda: TimelineView(ng.compile(LARGE).timeline()),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_that_nobody_has_any_more_is_gone(name):
    widget = WIDGETS[name]()
    known, held = weakref.ref(widget), [weakref.ref(v) for v in vars(widget).values() if type(v).__name__ == "Run"]
    registered = len(registry._instances)
    del widget
    gc.collect()
    assert known() is None and not [ref for ref in held if ref()]
    WIDGETS[name]()
    gc.collect()
    assert len(registry._instances) <= registered


CELL = "widget = make()\nwidgets = [make() for _ in range(2)]\nseen.append((widget, *widgets))\nwidget"


def test_a_cell_that_runs_again_takes_its_old_widgets_down():
    from IPython.core.interactiveshell import InteractiveShell

    shell, seen = InteractiveShell(), []
    InteractiveShell._instance = shell
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("IPython.get_ipython", lambda: shell)
            shell.user_ns.update(make=WIDGETS["stepper"], seen=seen)
            arrays = []
            for store in (True, True, True, False, False):
                assert shell.run_cell(CELL, store_history=store, silent=not store).success
                arrays.append(weakref.ref(next(iter(seen[-1][0].values.values()))))
                assert all(w.values and w.status for w in seen[-1])
            gc.collect()
            assert [ref() is None for ref in arrays] == [True, True, True, True, False]
            assert not any(hasattr(w, "values") for old in seen[:-1] for w in old)
    finally:
        InteractiveShell._instance = None
