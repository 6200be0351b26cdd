"""Batches: the same rows of all arrays, each epoch once, in an order that seed and epoch alone decide."""

import hashlib
import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ngteach as ng
from ngteach import GraphError
from ngteach.data.batches import Batches, Scaled, taken
from ngteach.data.plan import Plan
from ngteach.data.shuffle import order, split

# ---- which rows -------------------------------------------------------------


@pytest.mark.parametrize("last", ["wrap", "partial", "drop"])
@pytest.mark.parametrize("count,batch", [(10, 4), (8, 4), (5, 5), (7, 3), (12, 1)])
def test_every_epoch_has_every_row_once_or_drops_the_last(last, count, batch):
    plan, seen = Plan(count, batch, last), {}
    for step in range(plan.steps(3)):
        parts = plan.parts(step)
        for epoch, first, many in parts:
            seen.setdefault(epoch, []).extend(range(first, first + many))
        rows = sum(many for *_, many in parts)
        assert rows == batch or (last == "partial" and rows == count % batch == plan.rest)
    whole = count - count % batch if last == "drop" else count
    assert all(seen[epoch] == list(range(whole)) for epoch in range(3))


@pytest.mark.parametrize("last", ["wrap", "partial", "drop"])
@pytest.mark.parametrize("count,batch", [(10, 4), (8, 4), (5, 5), (7, 3)])
def test_epochs_are_counted_as_steps_are(last, count, batch):
    plan = Plan(count, batch, last)
    for epochs in range(5):
        steps = plan.steps(epochs)
        assert plan.epochs(steps) == epochs and (epochs == 0 or plan.epochs(steps - 1) == epochs - 1)


@settings(deadline=None)
@given(count=st.integers(1, 1000), batch=st.integers(1, 200), epochs=st.integers(0, 5))
def test_steps_are_as_many_as_it_takes_to_see_all_the_data(count, batch, epochs):
    steps = Plan(count, batch).steps(epochs)
    assert (steps - 1) * batch < epochs * count <= steps * batch or epochs == steps == 0


def test_an_epoch_of_mnist_has_469_steps():
    plan = Plan(60_000, 128)
    assert (plan.steps(1), plan.steps(5)) == (469, 2344)


def test_a_batch_may_be_larger_than_the_data_if_it_wraps():
    assert Plan(3, 8, "wrap").parts(0) == [(0, 0, 3), (1, 0, 3), (2, 0, 2)]
    assert Plan(3, 8, "partial").parts(5) == [(5, 0, 3)] and Plan(3, 8, "partial").rest == 3


# ---- their order ------------------------------------------------------------

ORDERS = {
    (0, 0, 8): [2, 4, 1, 3, 0, 5, 7, 6],
    (0, 1, 8): [0, 3, 5, 1, 4, 6, 2, 7],
    (7, 0, 8): [5, 0, 4, 6, 7, 3, 2, 1],
    (2**63, 5, 8): [5, 3, 1, 7, 0, 4, 6, 2],
}


@pytest.mark.parametrize("count", [1, 2, 3, 100, 70_000])
def test_an_order_has_every_row_once(count):
    for epoch in range(3):
        np.testing.assert_array_equal(np.sort(order(5, epoch, count)), np.arange(count))


@pytest.mark.parametrize("arguments", ORDERS, ids=str)
def test_an_order_is_the_same_on_every_machine(arguments):
    assert order(*arguments).tolist() == ORDERS[arguments]


def test_a_long_order_is_the_same_on_every_machine():
    bits = order(3, 2, 100_000).astype("<i8").tobytes()
    assert hashlib.sha256(bits).hexdigest()[:16] == "87856c1aaedd67b9"


def test_each_epoch_and_each_seed_has_an_order_of_its_own():
    orders = {tuple(order(seed, epoch, 50)) for seed in range(5) for epoch in range(5)}
    assert len(orders) == 25


def test_every_place_is_as_likely_for_every_row():
    places = np.array([np.argsort(order(0, epoch, 10)) for epoch in range(2000)])
    counts = np.array([np.bincount(places[:, row], minlength=10) for row in range(10)])
    assert abs(counts - 200).max() < 5 * np.sqrt(200 * 0.9)


def test_an_order_sorts_random_bits():
    key = ng.random.fold_in(ng.random.fold_in(ng.random.key(4), 1), 9)
    bits = ng.random.bits(key, (1000,))
    np.testing.assert_array_equal(order(4, 9, 1000), np.argsort(bits, kind="stable"))


@pytest.mark.parametrize(
    "count,share,kept", [(10, 0.3, 3), (10, 0.01, 1), (10, 0.999, 9), (2, 0.5, 1), (1437, 0.1, 144)]
)
def test_what_is_kept_from_training_is_that_share_at_random(count, share, kept):
    learned, aside = split(0, share, count)
    assert len(aside) == kept and sorted([*learned, *aside]) == list(range(count))
    assert list(learned) == sorted(learned) and (count < 100 or not np.array_equal(aside, split(1, share, count)[1]))


# ---- what is in them --------------------------------------------------------

ROWS = np.arange(24.0).reshape(6, 4)
DATA = {
    "x": ROWS,
    "ids": np.arange(6, dtype=np.int16),
    "image": Scaled(np.arange(6, dtype=np.uint8).reshape(6, 1), 0.5),
}


@settings(deadline=None)
@given(count=st.integers(1, 40), batch=st.integers(1, 50), step=st.integers(0, 30))
def test_a_batch_takes_the_next_rows_and_starts_again_at_the_end(count, batch, step):
    values = np.arange(count * 2, dtype=np.uint8).reshape(count, 2)
    scaled, plain = Batches((Scaled(values, 1 / 16), values[:, 0]), batch).fill(Plan(count, batch).parts(step))
    at = [(step * batch + i) % count for i in range(batch)]
    np.testing.assert_array_equal(scaled, values[at].astype(np.float32) / 16)
    np.testing.assert_array_equal(plain, values[at, 0])


def mixed(epoch, count):
    return np.arange(count)[:: -1 if epoch % 2 else 1]


def test_a_batch_has_the_rows_of_all_arrays_in_the_container_of_the_data():
    batches = Batches(DATA, 4, mixed)
    assert str(batches.types(3)) == "{'x': f64[3,4], 'ids': i16[3], 'image': f32[3,1]}"
    x, ids, image = batches.fill([(0, 4, 2), (1, 0, 2)])
    assert ids.tolist() == [4, 5, 5, 4] and np.array_equal(x, ROWS[ids])
    assert image.dtype == np.float32 and image[:, 0].tolist() == [2.0, 2.5, 2.5, 2.0]
    assert [len(a) for a in batches.fill([(0, 0, 2)])] == [2, 2, 2]


@pytest.mark.parametrize("ordered", [None, mixed])
def test_a_batch_is_filled_without_allocating(ordered):
    data = np.zeros((1000, 300), np.float32), Scaled(np.zeros((1000, 300), np.uint8), 1 / 255)
    batches = Batches(data, 500, ordered)
    batches.fill([(0, 0, 500)])
    tracemalloc.start()
    batches.fill([(0, 500, 500)])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 50_000  # NumPy converts through 32 kB of its own; the rows have 750 kB


def test_some_rows_of_data_are_data():
    some = taken(DATA, np.array([5, 0]))
    assert some["ids"].tolist() == [5, 0] and some["image"].values[:, 0].tolist() == [5, 0]


@pytest.mark.parametrize(
    "data,text",
    [
        ((ROWS, np.arange(5)), "all arrays must have the same number of rows, but data.0 has 6, data.1 has 5"),
        ((ROWS, 3), "data.1: found 3, wanted an array; write np.asarray(...)"),
        (np.array(3.0), "data is one number, wanted an array with a row for each example"),
        ((), "data has no arrays; write (inputs, labels)"),
        (np.zeros((0, 3)), "data has no rows"),
        (np.array(["a", "b"]), "data: "),
        (np.array([1j, 2]), "data: "),
        (np.ma.masked_array([1.0, 2.0]), "data: "),
        ({"x": np.where(np.arange(6) == 4, np.nan, 1.0)}, "data.x: row 4 has NaN; leave such rows out"),
        ((ROWS, np.array([np.inf, np.nan])), "data.1: row 1 has NaN"),
    ],
)
def test_data_that_cannot_be_are_refused_in_one_line(data, text):
    with pytest.raises(GraphError, match=re.escape(text)) as problem:
        Batches(data, 2)
    assert "\n" not in str(problem.value)


def test_infinite_numbers_are_data():
    assert Batches(np.array([np.inf, -np.inf, 0.0]), 1).count == 3
