"""Questions to the engine in JavaScript: many at once, in one process of Node, or in Chromium where there is no Node.

    SAME = "(engine, question) => question"
    assert answers(SAME, [1, "two"]) == [1, "two"]

A question and its answer are what JSON has words for; `written` and `read` make words of arrays and back, and the
script has `read(engine, words)` and `written(engine, array)` for the same.
"""

import base64
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pytest
from browser.look import CHROMIUM

from ngteach.core.types import f16, type_of
from ngteach.serialize.json_words import read_type

ENGINE = Path(__file__).parent.parent / "ngteach" / "javascript" / "engine.js"
NODE = shutil.which("node")
needed = pytest.mark.skipif(not (NODE or CHROMIUM), reason="there is neither node nor chromium to run JavaScript")

_WORDS = """
const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
const textOf = (bytes) => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};
const KINDS = {
  f16: Float32Array, f32: Float32Array, f64: Float64Array, bool: Uint8Array,
  i8: Int8Array, i16: Int16Array, i32: Int32Array, i64: BigInt64Array,
  u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, u64: BigUint64Array,
};
const read = (engine, [type, text]) => {
  const found = engine.readType(type);
  return engine.arrayOf(found, new KINDS[found.element](bytesOf(text)));
};
const written = (engine, array) => {
  const numbers = engine.numbersOf(array);
  return [engine.typeText(array.type), textOf(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength))];
};
"""
_PROGRAM = """
import { createInterface } from "node:readline";
import * as engine from "./engine.mjs";
%(words)s
const answer = %(script)s;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity }))
  process.stdout.write(JSON.stringify((await answer(engine, JSON.parse(line))) ?? null) + "\\n");
"""
_PAGE = """async ([source, script, lines]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const engine = await import(address);
  const { answer } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const found = [];
  for (const line of lines) found.push(JSON.stringify((await answer(engine, JSON.parse(line))) ?? null));
  return found;
}"""


def answers(script, questions, seconds=120):
    """What the function `script`, (engine, question) => answer, gives for each question.

    questions: they are computed while those before them are answered.   seconds: that all of them may take together
    """
    lines = (json.dumps(q) for q in questions)
    found = _by_node(script, lines, seconds) if NODE else _by_chromium(script, lines)
    return [json.loads(line) for line in found]


def _by_node(script, lines, seconds):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copy(ENGINE, home / "engine.mjs")
        (home / "program.mjs").write_text(_PROGRAM % {"words": _WORDS, "script": script}, "utf-8")
        with (home / "found").open("w+", encoding="utf-8") as found, (home / "wrong").open("w+") as wrong:
            pipe = {"stdin": subprocess.PIPE, "stdout": found, "stderr": wrong, "text": True, "encoding": "utf-8"}
            node = subprocess.Popen([NODE, str(home / "program.mjs")], **pipe)
            try:
                for line in lines:
                    node.stdin.write(line + "\n")
                node.stdin.close()
            except BrokenPipeError:  # the program ended before: its last words tell why
                pass
            try:
                node.wait(seconds)
            except subprocess.TimeoutExpired:
                node.kill()
                raise AssertionError(f"no answer within {seconds} s") from None
            for file in (found, wrong):
                file.seek(0)
            assert node.returncode == 0, wrong.read()
            return found.read().splitlines()


def _by_chromium(script, lines):
    from browser import look

    page = look._browser().new_page()
    try:
        page.goto("about:blank")
        source = f"{_WORDS}\nexport const answer = {script};"
        return page.evaluate(_PAGE, [ENGINE.read_text("utf-8"), source, list(lines)])
    finally:
        page.close()


def written(array):
    """An array as the script's `read` takes it; numbers of f16 are f32 there."""
    array = np.asarray(array)
    numbers = array.astype(np.float32) if array.dtype == f16.dtype else array
    return [str(type_of(array)), base64.b64encode(np.ascontiguousarray(numbers).tobytes()).decode()]


def read(words):
    """The array that the script has `written`."""
    t = read_type(words[0])
    kind = np.float32 if t.element is f16 else t.dtype
    return np.frombuffer(base64.b64decode(words[1]), kind).astype(t.dtype).reshape(t.shape)
