"""What a stepper knows of the values of a graph: facts of each whole array, and samples of its numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from ... import ops
from ...core.graph import Tensor, evaluate
from ...draw.sampled import PIXELS, Sampled, sampled, steps_of, text_of
from ...draw.values import short_number

SIDES = (32, 24, 16, 12, 8, 6, 4)  # of the part of a large array that is shown: the largest for which there is room
WHOLE, SIDE_OF_WHOLE = 2**17, 64  # numbers that are sent when all are asked for; what is too many is sampled
_SLOW = 1.0  # seconds after which a bar shows how far the computing is


@dataclass
class Computed:
    """What is known of the values of a graph once it has run.

    arrays: {tensor: array} of the inputs and the results.   facts, samples: of every tensor.
    starts: the tensors in which something stopped being finite.
    ink: those whose pictures are digits, drawn in ink: inputs, and other views of them.
    """

    arrays: dict[Tensor, np.ndarray]
    facts: dict[Tensor, list]
    samples: dict[Tensor, Sampled]
    starts: set[Tensor]
    ink: set[Tensor]


def compute(graph, inputs):
    """Run the graph, and keep what is Computed; an array is given up when nobody will read it any more."""
    pixels = _pixels(graph)
    arrays = dict(zip(graph.inputs, inputs, strict=True))
    done = Computed(arrays, {}, {}, set(), set())
    for x in graph.inputs:
        _look(done, x, pixels)
        shown = done.samples[x].look == "rows" or x.ndim > 2 and x.shape[-2:] in ((8, 8), (28, 28))
        if shown and not x.name.startswith("weights") and x.type.is_float and not (arrays[x] < 0).any():
            done.ink.add(x)
    reads = {x: len(graph.users[x]) for x in graph.tensors()}
    reads.update((x, -1) for x in (*graph.inputs, *graph.outputs))  # never given up
    with np.errstate(all="ignore"), tqdm(total=len(graph.equations), desc="equations", delay=_SLOW, leave=False) as bar:
        for eqn in graph.equations:
            y = eqn.output
            arrays[y] = np.asarray(evaluate(eqn, *[arrays[x] for x in eqn.inputs]))
            if eqn.op.kind == "view" and eqn.inputs and eqn.inputs[0] in done.ink and eqn.op is not ops.broadcast:
                done.ink.add(y)
            _look(done, y, pixels)
            if not _is_finite(done.facts[y]) and all(_is_finite(done.facts[x]) for x in eqn.inputs):
                done.starts.add(y)
            for x in dict.fromkeys(eqn.inputs):
                reads[x] -= 1
            for x in (*dict.fromkeys(eqn.inputs), y):
                if not reads[x]:
                    del arrays[x]
            bar.update()
    return done


def _pixels(graph):
    """How many numbers are a picture of a digit here: as many as a row of an input has that meets weights in a dot."""
    rows = {eqn.inputs[0] for eqn in graph.equations if eqn.op is ops.dot and eqn.inputs[0].ndim == 2}
    return [n for n in PIXELS if any(x.shape[1] == n and _is_input(x, graph) for x in rows)]


def _is_input(x, graph):
    """Is it an input, or the pictures of one as rows?"""
    while x in graph.producer and graph.producer[x].op in (ops.reshape, ops.identity):
        (x,) = graph.producer[x].inputs
    return x not in graph.producer and math.prod(x.shape[1:]) in PIXELS


def _look(done, x, pixels):
    array = done.arrays[x]
    done.facts[x] = facts_of(array)
    done.samples[x] = sampled(array, SIDES[0], pixels, x in done.ink)


def facts_of(array):
    """[min, max, mean of the finite numbers, as text; how many numbers are 0, NaN, infinite]."""
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    zeros = int(array.size - np.count_nonzero(array))
    finite = array
    nan = infinite = 0
    with np.errstate(invalid="ignore"):  # inf - inf
        total = array.sum(dtype=np.float64)
    if not np.isfinite(total):
        nan, infinite = int(np.isnan(array).sum()), int(np.isinf(array).sum())
        finite = array[np.isfinite(array)]
    if not finite.size:
        return ["", "", "", zeros, nan, infinite]
    seen = finite.min(), finite.max(), finite.mean(dtype=np.float64)
    return [*map(short_number, seen), zeros, nan, infinite]


def _is_finite(facts):
    return not facts[4] and not facts[5]


# ---- numbers --------------------------------------------------------------------


def pictures_of(computed, free, boxes):
    """{"look", "steps", "numbers"} of each tensor, as large as there is room for in `free` bytes.

    boxes: the tensors whose pictures stand in boxes; of these there is more, and if there is no room for the others, of
    these alone there are numbers.
    """
    all_of_them, found = list(computed.samples), {}
    for wanted, share in ((all_of_them, 0.6), (boxes, 1.0)):
        for side in SIDES:
            if 4 * sum(computed.samples[x].count(side) for x in wanted) > 1.5 * share * free:
                continue
            larger = {**found, **{x: picture_of(computed, x, side) for x in wanted}}
            if sum(len(part) for picture in larger.values() for part in picture.values()) <= share * free:
                found = larger
                break
    return [found.get(x, {}) for x in all_of_them]


def pictures_again(computed, pictures):
    """The pictures of other values of the same graph, with the numbers of the same places."""
    return [
        {**picture, "numbers": text_of(_at_steps(computed.samples[x], picture["steps"]).numbers)} if picture else {}
        for x, picture in zip(computed.samples, pictures, strict=True)
    ]


def _at_steps(sample, steps):
    wanted = tuple(map(int, steps.split())) or (1,) * len(sample.shape)
    return sample.at_steps(wanted)


def whole_pictures(graph, inputs, computed, wanted):
    """[name, look, steps, numbers] of these tensors: all their numbers, as far as WHOLE goes for the first of them.

    The graph runs again up to them, for most arrays were given up.
    """
    found, free = [], WHOLE
    arrays = arrays_of(graph, inputs, wanted)
    for x in wanted:
        sample = computed.samples[x]
        steps = steps_of(x.shape, SIDE_OF_WHOLE if x.size > free else x.size, sample.look)
        numbers = arrays[x][tuple(slice(None, None, k) for k in steps)]
        free -= numbers.size
        look = f"ink {sample.look}".strip() if x in computed.ink else sample.look
        found.append([x.name, look, " ".join(map(str, steps)) if max(steps, default=1) > 1 else "", text_of(numbers)])
    return found


def arrays_of(graph, inputs, wanted):
    """{tensor: array} of some values of the graph; only what they are made of is computed."""
    needed, todo = set(), list(wanted)
    while todo:
        x = todo.pop()
        if x not in needed:
            needed.add(x)
            todo += graph.producer[x].inputs if x in graph.producer else ()
    arrays = dict(zip(graph.inputs, inputs, strict=True))
    with np.errstate(all="ignore"):
        for eqn in graph.equations:
            if eqn.output in needed:
                arrays[eqn.output] = np.asarray(evaluate(eqn, *[arrays[x] for x in eqn.inputs]))
    return {x: arrays[x] for x in wanted}


def picture_of(computed, x, side):
    """{"look", "steps", "numbers"} of a tensor: a part of about side x side numbers."""
    sample = computed.samples[x].thinner(side)
    return {
        "look": f"ink {sample.look}".strip() if x in computed.ink else sample.look,
        "steps": " ".join(map(str, sample.steps)) if max(sample.steps, default=1) > 1 else "",
        "numbers": text_of(sample.numbers),
    }
