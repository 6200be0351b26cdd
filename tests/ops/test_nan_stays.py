"""NaN and infinity reach what NumPy lets them reach, and nothing beside it: no 0 * NaN on the way."""

import numpy as np
import pytest

from ngteach import trace
from ngteach.core.calling.errors import GraphError

ROW = np.array([1.0, np.nan, np.inf, 4.0, -2.0, 0.5])
ROWS = np.array([[1.0, np.nan, 3.0, 2.0], [0.5, -1.0, 2.0, 4.0], [2.0, 1.0, -np.inf, 3.0]])
BINS = np.array([0, 2, 1, 2, 0, 3])

FORMS = {
    "gradient": (lambda x: np.gradient(x), ROW),
    "gradient along both axes": (lambda x: np.gradient(x)[0], ROWS),
    "corrcoef": (lambda x: np.corrcoef(x), ROWS),
    "bincount": (lambda x: np.bincount(BINS, weights=x, minlength=5), ROW),
    "diff": (lambda x: np.diff(x, 2), ROW),
    "cumsum": (lambda x: np.cumsum(x, axis=0), ROWS),
    "trapezoid": (lambda x: np.trapezoid(x, axis=0), ROWS),
    "select": (lambda x: np.select([x > 2, x < 0], [x, -x], 7.0), ROWS),
    "take_along_axis": (lambda x: np.take_along_axis(x, np.array([[0], [3], [2]]), 1), ROWS),
    "sum where": (lambda x: np.sum(x, where=np.isfinite(ROWS)), ROWS),
    "trace": (lambda x: np.trace(x[:, :3]), ROWS),
    "tril": (lambda x: np.tril(x), ROWS),
    "pad": (lambda x: np.pad(x, 1, "reflect"), ROW),
    "roll": (lambda x: np.roll(x, 2) + np.flip(x), ROW),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of NumPy, about infinity minus infinity
@pytest.mark.parametrize("form,x", FORMS.values(), ids=FORMS)
def test_what_is_not_a_number_stays_where_numpy_leaves_it(form, x):
    np.testing.assert_allclose(trace(form, x)(x), form(x), rtol=1e-12)


def test_a_number_outside_the_bins_is_counted_in_none():
    weights = np.arange(1.0, 7)
    graph = trace(lambda k, w: np.bincount(k, weights=w, minlength=3), BINS, weights)
    np.testing.assert_array_equal(graph(BINS - 1, weights), [3, 6, 6])  # -1 is no bin, not even the last


def test_points_of_two_element_types_are_refused_with_the_one_to_convert_to():
    message = r"interp: found f32\[4\] and f64\[4\], which differ in element type; write convert\(..., f32\)"
    with pytest.raises(GraphError, match=message):
        trace(lambda x: np.interp(x, np.arange(4, dtype=np.float32), np.arange(4.0)), np.ones(2, np.float32))
