"""What the files of tests in JupyterLab share: how they come to one, open in a page of its own."""

import shutil
from pathlib import Path

import pytest
from jupyter import lab_page, server
from look import CHROMIUM, close

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module", autouse=True)
def one_browser():
    """Of those that look() opens: the next file may want a server's, and two are one too many for a thread."""
    yield
    close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab, open in a browser, on a folder with the kit's notebooks."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium, chromium-browser or google-chrome here")
    folder, private = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("private")
    for notebook in NOTEBOOKS:
        shutil.copy(notebook, folder)
    with server(folder, private) as address, lab_page(address) as page:
        page.folder = folder
        yield page


@pytest.fixture
def clean(lab):
    """The test leaves a clean console behind, and has talked to this machine alone."""
    yield
    errors, strangers = list(lab.errors), list(lab.strangers)
    lab.errors.clear()
    lab.strangers.clear()
    assert not errors
    assert not strangers
