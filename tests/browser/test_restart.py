"""All widgets in JupyterLab, beside a busy kernel and after a restart: they soon say what they wait for."""

import shutil

import pytest
from gallery import steps
from jupyter import lab_page, server, write_notebook
from look import CHROMIUM
from operate import ROWS, SETUP, Shown, made

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
]

ASKS = ("clip_lab", "dashboard", "digit_pad")  # nothing of them can be known beforehand
SOON = 1000  # ms; 300 where nothing else is computed, which a machine that runs other tests cannot promise

# For each widget: how long after the restart its sentence, or the hint of a film, was another one.
RESTART = """async () => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const seen = [...document.querySelectorAll('.jp-Notebook .ngt')].map((root) => {
    const one = { took: null };
    new MutationObserver(() => (one.at ??= performance.now())).observe(root.querySelector('.ngt-foot'),
      { childList: true, characterData: true, subtree: true });
    return one;
  });
  let began = null;
  kernel.statusChanged.connect((_, status) => (began ??= status === 'restarting' ? performance.now() : null));
  await kernel.restart();
  await new Promise((done) => setTimeout(done, 600));
  return seen.map((one) => one.at - began);
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder, private = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("private")
    with server(folder, private) as address, lab_page(address, height=1400) as page:
        page.folder = folder
        yield page


def opened(lab, name):
    """{name: Shown} of a notebook with every widget."""
    cells = [f"{name} = {expression}\n{name}" for name, (expression, _) in ROWS.items()]
    write_notebook(lab.folder / f"{name}.ipynb", [SETUP, *cells, "import time"])
    lab.run(f"{name}.ipynb")
    return {name: Shown(lab, name, lab.widget(i)) for i, name in enumerate(ROWS, 1)}


def test_beside_a_busy_kernel_an_asking_widget_says_that_it_waits(lab):
    shown = opened(lab, "busy")
    lab.page.evaluate("""() => { jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute(
        { code: 'import time; time.sleep(4)' }); }""")
    lab.page.wait_for_timeout(300)
    w = shown["clip_lab"]
    w.root.scroll_into_view_if_needed()
    w.click("Overflow")
    w.root.locator(".ngt-status", has_text="Waiting for Python…").wait_for(timeout=1000)
    assert "ngt-waiting" in w.root.get_attribute("class")
    w.says("exp met 95")
    assert "ngt-waiting" not in w.root.get_attribute("class")
    lab.close()


def test_a_restart_is_told_by_every_widget(lab):
    shown = opened(lab, "restart")
    took = lab.page.evaluate(RESTART)
    assert len(took) == len(ROWS) and all(t is not None and t <= SOON for t in took), dict(zip(ROWS, took, strict=True))
    for name in ASKS:
        w = shown[name]
        w.root.scroll_into_view_if_needed()
        if made(name).live:
            assert "this page computes it itself now" in w.root.locator(".ngt-hint").text_content()
            assert steps(w.root, name, within=3000)
        else:
            assert w.root.locator(".ngt-status").text_content() == "Python was restarted: run the cell again."
            assert w.root.locator(".ngt-controls :is(button, input):enabled").count() == 0
        assert not lab.axe(w.mark())
    lab.close()
    shutil.rmtree(lab.folder)
    assert not lab.strangers
