"""The exercises of the page project."""

from __future__ import annotations

import numpy as np

from ...core.types import f32, f64
from .answers import Calls
from .exercise import Exercise, Slip


def _total(x):
    return x.sum(axis=-1, keepdims=True)


_DY = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, -1.0]])
_X = np.array([[2.0, 1.0, -0.5], [3.0, -1.0, 4.0]])


EXERCISES = (
    Exercise(
        id="project.1",
        question="Return the type of pairs(x), given the type of x.",
        reference=lambda x: x.with_shape((*x.shape[:-1], x.shape[-1] // 2)),
        answers=Calls((f32[3, 8],), (f64[10],), (f32[2, 4, 6],)),
        slips=(
            Slip(
                lambda x: x,
                "That is the rule of an elementwise op. Two elements make one here: the axis is half as long.",
            ),
            Slip(
                lambda x: x.with_shape((x.shape[0] // 2, *x.shape[1:])),
                "That halves the first axis. The pairs lie along the last one.",
            ),
            Slip(
                lambda x: x.with_shape((x.shape[-1] // 2,)),
                "The other axes are lost: a matrix of 3 rows stays one of 3 rows.",
            ),
            Slip(
                lambda x: (*x.shape[:-1], x.shape[-1] // 2),
                "That is the shape. A type is more, it has an element type: hand the shape to x.with_shape.",
            ),
            Slip(
                lambda x: x.with_shape((*x.shape[:-1], x.shape[-1] * 2)),
                "Two elements make one: the axis is half as long, not twice.",
            ),
            Slip(
                lambda x: f32[(*x.shape[:-1], x.shape[-1] // 2)],
                "Always f32? The result has the element type of x: x.with_shape.",
            ),
            Slip(
                lambda x: x.with_shape((*x.shape[:-1], x.shape[-1] - 1)),
                "Each element is in one pair only, so there are half as many results, not one fewer.",
            ),
        ),
        solution="def pairs_type(x):\n    return x.with_shape((*x.shape[:-1], x.shape[-1] // 2))",
        then="For two points in the rubric it also refuses: whole numbers, and an odd number of elements.",
    ),
    Exercise(
        id="project.2",
        question="Return dx for y[i] = x[2 * i] + x[2 * i + 1], given dy.",
        reference=lambda dy: np.repeat(dy, 2, axis=-1),
        answers=Calls((_DY,), (_DY[:1, :2],)),
        slips=(
            Slip(
                lambda dy: np.tile(dy, (1, 2)),
                "The numbers are right, their places are not: x[0] and x[1] both went into y[0], so dy[0] comes "
                "twice, then dy[1].",
            ),
            Slip(
                lambda dy: np.repeat(dy, 2, axis=0),
                "The pairs lie along the last axis: axis=-1.",
            ),
            Slip(
                lambda dy: np.repeat(dy, 2),
                "The numbers are right, but the rows are lost: say along which axis, axis=-1.",
            ),
            Slip(
                lambda dy: np.repeat(dy, 2, axis=-1) / 2,
                "That would be the adjoint of a mean. A sum hands its whole adjoint to each of its terms.",
            ),
            Slip(
                lambda dy: np.stack([dy, dy], axis=-1),
                "The right numbers, in an axis of their own: reshape, so that each pair lies in the row.",
            ),
            Slip(
                lambda dy: np.stack([dy, 0 * dy], axis=-1).reshape(len(dy), -1),
                "Both elements of a pair went into y, so both receive dy.",
            ),
            Slip(
                lambda dy: np.stack([dy, -dy], axis=-1).reshape(len(dy), -1),
                "That would be the rule of a difference. In a sum both have the slope 1.",
            ),
            Slip(lambda dy: dy, "x has twice as many elements as y: each of them needs its adjoint."),
        ),
        solution="def pairs_adjoint(dy):\n    return np.repeat(dy, 2, axis=-1)",
        then="As ever: the adjoint of a sum repeats, and the adjoint of repeating sums up.",
    ),
    Exercise(
        id="project.3",
        question="Return dx for y = x * t, where t is the sum of each row of x.",
        reference=lambda dy, x: dy * _total(x) + _total(dy * x),
        answers=Calls((_DY, _X), (_DY[:, :2], _X[:, :2])),
        slips=(
            Slip(lambda dy, x: dy * _total(x), "That is the first way. Each x is read by the sum of its row, too."),
            Slip(
                lambda dy, x: np.broadcast_to(_total(dy * x), x.shape).copy(),
                "That is the way through the sum. Each x is also read by itself, times t.",
            ),
            Slip(
                lambda dy, x: _total(dy * x),
                "That is dt, one number for each row. It goes to each x of the row, which is also read by itself.",
            ),
            Slip(
                lambda dy, x: dy * _total(x) + (dy * x).mean(axis=-1, keepdims=True),
                "t is a sum and not a mean: dt is the sum of dy * x along the row.",
            ),
            Slip(
                lambda dy, x: x * _total(x) + _total(dy * x),
                "For the first way: the adjoint of a factor is dy times the other one, dy * t.",
            ),
            Slip(
                lambda dy, x: 2 * dy * x,
                "That is the rule of x * x. Here the other factor is t, in which each x of the row stands.",
            ),
            Slip(
                lambda dy, x: dy * _total(x) + dy * x,
                "t is used by all elements of the row: dt is the sum of their dy * x.",
            ),
            Slip(
                lambda dy, x: dy * _total(x) + _total(dy) * x,
                "First multiply, then add up: dt is the sum of dy * x along the row.",
            ),
            Slip(
                lambda dy, x: dy * _total(x) + (dy * x).sum(),
                "That adds up all rows. Each row has its own sum: axis=-1, keepdims=True.",
            ),
            Slip(
                lambda dy, x: dy * x.sum(axis=0) + (dy * x).sum(axis=0),
                "The sums are those of the rows: axis=-1, with keepdims=True.",
            ),
            Slip(
                lambda dy, x: dy * _total(x) - _total(dy * x),
                "What two ways contribute is added.",
            ),
        ),
        solution=(
            "def total_adjoint(dy, x):\n"
            "    t = x.sum(axis=-1, keepdims=True)\n"
            "    return dy * t + (dy * x).sum(axis=-1, keepdims=True)"
        ),
        then="A sum that is broadcast back, as in softmax and in normalisation: their rules have this shape, too.",
    ),
)
