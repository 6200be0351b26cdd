"""The exercises of the page convolution."""

from __future__ import annotations

import numpy as np

from .answers import Calls
from .exercise import Exercise, Slip


def _slid(shape, number):
    """A function of two matrices: number(i, j) at each place.   shape, number: functions of the two matrices"""

    def each(*arrays):
        result = np.zeros(shape(*arrays))
        for place in np.ndindex(result.shape):
            result[place] = number(*arrays, *place)
        return result

    return each


def _convolved(product):
    def number(x, f, i, j):
        return product(x[i : i + f.shape[0], j : j + f.shape[1]], f)

    return _slid(lambda x, f: tuple(n - k + 1 for n, k in zip(x.shape, f.shape, strict=True)), number)


def _filter_adjoint(product):
    def number(dy, x, shape, k, m):
        return product(dy, x[k : k + dy.shape[0], m : m + dy.shape[1]])

    return _slid(lambda dy, x, shape: shape, number)


_X = np.array(
    [[1.0, -2.0, 3.0, 0.5, 4.0], [0.0, 5.0, -1.0, 2.0, 7.0], [2.0, 1.0, 6.0, -3.0, 1.5], [4.0, -4.0, 2.0, 8.0, 3.0]]
)
_F = np.array([[1.0, -2.0, 0.5], [3.0, 4.0, -1.0]])
_DY = np.array([[2.0, -1.0, 0.5], [1.0, 3.0, -2.0], [4.0, 0.25, -5.0]])


EXERCISES = (
    Exercise(
        id="convolution.1",
        question="Return how many places there are along an axis of n pixels for a filter of k.",
        reference=lambda n, k, stride, padding: (n + 2 * padding - k) // stride + 1,
        answers=Calls((8, 3, 1, 0), (8, 3, 2, 1), (28, 5, 3, 2), (5, 5, 1, 0), (9, 2, 4, 1)),
        slips=(
            Slip(
                lambda n, k, stride, padding: (n + padding - k) // stride + 1,
                "The padding is on both sides: it counts twice.",
            ),
            Slip(
                lambda n, k, stride, padding: (n + 2 * padding - k) // stride,
                "One too few. A filter of 5 on 5 pixels moves by 0, and has one place.",
            ),
            Slip(
                lambda n, k, stride, padding: n + 2 * padding - k + 1,
                "That is right for stride 1. With a stride of 2 every other place is skipped.",
            ),
            Slip(
                lambda n, k, stride, padding: (n + 2 * padding - k + 1) // stride,
                "The first place is always there. Divide how far the filter can move, and then add that one.",
            ),
            Slip(
                lambda n, k, stride, padding: (n + 2 * padding - k) / stride + 1,
                "There are no parts of a place: a window that would reach beyond the end is left out. Round down, //.",
            ),
            Slip(
                lambda n, k, stride, padding: -((k - n - 2 * padding) // stride) + 1,
                "Round down, //: a window that would reach beyond the end is left out.",
            ),
            Slip(
                lambda n, k, stride, padding: (n + 2 * padding - k + 1) // stride + 1,
                "One too many. A filter of 5 on 5 pixels moves by 0: n + 2 * padding - k is how far it can move.",
            ),
            Slip(
                lambda n, k, stride, padding: (n - k) // stride + 1,
                "Where is the padding? It makes the axis longer before the filter moves.",
            ),
        ),
        solution="def places(n, k, stride, padding):\n    return (n + 2 * padding - k) // stride + 1",
        then="With an odd k, stride 1 and padding k // 2 the picture keeps its size.",
    ),
    Exercise(
        id="convolution.2",
        question="Return y: y[i, j] is the sum of the window at (i, j) times the filter.",
        reference=_convolved(lambda window, f: np.sum(window * f)),
        answers=Calls((_X, _F), (_X[:3], _F[:, :2])),
        blank=_convolved(lambda window, f: 0.0),
        slips=(
            Slip(
                _convolved(lambda window, f: np.sum(window * f[::-1, ::-1])),
                "The filter is turned round. Here it is laid on the picture as it is.",
            ),
            Slip(
                _convolved(lambda window, f: np.mean(window * f)),
                "That is the mean of the products; a convolution is their sum.",
            ),
            Slip(
                _convolved(lambda window, f: np.sum(window)),
                "That adds up the window alone. Multiply with the filter first.",
            ),
            Slip(
                _convolved(lambda window, f: np.max(window * f)),
                "The largest product would be a kind of pooling. A convolution adds all products up.",
            ),
            Slip(
                _convolved(lambda window, f: np.sum(window @ f.T)),
                "A matrix product also multiplies numbers that do not lie on each other. Multiply with *.",
            ),
            Slip(
                _convolved(lambda window, f: np.sum(window) * np.sum(f)),
                "First multiply, each number with the one on top of it, and then add up.",
            ),
            Slip(
                _convolved(lambda window, f: window[0, 0] * np.sum(f)),
                "That reads one number of x alone. Each number of the filter lies on a number of its own.",
            ),
            Slip(
                _convolved(lambda window, f: np.sum(window + f)),
                "Each number of the window is multiplied with the one of the filter on top of it, not added to it.",
            ),
        ),
        solution=(
            "def convolved(x, f):\n"
            "    y = np.zeros((x.shape[0] - f.shape[0] + 1, x.shape[1] - f.shape[1] + 1))\n"
            "    for i, j in np.ndindex(y.shape):\n"
            "        window = x[i : i + f.shape[0], j : j + f.shape[1]]\n"
            "        y[i, j] = np.sum(window * f)\n"
            "    return y"
        ),
        then="The kit writes all windows as columns of a matrix, and multiplies the filters with it in one product.",
    ),
    Exercise(
        id="convolution.3",
        question="Return df, the adjoint of the filter: what does each place send to f[k, m]?",
        reference=_filter_adjoint(lambda dy, met: np.sum(dy * met)),
        answers=Calls((_DY, _X, (2, 3)), (_DY[:2], _X[:3], (2, 3))),
        blank=_filter_adjoint(lambda dy, met: 0.0),
        slips=(
            Slip(
                _filter_adjoint(lambda dy, met: np.sum(met)),
                "That would be right if dy were 1 everywhere. Each place sends its own dy times what f[k, m] met "
                "there.",
            ),
            Slip(
                _filter_adjoint(lambda dy, met: np.mean(dy * met)),
                "That is the mean over the places. f[k, m] is read by all of them, and what readers send is added up.",
            ),
            Slip(
                _filter_adjoint(lambda dy, met: np.sum(dy)),
                "That is the adjoint of a bias. f[k, m] was multiplied with a pixel: each dy comes times that pixel.",
            ),
            Slip(
                _filter_adjoint(lambda dy, met: np.sum(dy * met[::-1, ::-1])),
                "Nothing is turned round here: dy[i, j] belongs to the pixel that f[k, m] met at that place, met[i, "
                "j].",
            ),
            Slip(
                _filter_adjoint(lambda dy, met: np.sum(met.T @ dy)),
                "A matrix product also multiplies dy with what another place met. Multiply with *.",
            ),
            Slip(
                _filter_adjoint(lambda dy, met: met[0, 0] * np.sum(dy)),
                "f[k, m] meets another pixel at each place; x[k, m] is the one of the first place alone.",
            ),
            Slip(
                _filter_adjoint(lambda dy, met: np.max(dy * met)),
                "The largest is what pooling takes. f[k, m] is read at all places, and what they send is added up.",
            ),
            Slip(
                _filter_adjoint(lambda dy, met: dy[0, 0] * met[0, 0]),
                "That is what the first place sends. f[k, m] was used at every place.",
            ),
        ),
        solution=(
            "def filter_adjoint(dy, x, shape):\n"
            "    df = np.zeros(shape)\n"
            "    for k, m in np.ndindex(df.shape):\n"
            "        met = x[k : k + dy.shape[0], m : m + dy.shape[1]]\n"
            "        df[k, m] = np.sum(dy * met)\n"
            "    return df"
        ),
        then="It is a convolution of x with dy as the filter.",
    ),
)
