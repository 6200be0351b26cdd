"""The exercises of the page an op of your own."""

from __future__ import annotations

import numpy as np

from ...core.types import f32, f64
from .answers import Calls
from .exercise import Exercise, Slip
from .lines import Hunt, Parsons


def _s(x):
    return 1 / (1 + np.exp(-x))


def _swish(rule):
    return lambda dy, y, x: (rule(dy, y, x, _s(x)),)


def _swish_examples():
    x = np.array([-2.0, 0.0, 0.5, 3.0])
    return (np.array([1.0, -2.0, 0.5, 3.0]), x * _s(x), x)


def _swish_slip(rule, hint):
    """Found without its tuple, too: the comma is the smaller mistake."""
    wrong = _swish(rule)
    example = _swish_examples()
    return Slip(wrong, hint, lambda answer: np.allclose(np.reshape(answer(*example), -1), wrong(*example)[0]))


def _delay(rule):
    return lambda dy, y, x: (rule(dy),)


_DY, _X = np.array([10.0, 20.0, 30.0, 40.0]), np.array([1.0, 2.0, 3.0, 4.0])
_DELAYED = np.array([0.0, 1.0, 2.0, 3.0])
_DZ = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
_SQUARE = (np.array([[1.0, 2.0], [3.0, 5.0]]), np.ones((2, 2)), np.array([1.0, 3.0]), np.array([2.0, 7.0]))
_LEFT, _RIGHT = np.array([1.0, -1.0]), np.array([2.0, 0.5, -1.0])


EXERCISES = (
    Exercise(
        id="own_op.1",
        question="Return the adjoint of y = x * sigmoid(x), as a tuple of one.",
        reference=_swish(lambda dy, y, x, s: dy * (s + y * (1 - s))),
        answers=Calls(_swish_examples()),
        slips=(
            _swish_slip(
                lambda dy, y, x, s: s + y * (1 - s),
                "That is the slope. dy is missing: multiply by the adjoint of the result.",
            ),
            _swish_slip(
                lambda dy, y, x, s: dy * s,
                "x stands in the formula twice. The product rule gives a second part: x times the slope of sigmoid.",
            ),
            _swish_slip(
                lambda dy, y, x, s: dy * y * (1 - s),
                "That is x times the slope of sigmoid. The product rule has a first part, too: 1 times sigmoid.",
            ),
            _swish_slip(
                lambda dy, y, x, s: dy * s + y * (1 - s),
                "Brackets: dy multiplies both parts of the slope.",
            ),
            _swish_slip(
                lambda dy, y, x, s: dy * (s + y * s * (1 - s)),
                "One s too many: y is x * s already, so x * s * (1 - s) is y * (1 - s).",
            ),
            _swish_slip(
                lambda dy, y, x, s: dy * (s + x * (1 - s)),
                "One s is missing: the slope of sigmoid is s * (1 - s), and x * s is y.",
            ),
            _swish_slip(
                lambda dy, y, x, s: dy * (s - y * (1 - s)),
                "The sign: sigmoid climbs, so its slope s * (1 - s) is positive and is added.",
            ),
            _swish_slip(
                lambda dy, y, x, s: dy * s * (1 - s),
                "That is the adjoint of sigmoid alone. Swish is x times it: take the product rule.",
            ),
            _swish_slip(
                lambda dy, y, x, s: dy * (s + y * (1 - y)),
                "The slope of sigmoid is s * (1 - s). y is not sigmoid: it is x * s.",
            ),
            Slip(
                lambda dy, y, x: dy * (_s(x) + y * (1 - _s(x))),
                "The rule is right, but it must return a tuple: one entry for each input. Mind the comma.",
            ),
        ),
        solution="def swish_adjoint(dy, y, x):\n    s = ng.sigmoid(x)\n    return (dy * (s + y * (1.0 - s)),)",
        then="It reads y and so saves a product. That is why a rule is given y, and not only x.",
    ),
    Exercise(
        id="own_op.2",
        question="Return the adjoint of y = [0, x[0], x[1], ...], the last x dropped: what is the adjoint of each x?",
        reference=_delay(lambda dy: np.append(dy[1:], 0.0)),
        answers=Calls((_DY, _DELAYED, _X)),
        blank=_delay(np.zeros_like),
        slips=(
            Slip(
                _delay(lambda dy: np.append(0.0, dy[:-1])),
                "That moves dy the same way as x. x[0] went to y[1], so its adjoint is dy[1]: the adjoint moves back.",
            ),
            Slip(
                _delay(lambda dy: np.roll(dy, -1)),
                "The last x fell off: nothing depends on it, so its adjoint is 0, and not dy[0].",
            ),
            Slip(
                _delay(lambda dy: np.roll(dy, 1)),
                "x[0] went to y[1], so its adjoint is dy[1]: the adjoint moves back. And nothing comes round the end.",
            ),
            Slip(
                lambda dy, y, x: np.append(dy[1:], 0.0),
                "The rule is right, but it must return a tuple: one entry for each input. Mind the comma.",
            ),
            Slip(
                _delay(lambda dy: dy[1:]),
                "The adjoint has the shape of x. The last x fell off, so its adjoint is 0, but it has one.",
            ),
            Slip(
                _delay(lambda dy: np.append(dy[:-1], 0.0)),
                "Nothing has moved: y[1] is x[0], so what dx[0] receives is dy[1].",
            ),
            Slip(
                _delay(lambda dy: np.append(0.0, dy[1:])),
                "Nothing has moved: y[1] is x[0], so dy[1] is what dx[0] receives, not dx[1].",
            ),
            Slip(
                lambda dy, y, x: (np.append(x[1:], 0.0),),
                "Those are numbers of x. What moves back is the adjoint: dy.",
            ),
            Slip(_delay(lambda dy: dy), "That would be right if nothing had moved. Where did x[0] go?"),
            Slip(
                _delay(lambda dy: dy[::-1].copy()),
                "The order is not reversed, only moved by one. Follow x[0]: it became y[1].",
            ),
        ),
        solution="def delay_adjoint(dy, y, x):\n    dx = np.zeros_like(x)\n    dx[:-1] = dy[1:]\n    return (dx,)",
        then="What went to the right comes back to the left: the adjoint of a move of numbers is the move back.",
    ),
    Exercise(
        id="own_op.3",
        question="Return the type of the matrix of all products x[i] * y[j], given the types of x and y.",
        reference=lambda x, y: x.with_shape((*x.shape, *y.shape)),
        answers=Calls((f32[3], f32[4]), (f64[2], f64[5])),
        slips=(
            Slip(
                lambda x, y: x.with_shape((*y.shape, *x.shape)),
                "Rows and columns are swapped: i counts the rows, and it comes from x.",
            ),
            Slip(
                lambda x, y: x.with_shape((x.size * y.size,)),
                "That is one long vector. Return a matrix, with two axes.",
            ),
            Slip(
                lambda x, y: f32[x.shape[0], y.shape[0]],
                "Always f32? The result has the element type of x: x.with_shape.",
            ),
            Slip(
                lambda x, y: x.with_shape((x.shape[0], x.shape[0])),
                "j counts the columns, and it comes from y.",
            ),
            Slip(
                lambda x, y: x.with_shape((2, 3)),
                "That holds for one example. Take the lengths from x.shape and y.shape.",
            ),
            Slip(
                lambda x, y: (x.shape[0], y.shape[0]),
                "That is the shape. A type has an element type as well: x.with_shape of it.",
                when=lambda answer: tuple(answer(f32[3], f32[4])) == (3, 4),
            ),
            Slip(lambda x, y: x, "That is the rule of an elementwise op. Here the result has two axes."),
        ),
        solution="def outer_rule(x, y):\n    return x.with_shape((*x.shape, *y.shape))",
        then="A complete rule also refuses what does not fit: matrices, and two different element types.",
    ),
    Exercise(
        id="own_op.4",
        question="Return (dx, dy) for z[i, j] = x[i] * y[j], given dz.",
        reference=lambda dz, z, x, y: (dz @ y, dz.T @ x),
        answers=Calls((_DZ, np.outer(_LEFT, _RIGHT), _LEFT, _RIGHT)),
        slips=(
            Slip(
                lambda dz, z, x, y: (dz.sum(axis=1), dz.sum(axis=0)),
                "Summed over the right axes, but each dz[i, j] reaches x[i] multiplied by y[j].",
            ),
            Slip(
                lambda dz, z, x, y: (dz.T @ x, dz @ y),
                "Both are right, in the wrong order: first the adjoint of x, then that of y.",
            ),
            Slip(
                lambda dz, z, x, y: (dz * y, dz.T * x),
                "The products are right; now add up. x[i] is used in a whole row, and receives the sum over it.",
                when=lambda answer: np.array_equal(answer(*_SQUARE)[0], _SQUARE[0] * _SQUARE[3]),
            ),
            Slip(
                lambda dz, z, x, y: (dz.sum(axis=1) * x, dz.sum(axis=0) * y),
                "The other factor: z[i, j] = x[i] * y[j], so dz[i, j] reaches x[i] multiplied by y[j].",
            ),
            Slip(
                lambda dz, z, x, y: (dz @ y, dz @ x),
                "dx is right. y has one number for each column of dz, so for dy it is dz.T @ x.",
                when=lambda answer: np.array_equal(
                    answer(*_SQUARE), (_SQUARE[0] @ _SQUARE[3], _SQUARE[0] @ _SQUARE[2])
                ),
            ),
            Slip(
                lambda dz, z, x, y: (dz.T @ y, dz @ x),
                "The transpose is at the wrong product: dx has one number for each row of dz, so it is dz @ y.",
                when=lambda answer: np.array_equal(answer(*_SQUARE)[0], _SQUARE[0].T @ _SQUARE[3]),
            ),
            Slip(
                lambda dz, z, x, y: dz @ y,
                "That is dx. Return both: dx, dy.",
                when=lambda answer: np.array_equal(answer(*_SQUARE), _SQUARE[0] @ _SQUARE[3]),
            ),
            Slip(
                lambda dz, z, x, y: (z @ y, z.T @ x),
                "z is the result. What comes back is dz, the adjoint of the result.",
            ),
        ),
        solution="def outer_adjoint(dz, z, x, y):\n    return dz @ y, dz.T @ x",
        then="It is the rule of a matrix product of a column with a row: the same two transposes.",
    ),
    Parsons(
        id="own_op.5",
        question="From four numbers x come three, y[i] = x[i] * x[i + 1]. Order the lines of the adjoint.",
        lines=(
            "left, right = x[:-1], x[1:]",
            "dleft = dy * right",
            "dright = dy * left",
            "first = np.append(dleft, 0.0)",
            "second = np.append(0.0, dright)",
            "dx = first + second",
        ),
        setup="import numpy as np\nx, dy = np.array([2.0, 3.0, 5.0, 7.0]), np.array([1.0, -2.0, 0.5])",
        results=("dx",),
        distractors=("dleft = dy * left", "dx = first"),
        hints={
            "dleft = dy * left": "The adjoint of a factor is multiplied by the other factor.",
            "dx = first": "x[1] and x[2] are used twice: once on the left, and once on the right.",
        },
        then="Two numbers in the middle are used twice, so what they receive is added up.",
    ),
    Hunt(
        id="own_op.6",
        question="t = x * w, and y is the running total of t. One line is wrong. Which?",
        lines=(
            "t = x * w",
            "y = np.cumsum(t)",
            "dt = np.cumsum(dy[::-1])[::-1]",
            "dx = dt * w",
            "dw = dt * x",
        ),
        wrong=(2, "dt = np.cumsum(dy)"),
        setup=(
            "import numpy as np\n"
            "x, w = np.array([1.0, 2.0, -1.0]), np.array([3.0, 0.5, 2.0])\n"
            "dy = np.array([1.0, -2.0, 0.5])"
        ),
        results=("y", "dx", "dw"),
        then="t[0] is part of every total and receives from all of them: the running total from the other end.",
        hints={
            0: "That line is right: it is the product, going forwards.",
            1: "That line is right: it is the running total, going forwards.",
            3: "That line is right, given dt: the adjoint of x is multiplied by the other factor, w.",
            4: "That line is right, given dt: the adjoint of w is multiplied by the other factor, x.",
        },
    ),
)
