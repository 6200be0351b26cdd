"""The digit pad: it reads what the graph reads, and shows the derivative of that."""

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32
from ngteach.data.digits import load_data
from ngteach.train.config import Config

pytest.importorskip("anywidget")
from ngteach.lab.widgets.digit_pad_bitmap import bitmap_of, centred, counts

SIZES = (64, 16, 10)
DIGITS = load_data("digits")
# Corners of each digit, (row, column), as a person draws it; strokes of one digit are parted by None.
STROKES = {
    0: [(8, 12), (4, 18), (4, 24), (10, 28), (20, 28), (27, 24), (28, 18), (26, 12), (18, 8), (10, 9), (8, 12)],
    1: [(4, 16), (28, 16)],
    2: [(8, 9), (4, 15), (7, 22), (13, 22), (20, 15), (27, 9), (27, 24)],
    3: [(5, 10), (4, 17), (9, 21), (14, 17), (19, 22), (26, 18), (27, 10)],
    4: [(4, 12), (17, 9), (17, 25), None, (8, 20), (28, 19)],
    5: [(4, 23), (4, 11), (13, 11), (14, 19), (20, 23), (26, 18), (27, 10)],
    6: [(4, 19), (12, 11), (21, 9), (27, 14), (25, 21), (18, 21), (17, 13), (20, 10)],
    7: [(4, 8), (5, 24), (16, 17), (28, 13), None, (16, 11), (16, 22)],
    8: [(5, 16), (9, 10), (15, 16), (22, 22), (27, 16), (22, 10), (15, 16), (9, 21), (5, 16)],
    9: [(13, 22), (16, 15), (11, 10), (5, 14), (6, 21), (13, 22), (22, 21), (28, 18)],
}


def drawn(digit, radius=1.6, scale=1.0, shift=(0, 0)):
    """A digit drawn with a round pen: bool[32,32]."""
    row, column = np.mgrid[:32, :32]
    bitmap, corners = np.zeros((32, 32), bool), STROKES[digit]
    for a, b in zip(corners, corners[1:], strict=False):
        for t in np.linspace(0, 1, 40) if a and b else ():
            y, x = (np.array(a) + t * (np.array(b) - a)) * scale + shift
            bitmap |= (row - y) ** 2 + (column - x) ** 2 <= radius**2
    return bitmap


def graph_for(batch):
    return ng.trace(ng.mlp, f32[batch, 64], ng.mlp_types(SIZES), name="mlp")


@pytest.fixture(scope="module")
def run():
    run = ng.Run(Config(hidden=(64,), epochs=20))
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


@pytest.mark.parametrize("scale, shift", [(1.0, (0, 0)), (0.6, (8, 2)), (0.5, (14, 15))])
def test_digits_drawn_anywhere_are_read_rightly(run, scale, shift):
    pad = ng.lab.digit_pad(run.inference, run.weights)
    predicted = {}
    for digit in STROKES:
        pad.draw(drawn(digit, scale=scale, shift=shift))
        predicted[digit] = pad.predicted
    assert sum(predicted[d] == d for d in predicted) >= 9, predicted


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


@pytest.mark.parametrize("target", [-1, 0, 7])
def test_the_adjoint_is_the_derivative_of_the_chosen_probability(pad, weights, target):
    pad.draw(DIGITS.test_images[2])
    pad.target = target
    k = pad.predicted if target < 0 else target
    exact = {name: w.astype(np.float64) for name, w in weights.items()}

    def p_of(x):
        h = np.maximum(x @ exact["W0"] + exact["b0"], 0) @ exact["W1"] + exact["b1"]
        return np.exp(h)[k] / np.exp(h).sum()

    x = DIGITS.test_images[2].ravel() / 16
    differences = [(p_of(x + e) - p_of(x - e)) / 2e-6 for e in 1e-6 * np.eye(64)]
    np.testing.assert_allclose(pad.looked, differences, rtol=1e-3, atol=1e-6)


def test_the_adjoint_graph_is_derived_once(pad):
    before = pad.adjoint_graph
    pad.example()
    pad.target = 3
    assert pad.adjoint_graph is before and before.outputs[0].shape == (4, 64)


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
    assert pad.status.endswith("The adjoint is 0: no single pixel changes p[0] any more.")
    pad.use({k: w * np.float32(np.nan) for k, w in weights.items()})
    assert pad.status.endswith("The adjoint is not finite.") and not pad.failed and "NaN" in pad.svg


# ---- the widget -------------------------------------------------------------


def test_examples_are_real_digits_in_their_order(pad):
    for k in (0, 1):
        pad.example()
        assert pad.seen == DIGITS.test_images[k].ravel().tolist()
        assert pad.status.startswith(f"Test digit {k}, a {DIGITS.test_labels[k]}: read as {pad.predicted} (")
    pad.example(359)
    pad._handle_custom_msg({"do": "example"}, [])
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
    signs = pad.svg.count(">+<"), pad.svg.count(">−<")
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
    pad.draw(drawn(3))
    data, _ = pad._repr_mimebundle_()
    assert data["text/html"] == pad._repr_mimebundle_()[0]["text/html"]
    assert data["text/html"].startswith('<img alt="The digit pad. Your drawing: read as ')
    assert data["text/plain"] == f"The digit pad. {pad.status}"
