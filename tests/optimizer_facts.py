"""What PyTorch's optimizers do in 50 steps, in f64: `python tests/optimizer_facts.py` writes optimizer_facts.json.

A line is fitted to numbers that are too large for it, so that gradients are clipped at first and not in the end.
"""

import json
from pathlib import Path

import numpy as np

import ngteach as ng

FILE = Path(__file__).parent / "optimizer_facts.json"
STEPS, RATE = 50, 0.05
ROWS = np.arange(24.0).reshape(8, 3) % 5 - 1.5
WANTED = np.stack([3 * np.cos(np.arange(8)), ROWS @ [5, -3, 1]], axis=1)
START = {"W": np.array([[0.5, -1], [0, 2], [1.5, 0.25]]), "b": np.array([0.1, -0.2])}

OURS = {
    "sgd": ng.sgd,
    "sgd, decay": ng.sgd(weight_decay=0.1),
    "momentum": ng.momentum,
    "momentum 0.8, decay": ng.momentum(decay=0.8, weight_decay=0.02),
    "nesterov": ng.momentum(nesterov=True),
    "nesterov, decay": ng.momentum(nesterov=True, weight_decay=0.02),
    "adam": ng.adam,
    "adamw": ng.adamw,
    "adamw, set": ng.adamw(beta1=0.8, beta2=0.95, epsilon=1e-3, weight_decay=0.3),
    "adamw, no decay": ng.adamw(weight_decay=0.0),
    "adamw, matrices": ng.adamw(weight_decay=0.3, decayed="matrices"),
    "sgd, clipped": ng.clip_by_norm(ng.sgd, 5.0),
    "adamw, clipped": ng.clip_by_norm(ng.adamw, 0.5),
    "adamw, clipped, cosine": ng.scheduled(ng.clip_by_norm(ng.adamw, 5.0), ng.cosine(50, warmup=10)),
    "momentum, cosine, clipped": ng.clip_by_norm(ng.scheduled(ng.momentum, ng.cosine(50, warmup=10)), 5.0),
    "sgd, steps": ng.scheduled(ng.sgd, ng.step_decay(20)),
}

SCHEDULES = {
    "linear_warmup": ng.linear_warmup(10),
    "linear_decay": ng.linear_decay(40, last=0.1),
    "cosine": ng.cosine(50, last=0.1),
    "cosine, warmup": ng.cosine(50, warmup=10),
    "step_decay": ng.step_decay(20, 0.5),
    "exponential_decay": ng.exponential_decay(0.9),
    "piecewise_rate": ng.piecewise_rate({15: 0.5, 30: 0.25}),
    "one_cycle": ng.one_cycle(50),
}


def torch_cases(torch):
    """{case: (optimizer of the parameters W and b, largest norm or None, schedule of that optimizer or None)}"""
    sgd, adam, adamw = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW

    def matrices(p):
        groups = [{"params": [p["W"]], "weight_decay": 0.3}, {"params": [p["b"]], "weight_decay": 0.0}]
        return adamw(groups, lr=RATE)

    def made(kind, **settings):
        return lambda p: kind(p.values(), lr=RATE, **settings)

    warm = torch_schedules(torch)["cosine, warmup"]
    return {
        "sgd": (made(sgd), None, None),
        "sgd, decay": (made(sgd, weight_decay=0.1), None, None),
        "momentum": (made(sgd, momentum=0.9), None, None),
        "momentum 0.8, decay": (made(sgd, momentum=0.8, weight_decay=0.02), None, None),
        "nesterov": (made(sgd, momentum=0.9, nesterov=True), None, None),
        "nesterov, decay": (made(sgd, momentum=0.9, nesterov=True, weight_decay=0.02), None, None),
        "adam": (made(adam), None, None),
        "adamw": (made(adamw), None, None),
        "adamw, set": (made(adamw, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.3), None, None),
        "adamw, no decay": (made(adamw, weight_decay=0.0), None, None),
        "adamw, matrices": (matrices, None, None),
        "sgd, clipped": (made(sgd), 5.0, None),
        "adamw, clipped": (made(adamw), 0.5, None),
        "adamw, clipped, cosine": (made(adamw), 5.0, warm),
        "momentum, cosine, clipped": (made(sgd, momentum=0.9), 5.0, warm),
        "sgd, steps": (made(sgd), None, lambda o: torch.optim.lr_scheduler.StepLR(o, 20)),
    }


def torch_schedules(torch):
    """{schedule: function of an optimizer}"""
    s = torch.optim.lr_scheduler

    def warm(o):
        parts = [s.LinearLR(o, 1 / 10, total_iters=9), s.CosineAnnealingLR(o, 40)]
        return s.SequentialLR(o, parts, milestones=[10])

    return {
        "linear_warmup": lambda o: s.LinearLR(o, 1 / 10, total_iters=9),
        "linear_decay": lambda o: s.LinearLR(o, 1.0, 0.1, total_iters=40),
        "cosine": lambda o: s.CosineAnnealingLR(o, 50, eta_min=0.1 * RATE),
        "cosine, warmup": warm,
        "step_decay": lambda o: s.StepLR(o, 20, 0.5),
        "exponential_decay": lambda o: s.ExponentialLR(o, 0.9),
        "piecewise_rate": lambda o: s.MultiStepLR(o, [15, 30], 0.5),
        "one_cycle": lambda o: s.OneCycleLR(o, RATE, total_steps=50, cycle_momentum=False),
    }


def torch_weights(torch, case):
    """{name: the weight after all steps}"""
    make, most, schedule = torch_cases(torch)[case]
    p = {name: torch.tensor(w, requires_grad=True) for name, w in START.items()}
    descent = make(p)
    schedule = schedule(descent) if schedule else None
    rows, wanted = torch.tensor(ROWS), torch.tensor(WANTED)
    for _ in range(STEPS):
        descent.zero_grad()
        ((rows @ p["W"] + p["b"] - wanted) ** 2).mean().backward()
        if most is not None:
            torch.nn.utils.clip_grad_norm_(p.values(), most)
        descent.step()
        if schedule:
            schedule.step()
    return {name: w.detach().numpy() for name, w in p.items()}


def torch_factors(torch, name):
    """[the factor of the learning rate at each step]"""
    descent = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=RATE)
    schedule, factors = torch_schedules(torch)[name](descent), []
    for _ in range(STEPS):
        factors.append(descent.param_groups[0]["lr"] / RATE)
        descent.step()
        schedule.step()
    return factors


if __name__ == "__main__":
    import torch

    weights = {case: {n: w.tolist() for n, w in torch_weights(torch, case).items()} for case in OURS}
    factors = {name: torch_factors(torch, name) for name in SCHEDULES}
    facts = {"by": f"PyTorch {torch.__version__}", "weights": weights, "factors": factors}
    FILE.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
