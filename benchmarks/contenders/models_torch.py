"""The models in PyTorch: its own convolutions, attention and optimizers; and the same, compiled."""

from __future__ import annotations

import torch.nn.functional as F

from .models import compared, example, in_turn
from .with_torch import torch  # with as many threads as there are processors


def model(facts):
    """Eager."""
    return _model(facts, lambda f: f)


def model_compiled(facts):
    """The loss by torch.compile; the optimizer is one call as it is."""
    return _model(facts, torch.compile)


def _model(facts, compile):
    start = example(facts)
    weights, carried, batches = (_mapped(tree) for tree in (start.weights, start.carried, start.batches))
    trained = [w.requires_grad_() for w in _leaves(weights)]
    kind, decay = (torch.optim.SGD, 0.0) if start.decay is None else (torch.optim.AdamW, start.decay)
    optimizer = _fused(kind, trained, lr=start.rate, weight_decay=decay)
    loss_of, turns = compile(MODELS[facts["model"]]), in_turn(batches)

    def step():
        loss = loss_of(weights, carried, *next(turns))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    return (step, None) if facts["model"] == "vae" else compared(step)  # that has random numbers of PyTorch's own


def _fused(kind, trained, **settings):
    """The optimizer in one call for all weights, the quickest, where this PyTorch has it."""
    try:
        return kind(trained, fused=True, **settings)
    except (TypeError, RuntimeError):
        return kind(trained, **settings)


def _mapped(tree):
    """Tensors in place of arrays, which nothing else reads; whole numbers as PyTorch wants them for labels."""
    if isinstance(tree, dict):
        return {name: _mapped(part) for name, part in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [_mapped(part) for part in tree]
    return torch.from_numpy(tree).long() if tree.dtype.kind in "iu" else torch.from_numpy(tree)


def _leaves(tree):
    if isinstance(tree, torch.Tensor):
        return [tree]
    return [leaf for part in (tree.values() if isinstance(tree, dict) else tree) for leaf in _leaves(part)]


def _dense(x, layer):
    return x @ layer["W"] + layer["b"]


def _lenet(w, carried, x, labels):
    x = x[:, None]
    for layer, padding in zip(w["convolutions"], (2, 0), strict=True):
        x = F.max_pool2d(F.relu(F.conv2d(x, layer["filters"], layer["b"], padding=padding)), 2)
    x = x.flatten(1)
    for layer in w["dense"][:-1]:
        x = F.relu(_dense(x, layer))
    return F.cross_entropy(_dense(x, w["dense"][-1]), labels)


def _resnet(w, carried, x, labels):
    def layer(x, name, stride=1):
        p, s = w[name], carried["statistics"][name]
        x = F.conv2d(x, p["filters"], stride=stride, padding=p["filters"].shape[-1] // 2)
        return F.batch_norm(x, s["mean"], s["variance"], p["scale"], p["shift"], training=True)

    x, i = F.relu(layer(x[:, None], "stem")), 0
    while f"first{i}" in w:
        stride = 2 if f"shortcut{i}" in w else 1
        shortcut = layer(x, f"shortcut{i}", 2) if stride == 2 else x
        x, i = F.relu(layer(F.relu(layer(x, f"first{i}", stride)), f"second{i}") + shortcut), i + 1
    return F.cross_entropy(_dense(x.mean((2, 3)), w["head"]), labels)


def _transformer(w, carried, letters, labels, heads=4):
    def norm(x, w):
        return F.layer_norm(x, x.shape[-1:], w["scale"], w["shift"])

    x = F.embedding(letters, w["letters"]) + w["positions"]
    n, context, width = x.shape
    for p in w["blocks"]:
        parts = _dense(norm(x, p["norm1"]), p["qkv"]).view(n, context, 3, heads, width // heads)
        q, k, v = parts.permute(2, 0, 3, 1, 4).unbind()
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + _dense(seen.transpose(1, 2).reshape(n, context, width), p["joined"])
        x = x + _dense(F.gelu(_dense(norm(x, p["norm2"]), p["up"]), approximate="tanh"), p["down"])
    scores = _dense(norm(x, w["norm"]), w["head"])
    return F.cross_entropy(scores.flatten(0, 1), labels.flatten(), ignore_index=-1)


def _vae(w, carried, x):
    x, encoder, decoder = x.flatten(1), w["encoder"], w["decoder"]
    h = F.relu(_dense(x, encoder["hidden"]))
    mean, log_variance = _dense(h, encoder["mean"]), _dense(h, encoder["log_variance"])
    z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
    scores = _dense(F.relu(_dense(z, decoder["hidden"])), decoder["pixels"])
    missed = F.binary_cross_entropy_with_logits(scores, x, reduction="sum")
    return (missed + 0.5 * torch.sum(mean**2 + torch.exp(log_variance) - 1 - log_variance)) / len(x)


MODELS = {"lenet": _lenet, "resnet": _resnet, "transformer": _transformer, "vae": _vae}
