"""The attention widget: what it shows is in the traced graph and in its adjoint, and the model may not look ahead."""

import json
from functools import partial

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError
from ngteach.core.tree import leaves
from ngteach.data.names import bundled_names, encode
from ngteach.lab.widgets import attention
from ngteach.lab.widgets.attention_graph import Reader
from ngteach.lab.widgets.attention_names import ALPHABET, letters_of, small_weights
from ngteach.models import transformer as page


@pytest.fixture(scope="module")
def widget():
    return ng.lab.attention()


def table(text):
    return [[float(v) for v in row.split()] for row in text.split(";")]


def test_each_row_of_attention_adds_up_to_1_and_sees_nothing_that_comes_later(widget):
    for name in ("smith", "o", "christophersons", ""):
        looks = widget.reader.read(letters_of(name, 16), len(name) + 1).looks
        assert looks.shape == (2, 4, len(name) + 1, len(name) + 1)
        np.testing.assert_allclose(looks.sum(axis=-1), 1, rtol=1e-5)
        assert (np.triu(looks, 1) == 0).all() and (looks >= 0).all()


def test_the_probabilities_are_those_of_the_model(widget):
    letters, _ = encode(["smith"])
    p = ng.softmax(page.transformer(letters, small_weights()), axis=-1)[0]
    np.testing.assert_allclose(widget.reader.read(letters[0], 6).p, p[:6], rtol=1e-4, atol=1e-6)


def test_what_mattered_is_the_slope_of_the_score():
    """The length of d score / d embedding[j] is the steepest slope: central differences along it, and across it."""
    weights = [np.asarray(w, np.float64) for w in leaves(small_weights())]
    weights = ng.core.tree.build(ng.core.calling.containers.structure(small_weights()), weights)
    reader, name = Reader(page.transformer, weights, 16, 27), "smith"
    ids = letters_of(name, 16)
    felt = reader.read(ids, len(name) + 1).felt

    def score(embedding, i, letter):
        """The model's score with this embedding in place of its letters' own."""
        identity = {**weights, "letters": embedding}
        return page.transformer(np.arange(16, dtype=np.int32)[None], identity)[0, i, letter]

    own = weights["letters"][ids]
    for i, letter, j in [(5, 0, 2), (3, 20, 0), (4, 8, 4), (1, 1, 1)]:
        slopes = []
        for k in range(own.shape[1]):
            step = np.zeros_like(own)
            step[j, k] = 1e-5
            slopes.append((score(own + step, i, letter) - score(own - step, i, letter)) / 2e-5)
        np.testing.assert_allclose(felt[i, letter, j], np.linalg.norm(slopes), rtol=1e-6)


def test_a_letter_that_comes_later_does_not_matter(widget):
    felt = widget.reader.read(letters_of("smith", 16), 6).felt
    for i in range(6):
        assert (felt[i, :, i + 1 :] == 0).all() and (felt[i, :, : i + 1] > 0).all()


def test_the_film_has_the_readings_to_three_digits(widget):
    for record, reading in zip(widget.film, widget.readings, strict=True):
        n = len(record["name"]) + 1
        np.testing.assert_allclose(table(record["p"]), reading.p, atol=5.1e-4)
        for i in range(n):
            np.testing.assert_allclose(table(record["felt"][i]), reading.felt[i, :, : i + 1], rtol=6e-3)
            for layer, heads in enumerate(record["looks"]):
                rows = [table(text)[i] for text in heads]
                np.testing.assert_allclose(rows, reading.looks[layer, :, i, : i + 1], atol=5.1e-4)


def test_the_small_model_has_learned():
    """A letter costs 3.3 nats for who knows nothing, and 2.09 for the transformer of docs/models.md."""
    letters, labels = bundled_names().test
    scores = page.transformer(letters[:500], small_weights())
    assert page.nats(scores, labels[:500]) < 2.15


def test_the_model_spells_the_names_that_its_page_makes_up(widget):
    for number in (1, 2, 30):
        assert widget.spell(number) == page.make_up_names(small_weights(), ng.random.key(number), count=1)[0]
        assert widget.at == 0 and widget.film[widget.shown]["spelled"] == number


def test_the_film_stays_small_and_what_is_shown_stays_in_it(monkeypatch):
    monkeypatch.setattr(attention, "_ROOM", 100_000)
    weights = page.first_weights(0)
    widget = ng.lab.attention(weights, "a" * 15)
    for number in range(5, 9):
        widget.spelled = number
        widget.name = chr(97 + number) * 15
        state = {k: v for k, v in widget.get_state().items() if k not in ("_esm", "_css", "live")}
        assert len(json.dumps(state)) < 120_000
        assert widget.film[widget.shown]["name"] == widget.name and len(widget.readings) == len(widget.film)
        assert any(r["spelled"] == number for r in widget.film)


def test_the_sentence_says_what_is_next_who_looks_and_what_mattered():
    widget = ng.lab.attention(name="Smith ")
    assert widget.name == "smith" and widget.at == 5
    widget.at, widget.layer, widget.head = 4, 1, 2
    p, looks, felt = (x[4] for x in (widget.reading.p, widget.reading.looks[1, 2], widget.reading.felt))
    assert widget.status.startswith(
        f'After "smit" h is likeliest ({p[8]:.2f}). In layer 2, head 3, t (4) looks most at '
    )
    assert f" ({looks.max():.2f}). To the score of h, " in widget.status
    widget.letter = 0
    assert f"To the score of the end, {'smit'[felt[0].argmax() - 1]} ({felt[0].argmax()}) mattered" in widget.status
    widget.at = 0
    assert (
        widget.status.startswith("At the beginning ")
        and "the beginning looks most at the beginning (1.00)" in widget.status
    )


def test_a_name_that_cannot_be_read_is_told_and_the_old_one_stays(widget):
    widget.name = "smith"
    for name, said in [
        ("o'hara", """"o'hara" has "'", but the model knows the letters a to z alone"""),
        ("Müller", "'müller' has 'ü', but the model knows the letters a to z alone"),
        ("a" * 16, f"'{'a' * 16}' has 16 letters, but the model sees at most 15; shorten it"),
    ]:
        widget.name = name
        assert widget.failed and widget.status == said and widget.name == "smith"
        with pytest.raises(GraphError, match="letters"):
            ng.lab.attention(name=name)
    widget.name = "bea"
    assert not widget.failed and widget.reading.p.shape == (4, 27)


def test_a_run_brings_its_model_and_its_weights():
    data = bundled_names()
    types = page.transformer_types(width=8, layers=1)
    model = partial(page.transformer, heads=2)
    first = partial(page.first_weights, types=types)
    run = ng.Run(model, types, data.train, page.nats, first=first, batch=32)
    widget = ng.lab.attention(run, "bea")
    assert (widget.layers, widget.heads, widget.own) == (1, 2, True)


def test_another_model_shows_its_own_attention():
    """One head, no position, no layer norm: what is found is found by its op and its shape."""

    def model(letters, weights):
        x = ng.one_hot(letters, 27, np.float32) @ weights["letters"]
        later = np.triu(np.full((16, 16), -np.inf, np.float32), 1)
        looks = ng.softmax(x @ x.mT + later, axis=-1)
        return (looks @ x) @ weights["out"]

    rng = np.random.default_rng(0)
    weights = {"letters": rng.normal(size=(27, 5)).astype("f"), "out": rng.normal(size=(5, 27)).astype("f")}
    widget = ng.lab.attention(weights, "anna", model=model)
    x = weights["letters"][[0, 1, 14, 14, 1]]
    wanted = np.exp(x @ x.T) * np.tri(5)
    np.testing.assert_allclose(widget.reading.looks[0, 0], wanted / wanted.sum(axis=1, keepdims=True), rtol=1e-4)


def test_a_model_that_looks_ahead_is_refused():
    def model(letters, weights):
        x = ng.embedding(letters, weights)
        return ng.softmax(x @ x.mT, axis=-1) @ x

    said = "in layer 1 position 0 looks at position 1, which comes later: .* add -inf above the diagonal"
    with pytest.raises(GraphError, match=said):
        ng.lab.attention(np.eye(27, dtype=np.float32), model=model)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (lambda letters, w: ng.embedding(letters, w), r"no softmax in .* makes weights \[...,16,16\]"),
        (
            lambda letters, w: ng.embedding(letters, w)[:, 0],
            "returns .*, wanted .*the scores of 27 letters at each position",
        ),
    ],
)
def test_a_model_of_another_kind_is_refused(model, said):
    with pytest.raises(GraphError, match=said):
        ng.lab.attention(np.eye(27, dtype=np.float32), model=model)


def test_a_model_without_weights_is_refused():
    with pytest.raises(GraphError, match="a model of your own needs its weights"):
        ng.lab.attention(model=page.transformer)


def test_values_from_outside_are_kept_in_range(widget):
    widget.name = "bea"
    widget.at, widget.layer, widget.head, widget.letter, widget.shown = 99, 99, -1, 99, len(widget.film) - 1
    assert (widget.layer, widget.head, widget.letter) == (1, 0, 26)
    assert widget.at <= len(widget.name) and widget.name == widget.film[-1]["name"]
    widget.layer = widget.letter = 0


def test_without_a_kernel_there_is_a_picture(widget):
    data, _ = widget._repr_mimebundle_()
    assert data["text/html"].startswith('<img alt="Attention over &quot;') and len(ALPHABET) == 27
    assert data["text/html"] == widget._repr_mimebundle_()[0]["text/html"]
