"""Convolutional networks in blocks of images: whatever their sizes, they give what the interpreter gives."""

import re
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from blocks import agrees, tile_everything
from convolutional import random_network

import ngteach as ng
from ngteach import f32, f64, grad, trace
from ngteach.runtime import images


@pytest.mark.parametrize("seed", range(30))
def test_a_network_in_blocks_is_what_the_interpreter_computes(seed, monkeypatch):
    monkeypatch.setattr(images, "WORTH", 0)
    tile_everything(monkeypatch, seed)
    graph, arrays = random_network(seed)
    for threads in (1, 2, 3):
        assert not agrees(graph, arrays, threads, deterministic=bool(seed % 2))


# ---- a plain network ----------------------------------------------------------


def network(x, filters, more, W):
    h = ng.max_pool(ng.relu(ng.convolution(x, filters, padding=2)), 2)
    h = ng.max_pool(ng.relu(ng.convolution(h, more)), 2)
    return ng.sum(ng.tanh(ng.reshape(h, (x.shape[0], -1)) @ W))


def learning(n, element=f32):
    """The gradients of a network like LeNet, for n images of 16 x 16."""
    shapes = (n, 1, 16, 16), (6, 1, 5, 5), (16, 6, 5, 5), (64, 10)
    return trace(grad(network, wrt=(1, 2, 3)), *[element[s] for s in shapes], name="learn")


def arrays_for(graph):
    rng = np.random.default_rng(0)
    return [rng.normal(size=x.shape, scale=0.3).astype(x.dtype) for x in graph.inputs]


def test_the_columns_of_an_image_are_copied_along_rows_only():
    """Each number is copied as often as a window is wide, 5 times and not 25; what all the rows see is then a view."""
    run = ng.compile(learning(64), threads=2)
    largest = max(eqn.output.size for eqn in run.reads if eqn.op is ng.reshape)
    assert largest == 64 * 20 * 5 * 16  # 20 rows with their padding, windows of 5, at 16 places in a row
    assert not [eqn for eqn in run.reads if eqn.op is ng.transpose]


def test_what_follows_a_convolution_keeps_its_order():
    """relu and pooling read and write arrays that are not transposed."""
    run = ng.compile(learning(64), threads=2)
    for eqn in run.lowered.equations:
        if eqn.op in (ng.relu, ng.greater) and eqn.output.ndim > 2:
            blocks, rows, channels, columns, images = eqn.output.shape
            assert (blocks, images) == (2, 32) and rows == columns and channels in (6, 16)


@pytest.mark.parametrize(
    ("n", "size"), [(1, 1), (2, 2), (7, 7), (8, 4), (32, 16), (64, 32), (100, 25), (127, 127), (256, 32)]
)
def test_a_block_is_a_part_of_the_batch(n, size):
    assert images.block_size(n, 10_000) == size


def test_a_block_is_small_where_images_are_large():
    assert images.block_size(64, images.BYTES // 8) == 8
    assert images.block_size(64, 2 * images.BYTES) == 1


def test_small_convolutions_stay_as_they_are():
    assert images.images_in_blocks(graph := learning(1)) is graph


@pytest.mark.parametrize("n", [60, 64])
@pytest.mark.parametrize("threads", [1, 2])
def test_memory_is_planned_close_to_its_bound(n, threads):
    memory = ng.compile(learning(n), threads=threads).memory
    assert memory.planned <= 1.15 * memory.lower_bound


@pytest.mark.parametrize("element", [f32, f64])
def test_deterministic_programs_give_the_same_bits_for_any_number_of_threads(element):
    graph = learning(64, element)
    arrays = arrays_for(graph)
    found = [[y.tobytes() for y in ng.compile(graph, threads=k, deterministic=True)(*arrays)] for k in (1, 2, 3)]
    assert found[0] == found[1] == found[2]


def test_a_call_allocates_nothing():
    graph = learning(64)
    run, arrays = ng.compile(graph, threads=2), arrays_for(graph)
    results = run(*arrays)
    tracemalloc.start()
    run(*arrays, out=results)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000  # names and views; the smallest image takes more


def test_explain_says_which_blocks_were_chosen_and_why():
    text = ng.compile(learning(64), threads=2).explain()
    assert "2 convolutions of 64 images in 2 blocks of 32." in text
    assert "convolution" not in ng.compile(trace(lambda x: x @ x, f32[64, 64])).explain()


def test_the_program_of_the_guide_runs(capsys):
    text = (Path(__file__).parents[2] / "docs" / "convolutions.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.S)
    exec(program, {})
    out = capsys.readouterr().out
    assert "1 convolution of 128 images in 4 blocks of 32." in out and "np.matmul(" in out


def test_nothing_is_copied_to_be_named_anew():
    """Between convolutions all reshapes are views: what is copied are columns, and little else."""
    run = ng.compile(learning(64), threads=2)
    copied = [eqn for eqn in run.reads if eqn.op is ng.reshape and eqn.output.size > 10_000]
    assert sorted(eqn.output.shape for eqn in copied) == [(2, 1, 8, 6 * 5 * 4 * 32), (2, 1, 20, 5 * 16 * 32)]


def test_images_behind_an_optimization_barrier_may_be_used_as_they_are():
    """A prime number of images is many blocks of one: with one channel they lie as they should."""

    def held(x, filters):
        h = ng.optimization_barrier(x, filters)
        return ng.convolution(h, filters), ng.reshape(h, (131, -1))

    graph = trace(held, f32[131, 1, 16, 16], f32[8, 1, 3, 3])
    arrays = arrays_for(graph)
    for found, right in zip(ng.compile(graph, threads=2)(*arrays), graph(*arrays), strict=True):
        assert np.allclose(found, right, 1e-4, 1e-5)
