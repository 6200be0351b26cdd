"""PyTorch and JAX agree on softmax, the clipped cross-entropy and steps of training, or a law says why not."""

from functools import partial

import numpy as np
import pytest
from peers import Ours, close, peer_named

import ngteach as ng
from ngteach import f32, f64
from ngteach.train.nn import SMALLEST
from ngteach.train.optimizers import optimizer

INF, NAN = np.inf, np.nan

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module", params=["torch", "jax"])
def peer(request):
    return peer_named(request.param)


# ---- softmax, sigmoid, cross-entropy ----------------------------------------

LOGITS = np.array(
    [
        [0.0, 0, 0],
        [1000, 0, -1000],
        [-1000, -1001, -1002],
        [INF, 0, 1],
        [-INF, 0, 1],
        [-INF] * 3,
        [NAN, 0, 1],
        [88, 89, 90],
    ]
)


def test_softmax_agrees_at_its_extremes_and_so_does_its_gradient(peer):
    def picked(side):
        return lambda x: side.ops["sum"](side.ops["softmax"](x, axis=1)[:, 1:] * side.array(np.arange(2.0) + 1))

    for side in (peer, Ours):
        assert np.isnan(side.values([(side.ops["softmax"], [np.array([-INF, -INF])])])[0]).all()
    theirs, ours = (
        side.values([(lambda x, s=side: s.ops["softmax"](x, axis=1), [LOGITS])])[0] for side in (peer, Ours)
    )
    close(theirs, ours)
    theirs, ours = (side.gradients([(picked(side), [LOGITS])])[0][0] for side in (peer, Ours))
    close(theirs, ours)


def test_sigmoid_agrees_until_its_exponential_overflows(peer):
    """1 / (1 + e**-x): where e**-x is inf, below -88 in f32, we say 0, the peers a subnormal number."""
    x = np.array([-1e4, -104, -100, -87, -20, 0, 20, 100, 1e4], np.float32)
    theirs, ours = (side.values([(side.ops["sigmoid"], [x])])[0] for side in (peer, Ours))
    close(theirs[3:], ours[3:], 1e-6)
    assert not ours[:3].any() and theirs[:3].max() < np.finfo(np.float32).tiny


def cross_entropy(side, smallest=SMALLEST):
    """Mean of -log softmax, clipped from below."""

    def loss(logits, labels):
        p = side.ops["maximum"](side.ops["softmax"](logits, axis=1), side.array(np.float64(smallest)))
        hot = side.ops["one_hot"](labels, logits.shape[1], f64)
        return -side.ops["sum"](side.ops["log"](p) * hot) / float(logits.shape[0])

    return loss


ROWS_OF_LOGITS = np.array([[0.5, -1, 2], [-1000, 0, 0], [1000, 0, 0], [0, -50, 0.0]])
LABELS = np.array([2, 0, 0, 1], np.int32)


def test_clipped_cross_entropy_agrees_with_the_same_formula(peer):
    def ours(x):
        return ng.cross_entropy(ng.softmax(x, axis=1), LABELS)

    def theirs(x):
        return cross_entropy(peer)(x, peer.array(LABELS))

    close(peer.values([(theirs, [ROWS_OF_LOGITS])])[0], ours(ROWS_OF_LOGITS))
    close(peer.gradients([(theirs, [ROWS_OF_LOGITS])])[0][0], ng.grad(ours)(ROWS_OF_LOGITS))


def test_clipping_gives_up_a_hopeless_row_where_the_peers_own_loss_does_not(peer):
    """The tutorial clips p at exp(-50): below it the loss is flat.  The peers' log-softmax is one op without a clip."""

    def own(x):
        if peer.name == "torch":
            return peer.torch.nn.functional.cross_entropy(x, peer.array(LABELS).long())
        return -peer.jax.nn.log_softmax(x)[np.arange(4), LABELS].mean()

    theirs = peer.gradients([(own, [ROWS_OF_LOGITS])])[0][0]
    ours = ng.grad(lambda x: ng.cross_entropy(ng.softmax(x, axis=1), LABELS))(ROWS_OF_LOGITS)
    hopeless = np.array([False, True, False, True])
    assert not ours[hopeless].any() and np.abs(theirs[hopeless]).max() > 0.1
    close(theirs[~hopeless], ours[~hopeless])


def test_a_cross_entropy_of_scores_agrees_with_the_peers_own(peer):
    if peer.name != "torch":
        pytest.skip("only PyTorch has one that leaves labels out")
    labels = np.array([2, 1, -1, 1])

    def theirs(x):
        return peer.torch.nn.functional.cross_entropy(x, peer.array(labels), ignore_index=-1)

    def ours(x):
        return ng.softmax_cross_entropy(x, labels, ignore=-1)

    close(peer.values([(theirs, [ROWS_OF_LOGITS])])[0], ours(ROWS_OF_LOGITS))
    close(peer.gradients([(theirs, [ROWS_OF_LOGITS])])[0][0], ng.grad(ours)(ROWS_OF_LOGITS))


# ---- one step of training ---------------------------------------------------

N, SIZES = 8, (6, 5, 3)
RNG = np.random.default_rng(3)
IMAGES = RNG.random((N, SIZES[0]), np.float32)
TRUTH = (np.arange(N) % SIZES[-1]).astype(np.int32)
WEIGHTS = {name: RNG.normal(size=t.shape).astype(np.float32) for name, t in ng.mlp_types(SIZES).items()}
RATE, STEPS = 0.05, 5


def our_steps(update):
    """The weights after each step of derive_training's function."""
    model = ng.trace(ng.mlp, f32[IMAGES.shape], {name: f32[w.shape] for name, w in WEIGHTS.items()})
    graph = ng.derive_training(model, optimizer=update, trainable="weights")
    weights, state = WEIGHTS, optimizer(update).init(WEIGHTS)
    for _ in range(STEPS):
        _, _, weights, state = graph(IMAGES, TRUTH, RATE, weights, state)
        yield weights


def peer_loss(peer, weights):
    """The tutorial's mean of log p, out of the peer's ops."""
    o, labels = peer.ops, peer.array(TRUTH)
    h = o["relu"](peer.array(IMAGES) @ weights["W0"] + weights["b0"])
    p = o["softmax"](h @ weights["W1"] + weights["b1"], axis=1)
    clipped = o["maximum"](p, peer.array(np.full(p.shape, SMALLEST, np.float32)))
    return o["sum"](o["log"](clipped) * o["one_hot"](labels, depth=SIZES[-1])) / float(N)


def torch_steps(peer, update):
    """The tutorial's step by hand; the others by torch.optim."""
    torch = peer.torch
    weights = {name: peer.array(w).requires_grad_() for name, w in WEIGHTS.items()}
    made = {"sgd": torch.optim.SGD, "momentum": partial(torch.optim.SGD, momentum=0.9), "adam": torch.optim.Adam}
    descent = made[update](weights.values(), lr=RATE) if update in made else None
    for _ in range(STEPS):
        loss = peer_loss(peer, weights)
        for w in weights.values():
            w.grad = None
        (-loss if descent else loss).backward()
        if descent:
            descent.step()
        else:
            with torch.no_grad():
                for w in weights.values():
                    w += -RATE * loss * w.grad
        yield {name: w.detach().numpy().copy() for name, w in weights.items()}


def jax_steps(peer, update):
    """All four by hand, over trees of arrays."""
    jax = peer.jax
    gradient = jax.jit(jax.value_and_grad(lambda weights: peer_loss(peer, weights)))
    each = jax.tree.map
    weights, m = WEIGHTS, each(np.zeros_like, WEIGHTS)
    v = m
    for t in range(1, STEPS + 1):
        loss, climb = gradient(weights)
        down = each(lambda g: -g, climb)
        if update == "tutorial":
            weights = each(lambda w, g, loss=loss: w - RATE * loss * g, weights, climb)
        elif update == "sgd":
            weights = each(lambda w, g: w - RATE * g, weights, down)
        elif update == "momentum":
            m = each(lambda m, g: 0.9 * m + g, m, down)
            weights = each(lambda w, m: w - RATE * m, weights, m)
        else:
            m = each(lambda m, g: 0.9 * m + 0.1 * g, m, down)
            v = each(lambda v, g: 0.999 * v + 0.001 * g * g, v, down)
            sizes = each(lambda m, v, t=t: (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-8), m, v)
            weights = each(lambda w, s: w - RATE * s, weights, sizes)
        yield weights


@pytest.mark.parametrize("update", ["tutorial", "sgd", "momentum", "adam"])
def test_steps_of_training_agree(peer, update):
    theirs = {"torch": torch_steps, "jax": jax_steps}[peer.name](peer, update)
    for ours, other in zip(our_steps(update), theirs, strict=True):
        for name, w in ours.items():
            np.testing.assert_allclose(w, other[name], rtol=2e-5, atol=2e-6, err_msg=name)
