"""The clip lab: what it says of inf and NaN is what f32 arithmetic does."""

import json
import re

import numpy as np
import pytest

import ngteach as ng
from ngteach.lab.widgets.clip_lab import LABELS, LOGITS, PRESETS, ClipLab
from ngteach.lab.widgets.clip_lab_graph import find_first, loss_graph


@pytest.fixture
def lab():
    return ng.lab.clip_lab()


def numbers(lab, name, side="value"):
    step = next(s for s in lab.steps if s["name"] == name)
    return [[text for text, _ in row] for row in step[side]["cells"]]


def values(lab):
    """(loss, dz, db) as the lab's graph computes them."""
    found = loss_graph(lab.safe, lab.clip)
    env = found.values([*LOGITS, lab.logits], [*LABELS, lab.label], np.exp(lab.exponent))
    return env[found["loss"].value], env[found["z"].adjoint], env[found["b"].adjoint]


def test_a_healthy_batch_has_the_gradient_p_minus_y(lab):
    loss, dz, db = values(lab)
    z, labels = np.array([*LOGITS, lab.logits]), [*LABELS, lab.label]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(dz, (p - np.eye(3)[labels]) / 3, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(loss, -np.log(p[range(3), labels]).mean(), rtol=1e-6)
    np.testing.assert_allclose(db, dz.sum(axis=0), rtol=1e-5, atol=1e-7)
    assert lab.first == {}
    assert lab.poisoned == lab.dead == []
    assert lab.status == "All is finite: the loss is 0.6806, the gradient of row 2 -0.112, 0.0816, 0.03."


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("clip", [True, False])
def test_the_spelled_out_loss_is_the_kits_own(safe, clip):
    """As long as nothing breaks, all four graphs compute nn.cross_entropy of nn's softmax."""
    rng = np.random.default_rng(1)
    logits, labels = rng.normal(size=(3, 3)).astype(np.float32), np.array([2, 0, 1], np.int32)
    found = loss_graph(safe, clip)
    env = found.values(logits, labels, 1e-20)
    loss = ng.trace(lambda z, y: ng.cross_entropy(ng.softmax(z, axis=1), y), ng.f32[3, 3], ng.i32[3])
    np.testing.assert_allclose(env[found["loss"].value], loss(logits, labels), rtol=1e-6)


def test_without_the_clip_a_sure_and_wrong_row_breaks_log_first(lab):
    lab.choose("Sure and wrong")
    assert {k: lab.first[k] for k in ("op", "name", "phase", "row")} == {
        "op": "log",
        "name": "logs",
        "phase": "forward",
        "row": 2,
    }
    assert lab.poisoned == ["loss", "dz", "db"]
    assert lab.status.startswith("In row 2 log met 0: -∞ from here on. The loss is NaN, and db, which all rows share,")
    _, dz, db = values(lab)
    assert np.isfinite(dz[:2]).all()  # the other rows keep their gradient ...
    assert not np.isfinite(db).any()  # ... but what they share is lost


def test_without_the_clip_a_sure_and_right_row_breaks_too(lab):
    """log(0) * 0 is NaN: the classes that are rightly ruled out are enough."""
    lab.choose("Sure and right")
    assert (lab.first["op"], lab.first["row"], lab.poisoned) == ("log", 2, ["loss", "dz", "db"])
    lab.clip = True
    assert (lab.first, lab.poisoned, lab.dead) == ({}, [], [])


def test_the_clip_stops_it_and_leaves_a_dead_sample(lab):
    lab.choose("Sure and wrong")
    lab.clip = True
    loss, dz, db = values(lab)
    assert (lab.first, lab.poisoned, lab.dead) == ({}, [], [2])
    assert np.isfinite(loss)
    assert np.isfinite(db).all()
    assert (dz[2] == 0).all()
    assert numbers(lab, "z", "adjoint")[2] == ["0", "0", "0"]
    assert lab.status.endswith("the gradient of row 2 is exactly 0: a dead sample, which learns nothing.")


@pytest.mark.parametrize("clip", [True, False])
def test_no_clip_helps_when_softmax_keeps_the_largest_logit(lab, clip):
    lab.choose("Overflow")
    lab.clip = clip
    assert (lab.first["op"], lab.first["name"], lab.first["row"]) == ("exp", "e", 2)
    assert "NaN" in numbers(lab, "p")[2]
    lab.safe = True
    assert "loss" not in lab.poisoned or not clip


def test_a_clip_that_is_too_low_breaks_in_the_backward_pass(lab):
    lab.choose("Clip too low")
    assert (lab.first["op"], lab.first["name"], lab.first["phase"]) == ("divide", "dq", "adjoint")
    assert lab.poisoned == ["dz", "db"]
    lab.exponent = -50  # 1 / exp(-50) is far from f32's end: that is why the tutorial has it
    assert (lab.first, lab.poisoned, lab.dead) == ({}, [], [2])


def test_what_the_adjoint_of_maximum_drops_is_not_called_poison(lab):
    lab.choose("Clip too low")
    lab.logits = [0.0, 10.0, 120.0]
    assert (lab.first["name"], lab.poisoned, lab.dead) == ("dq", [], [2])
    assert "maximum's adjoint puts 0 in its place" in lab.status


def test_the_first_equation_is_the_first_in_the_order_they_run(lab):
    lab.choose("Sure and wrong")
    found = loss_graph(True, False)
    env = found.values([*LOGITS, lab.logits], [*LABELS, lab.label], 0.0)
    place = found.graph.equations.index(find_first(found.graph, env).equation)
    assert all(np.isfinite(env[e.output]).all() for e in found.graph.equations[:place])


def test_values_from_outside_are_kept_in_range(lab):
    lab.logits, lab.label, lab.exponent = [1e9, float("nan")], 7, -5
    assert (lab.logits, lab.label, lab.exponent) == ([200.0, 0.0, 0.0], 2, -10)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_state_has_the_same_boxes_so_that_nothing_jumps(lab, preset):
    names = [s["name"] for s in lab.steps]
    lab.choose(preset)
    assert [s["name"] for s in lab.steps] == names
    assert all(getattr(lab, k) == v for k, v in PRESETS[preset].items())


@pytest.mark.parametrize("preset", PRESETS)
def test_the_code_computes_what_is_shown(lab, preset):
    lab.choose(preset)
    names: dict = {}
    with np.errstate(all="ignore"):
        exec(lab.code, names)
    loss, _, db = values(lab)
    np.testing.assert_allclose(names["value"], loss, rtol=1e-6)
    np.testing.assert_allclose(names["db"], db, rtol=1e-5, atol=1e-7)


def test_a_saved_notebook_keeps_the_order_of_the_examples(lab):
    """JSON of a notebook is written with its keys sorted."""
    saved = json.loads(json.dumps(lab.get_state(["presets", "steps"]), sort_keys=True))
    assert [name for name, _ in saved["presets"]] == list(PRESETS)
    assert [step["name"] for step in saved["steps"]] == [step["name"] for step in lab.steps]


def test_without_a_kernel_a_short_table_says_what_the_buttons_give(lab):
    data, _ = ClipLab()._repr_mimebundle_()
    again, _ = ClipLab()._repr_mimebundle_()
    assert data["text/html"] == again["text/html"]
    assert "<table><caption>The clip lab. All is finite" in data["text/html"]
    assert data["text/plain"] == f"The clip lab. {ClipLab().status}"
    rows = re.findall(r"<tr><th>([\w ]+): .*?</th>(.*?)</tr>", data["text/html"])
    assert [name for name, _ in rows] == ["Healthy", "Sure and right", "Sure and wrong"]
    for name, cells in rows:
        lab.choose(name)
        for lab.clip, k in ((False, 0), (True, 2)):
            loss, dz = re.findall(r"<td>(.*?)</td>", cells)[k : k + 2]
            assert loss == lab.steps[-1]["value"]["cells"][0][0][0]
            assert dz == ", ".join(text for text, _ in lab.steps[1]["adjoint"]["cells"][-1])
