"""The playground: every model of its grid is in the page, and the page trains it as Python does."""

import base64
import contextlib
import io
import json
import re
import zlib
from pathlib import Path

import numpy as np
import pytest
from in_javascript import answers, needed

import ngteach as ng
from ngteach.serialize.graph_json import to_json
from ngteach.web import playground
from ngteach.web.playground import page
from ngteach.web.playground.graphs import graphs_of
from ngteach.web.playground.grid import BATCH, DATA, LAYERS, RATES, WIDTHS, Choice, choices_of
from ngteach.web.playground.lines import filled, program
from ngteach.web.playground.stored import MARK

STATIC = Path(playground.__file__).parent / "static"


@pytest.fixture(scope="module")
def packed():
    return json.loads(json.dumps(page.packed()))


def unpacked(base):
    return zlib.decompress(base64.b64decode(base), wbits=-15)


def record(packed, choice):
    """What the page reads of a choice, as store.js does."""
    return json.loads(unpacked(packed["models"][choice.key]).decode().replace(MARK, str(choice.width)))


def first(packed, choice):
    width = choice.width if choice.layers else 0
    return json.loads(unpacked(packed["firsts"][f"{choice.inputs} {choice.layers} {width}"]))


# ---- what is in the page ---------------------------------------------------------


def test_every_model_of_the_grid_is_in_the_page(packed):
    wanted = {choice.key for width in WIDTHS for choice in choices_of(width)}
    assert packed["models"].keys() == wanted and len(wanted) == 78
    assert len(packed["firsts"]) == 2 * (1 + len(WIDTHS) * (len(LAYERS) - 1))


@pytest.mark.parametrize(
    "choice",
    [
        Choice(2, 2, 0, 4, "linear", "sgd"),
        Choice(2, 2, 1, 16, "sigmoid", "momentum"),
        Choice(2, 2, 3, 32, "relu", "adam"),
        Choice(64, 10, 2, 8, "tanh", "adam"),
    ],
    ids=lambda choice: f"{choice.key} {choice.width}",
)
def test_the_text_for_all_widths_gives_the_graphs_that_python_derives(packed, choice):
    found = record(packed, choice)
    graphs = graphs_of(choice, page._rows(choice.inputs))
    assert found["training"] == json.loads(to_json(graphs.training))
    assert found["asked"] == json.loads(to_json(graphs.asked))
    assert len(found["phases"]) == len(found["rules"]) == len(found["homes"]) == len(graphs.training.equations)
    assert len(found["boxes"]) == found["svg"].count('<g class="node"')
    made = {x.name for x in graphs.training.tensors()}
    assert {name for box in found["boxes"] for name, *_ in box} <= made and found["formulas"].keys() <= made
    assert first(packed, choice) == json.loads(to_json(graphs.first))


def test_every_op_has_words(packed):
    assert all(does for does, _ in packed["words"].values())
    assert packed["words"]["tanh"][1] == "the slope of tanh is 1 - tanh * tanh, of its own result"


def test_the_page_is_small_enough_and_is_written_whole(tmp_path, packed, monkeypatch):
    monkeypatch.setattr(page, "packed", lambda: packed)
    path = page.build_playground(tmp_path, {"Series": "series/index.html"})
    text = path.read_text("utf-8")
    assert path == tmp_path / "index.html" and len(text.encode()) <= 1_500_000
    assert '<a href="series/index.html">Series</a>' in text and not re.search(r'(src|href)="https?:', text)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "default-src 'none'" in policy and "worker-src blob:" in policy and "unsafe-eval" not in policy


# ---- it computes what Python computes ----------------------------------------------

_TRAIN = """(engine, {model, first, batch, data, steps}) => {
  %s
  const told = [];
  const numbers = (kind, text) => new kind(bytesOf(text));
  const made = trainer(engine, (news) => told.push(news));
  const sets = { x: numbers(Float32Array, data.x), labels: numbers(Int32Array, data.labels), known: [] };
  sets.asked = new Float32Array(engine.readGraph(model.asked).inputs[0].type.size);
  made.load({ training: model.training, asked: model.asked, first, batch, data: sets, ...data });
  for (const [act, facts] of steps) {
    made.ready();
    made[act](facts);
  }
  made.ready();
  const losses = [];
  for (const { from, losses: more } of told) losses.splice(from, Infinity, ...more);
  const { step, broken, values, rates } = told.at(-1);
  return { losses: losses.map(String), step, broken, rates, values };
}"""


def trained(packed, choice, data, steps, seed=0, rate=None):
    """What trainer.js tells after these acts."""
    x, labels = python(choice, data, 1, names=("x", "labels"))
    words = {
        "x": base64.b64encode(np.ascontiguousarray(x)).decode(),
        "labels": base64.b64encode(labels).decode(),
        "seed": seed,
        "rates": [[0, rate or RATES[choice.optimizer]]],
    }
    question = {
        "model": record(packed, choice),
        "first": first(packed, choice),
        "batch": BATCH,
        "data": words,
        "steps": steps,
    }
    (found,) = answers(_TRAIN % (STATIC / "trainer.js").read_text("utf-8"), [question])
    return {**found, "losses": [float(x.replace("Infinity", "inf")) for x in found["losses"]]}


def python(choice, data, steps, seed=0, rates=None, names=()):
    """The losses that the lines print; or of names, what they are at the end."""
    text = filled(program(choice), data, seed, rates or [[0, RATES[choice.optimizer]]], steps)
    found, said = {}, io.StringIO()
    with contextlib.redirect_stdout(said), np.errstate(all="ignore"):
        exec(text, found)
    if names:
        return [found[name] for name in names]
    return [float(line.split()[1]) for line in said.getvalue().splitlines() if re.match(r"\d+ \S+$", line)]


@needed
@pytest.mark.parametrize(
    "choice, data, seed",
    [
        (Choice(2, 2, 2, 8, "tanh", "sgd"), "moons", 0),
        (Choice(2, 2, 0, 4, "linear", "momentum"), "xor", 3),
        (Choice(2, 2, 3, 16, "sigmoid", "adam"), "spiral", 1),
        (Choice(64, 10, 1, 32, "relu", "momentum"), "digits", 7),
    ],
    ids=lambda value: getattr(value, "key", str(value)),
)
def test_the_lines_in_python_give_the_losses_of_the_page(packed, choice, data, seed):
    found = trained(packed, choice, data, [["steps", {"count": 50}]], seed)
    wanted = python(choice, data, 50, seed)
    assert len(wanted) == 50 and found["step"] == 50
    np.testing.assert_allclose(found["losses"], wanted, rtol=1e-5, atol=1e-5)


@needed
def test_going_back_and_on_gives_the_same_steps_again(packed):
    choice = Choice(2, 2, 1, 4, "tanh", "adam")
    look = ["want", {"names": ["weights.W0"], "quiet": True}]
    straight = trained(packed, choice, "moons", [["steps", {"count": 37}], look, ["seek", {"goal": 37}]])
    back = trained(packed, choice, "moons", [["steps", {"count": 300}], look, ["seek", {"goal": 37}]])
    assert back["step"] == 37 and len(back["losses"]) == 300
    assert back["values"] == straight["values"] and back["losses"][:37] == straight["losses"]


@needed
def test_another_rate_from_some_step_on_is_that_of_the_lines(packed):
    choice = Choice(2, 2, 1, 4, "tanh", "sgd")
    acts = [["steps", {"count": 30}], ["seek", {"goal": 20}], ["setRate", {"rate": 1}], ["steps", {"count": 20}]]
    found = trained(packed, choice, "circles", acts)
    assert found["rates"] == [[0, 0.3], [20, 1]] and found["step"] == 40
    np.testing.assert_allclose(found["losses"], python(choice, "circles", 40, rates=found["rates"]), rtol=1e-5)


@needed
def test_what_breaks_is_named_by_the_equation_where_it_began(packed):
    choice = Choice(2, 2, 2, 8, "relu", "sgd")
    found = trained(packed, choice, "moons", [["steps", {"count": 100}]], rate=30)
    wanted = python(choice, "moons", 10, rates=[[0, 30]])
    first_bad = int(np.argmax(~np.isfinite(wanted)))
    assert found["broken"] == {"step": first_bad, "name": "log_p", "op": "log", "nan": False}
    assert found["step"] == first_bad and np.isfinite(found["losses"][:first_bad]).all()


_OPEN = """(engine, {text, numbers}) => {
  %s
  const told = [];
  const made = trainer(engine, (news) => told.push(news));
  made.openGraph({ text });
  made.want({ names: ["x"] });
  made.setInput({ name: "x", numbers });
  return told.slice(1).map(({ values }) => [...values.x]);
}"""


@needed
@pytest.mark.parametrize("element", ["f16", "f32", "i64", "u64", "i8", "boolean"])
def test_the_numbers_of_an_opened_graph_are_those_that_its_types_have(element):
    t = getattr(ng, element)[3]
    text = to_json(ng.trace(lambda x: [x], t))
    (found,) = answers(_OPEN % (STATIC / "trainer.js").read_text("utf-8"), [{"text": text, "numbers": [0.1, 2, 3.7]}])
    for numbers in found:
        assert np.array_equal(np.array(numbers).astype(t.dtype), numbers)


# ---- links ---------------------------------------------------------------------------

_CHOICES = """(engine, {grid, hash}) => {
  %s
  const found = choiceOf(hash, grid);
  return { found, again: choiceOf(hashOf(found), grid), key: keyOf(found) };
}"""


def chosen(packed, hashes):
    questions = [{"grid": packed["grid"], "hash": text} for text in hashes]
    return answers(_CHOICES % (STATIC / "choice.js").read_text("utf-8"), questions)


@needed
def test_a_link_leads_back_to_what_was_seen(packed):
    text = "#data=digits&layers=3&width=16&activation=relu&optimizer=adam&rate=0.03,1@40&seed=5&step=60&shown=dz1"
    (answer,) = chosen(packed, [text])
    assert answer["found"] == answer["again"] and answer["key"] in packed["models"]
    assert answer["found"] == {
        **dict(data="digits", layers=3, width=16, activation="relu", optimizer="adam"),
        **dict(rates=[[0, 0.03], [40, 1]], seed=5, step=60, shown="dz1"),
    }


@needed
def test_what_a_link_cannot_mean_is_left_out(packed):
    wrong = [
        "#data=<img src=x onerror=alert(1)>&layers=-1&width=1e9&activation=__proto__&optimizer=constructor",
        "#rate=NaN&seed=-5&step=1e99&shown=<b>",
        "#rate=0.3,3@0&seed=9999999999999999&step=abc",
        "#%E0%A4%A&=&&&",
        "#rate=" + ",".join(["1"] * 1000),
    ]
    usual, *others = chosen(packed, ["", *wrong])
    assert usual["found"]["data"] == DATA[0] and all(answer["found"] == usual["found"] for answer in others)
    (far,) = chosen(packed, ["#step=999999999"])
    assert far["found"]["step"] == 20_000
