"""Builds the reference:  python docs/reference/build.py [folder]

The pages are made from the docstrings of the package, and from the Markdown beside this file and in docs/mistakes.
Then open html/index.html in the folder, by default docs/_build: it needs no network and no server.
"""

import inspect
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

import ngteach.ops  # noqa: E402
from reference.docstrings import as_rest  # noqa: E402
from reference.entries import entry  # noqa: E402
from reference.public import module_of, public  # noqa: E402
from reference.tables import numpy, tensors  # noqa: E402

ROOMS = {  # the title of a page for a whole room; each file of ops has one of its own
    "core": "Tracing and graphs",
    "runtime": "Compiling and running",
    "train": "Training",
    "data": "Data",
}
PASSES = (
    "algebra",
    "common_subexpressions",
    "dead_code",
    "fold",
    "pipeline",
    "rewrite",
)  # the rest transforms functions


def pages():
    """{file: text} of all pages that are made from docstrings."""
    by_module = {}
    for name, thing in public().items():
        by_module.setdefault(module_of(name, thing), {})[name] = thing
    made = {"tensors.rst": tensors(), "numpy.rst": numpy()}
    for module, things in by_module.items():
        _, room, *files = module.split(".")
        if room == "ops":
            made[f"ops/{files[-1]}.rst"] = _section(module, things, "=")
    for room, title in ROOMS.items():
        modules = [m for m in sorted(by_module) if m.split(".")[1] == room]
        made[f"{room}.rst"] = _page(title, modules, by_module)
    passes = {f"ngteach.transform.{name}" for name in PASSES}
    functions = [m for m in sorted(by_module) if m.split(".")[1] == "transform" and m not in passes]
    made["transform.rst"] = _page("Functions of functions", functions, by_module)
    made["passes.rst"] = _page("Passes", sorted(passes & by_module.keys()), by_module)
    written = [m for m in sorted(by_module) if m.split(".")[1] == "javascript"]
    made["to_javascript.rst"] = _page("Modules of JavaScript", written, by_module)  # javascript is the guide
    return made


def _page(title, modules, by_module):
    return "\n".join([_headed(title, "="), *(_section(m, by_module[m], "-") for m in modules)])


def _contents(made):
    """The lists of the ops' pages, grouped as the table in the docstring of ngteach.ops groups their files."""
    table = re.findall(r"^    ([a-z ]{18})  (.*)$", ngteach.ops.__doc__, re.M)
    table = [(title, line.partition(",")[0] if title.strip() else line) for title, line in table]
    groups: dict[str, list[str]] = {}
    for title, files in table:
        group = groups.setdefault(title.strip().capitalize() or next(reversed(groups)), [])
        group += [file for file in files.split() if f"ops/{file}.rst" in made]
    listed = {file for group in groups.values() for file in group}
    rest = sorted(Path(page).stem for page in made if page.startswith("ops/") and Path(page).stem not in listed)
    groups["For those who write ops"] = rest
    return "\n\n".join(_toctree(title, files) for title, files in groups.items() if files)


def _toctree(title, files):
    return "\n".join(["```{toctree}", f":caption: {title}", ":hidden:", *(f"ops/{file}" for file in files), "```"])


def _headed(title, line):
    return f"{title}\n{line * len(title)}\n"


def _section(module, things, line):
    title = module.rpartition(".")[2].replace("_", " ").capitalize()
    entries = [entry(name, thing) for name, thing in sorted(things.items(), key=_place)]
    return "\n".join([_headed(title, line), as_rest(sys.modules[module].__doc__), *entries])


def _place(item):
    """Where it stands in its file, as far as that is known."""
    function = inspect.unwrap(item[1]) if callable(item[1]) else None
    return function.__code__.co_firstlineno if hasattr(function, "__code__") else 0


def write(source):
    """Write all pages into the folder source."""
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(HERE, source, ignore=shutil.ignore_patterns("*.py", "static", "__pycache__"))
    shutil.copytree(HERE.parent / "mistakes", source / "mistakes")
    for guide in ("training.md", "run.md", "transformations.md", "executor.md", "convolutions.md", "javascript.md"):
        text = (HERE.parent / guide).read_text(encoding="utf-8")
        (source / guide).write_text(_linked(text), encoding="utf-8")
    made = pages()
    index = source / "index.md"
    index.write_text(index.read_text(encoding="utf-8").replace("\nOPS\n", f"\n{_contents(made)}\n"), encoding="utf-8")
    for file, text in made.items():
        (source / file).parent.mkdir(exist_ok=True)
        (source / file).write_text(text, encoding="utf-8")


def _linked(text):
    """Markdown in which the name of a public function, `ng.grad`, leads to its entry."""
    return re.sub(
        r"`ng\.(\w+)`", lambda found: f"{{py:func}}`ng.{found[1]}`" if found[1] in public() else found[0], text
    )


def build(folder):
    """Write the pages into folder/source, and let Sphinx make folder/html of them; a warning is a failure.

    -> Sphinx's exit code
    """
    from sphinx.cmd.build import main

    write(folder / "source")
    shutil.rmtree(folder / "html", ignore_errors=True)
    options = ["-q", "-W", "--keep-going", "-E", "-c", str(HERE), "-d", str(folder / "doctrees")]
    return main([*options, str(folder / "source"), str(folder / "html")])


if __name__ == "__main__":
    place = Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "_build").resolve()
    if failed := build(place):
        sys.exit(failed)
    print(f"written: {place / 'html' / 'index.html'}")
