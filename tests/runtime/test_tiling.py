"""Into how many blocks: by the time that is saved for the threads, or by sizes alone; on multiples that BLAS likes."""

from itertools import pairwise

import pytest

import ngteach as ng
from ngteach import f32
from ngteach.runtime.tiling import CACHE, GRAIN, LARGE, MOST, PIECE, WAKE, is_large, parallel_region


def only(function, *types):
    return ng.trace(function, *types).equations[-1]


def elementwise(rows):
    """An equation whose rows have 4,096 bytes."""
    return only(lambda x: ng.exp(x), f32[rows, 1024])


def product(rows, columns):
    return only(lambda x, w: x @ w, f32[rows, 50], f32[50, columns])


def blocks(eqn, seconds, threads, deterministic=False, axis=0):
    (group,) = parallel_region([(axis, [eqn])], {eqn: seconds}, threads, deterministic).groups
    lengths = [hi - lo for lo, hi in group.blocks]
    assert group.size == sum(lengths) and all(a[1] == b[0] for a, b in pairwise(group.blocks))
    return lengths


@pytest.mark.parametrize("deterministic", [False, True])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_blocks_of_what_is_elementwise_fit_the_cache(threads, deterministic):
    rows = CACHE // 4096
    assert blocks(elementwise(8 * rows), 1.0, threads, deterministic) == [rows] * 8
    assert blocks(elementwise(8 * rows + 1), 1.0, threads, deterministic) == [rows] * 8 + [1]
    assert max(blocks(elementwise(MOST * rows * 2), 1.0, threads, deterministic)) == 2 * rows


@pytest.mark.parametrize("threads", [2, 3])
def test_what_fits_the_cache_is_shared_if_that_saves_more_than_it_takes_to_wake_a_helper(threads):
    eqn = elementwise(CACHE // 4096)
    assert len(blocks(eqn, 2 * WAKE, threads)) == threads
    assert len(blocks(eqn, 1.9 * WAKE, threads)) == 1
    assert len(blocks(eqn, 2 * WAKE, threads, deterministic=True)) == 1  # whatever the number of threads


def test_a_product_has_a_block_for_each_thread_or_by_its_time_alone():
    assert len(blocks(product(500, 50), 10 * PIECE, 3)) == 3
    for threads in (1, 2, 3):
        assert len(blocks(product(640, 50), 10 * PIECE, threads, deterministic=True)) == 10
        assert len(blocks(product(640, 50), PIECE, threads, deterministic=True)) == 1


def test_of_two_products_of_one_region_each_is_a_block():
    one, other = product(500, 50), product(500, 50)
    found = parallel_region([(0, [one]), (0, [other])], {one: 1.0, other: 1.0}, 2, False)
    assert [len(group.blocks) for group in found.groups] == [1, 1]


def test_a_caller_who_begins_alone_gets_a_larger_block():
    first, second = blocks(product(960, 50), 10 * WAKE, 2)
    assert first - second == pytest.approx(960 / 10, abs=GRAIN)


@pytest.mark.parametrize("size", [1, 2, GRAIN, 2 * GRAIN, 63, 64, 65, 200, 1000])
@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_blocks_are_of_one_length_and_of_multiples_of_16_where_there_is_enough(size, count):
    lengths = blocks(product(size, 50), count * PIECE, 2, deterministic=True)
    assert len(lengths) <= count and len(set(lengths[:-1])) <= 1 and lengths[-1] <= lengths[0]
    if size >= 2 * GRAIN * count:
        assert all(n % GRAIN == 0 for n in lengths[:-1]) and lengths[0] < -(-size // count) + GRAIN
    else:
        assert lengths[0] >= -(-size // count)


def test_only_what_takes_time_and_has_several_rows_to_itself_is_large():
    def large(eqn, seconds):
        return is_large(eqn, {eqn: seconds})

    assert large(elementwise(2), 2 * LARGE) and not large(elementwise(2), LARGE / 2)
    assert not large(elementwise(1), 1.0)
    assert not large(only(lambda x: ng.sum(x), f32[1000, 1000]), 1.0)  # a single number
    assert not large(only(lambda x: ng.sum(x, axis=0), f32[1000, 1000]), 1.0)  # each needs all rows
    assert large(only(lambda x: ng.sum(x, axis=1), f32[1000, 1000]), 1.0)


def test_what_takes_no_time_is_one_block():
    assert blocks(elementwise(100), LARGE / 2, 2) == [100] and blocks(elementwise(0), 1.0, 2) == [0]
    assert blocks(only(lambda x: ng.exp(x), f32), 1.0, 2) == [1]
    assert blocks(only(lambda x: ng.sum(x, axis=0), f32[1000, 1000]), 1.0, 2) == [1000]


def test_columns_may_be_tiled_where_rows_may_not():
    assert blocks(product(2, 1000), 10 * WAKE, 2, axis=1)[1] > 400


def test_the_caller_begins_with_what_is_large_and_little_things_come_before_what_a_helper_ends_with():
    large, small = product(500, 50), elementwise(3)
    cost = {large: 10 * WAKE, small: LARGE / 2}
    found = parallel_region([(0, [small]), (0, [large])], cost, 2, False)
    assert [group.equations[0] for group in found.groups] == [large, small]
    assert [k for k, _, _ in found.order] == [0, 1, 0]
