"""Random stacks of convolutions and pooling, trained for some steps: PyTorch finds the same losses and weights."""

import math

import numpy as np
import pytest

import ngteach as ng
from ngteach import GraphError, f32, f64
from ngteach.ops.padding import paddings

pytestmark = pytest.mark.peers

SEEDS = range(60)
STEPS, RATE = 3, 0.02
ELEMENTS = {"f64": (f64, 1e-9), "f32": (f32, 2e-4)}


# ---- what is drawn: [(kind, settings)] --------------------------------------------


def drawn(seed):
    """(shape of the images, layers, {name: filters or b}), of one, two or three axes of space."""
    rng = np.random.default_rng(seed)
    rank = int(rng.choice([1, 2, 2, 2, 2, 3]))
    low, high = {1: (5, 40), 2: (4, 16), 3: (3, 8)}[rank]
    images = rng.integers(1, 7) if rng.random() < 0.7 else rng.integers(20, 70)
    shape = tuple(map(int, (images, rng.integers(1, 5), *rng.integers(low, high, rank))))
    layers, weights, now = [], {}, shape
    for i in range(rng.integers(1, 4)):
        groups = int(rng.choice([g for g in range(1, now[1] + 1) if now[1] % g == 0]))
        size = tuple(map(int, rng.integers(1, 6, rank)))
        outputs = groups * int(rng.integers(1, 6))
        filters = rng.normal(size=(outputs, now[1] // groups, *size)) / math.sqrt(math.prod(size) * now[1] / groups)
        new = {f"filters{i}": filters, f"b{i}": rng.normal(size=outputs) / 4}
        convolution = ("convolution", {"i": i, "groups": groups, **convolution_settings(rng, rank)})
        candidates = [[convolution], [convolution, ("relu", {})]][rng.integers(2)]
        for layer in candidates + [pooling(rng, rank)] * int(rng.random() < 0.7):
            following = result(layers + [layer], shape, {**weights, **new})
            if following:
                layers, weights, now = layers + [layer], {**weights, **new}, following
            elif layer is convolution:
                break
    return shape, layers, weights


def some(rng, rank, low, high):
    """A whole number for all axes, or one for each."""
    return int(rng.integers(low, high)) if rng.random() < 0.4 else tuple(map(int, rng.integers(low, high, rank)))


def convolution_settings(rng, rank):
    pairs = tuple((int(a), int(b)) for a, b in rng.integers(-1, 4, (rank, 2)))  # a negative one cuts off
    padding = [some(rng, rank, 0, 4), pairs, "same", "same_lower", "valid"][rng.integers(5)]
    return {"strides": some(rng, rank, 1, 4), "dilation": some(rng, rank, 1, 3), "padding": padding}


def pooling(rng, rank):
    size = tuple(map(int, rng.integers(1, 4, rank)))
    settings = {
        "size": size,
        "strides": size if rng.random() < 0.5 else some(rng, rank, 1, 4),
        "padding": tuple(int(rng.integers(0, k // 2 + 1)) for k in size),
        "ceil_mode": bool(rng.integers(2)),
    }
    if rng.random() < 0.6:
        return "max_pool", {**settings, "dilation": some(rng, rank, 1, 3)}
    return "average_pool", {**settings, "include_padding": bool(rng.integers(2))}


def result(layers, shape, weights):
    """The shape of what these layers give; None if a window does not fit."""
    types = {name: f64[w.shape] for name, w in weights.items()}
    try:
        y = ng.trace(lambda x, w: ours(layers, x, w), f64[shape], types).outputs[0]
    except GraphError:
        return None
    return y.shape


# ---- the layers, here and there ---------------------------------------------------


def ours(layers, x, weights):
    for kind, settings in layers:
        settings = dict(settings)
        if kind == "convolution":
            i = settings.pop("i")
            x = ng.convolution(x, weights[f"filters{i}"], **settings)
            x = x + ng.reshape(weights[f"b{i}"], (-1,) + (1,) * (x.ndim - 2))
        else:
            x = ng.relu(x) if kind == "relu" else getattr(ng, kind)(x, **settings)
    return x


def theirs(F, layers, x, weights):
    for kind, settings in layers:
        rank, s = x.ndim - 2, dict(settings)
        if kind == "convolution":
            filters = weights[f"filters{s['i']}"]
            strides, dilation = (v if isinstance(v, tuple) else (v,) * rank for v in (s["strides"], s["dilation"]))
            pads = paddings(s["padding"], x.shape[2:], filters.shape[2:], strides, dilation)
            x = F.pad(x, [n for pair in reversed(pads) for n in pair])
            x = getattr(F, f"conv{rank}d")(x, filters, weights[f"b{s['i']}"], strides, 0, dilation, s["groups"])
        elif kind == "relu":
            x = F.relu(x)
        elif kind == "max_pool":
            pool = getattr(F, f"max_pool{rank}d")
            x = pool(x, s["size"], s["strides"], s["padding"], s["dilation"], s["ceil_mode"])
        else:
            pool = getattr(F, f"avg_pool{rank}d")
            x = pool(x, s["size"], s["strides"], s["padding"], s["ceil_mode"], s["include_padding"])
    return x


# ---- trained by both --------------------------------------------------------------


def our_steps(layers, x, labels, weights, **options):
    """(losses, weights after the steps, the gradient with respect to x)"""

    def model(x, weights):
        y = ours(layers, x, weights)
        return ng.reshape(y, (y.shape[0], -1))

    types = ng.type_of(x), {name: ng.type_of(w) for name, w in weights.items()}
    training = ng.derive_training(ng.trace(model, *types), ng.softmax_cross_entropy, "sgd", "weights")
    slope = ng.trace(ng.grad(lambda x, w: ng.softmax_cross_entropy(model(x, w), labels)), *types)
    step, first, losses = ng.compile(training, **options), ng.compile(slope, **options)(x, weights), []
    for _ in range(STEPS):
        loss, _, weights, _ = step(x, labels, x.dtype.type(RATE), weights, ())
        losses.append(float(loss))
    return losses, weights, first


def their_steps(torch, layers, x, labels, weights):
    """The same by autograd."""
    F = torch.nn.functional
    x = torch.from_numpy(x).requires_grad_()
    weights = {name: torch.from_numpy(w.copy()).requires_grad_() for name, w in weights.items()}
    losses, first = [], None
    for _ in range(STEPS):
        loss = F.cross_entropy(theirs(F, layers, x, weights).flatten(1), torch.from_numpy(labels).long())
        slopes = torch.autograd.grad(loss, [x, *weights.values()])
        first = slopes[0] if first is None else first
        with torch.no_grad():
            for w, slope in zip(weights.values(), slopes[1:], strict=True):
                w -= RATE * slope
        losses.append(loss.item())
    return losses, {name: w.detach().numpy() for name, w in weights.items()}, first.numpy()


@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_some_steps_of_training_agree(seed, element):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    shape, layers, weights = drawn(seed)
    if not layers or not np.isfinite(ours(layers, np.ones(shape), weights)).all():
        pytest.skip("no window fits, or one sees nothing but padding")
    e, tolerance = ELEMENTS[element]
    rng = np.random.default_rng([seed, 1])
    x = rng.normal(size=shape).astype(e.dtype)
    classes = math.prod(result(layers, shape, weights)[1:])
    labels = rng.integers(0, classes, shape[0]).astype(np.int32)
    weights = {name: w.astype(e.dtype) for name, w in weights.items()}
    found = our_steps(layers, x, labels, weights, threads=1 + seed % 3)
    try:
        wanted = their_steps(torch, layers, x, labels, weights)
    except (
        RuntimeError
    ) as problem:  # its pooling in three axes of space forgets the padding when it looks whether it fits
        assert "smaller than kernel size" in str(problem)
        pytest.skip(str(problem))
    (losses, after, slope), (their_losses, their_after, their_slope) = found, wanted
    pairs = [(losses, their_losses), (slope, their_slope), *((after[name], their_after[name]) for name in weights)]
    for a, b in pairs:
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance / 10, err_msg=f"{shape} {layers}")
