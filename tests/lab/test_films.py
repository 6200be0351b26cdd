"""The films of all widgets: small enough to be sent once, and the same after a notebook was saved and read again."""

import base64
import json

import numpy as np
import pytest

import ngteach as ng

pytest.importorskip("anywidget")
from ngteach.lab.widgets.matrix_text import matrix_of, matrix_text
from ngteach.lab.widgets.timeline import TimelineView
from ngteach.models import load, transformer

RNG = np.random.default_rng(0)
MOST = 300_000  # bytes of JSON that one widget may send


def _training(rows, sizes):
    graph = ng.trace(ng.mlp, ng.f32[rows, sizes[0]], ng.mlp_types(sizes))
    return ng.derive_training(graph, optimizer="adam")


SMALL, LARGE = _training(8, (64, 16, 10)), _training(128, (784, 600, 100, 10))


DEEP = ng.trace(ng.mlp, ng.f32[128, 784], ng.mlp_types((784, *[100] * 60, 10)))


def _deep(x):
    for _ in range(60):
        x = ng.exp(-x * x)
    return ng.sum(x)


# name -> how it is made; the large ones ask for more than there is room for
FILMS = {
    "derive": lambda: ng.lab.derive(ng.trace(ng.mlp, ng.f32[8, 64], ng.mlp_types((64, 16, 10)))),
    "derive of a large graph": lambda: ng.lab.derive(DEEP, optimizer="adam"),
    "stepper": lambda: ng.lab.stepper(SMALL),
    "stepper of a large graph": lambda: ng.lab.stepper(LARGE),
    "time machine": lambda: ng.lab.time_machine(_deep, ng.f32[100]),
    "pass player": lambda: ng.lab.pass_player(SMALL),
    "pass player of a large graph": lambda: ng.lab.pass_player(LARGE),
    "swap theatre": lambda: ng.lab.swap_theatre(),
    "timeline": lambda: TimelineView(ng.compile(SMALL).timeline()),
    "convolution": lambda: ng.lab.convolution(),
    "convolution of large arrays": lambda: ng.lab.convolution(
        RNG.normal(size=(28, 28)), RNG.normal(size=(32, 1, 3, 3))
    ),
    "attention": lambda: ng.lab.attention(),
    "explorer": lambda: ng.lab.explorer(LARGE),
    "explorer of a model": lambda: ng.lab.explorer(ng.Run(load("transformer", None)).graph),
    "attention of a long name": lambda: ng.lab.attention(transformer.first_weights(0), "christophersons"),
    "microscope": lambda: ng.lab.microscope(lambda x: ng.sum(x * x), np.ones((300, 200), np.float32)),
}
OTHERS = {
    "four views": lambda: ng.lab.four_views(LARGE),
    "clip lab": lambda: ng.lab.clip_lab(),
    "digit pad": lambda: ng.lab.digit_pad(ng.trace(ng.mlp, ng.f32[8, 64], ng.mlp_types((64, 16, 10))), weights()),
    "dashboard": lambda: ng.lab.dashboard("digits"),
}


def weights():
    rng = np.random.default_rng(0)
    return {k: rng.normal(0, 0.5, t.shape).astype(t.dtype) for k, t in ng.mlp_types((64, 16, 10)).items()}


def state(widget):
    """What is sent and saved, but for the script and the style, which every widget has."""
    return {k: v for k, v in widget.get_state().items() if not k.startswith("_") and k not in ("layout",)}


def size(value):
    return len(json.dumps(value, default=lambda data: base64.b64encode(data).decode()))


@pytest.mark.parametrize("name", [*FILMS, *OTHERS])
def test_a_widget_sends_at_most_300_kB_and_with_what_lets_it_live_600(name):
    sent = state({**FILMS, **OTHERS}[name]())
    sizes = {k: size(v) for k, v in sent.items() if size(v) > 10_000}
    shown = {k: v for k, v in sent.items() if k != "live"}
    assert size(shown) <= MOST and size(sent) <= 2 * MOST, sizes


@pytest.mark.parametrize("name", FILMS)
def test_each_record_of_a_film_has_its_sentence(name):
    widget = FILMS[name]()
    assert isinstance(widget.film, list) and widget.film
    assert all(record["sentence"] for record in widget.film)


def test_a_matrix_is_read_from_its_text():
    m = np.float32([[0.25, -0.5, 3], [1e-9, -1234.5, 0]])
    assert matrix_text(m, ".6g") == ".25 -0.5 3;1e-09 -1234.5 0"
    np.testing.assert_allclose(matrix_of(matrix_text(m, ".6g")), m)
    assert matrix_text([[0.5], [1, 0.0004]], ".3f") == ".5;1 0"
