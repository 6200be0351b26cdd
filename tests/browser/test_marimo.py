"""A notebook that marimo has converted: a film and a widget that asks Python, both alive in marimo's page."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from gallery import sentence, steps, write_gallery
from look import CHROMIUM, FLAGS

MARIMO = shutil.which("marimo")
NAMES = ("clip_lab", "swap_theatre")  # as they stand in operate.py

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium, chromium-browser or google-chrome here"),
    pytest.mark.skipif(MARIMO is None, reason="marimo is not installed: pip install marimo (130 MB)"),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """marimo's page of the converted notebook."""
    from playwright.sync_api import sync_playwright

    folder = tmp_path_factory.mktemp("marimo")
    write_gallery(folder / "two.ipynb", NAMES)
    home = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "MARIMO_SKIP_UPDATE_CHECK": "1"}
    subprocess.run([MARIMO, "convert", "two.ipynb", "-o", "two.py"], cwd=folder, env=home, check=True)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{s.getsockname()[1]}"
    command = [MARIMO, "run", "two.py", "--headless", "--no-token", "--host", "127.0.0.1", "--port", address[17:]]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=home, stdout=log, stderr=log)
    try:
        while not answers(address):
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            page.goto(address)
            page.locator(".ngt").nth(1).wait_for(timeout=60_000)
            yield page
            browser.close()
    finally:
        process.terminate()
        process.wait(20)


def answers(address):
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:
            return answer.status == 200
    except urllib.error.URLError:
        return False


@pytest.mark.parametrize("name", NAMES)
def test_a_widget_answers_in_marimo(page, name):
    root = page.locator(".ngt").nth(NAMES.index(name))
    assert steps(root, name, within=8000), sentence(root)
