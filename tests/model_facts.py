"""The models of ngteach.models in PyTorch, by its own layers, from the same first weights:

python tests/model_facts.py        writes tests/models/facts.json; `pytest -m peers tests/models` makes it again
"""

from __future__ import annotations

import json
from functools import partial

import torch
from model_cases import CASES, ELEMENTS, FACTS
from torch.nn import functional as F

import ngteach as ng
from ngteach.core.calling.containers import structure
from ngteach.core.tree import build, leaves


def tensors(container):
    """The arrays in a container as PyTorch's tensors."""
    return build(structure(container), [torch.from_numpy(a.copy()) for a in leaves(container)])


def linear(x, layer):
    """PyTorch's own has outputs before inputs."""
    return F.linear(x, layer["W"].T, layer["b"])


# ---- LeNet and a residual network ---------------------------------------------------


def lenet(w, x, padding):
    h = x[:, None]
    for layer, zeros in zip(w["convolutions"], padding, strict=True):
        h = F.max_pool2d(F.relu(F.conv2d(h, layer["filters"], layer["b"], padding=zeros)), 2)
    h = h.flatten(1)
    for layer in w["dense"][:-1]:
        h = F.relu(linear(h, layer))
    return linear(h, w["dense"][-1])


def lenet_loss(case, w, x, labels, padding=(2, 0)):
    return F.cross_entropy(lenet(w, x, padding), labels.long())


def resnet(w, x, statistics, training):
    """F.batch_norm changes the running statistics itself."""

    def layer(h, name, stride=1):
        filters, running = w[name]["filters"], statistics[name]
        h = F.conv2d(h, filters, None, stride, padding=filters.shape[-1] // 2)
        return F.batch_norm(h, running["mean"], running["variance"], w[name]["scale"], w[name]["shift"], training)

    h = F.relu(layer(x[:, None], "stem"))
    for i, stride in enumerate((1, 2, 2)):
        shortcut = layer(h, f"shortcut{i}", 2) if stride == 2 else h
        h = F.relu(layer(F.relu(layer(h, f"first{i}", stride)), f"second{i}") + shortcut)
    return linear(F.adaptive_avg_pool2d(h, 1).flatten(1), w["head"])


def resnet_loss(case, w, x, labels):
    return F.cross_entropy(resnet(w, x, case["statistics"], training=True), labels.long())


# ---- transformer ------------------------------------------------------------------


def transformer(case, w, x, labels):
    def norm(h, layer):
        return F.layer_norm(h, h.shape[-1:], layer["scale"], layer["shift"])

    h = F.embedding(x.long(), w["letters"]) + w["positions"]
    for block in w["blocks"]:
        q, k, v = (
            part.unflatten(-1, (4, -1)).transpose(1, 2)
            for part in linear(norm(h, block["norm1"]), block["qkv"]).chunk(3, -1)
        )
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        h = h + linear(seen.transpose(1, 2).flatten(2), block["joined"])
        h = h + linear(F.gelu(linear(norm(h, block["norm2"]), block["up"]), approximate="tanh"), block["down"])
    scores = linear(norm(h, w["norm"]), w["head"])
    return F.cross_entropy(scores.flatten(0, 1), labels.long().flatten(), ignore_index=-1)


# ---- autoencoder ------------------------------------------------------------------


def vae(case, w, x, _):
    """With the normal numbers of our key, which goes on as ours does."""
    now, case["key"] = ng.random.split(case["key"])
    x = x.flatten(1)
    h = F.relu(linear(x, w["encoder"]["hidden"]))
    mean, log_variance = linear(h, w["encoder"]["mean"]), linear(h, w["encoder"]["log_variance"])
    bell = torch.distributions.Normal(mean, torch.exp(log_variance / 2))
    drawn = torch.from_numpy(ng.random.normal(now, mean.shape, ng.type_of(mean.detach().numpy()).element))
    z = bell.loc + bell.scale * drawn
    scores = linear(F.relu(linear(z, w["decoder"]["hidden"])), w["decoder"]["pixels"])
    missed = F.binary_cross_entropy_with_logits(scores, x, reduction="sum")
    standard = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))
    return (missed + torch.distributions.kl_divergence(bell, standard).sum()) / len(x)


# ---- fifty steps ------------------------------------------------------------------

TWINS = {
    "lenet": lenet_loss,
    "small lenet": partial(lenet_loss, padding=(1, 1)),
    "resnet": resnet_loss,
    "transformer": transformer,
    "vae": vae,
}
OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}


def trained(name, element):
    """(the losses of PyTorch's same model, from the same weights, its weights after them, what is carried)"""
    case = CASES[name](ELEMENTS[element])
    weights, carried = tensors(case.weights), dict(case.carry)
    if name == "resnet":
        carried = {"statistics": tensors(carried["statistics"])}
    for w in leaves(weights):
        w.requires_grad_()
    descent, found = OPTIMIZERS[case.optimizer](leaves(weights), lr=case.rate), []
    for x, labels in case.batches:
        loss = TWINS[name](carried, weights, torch.from_numpy(x), None if labels is None else torch.from_numpy(labels))
        descent.zero_grad()
        loss.backward()
        descent.step()
        found.append(loss.item())
    return found, weights, carried


def after(element):
    """(scores of the residual network for the images of the first step, its running statistics one after the other)"""
    _, weights, carried = trained("resnet", element)
    x = torch.from_numpy(CASES["resnet"](ELEMENTS[element]).batches[0][0])
    with torch.no_grad():
        scores = resnet(weights, x, carried["statistics"], training=False)
    return scores.flatten().tolist(), torch.cat(leaves(carried["statistics"])).tolist()


def main():
    """Write the facts."""
    losses = {name: {element: trained(name, element)[0] for element in ELEMENTS} for name in CASES}
    scores, statistics = zip(*map(after, ELEMENTS), strict=True)
    made = {
        "about": f"made by tests/model_facts.py with PyTorch {torch.__version__}",
        "losses": losses,
        "scores": {"resnet": dict(zip(ELEMENTS, scores, strict=True))},
        "statistics": {"resnet": dict(zip(ELEMENTS, statistics, strict=True))},
    }
    FACTS.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
