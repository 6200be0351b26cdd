"""Widgets elsewhere: beside a busy kernel, after a restart, in a notebook that was saved and reopened, in Notebook 7.

A film plays on; what is live is computed by the page where there is no Python; whatever else has to be computed says
that it waits, or that the cell must be run again.
"""

import time
from importlib.util import find_spec

import pytest
from gallery import WAITS, is_alone, sentence, steps, write_gallery
from jupyter import Lab
from look import CHROMIUM
from operate import ROWS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]


@pytest.fixture(scope="module")
def life(lab):
    """{when: {name: what was seen}} of all widgets in one notebook, from its run to its reopening."""
    write_gallery(lab.folder / "life.ipynb")
    lab.run("life.ipynb")
    seen = {"film": {name: lab.ask(f"len({name}.film)") > 0 for name in ROWS}}
    seen["live"] = {name: lab.ask(f"bool({name}.live)") for name in ROWS}
    lab.save()
    with lab.busy():
        seen["busy"] = {name: step(lab, i, name) for i, name in enumerate(ROWS, 1)}
    lab.page.wait_for_timeout(300)
    seen["answered"] = {name: sentence(lab.widget(i)) for i, name in enumerate(ROWS, 1)}
    began = time.monotonic()
    lab.restart()
    seen["restarted"] = {name: step(lab, i, name) for i, name in enumerate(ROWS, 1)}
    assert time.monotonic() - began < 60
    lab.close()
    lab.open("life.ipynb")
    seen["reopened"] = {name: step(lab, i, name) for i, name in enumerate(ROWS, 1)}
    seen["axe"] = {}
    for dark in (True, False):
        lab.dark(dark)
        seen["axe"] |= {dark: lab.axe(".jp-OutputArea-output")}
    lab.close()
    return seen


def step(lab, number, name):
    """(does it step, what does it say, does it say that there is no Python)"""
    root = lab.widget(number)
    return steps(root, name), sentence(root), is_alone(root)


def test_whatever_can_be_known_beforehand_is_a_film(life):
    films = {"derive", "stepper", "time_machine", "pass_player", "swap_theatre", "timeline"}
    assert films <= {name for name, is_film in life["film"].items() if is_film}


@pytest.mark.parametrize("name", ROWS)
def test_beside_a_busy_kernel_a_film_plays_and_others_say_that_they_wait(life, name):
    stepped, said, _ = life["busy"][name]
    assert stepped or not life["film"][name] and WAITS in said, said
    assert WAITS not in life["answered"][name]


@pytest.mark.parametrize("name", ROWS)
def test_after_a_restart_a_film_plays_and_what_is_not_live_says_that_the_cell_must_be_run_again(life, name):
    stepped, said, alone = life["restarted"][name]
    assert stepped or not life["film"][name] and not life["live"][name] and alone and "run the cell again" in said, said


@pytest.mark.parametrize("name", ROWS)
def test_in_a_reopened_notebook_a_film_plays_and_what_is_not_live_says_what_it_needs(life, name):
    stepped, said, alone = life["reopened"][name]
    assert stepped or not life["film"][name] and not life["live"][name] and alone, said


@pytest.mark.usefixtures("clean")
def test_reopened_widgets_are_accessible_in_light_and_dark(life):
    assert life["axe"] == {True: [], False: []}


# ---- Notebook 7 -------------------------------------------------------------


@pytest.fixture(scope="module")
def notebook(lab):
    """The page of Notebook 7, which shows one notebook and no workspace around it, on JupyterLab's server."""
    if find_spec("notebook") is None:
        pytest.skip("Notebook 7 is not installed: pip install notebook")
    write_gallery(lab.folder / "seven.ipynb")
    page = lab.page.context.browser.new_page(viewport={"width": 1280, "height": 900})
    seven = Lab(page, lab.address, "notebooks/seven.ipynb?")
    seven.errors.clear()  # its own, from when it starts
    seven.run_open()
    yield seven
    seven.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()


@pytest.mark.parametrize("number, name", [*enumerate(ROWS, 1)])
def test_a_widget_answers_in_notebook_7(notebook, number, name):
    root = notebook.widget(number)
    assert steps(root, name, within=8000), sentence(root)


def test_the_widgets_are_accessible_there_and_ask_no_other_host(notebook):
    assert not notebook.axe(".jp-OutputArea-output")
    assert not notebook.strangers
    assert not notebook.errors
