"""The explorer: a big graph as a few boxes, which open in place."""

import base64
import gzip
import json

import pytest

import ngteach as ng
from ngteach import f32
from ngteach.core.calling.errors import GraphError
from ngteach.draw.picture import picture

pytest.importorskip("anywidget")


def block(x, w):
    def attention(x):
        return ng.softmax(x @ w, axis=1)

    x = x + attention(x)
    return x + ng.relu(x @ w) * 0.5


def model(x, weights):
    for w in weights["blocks"]:
        x = block(x, w)
    return ng.mean(x, axis=1)


INFERENCE = ng.trace(model, f32[3, 4], {"blocks": [f32[4, 4] for _ in range(5)]}, name="model")
TRAINING = ng.derive_training(INFERENCE, lambda y: ng.mean(y * y), "adam", trainable="weights")


@pytest.fixture(scope="module")
def explorer():
    return ng.lab.explorer(TRAINING)


def inside(record):
    return json.loads(gzip.decompress(base64.b64decode(record["packed"])))


def test_it_begins_with_the_folded_picture_and_its_program(explorer):
    first = inside(explorer.film[0])
    titles = [line["text"] for line in first["lines"]]
    assert any("= block(x, weights.blocks.0)" in text for text in titles)
    assert first["svg"].startswith("<svg") and 'data-fold="model.1/block.2"' in first["svg"]
    assert "stand for" in explorer.status and explorer.status == explorer.film[0]["sentence"]


def test_every_line_but_the_first_and_last_names_a_box_of_the_picture(explorer):
    for record in explorer.film:
        found = inside(record)
        named = [line["name"] for line in found["lines"] if "name" in line]
        assert named and all(f'data-name="{name}"' in found["svg"] for name in named)


def test_an_open_fold_says_where_it_is_and_what_is_in_it(explorer):
    record = next(r for r in explorer.film if r["key"] == "model.1/block.2")
    assert record["trail"] == [["model.1/block.2", "block 2"]]
    assert record["sentence"].startswith("block 2 is open: ") and "adjoint equations" in record["sentence"]
    deeper = next(r for r in explorer.film if r["key"].startswith("model.1/block.2/"))
    assert deeper["trail"][0] == ["model.1/block.2", "block 2"] and len(deeper["trail"]) == 2
    assert set(deeper["inside"]) <= {line.get("name") for line in inside(deeper)["lines"]}


def test_the_film_has_the_users_functions_first(explorer):
    keys = [record["key"] for record in explorer.film]
    assert {f"model.1/block.{i}" for i in range(1, 6)} <= set(keys) and len(set(keys)) == len(keys)


def test_what_the_film_has_no_room_for_is_made_when_it_is_asked_for(monkeypatch):
    from ngteach.lab.widgets import explorer as module

    monkeypatch.setattr(module, "_ROOM", 30_000)
    small = ng.lab.explorer(TRAINING)
    whole = [fold.key for fold in picture(TRAINING, fold=True).folds.walk()]
    missing = next(k for k in whole if k.startswith("model.1/block.5") and k not in [r["key"] for r in small.film])
    small.wanted = missing
    assert small.step == len(small.film) and small.extra["key"] == missing and small.status == small.extra["sentence"]
    small.wanted = small.film[0]["key"]
    assert small.step == 0


def test_what_is_no_fold_is_said(explorer):
    explorer.wanted = "nothing.9"
    assert explorer.failed and "has no fold nothing.9" in explorer.status
    with pytest.raises(GraphError, match="explorer: same has no equation to show"):
        ng.lab.explorer(ng.trace(lambda x: x, f32[2], name="same"))


def test_a_small_graph_without_folds_is_one_state():
    small = ng.lab.explorer(ng.trace(lambda x: ng.exp(x), f32[2]))
    assert len(small.film) == 1 and small.status == "Each box is one equation."


def test_without_a_kernel_there_is_the_folded_picture(explorer):
    bundle = explorer._repr_mimebundle_()[0]
    assert bundle["text/html"].startswith('<img alt="') and "block" in bundle["text/plain"] or bundle["text/plain"]
