"""Does a page answer what Python answers?  The same questions are put to both, and every trait is compared.

    widget = ng.lab.clip_lab()
    asks = [ask(logits=[1, 2, 3]), ask(clip=False), ask({"do": "step"})]      # traits that are set; a message
    same_answers(widget, asks)

puts them to the widget, as a browser would (set_state, on_msg), and to its X_answers.js with engine.js and the very
serving loop of lab/static/live.js, in Node.  After each question all traits must agree: whole numbers and words
exactly, floats within rounding, the numbers in sentences too.

    leave=("picture",)         traits that are not compared, or that only Python has
    ask(..., until={"state": "done"})     both go on until the traits are so: for what is computed piece by piece
    rtol, atol                 how much floats may differ

A failure says which question, which trait and what both said.  Without Node the test is skipped.
"""

from __future__ import annotations

import base64
import json
import math
import re
import shutil
import subprocess
import time

import pytest

from ngteach.lab.widgets.widget import shared_scripts

NODE = shutil.which("node")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
OURS = ("live", "asked", "answered", "film")

# Reads {scripts, live, state, asks}, and writes the state after each question.
_SERVER = """
const fs = require("fs");
const given = JSON.parse(fs.readFileSync(0, "utf-8"), (_, v) => {
  if (typeof v?.$bytes === "string") return new DataView(Uint8Array.from(Buffer.from(v.$bytes, "base64")).buffer);
  return typeof v?.$number === "string" ? Number(v.$number.replace("inf", "Infinity")) : v;
});
const special = (_, v) => {
  if (ArrayBuffer.isView(v)) return { $bytes: Buffer.from(v.buffer, v.byteOffset, v.byteLength).toString("base64") };
  return typeof v === "number" && !Number.isFinite(v) ? { $number: String(v) } : v;
};
const { answering, serve } = new Function(`${given.scripts}\\nreturn { answering, serve };`)();
const state = { ...given.state };
let heard = () => {};
const take = serve(answering.engine, answering.answers, (message) => {
  if (message.broken !== undefined) throw new Error(message.broken);
  Object.assign(state, message.told);
  heard(message);
});
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
(async () => {
  take({ begin: { live: given.live, state: structuredClone(given.state) } });
  const states = [];
  for (const [number, { values, message, until }] of given.asks.entries()) {
    Object.assign(state, values);
    let answered = false;
    const done = () => answered && Object.entries(until).every(([name, value]) => same(state[name], value));
    await new Promise((resolve, reject) => {
      const problem = () => reject(new Error(`question ${number} is not answered; ${state.status}`));
      const late = setTimeout(problem, given.seconds * 1000);
      heard = (message) => {
        answered ||= message.answered === number;
        if (done()) setTimeout(() => (clearTimeout(late), resolve()));
      };
      take({ number, values, others: {}, message });
    });
    states.push(JSON.parse(JSON.stringify(state, special)));
  }
  take({ close: true });
  process.stdout.write(JSON.stringify(states), () => process.exit(0));
})().catch((problem) => {
  console.error(problem.stack);
  process.exit(1);
});
"""


def ask(message=None, until=None, **values):
    """A question: traits that the browser sets, a message for on_msg, and when it is answered wholly."""
    return {"values": values, "message": message, "until": until or {}}


def same_answers(widget, asks, leave=(), rtol=2e-5, atol=1e-6, seconds=20):
    """Fail unless the page answers all the questions as the widget does."""
    there = answers_of_page(widget, asks, seconds)
    here = answers_of_python(widget, asks, seconds)
    for number, (mine, other) in enumerate(zip(here, there, strict=True)):
        for name in sorted(mine.keys() - {*leave, *OURS}):
            problem = difference(mine[name], other.get(name), rtol, atol, name)
            told = {k: v for k, v in asks[number].items() if v}
            assert problem is None, f"question {number}, {told}: {problem}"


def answers_of_page(widget, asks, seconds=20):
    """The traits after each question, as the page would have them.   Skips the test where there is no Node."""
    if NODE is None:
        pytest.skip("there is no node here")
    assert widget.live, f"{type(widget).__name__} brings nothing that a page could answer with"
    engine = (*shared_scripts(live=True), *(text for text in widget.scripts if text.startswith("const answering = {")))
    sent = _state(widget)
    live = sent.pop("live")
    given = {"scripts": "\n".join(engine), "live": live, "state": sent, "asks": asks, "seconds": seconds}
    done = subprocess.run([NODE, "-e", _SERVER], input=json.dumps(given), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout, object_hook=_special)


def answers_of_python(widget, asks, seconds=20):
    """The traits after each question."""
    states = []
    for number, question in enumerate(asks, widget.asked + 1):
        widget.set_state({**question["values"], **({} if question["message"] else {"asked": number})})
        if question["message"]:
            widget._handle_custom_msg({**question["message"], "asked": number}, [])
        end = time.monotonic() + seconds
        while any(getattr(widget, name) != value for name, value in question["until"].items()):
            assert time.monotonic() < end, f"the widget still says: {widget.status}"
            time.sleep(0.01)
        states.append(json.loads(json.dumps(_state(widget)), object_hook=_special))
    return states


def difference(a, b, rtol, atol, path=""):
    """What differs, in words; None if they agree."""
    if isinstance(a, dict) and isinstance(b, dict):
        if a.keys() != b.keys():
            return f"{path} has {sorted(a)} in Python, {sorted(b)} in the page"
        pairs = [(a[key], b[key], f"{path}.{key}") for key in a]
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return f"{path} has {len(a)} parts in Python, {len(b)} in the page"
        pairs = [(x, y, f"{path}[{i}]") for i, (x, y) in enumerate(zip(a, b, strict=True))]
    else:
        same = _same(a, b, rtol, atol)
        return None if same else f"{path} is {str(a)[:600]!r} in Python, {str(b)[:600]!r} in the page"
    return next(filter(None, (difference(*pair[:2], rtol, atol, pair[2]) for pair in pairs)), None)


def _same(a, b, rtol, atol):
    if isinstance(a, str) and isinstance(b, str):
        numbers = zip(NUMBER.findall(a), NUMBER.findall(b), strict=False)
        words = NUMBER.split(a) == NUMBER.split(b)
        return words and all(_near(float(x), float(y), max(rtol, _last_digit(x)), atol) for x, y in numbers)
    if any(isinstance(x, bool) or x is None or isinstance(x, str) for x in (a, b)):
        return a is b or a == b and type(a) is type(b)
    return _near(a, b, rtol, atol)


def _near(a, b, rtol, atol):
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=rtol, abs_tol=atol)


def _last_digit(text):
    """How much one more in the last digit is, beside the number: a sentence rounds 0.12345 to 0.1234 or 0.1235."""
    digits = text.lstrip("-").partition("e")[0].replace(".", "").lstrip("0")
    return 1.01 * 10.0 ** (1 - len(digits)) if "." in text or "e" in text else 0.0


def _state(widget):
    skip = ("_esm", "_css", "layout", "tooltip", "tabbable")
    state = {k: v for k, v in widget.get_state().items() if k not in skip and not k.startswith(("_", "layout"))}
    return _encoded(state)


def _encoded(v):
    """As a browser gets it: bytes apart, numbers that JSON does not have by name."""
    if isinstance(v, (bytes, memoryview, bytearray)):
        return {"$bytes": base64.b64encode(bytes(v)).decode()}
    if isinstance(v, float) and not math.isfinite(v):
        return {"$number": str(v)}
    if isinstance(v, dict):
        return {k: _encoded(inner) for k, inner in v.items()}
    return [_encoded(inner) for inner in v] if isinstance(v, (list, tuple)) else v


def _special(found):
    if found.keys() == {"$number"}:
        return float(found["$number"].replace("Infinity", "inf"))
    return found
