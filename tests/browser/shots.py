"""Screenshots of every widget, for people to look at: in JupyterLab at all widths and in both themes, and in a page.

    python tests/browser/shots.py FOLDER [NAME ...] [--steps 3]

FOLDER/index.html shows them side by side; the names are those of operate.py.  Each widget is a few steps on.
"""

from __future__ import annotations

import argparse
import tempfile
from html import escape
from pathlib import Path

from gallery import go_on, write_gallery
from jupyter import lab_page, server
from look import CHROMIUM, FLAGS
from operate import ROWS

from ngteach.web.export import export

WIDTHS = {"1440": 1440, "150%": 960, "1024": 1024, "390": 390}  # of the window; at 150 % 1440 pixels are 960


def main():
    parser = argparse.ArgumentParser(description="Take screenshots of every widget.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*ROWS, []])
    parser.add_argument("--steps", type=int, default=3, help="how far each widget has gone")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    names = options.names or [*ROWS]
    with tempfile.TemporaryDirectory() as scratch:
        notebooks, private = Path(scratch, "notebooks"), Path(scratch, "private")
        notebooks.mkdir(), private.mkdir()
        write_gallery(notebooks / "gallery.ipynb", names)
        export(str(notebooks / "gallery.ipynb"), str(notebooks / "gallery.html"))
        shoot_in_lab(notebooks, private, names, options)
        shoot_in_page(notebooks / "gallery.html", names, options)
    rows = [(name, sorted(path.name for path in options.folder.glob(f"{name}-*.png"))) for name in names]
    (options.folder / "index.html").write_text(index(rows), encoding="utf-8")
    print(f"{options.folder / 'index.html'}: {sum(len(shots) for _, shots in rows)} pictures")


def shoot_in_lab(notebooks, private, names, options):
    """NAME-WIDTH-THEME.png of each."""
    with server(notebooks, private) as address, lab_page(address, height=2600) as lab:
        lab.run("gallery.ipynb")
        for number, name in enumerate(names, 1):
            walk(lab.widget(number), name, options.steps)
        lab.page.wait_for_timeout(1500)
        for dark in (False, True):
            lab.dark(dark)
            for width, pixels in WIDTHS.items():
                lab.page.set_viewport_size({"width": pixels, "height": 2600})
                lab.page.wait_for_timeout(400)
                for number, name in enumerate(names, 1):
                    root = lab.widget(number)
                    root.scroll_into_view_if_needed()
                    lab.page.wait_for_timeout(150)
                    root.screenshot(path=options.folder / f"{name}-{width}-{'dark' if dark else 'light'}.png")
        lab.close()


def shoot_in_page(path, names, options):
    """NAME-page-WIDTH-THEME.png of each, where no Python answers."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for width, scheme in (("1024", "light"), ("390", "dark")):
            page = browser.new_page(viewport={"width": WIDTHS[width], "height": 1000}, color_scheme=scheme)
            page.goto(path.as_uri())
            page.wait_for_selector("body[data-drawn]")
            for number, name in enumerate(names):
                root = page.locator(".ngt").nth(number)
                walk(root, name, options.steps)
                root.screenshot(path=options.folder / f"{name}-page-{width}-{scheme}.png")
            page.screenshot(path=options.folder / f"page-{width}-{scheme}.png", full_page=True)
        browser.close()


def walk(root, name, steps):
    """Take some steps in the widget."""
    root.scroll_into_view_if_needed()
    root.focus()
    for _ in range(steps):
        go_on(root, name)
        root.page.wait_for_timeout(250)


def index(rows):
    """A page that shows the pictures of each widget."""
    figure = '<figure><figcaption>{0}</figcaption><img src="{0}"></figure>'
    shown = [f"<h2>{name}</h2>{''.join(figure.format(escape(shot)) for shot in shots)}" for name, shots in rows]
    style = "<style>figure { display: inline-block; vertical-align: top; margin: 8px }</style>"
    return f'<!doctype html><meta charset="utf-8"><title>widgets</title>{style}{"".join(shown)}'


if __name__ == "__main__":
    main()
