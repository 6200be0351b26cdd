"""JupyterLab in a real browser: a server of its own, and a page that opens notebooks, runs them and looks at them.

Everything that Jupyter writes goes to a temporary folder; the page has no WebAssembly, and every request
it makes and every error it logs is remembered.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
from look import CHROMIUM, FLAGS

from ngteach.lab.notebook.open import lab_arguments
from ngteach.lab.notebook.settings import lab_settings

TOKEN = "browser-test"
_FOLDERS = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR")
_FOLDERS += ("JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME")


@contextmanager
def server(folder, private):
    """The address of a JupyterLab that shows folder, started as `ngteach lab` does.   private: what it may write to."""
    port = _free_port()
    options = [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1"]
    options += [f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True"]
    options += ["--JupyterNotebookApp.expose_app_in_browser=True"]  # Notebook 7, where it is installed
    environment = {**os.environ, **{name: str(private / name) for name in _FOLDERS}}
    address, log = f"http://127.0.0.1:{port}", private / "server.log"
    with lab_settings() as settings, open(log, "wb") as file:
        command = [sys.executable, "-m", "jupyterlab", *lab_arguments(folder, settings, browser=False), *options]
        process = subprocess.Popen(command, env=environment, cwd=private, stdout=file, stderr=file)
        try:
            while not _answers(address):
                assert process.poll() is None, log.read_text()
                time.sleep(0.05)
            yield address
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def lab_page(address, width=1280, height=900):
    """A Lab: JupyterLab in a new browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield Lab(browser.new_page(viewport={"width": width, "height": height}), address)
        finally:
            browser.close()


OF_JUPYTERLAB = (  # its own errors, now and then, when a notebook is closed early: it looks at what is gone by then
    "_ensureFocus",
    "Could not restore the debugger state",
)


class Lab:
    """JupyterLab's page.

    errors: what the console showed.   strangers: the requests that left the host, or asked for WebAssembly.
    """

    def __init__(self, page, address, start="lab/workspaces/auto-t?reset&"):
        self.page, self.address, self.errors, self.strangers = page, address, [], []
        page.add_init_script("delete globalThis.WebAssembly")
        page.on("console", lambda m: self._failed(f"{m.text} ({m.location})") if m.type == "error" else None)
        page.on("pageerror", lambda e: self._failed(str(e)))
        page.on("request", lambda r: self._met(r.url, address))
        page.on("websocket", lambda s: self._met(s.url, address))
        page.goto(f"{address}/{start}token={TOKEN}")
        page.wait_for_function("window.jupyterapp?.restored.then(() => true)", timeout=60_000)
        page.evaluate("async () => { await jupyterapp.restored; jupyterapp.shell.collapseLeft(); }")
        assert page.evaluate("typeof WebAssembly") == "undefined"

    def _failed(self, text):
        if not any(words in text for words in OF_JUPYTERLAB):
            self.errors.append(text)

    def _met(self, url, address):
        parts = urlsplit(url)
        here = parts.netloc == urlsplit(address).netloc or parts.scheme in ("data", "blob")
        if not here or parts.path.endswith(".wasm"):
            self.strangers.append(url)

    def run(self, path):
        """Open the notebook and run all its cells.  Returns the cells, as they are in the file format."""
        self.open(path)
        return self.run_open()

    def run_open(self):
        """Run all cells of the open notebook.  Returns them, as they are in the file format."""
        return self.page.evaluate(_RUN)

    def open(self, path):
        """Open the notebook as it was saved, and run nothing."""
        self.page.evaluate(_OPEN, path)

    def save(self):
        """Save the open notebook."""
        self.page.evaluate("jupyterapp.commands.execute('docmanager:save')")

    def restart(self):
        """Restart the kernel of the open notebook."""
        self.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")

    @contextmanager
    def busy(self):
        """The kernel has something else to do, as long as the block runs."""
        with tempfile.TemporaryDirectory() as folder:
            done = Path(folder, "done")
            code = f"import os, time\nwhile not os.path.exists({str(done)!r}): time.sleep(0.02)"
            self.page.evaluate(_BUSY, code)
            try:
                yield
            finally:
                done.touch()
                self.ask("1")

    def ask(self, expression):
        """The value of a Python expression in the kernel of the open notebook, as JSON has it."""
        text = self.page.evaluate(_ASK, f"__import__('json').dumps({expression})")
        return json.loads(text)

    def cells(self):
        """The cells of the open notebook, as they are in the file format."""
        return self.page.evaluate("jupyterapp.shell.currentWidget.context.model.toJSON().cells")

    def widget(self, number):
        """The widget that a cell shows."""
        root = self.page.locator(".jp-Notebook .jp-Cell").nth(number).locator(".ngt").first
        if not root.is_visible():  # what is far below is not drawn before it is needed
            self.page.evaluate("(number) => jupyterapp.shell.currentWidget.content.scrollToItem(number)", number)
        root.wait_for(timeout=20_000)
        return root

    def shoot(self, path, most=16_000):
        """A screenshot of the whole notebook, from top to bottom.   most: pixels"""
        size, height = self.page.viewport_size, 0
        while height < (wanted := min(most, self.page.evaluate(_HEIGHT))):  # what comes into view may turn out taller
            height = wanted
            self.page.set_viewport_size({**size, "height": height})
            self.page.wait_for_timeout(150)
        self.page.screenshot(path=path)
        self.page.set_viewport_size(size)

    def dark(self, on):
        """JupyterLab's dark theme, or the light one."""
        theme = "JupyterLab Dark" if on else "JupyterLab Light"
        self.page.evaluate("(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        self.page.wait_for_selector(f"body[data-jp-theme-light='{'false' if on else 'true'}']", state="attached")

    def axe(self, selector):
        """What axe-core finds wrong with these elements, as lines: rule, element, advice."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
        return self.page.evaluate(AXE, selector)

    def close(self):
        """Close the notebook without saving it, and end its kernel."""
        self.page.evaluate(_CLOSE)


_OPEN = """async (path) => {
  const panel = await jupyterapp.commands.execute('docmanager:open', { path, factory: 'Notebook' });
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await panel.revealed;
  jupyterapp.shell.activateById(panel.id);
}"""

_RUN = """async () => {
  const panel = jupyterapp.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await jupyterapp.commands.execute('notebook:run-all-cells');
  return panel.context.model.toJSON().cells;
}"""

_BUSY = """(code) => {
  jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code, silent: true });
}"""

# The height of the window in which the notebook would not have to scroll.
_HEIGHT = """() => {
  const sheet = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer');
  sheet.scrollTop = 0;
  const last = [...sheet.querySelectorAll('.jp-Cell')].at(-1);
  const bottom = last.getBoundingClientRect().bottom - sheet.getBoundingClientRect().top + 40;
  return Math.ceil(innerHeight - sheet.clientHeight + bottom);
}"""

_ASK = """async (code) => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const request = { code: '', silent: true, store_history: false, user_expressions: { answer: code } };
  const { content } = await kernel.requestExecute(request).done;
  const answer = content.user_expressions.answer;
  if (answer.status !== 'ok') throw new Error(`${answer.ename}: ${answer.evalue}`);
  const text = answer.data['text/plain'];  // Python's repr of a str
  return text.slice(1, -1).replace(/\\\\(.)/g, '$1');
}"""

# Not dispose(): what JupyterLab has yet to do with the notebook, such as moving the focus, would find nothing.
_CLOSE = """async () => {
  const panel = jupyterapp.shell.currentWidget;
  document.activeElement.blur();
  await panel.sessionContext.shutdown();
  await new Promise(requestAnimationFrame);
  panel.context.model.dirty = false;
  const gone = new Promise((done) => panel.disposed.connect(() => done()));
  panel.close();
  await gone;
}"""

# Colour contrast and the like; a widget is a part of a page, which has the landmarks and the headings before it.
AXE = """async (selector) => {
  const rules = { region: { enabled: false }, 'heading-order': { enabled: false } };
  const options = { rules, resultTypes: ['violations'] };
  const { violations } = await axe.run({ include: [[selector]] }, options);
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}"""


def write_notebook(path, cells):
    """A notebook of these code cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def _free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _answers(address):
    try:
        with urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=2) as answer:
            return answer.status == 200
    except urllib.error.URLError:
        return False
