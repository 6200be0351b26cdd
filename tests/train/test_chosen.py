"""Words and numbers make the optimizer that one would have written."""

import re

import pytest

import ngteach as ng
from ngteach.core.calling.errors import GraphError
from ngteach.train.chosen import SCHEDULES, chosen_optimizer
from ngteach.train.optimizers import OPTIMIZERS


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_name_alone_is_the_rule_itself(name):
    assert chosen_optimizer(name) is OPTIMIZERS[name]


@pytest.mark.parametrize(
    "settings,written",
    [
        ({"update": "adamw", "weight_decay": 0.1}, ng.adamw(weight_decay=0.1)),
        ({"update": "momentum", "clip": 2.0}, ng.clip_by_norm(ng.momentum, 2.0)),
        (
            {"update": "adamw", "weight_decay": 0, "clip": 1, "schedule": "cosine", "steps": 20, "warmup": 5},
            ng.scheduled(ng.clip_by_norm(ng.adamw(weight_decay=0), 1), ng.cosine(20, warmup=5)),
        ),
        ({"schedule": "linear", "steps": 20}, ng.scheduled(ng.sgd, ng.linear_decay(20))),
        ({"schedule": "one-cycle", "steps": 20}, ng.scheduled(ng.sgd, ng.one_cycle(20))),
        ({"schedule": "constant"}, ng.scheduled(ng.sgd, ng.constant_rate())),
        ({"warmup": 5}, ng.scheduled(ng.sgd, ng.linear_warmup(5))),
        ({"update": ng.adam(beta1=0.5), "warmup": 5}, ng.scheduled(ng.adam(beta1=0.5), ng.linear_warmup(5))),
    ],
)
def test_settings_wrap_the_rule(settings, written):
    assert chosen_optimizer(**settings) == written


@pytest.mark.parametrize(
    "settings,text",
    [
        ({"update": "sdg"}, "there is no optimizer 'sdg'"),
        ({"update": "adam", "weight_decay": 0.1}, "adam has no weight decay; take sgd, momentum, adamw"),
        ({"update": "tutorial", "clip": 1.0}, "tutorial takes the loss, and no gradients that could be clipped"),
        ({"clip": 0.0}, "most is the largest norm of the gradients, a number above 0, found 0.0"),
        ({"schedule": "sine"}, "there is no schedule 'sine'; there are constant, cosine, linear, one-cycle"),
        ({"schedule": "cosine"}, "steps is a whole number, 1 or more, found None"),
        (
            {"schedule": "one-cycle", "steps": 9, "warmup": 2},
            "one-cycle has a rise of its own, and no warm-up of 2 steps; write warmup=0",
        ),
    ],
)
def test_what_cannot_be_chosen_is_said(settings, text):
    with pytest.raises(GraphError, match=re.escape(text)):
        chosen_optimizer(**settings)


def test_every_schedule_can_be_chosen():
    for name in SCHEDULES:
        assert "schedule" in chosen_optimizer(schedule=name, steps=10).settings
