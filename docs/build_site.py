"""Builds the site:  python docs/build_site.py [folder]

The playground, the series, the reference: static files in the folder, by default build/site, for any server or none.
Open index.html there.  What takes time is kept in build/kept, so that a second build takes seconds.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from reference.build import build as build_reference  # noqa: E402

from ngteach.core.calling.errors import GraphError  # noqa: E402
from ngteach.web.folder import Progress  # noqa: E402
from ngteach.web.site import build_site, check_site  # noqa: E402

KEPT = ROOT / "build" / "kept"
BINDER = re.compile(r"https://mybinder\.org/v2/\S+?/notebooks/(?=00_start\.ipynb\))")


def main(target):
    """Build the site in the folder; returns the exit status."""
    try:
        check_site(target)
        reference = reference_pages()
        bar = Bar()
        pages = build_site(target, ROOT / "notebooks", reference, binder(), KEPT / "notebooks", bar)
    except GraphError as problem:
        print(problem.plain, file=sys.stderr)
        return 1
    whole = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"written: {target / 'index.html'}, {len(pages)} pages, {whole / 1e6:.1f} MB in all")
    return 0


def binder():
    """The address at which the README opens a notebook without an installation, with {name}; "" if it has none."""
    found = BINDER.search((ROOT / "README.md").read_text(encoding="utf-8"))
    return found[0] + "{name}" if found else ""


def reference_pages():
    """The folder of the reference's pages, made anew if anything that they say has changed."""
    sources = [*ROOT.glob("docs/**/*.*"), *ROOT.glob("ngteach/**/*.py")]
    silent = {ROOT / "docs" / "_build", ROOT / "ngteach" / "web", ROOT / "ngteach" / "cli"}  # it says nothing of these
    sum = hashlib.sha256()
    for path in sorted(path for path in sources if path.is_file() and not silent & {*path.parents}):
        sum.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    place = KEPT / f"reference-{sum.hexdigest()[:24]}"
    if not (place / "html" / "index.html").is_file():
        for old in KEPT.glob("reference-*"):
            shutil.rmtree(old)
        print("building the reference, half a minute")
        if build_reference(place):
            shutil.rmtree(place, ignore_errors=True)
            raise GraphError("the reference could not be built: Sphinx says why above")
    return place / "html"


class Bar(Progress):
    """On a terminal a bar over the cells that run; and how large each page is."""

    def begins(self, notebooks, cells):
        from tqdm import tqdm

        print(
            f"running {notebooks} notebooks, a minute or two" if notebooks else "no notebook has changed since its run"
        )
        self.bar = tqdm(total=cells, unit="cell", leave=False, disable=not (cells and sys.stderr.isatty()))

    def runs(self, name):
        self.bar.set_description(name, refresh=False)

    def cell(self):
        self.bar.update()

    def wrote(self, page, widgets, size):
        self.bar.clear()
        print(f"  {page.parent.name}/{page.name}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "site").resolve()))
