"""Look at a widget in a real browser, without JupyterLab: a page with the widget's view, and Python behind it.

    python tests/browser/look.py "lab.time_machine(lambda x: x * x, ng.f32[3])" [--dark] [--width 1000]
                                 [--press "Space ArrowRight"] [--click "text=Reveal"] [--to shot.png]
                                 [--delay 1] [--dead] [--saved]

takes a screenshot.  The expression sees ng, np, lab and the tutorial's graphs in small: inference, training, arrays.
In a test:

    with look(widget) as page:
        page.keyboard.press("Space")        # JavaScript sets traits; Python's callbacks run; the changes go back
        page.screenshot(path="shot.png")
"""

from __future__ import annotations

import argparse
import atexit
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
const decode = (v) => {
  if (v === null || typeof v !== "object") return v;
  if (v.$bytes !== undefined) return new DataView(Uint8Array.from(atob(v.$bytes), (c) => c.charCodeAt(0)).buffer);
  if (Array.isArray(v)) return v.map(decode);
  return Object.fromEntries(Object.entries(v).map(([name, inner]) => [name, decode(inner)]));
};
const encode = (v) => v instanceof DataView || v instanceof Uint8Array || v instanceof ArrayBuffer
  ? { $bytes: btoa(String.fromCharCode(...new Uint8Array(v.buffer ?? v))) } : v;
const state = {}, listeners = [];
const [delay, box] = [%(delay)s, document.querySelector("#widget")];
let changed = {}, buffer = null, away = 0, gone = false; // away: messages that Python has not answered
const fire = (name, ...args) => listeners.filter(([n]) => n === name).forEach(([, f]) => f(...args));
const after = (ms) => new Promise((done) => setTimeout(done, ms));
function take({ values, messages }) {
  if (gone) return;
  for (const [name, value] of Object.entries(values)) state[name] = decode(value);
  for (const name of Object.keys(values)) fire(`change:${name}`, model, state[name]);
  for (const message of messages) fire("msg:custom", message, []);
}
let queue = Promise.resolve(); // Python takes one message after the other
async function ask(values, message) {
  if (gone) return;
  away++;
  if (delay) await after(delay);
  const answer = (queue = queue.then(() => (gone ? null : toPython(values, message))));
  const news = await answer;
  if (delay) await after(delay);
  away--;
  if (news) take(news);
}
// Jupyter has one update of a model under way; what changes meanwhile goes with the next.
let flying = false;
async function save(values) {
  if (flying) return (buffer = { ...buffer, ...values });
  flying = true;
  await ask(values, null);
  flying = false;
  if (!buffer) return;
  const next = buffer;
  buffer = null;
  return save(next);
}
const model = {
  get: (name) => state[name],
  set: (name, value) => {
    if (state[name] === value) return;
    state[name] = changed[name] = value;
    fire(`change:${name}`, model, value);
  },
  save_changes: () => {
    if (gone) return;
    const values = Object.fromEntries(Object.entries(changed).map(([k, v]) => [k, encode(v)]));
    changed = {};
    save(values);
  },
  send: (message) => ask({}, message),
  on: (names, f) => names.split(" ").forEach((n) => listeners.push([n, f])),
  off: (name, f) => {
    for (let i = listeners.length; i--; )
      if ((!name || listeners[i][0] === name) && (!f || listeners[i][1] === f)) listeners.splice(i, 1);
  },
};
globalThis.model = model;
globalThis.settled = async () => {
  do await after(0); while (away || flying || buffer);
};
// As JupyterLab does when its kernel restarts.
globalThis.restart = () => {
  gone = true;
  box.classList.add("jupyter-widgets-disconnected");
};
globalThis.comeBack = () => {
  gone = flying = false;
  buffer = null;
  box.classList.remove("jupyter-widgets-disconnected");
};
if (%(saved)s) restart();
for (const [name, value] of Object.entries(%(state)s)) state[name] = decode(value);
const source = %(esm)s;
const module = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
globalThis.cleanup = await module.default.render({ model, el: box });
globalThis.drawn = true;
if (%(live)s) setInterval(() => ask({}, null), 150);
</script></body></html>
"""


def page_of(widget, dark=False, live=False, delay=0.0, saved=False):
    """The HTML of a page that shows the widget as it is now.   live: ask Python every 150 ms what changed by itself."""
    state = {k: _encoded(v) for k, v in _state(widget).items()}
    facts = {
        "theme": _theme(dark),
        "css": widget._css,
        "light": str(not dark).lower(),
        "state": json.dumps(state, sort_keys=saved).replace("</", "<\\/"),  # a saved notebook forgets the order of keys
        "esm": _json(str(widget._esm)),
        "live": str(live).lower(),
        "delay": str(delay * 1000),
        "saved": str(saved).lower(),
    }
    return _PAGE % facts


@contextmanager
def look(widget, dark=False, width=1000, height=760, live=False, delay=0.0, dead=False, saved=False):
    """A Playwright page with the widget, answered by Python.  Fails at the end if the console showed an error.

    delay: seconds on the way to Python, and again on the way back.   dead: the kernel was restarted after it was shown.
    saved: a page that never had Python, with the state as a notebook's file has it.
    page.evaluate("restart()") restarts the kernel later; page.evaluate("comeBack()"): it was only out of reach.
    """
    sent, problems, messages = _state(widget), [], []

    def to_python(values, message):
        sent.update(values)
        widget.set_state({name: _decoded(value) for name, value in values.items()})
        if message is not None:
            widget._handle_custom_msg(message, [])
        now = _state(widget)
        news = {k: _encoded(v) for k, v in now.items() if k not in sent or not _same(sent[k], v)}
        sent.update(now)
        out, messages[:] = list(messages), []
        return {"values": news, "messages": out}

    widget.send = lambda content, buffers=None: messages.append(content)
    context = _browser().new_context(viewport={"width": width, "height": height})
    try:
        page = context.new_page()
        page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: problems.append(str(e)))
        page.expose_function("toPython", to_python)
        page.set_content(page_of(widget, dark, live, delay, saved))
        _wait_until_drawn(page, problems)
        if dead:
            page.evaluate("restart()")
        yield page
    finally:
        context.close()
    assert not problems, problems


_open: list = []  # the browser of all looks, and what ends it


def _browser():
    if not _open:
        from playwright.sync_api import sync_playwright

        playwright = sync_playwright().start()
        _open[:] = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS), playwright
        atexit.register(close)
    return _open[0]


def close():
    """End the browser of all looks, so that another may be opened here."""
    if _open:
        browser, playwright = _open
        _open.clear()
        browser.close()
        playwright.stop()


def press(page, *keys):
    """Press these keys, and wait until Python has answered."""
    for key in keys:
        page.keyboard.press(key)
    page.evaluate("settled()")


def _wait_until_drawn(page, problems):
    for _ in range(1000):
        assert not problems, problems
        if page.evaluate("globalThis.drawn"):
            return
        page.wait_for_timeout(10)
    raise AssertionError("the widget has not drawn itself in 10 s")


def _state(widget):
    skip = {"_esm", "_css", "layout", "tooltip", "tabbable"}
    return {
        k: v for k, v in widget.get_state().items() if k not in skip and not k.startswith(("_model", "_view", "_dom"))
    }


def _same(a, b):
    return a is b or type(a) is type(b) and a == b


def _encoded(v):
    if isinstance(v, (bytes, memoryview, bytearray)):
        return {"$bytes": base64.b64encode(bytes(v)).decode()}
    if isinstance(v, dict):
        return {k: _encoded(inner) for k, inner in v.items()}
    return [_encoded(inner) for inner in v] if isinstance(v, (list, tuple)) else v


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
    parser.add_argument("--delay", type=float, default=0, help="seconds to Python, and as many back")
    parser.add_argument("--dead", action="store_true", help="the kernel was restarted")
    parser.add_argument("--saved", action="store_true", help="a page that never had Python")
    parser.add_argument("--to", default="shot.png")
    options = parser.parse_args()
    widget = eval(options.widget, {"ng": ng, "np": np, "lab": ng.lab, **example()})
    how = {"delay": options.delay, "dead": options.dead, "saved": options.saved}
    with look(widget, options.dark, options.width, options.height, **how) as page:
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
