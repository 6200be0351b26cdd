"""How Sphinx shows the reference: without anything from the network, light or dark as the reader's system is."""

from pathlib import Path

from ngteach.core.version import VERSION

project = "ngteach"
version = release = VERSION
extensions = ["myst_parser"]  # pages in Markdown
html_theme = "furo"
html_title = f"ngteach {VERSION}"
html_copy_source = html_show_sourcelink = html_show_copyright = False
smartquotes = False  # "-->" stays as it is written
html_show_search_summary = False  # it would be fetched, which a browser forbids between files
html_static_path, html_css_files = ["static"], ["reference.css"]
html_theme_options = {"navigation_with_keys": True}
pygments_style, pygments_dark_style = "a11y-high-contrast-light", "a11y-high-contrast-dark"
highlight_language = "pycon"
toc_object_entries_show_parents = "hide"  # beside a page: sum(), not ng.sum()


def setup(app):
    app.connect("build-finished", _complete)


def _complete(app, problem):
    """What those need who use no mouse, or no screen: keys that scroll long lines, names for the two sides."""
    missing = {
        '"><pre>': '"><pre tabindex="0">',
        '<div class="table-wrapper ': '<div tabindex="0" class="table-wrapper ',
        '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
        '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
        '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    }
    for page in [] if problem else Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for found, complete in missing.items():
            text = text.replace(found, complete)
        page.write_text(text, encoding="utf-8")
