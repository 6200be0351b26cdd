"""Convolutional networks in blocks of images: whatever their sizes, they give what the interpreter gives."""

import pytest
from blocks import agrees, tile_everything
from convolutional import random_network

from ngteach.runtime import images


@pytest.mark.parametrize("seed", range(60))
def test_a_network_in_blocks_is_what_the_interpreter_computes(seed, monkeypatch):
    monkeypatch.setattr(images, "WORTH", 0)
    tile_everything(monkeypatch, seed)
    graph, arrays = random_network(seed)
    for threads in (1, 2, 3):
        assert not agrees(graph, arrays, threads, deterministic=bool(seed % 2))
