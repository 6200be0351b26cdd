"""The models in PyTorch: its own convolutions, attention and optimizers; and the same, compiled."""

from __future__ import annotations

import torch.nn.functional as F

from .models import HEADS, RESNET, compared, example, in_turn
from .with_torch import torch  # with as many threads as there are processors


def model(facts):
    """Eager."""
    return _model(facts, lambda f: f)


def model_compiled(facts):
    """The loss by torch.compile; the optimizer is one call as it is."""
    return _model(facts, torch.compile)


def _model(facts, compile):
    start = example(facts)
    weights, statistics = (_mapped(tree) for tree in (start.weights, start.statistics))
    batches = in_turn([(torch.from_numpy(x), torch.from_numpy(labels).long()) for x, labels in start.batches])
    trained = [w.requires_grad_() for w in _leaves(weights)]
    kind, decay = (torch.optim.SGD, 0.0) if start.decay is None else (torch.optim.AdamW, start.decay)
    optimizer = _fused(kind, trained, lr=start.rate, weight_decay=decay)
    loss_of = compile(MODELS[facts["model"]])

    def step():
        loss = loss_of(weights, statistics, *next(batches))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    return compared(step)


def _fused(kind, trained, **settings):
    """The optimizer in one call for all weights, the quickest, where this PyTorch has it."""
    try:
        return kind(trained, fused=True, **settings)
    except (TypeError, RuntimeError):
        return kind(trained, **settings)


def _mapped(tree):
    """Tensors in place of arrays, which nothing else reads."""
    if isinstance(tree, dict):
        return {name: _mapped(part) for name, part in tree.items()}
    return [_mapped(part) for part in tree] if isinstance(tree, list) else torch.from_numpy(tree)


def _leaves(tree):
    if isinstance(tree, torch.Tensor):
        return [tree]
    return [leaf for part in (tree.values() if isinstance(tree, dict) else tree) for leaf in _leaves(part)]


def _lenet(w, statistics, x, labels):
    x = F.max_pool2d(F.relu(F.conv2d(x, w["conv1"]["W"], w["conv1"]["b"], padding=2)), 2)
    x = F.max_pool2d(F.relu(F.conv2d(x, w["conv2"]["W"], w["conv2"]["b"])), 2).flatten(1)
    x = F.relu(_dense(F.relu(_dense(x, w["dense1"])), w["dense2"]))
    return F.cross_entropy(_dense(x, w["dense3"]), labels)


def _dense(x, layer):
    return x @ layer["W"] + layer["b"]


def _resnet(w, statistics, x, labels):
    def norm(x, w, moments):
        return F.batch_norm(x, moments["mean"], moments["variance"], w["scale"], w["shift"], training=True)

    x = F.relu(norm(F.conv2d(x, w["stem"], padding=1), w["norm"], statistics["norm"]))
    for i, (_, _, stride) in enumerate(RESNET):
        p, s = w[f"block{i}"], statistics[f"block{i}"]
        y = F.relu(norm(F.conv2d(x, p["conv1"], stride=stride, padding=1), p["norm1"], s["norm1"]))
        y = norm(F.conv2d(y, p["conv2"], padding=1), p["norm2"], s["norm2"])
        if stride > 1:
            x = norm(F.conv2d(x, p["short"], stride=stride), p["norm3"], s["norm3"])
        x = F.relu(x + y)
    return F.cross_entropy(_dense(x.mean((2, 3)), w["head"]), labels)


def _transformer(w, statistics, letters, labels):
    def norm(x, w):
        return F.layer_norm(x, x.shape[-1:], w["scale"], w["shift"])

    x = F.embedding(letters, w["letters"]) + w["positions"]
    n, context, width = x.shape
    for p in w["blocks"]:
        parts = _dense(norm(x, p["norm1"]), p["qkv"]).view(n, context, 3, HEADS, width // HEADS)
        q, k, v = parts.permute(2, 0, 3, 1, 4).unbind()
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + _dense(seen.transpose(1, 2).reshape(n, context, width), p["joined"])
        x = x + _dense(F.gelu(_dense(norm(x, p["norm2"]), p["up"]), approximate="tanh"), p["down"])
    scores = _dense(norm(x, w["norm"]), w["head"])
    return F.cross_entropy(scores.flatten(0, 1), labels.flatten(), ignore_index=-1)


MODELS = {"lenet": _lenet, "resnet": _resnet, "transformer": _transformer}
