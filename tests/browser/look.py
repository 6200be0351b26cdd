"""Look at a widget in a real browser, without JupyterLab: a page with the widget's view, and Python behind it.

    python tests/browser/look.py "lab.time_machine(lambda x: x * x, ng.f32[3])" [--dark] [--width 1000]
                                 [--press "Space ArrowRight"] [--click "text=Reveal"] [--to shot.png]

takes a screenshot.  The expression sees ng, np, lab and the tutorial's graphs in small: inference, training, arrays.
In a test:

    with look(widget) as page:
        page.keyboard.press("Space")        # JavaScript sets traits; Python's callbacks run; the changes go back
        page.screenshot(path="shot.png")
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]

# The model that anywidget gives to render(): get, set, save_changes, on, off, send.
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>widget</title><style>%(theme)s</style><style>%(css)s</style>
<style>body { margin: 12px; background: var(--jp-layout-color0); }</style></head>
<body data-jp-theme-light="%(light)s"><main><div id="widget"></div></main>
<script type="module">
delete globalThis.WebAssembly;
const decode = (v) => v && v.$bytes !== undefined
  ? new DataView(Uint8Array.from(atob(v.$bytes), (c) => c.charCodeAt(0)).buffer) : v;
const encode = (v) => v instanceof DataView || v instanceof Uint8Array || v instanceof ArrayBuffer
  ? { $bytes: btoa(String.fromCharCode(...new Uint8Array(v.buffer ?? v))) } : v;
const state = {}, listeners = [];
let changed = {}, busy = Promise.resolve();
const fire = (name, ...args) => listeners.filter(([n]) => n === name).forEach(([, f]) => f(...args));
function take({ values, messages }) {
  for (const [name, value] of Object.entries(values)) state[name] = decode(value);
  for (const name of Object.keys(values)) fire(`change:${name}`, model, state[name]);
  for (const message of messages) fire("msg:custom", message, []);
}
const ask = (values, message) => { busy = busy.then(async () => take(await toPython(values, message))); return busy; };
const model = {
  get: (name) => state[name],
  set: (name, value) => {
    if (state[name] === value) return;
    state[name] = changed[name] = value;
    fire(`change:${name}`, model, value);
  },
  save_changes: () => {
    const values = Object.fromEntries(Object.entries(changed).map(([k, v]) => [k, encode(v)]));
    changed = {};
    return ask(values, null);
  },
  send: (message) => ask({}, message),
  on: (names, f) => names.split(" ").forEach((n) => listeners.push([n, f])),
  off: (name, f) => {
    for (let i = listeners.length; i--; )
      if ((!name || listeners[i][0] === name) && (!f || listeners[i][1] === f)) listeners.splice(i, 1);
  },
};
globalThis.model = model;
globalThis.settled = () => busy;
take({ values: %(state)s, messages: [] });
const source = %(esm)s;
const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
globalThis.cleanup = await module.default.render({ model, el: document.querySelector("#widget") });
globalThis.drawn = true;
if (%(live)s) setInterval(() => ask({}, null), 150);
</script></body></html>
"""


def page_of(widget, dark=False, live=False):
    """The HTML of a page that shows the widget as it is now.   live: ask Python every 150 ms what changed by itself."""
    state = {k: _encoded(v) for k, v in _state(widget).items()}
    facts = {
        "theme": _theme(dark),
        "css": widget._css,
        "light": str(not dark).lower(),
        "state": _json(state),
        "esm": _json(str(widget._esm)),
        "live": str(live).lower(),
    }
    return _PAGE % facts


@contextmanager
def look(widget, dark=False, width=1000, height=760, live=False):
    """A Playwright page with the widget, answered by Python.  Fails at the end if the console showed an error."""
    from playwright.sync_api import sync_playwright

    sent, problems, messages = _state(widget), [], []

    def to_python(values, message):
        for name, value in values.items():
            sent[name] = value
            widget.set_state({name: _decoded(value)})
        if message is not None:
            widget._handle_custom_msg(message, [])
        now = _state(widget)
        news = {k: _encoded(v) for k, v in now.items() if k not in sent or not _same(sent[k], v)}
        sent.update(now)
        out, messages[:] = list(messages), []
        return {"values": news, "messages": out}

    widget.send = lambda content, buffers=None: messages.append(content)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
            page.on("pageerror", lambda e: problems.append(str(e)))
            page.expose_function("toPython", to_python)
            page.set_content(page_of(widget, dark, live))
            page.wait_for_function("globalThis.drawn", timeout=10_000)
            yield page
        finally:
            browser.close()
    assert not problems, problems


def _state(widget):
    skip = {"_esm", "_css", "layout", "tooltip", "tabbable"}
    return {
        k: v for k, v in widget.get_state().items() if k not in skip and not k.startswith(("_model", "_view", "_dom"))
    }


def _same(a, b):
    return a is b or type(a) is type(b) and a == b


def _encoded(v):
    return {"$bytes": base64.b64encode(bytes(v)).decode()} if isinstance(v, (bytes, memoryview, bytearray)) else v


def _decoded(v):
    return base64.b64decode(v["$bytes"]) if isinstance(v, dict) and "$bytes" in v else v


def _json(value):
    return json.dumps(value).replace("</", "<\\/")


def _theme(dark):
    """JupyterLab's own variables."""
    folder = (
        Path(sys.prefix) / "share/jupyter/lab/themes/@jupyterlab" / f"theme-{'dark' if dark else 'light'}-extension"
    )
    return "\n".join(re.findall(r":root\s*\{.*?\}", (folder / "index.css").read_text("utf-8"), re.S))


def example():
    """The tutorial's model in small: {inference, training, arrays} to try widgets on."""
    import numpy as np

    import ngteach as ng

    inference = ng.trace(ng.mlp, ng.f32[8, 64], ng.mlp_types((64, 16, 10)))
    training = ng.derive_training(inference, optimizer="tutorial")
    rng = np.random.default_rng(0)
    arrays = [
        rng.integers(0, 10, x.shape).astype(x.dtype)
        if x.dtype.kind == "i"
        else np.asarray(rng.uniform(0.01, 1, x.shape) * (0.3 if x.ndim else 0.1), x.dtype)
        for x in training.inputs
    ]
    return {"inference": inference, "training": training, "arrays": arrays}


def main():
    import numpy as np

    import ngteach as ng

    parser = argparse.ArgumentParser(description="Take a screenshot of a widget.")
    parser.add_argument("widget", help="a Python expression")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--width", type=int, default=1000)
    parser.add_argument("--height", type=int, default=760)
    parser.add_argument("--press", default="", help="keys, after the focus went to the widget")
    parser.add_argument("--click", action="append", default=[], help="a Playwright selector")
    parser.add_argument("--to", default="shot.png")
    options = parser.parse_args()
    widget = eval(options.widget, {"ng": ng, "np": np, "lab": ng.lab, **example()})
    with look(widget, options.dark, options.width, options.height) as page:
        for selector in options.click:
            page.click(selector)
        if options.press:
            page.focus(".ngt")
        for key in options.press.split():
            page.keyboard.press(key)
            page.evaluate("settled()")
        page.wait_for_timeout(300)
        page.locator(".ngt").screenshot(path=options.to)
    print(f"{options.to}: {widget.status}")


if __name__ == "__main__":
    main()
