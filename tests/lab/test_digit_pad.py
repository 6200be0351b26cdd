"""The digit pad: it reads what the graph reads, and shows the derivative of that."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32
from ngteach.data.digits import load_data

pytest.importorskip("anywidget")
from strokes import SHAPES, first_of_each, made_strokes, real_strokes

from ngteach.data.bitmaps import bitmap_of, centred, counts, inked, readable, upright

SIZES = (64, 16, 10)
DIGITS = load_data("digits")


def graph_for(batch):
    return ng.trace(ng.mlp, f32[batch, 64], ng.mlp_types(SIZES), name="mlp")


@pytest.fixture(scope="module")
def reader():
    """The model of notebook 07, trained as there."""
    run = ng.Run(ng.Config(hidden=(128,), learning_rate=0.5, schedule="cosine", threads=1), DIGITS.augmented(10))
    run.train()
    return run


@pytest.fixture(scope="module")
def weights():
    rng = np.random.default_rng(3)
    return {k: rng.normal(0, 0.5, t.shape).astype(t.dtype) for k, t in ng.mlp_types(SIZES).items()}


@pytest.fixture
def pad(weights):
    return ng.lab.digit_pad(graph_for(4), weights)


# ---- from a drawing to a picture --------------------------------------------


def test_a_block_of_four_by_four_points_is_counted():
    bitmap = np.zeros((32, 32), bool)
    bitmap[4:8, 8:12] = True
    bitmap[31, 31] = True
    want = np.zeros((8, 8))
    want[1, 2], want[7, 7] = 16, 1
    np.testing.assert_array_equal(counts(bitmap), want)


def test_a_bitmap_of_a_picture_has_its_counts():
    for picture in DIGITS.test_images[:50]:
        np.testing.assert_array_equal(counts(bitmap_of(picture)), picture)


def test_centring_is_the_same_wherever_and_however_large_one_draws():
    once = np.zeros((32, 32), bool)
    once[3:13, 4:9] = np.tri(10, 5, dtype=bool)
    twice = np.zeros((32, 32), bool)
    twice[10:30, 20:30] = np.kron(np.tri(10, 5), np.ones((2, 2))).astype(bool)
    np.testing.assert_array_equal(centred(once), centred(np.roll(once, (15, 20), (0, 1))))
    np.testing.assert_array_equal(centred(once), centred(twice))


@pytest.mark.parametrize("shape", [(20, 1), (2, 30), (32, 32), (1, 1)])
def test_a_centred_drawing_is_as_high_as_the_bundled_digits_and_about_as_wide(shape):
    bitmap = np.zeros((32, 32), bool)
    bitmap[: shape[0], : shape[1]] = True
    rows, columns = (np.flatnonzero(centred(bitmap).any(axis)) for axis in (1, 0))
    assert (rows[0], rows[-1]) == (0, 31)
    assert 9 <= len(columns) <= 22 and abs(columns[0] + columns[-1] - 31) <= 1
    assert DIGITS.train_images[:, [0, -1]].any(axis=2).all()  # none of those has an empty row above or below


def test_an_empty_drawing_stays_empty():
    assert not centred(np.zeros((32, 32), bool)).any()


def test_setting_upright_takes_the_lean_and_nothing_else():
    straight = inked([[(4, 16), (28, 16)]])
    for lean in (-0.5, 0.3, 0.6):
        tilted = upright(inked([[(4, 16 - 12 * lean), (28, 16 + 12 * lean)]]))
        assert np.flatnonzero(tilted.any(axis=0)).size <= np.flatnonzero(straight.any(axis=0)).size + 2
    for bitmap in (np.zeros((32, 32), bool), np.eye(32, dtype=bool)[:1].repeat(32, 0) & np.eye(32, dtype=bool)):
        assert upright(bitmap).sum() == bitmap.sum()
    np.testing.assert_array_equal(readable(straight), centred(straight))


def test_the_pen_leaves_what_lies_within_its_radius():
    dot = inked([[(16, 16)]])
    assert dot.sum() == sum(i * i + j * j <= 4.5 for i in range(-3, 4) for j in range(-3, 4))
    line = inked([[(16, 4), (16, 28)]])
    assert line[14:19, 4:29].all() and not line[:14].any() and not line[19:].any()


# ---- what it reads ----------------------------------------------------------


def rightly_read(run, strokes):
    pad = ng.lab.digit_pad(run.inference, run.weights)
    wrong = []
    for digit, lines in strokes:
        pad.write(*lines)
        wrong += [] if pad.predicted == digit else [(digit, pad.predicted)]
    return len(strokes) - len(wrong), wrong


def test_of_a_hundred_made_digits_more_than_ninety_are_read_rightly(reader):
    right, wrong = rightly_read(reader, made_strokes())
    assert right >= 95, wrong


def test_a_seven_is_read_as_seven_crossed_or_not_leaning_or_not_large_or_small(reader):
    sevens = [
        (7, [[(0.5 + y, x + lean * (16 - y)) for y, x in corners]])
        for corners in SHAPES[7][:2]
        for lean in (-0.2, 0, 0.3)
    ]
    small = [(7, [[(8 + y / 2, 8 + x / 2) for y, x in line] for line in lines]) for _, lines in sevens]
    assert rightly_read(reader, sevens + small) == (12, [])


@pytest.mark.skipif(real_strokes() is None, reason="NGTEACH_PENDIGITS names no folder with pendigits-orig.tes")
def test_of_real_pen_strokes_of_other_writers_nine_in_ten_are_read_rightly(reader):
    strokes = real_strokes()
    assert rightly_read(reader, first_of_each(strokes))[0] >= 90
    assert rightly_read(reader, strokes)[0] >= 0.92 * len(strokes)


# ---- what the graph makes of it ---------------------------------------------


def test_it_reads_what_the_graph_reads(pad, weights):
    picture = DIGITS.test_images[5]
    pad.draw(picture)
    x = np.zeros((4, 64), np.float32)
    x[0] = picture.ravel() / 16
    np.testing.assert_allclose(pad.p, graph_for(4)(x, weights)[0], rtol=1e-5)
    assert pad.predicted == np.argmax(pad.p) and pad.seen == picture.ravel().tolist()


@pytest.mark.parametrize("batch", [1, 32])
def test_the_size_of_the_batch_changes_nothing(weights, pad, batch):
    other = ng.lab.digit_pad(graph_for(batch), weights)
    for p in (pad, other):
        p.draw(DIGITS.test_images[9])
    np.testing.assert_allclose(other.p, pad.p, rtol=1e-5)
    np.testing.assert_allclose(other.looked, pad.looked, rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("of", ["logit", "p"])
@pytest.mark.parametrize("target", [-1, 0, 7])
def test_the_adjoint_is_the_derivative_of_the_chosen_logit_or_probability(pad, weights, target, of):
    pad.draw(DIGITS.test_images[2])
    pad.target, pad.of = target, of
    k = pad.predicted if target < 0 else target
    exact = {name: w.astype(np.float64) for name, w in weights.items()}

    def value(x):
        z = np.maximum(x @ exact["W0"] + exact["b0"], 0) @ exact["W1"] + exact["b1"]
        return z[k] if of == "logit" else np.exp(z)[k] / np.exp(z).sum()

    x = DIGITS.test_images[2].ravel() / 16
    differences = [(value(x + e) - value(x - e)) / 2e-6 for e in 1e-6 * np.eye(64)]
    np.testing.assert_allclose(pad.looked, differences, rtol=1e-3, atol=1e-6)
    assert pad.panels()[2].title == f"adjoint of {of}[{k}]"


def test_where_p_is_certain_its_own_adjoint_vanishes_and_that_of_the_logit_does_not(pad, weights):
    pad.use({name: w * 8 for name, w in weights.items()})
    pad.draw(DIGITS.test_images[0])
    assert pad.p[pad.predicted] > 0.9999 and pad.of == "logit" and max(map(abs, pad.looked)) > 1
    pad.of = "p"
    assert max(map(abs, pad.looked)) < 1e-3


def test_a_graph_without_a_softmax_has_the_adjoint_of_its_output(weights):
    def scores(x, W):
        return ng.sigmoid(x @ W)

    pad = ng.lab.digit_pad(ng.trace(scores, f32[2, 64], f32[64, 10]), weights["W0"][:, :10])
    assert not pad.has_logits and pad.of == "p"
    with pytest.raises(GraphError, match="of must be p, found 'logit'"):
        pad.of = "logit"


def test_the_code_that_is_copied_shows_the_same(pad, weights):
    pad.draw(DIGITS.test_images[4])
    pad.target, pad.of = 3, "p"
    names = {"ng": ng, "graph": pad.graph, "weights": weights}
    exec(pad.code.removesuffix("\npad"), names)
    assert (names["pad"].p, names["pad"].looked, names["pad"].panels()) == (pad.p, pad.looked, pad.panels())


def test_the_adjoint_graph_is_derived_once(pad):
    before = dict(pad.adjoint_graphs)
    pad.example()
    pad.target = 3
    assert pad.adjoint_graphs == before and [g.outputs[0].shape for g in before.values()] == [(4, 64)] * 2


def test_other_weights_can_be_used_and_are_copied(pad, weights):
    pad.draw(DIGITS.test_images[1])
    before = pad.p
    other = {k: w * 0 for k, w in weights.items()}
    pad.use(other)
    np.testing.assert_allclose(pad.p, 0.1, rtol=1e-5)
    other["W1"] += 1
    pad.use(weights)
    assert pad.p == before


def test_a_graph_with_an_argument_for_each_weight_takes_them_by_name_or_in_order(weights, pad):
    def model(x, W0, b0, W1, b1):
        return ng.softmax(ng.dense(ng.relu(ng.dense(x, W0, b0)), W1, b1), axis=1)

    types = ng.mlp_types(SIZES)
    graph = ng.trace(model, f32[4, 64], *types.values())
    pad.draw(DIGITS.test_images[0])
    for given in (weights, list(weights.values())):
        other = ng.lab.digit_pad(graph, given)
        other.draw(DIGITS.test_images[0])
        np.testing.assert_allclose(other.p, pad.p, rtol=1e-6)


def test_a_picture_without_any_influence_is_said(pad, weights):
    pad.use({k: w * 0 for k, w in weights.items()})
    pad.example(0)
    assert pad.status.endswith("The adjoint is 0: no single pixel changes logit[0] any more.")
    pad.use({k: w * np.float32(np.nan) for k, w in weights.items()})
    assert pad.status.endswith("The adjoint is not finite.") and not pad.failed and "NaN" in pad.panels()[1].alone()


# ---- the widget -------------------------------------------------------------


def test_examples_are_real_digits_in_their_order(pad):
    for k in (0, 1):
        pad.example()
        assert pad.seen == DIGITS.test_images[k].ravel().tolist()
        assert pad.status.startswith(f"Test digit {k}, a {DIGITS.test_labels[k]}: read as {pad.predicted} (")
    pad.example(359)
    pad.ink = pad.next_example  # as the button does
    pad.example(0)
    assert pad.next_example != pad.ink
    assert pad.status.startswith("Test digit 0, ")


def test_a_point_more_makes_an_example_a_drawing(pad):
    pad.example()
    pad.ink = "1" + pad.ink[1:]
    assert pad.status.startswith("Your drawing: read as ")


def test_clearing_says_so_and_reads_nothing(pad):
    assert pad.predicted == -1
    pad.example()
    assert pad.predicted >= 0
    pad.clear()
    assert pad.predicted == -1 and pad.status.startswith("Draw a digit, or take an example.")
    assert pad.seen == [0] * 64 and pad.status in pad.words()


def test_signs_say_what_the_colours_say(pad):
    pad.example(3)
    svg = pad.panels()[2].alone()
    signs = svg.count(">+<"), svg.count(">−<")
    most = max(map(abs, pad.looked))
    assert signs == (sum(v > 0.12 * most for v in pad.looked), sum(v < -0.12 * most for v in pad.looked))
    assert min(signs) > 3


def test_what_does_not_fit_is_said(weights, pad):
    with pytest.raises(GraphError, match=r"mlp takes x: f32\[2,784\], but the pad makes pictures f32\[n,64\]"):
        ng.lab.digit_pad(ng.trace(ng.mlp, f32[2, 784], ng.mlp_types((784, 10)), name="mlp"), {})
    with pytest.raises(GraphError, match="must return one row of probabilities for each picture"):
        ng.lab.digit_pad(ng.trace(lambda x, w: ng.sum(x @ w), f32[2, 64], f32[64, 10]), [weights["W0"]])
    with pytest.raises(GraphError, match="W0"):
        ng.lab.digit_pad(graph_for(4), {**weights, "W0": weights["W0"][:5]})
    with pytest.raises(GraphError, match="target must be a digit from 0 to 9, found 10"):
        ng.lab.digit_pad(graph_for(4), weights, target=10)
    with pytest.raises(GraphError, match=r"the pad takes 32 x 32 points or 8 x 8 counts, found \[28, 28\]"):
        pad.draw(np.zeros((28, 28)))
    with pytest.raises(GraphError, match="counts from 0 to 16, found 0 to 255"):
        pad.draw(np.arange(64) * 255 // 63)
    with pytest.raises(GraphError, match="there is no test digit 360; they go from 0 to 359"):
        pad.example(360)
    with pytest.raises(GraphError, match="ink must be 1024 times 0 or 1"):
        pad.ink = "2"


def test_without_a_kernel_there_is_the_drawing_too(pad):
    pad.write(*made_strokes()[30][1])
    data, _ = pad._repr_mimebundle_()
    assert data["text/html"] == pad._repr_mimebundle_()[0]["text/html"]
    assert data["text/html"].startswith('<img alt="The digit pad. Your drawing: read as ')
    assert data["text/plain"] == f"The digit pad. {pad.status}"
