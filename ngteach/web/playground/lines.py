"""A model of the grid as the lines of Python that make the same: they are what the page lets its readers copy.

The page's own graphs are made by running these very lines, so what is copied cannot be another model.
"""

from __future__ import annotations

import linecache

from .grid import BATCH, DIGITS, POINTS

# What a reader chooses besides the model stands between these marks until the page, or filled(), puts it in.
MARKS = {"data": "«data»", "seed": "«seed»", "rate": "«rate»", "steps": "«steps»"}

_POINTS = f"""from ngteach.data.points import points

x, labels = points("«data»", {2 * POINTS})  # the second half is for testing
x, labels = x[:{POINTS}], labels[:{POINTS}]
"""
_DIGITS = f"""
digits = ng.load_data("digits")
x = digits.train_images[:{DIGITS}].reshape({DIGITS}, 64).astype(np.float32) / 16
labels = digits.train_labels[:{DIGITS}].astype(np.int32)
"""
_PROGRAM = """import numpy as np

import ngteach as ng
%(data)s

def model(x, weights):
%(model)s
    return p


def cross_entropy(p, labels):
    expected = ng.one_hot(labels, %(classes)s, ng.f32)
    log_p = ng.log(p)  # nothing keeps it from meeting a 0: with a large rate it does
    loss = -ng.sum(log_p * expected) / %(batch)s
    return loss


def first_weights(key):
    sizes = %(sizes)s
    keys, weights = ng.random.split(key, len(sizes) - 1), {}
    for i, (k, m) in enumerate(zip(sizes, sizes[1:])):
        most = (6 / k) ** 0.5
        weights[f"W{i}"] = ng.random.uniform(keys[i], (k, m), ng.f32, -most, most)
        weights[f"b{i}"] = ng.constant(np.zeros(m, np.float32))
    return weights


inference = ng.trace(model, ng.f32[%(batch)s, %(inputs)s], ng.mlp_types(%(sizes)s))
training = ng.derive_training(inference, cross_entropy, optimizer="%(optimizer)s")
print(training)

step = ng.compile(training)
weights = first_weights(ng.random.key(«seed»))
state = ng.%(optimizer)s.init(weights)
rates = «rate»  # the learning rate, and from which step on
for i in range(«steps»):
    rows = slice(%(batch)s * i %% len(x), %(batch)s * i %% len(x) + %(batch)s)
    rate = [r for start, r in rates if start <= i][-1]
    loss, p, weights, state = step(x[rows], labels[rows], rate, weights, state)
    print(i + 1, float(loss))
"""
_DEFINITIONS = "\n\ninference ="  # what comes before it defines; what comes from there on trains


def program(choice):
    """The lines, with MARKS in them."""
    return _PROGRAM % {
        "data": _POINTS if choice.inputs == 2 else _DIGITS,
        "model": "\n".join(f"    {line}" for line in _model(choice)),
        "sizes": choice.sizes,
        "batch": BATCH,
        "inputs": choice.inputs,
        "classes": choice.classes,
        "optimizer": choice.optimizer,
    }


def _model(choice):
    h, last = "x", choice.layers
    for i in range(last):
        yield f'z{i} = ng.dense({h}, weights["W{i}"], weights["b{i}"])'
        if choice.activation == "linear":
            h = f"z{i}"
        else:
            h = f"h{i}"
            yield f"{h} = ng.{choice.activation}(z{i})"
    yield f'z{last} = ng.dense({h}, weights["W{last}"], weights["b{last}"])'
    yield f"p = ng.softmax(z{last}, axis=1)"


def filled(text, data="moons", seed=0, rates=((0, 0.3),), steps=50):
    """The lines as they are copied."""
    values = {"data": data, "seed": seed, "rate": [list(pair) for pair in rates], "steps": steps}
    for name, mark in MARKS.items():
        text = text.replace(mark, str(values[name]))
    return text


def defined(choice):
    """{name: function} of what the lines define: model, cross_entropy and first_weights."""
    text = filled(program(choice)).partition(_DEFINITIONS)[0]
    file = f"/playground/{choice.key}.py"
    linecache.cache[file] = len(text), None, text.splitlines(True), file
    found: dict = {}
    exec(compile(text, file, "exec"), found)
    return found
