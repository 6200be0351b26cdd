"""The digit pad in a page answers what Python answers, and draws what Python draws."""

import json
import random
import subprocess

import numpy as np
import pytest

import ngteach as ng

pytest.importorskip("anywidget")
from answering import NODE, ask, same_answers
from strokes import made_strokes

from ngteach.data.bitmaps import inked
from ngteach.lab.widgets.widget import text_of


@pytest.fixture(params=[1, 3])
def pad(request):
    rng = np.random.default_rng(0)
    weights = {k: rng.normal(0, 0.4, t.shape).astype(t.dtype) for k, t in ng.mlp_types((64, 16, 10)).items()}
    return ng.lab.digit_pad(ng.trace(ng.mlp, ng.f32[request.param, 64], ng.mlp_types((64, 16, 10))), weights)


def text(bitmap):
    return "".join("1" if b else "0" for b in bitmap.ravel())


def drawings():
    """Made digits, a few blots, an empty pad."""
    rng = np.random.default_rng(1)
    blots = [np.zeros((32, 32), bool), np.ones((32, 32), bool), rng.random((32, 32)) < 0.02, np.eye(32, dtype=bool)]
    leaning = np.zeros((32, 32), bool)  # by half a column a row: every other row is shifted by a half
    leaning[[10, 11, 12, 13, 14], [10, 10, 11, 11, 12]] = True
    return [inked(strokes) for _, strokes in made_strokes(3)] + [*blots, leaning]


def test_the_page_answers_what_python_answers(pad):
    draw = random.Random(0)
    asks = [ask(ink=text(bitmap)) for bitmap in drawings()]
    for k in range(5):
        draw.shuffle(asks)
        asks.insert(3 * k, ask(target=draw.randrange(-1, 10)))
        asks.insert(5 * k, ask(of=draw.choice(["logit", "p"])))
    pad.example(2)
    same_answers(pad, [*asks, ask(ink=pad.next_example)], rtol=1e-4)


@pytest.mark.parametrize("pad", [1], indirect=True)
@pytest.mark.parametrize("bad", [{"ink": "2"}, {"target": 10}, {"of": "z"}], ids=str)
def test_the_page_refuses_what_python_refuses(pad, bad):
    same_answers(pad, [ask(**bad)], leave=list(bad))


def test_examples_follow_each_other_as_in_python(pad):
    inks = []
    for k in (356, 357, 358, 359, 0, 1):
        pad.example(k)
        inks.append(pad.ink)
    pad.example(356)
    same_answers(pad, [ask(ink=ink) for ink in inks[1:]], rtol=1e-4)


@pytest.mark.skipif(NODE is None, reason="there is no node here")
def test_the_page_draws_the_panels_that_python_draws(pad):
    names = ("seen", "looked", "p", "target", "predicted", "as_it_is", "of")
    traits, wanted = [], []
    for k, bitmap in enumerate(drawings()):
        pad.ink = text(bitmap)
        pad.target, pad.of = k % 11 - 1, ["p", "logit"][k % 2]
        if k % 4 == 0:
            pad.example()
        traits.append({name: getattr(pad, name) for name in names})
        wanted.append([{"title": q.title, "notes": list(q.notes), "svg": q.alone()} for q in pad.panels()])
    scripts = text_of("formats.js") + text_of("digit_pad_picture.js")
    code = f"{scripts}; console.log(JSON.stringify({json.dumps(traits)}.map(padPanels)))"
    done = subprocess.run([NODE, "-"], input=code, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == wanted
