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

TWINS = {"transformer": transformer, "vae": vae}
OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}


def losses(name, element):
    """The losses of PyTorch's same model, from the same weights, with the same batches."""
    case = CASES[name](ELEMENTS[element])
    weights, carried = tensors(case.weights), dict(case.carry)
    for w in leaves(weights):
        w.requires_grad_()
    descent, found = OPTIMIZERS[case.optimizer](leaves(weights), lr=case.rate), []
    for x, labels in case.batches:
        loss = TWINS[name](carried, weights, torch.from_numpy(x), None if labels is None else torch.from_numpy(labels))
        descent.zero_grad()
        loss.backward()
        descent.step()
        found.append(loss.item())
    return found


def main():
    """Write the facts."""
    made = {name: {element: losses(name, element) for element in ELEMENTS} for name in CASES}
    about = f"made by tests/model_facts.py with PyTorch {torch.__version__}"
    FACTS.write_text(json.dumps({"about": about, "losses": made}, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
