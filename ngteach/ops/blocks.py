"""Blocks of space moved into channels or into the batch, and back: reshape, transpose, reshape."""

from __future__ import annotations

import math

import numpy as np

from ..core.calling.errors import GraphError, require, shown
from ..core.provenance import says_where
from ..core.types import type_of
from .arguments import whole_number
from .edges import pad
from .parts import whole_numbers
from .shape import reshape, transpose


def _checked(x, block_size, mode):
    """(type, size of a block, number of axes of space, do the blocks' channels come first?)."""
    t = type_of(x)
    require(t.rank >= 3, f"{t} has no space; wanted batch, channels, then one axis of space or more")
    known = isinstance(mode, str) and mode in ("blocks_first", "depth_first")
    require(known, f'the mode is "blocks_first" or "depth_first", found {shown(mode)}')
    return t, whole_number(block_size, "block_size", 1), t.rank - 2, mode == "blocks_first"


@says_where("space_to_depth")
def space_to_depth(x, block_size, mode="blocks_first"):
    """Each block of space becomes one place with more channels: [n,c,h,w] -> [n,c*b*b,h/b,w/b].

    mode: "blocks_first" has, for each place in a block, all channels; "depth_first" has, for each channel, all places.
    Any number of axes of space.   Source: nGraph's SpaceToDepth; ONNX has blocks_first.

    >>> ng.space_to_depth(np.array([[[[1, 2], [3, 4]]]]), 2).reshape(-1)
    array([1, 2, 3, 4])
    """
    t, b, k, blocks_first = _checked(x, block_size, mode)
    n, c, *space = t.shape
    require(not any(d % b for d in space), f"the space of {t} cannot be divided into blocks of {b}")
    split = reshape(x, (n, c, *[size for d in space for size in (d // b, b)]))
    inside, places = range(3, 3 + 2 * k, 2), range(2, 2 + 2 * k, 2)
    order = (0, *inside, 1, *places) if blocks_first else (0, 1, *inside, *places)
    return reshape(transpose(split, order), (n, c * b**k, *[d // b for d in space]))


@says_where("depth_to_space")
def depth_to_space(x, block_size, mode="blocks_first"):
    """Channels become blocks of space, the inverse of space_to_depth: [n,c*b*b,h,w] -> [n,c,h*b,w*b].

    mode: "blocks_first", ONNX's DCR, or "depth_first", ONNX's CRD and PyTorch's pixel_shuffle.   Source: nGraph's
    DepthToSpace.

    >>> ng.depth_to_space(np.arange(4).reshape(1, 4, 1, 1), 2)
    array([[[[0, 1],
             [2, 3]]]])
    """
    t, b, k, blocks_first = _checked(x, block_size, mode)
    n, c, *space = t.shape
    if c % b**k:
        raise GraphError(f"{t} has {c} channels, not a multiple of {b**k}, the places in a block")
    blocks, depth = [b] * k, c // b**k
    if blocks_first:
        split, first, channel = reshape(x, (n, *blocks, depth, *space)), 1, 1 + k
    else:
        split, first, channel = reshape(x, (n, depth, *blocks, *space)), 2, 1
    order = [axis for i in range(k) for axis in (2 + k + i, first + i)]
    return reshape(transpose(split, (0, channel, *order)), (n, depth, *[d * b for d in space]))


# ---- space and batch ----------------------------------------------------------------


def _per_axis(numbers, t, name, least):
    sizes = whole_numbers(numbers, name)
    ok = sizes.shape == (t.rank,) and (sizes >= least).all()
    require(ok, f"{name} has a whole number, {least} or more, for each axis of {t}, found {shown(numbers)}")
    return sizes.tolist()


@says_where("space_to_batch")
def space_to_batch(x, block_shape, pads_begin=None, pads_end=None):
    """The places of each block go to different members of a larger batch; a dilated convolution becomes a plain one.

    block_shape: the size of a block along each axis; that of the first axis, the batch, is 1.
    pads_begin, pads_end: zeros to add first, for each axis.   Source: nGraph's SpaceToBatch.

    >>> ng.space_to_batch(np.array([[1, 2, 3, 4]]), [1, 2])
    array([[1, 3],
           [2, 4]])
    """
    t = type_of(x)
    begin, end = (_per_axis([0] * t.rank if p is None else p, t, "a width", 0) for p in (pads_begin, pads_end))
    padded = pad(x, list(zip(begin, end, strict=True))) if any(begin + end) else x
    t = type_of(padded)
    blocks = _blocks(block_shape, t)
    ok = not any(d % b for d, b in zip(t.shape, blocks, strict=True))
    require(ok, f"{t} cannot be divided into blocks of {tuple(blocks)}")
    shape = [d // b for d, b in zip(t.shape, blocks, strict=True)]
    split = reshape(padded, [size for pair in zip(shape, blocks, strict=True) for size in pair])
    order = (*range(1, 2 * t.rank, 2), *range(0, 2 * t.rank, 2))
    return reshape(transpose(split, order), (math.prod(blocks) * shape[0], *shape[1:]))


@says_where("batch_to_space")
def batch_to_space(x, block_shape, crops_begin=None, crops_end=None):
    """Members of a batch become the places of blocks, the inverse of space_to_batch.

    crops_begin, crops_end: how many elements to cut off in the end, for each axis.   Source: nGraph's BatchToSpace.

    >>> ng.batch_to_space(np.array([[1, 3], [2, 4]]), [1, 2])
    array([[1, 2, 3, 4]])
    """
    t = type_of(x)
    blocks = _blocks(block_shape, t)
    count = math.prod(blocks)
    require(not t.shape[0] % count, f"{t} has {t.shape[0]} members, not a multiple of {count}, the places in a block")
    shape = (t.shape[0] // count, *t.shape[1:])
    split = reshape(x, (*blocks, *shape))
    order = [axis for i in range(t.rank) for axis in (t.rank + i, i)]
    whole = reshape(transpose(split, order), [d * b for d, b in zip(shape, blocks, strict=True)])
    begin, end = (_per_axis([0] * t.rank if p is None else p, t, "a crop", 0) for p in (crops_begin, crops_end))
    return pad(whole, -np.array([begin, end]).T) if any(begin + end) else whole


def _blocks(block_shape, t):
    require(t.rank, f"{t} has no axes")
    blocks = _per_axis(block_shape, t, "block_shape", 1)
    require(blocks[0] == 1, f"the first axis is the batch, its block is 1, found {blocks[0]}")
    return blocks
