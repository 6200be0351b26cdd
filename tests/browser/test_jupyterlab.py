"""The notebooks and their widgets, in JupyterLab, in a real browser, without WebAssembly and without the network."""

from pathlib import Path

import pytest
from jupyter import write_notebook
from look import CHROMIUM
from operate import ROWS, SETUP, Shown

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SHOTS = ROOT / "artefacts" / "browser"
SHOTS.mkdir(parents=True, exist_ok=True)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("clean"),
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


def test_the_harness_sees_errors_strangers_and_bad_markup(lab):
    """A notebook that does everything wrong: if this passes unseen, so does everything else."""
    bad = "%%html\n<button id='bad'></button><script>console.error('seen'); fetch('http://stranger.invalid/x.wasm')</script>"
    write_notebook(lab.folder / "bad.ipynb", [bad, "1 / 0"])
    cells = lab.run("bad.ipynb")
    assert problems(cells) == ["ZeroDivisionError: division by zero"]
    lab.page.wait_for_timeout(300)
    assert any("seen" in e for e in lab.errors)
    assert lab.strangers == ["http://stranger.invalid/x.wasm"]
    assert any(v.startswith("button-name") for v in lab.axe(".jp-OutputArea-output"))
    lab.errors.clear()
    lab.strangers.clear()
    assert lab.ask("{'a': [1, \"it's\"]}") == {"a": [1, "it's"]}
    lab.close()


def test_nothing_is_asked_at_the_first_launch(lab):
    """JupyterLab would ask whether it may fetch news."""
    lab.page.wait_for_timeout(1500)
    assert lab.page.locator(".Toastify__toast, .jp-Dialog").all_inner_texts() == []


@pytest.mark.parametrize("name", [p.name for p in NOTEBOOKS])
def test_a_notebook_runs_without_an_error_and_its_widgets_are_accessible(lab, name):
    cells = lab.run(name)
    assert not problems(cells)
    lab.shoot(SHOTS / f"{Path(name).stem}.jpg")
    assert not lab.axe(".jp-OutputArea-output")
    lab.close()


@pytest.fixture(scope="module")
def gallery(lab):
    """A notebook with every widget, each in a cell of its own: {name: Shown}."""
    cells = [f"{name} = {expression}\n{name}" for name, (expression, _) in ROWS.items()]
    write_notebook(lab.folder / "gallery.ipynb", [SETUP, *cells])
    assert not problems(lab.run("gallery.ipynb"))
    yield {name: Shown(lab, name, lab.widget(i)) for i, name in enumerate(ROWS, 1)}
    lab.dark(False)
    lab.close()


@pytest.mark.parametrize("name", ROWS)
def test_a_widget_is_operated_by_keyboard_and_mouse(lab, gallery, name):
    shown = gallery[name]
    ROWS[name][1](shown)
    assert not lab.axe(shown.mark())
    shown.shoot(SHOTS / f"{name}.png")


@pytest.mark.parametrize("name", ROWS)
def test_a_widget_is_readable_in_the_dark(lab, gallery, name):
    lab.dark(True)
    assert not lab.axe(gallery[name].mark())
    gallery[name].shoot(SHOTS / f"{name}-dark.png")


def test_no_key_of_a_widget_reaches_the_notebook(lab, gallery):
    """b would insert a cell, d d delete one."""
    before = len(lab.cells())
    for shown in gallery.values():
        shown.focus()
        shown.press("b", "a", "d", "d", "x")
    assert len(lab.cells()) == before


def problems(cells):
    """The errors among the outputs, except where the cell is there to show one."""
    return [
        f"{output['ename']}: {output['evalue']}"
        for cell in cells
        if "raises-exception" not in cell["metadata"].get("tags", ())
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]
