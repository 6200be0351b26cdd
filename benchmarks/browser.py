"""Training in JavaScript, and the first picture of pages: python -m benchmarks.browser

    python -m benchmarks.browser                        steps in Node, and in a page and a worker of Chromium
    python -m benchmarks.browser --pages site/*.html    what is first seen of these pages, and nothing else

WebAssembly is deleted everywhere.  In each round every place does steps for about half a second, there and back; told
are the smallest, the middle and the largest mean of a round.  A step is a call of what to_javascript writes, with the
results written over those of the step before.  A page is opened from its file, in a browser that has seen nothing of
it: told are the seconds until something is painted, and until the page says that all is drawn.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

import ngteach as ng
from ngteach import models
from ngteach.core.tree import build

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NODE = shutil.which("node")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

_RUN = """
const kinds = { f32: Float32Array, f64: Float64Array, i32: Int32Array };
const isArray = (v) => Array.isArray(v) && v[0] in kinds;
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
const inside = (v) => Object.fromEntries(Object.entries(v).map(([key, part]) => [key, given(part)]));
const given = (v) => (isArray(v) ? new kinds[v[0]](bytes(v[1])) : Array.isArray(v) ? v.map(given) : inside(v));

// Do so many steps of a program; the milliseconds that they took.
function run(name, steps) {
  const program = programs.get(name);
  if (typeof program.args === "string") program.args = given(JSON.parse(program.args));
  const began = performance.now();
  for (let i = 0; i < steps; i++) program.results = program.step(...program.args, program.results);
  return performance.now() - began;
}
"""
_NODE = """
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) console.log(run(...JSON.parse(line)));
"""
_PAGE = "globalThis.run = run;"
_WORKER = "onmessage = ({ data }) => postMessage(run(...data)); postMessage(null);"
_ASK_WORKER = """(question) => new Promise((done) => {
  worker.onmessage = ({ data }) => done(data);
  worker.postMessage(question);
})"""
_MAKE_WORKER = """(text) => new Promise((done, fail) => {
  const blob = new Blob([text], { type: "text/javascript" });
  globalThis.worker = new Worker(URL.createObjectURL(blob), { type: "module" });
  worker.onmessage = () => done();
  worker.onerror = ({ message }) => fail(new Error(message));
})"""
_WATCH = """
delete globalThis.WebAssembly;
const watching = setInterval(() => {
  const marked = performance.getEntriesByName("drawn")[0]?.startTime;
  if (marked === undefined && !document.body?.dataset.drawn) return;
  globalThis.drawnAfter = marked ?? performance.now();
  clearInterval(watching);
}, 2);
"""
_PAINTED = 'performance.getEntriesByName("first-contentful-paint")[0]?.startTime'


# ---- steps ------------------------------------------------------------------


def graphs():
    """{name: training function}, both for the bundled digits."""
    layers = ng.trace(ng.mlp, ng.f32[32, 64], ng.mlp_types((64, 64, 10)))
    lenet = ng.Run(models.load("lenet", "digits"))
    return {"64-64-10, batch 32": ng.derive_training(layers, optimizer="sgd"), "lenet, batch 32": lenet.graph}


def script(programs, ending):
    """A module of these programs, {name: graph}, of run(name, steps), and of an ending that says who is told."""
    parts = ["delete globalThis.WebAssembly;", "const programs = new Map();", _RUN]
    for name, graph in programs.items():
        made = ng.to_javascript(graph)
        step = f"(() => {{\n{made.module.replace('export function', 'function')}\nreturn {made.name};\n}})()"
        facts = f"{{ step: {step}, args: {json.dumps(json.dumps(_arguments(graph)))} }}"
        parts.append(f"programs.set({json.dumps(name)}, {facts});")
    return "\n".join([*parts, ending])


def _arguments(graph):
    """Numbers for what to_javascript writes: [element type, base64] in the containers of the graph."""
    rng = np.random.default_rng(0)

    def written(t):
        numbers = rng.uniform(0.01, 0.1, t.shape) if t.is_float else rng.integers(0, 10, t.shape)
        return [t.element.name, base64.b64encode(numbers.astype(t.dtype).tobytes()).decode()]

    arguments = build(graph.input_tree, [written(x.type) for x in graph.inputs])
    return [a for a, tree in zip(arguments, graph.input_tree.children, strict=True) if tree.size]


@contextlib.contextmanager
def in_node(programs):
    """Yields run(name, steps), which gives milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "steps.mjs"
        file.write_text(script(programs, _NODE), "utf-8")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen([NODE, str(file)], text=True, **pipes) as process:

            def run(*question):
                process.stdin.write(json.dumps(question) + "\n")
                process.stdin.flush()
                return float(process.stdout.readline())

            try:
                yield run
            finally:
                process.kill()


@contextlib.contextmanager
def in_page(browser, programs):
    """The same in a page, where nothing is drawn meanwhile."""
    with contextlib.closing(browser.new_page()) as page:
        page.add_script_tag(content=script(programs, _PAGE), type="module")
        page.wait_for_function("Boolean(globalThis.run)")
        yield lambda *question: page.evaluate("(question) => run(...question)", question)


@contextlib.contextmanager
def in_worker(browser, programs):
    """The same in a worker, as pages that live compute."""
    with contextlib.closing(browser.new_page()) as page:
        page.route("**", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto("http://steps.test/")  # about:blank may have no workers
        page.evaluate(_MAKE_WORKER, script(programs, _WORKER))
        yield lambda *question: page.evaluate(_ASK_WORKER, question)


def measure(programs, rounds, seconds, told=print):
    """{(program, place): milliseconds of a step, the mean of each round}."""
    found = {}
    with contextlib.ExitStack() as stack:
        places = {"Node": stack.enter_context(in_node(programs))} if NODE else {}
        if CHROMIUM:
            browser = stack.enter_context(chromium())
            places["a page"] = stack.enter_context(in_page(browser, programs))
            places["a worker"] = stack.enter_context(in_worker(browser, programs))
        for name in programs:
            steps = {place: _steps(run, name, seconds) for place, run in places.items()}
            for i in range(rounds):
                for place in [*places][:: -1 if i % 2 else 1]:  # there and back, as the other benchmarks do
                    mean = places[place](name, steps[place]) / steps[place]
                    found.setdefault((name, place), []).append(mean)
            for place in places:
                told(line(f"{name}, in {place}", found[name, place], "ms a step"))
    return found


def _steps(run, name, seconds):
    """How many steps take so long, after what compiles them has seen enough of them."""
    tick = 0.05  # milliseconds: a page's clock is so coarse that a few steps may take none
    run(name, 1)
    warm = min(200, max(3, round(200 * seconds / max(run(name, 2), tick))))
    run(name, warm)
    return max(1, round(1000 * seconds * warm / max(run(name, warm), tick)))


# ---- pages ------------------------------------------------------------------


def first_pictures(files, rounds, told=print):
    """{file: (seconds until something is painted, seconds until all is drawn)}, lists of one number for each round."""
    found = {file: ([], []) for file in files}
    with chromium() as browser:
        for _ in range(rounds):
            for file, times in found.items():
                with contextlib.closing(browser.new_context()) as context:
                    page = context.new_page()
                    page.add_init_script(_WATCH)
                    page.goto(Path(file).resolve().as_uri())
                    for seconds, reached in zip(times, (_PAINTED, "globalThis.drawnAfter"), strict=True):
                        with contextlib.suppress(Exception):  # not every page says when it is drawn
                            seconds.append(page.wait_for_function(reached, timeout=5000).json_value() / 1000)
    for file, times in found.items():
        for seconds, what in zip(times, ("s, painted", "s, drawn"), strict=True):
            if seconds:
                told(line("/".join(Path(file).parts[-2:]), seconds, what))
    return found


@contextlib.contextmanager
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def line(name, values, what):
    """The smallest, the middle and the largest."""
    return f"{name:<44}{min(values):>9.3f}{median(values):>9.3f}{max(values):>9.3f}  {what}"


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description=__doc__.splitlines()[0])
    parser.add_argument("--pages", nargs="+", metavar="FILE.html", help="open these pages instead of training")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.5, help="what a round of each place takes")
    options = parser.parse_args()
    if CHROMIUM is None and (options.pages or NODE is None):
        sys.exit("this needs chromium; for the steps node will do")
    print(f"{'':<44}{'min':>9}{'median':>9}{'max':>9}")
    if options.pages:
        first_pictures(options.pages, options.rounds)
    else:
        measure(graphs(), options.rounds, options.seconds)


if __name__ == "__main__":
    main()
