"""What docs/javascript.md says, runs: its example trains in Node and in a page, and its graph by hand computes."""

import http.server
import json
import re
import shutil
import subprocess
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from browser import look

import ngteach as ng
from ngteach.cli.command import main

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "javascript.md").read_text("utf-8")
EXAMPLE = ROOT / "examples" / "javascript"
NODE = shutil.which("node")
with_node = pytest.mark.skipif(not NODE, reason="there is no node here")


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A folder with the example and the digits as they lie in the repository, and what the guide's command writes."""
    folder = tmp_path_factory.mktemp("kit")
    shutil.copytree(EXAMPLE, folder / "examples" / "javascript", ignore=shutil.ignore_patterns("training*"))
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("names"))
    (command,) = re.findall(r"^    ngteach (show .*examples.*)$", GUIDE, re.M)
    *words, place = command.split()
    main([*words, str(folder / place)])
    return folder


def node(*arguments):
    done = subprocess.run([NODE, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@with_node
def test_the_example_trains_in_node(kit):
    lines = node(kit / "examples/javascript/train.mjs", 301).splitlines()
    losses = [float(re.fullmatch(r"step \d+: loss ([\d.]+)", line)[1]) for line in lines]
    assert len(losses) == 7 and losses[0] > 2 and losses[-1] < 0.8


@with_node
def test_the_losses_of_the_example_are_those_of_the_executor(kit):
    """120 steps, from the same weights, on the same digits in the same order."""
    inference = ng.trace(ng.mlp, ng.f32[32, 64], ng.mlp_types((64, 64, 10)))
    graph = ng.derive_training(inference, optimizer="sgd")
    data, rng = ng.load_data("digits"), np.random.default_rng(3)
    weights = {n: rng.uniform(-0.2, 0.2, t.shape).astype(np.float32) for n, t in ng.mlp_types((64, 64, 10)).items()}
    script = kit / "examples/javascript/same.mjs"
    script.write_text(f"""
import {{ readFileSync }} from "node:fs";
import {{ learn }} from "./learn.mjs";
const bytes = (name, head) => readFileSync(new URL(`../../data/${{name}}`, import.meta.url)).subarray(head);
const weights = {json.dumps({n: w.ravel().tolist() for n, w in weights.items()})};
for (const name of Object.keys(weights)) weights[name] = Float32Array.from(weights[name]);
const losses = learn(bytes("train-images-idx3-ubyte", 16), bytes("train-labels-idx1-ubyte", 8), weights);
console.log(JSON.stringify(Array.from({{ length: 120 }}, () => losses.next().value)));
""")
    step, losses, rate = ng.compile(graph, threads=1), [], np.float32(0.1)
    images, labels = data.train_images.reshape(-1, 64), data.train_labels.astype(np.int32)
    scale = np.float32(1 if images.dtype.kind == "f" else 1 / 16)
    for i in range(120):
        rows = slice(i * 32 % (len(labels) - 31), i * 32 % (len(labels) - 31) + 32)
        loss, _, weights, _ = step(images[rows].astype(np.float32) * scale, labels[rows], rate, weights, ())
        losses.append(float(loss))
    assert losses[-1] < losses[0]
    np.testing.assert_allclose(json.loads(node(script)), losses, atol=1e-5)


class Served(http.server.SimpleHTTPRequestHandler):
    """Files, under the policy that the guide names; it does not print."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.skipif(look.CHROMIUM is None, reason="there is no chromium here")
def test_the_example_trains_in_a_page_without_webassembly(kit):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=kit))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = look._browser().new_page()
    problems = []
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" and "favicon" not in m.text else None)
    try:
        page.add_init_script("delete globalThis.WebAssembly")
        page.goto(f"http://127.0.0.1:{server.server_port}/examples/javascript/")
        page.locator("p", has_text="step 500").wait_for(timeout=30_000)  # by no script: the policy forbids its eval
        assert float(page.text_content("p").split()[-1]) < 0.8
        assert len(page.get_attribute("polyline", "points").split()) == 500
    finally:
        page.close()
        look.close()
        server.shutdown()
        server.server_close()
    assert not [p for p in problems if "404" not in p]


@with_node
def test_the_graph_that_the_guide_writes_by_hand_computes_what_it_says(tmp_path):
    (graph,), (program,) = (re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.S)[-1:] for kind in ("json", "js"))
    (tmp_path / "layer.json").write_text(graph)
    (tmp_path / "run.mjs").write_text(program.replace('"layer.json"', json.dumps(str(tmp_path / "layer.json"))))
    shutil.copy(ROOT / "ngteach" / "javascript" / "engine.js", tmp_path / "engine.mjs")
    (printed,) = re.findall(r"^It prints `(.*?)`", GUIDE, re.M)
    assert node(tmp_path / "run.mjs").strip() == printed
    (tmp_path / "layer.json").write_text(graph.replace('["y", "f32[2]"]', '["y", "f32[3]"]'))
    done = subprocess.run([NODE, str(tmp_path / "run.mjs")], capture_output=True, text=True, timeout=60)
    assert "y: relu is announced as f32[3], but gives f32[2]" in done.stderr and "`y: relu is announced" in GUIDE
    with pytest.raises(ng.GraphError, match="y is announced"):
        ng.serialize.from_json((tmp_path / "layer.json").read_text())


def test_the_loop_of_the_guide_is_that_of_the_example():
    loop = re.findall(r"```js\n(export function\* learn.*?)\n```", GUIDE, re.S)
    assert loop and loop[0] in (EXAMPLE / "learn.mjs").read_text("utf-8")
    assert len(loop[0].splitlines()) <= 11
