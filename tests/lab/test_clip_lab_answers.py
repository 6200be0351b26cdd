"""The clip lab in a page answers what Python answers."""

import random

import pytest

import ngteach as ng

pytest.importorskip("anywidget")
from answering import ask, same_answers

from ngteach.lab.widgets.clip_lab import PRESETS


def test_the_page_answers_what_python_answers():
    draw = random.Random(0)
    asks = [ask(**values) for values in PRESETS.values()]
    for _ in range(60):
        asks.append(
            draw.choice(
                [
                    lambda: ask(logits=[round(draw.uniform(-120, 120), draw.choice([0, 1])) for _ in range(3)]),
                    lambda: ask(label=draw.randrange(3)),
                    lambda: ask(clip=draw.random() < 0.5),
                    lambda: ask(safe=draw.random() < 0.5),
                    lambda: ask(exponent=draw.randrange(-100, -9)),
                ]
            )()
        )
    asks += [ask(logits=[1e9, 0.0]), ask(label=7), ask(exponent=5)]
    same_answers(ng.lab.clip_lab(), asks)
